/*
 * test_load_entry.c - entries: places, repeats, conditions, kinds.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#define BODY(entries)                                                          \
    XTCE_TYPES(                                                                \
        XTCE_UINT("u", "8") "<FloatParameterType "                             \
                            "name='none'><UnitSet/></FloatParameterType>")     \
    XTCE_PARAMS(                                                               \
        XTCE_PARAM("A", "u") XTCE_PARAM("N", "u") XTCE_PARAM("NONE", "none"))  \
    XTCE_CONTAINERS(                                                           \
        XTCE_CONTAINER("P", XTCE_ENTRY("N")) XTCE_CONTAINER("C", entries))
#define AT(reference, value)                                                   \
    "<ParameterRefEntry parameterRef='A'><LocationInContainerInBits" reference \
    "><FixedValue>" value                                                      \
    "</FixedValue></LocationInContainerInBits></ParameterRefEntry>"

static void
places_are_relative_to_what_the_file_says(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        enum mdb_location location;
        int64_t offset;
    } cases[] = {
        {BODY(XTCE_ENTRY("A")), MDB_PREVIOUS_END, 0},
        {BODY(AT("", "4")), MDB_PREVIOUS_END, 4},
        {BODY(AT("", "-4")), MDB_PREVIOUS_END, -4},
        {BODY(AT(" referenceLocation='previousEntry'", "1")), MDB_PREVIOUS_END,
            1},
        {BODY(AT(" referenceLocation='containerStart'", "48")),
            MDB_CONTAINER_START, 48},
        {BODY(AT(" referenceLocation='containerEnd'", "16")), MDB_CONTAINER_END,
            16},
        {BODY(AT(" referenceLocation='nextEntry'", "0")), MDB_NEXT_START, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        const struct mdb_entry *e = &xtce_container(mdb, "C")->entry[0];
        assert_int_equal(e->kind, MDB_ENTRY_PARAM);
        assert_string_equal(mdb->param[e->ref].name, "/S/A");
        assert_int_equal(e->location, cases[i].location);
        assert_int_equal(e->offset_bits.kind, MDB_FIXED);
        assert_int_equal(e->offset_bits.fixed, cases[i].offset);
        assert_int_equal(e->include.op, MDB_ALWAYS);
        mdb_free(&mdb);
    }
}

static void
repeats_and_conditions_are_kept(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(
        BODY("<ParameterRefEntry parameterRef='A'><RepeatEntry><Count>"
             "<DynamicValue><ParameterInstanceRef parameterRef='N'/>"
             "</DynamicValue></Count><Offset><FixedValue>8</FixedValue>"
             "</Offset></RepeatEntry></ParameterRefEntry><ContainerRefEntry "
             "containerRef='P'><IncludeCondition><Comparison parameterRef='N' "
             "value='2'/></IncludeCondition></ContainerRefEntry>"
             "<FixedValueEntry binaryValue='FF' sizeInBits='12'/>"));
    const struct mdb_container *c = xtce_container(mdb, "C");
    assert_int_equal(c->n_entries, 3);
    assert_true(c->entry[0].repeats);
    assert_int_equal(c->entry[0].repeat_count.kind, MDB_FROM_ITEM);
    assert_int_equal(c->entry[0].repeat_gap_bits.fixed, 8);
    assert_int_equal(c->entry[1].kind, MDB_ENTRY_CONTAINER);
    assert_string_equal(mdb->container[c->entry[1].ref].name, "/S/P");
    assert_int_equal(c->entry[1].include.op, MDB_COMPARE);
    assert_int_equal(c->entry[2].kind, MDB_ENTRY_FIXED);
    assert_int_equal(c->entry[2].fixed_bits, 12);
    assert_null(c->layout);
    mdb_free(&mdb);
}

static void
an_entry_left_out_keeps_its_room_where_that_is_known(void **state)
{
    (void)state;
    struct mdb *mdb;
    char *notes = xtce_notes(
        BODY("<ParameterSegmentRefEntry parameterRef='A' sizeInBits='4'/>"
             "<StreamSegmentEntry streamRef='s' sizeInBits='20'/>" XTCE_ENTRY(
                 "A")),
        &mdb);
    assert_string_equal(notes,
        "warning: ParameterSegmentRefEntry is not supported: its 4 bits are "
        "left out\nwarning: StreamSegmentEntry is not supported: its 20 bits "
        "are left out\n");
    const struct mdb_container *c = xtce_container(mdb, "C");
    assert_int_equal(c->n_entries, 3);
    assert_int_equal(c->entry[0].fixed_bits, 4);
    assert_int_equal(c->entry[1].fixed_bits, 20);
    assert_int_equal(c->n_layout, 1);
    free(notes);
    mdb_free(&mdb);
}

static void
broken_entries_are_errors(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
    } cases[] = {
        {BODY("<ParameterRefEntry/>"),
            "error: ParameterRefEntry has no parameterRef\n"},
        {BODY("<ParameterRefEntry parameterRef='B.C'/>"),
            "error: there is no parameter 'B.C'\n"},
        {BODY("<ContainerRefEntry containerRef='Q'/>"),
            "error: there is no container 'Q'\n"},
        {BODY(AT(" referenceLocation='middle'", "1")),
            "error: 'middle' is not a reference location\n"},
        {BODY(AT(" referenceLocation='containerStart'", "-1")),
            "error: FixedValue -1 is not in the range 0 to 134217728\n"},
        {BODY(AT("", "")), "error: FixedValue '' is not a whole number\n"},
        {BODY("<FixedValueEntry binaryValue='FF'/>"),
            "error: FixedValueEntry has no sizeInBits\n"},
        {BODY("<ParameterRefEntry parameterRef='A'><RepeatEntry/>"
              "</ParameterRefEntry>"),
            "error: RepeatEntry has no Count\n"},
        {BODY("<ArrayParameterRefEntry parameterRef='A'/>"),
            "error: '/S/A' is not an array parameter\n"},
        {BODY(XTCE_ENTRY("NONE")),
            "warning: parameter '/S/NONE' has no data encoding: it and what "
            "stands behind it are left out\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        xtce_expect(cases[i].body, cases[i].body, cases[i].notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_relative_to_what_the_file_says),
        cmocka_unit_test(repeats_and_conditions_are_kept),
        cmocka_unit_test(an_entry_left_out_keeps_its_room_where_that_is_known),
        cmocka_unit_test(broken_entries_are_errors),
    };
    return check_run(tests);
}
