/*
 * test_mdb_uses.c - where parameters stand, in all containers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "tools/mdb_show.h"

static void
a_parameter_is_found_in_every_container_that_has_it_itself(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(XTCE_TYPES(XTCE_UINT("u", "8")) XTCE_PARAMS(
        XTCE_PARAM("A", "u") XTCE_PARAM("B", "u")
            XTCE_PARAM("UNUSED", "u")) XTCE_CONTAINERS(XTCE_CONTAINER("Root",
        XTCE_ENTRY(
            "A")) "<SequenceContainer name='Child'><EntryList>" XTCE_ENTRY("B")
            XTCE_ENTRY(
                "B") "</EntryList><BaseContainer "
                     "containerRef='Root'/></SequenceContainer>"
                     "<SequenceContainer name='Loose'><EntryList>"
                     "<ParameterRefEntry parameterRef='B'><IncludeCondition>"
                     "<Comparison parameterRef='A' "
                     "value='1'/></IncludeCondition>"
                     "</ParameterRefEntry></EntryList></SequenceContainer>"));
    static const struct {
        const char *param, *container;
        uint64_t bit;
    } expected[] = {
        {"/S/A", "/S/Root", 0},
        {"/S/B", "/S/Child", 8},
        {"/S/B", "/S/Child", 16},
        {"/S/B", "/S/Loose", MDB_SHOW_NO_BIT},
    };
    struct mdb_uses uses;
    mdb_uses_init(&uses, mdb);
    assert_int_equal(uses.n, 4);
    for (size_t i = 0; i < uses.n; i++) {
        const struct mdb_use *u = &uses.use[i];
        assert_string_equal(mdb->param[u->param].name, expected[i].param);
        assert_string_equal(
            mdb->container[u->container].name, expected[i].container);
        assert_true(u->bit == expected[i].bit);
    }
    mdb_uses_fini(&uses);
    assert_int_equal(uses.n, 0);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_parameter_is_found_in_every_container_that_has_it_itself),
    };
    return check_run(tests);
}
