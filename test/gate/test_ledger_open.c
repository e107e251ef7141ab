/*
 * test_ledger_open.c - after a crash, and after damage, a log goes on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/ledger.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "gate/ledger_line.h"
#include "support/log_rig.h"

#define DAY_1   "commands-2026-324.jsonl"
#define DAY_1_2 "commands-2026-324.2.jsonl"

static void
begin(struct log_rig *rig)
{
    log_rig_init(rig);
    assert_int_equal(log_rig_open(rig), ERR_OK);
}

/* Whole lines in `len` bytes, without the first. */
static size_t
whole_lines(const char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += text[i] == '\n';
    return n > 0 ? n - 1 : 0;
}

static void
each_prefix_opens_and_goes_on(void **state)
{
    (void)state;
    struct log_rig rig;
    begin(&rig);
    for (unsigned i = 1; i <= 3; i++) {
        log_rig_command(&rig, i, i, 100, (uint16_t)i);
        log_rig_commit(&rig);
    }
    ledger_close(&rig.ledger);
    size_t len;
    char *text = log_rig_read(&rig, DAY_1, &len);
    for (size_t cut = 0; cut <= len; cut++) {
        const size_t n = whole_lines(text, cut);
        struct log_rig now;
        log_rig_init(&now);
        assert_int_equal(log_rig_open(&now), ERR_OK); /* makes the directory */
        ledger_close(&now.ledger);
        log_rig_write(&now, DAY_1, text, cut);
        assert_int_equal(log_rig_open(&now), ERR_OK);
        assert_true(ledger_is_sound(now.ledger));
        assert_int_equal(now.n_seen, n);
        assert_int_equal(now.report.damaged, 0);
        const bool is_torn = cut > 0 && text[cut - 1] != '\n';
        assert_int_equal(now.report.torn_bytes > 0, is_torn);
        assert_int_equal(log_rig_has(&now, DAY_1 ".torn-1"), is_torn || !cut);
        /* No count that was on disk is used again. */
        if (n > 0)
            assert_true(ledger_next_sequence(now.ledger, 100) > n);
        assert_int_equal(log_rig_add(&now, 9, "on"), n + 1);
        log_rig_commit(&now);
        assert_int_equal(log_rig_verify(&now, NULL), ERR_OK);
        assert_int_equal(log_rig_open(&now), ERR_OK);
        assert_int_equal(now.n_seen, n + 1);
        assert_int_equal(now.report.torn_bytes, 0);
        log_rig_fini(&now);
    }
    free(text);
    log_rig_fini(&rig);
}

static void
ids_in_a_torn_line_count_as_seen(void **state)
{
    (void)state;
    struct log_rig rig;
    char id[DIGEST_ID_HEX];
    begin(&rig);
    log_rig_add(&rig, 0, "one");
    log_rig_command(&rig, 1, 1, 100, 1);
    log_rig_commit(&rig);
    ledger_close(&rig.ledger);
    size_t len;
    char *text = log_rig_read(&rig, DAY_1, &len);
    log_rig_write(&rig, DAY_1, text, len - 1);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    log_rig_id(id, 1);
    assert_true(ledger_has_id(rig.ledger, id));
    assert_string_equal(strbuf_get(&rig.seen), "1 start one;");
    free(text);
    log_rig_fini(&rig);
}

/* Damage in the middle: the rest counts, and the log goes on beside it. */
static void
damage_is_told_and_gone_around(void **state)
{
    (void)state;
    struct log_rig rig;
    char id[DIGEST_ID_HEX];
    begin(&rig);
    for (unsigned i = 1; i <= 3; i++)
        log_rig_command(&rig, i, i, 100, (uint16_t)(10 + i));
    log_rig_commit(&rig);
    ledger_close(&rig.ledger);
    size_t len;
    char *text = log_rig_read(&rig, DAY_1, &len);
    char *third = strstr(text, "{\"n\":3");
    assert_non_null(third);
    third[40] ^= 1;
    log_rig_write(&rig, DAY_1, text, len);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_int_equal(rig.report.damaged, 1);
    assert_true(ledger_is_sound(rig.ledger));
    assert_string_equal(
        strbuf_get(&rig.seen), "1 command released;2 command released;");
    for (unsigned i = 1; i <= 3; i++) {
        log_rig_id(id, i);
        assert_true(ledger_has_id(rig.ledger, id));
    }
    /* The file's first line, written with all three, has their counts. */
    assert_int_equal(ledger_next_sequence(rig.ledger, 100), 14 + LEDGER_DOUBT);
    assert_int_equal(ledger_next_sequence(rig.ledger, 7), LEDGER_DOUBT);
    log_rig_add(&rig, 9, "on");
    log_rig_commit(&rig);
    assert_true(log_rig_has(&rig, DAY_1_2));
    assert_int_equal(log_rig_verify(&rig, NULL), ERR_FORMAT);
    assert_int_equal(rig.notes.errors, 1); /* and nothing behind it */
    /* The counts do not jump again. */
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_int_equal(
        ledger_next_sequence(rig.ledger, 100), 14 + LEDGER_DOUBT + 1);
    log_rig_add(&rig, 10, "and on");
    log_rig_commit(&rig);
    assert_false(log_rig_has(&rig, "commands-2026-324.3.jsonl"));
    size_t now;
    char *after = log_rig_read(&rig, DAY_1, &now);
    assert_int_equal(now, len);
    assert_memory_equal(after, text, len);
    free(after);
    free(text);
    log_rig_fini(&rig);
}

