/*
 * test_shown.c - facts as all views show them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "console/view/shown.h"
#include "support/feed.h"

static void
times_follow_the_chosen_style(void **state)
{
    (void)state;
    struct ui ui = {.time_style = TIME_DOY};
    char out[SHOWN_SIZE];
    struct utc t = {FEED_UTC_NS + 912 * NS_PER_MS};
    assert_string_equal(shown_time(out, &ui, t, 1), "324/08:46:12.9");
    ui.time_style = TIME_DATE;
    assert_string_equal(shown_time(out, &ui, t, 3), "2026-11-20 08:46:12.912");
    assert_string_equal(shown_hms(out, t, 0), "08:46:12");
    assert_string_equal(shown_time(out, &ui, UTC_NONE, 3), "-");
    assert_string_equal(shown_hms(out, UTC_NONE, 3), "-");
}

static void
mission_elapsed_time_counts_both_ways_from_the_epoch(void **state)
{
    (void)state;
    static const struct {
        int64_t ns;
        unsigned decimals;
        const char *text;
    } rows[] = {{0, 0, "MET 000/00:00:00"},
        {NS_PER_S - 1, 2, "MET 000/00:00:00.99"},
        {((12 * 24 + 3) * 3600 + 14 * 60 + 7) * NS_PER_S + 250 * NS_PER_MS, 3,
            "MET 012/03:14:07.250"},
        {-NS_PER_S / 2, 1, "MET -000/00:00:00.5"},
        {-86401 * NS_PER_S, 0, "MET -001/00:00:01"},
        {INT64_C(123456) * 8640 * NS_PER_S, 0, "MET 12345/14:24:00"}};
    struct model m;
    struct ui ui = {.time_style = TIME_MET, .model = &m};
    char out[SHOWN_SIZE];
    struct utc epoch = {FEED_UTC_NS};
    model_init(&m, "sim", NULL, feed_clock(0));
    assert_string_equal(shown_time(out, &ui, epoch, 0), "324/08:46:12");
    m.instance.met_epoch = epoch;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_string_equal(shown_time(out, &ui, utc_add_ns(epoch, rows[i].ns),
                                rows[i].decimals),
            rows[i].text);
    assert_string_equal(shown_time(out, &ui, UTC_NONE, 3), "-");
    model_fini(&m);
}

static void
rates_periods_and_sizes_have_units(void **state)
{
    (void)state;
    char out[SHOWN_SIZE];
    static const struct {
        double hz;
        const char *text;
    } rate[] = {{0, "-"}, {-1, "-"}, {NAN, "-"}, {1, "1.00 Hz"},
        {12.345, "12.3 Hz"}, {9.999, "10.0 Hz"}, {150, "150 Hz"},
        {0.05, "3.0/min"}, {0.0001, "0.4/h"}};
    for (size_t i = 0; i < ARRAY_LEN(rate); i++)
        assert_string_equal(shown_rate(out, rate[i].hz), rate[i].text);
    static const struct {
        int64_t ns;
        const char *text;
    } period[] = {{0, "-"}, {-5, "-"}, {NS_PER_S, "1 s"},
        {200 * NS_PER_MS, "200 ms"}, {90 * NS_PER_S, "90 s"},
        {300 * NS_PER_S, "5 min"}, {14400 * NS_PER_S, "4 h"}};
    for (size_t i = 0; i < ARRAY_LEN(period); i++)
        assert_string_equal(shown_period(out, period[i].ns), period[i].text);
    static const struct {
        double bytes;
        const char *text;
    } size[] = {{0, "0 B"}, {999, "999 B"}, {1000, "1.0 kB"},
        {98700, "98.7 kB"}, {123456789, "123 MB"}, {-3, "0 B"}, {NAN, "0 B"},
        {3e15, "3000 TB"}};
    for (size_t i = 0; i < ARRAY_LEN(size); i++)
        assert_string_equal(shown_bytes(out, size[i].bytes), size[i].text);
    assert_string_equal(shown_age(out, -1), "-");
    assert_string_equal(shown_age(out, 400 * NS_PER_MS), "0.4 s");
}

static void
every_quality_but_good_has_a_mark_and_a_role_of_its_own(void **state)
{
    (void)state;
    struct ui ui = {.theme = theme_built_in()};
    assert_int_equal(shown_quality_mark(&ui, MDB_ACQUIRED), 0);
    for (enum mdb_quality a = 0; a < MDB_QUALITY_COUNT; a++)
        for (enum mdb_quality b = 0; b < a; b++) {
            assert_int_not_equal(
                shown_quality_mark(&ui, a), shown_quality_mark(&ui, b));
            assert_int_not_equal(shown_quality_role(a), shown_quality_role(b));
        }
}

static void
paragraphs_are_broken_at_blanks(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int cols, lines;
        const char *want;
    } row[] = {
        {"", 10, 1, "\n\n\n\n"},
        {"one two three", 8, 2, "one two\nthree\n\n\n"},
        {"one two three", 7, 2, "one two\nthree\n\n\n"},
        {"one two three", 6, 3, "one\ntwo\nthree\n\n"},
        {"unbreakable word", 4, 2, "unbr\nword\n\n\n"},
        {"gr\xc3\xbc\xc3\x9f gott", 4, 2, "gr\xc3\xbc\xc3\x9f\ngott\n\n\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct canvas c;
        struct strbuf out = {0};
        canvas_init(&c, 4, row[i].cols, false);
        struct area all = area_all(&c);
        assert_int_equal(
            words_paint(&all, 0, ROLE_TEXT, row[i].text), row[i].lines);
        assert_int_equal(words_lines(row[i].cols, row[i].text), row[i].lines);
        canvas_text(&c, &out);
        assert_string_equal(strbuf_get(&out), row[i].want);
        strbuf_fini(&out);
        canvas_fini(&c);
    }
}

static void
a_paragraph_can_begin_above_its_area(void **state)
{
    (void)state;
    struct canvas c;
    struct strbuf out = {0};
    canvas_init(&c, 2, 5, false);
    struct area all = area_all(&c);
    assert_int_equal(words_paint(&all, -1, ROLE_TEXT, "one two three"), 2);
    canvas_text(&c, &out);
    assert_string_equal(strbuf_get(&out), "two\nthree\n");
    strbuf_fini(&out);
    canvas_fini(&c);
}

static void
requests_without_a_console_are_left_out(void **state)
{
    (void)state;
    struct ui ui = {0};
    ui_open(&ui, "params", "");
    ui_toast(&ui, TOAST_INFO, "nobody sees it");
    assert_int_equal(shown_clock(&ui).mono.ns, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_follow_the_chosen_style),
        cmocka_unit_test(mission_elapsed_time_counts_both_ways_from_the_epoch),
        cmocka_unit_test(rates_periods_and_sizes_have_units),
        cmocka_unit_test(
            every_quality_but_good_has_a_mark_and_a_role_of_its_own),
        cmocka_unit_test(paragraphs_are_broken_at_blanks),
        cmocka_unit_test(a_paragraph_can_begin_above_its_area),
        cmocka_unit_test(requests_without_a_console_are_left_out),
    };
    return check_run(tests);
}
