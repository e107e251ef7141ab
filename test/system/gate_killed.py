"""gate_killed.py gate|frontend KILLS SEED RUN PORT PROGRAM... - kill -9 under load.

The one that is killed is started by PROGRAM, again after each kill.  Meanwhile
two persons send normal, hazardous and critical commands.  After each kill every
command's state is compared with what the receiver heard.
"""
import collections, subprocess, sys

from gate_bus import *

victim, kills, seed, run, port = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], int(sys.argv[5])
program = sys.argv[6:]
random.seed(seed)
heard = Receiver(port)
states, refusals = collections.Counter(), collections.Counter()
lost = 0


def start():
    return subprocess.Popen(program, stdout=open(victim + ".log", "a"), stderr=subprocess.STDOUT)


def killer(process, after):
    time.sleep(after)
    process.kill()


class Load:
    """Sends until the victim is dead; told: ids that the gate confirmed."""

    def __init__(self, process, mdb):
        self.process, self.mdb = process, mdb
        self.a, self.b = Console(run, "FC-1"), Console(run, "FC-2")
        self.a.mdb = self.b.mdb = mdb
        self.ids, self.told = [], set()

    def ask(self, console, verb, args):
        reply = console.ask(verb, args, 10000, lambda: self.process.poll() is None)
        if reply is not None and reply.status != OK:
            refusals[reply.text] += 1
        return reply

    def submit(self, command, level=None):
        id = os.urandom(16).hex()
        self.ids.append(id)
        reply = self.ask(self.a, "submit", self.a.order(command, level, id=id))
        if reply is None or reply.status != OK:
            return None
        self.told.add(id)
        return reply.rows

    def burst(self):
        """Several at once; the answers come later, or never."""
        for _ in range(random.randrange(1, 6)):
            id = os.urandom(16).hex()
            self.ids.append(id)
            self.a.socket.send(request("submit", self.a.order("PING", id=id)))

    def fire(self, command):
        rows = self.submit(command)
        if rows and rows["state"] == "proposed":
            self.ask(self.b, "approve", self.b.head() + [rows["id"], rows["digest"]])
        armed = rows and self.ask(self.a, "arm", self.a.head() + [rows["id"], rows["digest"]])
        if armed and armed.status == OK:
            self.ask(self.a, "fire", self.a.head() + [rows["id"], armed.rows["token"], command])

    def go(self):
        reply = self.ask(self.a, "take", self.a.head())
        if reply is not None and "before this process began" in reply.text:
            self.ask(self.a, "take", self.a.head())
        while self.process.poll() is None and len(self.ids) < 60:
            what = random.randrange(4)
            if what == 0:
                self.burst()
            elif what == 1:
                self.submit("PING")
            else:
                self.fire(("FIRE", "BOOM")[what - 2])
        self.process.wait()

    def judge(self):
        global lost
        belongs = 0
        console = Console(run)
        for id in self.ids if victim == "frontend" else []:
            console.ask("cancel", self.a.head() + [id, "the frontend was killed"])
        over = [(id, settled(console, id, 30)) for id in self.ids]
        heard.drain()
        for id, rows in over:
            if rows is None:
                if id in self.told:
                    raise SystemExit("%s was confirmed and is lost" % id)
                lost += 1
                continue
            n = heard.count.get(rows["data"], 0) if "sequence" in rows else 0
            wrong = judge(rows, n)
            if wrong:
                raise SystemExit("%s: %s %s" % (id, wrong, rows))
            states[rows["state"]] += 1
            belongs += n
        for c in (self.a, self.b, console):
            c.socket.close()
        if belongs != heard.total:
            raise SystemExit("%d datagrams belong to commands, %d came" % (belongs, heard.total))
        heard.count.clear()
        heard.total = 0


process = start()
try:
    mdb = begun(run)
    for i in range(kills):
        load = Load(process, mdb)
        threading.Thread(target=killer, args=(process, random.uniform(0.0, 0.3) ** 2 * 5), daemon=True).start()
        load.go()
        process = start()
        if victim == "frontend":
            begun(run)
        load.judge()
finally:
    process.terminate()
    process.wait()
print(dict(refusals))
print("%d kills of %s: %s, %d never heard of" % (kills, victim, dict(states), lost))
if states["completed"] < kills or (victim == "gate" and states["cancelled"] == 0):
    raise SystemExit("too little happened")
