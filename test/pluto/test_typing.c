/*
 * test_typing.c - types and units of expressions before they run.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "pluto/parse.h"
#include "pluto/unit.h"
#include "support/pluto_names.h"

static const struct pluto_static_env env = {.type_of = pluto_names_type};

static struct pluto *
parse(const char *expr)
{
    struct strbuf text = {0};
    struct notes notes = {0};
    struct pluto *p;
    strbuf_addf(&text, "procedure\nlog %s;\nend procedure", expr);
    enum err e = pluto_parse("t", text.s, text.len, &notes, &p);
    notes_print(&notes, stdout, false);
    assert_int_equal(e, ERR_OK);
    notes_fini(&notes);
    strbuf_fini(&text);
    return p;
}

static const struct {
    const char *text;
    /* type and unit; behind '!' part of an error, behind '?' of a warning */
    const char *want;
} rows[] = {
    {"1", "signed integer"},
    {"1.5", "real"},
    {"\"a\"", "string"},
    {"'a'", "enumerated"},
    {"TRUE", "Boolean"},
    {"2027-03-14T09:26:53Z", "absolute time"},
    {"5s", "relative time"},
    {"5 ms", "relative time"},
    {"1.5 min", "relative time"},
    {"450 mA", "signed integer mA"},
    {"450mA", "signed integer mA"},
    {"-20 degC", "signed integer degC"},
    {"5 m/s2", "signed integer m/s2"},
    {"5 frob", "!'frob' is no unit"},
    {"5 degc", "!'degc' is no unit; did you mean 'degC'?"},
    {"5 mw", "!'mw' is no unit; did you mean 'mW'?"},
    /* what pluto.md refuses */
    {"5 V > 3 A", "!V and A are different physical quantities"},
    {"Volt > Amp", "!V and A are different"},
    {"Volt + Amp", "!V and A are different"},
    {"Volt between 1 V and 3 A", "!V and A are different"},
    {"Volt in (1 V, 3 A)", "!V and A are different"},
    {"Volt within 1 A of 5 V", "!A and V are different"},
    {"5 s > 3 Hz", "!s and Hz are different"},
    {"Yes and No or Yes", "?order is not agreed"},
    {"Yes or No and Yes", "?order is not agreed"},
    {"Yes xor No and Yes", "?order is not agreed"},
    {"(Yes and No) or Yes", "Boolean"},
    {"Yes and No and Yes", "Boolean"},
    {"Volt > 4", "?it is taken as V"},
    {"Temp > -20", "?it is taken as degC"},
    {"Temp > -20 degC", "Boolean"},
    {"Temp > 250 K", "Boolean"},
    {"Span > 5", "?it is taken as s"},
    {"Span > 5 s", "Boolean"},
    {"Any > 5 s", "Boolean"},
    {"Any + 5 V", "anything"},
    {"A and Yes", "!TRUE or FALSE is wanted here, not a signed integer"},
    {"not A", "!TRUE or FALSE is wanted here"},
    {"not Mode", "!not an enumerated value"},
    {"Yes or Text", "!not a string"},
    /* results */
    {"A + B", "signed integer"},
    {"U + U", "unsigned integer"},
    {"A / B", "real"},
    {"A * R", "real"},
    {"Volt + 3 mV", "real V"},
    {"Volt * Amp", "real V.A"},
    {"Volt / Amp", "real V/A"},
    {"Volt / Volt", "real"},
    {"Rate * Span", "real deg"},
    {"Rate * 5 s + Angle", "real deg"},
    {"Angle / Rate", "relative time"},
    {"Span * 2 ** (A - 1)", "relative time"},
    {"Span / Span", "real"},
    {"1 / Span", "real s-1"},
    {"At - Epoch", "relative time"},
    {"At + Span", "absolute time"},
    {"At + 5", "?it is taken as s"},
    {"At + Epoch", "!have no sum"},
    {"Seconds + Seconds", "relative time"},
    {"Span - At", "!cannot be added or subtracted"},
    {"At > Epoch", "Boolean"},
    {"At > Span", "!cannot be compared"},
    {"At * 2", "!cannot be multiplied"},
    {"Temp - Temp", "real K"},
    {"Temp + 5 K", "real degC"},
    {"Temp + 5 degC", "?a difference is in K"},
    {"Temp * 2", "!have no product"},
    {"Temp / 2", "!have no product"},
    {"-Temp", "real degC"},
    {"-Text", "!a string has no sign"},
    {"Text + A", "string"},
    {"A + Text", "string"},
    {"Text - A", "!cannot be added or subtracted"},
    {"Mode + 1", "!cannot be added"},
    {"Volt ** 2", "real V2"},
    {"Volt ** 0.5", "anything"},
    {"2 ** Volt", "!is no exponent"},
    {"Temp ** 2", "!no such unit"},
    {"2 ** 3", "signed integer"},
    {"2 ** -3", "real"},
    {"2 ** A", "real"},
    {"2 ** U", "signed integer"},
    {"U ** U", "unsigned integer"},
    {"U ** 2", "signed integer"},
    /* comparisons */
    {"Mode = 'standby'", "Boolean"},
    {"Mode = 'NOT READY'", "Boolean"},
    {"Mode = \"off\"", "Boolean"},
    {"Mode = 'stanby'", "!it is never 'stanby'; did you mean 'standby'?"},
    {"'of' = Mode", "!it is never 'of'; did you mean 'off'?"},
    {"Mode in ('off', 'obsrve')", "!it is never 'obsrve'"},
    {"Mode > 'off'", "!have no order"},
    {"Mode = 3", "!cannot be compared"},
    {"Text < \"b\"", "Boolean"},
    {"Text = 5", "!a string and a signed integer cannot be compared"},
    {"Yes = TRUE", "Boolean"},
    {"Yes = 1", "!cannot be compared"},
    {"Yes > No", "!have no order"},
    {"validity status of Volt = 'valid'", "Boolean"},
    {"Amp within 10 % of 450 mA", "Boolean"},
    {"Amp within 10 V % of 450 mA", "!a plain number stands before '%'"},
    {"Temp within 5 degC of -10 degC", "Boolean"},
    {"Temp within 10 % of -10 degC", "!has no percent"},
    {"Temp within 5 of -10 degC", "?it is taken as degC"},
    {"At within 5 s of Epoch", "Boolean"},
    {"At within 5 % of Epoch", "!an absolute time has no percent"},
    {"Text within 5 of 6", "!compares numbers and times, not a string"},
    {"A within (Text) of 6", "!a string is no tolerance"},
    /* functions */
    {"minimum (Volt, Milli)", "real V"},
    {"minimum (Volt, Amp)", "!V and A are different"},
    {"minimum (At, Epoch)", "absolute time"},
    {"minimum (At, 5)", "!cannot be compared"},
    {"average (A, B)", "real"},
    {"abs (Span)", "relative time"},
    {"round (Volt)", "real V"},
    {"sine (Angle)", "real"},
    {"sine (Volt)", "!'sine' takes an angle, not a quantity in V"},
    {"square root (Volt)", "!takes a plain number, not a quantity in V"},
    {"arcsine (0.5) > 10 deg", "Boolean"},
    {"to string (Volt) + \"x\"", "string"},
    {"current time () - At", "relative time"},
    {"year (Span)", "!'year' takes an absolute time, not a relative time"},
    {"length (Mode)", "signed integer"},
    {"contains (Text, \"a\")", "Boolean"},
    {"power (Volt, 2)", "real V2"},
    {"to relative time (5)", "relative time"},
};

