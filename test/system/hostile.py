"""hostile.py - texts that must not reach a terminal, and a check that none did.

    hostile.py database DIRECTORY      write a mission whose texts are hostile
    hostile.py publish RUN INSTANCE    every string of every message is hostile
    hostile.py packets PORT            string values that are hostile
    hostile.py tame WHAT FILE          fail when FILE has anything untamed in it
    hostile.py console ARGUMENT...     keys and pastes in a pty; what comes is tame
"""
import os, re, struct, sys, time, unicodedata

ESC, CSI, RLO = "\x1b", "\x9b", "\u202e"
TEXTS = [
    "esc" + ESC + "[2J" + ESC + "]0;owned\x07",
    "osc52" + ESC + "]52;c;cm0gLXJmIC8=\x07",
    "dcs" + ESC + "P$q\"p" + ESC + "\\",
    "c1" + CSI + "31m\x9d0;t\x9c",
    "bidi" + RLO + "gnp.exe\u2066x\u2069\u061c",
    "zero\u200b\u200d\ufeff\u2060width\u00ad",
    "line\u2028sep\u2029end\x85nel",
    "ctl\r\n\t\b\x07\x0e\x0f\x7f",
    "tag\U000e0041\U000e007f",
    "wide\u6f22\u5b57\uff21\U0001f600",
    "combining" + "e\u0301" * 4 + "\u0301" * 40,
    "long" + "x" * 60000,
]
CONTROL_OK = "\n"


def untamed(text):
    """The first character a terminal must never get, None: there is none."""
    for i, c in enumerate(text):
        if c in CONTROL_OK or c == "\ufffd":
            continue
        category = unicodedata.category(c)
        if category in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn"):
            return "U+%04X in %r" % (ord(c), text[max(0, i - 40):i + 20])
    return None


def tame(what, data):
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        sys.exit("%s: no UTF-8 at %d: %r" % (what, e.start, data[e.start - 20:e.start + 20]))
    bad = untamed(text)
    if bad:
        sys.exit("%s: %s" % (what, bad))


def xml(text):
    """What XML 1.0 can carry of it."""
    return "".join(c for c in text if c >= " " and c != "\x7f").replace("&", "&amp;").replace(
        "<", "&lt;").replace('"', "&quot;")


def database(directory, hostile_names):
    texts = [xml(t)[:200] for t in TEXTS]
    head = [("VERSION", 3), ("TYPE", 1), ("SECONDARY", 1), ("APID", 11), ("FLAGS", 2),
            ("COUNT", 14), ("LENGTH", 16)]
    out = ['<?xml version="1.0" encoding="UTF-8"?><SpaceSystem name="S" shortDescription="%s" '
           'xmlns="http://www.omg.org/spec/XTCE/20180204">' % texts[4],
           "<TelemetryMetaData><ParameterTypeSet>"]
    for n in sorted({n for _, n in head} | {16}):
        out.append('<IntegerParameterType name="u%d" signed="false"><IntegerDataEncoding '
                   'sizeInBits="%d"/></IntegerParameterType>' % (n, n))
    for i, t in enumerate(texts):
        out.append('<IntegerParameterType name="unit%d" signed="false"><UnitSet><Unit description="%s">%s'
                   '</Unit></UnitSet><IntegerDataEncoding sizeInBits="8"/></IntegerParameterType>'
                   % (i, t, t))
        out.append('<EnumeratedParameterType name="enum%d" shortDescription="%s"><IntegerDataEncoding '
                   'sizeInBits="8"/><EnumerationList><Enumeration value="%d" label="%s"/>'
                   '</EnumerationList></EnumeratedParameterType>' % (i, t, i, t))
    out.append('<StringParameterType name="text"><StringDataEncoding><SizeInBits><Fixed>'
               '<FixedValue>512</FixedValue></Fixed></SizeInBits></StringDataEncoding></StringParameterType>')
    out.append("</ParameterTypeSet><ParameterSet>")
    for name, n in head:
        out.append('<Parameter name="%s" parameterTypeRef="u%d"/>' % (name, n))
    names = []
    for i, t in enumerate(texts):
        for kind in ("unit", "enum"):
            name = ("%s%s%d" % (t[:60], kind, i)).replace("/", "_") if hostile_names else "P%s%d" % (kind, i)
            names.append(name)
            out.append('<Parameter name="%s" parameterTypeRef="%s%d" shortDescription="%s">'
                       '<LongDescription>%s</LongDescription></Parameter>' % (name, kind, i, t, t))
    out.append('<Parameter name="STRING" parameterTypeRef="text"/></ParameterSet><ContainerSet>'
               '<SequenceContainer name="Packet" abstract="true"><EntryList>')
    out += ['<ParameterRefEntry parameterRef="%s"/>' % name for name, _ in head]
    out.append('</EntryList></SequenceContainer><SequenceContainer name="HK" shortDescription="%s"><EntryList>' % texts[0])
    out += ['<ParameterRefEntry parameterRef="%s"/>' % name for name in names + ["STRING"]]
    out.append('</EntryList><BaseContainer containerRef="Packet"><RestrictionCriteria><Comparison '
               'parameterRef="APID" value="100"/></RestrictionCriteria></BaseContainer></SequenceContainer>'
               "</ContainerSet></TelemetryMetaData></SpaceSystem>")
    open(directory + "/db.xml", "w").write("\n".join(out))
    with open(directory + "/EVIL.dsp", "wb") as f:
        f.write(b'display EVIL "' + TEXTS[0].encode()[:60] + b'"\nneeds 60x14\nscreen\n')
        for t in TEXTS[:-1]:
            f.write(b" " + t.replace("\n", "").encode()[:60] + b"\n")
        f.write(b" \xff\xfe {a        } {>" + TEXTS[4].encode()[:20] + b" }\nend\na /S/STRING %s\n"
                + TEXTS[1].encode() + b"\n")


