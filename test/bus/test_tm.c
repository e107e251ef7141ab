/*
 * test_tm.c - columns of samples: built, read, and refused when they lie.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/tm.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "mdb/kind.h"
#include "support/check.h"

_Static_assert((int)TM_KIND_STRING == (int)MDB_STRING, "the same numbers");
_Static_assert((int)TM_KIND_BINARY == (int)MDB_BINARY, "the same numbers");

static const uint8_t kinds[] = {MDB_UINT, MDB_STRING};
static const uint64_t span_all = 3; /* offset 0, length 3 */

static struct tm_batch
batch_of(size_t n)
{
    return (struct tm_batch){.mdb_hash = 5,
        .container = 7,
        .apid = 11,
        .link = "tm",
        .n = n,
        .raw_kinds = kinds,
        .eng_kinds = kinds};
}

static void
packets_of_a_burst_share_a_message(void **state)
{
    (void)state;
    struct tm_builder *b = tm_builder_new();
    struct tm_batch batch = batch_of(2);
    tm_builder_begin(b, &batch);
    static const char *const texts[] = {"one", "two", "six"};
    const uint8_t quality[] = {1, 0};
    for (size_t i = 0; i < 3; i++) {
        const uint64_t raw[] = {100 + i, span_all}, eng[] = {200 + i, span_all};
        const struct tm_packet packet = {.generation = {(int64_t)i},
            .reception = {(int64_t)i + 10},
            .serial = 1000 + i,
            .raw = raw,
            .eng = eng,
            .quality = i == 1 ? quality : NULL,
            .blob = texts[i],
            .blob_len = 3};
        assert_int_equal(tm_builder_add(b, &packet), ERR_OK);
    }
    assert_int_equal(tm_builder_count(b), 3);
    assert_false(tm_builder_is_full(b));

    struct msg in = {.envelope = {.source = msg_str("f"),
                         .instance = msg_str("sim")}},
               out;
    tm_builder_message(b, &in);
    struct msg_buffer buffer = {0};
    assert_int_equal(msg_pack(&in, &buffer), ERR_OK);
    assert_int_equal(msg_unpack(buffer.p, buffer.len, &out), ERR_OK);
    struct tm_view v;
    assert_int_equal(tm_view_init(&v, &out.u.tm, 2), ERR_OK);
    assert_int_equal(v.count, 3);
    assert_false(v.has_items);
    for (size_t i = 0; i < 3; i++) {
        const uint8_t *p;
        size_t len;
        uint64_t row[2];
        assert_int_equal(tm_generation(&v, i).ns, i);
        assert_int_equal(tm_reception(&v, i).ns, i + 10);
        assert_int_equal(tm_serial(&v, i), 1000 + i);
        assert_int_equal(tm_raw(&v, i, 0), 100 + i);
        assert_int_equal(tm_eng(&v, i, 0), 200 + i);
        tm_raw_row(&v, i, row);
        assert_int_equal(row[1], tm_raw(&v, i, 1));
        tm_eng_row(&v, i, row);
        assert_int_equal(row[0], 200 + i);
        assert_int_equal(tm_quality(&v, i, 0), i == 1);
        assert_int_equal(tm_quality(&v, i, 1), 0);
        assert_true(tm_span(&v, tm_raw(&v, i, 1), &p, &len));
        assert_int_equal(len, 3);
        assert_memory_equal(p, texts[i], 3);
    }
    msg_fini(&out);
    free(buffer.p);
    tm_builder_free(&b);
}

static void
a_message_can_name_its_items(void **state)
{
    (void)state;
    struct tm_builder *b = tm_builder_new();
    const uint32_t items[] = {70000, 3, 5};
    const uint64_t cells[] = {1, 2, 3};
    const struct tm_batch batch = {.link = "x", .n = 3, .items = items};
    const struct tm_packet packet = {.raw = cells, .eng = cells};
    tm_builder_begin(b, &batch);
    assert_int_equal(tm_builder_add(b, &packet), ERR_OK);
    struct msg msg;
    tm_builder_message(b, &msg);
    struct tm_view v;
    assert_int_equal(tm_view_init(&v, &msg.u.tm, 99), ERR_OK);
    assert_true(v.has_items);
    assert_int_equal(v.n, 3);
    for (size_t k = 0; k < 3; k++)
        assert_int_equal(tm_item(&v, k), items[k]);
    tm_builder_free(&b);
}

