/*
 * resolve.c - definitions against each other and against the database.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <string.h>

#include "common/str.h"
#include "common/units.h"
#include "common/xalloc.h"
#include "console/display/parse.h"

#define DEPTH_MAX      100 /* of `like` */
#define SPAN_NORMAL_NS (INT64_C(600) * 1000000000)

/* ---- sources ------------------------------------------------------------- */

static void
resolve_source(struct parse *p, struct rough *def)
{
    if (def->is_bad || def->d.source == DISPLAY_EXPRESSION)
        return;
    const char *s = def->source;
    if (!isalpha((unsigned char)s[0]) && strchr("/@_", s[0]) == NULL) {
        parse_error(p, def->source_at,
            "'%s' is no name; a definition is NAME PARAMETER, NAME = "
            "EXPRESSION "
            "or NAME packet PACKET",
            s);
        def->is_bad = true;
        return;
    }
    const char *path = parse_path(p, s, def->source_at);
    def->is_bad = path == NULL;
    if (def->is_bad || p->mdb == NULL)
        return;
    if (def->d.source == DISPLAY_PARAM) {
        def->d.item = parse_item(p, path, def->source_at);
        def->is_bad = def->d.item == MDB_NIL;
    } else {
        def->d.container = parse_container(p, path, def->source_at);
        def->is_bad = def->d.container == MDB_NIL;
    }
}

/* ---- like ---------------------------------------------------------------- */

static void
copy_states(struct display_def *to, const struct display_def *from)
{
    to->state = xcalloc(from->n_states, sizeof *to->state);
    to->n_states = from->n_states;
    for (size_t i = 0; i < from->n_states; i++) {
        to->state[i] = from->state[i];
        to->state[i].text = xstrdup(from->state[i].text);
    }
}

static void
copy_option(struct rough *to, const struct rough *from, enum option option)
{
    switch (option) {
    case OPTION_FORMAT:
        to->d.format = from->d.format;
        to->format = from->format;
        break;
    case OPTION_UNIT:
        to->unit = from->unit;
        break;
    case OPTION_STATES:
        if (from->d.n_states > 0)
            copy_states(&to->d, &from->d);
        break;
    case OPTION_BAR:
        to->d.has_bar = from->d.has_bar;
        to->d.bar_low = from->d.bar_low;
        to->d.bar_high = from->d.bar_high;
        break;
    case OPTION_SPARK:
        to->d.spark_ns = from->d.spark_ns;
        break;
    case OPTION_PLOT:
        to->d.plot_ns = from->d.plot_ns;
        to->d.has_plot_range = from->d.has_plot_range;
        to->d.plot_low = from->d.plot_low;
        to->d.plot_high = from->d.plot_high;
        break;
    case OPTION_STALE:
        to->d.stale_ns = from->d.stale_ns;
        break;
    case OPTION_LIKE:
    case OPTION_COUNT:
        break;
    }
}

static void
unknown_like(struct parse *p, const struct rough *def)
{
    struct nearest near = nearest_to(def->like);
    for (size_t i = 0; i < p->n_defs; i++)
        if (&p->def[i] != def)
            nearest_try(&near, p->def[i].d.name);
    if (near.best != NULL)
        parse_error(p, def->option_at[OPTION_LIKE],
            "'%s' is never defined; did you mean '%s' (line %u)?", def->like,
            near.best, parse_find(p, near.best)->at.line);
    else
        parse_error(
            p, def->option_at[OPTION_LIKE], "'%s' is never defined", def->like);
}

/* What is not given is copied; what is copied stands where `like` does. */
static void
resolve_like(struct parse *p, struct rough *def)
{
    if (def->like == NULL || def->likened != PROGRESS_NONE)
        return;
    struct place at = def->option_at[OPTION_LIKE];
    struct rough *model = parse_find(p, def->like);
    if (model == NULL) {
        unknown_like(p, def);
        def->likened = PROGRESS_DONE;
        return;
    }
    model->is_used = true;
    def->likened = PROGRESS_NOW;
    if (model == def || model->likened == PROGRESS_NOW) {
        parse_error(p, at, "'%s' is like itself", def->like);
    } else if (p->depth >= DEPTH_MAX) {
        parse_error(p, at, "definitions are like each other more than %d deep",
            DEPTH_MAX);
    } else {
        p->depth++;
        resolve_like(p, model);
        p->depth--;
        for (int i = 0; i < OPTION_COUNT; i++) {
            if (i == OPTION_LIKE || def->is_given[i] || !model->is_given[i])
                continue;
            copy_option(def, model, (enum option)i);
            def->is_given[i] = true;
            def->option_at[i] = at;
        }
    }
    def->likened = PROGRESS_DONE;
}

/* ---- units --------------------------------------------------------------- */

static void
say_units(struct parse *p, const struct rough *def, enum units_result result,
    const char *from)
{
    struct place at = def->option_at[OPTION_UNIT];
    const char *near;
    switch (result) {
    case UNITS_OK:
        break;
    case UNITS_UNKNOWN_FROM:
        parse_error(p, at,
            "'%s', the unit of %s in the database, is not known to udunits2, "
            "so it cannot be shown in '%s'",
            from, p->mdb->item[def->d.item].name, def->unit);
        break;
    case UNITS_UNKNOWN_TO:
        near = units_nearest(def->unit, from);
        if (near == NULL)
            near = units_nearest(def->unit, NULL);
        if (near != NULL)
            parse_error(p, at, "no unit '%s'; nearest: %s", def->unit, near);
        else
            parse_error(p, at, "no unit '%s'", def->unit);
        break;
    case UNITS_DIFFER:
        parse_error(p, at, "'%s' does not convert to '%s'", from, def->unit);
        break;
    case UNITS_NOT_LINEAR:
        parse_error(p, at,
            "'%s' does not convert to '%s' by a factor and an offset", from,
            def->unit);
        break;
    case UNITS_NO_TABLE:
        parse_error(p, at, "udunits2 has no table of units on this machine");
        break;
    }
}

