/*
 * test_plain.c - the console as lines: each piece of news once, always clean.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/plain.h"

#include "support/check.h"

#include "common/attr.h"
#include "support/command_scene.h"
#include "support/run_scene.h"
#include "support/stage.h"

static char *
printed(struct plain *p, struct model *m, struct clock now)
{
    char *text = NULL;
    size_t n;
    FILE *f = open_memstream(&text, &n);
    assert_true(plain_update(p, m, now, f));
    fclose(f);
    return text;
}

static void
news_are_printed_once(void **state)
{
    (void)state;
    struct model m;
    struct clock now;
    struct plain p = {0};
    stage_scene(&m, SCENE_GOOD, &now);
    char *text = printed(&p, &m, now);
    assert_true(str_prefix(text, "324/08:46:"));
    assert_non_null(strstr(text, " I console  SIM sim"));
    assert_non_null(strstr(text, "health   "));
    free(text);
    text = printed(&p, &m, now);
    assert_string_equal(text, "");
    free(text);
    feed_event(
        &m, now, "frontend", EVENT_WARNING, "SEQUENCE_GAP", "gap\x1b[2J of 3");
    text = printed(&p, &m, now);
    assert_non_null(strstr(text, " W frontend gap"));
    assert_null(strchr(text, '\x1b'));
    assert_int_equal(text[strlen(text) - 1], '\n');
    free(text);
    now.mono = mono_add_ns(now.mono, 60 * NS_PER_S);
    now.utc = utc_add_ns(now.utc, 60 * NS_PER_S);
    text = printed(&p, &m, now); /* the band again, and what went silent */
    assert_non_null(strstr(text, " I console  SIM sim"));
    assert_non_null(strstr(text, " health "));
    free(text);
    model_fini(&m);
}

static void
who_commands_and_what_is_armed_and_unknown_is_told(void **state)
{
    (void)state;
    static const struct {
        enum command_scene scene;
        const char *want;
    } row[] = {
        {COMMANDS_NONE, ", command authority FC-1\n"},
        {COMMANDS_MIXED, ", command authority FC-1, armed #5 HTR_ON by FC-1 "
                         "24 s, 1 UNKNOWN\n"},
        {COMMANDS_SILENT, ", no gate, armed #5"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct model m;
        struct clock now;
        struct plain p = {0};
        stage_scene(&m, SCENE_GOOD, &now);
        char *text = printed(&p, &m, now);
        assert_null(strstr(text, "authority"));
        free(text);
        command_scene(&m, row[i].scene, now);
        text = printed(&p, &m, now); /* in the same minute */
        if (strstr(text, row[i].want) == NULL)
            fail_msg("no '%s' in %s", row[i].want, text);
        free(text);
        text = printed(&p, &m, now);
        assert_string_equal(text, "");
        free(text);
        model_fini(&m);
    }
}

static void
an_output_that_is_full_is_told(void **state)
{
    (void)state;
    struct model m;
    struct clock now;
    struct plain p = {0};
    stage_scene(&m, SCENE_GOOD, &now);
    FILE *f = fopen("/dev/full", "w");
    assert_non_null(f);
    assert_false(plain_update(&p, &m, now, f));
    fclose(f);
    model_fini(&m);
}

static void
runs_of_procedures_are_told_when_they_change(void **state)
{
    (void)state;
    struct model m;
    struct clock now;
    struct plain p = {0};
    stage_scene(&m, SCENE_GOOD, &now);
    run_scene(&m, RUNS_ASKING, now);
    char *text = printed(&p, &m, now);
    assert_non_null(strstr(text, " W proc     PO-008 #12 prompt at 2.1.1 Take "
                                 "Image of Detector of Heliograph, FC-1 "
                                 "controls: Take Image"));
    assert_non_null(strstr(text, " I proc     PO-008 #10 aborted"));
    free(text);
    text = printed(&p, &m, now);
    assert_string_equal(text, "");
    free(text);
    struct msg_run run = run_message(now, RUNS_PAUSED);
    feed_run(&m, now, &run);
    text = printed(&p, &m, now);
    assert_non_null(strstr(text, " I proc     PO-008 #12 paused at 2.1.1"));
    free(text);
    model_fini(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(news_are_printed_once),
        cmocka_unit_test(runs_of_procedures_are_told_when_they_change),
        cmocka_unit_test(who_commands_and_what_is_armed_and_unknown_is_told),
        cmocka_unit_test(an_output_that_is_full_is_told),
    };
    return check_run(tests);
}
