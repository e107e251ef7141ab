/*
 * test_desk_set.c - settings, keys and help of one line on the command line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "console/desk_priv.h"
#include "support/desk_rig.h"

/* Row 23 of 24: what is told. */
static const char *
said(struct desk_rig *r)
{
    return desk_rig_line(r, 22);
}

/* `:line` and Enter. */
static const char *
run(struct desk_rig *r, const char *line)
{
    desk_rig_keys(r, ":");
    for (const char *p = line; *p != '\0'; p++) {
        char key[8] = {*p, '\0'};
        desk_rig_keys(r, *p == ' ' ? "Space" : key);
    }
    desk_rig_keys(r, "Enter");
    return said(r);
}

static void
settings_are_set_shown_and_refused(void **state)
{
    (void)state;
    static const struct {
        const char *line, *says; /* beginning of it */
    } cases[] = {
        {"set graph=ascii", ""},
        {"set graph", " graph=ascii  (block|braille|ascii)  how plots"},
        {"set", " theme=dark  graph=ascii  time=doy  bell=audible  mouse=off"},
        {"set time=date", ""},
        {"set time", " time=date"},
        {"set bell=off", ""},
        {"set bell", " bell=off"},
        {"set graph=blok", " graph is block, braille, ascii"},
        {"set grahp=block", " there is no setting 'grahp'; did you mean 'gr"},
        {"set rate=99", " rate is 0.1 to 10 times a second"},
        {"set rate=2", " there is no rate here"},
        {"set theme=grey", " there are no other themes here"},
        {"set nonsense", " there is no setting 'nonsense'"},
    };
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        r.desk->prompt.toast[0] = '\0';
        const char *says = run(&r, cases[i].line);
        if (strncmp(says, cases[i].says, strlen(cases[i].says)) != 0)
            fail_msg(":%s says '%s'", cases[i].line, says);
    }
    assert_int_equal(r.desk->ui.graph, GRAPH_ASCII);
    run(&r, "set mouse=on");
    assert_true(r.mouse_is_on);
    desk_rig_close(&r);
}

static void
keys_can_be_changed_until_the_console_ends(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    assert_string_equal(
        run(&r, "map freeze Z"), " freeze Z, until the console ends");
    desk_rig_keys(&r, "Z");
    assert_non_null(strstr(desk_rig_line(&r, 2), "FROZEN"));
    desk_rig_keys(&r, "Z z");
    assert_null(strstr(desk_rig_line(&r, 2), "FROZEN"));
    assert_non_null(strstr(desk_rig_line(&r, 23), "Z"));
    assert_non_null(strstr(run(&r, "map freeze a"),
        "'a' is the key of acknowledge, which acts on the instrument"));
    assert_non_null(strstr(run(&r, "map freze x"), "did you mean 'freeze'?"));
    run(&r, "map");
    assert_non_null(strstr(desk_rig_text(&r), "HELP"));
    desk_rig_keys(&r, "q");
    assert_non_null(strstr(run(&r, "keys"), ":keys reload"));
    assert_non_null(strstr(run(&r, "keys reload"), "no key files here"));
    desk_rig_close(&r);
}

static void
one_line_is_known_about_every_word(void **state)
{
    (void)state;
    static const struct {
        const char *word, *says; /* somewhere in it */
    } cases[] = {
        {"z", "freeze: freeze the panes"},
        {"freeze", "z  freeze: freeze the panes"},
        {"quit", ":quit   leave the console"},
        {"links", ":links  "},
        {"graph", ":set graph=block|braille|ascii"},
        {"stale", "S  beside a value: no newer"},
        {"S", "shelve: shelve an alarm"},
        {"e", "enable: "},
        {"qwertz", "nothing is known about 'qwertz'"},
    };
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_resize(&r, 24, 200);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char line[80];
        snprintf(line, sizeof line, "help %s", cases[i].word);
        const char *says = run(&r, line);
        if (strstr(says, cases[i].says) == NULL)
            fail_msg(":%s says '%s'", line, says);
    }
    assert_non_null(strstr(run(&r, "help S"), "beside a value"));
    desk_rig_close(&r);
}

static void
unknown_commands_name_the_nearest(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    assert_string_equal(
        run(&r, "lniks x"), " no command 'lniks'; did you mean 'links'?");
    assert_string_equal(run(&r, "zzzz"), " no command 'zzzz'; Tab lists them");
    desk_rig_close(&r);
}

static void
tab_shows_what_a_line_can_become(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, ": s e t Space g Tab Tab");
    assert_string_equal(said(&r), ":set graph=block");
    assert_non_null(strstr(desk_rig_text(&r), "how plots are drawn"));
    desk_rig_keys(&r, "Tab");
    assert_string_equal(said(&r), ":set graph=braille");
    desk_rig_keys(&r, "S-Tab S-Tab");
    assert_string_equal(said(&r), ":set graph=ascii");
    desk_rig_keys(&r, "Esc"); /* gives up the list, not the line */
    assert_string_equal(said(&r), ":set graph=");
    assert_null(strstr(desk_rig_text(&r), "how plots are drawn"));
    desk_rig_keys(&r, "Esc");
    assert_string_equal(said(&r), "");
    desk_rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_are_set_shown_and_refused),
        cmocka_unit_test(keys_can_be_changed_until_the_console_ends),
        cmocka_unit_test(one_line_is_known_about_every_word),
        cmocka_unit_test(unknown_commands_name_the_nearest),
        cmocka_unit_test(tab_shows_what_a_line_can_become),
    };
    return check_run(tests);
}
