/*
 * test_canvas.c - what is drawn stays inside, and is harmless.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/canvas.h"

#include "support/check.h"

#include <math.h>

#include "common/utf8.h"
#include "console/glyph.h"

static void
expect_text(const struct canvas *c, const char *want)
{
    struct strbuf text = {0};
    canvas_text(c, &text);
    assert_string_equal(strbuf_get(&text), want);
    strbuf_fini(&text);
}

static void
sizes_are_brought_into_range(void **state)
{
    (void)state;
    static const struct {
        int rows, cols, want_rows, want_cols;
    } cases[] = {
        {24, 80, 24, 80},
        {0, 0, 1, 1},
        {-5, -1, 1, 1},
        {100000, 100000, CANVAS_MAX_ROWS, CANVAS_MAX_COLS},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct canvas c;
        canvas_init(&c, cases[i].rows, cases[i].cols, false);
        assert_int_equal(c.rows, cases[i].want_rows);
        assert_int_equal(c.cols, cases[i].want_cols);
        canvas_fini(&c);
    }
}

static void
text_is_cut_at_the_edge_of_its_area(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 3, 10, false);
    struct area all = area_all(&c);
    struct area mid = area_sub(&all, 1, 2, 1, 5);
    assert_int_equal(area_text(&mid, 0, 0, ROLE_TEXT, "abcdefghij"), 5);
    assert_int_equal(area_text(&mid, 0, -2, ROLE_TITLE, "12345"), 5);
    assert_int_equal(area_text(&mid, 1, 0, ROLE_TEXT, "below"), 5);
    assert_int_equal(area_text(&mid, -1, 0, ROLE_TEXT, "above"), 5);
    assert_int_equal(area_text(&mid, 0, 9, ROLE_TEXT, "x"), 0);
    expect_text(&c, "\n  345de\n\n");
    canvas_fini(&c);
}

static void
areas_are_cut_at_their_parent(void **state)
{
    (void)state;
    static const struct {
        int row, col, rows, cols;
        int want[4];
    } cases[] = {
        {0, 0, 5, 5, {0, 0, 5, 5}},
        {2, 3, 99, 99, {2, 3, 8, 17}},
        {-2, -3, 5, 5, {0, 0, 3, 2}},
        {10, 20, 1, 1, {10, 20, 0, 0}},
        {99, 99, 1, 1, {10, 20, 0, 0}},
        {1, 1, -4, 2, {1, 1, 0, 2}},
        {0, 0, INT32_MAX, INT32_MAX, {0, 0, 10, 20}},
        {5, 5, INT32_MAX, INT32_MAX, {5, 5, 5, 15}},
    };
    struct canvas c;
    canvas_init(&c, 10, 20, false);
    struct area all = area_all(&c);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct area a = area_sub(
            &all, cases[i].row, cases[i].col, cases[i].rows, cases[i].cols);
        assert_int_equal(a.row, cases[i].want[0]);
        assert_int_equal(a.col, cases[i].want[1]);
        assert_int_equal(a.rows, cases[i].want[2]);
        assert_int_equal(a.cols, cases[i].want[3]);
    }
    canvas_fini(&c);
}

static void
untrusted_text_becomes_harmless(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"plain", "plain\n"}, {"a\x1b[31mb", "a\xef\xbf\xbd[31mb\n"},
        {"a\x07\x7f", "a\xef\xbf\xbd\xef\xbf\xbd\n"},
        {"\xc2\x9b", "\xef\xbf\xbd\n"},         /* C1 CSI */
        {"x\xe2\x80\xaey", "x\xef\xbf\xbdy\n"}, /* right-to-left override */
        {"x\xe2\x80\x8by", "x\xef\xbf\xbdy\n"}, /* zero width space */
        {"e\xcc\x81g", "eg\n"},                 /* combining acute */
        {"\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd\n"},
        {"\xe2\x96", "\xef\xbf\xbd\xef\xbf\xbd\n"}, /* cut sequence */
        {"line\nbreak", "line\xef\xbf\xbd"
                        "break\n"},
        {"\xe6\xbc\xa2!", "\xe6\xbc\xa2!\n"}, /* wide */
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct canvas c;
        canvas_init(&c, 1, 20, false);
        struct area all = area_all(&c);
        area_text(&all, 0, 0, ROLE_TEXT, cases[i].text);
        expect_text(&c, cases[i].want);
        canvas_fini(&c);
    }
}

