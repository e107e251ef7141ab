/*
 * test_decode_walk.c - everything that depends on the packet.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "support/decoded.h"
#include "support/snippets.h"

#define U8 X_UINT("U8", "8")
#define ABCD                                                                   \
    X_PARAM("A", "U8")                                                         \
    X_PARAM("B", "U8")                                                         \
    X_PARAM("C", "U8")                                                         \
    X_PARAM("D", "U"                                                           \
                 "8")

static void
repeats_are_counted_by_the_packet(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"00 09", "A=0 C=9"},
        {"01 02 09", "A=1 B=2 C=9"},
        {"03 02 03 04 09", "A=3 B=2 B=3 B=4 C=9"},
        {"03 02 03", "A=3 B=2 B=3 TOO_SHORT"},
        {"ff 02", "A=255 B=2 TOO_SHORT"},
    };
    DECODED_ROWS(decoded_mdb(U8, ABCD,
                     X_CONTAINER("R", X_ENTRY("A") X_ENTRY_WITH("B",
                                          X_REPEAT(X_FROM("A"))) X_ENTRY("C"))),
        row);
}

static void
repeats_may_have_gaps(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"02 ee 03 09", "A=2 A=3 C=9"},
        {"02 ee", "A=2 TOO_SHORT"},
    };
    DECODED_ROWS(decoded_mdb(U8, ABCD,
                     X_CONTAINER("R",
                         X_ENTRY_WITH("A", X_REPEAT_GAP(X_FIXED("2"),
                                               X_FIXED("8"))) X_ENTRY("C"))),
        row);
}

static void
entries_are_included_when_their_condition_holds(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"01 02 03", "A=1 B=2 C=3"},
        {"00 02 03", "A=0 C=2"},
        {"01", "A=1 TOO_SHORT"},
    };
    DECODED_ROWS(decoded_mdb(U8, ABCD,
                     X_CONTAINER("R", X_ENTRY("A") X_ENTRY_WITH("B",
                                          X_IF("A", "==", "1")) X_ENTRY("C"))),
        row);
}

static void
conditions_on_values_that_are_not_there_are_false(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"01 02", "A=1 C=2"},
    };
    DECODED_ROWS(
        decoded_mdb(U8, ABCD,
            X_CONTAINER("R",
                X_ENTRY("A") X_ENTRY_WITH("B", X_IF("C", "!=", "77"))
                    X_ENTRY_WITH("D", X_IF("D", "==", "0")) X_ENTRY("C"))),
        row);
}

static void
containers_stand_in_containers(void **state)
{
    (void)state;
    /* "container start" inside means the start of the part. */
    static const struct decoded_row row[] = {
        {"02 11 12 21 22 09", "A=2 C=18 B=17 C=34 B=33 D=9"},
        {"02 11 12 21", "A=2 C=18 B=17 TOO_SHORT"},
    };
    DECODED_ROWS(
        decoded_mdb(U8, ABCD,
            X_CONTAINER("Part",
                X_ENTRY_WITH("C", X_AT("containerStart", X_FIXED("8")))
                    X_ENTRY_WITH("B", X_AT("containerStart", X_FIXED("0"))))
                X_ABSTRACT("R", X_ENTRY("A") X_REF_WITH("Part",
                                    X_REPEAT_GAP(X_FROM("A"), X_FIXED("8"))))
                    X_CHILD("Whole", "R", "A", "2",
                        X_ENTRY_WITH(
                            "D", X_AT("containerStart", X_FIXED("40"))))),
        row);
}

static void
an_abstract_part_stands_for_its_children(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"01 05 09", "A=1 B=5 D=9"},
        {"02 05 06 09", "A=2 C=5 C=6 D=9"},
        {"03 09", "A=3 D=9"},
    };
    DECODED_ROWS(decoded_mdb(U8, ABCD,
                     X_ABSTRACT("Part", X_ENTRY("A")) X_CHILD("One", "Part",
                         "A", "1", X_ENTRY("B")) X_CHILD("Two", "Part", "A",
                         "2", X_ENTRY_WITH("C", X_REPEAT(X_FIXED("2"))))
                         X_ABSTRACT("R", X_REF_WITH("Part", "") X_ENTRY("D"))
                             X_CHILD("All", "R", "D", "9", "")),
        row);
}

