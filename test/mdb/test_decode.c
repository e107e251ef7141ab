/*
 * test_decode.c - packets to values, by XTCE as people write it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/bits.h"
#include "mdb/packets.h"
#include "support/decoded.h"

/* ---- one parameter of every type ----------------------------------------- */

static const char *
coding_name(enum mdb_coding c)
{
    static const char *const name[] = {
        [MDB_UNSIGNED] = "unsigned",
        [MDB_TWOS_COMPLEMENT] = "twosComplement",
        [MDB_SIGN_MAGNITUDE] = "signMagnitude",
        [MDB_ONES_COMPLEMENT] = "onesComplement",
        [MDB_BCD] = "BCD",
        [MDB_PACKED_BCD] = "packedBCD",
        [MDB_IEEE754] = "IEEE754_1985",
        [MDB_MILSTD1750A] = "MILSTD_1750A",
    };
    return name[c];
}

static struct mdb *
padded_mdb(
    enum mdb_coding coding, unsigned width, unsigned pad, bool little, bool lsb)
{
    bool is_float = coding == MDB_IEEE754 || coding == MDB_MILSTD1750A;
    const char *kind = is_float ? "Float" : "Integer";
    char *types = xasprintf(
        "<IntegerParameterType name='Pad' signed='false'>"
        "<IntegerDataEncoding sizeInBits='%u'/></IntegerParameterType>"
        "<%sParameterType name='T' sizeInBits='64'%s>"
        "<%sDataEncoding sizeInBits='%u' encoding='%s' byteOrder='%s' "
        "bitOrder='%s'/></%sParameterType>",
        pad, kind, coding == MDB_UNSIGNED ? " signed='false'" : "", kind, width,
        coding_name(coding),
        little ? "leastSignificantByteFirst" : "mostSignificantByteFirst",
        lsb ? "leastSignificantBitFirst" : "mostSignificantBitFirst", kind);
    struct mdb *mdb = decoded_mdb(types,
        "<Parameter name='PAD' parameterTypeRef='Pad'/>"
        "<Parameter name='P' parameterTypeRef='T'/>",
        "<SequenceContainer name='C'><EntryList>"
        "<ParameterRefEntry parameterRef='PAD'/>"
        "<ParameterRefEntry parameterRef='P'/>"
        "</EntryList></SequenceContainer>");
    free(types);
    return mdb;
}

/* Value and quality of the last slot against the encoding's definition. */
static void
check_padded(const struct mdb *mdb, unsigned width, unsigned pad,
    const uint8_t *packet, size_t len)
{
    const struct mdb_encoding *e =
        &mdb_item_type(mdb, mdb_find_item(mdb, "/T/P"))->encoding;
    uint8_t *exact = malloc(len);
    memcpy(exact, packet, len);
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    struct mdb_frame f;
    mdb_cell want;
    mdb_decode(d, MDB_NIL, exact, len, &f);
    assert_int_equal(f.result, MDB_DECODED);
    assert_int_equal(f.n, 2);
    assert_int_equal(f.bit[1], pad);
    assert_int_equal(f.width[1], width);
    uint64_t bits = 0;
    for (unsigned i = 0; i < width; i++)
        bits = bits * 2 + (packet[(pad + i) / 8] >> (7 - (pad + i) % 8) & 1);
    bool is_good = bits_number(e, bits_reorder(e, bits), &want);
    bool is_nan = bits_kind(e) == MDB_FLOAT &&
                  mdb_cell_get_float(want) != mdb_cell_get_float(want);
    assert_true(f.raw[1] == want || is_nan);
    assert_int_equal(f.quality[1], is_good ? MDB_ACQUIRED : MDB_INVALID);
    assert_int_equal(f.has_invalid, !is_good);
    mdb_decoder_free(&d);
    char *text = decoded_bytes(mdb, packet, len); /* plan against walk */
    free(text);
    free(exact);
}

