/*
 * plot_scale.c - see plot_scale.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/plot_scale.h"

#include <math.h>
#include <stdio.h>

#include "common/attr.h"

double
plot_step(double span, int most)
{
    if (!(span > 0) || !isfinite(span))
        return 1;
    double raw = span / (most > 1 ? most : 1);
    double unit = pow(10, floor(log10(raw)));
    static const double steps[] = {1, 2, 5, 10};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        if (unit * steps[i] >= raw * (1 - 1e-9) && unit * steps[i] > 0)
            return unit * steps[i];
    return raw > 0 ? raw : span; /* the smallest have no powers of ten */
}

double
plot_time_step(double span_s, int most)
{
    static const double steps[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900,
        1800, 3600, 7200, 10800, 21600, 43200, 86400};
    double raw = span_s / (most > 1 ? most : 1);
    if (raw < 0.5)
        return plot_step(span_s, most);
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        if (steps[i] >= raw * (1 - 1e-9))
            return steps[i];
    return 86400 * plot_step(span_s / 86400, most);
}

char *
plot_number(char out[PLOT_LABEL_SIZE], double y, double step)
{
    double size = fmax(fabs(y), step);
    if (fabs(y) < step * 1e-6)
        y = 0; /* never -0 or 1e-17 */
    if (!isfinite(y) || size >= 1e7 || step < 1e-5) {
        (void)snprintf(out, PLOT_LABEL_SIZE, "%.4g", y);
        return out;
    }
    int decimals = (int)ceil(-log10(step) - 1e-9);
    (void)snprintf(
        out, PLOT_LABEL_SIZE, "%.*f", decimals > 0 ? decimals : 0, y);
    return out;
}

/* Round numbers around low .. high, with a little room. */
static void
round_out(struct plot_scale *scale, double low, double high)
{
    double size = fmax(fabs(low), fabs(high));
    double span = high - low;
    if (!(span > size * 1e-12) || span <= 0) {
        span = size > 1e-300 ? size * 0.02 : 1;
        low -= span / 2;
        high += span / 2;
    }
    double step = plot_step(span, 5);
    double from = floor(low / step + 1e-9) * step;
    double to = ceil(high / step - 1e-9) * step;
    bool is_good = isfinite(from) && isfinite(to) && from < to;
    scale->low = is_good ? fmin(from, low) : fmax(low, -1e308);
    scale->high = is_good ? fmax(to, high) : fmin(high, 1e308);
    scale->is_set = scale->low < scale->high;
}

bool
plot_scale_fit(struct plot_scale *scale, double low, double high)
{
    struct plot_scale before = *scale;
    if (!isfinite(low) || !isfinite(high) || low > high)
        return false;
    bool fits = scale->is_set && low >= scale->low && high <= scale->high;
    if (fits) {
        double shown = scale->high - scale->low;
        struct plot_scale tight = {0};
        round_out(&tight, low, high);
        if (!(tight.high - tight.low < 0.4 * shown))
            return false;
        *scale = tight;
        return true;
    }
    round_out(scale, low, high);
    return scale->low < before.low || scale->low > before.low ||
           scale->high < before.high || scale->high > before.high ||
           !before.is_set;
}
