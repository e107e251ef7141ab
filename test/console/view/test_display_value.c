/*
 * test_display_value.c - what a definition of a display shows.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "support/show.h"

/* A page of these definitions, each drawn once. */
static void
page_of(struct show *s, const char *definition)
{
    struct strbuf b = {0};
    strbuf_addf(&b,
        "display X-01 \"X\"\nscreen\n {x                  }\nend\nx %s\n",
        definition);
    show_save(s, "x.dsp", strbuf_get(&b));
    strbuf_fini(&b);
}

static void
expressions_have_the_worst_quality_and_no_wrong_number(void **state)
{
    (void)state;
    static const struct {
        enum scene scene;
        const char *definition;
        double number;
        enum mdb_quality quality;
    } row[] = {
        {SCENE_GOOD, "= 1 + 2 * 3 - 4 / 2", 5, MDB_ACQUIRED},
        {SCENE_GOOD, "= -( 1 + 2 )", -3, MDB_ACQUIRED},
        {SCENE_GOOD, "= 1 / 0", NAN, MDB_INVALID},
        {SCENE_GOOD, "= 0 / 0", NAN, MDB_INVALID},
        {SCENE_GOOD, "= 1e308 * 10", NAN, MDB_INVALID},
        {SCENE_GOOD, "= /SIF/PWR/BUS_A_V * 2", 56.4, MDB_ACQUIRED},
        {SCENE_EXPIRED, "= /SIF/PWR/BUS_A_V * 2", 57.52, MDB_EXPIRED},
        {SCENE_INVALID, "= /SIF/PWR/BUS_A_V * 2", NAN, MDB_INVALID},
        {SCENE_MISSING, "= /SIF/PWR/BUS_A_V * 2", NAN, MDB_NOT_RECEIVED},
        {SCENE_INVALID, "= /SIF/PWR/BUS_A_V + /SIF/THM/TEMP", NAN, MDB_INVALID},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct show s;
        show_open(&s, "", row[i].scene, 20, 80);
        page_of(&s, row[i].definition);
        struct display_now now = show_now(&s, "X-01", "x");
        if (now.quality != row[i].quality ||
            isnan(now.number) != isnan(row[i].number) ||
            fabs(now.number - row[i].number) > 1e-9)
            fail_msg(
                "%s: %.9g %d", row[i].definition, now.number, (int)now.quality);
        show_close(&s);
    }
}

static void
texts_fit_their_field_and_never_lie(void **state)
{
    (void)state;
    static const struct {
        const char *definition;
        int cells;
        const char *text;
    } row[] = {
        {"/SIF/PWR/BUS_A_V %5.2f", 5, "28.20"},
        {"/SIF/PWR/BUS_A_V", 9, "28.20"},
        {"/SIF/PWR/BUS_A_V %5.2f in mV", 8, "28200.00"},
        {"/SIF/PWR/BUS_A_V in mV", 9, "28200.0"},
        {"= 123456789.125 %5.2f", 12, "123456789.12"},
        {"= 123456789.125 %5.2f", 10, "123456789"},
        {"= 123456789.125 %5.2f", 9, "123456789"},
        {"= 123456789.125 %5.2f", 8, "1.23e+08"},
        {"= 123456789.125 %5.2f", 7, "1.2e+08"},
        {"= 123456789.125 %5.2f", 5, "1e+08"},
        {"= 123456789.125 %5.2f", 4, "****"},
        {"= -0.00004 %.6f", 6, "-4e-05"},
        {"/SIF/PWR/MODE", 8, "SCIENCE"},
        {"/SIF/PWR/MODE states 1=BUSY", 8, "BUSY"},
        {"/SIF/PWR/MODE states 7=BUSY", 8, "SCIENCE"},
        {"/SIF/PWR/MODE %03d", 8, "001"},
        {"= 2 - 1 states 1=ONE!", 8, "ONE"},
        {"/SIF/SEQ %#06x", 8, "0x001e"},
    };
    struct show s;
    show_open(&s, "", SCENE_GOOD, 20, 80);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct strbuf out = {0};
        page_of(&s, row[i].definition);
        const struct display_set_row *r = display_set_get(s.displays, "X-01");
        struct display_now now = show_now(&s, "X-01", "x");
        (void)display_now_text(&out, &r->page->def[0], &now, row[i].cells);
        if (strcmp(strbuf_get(&out), row[i].text) != 0)
            fail_msg("%s in %d: '%s', not '%s'", row[i].definition,
                row[i].cells, strbuf_get(&out), row[i].text);
        strbuf_fini(&out);
    }
    show_close(&s);
}

static void
the_worst_is_what_is_out_of_limits_most(void **state)
{
    (void)state;
    static const limit_state rising[] = {LIMIT_UNCHECKED, LIMIT_NORMAL,
        LIMIT_DISABLED, LIMIT_EXPIRED, LIMIT_NOT_RECEIVED, LIMIT_UNKNOWN,
        LIMIT_INVALID, LIMIT_NAN, LIMIT_WATCH, LIMIT_WARNING | LIMIT_LOW << 3,
        LIMIT_DISTRESS | LIMIT_HIGH << 3, LIMIT_CRITICAL, LIMIT_SEVERE};
    for (size_t a = 0; a < ARRAY_LEN(rising); a++)
        for (size_t b = 0; b < ARRAY_LEN(rising); b++)
            assert_int_equal(display_worse_state(rising[a], rising[b]),
                rising[a > b ? a : b]);
}

static void
packets_are_counted_with_those_that_extend_them(void **state)
{
    (void)state;
    struct show s;
    show_open(&s, "", SCENE_GOOD, 20, 80);
    page_of(&s, "packet HEADER");
    assert_near(show_now(&s, "X-01", "x").number, 31 + 14, 0);
    page_of(&s, "packet THM_HK");
    assert_near(show_now(&s, "X-01", "x").number, 14, 0);
    page_of(&s, "packet PWR_HK gaps");
    assert_near(show_now(&s, "X-01", "x").number, 8, 0);
    show_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            expressions_have_the_worst_quality_and_no_wrong_number),
        cmocka_unit_test(texts_fit_their_field_and_never_lie),
        cmocka_unit_test(the_worst_is_what_is_out_of_limits_most),
        cmocka_unit_test(packets_are_counted_with_those_that_extend_them),
    };
    return check_run(tests);
}
