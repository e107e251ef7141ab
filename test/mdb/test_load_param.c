/*
 * test_load_param.c - parameters in order, with their items.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "common/str.h"

static void
parameters_are_sorted_and_items_follow_them(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(XTCE_TYPES(XTCE_UINT("u",
        "8") "<AggregateParameterType name='in'><MemberList><Member name='z' "
             "typeRef='u'/><Member name='a' typeRef='u'/></MemberList>"
             "</AggregateParameterType><AggregateParameterType name='out'>"
             "<MemberList><Member name='two' typeRef='in'/><Member name='one' "
             "typeRef='u'/></MemberList></AggregateParameterType>")
            XTCE_PARAMS(XTCE_PARAM("Z", "u") XTCE_PARAM("M", "out")
                    XTCE_PARAM("A", "u")));
    static const char *const item[] = {
        "/S/A", "/S/M.two.z", "/S/M.two.a", "/S/M.one", "/S/Z"};
    static const char *const param[] = {"/S/A", "/S/M", "/S/Z"};
    assert_int_equal(mdb->n_params, ARRAY_LEN(param));
    for (uint32_t i = 0; i < mdb->n_params; i++)
        assert_string_equal(mdb->param[i].name, param[i]);
    assert_int_equal(mdb->n_items, ARRAY_LEN(item));
    for (uint32_t i = 0; i < mdb->n_items; i++)
        assert_string_equal(mdb->item[i].name, item[i]);
    assert_int_equal(mdb->param[1].first_item, 1);
    assert_int_equal(mdb->param[1].n_items, 3);
    assert_int_equal(mdb->item[3].param, 1);
    mdb_free(&mdb);
}

static void
properties_of_a_parameter_are_kept(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(
        XTCE_TYPES("<FloatParameterType name='f' initialValue='1.5'><UnitSet/>"
                   "</FloatParameterType>")
            XTCE_PARAMS("<Parameter name='P' parameterTypeRef='f' "
                        "shortDescription='short'><LongDescription>long"
                        "</LongDescription><AliasSet><Alias nameSpace='a' "
                        "alias='first'/><Alias nameSpace='b' alias='second'/>"
                        "</AliasSet><ParameterProperties "
                        "dataSource='derived'/></Parameter>"
                        "<Parameter name='Q' parameterTypeRef='f' "
                        "initialValue='2'/>"));
    const struct mdb_param *p = xtce_param(mdb, "P");
    assert_string_equal(p->short_name, "P");
    assert_string_equal(p->short_description, "short");
    assert_string_equal(p->description, "long");
    assert_string_equal(p->alias, "first");
    assert_int_equal(p->source, MDB_DERIVED);
    assert_string_equal(p->initial_value, "1.5");
    assert_int_equal(p->line, 1);
    assert_string_equal(xtce_param(mdb, "Q")->initial_value, "2");
    assert_int_equal(xtce_param(mdb, "Q")->source, MDB_TELEMETERED);
    mdb_free(&mdb);
}

static void
a_parameter_needs_a_type_that_exists(void **state)
{
    (void)state;
    xtce_expect("none", XTCE_PARAMS("<Parameter name='P'/>"),
        "error: Parameter has no parameterTypeRef\n");
    xtce_expect("unknown",
        XTCE_TYPES(XTCE_UINT("voltage_t", "8"))
            XTCE_PARAMS(XTCE_PARAM("P", "voltege_t")),
        "error: there is no parameter type 'voltege_t'; did you mean "
        "'/S/voltage_t'?\n");
    xtce_expect("source",
        XTCE_TYPES(XTCE_UINT("u", "8"))
            XTCE_PARAMS("<Parameter name='P' parameterTypeRef='u'>"
                        "<ParameterProperties dataSource='rumour'/>"
                        "</Parameter>"),
        "warning: dataSource 'rumour' is not known: taken as telemetered\n");
}

static void
too_many_items_are_refused(void **state)
{
    (void)state;
    struct strbuf body = {0};
    strbuf_adds(&body,
        XTCE_TYPES(XTCE_UINT("u",
            "8") "<ArrayParameterType name='a' arrayTypeRef='u'><DimensionList>"
                 "<Dimension><EndingIndex><FixedValue>99999</FixedValue></"
                 "EndingIndex>"
                 "</Dimension></DimensionList></ArrayParameterType>") "<Paramet"
                                                                      "erSet>");
    for (int i = 0; i < 4; i++)
        strbuf_addf(&body, "<Parameter name='P%d' parameterTypeRef='a'/>", i);
    strbuf_adds(&body, "</ParameterSet>");
    xtce_expect("items", body.s,
        "error: all parameters together have more than 262144 values\n");
    strbuf_fini(&body);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_are_sorted_and_items_follow_them),
        cmocka_unit_test(properties_of_a_parameter_are_kept),
        cmocka_unit_test(a_parameter_needs_a_type_that_exists),
        cmocka_unit_test(too_many_items_are_refused),
    };
    return check_run(tests);
}
