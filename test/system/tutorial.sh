#!/bin/sh
# The tutorial, columba-tutorial(7), followed to the letter: its files are
# written and its commands are run as they stand there, in that order, from an
# empty directory, with a console open beside them; only the UDP port is one
# that is free.  What the text promises after each step is looked at.
. "$(dirname "$0")/lib.sh"
command -v tmux >/dev/null || skip "no tmux here"
[ -d displays ] || skip "no shipped displays"
export COLUMBA_DATA="$work/nothing"

# Blocks of the page as $work/N, what they are in $work/list: "N run" or
# "N file NAME"; `\e` is a backslash, `\&` nothing.
mkdir "$work/blocks" "$work/nothing"
port=$(free_port)
tc_port=$(free_port)
awk -v dir="$work/blocks" '
/^\.\\" (file|run|console)/ { what = substr($0, 5); next }
/^\.Bd -literal/ && what != "" { n++; on = 1
    printf "%d %s\n", n, what >(dir "/list"); next }
/^\.Ed/ { on = 0; what = "" }
on { gsub(/\\&/, ""); gsub(/\\e/, "\\"); print >(dir "/" n) }
' man/columba-tutorial.7
sed -i "s/31900/$port/; s/31901/$tc_port/" "$work"/blocks/[0-9]*

# All blocks but the files are commands, behind "$ ".
n=0
next() { # what the block has to be: files are written and passed over
    while :; do
        n=$((n + 1))
        kind=$(sed -n "s/^$n //p" "$work/blocks/list")
        case $kind in
        "file "*) cp "$work/blocks/$n" "${kind#file }" ;;
        "$1") break ;;
        *) fail "block $n is '$kind', not $1" ;;
        esac
    done
    ! grep -v '^\$ ' "$work/blocks/$n" || fail "block $n has no prompts"
    sed 's/^\$ //' "$work/blocks/$n" >"$work/commands"
}
run() {
    next run
    set +e
    . "$work/commands" >"$work/out" 2>&1
    status=$?
    set -e
    out=$(cat "$work/out")
}
ok() {
    [ "$status" = 0 ] || fail "exit $status: $(cat "$work/commands"): $out"
}
t() { tmux -L "$tmux_name" -f/dev/null "$@"; }
shows() { t capture-pane -p | grep -q -e "$1"; }

cd "$work"
run # mkdir, cd
ok
[ "$PWD" = "$work/loop" ] || fail "in $PWD"
run # the files were written; check
ok
has "nothing found"
sed -i.good 's/WATER_T    %/WATER      %/' displays/loop01.dsp
expect 65 columba check .
has "nearest: /LOOP/WATER_T"
mv displays/loop01.dsp.good displays/loop01.dsp

run # the instrument and the instance
ok
pids="$pids $!"
has "up; "
until_ok 10 columba watch -n 1 -d 1s WATER_T
run # does it come?
ok
has "all is well"
has "degC"

next console
t new-session -d -x 80 -y 24 "TERM=tmux-256color $(cat "$work/commands")"
until_ok 10 shows "LOOP-01"
until_ok 10 shows "WATER  *22.0  *degC"
shows "PUMP  *RUN  *1[45]" || fail "no pump: $(t capture-pane -p)"
run # as text
ok
has "Cooling loop"
has "22.0"

run # heat
ok
until_ok 30 shows "ALARM\|alarm.*WATER_T\|WATER_T.*40"
until_ok 10 shows "[△▲]  *[45][0-9]\.[0-9]"
t send-keys 2
until_ok 5 shows "does the pump run"
run # the list, why, and the acknowledgement
ok
has "warning-high"
has "guidance     Water too warm"
has "/LOOP/WATER_T: acknowledged"
run # cool
ok
none() { columba alarms; }
until_ok 40 none

t send-keys 7
until_ok 5 shows "Parameters"
t send-keys / WATER_T Enter
until_ok 5 shows "^/LOOP/WATER_T"
t send-keys t
until_ok 5 shows "─Trend "
until_ok 5 shows "^WATER_T .*degC"
t send-keys 7
until_ok 5 shows "^/LOOP/WATER_T"
t send-keys Enter
until_ok 5 shows "Parameter /LOOP/WATER_T"
until_ok 5 shows "Plot, "
t send-keys 1
until_ok 5 shows "LOOP-01"
run # another title
ok
until_ok 5 shows "bench 2"
echo broken >>displays/loop01.dsp
until_ok 5 shows "loop01.dsp.*error\|error"
shows "bench 2" || fail "the old page is gone"

sed -i '/^broken/d' displays/loop01.dsp
t send-keys -l :q
t send-keys Enter
run # commands: put in, checked, started anew
ok
pids="$pids $!"
has "nothing found"
has "gate "
run # the bytes, a command, the list
ok
has "10 64 c0 00 00 02 01 09 c4"
has "PUMP_SPEED sent"
has "PUMP_SPEED completed"
faster() { columba watch -n 1 -d 2s PUMP_RPM | grep -q ' 2[45][0-9][0-9]'; }
until_ok 5 faster
run # out of range
[ "$status" = 65 ] || fail "exit $status: $out"
has "3000"
next console # hazardous, by hand
t kill-server 2>/dev/null || true
t new-session -d -x 80 -y 40 "TERM=tmux-256color $(cat "$work/commands"); sleep 1000"
until_ok 10 shows "Nothing cools the plate"
until_ok 10 shows "Enter to FIRE"
for k in P U M P _ O F F; do
    t send-keys -l $k
    sleep 0.05
done
t send-keys Enter
until_ok 15 shows "PUMP_OFF completed"
run # all of it
ok
has "complete    passed"
has "in their chain"
run # stop
ok
expect 69 columba status -i bench
[ "$(wc -l <"$work/blocks/list")" = "$n" ] || fail "blocks are left"
find "$work/state" -type f | grep -q . || fail "no packet was kept"
