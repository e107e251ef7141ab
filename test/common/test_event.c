/*
 * test_event.c - the table of events and columba-events(7) are one list.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <ctype.h>

#include "common/event.h"
#include "common/xalloc.h"

static void
numbers_rise_and_names_are_unique(void **state)
{
    (void)state;
    size_t n;
    const struct event_row *rows = event_rows(&n);
    assert_true(n > 20);
    for (size_t i = 0; i < n; i++) {
        assert_ptr_equal(event_row((unsigned)rows[i].id), &rows[i]);
        assert_true(i == 0 || rows[i].id > rows[i - 1].id);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(rows[i].name, rows[k].name);
    }
    assert_null(event_row(0));
    assert_null(event_row(99999));
}

static void
every_cause_is_a_sentence(void **state)
{
    (void)state;
    size_t n;
    const struct event_row *rows = event_rows(&n);
    for (size_t i = 0; i < n; i++) {
        const char *c = rows[i].cause;
        assert_true(isupper((unsigned char)c[0]));
        assert_int_equal(c[strlen(c) - 1], '.');
        assert_true((unsigned)rows[i].severity < EVENT_SEVERITY_COUNT);
    }
}

static void
severities_have_letters_and_words(void **state)
{
    (void)state;
    assert_int_equal(event_severity_letter(EVENT_INFO), 'I');
    assert_int_equal(event_severity_letter(EVENT_CRITICAL), 'C');
    assert_string_equal(event_severity_str(EVENT_WARNING), "warning");
    assert_int_equal(event_severity_letter(EVENT_SEVERITY_COUNT), '?');
    assert_string_equal(event_severity_str((enum event_severity)77), "unknown");
}

/* ".It 400 PROCESS_DIED Pq error" and the cause, one line a sentence. */
static void
the_manual_has_every_row_and_no_other(void **state)
{
    (void)state;
    char *path = check_path("../man/columba-events.7");
    char *page = check_read(path, NULL);
    size_t n, documented = 0;
    const struct event_row *rows = event_rows(&n);
    for (size_t i = 0; i < n; i++) {
        char *row = xasprintf("\n.It %u %s Pq %s\n%s\n", (unsigned)rows[i].id,
            rows[i].name, event_severity_str(rows[i].severity), rows[i].cause);
        for (char *p = row; (p = strstr(p, ". ")) != NULL; p++)
            p[1] = '\n';
        if (strstr(page, row) == NULL)
            fail_msg("columba-events(7) has no%s", row);
        free(row);
    }
    for (const char *p = page; (p = strstr(p, "\n.It ")) != NULL; p++)
        documented++;
    assert_int_equal(documented, n);
    free(page);
    free(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_rise_and_names_are_unique),
        cmocka_unit_test(every_cause_is_a_sentence),
        cmocka_unit_test(severities_have_letters_and_words),
        cmocka_unit_test(the_manual_has_every_row_and_no_other),
    };
    return check_run(tests);
}
