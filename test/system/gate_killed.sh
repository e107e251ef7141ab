#!/bin/sh
# The gate is killed at random moments under load, GATE_KILLS (40) times, then
# the frontend, half as often: each command went out once or not at all, and its
# state says so; the command log is whole.
. "$(dirname "$0")/lib.sh"
gate_mission
kills=${GATE_KILLS:-40} seed=${GATE_SEED:-$$}
echo "GATE_SEED=$seed"
cd "$work"
gate_part hub
gate_part frontend -R
frontend=$last
/usr/bin/python3 "$tree/test/system/gate_killed.py" gate "$kills" "$seed" "$run" "$tc_port" \
    columba-gate -i sim -m "$work/m" || fail "see above"
expect 0 columba commands --verify-log -i sim
kill "$frontend"
wait "$frontend" || true
gate_part gate
/usr/bin/python3 "$tree/test/system/gate_killed.py" frontend $((kills / 2)) "$seed" "$run" "$tc_port" \
    columba-frontend -i sim -m "$work/m" -R || fail "see above"
kill "$last"
wait "$last" || true
expect 0 columba commands --verify-log -i sim
has "in their chain"
