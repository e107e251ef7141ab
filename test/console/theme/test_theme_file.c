/*
 * test_theme_file.c - themes from files: what they say, and what is refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/theme/theme_file.h"

#include "support/check.h"

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"

static struct theme *
parse(const char *text)
{
    struct notes notes = {0};
    struct theme *theme = NULL;
    if (theme_parse("t", text, strlen(text), NULL, &notes, &theme) != ERR_OK)
        notes_print(&notes, stderr, false);
    assert_non_null(theme);
    assert_int_equal(notes.n, 0);
    notes_fini(&notes);
    return theme;
}

static void
assert_style(const struct theme *theme, enum depth depth, enum role role,
    struct style want)
{
    struct style is = theme_style(theme, depth, role);
    if (!style_equal(is, want))
        fail_msg("%s in %s: %d on %d, %#x; wanted %d on %d, %#x",
            role_str(role), depth_str(depth), is.fg, is.bg, is.attr, want.fg,
            want.bg, want.attr);
}

static void
a_line_says_how_a_role_looks_in_each_depth(void **state)
{
    (void)state;
    struct theme *t = parse("# comment\n"
                            "theme night ; inherit dark\n"
                            "\n"
                            "limit.caution = 220 on 17 bold italic | 8: yellow"
                            "|16: bright-yellow on blue | mono: -\n");
    assert_string_equal(theme_name(t), "night");
    assert_style(t, DEPTH_256, ROLE_LIMIT_CAUTION,
        (struct style){220, 17, STYLE_BOLD | STYLE_ITALIC});
    assert_style(t, DEPTH_16, ROLE_LIMIT_CAUTION, (struct style){11, 4, 0});
    assert_style(t, DEPTH_8, ROLE_LIMIT_CAUTION, (struct style){3, -1, 0});
    assert_style(t, DEPTH_MONO, ROLE_LIMIT_CAUTION, (struct style){-1, -1, 0});
    /* children, and what the other theme says */
    assert_style(t, DEPTH_16, ROLE_LIMIT_WATCH, (struct style){11, 4, 0});
    assert_style(t, DEPTH_256, ROLE_LIMIT_ALARM,
        theme_style(theme_built_in(), DEPTH_256, ROLE_LIMIT_ALARM));
    theme_free(&t);
}

static void
what_is_left_out_comes_from_the_parent(void **state)
{
    (void)state;
    struct theme *t = parse("theme t\n"
                            "text = 236 on 255 | 8: black on white\n"
                            "text.label = 240 | mono: dim\n"
                            "limit.alarm = 231 on 160 bold\n"
                            "alarm.unack.flash = reverse\n");
    /* a foreground alone keeps the ground of the page */
    assert_style(t, DEPTH_256, ROLE_TEXT_LABEL, (struct style){240, 255, 0});
    /* no 16 said: as in 8 */
    assert_style(t, DEPTH_16, ROLE_TEXT, (struct style){0, 7, 0});
    /* nothing said in 8: all of the parent's */
    assert_style(t, DEPTH_8, ROLE_TEXT_LABEL, (struct style){0, 7, 0});
    assert_style(
        t, DEPTH_MONO, ROLE_TEXT_LABEL, (struct style){-1, -1, STYLE_DIM});
    assert_style(t, DEPTH_256, ROLE_ALARM_UNACK_FLASH,
        (struct style){231, 160, STYLE_REVERSE});
    theme_free(&t);
}

static void
several_roles_share_a_line(void **state)
{
    (void)state;
    struct theme *t =
        parse("theme t ; inherit dark\n"
              "instance.flight .sim .replay band = 231 on 19 | mono: reverse\n"
              "limit.caution.watch .warning limit.alarm.severe\n");
    static const enum role roles[] = {ROLE_INSTANCE_FLIGHT, ROLE_INSTANCE_SIM,
        ROLE_INSTANCE_REPLAY, ROLE_BAND};
    for (size_t i = 0; i < ARRAY_LEN(roles); i++)
        assert_style(t, DEPTH_256, roles[i], (struct style){231, 19, 0});
    assert_style(t, DEPTH_256, ROLE_LIMIT_SEVERE,
        theme_style(t, DEPTH_256, ROLE_LIMIT_ALARM));
    theme_free(&t);
}

static void
marks_are_of_the_theme(void **state)
{
    (void)state;
    struct theme *t = parse("theme t ; inherit dark\n"
                            "limit.alarm | mark ↑ ↓ : ^ v\n"
                            "quality.stale | mark ●\n"
                            "quality.sim | mark :\n"
                            "alarm.unack | mark ! rate 2Hz\n");
    assert_int_equal(
        theme_mark(t, ROLE_LIMIT_SEVERE, MARK_HIGH, false), 0x2191);
    assert_int_equal(theme_mark(t, ROLE_LIMIT_SEVERE, MARK_LOW, false), 0x2193);
    assert_int_equal(theme_mark(t, ROLE_LIMIT_SEVERE, MARK_LOW, true), 'v');
    assert_int_equal(
        theme_mark(t, ROLE_LIMIT_SEVERE, MARK_SIDELESS, true), '^');
    assert_int_equal(
        theme_mark(t, ROLE_QUALITY_STALE, MARK_SIDELESS, false), 0x25cf);
    assert_int_equal(
        theme_mark(t, ROLE_QUALITY_STALE, MARK_SIDELESS, true), '*');
    assert_int_equal(
        theme_mark(t, ROLE_QUALITY_SIM, MARK_SIDELESS, false), ':');
    assert_int_equal(theme_flash_hz(t), 2);
    assert_int_equal(theme_flash_hz(theme_built_in()), 1);
    theme_free(&t);
}

