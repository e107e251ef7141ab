/*
 * test_msg.c - messages come back as they went; what is wrong is refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/msg.h"

#include <msgpack.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "support/check.h"
#include "support/sample.h"

/* Unpack from memory of exactly that size, so that ASan sees each byte. */
static enum err
unpack(const void *p, size_t len, struct msg *msg)
{
    uint8_t *exact = xmemdup(p, len);
    enum err e = msg_unpack(exact, len, msg);
    if (e == ERR_OK)
        msg_fini(msg);
    free(exact);
    return e;
}

static void
every_message_comes_back_as_it_went(void **state)
{
    (void)state;
    struct msg_buffer buffer = {0};
    for (size_t i = 0; i < sample_count(); i++)
        for (unsigned seed = 0; seed < 84; seed++) {
            struct msg in = sample_message(i, seed), out;
            assert_int_equal(msg_pack(&in, &buffer), ERR_OK);
            assert_int_equal(buffer.len, msg_packed_size(&in));
            assert_int_equal(msg_unpack(buffer.p, buffer.len, &out), ERR_OK);
            assert_true(sample_equal(&in, &out));
            msg_fini(&out);
        }
    free(buffer.p);
}

static void
what_we_pack_is_plain_msgpack(void **state)
{
    (void)state;
    struct msg_buffer buffer = {0};
    for (size_t i = 0; i < sample_count(); i++) {
        struct msg in = sample_message(i, (unsigned)i);
        assert_int_equal(msg_pack(&in, &buffer), ERR_OK);
        msgpack_unpacked result;
        msgpack_unpacked_init(&result);
        size_t at = 0;
        assert_int_equal(msgpack_unpack_next(
                             &result, (const char *)buffer.p, buffer.len, &at),
            MSGPACK_UNPACK_SUCCESS);
        assert_int_equal(at, buffer.len);
        assert_int_equal(result.data.type, MSGPACK_OBJECT_ARRAY);
        const msgpack_object *e = result.data.via.array.ptr;
        assert_int_equal(e[0].via.u64, in.envelope.type);
        assert_int_equal(e[2].type, MSGPACK_OBJECT_STR);
        assert_int_equal(e[2].via.str.size, in.envelope.source.len);
        assert_int_equal(e[4].via.u64, in.envelope.sequence);
        msgpack_unpacked_destroy(&result);
    }
    free(buffer.p);
}

static void
a_message_cut_at_any_byte_is_refused(void **state)
{
    (void)state;
    struct msg_buffer buffer = {0};
    for (size_t i = 0; i < sample_count(); i++) {
        struct msg in = sample_message(i, 84), out; /* the short ones */
        assert_int_equal(msg_pack(&in, &buffer), ERR_OK);
        size_t step = buffer.len > 4000 ? 97 : 1;
        for (size_t len = 0; len < buffer.len; len += step) {
            assert_int_equal(unpack(buffer.p, len, &out), ERR_FORMAT);
            struct msg_envelope e;
            uint64_t version;
            assert_int_equal(msg_scan(buffer.p, len, &e, &version), ERR_FORMAT);
        }
    }
    free(buffer.p);
}

static void
a_byte_too_many_is_refused(void **state)
{
    (void)state;
    struct msg_buffer buffer = {0};
    for (size_t i = 0; i < sample_count(); i++) {
        struct msg in = sample_message(i, 1), out;
        assert_int_equal(msg_pack(&in, &buffer), ERR_OK);
        uint8_t *more = xcalloc(buffer.len + 1, 1);
        memcpy(more, buffer.p, buffer.len);
        assert_int_equal(unpack(more, buffer.len + 1, &out), ERR_FORMAT);
        free(more);
    }
    free(buffer.p);
}

static void
a_flipped_byte_never_crashes(void **state)
{
    (void)state;
    struct msg_buffer buffer = {0};
    for (size_t i = 0; i < sample_count(); i++) {
        struct msg in = sample_message(i, 85), out;
        assert_int_equal(msg_pack(&in, &buffer), ERR_OK);
        size_t n = buffer.len < 400 ? buffer.len : 400;
        for (size_t at = 0; at < n; at++)
            for (unsigned bit = 0; bit < 8; bit++) {
                buffer.p[at] ^= (uint8_t)(1u << bit);
                (void)unpack(buffer.p, buffer.len, &out);
                struct msg_envelope e;
                uint64_t version;
                assert_true(
                    msg_scan(buffer.p, buffer.len, &e, &version) < ERR_COUNT);
                buffer.p[at] ^= (uint8_t)(1u << bit);
            }
        assert_int_equal(unpack(buffer.p, buffer.len, &out), ERR_OK);
    }
    free(buffer.p);
}

/* A message by hand: envelope of seven elements, then `fields`. */
#define ENV "\xa1m\xa3sim\x00\x00\x00"
struct raw {
    const char *label, *p;
    size_t len;
    enum err want;
};
#define RAW(label, text, want)                                                 \
    {                                                                          \
        label, text, sizeof(text) - 1, want                                    \
    }

