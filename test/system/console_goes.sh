#!/bin/sh
# The console from 1x1 to 200x60 and back on live data; it ends when its
# terminal goes away; and without anything running it says what to do.
. "$(dirname "$0")/lib.sh"
own_mission
command -v tmux >/dev/null || skip "no tmux"
columba up -q sim -m "$mission"
tmux -L "$tmux_name" -f /dev/null new-session -d -s small -x 1 -y 1 \
    "columba -i sim -m $mission; exec sleep 100"
shows() { tmux -L "$tmux_name" capture-pane -p -t small | grep -q -- "$1"; }
for size in '200 60' '40 10' '1 1' '80 24'; do
    tmux -L "$tmux_name" resize-window -t small -x "${size% *}" -y "${size#* }"
done
until_ok 8 shows 'SIM  SIF'
until_ok 8 shows 'telemetry current'

shell=$(tmux -L "$tmux_name" list-panes -t small -F '#{pane_pid}')
console() { # the shell's child, or what the shell became
    for p in "$shell" $(cat "/proc/$shell/task/$shell/children"); do
        [ "$(cat "/proc/$p/comm")" != columba ] || echo "$p"
    done
}
child=$(console)
[ -n "$child" ] || fail "no console to look at"
tmux -L "$tmux_name" kill-session -t small
gone() { ! kill -0 "$child" 2>/dev/null; }
until_ok 3 gone

columba down -q sim
expect 69 columba -i sim -m "$mission" --once 80x24 --wait 4s
has "columba up sim"
