#!/usr/bin/env python3
"""limits_reference.py - what `columba limits` has to print, computed anew.

Written from the XTCE standard and columba-limits(1), (5) and (7), slowly and
plainly, to be compared with the program: it shares no code with it.  It reads
a subset of XTCE: fixed layouts of scalar parameters below one root container.

usage: limits_reference.py DATABASE LIMITS|- PACKETS
SPDX-License-Identifier: ISC
"""
import math
import re
import struct
import sys
import xml.etree.ElementTree as ET
from datetime import datetime, timezone
from fractions import Fraction

LEVELS = ["normal", "watch", "warning", "distress", "critical", "severe"]
SIDES = {0: "", -1: "-low", 1: "-high"}
BOTH = 2
EXPIRY = Fraction(19, 10)
S = 10**9


def tag(e):
    return e.tag.split("}")[-1]


def child(e, name):
    return next((c for c in e if tag(c) == name), None) if e is not None else None


def children(e, name):
    return [c for c in e if tag(c) == name] if e is not None else []


def number(text):
    """Exact, as the number a double would be when it is written as one."""
    text = text.strip()
    if re.fullmatch(r"[+-]?\d+", text):
        return Fraction(int(text))
    return Fraction(float(text))


# ---- values -----------------------------------------------------------------
class Value:
    """quality: 'ok' or 'invalid'; eng is int, float, str, or bool-like text."""

    def __init__(self, raw, eng, text, bits, ok=True):
        self.raw, self.eng, self.text, self.bits, self.ok = raw, eng, text, bits, ok

    @property
    def is_nan(self):
        return isinstance(self.eng, float) and math.isnan(self.eng)


