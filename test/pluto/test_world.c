/*
 * test_world.c - worlds: what their statements mean, and what is wrong with
 * them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <glob.h>

#include "common/attr.h"
#include "common/str.h"
#include "common/time.h"
#include "pluto/unit.h"
#include "pluto/world_priv.h"

struct made {
    struct pluto_model *model;
    struct world *world;
    struct notes notes;
};

static struct made
make(const char *text, bool is_closed)
{
    struct made m = {.model = pluto_model_new()};
    enum err e = world_parse(
        "w.world", text, strlen(text), m.model, is_closed, &m.notes, &m.world);
    assert_int_equal(e, m.world != NULL ? ERR_OK : ERR_FORMAT);
    assert_int_equal(m.notes.errors > 0, m.world == NULL);
    return m;
}

static void
fini(struct made *m)
{
    world_free(&m->world);
    pluto_model_free(&m->model);
    notes_fini(&m->notes);
}

static struct made
good(const char *text)
{
    struct made m = make(text, false);
    if (m.world == NULL)
        fail_msg("%u:%u: %s", m.notes.note[0].line, m.notes.note[0].col,
            m.notes.note[0].text);
    return m;
}

/* ---- what statements mean ------------------------------------------------ */

static void
types_are_those_of_the_values(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum pluto_type type;
        const char *unit;
    } row[] = {
        {"P of X = 5\n", PLUTO_INTEGER, ""},
        {"P of X = 0x20\n", PLUTO_INTEGER, ""},
        {"P of X = -20 degC\n", PLUTO_REAL, "degC"},
        {"P of X = 450mA\n", PLUTO_REAL, "mA"},
        {"P of X = 1e-3 V\n", PLUTO_REAL, "V"},
        {"P of X = 5\nat 1 s: P of X = 5.5\n", PLUTO_REAL, ""},
        {"P of X = 0\nat 1 s: P of X = 5 degC\n", PLUTO_REAL, "degC"},
        {"P of X = 5\nat 1 s: P of X rises 1 /s\n", PLUTO_REAL, ""},
        {"P of X = 'locked'\n", PLUTO_ENUM, ""},
        {"P of X = locked\n", PLUTO_ENUM, ""},
        {"P of X = \"text\"\n", PLUTO_STRING, ""},
        {"P of X = true\n", PLUTO_BOOLEAN, ""},
        {"P of X = 5 s\n", PLUTO_RELATIVE, ""},
        {"P of X = 2027-03-14T09:26:53Z\n", PLUTO_ABSOLUTE, ""},
        {"parameter P of X\n  type real bar\n", PLUTO_REAL, "bar"},
        {"parameter P of X = 3\n  type unsigned integer\n", PLUTO_UNSIGNED, ""},
        {"parameter P of X\n  labels off, on\n", PLUTO_ENUM, ""},
        {"parameter P of X = c\n  type enumerated labels a, b\n"
         "  labels c\n",
            PLUTO_ENUM, ""},
        {"parameter P of X\nat 1 s: P of X = 3 V\n", PLUTO_REAL, "V"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct made m = good(row[i].text);
        const struct pluto_model_parameter *p =
            pluto_model_parameter(m.model, 0);
        assert_int_equal(pluto_model_n_parameters(m.model), 1);
        if (p->type.type != row[i].type ||
            !str_eq(pluto_unit_str(p->type.unit), row[i].unit))
            fail_msg("%s: %s %s", row[i].text, pluto_type_str(p->type.type),
                pluto_unit_str(p->type.unit));
        fini(&m);
    }
}

static void
values_are_converted_to_the_parameters_unit(void **state)
{
    (void)state;
    struct made m = good("Current of X = 0.5 A\n"
                         "at 2 s: Current of X = 450 mA, 1 A\n"
                         "at 3 s: Current falls 60 mA/min to 0 A\n"
                         "at 4 s: Current ramps to 100 mA in 10 s\n");
    const struct world_action *set = m.world->block[0].action;
    assert_int_equal(set->kind, WORLD_SET);
    assert_near(set->value->v.d, 0.45, 1e-12);
    assert_near(set->value->next->v.d, 1, 1e-12);
    const struct world_action *ramp = m.world->block[1].action;
    assert_int_equal(ramp->kind, WORLD_RAMP);
    assert_near(ramp->rate->v.d, -0.001, 1e-12);
    assert_near(ramp->value->v.d, 0, 0);
    const struct world_action *reach = m.world->block[2].action;
    assert_int_equal(reach->ns, 10 * NS_PER_S);
    assert_near(reach->value->v.d, 0.1, 1e-12);
    fini(&m);
}

