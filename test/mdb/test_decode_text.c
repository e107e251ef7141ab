/*
 * test_decode_text.c - strings and binaries: where they end, sizes that lie.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "support/decoded.h"
#include "support/snippets.h"

#define NEXT        X_UINT("U8", "8")
#define NEXT_PARAMS X_PARAM("S", "S_T") X_PARAM("N", "U8")
#define NEXT_ENTRY  X_CONTAINER("C", X_ENTRY("S") X_ENTRY("N"))

static void
fixed_texts_lose_their_padding(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"6162630000 07 00", "S=abc N=7"},
        {"6162636465 07 00", "S=abcde N=7"},
        {"0000000000 07 00", "S= N=7"},
        {"61ff620000 07 00", "S=a\xef\xbf\xbd"
                             "b N=7"},
        {"1b5b33316d 07 00", "S=\xef\xbf\xbd[31m N=7"},
        {"61626364", "TOO_SHORT"},
    };
    DECODED_ROWS(
        decoded_mdb(NEXT X_STRING("S_T", "UTF-8",
                        "<SizeInBits><Fixed>" X_FIXED("40") "</Fixed>"
                                                            "</SizeInBits>"),
            NEXT_PARAMS, NEXT_ENTRY),
        row);
}

static void
a_text_may_end_inside_its_field(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"61623b6364 07 00", "S=ab N=7"},
        {"3b62626364 07 00", "S= N=7"},
        {"6162636465 07 00", "S=abcde N=7"},
    };
    DECODED_ROWS(
        decoded_mdb(NEXT X_STRING("S_T", "US-ASCII",
                        "<SizeInBits><Fixed>" X_FIXED(
                            "40") "</Fixed>"
                                  "<TerminationChar>3B</TerminationChar>"
                                  "</SizeInBits>"),
            NEXT_PARAMS, NEXT_ENTRY),
        row);
}

static void
terminated_texts_end_at_their_terminator(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"6162 00 07", "S=ab N=7"},
        {"00 07", "S= N=7"},
        {"61626364 07", "S=abcd N=7"}, /* the maximum */
        {"6162636400 07", "S=abcd N=0"},
        {"616263", "TOO_SHORT"},
        {"6162 00", "S=ab TOO_SHORT"},
        {"", "TOO_SHORT"},
    };
    DECODED_ROWS(
        decoded_mdb(NEXT X_STRING("S_T", "UTF-8",
                        "<Variable maxSizeInBits='32'>"
                        "<TerminationChar>00</TerminationChar></Variable>"),
            NEXT_PARAMS, NEXT_ENTRY),
        row);
}

static void
wide_terminators_stand_at_whole_characters(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        /* 0x6100 0x0062 has a zero word only across characters */
        {"6100 0062 0000 07", "S=\xe6\x84\x80"
                              "b N=7"},
        {"0000 07", "S= N=7"},
    };
    DECODED_ROWS(
        decoded_mdb(NEXT X_STRING("S_T", "UTF-16BE",
                        "<Variable maxSizeInBits='640'>"
                        "<TerminationChar>0000</TerminationChar></Variable>"),
            NEXT_PARAMS, NEXT_ENTRY),
        row);
}

static void
leading_sizes_count_bytes(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"02 6162 07", "S=ab N=7"},
        {"00 07", "S= N=7"},
        {"02 61", "TOO_SHORT"},
        {"ff 6162 07", "BAD_SIZE"},       /* more than the packet has */
        {"05 6162636465 07", "BAD_SIZE"}, /* more than the maximum */
        {"", "TOO_SHORT"},
    };
    DECODED_ROWS(
        decoded_mdb(NEXT X_STRING("S_T", "UTF-8",
                        "<Variable maxSizeInBits='32'>"
                        "<LeadingSize sizeInBitsOfSizeTag='8'/></Variable>"),
            NEXT_PARAMS, NEXT_ENTRY),
        row);
}

static void
a_leading_size_may_stand_in_a_fixed_field(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"02 61626364 07", "S=ab N=7"},
        {"04 61626364 07", "S=abcd N=7"},
        {"05 61626364 07 08", "BAD_SIZE"}, /* beyond its field */
        {"ff 61626364 07 08 09", "BAD_SIZE"},
    };
    DECODED_ROWS(
        decoded_mdb(NEXT X_STRING("S_T", "UTF-8",
                        "<SizeInBits><Fixed>" X_FIXED(
                            "40") "</Fixed>"
                                  "<LeadingSize sizeInBitsOfSizeTag='8'/>"
                                  "</SizeInBits>"),
            NEXT_PARAMS, NEXT_ENTRY),
        row);
}

