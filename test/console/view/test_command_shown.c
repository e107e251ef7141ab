/*
 * test_command_shown.c - states and stages in words, and why keys do not work.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/command_shown.h"

#include "support/check.h"

#include "common/attr.h"
#include "support/command_scene.h"
#include "support/stage.h"

static const struct telecommand *
in_state(const struct stage *s, enum command_state state)
{
    for (size_t i = 0; i < s->model.commands.n; i++)
        if (s->model.commands.row[i]->state == state)
            return s->model.commands.row[i];
    return NULL;
}

static void
start(struct stage *s, const struct view_class *class)
{
    stage_open(s, class, "", SCENE_GOOD, 20, 80);
    command_scene(
        &s->model, COMMANDS_MIXED, (struct clock){s->ui.now, s->ui.utc});
    stage_paint(s);
}

static void
stages_tell_what_became_of_each(void **state)
{
    (void)state;
    static const struct {
        enum command_state state;
        const char *text;
    } row[] = {{COMMAND_SENT, "A+0.4 C."}, {COMMAND_COMPLETED, "A+0.4 C+1.3"},
        {COMMAND_FAILED, "A- C!"}, {COMMAND_UNKNOWN, "Ax C?"},
        {COMMAND_QUEUED, ""}};
    struct stage s;
    start(&s, view_find("commands"));
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct strbuf b = {0};
        command_stages_text(in_state(&s, row[i].state), &b);
        assert_string_equal(strbuf_get(&b), row[i].text);
        strbuf_fini(&b);
    }
    stage_close(&s);
}

static void
keys_say_why_they_do_not_work(void **state)
{
    (void)state;
    static const struct {
        enum command_state state;
        const char *arm, *cancel; /* NULL: it can be done */
    } row[COMMAND_STATE_COUNT] = {
        {COMMAND_HELD, NULL, NULL},
        {COMMAND_PROPOSED, "another person", NULL},
        {COMMAND_APPROVED, NULL, NULL},
        {COMMAND_ARMED, "armed already", NULL},
        {COMMAND_QUEUED, "only a command", NULL},
        {COMMAND_RELEASED, "only a command", "nothing brings it back"},
        {COMMAND_SENT, "only a command", "nothing brings it back"},
        {COMMAND_COMPLETED, "only a command", "it has ended"},
        {COMMAND_FAILED, "only a command", "it has ended"},
        {COMMAND_UNKNOWN, "only a command", "it may have been sent"},
        {COMMAND_NOT_SENT, "only a command", "it has ended"},
        {COMMAND_REFUSED, "only a command", "it has ended"},
        {COMMAND_EXPIRED, "only a command", "it has ended"},
        {COMMAND_CANCELLED, "only a command", "it has ended"},
    };
    struct stage s;
    start(&s, view_find("commands"));
    s.model.orders.holds = true;
    (void)str_copy(s.model.orders.person, sizeof s.model.orders.person, "FC-1");
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const struct telecommand *t = in_state(&s, row[i].state);
        const char *arm = command_why_not(&s.ui, ACTION_ARM, t);
        const char *cancel = command_why_not(&s.ui, ACTION_CANCEL, t);
        const char *name = command_state_str(row[i].state);
        if ((arm == NULL) != (row[i].arm == NULL) ||
            (arm != NULL && strstr(arm, row[i].arm) == NULL))
            fail_msg("arm %s: %s", name, arm);
        if ((cancel == NULL) != (row[i].cancel == NULL) ||
            (cancel != NULL && strstr(cancel, row[i].cancel) == NULL))
            fail_msg("cancel %s: %s", name, cancel);
    }
    (void)str_copy(s.model.orders.person, sizeof s.model.orders.person, "FC-2");
    s.model.orders.holds = false; /* approving needs no authority */
    assert_null(
        command_why_not(&s.ui, ACTION_ARM, in_state(&s, COMMAND_PROPOSED)));
    assert_string_equal(
        command_why_not(&s.ui, ACTION_ARM, NULL), "no command is selected");
    stage_close(&s);
}

static void
an_event_of_the_gate_leads_to_its_command(void **state)
{
    (void)state;
    static const struct {
        const char *source, *text;
        uint64_t number; /* 0: none */
    } row[] = {{"gate", "PING #7 (FC-1): sent", 7},
        {"gate", "PING #77 (FC-1): sent", 0}, {"gate", "no number #", 0},
        {"gate", "FC-1 took command authority", 0},
        {"frontend", "PING #7 (FC-1): sent", 0},
        {"gate", "#77777777777777777777777777777777777777", 0}};
    struct stage s;
    start(&s, view_find("events"));
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const struct telecommand *t =
            command_of_event(&s.ui, row[i].source, row[i].text);
        assert_int_equal(t != NULL ? t->number : 0, row[i].number);
    }
    feed_event(&s.model, (struct clock){s.ui.now, s.ui.utc}, "gate", EVENT_INFO,
        "COMMAND_SENT", "HTR_ON #7 (FC-1): sent");
    stage_paint(&s);
    stage_act(&s, ACTION_OPEN);
    char want[64];
    (void)snprintf(want, sizeof want, "command %s", command_id(7));
    assert_string_equal(s.opened, want);
    stage_close(&s);
}

static void
what_the_database_assigns_is_told_apart(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf given = {0}, assigned = {0};
    start(&s, view_find("commands")); /* no database: all was given */
    const struct telecommand *t = in_state(&s, COMMAND_HELD);
    command_values_text(&s.ui, t, false, &given);
    command_values_text(&s.ui, t, true, &assigned);
    assert_string_equal(strbuf_get(&given), "Battery=3 Mode=ON");
    assert_string_equal(strbuf_get(&assigned), "");
    strbuf_fini(&given);
    strbuf_fini(&assigned);
    stage_close(&s);
}

static void
long_words_are_folded(void **state)
{
    (void)state;
    static const struct {
        const char *text, *folded;
    } row[] = {{"", ""}, {"abcd", "abcd"}, {"abcde", "abcd e"},
        {"ab cdefghijk", "ab cdef ghij k"},
        {"\xc3\xa4\xc3\xa4\xc3\xa4"
         "bcd",
            "\xc3\xa4\xc3\xa4\xc3\xa4"
            "b cd"}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct strbuf b = {0};
        command_fold(row[i].text, 4, &b);
        assert_string_equal(strbuf_get(&b), row[i].folded);
        strbuf_fini(&b);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stages_tell_what_became_of_each),
        cmocka_unit_test(keys_say_why_they_do_not_work),
        cmocka_unit_test(long_words_are_folded),
        cmocka_unit_test(an_event_of_the_gate_leads_to_its_command),
        cmocka_unit_test(what_the_database_assigns_is_told_apart),
    };
    return check_run(tests);
}
