/*
 * test_ccsds.c - primary headers and sequence counts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "mdb/ccsds.h"

static void
a_header_is_read_field_by_field(void **state)
{
    (void)state;
    const uint8_t p[6] = {0x08, 0x0b, 0xca, 0x2e, 0x00, 0x40};
    struct ccsds_header h = ccsds_parse(p);
    assert_int_equal(h.version, 0);
    assert_false(h.is_command);
    assert_true(h.has_secondary);
    assert_int_equal(h.apid, 11);
    assert_int_equal(h.flags, CCSDS_UNSEGMENTED);
    assert_int_equal(h.sequence, 2606);
    assert_int_equal(h.len_bytes, 71);
}

static void
every_header_is_rebuilt_from_its_fields(void **state)
{
    (void)state;
    uint64_t x = 1;
    for (int i = 0; i < 100000; i++) {
        x = x * UINT64_C(6364136223846793005) + 1442695040888963407U;
        uint8_t p[6], q[6];
        for (int b = 0; b < 6; b++)
            p[b] = (uint8_t)(x >> (8 * b + 16));
        struct ccsds_header h = ccsds_parse(p);
        ccsds_build(&h, q);
        assert_memory_equal(p, q, 6);
    }
}

static void
a_packet_is_checked_against_its_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        uint8_t first, length_high, length_low;
        size_t len;
        enum ccsds_status status;
    } row[] = {
        {"nothing", 0, 0, 0, 0, CCSDS_CUT},
        {"five bytes", 0, 0, 0, 5, CCSDS_CUT},
        {"header only", 0, 0, 0, 6, CCSDS_SHORT},
        {"length field 0", 0, 0, 0, 7, CCSDS_GOOD},
        {"one byte less", 0, 0, 9, 15, CCSDS_SHORT},
        {"exact", 0, 0, 9, 16, CCSDS_GOOD},
        {"one byte more", 0, 0, 9, 17, CCSDS_TRAILING},
        {"length field 65535", 0, 255, 255, 100, CCSDS_SHORT},
        {"version 1", 0x20, 0, 9, 16, CCSDS_VERSION},
        {"version 7", 0xe0, 0, 9, 16, CCSDS_VERSION},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        uint8_t p[128] = {[0] = row[i].first,
            [4] = row[i].length_high,
            [5] = row[i].length_low};
        struct ccsds_header h;
        print_message("%s\n", row[i].label);
        assert_int_equal(ccsds_check(p, row[i].len, &h), row[i].status);
        assert_true(strlen(ccsds_status_str(row[i].status)) > 3);
    }
}

/* ---- sequence counts ----------------------------------------------------- */

static struct ccsds_news
add(struct ccsds_sequence *s, unsigned count)
{
    struct ccsds_header h = {
        .sequence = (uint16_t)count, .flags = CCSDS_UNSEGMENTED};
    return ccsds_sequence_add(s, &h);
}

static void
each_step_has_its_name(void **state)
{
    (void)state;
    static const struct {
        unsigned count;
        enum ccsds_step step;
        unsigned missing;
    } row[] = {
        {16380, CCSDS_STEP_FIRST, 0}, {16381, CCSDS_STEP_NEXT, 0},
        {16381, CCSDS_STEP_REPEAT, 0}, {16383, CCSDS_STEP_GAP, 1},
        {0, CCSDS_STEP_NEXT, 0}, {16382, CCSDS_STEP_LATE, 0},
        {16382, CCSDS_STEP_REPEAT, 0},
        {16379, CCSDS_STEP_LATE, 0}, /* before the first */
        {3, CCSDS_STEP_GAP, 2}, {1, CCSDS_STEP_LATE, 0},
        {4, CCSDS_STEP_NEXT, 0}, {4 + 8191, CCSDS_STEP_GAP, 8190},
        {4, CCSDS_STEP_REPEAT, 0},
        {3, CCSDS_STEP_REPEAT, 0}, /* 8192 behind: as far as it goes */
    };
    struct ccsds_sequence s = {0};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct ccsds_news n = add(&s, row[i].count);
        print_message("%u: %s\n", row[i].count, ccsds_step_str(n.step));
        assert_int_equal(n.step, row[i].step);
        assert_int_equal(n.missing, row[i].missing);
    }
    assert_int_equal(s.packets, sizeof row / sizeof *row);
    assert_int_equal(s.gaps, 3);
    assert_int_equal(s.missing, 1 + 8190); /* 2, and the last gap */
}

static void
a_whole_lap_of_counts_is_quiet(void **state)
{
    (void)state;
    struct ccsds_sequence s = {0};
    for (unsigned i = 0; i < 3 * CCSDS_COUNTS; i++)
        add(&s, (5 + i) % CCSDS_COUNTS);
    assert_int_equal(s.packets, 3 * CCSDS_COUNTS);
    assert_int_equal(s.gaps + s.missing + s.repeats + s.late + s.restarts, 0);
}

static void
duplicates_of_everything_are_repeats(void **state)
{
    (void)state;
    struct ccsds_sequence s = {0};
    for (unsigned i = 0; i < 2 * CCSDS_COUNTS; i++) {
        add(&s, i % CCSDS_COUNTS);
        assert_int_equal(add(&s, i % CCSDS_COUNTS).step, CCSDS_STEP_REPEAT);
    }
    assert_int_equal(s.repeats, 2 * CCSDS_COUNTS);
    assert_int_equal(s.gaps + s.missing + s.late + s.restarts, 0);
}

