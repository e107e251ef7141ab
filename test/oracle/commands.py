#!/usr/bin/env python3
"""commands.py - what the bytes of a command are, written from the standards.

A second opinion on src/mdb/encode*.c and load_command*.c that shares nothing
with them: XTCE 1.2 (OMG formal/20-02-02), CCSDS 133.0-B-2, ECSS-E-ST-70-41C.
Where these leave a choice, columba-xtce(5) says which one is taken.

    Database(path).encode(command, {argument: text}, options) -> bytes
    Refused is raised where nothing may be sent.

SPDX-License-Identifier: ISC
"""
import datetime
import math
import re
import struct
import xml.etree.ElementTree as tree
from fractions import Fraction


class Refused(Exception):
    """Nothing may be sent."""


class Tie(Exception):
    """Just between two raw numbers: either may be sent."""


def tag(node):
    return node.tag.rsplit('}', 1)[-1]


def lower(text):
    """The letters of ASCII have two cases here, the others do not."""
    return ''.join(c.lower() if c < '\x80' else c for c in text)


def child(node, *names):
    """The first child with one of the names, or None."""
    if node is not None:
        for c in node:
            if isinstance(c.tag, str) and tag(c) in names:
                return c
    return None


def children(node):
    return [] if node is None else [c for c in node if isinstance(c.tag, str)]


# ---- numbers ------------------------------------------------------------------

def nearest(x):
    """The whole number nearest to a fraction; halves away from zero."""
    return math.floor(x + Fraction(1, 2)) if x >= 0 else -math.floor(-x + Fraction(1, 2))


def double(x):
    """What a computer makes of it."""
    return Fraction(float(x))


def read_number(text):
    """An int or a float, or None."""
    if re.fullmatch(r'[+-]?\d+', text):
        return int(text)
    if re.fullmatch(r'-?0[xX][0-9a-fA-F]+|-?0[bB][01]+|-?0[oO][0-7]+', text):
        return int(text, 0)
    if re.fullmatch(r'[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?', text):
        v = float(text)
        return v if math.isfinite(v) else None
    return None


