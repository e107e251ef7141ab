#!/bin/sh
# Text from outside never reaches a terminal as it came: escape sequences, OSC
# 52, C1, bidirectional and zero-width characters, line separators, tags, bad
# UTF-8, a megabyte.  In names, units, labels, descriptions and values of a
# mission database, in displays, limits, file names and arguments, in every
# string of every message on the bus, and typed or pasted; out of the console,
# its plain modes, and every tool, as text and as JSON.
. "$(dirname "$0")/lib.sh"
/usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null || skip "no python with zmq and msgpack"
hostile() { /usr/bin/python3 test/system/hostile.py "$@"; }
says() { # COMMAND...: whatever it says, and however it ends, is tame
    timeout 10 "$@" >"$work/said" 2>&1 </dev/null || true
    hostile tame "$(printf %s "$*" | LC_ALL=C tr -c ' -~' '?' | cut -c 1-100)" \
        "$work/said" || untamed=$((untamed + 1))
}
untamed=0

port=$(free_port)
mkdir -p "$work/m" "$work/n" "$XDG_CONFIG_HOME/columba/displays"
hostile database "$work/m"
hostile database "$work/n" names
cp "$work/m/EVIL.dsp" "$XDG_CONFIG_HOME/columba/displays/"
bad=$(printf 'f\033[2J\033]0;x\007\302\233\342\200\256\377')
cat >"$work/m/mission.conf" <<EOC
name = "T"
database = "db.xml"
instance t {
    kind = sim
    link u { type = udp host = "127.0.0.1" port = $port }
    process hub { }
    process limits { }
    process frontend { }
}
EOC
printf 'parameter "%s" { watch = "[1,2]" guidance = "%s" }\n' "$bad" "$bad" >"$work/n/limits.conf"
printf 'name = "%s"\ndatabase = "%s"\n%s {\n' "$bad" "$bad" "$bad" >"$work/n/mission.conf"

# Offline: files that are wrong, in names that are wrong.
cp "$work/m/EVIL.dsp" "$work/$bad.dsp"
for f in "$work/n" "$work/n/mission.conf" "$work/n/limits.conf" "$work/$bad.dsp" \
    "$work/m/EVIL.dsp" "$work/$bad" "$work/$bad.theme"; do
    says columba check "$f"
    says columba check --json "$f"
done
hostile recording "$work/packets"
for d in m n; do
    says columba mdb "$work/$d/db.xml"
    says columba mdb --json "$work/$d/db.xml"
    says columba command --list --mdb "$work/$d/db.xml"
    says columba decode -m "$work/$d/db.xml" "$work/packets"
    says columba decode --json -m "$work/$d/db.xml" "$work/packets"
done
for tool in check decode mdb command watch play status events alarms limits up down demo; do
    says columba "$tool" "$bad"
    says columba "$tool" "--$bad"
    says columba "$tool" -m "$work/$bad"
done
says columba "$bad"
for option in -i -m -v -t --color --rate --once; do
    says columba "$option" "$bad" --plain
done

# Live: values, and then every string of every message.
columba up -q t -m "$work/m"
hostile packets "$port"
columba -i t -m "$work/m" --plain >"$work/plain" 2>&1 &
plain=$!
pids="$pids $plain"
columba watch -i t --json '*' >"$work/watch.json" 2>&1 &
pids="$pids $!"
columba watch -i t '*' >"$work/watch" 2>&1 &
pids="$pids $!"
hostile console -i t -m "$work/m" || fail "see above"
[ "$(hostile publish "$COLUMBA_RUN" t)" -gt 300 ] || fail "too little was published"
hostile packets "$port"
for view in params packets links health events alarms displays 'displays EVIL' log \
    'param /S/STRING' 'packet u/100' 'trend /S/STRING'; do
    says columba -i t -m "$work/m" --once 200x60 -v "$view" --wait 2s
done
out=$(columba -i t -m "$work/m" --once 200x60 -v params --wait 5s)
has 'longxxx' # it is the values and units of above that are looked at
has 'wide漢字'
for tool in status 'events -n 500' 'alarms --all'; do
    # shellcheck disable=SC2086
    says columba $tool -i t
    # shellcheck disable=SC2086
    says columba $tool -i t --json
done
hostile console -i t -m "$work/m" || fail "see above"
for f in "$work/plain" "$work/watch" "$work/watch.json" "$COLUMBA_RUN"/t/log/*.log; do
    [ -s "$f" ] || fail "$f is empty"
    hostile tame "${f##*/}" "$f" || fail "see above"
done
columba status -i t --json | grep -q '"name":"hub"' || fail "the hub did not survive"
[ "$untamed" = 0 ] || fail "$untamed outputs are not tame: see above"