static void
sizes_come_from_other_values(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"02 6162 07", "L=2 S=ab N=7"},
        {"00 07", "L=0 S= N=7"},
        {"04 6162 07", "L=4 TOO_SHORT"},
        {"05 6162 07", "L=5 BAD_SIZE"}, /* more than the whole packet */
        {"03 6162", "L=3 TOO_SHORT"},
        {"ff 6162 07", "L=255 BAD_SIZE"},
    };
    DECODED_ROWS(decoded_mdb(NEXT X_STRING("S_T", "UTF-8",
                                 "<Variable maxSizeInBits='800'>" X_FROM_LINE(
                                     "L", "8", "0") "</Variable>"),
                     X_PARAM("L", "U8") NEXT_PARAMS,
                     X_CONTAINER("C", X_ENTRY("L") X_ENTRY("S") X_ENTRY("N"))),
        row);
}

static void
negative_sizes_are_bad(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"04 6162 07", "L=4 B=hex:6162 N=7"},
        {"02 07", "L=2 B=hex: N=7"},
        {"01 07", "L=1 BAD_SIZE"},
    };
    DECODED_ROWS(decoded_mdb(NEXT X_BINARY("B_T", X_FROM_LINE("L", "8", "-16")),
                     X_PARAM("L", "U8") X_PARAM("B", "B_T") X_PARAM("N", "U8"),
                     X_CONTAINER("C", X_ENTRY("L") X_ENTRY("B") X_ENTRY("N"))),
        row);
}

static void
a_size_that_is_not_there_is_bad(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"04 6162 07", "BAD_SIZE"},
    };
    DECODED_ROWS(decoded_mdb(NEXT X_BINARY("B_T", X_FROM("L")),
                     X_PARAM("L", "U8") X_PARAM("B", "B_T") X_PARAM("N", "U8"),
                     X_CONTAINER("C", X_ENTRY("B") X_ENTRY("L"))),
        row);
}

static void
texts_and_bytes_begin_at_any_bit(void **state)
{
    (void)state;
    struct mdb *mdb = decoded_mdb(
        X_UINT("U4", "4") X_STRING("S_T", "UTF-8",
            "<SizeInBits><Fixed>" X_FIXED("16") "</Fixed></SizeInBits>")
            X_BINARY("B_T", X_FIXED("12")),
        X_PARAM("A", "U4") X_PARAM("S", "S_T") X_PARAM("B", "B_T")
            X_PARAM("Z", "U4"),
        X_CONTAINER("C", X_ENTRY("A") X_ENTRY("S") X_ENTRY("B") X_ENTRY("Z")));
    char *got = decoded(mdb, "16162abc70");
    assert_string_equal(got, "A=1 S=ab B=hex:abc0 Z=7");
    free(got);
    got = decoded(mdb, "16162a");
    assert_string_equal(got, "A=1 S=ab TOO_SHORT");
    free(got);
    mdb_free(&mdb);
}

static void
every_terminator_is_searched_at_every_offset(void **state)
{
    (void)state;
    for (unsigned pad = 1; pad < 9; pad++) {
        char types[1024];
        snprintf(types, sizeof types,
            "<IntegerParameterType name='Pad' signed='false'>"
            "<IntegerDataEncoding sizeInBits='%u'/></IntegerParameterType>%s",
            pad,
            X_STRING("S_T", "UTF-8",
                "<Variable maxSizeInBits='800'>"
                "<TerminationChar>FFFE</TerminationChar></Variable>"));
        struct mdb *mdb =
            decoded_mdb(types, X_PARAM("PAD", "Pad") X_PARAM("S", "S_T"),
                X_CONTAINER("C", X_ENTRY("PAD") X_ENTRY("S")));
        /* pad zero bits, then 61 ff 62 ff fe */
        static const uint8_t text[] = {0x61, 0xff, 0x62, 0xff, 0xfe};
        uint8_t p[8] = {0};
        for (unsigned i = 0; i < 40; i++)
            if ((text[i / 8] >> (7 - i % 8) & 1) != 0)
                p[(pad + i) / 8] |= (uint8_t)(0x80 >> (pad + i) % 8);
        char *got = decoded_bytes(mdb, p, (pad + 40 + 7) / 8);
        assert_string_equal(got, "PAD=0 S=a\xef\xbf\xbd"
                                 "b");
        free(got);
        mdb_free(&mdb);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixed_texts_lose_their_padding),
        cmocka_unit_test(a_text_may_end_inside_its_field),
        cmocka_unit_test(terminated_texts_end_at_their_terminator),
        cmocka_unit_test(wide_terminators_stand_at_whole_characters),
        cmocka_unit_test(leading_sizes_count_bytes),
        cmocka_unit_test(a_leading_size_may_stand_in_a_fixed_field),
        cmocka_unit_test(sizes_come_from_other_values),
        cmocka_unit_test(negative_sizes_are_bad),
        cmocka_unit_test(a_size_that_is_not_there_is_bad),
        cmocka_unit_test(texts_and_bytes_begin_at_any_bit),
        cmocka_unit_test(every_terminator_is_searched_at_every_offset),
    };
    return check_run(tests);
}
