#!/usr/bin/env python3
"""limits_try.py - random databases, limits and packets: does `columba limits`
say what limits_reference.py says?

A seed makes one case.  A difference is made smaller, packet by packet and
alarm by alarm, and left in a directory.

usage: limits_try.py [-k DIR] FIRST LAST    (columba is found in PATH)
SPDX-License-Identifier: ISC
"""
import os
import random
import re
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import limits_reference as reference  # noqa: E402

LEVEL = ["watch", "warning", "distress", "critical", "severe"]
LABELS = ["OFF", "ON", "SAFE", "ERROR"]
BEGIN = 1700000000 * 10**9


class Param:
    def __init__(self, r, i):
        self.name = "P%d" % i
        self.kind = r.choice(["int", "int", "float", "float", "float", "enum", "bool", "string", "duration"])
        self.le = r.random() < 0.3
        self.coding, self.bits = {
            "int": lambda: r.choice([("u", 8), ("s", 16), ("u", 16), ("s", 32), ("s", 64), ("u", 24)]),
            "float": lambda: r.choice([("f", 32), ("f", 64), ("f", 64), ("u", 16), ("s", 16)]),
            "enum": lambda: ("u", 8), "bool": lambda: ("u", 8), "string": lambda: ("t", 24),
            "duration": lambda: r.choice([("f", 64), ("s", 32)])}[self.kind]()
        if self.bits == 8:
            self.le = False
        self.poly = None
        if self.kind in ("int", "float") and r.random() < 0.3 and self.bits < 64:
            self.poly = [r.choice([0, -8, 2.5, -0.5]), r.choice([0.25, 0.5, 2, -1])]
        self.alarm = ""
        self.valid = ""
        if self.kind in ("int", "float") and r.random() < 0.25:
            rng = '<ValidRange minInclusive="-90" maxInclusive="90"/>'
            self.valid = rng if self.kind == "int" and r.random() < 0 else "<ValidRangeSet>%s</ValidRangeSet>" % rng
        self.last = None

    def numbers(self, r):
        """Something near the limits, as an engineering value."""
        x = r.choice([0, 5, 10, 20, 30, 40, -10, -20])
        return x + r.choice([0, 0, 0, 0.25, -0.25, 0.5, -0.5, 1, -1, 3, -3, 8])

    def encoded(self, r):
        if self.last is not None and r.random() < 0.35:
            return self.last
        if self.kind == "string":
            b = r.choice([b"OK\0", b"ERR", b"bad", b"NOK", b"\0\0\0"])
        elif self.kind in ("enum", "bool"):
            b = bytes([r.choice([0, 1, 2, 3, 3, 9]) if self.kind == "enum" else r.randrange(2)])
        else:
            x = self.numbers(r)
            if self.poly:
                x = (x - self.poly[0]) / self.poly[1]
            if r.random() < 0.04:
                x = r.choice([2**53 + 1, 120, -120, 2**62 + 1, -2**63, 255])
            if self.coding == "f":
                if r.random() < 0.08 and not self.poly and self.kind == "float":
                    x = r.choice([float("nan"), float("inf"), float("-inf"), -0.0, 1e30])
                b = struct.pack(">f" if self.bits == 32 else ">d", x)
            else:
                b = (int(x) & ((1 << self.bits) - 1)).to_bytes(self.bits // 8, "big")
            if self.le:
                b = b[::-1]
        self.last = b
        return b

    def xml(self):
        order = ' byteOrder="leastSignificantByteFirst"' if self.le else ""
        cal = ""
        if self.poly:
            cal = "<DefaultCalibrator><PolynomialCalibrator>" + "".join(
                '<Term coefficient="%s" exponent="%d"/>' % (c, i) for i, c in enumerate(self.poly)) + \
                "</PolynomialCalibrator></DefaultCalibrator>"
        if self.coding == "f":
            enc = '<FloatDataEncoding sizeInBits="%d"%s>%s</FloatDataEncoding>' % (self.bits, order, cal)
        elif self.coding == "t":
            enc = "<StringDataEncoding><SizeInBits><Fixed><FixedValue>%d</FixedValue></Fixed></SizeInBits></StringDataEncoding>" % self.bits
        else:
            enc = '<IntegerDataEncoding sizeInBits="%d" encoding="%s"%s>%s</IntegerDataEncoding>' % (
                self.bits, "twosComplement" if self.coding == "s" else "unsigned", order, cal)
        alarm = self.alarm
        if self.kind == "int":
            return '<IntegerParameterType name="%s_t" signed="true">%s%s%s</IntegerParameterType>' % (self.name, enc, self.valid, alarm)
        if self.kind == "float":
            return '<FloatParameterType name="%s_t">%s%s%s</FloatParameterType>' % (self.name, enc, self.valid, alarm)
        if self.kind == "enum":
            labels = "".join('<Enumeration value="%d" label="%s"/>' % (i, l) for i, l in enumerate(LABELS))
            return '<EnumeratedParameterType name="%s_t">%s<EnumerationList>%s</EnumerationList>%s</EnumeratedParameterType>' % (self.name, enc, labels, alarm)
        if self.kind == "bool":
            return '<BooleanParameterType name="%s_t" zeroStringValue="NO" oneStringValue="YES">%s%s</BooleanParameterType>' % (self.name, enc, alarm)
        if self.kind == "string":
            return '<StringParameterType name="%s_t">%s%s</StringParameterType>' % (self.name, enc, alarm)
        return '<RelativeTimeParameterType name="%s_t"><Encoding units="seconds">%s</Encoding>%s</RelativeTimeParameterType>' % (self.name, enc, alarm)


class Case:
    def __init__(self, seed):
        r = self.r = random.Random(seed)
        self.params = [Param(r, i) for i in range(r.randrange(2, 7))]
        mode = self.params[0]
        mode.kind, mode.coding, mode.bits, mode.poly, mode.le, mode.valid = "enum", "u", 8, None, False, ""
        n = r.randrange(1, 4)
        self.layout = [[] for _ in range(n)]
        for p in self.params:
            for c in r.sample(range(n), r.choice([1, 1, 1, min(n, 2)])):
                self.layout[c].append(p)
            if r.random() < 0.1:
                c = r.randrange(n)
                if p in self.layout[c]:
                    self.layout[c].append(p)
        self.timed = [c == 0 or r.random() < 0.85 for c in range(n)]
        self.rate = [r.choice(["", '<DefaultRateInStream basis="perSecond" minimumValue="%s"/>' %
                               r.choice([1, 0.5, 0.25, 0])]) for _ in range(n)]
        for p in self.params:
            if r.random() < 0.8:
                p.alarm = self.alarms(p)
        self.conf = self.sections() if r.random() < 0.7 else []
        self.coarse = r.choice([1, 1, 10**9, 10**9, 3 * 10**9])  # ns, of the clock
        self.step = r.choice([10**9, 10**8]) if self.coarse > 1 else 10**9
        self.counts = r.random() < 0.9
        self.packets = self.recording()

    # ---- alarms
    def edges(self, level, inner):
        """Attributes of a range; worse levels wider when not inner."""
        r = self.r
        w = level if r.random() < 0.9 else r.randrange(5)
        w = (4 - w) if inner else w
        lo, hi = 10 - 5 * w - r.choice([0, 0, 0.5]), 30 + 5 * w + r.choice([0, 0, 0.5])
        a = 'min%s="%s"' % (r.choice(["Inclusive", "Exclusive"]), lo)
        b = 'max%s="%s"' % (r.choice(["Inclusive", "Exclusive"]), hi)
        return r.choice([a, b, a + " " + b, a + " " + b])

    def ranges(self, name, extra="", change=False):
        r = self.r
        inside = r.random() < 0.3
        out = "<%s%s%s>" % (name, extra, ' rangeForm="inside"' if inside else r.choice(["", ' rangeForm="outside"']))
        some = [i for i in range(5) if r.random() < 0.5] or [1]
        for i in some:
            if change:
                w = (5 - i) if inside else i + 1
                lo, hi = -2 * w, 2 * w
                a, b = 'min%s="%s"' % (r.choice(["Inclusive", "Exclusive"]), lo), 'max%s="%s"' % (r.choice(["Inclusive", "Exclusive"]), hi)
                e = r.choice([a, b, a + " " + b])
            else:
                e = self.edges(i, inside)
            out += "<%sRange %s/>" % (LEVEL[i].capitalize(), e)
        return out + "</%s>" % name

    def comparison(self, plain=True):
        r = self.r
        p = r.choice(self.params + [self.params[0]] * 2)
        raw = ""
        if p.kind == "enum":
            value, op = r.choice(LABELS), r.choice(["==", "!=", "=="])
        elif p.kind == "bool":
            value, op = r.choice(["YES", "NO"]), r.choice(["==", "!="])
        elif p.kind == "string":
            value, op = r.choice(["OK", "ERR"]), r.choice(["==", "!="])
        else:
            value, op = str(r.choice([0, 5, 10, 20, 30])), r.choice(["==", "!=", "<", ">", "<=", ">="])
        if p.kind in ("enum", "int") and r.random() < 0.2:
            raw, value = ' useCalibratedValue="false"', str(r.choice([0, 1, 2, 10]))
        op = op.replace("<", "&lt;").replace(">", "&gt;")
        numbers = [q for q in self.params if q.kind in ("int", "float", "duration")]
        if not plain and numbers and r.random() < 0.3:
            sides = "".join('<ParameterInstanceRef parameterRef="%s"%s/>' % (
                q.name, r.choice(["", "", ' useCalibratedValue="false"'])) for q in r.choices(numbers, k=2))
            first, second = sides.split("/><")
            return "<Condition>%s/><ComparisonOperator>%s</ComparisonOperator><%s</Condition>" % (
                first, r.choice(["==", "!=", "&lt;", "&gt;="]), second)
        if plain:
            return '<Comparison parameterRef="%s" comparisonOperator="%s" value="%s"%s/>' % (p.name, op, value, raw)
        return '<Condition><ParameterInstanceRef parameterRef="%s"%s/><ComparisonOperator>%s</ComparisonOperator><Value>%s</Value></Condition>' % (
            p.name, raw, op, value)

    def match(self):
        r = self.r
        k = r.random()
        if k < 0.6:
            return self.comparison()
        if k < 0.8:
            return "<ComparisonList>%s%s</ComparisonList>" % (self.comparison(), self.comparison())
        g = r.choice(["ANDedConditions", "ORedConditions"])
        return "<BooleanExpression><%s>%s%s</%s></BooleanExpression>" % (g, self.comparison(False), self.comparison(False), g)

    def body(self, p):
        r, out = self.r, ""
        if r.random() < 0.2 or (p.kind == "bool"):
            out += "<AlarmConditions>" + "".join(
                "<%sAlarm>%s</%sAlarm>" % (l.capitalize(), self.match(), l.capitalize())
                for l in LEVEL if r.random() < 0.4) + "</AlarmConditions>"
            out = out if "Alarm>" in out.replace("<AlarmConditions></AlarmConditions>", "") else ""
        if p.kind in ("int", "float", "duration"):
            k = r.random()
            if k < 0.75:
                out += self.ranges("StaticAlarmRanges")
            if p.kind != "duration" and r.random() < 0.3:
                kind = r.choice(["changePerSecond", "changePerSample"])
                extra = r.choice(["", ' changeType="%s"' % kind]) if kind == "changePerSecond" else ' changeType="%s"' % kind
                if r.random() < 0.3:
                    extra += ' changeBasis="percentageChange"'
                if r.random() < 0.5:
                    extra += ' spanOfInterestInSamples="%d"' % r.randrange(1, 4) if kind == "changePerSample" else \
                        ' spanOfInterestInSeconds="%s"' % r.choice([0, 1, 2.5, 5])
                out += self.ranges("ChangeAlarmRanges", extra, True)
            if p.kind != "duration" and r.random() < 0.25:
                out += "<AlarmMultiRanges>" + "".join(
                    '<Range %s level="%s"%s/>' % (self.edges(i % 3, False), r.choice(["normal"] + LEVEL),
                                                 r.choice(["", ' rangeForm="inside"', ' rangeForm="outside"']))
                    for i in range(r.randrange(1, 4))) + "</AlarmMultiRanges>"
        if p.kind == "enum":
            out += "<EnumerationAlarmList>" + "".join(
                '<EnumerationAlarm enumerationLabel="%s" alarmLevel="%s"/>' % (l, r.choice(LEVEL + ["normal"]))
                for l in r.sample(LABELS, r.randrange(1, 4))) + "</EnumerationAlarmList>"
        if p.kind == "string":
            out += "<StringAlarmList>" + "".join(
                '<StringAlarm matchPattern="%s" alarmLevel="%s"/>' % (l, r.choice(LEVEL + ["normal"]))
                for l in r.sample(["OK", "ERR", "^b", "O", "D$"], r.randrange(1, 4))) + "</StringAlarmList>"
        return out

    def attributes(self, p):
        r, out = self.r, ""
        if r.random() < 0.4:
            out += ' minViolations="%d"' % r.randrange(1, 5)
        if r.random() < 0.3:
            out += ' minConformance="%d"' % r.randrange(1, 5)
        if p.kind in ("enum", "string") and r.random() < 0.4:
            out += ' defaultAlarmLevel="%s"' % r.choice(LEVEL + ["normal"])
        return out

    def alarms(self, p):
        r, out = self.r, ""
        if r.random() < 0.85:
            out += "<DefaultAlarm%s>%s</DefaultAlarm>" % (self.attributes(p), self.body(p))
        if r.random() < 0.4:
            out += "<ContextAlarmList>" + "".join(
                "<ContextAlarm%s>%s<ContextMatch>%s</ContextMatch></ContextAlarm>" % (
                    self.attributes(p), self.body(p) if r.random() < 0.85 else "", self.match())
                for _ in range(r.randrange(1, 3))) + "</ContextAlarmList>"
        return out

    # ---- limits.conf
    def options(self, p, in_set):
        r, o = self.r, []
        if p.kind in ("int", "float", "duration"):
            inside = 'rangeForm="inside"' in p.alarm
            for i, l in enumerate(LEVEL):
                if r.random() < 0.2 and not inside:
                    o.append("%s = %s" % (l, r.choice(["off", '"%s%s, %s%s"' % (
                        r.choice("[("), r.choice(["", 10 - 5 * i]), 30 + 5 * i, r.choice("])"))])))
            if r.random() < 0.4:
                o.append("deadband = %s" % r.choice([0, 0.5, 1, 2, 3.25]))
            if r.random() < 0.2:
                o.append("spike = %s" % r.choice([2, 5, 10]))
        elif p.kind in ("enum", "bool"):
            names = LABELS if p.kind == "enum" else ["YES", "NO"]
            for l in r.sample(names, r.randrange(0, 3)):
                lv = r.choice(LEVEL)
                if not any(x.startswith(lv) for x in o):
                    o.append("%s = %s" % (lv, r.choice([l, "{%s}" % l])))
            if p.kind == "enum" and r.random() < 0.3:
                o.append("default_level = %s" % r.choice(LEVEL))
        if r.random() < 0.3:
            o.append("violations = %d" % r.randrange(1, 4))
        if r.random() < 0.3:
            o.append("conformance = %d" % r.randrange(1, 4))
        if r.random() < 0.25:
            o.append("violation_time = %s" % r.choice(["1s", "2500ms", "5s"]))
        if r.random() < 0.25:
            o.append("conformance_time = %s" % r.choice(["1s", "2500ms", "5s"]))
        if r.random() < 0.2:
            o.append("stuck = %s" % r.choice(["2s", "4s", "500ms"]))
            if r.random() < 0.5:
                o.append("stuck_level = %s" % r.choice(LEVEL))
        if r.random() < 0.08:
            o.append('disabled = true reason = "because"')
            if r.random() < 0.5:
                o.append('until = "%s"' % self.moment())
        return " ".join(o)

    def moment(self):
        return reference.utc(BEGIN + self.r.randrange(0, 60) * 10**9)

    def when(self):
        r = self.r
        a = "%s %s %s" % ("P0", r.choice(["==", "!="]), r.choice(LABELS))
        b = "%s %s %s" % ("raw(P0)", r.choice(["==", "<", ">="]), r.choice([0, 1, 2]))
        forms = [a, b, "%s and %s" % (a, b), "(%s or %s) and P0 != ON" % (a, b), "not %s" % a,
                 "not (%s and %s)" % (a, b), "%s and not (%s or not %s)" % (a, b, a)]
        numbers = [q.name for q in self.params if q.kind in ("int", "float", "duration")]
        if numbers:
            pair = "%s(%s) %s %s(%s)" % (r.choice(["raw", "value"]), r.choice(numbers), r.choice(["<", ">=", "!=", "=="]),
                                        r.choice(["raw", "value"]), r.choice(numbers))
            forms += [pair, "not " + pair, "not (%s or %s)" % (pair, b)]
        return r.choice(forms)

    def sections(self):
        r, out = self.r, []
        for p in self.params:
            if r.random() < 0.5:
                out.append("parameter %s { %s }" % (p.name, self.options(p, False)))
        for i in range(r.choice([0, 0, 1, 2])):
            w = []
            if r.random() < 0.5:
                w.append('when = "%s"' % self.when())
            if r.random() < 0.4 or not w:
                t = sorted([self.moment(), self.moment()])
                if t[0] == t[1]:
                    t = t[:1]
                w += [k + ' = "%s"' % v for k, v in zip(("from", "until"), t)]
            inner = " ".join("parameter %s { %s }" % (p.name, self.options(p, True))
                             for p in r.sample(self.params, r.randrange(1, len(self.params) + 1)))
            out.append("set S%d { %s %s }" % (i, " ".join(w), inner))
        return out

    # ---- packets
    def recording(self):
        r, out, now, count = self.r, [], BEGIN, 0
        at = {}
        for _ in range(r.choice([10, 40, 40, 120])):
            c = r.randrange(len(self.layout))
            k = r.random()
            now += r.choice([self.step] * 5 + [5 * 10**8, 2 * 10**9, 250000001]) if k < 0.9 else r.choice([10, 3, 8]) * 10**9
            t = now - now % self.coarse
            if r.random() < 0.05:
                t = now - r.choice([1, 3, 10]) * 10**9
            body = (t.to_bytes(8, "big") if self.timed[c] else b"") + b"".join(p.encoded(r) for p in self.layout[c])
            body = body or b"\0"
            head = struct.pack(">HHH", 100 + c, 0xC000 | count & 0x3FFF, len(body) - 1)
            count += self.counts
            out.append(head + body)
            if r.random() < 0.04:
                out.append(r.choice(out))
        return out

    def database(self):
        types = "".join(p.xml() for p in self.params)
        params = "".join('<Parameter name="%s" parameterTypeRef="%s_t"/>' % (p.name, p.name) for p in self.params)
        head = [("VER", 3), ("TYPE", 1), ("SHF", 1), ("APID", 11), ("FLAGS", 2), ("COUNT", 14), ("LEN", 16)]
        for n, b in head:
            types += '<IntegerParameterType name="%s_t" signed="false"><IntegerDataEncoding sizeInBits="%d"/></IntegerParameterType>' % (n, b)
            params += '<Parameter name="%s" parameterTypeRef="%s_t"/>' % (n, n)
        types += '<AbsoluteTimeParameterType name="TIME_t"><Encoding units="nanoSeconds"><IntegerDataEncoding sizeInBits="64"/></Encoding><ReferenceTime><Epoch>UNIX</Epoch></ReferenceTime></AbsoluteTimeParameterType>'
        params += '<Parameter name="TIME" parameterTypeRef="TIME_t"/>'
        c = '<SequenceContainer name="ROOT" abstract="true"><EntryList>%s</EntryList></SequenceContainer>' % "".join(
            '<ParameterRefEntry parameterRef="%s"/>' % n for n, _ in head)
        for i, l in enumerate(self.layout):
            c += '\n<SequenceContainer name="C%d">%s<EntryList>%s</EntryList><BaseContainer containerRef="ROOT"><RestrictionCriteria><Comparison parameterRef="APID" value="%d"/></RestrictionCriteria></BaseContainer></SequenceContainer>' % (
                i, self.rate[i], "".join('<ParameterRefEntry parameterRef="%s"/>' % n for n in
                                         (["TIME"] if self.timed[i] else []) + [p.name for p in l]), 100 + i)
        return ('<SpaceSystem name="T" xmlns="http://www.omg.org/spec/XTCE/20180204"><TelemetryMetaData>'
                "<ParameterTypeSet>%s</ParameterTypeSet><ParameterSet>%s</ParameterSet><ContainerSet>%s</ContainerSet>"
                "</TelemetryMetaData></SpaceSystem>" % (types, params, c)).replace("><", ">\n<")

    def write(self, where):
        for name, data in (("db.xml", self.database().encode()), ("limits.conf", "\n".join(self.conf).encode() + b"\n"),
                           ("packets", b"".join(self.packets))):
            with open(os.path.join(where, name), "wb") as f:
                f.write(data)

    @staticmethod
    def in_numbers(lines):
        """Floating point numbers are numbers, however they are written."""
        def plain(line):
            head, _, value = line.rpartition("\t")
            is_real = re.fullmatch(r"-?[\d.]+(e[-+]\d+)?", value) and re.search("[.e]", value)
            return head + "\t" + (repr(float(value)) if is_real else value)

        return [plain(line) for line in lines]

    def difference(self, where):
        """None, or the two outputs, or what went wrong."""
        self.write(where)
        db, conf, packets = (os.path.join(where, n) for n in ("db.xml", "limits.conf", "packets"))
        got = subprocess.run(["columba", "limits", "-d", db, "-l", conf, packets], capture_output=True, text=True)
        if got.returncode:
            return ("exit %d: %s" % (got.returncode, got.stderr), "")
        want = reference.Database(db, open(conf).read()).run(open(packets, "rb").read())
        lines = got.stdout.splitlines()
        if self.in_numbers(lines) == self.in_numbers(want):
            return None
        return None if lines == want else ("\n".join(lines), "\n".join(want))


def first_line(d):
    if d[0].startswith("exit"):
        return d[0].split(":")[0]
    return ""


def shrink(case, where):
    kind = first_line(case.difference(where))

    def fails():
        d = case.difference(where)
        return d is not None and first_line(d) == kind
    size = max(1, len(case.packets) // 2)
    while size:
        i = 0
        while i < len(case.packets):
            keep = case.packets
            case.packets = keep[:i] + keep[i + size:]
            if not case.packets or not fails():
                case.packets = keep
                i += size
        size //= 2
    for p in case.params:
        for attr in ("alarm", "valid"):
            keep = getattr(p, attr)
            setattr(p, attr, "")
            if keep and not fails():
                setattr(p, attr, keep)
    for i in range(len(case.conf)):
        keep, case.conf[i] = case.conf[i], ""
        if not fails():
            case.conf[i] = keep
    for holder, i in [(case.conf, i) for i in range(len(case.conf))]:
        for m in reversed(list(re.finditer(r"\w+ = (\"[^\"]*\"|\{[^}]*\}|\S+)", holder[i]))):
            keep = holder[i]
            holder[i] = keep[:m.start()] + keep[m.end():]
            if not fails():
                holder[i] = keep
    for p in case.params:
        for m in reversed(list(re.finditer(r"<(\w+Range|Range|EnumerationAlarm|StringAlarm) [^>]*/>|<(ContextAlarm|DefaultAlarm|AlarmMultiRanges|ChangeAlarmRanges|StaticAlarmRanges|AlarmConditions|ContextAlarmList|(?:Watch|Warning|Distress|Critical|Severe)Alarm)\b.*?</\2>| min(?:Violations|Conformance)=\"\d+\"", p.alarm))):
            keep = p.alarm
            p.alarm = keep[:m.start()] + keep[m.end():]
            if not fails():
                p.alarm = keep
    for i in range(len(case.rate)):
        keep, case.rate[i] = case.rate[i], ""
        if not fails():
            case.rate[i] = keep
    return case.difference(where)


def main():
    args = sys.argv[1:]
    keep = None
    if args[0] == "-k":
        keep, args = args[1], args[2:]
    bad = 0
    lines = 0
    for seed in range(int(args[0]), int(args[1]) + 1):
        case = Case(seed)
        with tempfile.TemporaryDirectory() as where:
            d = case.difference(where)
            if d is None:
                continue
            bad += 1
            d = shrink(case, where)
            print("seed %d: --- columba limits\n%s\n--- reference\n%s" % (seed, d[0], d[1]))
            if keep:
                os.makedirs(os.path.join(keep, str(seed)), exist_ok=True)
                case.write(os.path.join(keep, str(seed)))
                print("left in %s/%d" % (keep, seed))
        sys.stdout.flush()
    print("%d of %d seeds differ" % (bad, int(args[1]) - int(args[0]) + 1))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
