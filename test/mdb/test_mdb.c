/*
 * test_mdb.c - look-ups by whole names, ends of names, patterns, near misses.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

static const char text[] =
    "<SpaceSystem name='S'><TelemetryMetaData>" XTCE_TYPES(XTCE_UINT(
        "u", "8") "<AggregateParameterType name='pair'><MemberList>"
                  "<Member name='temp' typeRef='u'/><Member name='b' "
                  "typeRef='u'/></MemberList>"
                  "</AggregateParameterType><ArrayParameterType "
                  "name='list' arrayTypeRef='u'><DimensionList>"
                  "<Dimension><EndingIndex><FixedValue>3</FixedValue>"
                  "</EndingIndex></Dimension></DimensionList>"
                  "</ArrayParameterType>") XTCE_PARAMS(XTCE_PARAM("MODE", "u")
            XTCE_PARAM("VOLTAGE", "u") XTCE_PARAM("HK", "pair") XTCE_PARAM(
                "L", "list")) XTCE_CONTAINERS(XTCE_CONTAINER("Packet",
        "")) "</TelemetryMetaData><SpaceSystem "
             "name='Sub'><TelemetryMetaData>" XTCE_PARAMS(
                 XTCE_PARAM("MODE", "u") XTCE_PARAM("ONLY", "u"))
                 XTCE_CONTAINERS(XTCE_CONTAINER("Other",
                     "")) "</TelemetryMetaData></SpaceSystem></SpaceSystem>";

static struct mdb *
load(void)
{
    struct notes notes = {0};
    struct mdb *mdb;
    assert_int_equal(
        mdb_load_memory("s.xml", text, strlen(text), NULL, &notes, &mdb),
        ERR_OK);
    assert_int_equal(notes.n, 0);
    return mdb;
}

static void
an_item_is_found_by_any_name_that_only_it_has(void **state)
{
    (void)state;
    struct mdb *mdb = load();
    static const struct {
        const char *name, *item; /* NULL: none, or not only one */
    } cases[] = {
        {"/S/MODE", "/S/MODE"},
        {"/S/Sub/MODE", "/S/Sub/MODE"},
        {"Sub/MODE", "/S/Sub/MODE"},
        {"MODE", NULL},
        {"S/MODE", "/S/MODE"},
        {"ONLY", "/S/Sub/ONLY"},
        {"VOLTAGE", "/S/VOLTAGE"},
        {"OLTAGE", NULL},
        {"/VOLTAGE", NULL},
        {"HK", NULL},
        {"HK.temp", "/S/HK.temp"},
        {"/S/HK.temp", "/S/HK.temp"},
        {"/S/HK/temp", "/S/HK.temp"},
        {"temp", "/S/HK.temp"},
        {"L[2]", "/S/L[2]"},
        {"/S/L[3]", "/S/L[3]"},
        {"/S/L[4]", NULL},
        {"/S/L", NULL},
        {"", NULL},
        {"/", NULL},
        {"/S/MODE.x", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint32_t item = mdb_find_item(mdb, cases[i].name);
        print_message("%s\n", cases[i].name);
        if (cases[i].item == NULL)
            assert_int_equal(item, MDB_NIL);
        else
            assert_string_equal(mdb->item[item].name, cases[i].item);
    }
    mdb_free(&mdb);
}

static void
every_item_is_found_by_its_own_name(void **state)
{
    (void)state;
    struct mdb *mdb = load();
    for (uint32_t i = 0; i < mdb->n_items; i++)
        assert_int_equal(mdb_find_item(mdb, mdb->item[i].name), i);
    for (uint32_t i = 0; i < mdb->n_params; i++)
        assert_int_equal(mdb_find_param(mdb, mdb->param[i].name), i);
    for (uint32_t i = 0; i < mdb->n_containers; i++)
        assert_int_equal(mdb_find_container(mdb, mdb->container[i].name), i);
    assert_int_equal(mdb_find_param(mdb, "MODE"), MDB_NIL);
    assert_string_equal(
        mdb->param[mdb_find_param(mdb, "Sub/MODE")].name, "/S/Sub/MODE");
    assert_string_equal(
        mdb->container[mdb_find_container(mdb, "Other")].name, "/S/Sub/Other");
    assert_int_equal(mdb_find_container(mdb, "/S/Other"), MDB_NIL);
    mdb_free(&mdb);
}

static void
search_goes_through_all_that_contain_the_text(void **state)
{
    (void)state;
    struct mdb *mdb = load();
    static const char *const found[] = {"/S/MODE", "/S/Sub/MODE"};
    uint32_t n = 0;
    for (uint32_t i = mdb_search_item(mdb, "mode", 0); i != MDB_NIL;
         i = mdb_search_item(mdb, "mode", i + 1))
        assert_string_equal(mdb->item[i].name, found[n++]);
    assert_int_equal(n, 2);
    assert_int_equal(mdb_search_item(mdb, "nothing", 0), MDB_NIL);
    assert_int_equal(mdb_search_item(mdb, "", mdb->n_items), MDB_NIL);
    mdb_free(&mdb);
}

static void
patterns_select_by_whole_names_or_their_ends(void **state)
{
    (void)state;
    struct mdb *mdb = load();
    static const struct {
        const char *pattern;
        unsigned n;
    } cases[] = {
        {"*", 10},
        {"MODE", 2},
        {"/S/MODE", 1},
        {"Sub/*", 2},
        {"/S/*", 10},
        {"HK.*", 2},
        {"L?2?", 1},
        {"L[[]2]", 1},
        {"L[2]", 1},
        {"*MODE", 2},
        {"mode", 0},
    };
    for (size_t k = 0; k < ARRAY_LEN(cases); k++) {
        unsigned n = 0;
        for (uint32_t i = 0; i < mdb->n_items; i++)
            n += mdb_item_matches(mdb, i, cases[k].pattern);
        print_message("%s\n", cases[k].pattern);
        assert_int_equal(n, cases[k].n);
    }
    mdb_free(&mdb);
}

static void
a_mistyped_name_has_near_ones_best_first(void **state)
{
    (void)state;
    struct mdb *mdb = load();
    uint32_t item[3];
    assert_int_equal(mdb_nearest_items(mdb, "VOLTGE", item, 3), 1);
    assert_string_equal(mdb->item[item[0]].name, "/S/VOLTAGE");
    assert_int_equal(mdb_nearest_items(mdb, "/S/Sub/MODD", item, 1), 1);
    assert_string_equal(mdb->item[item[0]].name, "/S/Sub/MODE");
    assert_int_equal(mdb_nearest_items(mdb, "quite different", item, 3), 0);
    assert_int_equal(mdb_nearest_items(mdb, "MODE", item, 0), 0);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_item_is_found_by_any_name_that_only_it_has),
        cmocka_unit_test(every_item_is_found_by_its_own_name),
        cmocka_unit_test(search_goes_through_all_that_contain_the_text),
        cmocka_unit_test(patterns_select_by_whole_names_or_their_ends),
        cmocka_unit_test(a_mistyped_name_has_near_ones_best_first),
    };
    return check_run(tests);
}
