/*
 * bench_frontend.c - from the bytes of a link to packed messages.
 *
 * The baseline frames and decodes the same packets and throws the values away;
 * what the frontend adds is sequence counts, quality, statistics, samples in
 * batches, raw packets, and packing both for the wire.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "frontend/receiver.h"
#include "support/recording.h"

#define ROUNDS   9
#define ROUND_NS (100 * NS_PER_MS)
#define CHUNK    16384 /* bytes a turn */

struct bench {
    struct recording recording;
    struct mdb *mdb;
    struct mission mission;
    struct mission_link link;
    struct outbox outbox;
    struct receiver_world world;
    struct receiver *receiver;
    struct packets *packets;
    struct msg_buffer buffer;
    struct moment now;
    uint64_t sink;
};

static void
publish(void *arg, const char *topic, struct msg *msg)
{
    struct bench *b = arg;
    msg->envelope.source = msg_str("frontend");
    msg->envelope.instance = msg_str("bench");
    if (msg_pack(msg, &b->buffer) == ERR_OK)
        b->sink += b->buffer.len + strlen(topic);
}

static void
event(void *arg, enum event_id id, const char *text)
{
    struct bench *b = arg;
    b->sink += (uint64_t)id + (uint64_t)text[0];
}

static void
run_ours(struct bench *b)
{
    const struct recording *s = &b->recording;
    receiver_begin(b->receiver, true, b->now);
    for (size_t at = 0; at < s->len; at += CHUNK) {
        const size_t n = s->len - at < CHUNK ? s->len - at : CHUNK;
        b->now.mono.ns += NS_PER_MS;
        b->now.utc.ns += NS_PER_MS;
        receiver_bytes(b->receiver, s->stream + at, n, false, b->now);
        samples_flush(b->world.samples);
    }
}

static void
run_bare(struct bench *b)
{
    const struct recording *s = &b->recording;
    for (size_t at = 0; at < s->len; at += CHUNK) {
        const size_t n = s->len - at < CHUNK ? s->len - at : CHUNK;
        struct packets_item item;
        packets_feed(b->packets, s->stream + at, n);
        while (packets_next(b->packets, &item) == PACKETS_PACKET) {
            struct mdb_frame frame;
            mdb_decode(b->world.decoder, MDB_NIL, item.data, item.len, &frame);
            b->sink += frame.n;
        }
    }
}

/* Packets a second of one round. */
static double
rate(struct bench *b, void (*run)(struct bench *))
{
    const struct mono begin = mono_now();
    double packets = 0;
    int64_t ns;
    do {
        run(b);
        packets += (double)b->recording.n_packets;
        ns = mono_diff_ns(mono_now(), begin);
    } while (ns < ROUND_NS);
    return packets * 1e9 / (double)ns;
}

static int
by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double
median(double *v)
{
    qsort(v, ROUNDS, sizeof *v, by_value);
    return v[ROUNDS / 2];
}

static void
compete(struct bench *b, const char *what)
{
    double ours[ROUNDS], bare[ROUNDS], ratio[ROUNDS];
    run_ours(b);
    run_bare(b);
    for (size_t i = 0; i < ROUNDS; i++) {
        ours[i] = rate(b, run_ours);
        bare[i] = rate(b, run_bare);
        ratio[i] = ours[i] / bare[i];
    }
    const double o = median(ours);
    printf("F1\treceive %s\t%.0f k/s\t%.0f k/s\t%.2f\t>= 0.10\n", what, o / 1e3,
        median(bare) / 1e3, median(ratio));
    printf("F2\tthe same, against what is needed\t%.0f k/s\t20 k/s\t%.1f\t>= "
           "10.0\n",
        o / 1e3, o / 20e3);
}

static void
measure(struct bench *b, const char *what)
{
    static char name[] = "main";
    struct notes notes = {0};
    if (mdb_load_memory("bench.xml", strbuf_get(&b->recording.xtce),
            b->recording.xtce.len, &(struct mdb_options){0}, &notes,
            &b->mdb) != ERR_OK) {
        notes_print(&notes, stderr, false);
        exit(1);
    }
    b->mission = (struct mission){.expiry_factor = 1.9};
    b->link = (struct mission_link){.name = name, .type = MISSION_TCP};
    b->outbox = (struct outbox){.arg = b, .publish = publish, .event = event};
    b->world = (struct receiver_world){
        .mission = &b->mission,
        .mdb = b->mdb,
        .root = MDB_NIL,
        .decoder = mdb_decoder_new(b->mdb),
        .samples = samples_new(b->mdb, 1.9, &b->outbox),
        .outbox = &b->outbox,
        .repeats = repeats_new(CCSDS_APIDS),
    };
    b->receiver = receiver_new(&b->world, &b->link);
    b->packets = packets_new(&(struct packets_options){0});
    compete(b, what);
    packets_free(&b->packets);
    receiver_free(&b->receiver);
    samples_free(&b->world.samples);
    mdb_decoder_free(&b->world.decoder);
    repeats_free(&b->world.repeats);
    mdb_free(&b->mdb);
    notes_fini(&notes);
    recording_fini(&b->recording);
}

int
main(void)
{
    struct bench *b = xcalloc(1, sizeof *b);
    recording_attitude(&b->recording, 7200);
    measure(b, "packets of 27 values");
    recording_mission(&b->recording, 9493, 1499, true);
    measure(b, "packets of 63 values, 9493 parameters");
    const bool did_work = b->sink > 0;
    free(b->buffer.p);
    free(b);
    return did_work ? 0 : 1;
}
