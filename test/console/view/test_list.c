/*
 * test_list.c - filter, order, search and selection of any list.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "console/view/list.h"
#include "support/feed.h"

enum {
    COL_NAME,
    COL_SIZE,
    COL_COUNT
};

static const struct table_column columns[] = {
    [COL_NAME] = {.title = "NAME", .min = 6},
    [COL_SIZE] = {.title = "SIZE", .min = 4, .max = 4, .priority = 1},
};

struct thing {
    uint64_t key;
    const char *name; /* NULL: not there */
    int size;
};

struct things {
    struct list_view list; /* first */
    struct thing *thing;
    size_t n;
};

static size_t
count(const void *view)
{
    return ((const struct things *)view)->n;
}

static bool
has(const void *view, size_t i)
{
    return ((const struct things *)view)->thing[i].name != NULL;
}

static uint64_t
key(const void *view, size_t i)
{
    return ((const struct things *)view)->thing[i].key;
}

static void
text(const void *view, size_t i, struct strbuf *out)
{
    strbuf_adds(out, ((const struct things *)view)->thing[i].name);
}

static int
compare(const void *view, unsigned column, size_t a, size_t b)
{
    const struct thing *x = &((const struct things *)view)->thing[a];
    const struct thing *y = &((const struct things *)view)->thing[b];
    return column == COL_SIZE ? x->size - y->size : strcmp(x->name, y->name);
}

static const struct list_source source = {.count = count,
    .has = has,
    .key = key,
    .text = text,
    .compare = compare,
    .sortable = 1u << COL_NAME | 1u << COL_SIZE};

static struct thing fruits[] = {{10, "pear", 3}, {11, "apple", 2},
    {12, NULL, 0}, {13, "Plum", 1}, {14, "fig", 2}, {15, "apricot", 2}};

static void
open_list(struct things *t, struct ui *ui, struct model *m)
{
    *t = (struct things){.thing = fruits, .n = ARRAY_LEN(fruits)};
    model_init(m, "sim", NULL, feed_clock(0));
    *ui = (struct ui){.model = m, .has_focus = true};
    list_init(&t->list, &source, columns, COL_COUNT, "");
    (void)list_view_update(t, ui);
}

static void
close_list(struct things *t, struct model *m)
{
    list_fini(&t->list);
    model_fini(m);
}

/* The names of the rows, blank separated. */
static const char *
rows(const struct things *t)
{
    static char out[128];
    out[0] = '\0';
    for (size_t i = 0; i < t->list.n; i++) {
        strcat(out, i ? " " : "");
        strcat(out, t->thing[t->list.index[i]].name);
    }
    return out;
}

static const char *
selected(const struct things *t)
{
    size_t i = list_selected(&t->list);
    return i == SIZE_MAX ? "nothing" : t->thing[i].name;
}

static void
filters_leave_and_invert(void **state)
{
    (void)state;
    static const struct {
        const char *filter, *rows;
    } row[] = {{"", "pear apple Plum fig apricot"}, {"AP", "apple apricot"},
        {"!ap", "pear Plum fig"}, {"!", "pear apple Plum fig apricot"},
        {"x", ""}, {"p", "pear apple Plum apricot"}};
    struct things t;
    struct ui ui;
    struct model m;
    open_list(&t, &ui, &m);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        list_view_filter(&t, &ui, row[i].filter);
        assert_string_equal(rows(&t), row[i].rows);
        assert_int_equal(t.list.total, 5);
    }
    close_list(&t, &m);
}

static void
orders_are_stable_and_go_round(void **state)
{
    (void)state;
    static const char *const want[] = {"Plum apple apricot fig pear",
        "Plum apple fig apricot pear", "pear apple Plum fig apricot"};
    struct things t;
    struct ui ui;
    struct model m;
    open_list(&t, &ui, &m);
    for (size_t i = 0; i < 2 * ARRAY_LEN(want); i++) {
        assert_true(list_act(&t.list, ACTION_SORT) & UI_HANDLED);
        assert_string_equal(rows(&t), want[i % ARRAY_LEN(want)]);
        assert_string_equal(selected(&t), "pear");
    }
    (void)list_act(&t.list, ACTION_SORT);
    t.list.table.sort_descends = true;
    list_refresh(&t.list);
    assert_string_equal(rows(&t), "pear fig apricot apple Plum");
    close_list(&t, &m);
}

static void
search_begins_at_the_selection_and_wraps(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int step;
        bool found;
        const char *selected;
    } row[] = {{"ap", 0, true, "apple"}, {"ap", 0, true, "apple"},
        {"ap", 1, true, "apricot"}, {"ap", 1, true, "apple"},
        {"ap", -1, true, "apricot"}, {"PL", -1, true, "Plum"},
        {"x", 1, false, "Plum"}, {"", 0, true, "Plum"}};
    struct things t;
    struct ui ui;
    struct model m;
    open_list(&t, &ui, &m);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_int_equal(
            list_view_search(&t, &ui, row[i].text, row[i].step), row[i].found);
        assert_string_equal(selected(&t), row[i].selected);
    }
    list_view_filter(&t, &ui, "x");
    assert_false(list_view_search(&t, &ui, "", 0));
    assert_string_equal(selected(&t), "nothing");
    close_list(&t, &m);
}

