/*
 * convert.c - a value as a variable, an argument or a directive wants it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdlib.h>

#include "common/xalloc.h"
#include "pluto/compute.h"
#include "pluto/eval.h"
#include "pluto/unit.h"

static bool
refuse(const struct pluto_value *v, enum pluto_type type,
    const struct pluto_unit *unit, struct strbuf *why)
{
    pluto_value_quote(v, why);
    strbuf_addf(why, " (%s) is no %s", pluto_type_str(v->type),
        type == PLUTO_ENUM ? "enumerated value" : pluto_type_str(type));
    if (unit != NULL)
        strbuf_addf(why, " in %s", pluto_unit_str(unit));
    return false;
}

/* A whole real of the right range. */
static bool
whole(struct pluto_value *v, enum pluto_type type, struct strbuf *why)
{
    const double d = v->d;
    const bool is_unsigned = type == PLUTO_UNSIGNED;
    if (!(d == rint(d))) {
        pluto_value_quote(v, why);
        strbuf_adds(why, " is not a whole number; round (), floor () or "
                         "truncate () make it one");
        return false;
    }
    if (!(is_unsigned ? d >= 0 && d < 0x1p64 : d >= -0x1p63 && d < 0x1p63)) {
        pluto_value_quote(v, why);
        strbuf_addf(why, " is out of the range of %s",
            is_unsigned ? "unsigned integers" : "signed integers");
        return false;
    }
    const struct pluto_unit *unit = v->unit;
    *v = is_unsigned ? pluto_unsigned((uint64_t)d) : pluto_integer((int64_t)d);
    v->unit = unit;
    return true;
}

static bool
to_integer(struct pluto_value *v, enum pluto_type type, struct strbuf *why)
{
    if (v->type == PLUTO_REAL)
        return whole(v, type, why);
    if (v->type != type &&
        (v->type == PLUTO_INTEGER ? v->i < 0 : v->u > INT64_MAX)) {
        pluto_value_quote(v, why);
        strbuf_addf(why, " is out of the range of %s",
            type == PLUTO_UNSIGNED ? "unsigned integers" : "signed integers");
        return false;
    }
    v->type = type; /* same bits */
    return true;
}

static bool
to_number(struct pluto_value *v, enum pluto_type type,
    const struct pluto_unit *unit, struct strbuf *why)
{
    if (v->type == PLUTO_RELATIVE)
        *v = pluto_real(pluto_as_real(v), pluto_unit("s", 1));
    if (!pluto_is_number(v->type))
        return refuse(v, type, unit, why);
    if (!pluto_unit_agree(v->unit, unit))
        return refuse(v, type, unit, why);
    if (unit != NULL && v->unit != NULL && v->unit != unit)
        *v = pluto_real(
            pluto_unit_convert(pluto_as_real(v), v->unit, unit, false), unit);
    if (unit != NULL)
        v->unit = unit;
    if (type == PLUTO_REAL)
        *v = pluto_real(pluto_as_real(v), v->unit);
    return type == PLUTO_REAL || to_integer(v, type, why);
}

static bool
to_boolean(struct pluto_value *v, struct strbuf *why)
{
    const bool is_name = v->type == PLUTO_ENUM || v->type == PLUTO_STRING;
    const bool is = is_name && pluto_name_eq(v->text, "TRUE");
    if (!is && !(is_name && pluto_name_eq(v->text, "FALSE")))
        return refuse(v, PLUTO_BOOLEAN, NULL, why);
    pluto_value_fini(v);
    *v = pluto_bool(is);
    return true;
}

static bool
to_relative(struct pluto_value *v, struct strbuf *why)
{
    int64_t ns;
    if (!pluto_as_ns(v, &ns, why))
        return false;
    *v = pluto_relative(ns);
    return true;
}

bool
pluto_convert(struct pluto_value *v, enum pluto_type type,
    const struct pluto_unit *unit, struct strbuf *why)
{
    if (type == PLUTO_NONE || (v->type == type && !pluto_is_number(type)))
        return true;
    if (pluto_is_number(type))
        return to_number(v, type, unit, why);
    if (type == PLUTO_RELATIVE)
        return to_relative(v, why);
    if (type == PLUTO_BOOLEAN)
        return to_boolean(v, why);
    const bool is_name = v->type == PLUTO_ENUM || v->type == PLUTO_STRING;
    if (is_name && (type == PLUTO_ENUM || type == PLUTO_STRING)) {
        v->type = type; /* the text stays */
        return true;
    }
    if (type == PLUTO_ENUM && v->type == PLUTO_BOOLEAN) {
        *v = v->b ? pluto_enum("TRUE", 4) : pluto_enum("FALSE", 5);
        return true;
    }
    return refuse(v, type, NULL, why);
}