/* One problem with this text and severity, and no other. */
static void
assert_note(const struct notes *notes, const char *want)
{
    notes_print(notes, stdout, false);
    assert_int_equal(notes->errors, want[0] == '!');
    assert_int_equal(notes->warnings, want[0] == '?');
    assert_non_null(strstr(notes->note[0].text, want + 1));
    assert_int_equal(notes->note[0].line, 2);
    assert_true(notes->note[0].col > 4);
}

static void
every_expression_has_a_type_or_a_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct notes notes = {0};
        struct pluto *p = parse(rows[i].text);
        print_message("%s\n", rows[i].text);
        struct pluto_expr *e = p->stmt[0]->text.expr[0];
        struct pluto_static s = pluto_type_of(p, e, &env, &notes);
        struct strbuf text = {0};
        strbuf_adds(&text, s.type ? pluto_type_str(s.type) : "anything");
        if (s.unit != NULL)
            strbuf_addf(&text, " %s", pluto_unit_str(s.unit));
        if (rows[i].want[0] == '!' || rows[i].want[0] == '?') {
            assert_note(&notes, rows[i].want);
        } else {
            notes_print(&notes, stdout, false);
            assert_int_equal(notes.n, 0);
            assert_string_equal(text.s, rows[i].want);
        }
        /* a second time nothing is bound twice */
        const size_t n = notes.n;
        (void)pluto_type_of(p, e, &env, &notes);
        assert_int_equal(notes.n, 2 * n);
        strbuf_fini(&text);
        notes_fini(&notes);
        pluto_free(&p);
    }
}

