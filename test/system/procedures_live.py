"""procedures_live.py RUN PROCEDURE [ITEM|KIND=WORD[:TEXT]] [+NAME=VALUE]... - fly a procedure.

Questions are answered as said, hazardous commands of the procedure are armed
and fired; it has to be confirmed within two minutes.
"""
import json, subprocess, sys

from exec_bus import *

PROMPT = "id number kind is_open stmt item actor text answers".split()
run, procedure = sys.argv[1:3]
answers = [a.split("=", 1) for a in sys.argv[3:] if a[0] != "+"]
console, gate, told = Exec(run), Console(run, "FC-1"), Watcher(run)
told.socket.setsockopt(zmq.SUBSCRIBE, b"prompt/")
asked, said, fired, lines = {}, set(), set(), 0


def drain():
    while told.socket.poll(100):
        topic, *_, data = told.socket.recv_multipart()
        m = msgpack.unpackb(data)
        if topic.startswith(b"prompt/"):
            p = dict(zip(PROMPT, m[7:]))
            asked[p["id"], p["number"]] = p
        else:
            p = dict(zip(NAMES, m[7:]))
            told.told[p["id"]] = p


def answer():
    for key, p in list(asked.items()):
        if not p["is_open"] or key in said:
            continue
        for a in answers:
            if a[0] == p["kind"] or a[0] in p["item"]:
                word, _, text = a[1].partition(":")
                console.need("answer", p["id"], str(p["number"]), word, *([text] if text else []))
                answers.remove(a)
                said.add(key)
                break


def fire():
    out = subprocess.run(["columba", "commands", "--json"], capture_output=True, text=True).stdout
    for c in map(json.loads, out.splitlines()):
        if c["state"] == "held" and c["id"] not in fired:
            fired.add(c["id"])
            gate.word("take")
            token = gate.word("arm", c["id"], c["digest"]).rows["token"]
            reply = gate.word("fire", c["id"], token, c["name"].split("/")[-1])
            if reply.status != OK:
                raise SystemExit("%s: %s" % (c["name"], reply))
            gate.word("give", "")


console.ready()
id = console.need("start", procedure, *[a[1:] for a in sys.argv[3:] if a[0] == "+"])
end, watched = time.monotonic() + 120, 0
while time.monotonic() < end:
    if time.monotonic() - watched > 5:
        console.need("watch", id)
        watched = time.monotonic()
    drain()
    answer()
    m = told.told.get(id)
    if m and "to arm it" in m["detail"]:
        fire()
    if m and m["state"] == "finished":
        break
rows = [json.loads(r) for r in console.rows("asrun", id, "1", "2000")]
for r in rows:
    if r.get("kind") in ("STEP", "CONT", "LOG", "INFO", "ERROR", "TIMEO", "PREC", "PROC", "TC"):
        print(r.get("t", ""), r["kind"], r.get("item", ""), r.get("text", ""), r.get("more", ""))
if not m or m["state"] != "finished" or m["outcome"] != "confirmed":
    raise SystemExit("%s: %s" % (procedure, m))
if answers:
    raise SystemExit("never asked: %s" % answers)
