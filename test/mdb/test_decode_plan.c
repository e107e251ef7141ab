/*
 * test_decode_plan.c - plans do what a walk does, quicker.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "common/xalloc.h"
#include "mdb/bits.h"
#include "mdb/decoder.h"
#include "support/decoded.h"
#include "support/recording.h"
#include "support/snippets.h"

static void
an_op_loads_its_bits_and_stays_inside(void **state)
{
    (void)state;
    uint8_t p[16];
    for (size_t i = 0; i < sizeof p; i++)
        p[i] = (uint8_t)(i * 37 + 11);
    for (size_t bytes = 8; bytes <= 16; bytes++)
        for (uint32_t width = 1; width <= 64; width++)
            for (uint32_t bit = 0; bit + width <= 8 * bytes; bit++) {
                struct plan_op op = plan_op(bit, width, bytes);
                bool is_wide = bit % 8 + width > 64;
                assert_int_equal(op.is_wide, is_wide);
                if (is_wide)
                    continue;
                assert_true(op.byte + 8 <= bytes);
                uint64_t v = bits_be64(p + op.byte) >> op.shift & op.mask;
                assert_true(v == bits_get(p, bit, width));
            }
}

static struct mdb *
load_sample(const struct recording *s)
{
    struct notes notes = {0};
    struct mdb *mdb = NULL;
    assert_int_equal(mdb_load_memory("sample.xml", s->xtce.s, s->xtce.len,
                         &(struct mdb_options){0}, &notes, &mdb),
        ERR_OK);
    notes_fini(&notes);
    return mdb;
}

/* Values of every packet against the table the packets were made with. */
static void
check_fields(const struct recording_layout *l, const uint8_t *p,
    const struct mdb_frame *f)
{
    assert_int_equal(f->n, l->n);
    for (size_t i = 0; i < l->n; i++) {
        const struct recording_field *field = &l->field[i];
        uint64_t bits = 0;
        for (uint32_t b = 0; b < field->width; b++) {
            uint32_t at = field->bit + b;
            bits = bits * 2 + (p[at / 8] >> (7 - at % 8) & 1);
        }
        struct mdb_encoding e = {
            .bits = field->width,
            .coding = field->kind == RECORDING_UNSIGNED ? MDB_UNSIGNED
                      : field->kind == RECORDING_SIGNED ? MDB_TWOS_COMPLEMENT
                                                        : MDB_IEEE754,
        };
        mdb_cell want;
        assert_true(bits_number(&e, bits, &want));
        assert_true(f->raw[i] == want);
        assert_int_equal(f->bit[i], field->bit);
        assert_int_equal(f->width[i], field->width);
        assert_int_equal(f->quality[i], MDB_ACQUIRED);
    }
}

static void
check_sample(struct recording *s)
{
    struct mdb *mdb = load_sample(s);
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    size_t n = 0;
    for (size_t at = 0; at < s->len; n++) {
        const uint8_t *p = s->stream + at;
        size_t len = (size_t)(p[4] << 8 | p[5]) + 7;
        unsigned apid = (unsigned)((p[0] & 7) << 8 | p[1]);
        const struct recording_layout *l = s->layout;
        while (l->apid != apid)
            l++;
        struct mdb_frame f;
        mdb_decode(d, MDB_NIL, p, len, &f);
        assert_int_equal(f.result, MDB_DECODED);
        assert_true(f.is_static);
        check_fields(l, p, &f);
        if (n % 10 == 0)
            for (size_t cut = 0; cut <= len; cut += 13)
                free(decoded_bytes(mdb, p, len - cut));
        at += len;
    }
    assert_int_equal(n, s->n_packets);
    mdb_decoder_free(&d);
    mdb_free(&mdb);
    recording_fini(s);
}

static void
made_up_missions_are_decoded_field_by_field(void **state)
{
    (void)state;
    struct recording s;
    recording_attitude(&s, 50);
    check_sample(&s);
    recording_mission(&s, 3000, 300, false);
    check_sample(&s);
    recording_mission(&s, 3000, 300, true);
    check_sample(&s);
}

