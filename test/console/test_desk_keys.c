/*
 * test_desk_keys.c - what each key does, and what none of them may do.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "console/desk_priv.h"
#include "support/desk_rig.h"

/* Row 23 of 24: toast, prompt or question. */
static const char *
said(struct desk_rig *r)
{
    return desk_rig_line(r, 22);
}

static void
numbers_open_views_and_minus_goes_back(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    for (int n = 1; n <= VIEW_NUMBER_MAX; n++) {
        const struct view_class *class = desk_tab(r.desk, n);
        char number[2] = {(char)('0' + n), '\0'};
        desk_rig_keys(&r, number);
        assert_non_null(class); /* all numbers have views */
        assert_non_null(strstr(desk_rig_line(&r, 3), class->title));
        assert_ptr_equal(desk_page(r.desk)->class, class);
    }
    desk_rig_close(&r);
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, "7 8 -");
    assert_non_null(strstr(desk_rig_line(&r, 3), "Parameters"));
    desk_rig_keys(&r, "-");
    assert_non_null(strstr(desk_rig_line(&r, 3), "Packets"));
    desk_rig_keys(&r, "[");
    assert_non_null(strstr(desk_rig_line(&r, 3), "Parameters"));
    desk_rig_keys(&r, "]");
    assert_non_null(strstr(desk_rig_line(&r, 3), "Packets"));
    desk_rig_keys(&r, "8");
    assert_int_equal(r.bits & UI_QUIT, 0);
    desk_rig_close(&r);
}

static void
only_colon_q_leaves(void **state)
{
    (void)state;
    static const char *const stays[] = {"q", "Esc", "^C", "^D", "q q q q",
        ": q Esc", ": Enter", ":quix Enter", "Q", "X"};
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    for (size_t i = 0; i < ARRAY_LEN(stays); i++) {
        desk_rig_keys(&r, stays[i]);
        assert_int_equal(r.bits & UI_QUIT, 0);
    }
    desk_rig_keys(&r, "^C");
    assert_string_equal(
        said(&r), " nothing is interrupted; :q leaves the console");
    desk_rig_keys(&r, ":q Enter");
    assert_true(r.bits & UI_QUIT);
    desk_rig_keys(&r, ":quit Enter");
    assert_true(r.bits & UI_QUIT);
    desk_rig_close(&r);
}

static void
a_screen_that_is_too_small_can_still_be_left(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_resize(&r, 2, 20);
    assert_string_equal(desk_rig_text(&r), "have 20x2, need 30x8\n:q quits\n");
    desk_rig_keys(&r, ":q Enter");
    assert_true(r.bits & UI_QUIT);
    desk_rig_close(&r);
}

static void
a_console_without_views_can_be_left(void **state)
{
    (void)state;
    static const struct view_class *const none[] = {NULL};
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    struct desk_config config = {.model = &r.model,
        .theme = theme_built_in(),
        .classes = none,
        .instance = "sim"};
    desk_free(&r.desk);
    r.desk = desk_new(&config, r.now);
    desk_rig_keys(&r, "j / & 1 Enter Tab f z ? q");
    desk_rig_text(&r);
    desk_rig_keys(&r, ":q Enter");
    assert_true(r.bits & UI_QUIT);
    desk_rig_close(&r);
}

static void
freezing_holds_the_panes_and_ends_by_itself(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_text(&r);
    desk_rig_keys(&r, "z");
    assert_non_null(strstr(desk_rig_line(&r, 2), "FROZEN 60 s"));
    char *before = strdup(strchr(desk_rig_text(&r), '\n')); /* behind clock */
    char *panes = strstr(before, "PARAMETER"), *end = strstr(before, "?Help");
    *end = '\0';
    desk_rig_time(&r, 30000); /* values have expired meanwhile */
    assert_non_null(strstr(desk_rig_text(&r), panes));
    assert_non_null(strstr(desk_rig_line(&r, 2), "FROZEN 30 s"));
    desk_rig_time(&r, 61000);
    assert_null(strstr(desk_rig_text(&r), panes));
    assert_null(strstr(desk_rig_text(&r), "FROZEN"));
    desk_rig_keys(&r, "z z");
    assert_null(strstr(desk_rig_text(&r), "FROZEN"));
    desk_rig_keys(&r, "z j"); /* a move shows what is true now */
    assert_null(strstr(desk_rig_text(&r), "FROZEN"));
    free(before);
    desk_rig_close(&r);
}

static void
read_only_refuses_what_changes_something(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, true);
    desk_rig_keys(&r, ":links Enter e");
    assert_string_equal(said(&r), " e: read-only: ask an operator");
    desk_rig_keys(&r, "y y Enter");
    assert_int_equal(r.asks, 0);
    assert_non_null(strstr(desk_rig_line(&r, 0), "READ-ONLY"));
    assert_non_null(strstr(desk_rig_line(&r, 23), "READ-ONLY"));
    for (unsigned a = 1; a < ACTION_COUNT; a++)
        if (action_row((enum action)a)->needs & ACTION_OPERATOR)
            assert_non_null(desk_why_not(r.desk, (enum action)a));
    desk_rig_close(&r);
}

