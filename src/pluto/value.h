/*
 * value.h - values of the procedure language: numbers with units, times, texts,
 * names of enumerated sets.
 *
 * Units are compared and converted by udunits2 (common/units.h); a value keeps
 * the unit in which it was written or declared.  A quantity of time is a
 * relative time.  Times are whole nanoseconds.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_VALUE_H
#define PLUTO_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/str.h"

enum pluto_type {
    PLUTO_NONE, /* no value */
    PLUTO_BOOLEAN,
    PLUTO_INTEGER,  /* i */
    PLUTO_UNSIGNED, /* u */
    PLUTO_REAL,     /* d */
    PLUTO_STRING,   /* text */
    PLUTO_ABSOLUTE, /* i: UTC, ns since 1970-01-01 */
    PLUTO_RELATIVE, /* i: ns */
    PLUTO_ENUM,     /* text: the name; compared without case */
    PLUTO_TYPE_COUNT
};
const char *pluto_type_str(enum pluto_type type); /* "unsigned integer" */

struct pluto_unit; /* unit.h; equal units are one pointer */

struct pluto_value { /* zero-initialise */
    enum pluto_type type;
    union {
        bool b;
        int64_t i;
        uint64_t u;
        double d;
        char *text; /* owned, unless the value is a constant of a tree */
    };
    const struct pluto_unit *unit; /* numbers only; NULL: plain */
    const char *const *label; /* PLUTO_BOOLEAN of a parameter: what FALSE and
                                 TRUE are called there, of the model; printed.
                                 NULL: nothing else */
};

void pluto_value_fini(struct pluto_value *v); /* also sets it to PLUTO_NONE */
struct pluto_value pluto_value_copy(const struct pluto_value *v);

/* Owned values. */
struct pluto_value pluto_bool(bool b);
struct pluto_value pluto_integer(int64_t i);
struct pluto_value pluto_unsigned(uint64_t u);
struct pluto_value pluto_real(double d, const struct pluto_unit *unit);
struct pluto_value pluto_string(const char *s, size_t len);
struct pluto_value pluto_enum(const char *s, size_t len);
struct pluto_value pluto_absolute(int64_t ns);
struct pluto_value pluto_relative(int64_t ns);

/*
 * As `log` and `to string` print it: numbers as short as they can be, without
 * unit; relative times as seconds ("0.5"); absolute times as
 * "2027-03-14T09:26:53.500Z", or, when they lie in the first year of 1970, as
 * seconds: that is a simulated clock without a date; TRUE, FALSE.  Appended.
 */
void pluto_value_print(const struct pluto_value *v, struct strbuf *out);

/* Names of enumerated values compare without case, '_' as a blank. */
bool pluto_name_eq(const char *a, const char *b);

/* The same for a person: with its unit ("-20 degC"), relative times as
 * "1min30s". */
void pluto_value_show(const struct pluto_value *v, struct strbuf *out);

/*
 * As one line that pluto_value_load() reads back exactly: "i:12",
 * "d:0x1p-3[V]", "s:\"text\"", "n:" for no value.  Appended.
 */
void pluto_value_save(const struct pluto_value *v, struct strbuf *out);
/* False (and *out PLUTO_NONE) for anything else.  *used: bytes read; more may
 * follow. */
bool pluto_value_load(
    const char *s, size_t len, struct pluto_value *out, size_t *used);

#endif
