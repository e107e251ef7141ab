/*
 * timecode.h - CCSDS time codes (301.0-B-4): CUC and CDS, to and from UTC.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_TIMECODE_H
#define MDB_TIMECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "common/time.h"
#include "mdb/model.h"

/* On-board time: what the clock counted since its epoch.  Fine enough that
 * every CUC with up to 8 fine bytes is exact. */
struct obt {
    int64_t s;
    uint64_t fraction; /* of a second, in units of 2^-64 s */
};

enum timecode_kind {
    TIMECODE_CUC, /* seconds and binary fraction since the epoch */
    TIMECODE_CDS, /* days since the epoch's date, ms of day, submilliseconds:
                     UTC by definition, days have their leap second */
};

struct timecode {
    enum timecode_kind kind;
    bool has_p_field;     /* a preamble of 1 or 2 bytes comes first and decides
                             about the widths below (reading), or is written */
    uint8_t coarse_bytes; /* CUC: 1 .. 7 */
    uint8_t fine_bytes;   /* CUC: 0 .. 10 */
    uint8_t day_bytes;    /* CDS: 2 or 3 */
    uint8_t submilli_bytes;  /* CDS: 0, 2 (us), 4 (ps) */
    enum mdb_epoch epoch;    /* with a P-field that says "CCSDS epoch": TAI */
    struct utc custom_epoch; /* MDB_EPOCH_CUSTOM */
};

struct timecode_time {
    struct obt obt; /* CUC: count; CDS: days * 86400 s + time of day */
    struct utc utc; /* UTC_NONE unless ERR_OK */
    bool is_leap;   /* inside a leap second */
    size_t size;    /* bytes used, P-field included */
};

/* Are all widths within the bounds above? */
bool timecode_is_valid(const struct timecode *code);

/* Bytes of the whole code as it is written; 0 when it is not valid. */
size_t timecode_size(const struct timecode *code);

/*
 * Read the time code at `p`.  Always fills *out as far as it can.
 *
 * ERR_FORMAT: `len` is too small, or a P-field that is not this kind of code.
 * ERR_RANGE: the clock says nothing usable: all bits of a T-field of four or
 * more bytes are ones ("not set"), milliseconds beyond the end of a day, or
 * an instant outside struct utc (1677 to 2262).
 */
NODISCARD enum err timecode_read(const struct timecode *code, const void *p,
    size_t len, struct timecode_time *out);

/*
 * Write `t` to `p` (timecode_size() bytes of room in `cap`), rounded down;
 * *len is what was written.  ERR_RANGE: before the epoch, beyond the range of
 * the code, or not enough room; nothing is written then.
 */
NODISCARD enum err timecode_write(const struct timecode *code, struct utc t,
    bool is_leap, void *p, size_t cap, size_t *len);

/*
 * The instant `t` after an epoch, as struct utc; UTC_NONE when it is outside
 * of its range.  *is_leap (may be NULL): inside a leap second.
 */
struct utc timecode_utc(
    enum mdb_epoch epoch, struct utc custom_epoch, struct obt t, bool *is_leap);

/* The opposite, for instants with or without leap second. */
struct obt timecode_obt(
    enum mdb_epoch epoch, struct utc custom_epoch, struct utc t, bool is_leap);

/* Seconds as floating point to OBT; false for NaN and what does not fit. */
bool obt_from_double(double seconds, struct obt *out);
double obt_to_double(struct obt t);

#endif
