/*
 * test_display_errors.c - everything that can be wrong with a display file,
 * and the exact place where it is said.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "console/display/display.h"

#define HEAD "display T \"T\"\nprefix @E = /COL/RACK3/EPM\n"

static struct mdb *mdb;

static int
load_database(void **state)
{
    (void)state;
    struct notes notes = {0};
    char *path = check_path("console/display/data/epm-v12.xml");
    enum err e = mdb_load(path, &(struct mdb_options){0}, &notes, &mdb);
    free(path);
    notes_fini(&notes);
    return e == ERR_OK ? 0 : -1;
}

static int
free_database(void **state)
{
    (void)state;
    mdb_free(&mdb);
    return 0;
}

static const char *
some_ids(void *arg, size_t i)
{
    static const char *const id[] = {"ABC", "PWR-01"};
    (void)arg;
    return i < ARRAY_LEN(id) ? id[i] : NULL;
}

/* A line a note, "line:col+width E: text". */
static char *
notes_of(const char *text, size_t len)
{
    struct notes notes = {0};
    struct display *display;
    struct strbuf out = {0};
    enum err e =
        display_parse("f", text, len, mdb, some_ids, NULL, &notes, &display);
    assert_int_equal(e, notes.errors > 0 ? ERR_FORMAT : ERR_OK);
    assert_true((display != NULL) == (e == ERR_OK));
    for (size_t i = 0; i < notes.n; i++)
        strbuf_addf(&out, "%u:%u+%u %c: %s\n", notes.note[i].line,
            notes.note[i].col, notes.note[i].cols,
            notes.note[i].severity == NOTE_ERROR ? 'E' : 'W',
            notes.note[i].text);
    display_free(&display);
    notes_fini(&notes);
    return strbuf_take(&out);
}

