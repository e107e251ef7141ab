#!/bin/sh
# Ten thousand sizes from 1x1 to 500x200 of a real tmux, and ten thousand of a
# terminal of our own that tells each of them at once: the console stays, its
# memory stays, and the screen is whole again at 80x24.
. "$(dirname "$0")/lib.sh"
command -v tmux >/dev/null || skip "no tmux"
own_mission
columba up -q sim -m "$mission"
tmux -L "$tmux_name" -f /dev/null new-session -d -x 80 -y 24 \
    "exec columba -i sim -m $mission -v params"
shows() { tmux -L "$tmux_name" capture-pane -p | grep -q -- "$1"; }
until_ok 10 shows 'good [89][0-9][0-9]'
console=$(tmux -L "$tmux_name" list-panes -F '#{pane_pid}')
rss() { awk '/VmRSS/ { print $2 }' "/proc/$console/status"; }
before=$(rss)

# One client that sends all of them, each when the one before is done.
cat >"$work/sizes.py" <<'EOC'
import random, subprocess, sys
random.seed(int(sys.argv[2]))
tmux = subprocess.Popen(["tmux", "-L", sys.argv[1], "-C", "attach"],
                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
def do(line):
    tmux.stdin.write(line.encode() + b"\n")
    tmux.stdin.flush()
    for answer in tmux.stdout:
        if answer.startswith((b"%end", b"%error")):
            return
do("set -g window-size manual")
for _ in range(10000):
    do("resize-window -x %d -y %d" % (random.randint(1, 500), random.randint(1, 200)))
tmux.stdin.close()
tmux.wait()
EOC
seed=$(date +%s)
timeout 60 python3 "$work/sizes.py" "$tmux_name" "$seed" ||
    fail "tmux did not take all sizes (seed $seed)"
tmux -L "$tmux_name" resize-window -x 80 -y 24
until_ok 10 shows 'good [89][0-9][0-9]'
until_ok 10 shows '?Help'
kill -0 "$console" || fail "the console has ended (seed $seed)"
[ "$(rss)" -lt $((before + 16384)) ] || fail "$before kB became $(rss) kB"
tmux -L "$tmux_name" send-keys :q Enter
gone() { ! kill -0 "$console" 2>/dev/null; }
until_ok 5 gone

python3 - "$mission" "$seed" <<'EOC' || fail "see above (seed $seed)"
import fcntl, os, pty, random, select, struct, sys, termios, time
random.seed(int(sys.argv[2]))
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm-256color"
    os.execvp("columba", ["columba", "-i", "sim", "-m", sys.argv[1]])
def drain(wait):
    got = b""
    while select.select([fd], [], [], wait)[0]:
        got = (got + os.read(fd, 1 << 20))[-200000:]
        wait = 0
    return got
def size(rows, cols):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
drain(2)
begin = time.monotonic()
for _ in range(10000):
    size(random.randint(1, 200), random.randint(1, 500))
    drain(0)
took = time.monotonic() - begin
size(24, 80)
end, got = time.monotonic() + 10, b""
while b"?" not in got or b"Help" not in got:
    assert time.monotonic() < end, "no screen after 10000 sizes: %r" % got[-200:]
    os.write(fd, b"\x0c")  # what stood there at that place is not sent again
    got += drain(0.5)
os.write(fd, b":q\r")
end = time.monotonic() + 5
while time.monotonic() < end:
    try:
        if select.select([fd], [], [], 0.1)[0] and not os.read(fd, 65536):
            break
    except OSError:
        break
_, status = os.waitpid(pid, 0)
assert os.waitstatus_to_exitcode(status) == 0, status
print("10000 sizes in %.1f s" % took)
EOC
