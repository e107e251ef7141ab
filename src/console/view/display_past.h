/*
 * display_past.h - the course of a definition of a display: what its sparks
 * and plots draw.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_DISPLAY_PAST_H
#define CONSOLE_VIEW_DISPLAY_PAST_H

#include "console/view/display_value.h"
#include "console/view/trend_source.h"

struct display_past {           /* zero-initialise */
    struct trend_points points; /* in the shown unit, oldest first */
    double x_max; /* now as the samples' clock counts, s since 1970 */
};
void display_past_fini(struct display_past *past);

/* Keep a long history (history.h) of what `def` is made of. */
void display_want(const struct display_eye *eye, const struct display_def *def);

/*
 * Read what is known of the last `span_ns` (> 0) for a curve of `cols` cells:
 * single samples, or of longer spans the first, lowest, highest and last value
 * of buckets that are narrower than half a cell.  Of an expression these come
 * from the extremes of each operand while the others are what they were, so
 * that no operand's peak is lost.  The sample just before the span is in it.
 *
 * False: none of it is within the span.
 */
bool display_past_read(struct display_past *past, const struct display_eye *eye,
    const struct display_def *def, int64_t span_ns, int cols);

#endif
