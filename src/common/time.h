/*
 * time.h - three clocks that cannot be mixed up, leap seconds, and text.
 *
 * Cores take times as arguments; only a shell (main.c) reads a clock.
 *
 * struct utc counts POSIX nanoseconds: every day has 86400 s, and a leap
 * second 23:59:60 has the same count as the 00:00:00 that follows; where it is
 * known that an instant lies inside one, a flag `is_leap` goes beside it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_TIME_H
#define COMMON_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/err.h"

struct utc {
    int64_t ns; /* since 1970-01-01T00:00:00Z, leap seconds not counted */
};
struct mono {
    int64_t ns; /* CLOCK_MONOTONIC of this machine */
};

#define NS_PER_S  INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)
#define NS_PER_US INT64_C(1000)
#define UTC_NONE  ((struct utc){INT64_MIN}) /* "no time": not received */

struct utc utc_now(void);
struct mono mono_now(void);
bool utc_is_none(struct utc t);

/* a - b, saturated to the range of int64_t. */
int64_t utc_diff_ns(struct utc a, struct utc b);
int64_t mono_diff_ns(struct mono a, struct mono b);
struct mono mono_add_ns(struct mono t, int64_t ns); /* saturated */
struct utc utc_add_ns(struct utc t, int64_t ns);    /* saturated */

/* An instant as a person writes it; proleptic Gregorian, GMT. */
struct civil {
    int year;                 /* 1677 .. 2262, the range of int64 ns */
    int month, day;           /* 1 .. 12, 1 .. 31 */
    int doy;                  /* 1 .. 366 */
    int hour, minute, second; /* second 60 only in a leap second */
    int32_t ns;               /* 0 .. 999999999 */
};

struct civil utc_civil(struct utc t, bool is_leap);

/* From year, month, day, hour, minute, second, ns (doy is ignored). */
NODISCARD enum err utc_from_civil(const struct civil *c, struct utc *out);

#define TIME_TEXT_SIZE 40

/*
 * "324/08:46:12" and `decimals` (0 to 9) of the second; "---/--:--:--" for
 * UTC_NONE.  Returns `out`.
 */
char *utc_fmt_doy(
    char out[TIME_TEXT_SIZE], struct utc t, bool is_leap, unsigned decimals);

/* "2026-11-20T08:46:12.5Z", trailing zeros of the fraction left away. */
char *utc_fmt_iso(char out[TIME_TEXT_SIZE], struct utc t, bool is_leap);

/*
 * Read "2026-11-20T08:46:12[.fff][Z]", "2026-324T08:46:12[.fff][Z]" (CCSDS
 * 301.0 ASCII codes A and B), also with a blank for the T.  ERR_FORMAT, or
 * ERR_RANGE for a 13th month or a year outside struct civil.
 */
NODISCARD enum err utc_parse(const char *s, struct utc *out);

/*
 * "0.4 s", "42 s", "3 min", "2.5 h", "12 d": the age of something, 5
 * significant places at most.  Negative ages count as zero.
 */
char *duration_fmt(char out[TIME_TEXT_SIZE], int64_t ns);

/* "00:07:41", or "3d 04:00:00" from a day on: time left until something. */
char *countdown_fmt(char out[TIME_TEXT_SIZE], int64_t ns);

/*
 * "1.5s", "200 ms", "3min", "1h", "2d" (a bare number means seconds) to
 * nanoseconds, >= 0.  ERR_FORMAT or ERR_RANGE.
 */
NODISCARD enum err duration_parse(const char *s, int64_t *ns);

/*
 * TAI - UTC in seconds, by IERS Bulletin C: 10 from 1972, 37 from 2017.  The
 * table is compiled in; leap_load() replaces it by the system's newer one
 * (tzdata's leap-seconds.list), and refuses a damaged file whole.
 */
NODISCARD enum err leap_load(const char *path);
#define LEAP_SYSTEM_FILE "/usr/share/zoneinfo/leap-seconds.list"

/* When the table ends to be valid, as its publisher says. */
struct utc leap_expiry(void);

/* TAI (ns since 1970-01-01T00:00:00 TAI) to UTC and back. */
struct utc utc_from_tai_ns(int64_t tai_ns, bool *is_leap);
int64_t utc_to_tai_ns(struct utc t);

#endif
