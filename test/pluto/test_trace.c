/*
 * test_trace.c - records as the lines of a trace.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "common/time.h"
#include "pluto/trace.h"

static void
lines_are_those_of_the_examples(void **state)
{
    (void)state;
    static const struct {
        struct pluto_trace t;
        const char *line;
    } row[] = {
        {{.kind = PLUTO_T_PROC, .item = "PO-001", .text = "executing"},
            "     0  PROC  PO-001                                     "
            "executing"},
        {{.kind = PLUTO_T_LOG, .text = "cooling, now 5 degC"},
            "     0  LOG                                              "
            "cooling, now 5 degC"},
        {{.kind = PLUTO_T_TIMEO,
             .item = "Cool Detector",
             .text = "while timed out",
             .time = 244 * NS_PER_S + 999999999},
            "   244  TIMEO Cool Detector                              "
            "while timed out"},
        {{.kind = PLUTO_T_TC,
             .item = "Take Image of Detector of Heliograph",
             .text = "initiated",
             .more = "(Number=1)",
             .outcome = PLUTO_NOT_AVAILABLE},
            "     0  TC    Take Image of Detector of Heliograph       "
            "initiated  (Number=1)"},
        {{.kind = PLUTO_T_TC,
             .item = "Decontamination On of Detector of Heliograph",
             .text = "completed [confirmed]",
             .more = "TM[1,7]",
             .outcome = PLUTO_CONFIRMED,
             .time = 5 * NS_PER_S},
            "     5  TC    Decontamination On of Detector of Heliograph "
            "completed [confirmed]"},
        {{.kind = PLUTO_T_STEP,
             .item = "Start DPU",
             .text = "completed [aborted]",
             .more = "TIMEOUT",
             .outcome = PLUTO_ABORTED},
            "     0  STEP  Start DPU                                  "
            "completed [aborted]"},
        {{.kind = PLUTO_T_CHECK,
             .item = "Start DPU",
             .text = "does not hold",
             .more = "Mode = 'safe'"},
            "     0  CHECK Start DPU                                  "
            "does not hold  Mode = 'safe'"},
        {{.kind = PLUTO_T_LOG, .text = ""}, "     0  LOG"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct strbuf out = {0};
        pluto_trace_line(&row[i].t, 0, &out);
        assert_string_equal(out.s, row[i].line);
        strbuf_fini(&out);
    }
}

static void
seconds_count_from_the_start(void **state)
{
    (void)state;
    struct strbuf out = {0};
    struct pluto_trace t = {.kind = PLUTO_T_INFO,
        .text = "x",
        .time = INT64_C(1792000012) * NS_PER_S};
    pluto_trace_line(&t, INT64_C(1792000000) * NS_PER_S, &out);
    assert_memory_equal(out.s, "    12  INFO ", 13);
    strbuf_fini(&out);
}

static void
lines_are_appended(void **state)
{
    (void)state;
    struct strbuf out = {0};
    strbuf_adds(&out, "before  ");
    struct pluto_trace t = {.kind = PLUTO_T_LOG};
    pluto_trace_line(&t, 0, &out);
    assert_string_equal(out.s, "before       0  LOG");
    strbuf_fini(&out);
}

static void
each_kind_has_a_short_word(void **state)
{
    (void)state;
    for (unsigned i = 0; i < PLUTO_TRACE_COUNT; i++)
        assert_in_range(strlen(pluto_trace_str(i)), 2, 6);
    assert_string_equal(pluto_trace_str(PLUTO_T_RESTA), "RESTA");
    assert_string_equal(pluto_trace_str(PLUTO_T_TOLD), "TOLD");
    assert_string_equal(pluto_trace_str(PLUTO_TRACE_COUNT), "?");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_those_of_the_examples),
        cmocka_unit_test(seconds_count_from_the_start),
        cmocka_unit_test(lines_are_appended),
        cmocka_unit_test(each_kind_has_a_short_word),
    };
    return check_run(tests);
}
