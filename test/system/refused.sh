#!/bin/sh
# What is wrong is refused with a place, a sentence and the right status, and
# nothing runs afterwards.
. "$(dirname "$0")/lib.sh"
echo '<x/>' >"$work/db.xml"

cat >"$work/bad.conf" <<'END'
name = T
databse = db.xml
instance sim {
    kind = sin
    link tm { type = udp port = 99999 }
}
END
expect 65 columba up -m "$work/bad.conf"
has "bad.conf:2:1: error: 'databse' is not an option of a mission"
has "did you mean 'database'?"
has "bad.conf:4:12: error: kind = sin: flight, sim or replay is expected"
has "bad.conf:5:33: error: port = 99999"
expect 66 columba up -m "$work/nowhere"

# A process that is refused undoes the start; its last words are shown.
cat >"$work/lost.conf" <<'END'
name = T
database = db.xml
instance sim { kind = sim process hub { } process lost { program = "/bin/lost" } }
END
expect 69 columba up -m "$work/lost.conf"
has "lost: exit status 127"
has "/bin/lost: No such file or directory"
[ -z "$(ours)" ] || fail "left behind: $(ours)"

expect 66 columba up nobody -m "$work/lost.conf"
has "has no instance nobody; it has sim"
expect 64 columba up a b
expect 64 columba upp
has "did you mean 'up'?"
expect 64 columba watch
expect 69 columba watch x
has "no instance runs"
expect 64 columba status ../etc
expect 64 columba events --severity loud

# Where a file stands instead of a directory, and where we may not write.
mkdir -p "$work/file"
: >"$work/file/sim"
expect 73 env COLUMBA_RUN="$work/file" columba up -m "$work/lost.conf"
deep=$work/$(printf '%080d' 0)
mkdir -p "$deep"
expect 71 env COLUMBA_RUN="$deep" columba up -m "$work/lost.conf"
has "too long for a socket"

# Every tool answers --help with its examples first, and --version.
for t in $(columba help | awk '/^  [a-z]+ / && !/\$/ { print $1 }'); do
    [ "$t" != help ] || continue
    expect 0 columba "$t" --help
    echo "$out" | sed -n 3p | grep -q '^examples:' || fail "$t: no examples"
    expect 0 columba "$t" --version
    has "columba $t 0.1"
done
expect 0 columba --version
has "columba 0.1"
# A full disk is an error, not silence.
[ ! -c /dev/full ] || expect 74 sh -c 'columba help >/dev/full'

# A start that is interrupted is undone.
printf '#!/bin/sh\nexec sleep 60\n' >"$work/slow"
chmod +x "$work/slow"
cat >"$work/slow.conf" <<'END'
name = T
database = db.xml
instance sim { kind = sim process hub { } process slow { program = ./slow } }
END
columba up -m "$work/slow.conf" >"$work/slow.out" 2>&1 &
pids=$!
until_ok 5 grep -q 'hub *ready' "$work/slow.out"
kill -TERM "$pids"
gone() { [ -z "$(ours)" ] && ! columba status sim >/dev/null 2>&1; }
until_ok 5 gone
pids=
