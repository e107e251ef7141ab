#!/bin/sh
# `columba demo` without a terminal prints what an operator would see and
# leaves nothing behind: no process, no socket, no recording.  Two at a time
# do not disturb each other.
. "$(dirname "$0")/lib.sh"
[ -d missions ] || skip "no shipped mission"
unset XDG_RUNTIME_DIR || true
columba demo -d 3s </dev/null >"$work/one" 2>&1 &
one=$!
columba demo -d 3s --anomaly walk </dev/null >"$work/two" 2>&1 &
two=$!
pids="$one $two"
wait $one || fail "exit $? of the first: $(cat "$work/one")"
wait $two || fail "exit $? of the second: $(cat "$work/two")"
pids=
for f in one two; do
    for text in 'frontend *ready' '/SIF/ANC/ANC_LIGHT' ' SIM  SIF ' \
        'Display OVR-01' 'POWERED' 'gate *ready' 'PING sent' 'uplink tc up' \
        'all is well' 'INSTANCE_UP'; do
        grep -q -- "$text" "$work/$f" || fail "no $text in $(cat "$work/$f")"
    done
    dir=$(sed -n 's/.*sockets and logs in \(.*\))/\1/p' "$work/$f")
    [ -n "$dir" ] || fail "no directory is named"
    [ ! -e "$dir" ] || fail "$dir is left behind"
done
# Each commands its own model.
uplink() { sed -n 's/.*SIM_UPLINK: telecommands at \([^ ]*\).*/\1/p' "$1"; }
[ -n "$(uplink "$work/one")" ] || fail "no uplink in one"
[ "$(uplink "$work/one")" != "$(uplink "$work/two")" ] || fail "one uplink for both"
grep -q 'SIM_START.*anomaly walk' "$work/two" || fail "no anomaly in two"
! grep -q 'SIM_START.*anomaly' "$work/one" || fail "an anomaly in one"
[ -z "$(ours)" ] || fail "left behind: $(ours)"
[ ! -e "$XDG_STATE_HOME" ] || fail "recordings are left behind"

# An anomaly that is not there is refused by the model, and nothing stays.
expect 69 columba demo --anomaly nothing
has "columba-sim"
[ -z "$(ours)" ] || fail "left behind: $(ours)"

# Killed at the worst moment: the supervisor ends by itself.
columba demo -d 60s </dev/null >"$work/three" 2>&1 &
three=$!
until_ok 10 grep -q 'sim *ready' "$work/three"
kill -9 $three
gone() { [ -z "$(ours)" ]; }
until_ok 10 gone
rm -rf "$(sed -n 's/.*logs in \(.*\))/\1/p' "$work/three")"

# A request to end is one to clean up.
columba demo -d 60s </dev/null >"$work/four" 2>&1 &
four=$!
until_ok 10 grep -q 'sim *ready' "$work/four"
until_ok 10 grep -q ANC_LIGHT "$work/four"
kill -TERM $four
wait $four || true
until_ok 10 gone
dir=$(sed -n 's/.*sockets and logs in \(.*\))/\1/p' "$work/four")
[ ! -e "$dir" ] || fail "$dir is left behind"
