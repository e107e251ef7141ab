/*
 * units.h - from one unit to another, as udunits2 knows them.
 *
 * The table of units is read once in a process, when it is first needed.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_DISPLAY_UNITS_H
#define CONSOLE_DISPLAY_UNITS_H

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

/*
 * A unit in common use that is spelt nearly as `unit` and, where `from` is not
 * NULL, of the same quantity; NULL: none.
 */
const char *units_nearest(const char *unit, const char *from);

#endif
