/*
 * unit.h - units of the procedure language (ECSS-E-ST-70-32C Annex B), on
 * udunits2.
 *
 * Symbols are case-sensitive (mW, MW); exponents stand behind the symbol:
 * m/s2, W.m-2, m^2.  What a mission database writes ("m s-2", "J/(kg K)") is
 * understood, too.  Equal texts are one pointer for the life of the process.
 *
 * An angle is a quantity of its own; counts, bits, decibels and percent are
 * plain numbers with a name.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_UNIT_H
#define PLUTO_UNIT_H

#include <stdbool.h>
#include <stddef.h>

struct pluto_unit; /* opaque */

/* NULL: not a unit. */
const struct pluto_unit *pluto_unit(const char *text, size_t len);
const char *pluto_unit_str(const struct pluto_unit *unit); /* NULL: "" */

bool pluto_unit_is_time(const struct pluto_unit *unit);
bool pluto_unit_is_plain(const struct pluto_unit *unit);   /* counts, % */
bool pluto_unit_is_angle(const struct pluto_unit *unit);   /* rad, deg */
bool pluto_unit_has_offset(const struct pluto_unit *unit); /* degC */

/* Same physical quantity?  A plain number (NULL) goes with everything. */
bool pluto_unit_agree(const struct pluto_unit *a, const struct pluto_unit *b);

/* `value` of `from` in `to`; they must agree.  `is_difference`: a difference of
 * two temperatures, without offsets. */
double pluto_unit_convert(double value, const struct pluto_unit *from,
    const struct pluto_unit *to, bool is_difference);

/* The unit of a difference: K for degC, else the same. */
const struct pluto_unit *pluto_unit_difference(const struct pluto_unit *unit);

/*
 * Product, quotient and power: a value in `*out` (NULL: plain) after it was
 * multiplied by *factor, which is not 1 where prefixes meet (V/mV).  False:
 * refused (degC), or there is no such unit.
 */
bool pluto_unit_times(const struct pluto_unit *a, const struct pluto_unit *b,
    const struct pluto_unit **out, double *factor);
bool pluto_unit_per(const struct pluto_unit *a, const struct pluto_unit *b,
    const struct pluto_unit **out, double *factor);
bool pluto_unit_power(const struct pluto_unit *a, int exponent,
    const struct pluto_unit **out, double *factor);

/* A unit in common use that is spelt nearly so, or NULL. */
const char *pluto_unit_nearest(const char *text);

#endif
