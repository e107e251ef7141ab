/*
 * test_keys.c - one table of actions: complete, without clashes, safe.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/keys/keys.h"

#include "support/check.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/command.h"
#include "console/setting.h"

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

/* ---- columba-keys(7) ------------------------------------------------------
 */

/* A word of mdoc as it is: characters that mean something are escaped. */
static void
add_mdoc(struct strbuf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            strbuf_adds(out, "\\e");
        else if (*text == '-')
            strbuf_adds(out, "\\-");
        else if (*text == '^')
            strbuf_adds(out, "\\(ha");
        else {
            if (strchr(".,:;()[]?!|", *text) != NULL)
                strbuf_adds(out, "\\&");
            strbuf_addc(out, *text);
        }
    }
}

static void
add_keys(struct strbuf *out)
{
    struct keymap *map = keymap_new();
    for (int g = 0; g < ACTION_GROUP_COUNT; g++) {
        strbuf_addf(out, ".Pp\n.Em %s\n.Bl -tag -width 12n -compact\n",
            action_group_str((enum action_group)g));
        for (unsigned a = 1; a < ACTION_COUNT; a++) {
            const struct action_row *row = action_row((enum action)a);
            struct strbuf keys = {0};
            if (row->group != (enum action_group)g)
                continue;
            keymap_keys(map, (enum action)a, &keys);
            strbuf_adds(out, ".It ");
            add_mdoc(out, strbuf_get(&keys));
            strbuf_adds(out, "\n");
            add_mdoc(out, row->help);
            strbuf_adds(out, "\n");
            strbuf_fini(&keys);
        }
        strbuf_adds(out, ".El\n");
    }
    keymap_free(&map);
}

static void
add_commands(struct strbuf *out)
{
    strbuf_adds(out, ".Bl -tag -width 12n -compact\n");
    for (size_t i = 0; i < command_count(); i++) {
        const struct command_row *row = command_row(i);
        strbuf_addf(out, ".It Ic %s", row->name);
        if (*row->args != '\0') {
            strbuf_adds(out, " Ar ");
            add_mdoc(out, row->args);
        }
        strbuf_adds(out, "\n");
        add_mdoc(out, row->help);
        strbuf_adds(out, "\n");
    }
    strbuf_adds(out, ".El\n");
}

static void
add_settings(struct strbuf *out)
{
    strbuf_adds(out, ".Bl -tag -width 12n -compact\n");
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        const struct setting_row *row = setting_row((enum setting)i);
        strbuf_addf(out, ".It Cm %s No = ", row->name);
        add_mdoc(out, row->values);
        strbuf_adds(out, "\n");
        add_mdoc(out, row->help);
        strbuf_adds(out, "\n");
    }
    strbuf_adds(out, ".El\n");
}

/* The page with what stands between the two marks of `name` replaced. */
static char *
with_block(const char *page, const char *name, const char *block)
{
    char *begin = xasprintf(".\\\" begin %s\n", name);
    char *end = xasprintf(".\\\" end %s\n", name);
    const char *from = strstr(page, begin), *to = strstr(page, end);
    assert_non_null(from);
    assert_non_null(to);
    from += strlen(begin);
    char *text = xasprintf("%.*s%s%s", (int)(from - page), page, block, to);
    free(begin);
    free(end);
    return text;
}

static void
the_manual_lists_every_key_command_and_setting(void **state)
{
    (void)state;
    struct strbuf keys = {0}, commands = {0}, settings = {0};
    char *path = check_path("../man/columba-keys.7");
    char *page = check_read(path, NULL);
    add_keys(&keys);
    add_commands(&commands);
    add_settings(&settings);
    char *half = with_block(page, "keys", strbuf_get(&keys));
    char *most = with_block(half, "commands", strbuf_get(&commands));
    char *want = with_block(most, "settings", strbuf_get(&settings));
    if (getenv("GOLDEN_UPDATE") != NULL) {
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        fputs(want, f);
        fclose(f);
    } else
        assert_string_equal(page, want);
    free(half);
    free(most);
    free(want);
    free(page);
    free(path);
    strbuf_fini(&keys);
    strbuf_fini(&commands);
    strbuf_fini(&settings);
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
        cmocka_unit_test(the_manual_lists_every_key_command_and_setting),
    };
    return check_run(tests);
}
