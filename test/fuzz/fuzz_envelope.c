/*
 * fuzz_envelope.c - any bytes as a message: refused or understood, never more.
 *
 * What we accept must also be accepted by msgpack-c, whole; must pack again to
 * something that unpacks to the same; and its samples must stay inside.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <msgpack.h>

#include "bus/msg.h"
#include "bus/tm.h"
#include "bus/wire.h"

static void
check(bool is_true)
{
    if (!is_true)
        abort();
}

static void
check_library(const uint8_t *data, size_t size)
{
    msgpack_unpacked result;
    size_t at = 0;
    msgpack_unpacked_init(&result);
    check(msgpack_unpack_next(&result, (const char *)data, size, &at) ==
          MSGPACK_UNPACK_SUCCESS);
    check(at == size && result.data.type == MSGPACK_OBJECT_ARRAY);
    msgpack_unpacked_destroy(&result);
}

static void
check_samples(const struct msg_tm *tm)
{
    struct tm_view v;
    uint64_t sum = 0;
    size_t n = tm->count > 0 && tm->count < 1000
                   ? tm->raw.len / 8 / (size_t)tm->count
                   : 0;
    if (tm_view_init(&v, tm, n) != ERR_OK)
        return;
    for (size_t i = 0; i < v.count; i++) {
        sum += (uint64_t)tm_generation(&v, i).ns + tm_serial(&v, i) +
               (uint64_t)tm_reception(&v, i).ns;
        for (size_t k = 0; k < v.n; k++) {
            const uint8_t *p;
            size_t len;
            if (tm_span(&v, tm_raw(&v, i, k), &p, &len))
                for (size_t b = 0; b < len && b < 64; b++)
                    sum += p[b];
            sum += tm_eng(&v, i, k) + tm_quality(&v, i, k) +
                   (v.has_items ? tm_item(&v, k) : 0);
        }
    }
    volatile uint64_t keep = sum;
    (void)keep;
}

static void
check_again(const struct msg *msg)
{
    struct msg_buffer buffer = {0}, twice = {0};
    struct msg again;
    check(msg_pack(msg, &buffer) == ERR_OK);
    check(msg_unpack(buffer.p, buffer.len, &again) == ERR_OK);
    check(msg_pack(&again, &twice) == ERR_OK);
    check(twice.len == buffer.len && !memcmp(twice.p, buffer.p, buffer.len));
    msg_fini(&again);
    free(buffer.p);
    free(twice.p);
    free(msg_json("topic", msg));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct msg msg;
    struct msg_envelope envelope;
    uint64_t version;
    enum err scanned = msg_scan(data, size, &envelope, &version);
    (void)msg_topic_is_valid(data, size);
    if (msg_unpack(data, size, &msg) != ERR_OK)
        return 0;
    check(scanned == ERR_OK);
    check(wire_scan(data, size, MSG_NESTING) == ERR_OK);
    check(envelope.sequence == msg.envelope.sequence);
    check_library(data, size);
    check_again(&msg);
    if (msg.envelope.type == MSG_TM)
        check_samples(&msg.u.tm);
    msg_fini(&msg);
    return 0;
}
