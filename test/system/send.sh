#!/bin/sh
# send.sh - commands go to the payload of the ground model and come back
# verified, by columba send; what needs a person's hand is not sent without it;
# the command log is whole afterwards.
. test/system/lib.sh
[ -x "$COLUMBA_BIN/columba-gate" ] || skip "no columba-gate"
own_mission
sed -i "s#^database.*#database = \"$tree/missions/sif/sif.xml\"#" "$mission"
grep -q 'process gate' "$mission" || skip "the mission has no gate"
columba up --quiet -m "$mission" sim
has_contact() { columba authority | grep -q '^signal  *aos'; }
until_ok 20 has_contact

# A normal command: each state, and the end of its verification.
expect 0 columba send --comment 'first' PING
has "PING sent"
has "PING completed"
expect 0 columba commands
has "PING"
expect 0 columba commands show 1
has "comment     first"
has "complete    passed"

# As far as it was asked, and as JSON.
expect 0 columba send --until sent --json PING
has '"state":"sent"'

# What is wrong goes nowhere: all of it is told.
expect 65 columba send PONG
has "did you mean 'PING'"
expect 65 columba send HTR_ON
has "needs a value for Heater"
before=$(columba commands --all | wc -l)

# A person's hand: not from a script, by no way around it.
expect 77 columba send HTR_ON Heater=HTR01
has "by hand"
yes HTR_ON 2>/dev/null | head -n 100 >"$work/typed"
set +e
columba send HTR_ON Heater=HTR01 <"$work/typed" >"$work/out" 2>&1
got=$?
set -e
[ $got = 77 ] || fail "exit $got with typed input from a file"
[ "$(columba commands --all | wc -l)" = "$before" ] || fail "something was submitted"

# A dry run shows the bytes and sends nothing.
expect 0 columba send --dry-run PING
has "1c 0c c0 00"
[ "$(columba commands --all | wc -l)" = "$before" ] || fail "a dry run was kept"

# A stack, checked whole before its first command.
printf 'columba-stack 1\nuntil accepted\nPING  # one\nwait 100ms\nPING @completed\n' >"$work/a.stack"
expect 0 columba send --stack "$work/a.stack"
has "completed"
[ "$(columba commands --all | wc -l)" = $((before + 2)) ] || fail "not two more"
printf 'columba-stack 1\nPING\nHTR_ON Heater=none\n' >"$work/b.stack"
expect 65 columba send --stack "$work/b.stack"
has "b.stack:3:8: error"
[ "$(columba commands --all | wc -l)" = $((before + 2)) ] || fail "half a stack went out"

# Nobody keeps the authority.
expect 0 columba authority
has "authority   nobody"

# Fired by hand in a terminal: pasted is refused, typed goes out.
T="tmux -L $tmux_name -f /dev/null"
$T new-session -d -x 100 -y 40 'sleep 1000'
run_there() { $T respawn-pane -k "$1; echo exit \$?; sleep 1000"; }
screen() { $T capture-pane -p | grep -q -- "$1"; }
keys() { for k in "$@"; do $T send-keys -l "$k"; sleep 0.05; done; }
run_there "columba send HTR_ON Heater=HTR01"
until_ok 10 screen 'Enter to FIRE'
$T send-keys -l HTR_ON
until_ok 10 screen 'not typed by hand'
keys H T R _ O N
$T send-keys Enter
until_ok 20 screen 'HTR_ON completed'
until_ok 10 screen 'exit 0'

# Enter alone cancels.
run_there "columba send HTR_ON Heater=HTR01"
until_ok 10 screen 'Enter to FIRE'
$T send-keys Enter
until_ok 10 screen 'exit 1'
until_ok 10 sh -c "columba commands --all | grep -q cancelled"

# An interlock that does not hold refuses it; then another mode.
run_there "columba send WD_OFF"
until_ok 10 screen 'DHS_MODE == SERVICE'
# What the payload refuses has failed: from SCIENCE there is no way to SERVICE.
expect 1 columba send MODE Mode=SERVICE
has "MODE is failed"
expect 0 columba send MODE Mode=STANDBY
expect 0 columba send MODE Mode=SERVICE
in_service() { timeout 2 columba watch DHS_MODE >"$work/mode"; grep -q SERVICE "$work/mode"; }
until_ok 30 in_service

# A critical one waits for another person.
run_there "columba send --as FC-1 WD_OFF"
until_ok 10 screen 'WD_OFF proposed'
number=$(columba commands --open | awk '/WD_OFF/ { print $1 }')
expect 77 columba commands approve --as FC-1 "$number"
has "another person"
expect 0 columba commands approve --as FC-2 "$number"
until_ok 10 screen 'Enter to FIRE'
# and while FC-1 has the authority nobody else sends
expect 75 columba send --as FC-3 PING
has "FC-1 has command authority"
keys W D _ O F F
$T send-keys Enter
until_ok 20 screen 'WD_OFF completed'

# The log is one chain, also while nothing runs.
columba down --quiet sim
expect 0 columba commands --verify-log -i sim
has "in their chain"
for f in "$XDG_STATE_HOME"/columba/sim/commands-*.jsonl; do
    sed -i '0,/PING/s//PONG/' "$f"
done
expect 65 columba commands --verify-log -i sim
has "faults"
expect 69 columba send -i sim PING