static void
messages_that_are_not_ours_are_refused(void **state)
{
    (void)state;
    static const struct raw cases[] = {
        RAW("good: sync", "\x99\x0b\x01" ENV "\xa1t\x00", ERR_OK),
        RAW("other version", "\x99\x0b\x02" ENV "\xa1t\x00", ERR_VERSION),
        RAW("unknown type", "\x99\x63\x01" ENV "\xa1t\x00", ERR_NOTFOUND),
        RAW("type over a byte", "\x99\xcd\x01\x0b\x01" ENV "\xa1t\x00",
            ERR_FORMAT),
        RAW("extra field", "\x9a\x0b\x01" ENV "\xa1t\x00\x00", ERR_FORMAT),
        RAW("field missing", "\x98\x0b\x01" ENV "\xa1t", ERR_FORMAT),
        RAW("no fields at all", "\x97\x0b\x01" ENV, ERR_FORMAT),
        RAW("envelope cut", "\x93\x0b\x01\xa1m", ERR_FORMAT),
        RAW("wrong kind", "\x99\x0b\x01" ENV "\x01\x00", ERR_FORMAT),
        RAW("negative count", "\x99\x0b\x01" ENV "\xa1t\xff", ERR_FORMAT),
        RAW("float for integer", "\x99\x0b\x01" ENV "\xa1t\xca\x00\x00\x00\x00",
            ERR_FORMAT),
        RAW("nil for integer", "\x99\x0b\x01" ENV "\xa1t\xc0", ERR_FORMAT),
        RAW("bin for string", "\x99\x0b\x01" ENV "\xc4\x01t\x00", ERR_FORMAT),
        RAW("NUL in string", "\x99\x0b\x01" ENV "\xa1\x00\x00", ERR_FORMAT),
        RAW("escape in string", "\x99\x0b\x01" ENV "\xa2\x1b[\x00", ERR_FORMAT),
        RAW("bad UTF-8", "\x99\x0b\x01" ENV "\xa1\xff\x00", ERR_FORMAT),
        RAW("overlong UTF-8", "\x99\x0b\x01" ENV "\xa2\xc0\x80\x00",
            ERR_FORMAT),
        RAW("U+202E", "\x99\x0b\x01" ENV "\xa3\xe2\x80\xae\x00", ERR_FORMAT),
        RAW("DEL", "\x99\x0b\x01" ENV "\xa1\x7f\x00", ERR_FORMAT),
        RAW("good: umlaut", "\x99\x0b\x01" ENV "\xa2\xc3\xbc\x00", ERR_OK),
        RAW("empty source", "\x99\x0b\x01\xa0\xa3sim\x00\x00\x00\xa1t\x00",
            ERR_FORMAT),
        RAW("empty instance", "\x99\x0b\x01\xa1m\xa0\x00\x00\x00\xa1t\x00",
            ERR_FORMAT),
        RAW("no monotonic stamp",
            "\x99\x0b\x01\xa1m\xa3sim\x00\xd3\x80\0\0\0\0\0\0\0\x00\xa1t\x00",
            ERR_FORMAT),
        RAW("no UTC stamp",
            "\x99\x0b\x01\xa1m\xa3sim\x00\x00\xd3\x80\0\0\0\0\0\0\0\xa1t\x00",
            ERR_FORMAT),
        RAW("map", "\x81\x01\x01", ERR_FORMAT),
        RAW("map with repeated keys", "\x82\x01\x01\x01\x02", ERR_FORMAT),
        RAW("map as field", "\x99\x0b\x01" ENV "\x81\x01\x01\x00", ERR_FORMAT),
        RAW("0xc1", "\xc1", ERR_FORMAT),
        RAW("0xc1 as field", "\x99\x0b\x01" ENV "\xc1\x00", ERR_FORMAT),
        RAW("array bomb", "\xdd\x0f\xff\xff\xff", ERR_FORMAT),
        RAW("array bomb", "\xdd\xff\xff\xff\xff", ERR_FORMAT),
        RAW("map bomb", "\xdf\xff\xff\xff\xff", ERR_FORMAT),
        RAW("bomb in vector",
            "\x9a\x14\x01" ENV "\x01\xa1v\xdd\x0f\xff\xff\xff", ERR_FORMAT),
        RAW("array in vector", "\x9a\x14\x01" ENV "\x01\xa1v\x91\x91\xa1x",
            ERR_FORMAT),
        RAW("good: request", "\x9a\x14\x01" ENV "\x01\xa1v\x91\xa1x", ERR_OK),
        RAW("nothing", "", ERR_FORMAT),
        RAW("text", "hello", ERR_FORMAT),
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct msg msg;
        enum err e = unpack(cases[i].p, cases[i].len, &msg);
        if (e != cases[i].want)
            fail_msg("%s: %s", cases[i].label, err_str(e));
    }
}

