"""gate_bus.py - consoles that speak the bus to a gate, and a receiver that counts.

The database is test/gate/data/gate.xml, the instance "sim" of mission "G": see
gate_mission in lib.sh.  Nothing of Columba's own code is used.
"""
import hashlib, os, random, socket, struct, threading, time

import msgpack
import zmq

CODE = {"PING": 1, "SET": 2, "HEAT": 3, "FIRE": 4, "BOOM": 5, "NEEDS": 6, "ECHOED": 9}
OK, FORMAT, DENIED = 0, 1, 8
LIFE_NS = 10 * 10**9


def packet(command, level=None):
    """The telecommand with sequence count 0."""
    body = bytes([CODE[command]]) + (b"" if level is None else bytes([level]))
    return struct.pack(">HHH", 0x1864, 0xc000, len(body) - 1) + body


def pack(type, source, instance, *fields, version=1):
    return msgpack.packb([type, version, source, instance, 0, time.monotonic_ns(), time.time_ns(), *fields])


def request(verb, args, id=7, instance="sim", **more):
    return pack(20, "test", instance, id, verb, args, **more)


class Reply:
    def __init__(self, data):
        m = msgpack.unpackb(data)
        self.id, self.status, self.text = m[7:10]
        self.rows = dict(r.split(": ", 1) for r in m[10])

    def __repr__(self):
        return "%d %s" % (self.status, self.text)


class Console:
    """One session of a person."""

    def __init__(self, run, person=None, instance="sim", place="operate"):
        self.person, self.instance = person, instance
        self.session, self.seq, self.mdb = os.urandom(16).hex(), 0, 0
        self.address = "ipc://%s/%s/gate" % (run, place)
        self.socket = None
        self.open()

    def open(self):
        if self.socket:
            self.socket.close()
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.connect(self.address)

    def head(self, issued=None):
        self.seq += 1
        args = ["session=" + self.session, "seq=%d" % self.seq,
                "issued=%d" % (time.time_ns() if issued is None else issued)]
        return args + (["as=" + self.person] if self.person else [])

    def order(self, name, level=None, id=None, issued=None, **changes):
        fields = dict(id=id or os.urandom(16).hex(), ttl=LIFE_NS, mission="G", instance=self.instance,
                      mdb="%016x" % self.mdb, command="/G/" + name,
                      digest=hashlib.sha256(packet(name, level)).hexdigest(), origin="console")
        if level is not None:
            fields["value"] = "Level %d" % level
        fields.update(changes)
        return self.head(issued) + ["%s=%s" % f for f in fields.items() if f[1] is not None]

    def ask(self, verb, args, wait=5000, is_alive=lambda: True):
        """The reply, or None."""
        id = random.getrandbits(60)
        self.socket.send(request(verb, args, id=id, instance=self.instance))
        end = time.monotonic() + wait / 1000
        while time.monotonic() < end and is_alive():
            while self.socket.poll(min(50, wait)):
                reply = Reply(self.socket.recv_multipart()[-1])
                if reply.id == id:
                    return reply
        return None

    def word(self, verb, *args, **k):
        return self.ask(verb, self.head() + list(args), **k)

    def submit(self, command, level=None, **k):
        return self.ask("submit", self.order(command, level, **k))

    def show(self, id, wait=5000):
        return self.ask("show", [id], wait)


def gate_message(run, wait=10000):
    """The fields of the gate's next message; None: there is none."""
    s = zmq.Context.instance().socket(zmq.SUB)
    s.setsockopt(zmq.SUBSCRIBE, b"gate")
    s.connect("ipc://%s/observe/hub" % run)
    end = time.monotonic() + wait / 1000
    try:
        while s.poll(max(0, (end - time.monotonic()) * 1000)):
            topic, data = s.recv_multipart()[:2]
            m = msgpack.unpackb(data)
            if topic == b"gate" and m[0] == 16:
                return dict(zip("mdb holder where since until offered_to asked_by uplink uplink_state signal "
                                "los_policy waiting queued open unknown claims log_ok log_text log_lines "
                                "log_head people".split(), m[7:]))
    finally:
        s.close()
    return None


def begun(run, **k):
    """Wait until it commands; the hash of its database."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        m = gate_message(run, 3000)
        if m and m["uplink_state"] == "up":
            return m["mdb"]
    raise SystemExit("the gate does not begin")


class Receiver(threading.Thread):
    """Counts datagrams by their bytes."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.socket.bind(("127.0.0.1", port))
        self.count, self.total, self.marks = {}, 0, set()
        self.start()

    def run(self):
        while True:
            data = self.socket.recv(65536)
            if data.startswith(b"mark "):
                self.marks.add(data)
                continue
            self.count[data.hex()] = self.count.get(data.hex(), 0) + 1
            self.total += 1

    def drain(self):
        """Until all that was sent before is counted: a mark comes behind it."""
        mark, s = b"mark " + os.urandom(8), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.sendto(mark, self.socket.getsockname())
        end = time.monotonic() + 10
        while mark not in self.marks:
            if time.monotonic() > end:
                raise SystemExit("the receiver is dead")
            time.sleep(0.001)
        s.close()
        return self


OVER = ("completed", "failed", "unknown", "not-sent", "refused", "expired", "cancelled")


def settled(console, id, seconds=15, states=OVER):
    """What `show` says once the command's state is one of `states`; None: it is not known."""
    end = time.monotonic() + seconds
    while True:
        reply = console.show(id, 1000)
        if reply is not None and reply.status != OK:
            return None
        if reply is not None and reply.rows["state"] in states:
            return reply.rows
        if time.monotonic() > end:
            raise SystemExit("%s stays %s" % (id, reply and (reply.text, reply.rows)))
        time.sleep(0.02)


def judge(rows, heard):
    """Does the number of datagrams agree with the state?  Else what is wrong."""
    state = rows["state"]
    allowed = {"completed": (1,), "unknown": (0, 1)}.get(state, (0,))
    return None if heard in allowed else "%s, and heard %d times" % (state, heard)
