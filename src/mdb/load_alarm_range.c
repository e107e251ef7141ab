/*
 * load_alarm_range.c - alarms of numbers and times: ranges of five levels.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <string.h>

#include "common/num.h"
#include "mdb/load_alarm.h"
#include "mdb/timecode.h"

#define MAX_SPAN_SAMPLES 1000

static const enum xml_el range_of_level[LIMIT_LEVEL_COUNT] = {
    [LIMIT_WATCH] = EL_WATCH_RANGE,
    [LIMIT_WARNING] = EL_WARNING_RANGE,
    [LIMIT_DISTRESS] = EL_DISTRESS_RANGE,
    [LIMIT_CRITICAL] = EL_CRITICAL_RANGE,
    [LIMIT_SEVERE] = EL_SEVERE_RANGE,
};

/* LIMIT_NORMAL when the element is no range. */
static enum limit_level
level_of(const struct xml_node *node)
{
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++)
        if (node->name == range_of_level[l])
            return (enum limit_level)l;
    return LIMIT_NORMAL;
}

bool
load_alarm_is_range(const struct xml_node *node)
{
    return level_of(node) != LIMIT_NORMAL;
}

/* One edge: inclusive or exclusive, or open; false after an error. */
static bool
read_edge(struct load *ld, const struct xml_node *node, enum xml_at inclusive,
    enum xml_at exclusive, double *edge)
{
    const char *in = xml_get(node, inclusive), *ex = xml_get(node, exclusive);
    if (in != NULL && ex != NULL) {
        load_error(ld, node, exclusive, "%s has both %s and %s",
            xml_el_str(node), xml_at_str(inclusive), xml_at_str(exclusive));
        return false;
    }
    double v = load_double(ld, node, in != NULL ? inclusive : exclusive, NAN);
    if (!isnan(v))
        *edge = v;
    return (in == NULL && ex == NULL) || !isnan(v);
}

/* FloatRangeType; false when there is nothing to check in it. */
static bool
read_range(struct load *ld, const struct xml_node *node, struct mdb_range *out)
{
    *out = (struct mdb_range){
        .min = -INFINITY,
        .max = INFINITY,
        .min_is_exclusive = xml_get(node, AT_MIN_EXCLUSIVE) != NULL,
        .max_is_exclusive = xml_get(node, AT_MAX_EXCLUSIVE) != NULL,
        .line = load_line(ld, node),
    };
    bool is_good =
        read_edge(ld, node, AT_MIN_INCLUSIVE, AT_MIN_EXCLUSIVE, &out->min);
    is_good =
        read_edge(ld, node, AT_MAX_INCLUSIVE, AT_MAX_EXCLUSIVE, &out->max) &&
        is_good;
    if (!is_good)
        return false;
    char low[NUM_DOUBLE_SIZE], high[NUM_DOUBLE_SIZE];
    num_fmt_double(low, out->min);
    num_fmt_double(high, out->max);
    if (isinf(out->min) && isinf(out->max) && out->min < out->max) {
        load_warn(ld, node, AT_NONE, "%s has no limits and is left out",
            xml_el_str(node));
        return false;
    }
    if (out->min > out->max)
        load_error(ld, node, AT_NONE,
            "%s has its minimum %s above its maximum %s", xml_el_str(node), low,
            high);
    else if (out->min == out->max &&
             (out->min_is_exclusive || out->max_is_exclusive))
        load_error(ld, node, AT_NONE, "no value is in %s: it excludes %s",
            xml_el_str(node), low);
    return true;
}

/* 1 for inside, 0 for outside. */
static bool
is_inside(struct load *ld, const struct xml_node *node)
{
    static const char *const word[] = {"outside", "inside"};
    int i = load_word(node, AT_RANGE_FORM, word, ARRAY_LEN(word), 0);
    if (i < 0)
        load_error(ld, node, AT_RANGE_FORM,
            "rangeForm '%.40s' is neither outside nor inside",
            xml_get(node, AT_RANGE_FORM));
    return i == 1;
}

