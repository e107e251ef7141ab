/*
 * units.h - from one unit to another, as udunits2 knows them.
 *
 * The table of units is read once in a process, when it is first needed; what
 * it lacks is added: deg, Ah, DN, AU, dB (a plain number), B, px, and Ki, Mi,
 * Gi, Ti.  Nothing is ever printed.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_UNITS_H
#define COMMON_UNITS_H

#include <stdbool.h>
#include <stddef.h>

enum units_result {
    UNITS_OK,
    UNITS_UNKNOWN_FROM, /* no unit that udunits2 knows */
    UNITS_UNKNOWN_TO,
    UNITS_DIFFER,     /* of different quantities */
    UNITS_NOT_LINEAR, /* such as dBm */
    UNITS_NO_TABLE,   /* udunits2 has no data here */
};

/*
 * y = x * scale + offset takes a number in `from` to one in `to`.  `from` NULL:
 * only look whether `to` is a unit.
 */
enum units_result units_convert(
    const char *from, const char *to, double *scale, double *offset);

struct units_meaning {
    char base[64];        /* "m2.kg.s-3": equal texts, equal quantities */
    double scale, offset; /* base = x * scale + offset */
};

/* What a unit is made of; false for none, and for those that are no straight
 * line (dBm). */
bool units_describe(const char *text, struct units_meaning *out);

/*
 * A unit in common use that is spelt nearly as `unit` and, where `from` is not
 * NULL, of the same quantity; NULL: none.
 */
const char *units_nearest(const char *unit, const char *from);

#endif
