#!/bin/sh
# What belongs to SIM never goes out by FLIGHT's uplink: two instances side by
# side, and everything tried that could mix them up; FLIGHT's receiver hears
# nothing.  Then a proper command of FLIGHT arrives there, once.
. "$(dirname "$0")/lib.sh"
/usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null || skip "no python3-zmq"

sim_port=$(free_port) flight_port=$(free_port)
mkdir "$work/m"
cp test/frontend/data/small.xml "$work/m/db.xml"
cat >"$work/m/mission.conf" <<EOC
name = "T"
database = "db.xml"
instance flight {
    kind = flight
    uplink tc { type = udp host = "127.0.0.1" port = $flight_port }
    process hub { }
    process frontend { }
}
instance sim {
    kind = sim
    uplink tc { type = udp host = "127.0.0.1" port = $sim_port }
    process hub { }
    process frontend { }
}
EOC

# ---- one address for both: refused before anything runs
for other in "127.0.0.1" localhost "::1" ground.example.org; do
    sed "s/host = \"127.0.0.1\" port = $sim_port/host = \"$other\" port = $flight_port/" \
        "$work/m/mission.conf" >"$work/m/same.conf"
    expect 78 columba-frontend -i sim -m "$work/m/same.conf" -n
    has "may reach the address of uplink tc of instance flight in line 5"
    expect 78 columba-frontend -i flight -m "$work/m/same.conf"
done

# ---- receivers: each datagram is a line of FILE
cat >"$work/hear.py" <<'EOP'
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", int(sys.argv[1])))
with open(sys.argv[2], "w") as f:
    while True:
        f.write(s.recv(65536).hex() + "\n")
        f.flush()
EOP
/usr/bin/python3 "$work/hear.py" "$flight_port" "$work/flight.heard" &
pids="$pids $!"
/usr/bin/python3 "$work/hear.py" "$sim_port" "$work/sim.heard" &
pids="$pids $!"
heard() { wc -l <"$work/$1.heard"; }
is_heard() { [ "$(heard "$1")" = "$2" ]; }

# ---- a gate: order DIR ANSWER [KEY=VALUE...] sends one transmit message
#   lock=PATH     take this lock first      instance=NAME  in the envelope
#   hash=XOR      of the database's hash    uid=N          become this user
#   id=N          of the command            save=, load=   the message's bytes
cat >"$work/order.py" <<'EOP'
import fcntl, msgpack, os, struct, sys, time, zmq
dir, o = sys.argv[1], dict(a.split("=", 1) for a in sys.argv[2:])
if "lock" in o:
    lock = open(o["lock"], "a")
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        print("locked")
        sys.exit()
    if o.get("hold"):
        print("held", flush=True)
        time.sleep(600)
if "uid" in o:
    os.setgid(int(o["uid"]))
    os.setuid(int(o["uid"]))
packet = struct.pack(">HHHI", 0x1000 | 100, 0xc000, 3, int(o.get("id", 1)))
bytes = msgpack.packb([17, 1, "gate", o.get("instance", "flight"), 0,
    time.monotonic_ns(), time.time_ns(),
    "transmit", "%032x" % int(o.get("id", 1)),
    int(open(o["hashes"]).read()) ^ int(o.get("hash", 0)),
    o.get("uplink", "tc"), time.time_ns() + 60 * 10**9, packet])
if "load" in o:
    bytes = open(o["load"], "rb").read()
if "save" in o:
    open(o["save"], "wb").write(bytes)
s = zmq.Context().socket(zmq.DEALER)
s.setsockopt(zmq.LINGER, 0)
s.connect("ipc://%s/send/frontend" % dir)
s.send(bytes)
if s.poll(int(o.get("wait", 5000))):
    m = msgpack.unpackb(s.recv())
    print(m[8], m[11])
else:
    print("no answer")
EOP
order() { # INSTANCE WANT [KEY=VALUE...]
    to=$COLUMBA_RUN/$1 want=$2
    shift 2
    out=$(/usr/bin/python3 "$work/order.py" "$to" hashes="$work/hash" "$@" 2>&1)
    case "$out" in "$want"*) ;; *) fail "$out, not $want: $to $*" ;; esac
}
flight=$COLUMBA_RUN/flight sim=$COLUMBA_RUN/sim

# ---- both instances
chmod 755 "$work"
for i in flight sim; do
    columba-hub -i $i -m "$work/m" >"$work/$i.hub" 2>&1 &
    pids="$pids $!"
    columba-frontend -i $i -m "$work/m" -R >"$work/$i.frontend" 2>&1 &
    last=$!
    pids="$pids $last"