def packet(n):
    text = (TEXTS[n % len(TEXTS)].encode("utf-8", "ignore") if n % 3 else
            b"\xff\xfe\xc3(\xed\xa0\x80" + ESC.encode() + b"[31m\x9b2J\x00")[:64].ljust(64, b"\x1b")
    body = b"".join(bytes([i, i]) for i in range(len(TEXTS))) + text
    return struct.pack(">HHH", 100, 0xc000 | n, len(body) - 1) + body


def packets(port):
    import socket
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for n in range(2 * len(TEXTS)):
        s.sendto(packet(n), ("127.0.0.1", port))
        time.sleep(0.02)


def messages():
    """(number, version, name, kinds of the fields) of src/bus/messages.def"""
    text = re.sub(r"/\*.*?\*/", "", open("src/bus/messages.def").read(), flags=re.S)
    for m in re.finditer(r"MESSAGE\((\d+), (\w+), (\w+), (\d+),(.*?)\)\)", text, re.S):
        yield int(m[1]), int(m[4]), m[3], re.findall(r"F\((\w+), (\w+)\)?", m[5])


TOPICS = {"heartbeat": "hb/evil", "event": "event/evil", "layout": "layout/S/EVIL", "tm": "tm/S/EVIL",
          "packet": "pkt/evil/1", "link": "link/evil", "apid": "apid/evil/1", "process": "proc/evil",
          "quality": "quality/S/EVIL", "instance": "instance", "limit": "limit/S/EVIL",
          "alarm": "alarm/S/EVIL", "summary": "alarms"}


def publish(run, instance):
    import msgpack, zmq
    s = zmq.Context().socket(zmq.PUB)
    s.linger = 500
    s.connect("ipc://%s/%s/feed/hub" % (run, instance))
    time.sleep(0.5)
    n = 0
    nasty = [t.encode() for t in TEXTS] + [b"raw\xff\xfe\xc3(", b"x" * 900000]
    for number, version, name, fields in messages():
        if name not in TOPICS:
            continue
        for text in nasty:
            for source in (b"evil", text[:60]):
                values = {"U64": 0, "I64": 0, "F64": 0.5, "BOOL": True, "TIME": time.time_ns(), "BIN": b"",
                          "STRV": [], "U64V": []}
                body = [number, version, source, instance, n, time.monotonic_ns(), time.time_ns()]
                for kind, _ in fields:
                    # as a string, which may hold any bytes: msgpack's str family
                    body.append(text.decode("utf-8", "surrogateescape") if kind == "STR" else values[kind])
                body[2] = source.decode("utf-8", "surrogateescape")
                s.send_multipart([TOPICS[name].encode(),
                                  msgpack.packb(body, unicode_errors="surrogateescape")])
                n += 1
                time.sleep(0.002)
    time.sleep(0.5)
    print(n)


SEQUENCE = re.compile(rb"\x1b\[[0-9;?]*[HCGJKmhltr]|\x1b[=>]|\x1b\([B0]|\x1b\]0;columba [a-z]*\x07|\x1b\]52;c;[A-Za-z0-9+/=]*\x07|[\r\b]")


def console(*arguments):
    import fcntl, pty, select, termios
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        written = os.environ["COLUMBA_RUN"] + "/../written"  # by :write
        os.makedirs(written, exist_ok=True)
        os.chdir(written)
        os.execvp("columba", ["columba", *arguments])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
    got = b""

    def read(seconds):
        nonlocal got
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([fd], [], [], 0.05)[0]:
                try:
                    got += os.read(fd, 65536)
                except OSError:
                    return

    def paste(text):
        os.write(fd, b"\x1b[200~" + text.encode()[:3000] + b"\x1b[201~")
    read(2)
    for view in (b"params", b"packets", b"links", b"health", b"events", b"alarms", b"displays EVIL",
                 b"displays", b"log", b"trend /S/STRING", b"param /S/STRING", b"packet u/100"):
        os.write(fd, b":" + view + b"\r")
        read(0.2)
        for key in (b"j", b"d", b"q", b"i", b"\r", b"q", b"y", b"?", b"q"):
            os.write(fd, key)
            read(0.05)
    for text in TEXTS:
        for begin in (b"/", b"&", b":", b":write ", b":goto ", b":set theme=", b":filter "):
            os.write(fd, begin)
            paste(text)
            os.write(fd, b"\r")
            read(0.05)
            os.write(fd, b"\x15\x1b")
            read(0.05)
    os.write(fd, b"\x1b")
    read(0.2)
    os.write(fd, b":q\r")
    read(2)
    os.waitpid(pid, 0)
    assert len(got) > 20000, "too little was drawn: %d" % len(got)
    tame("console " + " ".join(arguments), SEQUENCE.sub(b"", got))
    print("console: %d bytes are tame" % len(got))


if sys.argv[1] == "database":
    database(sys.argv[2], len(sys.argv) > 3)
elif sys.argv[1] == "publish":
    publish(sys.argv[2], sys.argv[3])
elif sys.argv[1] == "packets":
    packets(int(sys.argv[2]))
elif sys.argv[1] == "recording":
    open(sys.argv[2], "wb").write(b"".join(packet(n) for n in range(24)))
elif sys.argv[1] == "tame":
    tame(sys.argv[2], open(sys.argv[3], "rb").read())
elif sys.argv[1] == "console":
    console(*sys.argv[2:])