static void
locations_count_from_start_end_and_next(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"01 02 03 04 05 06", "A=1 B=4 C=6 D=5"},
        {"01 02 03 04", "A=1 B=4 C=4 D=3"},
    };
    DECODED_ROWS(
        decoded_mdb(U8, ABCD,
            X_CONTAINER("R",
                X_ENTRY("A") X_ENTRY_WITH(
                    "B", X_AT("containerStart", X_FIXED("24")))
                    X_ENTRY_WITH("C", X_AT("containerEnd", X_FIXED("0")))
                        X_ENTRY_WITH("D", X_AT("containerEnd", X_FIXED("8"))))),
        row);
    static const struct decoded_row before_next[] = {
        {"01 02 03 04 05 06", "A=1 B=3 C=5"},
    };
    DECODED_ROWS(
        decoded_mdb(U8, ABCD,
            X_CONTAINER("R",
                X_ENTRY("A") X_ENTRY_WITH("B", X_AT("nextEntry", X_FIXED("8")))
                    X_ENTRY_WITH("C", X_AT("containerStart", X_FIXED("32"))))),
        before_next);
}

static void
places_before_the_packet_are_bad(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"01 02 03 04", "A=1 BAD_SIZE"},
    };
    DECODED_ROWS(
        decoded_mdb(U8, ABCD,
            X_CONTAINER("R", X_ENTRY("A") X_ENTRY_WITH(
                                 "B", X_AT("previousEntry", X_FIXED("-16"))))),
        row);
    DECODED_ROWS(
        decoded_mdb(U8, ABCD,
            X_CONTAINER("R", X_ENTRY("A") X_ENTRY_WITH(
                                 "B", X_AT("containerEnd", X_FIXED("32"))))),
        row);
}

static void
offsets_come_from_the_packet_too(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"08 02 03 04", "A=8 B=3 C=4"},
        {"00 02 03 04", "A=0 B=2 C=3"},
        {"f0 02 03 04", "A=240 TOO_SHORT"},
    };
    DECODED_ROWS(decoded_mdb(U8, ABCD,
                     X_CONTAINER("R",
                         X_ENTRY("A") X_ENTRY_WITH("B",
                             X_AT("previousEntry", X_FROM("A"))) X_ENTRY("C"))),
        row);
}

#define ARRAY(name, end)                                                       \
    "<ArrayParameterType name='" name "' arrayTypeRef='U8'><DimensionList>"    \
    "<Dimension><StartingIndex>" X_FIXED(                                      \
        "0") "</StartingIndex><EndingIndex>" end                               \
             "</EndingIndex></Dimension></DimensionList></ArrayParameterType>"

static void
arrays_are_as_long_as_the_packet_says(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"01 07 09", "A=1 V[0]=7 B=9"},
        {"03 07 08 09 0a", "A=3 V[0]=7 V[1]=8 V[2]=9 B=10"},
        {"00 09", "A=0 B=9"}, /* empty: from 0 to -1 */
        {"04 07 08", "A=4 V[0]=7 V[1]=8 TOO_SHORT"},
    };
    DECODED_ROWS(
        decoded_mdb(U8 ARRAY("V_T", X_FROM_LINE("A", "1", "-1")),
            ABCD X_PARAM("V", "V_T"),
            X_CONTAINER("R", X_ENTRY("A") "<ArrayParameterRefEntry "
                                          "parameterRef='V'/>" X_ENTRY("B"))),
        row);
}

#define DIMENSION(a, b)                                                        \
    "<Dimension><StartingIndex>" X_FIXED(                                      \
        a) "</StartingIndex><EndingIndex>" X_FIXED(b) "</EndingIndex></"       \
                                                      "Dimension>"

