/*
 * test_parse_const.c - constants: every form, and its value.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/attr.h"
#include "pluto/parse.h"
#include "support/check.h"

static struct pluto *
parse(const char *constant, struct notes *notes)
{
    char text[512];
    struct pluto *p;
    int n = snprintf(
        text, sizeof text, "procedure\nlog %s;\nend procedure", constant);
    enum err e = pluto_parse("t", text, (size_t)n, notes, &p);
    assert_int_equal(e, notes->errors > 0 ? ERR_FORMAT : ERR_OK);
    return p;
}

#define S INT64_C(1000000000)

static const struct constant {
    const char *text;
    enum pluto_type type;
    int64_t i;
    double d;
    const char *s; /* text, or unit */
} constants[] = {
    {"TRUE", PLUTO_BOOLEAN, 1, 0, NULL},
    {"false", PLUTO_BOOLEAN, 0, 0, NULL},
    {"0", PLUTO_INTEGER, 0, 0, NULL},
    {"9223372036854775807", PLUTO_INTEGER, INT64_MAX, 0, NULL},
    {"18446744073709551615", PLUTO_UNSIGNED, -1, 0, NULL},
    {"0x20", PLUTO_INTEGER, 32, 0, NULL},
    {"0XfF", PLUTO_INTEGER, 255, 0, NULL},
    {"2.5", PLUTO_REAL, 0, 2.5, NULL},
    {"2.5e-3", PLUTO_REAL, 0, 0.0025, NULL},
    {"1E3", PLUTO_REAL, 0, 1000, NULL},
    {"60 degC", PLUTO_INTEGER, 60, 0, "degC"},
    {"450mA", PLUTO_INTEGER, 450, 0, "mA"},
    {"0.2deg/h", PLUTO_REAL, 0, 0.2, "deg/h"},
    {"0.2 deg/h", PLUTO_REAL, 0, 0.2, "deg/h"},
    {"1.5 m/s2", PLUTO_REAL, 0, 1.5, "m/s2"},
    {"1 W.m-2", PLUTO_INTEGER, 1, 0, "W.m-2"},
    {"1 W.m^-2.K", PLUTO_INTEGER, 1, 0, "W.m^-2.K"},
    {"5 s", PLUTO_INTEGER, 5, 0, "s"},
    {"5s", PLUTO_RELATIVE, 5 * S, 0, NULL},
    {"120s", PLUTO_RELATIVE, 120 * S, 0, NULL},
    {"1d2h30min10.5s", PLUTO_RELATIVE, 95410500000000, 0, NULL},
    {"0.25s", PLUTO_RELATIVE, S / 4, 0, NULL},
    {"90min", PLUTO_RELATIVE, 5400 * S, 0, NULL},
    {"5ms", PLUTO_INTEGER, 5, 0, "ms"},
    {"0:00:01:30:5", PLUTO_RELATIVE, 90 * S + S / 2, 0, NULL},
    {"1:23:59:59", PLUTO_RELATIVE, 172799 * S, 0, NULL},
    {"2027-03-14T09:26:53.500Z", PLUTO_ABSOLUTE, 1805016413500000000, 0, NULL},
    {"2027-03-14T09:26:53", PLUTO_ABSOLUTE, 1805016413 * S, 0, NULL},
    {"2027-073T09:26:53.5", PLUTO_ABSOLUTE, 1805016413500000000, 0, NULL},
    {"2028-366T00:00:00Z", PLUTO_ABSOLUTE, 1861833600 * S, 0, NULL},
    {"\"a \\\"b\\\" \\\\ \\n\"", PLUTO_STRING, 0, 0, "a \"b\" \\ \\n"},
    {"\"\"", PLUTO_STRING, 0, 0, ""},
    {"'standby'", PLUTO_ENUM, 0, 0, "standby"},
    {"'not confirmed'", PLUTO_ENUM, 0, 0, "not confirmed"},
};

static void
assert_constant(const struct constant *c, const struct pluto_expr *e)
{
    assert_int_equal(e->kind, PLUTO_E_CONST);
    const struct pluto_value *v = e->value;
    assert_int_equal(v->type, c->type);
    if (v->type == PLUTO_REAL)
        assert_near(v->d, c->d, 0);
    else if (v->type == PLUTO_BOOLEAN)
        assert_int_equal(v->b, c->i);
    else if (v->type == PLUTO_STRING || v->type == PLUTO_ENUM)
        assert_string_equal(v->text, c->s);
    else
        assert_int_equal(v->i, c->i);
    if (v->type == PLUTO_STRING || v->type == PLUTO_ENUM || c->s == NULL)
        assert_null(e->unit);
    else
        assert_string_equal(e->unit, c->s);
}

static void
constants_have_their_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(constants); i++) {
        struct notes notes = {0};
        struct pluto *p = parse(constants[i].text, &notes);
        if (notes.n > 0)
            fail_msg("%s: %s", constants[i].text, notes.note[0].text);
        assert_int_equal(p->stmt[0]->text.n, 1);
        const struct pluto_expr *e = p->stmt[0]->text.expr[0];
        assert_constant(&constants[i], e);
        assert_int_equal(e->span.off, strlen("procedure\nlog "));
        assert_int_equal(e->span.len, strlen(constants[i].text));
        pluto_free(&p);
    }
}

static const struct wrong {
    const char *text, *why;
} wrong[] = {
    {"2027-13-14T09:26:53Z", "month"},
    {"2027-02-29T09:26:53Z", "no such day"},
    {"2027-366T00:00:00Z", "no such day"},
    {"2027-03-14T25:00:00", "hour"},
    {"2027-03-14T23:60:00", "minute"},
    {"2027-03-14T23:59:61", "second"},
    {"2027-03-14T23:59", "hh:mm:ss"},
    {"9999-01-01T00:00:00", "year"},
    {"2027-3-14T09:26:53", "YYYY-MM-DD"},
    {"1d25h", "hours must be below 24"},
    {"1h60min", "minutes must be below 60"},
    {"0:25:00:00:0", "hours must be below 24"},
    {"0:00:60:00:0", "minutes must be below 60"},
    {"999999999999d", "too long"},
    {"1min2h", "neither a number nor a quantity"},
    {"0x", "digits are missing"},
    {"0xfg", "'g' is no hexadecimal digit"},
    {"18446744073709551616", "64 bits"},
    {"1e999", "too large"},
    {"5 m/%", "a value or a name expected"},
    {"''", "without a name"},
    {"\"abc", "\" is missing"},
    {"'abc", "' is missing"},
};

static void
wrong_constants_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct notes notes = {0};
        struct pluto *p = parse(wrong[i].text, &notes);
        assert_null(p);
        if (strstr(notes.note[0].text, wrong[i].why) == NULL ||
            notes.note[0].line != 2)
            fail_msg("%s: %s", wrong[i].text, notes.note[0].text);
        notes_fini(&notes);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constants_have_their_values),
        cmocka_unit_test(wrong_constants_are_refused),
    };
    return check_run(tests);
}
