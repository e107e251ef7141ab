/*
 * test_mdb_json.c - parameters, containers and types as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "tools/mdb_show.h"

static void
each_is_one_object_on_one_line(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(XTCE_TYPES(XTCE_UINT("u",
        "8") "<AggregateParameterType name='pair'><MemberList><Member name='x' "
             "typeRef='u'/><Member name='y' typeRef='u'/></MemberList>"
             "</AggregateParameterType><BooleanParameterType name='flag'>"
             "<UnitSet/><IntegerDataEncoding/></BooleanParameterType>")
            XTCE_PARAMS(XTCE_PARAM(
                "P", "pair") "<Parameter name='F' parameterTypeRef='flag' "
                             "shortDescription='say &quot;yes&quot;'/>")
                XTCE_CONTAINERS(
                    XTCE_CONTAINER("C", XTCE_ENTRY("F") XTCE_ENTRY("P"))));
    struct mdb_uses uses;
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    mdb_uses_init(&uses, mdb);
    mdb_show_param_json(mdb, &uses, mdb_find_param(mdb, "F"), out);
    mdb_show_param_json(mdb, &uses, mdb_find_param(mdb, "P"), out);
    mdb_show_container_json(mdb, 0, out);
    mdb_show_type_json(mdb, 1, out);
    fclose(out);
    assert_string_equal(text,
        "{\"v\":1,\"what\":\"parameter\",\"name\":\"/S/F\","
        "\"about\":\"say \\\"yes\\\"\",\"type\":\"/S/flag\","
        "\"kind\":\"boolean\",\"encoding\":\"unsigned, 8 bits\","
        "\"zero\":\"False\",\"one\":\"True\",\"containers\":[{\"name\":"
        "\"/S/C\",\"bit\":0}],\"line\":1}\n"
        "{\"v\":1,\"what\":\"parameter\",\"name\":\"/S/P\","
        "\"type\":\"/S/pair\",\"kind\":\"aggregate\",\"values\":[{\"name\":"
        "\"/S/P.x\",\"kind\":\"unsigned\"},{\"name\":\"/S/P.y\",\"kind\":"
        "\"unsigned\"}],\"containers\":[{\"name\":\"/S/C\",\"bit\":8}],"
        "\"line\":1}\n"
        "{\"v\":1,\"what\":\"container\",\"name\":\"/S/C\","
        "\"abstract\":false,\"layout\":[{\"name\":\"/S/F\",\"bit\":0,"
        "\"bits\":8},{\"name\":\"/S/P.x\",\"bit\":8,\"bits\":8},{\"name\":"
        "\"/S/P.y\",\"bit\":16,\"bits\":8}],\"line\":1}\n"
        "{\"v\":1,\"what\":\"type\",\"name\":\"/S/pair\",\"kind\":"
        "\"aggregate\",\"members\":{\"x\":\"/S/u\",\"y\":\"/S/u\"},"
        "\"line\":1}\n");
    free(text);
    mdb_uses_fini(&uses);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_one_object_on_one_line),
    };
    return check_run(tests);
}
