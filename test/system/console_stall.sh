#!/bin/sh
# A terminal that nobody reads for three seconds: the console goes on taking
# its messages, and shows afterwards that the display was late.
. "$(dirname "$0")/lib.sh"
own_mission
columba up -q sim -m "$mission"
python3 - "$mission" <<'END'
import fcntl, os, pty, select, struct, sys, termios, time
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm-256color"
    os.execvp("columba", ["columba", "-i", "sim", "-m", sys.argv[1],
                          "--rate", "10", "-v", "params"])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 200, 0, 0))

def read_until(want, seconds):
    got, end = b"", time.monotonic() + seconds
    while want not in got and time.monotonic() < end:
        if select.select([fd], [], [], 0.1)[0]:
            got += os.read(fd, 65536)
    return want in got

assert read_until(b"ANC_", 10), "no screen"
end = time.monotonic() + 3.5
while time.monotonic() < end:      # full repaints into a terminal that is full
    os.write(fd, b"\x0c")
    time.sleep(0.05)
assert read_until(b" late", 10), "it does not say that it was late"
os.write(fd, b":q\r")
end = time.monotonic() + 10
while time.monotonic() < end:
    try:
        if not os.read(fd, 65536):
            break
    except OSError:
        break
_, status = os.waitpid(pid, 0)
assert os.waitstatus_to_exitcode(status) == 0, status
END