static void
a_scan_forwards_what_it_does_not_know(void **state)
{
    (void)state;
    static const struct raw cases[] = {
        RAW("unknown type", "\x99\x63\x01" ENV "\xa1t\x00", ERR_OK),
        RAW("other version", "\x99\x0b\x09" ENV "\xa1t\x00", ERR_OK),
        RAW("deep", "\x98\x63\x01" ENV "\x91\x91\x01", ERR_LIMIT),
        RAW("map", "\x98\x63\x01" ENV "\x81\x01\x01", ERR_FORMAT),
        RAW("bad source", "\x97\x63\x01\xa1\x1b\xa1i\x00\x00\x00", ERR_FORMAT),
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct msg_envelope e;
        uint64_t version;
        assert_int_equal(
            msg_scan(cases[i].p, cases[i].len, &e, &version), cases[i].want);
    }
}

static void
a_message_over_1_mib_is_neither_packed_nor_read(void **state)
{
    (void)state;
    struct msg msg = sample_message(0, 0);
    uint8_t *big = xcalloc(MSG_BYTES_MAX + 1, 1);
    msg.envelope.type = MSG_PACKET;
    msg.u.packet = (struct msg_packet){.data = {big, MSG_BYTES_MAX}};
    struct msg_buffer buffer = {0};
    assert_int_equal(msg_pack(&msg, &buffer), ERR_LIMIT);
    msg.u.packet.data.len = MSG_BYTES_MAX - 200;
    assert_int_equal(msg_pack(&msg, &buffer), ERR_OK);
    assert_int_equal(msg_unpack(buffer.p, buffer.len, &msg), ERR_OK);
    msg_fini(&msg);
    assert_int_equal(msg_unpack(big, MSG_BYTES_MAX + 1, &msg), ERR_LIMIT);
    struct msg_envelope e;
    uint64_t version;
    assert_int_equal(msg_scan(big, MSG_BYTES_MAX + 1, &e, &version), ERR_LIMIT);
    free(big);
    free(buffer.p);
}

static void
topics_are_short_clean_text(void **state)
{
    (void)state;
    char *longest = xcalloc(65537, 1);
    memset(longest, 'x', 65536);
    const struct {
        const char *s;
        size_t len;
        bool want;
    } cases[] = {{"tm/a", 4, true}, {"", 0, false}, {longest, 255, true},
        {longest, 256, false}, {longest, 65536, false}, {"a\0b", 3, false},
        {"a\nb", 3, false}, {"\xc3\xbc", 2, true}, {"\xc3", 1, false},
        {"12345678\x1b", 9, false}, {"1234567\x7f", 8, false}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(
            msg_topic_is_valid(cases[i].s, cases[i].len), cases[i].want);
    free(longest);
}

static void
strings_are_copied_whole_or_cut_between_characters(void **state)
{
    (void)state;
    char out[6];
    assert_string_equal(msg_str_copy(out, sizeof out, msg_str("abc")), "abc");
    assert_string_equal(
        msg_str_copy(out, sizeof out, msg_str("abcdefg")), "abcde");
    assert_string_equal(
        msg_str_copy(out, sizeof out, msg_str("abcd\xc3\xbc")), "abcd");
    assert_string_equal(msg_str_copy(out, 1, msg_str("abc")), "");
    assert_true(msg_str_eq(msg_str("x"), "x"));
    assert_false(msg_str_eq(msg_str("x"), "xy"));
    assert_true(msg_str_eq(msg_str(NULL), ""));
}

static void
types_and_statuses_have_names(void **state)
{
    (void)state;
    assert_string_equal(msg_type_str(MSG_TM), "tm");
    assert_null(msg_type_str(0));
    assert_null(msg_type_str(99));
    assert_null(msg_type_str(1000));
    for (int s = 0; s < PACKET_STATUS_COUNT; s++)
        assert_string_not_equal(packet_status_str((enum packet_status)s), "?");
    assert_string_equal(packet_status_str(PACKET_STATUS_COUNT), "?");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_comes_back_as_it_went),
        cmocka_unit_test(what_we_pack_is_plain_msgpack),
        cmocka_unit_test(a_message_cut_at_any_byte_is_refused),
        cmocka_unit_test(a_byte_too_many_is_refused),
        cmocka_unit_test(a_flipped_byte_never_crashes),
        cmocka_unit_test(messages_that_are_not_ours_are_refused),
        cmocka_unit_test(a_scan_forwards_what_it_does_not_know),
        cmocka_unit_test(a_message_over_1_mib_is_neither_packed_nor_read),
        cmocka_unit_test(topics_are_short_clean_text),
        cmocka_unit_test(strings_are_copied_whole_or_cut_between_characters),
        cmocka_unit_test(types_and_statuses_have_names),
    };
    return check_run(tests);
}
