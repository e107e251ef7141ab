/*
 * test_load_prune.c - cycles of containers, and what is left when the place of
 * something is not known.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "common/str.h"

#define CHILD(name, base, entries)                                             \
    "<SequenceContainer name='" name "'><EntryList>" entries                   \
    "</EntryList><BaseContainer containerRef='" base "'/></SequenceContainer>"
#define PART(container) "<ContainerRefEntry containerRef='" container "'/>"
#define LOST            "<IndirectParameterRefEntry/>"
#define FIXED(param)                                                           \
    "<ParameterRefEntry parameterRef='" param                                  \
    "'><LocationInContainerInBits referenceLocation='containerStart'>"         \
    "<FixedValue>64</FixedValue></LocationInContainerInBits>"                  \
    "</ParameterRefEntry>"

static void
behind_something_of_unknown_size_only_fixed_places_are_kept(void **state)
{
    (void)state;
    struct mdb *mdb;
    char *notes = xtce_notes(
        XTCE_TYPES(XTCE_UINT("u", "8")) XTCE_PARAMS(
            XTCE_PARAM("A", "u") XTCE_PARAM("B", "u") XTCE_PARAM("C", "u"))
            XTCE_CONTAINERS(XTCE_CONTAINER(
                "Base", XTCE_ENTRY("A") LOST XTCE_ENTRY("B")) CHILD("Child",
                "Base", XTCE_ENTRY("B") FIXED("C") XTCE_ENTRY("A"))
                    XTCE_CONTAINER("Whole", PART("Base") XTCE_ENTRY("C"))),
        &mdb);
    assert_string_equal(notes,
        "warning: IndirectParameterRefEntry is not supported: it and what "
        "stands behind it are left out\n");
    static const struct {
        const char *container;
        uint32_t n_entries, n_layout;
        const char *last;
    } cases[] = {
        {"Base", 1, 1, "/S/A"},
        {"Child", 2, 3, "/S/A"},
        {"Whole", 1, 1, "/S/A"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct mdb_container *c = xtce_container(mdb, cases[i].container);
        print_message("%s\n", c->name);
        assert_int_equal(c->n_entries, cases[i].n_entries);
        assert_int_equal(c->n_layout, cases[i].n_layout);
        assert_string_equal(
            mdb->item[c->layout[c->n_layout - 1]].name, cases[i].last);
    }
    free(notes);
    mdb_free(&mdb);
}

static void
cycles_are_errors(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
    } cases[] = {
        {XTCE_CONTAINERS(CHILD("A", "A", "")),
            "error: container '/S/A' inherits from itself, through '/S/A'\n"},
        {XTCE_CONTAINERS(CHILD("A", "B", "") CHILD("B", "A", "")),
            "error: container '/S/B' inherits from itself, through '/S/A'\n"},
        {XTCE_CONTAINERS(XTCE_CONTAINER("A", PART("A"))),
            "error: container '/S/A' includes itself, through '/S/A'\n"},
        {XTCE_CONTAINERS(XTCE_CONTAINER("A", PART("B")) CHILD("B", "A", "")),
            "error: container '/S/B' inherits from itself, through '/S/A'\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        xtce_expect(cases[i].body, cases[i].body, cases[i].notes);
}

/* Each container includes the one before twice, or extends it. */
static char *
tower(int height, bool extends)
{
    struct strbuf b = {0};
    strbuf_adds(&b, "<ContainerSet>" XTCE_CONTAINER("C0",
                        "<FixedValueEntry sizeInBits='8' binaryValue='0'/>"));
    for (int i = 1; i < height && extends; i++)
        strbuf_addf(&b, CHILD("C%d", "C%d", ""), i, i - 1);
    for (int i = 1; i < height && !extends; i++)
        strbuf_addf(&b, XTCE_CONTAINER("C%d", PART("C%d") PART("C%d")), i,
            i - 1, i - 1);
    strbuf_adds(&b, "</ContainerSet>");
    return strbuf_take(&b);
}

static void
towers_of_containers_are_refused_in_time(void **state)
{
    (void)state;
    char *body = tower(60, false);
    char *notes = xtce_notes(body, NULL);
    assert_non_null(strstr(notes, "has more than 262144 entries with those "
                                  "it includes"));
    free(notes);
    free(body);
    body = tower(50, true);
    xtce_expect("50 high", body, "");
    free(body);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            behind_something_of_unknown_size_only_fixed_places_are_kept),
        cmocka_unit_test(cycles_are_errors),
        cmocka_unit_test(towers_of_containers_are_refused_in_time),
    };
    return check_run(tests);
}
