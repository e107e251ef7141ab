/*
 * function_priv.h - what the files of functions share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_FUNCTION_PRIV_H
#define PLUTO_FUNCTION_PRIV_H

#include "pluto/function.h"

#define FUNCTION(name)                                                         \
    bool name(const struct pluto_value *arg, size_t n, int64_t now,            \
        struct pluto_value *out, struct strbuf *why)

/* Mathematical (function_math.c). */
FUNCTION(function_abs);
FUNCTION(function_sign);
FUNCTION(function_square_root);
FUNCTION(function_power);
FUNCTION(function_exponential);
FUNCTION(function_natural_logarithm);
FUNCTION(function_logarithm);
FUNCTION(function_sine);
FUNCTION(function_cosine);
FUNCTION(function_tangent);
FUNCTION(function_arcsine);
FUNCTION(function_arccosine);
FUNCTION(function_arctangent);
FUNCTION(function_arctangent2);
FUNCTION(function_round);
FUNCTION(function_floor);
FUNCTION(function_ceiling);
FUNCTION(function_truncate);
FUNCTION(function_modulo);
FUNCTION(function_minimum);
FUNCTION(function_maximum);
FUNCTION(function_average);
FUNCTION(function_pi);

/* Times (function_time.c). */
FUNCTION(function_current_time);
FUNCTION(function_year);
FUNCTION(function_month);
FUNCTION(function_day_of_month);
FUNCTION(function_day_of_year);
FUNCTION(function_hour);
FUNCTION(function_minute);
FUNCTION(function_second);
FUNCTION(function_to_absolute_time);
FUNCTION(function_to_relative_time);

/* Texts (function_text.c). */
FUNCTION(function_to_string);
FUNCTION(function_length);
FUNCTION(function_concatenate);
FUNCTION(function_substring);
FUNCTION(function_uppercase);
FUNCTION(function_lowercase);
FUNCTION(function_to_integer);
FUNCTION(function_to_real);
FUNCTION(function_contains);

#endif
