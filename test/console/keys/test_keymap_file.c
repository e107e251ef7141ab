/*
 * test_keymap_file.c - keys of a person's own, and what they may not do.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/keys/keymap_file.h"

#include "support/check.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/word_file.h"

static enum err
parse(struct keymap *map, const char *text, struct notes *notes)
{
    return keymap_parse("keys", text, strlen(text), map, notes);
}

static void
assert_keys(const struct keymap *map, enum action action, const char *want)
{
    struct strbuf keys = {0};
    keymap_keys(map, action, &keys);
    assert_string_equal(strbuf_get(&keys), want);
    strbuf_fini(&keys);
}

static void
a_line_gives_all_keys_of_an_action(void **state)
{
    (void)state;
    struct keymap *map = keymap_new();
    struct notes notes = {0};
    assert_int_equal(parse(map,
                         "# mine\n"
                         "\n"
                         "freeze Z   # as in htop\n"
                         "down  J  Down U+0023\r\n"
                         "unbind F3 ^P",
                         &notes),
        ERR_OK);
    assert_int_equal(notes.errors, 0);
    assert_keys(map, ACTION_FREEZE, "Z");
    assert_keys(map, ACTION_DOWN, "J Down #");
    assert_keys(map, ACTION_SEARCH, "/");
    assert_keys(map, ACTION_UP, "k Up");
    assert_int_equal(keymap_action(map, 'z'), ACTION_NONE);
    notes_fini(&notes);
    keymap_free(&map);
}

static void
two_actions_can_change_places(void **state)
{
    (void)state;
    struct keymap *map = keymap_new();
    struct notes notes = {0};
    assert_int_equal(parse(map, "up j Up\ndown k Down\n", &notes), ERR_OK);
    assert_int_equal(notes.n, 0);
    assert_keys(map, ACTION_UP, "j Up");
    assert_keys(map, ACTION_DOWN, "k Down");
    notes_fini(&notes);
    keymap_free(&map);
}

static void
keys_that_act_on_the_instrument_stay_and_may_get_company(void **state)
{
    (void)state;
    struct keymap *map = keymap_new();
    struct notes notes = {0};
    assert_int_equal(parse(map, "acknowledge x F6\n", &notes), ERR_OK);
    assert_keys(map, ACTION_ACKNOWLEDGE, "a x F6");
    for (unsigned a = 1; a < ACTION_COUNT; a++) {
        if (!(action_row((enum action)a)->needs & ACTION_OPERATOR))
            continue;
        char key[KEY_TEXT_SIZE];
        key_fmt(key, keymap_first(map, (enum action)a));
        char *unbind = xasprintf("unbind %s\n", key);
        char *shadow = xasprintf("freeze z %s\n", key);
        assert_int_equal(parse(map, unbind, &notes), ERR_FORMAT);
        assert_int_equal(parse(map, shadow, &notes), ERR_FORMAT);
        free(unbind);
        free(shadow);
    }
    notes_fini(&notes);
    keymap_free(&map);
}

/* Each text, and the only note it gives. */
static void
all_that_is_wrong_is_named_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line, col;
        enum note_severity severity;
        const char *says;
    } cases[] = {
        {"\n freze Z", 2, 2, NOTE_ERROR,
            "there is no action 'freze'; did you mean 'freeze'?"},
        {"qqqqqq Z", 1, 1, NOTE_ERROR,
            "there is no action 'qqqqqq'; columba-keys(7) lists them"},
        {"none Z", 1, 1, NOTE_ERROR, "there is no action 'none'"},
        {"freeze PageUp", 1, 8, NOTE_ERROR,
            "there is no key 'PageUp'; did you mean 'PgUp'?"},
        {"freeze z Pos1x-", 1, 10, NOTE_ERROR, "there is no key 'Pos1x-'"},
        {"freeze a", 1, 8, NOTE_ERROR,
            "'a' is the key of acknowledge, which acts on the instrument: it "
            "stays"},
        {"freeze !", 1, 8, NOTE_ERROR, "'!' is the key of arm"},
        {"unbind !", 1, 8, NOTE_ERROR, "'!' is the key of arm"},
        {"arm Enter", 1, 5, NOTE_ERROR, "'Enter' is hit too easily for arm"},
        {"arm ^O", 1, 5, NOTE_ERROR, "'^O' is hit too easily for arm"},
        {"freeze ^I", 1, 8, NOTE_ERROR,
            "terminals send the same for '^I' and Tab: write Tab"},
        {"freeze Z\nfollow Z", 2, 8, NOTE_ERROR,
            "'Z' is in line 1 already (freeze)"},
        {"unbind z\nfreeze z", 2, 8, NOTE_ERROR,
            "'z' is in line 1 already (unbind)"},
        {"freeze Z\nfreeze Y", 2, 1, NOTE_ERROR,
            "'freeze' is in line 1 already: name all its keys there"},
        {"freeze", 1, 1, NOTE_ERROR,
            "'freeze' is given no key; 'unbind KEY' takes one away"},
        {"unbind", 1, 1, NOTE_ERROR, "'unbind' needs keys"},
        {"unbind :", 1, 8, NOTE_ERROR,
            "command would have no key any more, and needs one"},
        {"unbind q Esc", 1, 10, NOTE_ERROR,
            "back would have no key any more, and needs one"},
        {"freeze z ?\nsort F1", 2, 6, NOTE_ERROR,
            "help would have no key any more, and needs one"},
        {"sort o z", 1, 8, NOTE_WARNING,
            "'z' was a key of freeze, which has none any more"},
        {"sort o ^P", 1, 8, NOTE_WARNING,
            "'^P' was a key of up, which has others"},
        {"unbind $", 1, 8, NOTE_WARNING, "'$' has no meaning anyway"},
        {"freeze \033[2J", 1, 8, NOTE_ERROR,
            "characters that cannot be printed"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct keymap *map = keymap_new();
        struct notes notes = {0};
        enum err e = parse(map, cases[i].text, &notes);
        bool is_error = cases[i].severity == NOTE_ERROR;
        assert_int_equal(e, is_error ? ERR_FORMAT : ERR_OK);
        assert_int_equal(notes.n, 1);
        const struct note *n = &notes.note[0];
        if (strncmp(n->text, cases[i].says, strlen(cases[i].says)) != 0)
            fail_msg("%s: %s", cases[i].text, n->text);
        assert_int_equal(n->severity, cases[i].severity);
        assert_int_equal(n->line, cases[i].line);
        assert_int_equal(n->col, cases[i].col);
        if (is_error) /* nothing is taken of a file that is wrong */
            assert_keys(map, ACTION_FREEZE, "z");
        notes_fini(&notes);
        keymap_free(&map);
    }
}

