"""submit.py - a command as a program of somebody's own would submit it.

    submit.py RUN PERSON COMMAND PACKET [NAME=VALUE...]

RUN is the directory of the instance, PACKET the bytes in hex with sequence
count 0 as `columba send --dry-run` prints them.  The person must have command
authority; the command is left as the gate leaves it.  Prints its state.
"""
import hashlib
import os
import secrets
import sys
import time

import msgpack
import zmq

run, person, command, packet = sys.argv[1:5]
instance = os.path.basename(run)
context = zmq.Context()


def database():
    """The hash of what the gate works with, as its heartbeats tell."""
    sub = context.socket(zmq.SUB)
    sub.setsockopt(zmq.SUBSCRIBE, b"hb/gate")
    sub.connect("ipc://%s/observe/hub" % run)
    if not sub.poll(5000):
        sys.exit("no heartbeat of the gate")
    return msgpack.unpackb(sub.recv_multipart()[1])[7 + 4]


def ask(verb, *args):
    s = context.socket(zmq.DEALER)
    s.setsockopt(zmq.LINGER, 0)
    s.connect("ipc://%s/operate/gate" % run)
    head = ["session=" + secrets.token_hex(16), "seq=1",
            "issued=%d" % time.time_ns(), "as=" + person]
    s.send(msgpack.packb([20, 1, "test", instance, 0, time.monotonic_ns(),
                          time.time_ns(), 1, verb, head + list(args)]))
    if not s.poll(5000):
        sys.exit("no answer")
    answer = msgpack.unpackb(s.recv())
    return answer[8], answer[9], answer[10]


digest = hashlib.sha256(bytes.fromhex(packet)).hexdigest()
status, text, rows = ask(
    "submit", "id=" + secrets.token_hex(16), "ttl=%d" % 10**10, "mission=SIF",
    "instance=" + instance, "mdb=%016x" % database(),
    "command=" + command, "digest=" + digest, "origin=test", "comment=",
    *["value=%s" % v.replace("=", " ", 1) for v in sys.argv[5:]])
if status != 0:
    sys.exit(text)
print(next(r[7:] for r in rows if r.startswith("state: ")))
