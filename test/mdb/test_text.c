/*
 * test_text.c - one line about encodings and calibrators; conditions are in
 * test_load_criteria.c.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#define TYPE(body)                                                             \
    XTCE_TYPES("<FloatParameterType name='t'><UnitSet/>" body                  \
               "</FloatParameterType>")
#define TEXT(size)                                                             \
    XTCE_TYPES("<StringParameterType name='t'><UnitSet/>"                      \
               "<StringDataEncoding>" size                                     \
               "</StringDataEncoding></StringParameterType>")
#define CALIBRATED(x)                                                          \
    TYPE("<IntegerDataEncoding><DefaultCalibrator>" x                          \
         "</DefaultCalibrator></IntegerDataEncoding>")

static void
encodings_read_well(void **state)
{
    (void)state;
    static const struct {
        const char *body, *text;
    } cases[] = {
        {TYPE(""), "not in packets"},
        {TYPE("<IntegerDataEncoding sizeInBits='1'/>"), "unsigned, 1 bit"},
        {TYPE("<IntegerDataEncoding sizeInBits='12' "
              "encoding='twosComplement'/>"),
            "two's complement, 12 bits, big-endian"},
        {TYPE("<FloatDataEncoding byteOrder='leastSignificantByteFirst'/>"),
            "IEEE 754, 32 bits, little-endian"},
        {TYPE("<IntegerDataEncoding bitOrder='leastSignificantBitFirst'/>"),
            "unsigned, 8 bits, least significant bit first"},
        {TEXT("<SizeInBits><Fixed><FixedValue>64</FixedValue></Fixed>"
              "<TerminationChar>00</TerminationChar></SizeInBits>"),
            "string UTF-8, 64 bits, ends at 0x00"},
        {TEXT("<Variable maxSizeInBits='80'><LeadingSize "
              "sizeInBitsOfSizeTag='8'/></Variable>"),
            "string UTF-8, length in its first 8 bits, at most 80 bits"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        char *text = mdb_encoding_text(mdb, xtce_type(mdb, "t"));
        assert_string_equal(text, cases[i].text);
        free(text);
        mdb_free(&mdb);
    }
}

static void
calibrators_read_well(void **state)
{
    (void)state;
    static const struct {
        const char *body, *text;
    } cases[] = {
        {TYPE("<IntegerDataEncoding/>"), "none"},
        {CALIBRATED("<PolynomialCalibrator><Term coefficient='1.5' "
                    "exponent='0'/><Term coefficient='-0.05' exponent='1'/>"
                    "<Term coefficient='2' exponent='3'/>"
                    "</PolynomialCalibrator>"),
            "polynomial 1.5 - 0.05 x + 2 x^3"},
        {CALIBRATED("<PolynomialCalibrator><Term coefficient='-1' "
                    "exponent='1'/></PolynomialCalibrator>"),
            "polynomial -1 x"},
        {CALIBRATED("<SplineCalibrator extrapolate='true'><SplinePoint "
                    "raw='0' calibrated='-1'/><SplinePoint raw='10' "
                    "calibrated='0.5'/></SplineCalibrator>"),
            "spline of order 1, 2 points: 0 to -1, 10 to 0.5, extrapolated"},
        {CALIBRATED("<MathOperationCalibrator><ThisParameterOperand/>"
                    "</MathOperationCalibrator>"),
            "math operation of 1 step"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        char *text = mdb_calibrator_text(xtce_type(mdb, "t"));
        assert_string_equal(text, cases[i].text);
        free(text);
        mdb_free(&mdb);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodings_read_well),
        cmocka_unit_test(calibrators_read_well),
    };
    return check_run(tests);
}
