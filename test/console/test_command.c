/*
 * test_command.c - what is typed after ':' finds its command or view.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/command.h"

#include "support/check.h"

#include "common/attr.h"

static bool
complete_name(struct ui *ui, const char *text, size_t i, struct strbuf *out)
{
    (void)ui;
    static const char *const names[] = {"BUS_A", "BUS_B", "TEMP"};
    for (size_t k = 0; k < ARRAY_LEN(names); k++)
        if (str_contains_ci(names[k], text) && i-- == 0) {
            strbuf_addf(out, "%s\t%s", names[k], k == 2 ? "a heater" : "");
            return true;
        }
    return false;
}

static const struct view_class params = {.name = "params", .tab = "Param"};
static const struct view_class param = {
    .name = "param", .complete = complete_name};
static const struct view_class *const classes[] = {&params, &param, NULL};

static void
lines_find_their_command(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        enum command command;
        const struct view_class *class;
        const char *rest;
    } cases[] = {
        {"q", COMMAND_QUIT, NULL, ""},
        {"quit", COMMAND_QUIT, NULL, ""},
        {"qui", COMMAND_QUIT, NULL, ""},
        {"  help   quit ", COMMAND_HELP, NULL, "quit "},
        {"se", COMMAND_NONE, NULL, ""}, /* search and set */
        {"set graph=block", COMMAND_SET, NULL, "graph=block"},
        {"params x y", COMMAND_VIEW, &params, "x y"},
        {"param X", COMMAND_VIEW, &param, "X"}, /* exact before prefix */
        {"par", COMMAND_NONE, NULL, ""},
        {"goto /A/B", COMMAND_GOTO, NULL, "/A/B"},
        {"", COMMAND_NONE, NULL, ""},
        {"   ", COMMAND_NONE, NULL, ""},
        {"quitx", COMMAND_NONE, NULL, ""},
        {"QUIT", COMMAND_NONE, NULL, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct view_class *class = NULL;
        const char *rest;
        enum command c = command_parse(cases[i].line, classes, &class, &rest);
        assert_int_equal(c, cases[i].command);
        if (c == COMMAND_VIEW)
            assert_ptr_equal(class, cases[i].class);
        if (c != COMMAND_NONE)
            assert_string_equal(rest, cases[i].rest);
    }
}

static bool
names_of(void *arg, const char *kind, size_t i, struct strbuf *out)
{
    (void)arg;
    static const char *const themes[] = {"dark", "grey", "light"};
    if (str_eq(kind, "person") && i == 0)
        strbuf_adds(out, "PD-7");
    if (str_eq(kind, "person"))
        return i == 0;
    if (!str_eq(kind, "theme") || i >= ARRAY_LEN(themes))
        return false;
    strbuf_adds(out, themes[i]);
    return true;
}

/* The words of a completion, separated by commas. */
static void
completed(const char *line, struct strbuf *out, size_t *start)
{
    struct ui ui = {0};
    struct command_world world = {
        .classes = classes, .ui = &ui, .names = names_of};
    struct completions c = {0};
    command_complete(line, &world, &c);
    for (size_t i = 0; i < c.n; i++)
        strbuf_addf(out, "%s%s", i > 0 ? "," : "", c.row[i].word);
    *start = c.start;
    completions_fini(&c);
}

static void
words_are_completed(void **state)
{
    (void)state;
    static const struct {
        const char *line, *want;
        size_t start;
    } cases[] = {
        {"ve", "version", 0},
        {"pa", "params,param", 0},
        {"  ve", "version", 2},
        {"goto bus", "BUS_A,BUS_B", 5},
        {"param te", "TEMP", 6},
        {"split pa", "params,param", 6},
        {"split param bus", "BUS_A,BUS_B", 12},
        {"vsplit  param  te", "TEMP", 15},
        {"split params x", "", 6},
        {"split nothing x", "", 6},
        {"split version x", "", 6},
        {"set t", "theme=,time=", 4},
        {"set ", "theme=,graph=,time=,bell=,mouse=,rate=", 4},
        {"set graph=b", "graph=block,graph=braille", 4},
        {"set mouse=", "mouse=off,mouse=on", 4},
        {"set theme=", "theme=dark,theme=grey,theme=light", 4},
        {"set theme=g", "theme=grey,theme=light", 4},
        {"set nothing=", "", 4},
        {"map acknowledge-", "acknowledge-visible ", 4},
        {"keys ", "reload", 5},
        {"authority ", "take,give ,yield,break ", 10},
        {"auth y", "yield", 5},
        {"authority give p", "give PD-7", 10},
        {"authority break x", "", 10},
        {"help ver", "version", 5},
        {"help sta", "stack,stale", 5},
        {"stack ", "load ,save ,import ,export ,add ,check,clear", 6},
        {"stack e", "export ", 6},
        {"stack check x", "", 6},
        {"help graph", "graph", 5},
        {"version x", "", 8},
        {"nonsense x", "", 9},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct strbuf out = {0};
        size_t start;
        completed(cases[i].line, &out, &start);
        assert_string_equal(strbuf_get(&out), cases[i].want);
        assert_int_equal(start, cases[i].start);
        strbuf_fini(&out);
    }
}