static void
an_entry_may_hold_a_part_of_an_array(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"01 02 03 04", "G[0][1]=1 G[0][2]=2 G[1][1]=3 G[1][2]=4"},
        {"01 02 03", "G[0][1]=1 G[0][2]=2 G[1][1]=3 TOO_SHORT"},
    };
    DECODED_ROWS(
        decoded_mdb(U8 "<ArrayParameterType name='G_T' arrayTypeRef='U8'>"
                       "<DimensionList>" DIMENSION("0", "1")
                           DIMENSION("0", "2") "</DimensionList>"
                                               "</ArrayParameterType>",
            ABCD X_PARAM("G", "G_T"),
            X_CONTAINER("R",
                "<ArrayParameterRefEntry "
                "parameterRef='G'><DimensionList>" DIMENSION("0", "1")
                    DIMENSION(
                        "1", "2") "</DimensionList></ArrayParameterRefEntry>")),
        row);
}

/* clang-format off */
static const char structures[] =
    X_CONTAINER("Base", X_ENTRY("B"))
    "<SequenceContainer name='Part'><EntryList>" X_ENTRY("C") "</EntryList>"
    "<BaseContainer containerRef='Base'/></SequenceContainer>"
    X_CONTAINER("R",
        X_ENTRY("A")
        X_ENTRY_WITH("V", X_AT("containerEnd", X_FIXED("0")))
        X_ENTRY_WITH("S", X_AT("containerEnd", X_FIXED("24")))
        X_REF_WITH("Part", X_AT("containerEnd", X_FIXED("40"))))
    X_CHILD("Never", "R", "A", "200", "");
/* clang-format on */

static void
whole_structures_can_be_placed_by_their_end(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"01 02 03 04 05 06 07 08 09", "A=1 V[0]=8 V[1]=9 S.x=5 S.y=6 B=3 C=4"},
        {"01 02 03", "A=1 V[0]=2 V[1]=3 BAD_SIZE"},
    };
    DECODED_ROWS(
        decoded_mdb(
            U8 ARRAY("V_T",
                X_FIXED("1")) "<AggregateParameterType name='S_T'><MemberList>"
                              "<Member name='x' typeRef='U8'/>"
                              "<Member name='y' typeRef='U8'/></MemberList>"
                              "</AggregateParameterType>",
            ABCD X_PARAM("V", "V_T") X_PARAM("S", "S_T"), structures),
        row);
}

static void
the_container_that_matched_last_is_named(void **state)
{
    (void)state;
    /* The base is dynamic: the children are found by decoded values. */
    static const struct decoded_row row[] = {
        {"01 05 02 07", "A=1 B=5 C=2 D=7"},
        {"00 02 07", "A=0 C=2 D=7"},
        {"00 03 07", "A=0 C=3 UNKNOWN"},
        {"00 02", "A=0 C=2 TOO_SHORT"},
        {"00", "A=0 TOO_SHORT"},
    };
    DECODED_ROWS(decoded_mdb(U8, ABCD,
                     X_ABSTRACT("R", X_ENTRY("A") X_ENTRY_WITH("B",
                                         X_REPEAT(X_FROM("A"))) X_ENTRY("C"))
                         X_CHILD("K1", "R", "C", "1", X_ENTRY("D"))
                             X_CHILD("K2", "R", "C", "2", X_ENTRY("D"))
                                 X_CHILD("K4", "R", "C", "4", X_ENTRY("D"))),
        row);
}

/* A packet of 65542 bytes whose counts say 255 times 255 times 255 costs no
 * more than its bits allow. */
