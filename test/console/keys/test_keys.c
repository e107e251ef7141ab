/*
 * test_keys.c - one table of actions: complete, without clashes, safe.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/keys/keys.h"

#include "support/check.h"

#include "common/attr.h"

static void
every_action_has_name_keys_and_help(void **state)
{
    (void)state;
    for (unsigned a = 1; a < ACTION_COUNT; a++) {
        const struct action_row *row = action_row((enum action)a);
        assert_true(*row->name != '\0' && *row->help != '\0');
        assert_true(*row->keys != '\0');
        assert_true(strlen(row->help) <= 72);
        assert_int_equal(action_find(row->name), a);
        assert_true(*action_group_str(row->group) != '\0');
    }
    assert_int_equal(action_find("no such"), ACTION_NONE);
}

static void
keys_find_their_action(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        enum action action;
    } cases[] = {
        {"j", ACTION_DOWN},
        {"Down", ACTION_DOWN},
        {"^F", ACTION_PAGE_DOWN},
        {"\\", ACTION_FILTER},
        {"&", ACTION_FILTER},
        {"F1", ACTION_HELP},
        {"Esc", ACTION_BACK},
        {"S-Tab", ACTION_PANE_PREVIOUS},
        {"^C", ACTION_INTERRUPT},
        {"$", ACTION_NONE},
        {"J", ACTION_NONE},
    };
    struct keymap *map = keymap_new();
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        keysym k;
        assert_true(key_parse(cases[i].key, &k));
        assert_int_equal(keymap_action(map, k), cases[i].action);
    }
    keymap_free(&map);
    assert_null(map);
}

static void
keys_of_an_action_are_listed_first_one_first(void **state)
{
    (void)state;
    struct keymap *map = keymap_new();
    struct strbuf text = {0};
    keymap_keys(map, ACTION_DOWN, &text);
    assert_string_equal(strbuf_get(&text), "j Down");
    assert_int_equal(keymap_first(map, ACTION_DOWN), 'j');
    strbuf_fini(&text);
    keymap_free(&map);
}

static void
f_keys_and_escape_are_never_the_only_or_first_key(void **state)
{
    (void)state;
    struct keymap *map = keymap_new();
    for (unsigned a = 1; a < ACTION_COUNT; a++) {
        keysym first = keymap_first(map, (enum action)a) & KEY_CODE_MASK;
        assert_true(first < KEY_CODE_F0 && first != KEY_CODE_ESCAPE);
    }
    keymap_free(&map);
}

static void
nothing_that_operates_is_on_enter_or_control(void **state)
{
    (void)state;
    struct keymap *map = keymap_new();
    for (unsigned a = 1; a < ACTION_COUNT; a++) {
        if (!(action_row((enum action)a)->needs & ACTION_OPERATOR))
            continue;
        keysym first = keymap_first(map, (enum action)a);
        assert_false(first & KEY_CTRL);
        assert_int_not_equal(first, KEY_CODE_ENTER);
    }
    keymap_free(&map);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_action_has_name_keys_and_help),
        cmocka_unit_test(keys_find_their_action),
        cmocka_unit_test(keys_of_an_action_are_listed_first_one_first),
        cmocka_unit_test(f_keys_and_escape_are_never_the_only_or_first_key),
        cmocka_unit_test(nothing_that_operates_is_on_enter_or_control),
    };
    return check_run(tests);
}
