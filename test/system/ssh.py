"""ssh.py - the terminal end of ssh.sh: consoles on a pty, through ssh."""
import fcntl, os, re, select, signal, struct, subprocess, sys, termios, time

work = os.environ["work"]
options = os.environ["ssh_options"].split()
RUN = work + "/ssh/run"


class Session:
    def __init__(self, port, *command, rows=24, cols=80, term="xterm-256color", lang="C.UTF-8"):
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

        def lead():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        env = dict(os.environ, TERM=term, LANG=lang, LC_ALL=lang)
        self.process = subprocess.Popen(
            ["ssh", "-tt", *options, "-o", "SendEnv=LANG LC_ALL", "-p", os.environ[port],
             "127.0.0.1", *command], stdin=slave, stdout=slave, stderr=slave,
            preexec_fn=lead, env=env)
        os.close(slave)
        self.got, self.mark = b"", 0

    def read(self, seconds, want=None):
        end, got = time.monotonic() + seconds, b""
        while time.monotonic() < end and (want is None or want not in got):
            if select.select([self.master], [], [], 0.01)[0]:
                try:
                    data = os.read(self.master, 65536)
                except OSError:
                    break
                if not data:
                    break
                got += data
        self.got += got
        return got

    def need(self, want, seconds=10):
        """Seconds until it came, after what was needed before."""
        begin = time.monotonic()
        while want not in self.got[self.mark:]:
            left = begin + seconds - time.monotonic()
            assert left > 0 and self.process.poll() is None, "no %r in %r" % (
                want, self.got[self.mark:][-500:])
            self.read(min(left, 0.05))
        self.mark = self.got.index(want, self.mark) + len(want)
        return time.monotonic() - begin

    def type(self, keys):
        self.mark = len(self.got)
        os.write(self.master, keys)

    def leave(self, want=0):
        self.type(b":q\r")
        end = time.monotonic() + 10
        while self.process.poll() is None and time.monotonic() < end:
            self.read(0.1)
        status = self.process.poll()
        assert status == want, "status %s: %r" % (status, self.got[-300:])
        os.close(self.master)


def console(*more):
    return (RUN, "columba", "-i", "sim", "-m", os.environ["mission"], *more)


def segments():
    n, size = open(work + "/ssh/counts").read().split()
    return int(n), int(size)


def echo(session, n=3):
    """Seconds from a key to what it shows, the median."""
    times = []
    for _ in range(n):
        session.read(1)
        session.type(b"?")
        times.append(session.need(b"HELP"))
        session.type(b"q")
    session.read(1)
    return sorted(times)[n // 2]


s = Session("open", *console())
s.need(b"Packet")
key = echo(s)
print("ssh on loopback: key to screen %.0f ms" % (key * 1e3))
assert key < 0.5, "a key takes %.3f s" % key
s.leave()

# Fifty fields that change once a second, over the slow line.
s = Session("slow", *console("--rate", "1", "-v", "params"), rows=60, cols=200)
took = s.need(b"Param", 20)
s.read(6)
begin = segments()
frames = s.read(10)
n, size = (b - a for a, b in zip(begin, segments()))
print("64 kbit/s, 300 ms: first screen %.1f s; %.2f segments and %d bytes a second"
      % (took, n / 10, size / 10))
assert len(frames) > 10 * 50, "nothing moves"
assert n <= 1.5 * 10 + 1, "%d segments for 10 frames" % n
key = echo(s)
print("64 kbit/s, 300 ms: key to screen %.0f ms" % (key * 1e3))
assert 0.6 <= key < 2.5, "a key takes %.3f s" % key
s.leave()

s = Session("open", RUN, "tmux", "-L", "inner%d" % os.getpid(), "-f", "/dev/null", "new-session", *console()[1:])
s.need(b"Packet")
s.leave()

s = Session("open", *console(), term="xterm-kitty-of-tomorrow")
s.need(b"Packet")
s.need(b"is not known here; using xterm-256color")
s.leave()
s = Session("open", *console(), term="x" * 20000)
s.need(b"is not known here")
s.leave()
s = Session("open", *console(), term="vt100")
s.need(b"Packet")
assert b"\033[38" not in s.got, "colours on a vt100"
s.leave()

s = Session("open", *console(), lang="C")
s.need(b"Packet")
s.read(1)
assert not [c for c in s.got if c > 126], "not only ASCII with LANG=C"
s.leave()

# Behind ForceCommand: it is the console, read-only, and stays it.
s = Session("watch", "sh")
s.need(b"READ-ONLY")
s.type(b"\x1a")
s.read(1)
assert b"Stopped" not in s.got
s.type(b":!sh\r")
s.read(0.5)
s.type(b"echo escaped-$((6*7))\r")
s.read(1)
assert b"escaped-42" not in s.got, "a shell"
for key in b"qaASs!VK.pX":
    s.type(bytes([key]))
    s.read(0.1)
    s.type(b"\x1b")
    s.read(0.1)
for line, answer in ((b":write /tmp/x-%d\r" % os.getpid(), b"plain name"),
                     (b":write page.txt\r", b"wrote page.txt")):
    s.type(line)
    s.read(0.5)
    s.type(b"\x0c")       # all of it, not what differs from before
    s.need(answer)
assert os.listdir(work + "/export") == ["page.txt"]
assert not os.path.exists("/tmp/x-%d" % os.getpid())
pid = [p for p in os.listdir("/proc") if p.isdigit() and
       b"--readonly\0--export\0%s/export" % work.encode() in
       open("/proc/%s/cmdline" % p, "rb").read()]
status = open("/proc/%s/status" % pid[0]).read()
assert re.search(r"NoNewPrivs:\s*1", status), "it may gain rights"
limits = open("/proc/%s/limits" % pid[0]).read()
assert re.search(r"Max core file size\s+0\s+0", limits), "it may leave a core"
s.leave()

# Whoever hangs up leaves nothing running.
s = Session("watch")
s.need(b"READ-ONLY")
s.process.send_signal(signal.SIGKILL)
end = time.monotonic() + 5
while time.monotonic() < end:
    left = [p for p in os.listdir("/proc") if p.isdigit() and os.path.exists("/proc/%s/cmdline" % p) and
            b"--export\0%s/export" % work.encode() in open("/proc/%s/cmdline" % p, "rb").read()]
    if not left:
        break
    time.sleep(0.1)
assert not left, "a console without a terminal goes on"
