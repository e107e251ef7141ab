/*
 * test_encode_back.c - what is encoded decodes to what was typed: random values
 * of every coding, at every bit offset, checked with the real decoder.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <inttypes.h>
#include <math.h>

#include "common/num.h"
#include "common/str.h"
#include "mdb/calibrate.h"
#include "mdb/decode.h"
#include "support/encoded.h"
#include "support/snippets.h"

#define VALUES 24

/* An encoding, with `before` bits in front of the value. */
static struct encoded *
value_of(const char *type, unsigned before)
{
    struct strbuf types = {0};
    strbuf_addf(&types,
        "%s<IntegerParameterType name='B_T' signed='false'>"
        "<IntegerDataEncoding sizeInBits='%u'/></IntegerParameterType>",
        type, before);
    struct encoded *x =
        encoded_new(strbuf_get(&types), X_PARAM("B", "B_T") X_PARAM("X", "X_T"),
            X_CONTAINER("R", X_ENTRY("B") X_ENTRY("X")));
    strbuf_fini(&types);
    return x;
}

/* Encode, decode, and give the value and the next raw steps' values. */
static double
back(struct encoded *x, const char *typed, mdb_cell *cell)
{
    struct mdb_given given[] = {{"B", "1"}, {"X", typed}};
    struct mdb_packet_tc p;
    struct mdb_frame f;
    enum err err = mdb_encode(x->encoder, 0, given, 2, &x->options, &p);
    if (err != ERR_OK)
        fail_msg("%s: %s", typed, p.refusal[0].text);
    mdb_decode(
        x->decoder, mdb_find_container(x->plain, "R"), p.data, p.len, &f);
    assert_int_equal(f.result, MDB_DECODED);
    assert_int_equal(f.n, 2);
    assert_true(f.eng[0] == 1);
    assert_int_equal(f.quality[1], MDB_ACQUIRED);
    *cell = f.eng[1];
    const struct mdb_type *type = mdb_item_type(x->plain, f.item[1]);
    return type->eng_kind == MDB_FLOAT || type->eng_kind == MDB_DURATION
               ? mdb_cell_get_float(f.eng[1])
               : (double)(int64_t)f.eng[1];
}

static uint64_t
low_bits(uint64_t v, unsigned n)
{
    return n >= 64 ? v : v & ((UINT64_C(1) << n) - 1);
}

static const struct {
    const char *encoding;
    bool is_signed, is_decimal;
    unsigned group; /* bits of a digit */
} whole[] = {
    {"unsigned", false, false, 0},
    {"twosComplement", true, false, 0},
    {"signMagnitude", true, false, 0},
    {"onesComplement", true, false, 0},
    {"BCD", false, true, 8},
    {"packedBCD", false, true, 4},
};

/* A number that the coding has, as text. */
static void
random_whole(char text[32], uint64_t *seed, size_t coding, unsigned bits)
{
    uint64_t v = encoded_random(seed) >> encoded_random(seed) % 64;
    if (whole[coding].is_decimal) {
        uint64_t max = 1;
        for (unsigned i = 0; i < bits / whole[coding].group; i++)
            max *= 10;
        snprintf(text, 32, "%" PRIu64, v % max);
    } else if (whole[coding].is_signed) {
        int64_t s = (int64_t)low_bits(v, bits - 1);
        snprintf(
            text, 32, "%" PRId64, (encoded_random(seed) & 1) != 0 ? -s : s);
    } else {
        snprintf(text, 32, "%" PRIu64, low_bits(v, bits));
    }
}

static void
whole_numbers_come_back(void **state)
{
    (void)state;
    uint64_t seed = 21;
    for (int round = 0; round < 300; round++) {
        size_t c = encoded_random(&seed) % (sizeof whole / sizeof *whole);
        unsigned bits = 2 + (unsigned)(encoded_random(&seed) % 63);
        unsigned before = 1 + (unsigned)(encoded_random(&seed) % 16);
        struct strbuf type = {0};
        if (whole[c].is_decimal)
            bits = bits < 8 ? 8 : bits / 8 * 8;
        bool is_little = (encoded_random(&seed) & 1) != 0;
        bool is_lsb = (encoded_random(&seed) & 3) == 0;
        if (is_little)
            bits = bits < 8 ? 8 : bits / 8 * 8;
        strbuf_addf(&type,
            "<IntegerParameterType name='X_T' signed='%s' sizeInBits='64'>"
            "<IntegerDataEncoding sizeInBits='%u' encoding='%s' byteOrder='%s' "
            "bitOrder='%s'/></IntegerParameterType>",
            whole[c].is_signed ? "true" : "false", bits, whole[c].encoding,
            is_little ? "leastSignificantByteFirst"
                      : "mostSignificantByteFirst",
            is_lsb ? "leastSignificantBitFirst" : "mostSignificantBitFirst");
        struct encoded *x = value_of(strbuf_get(&type), before);
        for (int i = 0; i < VALUES; i++) {
            char text[32], got[32];
            mdb_cell cell;
            random_whole(text, &seed, c, bits);
            back(x, text, &cell);
            if (whole[c].is_signed)
                snprintf(got, sizeof got, "%" PRId64, (int64_t)cell);
            else
                snprintf(got, sizeof got, "%" PRIu64, cell);
            assert_string_equal(
                text[0] == '-' && text[1] == '0' ? "0" : text, got);
        }
        strbuf_fini(&type);
        encoded_free(&x);
    }
}

