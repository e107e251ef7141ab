/*
 * calib.c - the inverse of the calibrations in the mission database.
 *
 * Curves are inverted by bisection over the counts: they are monotonic.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/calib.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/attr.h"

struct point {
    double count, degc;
};

/* NTC 10 kOhm, B = 3950 K, above 10 kOhm to the reference, 12 bits. */
static const struct point ntc[] = {
    {267, 100},
    {401, 85},
    {613, 70},
    {815, 60},
    {1081, 50},
    {1419, 40},
    {1825, 30},
    {2048, 25},
    {2278, 20},
    {2738, 10},
    {3156, 0},
    {3495, -10},
    {3740, -20},
    {3900, -30},
    {3996, -40},
    {4048, -50},
    {4074, -60},
    {4087, -70},
};

#define NTC_LOW  267
#define NTC_HIGH 4087

static double
ntc_value(double count)
{
    size_t i = 1;
    while (i + 1 < ARRAY_LEN(ntc) && ntc[i].count < count)
        i++;
    const struct point *p = &ntc[i - 1], *q = &ntc[i];
    double slope = (q->degc - p->degc) / (q->count - p->count);
    return p->degc + slope * (count - p->count);
}

double
calib_value(const struct calib *calib, double count, double flag)
{
    switch (calib->kind) {
    case CALIB_NONE:
        return count;
    case CALIB_LINEAR:
        return calib->a + calib->b * count;
    case CALIB_POLYNOMIAL:
        return calib->a + count * (calib->b + count * calib->c);
    case CALIB_NTC:
        return ntc_value(count);
    case CALIB_VACUUM:
        return exp(0.005 * count - 25.3);
    case CALIB_CONTEXT:
        return count * (flag > 0 ? calib->c : calib->b);
    }
    return NAN;
}

static int64_t
clamp(double v, int64_t low, int64_t high)
{
    if (!(v > (double)low)) /* NaN, too */
        return low;
    return v < (double)high ? (int64_t)floor(v + 0.5) : high;
}

static int64_t
bisect(const struct calib *calib, double value, int64_t low, int64_t high)
{
    bool rises = calib_value(calib, (double)high, 0) >
                 calib_value(calib, (double)low, 0);
    while (low < high) {
        int64_t mid = low + (high - low) / 2;
        double edge = calib_value(calib, (double)mid + 0.5, 0);
        if (rises ? edge < value : edge > value)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

int64_t
calib_count(const struct calib *calib, double value, double flag, int64_t low,
    int64_t high)
{
    switch (calib->kind) {
    case CALIB_NONE:
        return clamp(value, low, high);
    case CALIB_LINEAR:
        return clamp((value - calib->a) / calib->b, low, high);
    case CALIB_CONTEXT:
        return clamp(value / (flag > 0 ? calib->c : calib->b), low, high);
    case CALIB_NTC:
        return bisect(calib, value, NTC_LOW, NTC_HIGH);
    case CALIB_POLYNOMIAL:
    case CALIB_VACUUM:
        return bisect(calib, value, low, high);
    }
    return low;
}