static void
every_encoding_is_read_at_every_bit_offset(void **state)
{
    (void)state;
    static const struct {
        enum mdb_coding coding;
        uint8_t width[8];
    } row[] = {
        {MDB_UNSIGNED, {1, 7, 8, 16, 24, 33, 57, 64}},
        {MDB_TWOS_COMPLEMENT, {2, 7, 8, 16, 24, 33, 57, 64}},
        {MDB_SIGN_MAGNITUDE, {2, 12, 16, 31, 64}},
        {MDB_ONES_COMPLEMENT, {2, 12, 16, 31, 64}},
        {MDB_BCD, {8, 16, 24}},
        {MDB_PACKED_BCD, {4, 12, 32}},
        {MDB_IEEE754, {16, 32, 64}},
        {MDB_MILSTD1750A, {32, 48}},
    };
    uint64_t x = 3;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        for (unsigned k = 0; k < 8 && row[i].width[k] != 0; k++)
            for (unsigned pad = 1; pad < 17; pad += k < 3 ? 1 : 5)
                for (unsigned order = 0; order < 4; order++) {
                    unsigned width = row[i].width[k];
                    bool little = order % 2 == 1;
                    if (little && width % 8 != 0)
                        continue;
                    struct mdb *mdb = padded_mdb(
                        row[i].coding, width, pad, little, order > 1);
                    uint8_t packet[16];
                    for (size_t b = 0; b < sizeof packet; b++) {
                        x = x * UINT64_C(6364136223846793005) + 1;
                        packet[b] = (uint8_t)(x >> 56);
                    }
                    check_padded(
                        mdb, width, pad, packet, (pad + width + 7) / 8);
                    mdb_free(&mdb);
                }
}

/* ---- tables of types, packets, values ------------------------------------ */

#define INTEGER(name, bits)                                                    \
    "<IntegerParameterType name='" name "' signed='false'>"                    \
    "<IntegerDataEncoding sizeInBits='" bits "'/></IntegerParameterType>"
#define PARAM(name, type)                                                      \
    "<Parameter name='" name "' parameterTypeRef='" type "'/>"
#define ENTRY(name) "<ParameterRefEntry parameterRef='" name "'/>"
#define CONTAINER(name, entries)                                               \
    "<SequenceContainer name='" name "'><EntryList>" entries                   \
    "</EntryList></SequenceContainer>"

struct packet_row {
    const char *hex, *want;
};

static void
check_rows(struct mdb *mdb, const struct packet_row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char *got = decoded(mdb, row[i].hex);
        print_message("%s\n", row[i].hex);
        assert_string_equal(got, row[i].want);
        free(got);
    }
    mdb_free(&mdb);
}
#define CHECK_ROWS(mdb, rows)                                                  \
    check_rows(mdb, rows, sizeof(rows) / sizeof *(rows))

static void
labels_and_truths_are_engineering_values(void **state)
{
    (void)state;
    static const struct packet_row row[] = {
        {"00 00", "E=0/OFF B=0/False"},
        {"01 01", "E=1/ON B=1/True"},
        {"05 ff", "E=5/ON B=255/True"},
        {"07 02", "E=7 B=2/True"}, /* no label: the number, and good */
        {"fe 00", "E=254 B=0/False"},
    };
    CHECK_ROWS(decoded_mdb("<EnumeratedParameterType name='E_T'>"
                           "<IntegerDataEncoding sizeInBits='8'/>"
                           "<EnumerationList>"
                           "<Enumeration value='0' label='OFF'/>"
                           "<Enumeration value='1' maxValue='6' label='ON'/>"
                           "</EnumerationList></EnumeratedParameterType>"
                           "<BooleanParameterType name='B_T'>"
                           "<IntegerDataEncoding sizeInBits='8'/>"
                           "</BooleanParameterType>",
                   PARAM("E", "E_T") PARAM("B", "B_T"),
                   CONTAINER("C", ENTRY("E") ENTRY("B"))),
        row);
}

