#!/bin/sh
# GATE_HOSTILE (100000) requests that are replayed, reordered, changed, expired,
# forged or no requests at all reach a real gate, beside 500 connections that
# never say anything: only the commands of the one good console go out, each
# once.  Gate and frontend are the same processes afterwards.
. "$(dirname "$0")/lib.sh"
gate_mission
n=${GATE_HOSTILE:-100000} seed=${GATE_SEED:-$$}
echo "GATE_SEED=$seed"
gate_part hub
gate_part frontend -R
frontend=$last
gate_part gate
gate=$last
/usr/bin/python3 test/system/gate_hostile.py "$n" "$seed" "$run" "$tc_port" || fail "see above"
kill -0 "$gate" && kill -0 "$frontend" || fail "one of them died"
rss=$(awk '/VmHWM/ { print $2 }' "/proc/$gate/status")
[ "$rss" -lt 262144 ] || fail "the gate took $rss KB"
kill "$gate"
wait "$gate" || fail "the gate ended badly"
expect 0 columba commands --verify-log -i sim
