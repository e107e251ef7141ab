"""gate_hostile.py MESSAGES SEED RUN PORT LOG - a flood of what must not be released.

Hostile processes send requests that are replayed, reordered, changed, expired,
forged or no requests at all, as fast as the gate takes them, while a console
sends a normal command every third of a second.  Only the console's commands go
out, each once.
"""
import multiprocessing, queue, sys

from gate_bus import *

messages, seed, run, port = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
WINDOW = 500  # requests on their way per process
EVERY_S = 0.33


def honest(mdb, stop, captured, out):
    c = Console(run, "FC-1")
    c.mdb = mdb
    reply = c.word("take")
    done, slowest, renewed, problem = [], 0.0, time.monotonic(), None
    if reply is None or reply.status != OK:
        problem = "take: %s" % reply
    while not stop.is_set() and not problem:
        if time.monotonic() - renewed > 8:
            reply, renewed = c.word("renew"), time.monotonic()
            if reply is None or reply.status != OK:
                problem = "renew: %s" % reply
                break
        args = c.order("PING")
        begin = time.monotonic()
        reply = c.ask("submit", args)
        slowest = max(slowest, time.monotonic() - begin)
        if reply is None or reply.status != OK:
            problem = "a good command: %s" % reply
            break
        done.append(reply.rows["id"])
        if captured is not None:
            for q in captured:
                q.put(args)
        time.sleep(EVERY_S)
    out.put((done, slowest, problem))


def forge(c, good):
    """One hostile request: verb, arguments, whether an answer is due."""
    kind = random.randrange(26)
    now = time.time_ns()
    if kind == 0:
        return "submit", good
    if kind == 1:  # one byte, not of the count: that would be the session's own
        args = list(good)
        i = random.choice([i for i, a in enumerate(args) if not a.startswith("seq=")])
        at = random.randrange(len(args[i]))
        args[i] = args[i][:at] + chr(random.randrange(1, 128)) + args[i][at + 1:]
        return "submit", args if args != good else good
    if kind == 2:
        return "submit", c.order("PING", issued=now - LIFE_NS - random.randrange(1, LIFE_NS * 10))
    if kind == 3:
        ttl = random.randrange(1, 10**9)
        return "submit", c.order("PING", ttl=ttl, issued=now - ttl - 1)
    if kind == 4:
        return "submit", c.order("PING", issued=now + random.randrange(20, 10**6) * 10**9)
    if kind == 5:
        return "submit", c.order("PING", instance=random.choice(["flight", "Sim", "", "sim "]))
    if kind == 6:
        return "submit", c.order("PING", mission=random.choice(["H", "g", "GG"]))
    if kind == 7:
        return "submit", c.order("PING", mdb="%016x" % (c.mdb ^ 1 << random.randrange(64)))
    if kind == 8:
        digest = int(hashlib.sha256(packet("PING")).hexdigest(), 16)
        return "submit", c.order("PING", digest="%064x" % (digest ^ 1 << random.randrange(256)))
    if kind == 9:
        return "submit", c.order("PING", id=next(a for a in good if a.startswith("id="))[3:])
    if kind == 10:
        return "submit", c.order("PING")  # no authority
    if kind == 11:
        args = c.order("PING")
        args[0] = good[0]  # the console's session, by another person
        return "submit", args
    if kind == 12:
        args = c.order("PING")
        args.pop(random.choice([i for i, a in enumerate(args) if not a.startswith("as=")]))
        return "submit", args
    if kind == 13:
        args = c.order("PING")
        return "submit", args + [random.choice(args)]
    if kind == 14:
        return "submit", c.order("SET", random.randrange(61, 256))
    if kind == 15:
        return "submit", c.order("SET", 7, value=random.choice(
            ["Level nan", "Level", "Level -1", "Level 1e3", "level 7", "Level 7.5", "Level 8", "x 1"]))
    if kind == 16:
        return "submit", c.order("PING", comment="x" * random.randrange(241, 60000))
    if kind == 17:
        return "submit", c.order("PING", comment=random.choice(["\x1b[2J", "a\nb", "\u202e", "\x7f", "\x9b"]))
    if kind == 18:
        return random.choice(["transmit", "settle", "", "x" * 1000, "SUBMIT", "submit "]), c.order("PING")
    if kind == 19:
        return "fire", c.head() + [os.urandom(16).hex(), os.urandom(16).hex(), "FIRE"]
    if kind == 20:
        return "arm", c.head() + [next(a for a in good if a.startswith("id="))[3:],
                                  hashlib.sha256(packet("PING")).hexdigest()]
    if kind == 21:
        return "approve", c.head() + [os.urandom(16).hex(), os.urandom(32).hex()]
    if kind == 22:
        return random.choice(["take", "yield", "renew", "give"]), c.head() + ["EVE"][:random.randrange(2)]
    if kind == 23:
        c.seq -= 1
        args = c.order("PING")
        args[1] = "seq=%d" % random.randrange(max(1, c.low))
        return "submit", args
    if kind == 24:
        return "submit", ["x"] * random.randrange(1, 3000)
    return "submit", c.order("PING", command=random.choice(["/G/TC", "/G/FIRE", "/G/BOOM", "PONG", "/G", "x" * 2000]))


