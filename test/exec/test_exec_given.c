/*
 * test_exec_given.c - arguments as a person types them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_given.h"

#include "support/check.h"

#include "common/attr.h"
#include "pluto/unit.h"

static const char conf[] =
    "argument Target { type = real  unit = degC  min = 10  max = 30 }\n"
    "argument Number { type = unsigned }\n"
    "argument \"On Time\" { type = duration }\n"
    "argument At { type = time }\n"
    "argument Fast { type = boolean }\n"
    "argument Text { type = string }\n";

static int
setup(void **state)
{
    struct notes notes = {0};
    struct catalogue *c;
    const enum err e =
        catalogue_parse("P.conf", "P", conf, sizeof conf - 1, &notes, &c);
    if (e != ERR_OK)
        notes_print(&notes, stderr, false);
    assert_int_equal(e, ERR_OK);
    notes_fini(&notes);
    *state = c;
    return 0;
}

static int
teardown(void **state)
{
    struct catalogue *c = *state;
    catalogue_free(&c);
    return 0;
}

static void
good_ones_have_the_type_of_the_catalogue(void **state)
{
    static const struct {
        const char *name, *text, *saved;
    } row[] = {
        {"Target", "20 degC", "20 degC"},
        {"target", "20", "20 degC"},
        {"Target", "20degC", "20 degC"},
        {"Target", "293.15 K", "20 degC"},
        {"Target", "1.2e1 degC", "12 degC"},
        {"Number", "7", "7"},
        {"on_time", "1min30s", "1min30s"},
        {"On Time", "2 min", "2min"},
        {"At", "2026-11-20T10:00:00Z", "2026-11-20T10:00:00.000Z"},
        {"Fast", "true", "TRUE"},
        {"Fast", "FALSE", "FALSE"},
        {"Text", "a = b", "a = b"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct strbuf why = {0}, shown = {0};
        struct pluto_given g;
        if (exec_given_parse(*state, row[i].name, row[i].text, &g, &why) !=
            ERR_OK)
            fail_msg("%s=%s: %s", row[i].name, row[i].text, strbuf_get(&why));
        if (g.value.type == PLUTO_REAL)
            strbuf_addf(
                &shown, "%.6g %s", g.value.d, pluto_unit_str(g.value.unit));
        else
            pluto_value_show(&g.value, &shown);
        assert_string_equal(strbuf_get(&shown), row[i].saved);
        pluto_value_fini(&g.value);
        strbuf_fini(&shown);
        strbuf_fini(&why);
    }
}

static void
bad_ones_say_what_is_wanted(void **state)
{
    static const struct {
        const char *name, *text, *why;
        enum err e;
    } row[] = {
        {"Target", "40 degC", "10 .. 30", ERR_RANGE},
        {"Target", "9.99", "10 .. 30", ERR_RANGE},
        {"Target", "20 V", "", ERR_RANGE},
        {"Target", "warm", "real", ERR_RANGE},
        {"Target", "", "real", ERR_RANGE},
        {"Number", "-1", "", ERR_RANGE},
        {"Number", "1.5", "", ERR_RANGE},
        {"On Time", "soon", "relative time", ERR_RANGE},
        {"At", "today", "absolute time", ERR_RANGE},
        {"Fast", "maybe", "Boolean", ERR_RANGE},
        {"Tarqet", "20", "did you mean Target?", ERR_NOTFOUND},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct strbuf why = {0};
        struct pluto_given g;
        const enum err e =
            exec_given_parse(*state, row[i].name, row[i].text, &g, &why);
        if (e != row[i].e || strstr(strbuf_get(&why), row[i].why) == NULL)
            fail_msg("%s=%s: %d %s", row[i].name, row[i].text, (int)e,
                strbuf_get(&why));
        assert_int_equal(g.value.type, PLUTO_NONE);
        strbuf_fini(&why);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            good_ones_have_the_type_of_the_catalogue, setup, teardown),
        cmocka_unit_test_setup_teardown(
            bad_ones_say_what_is_wanted, setup, teardown),
    };
    return check_run(tests);
}
