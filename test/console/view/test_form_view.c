/*
 * test_form_view.c - the page on which a command is filled in.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/view/views.h"
#include "support/command_scene.h"
#include "support/form_scene.h"
#include "support/stage.h"

static int submits, checks;
static char submitted[200];

static void
on_submit(void *console, enum order_word word, const struct stack_item *item,
    uint64_t line)
{
    struct stage *s = console;
    struct strbuf b = {0}, why = {0};
    struct order order;
    const struct composer_place place = {"LAB", "sim"};
    assert_int_equal(word, ORDER_SUBMIT);
    assert_int_equal(line, 0);
    submits++;
    stack_item_fmt(item, &b);
    (void)str_copy(submitted, sizeof submitted, strbuf_get(&b));
    if (composer_order(
            &s->model.composer, &place, item, "console", &order, &why))
        order_fini(&order);
    strbuf_fini(&b);
    strbuf_fini(&why);
}

static uint64_t
on_order(void *console, enum order_word word, const struct order *order,
    const char *const *more, size_t n_more)
{
    struct stage *s = console;
    struct order_head head;
    (void)more;
    (void)n_more;
    assert_int_equal(word, ORDER_CHECK);
    checks++;
    return orders_ask(
        &s->model.orders, word, order->id, true, s->ui.utc, &head);
}

static struct clock
now(const struct stage *s)
{
    return (struct clock){s->ui.now, s->ui.utc};
}

static void
open_form(struct stage *s, const char *argument, int rows, int cols)
{
    submits = checks = 0;
    stage_open(s, &view_form, "", SCENE_GOOD, rows, cols);
    form_scene(&s->model);
    s->ui.submit = on_submit;
    s->ui.order = on_order;
    view_form.close(s->view);
    s->view = view_form.open(&s->ui, argument);
}

static void
keys(struct stage *s, const char *text)
{
    for (; *text != '\0'; text++)
        (void)view_form.key(s->view, &s->ui, (keysym)(unsigned char)*text);
}

static void
every_form_and_size_is_drawn_as_reviewed(void **state)
{
    (void)state;
    static const struct {
        const char *name, *argument;
        int mode;
        bool gate;
    } rows[] = {{"switch", "SWITCH", FORM_SAFE, true},
        {"filled", "SWITCH Battery=2 # warm it up", FORM_IDLE, true},
        {"all", "ALL Whole=70000 Mode=SCIENCE", -1, false},
        {"many", "LOAD", -1, true}, {"mode", "SET_MODE", FORM_IDLE, true},
        {"critical", "ERASE", FORM_SCIENCE, true},
        {"unknown", "NOSUCH", -1, true}};
    static const int sizes[][2] = {{24, 80}, {60, 200}, {10, 3}, {1, 1}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (size_t k = 0; k < ARRAY_LEN(sizes); k++) {
            struct stage s;
            int n = sizes[k][0] > 5 ? sizes[k][0] - 4 : sizes[k][0];
            open_form(&s, rows[i].argument, n, sizes[k][1]);
            if (rows[i].mode >= 0)
                form_scene_mode(
                    &s.model, now(&s), (enum form_mode)rows[i].mode);
            if (rows[i].gate)
                form_scene_gate(&s.model, now(&s));
            stage_paint(&s);
            char *name = xasprintf("console/form/%s-%dx%d.txt", rows[i].name,
                sizes[k][0], sizes[k][1]);
            stage_golden(&s, name);
            assert_true(stage_is_clean(&s));
            free(name);
            stage_close(&s);
        }
}

static void
ascii_tells_what_is_wrong_without_colour(void **state)
{
    (void)state;
    struct stage s;
    open_form(&s, "ALL Whole=70000 Mode=SCIENCE", 20, 80);
    s.canvas.is_ascii = s.ui.is_ascii = true;
    stage_paint(&s);
    stage_golden(&s, "console/form/all-ascii-24x80.txt");
    assert_non_null(strstr(stage_text(&s), "xWhole"));
    assert_non_null(strstr(stage_text(&s), "*State"));
    assert_non_null(strstr(stage_text(&s), "70000 is not in 0 .. 65535"));
    stage_close(&s);
}

static void
enter_fills_in_and_submits_only_what_is_asked_about(void **state)
{
    (void)state;
    struct stage s;
    open_form(&s, "SWITCH", 20, 80);
    form_scene_gate(&s.model, now(&s));
    stage_act(&s, ACTION_OPEN);
    assert_true(view_form.is_typing(s.view));
    keys(&s, "2\r");
    assert_true(view_form.is_typing(s.view)); /* ^M is no text */
    (void)view_form.key(s.view, &s.ui, KEY_CODE_ENTER);
    assert_false(view_form.is_typing(s.view));
    stage_act(&s, ACTION_OPEN);
    assert_int_equal(s.model.stack.stack.n, 1);
    assert_string_equal(
        s.toast, "SWITCH is line 1 of the stack: nothing was sent");
    assert_int_equal(submits, 0);
    stage_act(&s, ACTION_DOWN);
    stage_act(&s, ACTION_OPEN);
    assert_int_equal(submits, 1);
    assert_string_equal(submitted, "/LAB/SWITCH Battery=2");
    stage_close(&s);
}

