/*
 * fuzz_link.c - any bytes over a link: no crash, no byte read outside, and
 * everything that is published can be read back.
 *
 * The first byte chooses the link: datagrams or a stream, bytes to skip,
 * signal packets, time codes.  Then come pieces, each behind its length.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "bus/tm.h"
#include "frontend/receiver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct mdb *mdb;
static struct mission mission = {.expiry_factor = 1.9};
static char name[] = "main";

static void
publish(void *arg, const char *topic, struct msg *msg)
{
    struct msg_buffer *buffer = arg;
    struct msg back;
    struct tm_view view;
    (void)topic;
    msg->envelope.source = msg_str("frontend");
    msg->envelope.instance = msg_str("fuzz");
    if (msg_pack(msg, buffer) != ERR_OK ||
        msg_unpack(buffer->p, buffer->len, &back) != ERR_OK)
        abort();
    if (back.envelope.type == MSG_TM) {
        const size_t n = mdb->container[back.u.tm.container].n_layout;
        if (tm_view_init(&view, &back.u.tm, n) != ERR_OK)
            abort();
    }
    msg_fini(&back);
}

static void
event(void *arg, enum event_id id, const char *text)
{
    (void)arg;
    if (!event_row((unsigned)id) || !text)
        abort();
}

static void
load(void)
{
    struct notes notes = {0};
    if (mdb_load("test/frontend/data/small.xml", &(struct mdb_options){0},
            &notes, &mdb) != ERR_OK) {
        notes_print(&notes, stderr, false);
        exit(1);
    }
    notes_fini(&notes);
}

static void
feed(struct receiver *r, struct samples *samples, const uint8_t *data,
    size_t size, bool is_datagram)
{
    struct moment now = {{1790000000 * NS_PER_S}, {NS_PER_S}};
    for (size_t at = 0; at < size;) {
        size_t n = data[at++];
        n = n < size - at ? n : size - at;
        receiver_bytes(r, data + at, n, is_datagram, now);
        at += n;
        now.mono.ns += NS_PER_S;
        now.utc.ns += NS_PER_S;
        receiver_tick(r, true, now);
        samples_expire(samples, now.mono);
        samples_flush(samples);
    }
    now.mono.ns += 20 * NS_PER_S;
    receiver_tick(r, false, now);
    receiver_begin(r, true, now);
    receiver_statistics(r, now);
    samples_learn(samples);
    samples_flush(samples);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!mdb)
        load();
    if (size < 1)
        return 0;
    struct msg_buffer buffer = {0};
    const struct outbox outbox = {
        .arg = &buffer, .publish = publish, .event = event};
    const struct mission_link link = {
        .name = name,
        .skip_bytes = data[0] & 2 ? 3 : 0,
        .signal = data[0] & 4 ? MISSION_SIGNAL_APID : MISSION_SIGNAL_NONE,
        .signal_apid = 50,
    };
    mission.time = (struct mission_time){
        .code = data[0] & 8 ? MISSION_TIME_CDS : MISSION_TIME_MDB,
        .offset_bytes = 6,
        .day_bytes = 2,
        .submilli_bytes = 2,
    };
    struct receiver_world world = {
        .mission = &mission,
        .mdb = mdb,
        .root = MDB_NIL,
        .decoder = mdb_decoder_new(mdb),
        .samples = samples_new(mdb, 1.9, &outbox),
        .outbox = &outbox,
        .repeats = repeats_new(CCSDS_APIDS),
    };
    struct receiver *r = receiver_new(&world, &link);
    feed(r, world.samples, data + 1, size - 1, data[0] & 1);
    receiver_free(&r);
    samples_free(&world.samples);
    mdb_decoder_free(&world.decoder);
    repeats_free(&world.repeats);
    free(buffer.p);
    return 0;
}