/* Each line of a text with its one note, "line:col: text". */
static void
errors_name_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *line, *note;
    } rows[] = {
        {"theme x", "2:7: a second name"},
        {"limit.alarn = 1",
            "2:1: no role 'limit.alarn'; did you mean 'limit.alarm'?"},
        {"pink = 1", "2:1: no role 'pink'; columba-theme(5) lists them"},
        {"text .labe = 1", "2:6: no role '.labe'; columba-theme(5) lists them"},
        {"text = 256", NULL},
        {"text = 1 2", "2:10: '2': a second foreground"},
        {"text = on", "2:10: 'on' what? a colour is missing"},
        {"text =", "2:7: no look: write '-' where nothing is special"},
        {"text = 1 | 8: 9",
            "2:15: '9': there are 8 colours here, 0 to 7, none of them "
            "bright"},
        {"text = 1 | 16: 16", "2:16: '16': there are 16 colours here, 0 to 15"},
        {"text = 1 | mono: red", "2:18: 'red': there are no colours in mono"},
        {"text = 1 | 88: red",
            "2:12: '88:': behind '|' stand '256:', '16:', '8:', 'mono:' or "
            "'mark'"},
        {"text = 1 | 8: red | 8: blue", "2:21: '8:' a second time"},
        {"text = 1 |", NULL},
        {"limit.alarm | mark ab",
            "2:20: 'ab': a mark is one character, one cell wide"},
        {"limit.alarm | mark 警",
            "2:20: '警': a mark is one character, one cell wide"},
        {"limit.alarm | mark △ ▽ ◇ x",
            "2:26: 'x': a role has three marks at most: high, low, without a "
            "side"},
        {"limit.alarm | mark △ rate 9Hz",
            "2:27: a rate is 1Hz or 2Hz: a faster marker cannot be read"},
        {"limit.alarm | mark △ : △", NULL},
        {"ground pinkish",
            "2:8: ground is a colour: what the terminal's own background is"},
        {"inherit dark\ninherit dark", "3:9: a theme inherits from one other"},
        {"text = 1\ninherit dark",
            "3:9: 'inherit' stands before the first role"},
        {"inherit nil", NULL},
        {"ground black white", "2:14: 'white' is not expected here"},
        {"text\x1b = 1", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *text = xasprintf("theme t\n%s\n", rows[i].line);
        struct notes notes = {0};
        struct theme *theme;
        enum err err =
            theme_parse("t", text, strlen(text), NULL, &notes, &theme);
        if (str_suffix(rows[i].line, "|")) { /* nothing behind: nothing said */
            theme_free(&theme);
            free(text);
            notes_fini(&notes);
            continue;
        }
        if (err != ERR_FORMAT || notes.errors != 1)
            fail_msg(
                "%s: %s, %zu errors", rows[i].line, err_str(err), notes.errors);
        assert_null(theme);
        char *note = xasprintf("%u:%u: %s", notes.note[0].line,
            notes.note[0].col, notes.note[0].text);
        if (rows[i].note != NULL)
            assert_string_equal(note, rows[i].note);
        free(note);
        free(text);
        notes_fini(&notes);
    }
}

static void
all_errors_of_a_file_are_said(void **state)
{
    (void)state;
    static const char text[] = "text = pink\nlimit = 300\n";
    struct notes notes = {0};
    struct theme *theme;
    assert_int_equal(
        theme_parse("t", text, strlen(text), NULL, &notes, &theme), ERR_FORMAT);
    assert_int_equal(notes.errors, 3);
    assert_string_equal(
        notes.note[2].text, "no line 'theme NAME': is this a theme?");
    notes_fini(&notes);
}

static void
themes_inherit_by_name_but_not_in_a_circle(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *const dirs_of[] = {dir};
    const struct theme_dirs dirs = {dirs_of, 1};
    static const struct {
        const char *file, *text;
    } files[] = {
        {"base.theme", "theme base\ntext = 100\nlimit.alarm = 101\n"},
        {"own.theme", "theme own ; inherit base\ntext = 102\n"},
        {"a.theme", "theme a\ninherit b\n"},
        {"b.theme", "theme b\ninherit a\n"},
        {"Not A Name.theme", "theme x\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        free(check_write(
            dir, files[i].file, files[i].text, strlen(files[i].text)));
    struct notes notes = {0};
    struct theme *theme;
    assert_int_equal(theme_open("own", &dirs, &notes, &theme), ERR_OK);
    assert_style(theme, DEPTH_256, ROLE_TEXT, (struct style){102, -1, 0});
    assert_style(
        theme, DEPTH_256, ROLE_LIMIT_ALARM, (struct style){101, -1, 0});
    theme_free(&theme);
    assert_int_equal(theme_open("a", &dirs, &notes, &theme), ERR_FORMAT);
    assert_int_equal(theme_open("../x", &dirs, &notes, &theme), ERR_NOTFOUND);
    assert_string_equal(notes.note[notes.n - 1].text,
        "there is no theme of this name; there are: a, b, base, dark, own");
    notes_fini(&notes);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_says_how_a_role_looks_in_each_depth),
        cmocka_unit_test(what_is_left_out_comes_from_the_parent),
        cmocka_unit_test(several_roles_share_a_line),
        cmocka_unit_test(marks_are_of_the_theme),
        cmocka_unit_test(errors_name_their_place),
        cmocka_unit_test(all_errors_of_a_file_are_said),
        cmocka_unit_test(themes_inherit_by_name_but_not_in_a_circle),
    };
    return check_run(tests);
}
