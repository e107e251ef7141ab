#!/bin/sh
# The demonstration mission goes up, is watched and goes down: all processes
# are ready when `columba up` returns, values flow, a second up is refused,
# and after down no process and no socket is left.
. "$(dirname "$0")/lib.sh"
own_mission

columba up sim -m "$mission" >"$work/up.out"
for p in hub limits gate frontend sim; do
    grep -q "$p .*ready, process" "$work/up.out" || fail "$p is not ready"
done

expect 73 columba up sim -m "$mission"
has "runs already"

expect 0 columba watch -n 3 -d 20s THM_BASE_T
has "/SIF/THM/THM_BASE_T"
has "degC"
has "acquired"
[ "$(echo "$out" | wc -l)" = 3 ] || fail "three samples were asked for: $out"

columba watch --json -n 1 -d 10s THM_BASE_T | python3 -c 'import json, sys
o = json.loads(sys.stdin.readline())
assert o["v"] == 1 and o["name"] == "/SIF/THM/THM_BASE_T", o
assert isinstance(o["value"], float) and o["unit"] == "degC", o'

expect 66 columba watch -d 5s THM_BSE_T
has "did you mean /SIF/THM/THM_BASE_T?"

# A reader that goes away ends the tool quietly.
columba watch '*' 2>"$work/pipe.err" | head -n 3 >/dev/null
[ ! -s "$work/pipe.err" ] || fail "$(cat "$work/pipe.err")"

until_ok 10 columba status
expect 0 columba status
has "SIM sim"
has "all is well"
[ "$(echo "$out" | awk 'length > 80' | wc -l)" = 0 ] || fail "too wide: $out"
[ "$(status_of link tm state)" = up ] || fail "the link is not up"

expect 0 columba events
has "INSTANCE_UP"

expect 0 columba down sim
[ -z "$(ours)" ] || fail "left behind: $(ours)"
left=$(find "$COLUMBA_RUN" -type s)
[ -z "$left" ] || fail "a socket is left: $left"
expect 69 columba down sim
expect 69 columba status sim