static void
what_was_submitted_is_followed(void **state)
{
    (void)state;
    struct stage s;
    struct order_head head;
    open_form(&s, "SWITCH Battery=2", 20, 80);
    form_scene_gate(&s.model, now(&s));
    stage_act(&s, ACTION_DOWN);
    stage_act(&s, ACTION_OPEN);
    assert_int_equal(submits, 1);
    char id[DIGEST_ID_HEX];
    (void)str_copy(id, sizeof id, s.model.composer.newest);
    stage_paint(&s); /* asked, and no yes was said */
    assert_null(strstr(stage_text(&s), "submitted"));
    assert_non_null(view_form.why_not(s.view, &s.ui, ACTION_ARM));
    uint64_t ticket =
        orders_ask(&s.model.orders, ORDER_SUBMIT, id, true, s.ui.utc, &head);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "the gate is being asked"));
    stage_act(&s, ACTION_OPEN); /* not twice */
    assert_int_equal(submits, 1);
    struct msg_reply reply = {.status = ERR_OK};
    (void)orders_answer(&s.model.orders, ticket, &reply, now(&s));
    struct msg_command c = command_message(now(&s), 7, COMMAND_HELD);
    c.id = msg_str(id);
    feed_command(&s.model, now(&s), &c);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "submitted: #7"));
    assert_non_null(strstr(stage_text(&s), "! arms it"));
    assert_null(view_form.why_not(s.view, &s.ui, ACTION_ARM));
    stage_act(&s, ACTION_DETAIL);
    assert_true(str_prefix(s.opened, "command "));
    stage_close(&s);
}

static void
without_authority_or_values_nothing_is_submitted(void **state)
{
    (void)state;
    struct stage s;
    static const struct {
        bool gate, holds, readonly;
        const char *line, *why;
    } rows[] = {
        {false, false, false, "PING", "has no gate"},
        {true, false, false, "PING", "you do not have command authority"},
        {true, true, false, "SWITCH", "values are missing or wrong"},
        {true, true, true, "PING", "read-only: ask an operator"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        open_form(&s, rows[i].line, 20, 80);
        if (rows[i].gate)
            form_scene_gate(&s.model, now(&s));
        s.model.orders.holds = rows[i].holds;
        s.ui.is_readonly = rows[i].readonly;
        stage_act(&s, ACTION_TOP);
        for (int k = 0; k < 12; k++) {
            stage_paint(&s);
            stage_act(&s, ACTION_OPEN);
            if (view_form.is_typing(s.view))
                (void)view_form.key(s.view, &s.ui, KEY_CODE_ESCAPE);
            stage_act(&s, ACTION_DOWN);
        }
        assert_int_equal(submits, 0);
        assert_int_equal(s.model.stack.stack.n, !rows[i].readonly && i != 2);
        if (strstr(stage_text(&s), rows[i].why) == NULL)
            fail_msg("%s:\n%s", rows[i].why, stage_text(&s));
        stage_close(&s);
    }
}

static void
a_line_of_the_stack_goes_back_to_its_place(void **state)
{
    (void)state;
    struct stage s;
    struct stack_item item;
    struct notes notes = {0};
    open_form(&s, "PING", 20, 80);
    form_scene_gate(&s.model, now(&s));
    assert_int_equal(
        stack_item_parse("test", "SWITCH Battery=1 # a @sent", &notes, &item),
        ERR_OK);
    for (int i = 0; i < 3; i++)
        assert_true(command_stack_add(&s.model.stack, &item));
    view_form.close(s.view);
    s.view = view_form.open(&s.ui, "@2 SWITCH Battery=3 # b");
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "line 2 of the stack"));
    uint64_t first = s.model.stack.line[0].key;
    assert_int_equal(command_stack_delete(&s.model.stack, &first, 1), 1);
    stage_act(&s, ACTION_OPEN); /* it is line 1 now */
    assert_string_equal(
        stack_item_get(&s.model.stack.stack.item[0], "Battery"), "3");
    assert_string_equal(
        stack_item_get(&s.model.stack.stack.item[1], "Battery"), "1");
    stage_act(&s, ACTION_OPEN);
    assert_int_equal(s.model.stack.stack.n, 2);
    command_stack_clear(&s.model.stack);
    stage_act(&s, ACTION_OPEN);
    assert_string_equal(s.toast, "the line is not in the stack any more");
    stack_item_fini(&item);
    notes_fini(&notes);
    stage_close(&s);
}