static void
hostile_counts_are_bounded_by_the_packet(void **state)
{
    (void)state;
    struct mdb *mdb = decoded_mdb(
        U8 X_STRING("S_T", "UTF-8",
            "<Variable maxSizeInBits='8000'>" X_FROM_LINE(
                "B", "0", "0") "</Variable>"),
        ABCD X_PARAM("S", "S_T"),
        X_CONTAINER(
            "L3", X_ENTRY_WITH("S", X_REPEAT(X_FROM_LINE("A", "1000000", "0"))))
            X_CONTAINER(
                "L2", X_REF_WITH("L3", X_REPEAT(X_FROM_LINE("A", "1000", "0"))))
                X_ABSTRACT("R", X_ENTRY("A") X_ENTRY("B") X_REF_WITH("L2",
                                    X_REPEAT(X_FROM_LINE("A", "1000", "0"))))
                    X_CHILD("All", "R", "A", "255", "")
                        X_CHILD("Some", "R", "A", "1", ""));
    uint8_t *p = malloc(65542);
    memset(p, 0xff, 65542);
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    struct mdb_frame f;
    mdb_decode(d, MDB_NIL, p, 65542, &f);
    assert_int_equal(f.result, MDB_BAD_SIZE);
    assert_true(f.n <= 65542 * 8 + 5000);
    p[0] = 1;
    mdb_decode(d, MDB_NIL, p, 100, &f);
    assert_int_equal(f.result, MDB_BAD_SIZE);
    assert_true(f.n <= 100 * 8 + 5000);
    mdb_decoder_free(&d);
    mdb_free(&mdb);
    free(p);
}

/* Every packet of a few random bytes ends in some result, inside its bytes;
 * the values are a prefix of those of the longer packet. */
static void
random_packets_end_well(void **state)
{
    (void)state;
    struct mdb *mdb = decoded_mdb(
        U8 X_UINT("U3", "3") ARRAY("V_T", X_FROM("B"))
            X_BINARY("B_T", X_FROM_LINE("C", "3", "-5")),
        ABCD X_PARAM("E", "U3") X_PARAM("V", "V_T") X_PARAM("X", "B_T"),
        X_CONTAINER("Part",
            X_ENTRY("B") X_ENTRY_WITH("E", X_IF("B", "&gt;", "3")) X_ENTRY("C")
                X_ENTRY("X")) X_ABSTRACT("R",
            X_ENTRY("A") X_REF_WITH("Part", X_REPEAT(X_FROM("E"))) X_ENTRY("E")
                X_REF_WITH("Part", X_REPEAT(X_FROM("E")))) X_CHILD("One", "R",
            "E", "1", "<ArrayParameterRefEntry parameterRef='V'/>")
            X_CHILD("Two", "R", "E", "2",
                X_ENTRY_WITH("D", X_AT("containerEnd", X_FROM("C")))));
    uint32_t x = 17;
    for (int round = 0; round < 20000; round++) {
        uint8_t p[24];
        for (size_t i = 0; i < sizeof p; i++) {
            x = x * 1664525 + 1013904223;
            p[i] = (uint8_t)((x >> 24) % (round % 3 == 0 ? 256u : 12u));
        }
        free(decoded_bytes(mdb, p, (size_t)round % (sizeof p + 1)));
    }
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repeats_are_counted_by_the_packet),
        cmocka_unit_test(repeats_may_have_gaps),
        cmocka_unit_test(entries_are_included_when_their_condition_holds),
        cmocka_unit_test(conditions_on_values_that_are_not_there_are_false),
        cmocka_unit_test(containers_stand_in_containers),
        cmocka_unit_test(an_abstract_part_stands_for_its_children),
        cmocka_unit_test(locations_count_from_start_end_and_next),
        cmocka_unit_test(places_before_the_packet_are_bad),
        cmocka_unit_test(offsets_come_from_the_packet_too),
        cmocka_unit_test(arrays_are_as_long_as_the_packet_says),
        cmocka_unit_test(an_entry_may_hold_a_part_of_an_array),
        cmocka_unit_test(whole_structures_can_be_placed_by_their_end),
        cmocka_unit_test(the_container_that_matched_last_is_named),
        cmocka_unit_test(hostile_counts_are_bounded_by_the_packet),
        cmocka_unit_test(random_packets_end_well),
    };
    return check_run(tests);
}
