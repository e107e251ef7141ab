#!/bin/sh
# Recorded telemetry of a real satellite, whose database nobody here wrote,
# goes over UDP through frontend and hub to a watcher: every value that is
# watched is the one an independent decoder got from the same packets.
. "$(dirname "$0")/lib.sh"
data=${COLUMBA_SHARED_DATA:-$tree/../shared/data}/jpss
[ -f "$data/jpss1_geolocation.ccsds" ] || skip "no recording of JPSS-1"
port=$(free_port)
cat >"$work/mission.conf" <<END
name = JPSS1
title = "Attitude and ephemeris of JPSS-1"
database = "$data/jpss1_geolocation_xtce_v1.xml"
root = CCSDSPacket
instance sim {
    kind = sim
    link tm { type = udp  host = 127.0.0.1  port = $port }
    process hub { }
    process frontend { }
}
END
columba up -q sim -m "$work/mission.conf"
head -c 71000 "$data/jpss1_geolocation.ccsds" >"$work/part" # 1000 packets
columba watch --json ADAET1DAY ADGPSPOSX ADCFAQ1 >"$work/seen" &
pids=$!
listening() { [ "$(status_of link tm state)" != fault ]; }
until_ok 5 listening
columba play "$work/part" --rate 500 --to "udp:127.0.0.1:$port"
whole() { [ "$(wc -l <"$work/seen")" -ge 2990 ]; }
until_ok 15 whole
kill "$pids"
wait "$pids" || true
pids=

python3 - "$data/expected.tsv.gz" "$work/seen" <<'END'
import collections, gzip, json, sys
want = collections.defaultdict(list)
for line in gzip.open(sys.argv[1], "rt"):
    packet, name, _, value = line.rstrip("\n").split("\t")
    if int(packet) >= 1000:
        break
    want[name.rsplit("/", 1)[-1]].append(value)
seen = collections.defaultdict(list)
for line in open(sys.argv[2]):
    o = json.loads(line)
    assert "gap" not in o, o
    assert o["quality"] in ("acquired", "expired"), o
    if "value" in o:
        seen[o["name"].rsplit("/", 1)[-1]].append(o["value"])
assert len(seen) == 3, sorted(seen)
for name, values in seen.items():
    # the first packet may come before the watcher knows its layout
    expected = [float(v) for v in want[name]][-len(values):]
    assert len(values) >= 995, (name, len(values))
    assert [float(v) for v in values] == expected, name
END
[ "$(status_of link tm gaps)" = 0 ] || fail "packets are missing"
expect 0 columba watch -n 3 -d 5s ADGPSPOSX ADCFAQ1 ADAET1DAY
