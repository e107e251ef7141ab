#!/bin/sh
# Two and then five persons race for command authority, GATE_RACE (10000)
# requests each time: never two of them have it, by the log, by the gate's
# messages and by their own clocks, and every change is in the log.
. "$(dirname "$0")/lib.sh"
gate_mission lease = 10
n=${GATE_RACE:-10000} seed=${GATE_SEED:-$$}
echo "GATE_SEED=$seed"
gate_part hub
gate_part frontend -R
for clients in 2 5; do
    gate_part gate -l "$work/log$clients"
    /usr/bin/python3 test/system/gate_race.py $clients "$n" "$seed" "$run" "$work/log$clients" || fail "see above"
    kill "$last"
    wait "$last" || true
    expect 0 columba commands --verify-log "$work/log$clients"
done
