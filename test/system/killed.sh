#!/bin/sh
# Each process of the instance is killed in turn: it comes back within two
# seconds, no other one is touched, and the event says so.  A process that
# hangs is killed by its supervisor and comes back, too.
. "$(dirname "$0")/lib.sh"
own_mission
columba up -q sim -m "$mission"

pid_of() { status_of process "$1" pid; }
is_back() { # NAME OLD-PID
    [ "$(status_of process "$1" state)" = ready ] &&
        [ "$(pid_of "$1")" != "$2" ] && kill -0 "$(pid_of "$1")"
}
for victim in sim frontend limits gate exec hub; do
    until_ok 5 status_of process "$victim" state
    others=
    for p in hub limits gate exec frontend sim; do
        [ $p = $victim ] || others="$others $(pid_of $p)"
    done
    old=$(pid_of $victim)
    kill -9 "$old"
    until_ok 4 is_back $victim "$old"
    for p in $others; do
        kill -0 "$p" || fail "killing $victim took process $p down"
    done
    [ "$(status_of process $victim restarts)" -ge 1 ] || fail "no restart told"
done
expect 0 columba events
has "PROCESS_DIED: hub ended: killed by signal 9 (Killed)"
grep -q 'PROCESS_DIED: frontend ended' "$COLUMBA_RUN/sim/log/up.log" ||
    fail "the log does not say that the frontend died"

# Values flow again through all that came back.
expect 0 columba watch -n 3 -d 20s THM_BASE_T

# A console says that nobody can command while the gate hangs.
if command -v tmux >/dev/null; then
    t() { tmux -L "$tmux_name" -f/dev/null "$@"; }
    t new-session -d -s k -x 120 -y 30 \
        "exec env TERM=tmux-256color columba -i sim -m $mission 2>$work/k.err"
    shows() {
        t capture-pane -p -t k >"$work/screen"
        cat "$work/screen"
        grep -q -e "$1" "$work/screen"
    }
    until_ok 15 shows "CMD:-"
    old=$(pid_of gate)
    kill -STOP "$old"
    until_ok 14 shows "CMD:gate!"
    until_ok 14 is_back gate "$old"
    until_ok 15 shows "CMD:-"
fi

old=$(pid_of sim)
kill -STOP "$old"
until_ok 14 is_back sim "$old"
grep -q 'PROCESS_HUNG: sim' "$COLUMBA_RUN/sim/log/up.log" || fail "no event"