static void
temperatures_fall_by_differences(void **state)
{
    (void)state;
    struct made m = good("T of X = 5 degC\nat 0 s: T of X falls 0.3 K/s\n");
    assert_near(m.world->block[0].action->rate->v.d, -0.3, 1e-9);
    fini(&m);
}

static void
a_name_may_leave_levels_out_where_it_is_unique(void **state)
{
    (void)state;
    struct made m = good("Temperature of Detector of Heliograph = 5 degC\n"
                         "at 1 s: temperature of detector = 6 degC\n"
                         "at 2 s: TEMPERATURE of Heliograph = 7 degC\n"
                         "at 3 s: /Heliograph/Detector/Temperature = 8 degC\n"
                         "at 4 s: \"Temperature\" = 9 degC\n");
    assert_int_equal(m.world->n_params, 1);
    assert_int_equal(m.world->n_blocks, 4);
    fini(&m);
}

static void
blocks_have_their_lines(void **state)
{
    (void)state;
    struct made m = good("A of X = 1\nB of X = 2\n"
                         "event Eclipse of X \"no sun\"\n"
                         "activity Go of X\n"
                         "  confirmed after 2 s\n"
                         "  on confirmed + 1 s: A of X = 3\n"
                         "  stage routing \"queued\"\n"
                         "  stage executing after 1 s\n"
                         "at 5 s:\n"
                         "  A of X = 2 # a comment\n"
                         "\n"
                         "  B of X is in alarm by limit checking\n"
                         "  raise Eclipse\n"
                         "after Go of X not confirmed + 1min: B of X = 9\n"
                         "after Go of X: operator goes to 2.1 \"again\"\n");
    const struct world *w = m.world;
    assert_int_equal(w->n_blocks, 4);
    assert_int_equal(w->block[0].ns, NS_PER_S);
    assert_int_equal(w->block[0].moment, WORLD_ON_CONFIRMED);
    const struct world_action *a = w->block[1].action;
    assert_int_equal(a->kind, WORLD_SET);
    assert_int_equal(a->next->kind, WORLD_CHECK);
    assert_int_equal(a->next->which, WORLD_LIMIT);
    assert_int_equal(a->next->state, 3);
    assert_int_equal(a->next->next->kind, WORLD_RAISE);
    assert_int_equal(w->block[2].moment, WORLD_ON_NOT_CONFIRMED);
    assert_int_equal(w->block[2].ns, 60 * NS_PER_S);
    assert_int_equal(w->block[3].action->which, WORLD_OP_GOTO);
    assert_string_equal(w->block[3].action->number, "2.1");
    assert_string_equal(w->activity[0].stage->detail, "queued");
    assert_int_equal(w->activity[0].stage->next->after, NS_PER_S);
    fini(&m);
}

static void
outcomes_come_in_order_and_by_arguments(void **state)
{
    (void)state;
    struct made m = good(
        "activity Go of X\n"
        "  first not confirmed after 8 s \"bad sum\", then confirmed after "
        "4 s\n"
        "  with Number = 3, Mode = 'fast': refused \"interlock\"\n"
        "activity Stop of X: never answers\n"
        "commands aborted after 3 s\n");
    const struct world_rule *rule = m.world->activity[0].rule;
    assert_int_equal(rule->n, 2);
    assert_int_equal(rule->outcome[0].outcome, PLUTO_NOT_CONFIRMED);
    assert_string_equal(rule->outcome[0].detail, "bad sum");
    assert_int_equal(rule->outcome[1].after, 4 * NS_PER_S);
    rule = rule->next;
    assert_string_equal(rule->given->key, "number");
    assert_string_equal(rule->given->next->key, "mode");
    assert_int_equal(rule->outcome->outcome, PLUTO_ABORTED);
    assert_int_equal(rule->outcome->after, 0);
    assert_int_equal(
        m.world->activity[1].rule->outcome->outcome, PLUTO_NOT_AVAILABLE);
    assert_int_equal(m.world->usual.outcome, PLUTO_ABORTED);
    fini(&m);
}