static void
a_batch_ends_before_a_message_is_too_long(void **state)
{
    (void)state;
    enum {
        N = 2000
    };
    uint64_t *cells = xcalloc(N, sizeof *cells);
    struct tm_builder *b = tm_builder_new();
    const struct tm_batch batch = {.link = "x", .n = N};
    const struct tm_packet packet = {.raw = cells, .eng = cells};
    tm_builder_begin(b, &batch);
    enum err e;
    while ((e = tm_builder_add(b, &packet)) == ERR_OK)
        assert_true(tm_builder_is_full(b) == (tm_builder_count(b) > 2));
    assert_int_equal(e, ERR_AGAIN);
    struct msg msg = {
        .envelope = {.source = msg_str("f"), .instance = msg_str("sim")}};
    tm_builder_message(b, &msg);
    struct msg_buffer buffer = {0};
    assert_int_equal(msg_pack(&msg, &buffer), ERR_OK);
    assert_true(buffer.len > MSG_BYTES_MAX / 2);
    tm_builder_begin(b, &batch); /* and there is room again */
    assert_int_equal(tm_builder_count(b), 0);
    assert_int_equal(tm_builder_add(b, &packet), ERR_OK);

    char *blob = xcalloc(MSG_BYTES_MAX, 1);
    const struct tm_packet huge = {
        .raw = cells, .eng = cells, .blob = blob, .blob_len = MSG_BYTES_MAX};
    tm_builder_begin(b, &batch);
    assert_int_equal(tm_builder_add(b, &huge), ERR_LIMIT);
    free(blob);
    free(buffer.p);
    free(cells);
    tm_builder_free(&b);
}

static void
columns_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    static const uint8_t room[4096];
    static const struct {
        const char *label;
        uint64_t count;
        size_t generation, reception, serial, items, raw, eng, quality;
        size_t n_items;
        enum err want;
    } cases[] = {
        {"good", 2, 16, 16, 16, 0, 48, 48, 6, 3, ERR_OK},
        {"good without quality", 2, 16, 16, 16, 0, 48, 48, 0, 3, ERR_OK},
        {"good with items", 2, 16, 16, 16, 12, 48, 48, 6, 0, ERR_OK},
        {"good, empty layout", 2, 16, 16, 16, 0, 0, 0, 0, 0, ERR_OK},
        {"count 0", 0, 0, 0, 0, 0, 0, 0, 0, 3, ERR_FORMAT},
        {"count huge", UINT64_MAX, 16, 16, 16, 0, 48, 48, 6, 3, ERR_FORMAT},
        {"count wraps", UINT64_C(1) << 61, 0, 0, 0, 0, 0, 0, 0, 3, ERR_FORMAT},
        {"generation", 2, 15, 16, 16, 0, 48, 48, 6, 3, ERR_FORMAT},
        {"reception", 2, 16, 24, 16, 0, 48, 48, 6, 3, ERR_FORMAT},
        {"serial", 2, 16, 16, 0, 0, 48, 48, 6, 3, ERR_FORMAT},
        {"items", 2, 16, 16, 16, 11, 48, 48, 6, 3, ERR_FORMAT},
        {"too few items", 2, 16, 16, 16, 8, 48, 48, 6, 3, ERR_FORMAT},
        {"raw", 2, 16, 16, 16, 0, 40, 48, 6, 3, ERR_FORMAT},
        {"eng", 2, 16, 16, 16, 0, 48, 56, 6, 3, ERR_FORMAT},
        {"quality", 2, 16, 16, 16, 0, 48, 48, 5, 3, ERR_FORMAT},
        {"other layout", 2, 16, 16, 16, 0, 48, 48, 6, 4, ERR_FORMAT},
        {"layout wraps", 2, 16, 16, 16, 0, 48, 48, 6, SIZE_MAX, ERR_FORMAT},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct msg_tm tm = {.count = cases[i].count,
            .generation = {room, cases[i].generation},
            .reception = {room, cases[i].reception},
            .serial = {room, cases[i].serial},
            .items = {room, cases[i].items},
            .raw = {room, cases[i].raw},
            .eng = {room, cases[i].eng},
            .quality = {room, cases[i].quality}};
        struct tm_view v;
        if (tm_view_init(&v, &tm, cases[i].n_items) != cases[i].want)
            fail_msg("%s", cases[i].label);
    }
}

static void
a_span_outside_the_blob_is_refused(void **state)
{
    (void)state;
    const struct msg_tm tm = {.blob = {(const uint8_t *)"abcdef", 6}};
    const struct tm_view v = {.tm = &tm};
    static const struct {
        uint64_t offset, len;
        bool want;
    } cases[] = {{0, 6, true}, {6, 0, true}, {5, 1, true}, {5, 2, false},
        {7, 0, false}, {UINT32_MAX, 1, false}, {1, UINT32_MAX, false},
        {UINT32_MAX, UINT32_MAX, false}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const uint8_t *p;
        size_t len;
        uint64_t cell = cases[i].offset << 32 | cases[i].len;
        assert_int_equal(tm_span(&v, cell, &p, &len), cases[i].want);
        assert_int_equal(len, cases[i].want ? cases[i].len : 0);
        assert_non_null(p);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packets_of_a_burst_share_a_message),
        cmocka_unit_test(a_message_can_name_its_items),
        cmocka_unit_test(a_batch_ends_before_a_message_is_too_long),
        cmocka_unit_test(columns_that_do_not_fit_are_refused),
        cmocka_unit_test(a_span_outside_the_blob_is_refused),
    };
    return check_run(tests);
}
