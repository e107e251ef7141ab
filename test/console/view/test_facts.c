/*
 * test_facts.c - labelled lines about one parameter, at any width.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "console/view/facts.h"
#include "support/feed.h"

static void
lines_wrap_beside_their_labels_and_scroll(void **state)
{
    (void)state;
    static const struct {
        int cols, top, lines;
        const char *want;
    } row[] = {
        {60, 0, 2, "about       one two three four five\nraw         0x1\n\n"},
        {20, 0, 3, "abou one two three\n     four five\nraw  0x1\n"},
        {20, 1, 3, "     four five\nraw  0x1\n\n"},
        {20, 9, 3, "\n\n\n"},
        {4, 0, 6, " one\n two\n thr\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct facts f = {0};
        struct canvas c;
        struct strbuf out = {0};
        facts_add(&f, "about", ROLE_TEXT, "%s", "one two three four five");
        facts_add(&f, "raw", ROLE_TEXT, "0x%x", 1u);
        canvas_init(&c, 3, row[i].cols, false);
        struct area all = area_all(&c);
        facts_paint(&f, &all, row[i].top);
        canvas_text(&c, &out);
        assert_string_equal(strbuf_get(&out), row[i].want);
        if (row[i].cols > 4)
            assert_int_equal(facts_lines(&f, row[i].cols), row[i].lines);
        strbuf_fini(&out);
        canvas_fini(&c);
        facts_fini(&f);
    }
}

static const char *
fact_of(const struct facts *f, const char *label)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->fact[i].label, label) == 0)
            return f->fact[i].text;
    return "";
}

static void
texts_are_made_harmless(void **state)
{
    (void)state;
    struct facts f = {0};
    facts_add(&f, "about", ROLE_TEXT, "%s", "\033[2J\xe2\x80\xae");
    assert_string_equal(fact_of(&f, "about"), "\xef\xbf\xbd[2J\xef\xbf\xbd");
    facts_clear(&f);
    assert_int_equal(f.n, 0);
    facts_fini(&f);
}

static void
a_value_without_database_tells_what_it_can(void **state)
{
    (void)state;
    static const struct feed_item item = {
        0, "/SIF/MODE", "", "0=IDLE,1=SCIENCE", MDB_UINT, MDB_ENUM};
    const struct feed_cell cell = {1, 1, 0};
    struct model m;
    struct facts f = {0};
    model_init(&m, "sim", NULL, feed_clock(0));
    model_connected(&m, true, feed_clock(0));
    feed_heartbeat(&m, feed_clock(0), "frontend", "ready", FEED_HASH);
    feed_layout(&m, feed_clock(0), FEED_HASH, 7, "/SIF/HK", 0, &item, 1);
    feed_tm(&m, feed_clock(0),
        &(struct feed_tm){.container = 7, .apid = 101, .cell = &cell, .n = 1});
    const struct ui ui = {
        .model = &m, .now = feed_clock(0).mono, .utc = feed_clock(0).utc};
    facts_param(&f, &ui, values_get(m.values, 0));
    assert_string_equal(fact_of(&f, "value"), "SCIENCE   acquired");
    assert_string_equal(fact_of(&f, "raw"), "1   0x1   0b1");
    assert_string_equal(fact_of(&f, "packet"), "/SIF/HK (APID 101)");
    assert_string_equal(fact_of(&f, "labels"), "0 IDLE, 1 SCIENCE");
    assert_string_equal(fact_of(&f, "rate"),
        "no period is known: it expires only without frontend");
    assert_string_equal(fact_of(&f, "so far"), "1 sample");
    assert_non_null(strstr(fact_of(&f, "type"), "no mission database here"));
    facts_fini(&f);
    model_fini(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_wrap_beside_their_labels_and_scroll),
        cmocka_unit_test(texts_are_made_harmless),
        cmocka_unit_test(a_value_without_database_tells_what_it_can),
    };
    return check_run(tests);
}
