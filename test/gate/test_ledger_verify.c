/*
 * test_ledger_verify.c - whatever was done to a log is found.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/ledger.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "support/log_rig.h"

#define DAY_1 "commands-2026-324.jsonl"
#define DAY_2 "commands-2026-325.jsonl"
#define DAY_3 "commands-2026-326.jsonl"

/* Three days, three lines in each file with its first one. */
static void
three_days(struct log_rig *rig)
{
    log_rig_init(rig);
    assert_int_equal(log_rig_open(rig), ERR_OK);
    for (unsigned day = 0; day < 3; day++) {
        log_rig_add(rig, day * LOG_DAY, "begin");
        log_rig_command(rig, day * LOG_DAY + 1, day, 100, (uint16_t)day);
        log_rig_commit(rig);
    }
    ledger_close(&rig->ledger);
    assert_int_equal(log_rig_verify(rig, NULL), ERR_OK);
    assert_int_equal(rig->notes.n, 0);
}

static void
finds(struct log_rig *rig, const char *name, const char *text, size_t len,
    const char *what)
{
    log_rig_write(rig, name, text, len);
    if (log_rig_verify(rig, NULL) != ERR_FORMAT)
        fail_msg("%s: %s is not found", name, what);
}

static void
each_changed_byte_is_found(void **state)
{
    (void)state;
    static const char *const names[] = {DAY_1, DAY_3};
    struct log_rig rig;
    three_days(&rig);
    for (size_t k = 0; k < ARRAY_LEN(names); k++) {
        size_t len;
        char *text = log_rig_read(&rig, names[k], &len);
        for (size_t i = 0; i < len; i++) {
            static const uint8_t flips[] = {0x01, 0x20, 0x80, 0xff};
            const uint8_t flip = flips[i % ARRAY_LEN(flips)];
            text[i] = (char)(text[i] ^ flip);
            finds(&rig, names[k], text, len, "a changed byte");
            text[i] = (char)(text[i] ^ flip);
            const char was = text[i];
            text[i] = was == '\n' ? ' ' : '\n';
            finds(&rig, names[k], text, len, "another line end");
            text[i] = was;
        }
        log_rig_write(&rig, names[k], text, len);
        assert_int_equal(log_rig_verify(&rig, NULL), ERR_OK);
        free(text);
    }
    log_rig_fini(&rig);
}

/* The lines of a text, each with its newline. */
struct lines {
    char *text;
    size_t at[8], n;
};

static struct lines
lines_of(const struct log_rig *rig, const char *name)
{
    size_t len;
    struct lines l = {.text = log_rig_read(rig, name, &len)};
    for (size_t i = 0; i < len; i++)
        if (i == 0 || l.text[i - 1] == '\n')
            l.at[l.n++] = i;
    l.at[l.n] = len;
    return l;
}

/* The lines in this order, "012" is the file as it is. */
static void
put_lines(struct log_rig *rig, const char *name, const struct lines *l,
    const char *order)
{
    struct strbuf text = {0};
    for (const char *p = order; *p != '\0'; p++) {
        const size_t i = (size_t)(*p - '0');
        strbuf_add(&text, l->text + l->at[i], l->at[i + 1] - l->at[i]);
    }
    log_rig_write(rig, name, strbuf_get(&text), text.len);
    strbuf_fini(&text);
}

static void
lines_removed_doubled_and_swapped_are_found(void **state)
{
    (void)state;
    static const char *const orders[] = {"", "0", "01", "02", "12", "2", "0112",
        "0122", "0012", "0121", "01201", "021", "102", "210", "0120"};
    static const char *const names[] = {DAY_1, DAY_2};
    struct log_rig rig;
    three_days(&rig);
    for (size_t k = 0; k < ARRAY_LEN(names); k++) {
        struct lines l = lines_of(&rig, names[k]);
        assert_int_equal(l.n, 3);
        for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
            put_lines(&rig, names[k], &l, orders[i]);
            if (log_rig_verify(&rig, NULL) != ERR_FORMAT)
                fail_msg("%s %s", names[k], orders[i]);
        }
        put_lines(&rig, names[k], &l, "012");
        assert_int_equal(log_rig_verify(&rig, NULL), ERR_OK);
        free(l.text);
    }
    log_rig_fini(&rig);
}

