#!/bin/sh
# Who asks the limits process for nonsense gets a refusal or nothing, changes
# nothing, and harms nobody: cut and flipped requests, wrong types, versions and
# instances, many frames, controls; observers acknowledge nothing.
. "$(dirname "$0")/lib.sh"

/usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null || skip "no python with zmq and msgpack"
own_mission
columba up sim -m "$mission" >/dev/null
until_ok 10 columba alarms -i sim --shelve THM_BASE_T --for 1h --reason "a trial"
cat >"$work/ask.py" <<'EOF'
import os, sys, zmq, msgpack
context, run = zmq.Context(), sys.argv[1]
def ask(frames, place="operate", wait=0):
    s = context.socket(zmq.DEALER)
    s.linger = 200
    s.connect("ipc://%s/%s/limits" % (run, place))
    s.send_multipart(frames)
    reply = msgpack.unpackb(s.recv_multipart()[-1])[8:10] if s.poll(wait) else None
    s.close()
    return reply
def request(verb, args, type=20, version=1, instance="sim"):
    return msgpack.packb([type, version, "py", instance, 0, 0, 0, 7, verb, args])
item = "/SIF/THM/THM_BASE_T"
def must(status, *a, **k):
    got = ask(*a, wait=5000, **k)
    if got is None or got[0] != status:
        sys.exit("%s: %s, not %d" % (a, got, status))
must(0, [request("why", [item])], place="observe")
for verb in "acknowledge shelve unshelve comment reset disable enable".split():
    must(8, [request(verb, ["0", item, "x"])], place="observe")
must(4, [request("explode", [])])
must(8, [request("comment", ["0", item, "x"], instance="other")])
must(1, [request("comment", ["-1", item, "x"])])
must(1, [request("comment", [])])
must(2, [request("comment", ["0", item, "x" * 300])])
must(7, [request("unshelve", ["1" + "0" * 15, item])])
for bad in ([b""], [b"\xc1"], [request("status", [])] * 17, [msgpack.packb({"a": 1})],
            [request("comment", ["0", item, "x"], version=2)],
            [request("comment", ["0", item, "x"], type=21)],
            [request("comment", [0, item, "x"])], [request("comment", {"0": item})],
            [request("comment", ["0", item, "a\x1b[2J"])], [request("comment", ["0", item, "a\nb"])],
            [request("comment", ["0", item, "a\u202eb"])], [request("why", ["x"] * 100000)],
            [request("comment", ["0", item, "x"]) + b"x"],
            [request("comment", ["0", item, "zz"]).replace(b"zz", b"\xff\xfe")]):
    if ask(bad, wait=30) not in (None,):
        sys.exit("an answer to %r" % bad[0][:80])
whole = request("comment", ["0", item, "x"])
for n in range(len(whole)):
    ask([whole[:n]])
for n in range(20, len(whole) - 30):
    ask([whole[:n] + bytes([whole[n] ^ 0x80]) + whole[n + 1:]])
ask([os.urandom(65536)])
must(0, [request("status", [])])
EOF
pid=$(status_of process limits pid)
/usr/bin/python3 "$work/ask.py" "$COLUMBA_RUN/sim" || fail "see above"
[ "$(status_of process limits pid)" = "$pid" ] || fail "it did not survive"
expect 0 columba alarms -i sim --unshelve THM_BASE_T
