#!/bin/sh
# Two consoles and one alarm, in terminals of 80 and of 40 columns: while one
# of them hangs the alarm becomes worse and the other acknowledges it; the key
# that is pressed on what the first still shows is refused, and it says so.
# Then limits are switched off and on again from the page of the parameter.
. "$(dirname "$0")/lib.sh"
command -v tmux >/dev/null || skip "no tmux here"

heater_mission
is() { # STATE
    columba alarms -i t --all --json | grep -q "\"state\":\"$1\""
}
level() { # WORST
    columba alarms -i t --all --json | grep -q "\"worst\":\"$1\""
}
shows() { # SESSION TEXT
    tmux -L "$tmux_name" capture-pane -p -t "$1" | grep -q "$2"
}
keys() { # SESSION KEY...
    s=$1
    shift
    tmux -L "$tmux_name" send-keys -t "$s" "$@"
}
console() { # SESSION COLUMNS ROWS
    tmux -L "$tmux_name" -f /dev/null new-session -d -s "$1" -x "$2" -y "$3" \
        "exec env TERM=tmux-256color columba -i t -m $work/m -v alarms 2>$work/$1.err"
}

columba up t -m "$work/m" >/dev/null
temp 60
until_ok 5 is unacknowledged
console one 40 12
console two 80 24
until_ok 5 shows one HTR1_TEMP
until_ok 5 shows two HTR1_TEMP

# One hangs on what it shows; the alarm goes to critical; a key is pressed.
pid=$(tmux -L "$tmux_name" list-panes -t one -F '#{pane_pid}')
kill -STOP "$pid"
temp 95
until_ok 5 level critical-high
keys one a
kill -CONT "$pid"
until_ok 5 shows one "HTR1_TEMP: alarm moved on, look again"
is unacknowledged || fail "what nobody saw was acknowledged"

# The same while the other console is faster.
until_ok 5 shows two critical-high
kill -STOP "$pid"
keys two a
until_ok 5 is acknowledged
keys one a
kill -CONT "$pid"
until_ok 5 shows one "HTR1_TEMP: it is acknowledged already\|a: already acknowledged"

# Two looks at the parameter's page, and has its limits off for an hour.
keys two :param Space /S/HTR1_TEMP Enter
until_ok 5 shows two "Parameter /S/HTR1_TEMP"
keys two e
until_ok 5 shows two "Limits off: HTR1_TEMP"
keys two 1h Enter
until_ok 5 shows two "because:"
keys two broken Enter
until_ok 5 is disabled
until_ok 5 shows two "limits.*disabled"
keys two e
until_ok 5 shows two "Limits on again"
keys two Enter # is no answer: Cancel is the default
until_ok 5 is disabled
keys two e
until_ok 5 shows two "Limits on again"
keys two y
temp 20
enabled() { ! is disabled; }
until_ok 5 enabled
