/*
 * alarm_text.c - alarms of the database as sentences for people.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "common/num.h"
#include "common/str.h"
#include "mdb/alarm.h"
#include "mdb/mdb.h"

bool
mdb_alarm_is_empty(const struct mdb_alarm *a)
{
    bool has = a->ranges.is_given || a->change.ranges.is_given ||
               a->n_multi > 0 || a->n_texts > 0 || a->has_default_level;
    for (int l = 0; l < LIMIT_LEVEL_COUNT; l++)
        has = has || a->has_condition[l];
    return !has;
}

const char *
mdb_range_hidden(const struct mdb_alarm_ranges *ranges, enum limit_level l,
    enum limit_level m)
{
    const struct mdb_range *a = &ranges->range[l], *b = &ranges->range[m];
    if (!ranges->has[l] || !ranges->has[m] || ranges->is_inside || m <= l)
        return NULL;
    if (b->min > a->min && !isinf(a->min))
        return "low";
    return b->max < a->max && !isinf(a->max) ? "high" : NULL;
}

/* What separates the parts of the sentence. */
static void
begin(struct strbuf *out, const char *level)
{
    strbuf_addf(out, "%s%s ", out->len > 0 ? ", " : "", level);
}

/* "10 degC", "2026-11-20T08:00:00Z" */
static void
add_value(struct strbuf *out, double v, bool is_instant)
{
    char number[NUM_DOUBLE_SIZE], time[TIME_TEXT_SIZE];
    if (is_instant && fabs(v) < 9.2e18) {
        utc_fmt_iso(time, (struct utc){(int64_t)v}, false);
        strbuf_adds(out, time);
        return;
    }
    unsigned n = num_fmt_double(number, v);
    if (n > 2 && number[n - 1] == '0' && number[n - 2] == '.')
        number[n - 2] = '\0';
    strbuf_adds(out, number);
}

/* "below 10", "at or above 50", "outside 10 .. 50" */
static void
add_range(struct strbuf *out, const struct mdb_range *r, bool is_inside,
    bool is_instant)
{
    bool is_closed = !r->min_is_exclusive && !r->max_is_exclusive;
    bool has_min = !isinf(r->min), has_max = !isinf(r->max);
    if (has_min && has_max && is_closed) {
        strbuf_adds(out, is_inside ? "inside " : "outside ");
        add_value(out, r->min, is_instant);
        strbuf_adds(out, " .. ");
        add_value(out, r->max, is_instant);
        return;
    }
    /* An edge that is part of the range is in alarm when it stands inside. */
    if (has_min) {
        bool is_edge = r->min_is_exclusive != is_inside;
        strbuf_adds(out, is_edge ? "at or " : "");
        strbuf_adds(out, is_inside ? "above " : "below ");
        add_value(out, r->min, is_instant);
    }
    if (has_min && has_max)
        strbuf_adds(out, is_inside ? " and " : " or ");
    if (has_max) {
        bool is_edge = r->max_is_exclusive != is_inside;
        strbuf_adds(out, is_edge ? "at or " : "");
        strbuf_adds(out, is_inside ? "below " : "above ");
        add_value(out, r->max, is_instant);
    }
}

static void
add_unit(struct strbuf *out, const char *unit)
{
    if (unit[0] != '\0')
        strbuf_addf(out, " %s", unit);
}

static void
add_ranges(struct strbuf *out, const struct mdb_alarm_ranges *ranges,
    const char *what, const char *unit, bool is_instant)
{
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++) {
        if (!ranges->has[l])
            continue;
        begin(out, limit_level_str((enum limit_level)l));
        strbuf_adds(out, what);
        add_range(out, &ranges->range[l], ranges->is_inside, is_instant);
        add_unit(out, unit);
    }
}

static void
add_change(struct strbuf *out, const struct mdb_change_alarm *c,
    const char *unit, bool is_instant)
{
    struct strbuf per = {0};
    strbuf_adds(&per, c->is_percent ? "%" : is_instant ? "ns" : unit);
    if (c->span == MDB_CHANGE_PER_SECOND) {
        strbuf_adds(&per, per.len > 0 ? "/s" : "per second");
        if (c->span_s > 0) {
            strbuf_adds(&per, " over ");
            add_value(&per, c->span_s, false);
            strbuf_adds(&per, " s");
        }
    } else if (c->span_samples > 1) {
        strbuf_addf(&per, "%sin %" PRIu32 " samples", per.len > 0 ? " " : "",
            c->span_samples);
    } else {
        strbuf_adds(&per, per.len > 0 ? "/sample" : "per sample");
    }
    add_ranges(out, &c->ranges, "change ", strbuf_get(&per), false);
    strbuf_fini(&per);
}

static void
add_texts(struct strbuf *out, const struct mdb_alarm *a)
{
    for (uint32_t i = 0; i < a->n_texts; i++) {
        const struct mdb_text_alarm *t = &a->text[i];
        begin(out, limit_level_str(t->level));
        strbuf_addf(out, "%s '%s'", t->is_pattern ? "matching" : "when",
            t->text != NULL ? t->text : "");
    }
    if (a->has_default_level) {
        begin(out, limit_level_str(a->default_level));
        strbuf_adds(out, a->n_texts > 0 ? "otherwise" : "always");
    }
}

static void
add_conditions(
    struct strbuf *out, const struct mdb *mdb, const struct mdb_alarm *a)
{
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++) {
        if (!a->has_condition[l])
            continue;
        char *text = mdb_criteria_text(mdb, &a->condition[l]);
        begin(out, limit_level_str((enum limit_level)l));
        strbuf_addf(out, "when %s", text);
        free(text);
    }
}

char *
mdb_alarm_text(const struct mdb *mdb, const struct mdb_type *type,
    const struct mdb_alarm *a)
{
    struct strbuf out = {0};
    bool is_instant = type->eng_kind == MDB_TIME;
    add_ranges(&out, &a->ranges, "", type->unit, is_instant);
    for (uint32_t i = 0; i < a->n_multi; i++) {
        begin(&out, limit_level_str(a->multi[i].level));
        add_range(&out, &a->multi[i].range, a->multi[i].is_inside, is_instant);
        add_unit(&out, type->unit);
    }
    add_change(&out, &a->change, type->unit, is_instant);
    add_texts(&out, a);
    add_conditions(&out, mdb, a);
    if (out.len == 0)
        strbuf_adds(&out, "nothing is checked");
    if (a->min_violations > 1)
        strbuf_addf(&out, "; after %" PRIu32 " samples", a->min_violations);
    if (a->min_conformance > 1)
        strbuf_addf(
            &out, "; good after %" PRIu32 " samples", a->min_conformance);
    return strbuf_take(&out);
}
