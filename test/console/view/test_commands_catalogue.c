/*
 * test_commands_catalogue.c - what can be commanded, and what stands against
 * it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/view/commands_view.h"
#include "console/view/views.h"
#include "support/form_scene.h"
#include "support/stage.h"

static struct order checked;
static int checks;

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
    (void)str_copy(checked.digest, sizeof checked.digest, order->digest);
    return orders_ask(
        &s->model.orders, word, order->id, true, s->ui.utc, &head);
}

static struct clock
now(const struct stage *s)
{
    return (struct clock){s->ui.now, s->ui.utc};
}

static void
open_catalogue(struct stage *s, const char *filter, int rows, int cols)
{
    stage_open(s, &commands_catalogue, filter, SCENE_GOOD, rows, cols);
    form_scene(&s->model);
    s->ui.order = on_order;
    checks = 0;
    stage_paint(s);
}

static void
every_state_and_size_is_drawn_as_reviewed(void **state)
{
    (void)state;
    static const int sizes[][2] = {{24, 80}, {60, 200}, {10, 40}, {1, 1}};
    static const char *const names[] = {"missing", "idle", "safe"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        for (size_t k = 0; k < ARRAY_LEN(sizes); k++) {
            struct stage s;
            int rows = sizes[k][0] > 5 ? sizes[k][0] - 4 : sizes[k][0];
            open_catalogue(&s, "", rows, sizes[k][1]);
            if (i > 0)
                form_scene_mode(
                    &s.model, now(&s), i == 1 ? FORM_IDLE : FORM_SAFE);
            stage_act(&s, ACTION_DOWN);
            stage_paint(&s);
            char *name = xasprintf("console/catalogue/%s-%dx%d.txt", names[i],
                sizes[k][0], sizes[k][1]);
            stage_golden(&s, name);
            assert_true(stage_is_clean(&s));
            free(name);
            stage_close(&s);
        }
}

static void
marks_and_words_tell_what_is_hazardous_without_colour(void **state)
{
    (void)state;
    struct stage s;
    open_catalogue(&s, "", 20, 80);
    s.canvas.is_ascii = s.ui.is_ascii = true;
    form_scene_mode(&s.model, now(&s), FORM_SAFE);
    stage_paint(&s);
    stage_golden(&s, "console/catalogue/safe-ascii-24x80.txt");
    static const char *const words[] = {"!! ERASE", "critical", "!  SWITCH",
        "hazardous", "no: MODE is", "/LAB/BENCH"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strstr(stage_text(&s), words[i]) == NULL)
            fail_msg("%s:\n%s", words[i], stage_text(&s));
    stage_close(&s);
}

static void
filters_search_and_order_find_commands(void **state)
{
    (void)state;
    struct stage s;
    open_catalogue(&s, "heater", 20, 80);
    assert_non_null(strstr(stage_text(&s), "1 of 6"));
    commands_catalogue.filter(s.view, &s.ui, "critical");
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "ERASE"));
    assert_null(strstr(stage_text(&s), "PING"));
    commands_catalogue.filter(s.view, &s.ui, "");
    assert_true(commands_catalogue.search(s.view, &s.ui, "PING", 1));
    stage_act(&s, ACTION_OPEN);
    assert_string_equal(s.opened, "form /LAB/PING");
    stage_act(&s, ACTION_SORT);
    stage_act(&s, ACTION_SORT);
    stage_act(&s, ACTION_TOP);
    stage_act(&s, ACTION_OPEN); /* by level: the critical one first */
    assert_string_equal(s.opened, "form /LAB/BENCH/ERASE");
    stage_close(&s);
}