static void
keys_of_what_does_not_exist_yet_keep_their_places(void **state)
{
    (void)state;
    static const struct {
        const char *key, *says;
    } cases[] = {
        {"V", " V: this instance has no gate: it cannot command"},
        {"!", " !: this instance has no gate: it cannot command"},
        {".", " .: this instance has no gate: it cannot command"},
        {"p", " p: open a run of a procedure first: 3 lists them"},
        {"K", " K: open a run of a procedure first: 3 lists them"},
        {"X", " X: open a run of a procedure first: 3 lists them"},
    };
    for (int is_readonly = 0; is_readonly < 2; is_readonly++) {
        struct desk_rig r;
        desk_rig_open(&r, SCENE_GOOD, is_readonly);
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
            desk_rig_keys(&r, cases[i].key);
            if (is_readonly)
                assert_non_null(strstr(said(&r), "read-only"));
            else
                assert_string_equal(said(&r), cases[i].says);
        }
        assert_int_equal(r.asks, 0);
        desk_rig_close(&r);
    }
}

static void
a_question_is_answered_by_y_only(void **state)
{
    (void)state;
    static const char *const no[] = {"Enter", "n", "q", "Esc", "Space", "^Y"};
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, ":links Enter");
    for (size_t i = 0; i < ARRAY_LEN(no); i++) {
        desk_rig_keys(&r, "e");
        assert_non_null(strstr(said(&r), "[y/N]"));
        desk_rig_keys(&r, no[i]);
        assert_string_equal(said(&r), " not done");
        assert_int_equal(r.asks, 0);
    }
    assert_true(r.drops > 0); /* type-ahead was dropped each time */
    desk_rig_keys(&r, "e y");
    assert_int_equal(r.asks, 1);
    assert_string_equal(r.asked, "frontend link-disable spare");
    desk_rig_close(&r);
}

static void
pasted_text_never_answers_and_never_is_a_key(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, ":links Enter e");
    size_t n = 1000000;
    char *text = malloc(n + 1);
    memset(text, 'y', n);
    text[n] = '\0';
    desk_rig_paste(&r, text);
    assert_int_equal(r.asks, 0);
    assert_string_equal(said(&r), " not done");
    desk_rig_paste(&r, ":q\r");
    assert_int_equal(r.bits & UI_QUIT, 0);
    assert_string_equal(said(&r), " pasted text is not taken for keys");
    desk_rig_keys(&r, ":");
    desk_rig_paste(&r, "q\r\n"); /* typed into the line, not entered */
    assert_int_equal(r.bits & UI_QUIT, 0);
    free(text);
    desk_rig_close(&r);
}

static void
tab_moves_between_panes_and_f_fills_the_screen(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_resize(&r, 60, 200);
    desk_rig_text(&r);
    int seen = 0;
    for (int i = 0; i < 12; i++) {
        seen |= 1 << r.desk->focus;
        desk_rig_keys(&r, "S-Tab");
    }
    assert_int_equal(seen, 15);
    desk_rig_keys(&r, "9"); /* shown already: the focus goes there */
    assert_string_equal(desk_page(r.desk)->class->name, "links");
    assert_int_equal(r.desk->focus, 3);
    desk_rig_keys(&r, "f");
    assert_int_equal(r.desk->layout.n_panes, 1);
    assert_int_equal(r.desk->focus, 3);
    desk_rig_keys(&r, "f");
    assert_int_equal(r.desk->layout.n_panes, 4);
    desk_rig_resize(&r, 24, 80); /* what was looked at stays in sight */
    assert_int_equal(r.desk->focus, 3);
    assert_non_null(strstr(desk_rig_line(&r, 3), "Links"));
    desk_rig_resize(&r, 60, 200);
    assert_int_equal(r.desk->focus, 3);
    assert_int_equal(r.desk->layout.n_panes, 4);
    desk_rig_close(&r);
}

static void
help_lists_what_works_and_why_something_does_not(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, true);
    desk_rig_resize(&r, 140, 100);
    desk_rig_keys(&r, "?");
    const char *text = desk_rig_text(&r);
    for (unsigned a = 1; a < ACTION_COUNT; a++)
        if (!strstr(text, action_row((enum action)a)->help))
            fail_msg("%s:\n%s", action_row((enum action)a)->help, text);
    assert_non_null(strstr(text, "(read-only: ask an operator)"));
    assert_non_null(strstr(text, "(not in this view)"));
    desk_rig_keys(&r, "q");
    assert_null(strstr(desk_rig_text(&r), "HELP"));
    desk_rig_keys(&r, "F1");
    assert_non_null(strstr(desk_rig_text(&r), "HELP"));
    desk_rig_close(&r);
}

