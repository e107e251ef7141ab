/*
 * calib.h - from physical values to counts: the inverse of the calibrations
 * in the mission database.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_CALIB_H
#define SIM_CALIB_H

#include <stdint.h>

enum calib_kind {
    CALIB_NONE,
    CALIB_LINEAR,     /* a + b x */
    CALIB_POLYNOMIAL, /* a + b x + c x^2, monotonic over the counts */
    CALIB_NTC,        /* thermistor table */
    CALIB_VACUUM,     /* exp(0.005 x - 25.3) */
    CALIB_CONTEXT,    /* b x, or c x while a flag is set */
};

struct calib {
    enum calib_kind kind;
    double a, b, c;
};

/* Value of `count`. */
double calib_value(const struct calib *calib, double count, double flag);

/*
 * The count in `low` .. `high` whose value is nearest to `value`; beyond the
 * range of the calibration, the end of the range.
 */
int64_t calib_count(const struct calib *calib, double value, double flag,
    int64_t low, int64_t high);

#endif
