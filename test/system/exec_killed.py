"""exec_killed.py exec|gate KILLS SEED RUN PORT PROGRAM... - kill -9 under a procedure.

A procedure sends PING twenty times.  The executor, or the gate, is started by
PROGRAM and killed at random moments, again and again; the executor's run is
taken and resumed each time.  In the end it is confirmed, and the receiver heard
twenty PINGs: each command went out once.
"""
import subprocess, sys

from exec_bus import *

victim, kills, seed, run, port = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], int(sys.argv[5])
program = sys.argv[6:]
random.seed(seed)
heard = Receiver(port)
PINGS = 20


def start():
    return subprocess.Popen(program, stdout=open(victim + ".log", "a"), stderr=subprocess.STDOUT)


def go_on(console, id):
    console.need("take", id)
    console.word("resume", id)  # it may have nothing left to do


def play(process, left):
    """One execution; how often something was killed meanwhile."""
    console = Exec(run)
    console.ready()
    before = heard.drain().total
    id = console.need("start", "KILLED")
    killed = 0
    while True:
        time.sleep(random.uniform(0.0, 0.35))
        if killed < left and console.state(id) != "finished":
            process.kill()
            process.wait()
            process = start()
            killed += 1
            if victim == "exec":
                console.ready()
                go_on(console, id)
        state = console.state(id)
        if state == "finished":
            break
        if state not in ("running", "waiting", "paused", "prompt", "loaded"):
            raise SystemExit("it is %s" % state)
        if state == "paused":
            go_on(console, id)
        if state == "prompt":
            raise SystemExit("it asks: %s" % console.rows("prompts", id))
        console.word("watch", id)
        if killed >= left:
            console.until(id, ["finished", "prompt", "paused"], 60)
    outcome = [r for r in console.rows("asrun", id, "1", "2000") if '"PROC"' in r][-1]
    if "confirmed" not in outcome or "not confirmed" in outcome:
        raise SystemExit("it ended as %s" % outcome)
    time.sleep(0.3)
    n = heard.drain().total - before
    if n != PINGS:
        raise SystemExit("%d PINGs were heard, not %d" % (n, PINGS))
    return process, killed


process = start()
all = runs = 0
while all < kills:
    process, n = play(process, kills - all)
    all, runs = all + n, runs + 1
print("%s killed %d times in %d executions, %d PINGs heard" % (victim, all, runs, heard.drain().total))
process.terminate()
process.wait()