static void
the_whole_has_its_settings(void **state)
{
    (void)state;
    struct made m =
        good("world \"title\"\nbegins 2027-03-14T09:26:53Z\n"
             "patience 2 h\ntick 100 ms\ngrace 7 s\nstatements 5000\n"
             "mode by step\ntimeouts continue\n"
             "old samples count\nopen\nLOS\n"
             "argument Target = 20 degC\n");
    const struct world *w = m.world;
    assert_string_equal(w->title, "title");
    assert_true(w->start > 0);
    assert_int_equal(w->patience, 7200 * NS_PER_S);
    assert_int_equal(w->statements, 5000);
    assert_int_equal(w->tick, NS_PER_S / 10);
    assert_int_equal(w->grace, 7 * NS_PER_S);
    assert_int_equal(w->mode, PLUTO_MODE_BY_STEP);
    assert_true(w->goes_on_after_timeout && w->accepts_old_samples);
    assert_true(w->is_open && w->starts_in_los);
    assert_true(pluto_model_is_open(m.model));
    assert_string_equal(w->argument[0].name, "Target");
    fini(&m);
}

static void
operations_are_known_to_the_model(void **state)
{
    (void)state;
    struct made m = good("parameter X of Rig = 1\n"
                         "operation Enable Check of X\n"
                         "operation Stop refused \"no\"\n");
    assert_true(pluto_model_has_operation(m.model, "enable CHECK of X"));
    assert_true(pluto_model_has_operation(m.model, "Stop"));
    assert_false(pluto_model_has_operation(m.model, "Enable Checks of X"));
    assert_string_equal(pluto_model_nearest_operation(m.model, "Stp"), "Stop");
    fini(&m);
}

static void
conditions_are_bound_expressions(void **state)
{
    (void)state;
    struct made m = good("T of X = 5 degC\nM of X = 'off'\n"
                         "when T of X + 2 degC > 9 degC and M of X = 'on' "
                         "+ 3 s: M of X = 'safe'\n"
                         "whenever T of X < 1 degC: M of X = 'off'\n");
    assert_int_equal(m.world->block[0].ns, 3 * NS_PER_S);
    assert_string_equal(m.world->block[0].condition.text,
        "T of X + 2 degC > 9 degC and M of X = 'on' ");
    assert_non_null(m.world->block[0].condition.expr);
    assert_true(m.world->block[1].is_repeated);
    fini(&m);
}

static void
a_value_of_a_command_line_is_one_of_a_world(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum pluto_type type; /* NONE: it is none */
    } row[] = {
        {"20 degC", PLUTO_REAL},
        {"20", PLUTO_INTEGER},
        {"TRUE", PLUTO_BOOLEAN},
        {"standby", PLUTO_ENUM},
        {"2027-03-14T09:26:53Z", PLUTO_ABSOLUTE},
        {"two words", PLUTO_NONE},
        {"", PLUTO_NONE},
        {"= 3", PLUTO_NONE},
        {"argument X", PLUTO_NONE},
        {"5 wobbles", PLUTO_NONE},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct pluto_value v;
        assert_int_equal(
            world_value_of(row[i].text, &v), row[i].type != PLUTO_NONE);
        assert_int_equal(v.type, row[i].type);
        pluto_value_fini(&v);
    }
}

/* ---- a mission database -------------------------------------------------- */

static void
a_closed_world_has_no_names_of_its_own(void **state)
{
    (void)state;
    struct made m = {.model = pluto_model_new()};
    const char *const path[] = {"SIF", "TM", "HTR1_TEMP"};
    const struct pluto_model_parameter p = {.name = "/SIF/TM/HTR1_TEMP",
        .type = {.type = PLUTO_REAL, .unit = pluto_unit("degC", 4)},
        .item = 7};
    (void)pluto_model_add_parameter(m.model, path, 3, &p);
    const char text[] = "HTR1_TEMP = 290 K\n"
                        "at 1 s: HTR1 Temp of TM of SIF = 20 degC\n"
                        "at 2 s: HTR2_TEMP = 20 degC\n"
                        "activity Go: confirmed\n";
    assert_int_equal(
        world_parse("w", text, strlen(text), m.model, true, &m.notes, &m.world),
        ERR_FORMAT);
    assert_int_equal(m.notes.n, 2);
    assert_int_equal(m.notes.note[0].line, 3);
    assert_int_equal(m.notes.note[0].col, 9);
    assert_true(str_contains_ci(m.notes.note[0].text, "HTR1"));
    assert_int_equal(m.notes.note[1].line, 4);
    fini(&m);
}