static void
a_value_fits_a_variable_or_it_is_said(void **state)
{
    (void)state;
    static const struct {
        enum pluto_type from;
        const char *from_unit;
        enum pluto_type to;
        const char *to_unit;
        char want; /* 'y', 'n', '?' doubtful */
    } fits[] = {
        {PLUTO_INTEGER, NULL, PLUTO_REAL, NULL, 'y'},
        {PLUTO_REAL, NULL, PLUTO_INTEGER, NULL, 'y'},
        {PLUTO_REAL, "mV", PLUTO_REAL, "V", 'y'},
        {PLUTO_REAL, "mA", PLUTO_REAL, "V", 'n'},
        {PLUTO_REAL, NULL, PLUTO_REAL, "V", '?'},
        {PLUTO_REAL, "V", PLUTO_REAL, NULL, 'y'},
        {PLUTO_RELATIVE, NULL, PLUTO_REAL, "ms", 'y'},
        {PLUTO_RELATIVE, NULL, PLUTO_REAL, "V", 'n'},
        {PLUTO_INTEGER, NULL, PLUTO_RELATIVE, NULL, '?'},
        {PLUTO_INTEGER, "V", PLUTO_RELATIVE, NULL, 'n'},
        {PLUTO_STRING, NULL, PLUTO_ENUM, NULL, 'y'},
        {PLUTO_ENUM, NULL, PLUTO_BOOLEAN, NULL, 'y'},
        {PLUTO_INTEGER, NULL, PLUTO_STRING, NULL, 'n'},
        {PLUTO_BOOLEAN, NULL, PLUTO_INTEGER, NULL, 'n'},
        {PLUTO_ABSOLUTE, NULL, PLUTO_RELATIVE, NULL, 'n'},
        {PLUTO_NONE, NULL, PLUTO_STRING, NULL, 'y'},
    };
    for (size_t i = 0; i < ARRAY_LEN(fits); i++) {
        struct strbuf why = {0};
        bool doubt;
        const char *u = fits[i].from_unit, *v = fits[i].to_unit;
        const struct pluto_static from = {.type = fits[i].from,
            .unit = u ? pluto_unit(u, strlen(u)) : NULL,
            .unit_is_known = true};
        print_message("%zu\n", i);
        bool is = pluto_fits(&from, fits[i].to,
            v ? pluto_unit(v, strlen(v)) : NULL, &doubt, &why);
        assert_int_equal(is, fits[i].want != 'n');
        assert_int_equal(doubt, fits[i].want == '?');
        assert_int_equal(why.len > 0, fits[i].want != 'y');
        strbuf_fini(&why);
    }
}

/* A tree as deep as no text can be. */
static void
a_long_chain_needs_no_stack(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct notes notes = {0};
    struct pluto *p = parse("1 + 1");
    struct pluto_expr *e = p->stmt[0]->text.expr[0];
    const struct pluto_expr last = *e->b;
    for (int i = 0; i < 1000000; i++) {
        struct pluto_expr *sum = arena_alloc(&arena, sizeof *sum);
        *sum = *e;
        sum->a = e;
        sum->b = arena_alloc(&arena, sizeof last);
        *sum->b = last;
        e = sum;
    }
    struct pluto_static s = pluto_type_of(p, e, &env, &notes);
    assert_int_equal(notes.n, 0);
    assert_int_equal(s.type, PLUTO_INTEGER);
    notes_fini(&notes);
    arena_fini(&arena);
    pluto_free(&p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_expression_has_a_type_or_a_reason),
        cmocka_unit_test(a_value_fits_a_variable_or_it_is_said),
        cmocka_unit_test(a_long_chain_needs_no_stack),
    };
    return check_run(tests);
}
