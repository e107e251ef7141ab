/*
 * conf_range.c - levels of limits.conf as ranges of a number or a time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/conf_range.h"

#include <string.h>

void
conf_level_read(const struct reading *r, struct arena *arena,
    enum limit_level level, struct conf_level *l)
{
    const char *name = limit_level_str(level);
    char why[INTERVAL_WHY_SIZE];
    *l = (struct conf_level){.given = reading_given(r, name)};
    if (l->given == NULL)
        return;
    size_t n = l->given->n_values;
    const char **text = arena_alloc(arena, n * sizeof *text);
    struct interval *interval = arena_alloc(arena, n * sizeof *interval);
    l->text = text;
    l->interval = interval;
    for (unsigned i = 0; i < n; i++) {
        const char *is = cfg_getnstr(r->cfg, name, i);
        text[i] = arena_strdup(arena, is != NULL ? is : "");
        if (!interval_parse(text[i], &interval[i], why))
            l->interval = NULL;
        interval[i].range.line = l->given->value[i].line;
    }
    l->is_off = n == 1 && strcmp(text[0], "off") == 0;
}

/* Several ranges have to be inside ones: outside of two is outside of one. */
static bool
is_form_good(const struct conf_level *l, enum limit_level level)
{
    bool is_alone = l->given->n_values == 1 && level != LIMIT_NORMAL;
    for (size_t i = 0; i < l->given->n_values; i++)
        if (!l->interval[i].is_inside && !is_alone)
            return false;
    return true;
}

bool
conf_range_fits(
    const struct conf_level *l, enum limit_level level, bool is_time)
{
    if (l->is_off)
        return level != LIMIT_NORMAL;
    if (l->interval == NULL || !is_form_good(l, level))
        return false;
    for (size_t i = 0; i < l->given->n_values; i++)
        if (l->interval[i].is_time != is_time)
            return false;
    return true;
}

void
conf_range_refuse(const struct conf_level *l, enum limit_level level,
    bool is_time, const struct reading *r)
{
    const char *name = limit_level_str(level);
    char why[INTERVAL_WHY_SIZE];
    struct interval is;
    for (size_t i = 0; i < l->given->n_values; i++) {
        struct conf_place at = l->given->value[i];
        bool is_alone = l->given->n_values == 1 && level != LIMIT_NORMAL;
        if (level == LIMIT_NORMAL && l->is_off)
            reading_error(r, at, "normal cannot be off");
        else if (!interval_parse(l->text[i], &is, why))
            reading_error(r, at, "%s = %.40s: %s", name, l->text[i], why);
        else if (is.is_time != is_time)
            reading_error(r, at, "%s = %.60s: %s are expected for %s", name,
                l->text[i],
                is_time ? "times like 2026-11-20T08:00:00Z" : "numbers",
                r->what);
        else if (!is.is_inside && !is_alone)
            reading_error(r, at,
                "%s = %.40s: \"in [low, high]\" is expected: %s", name,
                l->text[i],
                level == LIMIT_NORMAL
                    ? "other levels say what is outside"
                    : "of several ranges, a value is outside of all but one");
    }
}

/* Take the level out of the multi ranges. */
static void
drop_multi(
    struct mdb_alarm *a, struct mdb_multi_range *kept, enum limit_level level)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < a->n_multi; i++)
        if (a->multi[i].level != level)
            kept[n++] = a->multi[i];
    a->multi = kept;
    a->n_multi = n;
}

static bool
has_static(const struct mdb_alarm_ranges *r)
{
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++)
        if (r->has[l])
            return true;
    return false;
}

/* The static ranges of an alarm are all inside, or all outside; what is of the
 * other form stands beside them. */
static bool
is_static(const struct conf_level *l, enum limit_level level,
    const struct mdb_alarm_ranges *r)
{
    return l->given->n_values == 1 && level != LIMIT_NORMAL &&
           (!r->is_given || r->is_inside == l->interval[0].is_inside);
}

void
conf_range_set(const struct conf_level *l, enum limit_level level,
    struct arena *arena, struct mdb_alarm *a)
{
    size_t n = l->is_off ? 0 : l->given->n_values;
    struct mdb_multi_range *multi =
        arena_alloc(arena, (a->n_multi + n + 1) * sizeof *multi);
    drop_multi(a, multi, level);
    a->ranges.has[level] = false;
    a->ranges.is_given = has_static(&a->ranges);
    if (n == 0)
        return;
    if (is_static(l, level, &a->ranges)) {
        a->ranges.is_inside = l->interval[0].is_inside;
        a->ranges.has[level] = true;
        a->ranges.range[level] = l->interval[0].range;
        a->ranges.is_given = true;
        return;
    }
    for (size_t i = 0; i < n; i++)
        multi[a->n_multi++] = (struct mdb_multi_range){
            level, l->interval[i].is_inside, l->interval[i].range};
}