/* A limit that is never reached, since a worse one comes before it. */
static void
check_order(struct load *ld, const struct xml_node *node,
    const struct mdb_alarm_ranges *ranges)
{
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++) {
        for (int m = l + 1; m < LIMIT_LEVEL_COUNT; m++) {
            const char *side = mdb_range_hidden(
                ranges, (enum limit_level)l, (enum limit_level)m);
            if (side != NULL)
                load_warn(ld, node, AT_NONE,
                    "the %s limit of %s is never seen: that of %s comes "
                    "before it",
                    side, limit_level_str((enum limit_level)l),
                    limit_level_str((enum limit_level)m));
        }
    }
}

static void
read_ranges(
    struct load *ld, const struct xml_node *node, struct mdb_alarm_ranges *out)
{
    bool is_first = true;
    out->is_inside = is_inside(ld, node);
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        enum limit_level level = level_of(c);
        if (level == LIMIT_NORMAL) {
            if (node->name != EL_DEFAULT_ALARM &&
                node->name != EL_CONTEXT_ALARM)
                load_other(ld, node, c);
            continue;
        }
        is_first = false;
        if (out->has[level]) {
            load_error(ld, c, AT_NONE, "%s stands here twice, first in line %u",
                xml_el_str(c), out->range[level].line);
            continue;
        }
        out->has[level] = read_range(ld, c, &out->range[level]);
        out->is_given = out->is_given || out->has[level];
    }
    if (is_first)
        load_warn(ld, node, AT_NONE, "%s has no ranges", xml_el_str(node));
    check_order(ld, node, out);
}

/* ---- times ----------------------------------------------------------------
 */

/* Seconds of timeUnits; 0 and a warning where it has no fixed length. */
static double
seconds_of(struct load *ld, const struct xml_node *node)
{
    static const char *const word[] = {
        "seconds", "picoSeconds", "days", "months", "years"};
    static const double seconds[] = {1, 1e-12, 86400, 0, 0};
    int i = load_word(node, AT_TIME_UNITS, word, ARRAY_LEN(word), 0);
    if (i < 0) {
        load_error(ld, node, AT_TIME_UNITS,
            "timeUnits '%.40s' is none of seconds, picoSeconds, days, months "
            "and years",
            xml_get(node, AT_TIME_UNITS));
        return 1;
    }
    if (seconds[i] == 0)
        load_warn(ld, node, AT_TIME_UNITS,
            "%s have no fixed length: %s is left out", word[i],
            xml_el_str(node));
    return seconds[i];
}

/* Seconds after the type's epoch as ns since 1970. */
static double
ns_of(const struct mdb_type *type, double seconds)
{
    struct obt t;
    if (isinf(seconds))
        return seconds;
    struct utc utc =
        obt_from_double(seconds, &t)
            ? timecode_utc(type->epoch, type->custom_epoch, t, NULL)
            : UTC_NONE;
    return utc_is_none(utc) ? copysign(INFINITY, seconds) : (double)utc.ns;
}

static void
scale_ranges(const struct alarm_site *site, struct mdb_alarm_ranges *ranges,
    double seconds, bool is_instant)
{
    for (int l = 0; l < LIMIT_LEVEL_COUNT; l++) {
        struct mdb_range *r = &ranges->range[l];
        if (!ranges->has[l])
            continue;
        r->min *= seconds;
        r->max *= seconds;
        if (is_instant) {
            r->min = ns_of(site->type, r->min);
            r->max = ns_of(site->type, r->max);
        }
    }
}

static bool
is_time(const struct alarm_site *site)
{
    return site->type->eng_kind == MDB_TIME ||
           site->type->eng_kind == MDB_DURATION;
}

