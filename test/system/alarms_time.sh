#!/bin/sh
# A clock on board that is wrong ends no checking: after one packet of the year
# 2080, an hour ahead or back, or of 1958, and when the clock begins anew in
# 1958, the next violation is an alarm; the jump is told.
. "$(dirname "$0")/lib.sh"

port=$(free_port)
mkdir "$work/m"
cat >"$work/m/mission.conf" <<EOF
name = "T"
database = "db.xml"
expiry_factor = 1000
time { code = cuc  offset = 6  coarse = 5  fine = 2 }
instance t {
    kind = sim
    link u { type = udp host = "127.0.0.1" port = $port }
    process hub { }
    process limits { }
    process frontend { }
}
EOF
/usr/bin/python3 - >"$work/m/db.xml" <<'EOF'
head = [("VERSION", 3), ("TYPE", 1), ("SECONDARY", 1), ("APID", 11), ("FLAGS", 2),
        ("COUNT", 14), ("LENGTH", 16), ("CUC", 56), ("TEMP", 16)]
print('''<?xml version="1.0"?>
<SpaceSystem name="S" xmlns="http://www.omg.org/spec/XTCE/20180204">
<TelemetryMetaData><ParameterTypeSet>''')
for n, bits in head:
    alarm = ('<DefaultAlarm><StaticAlarmRanges><WarningRange minInclusive="10" maxInclusive="50"/>'
             '</StaticAlarmRanges></DefaultAlarm>' if n == "TEMP" else "")
    print('<IntegerParameterType name="%s_t" signed="false"><UnitSet/><IntegerDataEncoding '
          'sizeInBits="%d"/>%s</IntegerParameterType>' % (n, bits, alarm))
print('</ParameterTypeSet><ParameterSet>')
for n, bits in head:
    print('<Parameter name="%s" parameterTypeRef="%s_t"/>' % (n, n))
print('</ParameterSet><ContainerSet><SequenceContainer name="HK"><EntryList>')
for n, bits in head:
    print('<ParameterRefEntry parameterRef="%s"/>' % n)
print('</EntryList></SequenceContainer></ContainerSet></TelemetryMetaData></SpaceSystem>')
EOF
cat >"$work/send.py" <<'EOF'
# send PORT [@SECONDS|+SECONDS] TEMP: one packet, made then (TAI) or then from now.
import socket, struct, sys, time
when = time.time() + 378691200 + 37
if len(sys.argv) > 3:
    when = float(sys.argv[2][1:]) + (when if sys.argv[2][0] == "+" else 0)
body = struct.pack(">Q", int(when * 65536))[1:] + struct.pack(">H", int(sys.argv[-1]))
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(
    struct.pack(">HHH", 0x864, 0xc000, len(body) - 1) + body, ("127.0.0.1", int(sys.argv[1])))
EOF
hk() { /usr/bin/python3 "$work/send.py" "$port" "$@"; }
state() {
    columba alarms -i t --all --json | sed -n 's/.*"state":"\([a-z]*\)".*/\1/p'
}
goes() { # STATE [WHEN] TEMP: send until the alarm is in it
    want=$1
    shift
    hk "$@"
    [ "$(state)" = "$want" ]
}
goes_anew() { # STATE TEMP: with a clock that began anew with this test
    goes "$1" "@$((1000 + $(date +%s) - began))" "$2"
}

columba up t -m "$work/m" >/dev/null
began=$(date +%s)
known() { hk 20 && columba alarms -i t --why TEMP | grep -q 'state  *normal'; }
until_ok 5 known
for wrong in @3860000000 +3600 +-3600 @100; do
    hk "$wrong" 20
    until_ok 6 goes unacknowledged 60
    until_ok 6 goes returned 20
    expect 0 columba alarms -i t --ack TEMP --reason "$wrong"
done
until_ok 6 goes_anew unacknowledged 60
until_ok 6 goes_anew returned 20
told() { columba events -i t | grep -q "LIMIT_TIME: generation times of /S/HK $1"; }
until_ok 15 told 'went back from 20..-.* to 1958-01-01'
