#!/bin/sh
# SIGKILL in the middle of the rewriting of the journal of alarms loses no
# acknowledgement: before the new file is on disk, before the old one has its
# second name, and before and after the new one takes its place.  The process
# stands still in that call when it is killed, so that the moment is certain.
. "$(dirname "$0")/lib.sh"

command -v cc >/dev/null || skip "no compiler for the library that stops it"
cat >"$work/stop.c" <<'EOC'
/* The call that STOP_IN names ends only by a signal. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
stop_in(const char *call, const char *path)
{
    const char *want = getenv("STOP_IN"), *mark = getenv("STOP_MARK");
    if (!want || strcmp(want, call) || !strstr(path, "/alarms/journal"))
        return;
    int fd = open(mark, O_WRONLY | O_CREAT, 0600);
    for (;;)
        pause();
    (void)fd;
}

int
rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
    stop_in("before rename", to);
    int done = real(from, to);
    stop_in("after rename", to);
    return done;
}

int
link(const char *from, const char *to)
{
    int (*real)(const char *, const char *) = dlsym(RTLD_NEXT, "link");
    stop_in("link", to);
    return real(from, to);
}

int
fdatasync(int fd)
{
    int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
    char name[64], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(name, path, sizeof path - 1);
    path[n > 0 ? n : 0] = '\0';
    if (strstr(path, "journal.new"))
        stop_in("fdatasync", path);
    return real(fd);
}
EOC
cc -shared -fPIC -o "$work/stop.so" "$work/stop.c" -ldl 2>"$work/cc.log" ||
    skip "no library can be built: $(head -n 1 "$work/cc.log")"

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
print('</ParameterSet><ContainerSet><SequenceContainer name="HK"><EntryList>')
for n, bits in head:
    print('<ParameterRefEntry parameterRef="%s"/>' % n)
print('</EntryList></SequenceContainer></ContainerSet></TelemetryMetaData></SpaceSystem>')
EOF
hk() {
    /usr/bin/python3 -c 'import socket, struct, sys
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(
    struct.pack(">HHHH", 100, 0xc000, 1, int(sys.argv[2])), ("127.0.0.1", int(sys.argv[1])))' "$port" "$1"
}
answers() { columba alarms -i t --why TEMP; }
start() {
    columba-limits -i t -m "$work/m" 2>>"$work/limits.log" &
    limits=$!
    pids="$pids $limits"
    until_ok 5 answers
}
end() { # the process, at once
    kill -9 "$limits"
    wait "$limits" 2>/dev/null || true
}
stopped_in() { # CALL: a process begins and is killed there
    rm -f "$work/mark"
    STOP_IN=$1 STOP_MARK="$work/mark" LD_PRELOAD="$work/stop.so" \
        ASAN_OPTIONS=verify_asan_link_order=0 \
        columba-limits -i t -m "$work/m" 2>>"$work/limits.log" &
    limits=$!
    pids="$pids $limits"
    until_ok 5 test -e "$work/mark"
    end
}
is_out() {
    hk 60
    columba alarms -i t --json | grep -q '"state":"unacknowledged"'
}
is_kept() { columba alarms -i t --all --json | grep "$1" | grep -q '"state":"acknowledged"'; }

columba up t -m "$work/m" >/dev/null
start
until_ok 5 is_out
expect 0 columba alarms -i t --ack TEMP --reason "seen before it all"
for call in fdatasync link "before rename" "after rename"; do
    expect 0 columba alarms -i t --comment TEMP --reason "then $call"
    end
    stopped_in "$call"
    start
    is_kept "seen before it all" || fail "lost after $call: $(columba alarms -i t --all --json)"
    is_kept "then $call" || fail "the newest is lost after $call"
    if grep -q LIMITS_JOURNAL "$work/limits.log"; then
        fail "$call: $(grep LIMITS_JOURNAL "$work/limits.log")"
    fi
done