static void
a_tail_that_is_missing_is_found_by_the_head(void **state)
{
    (void)state;
    struct log_rig rig;
    char head[DIGEST_HEX];
    three_days(&rig);
    memcpy(head, rig.head, sizeof head);
    assert_int_equal(log_rig_verify(&rig, head), ERR_OK);
    struct lines l = lines_of(&rig, DAY_3);
    put_lines(&rig, DAY_3, &l, "01");
    assert_int_equal(log_rig_verify(&rig, NULL), ERR_OK);
    assert_string_not_equal(rig.head, head);
    assert_int_equal(log_rig_verify(&rig, head), ERR_FORMAT);
    /* One that was written down earlier is in the log for good. */
    memcpy(head, rig.head, sizeof head);
    put_lines(&rig, DAY_3, &l, "012");
    assert_int_equal(log_rig_verify(&rig, head), ERR_OK);
    free(l.text);
    log_rig_fini(&rig);
}

static void
missing_and_foreign_files_are_found(void **state)
{
    (void)state;
    struct log_rig rig;
    three_days(&rig);
    size_t len;
    char *text = log_rig_read(&rig, DAY_2, &len);
    char *path = log_rig_path(&rig, DAY_2);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(log_rig_verify(&rig, NULL), ERR_FORMAT);
    log_rig_write(&rig, DAY_2, text, len);
    log_rig_write(&rig, "commands-2026-325.2.jsonl", text, len);
    assert_int_equal(log_rig_verify(&rig, NULL), ERR_FORMAT);
    free(path);
    path = log_rig_path(&rig, "commands-2026-325.2.jsonl");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(log_rig_verify(&rig, NULL), ERR_OK);
    free(path);
    free(text);
    log_rig_fini(&rig);
}

static void
old_files_may_be_put_away_but_that_is_said(void **state)
{
    (void)state;
    struct log_rig rig;
    three_days(&rig);
    char *path = log_rig_path(&rig, DAY_1);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(log_rig_verify(&rig, NULL), ERR_OK);
    assert_int_equal(rig.notes.warnings, 1);
    free(path);
    log_rig_fini(&rig);
}

static void
faults_name_file_and_line(void **state)
{
    (void)state;
    struct log_rig rig;
    three_days(&rig);
    struct lines l = lines_of(&rig, DAY_2);
    l.text[l.at[1] + 60] ^= 1;
    put_lines(&rig, DAY_2, &l, "012");
    assert_int_equal(log_rig_verify(&rig, NULL), ERR_FORMAT);
    assert_int_equal(rig.notes.n, 1);
    assert_int_equal(rig.notes.note[0].line, 2);
    assert_true(str_suffix(rig.notes.note[0].file, "/sim/" DAY_2));
    free(l.text);
    log_rig_fini(&rig);
}

static void
a_log_that_is_being_written_is_good(void **state)
{
    (void)state;
    struct log_rig rig;
    log_rig_init(&rig);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    log_rig_add(&rig, 0, "one");
    log_rig_commit(&rig);
    const pid_t pid = fork();
    if (pid == 0) /* lines of some pages */
        for (unsigned i = 0;; i++) {
            for (unsigned k = 0; k < 20; k++)
                log_rig_command(&rig, 0, i, 100, 1);
            if (i > 500 || ledger_commit(rig.ledger) != ERR_OK)
                _exit(0);
        }
    for (unsigned i = 0; i < 100; i++)
        if (log_rig_verify(&rig, NULL) != ERR_OK)
            fail_msg("%s", rig.notes.note[0].text);
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    log_rig_fini(&rig);
}

static void
no_log_is_no_good_log(void **state)
{
    (void)state;
    struct log_rig rig;
    log_rig_init(&rig);
    assert_int_equal(log_rig_verify(&rig, NULL), ERR_NOTFOUND);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_int_equal(log_rig_verify(&rig, NULL), ERR_NOTFOUND);
    log_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_changed_byte_is_found),
        cmocka_unit_test(lines_removed_doubled_and_swapped_are_found),
        cmocka_unit_test(a_tail_that_is_missing_is_found_by_the_head),
        cmocka_unit_test(missing_and_foreign_files_are_found),
        cmocka_unit_test(old_files_may_be_put_away_but_that_is_said),
        cmocka_unit_test(faults_name_file_and_line),
        cmocka_unit_test(a_log_that_is_being_written_is_good),
        cmocka_unit_test(no_log_is_no_good_log),
    };
    return check_run(tests);
}
