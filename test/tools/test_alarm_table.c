/*
 * test_alarm_table.c - alarms of messages as lines, worst first, selected.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/alarm_table.h"

#include <math.h>

#include "common/attr.h"
#include "limits/alarm_book.h"
#include "support/check.h"

struct sheet {
    struct alarm_options options;
    struct alarm_table *table;
    char *text; /* what was printed */
    size_t len;
};

static void
sheet_init(struct sheet *s, const struct alarm_options *options)
{
    *s = (struct sheet){.options = *options};
    s->options.out = open_memstream(&s->text, &s->len);
    s->table = alarm_table_new(&s->options);
}

static const char *
printed(struct sheet *s)
{
    assert_int_equal(fflush(s->options.out), 0);
    return s->text;
}

static void
sheet_fini(struct sheet *s)
{
    alarm_table_free(&s->table);
    assert_int_equal(fclose(s->options.out), 0);
    free(s->text);
}

static struct msg
alarm_of(const char *name, uint64_t number, enum alarm_state state,
    enum limit_level worst)
{
    struct msg msg = {.envelope.type = MSG_ALARM};
    msg.u.alarm = (struct msg_alarm){
        .name = msg_str(name),
        .what = msg_str("raised"),
        .number = number,
        .id = number,
        .state = (uint64_t)state,
        .level = limit_state_of(worst, LIMIT_HIGH),
        .worst = limit_state_of(worst, LIMIT_HIGH),
        .raised = {INT64_C(1790000000) * NS_PER_S + (int64_t)number},
        .changed = {INT64_C(1790000000) * NS_PER_S},
        .first_value = 60,
        .worst_value = 61,
        .worst_time = UTC_NONE,
        .last_value = 60.5,
        .unit = msg_str("V"),
        .threshold = 50,
        .change = NAN,
        .acknowledged_by = msg_str("anna"),
        .acknowledged_why = msg_str("a test"),
        .acknowledged_at = UTC_NONE,
        .shelved_at = UTC_NONE,
        .shelved_until = UTC_NONE,
    };
    return msg;
}

static void
take(struct sheet *s, const char *name, uint64_t number, enum alarm_state state,
    enum limit_level worst)
{
    const struct msg msg = alarm_of(name, number, state, worst);
    alarm_table_take(s->table, &msg);
}

static void
take_some(struct sheet *s)
{
    take(s, "/S/A", 1, ALARM_UNACK, LIMIT_WARNING);
    take(s, "/S/B", 2, ALARM_ACK, LIMIT_CRITICAL);
    take(s, "/S/C", 3, ALARM_UNACK, LIMIT_WARNING);
    take(s, "/S/D", 4, ALARM_SHELVED, LIMIT_SEVERE);
    take(s, "/S/E", 5, ALARM_UNACK, LIMIT_SEVERE);
    take(s, "/S/E", 6, ALARM_NORMAL, LIMIT_SEVERE); /* gone */
}

static void
the_worst_comes_first_and_what_is_put_aside_is_left_out(void **state)
{
    (void)state;
    struct sheet s;
    sheet_init(&s, &(struct alarm_options){0});
    take_some(&s);
    assert_int_equal(alarm_table_print(s.table), 3);
    const char *text = printed(&s);
    const char *b = strstr(text, "/S/B"), *a = strstr(text, "/S/A");
    const char *c = strstr(text, "/S/C");
    assert_true(b != NULL && a != NULL && c != NULL && b < a && a < c);
    assert_null(strstr(text, "/S/D"));
    assert_null(strstr(text, "/S/E"));
    assert_non_null(strstr(text, "critical-high"));
    assert_non_null(strstr(text, "60.5 V (limit 50)"));
    assert_non_null(strstr(text, "by anna: a test"));
    assert_non_null(strstr(text, "nobody checks limits"));
    sheet_fini(&s);
}

static void
patterns_select_and_all_shows_all(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        bool all;
        size_t want;
    } cases[] = {
        {NULL, true, 4},
        {"/S/A", false, 1},
        {"s/a", false, 1},
        {"/S/[AB]", false, 2},
        {"/S/?", true, 4},
        {"S/", false, 3},
        {"/X/*", true, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct sheet s;
        sheet_init(&s, &(struct alarm_options){.all = cases[i].all,
                           .pattern = &cases[i].pattern,
                           .n_patterns = cases[i].pattern != NULL});
        take_some(&s);
        if (alarm_table_print(s.table) != cases[i].want)
            fail_msg("case %zu: %s", i, printed(&s));
        sheet_fini(&s);
    }
}

