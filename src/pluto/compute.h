/*
 * compute.h - what the operators of expressions do with two values; eval.h has
 * pluto_compute() itself.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_COMPUTE_H
#define PLUTO_COMPUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/str.h"
#include "pluto/ast.h"
#include "pluto/value.h"

#define PLUTO_TEXT_MAX (64u << 10) /* bytes of a text that is made */

bool pluto_is_number(enum pluto_type type);  /* with or without unit */
bool pluto_is_integer(enum pluto_type type); /* signed or unsigned */

/* A number as it stands; a relative time in seconds. */
double pluto_as_real(const struct pluto_value *v);
bool pluto_is_nan(const struct pluto_value *v);

/* A duration: relative time, quantity of time, or a plain number of seconds. */
bool pluto_as_ns(const struct pluto_value *v, int64_t *ns, struct strbuf *why);

/* PLUTO_EQ .. PLUTO_GE.  NaN is an error: nothing is known of it. */
bool pluto_compare(enum pluto_op op, const struct pluto_value *a,
    const struct pluto_value *b, bool *out, struct strbuf *why);

/* a within `tolerance` [%] of c. */
bool pluto_within(const struct pluto_value *a,
    const struct pluto_value *tolerance, bool is_percent,
    const struct pluto_value *c, bool *out, struct strbuf *why);

/* The value of a real that was computed: infinite is an error, seconds are a
 * relative time. */
bool pluto_made_real(double d, const struct pluto_unit *unit,
    struct pluto_value *out, struct strbuf *why);

/* "5 V", appended, for a message: at most a line of it. */
void pluto_value_quote(const struct pluto_value *v, struct strbuf *out);

#endif
