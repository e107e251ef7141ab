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
            strbuf_adds(out, names[k]);
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

static void
words_are_completed(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        size_t i;
        const char *want; /* NULL: none */
        size_t start;
    } cases[] = {
        {"ve", 0, "version", 0},
        {"ve", 1, NULL, 0},
        {"pa", 0, "params", 0},
        {"pa", 1, "param", 0},
        {"  ve", 0, "version", 2},
        {"goto bus", 0, "BUS_A", 5},
        {"goto bus", 1, "BUS_B", 5},
        {"goto bus", 2, NULL, 5},
        {"param te", 0, "TEMP", 6},
        {"set t", 0, "time=doy", 4},
        {"set ", 0, "graph=block", 4},
        {"help ver", 0, "version", 5},
        {"version x", 0, NULL, 8},
        {"nonsense x", 0, NULL, 9},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct strbuf out = {0};
        struct ui ui = {0};
        size_t start;
        bool found = command_complete(
            cases[i].line, cases[i].i, classes, &ui, &start, &out);
        assert_int_equal(found, cases[i].want != NULL);
        if (found) {
            assert_string_equal(strbuf_get(&out), cases[i].want);
            assert_int_equal(start, cases[i].start);
        }
        strbuf_fini(&out);
    }
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
        cmocka_unit_test(every_command_has_help_and_is_found),
    };
    return check_run(tests);
}