static const struct {
    const char *label, *text, *notes;
} rows[] = {
    {"fields too narrow for a format",
        HEAD "screen\n"
             "{v} {vb} {n } {s }\n"
             "end\n"
             "v @E/PDU/BUS_A_V %5.2f\n"
             "vb @E/PDU/BUS_A_V %.1f\n"
             "n @E/PUMP/SPEED %u\n"
             "s @E/NOTE %8s\n",
        "4:1+3 E: field '{v}' is 3 cells, format %5.2f needs 7 (5 digits + 2 "
        "mark cells)\n"
        "4:5+4 E: field '{vb}' is 4 cells, format %.1f needs 5 (3 digits + 2 "
        "mark cells)\n"
        "4:10+4 E: field '{n}' is 4 cells, format %u needs 7 (5 digits + 2 "
        "mark cells)\n"
        "4:15+4 E: field '{s}' is 4 cells, format %8s needs 10 (8 characters + "
        "2 mark cells)\n"},
    {"formats without a width and what they can need",
        HEAD "screen\n"
             "{a } {b  } {c   }\n"
             "end\n"
             "a @E/SMALL %d\n"
             "b @E/SMALL %x\n"
             "c @E/PUMP/SPEED %+d\n",
        "4:1+4 E: field '{a}' is 4 cells, format %d needs 6 (4 digits + 2 mark "
        "cells)\n"
        "4:12+6 E: field '{c}' is 6 cells, format %+d needs 8 (6 digits + 2 "
        "mark cells)\n"},
    {"states too narrow",
        HEAD "screen\n"
             "{h} {mode}\n"
             "end\n"
             "h @E/MODE states 0=OFF\n"
             "mode @E/MODE states 0=ON 1=SCIENCE!\n",
        "4:1+3 E: field '{h}' is 3 cells, state 'OFF' needs 5 (3 characters + "
        "2 mark cells)\n"
        "4:5+6 E: field '{mode}' is 6 cells, state 'SCIENCE' needs 9 (7 "
        "characters + 2 mark cells)\n"},
    {"drawn but not defined",
        HEAD "screen\n"
             "{zzz } {rmp } {rpm }\n"
             "end\n"
             "rpm @E/PUMP/SPEED\n"
             "rqm @E/PUMP/SPEED\n",
        "4:1+6 E: 'zzz' is drawn but never defined\n"
        "4:8+6 E: 'rmp' is drawn but never defined; did you mean 'rqm' (line "
        "7)?\n"
        "7:1+3 W: 'rqm' is defined but not drawn\n"},
    {"a field of an unknown kind",
        HEAD "screen\n"
             "{rpm:brr  } {rpm:x}\n"
             "end\n"
             "rpm @E/PUMP/SPEED\n",
        "4:1+11 E: a field cannot be drawn as 'brr'; did you mean 'bar'?\n"
        "4:13+7 E: a field cannot be drawn as 'x': bar, spark, plot or age\n"},
    {"fields that are none",
        HEAD "screen\n"
             "{} {  } {a b} {-a} {>} {>a b} {!} {!a b} {a:bar:x}\n"
             "end\n",
        "4:1+2 E: a field without a name\n"
        "4:4+4 E: a field without a name\n"
        "4:9+5 E: '{a b}' is no field: {name}, {name:bar}, {name:spark}, "
        "{name:plot}, {name:age}, {>DISPLAY}, {!COMMAND}\n"
        "4:15+4 E: '{-a}' is no field: {name}, {name:bar}, {name:spark}, "
        "{name:plot}, {name:age}, {>DISPLAY}, {!COMMAND}\n"
        "4:20+3 E: '' is no id of a display\n"
        "4:24+6 E: 'a b' is no id of a display\n"
        "4:31+3 E: '' is no name of a command\n"
        "4:35+6 E: 'b': not ARGUMENT=VALUE\n"
        "4:42+9 E: a field cannot be drawn as 'bar:x'; did you mean 'bar'?\n"
        "4:42+9 E: 'a' is drawn but never defined\n"},
    {"braces",
        HEAD "screen\n"
             "{a {a } a}\n"
             "{a\n"
             "end\n"
             "a @E/MODE\n",
        "4:1+3 E: this field is not closed before the next begins\n"
        "4:10+1 E: '}' without '{'\n"
        "5:1+2 E: this field is not closed\n"},
    {"tabs",
        HEAD "screen\n"
             "\ta\t{a }\n"
             "end\n"
             "a\t@E/MODE\n",
        "4:1+1 E: a tab, which editors draw in different widths: use blanks\n"},
    {"a plot whose rows differ",
        HEAD "screen\n"
             "{t:plot }\n"
             "{t      }\n"
             "{t   }\n"
             "end\n"
             "t @E/THM/CPU plot 10m\n",
        "6:1+6 E: this row of plot '{t:plot}' is 6 cells wide, the plot is "
        "9\n"},
    {"graphs of what has none",
        HEAD "screen\n"
             "{n:bar } {n:plot } {p:spark } {v:bar }\n"
             "end\n"
             "n @E/NOTE\n"
             "p packet EPM_HK\n"
             "v @E/PDU/BUS_A_V\n",
        "4:1+8 E: 'n' is no number: it cannot be drawn so\n"
        "4:10+9 E: 'n' is no number: it cannot be drawn so\n"
        "4:20+10 E: 'p' counts packets: its number or its age can be drawn\n"
        "4:31+8 E: 'v' is drawn as a bar, its definition (line 8) has no bar "
        "LOW..HIGH\n"},
    {"an empty screen",
        HEAD "screen\n"
             "end\n",
        "3:1+6 E: the screen is empty\n"},
    {"no screen", HEAD "a @E/MODE\n",
        "1:1+1 E: there is no screen: lines from 'screen' to 'end'\n"},
    {"no end",
        HEAD "screen\n"
             "{a }\n"
             " end\n"
             "a @E/MODE\n",
        "3:1+6 E: this screen has no 'end' in a line of its own\n"},
    {"a second screen",
        HEAD "screen\n"
             "x\n"
             "end\n"
             "screen\n"
             "end\n",
        "6:1+6 E: there is a screen already, in line 3\n"
        "7:1+3 E: no screen ends here\n"},
    {"no display line",
        "screen\n"
        "x\n"
        "end\n",
        "1:1+1 E: there is no line: display ID \"Title\"\n"},
    {"nothing at all", "",
        "1:1+1 E: there is no line: display ID \"Title\"\n"
        "1:1+1 E: there is no screen: lines from 'screen' to 'end'\n"},
    {"display lines that are wrong",
        "display\n"
        "display T \"T\"\n"
        "screen\n"
        "x\n"
        "end\n",
        "1:8+1 E: something is missing: display ID \"Title\"\n"
        "2:1+7 E: 'display' is given twice, first in line 1\n"},
    {"ids and titles",
        "display pwr-01 T\n"
        "screen\n"
        "x\n"
        "end\n",
        "1:9+6 E: an id has capital letters; did you mean 'PWR-01'?\n"
        "1:16+1 E: a title stands in double quotes: display ID \"Title\"\n"},
    {"an id of wrong letters",
        "display -A \"T\" x\n"
        "screen\n"
        "x\n"
        "end\n",
        "1:16+1 E: 'x' is too much: display ID \"Title\"\n"},
    {"an id too long",
        "display AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA \"\"\n"
        "screen\n"
        "x\n"
        "end\n",
        "1:9+34 E: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' is no id: 1 to 32 of "
        "A-Z 0-9 . _ -, a letter or digit first\n"
        "1:44+2 E: the title is empty\n"},
    {"needs",
        HEAD "needs 10\n"
             "screen\n"
             "x\n"
             "end\n",
        "3:7+2 E: '10' is no size: COLUMNSxROWS, at most 200x1000\n"},
    {"needs zero",
        HEAD "needs 0x3\n"
             "screen\n"
             "x\n"
             "end\n",
        "3:7+3 E: '0x3' is no size: COLUMNSxROWS, at most 200x1000\n"},
    {"needs too much",
        HEAD "needs 201x3\n"
             "screen\n"
             "x\n"
             "end\n",
        "3:7+5 E: '201x3' is no size: COLUMNSxROWS, at most 200x1000\n"},
    {"fields outside of needs",
        HEAD "needs 8x1\n"
             "screen\n"
             "{a } {a }\n"
             "{a }\n"
             "end\n"
             "a @E/MODE\n",
        "5:6+4 E: field '{a}' is outside of needs 8x1\n"
        "6:1+4 E: field '{a}' is outside of needs 8x1\n"},
    {"text outside of needs",
        HEAD "needs 3x1\n"
             "screen\n"
             "abcd\n"
             "end\n",
        "3:1+5 W: the page is 4x1, more than it says it needs\n"},
    {"prefixes",
        HEAD "prefix E = /X\n"
             "prefix @E = /X\n"
             "prefix @F /X\n"
             "prefix @G = X\n"
             "prefix @H = @I/X\n"
             "screen\n"
             "{a }\n"
             "end\n"
             "a @J/MODE\n",
        "3:8+1 E: 'E' is no prefix: prefix @NAME = /PATH\n"
        "4:8+2 E: prefix @E is given twice, first in line 2\n"
        "5:13+1 E: something is missing: prefix @NAME = /PATH\n"
        "6:13+1 E: a prefix stands for a /PATH\n"
        "7:13+4 E: there is no prefix @I; did you mean @E?\n"
        "11:3+7 E: there is no prefix @J; did you mean @E?\n"},
    {"stale",
        HEAD "stale 0s\n"
             "stale 3s\n"
             "screen\n"
             "x\n"
             "end\n",
        "3:7+2 E: '0s' is no time, as 500ms 3s 10m 2h\n"
        "4:1+5 E: 'stale' is given twice, first in line 3\n"},
    {"stale again",
        HEAD "stale 3s\n"
             "stale 4s\n"
             "screen\n"
             "x\n"
             "end\n",
        "4:1+5 E: 'stale' is given twice, first in line 3\n"},
    {"misspelt directives",
        HEAD "neds 8x1\n"
             "stael 3s\n"
             "prefxi @F = /X\n"
             "screen\n"
             "x\n"
             "end\n",
        "3:1+4 E: 'neds' is no directive; did you mean 'needs'?\n"
        "4:1+5 E: 'stael' is no directive; did you mean 'stale'?\n"
        "5:1+6 E: 'prefxi' is no directive; did you mean 'prefix'?\n"},
    {"a field may be called nearly like a directive",
        HEAD "screen\n"
             "{state    } {stage:age }\n"
             "end\n"
             "state MODE\n"
             "stage MODE\n",
        ""},
    {"a misspelt screen says no more",
        HEAD "scren\n"
             "{a }\n"
             "end\n"
             "a @E/MODE\n",
        "1:1+1 E: there is no screen: lines from 'screen' to 'end'\n"
        "3:1+5 E: 'scren' is no directive; did you mean 'screen'?\n"},
    {"definitions twice",
        HEAD "screen\n"
             "{a }\n"
             "end\n"
             "a @E/MODE\n"
             "a @E/MODE\n",
        "7:1+1 E: 'a' is defined twice, first in line 6\n"},
    {"definitions that are none",
        HEAD "screen\n"
             "x\n"
             "end\n"
             "a\n"
             "1a @E/MODE\n"
             "b 5\n"
             "c packet\n"
             "d =\n",
        "6:1+1 W: 'a' is defined but not drawn\n"
        "6:2+1 E: something is missing: NAME PARAMETER, NAME = EXPRESSION or "
        "NAME packet PACKET\n"
        "7:1+2 E: '1a' is no name: letters, digits and . _ -, a letter first\n"
        "8:1+1 W: 'b' is defined but not drawn\n"
        "8:3+1 E: '5' is no name; a definition is NAME PARAMETER, NAME = "
        "EXPRESSION or NAME packet PACKET\n"
        "9:1+1 W: 'c' is defined but not drawn\n"
        "9:9+1 E: something is missing: packet NAME, or packet NAME gaps\n"
        "10:1+1 W: 'd' is defined but not drawn\n"
        "10:4+1 E: the expression ends too early\n"},
    {"parameters that are not there",
        HEAD "screen\n"
             "{a } {b } {c } {d }\n"
             "end\n"
             "a @E/MODEE\n"
             "b @E/PAIR\n"
             "c STATE\n"
             "d /X/Y/Z\n",
        "6:3+8 E: no parameter /COL/RACK3/EPM/MODEE in database epm-v12; "
        "nearest: /COL/RACK3/EPM/MODE\n"
        "7:3+7 E: /COL/RACK3/EPM/PAIR has members or elements; name one, such "
        "as /COL/RACK3/EPM/PAIR.x\n"
        "8:3+5 E: STATE can be /COL/RACK3/EPM/HTR1/STATE or "
        "/COL/RACK3/EPM/HTR2/STATE\n"
        "9:3+6 E: no parameter /X/Y/Z in database epm-v12\n"},
    {"elements and members",
        HEAD "screen\n"
             "{a } {b } {c }\n"
             "end\n"
             "a @E/CELL[2]\n"
             "b @E/PAIR.y\n"
             "c @E/CELL[4]\n",
        "8:3+10 E: no parameter /COL/RACK3/EPM/CELL[4] in database epm-v12; "
        "nearest: /COL/RACK3/EPM/CELL[0]\n"},
    {"packets that are not there",
        HEAD "screen\n"
             "{a } {b }\n"
             "end\n"
             "a packet EPM_HL\n"
             "b packet ZZZ gaps\n",
        "6:10+6 E: no packet EPM_HL in database epm-v12; nearest: EPM_HK\n"
        "7:10+3 E: no packet ZZZ in database epm-v12\n"},
    {"formats that are none",
        HEAD "screen\n"
             "{a } {b } {c } {d } {e } {f }\n"
             "end\n"
             "a @E/MODE %n\n"
             "b @E/MODE %5\n"
             "c @E/MODE %ld\n"
             "d @E/MODE %*d\n"
             "e @E/MODE %500d\n"
             "f @E/MODE %.99f\n",
        "6:11+2 E: '%n' is no format: a format is % with flags, width, "
        "precision and one of d i u x X o f e g s\n"
        "7:11+2 E: '%5' is no format: a format is % with flags, width, "
        "precision and one of d i u x X o f e g s\n"
        "8:11+3 E: '%ld' is no format: a format is % with flags, width, "
        "precision and one of d i u x X o f e g s\n"
        "9:11+3 E: '%*d' is no format: a format is % with flags, width, "
        "precision and one of d i u x X o f e g s\n"
        "10:11+5 E: '%500d' is no format: the width is more than 198 cells\n"
        "11:11+5 E: '%.99f' is no format: the precision is more than 30 "
        "digits\n"},
    {"formats of another kind",
        HEAD "screen\n"
             "{a    } {b    } {c    }\n"
             "end\n"
             "a @E/NOTE %d\n"
             "b @E/PDU/BUS_A_V %d\n"
             "c = 1 + 1 %x\n",
        "6:11+2 E: format %d is for numbers, 'a' is a text: use %s\n"
        "7:18+2 E: format %d is for whole numbers, 'b' is a real number: use "
        "%.0f\n"
        "8:11+2 E: format %x is for whole numbers, 'c' is a real number: use "
        "%.0f\n"},
    {"options twice or unknown",
        HEAD "screen\n"
             "{a    } {b    }\n"
             "end\n"
             "a @E/PDU/BUS_A_V %5.2f %4.1f bar 1..2 bar 1..2\n"
             "b @E/PDU/BUS_A_V brr 1..2\n",
        "6:24+5 E: there is a format already, %5.2f\n"
        "6:39+3 E: 'bar' is given twice\n"
        "7:18+3 E: 'brr' is not known here; did you mean 'bar'?\n"},
    {"ranges and times",
        HEAD "screen\n"
             "{a } {b } {c } {d } {e }\n"
             "end\n"
             "a @E/PDU/BUS_A_V bar 5\n"
             "b @E/PDU/BUS_A_V bar 5..5\n"
             "c @E/PDU/BUS_A_V plot 0s y 1..nan\n"
             "d @E/PDU/BUS_A_V spark x stale 9999d\n"
             "e @E/PDU/BUS_A_V bar\n",
        "6:22+1 E: '5' is no range, as 20..34\n"
        "7:22+4 E: range 5..5 has its low end not below its high\n"
        "8:23+2 E: '0s' is no time, as 500ms 3s 10m 2h\n"
        "8:28+6 E: '1..nan' is no range, as 20..34\n"
        "9:24+1 E: 'x' is no time, as 500ms 3s 10m 2h\n"
        "9:32+5 E: '9999d' is no time, as 500ms 3s 10m 2h\n"
        "10:21+1 E: something is missing: bar LOW..HIGH\n"},
    {"states that are wrong",
        HEAD "screen\n"
             "{a    } {b    }\n"
             "end\n"
             "a @E/MODE states 0=A 0=B 1= 2=! 0xg=1\n"
             "b @E/MODE states\n",
        "6:22+3 E: state 0 is given twice\n"
        "6:26+2 E: state 1 has no text\n"
        "6:29+3 E: state 2 has no text\n"
        "6:33+5 E: '0xg=1' is not known here: a %format, in, states, bar, "
        "spark, plot, stale or like\n"
        "7:17+1 E: states are written NUMBER=TEXT, NUMBER=TEXT! where "
        "abnormal\n"},
    {"options for numbers",
        HEAD "screen\n"
             "{a    }\n"
             "end\n"
             "a @E/NOTE states 0=A bar 0..1 spark 1m plot 1m\n",
        "6:11+6 E: 'states' is for numbers, 'a' is a text\n"
        "6:22+3 E: 'bar' is for numbers, 'a' is a text\n"
        "6:31+5 E: 'spark' is for numbers, 'a' is a text\n"
        "6:40+4 E: 'plot' is for numbers, 'a' is a text\n"},
    {"units",
        HEAD "screen\n"
             "{a } {b } {c } {d } {e } {f } {g }\n"
             "end\n"
             "a @E/THM/CPU in V\n"
             "b @E/BARE in V\n"
             "c @E/ODD in V\n"
             "d @E/THM/CPU in degX\n"
             "e @E/POWER in dBm\n"
             "f = 1 + 1 in V\n"
             "g @E/THM/CPU in\n",
        "6:17+1 E: 'degC' does not convert to 'V'\n"
        "7:14+1 E: /COL/RACK3/EPM/BARE has no unit in the database, so it "
        "cannot be shown in 'V'\n"
        "8:13+1 E: 'frobs', the unit of /COL/RACK3/EPM/ODD in the database, is "
        "not known to udunits2, so it cannot be shown in 'V'\n"
        "9:17+4 E: no unit 'degX'; nearest: degC\n"
        "10:15+3 E: 'W' does not convert to 'dBm' by a factor and an offset\n"
        "11:14+1 E: only a parameter has a unit that can be converted\n"
        "12:16+1 E: something is missing: in UNIT\n"},
    {"a unit in quotes",
        HEAD "screen\n"
             "{a }\n"
             "end\n"
             "a @E/POWER in \"J s-1\"\n",
        ""},
    {"like",
        HEAD "screen\n"
             "{a } {b } {c } {d }\n"
             "end\n"
             "a @E/MODE like a\n"
             "b @E/MODE like c\n"
             "c @E/MODE like b\n"
             "d @E/MODE like bb\n",
        "6:16+1 E: 'a' is like itself\n"
        "8:16+1 E: 'b' is like itself\n"
        "9:16+2 E: 'bb' is never defined; did you mean 'b' (line 7)?\n"},
    {"what is copied is wrong here",
        HEAD "screen\n"
             "{a      } {n      }\n"
             "end\n"
             "a @E/PDU/BUS_A_V %5.2f bar 0..1\n"
             "n @E/NOTE like a\n",
        "7:16+1 E: format %5.2f is for numbers, 'n' is a text: use %s\n"
        "7:16+1 E: 'bar' is for numbers, 'n' is a text\n"},
    {"expressions",
        HEAD "screen\n"
             "{a } {b } {c } {d } {e } {f } {g } {h } {i }\n"
             "end\n"
             "a = va + 1\n"
             "b = @E/MODE +\n"
             "c = ( 1 + 2\n"
             "d = 1 + 2 )\n"
             "e = 1 +2\n"
             "f = @E/MODE*2\n"
             "g = @E/NOTE + 1\n"
             "h = a/b\n"
             "i = 1 %5.1f 2\n",
        "4:41+4 E: field '{i}' is 4 cells, format %5.1f needs 7 (5 digits + 2 "
        "mark cells)\n"
        "6:5+2 E: 'va' is not defined; did you mean 'a' (line 6)?\n"
        "7:14+1 E: the expression ends too early\n"
        "8:5+1 E: this parenthesis is not closed\n"
        "9:11+1 E: there is no '(' for this\n"
        "10:7+2 E: an operator stands between blanks\n"
        "11:5+9 E: an operator stands between blanks\n"
        "12:5+7 E: /COL/RACK3/EPM/NOTE is no number\n"
        "13:5+3 E: an operator stands between blanks\n"
        "14:13+1 E: '2' is not known here: a %format, in, states, bar, spark, "
        "plot, stale or like\n"},
    {"cycles",
        HEAD "screen\n"
             "{a } {b } {c }\n"
             "end\n"
             "a = a + 1\n"
             "b = c + 1\n"
             "c = b + 1\n",
        "6:5+1 E: 'a' depends on itself\n"
        "8:5+1 E: 'b' depends on itself\n"},
    {"packets in expressions",
        HEAD "screen\n"
             "{a } {p }\n"
             "end\n"
             "a = p + 1\n"
             "p packet EPM_HK\n",
        "6:5+1 E: 'p' counts packets; only parameters can be reckoned with\n"},
    {"comments and quotes",
        HEAD "screen\n"
             "# {a }\n"
             "end\n"
             "# x\n"
             "a @E/MODE # = like in \"\n"
             "  # y\n"
             "b#c @E/MODE\n"
             "d @E/MODE in \"V\n",
        "9:1+3 E: 'b#c' is no name: letters, digits and . _ -, a letter first\n"
        "10:1+1 W: 'd' is defined but not drawn\n"
        "10:14+2 E: a quote is not closed\n"
        "10:14+2 E: /COL/RACK3/EPM/MODE has no unit in the database, so it "
        "cannot be shown in 'V'\n"},
    {"carriage returns and a mark",
        "\357\273\277display T \"T\"\r\n"
        "prefix @E = /COL/RACK3/EPM\r\n"
        "screen\r\n"
        "{vb}\r\n"
        "end\r\n"
        "vb @E/PDU/BUS_A_V %5.2f",
        "4:1+4 E: field '{vb}' is 4 cells, format %5.2f needs 7 (5 digits + 2 "
        "mark cells)\n"},
    {"wide characters count two cells",
        HEAD "screen\n"
             "\346\270\251\345\272\246 {vb}\n"
             "end\n"
             "vb @E/PDU/BUS_A_V %5.2f\n",
        "4:6+4 E: field '{vb}' is 4 cells, format %5.2f needs 7 (5 digits + 2 "
        "mark cells)\n"},
    {"a link",
        HEAD "screen\n"
             "{>ABD} {>abc } {>T} {>ZZZZ}\n"
             "end\n",
        "4:1+6 W: there is no display ABD; nearest: ABC\n"
        "4:21+7 W: there is no display ZZZZ\n"},
};

