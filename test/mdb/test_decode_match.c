/*
 * test_decode_match.c - which container a packet is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "common/xalloc.h"
#include "support/decoded.h"

#define U(name, bits)                                                          \
    "<IntegerParameterType name='" name "' signed='false'>"                    \
    "<IntegerDataEncoding sizeInBits='" bits "'/></IntegerParameterType>"
#define S(name, bits)                                                          \
    "<IntegerParameterType name='" name "' signed='true'>"                     \
    "<IntegerDataEncoding sizeInBits='" bits                                   \
    "' encoding='twosComplement'/></IntegerParameterType>"
#define P(name, type) "<Parameter name='" name "' parameterTypeRef='" type "'/>"
#define E(name)       "<ParameterRefEntry parameterRef='" name "'/>"
#define ROOT(entries)                                                          \
    "<SequenceContainer name='Root' abstract='true'><EntryList>" entries       \
    "</EntryList></SequenceContainer>"
#define CHILD(name, base, criteria, entries)                                   \
    "<SequenceContainer name='" name "'><EntryList>" entries "</EntryList>"    \
    "<BaseContainer containerRef='" base "'><RestrictionCriteria>" criteria    \
    "</RestrictionCriteria></BaseContainer></SequenceContainer>"
#define IS(p, op, v)                                                           \
    "<Comparison parameterRef='" p "' comparisonOperator='" op "' value='" v   \
    "'/>"
#define LIST(x) "<ComparisonList>" x "</ComparisonList>"

struct row {
    const char *hex, *container;
};

/* The container of each packet, by plan and (a check of decoded()) by walk. */
static void
check(struct mdb *mdb, const struct row *row, size_t n)
{
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    for (size_t i = 0; i < n; i++) {
        uint8_t p[32];
        size_t len = 0;
        for (const char *s = row[i].hex; *s != '\0'; s += 2) {
            while (*s == ' ')
                s++;
            unsigned byte;
            assert_int_equal(sscanf(s, "%2x", &byte), 1);
            p[len++] = (uint8_t)byte;
        }
        struct mdb_frame f;
        mdb_decode(d, MDB_NIL, p, len, &f);
        print_message("%s\n", row[i].hex);
        assert_string_equal(
            mdb->container[f.container].short_name, row[i].container);
        free(decoded_bytes(mdb, p, len));
    }
    mdb_decoder_free(&d);
    mdb_free(&mdb);
}
#define CHECK(mdb, rows) check(mdb, rows, sizeof(rows) / sizeof *(rows))

static void
every_operator_compares(void **state)
{
    (void)state;
    static const struct row row[] = {
        {"05 00 00 00 00 00 00 00", "Five"},
        {"00 00 00 00 00 00 00 00", "Zero"},
        {"01 00 00 00 00 00 00 00", "Low"},
        {"04 00 00 00 00 00 00 00", "Low"},
        {"06 00 00 00 00 00 00 00", "Middle"},
        {"08 00 00 00 00 00 00 00", "Middle"},
        {"09 00 00 00 00 00 00 00", "High"},
        {"ff 00 00 00 00 00 00 00", "Top"},
    };
    CHECK(decoded_mdb(U("U8", "8"), P("A", "U8"),
              ROOT(E("A")) CHILD("Five", "Root", IS("A", "==", "5"), "")
                  CHILD("Top", "Root", IS("A", "&gt;=", "200"), "")
                      CHILD("High", "Root", IS("A", "&gt;", "8"), "") CHILD(
                          "Zero", "Root", IS("A", "&lt;=", "0"), "")
                          CHILD("Low", "Root", IS("A", "&lt;", "5"), "")
                              CHILD("Middle", "Root", IS("A", "!=", "5"), "")),
        row);
}

static void
the_first_child_in_the_file_wins(void **state)
{
    (void)state;
    /* Enough children with == to make a table, and one without before. */
    static const struct row row[] = {
        {"01 01 00 00 00 00 00 00", "One"},
        {"02 01 00 00 00 00 00 00", "Two"},
        {"03 01 00 00 00 00 00 00", "ThreeA"},
        {"03 00 00 00 00 00 00 00", "ThreeB"},
        {"04 09 00 00 00 00 00 00", "Nine"},
        {"01 09 00 00 00 00 00 00", "One"},
        {"03 09 00 00 00 00 00 00", "ThreeB"},
        {"02 09 00 00 00 00 00 00", "Nine"},
        {"07 00 00 00 00 00 00 00", "Root"},
    };
    CHECK(decoded_mdb(U("U8", "8"), P("A", "U8") P("B", "U8"),
              ROOT(E("A") E("B")) CHILD("One", "Root", IS("A", "==", "1"), "")
                  CHILD("ThreeA", "Root",
                      LIST(IS("A", "==", "3") IS("B", "==", "1")), "")
                      CHILD("ThreeB", "Root", IS("A", "==", "3"), "")
                          CHILD("Nine", "Root", IS("B", "==", "9"), "")
                              CHILD("Two", "Root", IS("A", "==", "2"), "")),
        row);
}

