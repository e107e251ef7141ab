/*
 * test_item.c - items as rows of a message, and back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "pluto/item.h"

#define ROW "3 3 3 1 0 1 2 4 9 1000 0 5000 77 now -20.1 degC"

static struct pluto_item
example(void)
{
    return (struct pluto_item){.stmt = 3,
        .execution = PLUTO_X_EXECUTING,
        .outcome = PLUTO_NOT_AVAILABLE,
        .mark = PLUTO_MARK_NOW,
        .is_current = true,
        .attempt = 2,
        .iteration = 4,
        .iterations = 9,
        .started = 1000,
        .deadline = 5000,
        .instance = 77};
}

static void
an_item_is_one_row(void **state)
{
    (void)state;
    struct pluto_item item = example();
    char detail[] = "now -20.1 degC";
    item.detail = detail;
    struct strbuf out = {0};
    pluto_item_fmt(&item, &out);
    assert_string_equal(out.s, ROW);
    strbuf_fini(&out);
}

static void
a_detail_cannot_break_the_row(void **state)
{
    (void)state;
    struct pluto_item item = example(), back;
    char detail[] = "a\tb\nc\x1b[2J";
    item.detail = detail;
    struct strbuf out = {0};
    pluto_item_fmt(&item, &out);
    assert_null(strpbrk(strchr(out.s, 'a'), "\t\n\x1b"));
    assert_true(pluto_item_parse(out.s, out.len, &back));
    pluto_item_fini(&back);
    strbuf_fini(&out);
}

static void
what_was_written_is_read(void **state)
{
    (void)state;
    struct pluto_item item;
    assert_true(pluto_item_parse(ROW, strlen(ROW), &item));
    assert_int_equal(item.stmt, 3);
    assert_int_equal(item.execution, PLUTO_X_EXECUTING);
    assert_int_equal(item.outcome, PLUTO_NOT_AVAILABLE);
    assert_int_equal(item.mark, PLUTO_MARK_NOW);
    assert_int_equal(item.reason, PLUTO_R_NONE);
    assert_true(item.is_current);
    assert_false(item.is_held);
    assert_int_equal(item.attempt, 2);
    assert_int_equal(item.iteration, 4);
    assert_int_equal(item.iterations, 9);
    assert_int_equal(item.started, 1000);
    assert_int_equal(item.ended, 0);
    assert_int_equal(item.deadline, 5000);
    assert_int_equal(item.instance, 77);
    assert_string_equal(item.detail, "now -20.1 degC");
    pluto_item_fini(&item);
    assert_null(item.detail);
}

static void
the_procedure_and_the_largest_numbers_survive(void **state)
{
    (void)state;
    struct pluto_item item = {.stmt = PLUTO_NIL,
        .execution = PLUTO_X_COMPLETED,
        .outcome = PLUTO_ABORTED,
        .mark = PLUTO_MARK_OFF,
        .reason = PLUTO_R_ACTIVITY,
        .is_current = true,
        .is_held = true,
        .attempt = UINT32_MAX,
        .started = INT64_MIN,
        .ended = INT64_MAX,
        .instance = UINT64_MAX};
    struct strbuf out = {0}, again = {0};
    pluto_item_fmt(&item, &out);
    struct pluto_item back;
    assert_true(pluto_item_parse(out.s, out.len, &back));
    assert_null(back.detail);
    assert_int_equal(back.stmt, PLUTO_NIL);
    assert_true(back.started == INT64_MIN && back.ended == INT64_MAX);
    assert_true(back.instance == UINT64_MAX);
    pluto_item_fmt(&back, &again);
    assert_string_equal(out.s, again.s);
    pluto_item_fini(&back);
    strbuf_fini(&out);
    strbuf_fini(&again);
}

static void
other_rows_are_refused(void **state)
{
    (void)state;
    static const char *const row[] = {
        "",
        "3",
        "3 3 3 1 0 1 2 4 9 1000 0 5000 77",      /* no detail */
        "-1 3 3 1 0 1 2 4 9 1000 0 5000 77 ",    /* stmt */
        "3 6 3 1 0 1 2 4 9 1000 0 5000 77 ",     /* execution */
        "3 3 4 1 0 1 2 4 9 1000 0 5000 77 ",     /* outcome */
        "3 3 3 8 0 1 2 4 9 1000 0 5000 77 ",     /* mark */
        "3 3 3 1 11 1 2 4 9 1000 0 5000 77 ",    /* reason */
        "3 3 3 1 0 4 2 4 9 1000 0 5000 77 ",     /* flags */
        "03 3 3 1 0 1 2 4 9 1000 0 5000 77 ",    /* zeros */
        "0x3 3 3 1 0 1 2 4 9 1000 0 5000 77 ",   /* hex */
        " 3 3 3 1 0 1 2 4 9 1000 0 5000 77 ",    /* blank */
        "3 3 3 1 0 1 2 4 9 1000 0 5000 -7 ",     /* instance */
        "3 3 3 1 0 1 2 4 9 1000 0 5000 77 a\tb", /* a tab */
        "3 3 3 1 0 1 2 4 9 1000 0 5000 77 \x1b[m",
        "3 3 3 1 0 1 2 4 9 99999999999999999999999 0 0 0 ",
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct pluto_item item;
        assert_false(pluto_item_parse(row[i], strlen(row[i]), &item));
        assert_null(item.detail);
    }
    struct pluto_item item;
    assert_false(pluto_item_parse(ROW "\0x", sizeof ROW + 1, &item));
}

static void
words_are_those_of_the_language(void **state)
{
    (void)state;
    assert_string_equal(
        pluto_execution_str(PLUTO_X_NOT_INITIATED), "not initiated");
    assert_string_equal(pluto_execution_str(PLUTO_X_COMPLETED), "completed");
    assert_string_equal(pluto_mark_str(PLUTO_MARK_SKIPPED), "SK");
    assert_string_equal(pluto_reason_str(PLUTO_R_TIMEOUT), "TIMEOUT");
    assert_string_equal(pluto_reason_str(PLUTO_R_ACTIVITY), "ACTIVITY");
    for (unsigned i = 0; i < PLUTO_MARK_COUNT; i++)
        assert_int_equal(strlen(pluto_mark_str(i)), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_item_is_one_row),
        cmocka_unit_test(a_detail_cannot_break_the_row),
        cmocka_unit_test(what_was_written_is_read),
        cmocka_unit_test(the_procedure_and_the_largest_numbers_survive),
        cmocka_unit_test(other_rows_are_refused),
        cmocka_unit_test(words_are_those_of_the_language),
    };
    return check_run(tests);
}
