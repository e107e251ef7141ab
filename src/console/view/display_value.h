/*
 * display_value.h - what a definition of a display shows at a moment.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_DISPLAY_VALUE_H
#define CONSOLE_VIEW_DISPLAY_VALUE_H

#include "console/display/display.h"
#include "console/model/model.h"

/* Whose values; borrowed. */
struct display_eye {
    const struct model *model;
    struct clock now;
    bool is_blind; /* the page belongs to another database, or to none */
};

struct display_now {
    const struct value *value; /* of a parameter, NULL: of none */
    enum mdb_quality quality;  /* of the worst operand */
    limit_state state;         /* of the worst operand, without its side */
    double number;             /* in the shown unit, NAN: there is none */
    const struct display_state *named; /* what the number is called, or NULL */
    int64_t age_ns; /* of the oldest operand, -1: never came */
};

/* Look at `def`, which is one of a page's. */
struct display_now display_now_of(
    const struct display_eye *eye, const struct display_def *def);

/* "-----" is shown instead of a value. */
bool display_now_is_blank(const struct display_now *now);

/*
 * Append the value as the field shows it in at most `cells` columns: "-----",
 * the text of its state, or the number; digits that do not fit are never cut
 * off: fewer decimals, an exponent, or stars.  Returns whether it is aligned
 * to the right.
 */
bool display_now_text(struct strbuf *out, const struct display_def *def,
    const struct display_now *now, int cells);

/* The unit that is shown; "" none. */
const char *display_now_unit(
    const struct display_def *def, const struct display_now *now);

/*
 * The limits that apply to a parameter now, in the shown unit, into
 * level[LIMIT_LEVEL_COUNT]; false: they are not known, or it has none.
 */
bool display_bounds(const struct display_eye *eye,
    const struct display_def *def, struct bounds_range *level);

/* What is within all of them; -inf, inf where it is open. */
struct bounds_range display_bounds_inner(const struct bounds_range *level);

/* The worse of two limit states, of two qualities. */
limit_state display_worse_state(limit_state a, limit_state b);
enum mdb_quality display_worse_quality(enum mdb_quality a, enum mdb_quality b);

/* ---- a whole page -------------------------------------------------------- */

struct display_worst {
    limit_state state; /* of all that is drawn */
    enum mdb_quality quality;
    bool is_abnormal;               /* a state that is marked so */
    size_t n_out, n_stale, n_blank; /* definitions out of limits or abnormal,
                                       stale, without a value */
    size_t n;                       /* definitions that are drawn */
};
struct display_worst display_worst_of(
    const struct display_eye *eye, const struct display *page);

/* ---- for display_past.c -------------------------------------------------- */

/* Operands are taken from `get`; NAN for what is no number. */
typedef double (*display_operand_fn)(void *arg, uint32_t item);

/* What the expression of `def` gives, before its conversion; NAN: nothing. */
double display_evaluate(
    const struct display_def *def, display_operand_fn get, void *arg);

/* `y` in the shown unit. */
double display_converted(const struct display_def *def, double y);

#endif
