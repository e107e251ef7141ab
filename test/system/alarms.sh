#!/bin/sh
# Alarms in the running chain: packets go over UDP through frontend and hub to
# columba-limits; what goes out of limits is an alarm with all of its story.
# It is acknowledged once although four try, shelved until its end, kept through
# kill -9 at any moment with nothing twice, refused while the disk is full, and
# a thousand at once are told in groups.
. "$(dirname "$0")/lib.sh"

port=$(free_port)
mkdir "$work/m"
cat >"$work/m/mission.conf" <<EOF
name = "T"
database = "db.xml"
expiry_factor = 1000
instance t {
    kind = sim
    link u { type = udp host = "127.0.0.1" port = $port }
    process hub { }
    process limits { }
    process frontend { }
}
EOF
# HK (APID 100): TEMP, VOLT, MODE; WIDE (APID 200): W0 .. W999.
/usr/bin/python3 - >"$work/m/db.xml" <<'EOF'
print('''<?xml version="1.0"?>
<SpaceSystem name="S" xmlns="http://www.omg.org/spec/XTCE/20180204">
<TelemetryMetaData><ParameterTypeSet>''')
for name, bits in ("u3", 3), ("u1", 1), ("u11", 11), ("u2", 2), ("u14", 14), ("u16", 16):
    print('<IntegerParameterType name="%s" signed="false"><UnitSet/>'
          '<IntegerDataEncoding sizeInBits="%d"/></IntegerParameterType>' % (name, bits))
for name, more in ("temp", ""), ("volt", ' minViolations="3"'):
    print('''<IntegerParameterType name="%s" signed="false"><UnitSet><Unit>V</Unit></UnitSet>
<IntegerDataEncoding sizeInBits="16"/><DefaultAlarm%s><StaticAlarmRanges>
<WarningRange minInclusive="10" maxInclusive="50"/><CriticalRange minInclusive="5" maxInclusive="90"/>
</StaticAlarmRanges></DefaultAlarm></IntegerParameterType>''' % (name, more))
print('''<EnumeratedParameterType name="mode"><UnitSet/><IntegerDataEncoding sizeInBits="16"/>
<EnumerationList><Enumeration value="0" label="OFF"/><Enumeration value="1" label="ON"/>
<Enumeration value="2" label="FAILED"/></EnumerationList>
<DefaultAlarm defaultAlarmLevel="normal"><EnumerationAlarmList>
<EnumerationAlarm alarmLevel="severe" enumerationLabel="FAILED"/></EnumerationAlarmList></DefaultAlarm>
</EnumeratedParameterType></ParameterTypeSet><ParameterSet>''')
head = [("VERSION", "u3"), ("TYPE", "u1"), ("SECONDARY", "u1"), ("APID", "u11"),
        ("FLAGS", "u2"), ("COUNT", "u14"), ("LENGTH", "u16")]
hk = [("TEMP", "temp"), ("VOLT", "volt"), ("MODE", "mode")]
wide = [("W%d" % i, "temp") for i in range(1000)]
for n, t in head + hk + wide:
    print('<Parameter name="%s" parameterTypeRef="%s"/>' % (n, t))
print('</ParameterSet><ContainerSet>')
def container(name, entries, apid):
    print('<SequenceContainer name="%s"%s><EntryList>' % (name, "" if apid else ' abstract="true"'))
    for n, t in entries:
        print('<ParameterRefEntry parameterRef="%s"/>' % n)
    print('</EntryList>')
    if apid:
        print('<BaseContainer containerRef="Packet"><RestrictionCriteria><Comparison '
              'parameterRef="APID" value="%d"/></RestrictionCriteria></BaseContainer>' % apid)
    print('</SequenceContainer>')
container("Packet", head, 0)
container("HK", hk, 100)
container("WIDE", wide, 200)
print('</ContainerSet></TelemetryMetaData></SpaceSystem>')
EOF
cat >"$work/send.py" <<'EOF'
# send PORT hk TEMP VOLT MODE... | wide VALUE...: packets, 10 ms apart.
import socket, struct, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
v = [int(x) for x in sys.argv[3:]]
def send(apid, data):
    send.n = send.n + 1 & 0x3fff
    body = struct.pack(">%dH" % len(data), *data)
    s.sendto(struct.pack(">HHH", apid, 0xc000 | send.n, len(body) - 1) + body,
             ("127.0.0.1", int(sys.argv[1])))
    time.sleep(0.01)
send.n = 0
if sys.argv[2] == "hk":
    for i in range(0, len(v), 3):
        send(100, v[i:i + 3])
else:
    for x in v:
        send(200, [x] * 1000)
EOF
cat >"$work/same.py" <<'EOF'
# same BEFORE AFTER: are the alarms the same, and what was done about them?
import json, sys
a, b = ([json.loads(x) for x in open(f)] for f in sys.argv[1:])
keep = ("name", "number", "id", "state", "level", "worst", "raised", "acknowledged",
        "comment", "first_out", "first_value", "worst_value", "occurrences")