static void
calibrators_make_engineering_values(void **state)
{
    (void)state;
    static const struct packet_row row[] = {
        {"00 00 00", "P=0/-10.0 S=0/0.0 I=0/1"},
        {"04 0a 03", "P=4/-8.0 S=10/50.0 I=3"},
        /* outside of the spline: no value; 2.5 rounds away from zero */
        {"ff 0b 02", "P=255/117.5 S=11/nan! I=2/3"},
    };
    CHECK_ROWS(
        decoded_mdb(
            "<FloatParameterType name='P_T' sizeInBits='64'>"
            "<IntegerDataEncoding sizeInBits='8'><DefaultCalibrator>"
            "<PolynomialCalibrator><Term coefficient='-10' exponent='0'/>"
            "<Term coefficient='0.5' exponent='1'/></PolynomialCalibrator>"
            "</DefaultCalibrator></IntegerDataEncoding></FloatParameterType>"
            "<FloatParameterType name='S_T' sizeInBits='64'>"
            "<IntegerDataEncoding sizeInBits='8'><DefaultCalibrator>"
            "<SplineCalibrator><SplinePoint raw='0' calibrated='0'/>"
            "<SplinePoint raw='10' calibrated='50'/></SplineCalibrator>"
            "</DefaultCalibrator></IntegerDataEncoding></FloatParameterType>"
            "<IntegerParameterType name='I_T'>"
            "<IntegerDataEncoding sizeInBits='8'><DefaultCalibrator>"
            "<PolynomialCalibrator><Term coefficient='1' exponent='0'/>"
            "<Term coefficient='0.75' exponent='1'/></PolynomialCalibrator>"
            "</DefaultCalibrator></IntegerDataEncoding>"
            "</IntegerParameterType>",
            PARAM("P", "P_T") PARAM("S", "S_T") PARAM("I", "I_T"),
            CONTAINER("C", ENTRY("P") ENTRY("S") ENTRY("I"))),
        row);
}

static void
the_first_context_that_holds_calibrates(void **state)
{
    (void)state;
    static const struct packet_row row[] = {
        {"01 0a", "MODE=1 V=10/20.0"},
        {"02 0a", "MODE=2 V=10/30.0"},
        {"03 0a", "MODE=3 V=10/10.0"}, /* no context: the default */
        {"00 0a", "MODE=0 V=10/10.0"},
    };
#define TIMES(n)                                                               \
    "<Calibrator><PolynomialCalibrator><Term coefficient='" n                  \
    "' exponent='1'/></PolynomialCalibrator></Calibrator>"
#define CONTEXT(test, n)                                                       \
    "<ContextCalibrator><ContextMatch>" test                                   \
    "</ContextMatch>" TIMES(n) "</ContextCalibrator>"
    CHECK_ROWS(
        decoded_mdb(
            INTEGER("U8",
                "8") "<FloatParameterType name='V_T' sizeInBits='64'>"
                     "<IntegerDataEncoding sizeInBits='8'><DefaultCalibrator>"
                     "<PolynomialCalibrator><Term coefficient='1' "
                     "exponent='1'/>"
                     "</PolynomialCalibrator></DefaultCalibrator>"
                     "<ContextCalibratorList>" CONTEXT(
                         "<Comparison parameterRef='MODE' value='1'/>", "2")
                         CONTEXT("<Comparison parameterRef='LATER' value='0' "
                                 "comparisonOperator='&gt;='/>",
                             "9")
                             CONTEXT(
                                 "<Comparison parameterRef='MODE' value='2'/>",
                                 "3") CONTEXT("<Comparison parameterRef='MODE' "
                                              "value='2' "
                                              "comparisonOperator='&lt;='/>",
                                 "1") "</ContextCalibratorList></"
                                      "IntegerDataEncoding>"
                                      "</FloatParameterType>",
            PARAM("MODE", "U8") PARAM("V", "V_T") PARAM("LATER", "U8"),
            CONTAINER("C", ENTRY("MODE") ENTRY("V"))),
        row);
}

static void
values_outside_their_valid_range_stay_but_are_invalid(void **state)
{
    (void)state;
    static const struct packet_row row[] = {
        {"09", "P=9!"},
        {"0a", "P=10"},
        {"14", "P=20"},
        {"15", "P=21!"},
    };
    CHECK_ROWS(decoded_mdb("<IntegerParameterType name='P_T' signed='false'>"
                           "<IntegerDataEncoding sizeInBits='8'/>"
                           "<ValidRange minInclusive='10' maxInclusive='20'/>"
                           "</IntegerParameterType>",
                   PARAM("P", "P_T"), CONTAINER("C", ENTRY("P"))),
        row);
}

