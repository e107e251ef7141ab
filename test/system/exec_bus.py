"""exec_bus.py - a console that speaks the bus to the executor.

Nothing of Columba's own code is used.
"""
from gate_bus import *

NAMES = ("mdb id number change slot procedure title version approval digest file display link arguments parent "
         "state mode execution outcome reason detail current current_number current_text steps_done steps started "
         "ended expected controller where offered_to asked_by watchers needs_operator prompts attempt breaks "
         "lines head asrun").split()


class Exec(Console):
    def __init__(self, run, person="FC-1", instance="sim"):
        self.run = run
        super().__init__(run, person, instance)
        self.address = "ipc://%s/operate/exec" % run
        self.open()

    def ask(self, verb, args, wait=5000):
        """Status, text and rows; None: no answer."""
        id = random.getrandbits(60)
        self.socket.send(request(verb, args, id=id, instance=self.instance))
        while self.socket.poll(wait):
            m = msgpack.unpackb(self.socket.recv_multipart()[-1])
            if m[7] == id:
                return m[8:11]
        return None

    def word(self, verb, *args, wait=5000):
        return self.ask(verb, self.head() + list(args), wait)

    def rows(self, verb, *args):
        reply = self.ask(verb, list(args))
        if reply is None or reply[0] != OK:
            raise SystemExit("%s: %s" % (verb, reply))
        return reply[2]

    def ready(self, seconds=20):
        """Wait until it answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.ask("library", [], wait=100) is not None:
                return
            self.open()
        raise SystemExit("the executor does not answer")

    def need(self, verb, *args):
        reply = self.word(verb, *args)
        if reply is None or reply[0] != OK:
            raise SystemExit("%s: %s" % (verb, reply))
        return reply[1]

    def state(self, id):
        for row in self.rows("runs"):
            if row.startswith(id):
                return row.split()[2]
        return None

    def until(self, id, states, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            state = self.state(id)
            if state in states:
                return state
            time.sleep(0.02)
        raise SystemExit("%s is %s, not %s" % (id, state, states))


class Watcher:
    """The newest run messages, by id."""

    def __init__(self, run):
        self.socket = zmq.Context.instance().socket(zmq.SUB)
        self.socket.setsockopt(zmq.SUBSCRIBE, b"run/")
        self.socket.connect("ipc://%s/observe/hub" % run)
        self.told = {}

    def drain(self, wait=0):
        while self.socket.poll(wait):
            m = msgpack.unpackb(self.socket.recv_multipart()[-1])
            told = dict(zip(NAMES, m[7:]))
            self.told[told["id"]] = told
            wait = 0

    def until(self, id, what, seconds=30):
        """Wait until what(told) holds; it is told each second."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.drain(100)
            if id in self.told and what(self.told[id]):
                return self.told[id]
        raise SystemExit("not in time: %s" % self.told.get(id))
