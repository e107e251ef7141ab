"""exec.py RUN STATE - procedures of the real chain, controlled by two persons.

RUN is the directory of the instance, STATE that of executions.
"""
import json, subprocess, sys

from exec_bus import *

run, state = sys.argv[1:3]
a, b = Exec(run, "FC-1"), Exec(run, "FC-2")
told = Watcher(run)
a.ready()


def check(is_true, what):
    if not is_true:
        raise SystemExit(what)


# what is wrong cannot be started, and says why
check(sorted(a.rows("library"))[:1] == ["BAD-01"], "library")
reply = a.word("start", "BAD-01")
check(reply[0] == DENIED and "errors" in reply[1], reply)
reply = a.word("start", "SYS-03")
check(reply[0] != OK and "no procedure" in reply[1], reply)

# commands are verified, and the record is complete
id = a.need("start", "SYS-01")
m = told.until(id, lambda m: m["state"] == "finished", 60)
check(m["outcome"] == "confirmed" and m["steps"] == m["steps_done"] == 2, m)
check(m["approval"] == "draft", m)
lines = [json.loads(r) for r in a.rows("asrun", id, "1", "2000")]
on_disk = open("%s/runs/%s/asrun.jsonl" % (state, id)).read().splitlines()
check(len(on_disk) == len(lines) + 1 == m["lines"] + 1, "%d lines, %d on disk" % (len(lines), len(on_disk)))
texts = " ".join(on_disk)
check('mode CALIBRATION' in texts and '"PING' in texts, texts)
check(a.rows("source", id)[0] == "procedure", "source")

# of two takers exactly one wins, and only he controls
id = a.need("load", "SYS-01")
a.need("release", id)
for i in range(20):
    replies = [c.word("take", id) for c in ((a, b) if i % 2 else (b, a))]
    check([r[0] for r in replies] == [OK, DENIED], replies)
    winner, other = (a, b) if i % 2 else (b, a)
    check(winner.person + " controls" in replies[1][1], replies)
    check(other.word("pause", id)[0] == DENIED, "the other one pauses")
    check(other.word("abort-all", id, "mine")[0] == DENIED, "the other one aborts")
    winner.need("release", id)
b.need("take", id)
b.need("give", id, "FC-1")
a.need("take", id)
a.need("resume", id)
told.until(id, lambda m: m["state"] == "finished" and m["outcome"] == "confirmed", 60)

# a hazardous command waits for a person; it is cancelled, and the procedure asks
id = a.need("start", "SYS-02")
m = told.until(id, lambda m: "to arm it" in m["detail"])
check("FC-1" in m["detail"], m["detail"])
held = subprocess.run(["columba", "commands", "--json"], capture_output=True, text=True).stdout
held = [json.loads(l) for l in held.splitlines()]
held = [c for c in held if c["state"] == "held"]
check(len(held) == 1 and held[0]["origin"] == "exec", held)
gate = Console(run, "FC-1")
check(gate.word("cancel", held[0]["id"], "not today").status == OK, "cancel")
m = told.until(id, lambda m: m["state"] == "prompt")
number = a.rows("prompts", id)[0]
check(b.word("answer", id, number, "continue")[0] == DENIED, "anybody answers")
a.need("answer", id, number, "continue")
told.until(id, lambda m: m["state"] == "finished")

# his console dies: it goes on, and stands when it needs somebody
id = a.need("start", "SYS-02")
told.until(id, lambda m: "to arm it" in m["detail"])
told.until(id, lambda m: m["controller"] == "", 45)
held = [json.loads(l) for l in subprocess.run(["columba", "commands", "--json"], capture_output=True,
                                              text=True).stdout.splitlines()]
held = [c for c in held if c["state"] == "held"]
check(gate.word("cancel", held[0]["id"], "nobody fired it").status == OK, "cancel")
told.until(id, lambda m: m["state"] == "prompt" and m["needs_operator"])
b.need("take", id)
b.need("abort-all", id, "enough")
m = told.until(id, lambda m: m["state"] == "finished" and not m["needs_operator"])
check(m["outcome"] == "aborted", m)