static void
one_run_tells_everything(void **state)
{
    (void)state;
    struct keymap *map = keymap_new();
    struct notes notes = {0};
    assert_int_equal(
        parse(map, "freze z\nsort a\nfollow PageUp ^M\n", &notes), ERR_FORMAT);
    assert_int_equal(notes.errors, 4);
    notes_fini(&notes);
    keymap_free(&map);
}

/* Whatever a file says: each key has one meaning, and a way out is left. */
static void
hostile_files_leave_a_console_that_can_be_used(void **state)
{
    (void)state;
    static const char bytes[] =
        "abz !:?q \t\n\n#^FEscTabunbindfreezesort\033\377";
    uint32_t seed = 7;
    int refused = 0;
    struct keymap *map = keymap_new();
    for (int round = 0; round < 3000; round++) {
        char text[200];
        struct notes notes = {0};
        for (size_t i = 0; i < sizeof text; i++) {
            seed = seed * 1664525 + 1013904223;
            text[i] = bytes[(seed >> 16) % (sizeof bytes - 1)];
        }
        char line[256];
        snprintf(line, sizeof line, "%s %s %s",
            seed % 3 ? "unbind" : action_row(1 + seed / 3 % 40)->name,
            key_special(seed / 7 % 14), &"q\0:\0?\0a\0F1"[2 * (seed / 9 % 5)]);
        refused +=
            keymap_parse("keys", text, sizeof text, map, &notes) != ERR_OK;
        refused += parse(map, line, &notes) != ERR_OK;
        assert_int_not_equal(keymap_first(map, ACTION_COMMAND), 0);
        assert_int_not_equal(keymap_first(map, ACTION_BACK), 0);
        assert_int_not_equal(keymap_first(map, ACTION_HELP), 0);
        assert_int_equal(keymap_action(map, 'a'), ACTION_ACKNOWLEDGE);
        assert_int_equal(keymap_action(map, '!'), ACTION_ARM);
        notes_fini(&notes);
    }
    assert_in_range(refused, 3000, 5999);
    keymap_free(&map);
}

static void
a_file_that_is_missing_or_too_large_changes_nothing(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct keymap *map = keymap_new();
    struct notes notes = {0};
    char *path = xasprintf("%s/none", dir);
    assert_int_equal(keymap_load(path, map, &notes), ERR_NOTFOUND);
    free(path);
    char *big = calloc(1, WORD_FILE_MAX + 2);
    memset(big, 'x', WORD_FILE_MAX + 1);
    path = check_write(dir, "big", big, WORD_FILE_MAX + 1);
    assert_int_equal(keymap_load(path, map, &notes), ERR_LIMIT);
    free(path);
    path = check_write(dir, "keys", "freeze Z\n", SIZE_MAX);
    assert_int_equal(keymap_load(path, map, &notes), ERR_OK);
    assert_keys(map, ACTION_FREEZE, "Z");
    free(path);
    free(big);
    notes_fini(&notes);
    keymap_free(&map);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_gives_all_keys_of_an_action),
        cmocka_unit_test(two_actions_can_change_places),
        cmocka_unit_test(
            keys_that_act_on_the_instrument_stay_and_may_get_company),
        cmocka_unit_test(all_that_is_wrong_is_named_with_its_place),
        cmocka_unit_test(one_run_tells_everything),
        cmocka_unit_test(hostile_files_leave_a_console_that_can_be_used),
        cmocka_unit_test(a_file_that_is_missing_or_too_large_changes_nothing),
    };
    return check_run(tests);
}