void
load_alarm_static(const struct alarm_site *site, const struct xml_node *node,
    struct mdb_alarm_ranges *out)
{
    read_ranges(site->ld, node, out);
    if (!is_time(site))
        return;
    bool is_instant = site->type->eng_kind == MDB_TIME;
    double seconds = seconds_of(site->ld, node);
    if (seconds == 0) {
        *out = (struct mdb_alarm_ranges){0};
    } else if (is_instant && site->type->time_from_item != MDB_NIL) {
        load_warn(site->ld, node, AT_NONE,
            "'%.120s' counts from another parameter: %s is left out",
            site->type->name, xml_el_str(node));
        *out = (struct mdb_alarm_ranges){0};
    } else {
        scale_ranges(site, out, seconds, is_instant);
    }
}

/* ---- changes --------------------------------------------------------------
 */

static int
word_of(struct load *ld, const struct xml_node *node, enum xml_at at,
    const char *const word[2])
{
    int i = load_word(node, at, word, 2, 0);
    if (i < 0)
        load_error(ld, node, at, "%s '%.40s' is neither %s nor %s",
            xml_at_str(at), xml_get(node, at), word[0], word[1]);
    return i == 1;
}

void
load_alarm_change(const struct alarm_site *site, const struct xml_node *node,
    struct mdb_change_alarm *out)
{
    static const char *const span[] = {"changePerSecond", "changePerSample"};
    static const char *const basis[] = {"absoluteChange", "percentageChange"};
    struct load *ld = site->ld;
    read_ranges(ld, node, &out->ranges);
    out->span = word_of(ld, node, AT_CHANGE_TYPE, span) ? MDB_CHANGE_PER_SAMPLE
                                                        : MDB_CHANGE_PER_SECOND;
    out->is_percent = word_of(ld, node, AT_CHANGE_BASIS, basis) != 0;
    out->span_samples = (uint32_t)load_int(
        ld, node, AT_SPAN_OF_INTEREST_IN_SAMPLES, 1, MAX_SPAN_SAMPLES, 1);
    out->span_s = load_double(ld, node, AT_SPAN_OF_INTEREST_IN_SECONDS, 0);
    if (!(out->span_s >= 0 && out->span_s <= 86400 * 366.0)) {
        load_error(ld, node, AT_SPAN_OF_INTEREST_IN_SECONDS,
            "spanOfInterestInSeconds '%.40s' is not from 0 to a year",
            xml_get(node, AT_SPAN_OF_INTEREST_IN_SECONDS));
        out->span_s = 0;
    }
    if (!is_time(site) || out->is_percent)
        return;
    double seconds = seconds_of(ld, node);
    if (seconds == 0)
        *out = (struct mdb_change_alarm){.span_samples = 1};
    else if (site->type->eng_kind == MDB_TIME)
        scale_ranges(site, &out->ranges, seconds * 1e9, false);
    else
        scale_ranges(site, &out->ranges, seconds, false);
}

void
load_alarm_multi(const struct alarm_site *site, const struct xml_node *node,
    struct mdb_alarm *out)
{
    struct load *ld = site->ld;
    uint32_t n = 0;
    for (const struct xml_node *c = node->child; c != NULL; c = c->next)
        n += c->name == EL_RANGE;
    struct mdb_multi_range *range =
        arena_alloc(ld->arena, (n + 1) * sizeof *range);
    out->multi = range;
    if (n == 0)
        load_warn(ld, node, AT_NONE, "%s has no ranges", xml_el_str(node));
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        if (c->name != EL_RANGE) {
            load_other(ld, node, c);
            continue;
        }
        range->is_inside = is_inside(ld, c);
        load_alarm_level(ld, c, AT_LEVEL, &range->level);
        if (!read_range(ld, c, &range->range))
            continue;
        if (site->type->eng_kind == MDB_TIME) {
            range->range.min = ns_of(site->type, range->range.min);
            range->range.max = ns_of(site->type, range->range.max);
        }
        range++;
        out->n_multi++;
    }
}
