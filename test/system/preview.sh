#!/bin/sh
# A preview gives its terminal back whoever ends it: q, SIGTERM, SIGHUP, and a
# terminal that goes; it follows a resize, and draws in the theme that is named.
. "$(dirname "$0")/lib.sh"
python3 - <<'EOC' || fail "see above"
import fcntl, os, pty, select, signal, struct, termios, time


class Preview:
    def __init__(self, *options):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            os.execvp("columba", ["columba", "--preview", "displays/pwr01.dsp", "-m", "missions/sif", *options])
        self.modes = termios.tcgetattr(self.fd)
        self.size(24, 80)
        self.first = self.read(b"PWR-01")

    def size(self, rows, cols):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def read(self, want, seconds=5):
        end, got = time.monotonic() + seconds, b""
        while want not in got:
            assert time.monotonic() < end, "no %r in %r" % (want, got[-300:])
            if select.select([self.fd], [], [], 0.05)[0]:
                got += os.read(self.fd, 65536)
        return got

    def ended(self):
        end = time.monotonic() + 5
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        os.kill(self.pid, signal.SIGKILL)
        raise AssertionError("it does not end")


for end, status in (None, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129):
    p = Preview()
    assert b"\x1b[?1049h" in p.first
    if end is None:
        os.write(p.fd, b"q")
    else:
        os.kill(p.pid, end)
    left = p.read(b"\x1b[?1049l")
    assert b"\x1b[?25h" in left or b"\x1b[?12l" in left, "no cursor: %r" % left[-100:]
    assert p.ended() == status, end
    modes = termios.tcgetattr(p.fd) # what it left, not what it was about to
    assert modes[3] & termios.ECHO and modes[3] & termios.ICANON, "modes stay raw"

p = Preview()
p.size(40, 120)
p.read(b"q ends")  # the whole is drawn anew, as wide as that
os.close(p.fd)  # the terminal goes
p.ended()

assert Preview("--theme", "dark").first != Preview("--theme", "mono").first
EOC
[ "$(columba --preview displays/pwr01.dsp -m missions/sif --theme none 2>&1 | grep -c 'theme')" -gt 0 ] ||
    fail "an unknown theme is not refused"
