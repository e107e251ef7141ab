/*
 * test_help.c - the help screen scrolls over all keys and commands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/help.h"

#include "support/check.h"

#include "console/command.h"
#include "console/marks.h"
#include "console/setting.h"

static const char *
reason(void *arg, enum action action)
{
    (void)arg;
    return action == ACTION_ENABLE ? "no link" : NULL;
}

static const enum action actions[] = {
    ACTION_OPEN, ACTION_ENABLE, ACTION_RAW, ACTION_NONE};
static const struct view_class test_view = {
    .name = "test", .title = "Test", .actions = actions};

static struct help_topic
topic_of(const struct keymap *map)
{
    return (struct help_topic){.map = map,
        .class = &test_view,
        .theme = theme_built_in(),
        .reason = reason};
}

/* Everything that is seen while paging down to the end. */
static void
read_all(int rows, int cols, struct strbuf *out)
{
    struct keymap *map = keymap_new();
    struct help_topic topic = topic_of(map);
    struct help help = {0};
    struct canvas c;
    canvas_init(&c, rows, cols, false);
    struct area all = area_all(&c);
    int before = -1;
    help_paint(&help, &all, &topic);
    while (help.top != before) {
        before = help.top;
        canvas_text(&c, out);
        assert_true(help_act(&help, ACTION_DOWN));
        help_paint(&help, &all, &topic);
    }
    canvas_fini(&c);
    keymap_free(&map);
}

static void
every_key_and_command_can_be_reached(void **state)
{
    (void)state;
    struct strbuf text = {0};
    read_all(6, 140, &text);
    for (unsigned a = 1; a < ACTION_COUNT; a++)
        assert_non_null(
            strstr(strbuf_get(&text), action_row((enum action)a)->help));
    for (size_t i = 0; i < command_count(); i++)
        assert_non_null(strstr(strbuf_get(&text), command_row(i)->help));
    for (unsigned i = 0; i < SETTING_COUNT; i++)
        assert_non_null(
            strstr(strbuf_get(&text), setting_row((enum setting)i)->help));
    for (size_t i = 0; mark_row(i) != NULL; i++)
        assert_non_null(strstr(strbuf_get(&text), mark_row(i)->help));
    assert_non_null(strstr(strbuf_get(&text), "(no link)"));
    assert_non_null(strstr(strbuf_get(&text), "hold Shift"));
    strbuf_fini(&text);
}

static void
any_size_can_be_painted(void **state)
{
    (void)state;
    for (int rows = 1; rows < 8; rows++)
        for (int cols = 1; cols < 60; cols += 7) {
            struct strbuf text = {0};
            if (rows > 1)
                read_all(rows, cols, &text);
            strbuf_fini(&text);
        }
}

static void
moves_are_its_own_and_other_actions_are_not(void **state)
{
    (void)state;
    struct help help = {.page = 10};
    assert_true(help_act(&help, ACTION_UP));
    assert_int_equal(help.top, 0);
    assert_true(help_act(&help, ACTION_PAGE_DOWN));
    assert_int_equal(help.top, 9);
    assert_true(help_act(&help, ACTION_TOP));
    assert_int_equal(help.top, 0);
    assert_false(help_act(&help, ACTION_FREEZE));
}

static void
what_the_view_can_do_comes_first_and_what_does_not_work_last(void **state)
{
    (void)state;
    struct strbuf text = {0};
    read_all(200, 100, &text);
    const char *own = strstr(strbuf_get(&text), "In Test");
    const char *open = strstr(strbuf_get(&text), "open the selected row");
    const char *move = strstr(strbuf_get(&text), "Move");
    const char *not_now = strstr(strbuf_get(&text), "Not now");
    const char *enable = strstr(strbuf_get(&text), "(no link)");
    assert_true(own < open && open < move && move < not_now);
    assert_true(not_now < enable);
    strbuf_fini(&text);
}

static void
narrow_screens_break_lines_and_lose_nothing(void **state)
{
    (void)state;
    struct strbuf text = {0}, joined = {0};
    read_all(400, 40, &text);
    for (const char *p = strbuf_get(&text); *p != '\0'; p++)
        if (*p == '\n' || *p == ' ') {
            if (joined.len > 0 && joined.s[joined.len - 1] != ' ')
                strbuf_addc(&joined, ' ');
        } else
            strbuf_addc(&joined, *p);
    for (unsigned a = 1; a < ACTION_COUNT; a++)
        if (!strstr(strbuf_get(&joined), action_row((enum action)a)->help))
            fail_msg("lost: %s", action_row((enum action)a)->help);
    strbuf_fini(&text);
    strbuf_fini(&joined);
}

static void
a_text_is_found_forwards_backwards_and_around(void **state)
{
    (void)state;
    struct keymap *map = keymap_new();
    struct help_topic topic = topic_of(map);
    struct help help = {.page = 10, .cols = 80};
    assert_true(help_search(&help, &topic, "PAGE UP", 0));
    int first = help.match;
    assert_true(help_search(&help, &topic, "page up", 1)); /* half a page up */
    assert_true(help.match > first);
    assert_true(help.top < help.match && help.match <= help.top + help.page);
    assert_true(help_search(&help, &topic, "page up", -1));
    assert_int_equal(help.match, first);
    assert_true(help_search(&help, &topic, "page up", -1)); /* around */
    assert_true(help.match > first);
    assert_false(help_search(&help, &topic, "no such text", 0));
    assert_false(help_search(&help, &topic, "", 0));
    keymap_free(&map);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_and_command_can_be_reached),
        cmocka_unit_test(any_size_can_be_painted),
        cmocka_unit_test(moves_are_its_own_and_other_actions_are_not),
        cmocka_unit_test(
            what_the_view_can_do_comes_first_and_what_does_not_work_last),
        cmocka_unit_test(narrow_screens_break_lines_and_lose_nothing),
        cmocka_unit_test(a_text_is_found_forwards_backwards_and_around),
    };
    return check_run(tests);
}
