/*
 * limit_ranges.c - see limit_ranges.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/limit_ranges.h"

#include <math.h>

static void
add_number(struct strbuf *out, double v)
{
    if (isinf(v))
        strbuf_adds(out, v > 0 ? " inf" : " -inf");
    else
        strbuf_addf(out, " %.17g", v);
}

bool
limit_ranges_text(struct strbuf *out, const struct limit_rule *rule)
{
    const struct mdb_alarm_ranges *r =
        rule->alarm != NULL ? &rule->alarm->ranges : NULL;
    bool has_any = false;
    if (r == NULL || !r->is_given || r->is_inside || rule->is_disabled)
        return false;
    for (enum limit_level l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++) {
        if (!r->has[l])
            continue;
        strbuf_addf(out, "%s%s", has_any ? " " : "", limit_level_str(l));
        add_number(out, r->range[l].min);
        add_number(out, r->range[l].max);
        has_any = true;
    }
    return has_any;
}
