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

static void
the_static_texts_that_must_be_refused_are(void **state)
{
    static const struct {
        const char *text, *part;
    } row[] = {
        {MAIN("initiate and confirm Ping in case confirmed : resume; end "
              "case;"),
            "error: 'resume' stands in steps of a watchdog body only"},
        {MAIN("initiate and confirm step S main log \"x\"; end main watchdog "
              "initiate and confirm step W preconditions wait for 5 s; end "
              "preconditions log \"x\"; end step in case confirmed : continue; "
              "end case; end watchdog end step;"),
            "error: 'continue' cannot stand in a step of a watchdog body"},
        {MAIN("initiate and confirm step S main log \"x\"; end main watchdog "
              "initiate and confirm step W log \"x\"; end step; end watchdog "
              "end step;"),
            "error: watchdog step 'W' has no preconditions"},
        {STEP("if 5 V > 3 A then log \"x\"; end if;"), ": error: "},
        {STEP("if Bus Voltage > 3 A then log \"x\"; end if;"), ": error: "},
        {STEP("if Mode = 'stand-by' then log \"x\"; end if;"),
            "error: 'stand-by' is no value of 'Mode'"},
        {STEP("if Mode = 'stanby' then log \"x\"; end if;"),
            "do you mean 'standby'?"},
        {STEP("if Mode in ('off', 'saef') then log \"x\"; end if;"),
            "do you mean 'safe'?"},
        {STEP("in case Mode is 'of' : log \"x\"; end case;"),
            "error: 'of' is no value of 'Mode'"},
        {STEP("if Cover = 'OPENED' then log \"x\"; end if;"),
            "error: 'OPENED' is no value of 'Cover'"},
        {STEP("initiate Set Heater with arguments Duty := 101, Mode := 'off' "
              "end with;"),
            "error: argument 'Duty' is 101 here; it is allowed from 0 to 100"},
        {STEP("initiate Set Heater with arguments Duty := 1 end with;"),
            "error: 'Set Heater' needs the argument 'Mode'"},
        {STEP("initiate Set Heater with arguments Duti := 1, Mode := 'off' end "
              "with;"),
            "has no argument 'Duti'; do you mean 'Duty'?"},
        {STEP("initiate Set Heater with arguments Duty := 1, Mode := 'off', "
              "Code := 1 end with;"),
            "error: argument 'Code' is fixed by the database at 17"},
        {STEP("initiate Set Heater with arguments Duty := 1, Duty := 2, Mode "
              ":= 'off' end with;"),
            "error: argument 'Duty' is given twice"},
        {STEP("initiate Move with arguments Steps := 0 end with;"),
            "it is allowed from -10 to -1, or from 1"},
        {STEP("initiate Move with arguments Steps := 1, Label := \"toolong\" "
              "end with;"),
            "error: argument 'Label' is 7 bytes long here; 4 are allowed"},
        {STEP("initiate Move with arguments Steps := 1, Table := 1, Table := 2 "
              "end with;"),
            "warning: argument 'Table' is given 2 times"},
        {STEP("initiate Expose with arguments Duration := 3 V end with;"),
            "different physical quantities"},
        {WITH("variable V of type real", "log V; V := 1;"),
            "4:5: error: 'V' is read before it is assigned"},
        {WITH("variable V of type real",
             "if Mode = 'off' then V := 1; end if; log V;"),
            "warning: 'V' may have no value here"},
        {WITH("variable V of type real", "V := \"text\";"),
            "error: variable 'V' is a real; this is a string"},
        {STEP("wait until Mode = 'off';"), "warning: this waits for ever"},
        {MAIN("initiate and confirm Ping in case aborted : restart; end case;"),
            "warning: 'restart' without a limit"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct pluto_model *m = pluto_scene();
        struct strbuf out = {0};
        struct pluto *p = pluto_scene_check(m, row[i].text, NULL, &out);
        if (p == NULL || strstr(strbuf_get(&out), row[i].part) == NULL)
            fail_msg("%s\n%s\n%s", row[i].text, strbuf_get(&out), row[i].part);
        pluto_free(&p);
        strbuf_fini(&out);
        pluto_model_free(&m);
    }
}

static void
good_uses_of_values_are_not_refused(void **state)
{
    static const struct row row[] = {
        {STEP("if Mode = standby or Cover = 'OPEN' then log 1; end if;"), ""},
        {STEP("initiate Set Heater with arguments Duty := 5, Mode := safe end "
              "with;"),
            ""},
        {STEP("initiate Move with arguments Steps := -3, Pos record x := 1 mm, "
              "y := 2 cm end record, Table array 1, 2 end array end with;"),
            ""},
        {STEP("initiate Expose with arguments Duration := 3 s end with;"), ""},
        {WITH("variable V of type real",
             "if Mode = 'off' then V := 1; else V := 2; end if; log V;"),
            ""},
        {WITH("variable V of type real",
             "in parallel initiate and confirm step A main V := 1; end main "
             "end step;\n"
             "initiate and confirm step B log \"x\"; end step; end parallel; "
             "log V;"),
            ""},
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
        cmocka_unit_test(the_static_texts_that_must_be_refused_are),
        cmocka_unit_test(good_uses_of_values_are_not_refused),
    };
    return cmocka_run_group_tests(test, NULL, NULL);
}