def utc(ns):
    s, frac = divmod(ns, S)
    t = datetime.fromtimestamp(s, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return t + (".%09d" % frac).rstrip("0").rstrip(".") + "Z"


def parse_time(text):
    t = text.rstrip("Z")
    frac = 0
    if "." in t:
        t, f = t.split(".")
        frac = int((f + "0" * 9)[:9])
    d = datetime.strptime(t, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    return int(d.timestamp()) * S + frac


def show(kind, v):
    if kind == "time":
        return utc(v)
    if isinstance(v, float):
        return repr(v)
    return str(v)


class Type:
    def __init__(self, e):
        self.kind = {"IntegerParameterType": "int", "FloatParameterType": "float",
                     "EnumeratedParameterType": "enum", "BooleanParameterType": "bool",
                     "StringParameterType": "string",
                     "AbsoluteTimeParameterType": "time",
                     "RelativeTimeParameterType": "duration"}[tag(e)]
        self.e = e
        enc = child(e, "Encoding")
        self.scale = Fraction(1)
        if enc is not None:
            unit = {"seconds": 1, "milliSeconds": Fraction(1, 1000),
                    "microSeconds": Fraction(1, 10**6), "nanoSeconds": Fraction(1, S),
                    "minutes": 60}[enc.get("units", "seconds")]
            self.scale = unit * Fraction(enc.get("scale", "1"))
        self.offset = Fraction(enc.get("offset", "0")) if enc is not None else 0
        holder = enc if enc is not None else e
        self.enc = next(c for c in holder if tag(c).endswith("DataEncoding"))
        fixed = self.enc.find(".//{*}FixedValue")
        self.bits = int(fixed.text if fixed is not None else self.enc.get("sizeInBits", "8"))
        self.little = self.enc.get("byteOrder") == "leastSignificantByteFirst"
        self.poly = None
        cal = child(self.enc, "DefaultCalibrator")
        if cal is not None:
            self.poly = [(int(t.get("exponent")), float(t.get("coefficient")))
                         for t in children(child(cal, "PolynomialCalibrator"), "Term")]
        self.labels = [(int(x.get("value")), int(x.get("maxValue", x.get("value"))), x.get("label"))
                       for x in children(child(e, "EnumerationList"), "Enumeration")]
        rng = child(e, "ValidRange")
        if rng is None and child(e, "ValidRangeSet") is not None:
            rng = child(child(e, "ValidRangeSet"), "ValidRange")
        self.valid = Range(rng) if rng is not None else None

    def decode(self, packet, bit):
        n = self.bits
        if tag(self.enc) == "StringDataEncoding":
            b = packet[bit // 8:(bit + n) // 8].rstrip(b"\0").decode()
            return Value(b, b, b, b)
        whole = int.from_bytes(packet, "big")
        pattern = whole >> (len(packet) * 8 - bit - n) & ((1 << n) - 1)
        if self.little:
            pattern = int.from_bytes(pattern.to_bytes(n // 8, "big"), "little")
        if tag(self.enc) == "FloatDataEncoding":
            raw = struct.unpack(">f" if n == 32 else ">d", pattern.to_bytes(n // 8, "big"))[0]
        elif self.enc.get("encoding") == "twosComplement" and pattern >> (n - 1):
            raw = pattern - (1 << n)
        else:
            raw = pattern
        eng = raw
        if self.poly is not None:
            eng = sum(Fraction(c) * Fraction(raw) ** x for x, c in self.poly) \
                if math.isfinite(raw) else float("nan") * raw
            if self.kind == "int":
                eng = math.floor(abs(eng) + Fraction(1, 2)) * (1 if eng >= 0 else -1)
            else:
                eng = float(eng)
        if self.kind == "enum":
            eng = next((l for a, b, l in self.labels if a <= raw <= b), raw)
        elif self.kind == "bool":
            eng = self.e.get("oneStringValue", "True") if raw else self.e.get("zeroStringValue", "False")
        elif self.kind in ("time", "duration"):
            if isinstance(raw, float) and not math.isfinite(raw):
                eng = raw
            else:
                exact = self.scale * Fraction(raw) + self.offset
                eng = int(exact * S) if self.kind == "time" else float(exact)
        bits = struct.pack(">d", eng) if isinstance(eng, float) else eng
        v = Value(raw, eng, show(self.kind, eng), bits)
        if self.valid is not None and (v.is_nan or not self.valid.has(eng)):
            v.ok = False
        return v


# ---- ranges -----------------------------------------------------------------
class Range:
    def __init__(self, e=None, interval=None):
        self.lo = self.hi = None
        self.lo_in = self.hi_in = True
        if e is not None:
            for side, word in (("lo", "min"), ("hi", "max")):
                for inside, suffix in ((True, "Inclusive"), (False, "Exclusive")):
                    if e.get(word + suffix) is not None:
                        setattr(self, side, number(e.get(word + suffix)))
                        setattr(self, side + "_in", inside)
        if interval is not None:
            self.lo_in, self.hi_in = interval[0] == "[", interval[-1] == "]"
            lo, hi = [x.strip() for x in interval[1:-1].split(",")]
            self.lo = number(lo) if lo else None
            self.hi = number(hi) if hi else None

    def below(self, v, shift=0):
        """Is v beyond the low edge, moved by shift?"""
        if self.lo is None:
            return False
        if isinstance(v, float) and math.isinf(v):
            return v < 0
        return Fraction(v) < self.lo + shift or (not self.lo_in and Fraction(v) == self.lo + shift)

    def above(self, v, shift=0):
        if self.hi is None:
            return False
        if isinstance(v, float) and math.isinf(v):
            return v > 0
        return Fraction(v) > self.hi - shift or (not self.hi_in and Fraction(v) == self.hi - shift)

    def has(self, v):
        return not self.below(v) and not self.above(v)

    def judge(self, v, inside, side, deadband):
        """Side of the violation, or None.  side: of the state whose deadband is at work."""
        if not inside:
            if self.below(v, deadband if side in (-1, BOTH) else 0):
                return -1
            if self.above(v, deadband if side in (1, BOTH) else 0):
                return 1
            return None
        # wrong inside: up to an edge is low, from an edge is high, else no side
        mine = -1 if self.lo is None else 1 if self.hi is None else 0
        grow = deadband if side is not None else 0
        return mine if not self.below(v, -grow) and not self.above(v, -grow) else None


RANGE_OF = {"WatchRange": 1, "WarningRange": 2, "DistressRange": 3,
            "CriticalRange": 4, "SevereRange": 5}


class Ranges:
    def __init__(self, e=None):
        self.inside = e is not None and e.get("rangeForm") == "inside"
        self.of = {RANGE_OF[tag(c)]: Range(c) for c in (e if e is not None else []) if tag(c) in RANGE_OF}

    def judge(self, v, state, deadband):
        for level in sorted(self.of, reverse=True):
            at_work = state is not None and level <= state[0]
            side = self.of[level].judge(v, self.inside, state[1] if at_work else None, deadband)
            if side is not None:
                return (level, side)
        return (0, 0)


# ---- criteria ---------------------------------------------------------------
OPS = {"==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
       "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}


class Comparison:
    def __init__(self, name, op, literal, calibrated=True, other=None):
        self.name, self.op, self.literal, self.calibrated = name, op, literal, calibrated
        self.other = other  # (name, is it calibrated) instead of a literal

    def holds(self, newest):
        v = newest.get(self.name)
        if v is None or not v.ok:
            return False
        x = v.eng if self.calibrated else v.raw
        if isinstance(x, str):
            return OPS[self.op](x, self.literal)
        if isinstance(x, float) and math.isnan(x):
            return False
        if self.other is not None:
            w = newest.get(self.other[0])
            y = (w.eng if self.other[1] else w.raw) if w is not None and w.ok else math.nan
            if isinstance(y, float) and math.isnan(y):
                return False
            if any(isinstance(z, float) and math.isinf(z) for z in (x, y)):
                return OPS[self.op](float(x), float(y))
            return OPS[self.op](Fraction(x), Fraction(y))
        if isinstance(x, float) and math.isinf(x):
            return OPS[self.op](x, float(number(self.literal)))
        try:
            lit = number(self.literal)
        except ValueError:  # a number without a label, compared with a label
            return self.op == "!="
        return OPS[self.op](Fraction(x), lit)


class All:
    def __init__(self, terms, fn=all):
        self.terms, self.fn = terms, fn

    def holds(self, newest):
        return self.fn([t.holds(newest) for t in self.terms])


def same_criteria(a, b):
    """A single comparison of each, or the same of several."""
    while isinstance(a, All) and len(a.terms) == 1:
        a = a.terms[0]
    while isinstance(b, All) and len(b.terms) == 1:
        b = b.terms[0]
    if isinstance(a, All) or isinstance(b, All):
        return isinstance(a, All) and isinstance(b, All) and a.fn is b.fn and \
            len(a.terms) == len(b.terms) and all(same_criteria(x, y) for x, y in zip(a.terms, b.terms))
    return (a.name, a.op, a.literal, a.calibrated, a.other) == (b.name, b.op, b.literal, b.calibrated, b.other)


def criteria(e, system):
    """MatchCriteria: a Comparison, ComparisonList or BooleanExpression."""
    def comparison(c):
        return Comparison(qualify(system, c.get("parameterRef")), c.get("comparisonOperator", "=="),
                          c.get("value"), c.get("useCalibratedValue", "true") == "true")

    def expression(x):
        if tag(x) == "Condition":
            ref = children(x, "ParameterInstanceRef")
            sides = [(qualify(system, r.get("parameterRef")), r.get("useCalibratedValue", "true") == "true")
                     for r in ref]
            op = child(x, "ComparisonOperator").text
            if len(sides) == 2:
                return Comparison(sides[0][0], op, None, sides[0][1], sides[1])
            return Comparison(sides[0][0], op, child(x, "Value").text, sides[0][1])
        return All([expression(y) for y in x], all if tag(x) == "ANDedConditions" else any)

    c = list(e)[0]
    if tag(c) == "Comparison":
        return comparison(c)
    if tag(c) == "ComparisonList":
        return All([comparison(x) for x in c])
    return expression(list(c)[0])


def qualify(system, ref):
    return ref if ref.startswith("/") else "/" + system + "/" + ref


# ---- rules ------------------------------------------------------------------
class Rule:
    """All that is checked of one parameter in one context."""

    def __init__(self):
        self.when = None
        self.since = self.until = None
        self.static = Ranges()
        self.multi = []
        self.change = None
        self.conditions = []
        self.labels = None
        self.default_level = 0
        self.violations, self.conformance = 1, None
        self.violation_ns = self.conformance_ns = 0
        self.deadband = self.stuck_ns = 0
        self.stuck_level = 2
        self.spike = 0
        self.disabled = False
        self.has_alarm = False
        self.texts = []

    def applies(self, time, newest):
        time = time or 0
        if self.since is not None and time < self.since:
            return False
        if self.until is not None and time >= self.until:
            return False
        return self.when is None or self.when.holds(newest)

    def settle(self):
        """On the way back as many as violations, where nothing says else."""
        if self.is_empty:
            self.violations, self.conformance = 1, None
        elif self.conformance is None:
            self.conformance = self.violations

    def is_disabled(self, time):
        return self.disabled and (self.disabled_until is None or (time or 0) < self.disabled_until)

    def is_over(self, time):
        """Disabled until a time that came, and nothing to check beside that."""
        return self.disabled and not self.is_disabled(time) and self.is_empty

    @property
    def is_empty(self):
        return not (self.static.of or self.multi or self.change or self.conditions
                    or self.labels is not None or self.texts or self.stuck_ns or self.default_level)

    def copy(self):
        r = Rule()
        r.__dict__.update(self.__dict__)
        r.static = Ranges()
        r.static.inside, r.static.of = self.static.inside, dict(self.static.of)
        r.labels = dict(self.labels) if self.labels is not None else None
        r.texts = list(self.texts)
        return r


def read_alarm(e, system, kind):
    r = Rule()
    r.has_alarm = True
    r.violations = int(e.get("minViolations", "1"))
    r.conformance = int(e.get("minConformance", r.violations))
    for c in e:
        t = tag(c)
        if t == "StaticAlarmRanges":
            r.static = Ranges(c)
        elif t in ("ChangeAlarmRanges", "ChangePerSecondAlarmRanges"):
            r.change = c
        elif t == "AlarmMultiRanges":
            r.multi = [(LEVELS.index(x.get("level", "normal")), x.get("rangeForm", "outside") == "inside",
                        Range(x)) for x in c]
        elif t == "AlarmConditions":
            r.conditions = [({"Watch": 1, "Warning": 2, "Distress": 3, "Critical": 4, "Severe": 5}
                             [tag(x)[:-5]], criteria(x, system)) for x in c]
        elif t == "EnumerationAlarmList":
            r.labels = {}
            for x in c:
                r.labels.setdefault(x.get("enumerationLabel"), LEVELS.index(x.get("alarmLevel")))
        elif t == "StringAlarmList":
            r.texts = [(x.get("matchPattern"), LEVELS.index(x.get("alarmLevel"))) for x in c]
    if r.is_empty and not e.get("defaultAlarmLevel"):
        r.violations, r.conformance = 1, None
    if e.get("defaultAlarmLevel"):
        r.default_level = LEVELS.index(e.get("defaultAlarmLevel"))
        r.labels = r.labels if r.labels is not None else ({} if kind in ("enum", "bool") else None)
    return r


def alarm_rules(type_e, system, kind):
    """(context rules, default rule or None)"""
    rules = []
    for c in children(child(type_e, "ContextAlarmList"), "ContextAlarm"):
        r = read_alarm(c, system, kind)
        r.when = criteria(child(c, "ContextMatch"), system)
        rules.append(r)
    d = child(type_e, "DefaultAlarm")
    always = read_alarm(d, system, kind) if d is not None else None
    return rules, always if always is not None and not always.is_empty else None


# ---- limits.conf --------------------------------------------------------------
TOKEN = re.compile(r"""\s+|\#[^\n]*|"(?P<s>[^"]*)"|(?P<p>[{}=,])|(?P<w>[^\s{}=,"#]+)""")


def tokens(text):
    for m in TOKEN.finditer(text):
        if m.lastgroup:
            yield ("p" if m.lastgroup == "p" else "s", m.group(m.lastgroup))


def seconds(text):
    m = re.fullmatch(r"([\d.]+)(ms|s|min|h)", text)
    return int(Fraction(m.group(1)) * {"ms": 10**6, "s": S, "min": 60 * S, "h": 3600 * S}[m.group(2)])


def read_conf(text):
    """(sections outside of sets, sets); a section: (name, options)."""
    toks = list(tokens(text))
    i = 0

    def block():
        nonlocal i
        options, sections = {}, []
        while i < len(toks) and toks[i] != ("p", "}"):
            word = toks[i][1]
            if toks[i + 1] == ("p", "="):
                i += 2
                if toks[i] == ("p", "{"):
                    i += 1
                    value = []
                    while toks[i] != ("p", "}"):
                        if toks[i] != ("p", ","):
                            value.append(toks[i][1])
                        i += 1
                else:
                    value = toks[i][1]
                i += 1
                options[word] = value
            else:
                title = toks[i + 1][1]
                i += 3  # word, title, brace
                inner = block()
                i += 1
                sections.append((word, title, inner))
        return options, sections

    _, sections = block()
    return ([(t, o) for w, t, (o, _) in sections if w == "parameter"],
            [(o, [(t, p) for w, t, (p, _) in s if w == "parameter"])
             for w, _, (o, s) in sections if w == "set"])


def condition(text, system, names):
    """The condition language of limits.conf."""
    toks = re.findall(r"'[^']*'|==|!=|<=|>=|<|>|(?:raw|value)\([^)]*\)|\(|\)|[^\s()<>=!]+", text)
    pos = 0
    opposite = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}

    def either(is_not=False):
        nonlocal pos
        terms = [both(is_not)]
        while pos < len(toks) and toks[pos] == "or":
            pos += 1
            terms.append(both(is_not))
        return All(terms, all if is_not else any)

    def both(is_not):
        nonlocal pos
        terms = [one(is_not)]
        while pos < len(toks) and toks[pos] == "and":
            pos += 1
            terms.append(one(is_not))
        return All(terms, any if is_not else all)

    def side(text):
        raw = text.startswith("raw(")
        name = text[text.index("(") + 1:-1] if text.endswith(")") else text
        return next(n for n in names if n == name or n.endswith("/" + name)), not raw

    def one(is_not):
        nonlocal pos
        if toks[pos] == "not":  # what is not known is false behind it, too
            pos += 1
            return one(not is_not)
        if toks[pos] == "(":
            pos += 1
            x = either(is_not)
            pos += 1
            return x
        left, op, right = toks[pos:pos + 3]
        pos += 3
        name, calibrated = side(left)
        op = opposite[op] if is_not else op
        if right.endswith(")"):
            return Comparison(name, op, None, calibrated, side(right))
        return Comparison(name, op, right.strip("'"), calibrated)

    return either()


def has_checks(options, kind):
    """Does a section say what is wrong, and not only how it is checked?"""
    fits = kind in ("int", "float", "duration", "enum", "bool")
    return "stuck" in options or (fits and any(x in options for x in LEVELS + ["default_level"]))


def apply_options(rule, options, everything, kind):
    """everything: also what has to do with levels, which contexts keep."""
    if everything:
        if kind in ("int", "float", "duration"):
            for level, word in enumerate(LEVELS):
                if level and word in options:
                    rule.multi = [m for m in rule.multi if m[0] != level]
                    if options[word] == "off":
                        rule.static.of.pop(level, None)
                    else:
                        rule.static.of[level] = Range(interval=options[word])
        elif kind in ("enum", "bool"):
            for level, word in enumerate(LEVELS):
                if word in options:
                    rule.labels = rule.labels if rule.labels is not None else {}
                    some = options[word] if isinstance(options[word], list) else [options[word]]
                    for label in some:
                        rule.labels[label] = level
            if "default_level" in options:
                rule.labels = rule.labels if rule.labels is not None else {}
                rule.default_level = LEVELS.index(options["default_level"])
    if "violations" in options:
        rule.violations = int(options["violations"])
    if "conformance" in options:
        rule.conformance = int(options["conformance"])
    for word, attr in (("violation_time", "violation_ns"), ("conformance_time", "conformance_ns"),
                       ("stuck", "stuck_ns")):
        if word in options:
            setattr(rule, attr, seconds(options[word]))
    if "deadband" in options:
        rule.deadband = number(options["deadband"])
    if "stuck_level" in options:
        rule.stuck_level = LEVELS.index(options["stuck_level"])
    if "spike" in options:
        rule.spike = number(options["spike"])
    if "disabled" in options:
        rule.disabled = options["disabled"] == "true"
        rule.disabled_until = parse_time(options["until"]) if "until" in options else None


# ---- one parameter ------------------------------------------------------------
class Item:
    def __init__(self, name, type_, rules):
        self.name, self.type, self.rules = name, type_, rules
        self.is_checked = bool(rules)
        self.state = "normal"       # as printed
        self.rule = None
        self.time = None            # of the newest sample
        self.container = None
        self.quality = "none"
        self.forget()

    def forget(self):
        self.confirmed = 0
        self.side = [0] * 6         # of the newest sample that is at least so bad
        self.fresh()

    def fresh(self):
        """What begins anew with another rule, beside what is confirmed."""
        self.count = [0] * 6
        self.first = [0] * 6
        self.history = []           # (time, value) for changes
        self.same = None            # (bits, time since)
        self.held = None            # a sample that waits: (time, value)
        self.judged = None          # value judged before, for spikes
        self.is_new_rule = True


def change_of(item, rule, time, value):
    e = rule.change
    history = item.history
    step = int(Fraction(e.get("spanOfInterestInSeconds", "0")) * S) // 256
    per_sample = e.get("changeType") == "changePerSample"
    if not per_sample and time is not None and history and history[-1][0] == time:
        item.history = history[:-1] + [(time, value)]  # of one time the last to come
    elif per_sample or not history or (time or 0) - (history[-1][0] or 0) >= step:
        item.history = history + [(time, value)]
    basis = e.get("changeBasis", "absoluteChange")
    if per_sample:
        n = int(e.get("spanOfInterestInSamples", "1"))
        if len(history) < n:
            return None
        old_time, old = history[-n]
        over = 1
    else:
        span = Fraction(e.get("spanOfInterestInSeconds", "0")) * S
        older = [h for h in history if (time or 0) - (h[0] or 0) >= span and (h[0] or 0) < (time or 0)]
        if not older:
            return None
        old_time, old = older[-1]
        over = Fraction(time - (old_time or 0), S)
    if any(isinstance(x, float) and math.isinf(x) for x in (value, old)):
        d = 0 if value == old else float(value) - float(old)
        return d  # an infinity, or no number
    d = (Fraction(value) - Fraction(old)) / over
    if basis == "percentageChange":
        if d == 0:
            return Fraction(0)
        if old == 0:
            return math.copysign(math.inf, d)
        d = d * 100 / abs(Fraction(old))
    return d


def judge(item, rule, time, v, newest):
    """(level, side) of one good value, before persistence."""
    confirmed = None
    if item.confirmed and not item.is_new_rule:
        confirmed = (item.confirmed, item.side[item.confirmed])
    results = []
    num = v.eng
    if item.type.kind == "time":
        num = Fraction(v.eng, S)
    if not isinstance(num, str):
        results.append(rule.static.judge(num, confirmed, rule.deadband))
        if rule.multi:
            best, named = (0, 0), False
            for level, inside, rng in rule.multi:
                at_work = confirmed is not None and 0 < level <= confirmed[0]
                side = rng.judge(num, inside, BOTH if at_work else None, rule.deadband)
                if side is not None:
                    named = True
                    if level > best[0]:
                        best = (level, side)
            if not named and any(level == 0 for level, _, _ in rule.multi):
                best = (1, 0)
            results.append((best[0], 0))
    if rule.labels is not None and item.type.kind in ("enum", "bool"):
        results.append((rule.labels.get(v.eng, rule.default_level), 0))
    if item.type.kind == "string" and (rule.texts or rule.default_level):
        for pattern, level in rule.texts:
            if re.search(pattern, v.eng):
                results.append((level, 0))
                break
        else:
            results.append((rule.default_level, 0))
    held = [level for level, c in rule.conditions if c.holds(newest)]
    results.append((max(held, default=0), 0))
    if rule.change is not None:
        d = change_of(item, rule, time, num)
        if d is not None and d == d:
            results.append(Ranges(rule.change).judge(d, None, 0))
    if rule.stuck_ns:
        if item.same is None or item.same[0] != v.bits:
            item.same = (v.bits, time)
        elif (time or 0) - (item.same[1] or 0) >= rule.stuck_ns:
            results.append((rule.stuck_level, 0))
    best = (0, 0)
    for r in results:
        if r[0] > best[0]:
            best = r
    return best


def apart(a, b, limit):
    """Do a and b differ by more than limit?"""
    if any(isinstance(x, float) and math.isinf(x) for x in (a, b)):
        return a != b
    return abs(Fraction(a) - Fraction(b)) > limit


class Checker:
    def __init__(self, out):
        self.out, self.items, self.newest = out, {}, {}

    def tell(self, packet, time, item, new, text):
        if new != item.state:
            self.out.append("\t".join([str(packet), utc(time) if time is not None else "",
                                       item.name, item.state, new, text]))
            item.state = new

    def expire(self, packet, time, container):
        for item in (self.items[name] for name in dict.fromkeys(container.entries)):
            if item.container == container and item.time is not None:
                item.quality = "expired"
                old = self.newest.get(item.name)
                if old is not None:
                    old.ok = False
                if item.is_checked and item.state != "disabled":
                    item.history, item.held, item.same, item.judged = [], None, None, None
                    self.tell(packet, time, item, "expired", "")

    def rule_of(self, item, time):
        return next((r for r in item.rules if r.applies(time, self.newest) and
                     not r.is_over(time)), None)

    def sample(self, packet, time, item, v):
        if not item.is_checked:
            return
        rule = self.rule_of(item, time)
        if rule is not None and rule.is_disabled(time):
            item.forget()
            item.rule = None
            self.tell(packet, time, item, "disabled", v.text if v.ok else "")
            return
        if not v.ok:
            self.tell(packet, time, item, "invalid", "")
            return
        if v.is_nan:
            self.tell(packet, time, item, "nan", v.text)
            return
        if rule is None or rule.is_empty:
            item.forget()
            item.rule = rule
            self.tell(packet, time, item, "normal", v.text)
            return
        if rule is not item.rule:
            item.fresh()
            item.rule = rule
        if rule.spike and isinstance(v.eng, (int, float)):
            waiting, item.held = item.held, None
            if waiting is not None:
                if apart(v.eng, waiting[1].eng, rule.spike):
                    item.judged = None
                else:
                    self.judged(waiting[2], waiting[0], item, rule, waiting[1], packet)
            elif item.judged is not None and apart(v.eng, item.judged, rule.spike):
                item.held = (time, v, packet)
                self.tell_confirmed(packet, time, item, v)
                return
        self.judged(packet, time, item, rule, v, packet)

    def judged(self, _, time, item, rule, v, packet):
        level, side = judge(item, rule, time, v, self.newest)
        item.judged = v.eng
        step(item, rule, time, level, side)
        item.is_new_rule = False
        self.tell_confirmed(packet, time, item, v)

    def tell_confirmed(self, packet, time, item, v):
        c = item.confirmed
        self.tell(packet, time, item, LEVELS[c] + (SIDES[item.side[c]] if c else ""), v.text)


def step(item, rule, time, level, side):
    """The five monitors of "is it at least this bad?" after one sample."""
    violations = rule.violations
    conformance = rule.conformance if rule.conformance is not None else violations
    on = [k <= item.confirmed for k in range(6)]
    for k in range(1, 6):
        bad = level >= k
        if bad:
            item.side[k] = side
        if on[k] == bad:
            item.count[k] = 0
            continue
        if on[k] and item.is_new_rule:
            on[k] = False
            item.count[k] = 0
            continue
        if item.count[k] == 0:
            item.first[k] = time
        item.count[k] += 1
        need, span = (violations, rule.violation_ns) if bad else (conformance, rule.conformance_ns)
        if item.count[k] >= need and (time or 0) - (item.first[k] or 0) >= span:
            on[k] = bad
            item.count[k] = 0
    item.confirmed = max([k for k in range(1, 6) if on[k]], default=0)


# ---- database and packets -------------------------------------------------------
class Container:
    def __init__(self, e, system):
        self.name, self.e = e.get("name"), e
        base = child(e, "BaseContainer")
        self.match = criteria(child(base, "RestrictionCriteria"), system) if base is not None else None
        self.entries = [qualify(system, x.get("parameterRef")) for x in child(e, "EntryList")]
        rate = child(e, "DefaultRateInStream")
        self.period, self.declared = None, False
        if rate is not None:
            self.declared = True
            least = float(rate.get("minimumValue", rate.get("maximumValue", "0")))
            self.period = int(S / Fraction(least)) if least > 0 else None
        self.newest, self.intervals, self.is_expired = None, [], False

    def came(self, time):
        if self.newest is not None:
            if time <= self.newest:
                return
            self.intervals = (self.intervals + [time - self.newest])[-16:]
        self.newest, self.is_expired = time, False

    def deadline(self):
        period = self.period
        if not self.declared and len(self.intervals) >= 3:
            period = sorted(self.intervals)[-2]
        if period is None or self.newest is None or self.is_expired:
            return None
        return self.newest + max(int(EXPIRY * period), period + S // 4)


class Source:
    """The packets of one APID that have its newest time."""

    def __init__(self):
        self.newest, self.known, self.count, self.counts = None, [], None, False

    def came(self, packet, time):
        """Is it the same packet again?"""
        count = int.from_bytes(packet[2:4], "big") & 0x3FFF
        self.counts = self.counts or (self.count is not None and count != self.count)
        self.count = count
        if time is None or (self.newest is not None and time < self.newest):
            return False
        if time != self.newest:
            self.newest, self.known = time, []
        for c, p in self.known:
            if c == count and (self.counts or p == packet):
                return True
        self.known.append((count, packet))
        return False


class Database:
    def __init__(self, path, conf):
        root = ET.parse(path).getroot()
        self.system = root.get("name")
        tm = child(root, "TelemetryMetaData")
        types = {e.get("name"): e for e in child(tm, "ParameterTypeSet")}
        self.params = {}
        for p in child(tm, "ParameterSet"):
            self.params["/%s/%s" % (self.system, p.get("name"))] = types[p.get("parameterTypeRef")]
        self.containers = [Container(e, self.system) for e in child(tm, "ContainerSet")]
        self.root = self.containers[0]
        self.checker = Checker([])
        sections, sets = read_conf(conf)
        for name, e in self.params.items():
            t = Type(e)
            self.checker.items[name] = Item(name, t, self.rules(name, e, t, sections, sets))

    def rules(self, name, e, t, sections, sets):
        mine = [o for title, o in sections if name == title or name.endswith("/" + title)]
        contexts, always = alarm_rules(e, self.system, t.kind)
        if always is not None or any(has_checks(o, t.kind) for o in mine):
            always = always or Rule()
            for o in mine:
                apply_options(always, o, True, t.kind)
            always.settle()
        for c in contexts:
            for o in mine:
                apply_options(c, o, False, t.kind)
        first = []
        for options, inner in sets:
            some = [o for title, o in inner if name == title or name.endswith("/" + title)]
            if not some:
                continue
            checks = any(has_checks(o, t.kind) for o in some)
            if not checks and always is None and not (contexts and any("disabled" in o for o in some)):
                continue
            when = condition(options["when"], self.system, self.params) if "when" in options else None
            same = next((c for c in contexts if when is not None and same_criteria(c.when, when)), None)
            r = (same or always or Rule()).copy()
            r.when = None
            for o in some:
                apply_options(r, o, True, t.kind)
            r.settle()
            r.since = parse_time(options["from"]) if "from" in options else None
            r.until = parse_time(options["until"]) if "until" in options else None
            r.when = when
            first.append(r)
        return first + contexts + ([always] if always is not None else [])

    def decode(self, packet):
        """(leaf container or None, [(item, value)])"""
        out, bit, leaf = [], 0, None
        here = {}
        todo = [self.root]
        while todo:
            c = todo.pop()
            leaf = c
            for name in c.entries:
                t = self.checker.items[name].type
                v = t.decode(packet, bit)
                bit += t.bits
                here[name] = v
                out.append((self.checker.items[name], v))
            todo = [k for k in self.containers if k.match is not None and c is self.root
                    and k.match.holds(here)][:1]
        return (leaf if leaf is not self.root else None), out

    def run(self, data):
        checker, newest, last, n = self.checker, None, None, 0
        sources = {}
        while data:
            size = int.from_bytes(data[4:6], "big") + 7
            packet, data = data[:size], data[size:]
            leaf, values = self.decode(packet)
            time = next((v.eng for i, v in values if i.type.kind == "time" and v.ok), None)
            is_timed = time is not None
            goes_on = is_timed and (newest is None or time > newest)
            if is_timed:
                newest = time if newest is None else max(newest, time)
                last = newest if last is None else max(last, newest)
            elif last is not None:  # it follows the newest before it
                time = last
            key = (time is not None, time if time is not None else n)
            due = [] if not goes_on else [(c.deadline(), i, c) for i, c in enumerate(self.containers)
                   if c.deadline() is not None and c.deadline() < newest]
            for at, _, c in sorted(due, key=lambda d: d[:2]):
                c.is_expired = True
                checker.expire(n, at, c)
            if leaf is not None and newest is not None:
                leaf.came(time if is_timed else newest)
            source = sources.setdefault(int.from_bytes(packet[:2], "big") & 0x7FF, Source())
            self.check(n, time, key, leaf, values, source.came(packet, time if is_timed else None))
            n += 1
        return checker.out

    def check(self, n, time, key, leaf, values, is_repeat):
        checker = self.checker
        good = []
        late = {i.name for i, _ in values if i.time is not None and
                (key < i.time or (is_repeat and key == i.time))}
        for item, v in values:
            if item.name in late:
                continue
            item.time, item.container = key, leaf
            checker.newest[item.name] = v
            good.append((item, v))
        for item, v in good:
            checker.sample(n, time, item, v)


def main():
    conf = open(sys.argv[2]).read() if sys.argv[2] != "-" else ""
    for line in Database(sys.argv[1], conf).run(open(sys.argv[3], "rb").read()):
        print(line)


if __name__ == "__main__":
    main()
