#!/bin/sh
# Loss of signal and limits: values do not expire, persistence stands and goes
# on where it was, an alarm stays as it is.  A link that an operator disables
# lets them expire: the alarm stays, and says that its value is stale.
. "$(dirname "$0")/lib.sh"

/usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null || skip "no zmq and msgpack for python"
port=$(free_port)
mkdir "$work/m"
cat >"$work/m/mission.conf" <<EOF
name = "T"
database = "db.xml"
instance t {
    kind = sim
    link u { type = udp host = "127.0.0.1" port = $port signal = apid signal_apid = 2040 }
    process hub { }
    process limits { }
    process frontend { }
}
EOF
echo 'parameter TEMP { violation_time = 4s }' >"$work/m/limits.conf"
/usr/bin/python3 - >"$work/m/db.xml" <<'EOF'
head = [("VERSION", 3), ("TYPE", 1), ("SECONDARY", 1), ("APID", 11), ("FLAGS", 2),
        ("COUNT", 14), ("LENGTH", 16), ("TEMP", 16)]
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
def entries(names):
    return "".join('<ParameterRefEntry parameterRef="%s"/>' % n for n in names)
print('</ParameterSet><ContainerSet><SequenceContainer name="BASE" abstract="true"><EntryList>%s'
      '</EntryList></SequenceContainer>' % entries(n for n, _ in head[:-1]))
print('<SequenceContainer name="HK"><EntryList>%s</EntryList><BaseContainer containerRef="BASE">'
      '<RestrictionCriteria><Comparison parameterRef="APID" value="100"/></RestrictionCriteria>'
      '</BaseContainer></SequenceContainer></ContainerSet></TelemetryMetaData></SpaceSystem>'
      % entries(["TEMP"]))
EOF
cat >"$work/send.py" <<'EOF'
# send PORT los|aos, or PORT TEMP SECONDS: ten packets a second, each a new one.
import os, socket, struct, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
to = ("127.0.0.1", int(sys.argv[1]))
if sys.argv[2] in ("los", "aos"):
    s.sendto(struct.pack(">HHHB3xI", 2040, 0xc000, 7, sys.argv[2] == "aos", 0xffffffff), to)
    sys.exit()
end = time.time() + float(sys.argv[3])
while time.time() < end:
    s.sendto(struct.pack(">HHHH", 100, 0xc000 | int(time.time() * 10) % 16384, 1,
                         int(sys.argv[2])), to)
    time.sleep(0.1)
EOF
cat >"$work/link.py" <<'EOF'
import sys, zmq, msgpack
s = zmq.Context().socket(zmq.DEALER)
s.linger = 200
s.connect("ipc://%s/operate/frontend" % sys.argv[1])
s.send(msgpack.packb([20, 1, "py", "t", 0, 0, 0, 7, sys.argv[2], ["u"]]))
reply = msgpack.unpackb(s.recv_multipart()[-1])[8:10] if s.poll(5000) else None
sys.exit(0 if reply and reply[0] == 0 else "%s: %s" % (sys.argv[2], reply))
EOF
send() { /usr/bin/python3 "$work/send.py" "$port" "$@"; }
why() { columba alarms -i t --why TEMP; }
is() { why | grep -q "^state  *$1"; }
link_is() { columba status -i t --json | grep -q "\"signal\":\"$1\""; }
alarm() { columba alarms -i t --all --json | grep -q "$1"; }
raises() {
    send 60 0.3
    alarm '"state":"unacknowledged"'
}

columba up t -m "$work/m" >/dev/null
send aos
known() { send 20 0.3 && is normal; }
until_ok 5 known
send 20 1

# Two of four seconds are counted; then the signal is away for longer.
send 60 2
alarm '"state":"pending"' || fail "nothing counts: $(why)"
send los
until_ok 5 link_is los
sleep 5 # longer than the limit has to be crossed: time itself is tried
is normal || fail "in loss of signal: $(why)"
send aos
until_ok 5 link_is aos
send 60 0.5
is normal || fail "the loss counted: $(why)"
began=$(date +%s)
until_ok 8 raises
[ $(($(date +%s) - began)) -le 3 ] || fail "it began to count anew"

# An alarm in loss of signal stays as it is, and its value too.
send los
until_ok 5 link_is los
sleep 3 # longer than 1.9 periods: nothing may expire
is warning-high || fail "in alarm and loss of signal: $(why)"
alarm '"state":"unacknowledged"' && alarm '"stale":false' || fail "$(columba alarms -i t --json)"
send aos
send 60 1

# Disabled by an operator: nobody knows its signal, values expire.
/usr/bin/python3 "$work/link.py" "$COLUMBA_RUN/t" link-disable || fail "see above"
until_ok 10 is expired
alarm '"state":"unacknowledged"' && alarm '"stale":true' || fail "$(columba alarms -i t --json)"
out=$(columba status -i t 2>&1 || true)
has disabled
/usr/bin/python3 "$work/link.py" "$COLUMBA_RUN/t" link-enable || fail "see above"
fresh() { send 60 0.3 && is warning-high && alarm '"stale":false'; }
until_ok 5 fresh