static void
any_changed_byte_lets_it_go_on_with_new_numbers(void **state)
{
    (void)state;
    struct log_rig rig;
    begin(&rig);
    for (unsigned i = 1; i <= 2; i++)
        log_rig_add(&rig, i, "x");
    log_rig_command(&rig, 3, 1, 100, 5);
    log_rig_commit(&rig);
    ledger_close(&rig.ledger);
    size_t len;
    char *text = log_rig_read(&rig, DAY_1, &len);
    for (size_t i = 0; i < len; i++) {
        struct log_rig now;
        begin(&now);
        ledger_close(&now.ledger);
        text[i] = (char)(text[i] ^ 0x10);
        log_rig_write(&now, DAY_1, text, len);
        text[i] = (char)(text[i] ^ 0x10);
        assert_int_equal(log_rig_open(&now), ERR_OK);
        assert_true(now.report.damaged + now.report.torn_bytes > 0);
        assert_true(ledger_is_sound(now.ledger));
        const uint64_t last = now.last;
        assert_true(log_rig_add(&now, 9, "on") > last);
        log_rig_commit(&now);
        assert_int_equal(log_rig_open(&now), ERR_OK);
        assert_true(now.last > last);
        log_rig_fini(&now);
    }
    free(text);
    log_rig_fini(&rig);
}

static void
a_newer_version_is_not_gone_on_in(void **state)
{
    (void)state;
    static const char first[] =
        "{\"format\":\"columba-commands\",\"version\":2,\"more\":true";
    char head[DIGEST_HEX] = LEDGER_NO_DIGEST;
    struct strbuf text = {0};
    struct log_rig rig;
    begin(&rig);
    ledger_close(&rig.ledger);
    ledger_line_seal(first, sizeof first - 1, head, &text);
    log_rig_write(&rig, DAY_1, strbuf_get(&text), text.len);
    strbuf_fini(&text);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_false(ledger_is_sound(rig.ledger));
    assert_string_equal(
        ledger_reason(rig.ledger), DAY_1 " is of a newer version");
    assert_int_equal(ledger_recover(rig.ledger), ERR_IO);
    log_rig_add(&rig, 0, "x");
    assert_int_equal(ledger_commit(rig.ledger), ERR_IO);
    log_rig_fini(&rig);
}

static void
a_directory_of_others_is_refused(void **state)
{
    (void)state;
    struct log_rig rig;
    begin(&rig);
    assert_int_equal(chmod(rig.dir, 0770), 0);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_false(ledger_is_sound(rig.ledger));
    assert_string_not_equal(ledger_reason(rig.ledger), "");
    assert_int_equal(chmod(rig.dir, 0700), 0);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_true(ledger_is_sound(rig.ledger));
    log_rig_fini(&rig);
}

static void
what_is_no_directory_gives_one_that_is_not_sound(void **state)
{
    (void)state;
    struct log_rig rig;
    log_rig_init(&rig);
    free(check_write(rig.tmp, "state", "x", 1));
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_false(ledger_is_sound(rig.ledger));
    assert_int_equal(ledger_recover(rig.ledger), ERR_IO);
    log_rig_fini(&rig);
}

/* Files of more than 30 days ago are not read, their counts are. */
static void
counts_last_longer_than_ids(void **state)
{
    (void)state;
    struct log_rig rig;
    char id[DIGEST_ID_HEX];
    begin(&rig);
    log_rig_command(&rig, 0, 1, 100, 41);
    log_rig_commit(&rig);
    log_rig_command(&rig, LEDGER_DAYS * LOG_DAY, 2, 101, 6);
    log_rig_commit(&rig);
    log_rig_id(id, 1);
    assert_true(ledger_has_id(rig.ledger, id));
    log_rig_add(&rig, (LEDGER_DAYS + 1) * LOG_DAY, "later");
    log_rig_commit(&rig);
    assert_false(ledger_has_id(rig.ledger, id));
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_string_equal(
        strbuf_get(&rig.seen), "2 command released;3 start later;");
    assert_false(ledger_has_id(rig.ledger, id));
    log_rig_id(id, 2);
    assert_true(ledger_has_id(rig.ledger, id));
    assert_int_equal(ledger_next_sequence(rig.ledger, 100), 42);
    assert_int_equal(ledger_next_sequence(rig.ledger, 101), 7);
    log_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_prefix_opens_and_goes_on),
        cmocka_unit_test(ids_in_a_torn_line_count_as_seen),
        cmocka_unit_test(damage_is_told_and_gone_around),
        cmocka_unit_test(any_changed_byte_lets_it_go_on_with_new_numbers),
        cmocka_unit_test(a_newer_version_is_not_gone_on_in),
        cmocka_unit_test(a_directory_of_others_is_refused),
        cmocka_unit_test(what_is_no_directory_gives_one_that_is_not_sound),
        cmocka_unit_test(counts_last_longer_than_ids),
    };
    return check_run(tests);
}
