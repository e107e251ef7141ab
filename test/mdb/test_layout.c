/*
 * test_layout.c - places of values that never change, and when there are none.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/layout.h"

#define BODY(containers)                                                       \
    XTCE_TYPES(XTCE_UINT("u3", "3") XTCE_UINT("u8",                            \
        "8") "<AggregateParameterType name='pair'><MemberList><Member "        \
             "name='x' "                                                       \
             "typeRef='u3'/><Member name='y' typeRef='u8'/></MemberList>"      \
             "</AggregateParameterType><ArrayParameterType name='list' "       \
             "arrayTypeRef='pair'><DimensionList><Dimension><EndingIndex>"     \
             "<FixedValue>1</FixedValue></EndingIndex></Dimension>"            \
             "</DimensionList></ArrayParameterType><StringParameterType "      \
             "name='text'><UnitSet/><StringDataEncoding sizeInBits='24'/>"     \
             "</StringParameterType><StringParameterType "                     \
             "name='open'><UnitSet/>"                                          \
             "<StringDataEncoding><SizeInBits><TerminationChar>00"             \
             "</TerminationChar></SizeInBits></StringDataEncoding>"            \
             "</StringParameterType>")                                         \
    XTCE_PARAMS(XTCE_PARAM("A", "u8") XTCE_PARAM("B", "u8") XTCE_PARAM(        \
        "L", "list") XTCE_PARAM("T", "text") XTCE_PARAM("O", "open"))          \
    XTCE_CONTAINERS(containers)
#define PLACED(param, reference, bits)                                         \
    "<ParameterRefEntry parameterRef='" param                                  \
    "'><LocationInContainerInBits referenceLocation='" reference               \
    "'><FixedValue>" bits                                                      \
    "</FixedValue></LocationInContainerInBits></ParameterRefEntry>"

/* "A@0+8 B@8+8": item, bit, width. */
static char *
places_text(const struct mdb *mdb, const char *container)
{
    struct strbuf out = {0};
    struct mdb_place *place;
    size_t n;
    const struct mdb_container *c = xtce_container(mdb, container);
    bool is_static =
        mdb_places(mdb, mdb_find_container(mdb, container), &place, &n);
    assert_true(is_static == (c->layout != NULL));
    if (!is_static) {
        assert_null(place);
        return xstrdup("dynamic");
    }
    assert_int_equal(c->n_layout, n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(c->layout[i], place[i].item);
        strbuf_addf(&out, "%s%s@%u+%u", i > 0 ? " " : "",
            mdb->item[place[i].item].name + 3, (unsigned)place[i].bit,
            place[i].bits);
    }
    free(place);
    return strbuf_take(&out);
}

static void
values_are_placed_as_the_container_says(void **state)
{
    (void)state;
    static const struct {
        const char *body, *places; /* of container C */
    } cases[] = {
        {BODY(XTCE_CONTAINER("C", "")), ""},
        {BODY(XTCE_CONTAINER("C", XTCE_ENTRY("A") XTCE_ENTRY("B"))),
            "A@0+8 B@8+8"},
        {BODY(XTCE_CONTAINER(
             "C", XTCE_ENTRY("L") XTCE_ENTRY("T") XTCE_ENTRY("A"))),
            "L[0].x@0+3 L[0].y@3+8 L[1].x@11+3 L[1].y@14+8 T@22+24 A@46+8"},
        {BODY(XTCE_CONTAINER("C",
             "<FixedValueEntry sizeInBits='5'/>" XTCE_ENTRY("A")
                 PLACED("B", "previousEntry", "-8"))),
            "A@5+8 B@5+8"},
        {BODY(XTCE_CONTAINER("C",
             PLACED("A", "containerStart", "100") XTCE_ENTRY("B")
                 PLACED("A", "containerStart", "3"))),
            "A@100+8 B@108+8 A@3+8"},
        {BODY(XTCE_CONTAINER("P", XTCE_ENTRY("A")) XTCE_CONTAINER("C",
             XTCE_ENTRY("B") "<ContainerRefEntry containerRef='P'/>" XTCE_ENTRY(
                 "B"))),
            "B@0+8 A@8+8 B@16+8"},
        {BODY(XTCE_CONTAINER(
             "P", XTCE_ENTRY(
                      "A")) "<SequenceContainer "
                            "name='C'><EntryList>" XTCE_ENTRY(
                                "B") "</EntryList>"
                                     "<BaseContainer "
                                     "containerRef='P'/></SequenceContainer>"),
            "A@0+8 B@8+8"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        char *text = places_text(mdb, "C");
        assert_string_equal(text, cases[i].places);
        free(text);
        mdb_free(&mdb);
    }
}

static void
nothing_is_fixed_when_the_packet_decides(void **state)
{
    (void)state;
    static const char *const body[] = {
        BODY(XTCE_CONTAINER("C", XTCE_ENTRY("O"))),
        BODY(XTCE_CONTAINER("C", PLACED("A", "containerEnd", "8"))),
        BODY(
            XTCE_CONTAINER("C", PLACED("A", "nextEntry", "0") XTCE_ENTRY("B"))),
        BODY(XTCE_CONTAINER("C",
            "<ParameterRefEntry parameterRef='A'><IncludeCondition><Comparison "
            "parameterRef='B' value='1'/></IncludeCondition>"
            "</ParameterRefEntry>")),
        BODY(XTCE_CONTAINER("C",
            "<ParameterRefEntry parameterRef='A'><RepeatEntry><Count>"
            "<FixedValue>2</FixedValue></Count></RepeatEntry>"
            "</ParameterRefEntry>")),
        BODY(XTCE_CONTAINER("C", PLACED("A", "previousEntry", "-1"))),
        BODY(XTCE_CONTAINER("P", XTCE_ENTRY("O"))
                XTCE_CONTAINER("C", "<ContainerRefEntry containerRef='P'/>")),
    };
    for (size_t i = 0; i < ARRAY_LEN(body); i++) {
        struct mdb *mdb = xtce_good(body[i]);
        char *text = places_text(mdb, "C");
        print_message("%zu\n", i);
        assert_string_equal(text, "dynamic");
        free(text);
        mdb_free(&mdb);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_placed_as_the_container_says),
        cmocka_unit_test(nothing_is_fixed_when_the_packet_decides),
    };
    return check_run(tests);
}