def no_request(good):
    """Frames that are no request: nobody answers."""
    kind = random.randrange(12)
    whole = request("submit", good)
    if kind == 0:
        return [whole[:random.randrange(len(whole))]]
    if kind == 1:
        return [os.urandom(random.randrange(1, 2000))]
    if kind == 2:
        return [whole] * 17
    if kind == 3:
        return [b"\xdd\x0f\xff\xff\xff"]
    if kind == 4:
        return [b"\x91" * 40 + b"\x01"]
    if kind == 5:
        return [b"\x91" * 10000]
    if kind == 6:
        return [b"\xdb\xff\xff\xff\xff" + b"x" * 1000]
    if kind == 7:
        return [request("submit", good, version=2)]
    if kind == 8:
        return [pack(17, "gate", "sim", "transmit", os.urandom(16).hex(), 0, "tc", time.time_ns() + 10**9,
                     packet("PING"))]
    if kind == 9:
        return [request("submit", [1, None, {}, [good]])]
    if kind == 10:
        return [whole + b"x"]
    return [request("submit", good), b""]


def hostile(me, mdb, share, captured, out):
    random.seed(seed * 10 + me)
    c = Console(run, "EVE%d" % me)
    c.mdb = mdb
    c.low = 1
    c.word("renew")
    good, sent, answers, flying, accepted = captured.get(), 0, 0, 0, []
    kinds = {}
    while sent < share or flying > 0:
        while sent < share and flying < WINDOW:
            while not captured.empty():
                good = captured.get()
            if random.randrange(10) == 0:
                frames = no_request(good)
            else:
                verb, args = forge(c, good)
                frames = [request(verb, args)]
                flying += 1
            c.socket.send_multipart(frames)
            sent += 1
        # what the gate answers; some of it may be no good request to it at all
        if not c.socket.poll(1000):
            flying = 0
            continue
        while c.socket.poll(0):
            reply = Reply(c.socket.recv_multipart()[-1])
            answers += 1
            flying = max(0, flying - 1)
            kinds[reply.text[:12]] = kinds.get(reply.text[:12], 0) + 1
            if reply.status == OK:
                accepted.append(repr(reply))
        c.low = max(1, c.seq - 2 * WINDOW)
    out.put((sent, answers, accepted, len(kinds)))


def crowd(stop, sockets):
    """Connections that say nothing, half a greeting, or one byte now and then."""
    address = "%s/operate/gate" % run
    slow = []
    for i in range(sockets):
        s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        s.settimeout(0.2)
        try:
            s.connect(address)
            s.send([b"", b"\xff", b"\xff" + b"\0" * 8 + b"\x7f", os.urandom(64)][i % 4])
            slow.append(s)
        except OSError:
            s.close()
    while not stop.wait(0.5):
        for s in slow[:50]:
            try:
                s.send(b"\xff")
            except OSError:
                pass


def main():
    heard = Receiver(port)
    mdb = begun(run)
    stop, out, told = multiprocessing.Event(), multiprocessing.Queue(), multiprocessing.Queue()
    captured = [multiprocessing.Queue() for _ in range(2)]
    still = multiprocessing.Process(daemon=True, target=crowd, args=(stop, 500))
    good = multiprocessing.Process(daemon=True, target=honest, args=(mdb, stop, captured, told))
    bad = [multiprocessing.Process(daemon=True, target=hostile, args=(i, mdb, messages // 2, captured[i], out)) for i in range(2)]
    begin = time.monotonic()
    for p in [still, good] + bad:
        p.start()
    results = []
    while len(results) < len(bad):
        try:
            results.append(out.get(timeout=1))
        except queue.Empty:
            if any(p.exitcode for p in bad):
                raise SystemExit("a hostile process ended badly")
    took = time.monotonic() - begin
    stop.set()
    ids, slowest, problem = told.get()
    if problem:
        raise SystemExit(problem)
    for sent, answers, accepted, kinds in results:
        if accepted:
            raise SystemExit("accepted: %s" % accepted[:3])
        if answers < sent * 0.8 or kinds < 15:
            raise SystemExit("%d answers of %d kinds to %d messages" % (answers, kinds, sent))
    console = Console(run)
    for id, rows in [(id, settled(console, id)) for id in ids]:
        heard.drain()
        wrong = "it is lost" if rows is None else judge(rows, heard.count.get(rows["data"], 0))
        if wrong or rows["state"] != "completed":
            raise SystemExit("%s: %s" % (id, wrong or rows))
    if heard.total != len(ids) or len(ids) < 3:
        raise SystemExit("%d good commands, %d datagrams" % (len(ids), heard.total))
    print("%d hostile messages in %.0f s, %d good commands out once each, the slowest answered in %.0f ms" % (
        sum(r[0] for r in results), took, len(ids), slowest * 1000))
    for p in [still, good] + bad:
        p.join(10)


main()
