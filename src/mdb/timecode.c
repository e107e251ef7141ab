/*
 * timecode.c - CCSDS time codes (301.0-B-4): CUC and CDS, to and from UTC.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/timecode.h"

#include <math.h>
#include <string.h>

#define DAY_S      86400
#define MS_PER_DAY 86400000
#define PS_PER_MS  UINT64_C(1000000000)

/* TAI seconds and nanoseconds of the epochs, counted from 1970-01-01 TAI. */
#define TAI_1958_S (-378691200)
#define GPS_TAI_S  315964819 /* 1980-01-06T00:00:00 UTC, TAI - UTC = 19 s */
/* J2000 is 2000-01-01T12:00:00 TT, and TT = TAI + 32.184 s. */
#define J2000_TAI_S  946727967
#define J2000_TAI_NS 816000000

__extension__ typedef unsigned __int128 wide;

/* Units of 2^-64 s to nanoseconds, rounded down. */
static uint32_t
fraction_ns(uint64_t fraction)
{
    return (uint32_t)((wide)fraction * (uint64_t)NS_PER_S >> 64);
}

/* Rounded up, so that fraction_ns() gives the same nanoseconds back. */
static uint64_t
ns_fraction(uint32_t ns)
{
    uint64_t per_s = (uint64_t)NS_PER_S;
    return (uint64_t)((((wide)ns << 64) + per_s - 1) / per_s);
}

/* s * 1e9 + ns when it fits. */
static bool
join_ns(int64_t s, int64_t ns, int64_t *out)
{
    return !__builtin_mul_overflow(s, NS_PER_S, out) &&
           !__builtin_add_overflow(*out, ns, out);
}

/* ---- epochs -------------------------------------------------------------- */

static bool
counts_leaps(enum mdb_epoch epoch)
{
    return epoch == MDB_EPOCH_TAI || epoch == MDB_EPOCH_GPS ||
           epoch == MDB_EPOCH_J2000;
}

/* ns since 1970 of the epoch: in TAI where leap seconds count, else POSIX. */
static int64_t
epoch_ns(enum mdb_epoch epoch, struct utc custom)
{
    switch (epoch) {
    case MDB_EPOCH_TAI:
        return TAI_1958_S * NS_PER_S;
    case MDB_EPOCH_GPS:
        return GPS_TAI_S * NS_PER_S;
    case MDB_EPOCH_J2000:
        return J2000_TAI_S * NS_PER_S + J2000_TAI_NS;
    case MDB_EPOCH_CUSTOM:
        return custom.ns;
    case MDB_EPOCH_UNIX:
    default:
        return 0;
    }
}

struct utc
timecode_utc(
    enum mdb_epoch epoch, struct utc custom, struct obt t, bool *is_leap)
{
    bool leap = false;
    struct utc utc = UTC_NONE;
    int64_t ns;
    if (join_ns(t.s, fraction_ns(t.fraction), &ns) &&
        !__builtin_add_overflow(ns, epoch_ns(epoch, custom), &ns)) {
        if (counts_leaps(epoch))
            utc = utc_from_tai_ns(ns, &leap);
        else
            utc.ns = ns;
    }
    if (utc.ns == INT64_MAX) /* saturated */
        utc = UTC_NONE;
    if (is_leap != NULL)
        *is_leap = leap;
    return utc;
}

struct obt
timecode_obt(
    enum mdb_epoch epoch, struct utc custom, struct utc t, bool is_leap)
{
    int64_t from = epoch_ns(epoch, custom), ns = t.ns;
    if (counts_leaps(epoch))
        ns = utc_add_ns((struct utc){utc_to_tai_ns(t)}, is_leap ? -NS_PER_S : 0)
                 .ns;
    int64_t s = ns / NS_PER_S - from / NS_PER_S;
    int64_t part = ns % NS_PER_S - from % NS_PER_S;
    while (part < 0) {
        part += NS_PER_S;
        s--;
    }
    if (part >= NS_PER_S) {
        part -= NS_PER_S;
        s++;
    }
    return (struct obt){s, ns_fraction((uint32_t)part)};
}

bool
obt_from_double(double seconds, struct obt *out)
{
    double whole = floor(seconds);
    if (!(whole > -9.2e18 && whole < 9.2e18))
        return false;
    double part = seconds - whole;
    if (part >= 1) { /* rounded up: just below a whole second */
        whole++;
        part = 0;
    }
    out->s = (int64_t)whole;
    out->fraction = (uint64_t)(part * 0x1p64); /* exact */
    return true;
}

double
obt_to_double(struct obt t)
{
    return (double)t.s + (double)t.fraction * 0x1p-64;
}

/* ---- bytes --------------------------------------------------------------- */

static uint64_t
get_be(const uint8_t *p, size_t n)
{
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++)
        v = v << 8 | p[i];
    return v;
}

static void
put_be(uint8_t *p, uint64_t v, size_t n)
{
    for (size_t i = n; i-- > 0; v >>= 8)
        p[i] = (uint8_t)v;
}