static void
signed_fields_are_compared_as_signed(void **state)
{
    (void)state;
    static const struct row row[] = {
        {"ff ff 00 00 00 00 00 00", "MinusOne"},
        {"80 00 00 00 00 00 00 00", "Negative"},
        {"00 01 00 00 00 00 00 00", "Other"},
        {"7f ff 00 00 00 00 00 00", "Other"},
    };
    CHECK(decoded_mdb(S("S16", "16"), P("A", "S16"),
              ROOT(E("A")) CHILD("MinusOne", "Root", IS("A", "==", "-1"), "")
                  CHILD("Never", "Root", IS("A", "==", "70000"), "")
                      CHILD("Negative", "Root", IS("A", "&lt;", "0"), "")
                          CHILD("Other", "Root", IS("A", "!=", "0"), "")),
        row);
}

static void
children_of_children_are_found(void **state)
{
    (void)state;
    static const struct row row[] = {
        {"01 02 03 00 00 00 00 00", "Leaf"},
        {"01 02 04 00 00 00 00 00", "Second"},
        {"01 03 03 00 00 00 00 00", "First"},
        {"02 02 03 00 00 00 00 00", "Root"},
    };
    CHECK(decoded_mdb(U("U8", "8"), P("A", "U8") P("B", "U8") P("C", "U8"),
              ROOT(E("A")) CHILD("First", "Root", IS("A", "==", "1"), E("B"))
                  CHILD("Second", "First", IS("B", "==", "2"), E("C"))
                      CHILD("Leaf", "Second", IS("C", "==", "3"), "")),
        row);
}

static void
boolean_expressions_are_evaluated(void **state)
{
    (void)state;
#define COND(p, op, v)                                                         \
    "<Condition><ParameterInstanceRef parameterRef='" p "'/>"                  \
    "<ComparisonOperator>" op "</ComparisonOperator><Value>" v                 \
    "</Value></Condition>"
    static const struct row row[] = {
        {"01 00 00 00 00 00 00 00", "Either"},
        {"05 07 00 00 00 00 00 00", "Either"},
        {"05 04 00 00 00 00 00 00", "Less"},
        {"05 05 00 00 00 00 00 00", "Less"},
        {"05 06 00 00 00 00 00 00", "Root"},
    };
    CHECK(decoded_mdb(U("U8", "8"), P("A", "U8") P("B", "U8"),
              ROOT(E("A") E("B")) CHILD("Either", "Root",
                  "<BooleanExpression><ORedConditions>" COND("A", "==",
                      "1") "<ANDedConditions>" COND("A", "==", "5") COND("B",
                      "==", "7") "</ANDedConditions>"
                                 "</ORedConditions></BooleanExpression>",
                  "") CHILD("Less", "Root",
                  "<BooleanExpression><Condition>"
                  "<ParameterInstanceRef parameterRef='B'/>"
                  "<ComparisonOperator>&lt;=</ComparisonOperator>"
                  "<ParameterInstanceRef parameterRef='A'/>"
                  "</Condition></BooleanExpression>",
                  "")),
        row);
}

static void
labels_select_by_their_whole_range(void **state)
{
    (void)state;
    static const struct row row[] = {
        {"01 00 00 00 00 00 00 00", "On"},
        {"04 00 00 00 00 00 00 00", "On"},
        {"00 00 00 00 00 00 00 00", "Off"},
        {"05 00 00 00 00 00 00 00", "Root"},
    };
    CHECK(decoded_mdb("<EnumeratedParameterType name='M'>"
                      "<IntegerDataEncoding sizeInBits='8'/><EnumerationList>"
                      "<Enumeration value='0' label='OFF'/>"
                      "<Enumeration value='1' maxValue='4' label='ON'/>"
                      "</EnumerationList></EnumeratedParameterType>",
              P("A", "M"),
              ROOT(E("A")) CHILD("On", "Root", IS("A", "==", "ON"), "")
                  CHILD("Off", "Root", IS("A", "==", "OFF"), "")),
        row);
}

