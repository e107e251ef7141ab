#!/bin/sh
# A recording played over UDP and over TCP arrives whole: packets, samples,
# records on disk; links come up and say so, are switched off and on, and
# are found again when their sender comes back.
. "$(dirname "$0")/lib.sh"
/usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null || skip "no python3-zmq"

udp=$(free_port) tcp=$(free_port) back=$(free_port)
mkdir "$work/m"
cp test/frontend/data/small.xml "$work/m/db.xml"
cat >"$work/m/mission.conf" <<EOF
name = "T"
database = "db.xml"
instance t {
    kind = sim
    link u { type = udp host = "127.0.0.1" port = $udp }
    link s { type = tcp-server host = "127.0.0.1" port = $tcp }
    link c { type = tcp host = "127.0.0.1" port = $back }
    link f { type = file path = "rec" rate = fast enabled = false }
}
EOF

# 3000 HK packets (APID 100), one second apart.
/usr/bin/python3 - "$work/m/rec" <<'EOF'
import struct, sys
with open(sys.argv[1], "wb") as f:
    for i in range(3000):
        f.write(struct.pack(">HHHIHB", 100, 0xc000 | i, 6, 1790000000 + i, i, 1))
EOF

cat >"$work/ask.py" <<'EOF'
# ask DIR VERB [ARG]: one request to the frontend; prints text and rows.
import msgpack, sys, time, zmq
s = zmq.Context().socket(zmq.DEALER)
s.setsockopt(zmq.LINGER, 0)
s.connect("ipc://%s/%s/frontend" % (sys.argv[1], sys.argv[2]))
s.send_multipart([b"", msgpack.packb([20, 1, "test", "t", 0,
    time.monotonic_ns(), time.time_ns(), 1, sys.argv[3], sys.argv[4:]])])
if not s.poll(3000):
    sys.exit("no answer")
m = msgpack.unpackb(s.recv_multipart()[-1])
print(m[8], m[9], *m[10], sep="\n")
EOF

cat >"$work/listen.py" <<'EOF'
# listen DIR FILE: what passes the hub, as counts of samples and packets.
import json, msgpack, os, sys, time, zmq
s = zmq.Context().socket(zmq.SUB)
s.setsockopt(zmq.RCVHWM, 0)
s.setsockopt(zmq.SUBSCRIBE, b"")
s.connect("ipc://%s/observe/hub" % sys.argv[1])
count, state, told = {}, {}, 0
while True:
    if s.poll(50):
        topic, m = s.recv_multipart()
        m = msgpack.unpackb(m)
        key = topic.decode()
        if m[0] == 4:
            key += "@" + m[9]
        count[key] = count.get(key, 0) + (m[12] if m[0] == 4 else 1)
        if m[0] == 6:
            state[key] = [m[10], m[17]]
        if m[0] == 2:
            count[m[9]] = count.get(m[9], 0) + 1
    if time.monotonic() - told < 0.05:
        continue
    told = time.monotonic()
    with open(sys.argv[2] + ".new", "w") as f:
        json.dump({"count": count, "state": state}, f)
    os.rename(sys.argv[2] + ".new", sys.argv[2])
EOF
dir=$COLUMBA_RUN/t
heard=$work/heard
counted() { # KEY NUMBER
    /usr/bin/python3 -c 'import json, sys
n = json.load(open(sys.argv[1]))["count"].get(sys.argv[2], 0)
print(sys.argv[2], n)
sys.exit(n != int(sys.argv[3]))' "$heard" "$1" "$2"
}
state() { # LINK STATE
    /usr/bin/python3 -c 'import json, sys
s = json.load(open(sys.argv[1]))["state"].get("link/" + sys.argv[2])
print(s)
sys.exit(not s or s[0] != sys.argv[3])' "$heard" "$1" "$2"
}

columba-frontend -m "$work/m" -n >"$work/n.out"
columba-hub -i t 2>"$work/hub.err" &
pids="$pids $!"
columba-frontend -m "$work/m" -i t 2>"$work/fe.err" &
frontend=$!
pids="$pids $frontend"
until_ok 5 test -S "$dir/observe/hub"
/usr/bin/python3 "$work/listen.py" "$dir" "$heard" &
pids="$pids $!"
until_ok 5 state u connecting

# UDP at a rate the machine surely follows, TCP as fast as it goes: nothing is lost.
expect 0 columba play "$work/m/rec" --to "udp:127.0.0.1:$udp" --rate 2000
until_ok 5 counted pkt/u/100 3000
until_ok 5 counted tm/S/HK@u 3000
until_ok 5 state u up
expect 0 columba play "$work/m/rec" --to "tcp:127.0.0.1:$tcp" --fast
until_ok 5 counted tm/S/HK@s 3000
until_ok 5 state s down

# The client link finds its sender, loses it, and finds the next one.
for n in 3000 6000; do
    expect 0 timeout 10 columba play "$work/m/rec" \
        --to "listen:127.0.0.1:$back" --fast
    until_ok 5 counted tm/S/HK@c "$n"
    until_ok 5 state c down
done

# Observers may look, only operators switch.
out=$(/usr/bin/python3 "$work/ask.py" "$dir" observe links)
has '"link":"u"'
out=$(/usr/bin/python3 "$work/ask.py" "$dir" observe link-enable f)
has "not permitted"
out=$(/usr/bin/python3 "$work/ask.py" "$dir" operate link-enable f)
has "link f enabled"
until_ok 5 state f ended
until_ok 5 counted tm/S/HK@f 3000
until_ok 5 counted LINK_ENABLED 1
until_ok 5 counted LINK_END 1
out=$(/usr/bin/python3 "$work/ask.py" "$dir" operate link-disable u)
until_ok 5 state u disabled

# A broken database is refused while running, the old one goes on.
cp "$work/m/db.xml" "$work/m/sound.xml"
echo '<SpaceSystem name="x"><' >"$work/m/db.xml"
kill -HUP $frontend
until_ok 5 counted CONFIG 1
out=$(/usr/bin/python3 "$work/ask.py" "$dir" observe links)
has '"link":"u"'
cp "$work/m/sound.xml" "$work/m/db.xml"
kill -HUP $frontend
until_ok 5 counted START 1
until_ok 5 state u connecting

# It ends when asked, and what it received is on disk.
kill -TERM $frontend
wait $frontend || fail "exit $? after SIGTERM: $(cat "$work/fe.err")"
/usr/bin/python3 - "$XDG_STATE_HOME/columba/t/packets" <<'EOF'
import glob, sqlite3, sys
n = 0
for f in glob.glob(sys.argv[1] + "/*.packets"):
    db = sqlite3.connect(f)
    table = [r[0] for r in db.execute(
        "select name from sqlite_master where type='table'")]
    n += max(db.execute("select count(*) from " + t).fetchone()[0] for t in table)
print(n, "packets on disk")
assert n == 15000, n
EOF
