"""exec_verified.py exec|hub|gate RUN - kill -9 between release and verification.

Each command of the procedure VER-01 that is sent and waits for its verifiers
costs the victim its life.  The supervisor starts it again; the executor's run
is taken and let go on.
"""
import json, os, signal, subprocess, sys

from exec_bus import *

FIELDS = ("mdb id number change state detail name short_name values ceremony consequence reason person origin "
          "comment approved_by fired_by data digest sequence uplink submitted approved armed until released sent "
          "ended stages").split()
SENT, COMPLETED = 6, 7
victim, run = sys.argv[1:3]


def check(is_true, what):
    if not is_true:
        raise SystemExit("%s: %s" % (victim, what))


def lines(*command):
    out = subprocess.run(["columba", *command, "--json"], capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def pid_of(name):
    for o in lines("status"):
        if o.get("type") == "process" and o.get("name") == name:
            return o.get("pid")
    return None


def commands(number):
    """Those of this execution, by id."""
    all = [c for c in lines("commands") if c.get("comment", "").startswith("VER-01 #%d " % number)]
    check(len({c["id"] for c in all}) == len(all), "an id twice: %s" % all)
    return all


told = zmq.Context.instance().socket(zmq.SUB)
told.setsockopt(zmq.SUBSCRIBE, b"command/")
told.connect("ipc://%s/observe/hub" % run)
console = Exec(run)
console.ready(30)
id = console.need("start", "VER-01")
number = int([r for r in console.rows("runs") if r.startswith(id)][0].split()[1][1:])
killed, end = {}, time.monotonic() + 100
while time.monotonic() < end:
    while told.poll(50):
        m = msgpack.unpackb(told.recv_multipart()[-1])
        c = dict(zip(FIELDS, m[7:]))
        if c["origin"] != "exec" or not c["comment"].startswith("VER-01 #%d " % number):
            continue
        if c["state"] != SENT or c["id"] in killed:
            continue
        old = pid_of(victim)
        os.kill(old, signal.SIGKILL)
        killed[c["id"]] = c["stages"]
        while pid_of(victim) in (old, None) and time.monotonic() < end:
            time.sleep(0.05)
        console.ready(30)
        if victim == "exec":
            check(console.state(id) in ("paused", "finished"), "it goes on by itself: %s" % console.state(id))
            console.need("take", id)
            console.word("resume", id)
    console.word("watch", id)
    state = console.state(id)
    if state == "finished":
        break
    check(state in ("running", "waiting"), "it is %s: %s" % (state, console.rows("asrun", id, "1", "2000")[-3:]))
check(state == "finished", "it does not end: %s" % console.rows("asrun", id, "1", "2000")[-5:])
record = [json.loads(r) for r in console.rows("asrun", id, "1", "2000")]
outcome = [r for r in record if r["kind"] == "PROC"][-1]
check(outcome.get("outcome") == "confirmed", outcome)
check(len(killed) >= 2, "killed %d times only" % len(killed))
all = commands(number)
check(len(all) == 3, "%d commands went out, not 3: %s" % (len(all), all))
check({r["command"] for r in record if r.get("command")} == {c["id"] for c in all}, "the record has other commands: %s, %s" % (
    [(r.get("item"), r.get("text"), r.get("command")) for r in record if r["kind"] not in ("STEP", "PROC")], all))
if victim != "gate":  # a gate that was away cannot know: it says so, and telemetry tells
    check(all and {c["state"] for c in all} == {"completed"}, [(c["name"], c["state"]) for c in all])
verify = subprocess.run(["columba", "asrun", "verify", id], capture_output=True, text=True)
check(verify.returncode == 0, verify.stdout + verify.stderr)
print("%s killed %d times between release and verification, 3 commands once: %s" %
      (victim, len(killed), " ".join(c["state"] for c in all)))
