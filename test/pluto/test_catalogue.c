/*
 * test_catalogue.c - the file beside a procedure.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/catalogue.h"

#include "common/attr.h"
#include "common/str.h"
#include "pluto/parse.h"
#include "support/check.h"

static const char *
first(const struct notes *notes, struct strbuf *out)
{
    strbuf_reset(out);
    for (size_t i = 0; i < notes->n; i++)
        strbuf_addf(out, "%u:%u: %s\n", notes->note[i].line, notes->note[i].col,
            notes->note[i].text);
    return strbuf_get(out);
}

static struct catalogue *
parse(const char *text)
{
    struct notes notes = {0};
    struct catalogue *c = NULL;
    struct strbuf all = {0};
    enum err e = catalogue_parse("A.conf", "A", text, strlen(text), &notes, &c);
    if (e != ERR_OK)
        fail_msg("%s", first(&notes, &all));
    strbuf_fini(&all);
    notes_fini(&notes);
    return c;
}

static void
everything_in_an_entry_is_read(void **state)
{
    static const char text[] =
        "id = \"SIF-ACT-01\"\ntitle = \"Activation\"\nversion = \"1.3\"\n"
        "author = \"B.USOC\"\nobjective = \"to switch on\"\n"
        "location = \"COL1\"\ncriticality = \"high\"\n"
        "tools = {\"wrench\", \"tape\"}\nparts = {\"lamp\"}\n"
        "references = {\"SIF-ACT-02\"}\nduration = 12min\nactor = \"SIF-OPS\"\n"
        "link = command\ndisplay = \"sif01\"\nguards = automatic\n"
        "argument Target { type = real unit = degC min = 10 max = 30 "
        "default = 20 }\n"
        "argument Mode { values = {\"off\", \"on\"} }\n"
        "argument \"Hold Time\" { type = \"relative time\" max = "
        "2min }\n"
        "step \"Close Cover\" {\n actor = \"CREW\"\n"
        " warning = {\"Eyes.\"}\n caution = {\"Fingers.\", \"Hinge.\"}\n"
        " note = {\"Dial is below.\"}\n tick = true\n acknowledge = true\n"
        " duration = 90s\n"
        " enter \"Cover Angle\" { prompt = \"angle on the dial\" type = real "
        "unit = deg min = 0 max = 5 }\n}\n"
        "value_set Warm { activity = \"Heat of Power\" "
        "values = {\"Duty=40\"} }\n";
    (void)state;
    struct catalogue *c = parse(text);
    assert_string_equal(c->file, "A.conf");
    assert_string_equal(c->id, "SIF-ACT-01");
    assert_string_equal(c->title, "Activation");
    assert_string_equal(c->version, "1.3");
    assert_string_equal(c->author, "B.USOC");
    assert_string_equal(c->objective, "to switch on");
    assert_string_equal(c->location, "COL1");
    assert_string_equal(c->criticality, "high");
    assert_int_equal(c->n_tools, 2);
    assert_string_equal(c->tool[1], "tape");
    assert_int_equal(c->n_parts, 1);
    assert_string_equal(c->reference[0], "SIF-ACT-02");
    assert_true(c->duration_ns == INT64_C(720000000000));
    assert_string_equal(c->actor, "SIF-OPS");
    assert_int_equal(c->link, CATALOGUE_LINK_COMMAND);
    assert_string_equal(c->display, "sif01");
    assert_true(c->guards_are_automatic);
    assert_int_equal(c->n_arguments, 3);
    assert_string_equal(c->argument[0].name, "Target");
    assert_int_equal(c->argument[0].type.type, PLUTO_REAL);
    assert_non_null(c->argument[0].type.unit);
    assert_near(c->argument[0].type.range[0].max, 30, 0);
    assert_string_equal(c->argument[0].text, "20");
    assert_false(c->argument[0].is_required);
    assert_int_equal(c->argument[1].type.type, PLUTO_ENUM);
    assert_string_equal(c->argument[1].type.label[1], "on");
    assert_true(c->argument[1].is_required);
    assert_int_equal(c->argument[2].type.type, PLUTO_RELATIVE);
    assert_near(c->argument[2].type.range[0].max, 120, 0);
    assert_int_equal(c->n_steps, 1);
    const struct catalogue_step *s = &c->step[0];
    assert_string_equal(s->name, "Close Cover");
    assert_string_equal(s->actor, "CREW");
    assert_string_equal(s->warning[0], "Eyes.");
    assert_int_equal(s->n_cautions, 2);
    assert_string_equal(s->note[0], "Dial is below.");
    assert_true(s->tick && s->acknowledge);
    assert_true(s->duration_ns == INT64_C(90000000000));
    assert_int_equal(s->n_enters, 1);
    assert_string_equal(s->enter[0].prompt, "angle on the dial");
    assert_string_equal(s->enter[0].unit_text, "deg");
    assert_int_equal(c->n_value_sets, 1);
    assert_string_equal(c->value_set[0].value[0], "Duty=40");
    catalogue_free(&c);
    assert_null(c);
}

static void
what_is_not_said_has_a_default(void **state)
{
    (void)state;
    struct catalogue *c = parse("step 2.1 { }\n");
    assert_string_equal(c->id, "A");
    assert_string_equal(c->title, "");
    assert_string_equal(c->actor, CATALOGUE_OPERATOR);
    assert_int_equal(c->link, CATALOGUE_LINK_NONE);
    assert_string_equal(c->step[0].actor, CATALOGUE_AUTO);
    assert_false(c->step[0].tick);
    catalogue_free(&c);
    c = catalogue_empty("PO-001");
    assert_string_equal(c->id, "PO-001");
    assert_null(catalogue_step_of(c, 0));
    catalogue_free(&c);
}

static void
what_is_wrong_is_said_where_it_stands(void **state)
{
    static const struct {
        const char *text, *want;
    } row[] = {
        {"titel = \"x\"\n", "1:1: "},
        {"title = \"a\"\n\nduration = soon\nlink = radio\n",
            "3:12: duration = soon: a duration like 90s, 12min or 1.5h is "
            "expected\n4:8: link = radio: none, telemetry or command is "
            "expected\n"},
        {"id = \"/etc\"\n", "1:6: id = /etc: 1 to 64 of letters, digits, "
                            "blanks and _ - . are expected, a letter or digit "
                            "first\n"},
        {"argument X { type = flaot }\n",
            "1:21: type = flaot: real, integer, unsigned integer, Boolean, "
            "string, relative time, absolute time or enumerated is expected\n"},
        {"argument X { type = real unit = parsek }\n",
            "1:33: unit = parsek: that is not a unit\n"},
        {"argument X { type = real min = 5 max = 1 }\n",
            "1:32: min is more than max\n"},
        {"argument X { type = integer min = a }\n",
            "1:35: min = a: a number is expected\n"},
        {"argument X { type = string max = 4 }\n",
            "1:34: max belongs to numbers and durations\n"},
        {"argument X { type = integer max = 4 default = 5 }\n",
            "1:47: default = 5 is out of its range\n"},
        {"argument X { type = integer default = 1.5 }\n",
            "1:39: default = 1.5: that is no signed integer\n"},
        {"argument X { type = enumerated }\n",
            "1:1: argument X is enumerated and has no 'values'\n"},
        {"argument X { type = real values = {\"a\"} }\n",
            "1:26: values belong to type = enumerated\n"},
        {"argument \"1st\" { type = real }\n",
            "1:10: '1st': a name begins with a letter; letters, digits, "
            "blanks and '_' follow, 120 at most\n"},
        {"value_set W { values = {\"a\"} }\n",
            "1:1: value_set W has no 'activity'\n1:25: 'a': NAME=VALUE is "
            "expected\n"},
        {"step S { enter A { type = boolean unit = V } }\n",
            "1:42: unit belongs to numbers\n"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct notes notes = {0};
        struct strbuf all = {0};
        struct catalogue *c = NULL;
        assert_int_equal(catalogue_parse("A.conf", "A", row[i].text,
                             strlen(row[i].text), &notes, &c),
            ERR_FORMAT);
        assert_null(c);
        if (strncmp(first(&notes, &all), row[i].want, strlen(row[i].want)) != 0)
            fail_msg("%s%s", row[i].text, strbuf_get(&all));
        strbuf_fini(&all);
        notes_fini(&notes);
    }
}

static struct pluto *
procedure(void)
{
    static const char text[] =
        "procedure\n"
        "initiate and confirm step Close Cover\n"
        "declare variable Cover Angle of type real end declare\n"
        "main log Cover Angle; end main end step;\n"
        "log \"x\";\n"
        "end procedure\n";
    struct notes notes = {0};
    struct pluto *p = NULL;
    enum err e = pluto_parse("A.pluto", text, sizeof text - 1, &notes, &p);
    assert_int_equal(e, ERR_OK);
    notes_fini(&notes);
    return p;
}

static void
steps_are_found_by_name_and_by_number(void **state)
{
    struct pluto *p = procedure();
    struct notes notes = {0};
    (void)state;
    struct catalogue *c = parse("step close_cover { enter cover_angle { "
                                "type = integer } enter Seen { } }\n"
                                "step 2 { actor = \"CREW\" }\n");
    assert_int_equal(catalogue_bind(c, p, &notes), ERR_OK);
    assert_ptr_equal(catalogue_step_of(c, 0), &c->step[0]);
    assert_ptr_equal(
        catalogue_step_of(c, pluto_find_number(p, "2")), &c->step[1]);
    assert_null(catalogue_step_of(c, 1));
    catalogue_free(&c);
    notes_fini(&notes);
    pluto_free(&p);
}

/* It would be left out without a word, and nobody asked. */
static void
only_steps_are_ticked_off_and_have_values(void **state)
{
    struct pluto *p = procedure();
    struct notes notes = {0};
    struct strbuf all = {0};
    (void)state;
    struct catalogue *c = parse("step 2 { tick = true }\n");
    assert_int_equal(catalogue_bind(c, p, &notes), ERR_FORMAT);
    assert_string_equal(first(&notes, &all),
        "1:1: '2' is no step: only steps are ticked off, and have values that "
        "a person enters\n");
    strbuf_fini(&all);
    catalogue_free(&c);
    notes_fini(&notes);
    pluto_free(&p);
}

