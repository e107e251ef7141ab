#!/bin/sh
# Commanding by console, in the real chain: FC-1 on 80x24, FC-2 on 200x60, and
# a watcher who may only look.  Authority is seen by all; a hazardous command is
# armed, counted down on every screen, not fired by Enter, by a paste or by a
# burst, and fired by its typed name; a critical one needs the other person; a
# gate that dies cancels what is armed and settles what went out; authority is
# handed on, taken back, and lapses when its holder's terminal dies.
. "$(dirname "$0")/lib.sh"
command -v tmux >/dev/null || skip "no tmux here"
/usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null || skip "no python with zmq and msgpack"
[ -x "$COLUMBA_BIN/columba-gate" ] || skip "no columba-gate"
own_mission
sed -i "s#^database.*#database = \"$tree/missions/sif/sif.xml\"#; s/lease = 30.0/lease = 10.0/" "$mission"
grep -q 'lease = 10.0' "$mission" || fail "no lease to shorten"

t() { tmux -L "$tmux_name" -f/dev/null "$@"; }
console() { # SESSION COLUMNS ROWS ARGUMENT...
    s=$1 w=$2 h=$3
    shift 3
    t new-session -d -s "$s" -x "$w" -y "$h" \
        "exec env TERM=tmux-256color columba -i sim -m $mission $* 2>$work/$s.err"
}
shows() { # SESSION PATTERN
    t capture-pane -p -t "$1" >"$work/screen"
    cat "$work/screen"
    grep -q -e "$2" "$work/screen"
}
lacks() { ! shows "$1" "$2"; }
seen() { until_ok 15 shows "$1" "$2"; }
gone() { until_ok 15 lacks "$1" "$2"; }
all_see() { for s in one two watch; do seen $s "$1"; done; }
nothing_is_armed() { for s in one two watch; do gone $s "!ARMED"; done; }
keys() { s=$1; shift; t send-keys -t "$s" "$@"; }
# A key that may be dropped while a dialog is new: until what it does is seen.
once() { # SESSION KEY PATTERN
    shows "$1" "$3" && return
    keys "$1" "$2"
    for _ in 1 2 3 4 5 6 7 8; do
        sleep 0.1
        shows "$1" "$3" && return
    done
    return 1
}
press() { until_ok 15 once "$@"; }
# As fingers do: one key after the other, until the word stands there.  Keys
# that come while a dialog is quiet are dropped and keep it quiet for 0.3 s.
spell() { # SESSION WORD
    sleep 0.4
    keys "$1" C-u
    for k in $(echo "$2" | sed 's/./& /g'); do
        sleep 0.04
        t send-keys -t "$1" -l "$k"
    done
    sleep 0.2
    shows "$1" "> $2"
}
typed() { until_ok 20 spell "$@"; }
line() { # SESSION COMMAND LINE: typed after the colon
    keys "$1" :
    seen "$1" '^:'
    t send-keys -t "$1" -l "$2"
    keys "$1" Enter
}
# Packets that went out.
sent() { [ "$(status_of link tc packets)" = "$1" ]; }
# Somebody's program submits: SUBMIT PERSON NAME [ARG=VALUE]; $number is its number.
submit() {
    who=$1 name=$2
    shift 2
    bytes=$(columba send --dry-run --as "$who" "$name" "$@" | head -n 1 | tr -d ' ')
    /usr/bin/python3 "$tree/test/system/submit.py" "$COLUMBA_RUN/sim" "$who" "/SIF/TC/$name" "$bytes" "$@"
    number=$((number + 1))
    all_see "^ *│* *$number .*$name"
}
number=0

# ---- started before everything else: not one word of what is not known
console one 80 24 -v "'commands history'" --as FC-1
console two 200 60 -v "'commands history'" --as FC-2
console watch 80 24 -v "'commands history'" --readonly
seen one "connecting to instance sim"
lacks one "has no gate" >/dev/null || fail "a gate is missed before anything is known"
columba up --quiet -m "$mission" sim
all_see "AOS"
all_see "CMD:-"

# ---- authority
line one "authority take"
all_see "CMD:FC-1"
seen one "CONTROL"
lacks two "CONTROL" >/dev/null || fail "FC-2 has control"
line two "authority take"
seen two "FC-1 has command authority: ask for it"
keys two y
seen one "FC-2 asks for command authority"

# ---- a normal command, with the authority of FC-1's console
expect 0 columba send --as FC-1 PING
number=1 out_there=1
all_see "1 .*PING .*+ VERIFIED .*C+"

# ---- the watcher may do nothing, and is told why
for k in '!' D V a A S; do
    keys watch "$k"
    seen watch "^ $k: read-only: ask"
done
for l in "authority take" "authority give FC-2" "authority break now" "cancel 1 why" "close 1 why"; do
    line watch "$l"
    seen watch "^ read-only: ask an operator"
    keys watch a
    seen watch "^ a: read-only"
done

