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
    XDG_CONFIG_HOME="$work/config" HOME="$work" TMPDIR="$work"
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

# The shipped mission with a port of our own: $mission.
own_mission() {
    [ -d missions ] || skip "no shipped mission"
    mission=$work/mission.conf
    port=$(free_port)
    columba up -n -m missions/sif | sed "s/port = 31810/port = $port/" \
        >"$mission"
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
