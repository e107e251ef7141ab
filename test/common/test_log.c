/*
 * test_log.c - one clean line an event, and a sink that gets the same.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <unistd.h>

#include "common/log.h"
#include "common/str.h"

struct seen {
    unsigned n;
    enum event_id id;
    char text[256];
};

static void
sink(void *arg, enum event_id id, const char *text)
{
    struct seen *seen = arg;
    seen->n++;
    seen->id = id;
    snprintf(seen->text, sizeof seen->text, "%s", text);
}

/* What log_event() writes to stderr. */
static char *
logged(enum event_id id, const char *text)
{
    static char out[1024];
    char name[] = "/tmp/columba-log-XXXXXX";
    int fd = mkstemp(name), before = dup(2);
    fflush(stderr);
    dup2(fd, 2);
    log_event(id, "%s", text);
    fflush(stderr);
    dup2(before, 2);
    ssize_t n = pread(fd, out, sizeof out - 1, 0);
    out[n > 0 ? n : 0] = '\0';
    close(fd);
    close(before);
    unlink(name);
    return out;
}

static void
a_line_has_time_severity_source_and_name(void **state)
{
    (void)state;
    unsetenv("JOURNAL_STREAM");
    unsetenv("COLUMBA_SUPERVISED");
    log_open("tester");
    char *line = logged(EV_LINK_FAULT, "no such device");
    assert_int_equal(strlen("324/08:46:12.123"), 16);
    assert_string_equal(line + 16, " E tester: LINK_FAULT: no such device\n");
    assert_int_equal(line[3], '/');
}

static void
under_a_supervisor_lines_begin_with_the_syslog_priority(void **state)
{
    (void)state;
    static const struct {
        enum event_id id;
        const char *prefix;
    } rows[] = {{EV_START, "<6>tester: START: x\n"},
        {EV_LINK_DOWN, "<4>tester: LINK_DOWN: x\n"},
        {EV_PROCESS_DIED, "<3>tester: PROCESS_DIED: x\n"},
        {EV_PROCESS_GIVEN_UP, "<2>tester: PROCESS_GIVEN_UP: x\n"}};
    setenv("COLUMBA_SUPERVISED", "1", 1);
    log_open("tester");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_string_equal(logged(rows[i].id, "x"), rows[i].prefix);
    unsetenv("COLUMBA_SUPERVISED");
}

static void
text_from_outside_stays_on_its_line(void **state)
{
    (void)state;
    setenv("COLUMBA_SUPERVISED", "1", 1);
    log_open("tester");
    assert_string_equal(logged(EV_START, "a\n<2>b\x1b[2J\xe2\x80\xae"),
        "<6>tester: START: a\xef\xbf\xbd<2>b\xef\xbf\xbd[2J\xef\xbf\xbd\n");
    unsetenv("COLUMBA_SUPERVISED");
}

static void
the_sink_gets_every_event_even_while_quiet(void **state)
{
    (void)state;
    struct seen seen = {0};
    log_set_sink(sink, &seen);
    log_quiet(true);
    assert_string_equal(logged(EV_STOP, "bye\n"), "");
    log_quiet(false);
    assert_int_equal(seen.n, 1);
    assert_int_equal(seen.id, EV_STOP);
    assert_string_equal(seen.text, "bye\xef\xbf\xbd");
    log_set_sink(NULL, NULL);
    logged(EV_STOP, "bye");
    assert_int_equal(seen.n, 1);
}

static void
an_event_that_is_none_is_an_internal_one(void **state)
{
    (void)state;
    struct seen seen = {0};
    log_set_sink(sink, &seen);
    logged((enum event_id)9999, "x");
    assert_int_equal(seen.id, EV_INTERNAL);
    log_set_sink(NULL, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_time_severity_source_and_name),
        cmocka_unit_test(
            under_a_supervisor_lines_begin_with_the_syslog_priority),
        cmocka_unit_test(text_from_outside_stays_on_its_line),
        cmocka_unit_test(the_sink_gets_every_event_even_while_quiet),
        cmocka_unit_test(an_event_that_is_none_is_an_internal_one),
    };
    return check_run(tests);
}