# ---- hazardous: armed, and not fired by what is no typing
submit FC-1 HTR_ON Heater=HTR01
seen one "o HELD"
keys two g
seen two "o HELD"
keys two '!'
seen two "you do not have command authority"
keys one g '!'
seen one "FIRE A COMMAND"
seen one "arguments *Heater=HTR01"
all_see "!ARMED HTR_ON.* [0-9]*s"
seen watch "! ARMED 00:[0-9]* left"
press one Enter "Disarm and cancel it?"
keys one n
gone one "Disarm and cancel it?"
t set-buffer -b word "HTR_ON"
t paste-buffer -p -b word -t one
seen one "pasted text is refused"
press one Enter "Disarm and cancel it?"
keys one n
gone one "Disarm and cancel it?"
sleep 0.1
t send-keys -t one -l "HTR_ON"
seen one "faster than fingers"
shows watch "! ARMED" >/dev/null || fail "no longer armed"
until_ok 5 sent $out_there
typed one HTR_ON
keys one Enter
all_see "$number .*HTR_ON .*+ VERIFIED"
nothing_is_armed
out_there=$((out_there + 1))
until_ok 5 sent $out_there

# ---- disarmed: cancelled everywhere, nothing on the wire
submit FC-1 HTR_ON Heater=HTR01
keys one g '!'
seen one "FIRE A COMMAND"
all_see "!ARMED HTR_ON"
press one Escape "Disarm and cancel it?"
keys one y
all_see "$number .*HTR_ON .*- CANCELLED"

# ---- critical: the other person approves, FC-1 fires
line one "set bell=off"
expect 0 columba send --as FC-1 MODE Mode=STANDBY
expect 0 columba send --as FC-1 MODE Mode=SERVICE
number=$((number + 2)) out_there=$((out_there + 2))
in_service() { timeout 2 columba watch DHS_MODE >"$work/mode"; grep -q SERVICE "$work/mode"; }
until_ok 30 in_service
submit FC-1 WD_OFF
seen one "o PROPOSED"
keys one g '!'
seen one "another person has to approve it"
keys two g '!'
seen two "APPROVE A COMMAND OF ANOTHER PERSON"
seen two "asked by FC-1"
typed two WD_OFF
keys two Enter
all_see "$number .*WD_OFF .*a APPROVED"
seen two "approved by FC-2"
keys one g '!'
seen one "FIRE A COMMAND"
seen one "approved by FC-2"
typed one WD_OFF
keys one Enter
all_see "$number .*WD_OFF .*+ VERIFIED"
out_there=$((out_there + 1))
until_ok 5 sent $out_there

# ---- the gate dies between arm and fire
gate_came_back() { p=$(status_of process gate pid) && [ "$p" != "$gate" ] && [ "$p" != 0 ]; }
kill_gate() {
    gate=$(status_of process gate pid)
    kill -9 "$gate"
    until_ok 15 gate_came_back
}
submit FC-1 HTR_ON Heater=HTR02
keys one g '!'
seen one "FIRE A COMMAND"
all_see "!ARMED HTR_ON"
kill_gate
seen one "not armed any more: it is cancelled"
for s in two watch; do seen $s "$number .*HTR_ON .*- CANCELLED"; done
nothing_is_armed
keys one H
leaves() { sleep 0.4; keys one Enter; sleep 0.2; lacks one "FIRE A COMMAND"; }
until_ok 15 leaves
all_see "CMD:-"
until_ok 5 sent $out_there
gone one "CONTROL"

# ---- and after the release: settled with the frontend, sent once
# A gate that has just begun refuses what was asked before: ask again.
takes() { line one "authority take"; sleep 1; shows one "CMD:FC-1"; }
until_ok 15 takes
all_see "CMD:FC-1"
expect 0 columba send --as FC-1 --until released PING
number=$((number + 1))
kill_gate
all_see "$number .*PING .*[+] VERIFIED\|$number .*PING .*? UNKNOWN"
out_there=$((out_there + 1))
until_ok 5 sent $out_there

# ---- handed to FC-2, and taken back
all_see "CMD:-"
line one "authority take"
all_see "CMD:FC-1"
line one "authority give FC-2"
seen one "Give command authority to FC-2?"
keys one y
seen two "FC-1 hands you command authority"
line two "authority take"
all_see "CMD:FC-2"
seen two "CONTROL"
seen one "FC-2 has command authority now"
gone one "CONTROL"
line one "authority break it is mine"
seen one "BREAK COMMAND AUTHORITY"
typed one FC-2
keys one Enter
all_see "CMD:-"
seen two "command authority is lost"
line one "authority take"
all_see "CMD:FC-1"

# ---- its terminal dies: the lease, 10 s here, lapses, and all see it
pid=$(t list-panes -t one -F '#{pane_pid}')
kill -9 "$pid"
for s in two watch; do until_ok 20 shows $s "CMD:-"; done
line two "authority take"
seen two "CONTROL"
seen watch "CMD:FC-2"
line two quit
seen two "give it back and leave?"
keys two y
seen watch "CMD:-"
