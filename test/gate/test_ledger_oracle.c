/*
 * test_ledger_oracle.c - a program that knows the manual only finds the same,
 * and the example of the manual is a log.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/ledger.h"

#include <sys/wait.h>

#include "common/xalloc.h"
#include "support/log_rig.h"

/* What it prints, without the newline; *status is how it ended.  Owned. */
static char *
ask_oracle(const char *dir, int *status)
{
    char *program = check_path("oracle/command_log.py");
    char *command = xasprintf("python3 '%s' '%s' 2>/dev/null", program, dir);
    FILE *f = popen(command, "re");
    char text[512] = "";
    assert_non_null(f);
    const size_t n = fread(text, 1, sizeof text - 1, f);
    *status = WEXITSTATUS(pclose(f));
    if (n > 0 && text[n - 1] == '\n')
        text[n - 1] = '\0';
    free(command);
    free(program);
    return xstrdup(text);
}

static bool
has_python(void)
{
    if (system("python3 -c 'import hashlib' 2>/dev/null") == 0)
        return true;
    print_message("skip: no python3\n");
    return false;
}

static void
agree(struct log_rig *rig, bool is_good)
{
    int status;
    char *said = ask_oracle(rig->dir, &status);
    assert_int_equal(log_rig_verify(rig, NULL), is_good ? ERR_OK : ERR_FORMAT);
    assert_int_equal(status, is_good ? 0 : 1);
    if (is_good)
        assert_string_equal(said, rig->head);
    free(said);
}

static void
an_independent_reader_agrees(void **state)
{
    (void)state;
    struct log_rig rig;
    size_t len;
    if (!has_python())
        return;
    log_rig_init(&rig);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    for (unsigned i = 0; i < 12; i++) {
        log_rig_add(&rig, i / 4 * LOG_DAY,
            "Gr\xc3\xbc\xc3\x9f"
            "e \"\\\x01");
        log_rig_command(&rig, i / 4 * LOG_DAY, i, 100, (uint16_t)i);
        log_rig_commit(&rig);
    }
    agree(&rig, true);
    char *text = log_rig_read(&rig, "commands-2026-325.jsonl", &len);
    for (size_t i = 7; i < len; i += len / 7) {
        text[i] = (char)(text[i] ^ 1);
        log_rig_write(&rig, "commands-2026-325.jsonl", text, len);
        agree(&rig, false);
        text[i] = (char)(text[i] ^ 1);
    }
    log_rig_write(&rig, "commands-2026-325.jsonl", text, len);
    agree(&rig, true);
    free(text);
    log_rig_fini(&rig);
}

/* The manual writes a backslash as \e. */
static void
add_unescaped(struct strbuf *out, const char *p, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        strbuf_addc(out, p[i]);
        i += p[i] == '\\' ? 1 : 0;
    }
}

/* The example of columba-commands(5) as the file it shows: its lines are folded
 * there, and end in a brace. */
static char *
example(const char *page)
{
    struct strbuf out = {0};
    const char *at = strstr(page, ".\\\" example begins\n");
    const char *end = strstr(page, ".\\\" example ends\n");
    assert_non_null(at);
    assert_non_null(end);
    for (at = strstr(at, "literal\n") + 8; at < end;) {
        const char *eol = strchr(at, '\n');
        if (at[0] != '.')
            add_unescaped(&out, at, (size_t)(eol - at));
        if (at[0] != '.' && out.len > 0 && out.s[out.len - 1] == '}')
            strbuf_addc(&out, '\n');
        at = eol + 1;
    }
    return strbuf_take(&out);
}

static void
the_example_of_the_manual_is_a_log(void **state)
{
    (void)state;
    struct log_rig rig;
    size_t len;
    char *path = check_path("../man/columba-commands.5");
    char *page = check_read(path, &len);
    char *text = example(page);
    log_rig_init(&rig);
    assert_int_equal(log_rig_open(&rig), ERR_OK); /* makes the directory */
    ledger_close(&rig.ledger);
    log_rig_write(&rig, "commands-2026-324.jsonl", text, strlen(text));
    if (log_rig_verify(&rig, NULL) != ERR_OK)
        fail_msg("%s\n%s", text, rig.notes.n ? rig.notes.note[0].text : "");
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_string_equal(
        strbuf_get(&rig.seen), "1 start began;2 command completed;");
    if (has_python())
        agree(&rig, true);
    free(text);
    free(page);
    free(path);
    log_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_independent_reader_agrees),
        cmocka_unit_test(the_example_of_the_manual_is_a_log),
    };
    return check_run(tests);
}
