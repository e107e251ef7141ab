"""gate_race.py CLIENTS CHANGES SEED RUN LOG - who has command authority?

CLIENTS processes, each a person with one session, take, renew, yield, let it
lapse or give it, until CHANGES requests were answered.  A listener hears the
gate's messages.  The log says in which order it was: every reply and every
message has to fit it.
"""
import glob, json, multiprocessing, sys

from gate_bus import *

clients, changes, seed, run, log = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
LEASE_S = 10


def play(me, share, out):
    random.seed(seed + me)
    name = "P%d" % me
    c = Console(run, name)
    c.word("whoami")
    has, got, waits, last = False, [], 0, ""
    for i in range(share):
        verb = random.choice(["yield", "yield", "renew", "give", "take"]) if has else \
            random.choice(["take", "take", "take", "yield", "renew"])
        more = ["P%d" % random.randrange(clients)] if verb == "give" else []
        before = time.monotonic_ns()
        reply = c.word(verb, *more)
        if reply is None:
            out.put((name, "no answer to " + verb))
            return
        got.append((verb, before, time.monotonic_ns(), reply.status, reply.text))
        if verb == "take":
            has = reply.status == OK
        elif verb == "yield":
            has = False
        elif verb == "renew":
            has = reply.status == OK
        elif reply.status == OK:
            has = random.random() < 0.5  # it may be another's now: find out
        if has and last == "yield" and waits < 1 and me == 0 and i > share // 2:
            waits += 1  # once it lapses: freshly taken, so nobody has an offer
            time.sleep(LEASE_S + 0.5)
        last = verb
    if has:
        c.word("yield")
    out.put((name, got))


def listen(ready, stop, out):
    s = zmq.Context.instance().socket(zmq.SUB)
    s.setsockopt(zmq.RCVHWM, 0)
    s.setsockopt(zmq.SUBSCRIBE, b"gate")
    s.connect("ipc://%s/observe/hub" % run)
    said, sequence = [], -1
    while not stop.is_set():
        if not s.poll(100):
            continue
        topic, data = s.recv_multipart()[:2]
        m = msgpack.unpackb(data)
        if topic == b"gate" and m[0] == 16:
            if m[6] < sequence:
                out.put("the gate's messages are not in order")
                return
            sequence = m[6]
            said.append((m[8], m[10]))  # holder, since
            ready.set()
    out.put(said)


def events():
    """(time, person, what) of the log's lines about authority, in their order."""
    number = 0
    for name in sorted(glob.glob(log + "/commands-*.jsonl")):
        for line in open(name):
            o = json.loads(line)
            if o.get("what") == "authority":
                yield o["person"], o["text"]


def holders():
    """The log's own story; fails where it has a hole or two holders."""
    holder, n = None, 0
    for person, text in events():
        n += 1
        if "took command authority over from" in text:
            was = text.split(" over from ")[1].split()[0]
            must(holder == was, "handed over from %s, not %s: %s" % (was, holder, text))
            holder = person
        elif "took command authority (" in text:
            must(holder is None, "%s took it while %s had it" % (person, holder))
            holder = person
        elif "gave command authority back" in text or "lost command authority" in text:
            must(holder == person, "%s ended what %s had" % (person, holder))
            holder = None
        elif "offers command authority" in text or "did not take it" in text:
            must(holder == person, "%s offered what %s had" % (person, holder))
        else:
            must(False, "unknown: " + text)
        yield holder, text


def must(good, text):
    if not good:
        raise SystemExit(text)


def main():
    begun(run)
    ready, stop = multiprocessing.Event(), multiprocessing.Event()
    heard, out = multiprocessing.Queue(), multiprocessing.Queue()
    listener = multiprocessing.Process(target=listen, args=(ready, stop, heard))
    listener.start()
    must(ready.wait(10), "the gate says nothing")
    players = [multiprocessing.Process(target=play, args=(i, changes // clients, out)) for i in range(clients)]
    for p in players:
        p.start()
    got = dict(out.get() for _ in players)
    time.sleep(1.5)
    stop.set()
    said = heard.get()
    must(isinstance(said, list), said)
    for name, answers in got.items():
        must(isinstance(answers, list), "%s: %s" % (name, answers))

    story = list(holders())
    must(story and story[-1][0] is None, "somebody still has it")
    # What was granted is in the log, and nothing else is.
    count = lambda verb, text: sum(1 for a in got.values() for x in a if x[0] == verb and x[3] == OK and text in x[4])
    logged = lambda text: sum(1 for _, t in story if text in t)
    yielded = logged("gave command authority back")
    finals = yielded - count("yield", "nobody has")
    must(0 <= finals <= clients, "%d yields in the log, %d were answered" % (yielded, count("yield", "nobody has")))
    must(logged("offers command authority") == count("give", "offered"), "not every offer is in the log")
    taken = logged(" took command authority")
    lapsed = logged("lost command authority")
    over = logged(" over from ")
    must(taken - over == yielded + lapsed, "%d taken, %d yielded, %d lapsed" % (taken - over, yielded, lapsed))
    granted = sum(1 for a in got.values() for x in a if x[0] == "take" and x[3] == OK)
    must(granted >= taken, "%d grants, %d in the log" % (granted, taken))

    # By the clients' own clocks: between a grant's reply and the request that
    # ended it nobody else is granted anything.
    spans = []
    for name, answers in got.items():
        since, last = None, None
        for verb, before, after, status, text in answers:
            if since is not None and not (verb in ("renew", "take") and status == OK):
                if last - since > 0:
                    spans.append((since, last, name))
                since = None
            if since is None and status == OK and verb in ("take", "renew"):
                since = after
            if since is not None:
                last = before  # still sure of it when this one was sent
    spans.sort()
    for (b1, e1, n1), (b2, e2, n2) in zip(spans, spans[1:]):
        must(n1 == n2 or b2 >= e1, "%s and %s have it at the same time" % (n1, n2))

    # The listener hears holders only in the order of the log.
    order = ["" if h is None else h for h, _ in story]
    at = -1
    for holder, _ in said:
        if at >= 0 and order[at] == holder or at < 0 and holder == "":
            continue
        at = next((i for i in range(at + 1, len(order)) if order[i] == holder), None)
        must(at is not None, "the gate said %s, the log did not" % holder)
    print("%d clients, %d requests: %d times taken, %d yielded, %d handed over, %d lapsed, %d messages" % (
        clients, sum(map(len, got.values())), taken, yielded, over, lapsed, len(said)))
    must(taken > changes / 20 and lapsed >= 1, "too little happened")


main()
