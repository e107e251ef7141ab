/*
 * test_dry_run.c - what a console knows against a command, and the gate.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/dry_run.h"

#include "support/check.h"

#include "common/attr.h"
#include "console/view/views.h"
#include "support/command_scene.h"
#include "support/form_scene.h"
#include "support/stage.h"

static struct clock
now(const struct stage *s)
{
    return (struct clock){s->ui.now, s->ui.utc};
}

static void
all_reasons_are_told_at_once(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int mode;
        bool gate, holds;
        enum command_state to;
        const char *why[3];
    } rows[] = {
        {"PING", -1, true, true, COMMAND_QUEUED, {NULL}},
        {"PING", -1, true, false, COMMAND_QUEUED,
            {"you do not have command authority"}},
        {"PING", -1, false, false, COMMAND_QUEUED, {"has no gate"}},
        {"SWITCH Battery=1", FORM_IDLE, true, true, COMMAND_HELD, {NULL}},
        {"SWITCH Battery=9", FORM_SAFE, true, false, COMMAND_HELD,
            {"Battery: 9 is not in 1 .. 3", "MODE is SAFE",
                "you do not have command authority"}},
        {"ERASE", FORM_IDLE, true, true, COMMAND_PROPOSED, {NULL}},
        {"NOSUCH", -1, true, true, COMMAND_QUEUED,
            {"there is no command 'NOSUCH'"}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct stage s;
        struct stack_item item;
        struct notes notes = {0};
        struct strbuf why = {0};
        enum command_state to;
        stage_open(&s, &view_form, "", SCENE_GOOD, 20, 80);
        form_scene(&s.model);
        if (rows[i].gate)
            form_scene_gate(&s.model, now(&s));
        if (rows[i].mode >= 0)
            form_scene_mode(&s.model, now(&s), (enum form_mode)rows[i].mode);
        s.model.orders.holds = rows[i].holds;
        assert_int_equal(
            stack_item_parse("test", rows[i].line, &notes, &item), ERR_OK);
        bool is_yes = dry_run_own(&s.ui, &item, &to, &why);
        assert_int_equal(is_yes, rows[i].why[0] == NULL);
        assert_int_equal(to, rows[i].to);
        for (size_t k = 0; k < 3 && rows[i].why[k] != NULL; k++)
            if (strstr(strbuf_get(&why), rows[i].why[k]) == NULL)
                fail_msg("%s: %s", rows[i].line, strbuf_get(&why));
        stack_item_fini(&item);
        notes_fini(&notes);
        strbuf_fini(&why);
        stage_close(&s);
    }
}

static void
who_only_proposes_needs_no_authority(void **state)
{
    (void)state;
    static char people[] = "FC-1 watch,propose";
    struct stage s;
    stage_open(&s, &view_form, "", SCENE_GOOD, 20, 80);
    form_scene(&s.model);
    form_scene_gate(&s.model, now(&s));
    s.model.orders.holds = false;
    assert_non_null(dry_run_why_not_submit(&s.ui));
    struct msg_str person = msg_str(people);
    struct msg_gate g = gate_message(now(&s));
    g.people = (struct msg_strv){.v = &person, .n = 1};
    feed_gate(&s.model, now(&s), &g);
    assert_null(dry_run_why_not_submit(&s.ui));
    assert_int_equal(
        dry_run_becomes(&s.ui, MDB_CONSEQUENCE_NONE), COMMAND_HELD);
    s.ui.is_readonly = true;
    assert_string_equal(
        dry_run_why_not_submit(&s.ui), "read-only: ask an operator");
    stage_close(&s);
}

static void
an_answer_that_does_not_come_is_said(void **state)
{
    (void)state;
    struct stage s;
    struct order_head head;
    stage_open(&s, &view_form, "", SCENE_GOOD, 20, 80);
    form_scene(&s.model);
    struct area all = area_all(&s.canvas);
    struct dry_run run = {.of = "PING", .own = "it would be queued"};
    run.own_is_yes = true;
    run.expected = COMMAND_QUEUED;
    run.ticket =
        orders_ask(&s.model.orders, ORDER_CHECK, "", true, s.ui.utc, &head);
    (void)orders_answer(&s.model.orders, run.ticket, NULL, now(&s));
    canvas_clear(&s.canvas);
    assert_int_equal(dry_run_paint(&run, &s.ui, &all, 0), 3);
    struct strbuf text = {0};
    canvas_text(&s.canvas, &text);
    assert_non_null(
        strstr(strbuf_get(&text), "no answer came: nothing is known"));
    assert_null(strstr(strbuf_get(&text), "do not agree"));
    strbuf_fini(&text);
    run = (struct dry_run){0};
    assert_int_equal(dry_run_paint(&run, &s.ui, &all, 4), 4);
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_reasons_are_told_at_once),
        cmocka_unit_test(who_only_proposes_needs_no_authority),
        cmocka_unit_test(an_answer_that_does_not_come_is_said),
    };
    return check_run(tests);
}
