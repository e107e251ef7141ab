#!/bin/sh
# The supervisor is killed with SIGKILL: its processes end by themselves, and
# a new up takes over what is left on disk and runs.
. "$(dirname "$0")/lib.sh"
own_mission
columba up -q sim -m "$mission"
supervisor=$(status_of process up pid)
kill -9 "$supervisor"
gone() { [ -z "$(ours)" ]; }
until_ok 5 gone
[ -n "$(find "$COLUMBA_RUN" -type s)" ] || fail "nothing is stale: no test"
expect 69 columba down sim
columba up -q sim -m "$mission"
expect 0 columba watch -n 3 -d 20s THM_BASE_T
columba down -q sim
until_ok 1 gone

# In the foreground it stays, copies the logs, and SIGTERM is an ordered stop.
columba up --foreground sim -m "$mission" 2>"$work/fg.log" &
pids=$!
until_ok 5 grep -q INSTANCE_UP "$work/fg.log"
kill -TERM "$pids"
wait "$pids" || fail "exit $? after SIGTERM"
pids=
grep -q 'hub .*STOP' "$work/fg.log" || fail "no log of the hub"
until_ok 1 gone
