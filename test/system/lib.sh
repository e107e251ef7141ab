# lib.sh - what the system tests share: a place of their own, waiting with a
# deadline, and nothing left behind.  Sourced by test/system/*.sh with
# COLUMBA_BIN set; fails the test at the first command that fails.
set -eu
PATH=$COLUMBA_BIN:$PATH
export PATH
cd "$(dirname "$0")/../.."
tree=$PWD
work=$(mktemp -d /tmp/columba-sys-XXXXXX)
export COLUMBA_RUN="$work/run" XDG_STATE_HOME="$work/state" \
    XDG_CONFIG_HOME="$work/config" COLUMBA_ETC="$work/etc" HOME="$work" TMPDIR="$work"
export COLUMBA_DATA="$tree" LC_ALL=C.UTF-8
unset COLUMBA_INSTANCE COLUMBA_MISSION XDG_RUNTIME_DIR NOTIFY_SOCKET || true
tmux_name=columba$$
pids=

finish() {
    status=$?
    trap - EXIT INT TERM
    for p in $pids; do kill "$p" 2>/dev/null || true; done
    tmux -L "$tmux_name" kill-server 2>/dev/null || true
    columba down --all --quiet 2>/dev/null || true
    if [ $status -ne 0 ] && [ $status -ne 77 ]; then
        echo "--- logs of the failed test"
        tail -n 20 "$work"/run/*/log/*.log 2>/dev/null || true
    fi
    rm -rf "$work"
    exit $status
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
    echo "FAILED: $*"
    exit 1
}

skip() {
    echo "skip: $*"
    exit 77
}

# Wait until a command succeeds, at most so many seconds.
until_ok() { # SECONDS COMMAND...
    deadline=$(($(date +%s%N) / 1000000 + $1 * 1000))
    shift
    while ! "$@" >"$work/until.out" 2>&1; do
        if [ $(($(date +%s%N) / 1000000)) -gt $deadline ]; then
            cat "$work/until.out"
            fail "not within its time: $*"
        fi
        sleep 0.05
    done
}

# Run a command that must end with this status; its output is in $out.
expect() { # STATUS COMMAND...
    want=$1
    shift
    set +e
    out=$("$@" 2>&1)
    got=$?
    set -e
    [ "$got" = "$want" ] || fail "exit $got, not $want: $* ($out)"
}

# $out must have this text in it.
has() {
    case "$out" in *"$1"*) ;; *) fail "no '$1' in: $out" ;; esac
}

free_port() {
    python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# The shipped mission with ports of our own: $mission.
own_mission() {
    [ -d missions ] || skip "no shipped mission"
    mission=$work/mission.conf
    port=$(free_port)
    tc_port=$(free_port)
    columba up -n -m missions/sif |
        sed "s/port = 31810/port = $port/; s/port = 31811/port = $tc_port/" \
            >"$mission"
}

# A mission of one parameter, HTR1_TEMP: a caution above 50 V, an alarm above
# 90 V; instance t of $work/m, fed by `temp VALUE`.
heater_mission() {
port=$(free_port)
mkdir "$work/m"
cat >"$work/m/mission.conf" <<EOC
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
EOC
/usr/bin/python3 - >"$work/m/db.xml" <<'EOC'
head = [("VERSION", 3), ("TYPE", 1), ("SECONDARY", 1), ("APID", 11), ("FLAGS", 2),
        ("COUNT", 14), ("LENGTH", 16)]
print('''<?xml version="1.0"?>
<SpaceSystem name="S" xmlns="http://www.omg.org/spec/XTCE/20180204">
<TelemetryMetaData><ParameterTypeSet>''')
for n in sorted({n for _, n in head}):
    print('<IntegerParameterType name="u%d" signed="false"><UnitSet/>'
          '<IntegerDataEncoding sizeInBits="%d"/></IntegerParameterType>' % (n, n))
print('''<IntegerParameterType name="temp" signed="false"><UnitSet><Unit>V</Unit></UnitSet>
<IntegerDataEncoding sizeInBits="16"/><DefaultAlarm><StaticAlarmRanges>
<WarningRange minInclusive="10" maxInclusive="50"/><CriticalRange minInclusive="5" maxInclusive="90"/>
</StaticAlarmRanges></DefaultAlarm></IntegerParameterType></ParameterTypeSet><ParameterSet>''')
for name, n in head:
    print('<Parameter name="%s" parameterTypeRef="u%d"/>' % (name, n))
print('<Parameter name="HTR1_TEMP" parameterTypeRef="temp"/></ParameterSet><ContainerSet>')
print('<SequenceContainer name="Packet" abstract="true"><EntryList>')
for name, _ in head:
    print('<ParameterRefEntry parameterRef="%s"/>' % name)
print('''</EntryList></SequenceContainer><SequenceContainer name="HK"><EntryList>
<ParameterRefEntry parameterRef="HTR1_TEMP"/></EntryList><BaseContainer containerRef="Packet">
<RestrictionCriteria><Comparison parameterRef="APID" value="100"/></RestrictionCriteria>
</BaseContainer></SequenceContainer></ContainerSet></TelemetryMetaData></SpaceSystem>''')
EOC
}

packets_sent=0
temp() { # VALUE: one packet
    packets_sent=$((packets_sent + 1))
    /usr/bin/python3 -c 'import socket, struct, sys
n, v, port = (int(x) for x in sys.argv[1:])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.sendto(struct.pack(">HHHH", 100, 0xc000 | n, 1, v), ("127.0.0.1", port))' "$packets_sent" "$1" "$port"
}

# A mission for the gate: $work/m, instance sim, commands of
# test/gate/data/gate.xml out to UDP port $tc_port, ours to receive.
gate_mission() { # [LINE...] of section commands
    /usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null || skip "no python3 with zmq and msgpack"
    tc_port=$(free_port)
    port=$(free_port)
    mkdir "$work/m"
    cp test/gate/data/gate.xml "$work/m/db.xml"
    cat >"$work/m/mission.conf" <<EOC
name = "G"
database = "db.xml"
instance sim {
    kind = sim
    link tm { type = udp host = "127.0.0.1" port = $port }
    uplink tc { type = udp host = "127.0.0.1" port = $tc_port }
    commands { los = send rate = 100 queue = 1000 $* }
    process hub { }
    process frontend { }
    process gate { }
}
EOC
    run=$COLUMBA_RUN/sim
    export PYTHONPATH="$tree/test/system" PYTHONDONTWRITEBYTECODE=1
}

# Start hub, frontend or gate of it by hand; $last is its process.
gate_part() { # NAME [ARGUMENT...]
    part=$1
    shift
    "columba-$part" -i sim -m "$work/m" "$@" >>"$work/$part.log" 2>&1 &
    last=$!
    pids="$pids $last"
}

# One field of `columba status --json`: first object of TYPE with NAME.
status_of() { # TYPE NAME KEY
    columba status --json | python3 -c 'import json, sys
for line in sys.stdin:
    o = json.loads(line)
    if o["type"] == sys.argv[1] and o.get("name") == sys.argv[2]:
        print(o[sys.argv[3]])
        break
else:
    sys.exit(1)' "$@"
}

# Processes whose command line has our directory in it.
ours() {
    grep -l -a -F "$work" /proc/[0-9]*/environ 2>/dev/null |
        sed 's#/proc/\([0-9]*\)/.*#\1#' | while read -r p; do
        grep -q -a columba- "/proc/$p/cmdline" 2>/dev/null && echo "$p"
    done
}