static void
booleans_of_a_database_have_names(void **state)
{
    (void)state;
    struct made m = {.model = pluto_model_new()};
    const char *const path[] = {"SIF", "AUTO"};
    static const char *const label[] = {"OFF", "ON"};
    const struct pluto_model_parameter p = {
        .type = {.type = PLUTO_BOOLEAN, .label = label, .n_labels = 2},
        .item = 3};
    (void)pluto_model_add_parameter(m.model, path, 2, &p);
    const char text[] = "AUTO = 'ON'\nat 1 s: AUTO = off, TRUE\n";
    assert_int_equal(
        world_parse("w", text, strlen(text), m.model, true, &m.notes, &m.world),
        ERR_OK);
    assert_true(m.world->param[0].value->v.b);
    assert_false(m.world->block[0].action->value->v.b);
    assert_true(m.world->block[0].action->value->next->v.b);
    world_free(&m.world);
    const char wrong[] = "AUTO = 'OM'\n";
    assert_int_equal(world_parse("w", wrong, strlen(wrong), m.model, true,
                         &m.notes, &m.world),
        ERR_FORMAT);
    assert_string_equal(
        m.notes.note[0].text, "'OM' is none of its values; did you mean 'ON'?");
    fini(&m);
}

/* ---- what is wrong ------------------------------------------------------- */

static void
every_error_has_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line, col;
        const char *note;
    } row[] = {
        {"wurld \"x\"\n", 1, 1,
            "'wurld' is not a statement; did you mean 'world'?"},
        {"P of X =\n", 1, 9, "a value is expected here"},
        {"P of X = 5 wobbles\n", 1, 12, "'wobbles' is not a unit"},
        {"P of X = 5\nP of X = 6\n", 2, 10, "'P of X' has a value above"},
        {"P of X = 5 V\nat 1 s: P of X = 6 A\n", 2, 18, ""},
        {"P of X = 5\nat 1 s: P of Y = 6\n", 2, 9,
            "there is no parameter 'P of Y'; did you mean 'P of X'?"},
        {"at soon: AOS\n", 1, 4, "a time is expected here"},
        {"at 1 s AOS\n", 1, 8, "':' is expected here"},
        {"at 1 s: LOS now\n", 1, 13, "'now' is not expected here"},
        {"  AOS\n", 1, 3, "a line that begins with a blank"},
        {"P of X = 5\nat 1 s: P of X rises\n", 2, 21,
            "a rate is expected here"},
        {"P of X = 5\nat 1 s: P of X rises 3\n", 2, 22,
            "a rate is expected here"},
        {"P of X = 5 V\nat 1 s: P of X rises 3 A/s\n", 2, 22,
            "the rate is of another physical quantity"},
        {"P of X = 'a'\nat 1 s: P of X rises 3 /s\n", 2, 22,
            "only numbers rise and fall"},
        {"P of X = 5\nat 1 s: P of X is gone\n", 2, 19,
            "'gone' is not such a state"},
        {"P of X = 5\nat 1 s: P of X jumps\n", 2, 9, ""},
        {"parameter P of X\n", 1, 1, "the type of 'P of X' is not known"},
        {"parameter P of X\n  type colour\n", 2, 8, "'colour' is not a type"},
        {"parameter P of X = 'of'\n  labels off, on\n", 1, 20,
            "'of' is none of its values; did you mean 'off'?"},
        {"activity Go\n  argument Number of type real\n"
         "  with Numbr = 3: refused\n",
            3, 16, "'Go' has no argument 'numbr'; did you mean 'Number'?"},
        {"activity Go\n  argument N of type Boolean\n"
         "  with N = 3: refused\n",
            3, 12, ""},
        {"activity Go: confirmd\n", 1, 14,
            "'confirmd' is not an outcome; did you mean 'confirmed'?"},
        {"activity Go: confirmed after 5 s now\n", 1, 34,
            "'now' is not expected here"},
        {"activity Go: confirmed\nactivity Go: aborted\n", 2, 10,
            "there is an activity 'Go' above"},
        {"after Go: AOS\n", 1, 7, "there is no activity 'Go'"},
        {"at 1 s: raise Storm\n", 1, 15, "there is no event 'Storm'"},
        {"begins soon\n", 1, 8, "a date is expected here"},
        {"at 2027-03-14T09:26:53Z: AOS\n", 1, 4, "the world has no date"},
        {"begins 2027-03-14T09:26:53Z\nat 2027-03-14T09:26:52Z: AOS\n", 2, 4,
            "that is before the world begins"},
        {"P of X = 5\nwhen P of X > : AOS\n", 2, 6, ""},
        {"P of X = 5\nwhen Q of X > 3: AOS\n", 2, 6, ""},
        {"when : AOS\n", 1, 6, "a condition is expected here"},
        {"P of X = 5\nwhen TRUE); log (\"x\": AOS\n", 2, 6,
            "the condition is not understood"},
        {"P of X = 5\nwhen TRUE) timeout (5 s: AOS\n", 2, 6,
            "the condition is not understood"},
        {"answer X: \n", 1, 10, "an answer is expected here"},
        {"expect happy\n", 1, 13, "= VALUE, 'initiated N times'"},
        {"expect aborted because BORED\n", 1, 24, "'BORED' is not a reason"},
        {"mode slow\n", 1, 6, "'slow' is not a mode"},
        {"tick 1 ms\n", 1, 6, "it is at least 10 ms"},
        {"patience 1 s 2\n", 1, 14, "'2' is not expected here"},
        {"at 1 s: operator sleeps\n", 1, 18,
            "'sleeps' is not what an operator does"},
        {"at 1 s: operator skips\n", 1, 23, "a text in \"quotes\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct made m = make(row[i].text, false);
        if (m.notes.n == 0)
            fail_msg("accepted: %s", row[i].text);
        const struct note *n = &m.notes.note[0];
        if (m.notes.n != 1 || n->line != row[i].line || n->col != row[i].col ||
            !str_prefix(n->text, row[i].note))
            fail_msg("%s%zu notes, %u:%u: %s", row[i].text, m.notes.n, n->line,
                n->col, n->text);
        fini(&m);
    }
}