static void
calibrated_and_raw_values_are_not_confused(void **state)
{
    (void)state;
    static const struct row row[] = {
        {"05 00 00 00 00 00 00 00", "Calibrated"}, /* 5 is 10 */
        {"0a 00 00 00 00 00 00 00", "Raw"},
        {"0b 00 00 00 00 00 00 00", "Root"},
    };
    CHECK(decoded_mdb("<FloatParameterType name='F' sizeInBits='64'>"
                      "<IntegerDataEncoding sizeInBits='8'><DefaultCalibrator>"
                      "<PolynomialCalibrator>"
                      "<Term coefficient='2' exponent='1'/>"
                      "</PolynomialCalibrator></DefaultCalibrator>"
                      "</IntegerDataEncoding></FloatParameterType>",
              P("A", "F"),
              ROOT(E("A")) CHILD("Calibrated", "Root", IS("A", "==", "10"), "")
                  CHILD("Raw", "Root",
                      "<Comparison parameterRef='A' value='10' "
                      "useCalibratedValue='false'/>",
                      "")),
        row);
}

static void
a_header_that_is_cut_selects_nothing(void **state)
{
    (void)state;
    static const struct row row[] = {
        {"", "Root"},
        {"01", "Root"},
        {"01 02", "Child"},
        {"01 02 03", "Child"},
    };
    CHECK(decoded_mdb(U("U8", "8"), P("A", "U8") P("B", "U8") P("C", "U8"),
              ROOT(E("A") E("B"))
                  CHILD("Child", "Root", IS("B", "==", "2"), E("C"))),
        row);
}

/* The flag in the primary header decides whether a secondary one is there. */
static void
a_missing_secondary_header_is_not_read(void **state)
{
    (void)state;
    static const struct row row[] = {
        {"08 05 c0 00 00 03 11 22 33 44", "With"},
        {"00 05 c0 00 00 03 11 22 33 44", "Without"},
        {"08 05 c0 00 00 00 11", "With"}, /* too short, and said so */
    };
    struct mdb *mdb =
        decoded_mdb(U("U4", "4") U("U1", "1") U("U11", "11") U("U32", "32"),
            P("ID", "U4") P("SECONDARY", "U1") P("APID", "U11") P("REST", "U32")
                P("TIME", "U32"),
            ROOT(E("ID") E("SECONDARY") E("APID") E("REST"))
                CHILD("With", "Root", IS("SECONDARY", "==", "1"), E("TIME"))
                    CHILD("Without", "Root", IS("SECONDARY", "==", "0"), ""));
    char *got = decoded(mdb, "0005c000000311223344");
    assert_string_equal(got, "ID=0 SECONDARY=0 APID=5 REST=3221225475");
    free(got);
    got = decoded(mdb, "0805c000000011");
    assert_string_equal(
        got, "ID=0 SECONDARY=1 APID=5 REST=3221225472 TOO_SHORT");
    free(got);
    CHECK(mdb, row);
}

/* A table of 1500 children behind a field at an odd place. */
static void
many_children_are_found_by_table(void **state)
{
    (void)state;
    struct strbuf containers = {0};
    strbuf_adds(&containers, ROOT(E("PAD") E("A")));
    for (int i = 0; i < 1500; i++)
        strbuf_addf(&containers,
            "<SequenceContainer name='C%d'><EntryList/>"
            "<BaseContainer containerRef='Root'><RestrictionCriteria>"
            "<Comparison parameterRef='A' value='%d'/>"
            "</RestrictionCriteria></BaseContainer></SequenceContainer>",
            i, i * 7);
    struct mdb *mdb = decoded_mdb(U("U3", "3") U("U14", "14"),
        P("PAD", "U3") P("A", "U14"), strbuf_get(&containers));
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    for (unsigned v = 0; v < 16384; v++) {
        /* 14 bits behind 3: bits 3 to 16 */
        uint32_t word = v << 15;
        uint8_t p[8] = {
            (uint8_t)(word >> 24), (uint8_t)(word >> 16), (uint8_t)(word >> 8)};
        struct mdb_frame f;
        char want[16] = "Root";
        mdb_decode(d, MDB_NIL, p, sizeof p, &f);
        if (v % 7 == 0 && v / 7 < 1500)
            snprintf(want, sizeof want, "C%u", v / 7);
        assert_string_equal(mdb->container[f.container].short_name, want);
        assert_int_equal(f.raw[1], v);
    }
    mdb_decoder_free(&d);
    mdb_free(&mdb);
    strbuf_fini(&containers);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operator_compares),
        cmocka_unit_test(the_first_child_in_the_file_wins),
        cmocka_unit_test(signed_fields_are_compared_as_signed),
        cmocka_unit_test(children_of_children_are_found),
        cmocka_unit_test(boolean_expressions_are_evaluated),
        cmocka_unit_test(labels_select_by_their_whole_range),
        cmocka_unit_test(calibrated_and_raw_values_are_not_confused),
        cmocka_unit_test(a_header_that_is_cut_selects_nothing),
        cmocka_unit_test(a_missing_secondary_header_is_not_read),
        cmocka_unit_test(many_children_are_found_by_table),
    };
    return check_run(tests);
}
