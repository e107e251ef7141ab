/*
 * test_check.c - names of procedures, and what is said of those that are wrong.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/check.h"

#include "common/attr.h"
#include "pluto/parse.h"
#include "support/check.h"
#include "support/pluto_scene.h"

/* Statements of one step's main body: line 3 is the first one. */
#define STEP(text)                                                             \
    "procedure\ninitiate and confirm step S main\n" text                       \
    "\nend main end step;\nend procedure\n"
/* The same with declarations; the main body begins in line 4. */
#define WITH(declared, text)                                                   \
    "procedure\ninitiate and confirm step S declare\n" declared                \
    " end declare main\n" text "\nend main end step;\nend procedure\n"
#define MAIN(text) "procedure\n" text "\nend procedure\n"

struct row {
    const char *text, *want;
};

static void
run(const struct row *row, size_t n)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < n; i++) {
        struct pluto_model *m = pluto_scene();
        struct strbuf out = {0};
        struct pluto *p = pluto_scene_check(m, row[i].text, NULL, &out);
        if (strcmp(strbuf_get(&out), row[i].want) != 0)
            fail_msg("%s\n%s\n%s", row[i].text, strbuf_get(&out), row[i].want);
        assert_true(p != NULL);
        assert_int_equal(p->is_bound, strstr(row[i].want, ": error: ") == NULL);
        pluto_free(&p);
        strbuf_fini(&out);
        pluto_model_free(&m);
    }
    assert_int_equal(wrong, 0);
}

#define RUN(rows) run((rows), ARRAY_LEN(rows))

static void
names_that_are_right_are_bound(void **state)
{
    static const struct row row[] = {
        {MAIN("log Mode of DPU, MODE of  heliograph, Bus_Voltage;"), ""},
        {MAIN("log Temperature of Detector, parameter Restarts of DPU;"), ""},
        {MAIN("log Event Count, event count of power;"), ""},
        {MAIN("in the context of Filter Wheel of Heliograph do\n"
              "initiate Heater On; log Position; end context;"),
            ""},
        {MAIN("in the context of Heliograph do in the context of Optics do\n"
              "initiate and confirm step S initiate Heater On;\n"
              "log Temperature; end step; end context; end context;"),
            ""},
        {MAIN("log execution status of A; initiate Ping refer by A;"), ""},
        {STEP("log confirmation status of S, start time of Ping of DPU;"), ""},
        {STEP("save context refer to Restarts by R; log R + 1;"), ""},
    };
    (void)state;
    RUN(row);
}

static void
a_variable_has_a_value_when_all_ways_gave_one(void **state)
{
    static const struct row row[] = {
        {WITH("variable N of type real", "if Bus Voltage > 1 V then N := 1;\n"
                                         "else N := 2; end if; log N;"),
            ""},
        {WITH("variable N of type real",
             "if Bus Voltage > 1 V then N := 1;\nelse if Bus Voltage > 0 V\n"
             "then N := 2; else N := 3; end if; end if; log N;"),
            ""},
        {WITH("variable N of type real",
             "if Bus Voltage > 1 V then N := 1; end if;\nlog N;"),
            "5:5: warning: 'N' may have no value here\n"},
        {WITH("variable N of type real", "log N;"),
            "4:5: error: 'N' is read before it is assigned: variables have no "
            "value of their own\n"},
    };
    (void)state;
    RUN(row);
}

static void
names_that_are_wrong_are_said_with_the_nearest(void **state)
{
    static const struct row row[] = {
        {MAIN("log Mode of DPV;"),
            "2:5: error: there is no 'Mode of DPV'; do you mean 'Mode'?\n"},
        {MAIN("log Bus Voltag;"),
            "2:5: error: there is no 'Bus Voltag'; do you mean 'Bus "
            "Voltage'?\n"},
        {MAIN("log Nonsense at all;"),
            "2:5: error: there is no 'Nonsense at all': a variable or a "
            "parameter is expected here\n"},
        {MAIN("log Temperature;"),
            "2:5: error: 'Temperature' can be 'Temperature of Detector of "
            "Heliograph', 'Temperature of Optics of Heliograph': write more "
            "of the name\n"},
        {MAIN("log Ping;"),
            "2:5: error: 'Ping' is an activity; a variable or a parameter is "
            "expected here\n"},
        {MAIN("initiate Mode of DPU;"),
            "2:10: error: 'Mode of DPU' is a parameter; an activity is "
            "expected here\n"},
        {MAIN("initiate Pong;"),
            "2:10: error: there is no 'Pong'; do you mean 'Ping'?\n"},
        {MAIN("in the context of Filter Weel do log \"x\"; end context;"),
            "2:19: error: there is no 'Filter Weel'; do you mean 'Filter "
            "Wheel'?\n"},
        {WITH("variable Count of type real", "Cuont := 3; Count := 1;"),
            "4:1: error: there is no 'Cuont'; do you mean 'Count'?\n"},
        {STEP("Mode := 3;"),
            "3:1: error: 'Mode' is a parameter; a variable is expected "
            "here\n"},
        {STEP("log execution status of Mode;"),
            "3:25: error: 'Mode' is a parameter; a step or an activity is "
            "expected here\n"},
        {STEP("wait for event Eclipse Entri with timeout 5 s;"),
            "3:16: error: there is no 'Eclipse Entri'; do you mean 'Eclipse "
            "Entry'?\n"},
        {STEP("raise event Eclipse Entry;"),
            "3:13: error: 'Eclipse Entry' is an event of the system; an event "
            "declared in this procedure is expected here\n"},
        {STEP("raise event Late;"),
            "3:13: error: there is no 'Late': an event declared in this "
            "procedure is expected here\n"},
        {WITH("variable V of type colour, enumerated Color ('a', 'b')",
             "log \"x\";"),
            "3:1: error: 'colour' is neither a type nor an enumerated set "
            "declared here; do you mean 'Color'?\n"},
    };
    (void)state;
    RUN(row);
}

int
main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(names_that_are_right_are_bound),
        cmocka_unit_test(a_variable_has_a_value_when_all_ways_gave_one),
        cmocka_unit_test(names_that_are_wrong_are_said_with_the_nearest),
    };
    return cmocka_run_group_tests(test, NULL, NULL);
}