static void
each_error_is_said_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *notes = notes_of(rows[i].text, strlen(rows[i].text));
        if (strcmp(notes, rows[i].notes) != 0)
            print_error("%s\n", rows[i].label);
        assert_string_equal(notes, rows[i].notes);
        free(notes);
    }
}

static void
what_may_not_reach_a_terminal_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len;
        const char *notes;
    } cases[] = {
#define BYTES(s, notes) {s, sizeof s - 1, notes}
        BYTES(HEAD "screen\na\x1b[2J\nend\n",
            "4:2+1 E: a control character, U+001B\n"),
        BYTES(HEAD "screen\na\0b\nend\n",
            "4:2+1 E: a control character, U+0000\n"),
        BYTES(HEAD "screen\na\xc2\x9b\nend\n",
            "4:2+1 E: a control character, U+009B\n"),
        BYTES(HEAD "screen\nab\xe2\x80\xae\nend\n",
            "4:3+1 E: an invisible character, U+202E\n"),
        BYTES(HEAD "screen\nab\xe2\x80\x8b\nend\n",
            "4:3+1 E: an invisible character, U+200B\n"),
        BYTES(HEAD "screen\ne\xcc\x81\nend\n",
            "4:2+1 E: a combining character, U+0301\n"),
        BYTES(HEAD "screen\na\xff\xfe\nend\n",
            "4:2+1 E: bytes that are not UTF-8\n"),
        BYTES(HEAD "screen\na\xe6\xb8\nend\n",
            "4:2+1 E: bytes that are not UTF-8\n"),
        BYTES(HEAD "# \x07\nscreen\nx\nend\n",
            "3:3+1 E: a control character, U+0007\n"),
        BYTES("display T \"\xe2\x80\xaeT\"\nscreen\nx\nend\n",
            "1:12+1 E: an invisible character, U+202E\n"),
#undef BYTES
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char *notes = notes_of(cases[i].text, cases[i].len);
        assert_string_equal(notes, cases[i].notes);
        free(notes);
    }
}