static void
all_errors_come_in_one_run(void **state)
{
    (void)state;
    struct made m = make("wurld\nP of X = 5 V\nat 1 s: P of X = 6 A\n"
                         "at x: AOS\nactivity Go: nope\n\"a\n",
        false);
    static const unsigned line[] = {1, 3, 4, 5, 6};
    assert_int_equal(m.notes.n, ARRAY_LEN(line));
    for (size_t i = 0; i < ARRAY_LEN(line); i++)
        assert_int_equal(m.notes.note[i].line, line[i]);
    fini(&m);
}

static void
worlds_of_the_tests_are_clean(void **state)
{
    (void)state;
    glob_t found;
    char *pattern = check_path("pluto/worlds/*.world");
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    assert_true(found.gl_pathc >= 13);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        size_t len = 0;
        char *text = check_read(found.gl_pathv[i], &len);
        struct made m = good(text);
        assert_int_equal(m.notes.n, 0);
        fini(&m);
        free(text);
    }
    globfree(&found);
    free(pattern);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_those_of_the_values),
        cmocka_unit_test(values_are_converted_to_the_parameters_unit),
        cmocka_unit_test(temperatures_fall_by_differences),
        cmocka_unit_test(a_name_may_leave_levels_out_where_it_is_unique),
        cmocka_unit_test(blocks_have_their_lines),
        cmocka_unit_test(outcomes_come_in_order_and_by_arguments),
        cmocka_unit_test(the_whole_has_its_settings),
        cmocka_unit_test(operations_are_known_to_the_model),
        cmocka_unit_test(conditions_are_bound_expressions),
        cmocka_unit_test(a_value_of_a_command_line_is_one_of_a_world),
        cmocka_unit_test(a_closed_world_has_no_names_of_its_own),
        cmocka_unit_test(booleans_of_a_database_have_names),
        cmocka_unit_test(every_error_has_its_place),
        cmocka_unit_test(all_errors_come_in_one_run),
        cmocka_unit_test(worlds_of_the_tests_are_clean),
    };
    return check_run(tests);
}
