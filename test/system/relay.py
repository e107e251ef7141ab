"""relay.py PORT TO_PORT BYTES_PER_S DELAY_S COUNTS - a slow line: one TCP
connection after the other to 127.0.0.1:TO_PORT, at most so many bytes a second
each way and each of them so much later; COUNTS is rewritten with "segments
bytes" of what came from TO_PORT, a segment being one read of at most 1448."""
import selectors, socket, sys, time

port, to_port, rate, delay = (float(x) for x in sys.argv[1:5])
SEGMENT = 1448


class Way:
    """One direction: what waits with the time it may leave."""

    def __init__(self, to):
        self.to, self.waits, self.free_at, self.segments, self.bytes = to, [], 0.0, 0, 0

    def take(self, data, now):
        self.segments += -(-len(data) // SEGMENT)
        self.bytes += len(data)
        self.free_at = max(self.free_at, now) + len(data) / rate
        self.waits.append((self.free_at + delay, data))

    def give(self, now):
        while self.waits and self.waits[0][0] <= now:
            self.to.sendall(self.waits.pop(0)[1])

    def is_full(self, now):
        return self.free_at - now > 0.5  # so much is on the line already


def serve(near):
    far = socket.create_connection(("127.0.0.1", int(to_port)))
    ways = {near: Way(far), far: Way(near)}
    for s in ways:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while True:
        now = time.monotonic()
        poll = selectors.DefaultSelector()
        for s, way in ways.items():
            way.give(now)
            if not way.is_full(now):
                poll.register(s, selectors.EVENT_READ)
        ready = poll.select(0.005) if poll.get_map() else time.sleep(0.005) or []
        poll.close()
        for key, _ in ready:
            data = key.fileobj.recv(SEGMENT)
            if not data:
                return
            ways[key.fileobj].take(data, time.monotonic())
            with open(sys.argv[5], "w") as f:
                f.write("%d %d\n" % (ways[far].segments, ways[far].bytes))


listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(port)))
listener.listen(1)
while True:
    client, _ = listener.accept()
    try:
        serve(client)
    except OSError:
        pass
    client.close()
