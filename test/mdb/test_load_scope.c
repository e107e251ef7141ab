/*
 * test_load_scope.c - what names mean, seen from nested SpaceSystems.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

/* The type of /S/A/B/X, referred to as `ref`; u4 is in S, u8 in S and in A. */
static struct mdb *
load(const char *ref, struct notes *notes)
{
    static const char *const format =
        "<SpaceSystem name='S'><TelemetryMetaData>" XTCE_TYPES(
            XTCE_UINT("u4", "4") XTCE_UINT("u8",
                "8")) "</TelemetryMetaData><SpaceSystem "
                      "name='A'><TelemetryMetaData>" XTCE_TYPES(XTCE_UINT("u8",
                          "18")) "</TelemetryMetaData><SpaceSystem "
                                 "name='B'><TelemetryMetaData>"
                                 "<ParameterSet><Parameter name='X' "
                                 "parameterTypeRef='%s'/>"
                                 "</ParameterSet></TelemetryMetaData></"
                                 "SpaceSystem></SpaceSystem>"
                                 "<SpaceSystem "
                                 "name='C'><TelemetryMetaData>" XTCE_TYPES(
                                     XTCE_UINT("u3",
                                         "3")) "</TelemetryMetaData></"
                                               "SpaceSystem></SpaceSystem>";
    char text[2000];
    struct mdb *mdb;
    snprintf(text, sizeof text, format, ref);
    enum err err =
        mdb_load_memory("s.xml", text, strlen(text), NULL, notes, &mdb);
    assert_true((err == ERR_OK) == (mdb != NULL));
    return mdb;
}

static void
names_are_found_as_xtce_says(void **state)
{
    (void)state;
    static const struct {
        const char *ref;
        uint32_t bits; /* of the type found; 0: none */
    } cases[] = {
        {"u8", 18},   /* nearest: in A */
        {"u4", 4},    /* only in S */
        {"/S/u8", 8}, /* absolute */
        {"/S/A/u8", 18},
        {"../u8", 18},
        {"../../u8", 8},
        {"../../../u8", 8}, /* above the root is the root */
        {"./u8", 0},        /* nothing in B itself */
        {"C/u3", 3},        /* through the parent */
        {"../../C/u3", 3},
        {"A/../C/u3", 3},
        {"A/./u8", 18},
        {"S/u8", 8}, /* begins with the root */
        {"u3", 0},   /* not in a parent */
        {"/u8", 0},
        {"", 0},
        {"..", 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct notes notes = {0};
        struct mdb *mdb = load(cases[i].ref, &notes);
        print_message("%s\n", cases[i].ref);
        if (cases[i].bits == 0) {
            assert_null(mdb);
            assert_int_equal(notes.errors, 1);
        } else {
            assert_non_null(mdb);
            assert_int_equal(
                mdb_item_type(mdb, 0)->encoding.bits, cases[i].bits);
        }
        notes_fini(&notes);
        mdb_free(&mdb);
    }
}

#define PATHS(ref)                                                             \
    XTCE_TYPES(XTCE_UINT("u",                                                  \
        "8") "<AggregateParameterType name='in'><MemberList><Member name='x' " \
             "typeRef='u'/></MemberList></AggregateParameterType>"             \
             "<ArrayParameterType name='list' "                                \
             "arrayTypeRef='in'><DimensionList>"                               \
             "<Dimension><EndingIndex><FixedValue>2</FixedValue></"            \
             "EndingIndex>"                                                    \
             "</Dimension><Dimension><StartingIndex><FixedValue>1</"           \
             "FixedValue>"                                                     \
             "</StartingIndex><EndingIndex><FixedValue>2</FixedValue>"         \
             "</EndingIndex></Dimension></DimensionList></ArrayParameterType>" \
             "<AggregateParameterType name='out'><MemberList><Member "         \
             "name='n' "                                                       \
             "typeRef='u'/><Member name='l' typeRef='list'/></MemberList>"     \
             "</AggregateParameterType>")                                      \
    XTCE_PARAMS(XTCE_PARAM("A", "u") XTCE_PARAM("P", "out"))                   \
    XTCE_CONTAINERS(XTCE_CONTAINER("C",                                        \
        "<ParameterRefEntry parameterRef='A'><IncludeCondition><Comparison "   \
        "value='1' parameterRef='" ref                                         \
        "'/></IncludeCondition></ParameterRefEntry>"))

static void
members_and_elements_have_paths(void **state)
{
    (void)state;
    static const struct {
        const char *body, *item; /* NULL: not one value */
    } cases[] = {
        {PATHS("A"), "/S/A"},
        {PATHS("P.n"), "/S/P.n"},
        {PATHS("P/n"), "/S/P.n"},
        {PATHS("/S/P.n"), "/S/P.n"},
        {PATHS("P.l[0][1].x"), "/S/P.l[0][1].x"},
        {PATHS("P/l[2][2]/x"), "/S/P.l[2][2].x"},
        {PATHS("P"), NULL},
        {PATHS("P.l"), NULL},
        {PATHS("P.m"), NULL},
        {PATHS("P.l[3][1].x"), NULL},
        {PATHS("P.l[0][0].x"), NULL},
        {PATHS("P.l[0].x"), NULL},
        {PATHS("P.l[0][1]"), NULL},
        {PATHS("P.l[.x"), NULL},
        {PATHS("A.x"), NULL},
        {PATHS("A[0]"), NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb;
        char *notes = xtce_notes(cases[i].body, &mdb);
        if (cases[i].item == NULL) {
            assert_null(mdb);
            assert_non_null(strstr(notes, "does not name one value"));
        } else {
            assert_string_equal(notes, "");
            const struct mdb_container *c = xtce_container(mdb, "C");
            assert_string_equal(
                mdb->item[c->entry[0].include.comparison.item].name,
                cases[i].item);
        }
        free(notes);
        mdb_free(&mdb);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found_as_xtce_says),
        cmocka_unit_test(members_and_elements_have_paths),
    };
    return check_run(tests);
}
