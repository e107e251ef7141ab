#!/bin/sh
# What happens to the journal of alarms happens to nobody's acknowledgement in
# silence: removed or replaced under the process it is written again; damaged,
# empty, of a newer version, unreadable or gone, that is told, the file is kept,
# and checking goes on; alarms of parameters without limits are named.
. "$(dirname "$0")/lib.sh"

port=$(free_port)
mkdir "$work/m"
cat >"$work/m/mission.conf" <<EOF
name = "T"
database = "db.xml"
instance t {
    kind = sim
    link u { type = udp host = "127.0.0.1" port = $port }
    process hub { }
    process frontend { }
}
EOF
db() { # PARAMETER...: those that have limits
    /usr/bin/python3 - "$@" >"$work/m/db.xml" <<'EOF'
import sys
head = [("VERSION", 3), ("TYPE", 1), ("SECONDARY", 1), ("APID", 11), ("FLAGS", 2),
        ("COUNT", 14), ("LENGTH", 16), ("TEMP", 16), ("VOLT", 16)]
print('''<?xml version="1.0"?>
<SpaceSystem name="S" xmlns="http://www.omg.org/spec/XTCE/20180204">
<TelemetryMetaData><ParameterTypeSet>''')
for n, bits in head:
    alarm = ('<DefaultAlarm><StaticAlarmRanges><WarningRange minInclusive="10" maxInclusive="50"/>'
             '</StaticAlarmRanges></DefaultAlarm>' if n in sys.argv[1:] else "")
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
}
hk() {
    /usr/bin/python3 -c 'import socket, struct, sys
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(
    struct.pack(">HHHHH", 100, 0xc000, 3, int(sys.argv[2]), int(sys.argv[3])),
    ("127.0.0.1", int(sys.argv[1])))' "$port" "$@"
}
limits=
start() {
    : >"$work/limits.log"
    columba-limits -i t -m "$work/m" 2>>"$work/limits.log" &
    limits=$!
    pids="$pids $limits"
    until_ok 5 answers
}
answers() { columba alarms -i t --why TEMP; }
stop() { # -9 or so
    kill "$1" "$limits"
    wait "$limits" 2>/dev/null || true
}
logged() { grep -q "$1" "$work/limits.log"; }
has_comment() { columba alarms -i t --all --json | grep -q "\"$1\"\|: $1\""; }
comment() {
    expect 0 columba alarms -i t --comment TEMP --reason "$1"
    stop -9
    start
    has_comment "$1" || fail "lost: $1 ($(columba alarms -i t --all --json))"
}
is_unseen() { columba alarms -i t --json | grep "$1" | grep -q '"state":"unacknowledged"'; }
alarm_again() {
    hk 60 60
    is_unseen TEMP
}
journal=$XDG_STATE_HOME/columba/t/alarms/journal

db TEMP VOLT
columba up t -m "$work/m" >/dev/null
start
until_ok 5 alarm_again
comment "kept"

# Taken away, or another put there: with the next request, or by itself.
rm "$journal"
comment "after it was removed"
logged 'LIMITS_JOURNAL' && fail "the new one is not sound: $(cat "$work/limits.log")"
cp "$journal" "$work/other"
mv "$work/other" "$journal"
comment "after it was replaced"
rm -r "${journal%/*}"
until_ok 5 test -s "$journal"
logged 'taken away' || fail "not told"
comment "after its directory was removed"

# What cannot be read is told and kept; what is out of limits is an alarm anew.
tries=0
bad() { # TEXT that the log has, then a command that spoils the journal
    text=$1
    shift
    stop -9
    "$@"
    start
    until_ok 2 logged "$text"
    until_ok 5 alarm_again
    comment "after $text"
}
newer() { printf '%s\tcolumba-journal 2\nwhat\n' b1f0f00000000000 >"$journal"; }
garble() { sed 's/kept/KEPT/' "$journal" >"$work/g" && cat "$work/g" >"$journal"; }
zeros() { head -c 4096 /dev/zero >"$journal"; }
directory() { rm "$journal" && mkdir "$journal" && touch "$journal/file"; }
bad 'damaged records' garble
grep -q KEPT "$journal.bad-1" || fail "not kept"
bad 'damaged records' newer
bad '4096 bytes of an unfinished' zeros
bad 'file is empty' cp /dev/null "$journal"
bad 'file is gone' rm "$journal"
bad 'read' directory
[ -f "$journal.bad-4/file" ] || fail "not kept: $(ls "${journal%/*}")"

# Another process must not have it, too.
expect 73 columba-limits -i t -m "$work/m" -j "${journal%/*}"

# VOLT has no limits any more: its alarm goes, by name.
is_unseen VOLT || fail "no alarm of VOLT"
stop -9
db TEMP
start
logged '1 alarms are left out.*: /S/VOLT' || fail "not told: $(cat "$work/limits.log")"
stop -TERM