static bool
is_all_ones(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != 0xff)
            return false;
    return n >= 4;
}

bool
timecode_is_valid(const struct timecode *c)
{
    if (c->kind == TIMECODE_CUC)
        return c->coarse_bytes >= 1 && c->coarse_bytes <= 7 &&
               c->fine_bytes <= 10;
    return c->kind == TIMECODE_CDS &&
           (c->day_bytes == 2 || c->day_bytes == 3) &&
           (c->submilli_bytes == 0 || c->submilli_bytes == 2 ||
               c->submilli_bytes == 4);
}

/* Bytes of the T-field. */
static size_t
t_size(const struct timecode *c)
{
    return c->kind == TIMECODE_CUC
               ? (size_t)c->coarse_bytes + c->fine_bytes
               : (size_t)c->day_bytes + 4 + c->submilli_bytes;
}

/* ---- the P-field, 301.0-B-4 sections 3.2.2 and 3.3.2 --------------------- */

#define P_MORE       0x80
#define P_ID_CUC_TAI 1
#define P_ID_CUC_OWN 2
#define P_ID_CDS     4

/* Widths from the preamble; the bytes it takes, or 0 when it is not ours. */
static size_t
read_p_field(struct timecode *c, const uint8_t *p, size_t len)
{
    if (len == 0)
        return 0;
    unsigned id = p[0] >> 4 & 7;
    bool has_second = (p[0] & P_MORE) != 0;
    if (c->kind == TIMECODE_CDS) {
        static const uint8_t submilli[4] = {0, 2, 4, 0};
        if (id != P_ID_CDS || has_second || (p[0] & 3) == 3)
            return 0;
        if ((p[0] & 8) == 0)
            c->epoch = MDB_EPOCH_TAI;
        c->day_bytes = (p[0] & 4) != 0 ? 3 : 2;
        c->submilli_bytes = submilli[p[0] & 3];
        return 1;
    }
    if (id != P_ID_CUC_TAI && id != P_ID_CUC_OWN)
        return 0;
    if (id == P_ID_CUC_TAI)
        c->epoch = MDB_EPOCH_TAI;
    c->coarse_bytes = (uint8_t)((p[0] >> 2 & 3) + 1);
    c->fine_bytes = p[0] & 3;
    if (!has_second)
        return 1;
    if (len < 2 || (p[1] & P_MORE) != 0)
        return 0;
    c->coarse_bytes = (uint8_t)(c->coarse_bytes + (p[1] >> 5 & 3));
    c->fine_bytes = (uint8_t)(c->fine_bytes + (p[1] >> 2 & 7));
    return 2;
}

static size_t
p_size(const struct timecode *c)
{
    if (!c->has_p_field)
        return 0;
    bool is_long =
        c->kind == TIMECODE_CUC && (c->coarse_bytes > 4 || c->fine_bytes > 3);
    return is_long ? 2 : 1;
}

static void
write_p_field(const struct timecode *c, uint8_t *p)
{
    bool is_ccsds = c->epoch == MDB_EPOCH_TAI;
    if (c->kind == TIMECODE_CDS) {
        p[0] = (uint8_t)(P_ID_CDS << 4 | (is_ccsds ? 0 : 8) |
                         (c->day_bytes == 3 ? 4 : 0) | c->submilli_bytes / 2);
        return;
    }
    unsigned coarse = c->coarse_bytes > 4 ? 4 : c->coarse_bytes;
    unsigned fine = c->fine_bytes > 3 ? 3 : c->fine_bytes;
    unsigned id = is_ccsds ? P_ID_CUC_TAI : P_ID_CUC_OWN;
    p[0] = (uint8_t)(id << 4 | (coarse - 1) << 2 | fine);
    if (p_size(c) == 2) {
        p[0] |= P_MORE;
        p[1] = (uint8_t)((c->coarse_bytes - coarse) << 5 |
                         (c->fine_bytes - fine) << 2);
    }
}

size_t
timecode_size(const struct timecode *c)
{
    return timecode_is_valid(c) ? p_size(c) + t_size(c) : 0;
}

/* ---- CUC ----------------------------------------------------------------- */

static enum err
read_cuc(const struct timecode *c, const uint8_t *p, struct timecode_time *out)
{
    size_t fine = c->fine_bytes < 8 ? c->fine_bytes : 8;
    out->obt.s = (int64_t)get_be(p, c->coarse_bytes);
    if (fine > 0)
        out->obt.fraction = get_be(p + c->coarse_bytes, fine) << 8 * (8 - fine);
    out->utc = timecode_utc(c->epoch, c->custom_epoch, out->obt, &out->is_leap);
    return utc_is_none(out->utc) ? ERR_RANGE : ERR_OK;
}