class Encoding:
    """Numbers to bits: a list of 0 and 1 in the order they are sent."""

    def __init__(self, node):
        self.node = node
        self.kind = tag(node)
        default = '32' if self.kind == 'FloatDataEncoding' else '8'
        self.bits = int(node.get('sizeInBits', default))
        self.coding = node.get('encoding', 'unsigned')
        order = node.get('byteOrder', 'mostSignificantByteFirst')
        numbers = order.split(',')
        self.is_little = order == 'leastSignificantByteFirst' or (
            len(numbers) > 1 and int(numbers[0]) < int(numbers[-1]))
        self.is_lsb_first = node.get('bitOrder') == 'leastSignificantBitFirst'

    @property
    def is_float(self):
        return self.kind == 'FloatDataEncoding'

    def whole_range(self):
        n = self.bits
        if self.coding == 'unsigned':
            return 0, 2**n - 1
        if self.coding == 'twosComplement':
            return -2**(n - 1), 2**(n - 1) - 1
        if self.coding in ('signMagnitude', 'onesComplement'):
            return -(2**(n - 1) - 1), 2**(n - 1) - 1
        return 0, 10**(n // (8 if self.coding == 'BCD' else 4)) - 1

    def whole_bits(self, v):
        low, high = self.whole_range()
        if not low <= v <= high:
            raise Refused(f'{v} is not in {low} .. {high}')
        n = self.bits
        if self.coding == 'signMagnitude':
            return abs(v) | (1 << (n - 1) if v < 0 else 0)
        if self.coding == 'onesComplement':
            return v if v >= 0 else (2**n - 1) - abs(v)
        if self.coding == 'BCD':
            return sum(int(d) << 8 * i for i, d in enumerate(reversed(str(v))))
        if self.coding == 'packedBCD':
            return int(str(v), 16)
        return v % 2**n

    def float_bits(self, v):
        if self.coding.startswith('MIL'):
            return milstd(v, self.bits)
        form = {16: '>e', 32: '>f', 64: '>d'}[self.bits]
        try:
            return int.from_bytes(struct.pack(form, float(v)), 'big')
        except OverflowError:
            raise Refused(f'{v} is too large') from None

    def to_bits(self, v):
        raw = self.float_bits(v) if self.is_float else self.whole_bits(v)
        bits = [raw >> i & 1 for i in reversed(range(self.bits))]
        if self.bits % 8 != 0:
            return bits[::-1] if self.is_lsb_first else bits
        octets = [bits[i:i + 8] for i in range(0, self.bits, 8)]
        if self.is_little:
            octets.reverse()
        if self.is_lsb_first:
            octets = [o[::-1] for o in octets]
        return [b for o in octets for b in o]


def milstd(v, bits):
    """MIL-STD-1750A: a two's complement fraction and exponent of eight bits."""
    digits = 24 if bits == 32 else 40
    x = Fraction(v)
    if x == 0:
        return 0
    best = None
    for e in range(127, -129, -1):
        m = x / Fraction(2)**e * 2**(digits - 1)
        r = round(m)
        if not -2**(digits - 1) <= r < 2**(digits - 1):
            break
        is_normal = r >= 2**(digits - 2) or r < -2**(digits - 2)
        if is_normal or e == -128:
            best = (r, e)
            break
    if best is None:
        raise Refused(f'{v} is too large')
    m, e = best
    if m == 0:
        return 0
    m &= 2**digits - 1
    e &= 0xff
    if bits == 32:
        return m << 8 | e
    return (m >> 16) << 24 | e << 16 | (m & 0xffff)


# ---- times --------------------------------------------------------------------

LEAPS = [datetime.datetime(y, m, 1) for y, m in (
    (1972, 7), (1973, 1), (1974, 1), (1975, 1), (1976, 1), (1977, 1), (1978, 1),
    (1979, 1), (1980, 1), (1981, 7), (1982, 7), (1983, 7), (1985, 7), (1988, 1),
    (1990, 1), (1991, 1), (1992, 7), (1993, 7), (1994, 7), (1996, 1), (1997, 7),
    (1999, 1), (2006, 1), (2009, 1), (2012, 7), (2015, 7), (2017, 1))]
UNIX = datetime.datetime(1970, 1, 1)


def leaps_at(t):
    """TAI - UTC, seconds."""
    return 10 + sum(1 for leap in LEAPS if t >= leap)


def read_time(text):
    """(datetime of whole seconds, fraction) or None."""
    m = re.fullmatch(r'(\d{4})-(?:(\d\d)-(\d\d)|(\d{3}))T(\d\d):(\d\d):(\d\d)(\.\d+)?Z?', text)
    if not m:
        return None
    try:
        if m[4]:
            day = datetime.datetime(int(m[1]), 1, 1) + datetime.timedelta(int(m[4]) - 1)
            if not 1 <= int(m[4]) <= 366 or day.year != int(m[1]):
                return None
        else:
            day = datetime.datetime(int(m[1]), int(m[2]), int(m[3]))
        t = day.replace(hour=int(m[5]), minute=int(m[6]), second=int(m[7]))
    except ValueError:
        return None
    return t, Fraction(m[8] or 0) if m[8] else Fraction(0)


def whole_seconds(delta):
    return delta.days * 86400 + delta.seconds


def since(epoch, t, fraction):
    """Seconds from an epoch to t.  Those that count atomic time see leaps."""
    if epoch in ('TAI', 'GPS', 'J2000'):
        start = {'TAI': datetime.datetime(1958, 1, 1),
                 'GPS': datetime.datetime(1980, 1, 6),
                 'J2000': datetime.datetime(2000, 1, 1, 12)}[epoch]
        # TAI since its epoch; at the GPS epoch TAI - UTC was 19 s; J2000 is
        # 12:00:00 TT, which is TAI + 32.184 s
        less = {'TAI': 0, 'GPS': 19, 'J2000': Fraction(-32184, 1000)}[epoch]
        return whole_seconds(t - start) + leaps_at(t) - less + fraction
    start = UNIX if epoch in ('UNIX', 'POSIX') else read_time(
        epoch if 'T' in epoch else epoch + 'T00:00:00')[0]
    return whole_seconds(t - start) + fraction


def read_duration(text, is_xml):
    """Seconds as a fraction, or None."""
    m = re.fullmatch(r'(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?', text)
    if m and is_xml:
        v = int(m[2] or 0) * 86400 + int(m[3] or 0) * 3600 + int(m[4] or 0) * 60
        return (v + Fraction(m[5] or 0)) * (-1 if m[1] else 1)
    n = read_number(text)
    if n is not None:
        return Fraction(n)
    m = re.fullmatch(r'(.*?) *(us|ms|min|h|d|s)', text)
    n = read_number(m[1]) if m else None
    if n is None:
        return None
    unit = {'us': Fraction(1, 10**6), 'ms': Fraction(1, 1000), 's': 1, 'min': 60,
            'h': 3600, 'd': 86400}[m[2]]
    return Fraction(n) * unit


# ---- calibrators ----------------------------------------------------------------

class Calibrator:
    """From raw to engineering; and back by looking for the raw number."""

    def __init__(self, node):
        self.terms = self.points = None
        poly, spline = child(node, 'PolynomialCalibrator'), child(node, 'SplineCalibrator')
        if poly is not None:
            self.terms = [(Fraction(float(t.get('coefficient'))), int(t.get('exponent')))
                          for t in children(poly)]
        elif spline is not None:
            self.points = sorted((Fraction(float(p.get('raw'))), Fraction(float(p.get('calibrated'))))
                                 for p in children(spline))
            self.order = int(spline.get('order', '1'))
            self.extrapolates = spline.get('extrapolate', 'false') == 'true'

    def value(self, x):
        """Exact, or None outside of a spline."""
        if self.terms is not None:
            return sum(c * x**e for c, e in self.terms)
        points = self.points
        if not self.extrapolates and not points[0][0] <= x <= points[-1][0]:
            return None
        if self.order == 0:
            below = [p for p in points if p[0] <= x]
            return (below[-1] if below else points[0])[1]
        for i in range(len(points) - 1):
            if x <= points[i + 1][0] or i == len(points) - 2:
                (xa, ya), (xb, yb) = points[i], points[i + 1]
                return ya + (yb - ya) * (x - xa) / (xb - xa)
        return None

    def whole(self, v, low, high):
        """The raw whole number whose value is nearest to v."""
        if self.points is not None and self.order == 0:
            for x, y in self.points:
                if y == v and low <= math.ceil(x) <= high:
                    return math.ceil(x)
            raise Refused('no step has it')
        if self.terms is not None and max(e for _, e in self.terms) == 1:
            c0 = sum(c for c, e in self.terms if e == 0)
            c1 = sum(c for c, e in self.terms if e == 1)
            r = nearest((v - c0) / c1)
            if not low <= r <= high:
                raise Refused('outside of what the raw number has')
            return r
        if self.points is not None:
            if not self.extrapolates:
                low = max(low, math.ceil(self.points[0][0]))
                high = min(high, math.floor(self.points[-1][0]))
        half = Fraction(1, 2)
        good = []
        previous = None
        for r in range(low, high + 1):
            y = self.value(Fraction(r))
            a, b = self.value(r - half), self.value(r + half)
            a, b = y if a is None else a, y if b is None else b
            if previous is not None:
                a = previous
            previous = b
            if v in (a, b):
                raise Tie()
            if min(a, b, y) <= v <= max(a, b, y):
                good.append((abs(y - v), r))
        if self.points is not None and not good:
            good = [(abs(y - v), r) for r, y in
                    ((r, self.value(Fraction(r))) for r in (low, high)
                     if r in (self.points[0][0], self.points[-1][0]))
                    if self._is_beside(r, y, v, low, high)]
        if not good:
            raise Refused('no raw number gives it')
        rs = [r for _, r in good]
        if max(rs) - min(rs) > 1:
            raise Refused('several raw numbers give it')
        return min(good)[1]

    def _is_beside(self, r, y, v, low, high):
        """Is v within half a raw step of the last point r?"""
        return any(low <= n <= high and abs(v - y) <= abs(self.value(Fraction(n)) - y) / 2
                   for n in (r - 1, r + 1))

    def real(self, v):
        """The raw number of a straight line."""
        if self.terms is not None:
            c0 = sum(c for c, e in self.terms if e == 0)
            c1 = sum(c for c, e in self.terms if e == 1)
            return (v - c0) / c1
        found = set()
        for (xa, ya), (xb, yb) in zip(self.points, self.points[1:]):
            if ya != yb and min(ya, yb) <= v <= max(ya, yb):
                found.add(xa + (v - ya) / (yb - ya) * (xb - xa))
        if len(found) != 1:
            raise Refused('none or several')
        return found.pop()


class Ranges:
    """ValidRangeSet: inside of one of them is good."""

    def __init__(self, nodes, applies_to_raw):
        self.nodes = nodes
        self.applies_to_raw = applies_to_raw

    def within(self, low, high):
        """The whole numbers from the least to the greatest that is valid."""
        def bound(end, default):
            found = [n.get(end + 'Inclusive', n.get(end + 'Exclusive')) for n in self.nodes]
            return [Fraction(float(x)) if x else default for x in found]
        return (max(low, math.ceil(min(bound('min', Fraction(low))))),
                min(high, math.floor(max(bound('max', Fraction(high))))))

    def has(self, v):
        def inside(n):
            return not ((n.get('minInclusive') and v < Fraction(float(n.get('minInclusive'))))
                        or (n.get('maxInclusive') and v > Fraction(float(n.get('maxInclusive'))))
                        or (n.get('minExclusive') and v <= Fraction(float(n.get('minExclusive'))))
                        or (n.get('maxExclusive') and v >= Fraction(float(n.get('maxExclusive')))))
        return not self.nodes or any(inside(n) for n in self.nodes)


# ---- the database -----------------------------------------------------------------

class Type:
    def __init__(self, node, system):
        self.node, self.system = node, system
        self.kind = re.sub('(Argument|Parameter)Type$', '', tag(node))
        outer = child(node, 'Encoding')
        where = outer if outer is not None else node
        encoding = child(where, 'IntegerDataEncoding', 'FloatDataEncoding',
                         'StringDataEncoding', 'BinaryDataEncoding')
        self.encoding = None
        self.coded = encoding
        if encoding is not None and tag(encoding)[0] in 'IF':
            self.encoding = Encoding(encoding)
        c = child(encoding, 'DefaultCalibrator')
        self.calibrator = Calibrator(c) if c is not None else None
        self.contexts = [(child(x, 'ContextMatch'), Calibrator(child(x, 'Calibrator')))
                         for x in children(child(encoding, 'ContextCalibratorList'))]
        ranges = child(node, 'ValidRangeSet')
        one = child(node, 'ValidRange')
        self.ranges = Ranges(children(ranges) if ranges is not None else [one] if one is not None else [],
                             ranges is not None and ranges.get('validRangeAppliesToCalibrated') == 'false')
        outer = outer if outer is not None else {}
        self.scale = Fraction(float(outer.get('scale', '1'))) * {
            'seconds': 1, 'milliSeconds': Fraction(1, 1000), 'microSeconds': Fraction(1, 10**6),
            'minutes': 60, 'hours': 3600, 'days': 86400}[outer.get('units', 'seconds')]
        self.offset = Fraction(float(outer.get('offset', '0'))) * self.scale / Fraction(
            float(outer.get('scale', '1')))
        epoch = child(child(node, 'ReferenceTime'), 'Epoch')
        self.epoch = epoch.text.strip() if epoch is not None else 'TAI'

    def labels(self):
        return [(e.get('label'), int(e.get('value')), int(e.get('maxValue', e.get('value'))))
                for e in children(child(self.node, 'EnumerationList'))]


class Database:
    def __init__(self, path):
        self.names = {}  # (what, qualified name) -> (node, system)
        self.types = {}
        self._collect(tree.parse(path).getroot(), '')

    def _collect(self, node, above):
        here = above + '/' + node.get('name')
        for c in children(node):
            if tag(c) == 'SpaceSystem':
                self._collect(c, here)
            elif tag(c) in ('TelemetryMetaData', 'CommandMetaData'):
                for group in children(c):
                    what = tag(group)
                    for item in children(group):
                        if item.get('name'):
                            self.names[what, here + '/' + item.get('name')] = (item, here)
                        own = child(item, 'CommandContainer') if tag(item) == 'MetaCommand' else None
                        if own is not None:
                            name = own.get('name', item.get('name'))
                            self.names['CommandContainerSet', here + '/' + name] = (own, here)

    def find(self, whats, ref, system):
        places = []
        if ref.startswith('/'):
            places = [ref]
        elif ref.startswith('.'):
            at = system
            for part in ref.split('/'):
                at = at if part == '.' else at.rsplit('/', 1)[0] if part == '..' else at + '/' + part
            places = [at]
        else:
            while system:
                places.append(system + '/' + ref)
                system = system.rsplit('/', 1)[0]
        for place in places:
            for what in whats:
                if (what, place) in self.names:
                    return self.names[what, place]
        raise KeyError(ref)

    def type_of(self, ref, system, is_parameter=False):
        sets = ['ParameterTypeSet'] if is_parameter else ['ArgumentTypeSet', 'ParameterTypeSet']
        node, where = self.find(sets, ref, system)
        if node not in self.types:
            self.types[node] = Type(node, where)
        return self.types[node]

    def encode(self, command, given, options):
        node, system = self.names['MetaCommandSet', command]
        return Packet(self, node, system, given, options).bytes(options)


# ---- one command ------------------------------------------------------------------

class Leaf:
    def __init__(self, name, type_, default):
        self.name, self.type = name, type_
        self.text, self.is_assigned, self.is_given, self.is_xml = default, False, False, True
        self.is_used, self.bits, self.eng, self.raw = False, None, None, None


class Packet:
    def __init__(self, db, node, system, given, options):
        self.db, self.given = db, given
        self.is_plain = options.get('plain', False)
        self.leaves, self.arguments = {}, {}
        self.parameters = {}  # node -> (type, raw, eng) of those in the packet
        self.bits, self.at, self.written = [], 0, set()
        self._arguments(node, system)
        if node.get('abstract') == 'true':
            raise Refused('it is abstract')
        for name, text in given.items():
            leaf = self.leaves.get(name)
            if leaf is None or leaf.is_assigned:
                raise Refused(f'{name} cannot be given')
            leaf.text, leaf.is_given, leaf.is_xml = text, True, False
        container, where = self._container_of(node, system)
        self.size, self.has_crc = None, False
        for entry, place in self._entries(container, where):
            self._entry(entry, place)
        for leaf in self.leaves.values():
            if leaf.is_given and not leaf.is_used:
                raise Refused(f'{leaf.name} is not in the packet')

    # -- arguments

    def _arguments(self, node, system):
        base = child(node, 'BaseMetaCommand')
        if base is not None:
            self._arguments(*self.db.find(['MetaCommandSet'], base.get('metaCommandRef'), system))
        for a in children(child(node, 'ArgumentList')):
            type_ = self.db.type_of(a.get('argumentTypeRef'), system)
            self.arguments[a.get('name')] = type_
            self._leaves(a.get('name'), type_, a.get('initialValue'))
        for a in children(child(base, 'ArgumentAssignmentList')):
            leaf = self.leaves[a.get('argumentName')]
            leaf.text, leaf.is_assigned = a.get('argumentValue'), True

    def _leaves(self, name, type_, default):
        if type_.kind == 'Aggregate':
            for m in children(child(type_.node, 'MemberList')):
                self._leaves(f'{name}.{m.get("name")}', self.db.type_of(m.get('typeRef'), type_.system),
                             m.get('initialValue'))
        elif type_.kind == 'Array':
            element = self.db.type_of(type_.node.get('arrayTypeRef'), type_.system)
            for index in self._indices(type_, True):
                self._leaves(name + ''.join(f'[{i}]' for i in index), element, None)
        else:
            self.leaves[name] = Leaf(name, type_, type_.node.get('initialValue') if default is None
                                     else default)

    def _indices(self, type_, is_most):
        """All indices of an array, row by row."""
        out = [()]
        for d in children(child(type_.node, 'DimensionList')):
            start = self._integer(child(d, 'StartingIndex'))
            end = child(d, 'EndingIndex')
            dynamic = child(end, 'DynamicValue')
            last = 1023 if is_most and dynamic is not None else self._integer(end)
            if last - start + 1 < 0 or last - start + 1 > 1024:
                raise Refused('a number of elements that cannot be')
            out = [o + (i,) for o in out for i in range(start, last + 1)]
        return out

    # -- references to values

    def _look(self, node):
        """(type, raw, eng) of an argument or a parameter in the packet."""
        if node.get('argumentRef') is not None:
            leaf = self._leaf(node.get('argumentRef').replace('/', '.'))
            return leaf.type, leaf.raw, leaf.eng
        item = self.db.find(['ParameterSet'], node.get('parameterRef'), self.system)[0]
        return self.parameters.get(item)

    def _integer(self, node):
        fixed, dynamic = child(node, 'FixedValue'), child(node, 'DynamicValue')
        if fixed is not None:
            return int(fixed.text)
        ref, linear = children(dynamic)[0], child(dynamic, 'LinearAdjustment')
        held = self._look(ref)
        if held is None:
            raise Refused('it depends on what is not there')
        v = Fraction(held[2] if ref.get('useCalibratedValue', 'true') == 'true' else held[1])
        if linear is not None:
            v = v * Fraction(float(linear.get('slope', '1'))) + Fraction(float(linear.get('intercept', '0')))
        return nearest(v)

    def _holds(self, node):
        name = tag(node)
        if name in ('IncludeCondition', 'ContextMatch', 'ComparisonList', 'ANDedConditions',
                    'BooleanExpression'):
            return all(self._holds(c) for c in children(node))
        if name == 'ORedConditions':
            return any(self._holds(c) for c in children(node))
        parts = children(node)
        operator = node.get('comparisonOperator', '==')
        if name == 'Condition':
            ref, operator, text = parts[0], parts[1].text, parts[2].text
        else:
            ref, text = parts[0] if parts else node, node.get('value')
        held = self._look(ref)
        if held is None:
            return False
        type_, raw, eng = held
        is_eng = ref.get('useCalibratedValue', 'true') == 'true'
        left, right = eng if is_eng else raw, text
        if is_eng and type_.kind == 'Enumerated':
            right = {l: v for l, v, _ in type_.labels()}.get(text, read_number(text))
            label = [l for l in type_.labels() if l[1] <= left <= l[2]]
            left = label[0][1] if label else left
        elif is_eng and type_.kind == 'Boolean':
            right = int(text == type_.node.get('oneStringValue', 'True'))
        elif not isinstance(left, str):
            right = Fraction(read_number(text))
        return {'==': left == right, '!=': left != right, '<': left < right, '<=': left <= right,
                '>': left > right, '>=': left >= right}[operator]

    # -- containers

    def _container_of(self, node, system):
        own = child(node, 'CommandContainer')
        if own is not None:
            return own, system
        base = child(node, 'BaseMetaCommand')
        if base is None:
            raise Refused('no container')
        return self._container_of(*self.db.find(['MetaCommandSet'], base.get('metaCommandRef'), system))

    def _entries(self, container, system):
        """(entry, system), bases first; sets what restrictions ask for."""
        out = []
        base = child(container, 'BaseContainer')
        if base is not None:
            out = self._entries(*self.db.find(['CommandContainerSet', 'ContainerSet'],
                                              base.get('containerRef'), system))
            for c in (base.iter() if child(base, 'RestrictionCriteria') is not None else []):
                if isinstance(c.tag, str) and tag(c) == 'Comparison':
                    path = c.get('parameterRef')
                    name, _, member = path.partition('.')
                    self.wanted[self.db.find(['ParameterSet'], name, system)[0], member] = c.get('value')
        own = child(container, 'BinaryEncoding')
        if own is not None:
            if child(own, 'SizeInBits') is not None:
                self.size = self._integer(child(own, 'SizeInBits'))
            self.has_crc |= child(own, 'ErrorDetectCorrect') is not None
        return out + [(e, system) for e in children(child(container, 'EntryList'))]

    wanted = None
    system = ''

    def __new__(cls, *_):
        self = super().__new__(cls)
        self.wanted = {}
        return self

    def _entry(self, entry, system):
        self.system = system
        include = child(entry, 'IncludeCondition')
        if include is not None and not self._holds(include):
            return
        place = child(entry, 'LocationInContainerInBits')
        if place is not None:
            offset = self._integer(place)
            from_start = place.get('referenceLocation') == 'containerStart'
            self.at = offset if from_start else self.at + offset
            if self.at < 0:
                raise Refused('before the packet')
        kind = tag(entry)
        if kind == 'FixedValueEntry':
            size = int(entry.get('sizeInBits'))
            v = int(entry.get('binaryValue'), 16) & (2**size - 1)
            self._put([v >> i & 1 for i in reversed(range(size))])
        elif kind == 'ContainerRefEntry':
            for e, where in self._entries(*self.db.find(['CommandContainerSet', 'ContainerSet'],
                                                        entry.get('containerRef'), system)):
                self._entry(e, where)
            self.system = system
        elif kind == 'ParameterRefEntry':
            self._parameter(entry, system)
        else:
            name = entry.get('argumentRef')
            self._put_type(name, self.arguments[name])

    def _parameter(self, entry, system):
        node, where = self.db.find(['ParameterSet'], entry.get('parameterRef'), system)
        type_ = self.db.type_of(node.get('parameterTypeRef'), where, True)
        text = self.wanted.get((node, ''), node.get('initialValue', type_.node.get('initialValue')))
        leaf = Leaf(node.get('name'), type_, text)
        if text is None:
            is_ours = not self.is_plain and (self.at, type_.encoding.bits) in ((16, 2), (18, 14), (32, 16))
            if not is_ours:
                raise Refused('a parameter without a value')
            leaf.text = None
            self.at += type_.encoding.bits
            self.bits += [0] * (self.at - len(self.bits))
            self.bits[self.at - type_.encoding.bits:self.at] = [0] * type_.encoding.bits
            return
        self._work_out(leaf)
        self.parameters[node] = (type_, leaf.raw, leaf.eng)
        self._put(leaf.bits)

    def _put_type(self, name, type_):
        if type_.kind == 'Aggregate':
            for m in children(child(type_.node, 'MemberList')):
                self._put_type(f'{name}.{m.get("name")}', self.db.type_of(m.get('typeRef'), type_.system))
        elif type_.kind == 'Array':
            element = self.db.type_of(type_.node.get('arrayTypeRef'), type_.system)
            for index in self._indices(type_, False):
                self._put_type(name + ''.join(f'[{i}]' for i in index), element)
        else:
            self._put(self._leaf(name).bits)

    def _put(self, bits):
        end = self.at + len(bits)
        self.bits += [0] * (end - len(self.bits))
        self.bits[self.at:end] = bits
        self.written.update(range(self.at, min(end, 64)))
        self.at = end

    # -- values

    def _leaf(self, name):
        leaf = self.leaves[name]
        leaf.is_used = True
        if leaf.bits is None:
            if leaf.text is None:
                raise Refused(f'{name} is missing')
            if leaf.eng == 'busy':
                raise Refused('it depends on itself')
            leaf.eng = 'busy'
            self._work_out(leaf)
        return leaf

    def _work_out(self, leaf):
        kind = leaf.type.kind
        if kind == 'String':
            self._string(leaf)
        elif kind == 'Binary':
            self._binary(leaf)
        else:
            self._number(leaf)

    def _typed(self, leaf):
        """The number that is calibrated backwards."""
        t, text = leaf.type, leaf.text
        if t.kind == 'Enumerated':
            return self._label(t, text)
        if t.kind == 'Boolean':
            return self._boolean(t, text)
        if t.kind == 'AbsoluteTime':
            when = read_time(text)
            if when is None:
                raise Refused('not a time')
            return (since(t.epoch, *when) - t.offset) / t.scale
        if t.kind == 'RelativeTime':
            v = read_duration(text, leaf.is_xml)
            if v is None:
                raise Refused('not a duration')
            return (v - t.offset) / t.scale
        v = read_number(text)
        if v is None or (t.kind == 'Integer' and v != int(v)):
            raise Refused(f'{text} is no such number')
        return Fraction(v)

    @staticmethod
    def _label(t, text):
        labels = t.labels()
        for l, v, _ in labels:
            if l == text:
                return Fraction(v)
        alike = [v for l, v, _ in labels if lower(l) == lower(text)]
        if len(alike) == 1:
            return Fraction(alike[0])
        n = read_number(text)
        if isinstance(n, int) and any(a <= n <= b for _, a, b in labels):
            return Fraction(n)
        raise Refused(f'{text} is no label')

    @staticmethod
    def _boolean(t, text):
        one, zero = t.node.get('oneStringValue', 'True'), t.node.get('zeroStringValue', 'False')
        for same in (lambda a, b: a == b, lambda a, b: a.lower() == b.lower()):
            if same(text, one) or same(text, zero):
                return Fraction(int(same(text, one)))
        if text.lower() in ('true', '1', 'false', '0'):
            return Fraction(int(text.lower() in ('true', '1')))
        raise Refused(f'{text} is no boolean')

    def _number(self, leaf):
        t, e = leaf.type, leaf.type.encoding
        v = self._typed(leaf)
        shown = v * t.scale + t.offset if t.kind == 'RelativeTime' else v
        if t.kind not in ('AbsoluteTime', 'Enumerated', 'Boolean') and not t.ranges.applies_to_raw \
                and not t.ranges.has(shown):
            raise Refused('not in its valid range')
        if t.kind == 'Integer' and not self._fits_kind(t, v):
            raise Refused('not of its sign')
        calibrator = next((c for match, c in t.contexts if self._holds(match)), t.calibrator)
        raw, eng = v, v
        if calibrator is not None:
            raw, eng = self._back(t, e, calibrator, v)
        elif not e.is_float:
            if raw.denominator != 1 and t.kind not in ('AbsoluteTime', 'RelativeTime'):
                raise Refused('not a whole number')
            if raw.denominator == 2:
                raise Tie()
            raw = nearest(raw)
        if t.ranges.applies_to_raw and not t.ranges.has(raw):
            raise Refused('its raw value is not in the valid range')
        number = float(raw) if e.is_float else int(raw)
        if e.is_float and raw == 0 and calibrator is None and leaf.text.startswith('-'):
            number = -0.0
        leaf.bits = e.to_bits(number)
        leaf.raw, leaf.eng = raw, eng if t.kind in ('Enumerated', 'Boolean') or calibrator else raw

    @staticmethod
    def _fits_kind(t, v):
        is_signed = t.node.get('signed', 'true') == 'true'
        return v < 2**63 if is_signed else v >= 0

    @staticmethod
    def _back(t, e, c, v):
        if e.is_float:
            raw = c.real(v)
            return raw, v
        low, high = e.whole_range()
        if t.ranges.applies_to_raw and t.ranges.nodes:
            low, high = t.ranges.within(low, high)
        raw = c.whole(v, low, high)
        if not t.ranges.applies_to_raw and not t.ranges.has(double(c.value(Fraction(raw)))):
            # of the neighbours, one whose value is valid
            for r in (raw - 1, raw + 1):
                y = c.value(Fraction(r)) if low <= r <= high else None
                if y is not None and t.ranges.has(double(y)):
                    return r, y
            raise Refused('no raw number beside it is valid')
        return raw, c.value(Fraction(raw))

    # -- texts

    def _string(self, leaf):
        node = leaf.type.coded
        charset = node.get('encoding', 'UTF-8')
        name = {'US-ASCII': 'ascii', 'ISO-8859-1': 'latin-1', 'Windows-1252': 'cp1252',
                'UTF-16': 'utf-16-be', 'UTF-32': 'utf-32-be'}.get(charset, charset)
        try:
            text = leaf.text.encode(name)
        except UnicodeEncodeError:
            raise Refused('not in the charset') from None
        leaf.raw = leaf.eng = leaf.text
        unit = 2 if '16' in charset else 4 if '32' in charset else 1
        variable = child(node, 'Variable')
        where = variable if variable is not None else child(node, 'SizeInBits')
        lead, end = child(where, 'LeadingSize'), child(where, 'TerminationChar')
        fixed, dynamic = child(where, 'Fixed'), child(where, 'DynamicValue')
        ends = bytes.fromhex(end.text) if end is not None and lead is None else b''
        if ends and any(text[i:i + len(ends)] == ends for i in range(0, len(text), unit)):
            raise Refused('its terminator is in it')
        most = int(where.get('maxSizeInBits', '0')) or None
        front = b''
        size = None
        if fixed is not None or dynamic is not None:
            size = self._integer(fixed if fixed is not None else where)
            if size < 0 or size % 8 or (most and size > most):
                raise Refused('a size that cannot be')
        if lead is not None:
            width = int(lead.get('sizeInBitsOfSizeTag', '16'))
            if len(text) >= 2**width:
                raise Refused('too long for its size')
            front = len(text).to_bytes(width // 8, 'big')
        out = front + text
        if size is not None:
            if 8 * len(out) > size:
                raise Refused('too long')
            if 8 * len(out + ends) <= size:
                out += ends
            out += bytes(size // 8 - len(out))
        else:
            out += ends
            if most and 8 * len(out) > most:
                raise Refused('too long')
        leaf.bits = octets(out)

    def _binary(self, leaf):
        text = leaf.text[2:] if leaf.text[:2] in ('0x', '0X') else leaf.text
        if not re.fullmatch('([0-9a-fA-F]{2})*', text):
            raise Refused('not bytes')
        size = self._integer(child(leaf.type.coded, 'SizeInBits'))
        data = bytes.fromhex(text)
        if size < 0 or len(data) != (size + 7) // 8:
            raise Refused('another size')
        bits = octets(data)
        if any(bits[size:]):
            raise Refused('more bits than it has')
        leaf.bits, leaf.raw, leaf.eng = bits[:size], data, data

    # -- the packet

    def bytes(self, options):
        if self.size is not None:
            if len(self.bits) > self.size:
                raise Refused('longer than its container')
            self.bits += [0] * (self.size - len(self.bits))
        self.bits += [0] * (-len(self.bits) % 8)
        out = bytearray(int(''.join(map(str, self.bits[i:i + 8])), 2) for i in range(0, len(self.bits), 8))
        has_crc = options.get('crc') or self.has_crc
        if not options.get('plain'):
            self._header(out, options, has_crc)
        if has_crc:
            out += crc16(out).to_bytes(2, 'big')
        return bytes(out)

    def _header(self, out, options, has_crc):
        if len(out) < 6:
            raise Refused('shorter than a header')
        pus = options.get('pus')
        if pus is not None and not out[0] & 0x08:
            service, subtype, ack, source = pus
            out[6:6] = bytes([0x20 | ack, service, subtype, source >> 8, source & 0xff])
            out[0] |= 0x08
        length = len(out) + (2 if has_crc else 0)
        if length < 7:
            raise Refused('no data')
        flags = out[2] >> 6 if self.written & {16, 17} else 3
        out[2:4] = (flags << 14 | options.get('sequence', 0)).to_bytes(2, 'big')
        out[4:6] = (length - 7).to_bytes(2, 'big')


def octets(data):
    return [b >> i & 1 for b in data for i in reversed(range(8))]


def crc16(data):
    """ECSS-E-ST-70-41C annex B: x16 + x12 + x5 + 1, preset to ones."""
    register = 0xffff
    for bit in octets(data):
        top = register >> 15
        register = register << 1 & 0xffff
        if top != bit:
            register ^= 0x1021
    return register