/* HEAD, then `n` times `line`, then `tail`. */
static char *
repeated(const char *head, const char *line, size_t n, const char *tail)
{
    struct strbuf text = {0};
    strbuf_adds(&text, head);
    for (size_t i = 0; i < n; i++)
        strbuf_adds(&text, line);
    strbuf_adds(&text, tail);
    return strbuf_take(&text);
}

static void
what_is_too_much_is_refused_once(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        size_t n;
        const char *tail, *notes;
    } cases[] = {
        {"x\n", 1000, "end\n", ""},
        {"x\n", 1001, "end\n",
            "3:1+6 E: the screen has 1001 rows; at most 1000\n"},
        {"{>ABC}{>ABC}\n", 1000, "end\n", ""},
        {"{>ABC}{>ABC}{>ABC}\n", 1000, "end\n",
            "670:13+6 E: there are more than 2000 fields\n"},
        {"x", 200, "\nend\n", ""},
        {"x", 201, "\nend\n",
            "4:201+1 E: the line is longer than 200 columns\n"},
        {"\xe6\xb8\xa9", 100, "\nend\n", ""},
        {"\xe6\xb8\xa9", 101, "\nend\n",
            "4:201+1 E: the line is longer than 200 columns\n"},
        {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
            1000, "end\n", "0:0+0 E: the file is larger than 65536 bytes\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char *text =
            repeated(HEAD "screen\n", cases[i].line, cases[i].n, cases[i].tail);
        char *notes = notes_of(text, strlen(text));
        assert_string_equal(notes, cases[i].notes);
        free(notes);
        free(text);
    }
}

