/*
 * stamp.c - time codes of packets.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission/stamp.h"

#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"

static enum mdb_epoch
epoch_of(enum mission_epoch epoch)
{
    switch (epoch) {
    case MISSION_EPOCH_GPS:
        return MDB_EPOCH_GPS;
    case MISSION_EPOCH_UNIX:
        return MDB_EPOCH_UNIX;
    case MISSION_EPOCH_J2000:
        return MDB_EPOCH_J2000;
    case MISSION_EPOCH_CUSTOM:
        return MDB_EPOCH_CUSTOM;
    case MISSION_EPOCH_TAI:
        break;
    }
    return MDB_EPOCH_TAI;
}

struct stamp
stamp_init(const struct mission_time *t)
{
    return (struct stamp){
        .is_in_packet = t->code != MISSION_TIME_MDB,
        .offset_bytes = t->offset_bytes,
        .code =
            {
                .kind =
                    t->code == MISSION_TIME_CDS ? TIMECODE_CDS : TIMECODE_CUC,
                .coarse_bytes = (uint8_t)t->coarse_bytes,
                .fine_bytes = (uint8_t)t->fine_bytes,
                .day_bytes = (uint8_t)t->day_bytes,
                .submilli_bytes = (uint8_t)t->submilli_bytes,
                .epoch = epoch_of(t->epoch),
                .custom_epoch = t->epoch_custom,
            },
    };
}

struct utc
stamp_read(const struct stamp *s, const void *packet, size_t len)
{
    struct timecode_time time;
    if (!s->is_in_packet || len < s->offset_bytes ||
        timecode_read(&s->code, (const uint8_t *)packet + s->offset_bytes,
            len - s->offset_bytes, &time) != ERR_OK)
        return UTC_NONE;
    return time.utc;
}

struct utc
stamp_of(const struct stamp *s, const struct mdb *mdb,
    const struct mdb_frame *frame, const void *packet, size_t len)
{
    if (s->is_in_packet)
        return stamp_read(s, packet, len);
    return frame->container == MDB_NIL ? UTC_NONE : mdb_frame_time(mdb, frame);
}

/* ---- as a person writes it ----------------------------------------------- */

static enum err
parse_epoch(const char *value, struct timecode *code)
{
    static const struct {
        const char *name;
        enum mdb_epoch epoch;
    } known[] = {
        {"tai", MDB_EPOCH_TAI},
        {"gps", MDB_EPOCH_GPS},
        {"j2000", MDB_EPOCH_J2000},
        {"unix", MDB_EPOCH_UNIX},
    };
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (str_eq(value, known[i].name)) {
            code->epoch = known[i].epoch;
            return ERR_OK;
        }
    }
    code->epoch = MDB_EPOCH_CUSTOM;
    return utc_parse(value, &code->custom_epoch);
}

static enum err
parse_width(const char *key, const char *value, struct stamp *out)
{
    const struct {
        const char *key;
        uint8_t *width;
    } widths[] = {
        {"coarse", &out->code.coarse_bytes},
        {"fine", &out->code.fine_bytes},
        {"day", &out->code.day_bytes},
        {"submilli", &out->code.submilli_bytes},
    };
    uint64_t n;
    if (!num_parse_u64(value, &n))
        return ERR_FORMAT;
    if (str_eq(key, "offset")) {
        out->offset_bytes = (uint32_t)n;
        return n <= 65535 ? ERR_OK : ERR_RANGE;
    }
    for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
        if (str_eq(key, widths[i].key)) {
            *widths[i].width = (uint8_t)n;
            return n <= 16 ? ERR_OK : ERR_RANGE;
        }
    }
    return ERR_FORMAT;
}

static enum err
parse_pair(char *pair, struct stamp *out)
{
    char *value = strchr(pair, '=');
    if (!value)
        return ERR_FORMAT;
    *value++ = '\0';
    if (str_eq(pair, "epoch"))
        return parse_epoch(value, &out->code);
    return parse_width(pair, value, out);
}

enum err
stamp_parse(const char *text, struct stamp *out)
{
    *out = (struct stamp){
        .is_in_packet = true,
        .offset_bytes = 6,
        .code = {.epoch = MDB_EPOCH_TAI},
    };
    if (str_prefix(text, "cds")) {
        out->code.kind = TIMECODE_CDS;
        out->code.day_bytes = 2;
        out->code.submilli_bytes = 2;
    } else if (str_prefix(text, "cuc")) {
        out->code.kind = TIMECODE_CUC;
        out->code.coarse_bytes = 4;
        out->code.fine_bytes = 2;
    } else {
        return ERR_FORMAT;
    }
    if (text[3] != '\0' && text[3] != ':')
        return ERR_FORMAT;
    char *copy = xstrdup(text[3] ? text + 4 : "");
    char *rest = NULL;
    enum err e = ERR_OK;
    for (char *pair = strtok_r(copy, ",", &rest); pair && e == ERR_OK;
         pair = strtok_r(NULL, ",", &rest))
        e = parse_pair(pair, out);
    free(copy);
    if (e == ERR_OK && !timecode_is_valid(&out->code))
        e = ERR_RANGE;
    return e;
}
