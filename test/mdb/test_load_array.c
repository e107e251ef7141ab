/*
 * test_load_array.c - dimensions: of types, of entries, fixed and not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "common/str.h"

#define INDEX(name, value)                                                     \
    "<" name "><FixedValue>" value "</FixedValue></" name ">"
#define DIMENSION(start, end)                                                  \
    "<Dimension>" INDEX("StartingIndex", start)                                \
        INDEX("EndingIndex", end) "</Dimension>"
#define ARRAY(dimensions)                                                      \
    XTCE_TYPES(XTCE_UINT(                                                      \
        "u", "8") "<ArrayParameterType name='a' arrayTypeRef='u'>" dimensions  \
                  "</ArrayParameterType>")                                     \
    XTCE_PARAMS(XTCE_PARAM("N", "u") XTCE_PARAM("A", "a"))

static void
items_are_counted_and_named_by_their_indexes(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        uint32_t n;
        const char *first, *last;
    } cases[] = {
        {ARRAY("<DimensionList>" DIMENSION("0", "3") "</DimensionList>"), 4,
            "/S/A[0]", "/S/A[3]"},
        {ARRAY("<DimensionList>" DIMENSION("2", "2") "</DimensionList>"), 1,
            "/S/A[2]", "/S/A[2]"},
        {ARRAY("<DimensionList>" DIMENSION("0", "1") DIMENSION("1", "3")
                 DIMENSION("0", "1") "</DimensionList>"),
            12, "/S/A[0][1][0]", "/S/A[1][3][1]"},
        {ARRAY("<DimensionList><Dimension>" INDEX(
             "Size", "5") "</Dimension></DimensionList>"),
            5, "/S/A[0]", "/S/A[4]"},
        {ARRAY("<DimensionList>" INDEX("Size", "9") "</DimensionList>"), 9,
            "/S/A[0]", "/S/A[8]"},
        {ARRAY(""), 1, "/S/A[0]", "/S/A[0]"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        const struct mdb_param *p = xtce_param(mdb, "A");
        assert_int_equal(p->n_items, cases[i].n);
        assert_string_equal(mdb->item[p->first_item].name, cases[i].first);
        assert_string_equal(
            mdb->item[p->first_item + p->n_items - 1].name, cases[i].last);
        assert_false(mdb->type[p->type].is_dynamic);
        mdb_free(&mdb);
    }
}

static void
a_size_from_the_packet_gives_items_up_to_the_limit(void **state)
{
    (void)state;
    struct mdb *mdb =
        xtce_good(ARRAY("<DimensionList><Dimension>" INDEX("StartingIndex",
            "0") "<EndingIndex><DynamicValue><ParameterInstanceRef "
                 "parameterRef='N'/><LinearAdjustment intercept='-1'/>"
                 "</DynamicValue></EndingIndex></Dimension></DimensionList>"));
    const struct mdb_type *t = xtce_type(mdb, "a");
    assert_true(t->is_dynamic);
    assert_int_equal(t->max_elements, 1024);
    assert_int_equal(xtce_param(mdb, "A")->n_items, 1024);
    assert_int_equal(t->n_dimensions, 1);
    assert_int_equal(t->dimension[0].end.kind, MDB_FROM_ITEM);
    assert_near(t->dimension[0].end.intercept, -1, 0);
    assert_string_equal(mdb->item[t->dimension[0].end.item].name, "/S/N");
    mdb_free(&mdb);
}

static void
elements_with_many_members_are_fewer(void **state)
{
    (void)state;
    struct strbuf body = {0};
    strbuf_adds(
        &body, "<ParameterTypeSet>" XTCE_UINT("u",
                   "8") "<AggregateParameterType name='wide'><MemberList>");
    for (int i = 0; i < 100; i++)
        strbuf_addf(&body, "<Member name='m%d' typeRef='u'/>", i);
    strbuf_adds(&body,
        "</MemberList></AggregateParameterType><ArrayParameterType name='a' "
        "arrayTypeRef='wide'><DimensionList><Dimension><EndingIndex>"
        "<DynamicValue><ParameterInstanceRef parameterRef='N'/></DynamicValue>"
        "</EndingIndex></Dimension></DimensionList></ArrayParameterType>"
        "</ParameterTypeSet>" XTCE_PARAMS(
            XTCE_PARAM("N", "u") XTCE_PARAM("A", "a")));
    struct mdb *mdb = xtce_good(body.s);
    assert_int_equal(xtce_type(mdb, "a")->max_elements, 81);
    assert_int_equal(xtce_param(mdb, "A")->n_items, 8100);
    mdb_free(&mdb);
    strbuf_fini(&body);
}

static void
in_1_1_the_entry_has_the_dimensions(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(ARRAY("") XTCE_CONTAINERS(XTCE_CONTAINER("C",
        "<ArrayParameterRefEntry parameterRef='A'><DimensionList>" DIMENSION(
            "0", "6") "</DimensionList></ArrayParameterRefEntry>")));
    const struct mdb_container *c = xtce_container(mdb, "C");
    assert_int_equal(xtce_param(mdb, "A")->n_items, 7);
    assert_int_equal(c->entry[0].n_dimensions, 1);
    assert_int_equal(c->n_layout, 7);
    mdb_free(&mdb);
}

static void
dimensions_that_make_no_sense_are_errors(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
    } cases[] = {
        {ARRAY("<DimensionList/>"), "error: an array has 1 to 8 dimensions\n"},
        {ARRAY("<DimensionList>" DIMENSION("3", "1") "</DimensionList>"),
            "error: EndingIndex is before StartingIndex\n"},
        {ARRAY("<DimensionList><Dimension/></DimensionList>"),
            "error: Dimension says no EndingIndex\n"},
        {ARRAY("<DimensionList>" DIMENSION("-1", "1") "</DimensionList>"),
            "error: FixedValue -1 is not in the range 0 to 1048576\n"},
        {ARRAY("<DimensionList>" DIMENSION("0", "1000")
                 DIMENSION("0", "1000") "</DimensionList>"),
            "error: a value of type '/S/a' has more than 262144 elements\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        xtce_expect(cases[i].body, cases[i].body, cases[i].notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_counted_and_named_by_their_indexes),
        cmocka_unit_test(a_size_from_the_packet_gives_items_up_to_the_limit),
        cmocka_unit_test(elements_with_many_members_are_fewer),
        cmocka_unit_test(in_1_1_the_entry_has_the_dimensions),
        cmocka_unit_test(dimensions_that_make_no_sense_are_errors),
    };
    return check_run(tests);
}