/* Definitions that double each other would fill the memory. */
static void
expressions_that_grow_without_end_are_refused(void **state)
{
    (void)state;
    struct strbuf text = {0};
    strbuf_adds(&text, HEAD "screen\n{a0  }\nend\n");
    for (int i = 0; i < 60; i++)
        strbuf_addf(&text, "a%d = a%d + a%d\n", i, i + 1, i + 1);
    strbuf_adds(&text, "a60 = 1\n");
    char *notes = notes_of(strbuf_get(&text), text.len);
    assert_non_null(strstr(notes, "more than 32 deep"));
    free(notes);
    strbuf_reset(&text);
    strbuf_adds(&text, HEAD "screen\n{a0  }\nend\n");
    for (int i = 0; i < 20; i++)
        strbuf_addf(&text, "a%d = a%d + a%d\n", i, i + 1, i + 1);
    strbuf_adds(&text, "a20 = 1\n");
    notes = notes_of(strbuf_get(&text), text.len);
    assert_non_null(strstr(notes, "too long: more than 256 steps"));
    free(notes);
    strbuf_fini(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_error_is_said_with_its_place),
        cmocka_unit_test(what_may_not_reach_a_terminal_is_refused),
        cmocka_unit_test(what_is_too_much_is_refused_once),
        cmocka_unit_test(expressions_that_grow_without_end_are_refused),
    };
    return cmocka_run_group_tests(tests, load_database, free_database);
}
