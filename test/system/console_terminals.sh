#!/bin/sh
# The console on terminals that are unlike xterm: LANG=C draws ASCII only,
# NO_COLOR leaves colours away, TERM=dumb and an unknown TERM say what to do,
# --plain and --once work without any terminal.
. "$(dirname "$0")/lib.sh"
t() { tmux -L "$tmux_name" -f/dev/null "$@"; }
shows() { t capture-pane -p | grep -q -F -e "$1"; }
seen() { until_ok 15 shows "$1"; }

t new-session -d -x 80 -y 24 "env LC_ALL=C NO_COLOR=1 columba -i nobody; sleep 100"
seen "?Help"
t capture-pane -p | LC_ALL=C grep -q '[^ -~]' && fail "not only ASCII"
t capture-pane -p -e | grep -q "$(printf '\033')\[[0-9;]*[34][0-7]m" &&
    fail "colours in spite of NO_COLOR"
t respawn-window -k "env TERM=dumb columba -i nobody; echo status=\$?; sleep 100"
seen "use --plain"
seen "status=69"
t respawn-window -k "env TERM=xterm-kitty columba -i nobody; sleep 100"
seen "'xterm-kitty' is not known here; using xterm-256color"
t kill-server

# A watcher's own terminfo is not read: neither TERMINFO nor ~/.terminfo.
if command -v tic >/dev/null; then
    printf 'evil|x,\n\tam, cols#80, lines#24, clear=HACKED, cup=%%p1%%d%%p2%%d,\n' >"$work/evil.ti"
    tic -x -o "$work/ti" "$work/evil.ti"
    tic -x -o "$work/.terminfo" "$work/evil.ti"
    t new-session -d -x 80 -y 24 "env TERM=evil TERMINFO=$work/ti columba -i nobody --readonly; sleep 100"
    seen "'evil' is not known here"
    seen "READ-ONLY"
    t kill-server
fi

expect 69 columba -i nobody --once 80x24 --wait 100ms
has "?Help"
[ "$(echo "$out" | wc -l)" = 24 ] || fail "24 lines are a screen"
expect 69 columba -i nobody </dev/null
has "--once"

columba -i nobody --plain >"$work/plain" &
pids=$!
until_ok 10 grep -q "I console " "$work/plain"
kill "$pids"
pids=
