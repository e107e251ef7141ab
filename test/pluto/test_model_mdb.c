/*
 * test_model_mdb.c - the mission database as a procedure sees it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/model_mdb.h"

#include "common/attr.h"
#include "common/event.h"
#include "common/str.h"
#include "pluto/unit.h"
#include "support/check.h"
#include "support/sif.h"
#include "support/xtce.h"

static struct pluto_object
one(const struct pluto_model *m, unsigned kinds, const char *inner,
    const char *outer)
{
    const char *name[] = {inner, outer};
    struct pluto_object out[2];
    size_t n = pluto_model_find(m, kinds, name, outer != NULL ? 2 : 1, out, 2);
    if (n != 1)
        fail_msg("%s of %s: %zu", inner, outer, n);
    return out[0];
}

static void
the_demonstration_mission_is_a_model(void **state)
{
    struct mdb *mdb = sif_load();
    struct pluto_model *m = pluto_model_new();
    (void)state;
    pluto_model_add_mdb(m, mdb);
    assert_int_equal(pluto_model_n_parameters(m), mdb->n_items);
    const struct pluto_model_parameter *p = pluto_model_parameter(
        m, one(m, PLUTO_M_PARAMETER, "pdu htr v", NULL).index);
    assert_int_equal(p->type.type, PLUTO_REAL);
    assert_string_equal(pluto_unit_str(p->type.unit), "V");
    assert_string_equal(mdb->item[p->item].name, p->name);
    const struct pluto_model_activity *a =
        pluto_model_activity(m, one(m, PLUTO_M_ACTIVITY, "mode", NULL).index);
    assert_string_equal(mdb->command[a->command].short_name, "MODE");
    assert_int_equal(a->kind, PLUTO_COMMAND);
    assert_true(a->has_verifiers);
    unsigned given = 0, fixed = 0;
    for (uint32_t i = 0; i < a->n_arguments; i++) {
        given += a->argument[i].is_required;
        fixed += a->argument[i].is_fixed;
        if (a->argument[i].is_required) {
            assert_string_equal(a->argument[i].name, "Mode");
            assert_int_equal(a->argument[i].type.type, PLUTO_ENUM);
            assert_true(a->argument[i].type.n_labels > 2);
        }
    }
    assert_int_equal(given, 1);
    assert_true(fixed > 0);
    for (uint32_t i = 0; i < mdb->n_commands; i++) /* abstract ones are not */
        if (mdb->command[i].is_abstract) {
            const char *name[] = {mdb->command[i].short_name};
            struct pluto_object out[1];
            assert_int_equal(
                pluto_model_find(m, PLUTO_M_ACTIVITY, name, 1, out, 1), 0);
        }
    const struct pluto_model_event *e =
        pluto_model_event(m, one(m, PLUTO_M_EVENT, "link up", "columba").index);
    assert_string_equal(event_row(e->event)->name, "LINK_UP");
    pluto_model_free(&m);
    mdb_free(&mdb);
}

#define ARRAY                                                                  \
    XTCE_UINT("u8", "8")                                                       \
    "<AggregateParameterType name='point'><MemberList>"                        \
    "<Member name='x' typeRef='u8'/><Member name='y' typeRef='u8'/>"           \
    "</MemberList></AggregateParameterType>"                                   \
    "<ArrayParameterType name='three' arrayTypeRef='u8'><DimensionList>"       \
    "<Dimension><StartingIndex><FixedValue>0</FixedValue></StartingIndex>"     \
    "<EndingIndex><FixedValue>2</FixedValue></EndingIndex></Dimension>"        \
    "</DimensionList></ArrayParameterType>"

