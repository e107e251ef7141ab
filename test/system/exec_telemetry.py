"""exec_telemetry.py stop|disable RUN PID - procedures while telemetry is away.

PID is the frontend: it is stopped with SIGSTOP, or told to disable its link.
"""
import os, signal, sys

from exec_bus import *

how, run, frontend = sys.argv[1], sys.argv[2], int(sys.argv[3])
console, told = Exec(run), Watcher(run)
console.ready(30)


def check(is_true, what):
    if not is_true:
        raise SystemExit("%s: %s" % (how, what))


def link(verb):
    s = zmq.Context.instance().socket(zmq.DEALER)
    s.setsockopt(zmq.LINGER, 0)
    s.connect("ipc://%s/operate/frontend" % run)
    s.send(request(verb, ["tm"]))
    check(s.poll(5000), "%s: no answer" % verb)
    m = msgpack.unpackb(s.recv_multipart()[-1])
    check(m[8] == OK, m)


def away(is_away):
    if how == "stop":
        os.kill(frontend, signal.SIGSTOP if is_away else signal.SIGCONT)
    else:
        link("link-disable" if is_away else "link-enable")


def record(id):
    return " ".join(console.rows("asrun", id, "1", "2000"))


def is_stale(m):
    return any(word in m["detail"] for word in ("expired", "not valid", "invalid", "not known", "stale"))


away(True)
try:
    # who waits already says that there is nothing to look at any more
    probe = console.need("start", "TM-03")
    m = told.until(probe, is_stale, 40)
    check(m["state"] == "waiting" and "DHS_MODE" in m["detail"], m)
    # the last value would do, and is not good enough
    waits = console.need("start", "TM-01")
    m = told.until(waits, lambda m: m["state"] == "finished" or is_stale(m), 40)
    print("%s: wait: %s: %s" % (how, m["state"], m["detail"]))
    check(m["state"] == "waiting" and "DHS_MODE" in m["detail"], m)
    # a decision that cannot wait is not made on what is old
    decides = console.need("start", "TM-02")
    m = told.until(decides, lambda m: m["state"] in ("waiting", "prompt", "finished"), 20)
    print("%s: if: %s: %s" % (how, m["state"], m["detail"]))
    check(m["state"] != "finished" or m["outcome"] != "confirmed", m)
    check("decided" not in record(decides) + record(waits), record(decides))
finally:
    away(False)
m = told.until(waits, lambda m: m["state"] == "finished", 40)
check(m["outcome"] == "confirmed" and "decided" in record(waits), m)
m = told.until(decides, lambda m: m["state"] in ("finished", "prompt"), 40)
if m["state"] == "prompt":
    told.drain(200)
    console.need("answer", decides, console.rows("prompts", decides)[0], "retry")
    m = told.until(decides, lambda m: m["state"] == "finished", 40)
check("decided" in record(decides) or m["outcome"] == "aborted", m)
print("%s: %s" % (how, m["outcome"]))
m = told.until(probe, lambda m: not is_stale(m), 40)
check(m["state"] == "waiting", m)
console.need("abort-all", probe, "seen enough")
