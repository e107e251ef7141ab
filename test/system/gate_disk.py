"""gate_disk.py RUN TC-PORT TM-PORT GATE-PID DIR KIND - the command log cannot be written.

KIND: full (DIR is a small file system), limit (no file may grow), eio (each sync
fails).  Nothing is released until it can be written again; everybody is told, and
telemetry goes on.
"""
import shutil, signal, subprocess, sys

from gate_bus import *

run, port, tm_port, pid, dir, kind = sys.argv[1], *map(int, sys.argv[2:5]), *sys.argv[5:7]
heard = Receiver(port)
console = Console(run, "FC-1")
console.mdb = begun(run)
sent = []


def must(good, text):
    if not good:
        raise SystemExit("%s: %s" % (kind, text))


def until(seconds, what, fn):
    end = time.monotonic() + seconds
    while not fn():
        must(time.monotonic() < end, what)
    return True


def good(command="PING"):
    reply = console.submit(command)
    must(reply is not None and reply.status == OK, "a good command: %s" % reply)
    rows = settled(console, reply.rows["id"])
    must(rows["state"] == "completed", "%s" % rows)
    must(heard.drain().count.get(rows["data"]) == 1, "heard %s times" % heard.drain().count.get(rows["data"]))
    sent.append(rows["id"])


def packets():
    """How many the frontend says it has received."""
    s = zmq.Context.instance().socket(zmq.SUB)
    s.setsockopt(zmq.SUBSCRIBE, b"link/tm")
    s.connect("ipc://%s/observe/hub" % run)
    must(s.poll(5000), "no message of the link")
    m = msgpack.unpackb(s.recv_multipart()[1])
    s.close()
    return m[17]


def telemetry_goes_on():
    before = packets()
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for i in range(5):
        s.sendto(struct.pack(">HHHBH", 100, 0xc000 | i, 2, 1, 20), ("127.0.0.1", tm_port))
    until(5, "no telemetry", lambda: packets() >= before + 5)


def fill():
    """All of it, the reserve too, once the gate lets go of it."""
    fd = os.open(dir + "/filler", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        while True:
            os.write(fd, b"x" * 4096)
    except OSError:
        os.close(fd)


class Fault:
    def begin(self):
        if kind == "full":
            fill()
        elif kind == "limit":
            subprocess.run(["prlimit", "--pid", str(pid), "--fsize=0:"], check=True)
        else:
            self.strace = subprocess.Popen(["strace", "-qq", "-f", "-p", str(pid), "-o", "/dev/null", "-e",
                                            "trace=fdatasync,fsync", "-e", "inject=fdatasync,fsync:error=EIO"])
            time.sleep(0.5)

    def again(self):
        if kind == "full":
            fill()

    def end(self):
        if kind == "full":
            os.unlink(dir + "/filler")
        elif kind == "limit":
            subprocess.run(["prlimit", "--pid", str(pid), "--fsize=unlimited:"], check=True)
        else:
            self.strace.send_signal(signal.SIGINT)
            self.strace.wait()


must(console.word("take").status == OK, "no authority")
good()
hazardous = console.submit("FIRE").rows
armed = console.word("arm", hazardous["id"], hazardous["digest"])
fault = Fault()
fault.begin()
before = heard.total


# The reserve lets some commands through; then none.
def is_down():
    global before
    reply = console.submit("PING")
    must(reply is not None, "no answer")
    if reply.status == OK:
        rows = settled(console, reply.rows["id"])
        n = heard.drain().count.get(rows["data"], 0) if "sequence" in rows else 0
        must(judge(rows, n) is None, "%s" % rows)
        before += n
    fault.again()
    m = gate_message(run)
    return not m["log_ok"] and m["log_text"]


until(20, "the gate does not say that its log cannot be written", is_down)
telemetry_goes_on()
reply = console.word("take")
must(reply.status != OK and "command log" in reply.text, "take: %s" % reply)
reply = console.submit("PING")
must(reply.status != OK and "command log" in reply.text, "submit: %s" % reply)
reply = console.word("fire", hazardous["id"], armed.rows["token"], "FIRE")
must(reply.status != OK, "fired without a log")
told = subprocess.run(["columba", "authority", "-i", "sim"], capture_output=True, text=True)
must("log" in told.stdout, "columba authority says nothing of it: %s" % told)
print(kind + ":", gate_message(run)["log_text"])
must(heard.drain().total == before, "%d datagrams without a log" % (heard.total - before))
fault.end()
until(12, "it does not recover", lambda: gate_message(run)["log_ok"])
must(console.word("take").status == OK, "no authority")
# What was armed before, on disk, can still be fired in its time, once.
reply = console.word("fire", hazardous["id"], armed.rows["token"], "FIRE")
rows = settled(console, hazardous["id"])
n = heard.drain().count.get(rows["data"], 0) if "sequence" in rows else 0
must((reply.status == OK) == (rows["state"] == "completed") and judge(rows, n) is None, "%s %s" % (reply, rows))
before = heard.total
good()
must(heard.drain().total == before + 1, "something else went out, too")
console.word("yield")
