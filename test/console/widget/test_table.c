/*
 * test_table.c - columns that fit, rows that do not jump under the cursor.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/table.h"

#include "support/check.h"

#include "common/attr.h"
#include "console/glyph.h"

static const struct table_column columns[] = {
    {.title = "NAME", .min = 6, .max = 0, .priority = 0},
    {.title = "VALUE",
        .min = 5,
        .max = 8,
        .priority = 1,
        .is_right = true,
        .has_marks = true},
    {.title = "UNIT", .min = 4, .max = 6, .priority = 3},
    {.title = "AGE", .min = 5, .max = 5, .priority = 2, .is_right = true},
};

struct rows {
    const uint64_t *key;
};

static uint64_t
key_of(void *arg, size_t row)
{
    const struct rows *rows = arg;
    return rows->key[row];
}

static void
cell_of(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    const struct rows *rows = arg;
    if (column == 0)
        snprintf(cell->text, sizeof cell->text, "P%d", (int)rows->key[row]);
    if (column == 1) {
        snprintf(cell->text, sizeof cell->text, "%d", (int)rows->key[row] * 3);
        cell->left = GLYPH_ALARM_HIGH;
        cell->left_role = ROLE_LIMIT_ALARM;
        cell->right = 'S';
    }
    if (column == 2)
        strcpy(cell->text, "degC");
    if (column == 3)
        strcpy(cell->text, "0.4 s");
}

static void
columns_leave_least_important_first(void **state)
{
    (void)state;
    static const struct {
        int cols;
        int width[4];
    } cases[] = {
        /* name takes what is left after the others reached their most */
        {80, {80 - 10 - 6 - 5 - 3, 10, 6, 5}},
        {25, {6, 7, 4, 5}},
        {24, {9, 8, 0, 5}},
        {19, {6, 7, 0, 5} /* 6+7+5+2 = 20 > 19 */},
        {14, {6, 7, 0, 0}},
        {13, {13, 0, 0, 0}},
        {3, {3, 0, 0, 0}},
        {0, {0, 0, 0, 0}},
    };
    struct table t;
    table_init(&t, columns, ARRAY_LEN(columns));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int width[TABLE_COLUMNS_MAX];
        table_widths(&t, cases[i].cols, width);
        int sum = -1;
        for (int c = 0; c < 4; c++)
            sum += width[c] > 0 ? width[c] + 1 : 0;
        assert_true(sum <= cases[i].cols || sum == 0);
        if (cases[i].cols == 80 || cases[i].cols == 25 || cases[i].cols <= 14)
            for (int c = 0; c < 4; c++)
                assert_int_equal(width[c], cases[i].width[c]);
    }
}

static void
less_important_columns_leave_for_a_wish_and_others_do_not(void **state)
{
    (void)state;
    static const struct table_column wishing[] = {{.min = 6, .max = 6},
        {.min = 5, .priority = 1, .wish = 20, .over = 2},
        {.min = 8, .max = 8, .priority = 2},
        {.min = 4, .max = 4, .priority = 3}};
    static const struct {
        int cols, width[4];
    } cases[] = {{60, {6, 39, 8, 4}}, {41, {6, 20, 8, 4}}, {40, {6, 24, 8, 0}},
        {36, {6, 20, 8, 0}}, {35, {6, 19, 8, 0}}, {21, {6, 5, 8, 0}},
        {20, {6, 13, 0, 0}}};
    struct table t;
    table_init(&t, wishing, ARRAY_LEN(wishing));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int width[4];
        table_widths(&t, cases[i].cols, width);
        for (int c = 0; c < 4; c++)
            assert_int_equal(width[c], cases[i].width[c]);
    }
}

static void
selection_follows_its_row_and_keeps_its_line(void **state)
{
    (void)state;
    static const uint64_t before[] = {10, 20, 30, 40, 50, 60, 70, 80};
    static const uint64_t after[] = {1, 2, 3, 10, 20, 30, 40, 50, 60, 70, 80};
    struct rows rows = {before};
    struct table t;
    table_init(&t, columns, ARRAY_LEN(columns));
    t.page = 4;
    table_set_rows(&t, ARRAY_LEN(before), key_of, &rows);
    table_select(&t, 4, key_of, &rows); /* 50 */
    size_t line = t.selected - t.top;
    rows.key = after;
    table_set_rows(&t, ARRAY_LEN(after), key_of, &rows);
    assert_int_equal(t.selected, 7);
    assert_int_equal(t.key, 50);
    assert_int_equal(t.selected - t.top, line);
}

static void
when_the_row_is_gone_its_neighbour_is_selected(void **state)
{
    (void)state;
    static const uint64_t before[] = {10, 20, 30};
    static const uint64_t after[] = {10, 30};
    struct rows rows = {before};
    struct table t;
    table_init(&t, columns, ARRAY_LEN(columns));
    table_set_rows(&t, 3, key_of, &rows);
    table_select(&t, 1, key_of, &rows);
    rows.key = after;
    table_set_rows(&t, 2, key_of, &rows);
    assert_int_equal(t.selected, 1);
    assert_int_equal(t.key, 30);
    table_set_rows(&t, 0, key_of, &rows);
    assert_int_equal(t.selected, 0);
    table_act(&t, ACTION_DOWN, key_of, &rows);
    assert_int_equal(t.selected, 0);
}