static void
the_selected_thing_stays_selected(void **state)
{
    (void)state;
    struct things t;
    struct ui ui;
    struct model m;
    struct thing other[] = {{1, "new", 0}, {14, "fig", 9}, {2, "newer", 0}};
    open_list(&t, &ui, &m);
    assert_true(list_select_key(&t.list, 14));
    assert_false(list_select_key(&t.list, 99));
    t.thing = other;
    t.n = ARRAY_LEN(other);
    list_refresh(&t.list);
    assert_string_equal(selected(&t), "fig");
    close_list(&t, &m);
}

static void
a_press_selects_and_the_title_tells(void **state)
{
    (void)state;
    struct things t;
    struct ui ui;
    struct model m;
    struct strbuf out = {0};
    open_list(&t, &ui, &m);
    assert_int_equal(list_view_press(&t, &ui, 0, 0), 0);
    assert_true(list_view_press(&t, &ui, 2, 0) & UI_REDRAW);
    assert_string_equal(selected(&t), "apple");
    list_status(&t.list, &out);
    assert_string_equal(strbuf_get(&out), " 5");
    strbuf_reset(&out);
    (void)list_act(&t.list, ACTION_SORT);
    list_view_filter(&t, &ui, "!ap");
    list_status(&t.list, &out);
    assert_string_equal(strbuf_get(&out), " 3 of 5, filter: !ap, by NAME");
    strbuf_fini(&out);
    assert_int_equal(list_act(&t.list, ACTION_FOLLOW), 0);
    assert_int_equal(list_act(&t.list, ACTION_HELP), 0);
    close_list(&t, &m);
}

static void
paint_cell(void *arg, size_t row, unsigned column, struct table_cell *out)
{
    struct things *t = arg;
    const struct thing *x = &t->thing[t->list.index[row]];
    if (column == COL_NAME)
        (void)str_copy(out->text, sizeof out->text, x->name);
    else
        snprintf(out->text, sizeof out->text, "%d", x->size);
    out->left = column == COL_SIZE && x->size > 2 ? 'H' : 0;
}

/* What is painted, from line 1 on: the first cells of each row. */
static void
marks_shown(struct things *t, struct ui *ui, char out[8])
{
    struct canvas c;
    canvas_init(&c, 5, 30, false);
    struct area all = area_all(&c);
    list_begin(&t->list, ui);
    list_paint(&t->list, &all, paint_cell, t);
    for (int i = 0; i < 4; i++)
        out[i] = canvas_at(&c, i + 1, 0)->glyph == '*' ? '*' : '.';
    out[4] = '\0';
    canvas_fini(&c);
}

static void
marks_belong_to_things_and_rows_that_are_marked_are_exported(void **state)
{
    (void)state;
    struct thing thing[] = {
        {10, "ant", 1}, {20, "bee", 2}, {30, "cat", 3}, {40, "dog", 4}};
    struct things t = {.thing = thing, .n = 4};
    struct ui ui = {0};
    char shown[8];
    list_init(&t.list, &source, columns, COL_COUNT, "");
    list_begin(&t.list, &ui);
    list_refresh(&t.list);
    assert_int_equal(list_view_only_marked(&t, &ui), 0);
    list_act(&t.list, ACTION_MARK); /* ant, goes on to bee */
    list_act(&t.list, ACTION_DOWN);
    marks_shown(&t, &ui, shown);
    assert_string_equal(shown, "*...");
    list_act(&t.list, ACTION_RANGE); /* ant to cat */
    marks_shown(&t, &ui, shown);
    assert_string_equal(shown, "***.");
    list_act(&t.list, ACTION_UP);
    list_act(&t.list, ACTION_MARK); /* bee no more */
    marks_shown(&t, &ui, shown);
    assert_string_equal(shown, "*.*.");
    thing[0] = (struct thing){5, "aphid", 0}; /* ant went, its mark with it */
    list_refresh(&t.list);
    marks_shown(&t, &ui, shown);
    assert_string_equal(shown, "..*.");
    struct strbuf out = {0};
    assert_int_equal(list_view_only_marked(&t, &ui), 1);
    list_view_rows_text(&t, &ui, &out);
    assert_string_equal(strbuf_get(&out), "NAME\tSIZE\ncat\tH3\n");
    list_refresh(&t.list);
    assert_int_equal(t.list.n, 4);
    assert_true(list_view_unmark(&t, &ui));
    assert_false(list_view_unmark(&t, &ui));
    list_act(&t.list, ACTION_BOTTOM);
    list_act(&t.list, ACTION_RANGE); /* nothing marked: the selected one */
    marks_shown(&t, &ui, shown);
    assert_string_equal(shown, "...*");
    strbuf_fini(&out);
    list_fini(&t.list);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filters_leave_and_invert),
        cmocka_unit_test(orders_are_stable_and_go_round),
        cmocka_unit_test(search_begins_at_the_selection_and_wraps),
        cmocka_unit_test(the_selected_thing_stays_selected),
        cmocka_unit_test(a_press_selects_and_the_title_tells),
        cmocka_unit_test(
            marks_belong_to_things_and_rows_that_are_marked_are_exported),
    };
    return check_run(tests);
}