a, b = ([{k: o[k] for k in keep} for o in x] for x in (a, b))
if a != b or not a:
    print(a, b, sep="\n")
    sys.exit(1)
EOF
hk() { /usr/bin/python3 "$work/send.py" "$port" hk "$@"; }
wide() { /usr/bin/python3 "$work/send.py" "$port" wide "$@"; }
alarms() { columba alarms -i t "$@"; }
count() { # N: so many open alarms
    [ "$(alarms --json | wc -l)" = "$1" ]
}
field() { # NAME KEY: of the alarm's JSON; "none" without one
    alarms --all --json | python3 -c 'import json, sys
for line in sys.stdin:
    o = json.loads(line)
    if o["name"] == sys.argv[1]:
        print(o[sys.argv[2]])
        break
else:
    print("none")' "$@"
}
is() { # NAME KEY VALUE
    [ "$(field "$1" "$2")" = "$3" ]
}
told() { # TEXT: among the events
    columba events -i t | grep -q "$1"
}
limits_pid() {
    columba status -i t --json | python3 -c 'import json, sys
for line in sys.stdin:
    o = json.loads(line)
    if o["type"] == "process" and o.get("name") == "limits" and o["state"] == "ready":
        print(o["pid"])'
}
answers() { # OLD-PID: another process is there and answers
    p=$(limits_pid) && [ -n "$p" ] && [ "$p" != "$1" ] &&
        alarms --why /S/TEMP | grep -q '^parameter'
}
crash() { # kill -9, wait until it is back
    old=$(limits_pid)
    [ -n "$old" ] || fail "limits does not run"
    sleep 1.1 # ending "at once" too often would be given up
    kill -9 "$old"
    until_ok 15 answers "$old"
}

expect 0 columba-limits -m "$work/m" -n -i t
has "/S/TEMP"
columba up t -m "$work/m" >/dev/null

hk 20 20 1
until_ok 5 count 0
expect 0 alarms
has "0 not acknowledged"

# Three alarms, the first marked, persistence of VOLT counted.
hk 60 20 1
until_ok 5 is /S/TEMP state unacknowledged
is /S/TEMP worst warning-high || fail "not warning-high"
is /S/TEMP first_out True || fail "not the first"
hk 60 99 1
until_ok 5 is /S/VOLT state pending
expect 0 alarms --why VOLT
has "1 of 3 samples"
hk 60 99 1 60 99 1
until_ok 5 is /S/VOLT state unacknowledged
is /S/VOLT first_out False || fail "VOLT is not the first"
hk 60 99 2
until_ok 5 is /S/MODE text FAILED
expect 1 alarms
case $(echo "$out" | head -n 1) in
*severe*/S/MODE*FAILED*) ;;
*) fail "not worst first: $out" ;;
esac
has "3 not acknowledged"

# Why?
expect 0 alarms --why VOLT
has "/S/VOLT"
has "critical"
has "db.xml:"
has "threshold    90 V"
has "first"
has "LINK_UP"
expect 66 alarms --why VOLTT
has "did you mean /S/VOLT?"

# Four clients race for the same alarm: one wins, the others are told.
number=$(field /S/TEMP number)
racers=
for i in 1 2 3 4; do
    (
        set +e
        columba alarms -i t --ack "$number" --reason "racer $i" >"$work/race.$i" 2>&1
        echo $? >"$work/status.$i"
    ) &
    racers="$racers $!"
done
wait $racers || true
[ "$(cat "$work"/status.? | grep -c '^0$')" = 1 ] ||
    fail "not one winner: $(cat "$work"/race.?)"
is /S/TEMP state acknowledged || fail "not acknowledged"

# A stale number is refused: it became worse meanwhile.
number=$(field /S/TEMP number)
hk 95 99 2
until_ok 5 is /S/TEMP state unacknowledged
expect 75 alarms --ack "$number" --reason late
has "/S/TEMP: the alarm moved on"
expect 66 alarms --ack 99999 --reason never
has "no alarm had this number"
expect 64 alarms --ack TEMP
has "needs --reason"
expect 64 alarms --ack TEMP --reason "$(printf 'two\nlines')"
has "does not print"
expect 65 alarms --comment TEMP --reason "$(printf '%0300d' 0)"
has "300 bytes; at most"
expect 0 alarms --ack TEMP --reason "heater test"
expect 75 alarms --ack TEMP --reason again
has "acknowledged already"

# Many in one request: what moved on is named, the rest is done.
number=$(field /S/VOLT number)
expect 75 alarms --ack TEMP --ack "$number" --ack MODE --reason "all of them"
has "2 of 3 done, 1 refused"
has "it is acknowledged already"
is /S/VOLT state acknowledged || fail "VOLT is not acknowledged"
is /S/MODE state acknowledged || fail "MODE is not acknowledged"