/* The recording of the bench: 9493 parameters, 1499 packets. */
static void
all_packets_of_a_large_mission_are_known(void **state)
{
    (void)state;
    struct recording s;
    recording_mission(&s, 9493, 1499, false);
    assert_int_equal(s.n_params, 9493);
    struct mdb *mdb = load_sample(&s);
    assert_int_equal(mdb->n_items, 9493);
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    size_t values = 0;
    for (size_t at = 0; at < s.len;) {
        const uint8_t *p = s.stream + at;
        size_t len = (size_t)(p[4] << 8 | p[5]) + 7;
        struct mdb_frame f;
        mdb_decode(d, MDB_NIL, p, len, &f);
        assert_int_equal(f.result, MDB_DECODED);
        values += f.n;
        at += len;
    }
    assert_int_equal(values, s.n_values);
    mdb_decoder_free(&d);
    mdb_free(&mdb);
    recording_fini(&s);
}

#define POLYNOMIAL(bits, kind, coding, size, terms)                            \
    "<FloatParameterType name='" kind bits size "' sizeInBits='" size "'>"     \
    "<" kind "DataEncoding sizeInBits='" bits "' encoding='" coding "'>"       \
    "<DefaultCalibrator><PolynomialCalibrator>" terms                          \
    "</PolynomialCalibrator></DefaultCalibrator></" kind "DataEncoding>"       \
    "</FloatParameterType>\n"
#define TERM(e, c) "<Term exponent='" e "' coefficient='" c "'/>"

static void
polynomials_are_the_same_in_plan_and_walk(void **state)
{
    (void)state;
    struct mdb *mdb = decoded_mdb(
        POLYNOMIAL("16", "Integer", "twosComplement", "64",
            TERM("0", "0.1") TERM("1", "0.7") TERM("2", "-3e-5")
                TERM("3", "1e-9")) POLYNOMIAL("16", "Integer", "unsigned", "32",
            TERM("0", "0.1") TERM("1", "0.7")) POLYNOMIAL("64", "Integer",
            "unsigned", "64", TERM("1", "1e300")) POLYNOMIAL("32", "Float",
            "IEEE754_1985", "64", TERM("0", "-1.5") TERM("2", "2.5"))
            POLYNOMIAL("64", "Float", "IEEE754_1985", "32", TERM("1", "0.1")),
        X_PARAM("A", "Integer1664") X_PARAM("B", "Integer1632") X_PARAM("C",
            "Integer6464") X_PARAM("D", "Float3264") X_PARAM("E", "Float6432"),
        X_CONTAINER("R",
            X_ENTRY("A") X_ENTRY("B") X_ENTRY("C") X_ENTRY("D") X_ENTRY("E")));
    uint64_t x = 9;
    for (int round = 0; round < 20000; round++) {
        uint8_t p[24];
        for (size_t i = 0; i < sizeof p; i++) {
            x = x * UINT64_C(6364136223846793005) + 12345;
            /* many exponents of all ones: infinities and NaN */
            p[i] = (uint8_t)(round % 4 == 0 ? (x >> 60) * 17 : x >> 56);
        }
        free(decoded_bytes(mdb, p, sizeof p));
    }
    mdb_free(&mdb);
}

static void
what_has_no_finite_result_is_invalid_and_only_that(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"7fc00000 3f800000 01", "F=nan! G=1.0/2.0 H=1"},
        {"7f800000 40000000 02", "F=inf/nan! G=2.0/4.0 H=2"},
        {"3f800000 ff800000 03", "F=1.0/2.0 G=-inf/nan! H=3"},
        {"3f800000 3f800000 04", "F=1.0/2.0 G=1.0/2.0 H=4"},
    };
    DECODED_ROWS(decoded_mdb(POLYNOMIAL("32", "Float", "IEEE754_1985", "64",
                                 TERM("1", "2")) X_UINT("U8", "8"),
                     X_PARAM("F", "Float3264") X_PARAM("G", "Float3264")
                         X_PARAM("H", "U8"),
                     X_CONTAINER("R", X_ENTRY("F") X_ENTRY("G") X_ENTRY("H"))),
        row);
}

