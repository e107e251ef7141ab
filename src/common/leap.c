/*
 * leap.c - TAI and UTC: the table of leap seconds.
 *
 * Read once at start and constant from then on; see IERS Bulletin C.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/time.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define NTP_TO_UNIX INT64_C(2208988800) /* s from 1900 to 1970 */
#define LEAP_MAX    64
#define NTP_MAX     INT64_C(11000000000) /* in 2248: ns still fit 64 bits */

struct leap {
    int64_t from_s; /* POSIX seconds from which on the offset holds */
    int tai_utc_s;  /* TAI - UTC */
};

/* clang-format off */
static struct leap table[LEAP_MAX] = {
    {  63072000, 10}, {  78796800, 11}, {  94694400, 12}, { 126230400, 13},
    { 157766400, 14}, { 189302400, 15}, { 220924800, 16}, { 252460800, 17},
    { 283996800, 18}, { 315532800, 19}, { 362793600, 20}, { 394329600, 21},
    { 425865600, 22}, { 489024000, 23}, { 567993600, 24}, { 631152000, 25},
    { 662688000, 26}, { 709948800, 27}, { 741484800, 28}, { 773020800, 29},
    { 820454400, 30}, { 867715200, 31}, { 915148800, 32}, {1136073600, 33},
    {1230768000, 34}, {1341100800, 35}, {1435708800, 36}, {1483228800, 37},
};
/* clang-format on */
static size_t rows = 28;
static int64_t expiry_s = 1814140800; /* 2027-06-28 */

/* One line of the list: a comment, the expiry ("#@ …") or a row. */
static bool
take_line(const char *line, struct leap *read, size_t *n, int64_t *expires)
{
    int64_t ntp;
    int offset;
    if (sscanf(line, "#@ %" SCNd64, &ntp) == 1) {
        *expires = ntp - NTP_TO_UNIX;
        return ntp > NTP_TO_UNIX && ntp < NTP_MAX;
    }
    if (line[0] == '#' || line[0] == '\n')
        return true;
    if (*n == LEAP_MAX || sscanf(line, "%" SCNd64 " %d", &ntp, &offset) != 2 ||
        ntp < NTP_TO_UNIX || ntp > NTP_MAX || offset < 10 || offset > 200)
        return false;
    struct leap row = {ntp - NTP_TO_UNIX, offset};
    if (*n > 0) {
        const struct leap *last = &read[*n - 1];
        int step = offset - last->tai_utc_s;
        if (row.from_s <= last->from_s || (step != 1 && step != -1))
            return false;
    }
    read[(*n)++] = row;
    return true;
}

enum err
leap_load(const char *path)
{
    FILE *f = fopen(path, "re");
    if (f == NULL)
        return ERR_NOTFOUND;
    struct leap read[LEAP_MAX];
    size_t n = 0;
    int64_t expires = 0;
    bool is_good = true;
    char line[512];
    while (is_good && fgets(line, sizeof line, f) != NULL)
        is_good = take_line(line, read, &n, &expires);
    fclose(f);
    if (!is_good || n == 0 || expires == 0)
        return ERR_FORMAT;
    for (size_t i = 0; i < n; i++)
        table[i] = read[i];
    rows = n;
    expiry_s = expires;
    return ERR_OK;
}

struct utc
leap_expiry(void)
{
    return (struct utc){expiry_s * NS_PER_S};
}

/* Before 1972 the offset of 1972 is used: good to about 8 s back to 1961. */
int64_t
utc_to_tai_ns(struct utc t)
{
    size_t i = rows - 1;
    while (i > 0 && t.ns < table[i].from_s * NS_PER_S)
        i--;
    return utc_add_ns(t, table[i].tai_utc_s * NS_PER_S).ns;
}

struct utc
utc_from_tai_ns(int64_t tai_ns, bool *is_leap)
{
    bool leap = false;
    size_t i = rows - 1;
    for (; i > 0; i--) {
        /* The leap second itself lies just before the new offset holds. */
        int64_t from = (table[i].from_s + table[i].tai_utc_s) * NS_PER_S;
        int64_t added = table[i].tai_utc_s - table[i - 1].tai_utc_s;
        if (tai_ns >= from)
            break;
        if (added > 0 && tai_ns >= from - added * NS_PER_S) {
            leap = true;
            break;
        }
    }
    if (is_leap != NULL)
        *is_leap = leap;
    int64_t offset = table[i].tai_utc_s - (leap ? 1 : 0);
    return utc_add_ns((struct utc){tai_ns}, -offset * NS_PER_S);
}
