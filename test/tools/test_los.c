/*
 * test_los.c - when there was no signal: spans, windows and their edges.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "common/str.h"
#include "tools/los.h"

/* "-3 +5": lost at 3 s, back at 5 s. */
static char *
edges(struct los *los)
{
    struct strbuf out = {0};
    struct los_edge e;
    strbuf_adds(&out, "");
    while (los_next(los, (struct utc){100 * NS_PER_S}, &e))
        strbuf_addf(&out, "%s%s%d", out.len > 0 ? " " : "",
            e.is_los ? "-" : "+", (int)(e.at.ns / NS_PER_S));
    los_fini(los);
    return strbuf_take(&out);
}

#define T(s) "1970-01-01T00:00:" s "Z"

static void
spans_are_sorted_and_joined(void **state)
{
    (void)state;
    static const struct {
        const char *span[3], *edges;
    } row[] = {
        {{NULL}, ""},
        {{T("03") "/" T("05")}, "-3 +5"},
        {{T("10") "/" T("12"), T("03") "/" T("05")}, "-3 +5 -10 +12"},
        {{T("03") "/" T("05"), T("05") "/" T("07")}, "-3 +7"},
        {{T("03") "/" T("09"), T("04") "/" T("05"), T("08") "/" T("10")},
            "-3 +10"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct los los = {0};
        for (size_t k = 0; k < 3 && row[i].span[k] != NULL; k++)
            assert_true(los_add(&los, row[i].span[k]));
        los_begin(&los);
        char *text = edges(&los);
        assert_string_equal(text, row[i].edges);
        free(text);
    }
}

static void
what_is_no_span_is_refused(void **state)
{
    (void)state;
    static const char *const row[] = {"", "/", T("03"), T("03") "/",
        "/" T("03"), T("05") "/" T("03"), T("03") "/" T("03"),
        T("03") "/" T("05") "/" T("07"), "now/then"};
    struct los los = {0};
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        assert_false(los_add(&los, row[i]));
    assert_int_equal(los.n, 0);
    los_fini(&los);
}

static void
outside_of_windows_is_loss_until_the_last_one_ends(void **state)
{
    (void)state;
    const struct mission_window window[] = {
        {{10 * NS_PER_S}, {20 * NS_PER_S}}, {{30 * NS_PER_S}, {40 * NS_PER_S}}};
    struct los los = {0};
    struct los_edge e;
    los_windows(&los, window, 2);
    los_begin(&los);
    assert_true(los_next(&los, (struct utc){0}, &e));
    assert_true(e.is_los);
    assert_false(los_next(&los, (struct utc){10 * NS_PER_S - 1}, &e));
    char *text = edges(&los);
    assert_string_equal(text, "+10 -20 +30");
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_are_sorted_and_joined),
        cmocka_unit_test(what_is_no_span_is_refused),
        cmocka_unit_test(outside_of_windows_is_loss_until_the_last_one_ends),
    };
    return check_run(tests);
}