static void
a_straight_line_alone_is_enough_for_own_values(void **state)
{
    (void)state;
    static const struct decoded_row both[] = {
        {"fffe 0000 0000 0000", "A=-2/-0.5 B=0/0.0"},
        {"0004 8000 0000 0000", "A=4/1.0 B=-32768/-8192.0"},
    };
    DECODED_ROWS(decoded_mdb(POLYNOMIAL("16", "Integer", "twosComplement", "64",
                                 TERM("1", "0.25")),
                     X_PARAM("A", "Integer1664") X_PARAM("B", "Integer1664"),
                     X_CONTAINER("R", X_ENTRY("A") X_ENTRY("B"))),
        both);
}

static void
nan_that_was_sent_is_a_value(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"7fc00000 ff800000", "F=nan G=-inf"},
    };
    DECODED_ROWS(decoded_mdb("<FloatParameterType name='F_T' sizeInBits='32'>"
                             "<FloatDataEncoding sizeInBits='32'/>"
                             "</FloatParameterType>",
                     X_PARAM("F", "F_T") X_PARAM("G", "F_T"),
                     X_CONTAINER("R", X_ENTRY("F") X_ENTRY("G"))),
        row);
}

/* Counts in a float type keep digits that a float of 32 bits cannot hold. */
static void
counts_in_float_types_keep_their_digits(void **state)
{
    (void)state;
    static const struct decoded_row row[] = {
        {"05265bda ffffffffffffffff", "M=86399962 W=18446744073709551615/"
                                      "1.8446744073709552e+19"},
    };
    DECODED_ROWS(decoded_mdb("<FloatParameterType name='M_T'>"
                             "<IntegerDataEncoding sizeInBits='32'/>"
                             "</FloatParameterType>"
                             "<FloatParameterType name='W_T'>"
                             "<IntegerDataEncoding sizeInBits='64'/>"
                             "</FloatParameterType>",
                     X_PARAM("M", "M_T") X_PARAM("W", "W_T"),
                     X_CONTAINER("R", X_ENTRY("M") X_ENTRY("W"))),
        row);
}

static void
a_lie_inside_a_static_packet_ends_it_there(void **state)
{
    (void)state;
    /* The positions are static; the leading size of the text is not. */
    static const struct decoded_row row[] = {
        {"01 01 61 62 63 02 00 00", "A=1 S=a B=2"},
        {"01 04 61 62 63 02 00 00", "A=1 BAD_SIZE"},
    };
    DECODED_ROWS(
        decoded_mdb(X_UINT("U8", "8") X_STRING("S_T", "UTF-8",
                        "<SizeInBits><Fixed>" X_FIXED(
                            "32") "</Fixed>"
                                  "<LeadingSize sizeInBitsOfSizeTag='8'/>"
                                  "</SizeInBits>"),
            X_PARAM("A", "U8") X_PARAM("S", "S_T") X_PARAM("B", "U8"),
            X_CONTAINER("R", X_ENTRY("A") X_ENTRY("S") X_ENTRY("B"))),
        row);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_op_loads_its_bits_and_stays_inside),
        cmocka_unit_test(made_up_missions_are_decoded_field_by_field),
        cmocka_unit_test(all_packets_of_a_large_mission_are_known),
        cmocka_unit_test(polynomials_are_the_same_in_plan_and_walk),
        cmocka_unit_test(what_has_no_finite_result_is_invalid_and_only_that),
        cmocka_unit_test(a_straight_line_alone_is_enough_for_own_values),
        cmocka_unit_test(nan_that_was_sent_is_a_value),
        cmocka_unit_test(counts_in_float_types_keep_their_digits),
        cmocka_unit_test(a_lie_inside_a_static_packet_ends_it_there),
    };
    return check_run(tests);
}