static void
random_bytes_never_put_an_unsafe_glyph_in_a_cell(void **state)
{
    (void)state;
    uint32_t seed = 12345;
    for (int round = 0; round < 2000; round++) {
        char text[64];
        for (size_t i = 0; i < sizeof text; i++) {
            seed = seed * 1664525 + 1013904223;
            text[i] = (char)(seed >> 24);
        }
        struct canvas c;
        canvas_init(&c, 2, 30, round % 2);
        struct area all = area_all(&c);
        area_textn(&all, 0, round % 40 - 5, ROLE_TEXT, text, sizeof text);
        area_textn(&all, 0, round % 7, ROLE_TEXT, text + 20, 30);
        for (int col = 0; col < c.cols; col++) {
            uint32_t glyph = canvas_at(&c, 0, col)->glyph;
            if (glyph == CELL_WIDE_RIGHT) {
                assert_true(col > 0);
                assert_int_equal(
                    utf8_width(canvas_at(&c, 0, col - 1)->glyph), 2);
                continue;
            }
            assert_true(utf8_is_safe(glyph));
            assert_true(!c.is_ascii || glyph < 0x7f);
            if (utf8_width(glyph) == 2)
                assert_int_equal(
                    canvas_at(&c, 0, col + 1)->glyph, CELL_WIDE_RIGHT);
        }
        canvas_fini(&c);
    }
}

static void
half_a_wide_character_becomes_a_blank(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 1, 4, false);
    struct area all = area_all(&c);
    area_text(&all, 0, 0, ROLE_TEXT, "\xe6\xbc\xa2\xe6\xbc\xa2");
    area_put(&all, 0, 1, 'x', ROLE_TEXT); /* over the right half */
    expect_text(&c, " x\xe6\xbc\xa2\n");
    area_put(&all, 0, 2, 'y', ROLE_TEXT); /* over the left half */
    expect_text(&c, " xy\n");
    area_text(&all, 0, 3, ROLE_TEXT, "\xe6\xbc\xa2"); /* no room */
    expect_text(&c, " xy\n");
    canvas_fini(&c);
}

static void
ascii_canvas_holds_twins(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 3, 12, true);
    struct area all = area_all(&c);
    struct area in = area_box(&all, "T\xc2\xb0", ROLE_BORDER);
    area_text(&in, 0, 0, ROLE_TEXT, "5 \xc2\xb5m \xe6\xbc\xa2!");
    expect_text(&c, "+To--------+\n|5 um ? !  |\n+----------+\n");
    canvas_fini(&c);
}

static void
fields_align_and_show_that_they_are_cut(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int width, align;
        const char *want;
    } cases[] = {
        {"abc", 6, -1, "[abc   ]\n"},
        {"abc", 6, 1, "[   abc]\n"},
        {"abc", 6, 0, "[ abc  ]\n"},
        {"abcdef", 6, 1, "[abcdef]\n"},
        {"abcdefg", 6, 1, "[abcde\xe2\x80\xa6]\n"},
        {"abcdefg", 1, -1, "[\xe2\x80\xa6]\n"},
        {"", 2, 1, "[  ]\n"},
        {"abc", 0, 1, "[]\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct canvas c;
        canvas_init(&c, 1, 10, false);
        struct area all = area_all(&c);
        area_put(&all, 0, 0, '[', ROLE_TEXT);
        area_field(&all, 0, 1, cases[i].width, cases[i].align, ROLE_TEXT,
            cases[i].text);
        area_put(&all, 0, 1 + cases[i].width, ']', ROLE_TEXT);
        expect_text(&c, cases[i].want);
        canvas_fini(&c);
    }
}