static void
times_are_counted_from_their_epoch(void **state)
{
    (void)state;
    static const struct packet_row row[] = {
        {"45930912 00000001 0064", "G=1167264018/2017-01-01T00:00:00Z "
                                   "U=1/2000-01-01T00:00:00.001Z D=100/10.0"},
        {"00000000 ffffffff 0000",
            "G=0/1980-01-06T00:00:00Z "
            "U=4294967295/2000-02-19T17:02:47.295Z D=0/0.0"},
    };
    struct mdb *mdb = decoded_mdb(
        "<AbsoluteTimeParameterType name='G_T'>"
        "<Encoding><IntegerDataEncoding sizeInBits='32'/></Encoding>"
        "<ReferenceTime><Epoch>GPS</Epoch></ReferenceTime>"
        "</AbsoluteTimeParameterType>"
        "<AbsoluteTimeParameterType name='U_T'>"
        "<Encoding scale='0.001'><IntegerDataEncoding sizeInBits='32'/>"
        "</Encoding><ReferenceTime><Epoch>2000-01-01T00:00:00</Epoch>"
        "</ReferenceTime></AbsoluteTimeParameterType>"
        "<RelativeTimeParameterType name='D_T'>"
        "<Encoding scale='0.1'><IntegerDataEncoding sizeInBits='16'/>"
        "</Encoding></RelativeTimeParameterType>",
        PARAM("G", "G_T") PARAM("U", "U_T") PARAM("D", "D_T"),
        CONTAINER("C", ENTRY("G") ENTRY("U") ENTRY("D")));
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    struct mdb_frame f;
    static const uint8_t p[10] = {0x45, 0x93, 0x09, 0x12};
    mdb_decode(d, MDB_NIL, p, sizeof p, &f);
    assert_true(mdb_frame_time(mdb, &f).ns == INT64_C(1483228800) * NS_PER_S);
    mdb_decode(d, MDB_NIL, p, 3, &f);
    assert_true(utc_is_none(mdb_frame_time(mdb, &f)));
    mdb_decoder_free(&d);
    CHECK_ROWS(mdb, row);
}

static void
aggregates_and_arrays_are_items_of_their_own(void **state)
{
    (void)state;
    static const struct packet_row row[] = {
        {"0102 03040506 07", "V.x=1 V.y=2 A[0]=3 A[1]=4 A[2]=5 A[3]=6 LAST=7"},
        {"0102 0304", "V.x=1 V.y=2 A[0]=3 A[1]=4 TOO_SHORT"},
    };
    CHECK_ROWS(
        decoded_mdb(INTEGER("U8", "8") "<AggregateParameterType name='V_T'>"
                                       "<MemberList>"
                                       "<Member name='x' typeRef='U8'/>"
                                       "<Member name='y' typeRef='U8'/>"
                                       "</MemberList></AggregateParameterType>"
                                       "<ArrayParameterType name='A_T' "
                                       "arrayTypeRef='U8'><DimensionList>"
                                       "<Dimension><StartingIndex>"
                                       "<FixedValue>0</FixedValue>"
                                       "</StartingIndex><EndingIndex>"
                                       "<FixedValue>3</FixedValue>"
                                       "</EndingIndex></Dimension>"
                                       "</DimensionList></ArrayParameterType>",
            PARAM("V", "V_T") PARAM("A", "A_T") PARAM("LAST", "U8"),
            CONTAINER("C", ENTRY("V") ENTRY("A") ENTRY("LAST"))),
        row);
}

static void
short_packets_keep_what_comes_before(void **state)
{
    (void)state;
    static const struct packet_row row[] = {
        {"", "TOO_SHORT"}, {"01", "A=1 TOO_SHORT"}, {"0102", "A=1 TOO_SHORT"},
        {"010203", "A=1 B=515 TOO_SHORT"}, {"01020304", "A=1 B=515 C=4"},
        {"0102030405", "A=1 B=515 C=4"}, /* what follows is not its concern */
    };
    CHECK_ROWS(decoded_mdb(INTEGER("U8", "8") INTEGER("U16", "16"),
                   PARAM("A", "U8") PARAM("B", "U16") PARAM("C", "U8"),
                   CONTAINER("C", ENTRY("A") ENTRY("B") ENTRY("C"))),
        row);
}

/* ---- the frame ----------------------------------------------------------- */