static void
a_dry_run_shows_both_answers_and_that_they_differ(void **state)
{
    (void)state;
    static const struct {
        enum err status;
        const char *text;
        bool differs;
    } rows[] = {{ERR_OK, "it would be held", false},
        {ERR_OK, "it would be queued", true},
        {ERR_DENIED, "MODE is SAFE", true}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct stage s;
        open_form(&s, "SWITCH Battery=2", 20, 80);
        form_scene_gate(&s.model, now(&s));
        form_scene_mode(&s.model, now(&s), FORM_IDLE);
        stage_act(&s, ACTION_VALIDATE);
        assert_int_equal(checks, 1);
        stage_paint(&s);
        assert_non_null(strstr(stage_text(&s), "yes: it would be held"));
        assert_non_null(strstr(stage_text(&s), "is being asked"));
        struct msg_reply reply = {
            .status = rows[i].status, .text = msg_str(rows[i].text)};
        (void)orders_answer(
            &s.model.orders, s.model.orders.n_tickets, &reply, now(&s));
        stage_paint(&s);
        assert_non_null(strstr(stage_text(&s), rows[i].text));
        assert_int_equal(strstr(stage_text(&s), "They do not agree") != NULL,
            rows[i].differs);
        stage_close(&s);
    }
}

static void
the_same_command_is_the_same_form(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf argument = {0};
    open_form(&s, "SWITCH Battery=2", 20, 80);
    assert_true(view_form.take(s.view, &s.ui, "/LAB/SWITCH", &argument));
    assert_string_equal(strbuf_get(&argument), "/LAB/SWITCH");
    assert_false(view_form.take(s.view, &s.ui, "PING", &argument));
    assert_false(view_form.take(s.view, &s.ui, "SWITCH Battery=1", &argument));
    assert_false(view_form.take(s.view, &s.ui, "@1 SWITCH", &argument));
    strbuf_fini(&argument);
    strbuf_reset(&argument);
    assert_true(view_form.complete(&s.ui, "swi", 0, &argument));
    assert_true(str_prefix(strbuf_get(&argument), "/LAB/SWITCH\t"));
    assert_false(view_form.complete(&s.ui, "swi", 1, &argument));
    strbuf_fini(&argument);
    stage_close(&s);
}

static void
pasted_lines_and_typing_ahead_submit_nothing(void **state)
{
    (void)state;
    static const char text[] = "2\n\n\n\ny\ny\n";
    struct stage s;
    open_form(&s, "SWITCH", 20, 80);
    form_scene_gate(&s.model, now(&s));
    stage_act(&s, ACTION_OPEN);
    (void)view_form.paste(s.view, &s.ui, text, strlen(text));
    assert_true(view_form.is_typing(s.view));
    assert_int_equal(submits, 0);
    assert_int_equal(s.model.stack.stack.n, 0);
    stage_close(&s);
}

/* Any key, any size, typing or not. */
static void
nothing_typed_breaks_it(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "ALL", "SWITCH", "LOAD", "NOSUCH", "@1 PING", "", "@", "@x"};
    uint32_t seed = 5;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct stage s;
        open_form(&s, lines[i], 20, 80);
        form_scene_gate(&s.model, now(&s));
        for (int k = 0; k < 3000; k++) {
            seed = seed * 1664525 + 1013904223;
            uint32_t v = seed >> 8;
            if (view_form.is_typing(s.view))
                (void)view_form.key(s.view, &s.ui,
                    v % 3 == 0 ? KEY_CODE_FIRST + v % 20 : ' ' + v % 200);
            else
                stage_act(&s, (enum action)(v % 60));
            if (k % 50 == 0)
                stage_resize(&s, 1 + (int)(v % 40), 1 + (int)(v % 150));
            if (k % 100 == 0)
                composer_set_mdb(
                    &s.model.composer, v % 3 ? form_scene_mdb() : NULL);
            stage_paint(&s);
            if (k % 20 == 0)
                assert_true(stage_is_clean(&s));
        }
        stage_close(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(ascii_tells_what_is_wrong_without_colour),
        cmocka_unit_test(enter_fills_in_and_submits_only_what_is_asked_about),
        cmocka_unit_test(what_was_submitted_is_followed),
        cmocka_unit_test(without_authority_or_values_nothing_is_submitted),
        cmocka_unit_test(a_line_of_the_stack_goes_back_to_its_place),
        cmocka_unit_test(a_dry_run_shows_both_answers_and_that_they_differ),
        cmocka_unit_test(the_same_command_is_the_same_form),
        cmocka_unit_test(pasted_lines_and_typing_ahead_submit_nothing),
        cmocka_unit_test(nothing_typed_breaks_it),
    };
    return check_run(tests);
}