# Shelving has an end, and is over then.
expect 64 alarms --shelve VOLT --reason drift
expect 65 alarms --shelve VOLT --for 31d --reason drift
has "30 days"
expect 0 alarms --shelve VOLT --for 3s --reason drift
is /S/VOLT state shelved || fail "not shelved"
until_ok 8 is /S/VOLT state unacknowledged

# kill -9: same alarms, same acknowledgements, nothing twice.
expect 0 alarms --comment MODE --reason "the power is off"
alarms --all --json | sort >"$work/before"
raised() { columba events -i t --json | grep -c ALARM_RAISED; }
before=$(raised)
for round in 1 2; do
    crash
    alarms --all --json | sort >"$work/after"
    /usr/bin/python3 "$work/same.py" "$work/before" "$work/after" ||
        fail "the alarms are not the same after a kill"
done
[ "$(raised)" = "$before" ] || fail "alarms were told again after a restart"

# kill -9 while samples are on their way: what was confirmed is there, and the
# journal opens without repair.
(while :; do hk 20 20 0 95 99 2 20 20 1; done) &
sender=$!
pids="$pids $sender"
for round in 1 2; do
    until_ok 5 columba alarms -i t --disable /S/W1 --for 1h --reason "note $round"
    crash
    columba alarms -i t --json --all | grep -q "note $round" ||
        fail "what was confirmed in round $round is gone"
done
kill $sender
wait $sender 2>/dev/null || true
! grep 'LIMITS_JOURNAL:.* [1-9][0-9]* damaged' "$COLUMBA_RUN/t/log/limits.log" ||
    fail "the journal was damaged"
expect 0 alarms --enable /S/W1 --reason "done"

# All back to normal: nothing is left but what nobody saw.
hk 20 20 1 20 20 1 20 20 1 20 20 1
until_ok 5 is /S/MODE state returned
for p in TEMP VOLT MODE; do
    columba alarms -i t --ack $p --reason "seen" >/dev/null 2>&1 || true
done
until_ok 5 count 0

# A thousand at once, told in groups.
wide 20 99
until_ok 10 count 1000
# other changes of the same second are among them
until_ok 5 told 'ALARM_MORE: [0-9]* more changes of alarms: [0-9][0-9][0-9]* in /S'
told 'ALARM_FLOOD' || fail "no flood was told"
[ "$(columba events -i t | grep -c 'ALARM_RAISED: /S/W')" -le 25 ] ||
    fail "they were told one by one"
# ... and then all of them in and out, again and again.
wide 20 99 20 99 20 99 20 99 20
returned() { [ "$(alarms --json | grep -c '"state":"returned"')" = 1000 ]; }
until_ok 8 returned
expect 0 alarms --ack W7 --reason "seen"

# SIGHUP with a broken database: the old configuration stays.
cp "$work/m/db.xml" "$work/db.good"
echo "<SpaceSystem" >"$work/m/db.xml"
kill -HUP "$(limits_pid)"
until_ok 5 told 'the old configuration stays'
sed 's/maxInclusive="50"/maxInclusive="55"/' "$work/db.good" >"$work/m/db.xml"
cp "$work/db.good" "$work/m/db.xml"
kill -HUP "$(limits_pid)"
until_ok 5 told 'rules read again'
[ "$(alarms --json | grep -c '"state":"returned"')" = 999 ] || fail "not the same alarms"
hk 60 20 1
until_ok 5 is /S/TEMP state unacknowledged

# The disk is full: requests are refused with the reason, checking goes on.
columba down t --quiet
state=$XDG_STATE_HOME/columba/t/alarms
mkdir "$work/small"
if ! mount -t tmpfs -o size=4m none "$work/small" 2>/dev/null; then
    echo "no tmpfs here: the full disk is left to test_journal"
    exit 0
fi
trap 'umount -l "$work/small"; finish' EXIT
cp "$state/journal" "$work/small/"
mv "$state" "$state.before"
ln -s "$work/small" "$state"
columba up t -m "$work/m" >/dev/null
hk 60 20 1
until_ok 5 is /S/TEMP state unacknowledged
dd if=/dev/zero of="$work/small/fill" bs=1k count=8000 2>/dev/null || true
refused() {
    set +e
    columba alarms -i t --comment TEMP --reason full >"$work/full" 2>&1
    [ $? = 74 ]
}
n=0 # what is left of the last block may still take some
until refused; do
    n=$((n + 1))
    [ $n -lt 20 ] || fail "not refused: $(cat "$work/full")"
done
set -e
grep -q "cannot be written" "$work/full" || fail "$(cat "$work/full")"
until_ok 5 told 'LIMITS_JOURNAL: .*No space'
expect 1 alarms TEMP
has "the journal cannot be written"
hk 20 20 2
until_ok 5 is /S/MODE state unacknowledged
rm "$work/small/fill"
until_ok 10 columba alarms -i t --ack MODE --reason again
until_ok 5 told 'LIMITS_JOURNAL_AGAIN'
crash
is /S/MODE state acknowledged || fail "the acknowledgement is gone"
columba down t --quiet
