/*
 * trends_view.h - what the parts of the trends share; for trends*.c only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_TRENDS_VIEW_H
#define CONSOLE_VIEW_TRENDS_VIEW_H

#include "console/view/alarm_keys.h"
#include "console/view/trend.h"
#include "console/view/trend_limits.h"
#include "console/view/trend_source.h"

#define TRENDS_MAX PLOT_SERIES_MAX

/* One of the parameters. */
struct trend_pick {
    char *name;      /* owned; the item may come later than the name */
    uint32_t item;   /* MDB_NIL: not known (yet) */
    unsigned sought; /* values_generation() when it was last looked for */
    struct history_buckets data;
    struct trend_points points;
    struct trend_stats stats;
    enum plot_side side;     /* by its unit, of the newest frame */
    struct plot_scale scale; /* what it is drawn in; shared by those of one
                                unit through the first of them */
    size_t leader;           /* the pick whose scale that is */
    bool is_fixed;           /* scale was set by a person */
};

struct trends {
    struct trend_pick pick[TRENDS_MAX];
    size_t n, selected; /* its axis is the left one, its limits are drawn */
    size_t span;        /* in trend_spans */
    bool is_back;       /* `right` counts, else the right edge is now */
    double right;       /* s since 1970 */
    bool has_cursor, has_mark;
    double cursor, mark;
    /* of the newest frame */
    double x_min, x_max, now;
    int cols; /* of the curves */
    struct alarm_keys keys;
    struct mono asked; /* when limits were asked for, 0: never */
};

/* The value of a pick, NULL while nothing is known of it. */
const struct value *trends_value(struct trends *t, struct ui *ui, size_t i);

double trends_span(const struct trends *t); /* s */

/* Look at the past again: x_min, x_max, data and scales for so many columns. */
void trends_read(struct trends *t, struct ui *ui, int cols);

/* ---- trends_words.c: what is typed --------------------------------------- */

/* The item that a name or its end means; MDB_NIL where there is none, and
 * with *many where several could be. */
uint32_t trends_find(const struct values *v, const char *name, bool *many);

/*
 * "A B" these; "+A" one more, "-A" one less; "y=20..65", "y=auto",
 * "span=10min".  False and a reason when a word cannot be followed; what can
 * be is done.
 */
bool trends_words(
    struct trends *t, struct ui *ui, const char *text, struct strbuf *problem);
void trends_remove(struct trends *t, size_t i);

/* The words that open the same again. */
void trends_argument(const struct trends *t, struct strbuf *out);

/* ---- trends_paint.c ------------------------------------------------------ */

void trends_paint(struct trends *t, struct ui *ui, const struct area *area);

/* ---- trends_export.c ----------------------------------------------------- */

void trends_json(struct trends *t, struct ui *ui, struct strbuf *out);
void trends_csv(struct trends *t, struct ui *ui, struct strbuf *out);

#endif