static void
resolve_unit(struct parse *p, struct rough *def)
{
    struct display_convert *c = &def->d.convert;
    const char *from = NULL;
    if (def->unit == NULL || def->is_bad)
        return;
    if (def->d.source != DISPLAY_PARAM) {
        parse_error(p, def->option_at[OPTION_UNIT],
            "only a parameter has a unit that can be converted");
        return;
    }
    if (p->mdb != NULL) {
        from = mdb_item_type(p->mdb, def->d.item)->unit;
        if (from[0] == '\0') {
            parse_error(p, def->option_at[OPTION_UNIT],
                "%s has no unit in the database, so it cannot be shown in '%s'",
                p->mdb->item[def->d.item].name, def->unit);
            return;
        }
    }
    enum units_result result =
        units_convert(from, def->unit, &c->scale, &c->offset);
    say_units(p, def, result, from);
    c->is_set = result == UNITS_OK;
    c->unit = xstrdup(def->unit);
}

/* ---- what goes together -------------------------------------------------- */

static bool
is_text(enum mdb_kind kind)
{
    return kind == MDB_STRING || kind == MDB_BINARY || kind == MDB_TIME ||
           kind == MDB_NONE;
}

static const char *
kind_word(enum mdb_kind kind)
{
    return kind == MDB_TIME       ? "a time"
           : kind == MDB_BINARY   ? "bytes"
           : kind == MDB_FLOAT    ? "a real number"
           : kind == MDB_DURATION ? "a duration"
                                  : "a text";
}

/* The kind of what is shown; MDB_NONE when it is not known. */
static enum mdb_kind
shown_kind(const struct parse *p, const struct rough *def)
{
    if (def->d.source == DISPLAY_PACKET || def->d.source == DISPLAY_PACKET_GAPS)
        return MDB_UINT;
    if (def->d.source == DISPLAY_EXPRESSION || def->unit != NULL)
        return MDB_FLOAT;
    return p->mdb != NULL ? mdb_item_type(p->mdb, def->d.item)->eng_kind
                          : MDB_NONE;
}

static void
check_format(struct parse *p, const struct rough *def, enum mdb_kind kind)
{
    const struct format *f = &def->d.format;
    struct place at = def->option_at[OPTION_FORMAT];
    if (f->conversion == '\0' || f->conversion == 's')
        return;
    if (is_text(kind))
        parse_error(p, at, "format %s is for numbers, '%s' is %s: use %%s",
            def->format, def->d.name, kind_word(kind));
    else if (format_is_integer(f) &&
             (kind == MDB_FLOAT || kind == MDB_DURATION))
        parse_error(p, at,
            "format %s is for whole numbers, '%s' is %s: use %%.0f",
            def->format, def->d.name, kind_word(kind));
}

static void
check_options(struct parse *p, const struct rough *def, enum mdb_kind kind)
{
    static const struct {
        enum option option;
        const char *name;
    } numeric[] = {{OPTION_STATES, "states"}, {OPTION_BAR, "bar"},
        {OPTION_SPARK, "spark"}, {OPTION_PLOT, "plot"}, {OPTION_UNIT, "in"}};
    bool is_packet =
        def->d.source == DISPLAY_PACKET || def->d.source == DISPLAY_PACKET_GAPS;
    for (size_t i = 0; i < ARRAY_LEN(numeric); i++) {
        struct place at = def->option_at[numeric[i].option];
        if (!def->is_given[numeric[i].option])
            continue;
        if (is_text(kind) && p->mdb != NULL)
            parse_error(p, at, "'%s' is for numbers, '%s' is %s",
                numeric[i].name, def->d.name, kind_word(kind));
        else if (is_packet && numeric[i].option != OPTION_UNIT)
            parse_error(p, at, "'%s' is for values, '%s' counts packets",
                numeric[i].name, def->d.name);
    }
}

static void
resolve_defaults(const struct parse *p, struct display_def *d)
{
    if (d->spark_ns <= 0)
        d->spark_ns = SPAN_NORMAL_NS;
    if (d->plot_ns <= 0)
        d->plot_ns = SPAN_NORMAL_NS;
    if (d->stale_ns <= 0)
        d->stale_ns = p->stale_ns;
}

void
parse_resolve(struct parse *p)
{
    for (size_t i = 0; i < p->n_defs; i++)
        resolve_source(p, &p->def[i]);
    for (size_t i = 0; i < p->n_defs; i++)
        resolve_like(p, &p->def[i]);
    for (size_t i = 0; i < p->n_defs; i++)
        resolve_unit(p, &p->def[i]);
    for (size_t i = 0; i < p->n_defs; i++) {
        struct rough *def = &p->def[i];
        if (def->d.source == DISPLAY_EXPRESSION && !def->is_bad)
            parse_flatten(p, def);
        if (def->is_bad)
            continue;
        enum mdb_kind kind = shown_kind(p, def);
        if (kind != MDB_NONE || p->mdb != NULL)
            check_format(p, def, kind);
        check_options(p, def, kind);
        resolve_defaults(p, &def->d);
    }
}
