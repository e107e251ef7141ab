/*
 * test_help.c - the help screen scrolls over all keys and commands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/help.h"

#include "support/check.h"

#include "console/command.h"

static const char *
reason(void *arg, enum action action)
{
    (void)arg;
    return action == ACTION_ENABLE ? "no link" : NULL;
}

/* Everything that is seen while paging down to the end. */
static void
read_all(int rows, int cols, struct strbuf *out)
{
    struct keymap *map = keymap_new();
    struct help help = {0};
    struct canvas c;
    canvas_init(&c, rows, cols, false);
    struct area all = area_all(&c);
    int before = -1;
    help_paint(&help, &all, map, "Test", reason, NULL);
    while (help.top != before) {
        before = help.top;
        canvas_text(&c, out);
        assert_true(help_act(&help, ACTION_DOWN));
        help_paint(&help, &all, map, "Test", reason, NULL);
    }
    canvas_fini(&c);
    keymap_free(&map);
}

static void
every_key_and_command_can_be_reached(void **state)
{
    (void)state;
    struct strbuf text = {0};
    read_all(6, 120, &text);
    for (unsigned a = 1; a < ACTION_COUNT; a++)
        assert_non_null(
            strstr(strbuf_get(&text), action_row((enum action)a)->help));
    for (size_t i = 0; i < command_count(); i++)
        assert_non_null(strstr(strbuf_get(&text), command_row(i)->help));
    assert_non_null(strstr(strbuf_get(&text), "(no link)"));
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_and_command_can_be_reached),
        cmocka_unit_test(any_size_can_be_painted),
        cmocka_unit_test(moves_are_its_own_and_other_actions_are_not),
    };
    return check_run(tests);
}
