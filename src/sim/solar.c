/*
 * solar.c - the Sun's spectrum: a smooth table, and its strongest lines.
 *
 * The table holds round values of the quiet Sun; lines are Gaussians that
 * take away (Fraunhofer) or add (chromosphere) a part of the continuum.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/solar.h"

#include <math.h>
#include <stddef.h>

#include "common/attr.h"

struct point {
    double nm, irradiance; /* W/m^2/nm */
};

static const struct point continuum[] = {
    {115, 2e-5},
    {130, 2e-5},
    {145, 5e-5},
    {160, 2.0e-4},
    {170, 6.5e-4},
    {180, 2.1e-3},
    {190, 4.3e-3},
    {200, 7.6e-3},
    {207, 1.1e-2},
    {211, 3.2e-2},
    {220, 5.0e-2},
    {230, 5.4e-2},
    {240, 4.6e-2},
    {250, 6.0e-2},
    {260, 1.1e-1},
    {270, 2.4e-1},
    {277, 2.6e-1},
    {290, 5.6e-1},
    {300, 4.9e-1},
    {310, 6.4e-1},
    {320, 7.6e-1},
    {350, 1.00},
    {380, 1.15},
    {400, 1.55},
    {450, 2.06},
    {500, 1.94},
    {550, 1.87},
    {600, 1.76},
    {650, 1.58},
    {700, 1.43},
    {750, 1.27},
    {800, 1.14},
    {850, 0.99},
    {900, 0.90},
    {1000, 0.74},
    {1100, 0.61},
};

struct line {
    double nm, sigma_nm, part; /* of the continuum; negative absorbs */
};

static const struct line lines[] = {
    {121.57, 0.25, 300},  /* H I Lyman alpha */
    {154.9, 0.40, 1.6},   /* C IV */
    {164.0, 0.35, 1.2},   /* He II */
    {165.7, 0.40, 1.0},   /* C I */
    {181.7, 0.40, 0.55},  /* Si II */
    {206.0, 0.50, -0.15}, /* Fe I blend */
    {251.6, 0.60, -0.35}, /* Si I */
    {259.9, 0.60, -0.30}, /* Fe II */
    {279.6, 0.45, -0.55}, /* Mg II h and k wings */
    {280.0, 0.12, 0.35},  /* Mg II cores */
    {285.2, 0.40, -0.55}, /* Mg I */
    {302.1, 0.40, -0.25}, /* Fe I */
    {393.37, 0.9, -0.60}, /* Ca II K */
    {396.85, 0.9, -0.55}, /* Ca II H */
    {430.8, 1.1, -0.30},  /* G band */
    {486.13, 0.8, -0.22}, /* H beta */
    {517.3, 1.1, -0.20},  /* Mg b */
    {527.0, 0.8, -0.14},  /* Fe E */
    {589.3, 0.9, -0.18},  /* Na D */
    {656.28, 0.9, -0.30}, /* H alpha */
    {849.8, 0.9, -0.16},  /* Ca II triplet */
    {854.2, 0.9, -0.24},
    {866.2, 0.9, -0.20},
};

static double
interpolate(double nm)
{
    size_t i = 1;
    while (i + 1 < ARRAY_LEN(continuum) && continuum[i].nm < nm)
        i++;
    const struct point *a = &continuum[i - 1], *b = &continuum[i];
    double f = fmax(0, fmin(1, (nm - a->nm) / (b->nm - a->nm)));
    return exp(log(a->irradiance) * (1 - f) + log(b->irradiance) * f);
}

double
solar_irradiance(double nm)
{
    double factor = 1;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        double x = (nm - lines[i].nm) / lines[i].sigma_nm;
        if (fabs(x) < 5)
            factor += lines[i].part * exp(-x * x / 2);
    }
    return interpolate(nm) * fmax(0.02, factor);
}
