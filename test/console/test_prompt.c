/*
 * test_prompt.c - questions, toasts and typed lines share one row.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/prompt.h"

#include "support/check.h"

static const char *
painted(struct prompt *p, int cols)
{
    static char line[512];
    struct canvas c;
    struct strbuf text = {0};
    canvas_init(&c, 1, cols, false);
    struct area all = area_all(&c);
    prompt_paint(p, &all);
    canvas_text(&c, &text);
    str_copy(line, sizeof line, strbuf_get(&text));
    line[strcspn(line, "\n")] = '\0';
    strbuf_fini(&text);
    canvas_fini(&c);
    return line;
}

static void
a_toast_ends_after_its_time(void **state)
{
    (void)state;
    struct prompt p = {0};
    struct mono now = {1000 * NS_PER_S};
    prompt_toast(&p, TOAST_WARN, "look here", now);
    assert_string_equal(painted(&p, 40), " look here");
    assert_false(prompt_tick(&p, mono_add_ns(now, TOAST_NS - 1)));
    assert_true(prompt_tick(&p, mono_add_ns(now, TOAST_NS)));
    assert_false(prompt_tick(&p, mono_add_ns(now, TOAST_NS)));
    assert_string_equal(painted(&p, 40), "");
    prompt_fini(&p);
}

static void
the_answers_stay_in_sight_beside_a_long_question(void **state)
{
    (void)state;
    struct prompt p = {0};
    prompt_confirm(&p, "Disable link tm (udp 0.0.0.0:10015)?", NULL, NULL);
    assert_string_equal(
        painted(&p, 60), " Disable link tm (udp 0.0.0.0:10015)? [y/N]");
    assert_string_equal(painted(&p, 30), " Disable link tm (udp \u2026 [y/N]");
    prompt_close(&p);
    assert_string_equal(painted(&p, 30), "");
    prompt_fini(&p);
}

static void
what_is_typed_stands_behind_its_mark(void **state)
{
    (void)state;
    static const struct {
        enum prompt_kind kind;
        const char *want;
    } cases[] = {{PROMPT_COMMAND, ":text"}, {PROMPT_SEARCH, "/text"},
        {PROMPT_FILTER, "&text"}, {PROMPT_WRITE, "write to: text"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct prompt p = {0};
        prompt_open(&p, cases[i].kind, "text");
        assert_string_equal(painted(&p, 40), cases[i].want);
        assert_string_equal(p.before, "text");
        prompt_fini(&p);
    }
}

static void
commands_and_searches_have_histories_of_their_own(void **state)
{
    (void)state;
    struct prompt p = {0};
    prompt_open(&p, PROMPT_COMMAND, "quit");
    prompt_remember(&p);
    prompt_open(&p, PROMPT_SEARCH, "HTR");
    prompt_remember(&p);
    prompt_open(&p, PROMPT_WRITE, "file");
    prompt_remember(&p); /* has none */
    prompt_open(&p, PROMPT_FILTER, "");
    edit_key(&p.edit, KEY_CODE_UP);
    assert_string_equal(p.edit.text, "HTR");
    prompt_open(&p, PROMPT_COMMAND, "");
    edit_key(&p.edit, KEY_CODE_UP);
    assert_string_equal(p.edit.text, "quit");
    prompt_fini(&p);
}

static const struct view_class *const classes[] = {NULL};

static void
completions_go_round_both_ways_and_esc_gives_them_up(void **state)
{
    (void)state;
    struct prompt p = {0};
    struct ui ui = {0};
    struct command_world world = {.classes = classes, .ui = &ui};
    prompt_open(&p, PROMPT_COMMAND, "set graph=");
    static const struct {
        int by;
        const char *want;
    } steps[] = {{1, "set graph=block"}, {1, "set graph=braille"},
        {1, "set graph=ascii"}, {1, "set graph=block"}, {-1, "set graph=ascii"},
        {-1, "set graph=braille"}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        assert_true(prompt_complete(&p, steps[i].by, &world));
        assert_string_equal(p.edit.text, steps[i].want);
    }
    assert_true(prompt_complete_cancel(&p));
    assert_string_equal(p.edit.text, "set graph=");
    assert_false(prompt_complete_cancel(&p));
    assert_true(prompt_complete(&p, -1, &world)); /* from the end */
    assert_string_equal(p.edit.text, "set graph=ascii");
    prompt_fini(&p);
}

static void
the_only_completion_goes_on_to_what_follows_it(void **state)
{
    (void)state;
    struct prompt p = {0};
    struct ui ui = {0};
    struct command_world world = {.classes = classes, .ui = &ui};
    prompt_open(&p, PROMPT_COMMAND, "set mou");
    assert_true(prompt_complete(&p, 1, &world));
    assert_string_equal(p.edit.text, "set mouse=");
    assert_true(prompt_complete(&p, 1, &world));
    assert_string_equal(p.edit.text, "set mouse=off");
    prompt_open(&p, PROMPT_SEARCH, "se");
    assert_false(prompt_complete(&p, 1, &world));
    prompt_fini(&p);
}

static void
the_list_stands_above_the_line_with_its_help(void **state)
{
    (void)state;
    struct prompt p = {0};
    struct ui ui = {0};
    struct command_world world = {.classes = classes, .ui = &ui};
    prompt_open(&p, PROMPT_COMMAND, "set ");
    assert_true(prompt_complete(&p, 1, &world));
    assert_true(prompt_complete(&p, 1, &world));
    for (int rows = 1; rows < 12; rows++)
        for (int cols = 1; cols < 90; cols += 11) {
            struct canvas c;
            struct strbuf text = {0};
            canvas_init(&c, rows, cols, false);
            struct area all = area_all(&c);
            prompt_paint_list(&p, &all);
            canvas_text(&c, &text);
            if (rows > 2 && cols > 10)
                assert_non_null(strstr(strbuf_get(&text), "graph="));
            if (rows > 6 && cols > 60) {
                assert_non_null(strstr(strbuf_get(&text), "2 of 6"));
                assert_non_null(strstr(strbuf_get(&text), "how plots are"));
            }
            strbuf_fini(&text);
            canvas_fini(&c);
        }
    prompt_fini(&p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_toast_ends_after_its_time),
        cmocka_unit_test(the_answers_stay_in_sight_beside_a_long_question),
        cmocka_unit_test(what_is_typed_stands_behind_its_mark),
        cmocka_unit_test(commands_and_searches_have_histories_of_their_own),
        cmocka_unit_test(completions_go_round_both_ways_and_esc_gives_them_up),
        cmocka_unit_test(the_only_completion_goes_on_to_what_follows_it),
        cmocka_unit_test(the_list_stands_above_the_line_with_its_help),
    };
    return check_run(tests);
}