static void
rules_carry_title_and_right_side(void **state)
{
    (void)state;
    static const struct {
        int cols;
        const char *title, *right, *want;
    } cases[] = {
        {12, "AB", "1/2", "\u2500AB\u2500\u2500\u2500\u25001/2\u2500\u2500\n"},
        {12, "AB", NULL,
            "\u2500AB\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
            "\u2500\u2500\n"},
        {6, "ABCDEFG", NULL, "\u2500AB\u2026\u2500\u2500\n"},
        {2, "AB", "1/2", "\u2500\u2500\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct canvas c;
        canvas_init(&c, 1, cases[i].cols, false);
        struct area all = area_all(&c);
        area_rule(&all, 0, cases[i].title, cases[i].right, false);
        expect_text(&c, cases[i].want);
        canvas_fini(&c);
    }
}

static void
bars_fill_in_eighths_and_survive_nan(void **state)
{
    (void)state;
    static const struct {
        double fraction;
        const char *want;
    } cases[] = {
        {0, "\n"},
        {1, "\u2588\u2588\u2588\u2588\n"},
        {0.5, "\u2588\u2588\n"},
        {0.53125, "\u2588\u2588\u258f\n"},
        {7, "\u2588\u2588\u2588\u2588\n"},
        {-1, "\n"},
        {NAN, "\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct canvas c;
        canvas_init(&c, 1, 4, false);
        struct area all = area_all(&c);
        area_bar(&all, 0, 0, 4, cases[i].fraction, ROLE_PLOT);
        expect_text(&c, cases[i].want);
        canvas_fini(&c);
    }
}

static void
dump_names_roles_and_attributes(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 2, 10, false);
    struct area all = area_all(&c);
    area_printf(&all, 0, 1, ROLE_LIMIT_DISTRESS, "%d", 42);
    area_text(&all, 1, 0, ROLE_TEXT, "row");
    area_mark(&all, 1, 0, -1, CELL_SELECT | CELL_BOLD);
    area_role(&all, 1, 2, 1, ROLE_TITLE);
    struct strbuf text = {0};
    canvas_dump(&c, &text);
    assert_string_equal(strbuf_get(&text), " 42\nrow\nroles:\n"
                                           "0:1+2 limit.alarm.distress\n"
                                           "1:0+2 text [sb]\n"
                                           "1:2+1 title [sb]\n"
                                           "1:3+7 text [sb]\n");
    strbuf_fini(&text);
    canvas_fini(&c);
}

static void
copies_are_equal_until_one_changes(void **state)
{
    (void)state;
    struct canvas a, b = {0};
    canvas_init(&a, 2, 3, false);
    canvas_copy(&b, &a);
    assert_true(canvas_equal(&a, &b));
    struct area all = area_all(&b);
    area_mark(&all, 1, 1, 1, CELL_REVERSE);
    assert_false(canvas_equal(&a, &b));
    canvas_resize(&b, 3, 3);
    assert_false(canvas_equal(&a, &b));
    canvas_fini(&a);
    canvas_fini(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_brought_into_range),
        cmocka_unit_test(text_is_cut_at_the_edge_of_its_area),
        cmocka_unit_test(areas_are_cut_at_their_parent),
        cmocka_unit_test(untrusted_text_becomes_harmless),
        cmocka_unit_test(random_bytes_never_put_an_unsafe_glyph_in_a_cell),
        cmocka_unit_test(half_a_wide_character_becomes_a_blank),
        cmocka_unit_test(ascii_canvas_holds_twins),
        cmocka_unit_test(fields_align_and_show_that_they_are_cut),
        cmocka_unit_test(rules_carry_title_and_right_side),
        cmocka_unit_test(bars_fill_in_eighths_and_survive_nan),
        cmocka_unit_test(dump_names_roles_and_attributes),
        cmocka_unit_test(copies_are_equal_until_one_changes),
    };
    return check_run(tests);
}
