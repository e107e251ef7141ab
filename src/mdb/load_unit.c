/*
 * load_unit.c - the units of a type as one text.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/str.h"
#include "mdb/load.h"

/* "m", power "-2" of factor "1": is it below the line? */
static bool
is_divisor(const struct xml_node *unit)
{
    const char *power = xml_get(unit, AT_POWER);
    double v;
    return power != NULL && load_parse_double(power, &v) && v < 0;
}

static void
add_unit(struct load *ld, const struct xml_node *unit, struct strbuf *out)
{
    const char *power = xml_get(unit, AT_POWER);
    const char *factor = xml_get(unit, AT_FACTOR);
    const char *name = unit->text;
    double v;
    if (name[0] == '\0' && xml_get(unit, AT_DESCRIPTION) != NULL)
        name = xml_get(unit, AT_DESCRIPTION);
    if (power != NULL && !load_parse_double(power, &v)) {
        load_error(ld, unit, AT_POWER, "power '%.40s' is not a number", power);
        power = NULL;
    }
    if (factor != NULL && !(load_parse_double(factor, &v) && v == 1))
        strbuf_addf(out, "%.40s ", factor);
    strbuf_adds(out, name);
    if (power != NULL && (is_divisor(unit) ? !str_eq(power, "-1") : v != 1))
        strbuf_addf(out, "^%.20s", is_divisor(unit) ? power + 1 : power);
}

static bool
is_of_raw_value(const struct xml_node *unit)
{
    const char *form = xml_get(unit, AT_FORM);
    return str_eq(form, "raw") || str_eq(form, "uncalibrated");
}

/* "W m/s^2": products with a blank, then what it is divided by. */
const char *
load_unit(struct load *ld, const struct xml_node *unit_set)
{
    struct strbuf text = {0};
    for (int pass = 0; pass < 2; pass++)
        for (const struct xml_node *c = unit_set->child; c; c = c->next) {
            if (c->name != EL_UNIT) {
                if (pass == 0)
                    load_other(ld, unit_set, c);
                continue;
            }
            if (is_of_raw_value(c) || is_divisor(c) != (pass == 1))
                continue;
            if (text.len == 0 && pass == 1)
                strbuf_addc(&text, '1');
            if (text.len > 0)
                strbuf_addc(&text, pass == 1 ? '/' : ' ');
            add_unit(ld, c, &text);
        }
    const char *unit =
        text.len > 0 ? arena_strdup(ld->arena, strbuf_get(&text)) : "";
    strbuf_fini(&text);
    return unit;
}
