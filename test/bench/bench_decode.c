/*
 * bench_decode.c - decoding (D1) and framing (D3) beside bare loops.
 *
 * The bare extractor knows each packet type's fields as a table of positions
 * and shifts, finds the table by the APID, and stores the bits of every field;
 * it checks, converts, calibrates and describes nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/xalloc.h"
#include "mdb/bits.h"
#include "mdb/decode.h"
#include "mdb/mdb.h"
#include "mdb/packets.h"
#include "support/recording.h"

#define ROUNDS   9
#define ROUND_NS 60e6 /* each */

static volatile uint64_t sink;

/* ---- the bare extractor -------------------------------------------------- */

struct bare_op {
    uint32_t byte;
    uint8_t left, right;
};

struct bare_table {
    struct bare_op *op;
    size_t n;
};

struct bare {
    struct bare_table table[CCSDS_APIDS];
    uint64_t *value;
};

static void
bare_init(struct bare *b, const struct recording *s)
{
    *b = (struct bare){.value = xcalloc(256, sizeof *b->value)};
    for (size_t l = 0; l < s->n_layouts; l++) {
        const struct recording_layout *y = &s->layout[l];
        struct bare_table *t = &b->table[y->apid];
        t->op = xcalloc(y->n, sizeof *t->op);
        t->n = y->n;
        for (size_t i = 0; i < y->n; i++)
            t->op[i] = (struct bare_op){y->field[i].bit / 8,
                (uint8_t)(y->field[i].bit % 8),
                (uint8_t)(64 - y->field[i].width)};
    }
}

static void
bare_fini(struct bare *b)
{
    for (size_t i = 0; i < CCSDS_APIDS; i++)
        free(b->table[i].op);
    free(b->value);
}

/* (Sixty-four bits at an odd offset come out cut; it does not care.) */
static void
bare_run(struct bare *b, const struct recording *s)
{
    uint64_t *value = b->value;
    for (size_t at = 0; at < s->len;) {
        const uint8_t *p = s->stream + at;
        const struct bare_table *t = &b->table[(p[0] & 7) << 8 | p[1]];
        const struct bare_op *op = t->op;
        for (size_t i = 0; i < t->n; i++)
            value[i] = bits_be64(p + op[i].byte) << op[i].left >> op[i].right;
        at += (size_t)(p[4] << 8 | p[5]) + 7;
    }
    sink += value[9];
}

static void
bare_frame(const struct recording *s, const struct bare *b)
{
    uint64_t sum = 0;
    for (size_t at = 0; at < s->len;) {
        const uint8_t *p = s->stream + at;
        sum += b->table[(p[0] & 7) << 8 | p[1]].n;
        at += (size_t)(p[4] << 8 | p[5]) + 7;
    }
    sink += sum;
}

/* ---- ours ---------------------------------------------------------------- */

static void
our_decode(struct mdb_decoder *d, const struct recording *s)
{
    uint64_t sum = 0;
    for (size_t at = 0; at < s->len;) {
        const uint8_t *p = s->stream + at;
        size_t len = (size_t)(p[4] << 8 | p[5]) + 7;
        struct mdb_frame f;
        mdb_decode(d, MDB_NIL, p, len, &f);
        if (f.result != MDB_DECODED)
            abort();
        sum += f.n + f.eng[9];
        at += len;
    }
    sink += sum;
}

static void
our_frame(
    struct packets *packets, const struct recording *s, const struct bare *b)
{
    struct packets_item item;
    uint64_t sum = 0;
    packets_feed(packets, s->stream, s->len);
    while (packets_next(packets, &item) == PACKETS_PACKET)
        sum += b->table[item.header.apid].n;
    sink += sum;
}

/* ---- rounds -------------------------------------------------------------- */

static double
now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double
median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, by_size);
    return v[n / 2];
}

struct contest {
    const struct recording *sample;
    struct bare *bare;
    struct mdb_decoder *decoder;
    struct packets *packets;
    bool is_framing;
};

static void
run_ours(const struct contest *c)
{
    if (c->is_framing)
        our_frame(c->packets, c->sample, c->bare);
    else
        our_decode(c->decoder, c->sample);
}

static void
run_bare(const struct contest *c)
{
    if (c->is_framing)
        bare_frame(c->sample, c->bare);
    else
        bare_run(c->bare, c->sample);
}

/* Nanoseconds of one pass over the sample, many times for a round. */
static double
pass_ns(const struct contest *c, void (*run)(const struct contest *))
{
    double begin = now_ns(), end;
    unsigned n = 0;
    do {
        run(c);
        n++;
        end = now_ns();
    } while (end - begin < ROUND_NS);
    return (end - begin) / n;
}

static void
compete(const struct contest *c, const char *goal, const char *what,
    size_t units, const char *unit, double wanted)
{
    double ours[ROUNDS], bare[ROUNDS], ratio[ROUNDS];
    run_ours(c);
    run_bare(c);
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = pass_ns(c, run_ours);
        bare[i] = pass_ns(c, run_bare);
        ratio[i] = bare[i] / ours[i];
    }
    double n = (double)units * 1e3;
    printf("%s\t%s\t%.0f M%s/s\t%.0f M%s/s\t%.2f\t>= %.2f\n", goal, what,
        n / median(ours, ROUNDS), unit, n / median(bare, ROUNDS), unit,
        median(ratio, ROUNDS), wanted);
}

static void
measure(struct recording *s, const char *what, double wanted, bool frames)
{
    struct notes notes = {0};
    struct mdb *mdb;
    struct bare bare;
    if (mdb_load_memory("sample.xml", strbuf_get(&s->xtce), s->xtce.len,
            &(struct mdb_options){0}, &notes, &mdb) != ERR_OK) {
        notes_print(&notes, stderr, false);
        exit(1);
    }
    bare_init(&bare, s);
    struct contest c = {.sample = s,
        .bare = &bare,
        .decoder = mdb_decoder_new(mdb),
        .packets = packets_new(&(struct packets_options){0})};
    char text[80];
    snprintf(text, sizeof text, "decode %s", what);
    compete(&c, "D1", text, s->n_values, "", wanted);
    c.is_framing = true;
    snprintf(text, sizeof text, "frame %s", what);
    if (frames)
        compete(&c, "D3", text, s->n_packets, " packets", 0.3);
    mdb_decoder_free(&c.decoder);
    packets_free(&c.packets);
    bare_fini(&bare);
    mdb_free(&mdb);
    notes_fini(&notes);
    recording_fini(s);
}

int
main(void)
{
    struct recording s;
    recording_attitude(&s, 7200);
    measure(&s, "27 values a packet", 0.5, true);
    recording_mission(&s, 9493, 1499, false);
    measure(&s, "9493 parameters, none calibrated", 0.5, true);
    recording_mission(&s, 9493, 1499, true);
    measure(&s, "9493 parameters, a third calibrated", 0.4, false);
    return 0;
}
