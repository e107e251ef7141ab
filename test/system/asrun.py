"""asrun.py RUN - the executor is killed while a procedure waits; it is taken on.

RUN is the directory of the instance.  Prints the id of the execution.
"""
import json, os, signal, subprocess, sys

from exec_bus import *

run = sys.argv[1]


def pid_of(name):
    out = subprocess.run(["columba", "status", "--json"], capture_output=True, text=True).stdout
    for line in out.splitlines():
        o = json.loads(line)
        if o["type"] == "process" and o["name"] == name:
            return o["pid"]
    raise SystemExit("no process %s in: %s" % (name, out))


a = Exec(run, "FC-1")
a.ready()
id = a.need("start", "REC-02")
a.until(id, ["waiting"])
pid = pid_of("exec")
os.kill(pid, signal.SIGKILL)
end = time.monotonic() + 30
while pid_of("exec") in (pid, 0, None):
    if time.monotonic() > end:
        raise SystemExit("the executor is not started again")
    time.sleep(0.05)
a.ready()
a.until(id, ["paused"])
a.need("take", id)
a.need("resume", id)
a.until(id, ["waiting"])
a.need("start", "REC-03")  # what it waits for
a.until(id, ["finished"], 60)
print(id)
