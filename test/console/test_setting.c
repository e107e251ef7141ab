/*
 * test_setting.c - settings files take what is right and name what is wrong.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/setting.h"

#include "support/check.h"

#include "console/view.h"

static enum err
parse(const char *text, struct settings *s, struct notes *notes)
{
    return settings_parse("console.conf", text, strlen(text), s, notes);
}

static void
every_setting_has_a_name_values_and_help(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        const struct setting_row *row = setting_row((enum setting)i);
        enum setting found;
        assert_true(*row->name && *row->values && *row->help);
        assert_true(setting_find(row->name, &found));
        assert_int_equal(found, i);
    }
}

static void
words_stand_for_their_enum(void **state)
{
    (void)state;
    static const struct {
        enum setting setting;
        const char *text;
        int value; /* -1: refused */
    } cases[] = {
        {SETTING_GRAPH, "block", GRAPH_BLOCK},
        {SETTING_GRAPH, "braille", GRAPH_BRAILLE},
        {SETTING_GRAPH, "ascii", GRAPH_ASCII},
        {SETTING_TIME, "doy", TIME_DOY},
        {SETTING_TIME, "date", TIME_DATE},
        {SETTING_TIME, "met", TIME_MET},
        {SETTING_MOUSE, "on", true},
        {SETTING_MOUSE, "off", false},
        {SETTING_MOUSE, "o", -1},
        {SETTING_MOUSE, "", -1},
        {SETTING_GRAPH, "block|braille", -1},
        {SETTING_RATE, "0.1", 0},
        {SETTING_RATE, "10", 0},
        {SETTING_RATE, "10.1", -1},
        {SETTING_RATE, "nan", -1},
        {SETTING_RATE, "4 Hz", -1},
        {SETTING_THEME, "grey", 0},
        {SETTING_THEME, "../../etc/passwd", -1},
        {SETTING_THEME, "", -1},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int value;
        struct strbuf problem = {0};
        bool is_good =
            setting_check(cases[i].setting, cases[i].text, &value, &problem);
        assert_int_equal(is_good, cases[i].value >= 0);
        assert_int_equal(problem.len > 0, !is_good);
        if (is_good)
            assert_int_equal(value, cases[i].value);
        strbuf_fini(&problem);
    }
}

static void
a_file_sets_what_it_names_and_nothing_else(void **state)
{
    (void)state;
    struct settings s = {0};
    struct notes notes = {0};
    assert_int_equal(parse("# mine\ntheme = grey\ngraph=braille # x\n"
                           "rate =2.5\nmouse= on",
                         &s, &notes),
        ERR_OK);
    assert_int_equal(notes.n, 0);
    assert_string_equal(s.text[SETTING_THEME], "grey");
    assert_string_equal(s.text[SETTING_GRAPH], "braille");
    assert_string_equal(s.text[SETTING_RATE], "2.5");
    assert_string_equal(s.text[SETTING_MOUSE], "on");
    assert_string_equal(s.text[SETTING_TIME], "");
    assert_int_equal(parse("theme = light\n", &s, &notes), ERR_OK);
    assert_string_equal(s.text[SETTING_THEME], "light");
    assert_string_equal(s.text[SETTING_RATE], "2.5");
}

static void
all_that_is_wrong_is_named_and_the_rest_holds(void **state)
{
    (void)state;
    struct settings s = {0};
    struct notes notes = {0};
    static const struct {
        unsigned line, col;
        const char *says;
    } want[] = {
        {1, 1, "there is no setting 'grahp'; did you mean 'graph'?"},
        {2, 9, "graph is block, braille, ascii"},
        {3, 1, "a line is 'name = value'"},
        {4, 1, "a line is 'name = value'"},
        {5, 8, "rate is 0.1 to 10 times a second"},
        {7, 1, "'time' is in line 6 already; this one counts"},
    };
    assert_int_equal(parse("grahp = block\ngraph = blocks\ntheme grey\n"
                           "theme = dark grey\nrate = 1000\ntime = date\n"
                           "time = doy\n",
                         &s, &notes),
        ERR_FORMAT);
    assert_int_equal(notes.n, ARRAY_LEN(want));
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        assert_string_equal(notes.note[i].text, want[i].says);
        assert_int_equal(notes.note[i].line, want[i].line);
        assert_int_equal(notes.note[i].col, want[i].col);
    }
    assert_string_equal(s.text[SETTING_TIME], "doy");
    assert_string_equal(s.text[SETTING_GRAPH], "");
    notes_fini(&notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_setting_has_a_name_values_and_help),
        cmocka_unit_test(words_stand_for_their_enum),
        cmocka_unit_test(a_file_sets_what_it_names_and_nothing_else),
        cmocka_unit_test(all_that_is_wrong_is_named_and_the_rest_holds),
    };
    return check_run(tests);
}
