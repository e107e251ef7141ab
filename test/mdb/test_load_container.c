/*
 * test_load_container.c - inheritance, children, rates, sizes, the root.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#define CHILD(name, base)                                                      \
    "<SequenceContainer name='" name                                           \
    "'><EntryList/><BaseContainer containerRef='" base                         \
    "'/></SequenceContainer>"
#define PART(name, container)                                                  \
    XTCE_CONTAINER(name, "<ContainerRefEntry containerRef='" container "'/>")
#define EMPTY(name) XTCE_CONTAINER(name, "")

static void
children_are_in_the_order_of_the_file(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(XTCE_CONTAINERS(
        CHILD("Z", "R") CHILD("B", "R") EMPTY("R") CHILD("A", "B")));
    const struct mdb_container *r = xtce_container(mdb, "R");
    assert_int_equal(mdb->n_containers, 4);
    assert_int_equal(r->n_children, 2);
    assert_string_equal(mdb->container[r->child[0]].short_name, "Z");
    assert_string_equal(mdb->container[r->child[1]].short_name, "B");
    assert_string_equal(mdb->container[mdb->root].short_name, "R");
    assert_string_equal(
        mdb->container[xtce_container(mdb, "A")->base].short_name, "B");
    mdb_free(&mdb);
}

static void
the_root_is_told_or_not(void **state)
{
    (void)state;
    static const struct {
        const char *body, *root; /* NULL: cannot be told */
    } cases[] = {
        {XTCE_CONTAINERS(""), NULL},
        {XTCE_CONTAINERS(EMPTY("A")), "A"},
        {XTCE_CONTAINERS(EMPTY("A") EMPTY("B")), NULL},
        {XTCE_CONTAINERS(EMPTY("A") PART("B", "A")), "B"},
        {XTCE_CONTAINERS(EMPTY("A") EMPTY("B") CHILD("C", "B")), "B"},
        {XTCE_CONTAINERS(EMPTY("A") CHILD("B", "A") EMPTY("C") CHILD("D", "C")),
            NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        print_message("%s\n", cases[i].body);
        if (cases[i].root == NULL)
            assert_int_equal(mdb->root, MDB_NIL);
        else
            assert_string_equal(
                mdb->container[mdb->root].short_name, cases[i].root);
        mdb_free(&mdb);
    }
}

#define RATE(attributes)                                                       \
    XTCE_CONTAINERS(                                                           \
        "<SequenceContainer name='C'><DefaultRateInStream " attributes         \
        "/><EntryList/></SequenceContainer>")

static void
the_slowest_rate_gives_the_period(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        int64_t period_ns;
    } cases[] = {
        {RATE("basis='perSecond' minimumValue='0.1' maximumValue='2'"),
            INT64_C(10000000000)},
        {RATE("maximumValue='4'"), 250000000},
        {RATE("minimumValue='3'"), 333333333},
        {RATE("minimumValue='0'"), MDB_APERIODIC},
        {RATE("minimumValue='0' maximumValue='10'"), 100000000},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        assert_int_equal(
            xtce_container(mdb, "C")->period_ns, cases[i].period_ns);
        mdb_free(&mdb);
    }
    xtce_expect("basis", RATE("basis='perContainerUpdate' minimumValue='1'"),
        "warning: only rates perSecond are supported: this one is left out\n");
    xtce_expect("none", RATE("basis='perSecond'"),
        "warning: the rate is not positive: left out\n");
    xtce_expect("word", RATE("minimumValue='often'"),
        "error: minimumValue 'often' is not a number\n");
}

static void
abstract_size_and_descriptions_are_kept(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(
        XTCE_CONTAINERS("<SequenceContainer name='C' abstract='true' "
                        "shortDescription='short'><LongDescription>long"
                        "</LongDescription><BinaryEncoding><SizeInBits>"
                        "<FixedValue>640</FixedValue></SizeInBits>"
                        "</BinaryEncoding><EntryList/></SequenceContainer>"));
    const struct mdb_container *c = xtce_container(mdb, "C");
    assert_true(c->is_abstract);
    assert_int_equal(c->size_bits, 640);
    assert_string_equal(c->short_description, "short");
    assert_string_equal(c->description, "long");
    assert_int_equal(c->restriction.op, MDB_ALWAYS);
    mdb_free(&mdb);
}

static void
a_base_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    xtce_expect("missing",
        XTCE_CONTAINERS(EMPTY("Header") CHILD("C", "Haeder")),
        "error: there is no container 'Haeder'; did you mean '/S/Header'?\n");
    xtce_expect("next",
        XTCE_CONTAINERS(EMPTY("A") "<SequenceContainer name='B'><EntryList/>"
                                   "<BaseContainer containerRef='A'>"
                                   "<RestrictionCriteria><NextContainer "
                                   "containerRef='A'/></RestrictionCriteria>"
                                   "</BaseContainer></SequenceContainer>"),
        "warning: NextContainer is not supported and is left out\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_are_in_the_order_of_the_file),
        cmocka_unit_test(the_root_is_told_or_not),
        cmocka_unit_test(the_slowest_rate_gives_the_period),
        cmocka_unit_test(abstract_size_and_descriptions_are_kept),
        cmocka_unit_test(a_base_that_is_not_there_is_an_error),
    };
    return check_run(tests);
}