static void
a_frame_says_where_everything_was(void **state)
{
    (void)state;
    struct mdb *mdb = decoded_mdb(INTEGER("U4", "4") INTEGER("U12", "12"),
        PARAM("A", "U4") PARAM("B", "U12"),
        CONTAINER("C", ENTRY("A") ENTRY("B")));
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    struct mdb_frame f;
    static const uint8_t p[10] = {0x12, 0x34};
    static const size_t lengths[] = {2, 9}; /* by walk, by plan */
    for (size_t i = 0; i < 2; i++) {
        mdb_decode(d, MDB_NIL, p, lengths[i], &f);
        assert_int_equal(f.result, MDB_DECODED);
        assert_int_equal(f.container, mdb_find_container(mdb, "C"));
        assert_true(f.is_static);
        assert_false(f.has_invalid);
        assert_int_equal(f.n, 2);
        assert_int_equal(f.bit[1], 4);
        assert_int_equal(f.width[1], 12);
        assert_int_equal(f.raw[1], 0x234);
        assert_int_equal(f.end_bit, 16);
    }
    mdb_decode(d, MDB_NIL, p, 1, &f);
    assert_false(f.is_static);
    assert_int_equal(f.n, 1);
    assert_int_equal(f.end_bit, 4);
    mdb_decoder_free(&d);
    assert_null(d);
    mdb_decoder_free(&d);
    mdb_free(&mdb);
}

static void
without_a_root_nothing_is_known(void **state)
{
    (void)state;
    struct mdb *mdb = decoded_mdb(INTEGER("U8", "8"), PARAM("A", "U8"),
        CONTAINER("C", ENTRY("A")) CONTAINER("D", ENTRY("A")));
    assert_int_equal(mdb->root, MDB_NIL);
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    struct mdb_frame f;
    mdb_decode(d, MDB_NIL, "abc", 3, &f);
    assert_int_equal(f.result, MDB_UNKNOWN_PACKET);
    assert_int_equal(f.container, MDB_NIL);
    assert_int_equal(f.n, 0);
    mdb_decode(d, mdb_find_container(mdb, "D"), "abc", 3, &f);
    assert_int_equal(f.result, MDB_DECODED);
    assert_int_equal(f.raw[0], 'a');
    mdb_decoder_free(&d);
    mdb_free(&mdb);
}

/* ---- recordings of real missions ----------------------------------------- */

static void
check_recording(const char *database, const char *recording, size_t values)
{
    char *path = check_shared(database), *data = check_shared(recording);
    if (path == NULL || data == NULL) {
        free(path);
        free(data);
        return;
    }
    struct notes notes = {0};
    struct mdb *mdb;
    size_t len, n = 0;
    assert_int_equal(
        mdb_load(path, &(struct mdb_options){0}, &notes, &mdb), ERR_OK);
    char *bytes = check_read(data, &len);
    struct packets *packets = packets_new(&(struct packets_options){0});
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    struct packets_item item;
    packets_feed(packets, bytes, len);
    while (packets_next(packets, &item) == PACKETS_PACKET) {
        struct mdb_frame f;
        mdb_decode(d, MDB_NIL, item.data, item.len, &f);
        assert_int_equal(f.result, MDB_DECODED);
        assert_true(f.is_static);
        assert_int_equal((f.end_bit + 7) / 8, item.len);
        n += f.n;
        if (n % 50 == 0)
            free(decoded_bytes(mdb, item.data, item.len));
    }
    assert_int_equal(n, values);
    packets_free(&packets);
    mdb_decoder_free(&d);
    mdb_free(&mdb);
    notes_fini(&notes);
    free(bytes);
    free(path);
    free(data);
}

static void
recordings_of_real_missions_are_decoded_to_the_last_bit(void **state)
{
    (void)state;
    check_recording("jpss/jpss1_geolocation_xtce_v1.xml",
        "jpss/jpss1_geolocation.ccsds", 194400);
    check_recording("quickstart/xtce.xml", "quickstart/testdata.ccsds", 93600);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_encoding_is_read_at_every_bit_offset),
        cmocka_unit_test(labels_and_truths_are_engineering_values),
        cmocka_unit_test(calibrators_make_engineering_values),
        cmocka_unit_test(the_first_context_that_holds_calibrates),
        cmocka_unit_test(values_outside_their_valid_range_stay_but_are_invalid),
        cmocka_unit_test(times_are_counted_from_their_epoch),
        cmocka_unit_test(aggregates_and_arrays_are_items_of_their_own),
        cmocka_unit_test(short_packets_keep_what_comes_before),
        cmocka_unit_test(a_frame_says_where_everything_was),
        cmocka_unit_test(without_a_root_nothing_is_known),
        cmocka_unit_test(
            recordings_of_real_missions_are_decoded_to_the_last_bit),
    };
    return check_run(tests);
}