static enum err
write_cuc(const struct timecode *c, struct utc t, bool is_leap, uint8_t *p)
{
    struct obt o = timecode_obt(c->epoch, c->custom_epoch, t, is_leap);
    if (o.s < 0 || o.s >> 8 * c->coarse_bytes != 0)
        return ERR_RANGE;
    size_t fine = c->fine_bytes < 8 ? c->fine_bytes : 8;
    put_be(p, (uint64_t)o.s, c->coarse_bytes);
    memset(p + c->coarse_bytes, 0, c->fine_bytes);
    if (fine > 0)
        put_be(p + c->coarse_bytes, o.fraction >> 8 * (8 - fine), fine);
    return ERR_OK;
}

/* ---- CDS ----------------------------------------------------------------- */

/* Days from 1970-01-01 to the date of the epoch. */
static int64_t
epoch_day(const struct timecode *c)
{
    switch (c->epoch) {
    case MDB_EPOCH_TAI:
        return TAI_1958_S / DAY_S;
    case MDB_EPOCH_GPS:
        return GPS_TAI_S / DAY_S;
    case MDB_EPOCH_J2000:
        return J2000_TAI_S / DAY_S;
    case MDB_EPOCH_CUSTOM: {
        int64_t day = DAY_S * NS_PER_S, ns = c->custom_epoch.ns;
        return ns / day - (ns % day < 0 ? 1 : 0);
    }
    case MDB_EPOCH_UNIX:
    default:
        return 0;
    }
}

static enum err
read_cds(const struct timecode *c, const uint8_t *p, struct timecode_time *out)
{
    int64_t day = (int64_t)get_be(p, c->day_bytes);
    uint64_t ms = get_be(p + c->day_bytes, 4);
    uint64_t sub = get_be(p + c->day_bytes + 4, c->submilli_bytes);
    uint64_t ps = c->submilli_bytes == 2 ? sub * 1000000 : sub;
    if (ms >= MS_PER_DAY + 1000 || ps >= PS_PER_MS)
        return ERR_RANGE;
    uint32_t ns = (uint32_t)(ms % 1000 * 1000000 + ps / 1000);
    out->obt.s = day * DAY_S + (int64_t)(ms / 1000);
    out->obt.fraction = ns_fraction(ns);
    out->is_leap = ms >= MS_PER_DAY;
    int64_t s = (epoch_day(c) + day) * DAY_S + (int64_t)(ms / 1000);
    int64_t total;
    if (!join_ns(s, ns, &total))
        return ERR_RANGE;
    out->utc.ns = total;
    return ERR_OK;
}

static enum err
write_cds(const struct timecode *c, struct utc t, bool is_leap, uint8_t *p)
{
    int64_t day_ns = DAY_S * NS_PER_S;
    /* A leap second belongs to the day that ends with it. */
    int64_t day = t.ns / day_ns, ns = t.ns % day_ns;
    if (ns < 0) {
        ns += day_ns;
        day--;
    }
    if (is_leap) {
        ns += day_ns;
        day--;
    }
    day -= epoch_day(c);
    if (day < 0 || day >> 8 * c->day_bytes != 0)
        return ERR_RANGE;
    put_be(p, (uint64_t)day, c->day_bytes);
    put_be(p + c->day_bytes, (uint64_t)(ns / NS_PER_MS), 4);
    uint64_t part = (uint64_t)(ns % NS_PER_MS);
    uint64_t sub = c->submilli_bytes == 2 ? part / 1000 : part * 1000;
    put_be(p + c->day_bytes + 4, sub, c->submilli_bytes);
    return ERR_OK;
}

/* ---- both ---------------------------------------------------------------- */

enum err
timecode_read(const struct timecode *code, const void *bytes, size_t len,
    struct timecode_time *out)
{
    const uint8_t *p = bytes;
    struct timecode c = *code;
    *out = (struct timecode_time){.utc = UTC_NONE};
    size_t preamble = 0;
    if (c.has_p_field) {
        preamble = read_p_field(&c, p, len);
        if (preamble == 0)
            return ERR_FORMAT;
    }
    if (!timecode_is_valid(&c) || len - preamble < t_size(&c))
        return ERR_FORMAT;
    p += preamble;
    out->size = preamble + t_size(&c);
    enum err e =
        c.kind == TIMECODE_CUC ? read_cuc(&c, p, out) : read_cds(&c, p, out);
    if (is_all_ones(p, t_size(&c)))
        e = ERR_RANGE;
    if (e != ERR_OK)
        out->utc = UTC_NONE;
    return e;
}

enum err
timecode_write(const struct timecode *code, struct utc t, bool is_leap,
    void *bytes, size_t cap, size_t *len)
{
    uint8_t buffer[2 + 7 + 10] = {0};
    size_t size = timecode_size(code);
    *len = 0;
    if (size == 0 || size > cap || utc_is_none(t))
        return ERR_RANGE;
    size_t preamble = p_size(code);
    if (preamble > 0)
        write_p_field(code, buffer);
    enum err e = code->kind == TIMECODE_CUC
                     ? write_cuc(code, t, is_leap, buffer + preamble)
                     : write_cds(code, t, is_leap, buffer + preamble);
    if (e != ERR_OK)
        return e;
    memcpy(bytes, buffer, size);
    *len = size;
    return ERR_OK;
}
