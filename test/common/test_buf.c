/*
 * test_buf.c - reading and writing bytes inside their bounds.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/buf.h"

static const uint8_t bytes[] = {
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09};

static void
numbers_are_read_most_significant_first(void **state)
{
    (void)state;
    struct reader r = reader_init(bytes, sizeof bytes);
    assert_int_equal(reader_u8(&r), 0x01);
    assert_int_equal(reader_be16(&r), 0x0203);
    assert_int_equal(reader_be32(&r), 0x04050607);
    assert_int_equal(reader_left(&r), 2);
    assert_int_equal(reader_be(&r, 0), 0);
    assert_false(r.is_bad);
    r = reader_init(bytes, sizeof bytes);
    assert_int_equal(reader_be64(&r), UINT64_C(0x0102030405060708));
    static const uint64_t want[] = {0, 0x01, 0x0102, 0x010203, 0x01020304,
        0x0102030405, 0x010203040506, 0x01020304050607, 0x0102030405060708};
    for (size_t n = 0; n <= 8; n++) {
        r = reader_init(bytes, sizeof bytes);
        assert_int_equal(reader_be(&r, n), want[n]);
        assert_int_equal(r.at, n);
    }
}

static void
a_read_over_the_end_is_zero_and_stays_bad(void **state)
{
    (void)state;
    for (size_t len = 0; len <= sizeof bytes; len++)
        for (size_t n = 0; n <= 8; n++) {
            struct reader r = reader_init(bytes, len);
            uint64_t v = reader_be(&r, n);
            assert_int_equal(r.is_bad, n > len);
            if (n <= len)
                continue;
            assert_int_equal(v, 0);
            assert_int_equal(r.at, 0);
            assert_int_equal(reader_u8(&r), 0);
            assert_null(reader_bytes(&r, 0));
            assert_true(r.is_bad);
        }
    struct reader r = reader_init(bytes, 3);
    assert_null(reader_bytes(&r, SIZE_MAX));
    r = reader_init(NULL, 0);
    assert_int_equal(reader_be64(&r), 0);
    assert_true(r.is_bad);
}

static void
bytes_are_borrowed_in_place(void **state)
{
    (void)state;
    struct reader r = reader_init(bytes, sizeof bytes);
    assert_ptr_equal(reader_bytes(&r, 4), bytes);
    assert_ptr_equal(reader_bytes(&r, 5), bytes + 4);
    assert_non_null(reader_bytes(&r, 0));
    assert_null(reader_bytes(&r, 1));
}

static void
what_is_written_reads_back(void **state)
{
    (void)state;
    uint8_t out[64];
    for (size_t n = 0; n <= 8; n++) {
        uint64_t v = UINT64_C(0xf1e2d3c4b5a69788);
        struct writer w = writer_init(out, n);
        writer_be(&w, v, n);
        assert_false(w.is_bad);
        struct reader r = reader_init(out, n);
        uint64_t mask = n == 8 ? UINT64_MAX : (UINT64_C(1) << (8 * n)) - 1;
        assert_int_equal(reader_be(&r, n), v & mask);
    }
}

static void
a_write_that_does_not_fit_is_dropped_whole(void **state)
{
    (void)state;
    uint8_t out[8];
    memset(out, 0xaa, sizeof out);
    struct writer w = writer_init(out, 4);
    writer_be(&w, 0x1122, 2);
    writer_be(&w, 0x334455, 3);
    assert_true(w.is_bad);
    writer_bytes(&w, "x", 1); /* would fit, but a hole is worse */
    assert_int_equal(w.at, 2);
    assert_int_equal(out[1], 0x22);
    for (size_t i = 2; i < sizeof out; i++)
        assert_int_equal(out[i], 0xaa);
    w = writer_init(out, 8);
    writer_bytes(&w, NULL, 0);
    assert_false(w.is_bad);
}

static void
cells_are_little_endian(void **state)
{
    (void)state;
    uint8_t p[8];
    le64_put(p, UINT64_C(0x0102030405060708));
    assert_int_equal(p[0], 8);
    assert_int_equal(p[7], 1);
    assert_int_equal(le64_get(p), UINT64_C(0x0102030405060708));
    le64_put(p, UINT64_MAX);
    assert_int_equal(le64_get(p), UINT64_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_most_significant_first),
        cmocka_unit_test(a_read_over_the_end_is_zero_and_stays_bad),
        cmocka_unit_test(bytes_are_borrowed_in_place),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(a_write_that_does_not_fit_is_dropped_whole),
        cmocka_unit_test(cells_are_little_endian),
    };
    return check_run(tests);
}