static void
a_change_that_crossed_its_limit_is_told_with_its_unit(void **state)
{
    (void)state;
    struct sheet s;
    sheet_init(&s, &(struct alarm_options){0});
    struct msg msg = alarm_of("/S/A", 1, ALARM_UNACK, LIMIT_WARNING);
    msg.u.alarm.threshold = 2;
    msg.u.alarm.change = 3.2;
    msg.u.alarm.change_unit = msg_str("V/s");
    alarm_table_take(s.table, &msg);
    assert_int_equal(alarm_table_print(s.table), 1);
    assert_non_null(strstr(printed(&s), "60.5 V (change 3.2, limit 2 V/s)"));
    sheet_fini(&s);
}

static void
json_has_one_object_a_line_and_no_summary(void **state)
{
    (void)state;
    struct sheet s;
    sheet_init(&s, &(struct alarm_options){.is_json = true});
    take(&s, "/S/A", 1, ALARM_UNACK, LIMIT_WARNING);
    assert_int_equal(alarm_table_print(s.table), 1);
    const char *text = printed(&s);
    assert_non_null(strstr(text, "\"name\":\"/S/A\""));
    assert_non_null(strstr(text, "\"state\":\"unacknowledged\""));
    assert_non_null(strstr(text, "\"threshold\":50.0"));
    assert_non_null(strstr(text, "\"acknowledged\":null"));
    assert_ptr_equal(strchr(text, '\n'), text + s.len - 1);
    sheet_fini(&s);
}

static void
text_of_a_message_cannot_move_the_cursor(void **state)
{
    (void)state;
    struct sheet s;
    sheet_init(&s, &(struct alarm_options){0});
    struct msg msg = alarm_of("/S/A", 1, ALARM_UNACK, LIMIT_WARNING);
    msg.u.alarm.last_text = msg_str("\x1b[2J\n");
    alarm_table_take(s.table, &msg);
    assert_int_equal(alarm_table_print(s.table), 1);
    assert_null(strchr(printed(&s), '\x1b'));
    sheet_fini(&s);
}

static void
an_alarm_is_found_by_number_and_by_name(void **state)
{
    (void)state;
    struct sheet s;
    sheet_init(&s, &(struct alarm_options){0});
    take_some(&s);
    take(&s, "/T/A", 9, ALARM_UNACK, LIMIT_WARNING);
    uint64_t number;
    assert_string_equal(alarm_table_numbered(s.table, 3), "/S/C");
    assert_null(alarm_table_numbered(s.table, 5)); /* moved on */
    assert_string_equal(alarm_table_named(s.table, "B", &number), "/S/B");
    assert_int_equal(number, 2);
    assert_string_equal(alarm_table_named(s.table, "/T/A", &number), "/T/A");
    assert_int_equal(number, 9);
    assert_null(alarm_table_named(s.table, "A", &number)); /* two */
    assert_null(alarm_table_named(s.table, "", &number));
    assert_int_equal(number, 0);
    sheet_fini(&s);
}

static void
what_happens_is_followed_and_updates_are_not(void **state)
{
    (void)state;
    struct sheet s;
    sheet_init(&s, &(struct alarm_options){0});
    struct msg msg = alarm_of("/S/A", 1, ALARM_NORMAL, LIMIT_WARNING);
    msg.u.alarm.what = msg_str("update");
    alarm_table_follow(s.table, &msg);
    assert_int_equal(fflush(s.options.out), 0);
    assert_int_equal(s.len, 0);
    msg.u.alarm.what = msg_str("returned");
    alarm_table_follow(s.table, &msg);
    assert_memory_equal(printed(&s), "returned ", 9);
    sheet_fini(&s);
}

static void
the_summary_tells_of_a_flood_and_of_the_journal(void **state)
{
    (void)state;
    struct sheet s;
    sheet_init(&s, &(struct alarm_options){0});
    struct msg msg = {.envelope.type = MSG_SUMMARY};
    msg.u.summary = (struct msg_summary){
        .unacknowledged = 12, .rate_10min = 13, .is_flood = true};
    alarm_table_summary(s.table, &msg);
    assert_int_equal(alarm_table_print(s.table), 0);
    const char *text = printed(&s);
    assert_non_null(strstr(text, "12 not acknowledged"));
    assert_non_null(strstr(text, "13 in 10 min (target 1), FLOOD"));
    assert_non_null(strstr(text, "journal cannot be written"));
    sheet_fini(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            the_worst_comes_first_and_what_is_put_aside_is_left_out),
        cmocka_unit_test(patterns_select_and_all_shows_all),
        cmocka_unit_test(a_change_that_crossed_its_limit_is_told_with_its_unit),
        cmocka_unit_test(json_has_one_object_a_line_and_no_summary),
        cmocka_unit_test(text_of_a_message_cannot_move_the_cursor),
        cmocka_unit_test(an_alarm_is_found_by_number_and_by_name),
        cmocka_unit_test(what_happens_is_followed_and_updates_are_not),
        cmocka_unit_test(the_summary_tells_of_a_flood_and_of_the_journal),
    };
    return check_run(tests);
}