static void
a_dry_run_asks_the_gate_also_when_values_are_missing(void **state)
{
    (void)state;
    struct stage s;
    char empty[DIGEST_HEX];
    digest_hex_of("", 0, empty);
    open_catalogue(&s, "", 30, 100);
    form_scene_gate(&s.model, now(&s));
    assert_true(commands_catalogue.search(s.view, &s.ui, "SWITCH", 1));
    stage_act(&s, ACTION_VALIDATE);
    assert_int_equal(checks, 1);
    assert_string_equal(checked.digest, empty);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "dry run, nothing is sent: SWITCH"));
    assert_non_null(strstr(stage_text(&s), "console  no:"));
    struct msg_reply reply = {
        .status = ERR_RANGE, .text = msg_str("Battery: a value is needed")};
    (void)orders_answer(
        &s.model.orders, s.model.orders.n_tickets, &reply, now(&s));
    stage_paint(&s);
    assert_non_null(
        strstr(stage_text(&s), "gate     no: Battery: a value is needed"));
    assert_null(strstr(stage_text(&s), "They do not agree"));
    stage_close(&s);
}

static void
json_has_a_line_a_command(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf out = {0};
    open_catalogue(&s, "ERASE", 20, 80);
    commands_catalogue.export_json(s.view, &s.ui, &out);
    assert_string_equal(strbuf_get(&out),
        "{\"v\":1,\"name\":\"/LAB/BENCH/ERASE\",\"consequence\":\"critical\","
        "\"ceremony\":\"critical\",\"constraints\":\"stale\","
        "\"why\":\"MODE was never received\",\"arguments\":\"\","
        "\"description\":\"Erase all that is stored\"}\n");
    strbuf_fini(&out);
    stage_close(&s);
}

static void
marked_rows_are_taken_out_and_come_back(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf out = {0};
    open_catalogue(&s, "", 20, 80);
    stage_act(&s, ACTION_MARK);
    stage_act(&s, ACTION_MARK);
    assert_int_equal(commands_catalogue.only_marked(s.view, &s.ui), 2);
    commands_catalogue.export_json(s.view, &s.ui, &out);
    assert_non_null(strstr(strbuf_get(&out), "/LAB/PING"));
    assert_null(strstr(strbuf_get(&out), "/LAB/SWITCH"));
    (void)commands_catalogue.update(s.view, &s.ui);
    strbuf_reset(&out);
    commands_catalogue.export_json(s.view, &s.ui, &out);
    assert_non_null(strstr(strbuf_get(&out), "/LAB/SWITCH"));
    assert_true(commands_catalogue.unmark(s.view, &s.ui));
    assert_int_equal(commands_catalogue.only_marked(s.view, &s.ui), 0);
    strbuf_fini(&out);
    stage_close(&s);
}

static void
without_a_database_it_says_so(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &commands_catalogue, "", SCENE_GOOD, 20, 80);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "There is no mission database"));
    assert_string_equal(commands_catalogue.why_not(s.view, &s.ui, ACTION_OPEN),
        "no command is selected");
    stage_close(&s);
}

static void
names_are_completed(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf out = {0};
    open_catalogue(&s, "", 20, 80);
    size_t n = 0;
    while (command_complete_name(&s.ui, "", n, &out))
        n++;
    assert_int_equal(n, 6); /* not the abstract one */
    strbuf_reset(&out);
    assert_true(command_complete_name(&s.ui, "era", 0, &out));
    assert_string_equal(
        strbuf_get(&out), "/LAB/BENCH/ERASE\tErase all that is stored");
    assert_false(command_complete_name(&s.ui, "era", 1, &out));
    strbuf_fini(&out);
    stage_close(&s);
}

static void
nothing_typed_breaks_it(void **state)
{
    (void)state;
    stage_robot(&commands_catalogue, "", 3000, 11);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(marks_and_words_tell_what_is_hazardous_without_colour),
        cmocka_unit_test(filters_search_and_order_find_commands),
        cmocka_unit_test(a_dry_run_asks_the_gate_also_when_values_are_missing),
        cmocka_unit_test(json_has_a_line_a_command),
        cmocka_unit_test(marked_rows_are_taken_out_and_come_back),
        cmocka_unit_test(without_a_database_it_says_so),
        cmocka_unit_test(names_are_completed),
        cmocka_unit_test(nothing_typed_breaks_it),
    };
    return check_run(tests);
}
