/*
 * test_load_encoding.c - integers, floats, strings, binaries and their orders.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#define INTEGER(encoding)                                                      \
    XTCE_TYPES("<IntegerParameterType name='t'><UnitSet/>" encoding            \
               "</IntegerParameterType>")
#define FLOAT(attributes)                                                      \
    XTCE_TYPES("<FloatParameterType "                                          \
               "name='t'><UnitSet/><FloatDataEncoding " attributes             \
               "/></FloatParameterType>")
#define TEXT(attributes, size)                                                 \
    XTCE_TYPES("<StringParameterType "                                         \
               "name='t'><UnitSet/><StringDataEncoding " attributes ">" size   \
               "</StringDataEncoding></StringParameterType>")

static void
every_coding_of_numbers_is_known(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        enum mdb_coding coding;
        enum mdb_kind raw;
        uint32_t bits;
        bool is_little, is_lsb_first;
    } cases[] = {
        {INTEGER("<IntegerDataEncoding/>"), MDB_UNSIGNED, MDB_UINT, 8, false,
            false},
        {INTEGER("<IntegerDataEncoding sizeInBits='12' encoding='unsigned'/>"),
            MDB_UNSIGNED, MDB_UINT, 12, false, false},
        {INTEGER("<IntegerDataEncoding sizeInBits='16' "
                 "encoding='twosComplement'/>"),
            MDB_TWOS_COMPLEMENT, MDB_INT, 16, false, false},
        {INTEGER("<IntegerDataEncoding encoding='twosCompliment'/>"),
            MDB_TWOS_COMPLEMENT, MDB_INT, 8, false, false},
        {INTEGER("<IntegerDataEncoding encoding='signMagnitude'/>"),
            MDB_SIGN_MAGNITUDE, MDB_INT, 8, false, false},
        {INTEGER("<IntegerDataEncoding encoding='onesComplement'/>"),
            MDB_ONES_COMPLEMENT, MDB_INT, 8, false, false},
        {INTEGER("<IntegerDataEncoding encoding='BCD' sizeInBits='24'/>"),
            MDB_BCD, MDB_UINT, 24, false, false},
        {INTEGER("<IntegerDataEncoding encoding='packedBCD' sizeInBits='20'/>"),
            MDB_PACKED_BCD, MDB_UINT, 20, false, false},
        {INTEGER("<IntegerDataEncoding sizeInBits='32' "
                 "byteOrder='leastSignificantByteFirst'/>"),
            MDB_UNSIGNED, MDB_UINT, 32, true, false},
        {INTEGER("<IntegerDataEncoding sizeInBits='16' byteOrder='0,1'/>"),
            MDB_UNSIGNED, MDB_UINT, 16, true, false},
        {INTEGER("<IntegerDataEncoding sizeInBits='16' byteOrder='1,0'/>"),
            MDB_UNSIGNED, MDB_UINT, 16, false, false},
        {INTEGER("<IntegerDataEncoding sizeInBits='16'><ByteOrderList><Byte "
                 "byteSignificance='0'/><Byte byteSignificance='1'/>"
                 "</ByteOrderList></IntegerDataEncoding>"),
            MDB_UNSIGNED, MDB_UINT, 16, true, false},
        {INTEGER("<IntegerDataEncoding sizeInBits='16'><ByteOrderList><Byte "
                 "byteSignificance='1'/><Byte byteSignificance='0'/>"
                 "</ByteOrderList></IntegerDataEncoding>"),
            MDB_UNSIGNED, MDB_UINT, 16, false, false},
        {INTEGER("<IntegerDataEncoding sizeInBits='4' "
                 "byteOrder='leastSignificantByteFirst' "
                 "bitOrder='leastSignificantBitFirst'/>"),
            MDB_UNSIGNED, MDB_UINT, 4, false, true},
        {FLOAT(""), MDB_IEEE754, MDB_FLOAT, 32, false, false},
        {FLOAT("sizeInBits='16' encoding='IEEE754'"), MDB_IEEE754, MDB_FLOAT,
            16, false, false},
        {FLOAT("sizeInBits='64' encoding='IEEE754_1985' "
               "byteOrder='leastSignificantByteFirst'"),
            MDB_IEEE754, MDB_FLOAT, 64, true, false},
        {FLOAT("sizeInBits='48' encoding='MILSTD_1750A'"), MDB_MILSTD1750A,
            MDB_FLOAT, 48, false, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        const struct mdb_type *t = xtce_type(mdb, "t");
        print_message("%s\n", cases[i].body);
        assert_int_equal(t->encoding.coding, cases[i].coding);
        assert_int_equal(t->raw_kind, cases[i].raw);
        assert_int_equal(t->encoding.bits, cases[i].bits);
        assert_int_equal(t->encoding.is_little_endian, cases[i].is_little);
        assert_int_equal(t->encoding.is_lsb_first, cases[i].is_lsb_first);
        mdb_free(&mdb);
    }
}

static void
what_is_not_supported_keeps_its_place_as_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
        int64_t bits;
    } cases[] = {
        {INTEGER("<IntegerDataEncoding sizeInBits='16' encoding='gray'/>"),
            "warning: integer encoding 'gray' is not supported: the value is "
            "shown as its bytes\n",
            16},
        {INTEGER("<IntegerDataEncoding sizeInBits='32' byteOrder='1,0,3,2'/>"),
            "warning: this order of bytes is not supported: the value is shown "
            "as its bytes\n",
            32},
        {INTEGER("<IntegerDataEncoding sizeInBits='12' "
                 "byteOrder='leastSignificantByteFirst'/>"),
            "warning: little-endian numbers need whole bytes: the value is "
            "shown as its bytes\n",
            12},
        {FLOAT("sizeInBits='32' encoding='DEC'"),
            "warning: float encoding 'DEC' of 32 bits is not supported: the "
            "value is shown as its bytes\n",
            32},
        {FLOAT("sizeInBits='24'"),
            "warning: float encoding 'IEEE754_1985' of 24 bits is not "
            "supported: the value is shown as its bytes\n",
            24},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb;
        char *notes = xtce_notes(cases[i].body, &mdb);
        const struct mdb_type *t = xtce_type(mdb, "t");
        assert_string_equal(notes, cases[i].notes);
        assert_int_equal(t->encoding.coding, MDB_CODED_BINARY);
        assert_int_equal(t->encoding.extent, MDB_EXTENT_BITS);
        assert_int_equal(t->encoding.size_bits.fixed, cases[i].bits);
        assert_int_equal(t->raw_kind, MDB_BINARY);
        assert_int_equal(t->eng_kind, MDB_BINARY);
        free(notes);
        mdb_free(&mdb);
    }
}

static void
strings_have_every_kind_of_size(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        enum mdb_charset charset;
        enum mdb_extent extent;
        int64_t size;
        uint32_t leading;
        uint8_t terminator_len, terminator[2];
    } cases[] = {
        {TEXT("", "<SizeInBits><Fixed><FixedValue>80</FixedValue></Fixed>"
                  "</SizeInBits>"),
            MDB_UTF8, MDB_EXTENT_BITS, 80, 0, 0, {0}},
        {TEXT("encoding='US-ASCII'",
             "<SizeInBits><FixedValue>16</FixedValue></SizeInBits>"),
            MDB_ASCII, MDB_EXTENT_BITS, 16, 0, 0, {0}},
        {TEXT("", "<SizeInBits><Fixed><FixedValue>80</FixedValue></Fixed>"
                  "<TerminationChar>00</TerminationChar></SizeInBits>"),
            MDB_UTF8, MDB_EXTENT_BITS, 80, 0, 1, {0}},
        {TEXT("encoding='UTF-16'",
             "<SizeInBits><TerminationChar>000D</TerminationChar>"
             "</SizeInBits>"),
            MDB_UTF16, MDB_EXTENT_TERMINATED, 0, 0, 2, {0, 13}},
        {TEXT("encoding='UTF-16' byteOrder='leastSignificantByteFirst'",
             "<Variable maxSizeInBits='64'><TerminationChar>0</TerminationChar>"
             "</Variable>"),
            MDB_UTF16LE, MDB_EXTENT_TERMINATED, 64, 0, 1, {0}},
        {TEXT("encoding='ISO-8859-1'",
             "<SizeInBits><LeadingSize sizeInBitsOfSizeTag='8'/></SizeInBits>"),
            MDB_LATIN1, MDB_EXTENT_LEADING, 0, 8, 0, {0}},
        {TEXT("encoding='Windows-1252'",
             "<Variable maxSizeInBits='800'><LeadingSize/></Variable>"),
            MDB_WINDOWS1252, MDB_EXTENT_LEADING, 800, 16, 0, {0}},
        {TEXT("sizeInBits='24'", ""), MDB_UTF8, MDB_EXTENT_BITS, 24, 0, 0, {0}},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        const struct mdb_encoding *e = &xtce_type(mdb, "t")->encoding;
        print_message("%s\n", cases[i].body);
        assert_int_equal(e->coding, MDB_CODED_STRING);
        assert_int_equal(e->charset, cases[i].charset);
        assert_int_equal(e->extent, cases[i].extent);
        assert_int_equal(e->size_bits.kind, MDB_FIXED);
        assert_int_equal(e->size_bits.fixed, cases[i].size);
        assert_int_equal(e->leading_bits, cases[i].leading);
        assert_int_equal(e->terminator_len, cases[i].terminator_len);
        assert_memory_equal(
            e->terminator, cases[i].terminator, e->terminator_len);
        mdb_free(&mdb);
    }
}

static void
sizes_can_come_from_the_packet(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(XTCE_TYPES(XTCE_UINT("u8",
        "8") "<BinaryParameterType name='b'><UnitSet/><BinaryDataEncoding>"
             "<SizeInBits><DynamicValue><ParameterInstanceRef "
             "parameterRef='LEN' "
             "useCalibratedValue='false'/><LinearAdjustment slope='8' "
             "intercept='-4'/></DynamicValue></SizeInBits></BinaryDataEncoding>"
             "</BinaryParameterType>") XTCE_PARAMS(XTCE_PARAM("LEN", "u8")));
    const struct mdb_int_value *v = &xtce_type(mdb, "b")->encoding.size_bits;
    assert_int_equal(v->kind, MDB_FROM_ITEM);
    assert_string_equal(mdb->item[v->item].name, "/S/LEN");
    assert_false(v->is_calibrated);
    assert_near(v->slope, 8, 0);
    assert_near(v->intercept, -4, 0);
    mdb_free(&mdb);
}

static void
a_size_only_an_algorithm_knows_leaves_the_value_out(void **state)
{
    (void)state;
    xtce_expect("algorithm",
        XTCE_TYPES("<BinaryParameterType name='b'><UnitSet/>"
                   "<BinaryDataEncoding><SizeInBits><FixedValue>-1"
                   "</FixedValue></SizeInBits><FromBinaryTransformAlgorithm/>"
                   "</BinaryDataEncoding></BinaryParameterType>")
            XTCE_PARAMS(XTCE_PARAM("B", "b"))
                XTCE_CONTAINERS(XTCE_CONTAINER("C", XTCE_ENTRY("B"))),
        "warning: FromBinaryTransformAlgorithm is not supported and is left "
        "out\nwarning: parameter '/S/B' has no data encoding: it and what "
        "stands behind it are left out\n");
}

static void
sizes_out_of_range_are_errors(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
    } cases[] = {
        {INTEGER("<IntegerDataEncoding sizeInBits='0'/>"),
            "error: sizeInBits 0 is not in the range 1 to 64\n"},
        {INTEGER("<IntegerDataEncoding sizeInBits='65'/>"),
            "error: sizeInBits 65 is not in the range 1 to 64\n"},
        {FLOAT("sizeInBits='-32'"),
            "error: sizeInBits -32 is not in the range 1 to 128\n"},
        {TEXT("", ""), "error: StringDataEncoding says no size\n"},
        {TEXT("", "<Variable/>"), "error: Variable says no size\n"},
        {TEXT("", "<SizeInBits><LeadingSize sizeInBitsOfSizeTag='99'/>"
                  "</SizeInBits>"),
            "error: sizeInBitsOfSizeTag 99 is not in the range 1 to 32\n"},
        {TEXT("", "<SizeInBits><TerminationChar>0001020304</TerminationChar>"
                  "</SizeInBits>"),
            "error: TerminationChar '0001020304' is not one to four "
            "hexadecimal bytes\n"},
        {INTEGER("<IntegerDataEncoding bitOrder='sideways'/>"),
            "error: 'sideways' is not a bit order\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        xtce_expect(cases[i].body, cases[i].body, cases[i].notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_coding_of_numbers_is_known),
        cmocka_unit_test(what_is_not_supported_keeps_its_place_as_bytes),
        cmocka_unit_test(strings_have_every_kind_of_size),
        cmocka_unit_test(sizes_can_come_from_the_packet),
        cmocka_unit_test(a_size_only_an_algorithm_knows_leaves_the_value_out),
        cmocka_unit_test(sizes_out_of_range_are_errors),
    };
    return check_run(tests);
}