static void
members_and_elements_have_names(void **state)
{
    struct mdb *mdb = xtce_good(XTCE_TYPES(
        ARRAY) XTCE_PARAMS(XTCE_PARAM("POS", "point") XTCE_PARAM("T",
        "three") "<Parameter name='A-B' parameterTypeRef='u8'><AliasSet><Alias "
                 "nameSpace='n' alias='Gain'/></AliasSet></Parameter>"));
    struct pluto_model *m = pluto_model_new();
    struct strbuf text = {0};
    (void)state;
    pluto_model_add_mdb(m, mdb);
    struct pluto_object o = one(m, PLUTO_M_PARAMETER, "x", "pos");
    assert_string_equal(pluto_model_name(m, o), "/S/POS.x");
    o = one(m, PLUTO_M_PARAMETER, "t 2", NULL);
    assert_string_equal(pluto_model_name(m, o), "/S/T[2]");
    o = one(m, PLUTO_M_PARAMETER, "a b", "s");
    assert_string_equal(pluto_model_name(m, o), "/S/A-B");
    assert_int_equal(one(m, PLUTO_M_PARAMETER, "gain", NULL).index, o.index);
    pluto_model_phrase(m, o, &text);
    assert_string_equal(strbuf_get(&text), "A B of S");
    strbuf_fini(&text);
    pluto_model_free(&m);
    mdb_free(&mdb);
}

#define RANGED                                                                 \
    "<IntegerArgumentType name='r' signed='false'><UnitSet/>"                  \
    "<IntegerDataEncoding sizeInBits='8'/><ValidRangeSet>"                     \
    "<ValidRange minInclusive='1' maxExclusive='5'/>"                          \
    "<ValidRange minInclusive='9'/></ValidRangeSet></IntegerArgumentType>"

static void
ranges_are_those_of_the_database(void **state)
{
    struct mdb *mdb = xtce_tc_good("",
        XTCE_ARG_TYPES(RANGED XTCE_ARG_UINT("u4", "4"))
            XTCE_COMMANDS("<MetaCommand name='GO'>" XTCE_ARGS(
                XTCE_ARG("A", "r") XTCE_ARG("B", "u4")) XTCE_TC("GO",
                XTCE_ARG_ENTRY("A") XTCE_ARG_ENTRY("B")) "</MetaCommand>"));
    struct pluto_model *m = pluto_model_new();
    (void)state;
    pluto_model_add_mdb(m, mdb);
    const struct pluto_model_activity *a =
        pluto_model_activity(m, one(m, PLUTO_M_ACTIVITY, "go", NULL).index);
    assert_int_equal(a->n_arguments, 2);
    assert_int_equal(a->argument[0].type.n_ranges, 2);
    assert_near(a->argument[0].type.range[0].min, 1, 0);
    assert_near(a->argument[0].type.range[0].max, 4, 0);
    assert_near(a->argument[0].type.range[1].min, 9, 0);
    assert_int_equal(a->argument[1].type.n_ranges, 1); /* what four bits hold */
    assert_near(a->argument[1].type.range[0].max, 15, 0);
    assert_true(a->argument[1].is_required);
    assert_false(a->has_verifiers);
    pluto_model_free(&m);
    mdb_free(&mdb);
}

static void
names_that_cannot_be_written_are_told(void **state)
{
    struct mdb *mdb =
        xtce_good(XTCE_TYPES(XTCE_UINT("u8", "8")) XTCE_PARAMS(XTCE_PARAM(
            "3V3", "u8") XTCE_PARAM("V_3-3", "u8") XTCE_PARAM("U+", "u8")));
    struct notes notes = {0};
    (void)state;
    pluto_model_mdb_notes(mdb, &notes);
    assert_int_equal(notes.errors, 0);
    assert_int_equal(notes.n, 2);
    assert_string_equal(notes.note[0].text,
        "no procedure can write the name of parameter '/S/3V3': names begin "
        "with a letter and have letters, digits and '_'");
    notes_fini(&notes);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(the_demonstration_mission_is_a_model),
        cmocka_unit_test(members_and_elements_have_names),
        cmocka_unit_test(ranges_are_those_of_the_database),
        cmocka_unit_test(names_that_cannot_be_written_are_told),
    };
    return cmocka_run_group_tests(test, NULL, NULL);
}
