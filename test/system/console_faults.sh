#!/bin/sh
# Faults of terminals that the console must not have, on a terminal of our own:
# nothing is cleared while data changes; Esc alone acts at once; Ctrl-S and
# Ctrl-Q do not freeze; the mouse is left to the terminal until it is asked
# for; what is copied goes out as OSC 52 where the terminal has it, and where
# not, it is said what to do; keys work on a screen that is too small.
. "$(dirname "$0")/lib.sh"
own_mission
columba up -q sim -m "$mission"
python3 - "$mission" <<'EOC' || fail "see above"
import base64, fcntl, os, pty, re, select, struct, sys, termios, time


class Console:
    def __init__(self, term="xterm-256color", rows=24, cols=80):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = term
            os.execvp("columba", ["columba", "-i", "sim", "-m", sys.argv[1], "-v", "params"])
        self.got = b""
        self.size(rows, cols)
        self.read(3, b"THM_")

    def size(self, rows, cols):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def read(self, seconds, want=None):
        """What came, and after how many seconds `want` was in it."""
        begin, got = time.monotonic(), b""
        while time.monotonic() - begin < seconds and (want is None or want not in got):
            if select.select([self.fd], [], [], 0.01)[0]:
                try:
                    got += os.read(self.fd, 65536)
                except OSError:
                    break
        self.got += got
        return got, time.monotonic() - begin

    def press(self, keys, want, seconds=2):
        os.write(self.fd, keys)
        got, took = self.read(seconds, want)
        assert want in got, "%r: no %r in %r" % (keys, want, got[-300:])
        return took

    def leave(self):
        os.write(self.fd, b":q\r")
        self.read(3, b"\x1b[?1049l")
        _, status = os.waitpid(self.pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0, status
        os.close(self.fd)


c = Console()
assert b"\x1b[?1000h" not in c.got and b"\x1b[?1006h" not in c.got, "it takes the mouse"
c.read(1)
steady, _ = c.read(4)
assert len(steady) > 200, "nothing moves"
assert b"\x1b[2J" not in steady and b"\x1b[J" not in steady, "it clears while data changes"
assert b"\x1b[?25h" not in steady, "it shows the cursor"

# Esc: a help screen is closed by it before a person notices any wait
for _ in range(5):
    c.press(b"?", b"HELP")
    took = c.press(b"\x1b", b"PARAMETER")
    assert took < 0.3, "Esc takes %.3f s" % took

os.write(c.fd, b"\x13")                 # Ctrl-S, as a person who saves a file
time.sleep(0.2)
moving, _ = c.read(3)
assert len(moving) > 100, "Ctrl-S froze it"
c.press(b"?", b"HELP")
c.press(b"q", b"PARAMETER")

os.write(c.fd, b"M")
c.read(1)
assert b"\x1b[?1000h" in c.got, "M does not take the mouse"
os.write(c.fd, b"M")
off, _ = c.read(1)
assert b"\x1b[?1000l" in off, "M does not give it back"

os.write(c.fd, b"y")
copied, _ = c.read(1)
m = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", copied)
assert m, "nothing is copied: %r" % copied[-200:]
base64.b64decode(m[1], validate=True)
assert b"w writes" in copied, "it does not say that it may have been dropped"

c.size(4, 20)                           # smaller than it needs
c.read(0.5)
assert b"need" in c.got[-2000:], "it does not say what it needs"
c.size(1, 1)
c.read(0.3)
c.leave()

c = Console(term="vt100")
os.write(c.fd, b"y")
answer, _ = c.read(1)
assert b"]52;" not in answer, "OSC 52 to a terminal that has none"
assert b"no clipboard" in answer, "it does not say so: %r" % answer[-300:]
c.leave()
EOC