static void
mouse_is_off_until_it_is_asked_for(void **state)
{
    (void)state;
    struct desk_rig r;
    struct input_event tab = {
        .kind = INPUT_MOUSE, .row = 2, .col = 26, .is_press = true};
    struct input_event row = {
        .kind = INPUT_MOUSE, .row = 7, .col = 5, .is_press = true};
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_text(&r);
    assert_int_equal(desk_input(r.desk, &tab, r.now), 0);
    assert_string_equal(desk_page(r.desk)->class->name, "params");
    desk_rig_keys(&r, "M");
    assert_true(r.mouse_is_on);
    assert_non_null(strstr(said(&r), "Shift"));
    assert_non_null(strstr(desk_rig_line(&r, 2), "mouse"));
    desk_input(r.desk, &row, r.now);
    desk_input(r.desk, &tab, r.now);
    assert_string_equal(desk_page(r.desk)->class->name, "events");
    desk_rig_keys(&r, "M");
    assert_false(r.mouse_is_on);
    desk_rig_close(&r);
}

static void
the_world_is_asked_for_what_only_it_can_do(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, "^Z ^L");
    assert_int_equal(r.suspends, 1);
    assert_int_equal(r.redraws, 1);
    desk_rig_keys(&r, "y");
    assert_non_null(strstr(strbuf_get(&r.copied), "PARAMETER"));
    assert_non_null(strstr(said(&r), "clipboard"));
    r.has_clipboard = false;
    desk_rig_keys(&r, "y");
    assert_string_equal(
        said(&r), " this terminal has no clipboard; w writes a file");
    desk_rig_keys(&r, "T");
    assert_non_null(strstr(desk_rig_line(&r, 0), "2026-11-20"));
    desk_rig_close(&r);
}

static void
a_million_keys_later_it_still_stands(void **state)
{
    (void)state;
    struct desk_rig r;
    uint32_t seed = 99;
    desk_rig_open(&r, SCENE_GOOD, true);
    unsigned n = stage_robot_keys();
    for (unsigned i = 0; i < n; i++) {
        seed = seed * 1664525 + 1013904223;
        uint32_t v = seed >> 8;
        keysym k = v % 3 == 0   ? 0x20 + v / 3 % 0x5f
                   : v % 3 == 1 ? KEY_CODE_FIRST + v / 3 % 40
                                : (('a' + v / 3 % 26) | KEY_CTRL);
        struct input_event event = {.kind = INPUT_KEY, .key = k};
        if (v % 97 == 0)
            event = (struct input_event){
                .kind = INPUT_PASTE, .text = "y\n:q\n", .text_len = 5};
        if (v % 89 == 0)
            event = (struct input_event){.kind = INPUT_MOUSE,
                .row = (int)(v % 70),
                .col = (int)(v % 230),
                .button = (int)(v % 3 * 32),
                .is_press = true};
        /* w and its Enter would litter the disk */
        if (event.kind == INPUT_KEY && r.desk->prompt.kind == PROMPT_WRITE)
            event.key = KEY_CODE_ESCAPE;
        if (event.kind == INPUT_KEY && k == KEY_CODE_ENTER &&
            r.desk->prompt.kind == PROMPT_COMMAND)
            event.key = KEY_CODE_TAB;
        desk_input(r.desk, &event, r.now);
        if (v % 61 == 0)
            desk_rig_resize(&r, (int)(v / 61 % 70), (int)(v / 7 % 230));
        if (v % 17 == 0) {
            desk_rig_time(&r, i * 100);
            desk_rig_text(&r);
            assert_true(desk_rig_is_clean(&r));
        }
    }
    assert_int_equal(r.asks, 0);
    desk_rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_open_views_and_minus_goes_back),
        cmocka_unit_test(only_colon_q_leaves),
        cmocka_unit_test(a_screen_that_is_too_small_can_still_be_left),
        cmocka_unit_test(a_console_without_views_can_be_left),
        cmocka_unit_test(freezing_holds_the_panes_and_ends_by_itself),
        cmocka_unit_test(read_only_refuses_what_changes_something),
        cmocka_unit_test(keys_of_what_does_not_exist_yet_keep_their_places),
        cmocka_unit_test(a_question_is_answered_by_y_only),
        cmocka_unit_test(pasted_text_never_answers_and_never_is_a_key),
        cmocka_unit_test(tab_moves_between_panes_and_f_fills_the_screen),
        cmocka_unit_test(help_lists_what_works_and_why_something_does_not),
        cmocka_unit_test(mouse_is_off_until_it_is_asked_for),
        cmocka_unit_test(the_world_is_asked_for_what_only_it_can_do),
        cmocka_unit_test(a_million_keys_later_it_still_stands),
    };
    return check_run(tests);
}
