/*
 * eval.h - the value of an expression.
 *
 * Pure: what a name stands for comes from the environment.  Data that is
 * invalid, expired or was never received makes an expression *unknown*, unless
 * its value is decided without it (FALSE and unknown is FALSE).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_EVAL_H
#define PLUTO_EVAL_H

#include "common/note.h"
#include "common/str.h"
#include "pluto/ast.h"
#include "pluto/model.h"

enum pluto_known {
    PLUTO_KNOWN,
    PLUTO_UNKNOWN, /* wait for the next sample */
    PLUTO_FAILED,  /* a run-time error, pluto.md 7.13; `why` says which */
};

struct pluto_env {
    void *arg;
    /*
     * The value of a property of what `ref` is bound to; PLUTO_P_VALUE for its
     * bare name.  An owned value in *out only with PLUTO_KNOWN.  `why` gets one
     * sentence for the other two ("Mode of DPU is expired", "Count has no value
     * yet").
     */
    enum pluto_known (*get)(void *arg, const struct pluto_ref *ref,
        enum pluto_property property, struct pluto_value *out,
        struct strbuf *why);
    int64_t now;                       /* UTC, ns: current time () */
    const struct pluto_value *subject; /* of PLUTO_E_SUBJECT, or NULL */
};

/* *out is owned and set only with PLUTO_KNOWN. */
enum pluto_known pluto_eval(const struct pluto_expr *e,
    const struct pluto_env *env, struct pluto_value *out, struct strbuf *why);

/* The same where a truth is wanted; anything but a Boolean is PLUTO_FAILED. */
enum pluto_known pluto_eval_truth(const struct pluto_expr *e,
    const struct pluto_env *env, bool *out, struct strbuf *why);

/* A relative time, ns; a plain number counts as seconds. */
enum pluto_known pluto_eval_duration(const struct pluto_expr *e,
    const struct pluto_env *env, int64_t *ns, struct strbuf *why);

/* `*v` as a variable, an argument or a comparison of this type and unit wants
 * it: numbers are converted, a text or name becomes an enumerated value.  False
 * and `why` when that cannot be. */
bool pluto_convert(struct pluto_value *v, enum pluto_type type,
    const struct pluto_unit *unit, struct strbuf *why);

/* a OP b of two values, as in expressions. */
bool pluto_compute(enum pluto_op op, const struct pluto_value *a,
    const struct pluto_value *b, struct pluto_value *out, struct strbuf *why);

/* ---- before it runs ------------------------------------------------------ */

/* What is known of an expression's value: type PLUTO_NONE, nothing. */
struct pluto_static {
    enum pluto_type type;
    const struct pluto_unit *unit; /* numbers; NULL: plain, or not known */
    bool unit_is_known;
    const char *const *label; /* PLUTO_ENUM: all its values, or NULL */
    uint32_t n_labels;
};

struct pluto_static_env {
    void *arg;
    struct pluto_static (*type_of)(
        void *arg, const struct pluto_ref *ref, enum pluto_property property);
    const struct pluto_static *subject;
};

/*
 * Its type; what cannot be (different physical quantities, a text where a
 * truth is wanted, a function's arguments) is an error in `notes`, what is
 * doubtful a warning: a plain number against a quantity, mixtures of and, or,
 * xor without parentheses.  Also sets the units of constants (a tree that was
 * not typed cannot be evaluated).
 */
struct pluto_static pluto_type_of(const struct pluto *p, struct pluto_expr *e,
    const struct pluto_static_env *env, struct notes *notes);

/* Can a value of `from` become one of `type` and `unit` (pluto_convert())?
 * False and `why` when never; *is_doubtful (and `why`) for a plain number where
 * a quantity is wanted. */
bool pluto_fits(const struct pluto_static *from, enum pluto_type type,
    const struct pluto_unit *unit, bool *is_doubtful, struct strbuf *why);

/* ---- the parameters in it ------------------------------------------------ */

typedef void (*pluto_ref_fn)(
    void *arg, const struct pluto_ref *ref, enum pluto_property property);

/* Every reference in an expression, from left to right. */
void pluto_each_ref(const struct pluto_expr *e, pluto_ref_fn fn, void *arg);

#endif