done
for i in flight sim; do
    until_ok 10 grep -q "uplink tc .*: sends" "$work/$i.frontend"
    until_ok 10 test -S "$COLUMBA_RUN/$i/send/frontend"
done
/usr/bin/python3 - "$flight" >"$work/hash" <<'EOP'
import msgpack, sys, zmq
s = zmq.Context().socket(zmq.SUB)
s.setsockopt(zmq.SUBSCRIBE, b"hb/frontend")
s.connect("ipc://%s/observe/hub" % sys.argv[1])
if not s.poll(10000):
    sys.exit("no heartbeat")
print(msgpack.unpackb(s.recv_multipart()[1])[11])
EOP

# ---- SIM's own command works, and its message is kept
order sim sent lock="$sim/send/gate.lock" instance=sim id=1 save="$work/kept"
until_ok 10 is_heard sim 1

# the kept message, from a process without FLIGHT's lock
order flight "no answer" load="$work/kept" wait=700
# and from one that took FLIGHT's lock while no gate runs: another instance
order flight not-sent lock="$flight/send/gate.lock" load="$work/kept"
has "another instance"
# SIM's gate says FLIGHT
order flight "no answer" lock="$sim/send/gate.lock" instance=flight id=2 wait=700
order flight "no answer" instance=flight id=3 wait=700
# FLIGHT's lock, FLIGHT's name, another database
order flight not-sent lock="$flight/send/gate.lock" hash=1 id=4
has "another mission database"
# names that nearly are
for name in Flight "flight " sim any; do
    order flight not-sent lock="$flight/send/gate.lock" instance="$name" id=5
done
order flight "no answer" lock="$flight/send/gate.lock" instance= id=5 wait=700
# while FLIGHT's gate runs nobody else takes its place
mkfifo "$work/gate"
/usr/bin/python3 "$work/order.py" "$flight" lock="$flight/send/gate.lock" hold=1 \
    >"$work/gate" &
gate=$!
pids="$pids $gate"
read -r line <"$work/gate"
[ "$line" = held ] || fail "FLIGHT's gate: $line"
order flight locked lock="$flight/send/gate.lock" id=6
order flight "no answer" instance=flight id=6 wait=700
kill $gate
wait $gate 2>/dev/null || true

# another user does not even reach the socket
if [ "$(id -u)" = 0 ]; then
    order flight "no answer" instance=flight id=7 uid=65534 wait=700
fi

# ---- requests of SIM at FLIGHT's operators' socket
cat >"$work/ask.py" <<'EOP'
import msgpack, sys, time, zmq
s = zmq.Context().socket(zmq.DEALER)
s.setsockopt(zmq.LINGER, 0)
s.connect("ipc://%s/operate/frontend" % sys.argv[1])
s.send(msgpack.packb([20, 1, "test", sys.argv[2], 0, time.monotonic_ns(),
    time.time_ns(), 1, sys.argv[3], sys.argv[4:]]))
print(msgpack.unpackb(s.recv())[9] if s.poll(5000) else "no answer")
EOP
out=$(/usr/bin/python3 "$work/ask.py" "$flight" sim link-disable tc)
has "another instance"
for verb in transmit settle submit send; do
    out=$(/usr/bin/python3 "$work/ask.py" "$flight" flight $verb as=FC-1)
    has "no such thing"
done

# ---- SIM's directory of sockets is a link to FLIGHT's
kill "$last"
wait "$last" 2>/dev/null || true
mv "$sim/send" "$sim/aside"
ln -s "$flight/send" "$sim/send"
order sim not-sent lock="$sim/send/gate.lock" instance=sim id=8
has "another instance"
expect 73 timeout 10 columba-frontend -i sim -m "$work/m" -R
rm "$sim/send"
mv "$sim/aside" "$sim/send"

grep -q UPLINK_REFUSED "$work/flight.frontend" || fail "no event of a refusal"
[ "$(heard flight)" = 0 ] || fail "FLIGHT sent: $(cat "$work/flight.heard")"
[ "$(heard sim)" = 1 ] || fail "SIM sent: $(cat "$work/sim.heard")"

# ---- control: FLIGHT's gate, once, though it asks three times
for n in 1 2 3; do
    order flight sent lock="$flight/send/gate.lock" id=1000
done
until_ok 10 is_heard flight 1
[ "$(heard flight)" = 1 ] || fail "FLIGHT sent more: $(cat "$work/flight.heard")"
grep -qx "1064c0000003000003e8" "$work/flight.heard" ||
    fail "FLIGHT sent something else: $(cat "$work/flight.heard")"
[ "$(heard sim)" = 1 ] || fail "SIM sent: $(cat "$work/sim.heard")"
