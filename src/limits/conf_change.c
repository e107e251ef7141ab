/*
 * conf_change.c - sections `change` and `condition` of limits.conf.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/conf_change.h"

#include <string.h>

#include "limits/conf_options.h"
#include "mission/names.h"

#define MAX_SAMPLES 1000
#define MAX_SPAN_NS (366 * 86400 * NS_PER_S)

/* ---- changes ------------------------------------------------------------- */

static const char *const span_word[] = {
    [MDB_CHANGE_PER_SECOND] = "second",
    [MDB_CHANGE_PER_SAMPLE] = "sample",
};
static const struct names names_span = {span_word, ARRAY_LEN(span_word)};

/* "10s" or "5": a time, or a number of samples. */
static void
read_over(struct conf_change *c)
{
    struct conf_place at;
    int64_t ns;
    c->span_samples = 1;
    const char *text = reading_text_at(&c->r, "over", &at);
    if (text == NULL)
        return;
    if (c->span == MDB_CHANGE_PER_SAMPLE)
        c->span_samples =
            (uint32_t)reading_uint(&c->r, "over", 1, MAX_SAMPLES, 1);
    else if (duration_parse(text, &ns) == ERR_OK && ns > 0 && ns <= MAX_SPAN_NS)
        c->span_s = (double)ns / (double)NS_PER_S;
    else
        reading_error(&c->r, at,
            "over = %.40s: a time like 10s is expected, or a number of samples "
            "with per = sample",
            text);
}

void
conf_change_read(
    const struct reading *outer, struct arena *arena, struct conf_change *c)
{
    *c = (struct conf_change){.given = reading_next(outer, "change", 0)};
    if (c->given == NULL)
        return;
    c->r = reading_enter(outer, c->given, outer->what);
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++)
        conf_level_read(&c->r, arena, (enum limit_level)l, &c->level[l]);
    c->per_given = reading_given(&c->r, "per");
    c->over_given = reading_given(&c->r, "over");
    c->percent_given = reading_given(&c->r, "percent");
    c->span = (enum mdb_change_span)reading_choice(
        &c->r, "per", &names_span, MDB_CHANGE_PER_SECOND);
    c->is_percent = reading_bool(&c->r, "percent", false);
    read_over(c);
    if (c->over_given != NULL && c->per_given == NULL)
        reading_error(&c->r, c->over_given->at,
            "over needs per = second or per = sample beside it");
}

/* The limits of the database that stay would mean something else. */
static bool
check_basis(struct conf_change *c, const struct mdb_change_alarm *change)
{
    const struct conf_entry *by =
        c->per_given != NULL ? c->per_given : c->percent_given;
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT && by != NULL; l++) {
        if (!change->ranges.has[l] || c->level[l].given != NULL)
            continue;
        reading_error(&c->r, by->at,
            "%s changes what the '%s' limits of the database mean: give them "
            "here, too, or switch them off",
            by->rule->name, limit_level_str((enum limit_level)l));
        return false;
    }
    return true;
}

/* One range a level, all inside or all outside. */
static bool
check_level(struct conf_change *c, enum limit_level level,
    const struct mdb_alarm_ranges *ranges)
{
    const struct conf_level *l = &c->level[level];
    if (!conf_range_fits(l, level, false)) {
        conf_range_refuse(l, level, false, &c->r);
        return false;
    }
    if (l->given->n_values > 1) {
        reading_error(&c->r, l->given->value[1],
            "%s: a change has one pair of limits", l->given->rule->name);
        return false;
    }
    if (!l->is_off && ranges->is_given &&
        ranges->is_inside != l->interval[0].is_inside) {
        reading_error(&c->r, l->given->value[0],
            "limits of a change are all inside, or none is");
        return false;
    }
    return true;
}

static void
set_basis(const struct conf_change *c, struct mdb_change_alarm *change)
{
    if (c->per_given != NULL) {
        change->span = c->span;
        change->span_samples = c->span_samples;
        change->span_s = c->span_s;
    }
    if (c->percent_given != NULL)
        change->is_percent = c->is_percent;
}

static void
set_level(const struct conf_level *l, enum limit_level level, double scale,
    struct mdb_alarm_ranges *ranges)
{
    ranges->has[level] = !l->is_off;
    if (!l->is_off) {
        ranges->is_inside = l->interval[0].is_inside;
        ranges->range[level] = l->interval[0].range;
        ranges->range[level].min *= scale;
        ranges->range[level].max *= scale;
    }
    ranges->is_given = false;
    for (int i = LIMIT_WATCH; i < LIMIT_LEVEL_COUNT; i++)
        ranges->is_given = ranges->is_given || ranges->has[i];
}

void
conf_change_apply(struct conf_change *c, const struct mdb_type *type,
    struct mdb_change_alarm *change)
{
    if (c->is_refused || !check_basis(c, change)) {
        c->is_refused = true;
        return;
    }
    if (!change->ranges.is_given)
        *change = (struct mdb_change_alarm){.span_samples = 1};
    /* What is replaced does not bind the form of what takes its place. */
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++)
        if (c->level[l].given != NULL)
            set_level(&(struct conf_level){.is_off = true}, (enum limit_level)l,
                1, &change->ranges);
    bool is_instant = type->eng_kind == MDB_TIME;
    set_basis(c, change);
    for (int i = LIMIT_WATCH; i < LIMIT_LEVEL_COUNT; i++) {
        enum limit_level level = (enum limit_level)i;
        struct conf_level *l = &c->level[i];
        if (l->given == NULL)
            continue;
        if (!check_level(c, level, &change->ranges))
            c->is_refused = true;
        else
            set_level(l, level, is_instant && !change->is_percent ? 1e9 : 1,
                &change->ranges);
        l->is_used = true;
    }
}

/* ---- conditions ---------------------------------------------------------- */

void
conf_when_read(
    const struct reading *outer, const struct build *b, struct conf_when *w)
{
    *w = (struct conf_when){.given = reading_next(outer, "condition", 0)};
    if (w->given == NULL)
        return;
    struct reading r = reading_enter(outer, w->given, outer->what);
    struct conf_place at;
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++) {
        const char *name = limit_level_str((enum limit_level)l);
        const char *text = reading_text_at(&r, name, &at);
        w->has[l] = text != NULL;
        w->criteria[l].op = MDB_NEVER;
        if (text != NULL && strcmp(text, "off") != 0)
            (void)conf_condition(&r, b, name, &w->criteria[l]);
    }
}

void
conf_when_apply(const struct conf_when *w, struct mdb_alarm *alarm)
{
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++) {
        if (!w->has[l])
            continue;
        alarm->has_condition[l] = w->criteria[l].op != MDB_NEVER;
        alarm->condition[l] = w->criteria[l];
    }
}