static void
names_of_a_view_say_what_they_are(void **state)
{
    (void)state;
    struct ui ui = {0};
    struct command_world world = {.classes = classes, .ui = &ui};
    struct completions c = {0};
    command_complete("goto TEMP", &world, &c);
    assert_int_equal(c.n, 1);
    assert_string_equal(c.row[0].word, "TEMP");
    assert_string_equal(c.row[0].help, "a heater");
    completions_fini(&c);
}

static void
each_word_says_what_it_is(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "", "set ", "set graph=", "help ", "map ", "keys "};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct ui ui = {0};
        struct command_world world = {.classes = view_classes, .ui = &ui};
        struct completions c = {0};
        command_complete(lines[i], &world, &c);
        assert_true(c.n > 0);
        for (size_t k = 0; k < c.n; k++)
            assert_true(*c.row[k].help != '\0');
        completions_fini(&c);
    }
}

static unsigned looked_at;

/* A hundred thousand names, found by going on where it stopped. */
static bool
complete_many(struct ui *ui, const char *text, size_t i, struct strbuf *out)
{
    if (i == 0)
        ui->complete_at = 0;
    while (ui->complete_at < 100000) {
        char name[32];
        snprintf(name, sizeof name, "/A/P%zu", ui->complete_at++);
        looked_at++;
        if (str_contains_ci(name, text)) {
            strbuf_adds(out, name);
            return true;
        }
    }
    return false;
}

static void
a_hundred_thousand_names_are_gone_through_once(void **state)
{
    (void)state;
    static const struct view_class many = {
        .name = "param", .complete = complete_many};
    static const struct view_class *const all[] = {&many, NULL};
    static const struct {
        const char *line;
        size_t n;
        bool is_cut;
    } cases[] = {
        {"goto 9999", 19, false},
        {"goto p", COMPLETIONS_MAX, true},
        {"goto none", 0, false},
        {"goto 99998", 1, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct ui ui = {.complete_at = 77};
        struct command_world world = {.classes = all, .ui = &ui};
        struct completions c = {0};
        looked_at = 0;
        command_complete(cases[i].line, &world, &c);
        assert_int_equal(c.n, cases[i].n);
        assert_int_equal(c.is_cut, cases[i].is_cut);
        assert_true(looked_at <= 100000);
        completions_fini(&c);
    }
}

static void
a_mistyped_command_finds_the_one_that_was_meant(void **state)
{
    (void)state;
    assert_string_equal(command_nearest("verison", classes), "version");
    assert_string_equal(command_nearest("parms", classes), "params");
    assert_null(command_nearest("zzzz", classes));
}

static void
every_command_has_help_and_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < command_count(); i++) {
        const struct view_class *class;
        const char *rest;
        const struct command_row *row = command_row(i);
        assert_true(*row->help != '\0');
        assert_int_equal(
            command_parse(row->name, classes, &class, &rest), row->command);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_find_their_command),
        cmocka_unit_test(words_are_completed),
        cmocka_unit_test(names_of_a_view_say_what_they_are),
        cmocka_unit_test(each_word_says_what_it_is),
        cmocka_unit_test(a_hundred_thousand_names_are_gone_through_once),
        cmocka_unit_test(a_mistyped_command_finds_the_one_that_was_meant),
        cmocka_unit_test(every_command_has_help_and_is_found),
    };
    return check_run(tests);
}
