/*
 * test_ledger.c - what was committed is there, in order, once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/ledger.h"

#include <sys/stat.h>

#include "support/log_rig.h"

#define COUNTS 16384 /* of 14 bits */

#define DAY_1 "commands-2026-324.jsonl"
#define DAY_2 "commands-2026-325.jsonl"

static void
begin(struct log_rig *rig)
{
    log_rig_init(rig);
    assert_int_equal(log_rig_open(rig), ERR_OK);
    assert_true(ledger_is_sound(rig->ledger));
}

static void
what_was_committed_comes_back_in_order(void **state)
{
    (void)state;
    struct log_rig rig;
    begin(&rig);
    assert_true(rig.report.is_empty);
    assert_int_equal(log_rig_add(&rig, 0, "one"), 1);
    log_rig_commit(&rig);
    assert_int_equal(log_rig_add(&rig, 1, "two \"\\\t\xe2\x80\xae\n"), 2);
    assert_int_equal(log_rig_command(&rig, 2, 7, 100, 5), 3);
    assert_int_equal(ledger_lines(rig.ledger), 1);
    log_rig_commit(&rig);
    assert_int_equal(ledger_lines(rig.ledger), 3);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_string_equal(strbuf_get(&rig.seen),
        "1 start one;2 start two \"\\\t\xe2\x80\xae\n;3 command released;");
    assert_false(rig.report.is_empty);
    assert_int_equal(rig.report.damaged + rig.report.torn_bytes, 0);
    assert_int_equal(ledger_lines(rig.ledger), 3);
    assert_int_equal(log_rig_verify(&rig, ledger_head(rig.ledger)), ERR_OK);
    assert_string_equal(rig.head, ledger_head(rig.ledger));
    log_rig_fini(&rig);
}

static void
what_was_not_committed_is_not_there(void **state)
{
    (void)state;
    struct log_rig rig;
    begin(&rig);
    log_rig_add(&rig, 0, "one");
    log_rig_commit(&rig);
    log_rig_add(&rig, 0, "two");
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_string_equal(strbuf_get(&rig.seen), "1 start one;");
    log_rig_fini(&rig);
}

static void
each_day_has_its_file_and_the_numbers_go_on(void **state)
{
    (void)state;
    struct log_rig rig;
    begin(&rig);
    log_rig_add(&rig, 0, "one");
    log_rig_add(&rig, LOG_DAY, "two"); /* in one commit */
    log_rig_add(&rig, LOG_DAY - 9, "clock went back");
    log_rig_commit(&rig);
    log_rig_add(&rig, 0, "more");
    log_rig_commit(&rig);
    assert_true(log_rig_has(&rig, DAY_1));
    assert_true(log_rig_has(&rig, DAY_2));
    assert_int_equal(log_rig_verify(&rig, NULL), ERR_OK);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_string_equal(strbuf_get(&rig.seen),
        "1 start one;2 start two;3 start clock went back;4 start more;");
    log_rig_fini(&rig);
}

static void
files_are_private(void **state)
{
    (void)state;
    struct log_rig rig;
    struct stat st;
    begin(&rig);
    log_rig_add(&rig, 0, "one");
    log_rig_commit(&rig);
    char *path = log_rig_path(&rig, DAY_1);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(stat(rig.dir, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    free(path);
    log_rig_fini(&rig);
}

static void
one_at_a_time_has_it(void **state)
{
    (void)state;
    struct log_rig rig;
    struct ledger *other;
    struct ledger_report report;
    begin(&rig);
    assert_int_equal(
        ledger_open(rig.dir, NULL, NULL, &report, &other), ERR_EXISTS);
    assert_null(other);
    log_rig_fini(&rig);
}

/* What is told of an older command later does not bring its count back: two
 * commands would go out with one. */
static void
a_later_line_of_an_older_command_takes_no_count_back(void **state)
{
    (void)state;
    struct log_rig rig;
    begin(&rig);
    for (uint16_t i = 0; i < 2; i++) {
        assert_int_equal(ledger_next_sequence(rig.ledger, 100), i);
        log_rig_command(&rig, 0, i + 1u, 100, i);
    }
    log_rig_state(&rig, 1, 1, 100, 0, COMMAND_COMPLETED);
    log_rig_commit(&rig);
    assert_int_equal(ledger_next_sequence(rig.ledger, 100), 2);
    log_rig_command(&rig, 1, 3, 100, 2);
    log_rig_state(&rig, 2, 2, 100, 1, COMMAND_COMPLETED);
    log_rig_commit(&rig);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_int_equal(ledger_next_sequence(rig.ledger, 100), 3);
    log_rig_fini(&rig);
}

static void
ids_and_counts_are_known_again(void **state)
{
    (void)state;
    struct log_rig rig;
    char id[DIGEST_ID_HEX];
    begin(&rig);
    assert_int_equal(ledger_next_sequence(rig.ledger, 100), 0);
    log_rig_command(&rig, 0, 1, 100, 0);
    log_rig_commit(&rig);
    assert_int_equal(ledger_next_sequence(rig.ledger, 100), 1);
    log_rig_command(&rig, LOG_DAY, 2, 100, 1);
    log_rig_commit(&rig);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    for (unsigned i = 1; i <= 3; i++) {
        log_rig_id(id, i);
        assert_int_equal(ledger_has_id(rig.ledger, id), i < 3);
    }
    assert_int_equal(ledger_next_sequence(rig.ledger, 100), 2);
    assert_int_equal(ledger_next_sequence(rig.ledger, 101), 0);
    log_rig_fini(&rig);
}

/* A command that was sent before ends after: its line says an older count. */
static void
an_older_count_is_not_the_last_one(void **state)
{
    (void)state;
    struct log_rig rig;
    begin(&rig);
    for (uint16_t i = 0; i < 3; i++) {
        assert_int_equal(ledger_next_sequence(rig.ledger, 100), i);
        log_rig_command(&rig, 0, i + 1u, 100, i);
    }
    log_rig_command(&rig, 0, 1, 100, 0);
    log_rig_commit(&rig);
    assert_int_equal(ledger_next_sequence(rig.ledger, 100), 3);
    log_rig_command(&rig, 0, 2, 100, 1);
    log_rig_commit(&rig);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_int_equal(ledger_next_sequence(rig.ledger, 100), 3);
    log_rig_fini(&rig);
}

/* Behind the largest count comes 0. */
static void
counts_begin_again(void **state)
{
    (void)state;
    struct log_rig rig;
    begin(&rig);
    log_rig_command(&rig, 0, 1, 100, COUNTS - 2);
    log_rig_command(&rig, 0, 2, 100, COUNTS - 1);
    log_rig_command(&rig, 0, 3, 100, 0);
    log_rig_command(&rig, 0, 1, 100, COUNTS - 2);
    log_rig_commit(&rig);
    assert_int_equal(ledger_next_sequence(rig.ledger, 100), 1);
    log_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_committed_comes_back_in_order),
        cmocka_unit_test(what_was_not_committed_is_not_there),
        cmocka_unit_test(each_day_has_its_file_and_the_numbers_go_on),
        cmocka_unit_test(files_are_private),
        cmocka_unit_test(one_at_a_time_has_it),
        cmocka_unit_test(a_later_line_of_an_older_command_takes_no_count_back),
        cmocka_unit_test(ids_and_counts_are_known_again),
        cmocka_unit_test(an_older_count_is_not_the_last_one),
        cmocka_unit_test(counts_begin_again),
    };
    return check_run(tests);
}
