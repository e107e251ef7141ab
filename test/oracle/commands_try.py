#!/usr/bin/env python3
"""commands_try.py - columba command against commands.py on random databases.

usage: commands_try.py [-k DIRECTORY] FIRST COUNT

A seed gives one database with several commands, and several sets of values for
each: valid, at the edges, just outside, of the wrong type.  The bytes have to
be the same, or both have to refuse.  -k keeps databases that differ.

SPDX-License-Identifier: ISC
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from fractions import Fraction
from xml.sax.saxutils import quoteattr

from commands import Calibrator, Database, Refused, Tie
import xml.etree.ElementTree as tree


def number(v):
    """A fraction as text that a double holds."""
    v = Fraction(v)
    return str(int(v)) if v.denominator == 1 else repr(float(v))


class Value:
    """A type and how to make texts for it."""

    def __init__(self, xml, good, edge=None, bad=None):
        self.xml, self.good = xml, good
        self.edge, self.bad = edge or good, bad or good


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.types, self.n = [], 0

    # -- encodings

    def orders(self, bits):
        r, out = self.r, ''
        if bits % 8 == 0 and bits > 8 and r.random() < .3:
            little = ['leastSignificantByteFirst', ','.join(map(str, range(bits // 8)))]
            out += f' byteOrder="{r.choice(little)}"'
        if r.random() < .1:
            out += ' bitOrder="leastSignificantBitFirst"'
        return out

    def whole(self, most=64, calibrator='', small=False):
        """(xml, low, high)"""
        r = self.r
        coding = r.choice(['unsigned'] * 4 + ['twosComplement'] * 3 + [
            'signMagnitude', 'onesComplement', 'BCD', 'packedBCD'])
        bits = r.choice([8, 16, 24, 32, 48, 64, r.randint(1, 64)])
        bits = min(bits, most)
        if small:
            bits = r.randint(4, 10)
        if coding in ('signMagnitude', 'onesComplement', 'twosComplement'):
            bits = max(bits, 2)
        if coding == 'BCD':
            bits = max(bits // 8 * 8, 8)
        if coding == 'packedBCD':
            bits = max(bits // 4 * 4, 4)
        low, high = {
            'unsigned': (0, 2**bits - 1), 'twosComplement': (-2**(bits - 1), 2**(bits - 1) - 1),
            'BCD': (0, 10**(bits // 8) - 1), 'packedBCD': (0, 10**(bits // 4) - 1),
        }.get(coding, (-2**(bits - 1) + 1, 2**(bits - 1) - 1))
        return (f'<IntegerDataEncoding sizeInBits="{bits}" encoding="{coding}"{self.orders(bits)}',
                low, high)

    def real(self):
        """(xml, greatest)"""
        coding, bits = self.r.choice([('IEEE754_1985', 16), ('IEEE754', 32), ('IEEE754_1985', 32),
                                      ('IEEE754_1985', 64), ('MILSTD_1750A', 32), ('MILSTD_1750A', 48)])
        most = {('I', 16): 65504.0, ('I', 32): 3.4028234663852886e38, ('I', 64): 1.7976931348623157e308,
                ('M', 32): (1 - 2.0**-23) * 2.0**127, ('M', 48): (1 - 2.0**-39) * 2.0**127}[coding[0], bits]
        return f'<FloatDataEncoding sizeInBits="{bits}" encoding="{coding}"{self.orders(bits)}', most

    def add(self, kind, attributes, inner):
        self.n += 1
        name = f'T{self.n}'
        self.types.append(f'<{kind}ArgumentType name="{name}"{attributes}>{inner}</{kind}ArgumentType>')
        return name

    # -- numbers

    def int_text(self, v):
        r = self.r.random()
        if v >= 0 and r < .1:
            return hex(v)
        if v >= 0 and r < .15:
            return bin(v)
        return str(v)

    def ranges(self, low, high, is_whole):
        """(xml, low, high, bad texts)"""
        r = self.r
        if r.random() < .5 or high - low < 4:
            return '', low, high, []
        a = low + (high - low) * Fraction(r.randint(0, 7), 16)
        b = low + (high - low) * Fraction(r.randint(9, 16), 16)
        a, b = (int(a), int(b)) if is_whole or abs(high) > 10**6 else (a, b)
        if abs(a) > 2**50 or abs(b) > 2**50 or a >= b:
            return '', low, high, []
        step = 1 if is_whole else Fraction(1, 1024)
        if r.random() < .2:
            xml = f'<ValidRange minExclusive="{number(a)}" maxExclusive="{number(b)}"/>'
            return f'<ValidRangeSet>{xml}</ValidRangeSet>', a + step, b - step, [number(a), number(b)]
        xml = f'<ValidRange minInclusive="{number(a)}" maxInclusive="{number(b)}"/>'
        if r.random() < .2:
            xml = (f'<ValidRange minInclusive="{number(a)}" maxInclusive="{number(a)}"/>'
                   f'<ValidRange minInclusive="{number(a + step)}" maxInclusive="{number(b)}"/>')
        bad = [number(a - step), number(b + step)]
        return f'<ValidRangeSet>{xml}</ValidRangeSet>', a, b, bad

    def integer(self, most=64):
        r = self.r
        encoding, low, high = self.whole(most)
        signed = r.random() < .6
        if not signed:
            low = max(low, 0)
        elif high > 2**63 - 1:
            high = 2**63 - 1
        text, a, b, bad = self.ranges(low, high, True)
        initial = f' initialValue="{r.randint(a, b)}"' if r.random() < .2 and b < 2**63 else ''
        size = ' sizeInBits="64"' if initial else ''
        name = self.add('Integer', f' signed="{"true" if signed else "false"}"{initial}{size}',
                        encoding + '/>' + text)
        return Value(name, lambda: self.int_text(r.randint(a, b)), lambda: str(r.choice([a, b])),
                     lambda: r.choice(bad + [str(low - 1), str(high + 1), '1.5', 'x', '', '1e40', '12z']))

    def calibrator(self, low, high):
        """xml of one for whole raw numbers low .. high, of up to 10 bits."""
        r = self.r
        kind = r.choice(['line', 'line', 'curve', 'spline', 'spline', 'steps'])
        if kind == 'line':
            terms = [(Fraction(r.randint(-40, 40), 4), 0),
                     (r.choice([-1, 1]) * Fraction(r.randint(1, 64), 8), 1)]
        elif kind == 'curve':
            c2 = Fraction(r.choice([-1, 1]) * r.randint(1, 8), 8)
            at = r.choice([low, high, low - r.randint(1, 50), r.randint(low, high)])
            terms = [(Fraction(r.randint(-40, 40), 4), 0), (-2 * c2 * at, 1), (c2, 2)]
        else:
            n = min(r.randint(2, 6), high - low + 1)
            xs = sorted(r.sample(range(low, high + 1), n))
            ys = r.sample(range(-400, 400), n)
            if r.random() < .7:
                ys.sort(reverse=r.random() < .5)
            order = 0 if kind == 'steps' else 1
            points = ''.join(f'<SplinePoint raw="{x}" calibrated="{y}"/>' for x, y in zip(xs, ys))
            more = ' extrapolate="true"' if r.random() < .3 and order == 1 else ''
            return f'<SplineCalibrator order="{order}"{more}>{points}</SplineCalibrator>'
        return '<PolynomialCalibrator>' + ''.join(
            f'<Term coefficient="{number(c)}" exponent="{e}"/>' for c, e in terms) + '</PolynomialCalibrator>'

    def calibrated(self, context=None):
        r = self.r
        encoding, low, high = self.whole(small=True)
        xml = self.calibrator(low, high)
        c = Calibrator(tree.fromstring(f'<DefaultCalibrator>{xml}</DefaultCalibrator>'))
        contexts = ''
        if context is not None:
            contexts = ('<ContextCalibratorList><ContextCalibrator><ContextMatch>'
                        f'<Comparison value="{context[1]}"><ArgumentInstanceRef argumentRef="{context[0]}"/>'
                        f'</Comparison></ContextMatch><Calibrator>{self.calibrator(low, high)}</Calibrator>'
                        '</ContextCalibrator></ContextCalibratorList>')
        values = [v for v in (c.value(Fraction(x)) for x in range(low, high + 1)) if v is not None]
        a, b = min(values), max(values)
        text, lo, hi, bad = self.ranges(a, b, False)
        if text and r.random() < .3:
            text = text.replace('<ValidRangeSet>', '<ValidRangeSet validRangeAppliesToCalibrated="false">')
            lo, hi = a, b
        name = self.add('Float', '', f'{encoding}><DefaultCalibrator>{xml}</DefaultCalibrator>{contexts}'
                        f'</IntegerDataEncoding>{text}')

        def near():
            for _ in range(20):
                x = r.randint(low, high)
                v, w = c.value(Fraction(x)), c.value(Fraction(x + 1))
                if v is None:
                    continue
                if w is not None and r.random() < .4:
                    v += (w - v) * Fraction(r.choice([1, 2, 3, 5, 6]), 8)
                if lo <= v <= hi:
                    return number(v)
            return number(a)
        return Value(name, near, lambda: number(r.choice([a, b, lo, hi])),
                     lambda: r.choice(bad + [number(a - 1000), number(b + 1000), number(a - Fraction(1, 16)),
                                             'nan', 'inf', 'x']))

    def floating(self):
        r = self.r
        encoding, most = self.real()
        kind = r.random()
        if kind < .3:
            c1 = r.choice([-1, 1]) * Fraction(1, 4) * 2**r.randint(0, 4)
            c0 = Fraction(r.randint(-40, 40), 2)
            name = self.add('Float', '', f'{encoding}><DefaultCalibrator><PolynomialCalibrator>'
                            f'<Term coefficient="{number(c0)}" exponent="0"/>'
                            f'<Term coefficient="{number(c1)}" exponent="1"/></PolynomialCalibrator>'
                            '</DefaultCalibrator></FloatDataEncoding>')
            return Value(name, lambda: number(Fraction(r.randint(-10**4, 10**4), 8)),
                         lambda: number(c0), lambda: r.choice(['1e400', 'x', 'nan']))
        text, lo, hi, bad = self.ranges(Fraction(-60000), Fraction(60000), False) if kind < .6 else (
            '', None, None, [])
        name = self.add('Float', '', encoding + '/>' + text)

        def good():
            if lo is not None:
                return number(lo + (hi - lo) * Fraction(r.randint(0, 1000), 1000))
            return r.choice([lambda: repr(r.uniform(-1000, 1000)), lambda: repr(r.uniform(-6e4, 6e4)),
                             lambda: repr(r.uniform(-1, 1) * 2.0**r.randint(-160, 14)),
                             lambda: str(r.randint(-60000, 60000)), lambda: '0', lambda: '-0.0'])()

        def edge():
            near = [most, -most, most * (1 + 2.0**-52), most * (1 + 2.0**-25), most * (1 + 2.0**-12),
                    2.0**-24, 2.0**-25, 2.0**-149, 2.0**-14, -2.0**127, -1.0, -.5, 0.5, 2.0**-130,
                    65519.0, 65520.0, -65520.0, 2049.0, 2051.0]
            v = r.choice(near)
            return repr(v) if abs(v) != float('inf') else '1e309'
        return Value(name, good, edge, lambda: r.choice(bad + ['x', 'nan', 'inf', '-inf', '1e400', '']))

    # -- others

    def enumerated(self):
        r = self.r
        encoding, low, high = self.whole(16)
        n = min(r.randint(1, 6), high - low + 1)
        values = r.sample(range(low, high + 1), n) if high - low < 10**5 else [low + i for i in range(n)]
        values.sort()
        labels, xml = [], ''
        for i, v in enumerate(values):
            end = values[i + 1] - 1 if i + 1 < n else high
            most = min(end, v + r.randint(1, 3)) if r.random() < .3 else v
            label = r.choice(['ON', 'OFF', 'Safe', 'SAFE', 'a b', 'é', '7', 'x' * 30]) + ('' if r.random() < .2 else str(i))
            if label in [l for l, _, _ in labels]:
                label += f'_{i}'
            labels.append((label, v, most))
            more = f' maxValue="{most}"' if most != v else ''
            xml += f'<Enumeration value="{v}"{more} label={quoteattr(label)}/>'
        initial = f' initialValue={quoteattr(labels[0][0])}' if r.random() < .2 else ''
        name = self.add('Enumerated', initial, f'{encoding}/><EnumerationList>{xml}</EnumerationList>')
        return Value(name, lambda: r.choice(labels)[0],
                     lambda: r.choice([r.choice(labels)[0].swapcase(), str(r.choice(labels)[2])]),
                     lambda: r.choice(['NOPE', '', str(values[-1] + 9), '1.0', 'ON ']))

    def boolean(self):
        r = self.r
        encoding, _, _ = self.whole(8)
        texts = r.choice([None, ('OFF', 'ON'), ('0', '1'), ('No', 'Yes'), ('1', '0')])
        more = f' zeroStringValue="{texts[0]}" oneStringValue="{texts[1]}"' if texts else ''
        texts = texts or ('False', 'True')
        name = self.add('Boolean', more, encoding + '/>')
        return Value(name, lambda: r.choice(texts),
                     lambda: r.choice(['true', 'FALSE', '1', '0', texts[0].lower()]),
                     lambda: r.choice(['2', '', 'maybe']))

    def text(self, n, charset):
        letters = 'abcXYZ 0189~=,/' + ('' if charset == 'US-ASCII' else 'éü') + (
            '€' if 'UTF' in charset or charset == 'Windows-1252' else '') + ('😀' if 'UTF' in charset else '')
        return ''.join(self.r.choice(letters) for _ in range(n))

    def string(self, size=None):
        r = self.r
        charset = r.choice(['US-ASCII', 'UTF-8', 'UTF-8', 'UTF-16', 'UTF-16BE', 'UTF-16LE', 'UTF-32BE',
                            'UTF-32LE', 'ISO-8859-1', 'Windows-1252'])
        unit = 2 if '16' in charset else 4 if '32' in charset else 1
        n = r.randint(1, 12)
        room = 8 * unit * n
        ends = f'<TerminationChar>{"00" * unit}</TerminationChar>'
        lead = f'<LeadingSize sizeInBitsOfSizeTag="{r.choice([8, 16, 32])}"/>'
        most = room + 32
        if size is not None:
            inner = (f'<Variable maxSizeInBits="800"><DynamicValue><ArgumentInstanceRef argumentRef="{size}"/>'
                     f'<LinearAdjustment slope="8"/></DynamicValue>{r.choice(["", ends, lead])}</Variable>')
        else:
            inner = r.choice([
                f'<SizeInBits><Fixed><FixedValue>{room}</FixedValue></Fixed>{r.choice(["", ends, lead])}</SizeInBits>',
                f'<Variable maxSizeInBits="{most}">{lead}</Variable>',
                f'<Variable maxSizeInBits="{most}">{ends}</Variable>'])
        initial = f' initialValue="{self.text(1, "US-ASCII").strip()}"' if r.random() < .1 else ''
        name = self.add('String', initial, f'<StringDataEncoding encoding="{charset}">{inner}</StringDataEncoding>')
        return Value(name, lambda: self.text(r.randint(0, n), charset if r.random() < .8 else 'US-ASCII'),
                     lambda: self.text(n + r.randint(-1, 5), 'US-ASCII'),
                     lambda: r.choice(['€' * n, 'a' * 200, 'Ωж', '日本']))

    def binary(self, size=None):
        r = self.r
        bits = r.choice([8, 16, 32, 64, r.randint(1, 70)])
        inner = (f'<FixedValue>{bits}</FixedValue>' if size is None else
                 f'<DynamicValue><ArgumentInstanceRef argumentRef="{size}"/><LinearAdjustment slope="8"/></DynamicValue>')
        name = self.add('Binary', '', f'<BinaryDataEncoding><SizeInBits>{inner}</SizeInBits></BinaryDataEncoding>')
        n = (bits + 7) // 8

        def good():
            v = r.getrandbits(bits) << (8 * n - bits)
            return r.choice(['', '0x']) + v.to_bytes(n, 'big').hex()
        return Value(name, good, lambda: 'ff' * n,
                     lambda: r.choice(['', 'f', 'zz' * n, 'ff' * (n + 1), '00' * (n - 1)]))

    def absolute(self):
        r = self.r
        epoch = r.choice(['TAI', 'GPS', 'J2000', 'UNIX', 'POSIX', '2000-01-01', '2010-06-01T12:00:00'])
        units, ticks = r.choice([('seconds', 1), ('milliSeconds', 1000), ('microSeconds', 10**6)])
        scale = r.choice(['1', '1', '0.5', '0.125', '2'])
        offset = r.choice(['', '', f' offset="{r.randint(-1000, 1000)}"'])
        bits = r.choice([48, 64]) if ticks > 1 or scale[0] == '0' else r.choice([32, 40, 64])
        encoding = r.choice([f'<IntegerDataEncoding sizeInBits="{bits}"{self.orders(bits)}/>'] * 3 +
                            ['<FloatDataEncoding sizeInBits="64"/>'])
        name = self.add('AbsoluteTime', '', f'<Encoding units="{units}" scale="{scale}"{offset}>{encoding}</Encoding>'
                        f'<ReferenceTime><Epoch>{epoch}</Epoch></ReferenceTime>')

        def when(low, high):
            y, d = r.randint(low, high), r.randint(1, 365)
            day = f'{r.randint(1, 12):02}-{r.randint(1, 28):02}' if r.random() < .7 else f'{d:03}'
            part = r.choice(['', '', f'.{r.randint(0, 999):03}', f'.{r.randint(0, 7) * 125:03}'])
            if ticks * 8 < 1000:
                part = r.choice(['', '.2', '.9'])
            return f'{y}-{day}T{r.randint(0, 23):02}:{r.randint(0, 59):02}:{r.randint(0, 59):02}{part}Z'
        return Value(name, lambda: when(2011, 2030), lambda: when(1973, 2060),
                     lambda: r.choice(['', 'now', '2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', when(1950, 1957)]))

    def relative(self):
        r = self.r
        units, ticks = r.choice([('seconds', 1), ('milliSeconds', 1000), ('minutes', Fraction(1, 60))])
        encoding = r.choice(['<IntegerDataEncoding sizeInBits="16"/>',
                             '<IntegerDataEncoding sizeInBits="32" encoding="twosComplement"/>',
                             '<FloatDataEncoding sizeInBits="64"/>'])
        initial = r.choice(['', '', ' initialValue="PT30S"'])
        name = self.add('RelativeTime', initial, f'<Encoding units="{units}">{encoding}</Encoding>')

        def good():
            ticks_ = r.randint(0, 1000)
            s = Fraction(ticks_) / ticks
            return r.choice([number(s), number(s) + ' s', number(s * 1000) + 'ms', number(s / 60) + ' min'
                             if s % 60 == 0 else number(s)])
        return Value(name, good, lambda: number(Fraction(r.choice([0, 65535, 65536, -1])) / ticks),
                     lambda: r.choice(['', 'x', '5 parsecs', 'nan', '1e300']))

    def scalar(self):
        return self.r.choice([self.integer] * 4 + [self.calibrated] * 3 + [self.floating] * 3 + [
            self.enumerated, self.enumerated, self.boolean, self.string, self.string, self.binary,
            self.absolute, self.relative])()

    # -- arguments: [(leaf, Value)] and their XML

    def dimension(self, end, start=0):
        return (f'<Dimension><StartingIndex><FixedValue>{start}</FixedValue></StartingIndex>'
                f'<EndingIndex>{end}</EndingIndex></Dimension>')

    def argument(self, name, count):
        """(type, leaves, entry); `count` is an argument with a small number."""
        r = self.r
        kind = r.random()
        if kind < .7:
            v = self.scalar()
            return v.xml, [(name, v)], 'Argument'
        if kind < .8:
            members = [(f'm{i}', self.scalar()) for i in range(r.randint(1, 3))]
            inner = ''.join(f'<Member name="{m}" typeRef="{v.xml}"/>' for m, v in members)
            type_ = self.add('Aggregate', '', f'<MemberList>{inner}</MemberList>')
            return type_, [(f'{name}.{m}', v) for m, v in members], 'Argument'
        if kind < .87 or count is None:
            v = self.scalar()
            a, b, first = r.randint(1, 3), r.randint(1, 2), r.randint(0, 1)
            two = r.random() < .4
            inner = self.dimension(f'<FixedValue>{a - 1}</FixedValue>')
            if two:
                inner += self.dimension(f'<FixedValue>{b + first - 1}</FixedValue>', first)
            type_ = self.add('Array', f' arrayTypeRef="{v.xml}"', f'<DimensionList>{inner}</DimensionList>')
            names = [f'{name}[{i}]' + (f'[{j}]' if two else '') for i in range(a)
                     for j in (range(first, first + b) if two else [0])]
            return type_, [(n, v) for n in names], r.choice(['Argument', 'ArrayArgument']) if not two else 'Argument'
        if kind < .93:
            v = self.scalar()
            end = (f'<DynamicValue><ArgumentInstanceRef argumentRef="{count}"/>'
                   '<LinearAdjustment intercept="-1"/></DynamicValue>')
            type_ = self.add('Array', f' arrayTypeRef="{v.xml}"',
                             f'<DimensionList>{self.dimension(end)}</DimensionList>')
            return type_, [(f'{name}[{i}]', v) for i in range(self.elements)], 'Argument'
        v = self.string(count) if r.random() < .5 else self.sized_binary(count)
        return v.xml, [(name, v)], 'Argument'

    def sized_binary(self, count):
        v = self.binary(count)
        n = self.elements
        good = lambda: self.r.getrandbits(8 * n).to_bytes(n, 'big').hex()
        return Value(v.xml, good, good, v.bad)

    def place(self):
        r = self.r
        x = r.random()
        if x < .85:
            return ''
        if x < .93:
            return ('<LocationInContainerInBits referenceLocation="previousEntry">'
                    f'<FixedValue>{r.randint(0, 20)}</FixedValue></LocationInContainerInBits>')
        return ('<LocationInContainerInBits referenceLocation="containerStart">'
                f'<FixedValue>{r.randint(48, 300)}</FixedValue></LocationInContainerInBits>')

    def condition(self, count):
        r = self.r
        if r.random() < .85:
            return ''
        ref = f'<ArgumentInstanceRef argumentRef="{count}"/>'
        op = r.choice(['==', '!=', '<', '<=', '>', '>='])
        value = r.randint(0, 5)
        one = f'<Comparison comparisonOperator={quoteattr(op)} value="{value}">{ref}</Comparison>'
        part = (f'<Condition>{ref}<ComparisonOperator>{op.replace("<", "&lt;")}</ComparisonOperator>'
                f'<Value>{value}</Value></Condition>')
        return '<IncludeCondition>' + r.choice([
            one, f'<ComparisonList>{one}{one}</ComparisonList>',
            f'<BooleanExpression><ORedConditions>{part}{part.replace("Value>" + str(value), "Value>3")}'
            '</ORedConditions></BooleanExpression>']) + '</IncludeCondition>'

    def fixed(self):
        r = self.r
        bits = r.choice([1, 3, 8, 12, 16, 40])
        digits = (bits + 3) // 4 + 1
        v = r.getrandbits(bits)
        digits += digits % 2
        return f'<FixedValueEntry binaryValue="{v:0{digits}x}" sizeInBits="{bits}"/>'

    def command(self, name, base, container, ref):
        """(xml, leaves)"""
        r = self.r
        self.elements = r.randint(0, 4)
        count = f'{name}_n'
        n_type = self.add('Integer', ' signed="false"', '<IntegerDataEncoding sizeInBits="8"/>')
        arguments = f'<Argument name="{count}" argumentTypeRef="{ref}{n_type}"/>'
        entries = f'<ArgumentRefEntry argumentRef="{count}"/>'
        leaves = [(count, Value('', lambda: str(self.elements), None,
                                lambda: r.choice(['256', '-1', str(self.elements + 1)])))]
        for i in range(r.randint(1, 6)):
            a = f'{name}_a{i}'
            type_, own, entry = self.argument(a, count)
            if r.random() < .08:
                v = self.calibrated((count, r.randint(0, 3)))
                type_, own, entry = v.xml, [(a, v)], 'Argument'
            arguments += f'<Argument name="{a}" argumentTypeRef="{ref}{type_}"/>'
            leaves += own
            if r.random() < .1:
                entries += self.fixed()
            entries += f'<{entry}RefEntry argumentRef="{a}">{self.place()}{self.condition(count)}</{entry}RefEntry>'
        size = ''
        if r.random() < .1:
            size = f'<BinaryEncoding><SizeInBits><FixedValue>{r.choice([80, 200, 4000])}</FixedValue></SizeInBits></BinaryEncoding>'
        return (f'<MetaCommand name="{name}">{base}<ArgumentList>{arguments}</ArgumentList>'
                f'<CommandContainer name="{name}_c">{size}<EntryList>{entries}</EntryList>{container}'
                '</CommandContainer></MetaCommand>', leaves)

    def heir(self, name, of, leaves, ref):
        """A command that assigns one argument of another and adds nothing."""
        leaf, value = self.r.choice(leaves)
        text = value.good()
        while re.search(r'[0-9.] ?(ms|s|min)$', text) or text != text.strip():
            text = value.good()  # as XTCE writes it, and without blanks around
        return (f'<MetaCommand name="{name}"><BaseMetaCommand metaCommandRef="{ref}{of}"><ArgumentAssignmentList>'
                f'<ArgumentAssignment argumentName="{leaf}" argumentValue={quoteattr(text)}/>'
                '</ArgumentAssignmentList></BaseMetaCommand></MetaCommand>',
                [x for x in leaves if x[0] != leaf])

    def header(self):
        """(telemetry, commands, base command, base container)"""
        r = self.r
        apid, flag = r.randint(0, 2046), r.randint(0, 1)
        if r.random() < .4:
            entries = (f'<FixedValueEntry binaryValue="{0x1000 | flag << 11 | apid:04x}" sizeInBits="16"/>' +
                       r.choice(['<FixedValueEntry binaryValue="C0000000" sizeInBits="32"/>',
                                 '<FixedValueEntry binaryValue="40000000" sizeInBits="32"/>']))
            container = f'<CommandContainer name="Head_c"><EntryList>{entries}</EntryList></CommandContainer>'
            return '', f'<MetaCommand name="Head" abstract="true">{container}</MetaCommand>', 'Head', 'Head_c'
        bits = {'Version': 3, 'Kind': 1, 'Second': 1, 'Apid': 11, 'Flags': 2, 'Count': 14, 'Length': 16}
        types = ''.join(f'<IntegerParameterType name="u{b}" signed="false"><IntegerDataEncoding sizeInBits="{b}"/>'
                        '</IntegerParameterType>' for b in sorted(set(bits.values())))
        parameters = ''.join(f'<Parameter name="{p}" parameterTypeRef="u{b}"/>' for p, b in bits.items())
        entries = ''.join(f'<ParameterRefEntry parameterRef="{p}"/>' for p in bits)
        telemetry = (f'<TelemetryMetaData><ParameterTypeSet>{types}</ParameterTypeSet><ParameterSet>{parameters}'
                     '</ParameterSet><ContainerSet><SequenceContainer name="Ccsds" abstract="true"><EntryList>'
                     f'{entries}</EntryList></SequenceContainer></ContainerSet></TelemetryMetaData>')
        wanted = {'Version': 0, 'Kind': 1, 'Second': flag, 'Apid': apid}
        if r.random() < .5:
            wanted['Flags'] = r.choice([1, 3])
        compare = ''.join(f'<Comparison parameterRef="{p}" value="{v}"/>' for p, v in wanted.items())
        container = ('<CommandContainer name="Head_c"><EntryList/><BaseContainer containerRef="Ccsds">'
                     f'<RestrictionCriteria><ComparisonList>{compare}</ComparisonList></RestrictionCriteria>'
                     '</BaseContainer></CommandContainer>')
        return telemetry, f'<MetaCommand name="Head" abstract="true">{container}</MetaCommand>', 'Head', 'Head_c'

    def database(self):
        """(xml, [(command, leaves, element count)])"""
        r = self.r
        telemetry, commands, base, container = self.header()
        made, inner = [], ''
        nested = r.random() < .3
        ref = r.choice(['../', '', '/R/']) if nested else r.choice(['', '/R/', './'])
        where = '/R/S/' if nested else '/R/'
        for i in range(r.randint(1, 3)):
            is_bare = r.random() < .15
            xml, leaves = self.command(
                f'C{i}', '' if is_bare else f'<BaseMetaCommand metaCommandRef="{ref}{base}"/>',
                '' if is_bare else f'<BaseContainer containerRef="{ref}{container}"/>', ref)
            inner += xml
            made.append((f'{where}C{i}', leaves, self.elements))
            if r.random() < .3:
                own = r.choice(['', where, './'])
                xml, left = self.heir(f'H{i}', f'C{i}', leaves, own)
                inner += xml
                made.append((f'{where}H{i}', left, self.elements))
        types = f'<ArgumentTypeSet>{"".join(self.types)}</ArgumentTypeSet>'
        sets = f'<CommandMetaData>{types}<MetaCommandSet>{commands}{"" if nested else inner}</MetaCommandSet></CommandMetaData>'
        below = ('<SpaceSystem name="S"><CommandMetaData><MetaCommandSet>' + inner +
                 '</MetaCommandSet></CommandMetaData></SpaceSystem>') if nested else ''
        space = r.choice(['', ' xmlns="http://www.omg.org/spec/XTCE/20180204"', ' xmlns="http://www.omg.org/space/xtce"'])
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<SpaceSystem name="R"{space}>{telemetry}{sets}{below}</SpaceSystem>\n', made

    def values(self, leaves):
        r = self.r
        given = {}
        for name, value in leaves:
            given[name] = value.good() if r.random() < .96 else value.edge()
        mood = r.random()
        if mood < .25 and leaves:
            name, value = r.choice(leaves)
            given[name] = value.bad() if r.random() < .6 else value.edge()
        elif mood < .3 and leaves:
            del given[r.choice(leaves)[0]]
        elif mood < .32:
            given['Nobody'] = '1'
        return given

    def options(self):
        """(for the reference, for the command line)"""
        r = self.r
        out, line = {}, []
        if r.random() < .2:
            return {'plain': True}, ['--no-ccsds']
        if r.random() < .3:
            out['crc'] = True
            line.append('--crc')
        if r.random() < .3:
            pus = (r.randint(0, 255), r.randint(0, 255), r.randint(0, 15), r.randint(0, 65535))
            out['pus'] = pus
            line += ['--pus', ','.join(map(str, pus))]
        if r.random() < .5:
            out['sequence'] = r.randint(0, 16383)
            line += ['--sequence', str(out['sequence'])]
        return out, line


def ours(path, command, given, line):
    """(hex or None, what it said)"""
    run = subprocess.run(
        ['columba', 'command', '--json', '--mdb', path, *line, command] + [f'{k}={v}' for k, v in given.items()],
        capture_output=True, timeout=60)
    said = run.stdout.decode() + run.stderr.decode()
    if run.returncode == 0:
        for row in run.stdout.decode().splitlines():
            row = json.loads(row)
            if row.get('what') == 'packet':
                return row['hex'], said
    if run.returncode not in (64, 65):
        return f'exit {run.returncode}', said
    return None, said


def main(argv):
    keep = None
    if argv[1] == '-k':
        keep = argv[2]
        os.makedirs(keep, exist_ok=True)
        del argv[1:3]
    first, count = int(argv[1]), int(argv[2])
    cases = refused = differences = 0
    with tempfile.TemporaryDirectory() as work:
        for seed in range(first, first + count):
            m = Maker(seed)
            xml, made = m.database()
            path = os.path.join(work, f'{seed}.xml')
            with open(path, 'w', encoding='utf-8') as f:
                f.write(xml)
            for command, leaves, m.elements in made:
                for _ in range(4):
                    given = m.values(leaves)
                    options, line = m.options()
                    why = ''
                    try:
                        want = Database(path).encode(command, given, options).hex()
                    except Refused as e:
                        want, why = None, str(e)
                    except Tie:
                        continue
                    got, said = ours(path, command, given, line)
                    cases += 1
                    refused += want is None
                    if got == want:
                        continue
                    differences += 1
                    print(f'seed {seed} {command} {" ".join(line)} ' + ' '.join(f"'{k}={v}'" for k, v in given.items()))
                    print(f'  want {want} {why}\n  got  {got}\n  {said[:600] if got is None else ""}')
                    if keep:
                        with open(os.path.join(keep, f'{seed}.xml'), 'w', encoding='utf-8') as f:
                            f.write(xml)
    print(f'{cases} cases, {refused} of them refused, {differences} differences')
    return differences != 0


if __name__ == '__main__':
    sys.exit(main(sys.argv))
