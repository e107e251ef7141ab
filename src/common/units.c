/*
 * units.c - from one unit to another, as udunits2 knows them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/units.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <udunits2.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/str.h"

#define UNIT_BYTES 64

/* What telemetry and procedures are written in and udunits2 does not know. */
static void
add_own(ut_system *system)
{
    static const struct {
        const char *symbol, *means;
    } own[] = {{"deg", "degree"}, {"Ah", "A hour"}, {"DN", "count"},
        {"AU", "astronomical_unit"}, {"dB", "1"}, {"B", "8 bit"},
        {"px", "count"}};
    static const struct {
        const char *symbol;
        double value;
    } binary[] = {
        {"Ki", 0x1p10}, {"Mi", 0x1p20}, {"Gi", 0x1p30}, {"Ti", 0x1p40}};
    for (size_t i = 0; i < ARRAY_LEN(own); i++) {
        ut_unit *unit = ut_parse(system, own[i].means, UT_ASCII);
        if (unit != NULL)
            ut_map_symbol_to_unit(own[i].symbol, UT_ASCII, unit);
        ut_free(unit);
    }
    for (size_t i = 0; i < ARRAY_LEN(binary); i++)
        ut_add_symbol_prefix(system, binary[i].symbol, binary[i].value);
}

static ut_system *
table(void)
{
    static ut_system *system;
    static bool is_tried;
    if (!is_tried) {
        is_tried = true;
        ut_set_error_message_handler(ut_ignore);
        system = ut_read_xml(NULL);
        if (system != NULL)
            add_own(system);
    }
    return system;
}

/* NULL: no unit.  What no unit is made of does not reach the library. */
static ut_unit *
parse(ut_system *system, const char *text)
{
    size_t n = strlen(text);
    if (n == 0 || n > UNIT_BYTES || text[0] == ' ' || text[n - 1] == ' ' ||
        text[strcspn(text, "@#\t\"")] != '\0')
        return NULL;
    return ut_parse(system, text, UT_UTF8);
}

/* A straight line through all of these, or it is none. */
static bool
is_affine(const cv_converter *cv, double *scale, double *offset)
{
    *offset = cv_convert_double(cv, 0);
    *scale = cv_convert_double(cv, 1) - *offset;
    /* far from 0 the slope is seen without what the offset rounds away */
    double far = cv_convert_double(cv, 1e9) - *offset;
    if (!isfinite(far) || !isfinite(*offset) || far == 0)
        return false;
    double slope = far / 1e9;
    if (!(fabs(slope - *scale) <= 1e-6 * fabs(slope) + 1e-12 * fabs(*offset)))
        return false;
    *scale = slope;
    for (double x = -1e3; x <= 1e6; x = x < 0 ? 7 : x * 10) {
        double y = cv_convert_double(cv, x), line = x * slope + *offset;
        if (!(fabs(y - line) <= 1e-9 * (fabs(y) + fabs(*offset) + fabs(slope))))
            return false;
    }
    return true;
}

static enum units_result
convert(ut_unit *from, ut_unit *to, double *scale, double *offset)
{
    if (!ut_are_convertible(from, to))
        return UNITS_DIFFER;
    cv_converter *cv = ut_get_converter(from, to);
    bool is = cv != NULL && is_affine(cv, scale, offset);
    cv_free(cv);
    return is ? UNITS_OK : UNITS_NOT_LINEAR;
}

enum units_result
units_convert(const char *from, const char *to, double *scale, double *offset)
{
    ut_system *system = table();
    *scale = 1;
    *offset = 0;
    if (system == NULL)
        return UNITS_NO_TABLE;
    ut_unit *b = parse(system, to);
    if (b == NULL)
        return UNITS_UNKNOWN_TO;
    ut_unit *a = from != NULL ? parse(system, from) : NULL;
    enum units_result r = UNITS_OK;
    if (from != NULL)
        r = a != NULL ? convert(a, b, scale, offset) : UNITS_UNKNOWN_FROM;
    ut_free(a);
    ut_free(b);
    return r;
}

/* "0.001 m2.kg.s-3", "K @ 273.15", "60 s": the product in the middle. */
static bool
product_of(const ut_unit *unit, char *out, size_t size)
{
    char text[2 * UNIT_BYTES];
    int n = ut_format(unit, text, sizeof text, UT_ASCII | UT_DEFINITION);
    if (n <= 0 || (size_t)n >= sizeof text)
        return false;
    char *at = strstr(text, " @");
    if (at != NULL)
        *at = '\0';
    const char *from = strchr(text, ' ');
    from = from != NULL ? from + 1 : text;
    return str_copy(out, size, from);
}

/* What a table says exactly is not to be off in the last place. */
static double
rounded(double v)
{
    char text[NUM_DOUBLE_SIZE];
    double r;
    snprintf(text, sizeof text, "%.15g", v);
    return num_parse_double(text, &r) && fabs(r - v) <= 1e-15 * fabs(v) ? r : v;
}

bool
units_describe(const char *text, struct units_meaning *out)
{
    ut_system *system = table();
    *out = (struct units_meaning){.scale = 1};
    ut_unit *unit = system != NULL ? parse(system, text) : NULL;
    ut_unit *base = NULL;
    if (unit != NULL && product_of(unit, out->base, sizeof out->base))
        base = ut_parse(system, out->base, UT_ASCII);
    bool is = base != NULL &&
              convert(unit, base, &out->scale, &out->offset) == UNITS_OK &&
              out->scale > 0;
    out->scale = rounded(out->scale);
    ut_free(base);
    ut_free(unit);
    return is;
}

const char *
units_nearest(const char *unit, const char *from)
{
    static const char *const common[] = {"degC", "degF", "K", "V", "mV", "uV",
        "kV", "A", "mA", "uA", "W", "mW", "kW", "Wh", "kWh", "J", "kJ", "s",
        "ms", "us", "min", "hour", "day", "Hz", "kHz", "MHz", "GHz", "rpm",
        "Pa", "hPa", "kPa", "MPa", "bar", "mbar", "Torr", "atm", "psi", "m",
        "mm", "um", "nm", "cm", "km", "inch", "foot", "m/s", "km/h", "m/s2",
        "deg", "rad", "mrad", "arcmin", "arcsec", "deg/s", "rad/s", "g", "kg",
        "mg", "N", "mN", "N m", "ohm", "kohm", "T", "mT", "uT", "nT", "gauss",
        "%", "ppm", "count", "byte", "bit", "W/m2", "l", "ml", "m3", "Sv",
        "mSv", "Gy", "lux", "F", "uF", "H", "C", "mol"};
    const char *best = NULL;
    unsigned distance = (unsigned)strlen(unit) / 3 + 2;
    double scale, offset;
    for (size_t i = 0; i < ARRAY_LEN(common); i++) {
        unsigned d = str_distance(unit, common[i], distance);
        if (d < distance &&
            units_convert(from, common[i], &scale, &offset) == UNITS_OK) {
            best = common[i];
            distance = d;
        }
    }
    return best;
}
