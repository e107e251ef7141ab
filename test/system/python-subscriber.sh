#!/bin/sh
# The subscriber that columba-bus(7) shows is extracted from that page and run
# as it stands: it prints names and values of a running instance, also of
# layouts that were published before it started.
. "$(dirname "$0")/lib.sh"
/usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null ||
    skip "python3-zmq or python3-msgpack is missing"
awk '/^\.Bd -literal$/ { on = 1; next } /^\.Ed/ { if (on) exit }
    on { gsub(/\\e/, "\\"); print }' man/columba-bus.7 >"$work/subscriber.py"
[ "$(wc -l <"$work/subscriber.py")" -eq 10 ] || fail "it is not ten lines"

own_mission
columba up -q sim -m "$mission"
hub=ipc://$COLUMBA_RUN/sim/observe/hub
/usr/bin/python3 "$work/subscriber.py" "$hub" >"$work/values" 2>"$work/errors" &
pids="$pids $!"
is_printed() { grep -qE "^[A-Za-z0-9_./-]*$1 -?[0-9.e+-]+$" "$work/values"; }
until_ok 15 is_printed THM_BASE_T
until_ok 10 test "$(wc -l <"$work/values")" -gt 50

# And one question, as a person may ask it.
awk '/^\.Bd -literal -offset indent$/ { on = 1; next } /^\.Ed/ { if (on) exit }
    on' man/columba-bus.7 |
    sed "s,ipc:///run/columba,ipc://$COLUMBA_RUN," >"$work/stats.py"
expect 0 /usr/bin/python3 "$work/stats.py"
has "refused=0"