static void
floats_come_back(void **state)
{
    (void)state;
    static const struct {
        const char *encoding;
        unsigned bits;
        int precision, range;
    } form[] = {
        {"IEEE754_1985", 16, 11, 13},
        {"IEEE754_1985", 32, 24, 120},
        {"IEEE754_1985", 64, 53, 900},
        {"MILSTD_1750A", 32, 23, 120},
        {"MILSTD_1750A", 48, 39, 120},
    };
    uint64_t seed = 22;
    for (int round = 0; round < 80; round++) {
        size_t f = (size_t)round % (sizeof form / sizeof *form);
        bool is_little = (encoded_random(&seed) & 1) != 0;
        struct strbuf type = {0};
        strbuf_addf(&type,
            "<FloatParameterType name='X_T' sizeInBits='64'>"
            "<FloatDataEncoding sizeInBits='%u' encoding='%s' byteOrder='%s'/>"
            "</FloatParameterType>",
            form[f].bits, form[f].encoding,
            is_little ? "leastSignificantByteFirst"
                      : "mostSignificantByteFirst");
        struct encoded *x = value_of(
            strbuf_get(&type), 1 + (unsigned)(encoded_random(&seed) % 16));
        for (int i = 0; i < VALUES; i++) {
            char text[NUM_DOUBLE_SIZE];
            mdb_cell cell;
            int exponent =
                (int)(encoded_random(&seed) % (2 * (uint64_t)form[f].range)) -
                form[f].range;
            double v = ldexp(
                (double)(int64_t)encoded_random(&seed) / 0x1p63, exponent);
            num_fmt_double(text, v);
            double step =
                fmax(fabs(v) * ldexp(1, -form[f].precision), ldexp(1, -25));
            assert_near(back(x, text, &cell), v, step);
        }
        strbuf_fini(&type);
        encoded_free(&x);
    }
}

#define CALIBRATED(bits, sign, calibrator)                                     \
    "<FloatParameterType name='X_T' sizeInBits='64'><IntegerDataEncoding "     \
    "sizeInBits='" bits "' encoding='" sign "'><DefaultCalibrator>" calibrator \
    "</DefaultCalibrator></IntegerDataEncoding></FloatParameterType>"
#define POLY(terms) "<PolynomialCalibrator>" terms "</PolynomialCalibrator>"
#define TERM(c, e)  "<Term coefficient='" c "' exponent='" e "'/>"
#define SPLINE(order, points)                                                  \
    "<SplineCalibrator order='" order "' extrapolate='true'>" points           \
    "</SplineCalibrator>"
#define POINT(r, c) "<SplinePoint raw='" r "' calibrated='" c "'/>"

static const struct {
    const char *type;
    double min, max; /* values to try */
} line[] = {
    {CALIBRATED("12", "unsigned", POLY(TERM("-10", "0") TERM("0.0125", "1"))),
        -10, 41.18},
    {CALIBRATED("12", "unsigned", POLY(TERM("99", "0") TERM("-0.7", "1"))),
        -2767, 99},
    {CALIBRATED("16", "twosComplement",
         POLY(TERM("1", "0") TERM("0.5", "1") TERM("1e-9", "3"))),
        -50000, 50000},
    {CALIBRATED("16", "unsigned",
         POLY(TERM("-273", "0") TERM("0.01", "1") TERM("2e-8", "2")
                 TERM("1e-13", "3"))),
        -273, 400},
    {CALIBRATED("8", "unsigned",
         SPLINE("1", POINT("0", "-40") POINT("60", "0") POINT("100", "10")
                         POINT("255", "150"))),
        -40, 150},
    {CALIBRATED("16", "unsigned",
         SPLINE(
             "1", POINT("0", "100") POINT("1000", "3") POINT("65535", "-7"))),
        -7, 100},
    {CALIBRATED("8", "unsigned",
         SPLINE("2", POINT("0", "0") POINT("100", "50") POINT("255", "200"))),
        0, 200},
    {CALIBRATED("12", "unsigned",
         "<MathOperationCalibrator><ThisParameterOperand/><ValueOperand>3"
         "</ValueOperand><Operator>*</Operator><ValueOperand>7</ValueOperand>"
         "<Operator>-</Operator></MathOperationCalibrator>"),
        -7, 12278},
};

