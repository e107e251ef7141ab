/*
 * test_run_expect.c - comparing traces.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "tools/run_expect.h"

static void
traces_are_compared_line_by_line(void **state)
{
    (void)state;
    static const struct {
        const char *label, *recorded, *now;
        unsigned tolerance;
        const char *why; /* NULL: the same */
    } row[] = {
        {"same", "     0  A\n     6  B\n", "     0  A\n     6  B\n", 0, NULL},
        {"blanks at the end", "     0  A  \r\n\n", "     0  A\n", 0, NULL},
        {"no line feed", "     0  A", "     0  A\n", 0, NULL},
        {"both empty", "", "", 0, NULL},
        {"a tick", "     6  B\n", "     7  B\n", 0,
            "1: the trace differs\n  recorded:      6  B\n"
            "  now:           7  B\n"},
        {"a tick is allowed", "     6  B\n", "     7  B\n", 1, NULL},
        {"wider numbers", "    99  B\n", "   100  B\n", 1, NULL},
        {"two ticks are not", "     6  B\n", "     8  B\n", 1,
            "1: the trace differs\n  recorded:      6  B\n"
            "  now:           8  B\n"},
        {"another text", "     6  B\n", "     6  C\n", 1,
            "1: the trace differs\n  recorded:      6  B\n"
            "  now:           6  C\n"},
        {"shorter", "     0  A\n     6  B\n", "     0  A\n", 0,
            "2: the trace differs\n  recorded:      6  B\n"
            "  now:      (end)\n"},
        {"longer", "     0  A\n", "     0  A\n     6  B\n", 0,
            "2: the trace differs\n  recorded: (end)\n"
            "  now:           6  B\n"},
        {"no numbers", "A\n", "B\n", 1,
            "1: the trace differs\n  recorded: A\n  now:      B\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct strbuf why = {0};
        bool is_same =
            run_expect(row[i].recorded, row[i].now, row[i].tolerance, &why);
        if (is_same != (row[i].why == NULL))
            fail_msg("%s: %s", row[i].label, strbuf_get(&why));
        if (!is_same)
            assert_string_equal(strbuf_get(&why), row[i].why);
        strbuf_fini(&why);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces_are_compared_line_by_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
