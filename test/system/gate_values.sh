#!/bin/sh
# Values of arguments that are out of range, of another type, too long, not a
# number or in another charset: columba send refuses them, and so does the gate
# when it is asked without columba send, both with the reason, the range and its
# unit.  Nothing of it is kept.
. "$(dirname "$0")/lib.sh"
/usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null || skip "no python3 with zmq and msgpack"
own_mission
sed -i "s#^database.*#database = \"$tree/missions/sif/sif.xml\"#" "$mission"
columba up --quiet -m "$mission" sim
has_gate() { columba authority >/dev/null; }
until_ok 10 has_gate
cat >"$work/ask.py" <<'EOP'
import subprocess, sys
from gate_bus import *
run, rows = sys.argv[1:]
c = Console(run, "FC-1")
c.mdb = begun(run)
if c.word("take").status != OK:
    raise SystemExit("no authority")
n, wrong = 0, []
def submit(command, values, wait=5000):
    args = c.order("PING", mission="SIF", command="/SIF/TC/" + command, digest="0" * 64)
    return c.ask("submit", args + ["value=" + v for v in values], wait)
for line in open(rows, encoding="utf-8"):
    if line.startswith("#"):
        continue
    command, *given, text = line.rstrip("\n").split("\t")
    text, otherwise = (text + "|" + text).split("|")[:2]
    reply = submit(command, [g.replace("=", " ", 1) for g in given])
    if reply is None or reply.status == OK or text not in reply.text:
        wrong.append("gate: %s%s" % (line, reply))
    sent = subprocess.run(["columba", "send", "-i", "sim", "--as", "FC-1", command, *given], capture_output=True,
                          stdin=subprocess.DEVNULL)
    if sent.returncode != 65 or otherwise not in sent.stderr.decode():
        wrong.append("send: %sexit %d: %s" % (line, sent.returncode, sent.stderr.decode()))
    n += 1
if wrong:
    raise SystemExit("\n".join(wrong))
# What is not clean text does not even get an answer; what is too long does.
for text in ("a\x1b[2J", "a\nb", "\u202e", "a\0b", "\x9b"):
    reply = submit("LABEL", ["Text " + text], 100)
    if reply is not None:
        raise SystemExit("gate: %r: %s" % (text, reply))
    n += 1
reply = submit("LABEL", ["Text " + "x" * 5000])
if reply is None or reply.status == OK or "too many" not in reply.text and "value" not in reply.text:
    raise SystemExit("gate: 5000 bytes: %s" % reply)
raw = request("submit", c.order("PING", mission="SIF", command="/SIF/TC/LABEL", digest="0" * 64) + ["value=Text zz"])
c.socket.send(raw.replace(b"Text zz", b"Text \xff\xfe"))
if c.socket.poll(500) and Reply(c.socket.recv_multipart()[-1]).status == OK:
    raise SystemExit("no UTF-8, and taken")
# On the edge it is good: a gate that refuses everything does not pass.
for command, value in (("SPA_EXPOSURE", "Time 10"), ("SPA_EXPOSURE", "Time 60000"), ("TIME_DRIFT", "Correction -10")):
    reply = submit(command, [value])
    if "the bytes differ" not in reply.text:
        raise SystemExit("%s %s: %s" % (command, value, reply))
c.word("yield")
print("%d rows" % n)
EOP
PYTHONPATH=$tree/test/system PYTHONDONTWRITEBYTECODE=1 \
    /usr/bin/python3 "$work/ask.py" "$COLUMBA_RUN/sim" "$tree/test/system/gate_values.rows" || fail "see above"
expect 0 columba commands --all
[ -z "$out" ] || fail "kept: $out"
