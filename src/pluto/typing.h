/*
 * typing.h - what the parts of pluto_type_of() share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_TYPING_H
#define PLUTO_TYPING_H

#include "pluto/eval.h"

struct typing {
    const struct pluto *p;
    const struct pluto_static_env *env;
    struct notes *notes;
    unsigned depth;
};

/* A static with a plain number, a quantity, another type. */
struct pluto_static static_of(enum pluto_type type);
struct pluto_static static_number(
    enum pluto_type type, const struct pluto_unit *unit);
/* Numbers and relative times, which are seconds. */
bool static_is_number(const struct pluto_static *s);
bool static_is_known(const struct pluto_static *s); /* its unit */
const struct pluto_unit *static_unit(const struct pluto_static *s);
/* "a quantity in V", "an absolute time" */
const char *static_str(const struct pluto_static *s, char out[80]);

/* Operators on what is known of two operands; problems are noted at e. */
struct pluto_static typing_binary(struct typing *t, const struct pluto_expr *e,
    const struct pluto_static *a, const struct pluto_static *b);
struct pluto_static typing_unary(
    struct typing *t, const struct pluto_expr *e, const struct pluto_static *a);
struct pluto_static typing_call(struct typing *t, const struct pluto_expr *e,
    const struct pluto_static *arg);
/* a compared with b, of these expressions; PLUTO_EQ .. PLUTO_GE. */
void typing_compare(struct typing *t, enum pluto_op op,
    const struct pluto_expr *at, const struct pluto_expr *x,
    const struct pluto_static *a, const struct pluto_expr *y,
    const struct pluto_static *b);
/* One physical quantity?  An error or a warning where not. */
bool typing_agree(struct typing *t, const struct pluto_expr *at,
    const struct pluto_static *a, const struct pluto_static *b);

#endif
