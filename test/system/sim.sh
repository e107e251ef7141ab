#!/bin/sh
# sim.sh - columba-sim: bad options are refused, a file is the same twice and
# decodes without a bad packet, a duration ends it, packets come over UDP at
# their rate, and no port of a flight instance is ever sent to.
. "$(dirname "$0")/lib.sh"
own_mission
cp missions/sif/sif.xml "$work"

expect 64 columba-sim --rate 0
expect 64 columba-sim --beta 80
expect 64 columba-sim --fast
expect 64 columba-sim --anomaly nothing
has walk
expect 64 columba-sim --start yesterday
expect 64 columba-sim --start 1975-01-01T00:00:00Z --file /dev/null
expect 64 columba-sim --file x --to udp:127.0.0.1:5
expect 64 columba-sim -m "$mission" --to tcp:127.0.0.1:5
expect 64 columba-sim -m "$mission" --commands tcp:127.0.0.1:5
has none
expect 66 columba-sim -m "$mission" -i nothere
expect 66 columba-sim -m "$work/nowhere"
expect 73 columba-sim --file "$work/no/such/dir"
expect 77 columba-sim -m "$mission" -i flight
has flight

# --check says what would be done and writes nothing
expect 0 columba-sim -n --file "$work/unwritten" --seed 9
has "seed 9"
has "anomaly none"
out=$(COLUMBA_ANOMALY=heater columba-sim -n --file "$work/unwritten")
has "anomaly heater"
has "noon 80"
[ ! -e "$work/unwritten" ] || fail "-n wrote a file"

# a port at which flight listens is refused
sed 's/type = tcp$/type = udp/; s/type = tcp /type = udp /' "$mission" |
    sed '/instance flight/,$ s/skip.*//' >"$work/two.conf"
flight=$(sed -n '/instance flight/,$ s/.*port = \([0-9]*\).*/\1/p' \
    "$work/two.conf" | head -n 1)
expect 77 columba-sim -m "$work/two.conf" --to "udp:127.0.0.1:$flight"

# telecommands are heard at the uplink, where asked, or nowhere; not flight's
expect 0 columba-sim -n -m "$mission"
has "commands udp:127.0.0.1:$tc_port"
expect 0 columba-sim -n -m "$mission" --commands none
has "commands none"
expect 0 columba-sim -n --file "$work/unwritten"
has "commands none"
expect 77 columba-sim -m "$work/two.conf" --commands udp:127.0.0.1:31821

# the same seed, the same bytes; another seed, others
for f in a b; do
    columba-sim --fast --file "$work/$f" --duration 10min --seed 5 \
        --start 2026-12-31T23:55:00Z
done
columba-sim --fast --file "$work/c" --duration 10min --seed 6 \
    --start 2026-12-31T23:55:00Z
cmp "$work/a" "$work/b" || fail "not deterministic"
cmp -s "$work/a" "$work/c" && fail "the seed does not matter"

# everything decodes, and the duration is the duration
columba decode --mdb missions/sif/sif.xml "$work/a" >"$work/a.tsv" \
    2>"$work/a.err" || fail "$(cat "$work/a.err")"
n=$(grep -c 'PTG_AZ_RATE' "$work/a.tsv")
[ "$n" = 6000 ] || fail "$n packets at 10 Hz in ten minutes"
grep -q '2027-01-01T00:00:00Z' "$work/a.tsv" || fail "no new year"

# live: a second and a half of datagrams, then the end by itself
python3 - "$port" >"$work/udp" <<'EOF' &
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", int(sys.argv[1])))
s.settimeout(10)
n = signals = 0
while n + signals < 60:
    p = s.recv(4096)
    if (p[0] << 8 | p[1]) & 0x7ff == 2040:
        signals += 1
        assert p[6] == 1 and len(p) == 14
    else:
        n += 1
print(n, signals)
EOF
listener=$!
columba-sim -m "$mission" --rate 5 --duration 30s 2>"$work/sim.log"
wait $listener || fail "not enough datagrams"
grep -q "seed 1, rate 5" "$work/sim.log" || fail "$(cat "$work/sim.log")"

# a telecommand by datagram: PING, and its reports name it
python3 - "$port" "$tc_port" >"$work/ping" <<'EOF' &
import binascii, socket, struct, sys
rx = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
rx.bind(("127.0.0.1", int(sys.argv[1])))
rx.settimeout(10)
rx.recv(4096) # it is there
p = struct.pack(">HHHBBBH", 0x1800 | 1036, 0xc000 | 77, 6, 0x2f, 17, 1, 1)
p += struct.pack(">H", binascii.crc_hqx(p, 0xffff))
rx.sendto(p, ("127.0.0.1", int(sys.argv[2])))
stages = []
while 7 not in stages:
    p = rx.recv(4096)
    if (p[0] << 8 | p[1]) & 0x7ff != 1073:
        continue
    number, count, stage, apid = p[19], p[20:22], p[22], p[23:25]
    if int.from_bytes(apid, "big") == 1036:
        assert number == 3 and int.from_bytes(count, "big") & 0x3fff == 77
        assert stage & 15 == 0
        stages.append(stage >> 4)
print(stages)
EOF
listener=$!
columba-sim -m "$mission" --rate 5 --duration 60s 2>"$work/sim.log" &
sim=$!
wait $listener || fail "no report of a telecommand"
kill $sim
wait $sim || true
[ "$(cat "$work/ping")" = "[1, 3, 7]" ] || fail "reports $(cat "$work/ping")"
