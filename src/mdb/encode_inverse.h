/*
 * encode_inverse.h - engineering numbers back to raw numbers.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_ENCODE_INVERSE_H
#define MDB_ENCODE_INVERSE_H

#include <stdbool.h>

#include "mdb/calibrate.h"
#include "mdb/model.h"

enum inverse {
    INVERSE_FOUND,
    INVERSE_OUTSIDE,    /* no raw number of the range gives it */
    INVERSE_AMBIGUOUS,  /* several that are not neighbours do */
    INVERSE_IMPOSSIBLE, /* the calibrator cannot be turned around */
};

/* The raw numbers that can be sent. */
struct inverse_range {
    double min, max;
    bool is_whole; /* only whole ones */
};

/*
 * The raw number in `range` whose calibrated value is `value`, or lies within
 * half a raw step of it.  Polynomials of order 1 and straight lines exactly;
 * others by halving between their turning points.  *raw is set when found.
 */
enum inverse calibrate_back(const struct mdb_calibrator *c, double value,
    const struct inverse_range *range, const struct calibrate_source *source,
    double *raw);

/* The least and greatest calibrated value over `range`; false when that
 * cannot be told (math operations, unsupported calibrators). */
bool calibrate_extremes(const struct mdb_calibrator *c,
    const struct inverse_range *range, double *min, double *max);

#endif