/* The greatest step from one raw value to the next around `v`. */
static double
step_at(const struct mdb_type *type, double raw)
{
    double a, b, most = 0;
    for (int side = -1; side <= 1; side += 2)
        if (calibrate(&type->calibrator, raw, NULL, &a) &&
            calibrate(&type->calibrator, raw + side, NULL, &b))
            most = fmax(most, fabs(a - b));
    return most;
}

static void
calibrated_values_come_back_within_a_step(void **state)
{
    (void)state;
    uint64_t seed = 23;
    for (size_t c = 0; c < sizeof line / sizeof *line; c++) {
        struct encoded *x = value_of(line[c].type, 3);
        uint32_t item = mdb_find_item(x->plain, "X");
        const struct mdb_type *type = mdb_item_type(x->plain, item);
        print_message("row %zu\n", c);
        for (int i = 0; i < 400; i++) {
            char text[NUM_DOUBLE_SIZE];
            mdb_cell cell;
            double part = (double)(encoded_random(&seed) >> 11) / 0x1p53;
            double v = line[c].min + part * (line[c].max - line[c].min);
            num_fmt_double(text, v);
            double got = back(x, text, &cell);
            struct mdb_given given[] = {{"B", "1"}, {"X", text}};
            struct mdb_packet_tc p;
            assert_int_equal(
                mdb_encode(x->encoder, 0, given, 2, &x->options, &p), ERR_OK);
            double raw = type->encoding.coding == MDB_UNSIGNED
                             ? (double)p.field[1].raw
                             : (double)(int16_t)p.field[1].raw;
            assert_near(got, v, step_at(type, raw) * (1 + 1e-9));
        }
        encoded_free(&x);
    }
}

static void
times_come_back(void **state)
{
    (void)state;
    static const char *const epoch[] = {"TAI", "GPS", "J2000", "UNIX"};
    static const struct {
        const char *scale;
        int64_t ns;
    } unit[] = {{"1", NS_PER_S}, {"0.001", NS_PER_MS}, {"1e-6", NS_PER_US}};
    uint64_t seed = 24;
    for (size_t e = 0; e < 4; e++)
        for (size_t u = 0; u < 3; u++) {
            struct strbuf type = {0};
            strbuf_addf(&type,
                "<AbsoluteTimeParameterType name='X_T'><Encoding scale='%s'>"
                "<IntegerDataEncoding sizeInBits='64'/></Encoding>"
                "<ReferenceTime><Epoch>%s</Epoch></ReferenceTime>"
                "</AbsoluteTimeParameterType>",
                unit[u].scale, epoch[e]);
            struct encoded *x = value_of(strbuf_get(&type), 5);
            for (int i = 0; i < 60; i++) {
                char text[TIME_TEXT_SIZE];
                mdb_cell cell;
                /* 2001 to 2060 */
                int64_t s =
                    978307200 + (int64_t)(encoded_random(&seed) % 1862000000);
                int64_t ns = (int64_t)(encoded_random(&seed) %
                                       (uint64_t)(NS_PER_S / unit[u].ns)) *
                             unit[u].ns;
                struct utc t = {s * NS_PER_S + ns};
                utc_fmt_iso(text, t, false);
                back(x, text, &cell);
                /* J2000 lies between two seconds of UTC. */
                bool is_between = e == 2 && u == 0;
                int64_t off = (int64_t)cell - t.ns;
                if (is_between ? llabs(off) > NS_PER_S / 2 : off != 0)
                    fail_msg("%s %s: %s is %" PRId64 " ns off", epoch[e],
                        unit[u].scale, text, off);
            }
            strbuf_fini(&type);
            encoded_free(&x);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_come_back),
        cmocka_unit_test(floats_come_back),
        cmocka_unit_test(calibrated_values_come_back_within_a_step),
        cmocka_unit_test(times_come_back),
    };
    return check_run(tests);
}
