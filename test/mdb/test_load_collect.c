/*
 * test_load_collect.c - declarations, their names, headers, what is passed
 * over.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "common/str.h"

static struct mdb *
load_text(const char *text)
{
    struct notes notes = {0};
    struct mdb *mdb;
    assert_int_equal(
        mdb_load_memory("s.xml", text, strlen(text), NULL, &notes, &mdb),
        ERR_OK);
    assert_int_equal(notes.warnings, 0);
    notes_fini(&notes);
    return mdb;
}

static void
the_header_is_kept(void **state)
{
    (void)state;
    struct mdb *mdb = load_text(
        "<SpaceSystem name='Sat' shortDescription='a satellite'><Header "
        "version='2.1' date='2026-11-20' validationStatus='Draft'/>"
        "</SpaceSystem>");
    assert_string_equal(mdb->name, "Sat");
    assert_string_equal(mdb->version, "2.1");
    assert_string_equal(mdb->date, "2026-11-20");
    assert_string_equal(mdb->description, "a satellite");
    assert_string_equal(mdb->file, "s.xml");
    assert_int_equal(mdb->n_params, 0);
    assert_int_equal(mdb->root, MDB_NIL);
    mdb_free(&mdb);
}

static void
any_namespace_prefix_or_none_will_do(void **state)
{
    (void)state;
    static const char *const text[] = {
        "<SpaceSystem name='S'><TelemetryMetaData/></SpaceSystem>",
        "<SpaceSystem name='S' xmlns='http://www.omg.org/space/xtce'>"
        "<TelemetryMetaData/></SpaceSystem>",
        "<q:SpaceSystem name='S' xmlns:q='urn:x'><q:TelemetryMetaData/>"
        "</q:SpaceSystem>",
        "<SpaceSystem name='S' xmlns='urn:x' xmlns:f='urn:f'><f:Foreign "
        "f:a='1'><Unknown/></f:Foreign><TelemetryMetaData/></SpaceSystem>",
        "\xEF\xBB\xBF<?xml version='1.0'?>\r\n<!-- c --><?pi x?>"
        "<SpaceSystem name='S'\r\n/>",
    };
    for (size_t i = 0; i < ARRAY_LEN(text); i++) {
        struct mdb *mdb = load_text(text[i]);
        assert_string_equal(mdb->name, "S");
        mdb_free(&mdb);
    }
}

static void
parameters_of_commands_belong_to_the_database(void **state)
{
    (void)state;
    struct mdb *mdb =
        load_text("<SpaceSystem name='S'><CommandMetaData>" XTCE_TYPES(
            XTCE_UINT("u", "8")) XTCE_PARAMS(XTCE_PARAM("P",
            "u")) "<ArgumentTypeSet/><MetaCommandSet/>"
                  "<CommandContainerSet/><AlgorithmSet/>"
                  "</CommandMetaData></SpaceSystem>");
    assert_int_equal(mdb->n_params, 1);
    assert_string_equal(mdb->param[0].name, "/S/P");
    mdb_free(&mdb);
}

static void
names_that_cannot_be_are_errors(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
    } cases[] = {
        {XTCE_TYPES("<IntegerParameterType/>"),
            "error: IntegerParameterType has no name\n"},
        {XTCE_TYPES("<IntegerParameterType name=''/>"),
            "error: IntegerParameterType has no name\n"},
        {XTCE_TYPES("<IntegerParameterType name='a[1]'/>"),
            "error: the name 'a[1]' must not have '/', '[' or ']' in it\n"},
        {XTCE_TYPES(XTCE_UINT("u", "8") XTCE_UINT("u", "8")),
            "error: parameter type '/S/u' is declared twice, first in line "
            "1\n"},
        {XTCE_TYPES(XTCE_UINT("u", "8"))
                XTCE_PARAMS(XTCE_PARAM("P", "u") XTCE_PARAM("P", "u")),
            "error: parameter '/S/P' is declared twice, first in line 1\n"},
        {XTCE_CONTAINERS(XTCE_CONTAINER("C", "") XTCE_CONTAINER("C", "")),
            "error: container '/S/C' is declared twice, first in line 1\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        xtce_expect(cases[i].body, cases[i].body, cases[i].notes);
}

static void
what_telemetry_and_commands_share_is_no_error(void **state)
{
    (void)state;
    static const char text[] =
        "<SpaceSystem name='S'><TelemetryMetaData>" XTCE_TYPES(XTCE_UINT(
            "u", "8")) "</"
                       "TelemetryMetaData>\n<"
                       "CommandMetaData>" XTCE_TYPES(XTCE_UINT("u", "16"))
                           XTCE_PARAMS(XTCE_PARAM(
                               "P", "u")) "</CommandMetaData></SpaceSystem>";
    struct notes notes = {0};
    struct mdb *mdb;
    assert_int_equal(
        mdb_load_memory("s.xml", text, strlen(text), NULL, &notes, &mdb),
        ERR_OK);
    assert_int_equal(notes.n, 1);
    assert_int_equal(notes.note[0].line, 2);
    assert_string_equal(notes.note[0].text,
        "parameter type '/S/u' is declared for telemetry and for commands: "
        "that in line 1 is used");
    assert_int_equal(mdb->n_types, 1);
    assert_int_equal(mdb->type[0].encoding.bits, 8);
    notes_fini(&notes);
    mdb_free(&mdb);
}

static void
a_long_name_is_refused(void **state)
{
    (void)state;
    struct strbuf body = {0};
    strbuf_adds(&body, "<ParameterSet><Parameter name='");
    for (int i = 0; i < 257; i++)
        strbuf_addc(&body, 'x');
    strbuf_adds(&body, "' parameterTypeRef='u'/></ParameterSet>");
    xtce_expect("long", body.s, "error: the name is longer than 256 bytes\n");
    strbuf_fini(&body);
}

static void
what_is_not_used_is_named(void **state)
{
    (void)state;
    xtce_expect("sets", "<AlgorithmSet/><StreamSet/><MessageSet/>",
        "warning: AlgorithmSet is not supported and is left out\n"
        "warning: StreamSet is not supported and is left out\n"
        "warning: MessageSet is not supported and is left out\n");
    xtce_expect("stranger", XTCE_PARAMS("<Stranger/><Term/>"),
        "warning: 'Stranger' is not known and is left out\n"
        "warning: Term has no place in ParameterSet and is left out\n");
    xtce_expect("attribute",
        XTCE_TYPES("<IntegerParameterType name='u' colour='red'><UnitSet/>"
                   "<IntegerDataEncoding/></IntegerParameterType>"),
        "warning: attribute 'colour' of IntegerParameterType is not known and "
        "is left out\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_header_is_kept),
        cmocka_unit_test(any_namespace_prefix_or_none_will_do),
        cmocka_unit_test(parameters_of_commands_belong_to_the_database),
        cmocka_unit_test(names_that_cannot_be_are_errors),
        cmocka_unit_test(what_telemetry_and_commands_share_is_no_error),
        cmocka_unit_test(a_long_name_is_refused),
        cmocka_unit_test(what_is_not_used_is_named),
    };
    return check_run(tests);
}