/* Ten thousand packets, each block of `block` shuffled: nothing is missing
 * at the end, nothing was a repeat, no restart is imagined. */
static void
ten_thousand_out_of_order_are_all_accounted_for(void **state)
{
    (void)state;
    static const unsigned blocks[] = {2, 3, 16, 100, 1000};
    for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++) {
        unsigned order[10000];
        uint32_t x = 7;
        for (unsigned i = 0; i < 10000; i++)
            order[i] = i;
        for (unsigned i = 9999; i > 0; i--) {
            x = x * 1664525 + 1013904223;
            unsigned begin = i / blocks[b] * blocks[b];
            unsigned j = begin + (x >> 8) % (i - begin + 1), t = order[i];
            order[i] = order[j];
            order[j] = t;
        }
        struct ccsds_sequence s = {0};
        add(&s, 12000 - 1);
        for (unsigned i = 0; i < 10000; i++)
            add(&s, (12000 + order[i]) % CCSDS_COUNTS);
        assert_int_equal(s.packets, 10001);
        assert_int_equal(s.missing, 0);
        assert_int_equal(s.repeats, 0);
        assert_int_equal(s.restarts, 0);
        assert_true(s.late > 0);
        assert_int_equal(s.newest, (12000 + 9999) % CCSDS_COUNTS);
    }
}

static void
ten_thousand_backwards_do_no_harm(void **state)
{
    (void)state;
    struct ccsds_sequence s = {0};
    for (unsigned i = 10000; i-- > 0;)
        add(&s, i);
    assert_int_equal(s.packets, 10000);
    assert_int_equal(s.restarts, 0);
}

static void
holes_that_fill_are_missing_no_longer(void **state)
{
    (void)state;
    struct ccsds_sequence s = {0};
    add(&s, 100);
    assert_int_equal(add(&s, 201).missing, 100);
    for (unsigned i = 101; i < 201; i++)
        assert_int_equal(add(&s, i).step, CCSDS_STEP_LATE);
    assert_int_equal(s.missing, 0);
    assert_int_equal(s.late, 100);
    assert_int_equal(s.restarts, 0);
    assert_int_equal(add(&s, 202).step, CCSDS_STEP_NEXT);
}

static void
a_source_that_counts_anew_is_a_restart(void **state)
{
    (void)state;
    static const unsigned from[] = {3000, 5000, 8000};
    for (size_t f = 0; f < 3; f++) {
        struct ccsds_sequence s = {0};
        for (unsigned i = from[f] - 1000; i <= from[f]; i++)
            add(&s, i);
        for (unsigned i = 0; i < 7; i++)
            assert_int_equal(add(&s, i).step, CCSDS_STEP_LATE);
        assert_int_equal(add(&s, 7).step, CCSDS_STEP_RESTART);
        assert_int_equal(add(&s, 8).step, CCSDS_STEP_NEXT);
        assert_int_equal(add(&s, 3).step, CCSDS_STEP_REPEAT);
        assert_int_equal(s.restarts, 1);
        assert_int_equal(s.late, 0);
        assert_int_equal(s.missing, 0);
        assert_int_equal(s.repeats, 1);
    }
}

static void
a_recording_played_again_is_a_restart(void **state)
{
    (void)state;
    struct ccsds_sequence s = {0};
    for (int lap = 0; lap < 3; lap++)
        for (unsigned i = 0; i < 500; i++)
            add(&s, i);
    assert_int_equal(s.restarts, 2);
    assert_int_equal(s.repeats, 0);
    assert_int_equal(s.late, 0);
    assert_int_equal(s.missing, 0);
}

static void
segments_out_of_order_are_noticed(void **state)
{
    (void)state;
    static const struct {
        const char *label, *flags;
        unsigned errors;
    } row[] = {
        {"whole groups", "102102123333", 0},
        {"group without a first", "3023", 1},
        {"first twice", "1102", 1},
        {"no last", "1033", 1},
        {"1-2-0-3", "1203", 2},
        {"last twice", "1022", 1},
        {"begins inside a group", "00213", 1},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct ccsds_sequence s = {0};
        print_message("%s\n", row[i].label);
        unsigned errors = 0;
        for (unsigned k = 0; row[i].flags[k] != '\0'; k++) {
            struct ccsds_header h = {
                .sequence = (uint16_t)(16382 + k) % CCSDS_COUNTS,
                .flags = (enum ccsds_flags)(row[i].flags[k] - '0')};
            errors += ccsds_sequence_add(&s, &h).is_segment_error;
        }
        assert_int_equal(errors, row[i].errors);
        assert_int_equal(s.segment_errors, row[i].errors);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_is_read_field_by_field),
        cmocka_unit_test(every_header_is_rebuilt_from_its_fields),
        cmocka_unit_test(a_packet_is_checked_against_its_bytes),
        cmocka_unit_test(each_step_has_its_name),
        cmocka_unit_test(a_whole_lap_of_counts_is_quiet),
        cmocka_unit_test(duplicates_of_everything_are_repeats),
        cmocka_unit_test(ten_thousand_out_of_order_are_all_accounted_for),
        cmocka_unit_test(ten_thousand_backwards_do_no_harm),
        cmocka_unit_test(holes_that_fill_are_missing_no_longer),
        cmocka_unit_test(a_source_that_counts_anew_is_a_restart),
        cmocka_unit_test(a_recording_played_again_is_a_restart),
        cmocka_unit_test(segments_out_of_order_are_noticed),
    };
    return check_run(tests);
}