static void
moves_stay_inside_and_show_the_selection(void **state)
{
    (void)state;
    uint64_t keys[100];
    for (size_t i = 0; i < 100; i++)
        keys[i] = i;
    struct rows rows = {keys};
    struct table t;
    table_init(&t, columns, ARRAY_LEN(columns));
    t.page = 10;
    table_set_rows(&t, 100, key_of, &rows);
    static const struct {
        enum action action;
        size_t selected;
    } moves[] = {
        {ACTION_UP, 0},
        {ACTION_DOWN, 1},
        {ACTION_PAGE_DOWN, 11},
        {ACTION_HALF_DOWN, 16},
        {ACTION_HALF_UP, 11},
        {ACTION_BOTTOM, 99},
        {ACTION_DOWN, 99},
        {ACTION_PAGE_UP, 89},
        {ACTION_TOP, 0},
        {ACTION_PAGE_UP, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
        assert_true(table_act(&t, moves[i].action, key_of, &rows));
        assert_int_equal(t.selected, moves[i].selected);
        assert_true(t.selected >= t.top && t.selected - t.top < 10);
        assert_true(t.top + 10 <= 100);
    }
    assert_false(table_act(&t, ACTION_HELP, key_of, &rows));
}

static void
following_keeps_the_last_row_until_a_move(void **state)
{
    (void)state;
    static const uint64_t keys[] = {1, 2, 3, 4, 5, 6};
    struct rows rows = {keys};
    struct table t;
    table_init(&t, columns, ARRAY_LEN(columns));
    table_set_rows(&t, 3, key_of, &rows);
    table_act(&t, ACTION_FOLLOW, key_of, &rows);
    assert_int_equal(t.selected, 2);
    table_set_rows(&t, 5, key_of, &rows);
    assert_int_equal(t.selected, 4);
    table_act(&t, ACTION_UP, key_of, &rows);
    table_set_rows(&t, 6, key_of, &rows);
    assert_int_equal(t.selected, 3);
}

static void
paints_header_rows_marks_and_selection(void **state)
{
    (void)state;
    static const uint64_t keys[] = {7, 8, 9};
    struct rows rows = {keys};
    struct table t;
    table_init(&t, columns, ARRAY_LEN(columns));
    struct canvas c;
    canvas_init(&c, 3, 28, false);
    struct area all = area_all(&c);
    table_set_rows(&t, 3, key_of, &rows);
    table_select(&t, 1, key_of, &rows);
    table_paint(&t, &all, true, cell_of, &rows);
    struct strbuf text = {0};
    canvas_dump(&c, &text);
    assert_string_equal(strbuf_get(&text),
        "NAME      VALUE  UNIT    AGE\n"
        "P7     \u25b2     21S degC  0.4 s\n"
        "P8     \u25b2     24S degC  0.4 s\n"
        "roles:\n0:0+28 header\n1:7+1 limit.alarm\n"
        "2:0+7 text [s]\n2:7+1 limit.alarm [s]\n2:8+20 text [s]\n");
    strbuf_fini(&text);
    assert_int_equal(table_row_at(&t, 0), SIZE_MAX);
    assert_int_equal(table_row_at(&t, 2), 1);
    assert_int_equal(table_row_at(&t, 3), SIZE_MAX);
    canvas_fini(&c);
}

static void
any_size_can_be_painted(void **state)
{
    (void)state;
    static const uint64_t keys[] = {7, 8, 9};
    struct rows rows = {keys};
    struct table t;
    table_init(&t, columns, ARRAY_LEN(columns));
    table_set_rows(&t, 3, key_of, &rows);
    struct canvas c;
    canvas_init(&c, 10, 40, false);
    for (int r = 0; r <= 10; r++)
        for (int cols = 0; cols <= 40; cols++) {
            struct area all = area_all(&c);
            struct area a = area_sub(&all, 0, 0, r, cols);
            table_paint(&t, &a, false, cell_of, &rows);
        }
    canvas_fini(&c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_leave_least_important_first),
        cmocka_unit_test(
            less_important_columns_leave_for_a_wish_and_others_do_not),
        cmocka_unit_test(selection_follows_its_row_and_keeps_its_line),
        cmocka_unit_test(when_the_row_is_gone_its_neighbour_is_selected),
        cmocka_unit_test(moves_stay_inside_and_show_the_selection),
        cmocka_unit_test(following_keeps_the_last_row_until_a_move),
        cmocka_unit_test(paints_header_rows_marks_and_selection),
        cmocka_unit_test(any_size_can_be_painted),
    };
    return check_run(tests);
}
