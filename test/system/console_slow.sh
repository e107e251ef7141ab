#!/bin/sh
# Slow terminals and sudden ends.  A terminal that nobody reads for ten
# seconds: data and alarms go on, memory stays, frames are skipped; then there
# is one repaint, which is true now, says how late it is, and rings once for
# the alarm that came meanwhile.  300 baud: keys work and it leaves in time.
# A terminal that is closed, and each signal that ends a program: the terminal
# is as it was, and the status says why.
. "$(dirname "$0")/lib.sh"
/usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null || skip "no python with zmq"
heater_mission
columba up -q t -m "$work/m"
temp 20
cat >"$work/slow.py" <<'EOC'
import fcntl, os, pty, re, select, signal, socket, struct, subprocess, sys, termios, time

mission, port = sys.argv[1], int(sys.argv[2])
KERNEL_KEEPS = 20000   # bytes that a pty takes and nobody reads
LEAVES = b"\033[?1049l"
SHOWS_CURSOR = b"\033[?12l\033[?25h"


class Console:
    """The console on a pty whose other end is read when we want to."""

    def __init__(self, rows, cols, *args):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, cols, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        def lead():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        self.process = subprocess.Popen(
            ["columba", "-i", "t", "-m", mission, *args], stdin=self.slave,
            stdout=self.slave, preexec_fn=lead,
            env=dict(os.environ, TERM="xterm-256color"))
        self.got = b""

    def read(self, seconds, want=None, bytes_per_s=None):
        """What comes in this time, or until `want` is in it."""
        begin, end = time.monotonic(), time.monotonic() + seconds
        got = b""
        while time.monotonic() < end:
            room = 65536
            if bytes_per_s:
                room = int((time.monotonic() - begin) * bytes_per_s) - len(got)
                if room <= 0:
                    time.sleep(0.01)
                    continue
            if not select.select([self.master], [], [], 0.05)[0]:
                continue
            try:
                got += os.read(self.master, room)
            except OSError:
                break
            if want is not None and want in got:
                break
        self.got += got
        return got

    def need(self, want, seconds=15):
        got = self.read(seconds, want)
        assert want in got, "no %r in %d bytes: %r" % (want, len(got), got[-300:])
        return got

    def type(self, keys):
        os.write(self.master, keys)

    def rss_kb(self):
        return int(re.search(r"VmRSS:\s+(\d+)", open(
            "/proc/%d/status" % self.process.pid).read()).group(1))

    def cpu_s(self):
        f = open("/proc/%d/stat" % self.process.pid).read().rsplit(")")[1].split()
        return (int(f[11]) + int(f[12])) / os.sysconf("SC_CLK_TCK")

    def ends(self, seconds, what):
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError("it does not end: " + what)

    def is_restored(self, what):
        self.read(0.3)
        assert LEAVES in self.got, what + ": on the alternate screen"
        assert SHOWS_CURSOR in self.got or b"\033[?25h" in self.got, what + ": no cursor"
        assert termios.tcgetattr(self.slave)[:4] == self.before[:4], what + ": modes"

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for fd in (self.master, self.slave):
            try:
                os.close(fd)
            except OSError:
                pass


def temp(value):
    """One packet; HTR1_TEMP is the value."""
    temp.n += 1
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.sendto(struct.pack(">HHHH", 100, 0xc100 | temp.n, 1, value), ("127.0.0.1", port))
    s.close()


temp.n = 0


def stall():
    c = Console(60, 200, "--rate", "10", "-v", "params")
    c.need(b"HTR1_TEMP")
    c.read(2)
    c.type(b"\x0c")
    repaint = len(c.read(0.5))
    for _ in range(40):                      # full repaints that nobody reads
        c.type(b"\x0c")
        time.sleep(0.02)
    time.sleep(0.5)
    rss, cpu = c.rss_kb(), c.cpu_s()
    for i in range(100):                     # out of its limits
        temp(7001 + i % 3 if i < 99 else 7042)
        time.sleep(0.1)
    took, grew = c.cpu_s() - cpu, c.rss_kb() - rss
    assert took < 3, "%.1f s of CPU while it was stalled" % took
    assert grew < 1024, "%d kB more while it was stalled" % grew
    late = c.read(5, b" late")
    late += c.read(1)
    m = re.search(rb"display [^ ]*?(1[0-4])[.0-9]* ?s[^ ]* late", late)
    assert m, "it does not say how late: %r" % late[-600:]
    clears = late.count(b"\033[H\033[2J")
    assert len(late) < KERNEL_KEEPS + 2 * repaint, "%d bytes were queued" % len(late)
    assert b"7042" in late, "the newest value is not shown"
    assert b"ALARM" in late, "the alarm is not shown"
    assert 1 <= late.count(b"\a") <= 5, "%d bells" % late.count(b"\a")
    print("stall: %d bytes, %d of 40 repaints, %d bells afterwards; +%d kB, %.2f s of CPU"
          % (len(late), clears, late.count(b"\a"), grew, took))
    c.type(b":q\r")
    assert c.ends(5, ":q after a stall") == 0
    c.is_restored("after a stall")
    c.close()


def baud300():
    c = Console(24, 80)
    rss = None
    for second in range(8):
        c.read(1, bytes_per_s=30)
        rss = rss or c.rss_kb()
    assert c.rss_kb() - rss < 2048, "memory grows at 300 baud"
    begin = time.monotonic()
    c.type(b":q\r")
    assert c.ends(3, ":q at 300 baud") == 0
    print("300 baud: left after %.2f s" % (time.monotonic() - begin))
    c.is_restored("300 baud")
    c.close()


def closed():
    c = Console(24, 80)
    c.need(b"Param")
    os.close(c.slave)
    os.close(c.master)
    status = c.ends(3, "its terminal is gone")
    assert status == 129, status
    c.slave = c.master = -1


def signals():
    for number, want in ((signal.SIGHUP, 129), (signal.SIGTERM, 143),
                         (signal.SIGINT, 130), (signal.SIGQUIT, 131),
                         (signal.SIGSEGV, -signal.SIGSEGV),
                         (signal.SIGABRT, -signal.SIGABRT),
                         (signal.SIGBUS, -signal.SIGBUS),
                         (signal.SIGFPE, -signal.SIGFPE),
                         (signal.SIGILL, -signal.SIGILL)):
        c = Console(24, 80)
        c.need(b"Param")
        c.process.send_signal(number)
        status = c.ends(3, number.name)
        assert status == want, "%s: status %d" % (number.name, status)
        c.is_restored(number.name)
        c.close()
    for number in (signal.SIGPIPE, signal.SIGWINCH):
        c = Console(24, 80)
        c.need(b"Param")
        c.process.send_signal(number)
        c.read(0.5)
        assert c.process.poll() is None, number.name
        c.close()


for part in (signals, closed, baud300, stall):
    part()
EOC
/usr/bin/python3 "$work/slow.py" "$work/m" "$port" || fail "see above"
