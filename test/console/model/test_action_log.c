/*
 * test_action_log.c - what is kept of what a console did.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/action_log.h"

#include "support/check.h"

static const struct utc now = {.ns = 1};

static void
the_newest_are_kept_and_all_are_counted(void **state)
{
    (void)state;
    struct action_log log = {0};
    for (int i = 1; i <= ACTION_LOG_KEPT + 5; i++) {
        char text[32];
        snprintf(text, sizeof text, "deed %d", i);
        action_log_add(&log, DEED_TOLD, DEED_OK, text, now);
    }
    assert_int_equal(log.n, ACTION_LOG_KEPT);
    assert_int_equal(log.count, ACTION_LOG_KEPT + 5);
    assert_string_equal(action_log_get(&log, 0)->text, "deed 6");
    assert_int_equal(action_log_get(&log, 0)->number, 6);
    assert_string_equal(action_log_get(&log, log.n - 1)->text, "deed 1005");
    assert_int_equal(log.by_result[DEED_OK], ACTION_LOG_KEPT + 5);
    action_log_fini(&log);
}

static void
the_same_again_is_one_line_with_a_number(void **state)
{
    (void)state;
    struct action_log log = {0};
    action_log_add(&log, DEED_REFUSED, DEED_WARNING, "a: read-only", now);
    for (int i = 0; i < 9; i++)
        action_log_add(&log, DEED_REFUSED, DEED_WARNING, "a: read-only",
            (struct utc){.ns = 10 + i});
    action_log_add(&log, DEED_TOLD, DEED_WARNING, "a: read-only", now);
    assert_int_equal(log.n, 2);
    assert_int_equal(action_log_get(&log, 0)->times, 10);
    assert_int_equal(action_log_get(&log, 0)->time.ns, 18);
    assert_int_equal(action_log_get(&log, 1)->times, 1);
    assert_int_equal(log.by_result[DEED_WARNING], 11);
    action_log_fini(&log);
}

static void
hostile_text_is_clean_and_short(void **state)
{
    (void)state;
    struct action_log log = {0};
    char big[5000];
    memset(big, 'x', sizeof big);
    big[sizeof big - 1] = '\0';
    action_log_add(
        &log, DEED_ANSWER, DEED_FAILED, "a\x1b]52;c;x\a\n\xe2\x80\xae", now);
    action_log_add(&log, DEED_ANSWER, DEED_FAILED, big, now);
    const char *text = action_log_get(&log, 0)->text;
    assert_null(strpbrk(text, "\x1b\a\n"));
    assert_null(strstr(text, "\xe2\x80\xae"));
    assert_true(strlen(action_log_get(&log, 1)->text) < ACTION_LOG_TEXT_MAX);
    action_log_fini(&log);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_are_kept_and_all_are_counted),
        cmocka_unit_test(the_same_again_is_one_line_with_a_number),
        cmocka_unit_test(hostile_text_is_clean_and_short),
    };
    return check_run(tests);
}
