/*
 * calibrate.h - raw numbers to engineering numbers.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_CALIBRATE_H
#define MDB_CALIBRATE_H

#include <stdbool.h>
#include <stdint.h>

#include "mdb/model.h"

/* Where a math operation finds other values of the same packet. */
struct calibrate_source {
    void *arg;
    /* false: not there, or not a number */
    bool (*value)(void *arg, uint32_t item, bool is_calibrated, double *out);
};

/*
 * Calibrate `raw`.  False when there is no result: outside of a spline that
 * does not extrapolate, a math operation that is not defined (or whose operand
 * is not there), a calibrator that is not supported, or a result that is not
 * finite.  MDB_CAL_NONE gives `raw` itself.
 */
bool calibrate(const struct mdb_calibrator *c, double raw,
    const struct calibrate_source *source, double *out);

#endif
