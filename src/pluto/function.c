/*
 * function.c - the table of the functions of expressions.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/function.h"

#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "pluto/compute.h"
#include "pluto/function_priv.h"
#include "pluto/unit.h"

/* clang-format off */
const struct pluto_function pluto_function[] = {
    {"abs", 1, 1, "q", '1', "the value without its sign", function_abs},
    {"arccosine", 1, 1, "n", 'x', "the angle of a cosine, -1 to 1", function_arccosine},
    {"arcsine", 1, 1, "n", 'x', "the angle of a sine, -1 to 1", function_arcsine},
    {"arctangent", 1, 1, "n", 'x', "the angle of a tangent", function_arctangent},
    {"arctangent2", 2, 2, "q", 'x', "the angle of a point: y, x", function_arctangent2},
    {"average", 1, PLUTO_FUNCTION_MANY, "o", 'm', "the mean of the arguments", function_average},
    {"ceiling", 1, 1, "q", '1', "the next whole number above", function_ceiling},
    {"concatenate", 1, PLUTO_FUNCTION_MANY, "*", 's', "the arguments as one text", function_concatenate},
    {"contains", 2, 2, "s", 'b', "is the second text in the first, as written?", function_contains},
    {"cosine", 1, 1, "a", 'r', "of an angle; a plain number is in radians", function_cosine},
    {"current time", 0, 0, "", 't', "the time now, UTC", function_current_time},
    {"day of month", 1, 1, "t", 'i', "1 to 31", function_day_of_month},
    {"day of year", 1, 1, "t", 'i', "1 to 366", function_day_of_year},
    {"exponential", 1, 1, "n", 'r', "e to this power", function_exponential},
    {"floor", 1, 1, "q", '1', "the next whole number below", function_floor},
    {"hour", 1, 1, "t", 'i', "0 to 23", function_hour},
    {"length", 1, 1, "s", 'i', "characters of a text", function_length},
    {"logarithm", 1, 2, "n", 'r', "to base 10, or to the base that is given second", function_logarithm},
    {"lowercase", 1, 1, "s", 's', "the text in small letters", function_lowercase},
    {"maximum", 1, PLUTO_FUNCTION_MANY, "o", 'm', "the largest argument", function_maximum},
    {"minimum", 1, PLUTO_FUNCTION_MANY, "o", 'm', "the smallest argument", function_minimum},
    {"minute", 1, 1, "t", 'i', "0 to 59", function_minute},
    {"modulo", 2, 2, "q", 'm', "what is left of a division; the sign is the divisor's", function_modulo},
    {"month", 1, 1, "t", 'i', "1 to 12", function_month},
    {"natural logarithm", 1, 1, "n", 'r', "to base e", function_natural_logarithm},
    {"pi", 0, 0, "", 'r', "3.14159265358979", function_pi},
    {"power", 2, 2, "q", 'p', "the first argument to the power of the second, as **", function_power},
    {"round", 1, 1, "q", '1', "the nearest whole number; halves away from 0", function_round},
    {"second", 1, 1, "t", 'r', "0 to 59.999999999", function_second},
    {"sign", 1, 1, "q", 'i', "-1, 0 or 1", function_sign},
    {"sine", 1, 1, "a", 'r', "of an angle; a plain number is in radians", function_sine},
    {"square root", 1, 1, "n", 'r', "of a plain number, 0 or more", function_square_root},
    {"substring", 2, 3, "snn", 's', "from this character on, the first is 1, and so many or all", function_substring},
    {"tangent", 1, 1, "a", 'r', "of an angle; a plain number is in radians", function_tangent},
    {"to absolute time", 1, 1, "*", 't', "of a text such as 2027-03-14T09:26:53Z", function_to_absolute_time},
    {"to integer", 1, 1, "*", 'i', "of a text or a number; a fraction is cut off", function_to_integer},
    {"to real", 1, 1, "*", 'r', "of a text or a number, without its unit", function_to_real},
    {"to relative time", 1, 1, "*", 'd', "of a number of seconds, or a text such as 1h30min", function_to_relative_time},
    {"to string", 1, 1, "*", 's', "as log writes it", function_to_string},
    {"truncate", 1, 1, "q", '1', "without what is behind the point", function_truncate},
    {"uppercase", 1, 1, "s", 's', "the text in capital letters", function_uppercase},
    {"year", 1, 1, "t", 'i', "such as 2027", function_year},
};
/* clang-format on */

const size_t pluto_n_functions = ARRAY_LEN(pluto_function);

struct key {
    const char *s;
    size_t len;
};

static int
compare(const void *key, const void *row)
{
    const struct key *k = key;
    const struct pluto_function *f = row;
    int order = strncmp(k->s, f->name, k->len);
    return order != 0 ? order : -(int)(f->name[k->len] != '\0');
}

const struct pluto_function *
pluto_function_find(const char *key, size_t len)
{
    const struct key k = {key, len};
    if (memchr(key, '\0', len) != NULL)
        return NULL;
    return bsearch(&k, pluto_function, pluto_n_functions,
        sizeof pluto_function[0], compare);
}

char
pluto_function_takes(const struct pluto_function *f, size_t i)
{
    const size_t n = strlen(f->takes);
    return n == 0 ? '\0' : f->takes[i < n ? i : n - 1];
}

const char *
pluto_function_wants(char letter)
{
    switch (letter) {
    case 'n':
        return "a plain number";
    case 'q':
        return "a number or quantity";
    case 'a':
        return "an angle";
    case 'o':
        return "a number, quantity or time";
    case 't':
        return "an absolute time";
    case 's':
        return "a text";
    default:
        return "a value";
    }
}

static bool
suits(char letter, const struct pluto_value *v)
{
    const bool is_number = pluto_is_number(v->type);
    switch (letter) {
    case 'n':
        return is_number && (v->unit == NULL || pluto_unit_is_plain(v->unit));
    case 'q':
        return is_number || v->type == PLUTO_RELATIVE;
    case 'a':
        return is_number && (v->unit == NULL || pluto_unit_is_angle(v->unit));
    case 'o':
        return is_number || v->type == PLUTO_RELATIVE ||
               v->type == PLUTO_ABSOLUTE;
    case 't':
        return v->type == PLUTO_ABSOLUTE;
    case 's':
        return v->type == PLUTO_STRING || v->type == PLUTO_ENUM;
    default:
        return v->type != PLUTO_NONE;
    }
}

bool
pluto_function_call(const struct pluto_function *f,
    const struct pluto_value *arg, size_t n, int64_t now,
    struct pluto_value *out, struct strbuf *why)
{
    *out = (struct pluto_value){0};
    const size_t before = why->len;
    strbuf_addf(why, "%s: ", f->name);
    if (n < f->min || (n > f->max && f->max != PLUTO_FUNCTION_MANY)) {
        strbuf_addf(
            why, "%zu arguments are too %s", n, n < f->min ? "few" : "many");
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        char letter = pluto_function_takes(f, i);
        if (!suits(letter, &arg[i])) {
            pluto_value_quote(&arg[i], why);
            strbuf_addf(why, " is not %s", pluto_function_wants(letter));
            return false;
        }
    }
    if (!f->call(arg, n, now, out, why))
        return false;
    why->len = before;
    why->s[before] = '\0';
    return true;
}