static void
steps_that_are_not_there_are_errors(void **state)
{
    struct pluto *p = procedure();
    struct notes notes = {0};
    struct strbuf all = {0};
    (void)state;
    struct catalogue *c = parse(
        "step \"Close Kover\" { }\nstep 9.9 { }\nstep \"Close Cover\" { enter "
        "\"Cover Angle\" { type = string } }\nstep 1 { }\n");
    assert_int_equal(catalogue_bind(c, p, &notes), ERR_FORMAT);
    assert_string_equal(first(&notes, &all),
        "1:1: the procedure has no step 'Close Kover'; do you mean 'Close "
        "Cover'?\n"
        "2:1: the procedure has no step '9.9'\n"
        "3:1: what is entered for 'Cover Angle' is of type string, its "
        "variable of type real\n"
        "4:1: '1' is the statement of line 3, 'Close Cover'\n");
    strbuf_fini(&all);
    catalogue_free(&c);
    notes_fini(&notes);
    pluto_free(&p);
}

int
main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(everything_in_an_entry_is_read),
        cmocka_unit_test(what_is_not_said_has_a_default),
        cmocka_unit_test(what_is_wrong_is_said_where_it_stands),
        cmocka_unit_test(steps_are_found_by_name_and_by_number),
        cmocka_unit_test(steps_that_are_not_there_are_errors),
        cmocka_unit_test(only_steps_are_ticked_off_and_have_values),
    };
    return cmocka_run_group_tests(test, NULL, NULL);
}
