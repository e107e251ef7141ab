/*
 * play_time.c - times by time code, by mission, by database, or by guess.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/play_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "common/note.h"
#include "common/say.h"
#include "common/xalloc.h"
#include "mdb/mdb.h"
#include "mdb/packets.h"
#include "mission/mission.h"
#include "mission/stamp.h"

#define GUESS_PACKETS 64

struct play_time {
    struct stamp stamp;
    bool is_guess, is_known;
    struct mission *mission;
    struct mdb *mdb;
    struct mdb_decoder *decoder;
    uint32_t root;
};

static int
open_database(struct play_time *t, const char *path, struct notes *notes)
{
    const enum err e = mdb_load(path, &(struct mdb_options){0}, notes, &t->mdb);
    if (e != ERR_OK)
        return e == ERR_NOTFOUND ? EX_NOINPUT : EX_DATAERR;
    t->decoder = mdb_decoder_new(t->mdb);
    return 0;
}

static int
open_mission(struct play_time *t, const char *path, struct notes *notes)
{
    const enum err e = mission_load(path, notes, &t->mission);
    if (e != ERR_OK)
        return e == ERR_NOTFOUND ? EX_NOINPUT : EX_CONFIG;
    t->stamp = stamp_init(&t->mission->time);
    if (t->stamp.is_in_packet)
        return 0;
    const int status = open_database(t, t->mission->database, notes);
    if (status == 0 && t->mission->root)
        t->root = mdb_find_container(t->mdb, t->mission->root);
    return status;
}

int
play_time_open(const struct play_time_source *source, struct play_time **out)
{
    struct play_time *t = xcalloc(1, sizeof *t);
    struct notes notes = {0};
    int status = 0;
    t->root = MDB_NIL;
    t->is_known = true;
    if (source->code) {
        if (stamp_parse(source->code, &t->stamp) != ERR_OK) {
            say("columba play: '%s' is not a time code\n", source->code);
            status = EX_USAGE;
        }
    } else if (source->mission) {
        status = open_mission(t, source->mission, &notes);
    } else if (source->database) {
        status = open_database(t, source->database, &notes);
    } else {
        t->is_guess = true;
        t->is_known = false;
    }
    if (status != 0)
        notes_print(&notes, stderr, false);
    notes_fini(&notes);
    if (status != 0)
        play_time_free(&t);
    *out = t;
    return status;
}

void
play_time_free(struct play_time **time)
{
    struct play_time *t = *time;
    *time = NULL;
    if (!t)
        return;
    mdb_decoder_free(&t->decoder);
    mdb_free(&t->mdb);
    mission_free(&t->mission);
    free(t);
}

bool
play_time_is_guess(const struct play_time *t)
{
    return t->is_guess;
}

struct utc
play_time_of(struct play_time *t, const uint8_t *packet, size_t len)
{
    struct mdb_frame frame = {.container = MDB_NIL};
    if (!t->is_known)
        return UTC_NONE;
    if (!t->stamp.is_in_packet)
        mdb_decode(t->decoder, t->root, packet, len, &frame);
    return stamp_of(&t->stamp, t->mdb, &frame, packet, len);
}

/* ---- guessing ------------------------------------------------------------ */

/* Tried in this order: the longer, the less likely by chance. */
static const char *const candidates[] = {
    "cds:offset=6,day=2,submilli=2",
    "cds:offset=6,day=2,submilli=4",
    "cds:offset=6,day=3,submilli=2",
    "cds:offset=6,day=2,submilli=0",
    "cuc:offset=6,coarse=4,fine=2,epoch=tai",
    "cuc:offset=6,coarse=4,fine=2,epoch=gps",
    "cuc:offset=6,coarse=4,fine=2,epoch=unix",
    "cuc:offset=6,coarse=4,fine=0,epoch=gps",
    "cuc:offset=6,coarse=4,fine=0,epoch=unix",
};

#define YEAR_NS (INT64_C(31556952) * NS_PER_S)
#define FROM_NS (20 * YEAR_NS)  /* 1990 */
#define TO_NS   (100 * YEAR_NS) /* 2070 */
#define STEP_NS (86400 * NS_PER_S)

static bool
is_plausible(struct utc t, struct utc before)
{
    if (utc_is_none(t) || t.ns < FROM_NS || t.ns > TO_NS)
        return false;
    return utc_is_none(before) ||
           (t.ns >= before.ns && t.ns - before.ns < STEP_NS);
}

/* Does this code make sense of all packets, and does time move? */
static bool
fits(const struct stamp *code, const struct packets_item *item, size_t n)
{
    struct utc before = UTC_NONE, first = UTC_NONE;
    for (size_t i = 0; i < n; i++) {
        const struct utc t = stamp_read(code, item[i].data, item[i].len);
        if (!is_plausible(t, before))
            return false;
        first = utc_is_none(first) ? t : first;
        before = t;
    }
    return n > 0 && (n == 1 || before.ns > first.ns);
}

/* Packets with a secondary header, where they stand in `p`. */
static size_t
collect(const uint8_t *p, size_t len, uint32_t skip,
    struct packets_item item[GUESS_PACKETS])
{
    size_t n = 0;
    for (size_t at = skip; n < GUESS_PACKETS && len >= CCSDS_HEADER_BYTES &&
                           at <= len - CCSDS_HEADER_BYTES;) {
        const struct ccsds_header h = ccsds_parse(p + at);
        if (h.version != 0 || h.len_bytes > len - at)
            break;
        if (h.has_secondary)
            item[n++] = (struct packets_item){
                .data = p + at, .len = h.len_bytes, .header = h};
        at += h.len_bytes + skip;
    }
    return n;
}

const char *
play_time_guess(
    struct play_time *t, const uint8_t *p, size_t len, uint32_t skip)
{
    struct packets_item item[GUESS_PACKETS];
    const size_t n = collect(p, len, skip, item);
    for (size_t i = 0; i < ARRAY_LEN(candidates); i++) {
        if (stamp_parse(candidates[i], &t->stamp) != ERR_OK ||
            !fits(&t->stamp, item, n))
            continue;
        t->is_known = true;
        return candidates[i];
    }
    return NULL;
}
