/*
 * mdb_show.c - parameters, containers and types as text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/mdb_show.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "common/num.h"
#include "common/str.h"
#include "common/time.h"
#include "mdb/alarm.h"
#include "mdb/layout.h"

const char *
mdb_show_kind(const struct mdb_type *type)
{
    static const char *const name[MDB_KIND_COUNT] = {
        [MDB_NONE] = "none",
        [MDB_INT] = "integer",
        [MDB_UINT] = "unsigned",
        [MDB_FLOAT] = "float",
        [MDB_BOOL] = "boolean",
        [MDB_ENUM] = "enumeration",
        [MDB_STRING] = "string",
        [MDB_BINARY] = "binary",
        [MDB_TIME] = "time",
        [MDB_DURATION] = "duration",
    };
    switch (type->class) {
    case MDB_AGGREGATE:
        return "aggregate";
    case MDB_ARRAY:
        return "array";
    case MDB_SCALAR:
        break;
    }
    return name[type->eng_kind];
}

static void
row(FILE *out, const char *what, const char *value)
{
    if (value != NULL && value[0] != '\0')
        fprintf(out, "  %-12s %s\n", what, value);
}

/* The same for text that we own. */
static void
row_take(FILE *out, const char *what, char *value)
{
    row(out, what, value);
    free(value);
}

static void
show_labels(FILE *out, const struct mdb_type *type)
{
    for (uint32_t i = 0; i < type->n_labels; i++) {
        const struct mdb_label *l = &type->label[i];
        fprintf(out, "  %-12s %" PRId64, i == 0 ? "labels" : "", l->value);
        if (l->max_value != l->value)
            fprintf(out, " to %" PRId64, l->max_value);
        fprintf(out, " = %s%s%s\n", l->label, l->description ? ": " : "",
            l->description ? l->description : "");
    }
}

static void
show_valid_range(FILE *out, const struct mdb_type *type)
{
    for (uint32_t i = 0; i < type->n_ranges; i++) {
        const struct mdb_valid_range *r = &type->range[i];
        char low[NUM_DOUBLE_SIZE], high[NUM_DOUBLE_SIZE];
        num_fmt_double(low, r->min);
        num_fmt_double(high, r->max);
        fprintf(out, "  %-12s %s%s to %s%s%s\n", i == 0 ? "valid" : "or",
            r->min_inclusive ? "" : "above ", low,
            r->max_inclusive ? "" : "below ", high,
            type->valid_applies_to_raw ? ", raw" : "");
    }
}

static void
show_epoch(FILE *out, const struct mdb *mdb, const struct mdb_type *type)
{
    static const char *const name[] = {
        [MDB_EPOCH_TAI] = "TAI, 1958-01-01",
        [MDB_EPOCH_GPS] = "GPS, 1980-01-06",
        [MDB_EPOCH_J2000] = "J2000",
        [MDB_EPOCH_UNIX] = "UNIX, 1970-01-01",
    };
    char text[TIME_TEXT_SIZE];
    if (type->eng_kind != MDB_TIME)
        return;
    if (type->time_from_item != MDB_NIL)
        row(out, "counts from", mdb->item[type->time_from_item].name);
    else if (type->epoch == MDB_EPOCH_CUSTOM)
        row(out, "epoch", utc_fmt_iso(text, type->custom_epoch, false));
    else
        row(out, "epoch", name[type->epoch]);
}

/* A line for each alarm: what it says, when, and where it is written. */
static void
show_alarm(FILE *out, const struct mdb *mdb, const struct mdb_type *type,
    const struct mdb_alarm *alarm, const struct mdb_criteria *when)
{
    char *what = mdb_alarm_text(mdb, type, alarm);
    fprintf(out, "  %-12s %s", "limits", what);
    if (when != NULL) {
        char *text = mdb_criteria_text(mdb, when);
        fprintf(out, "; where %s", text);
        free(text);
    }
    fprintf(out, " (%s:%" PRIu32 ")\n", mdb->file, alarm->line);
    free(what);
}

static void
show_alarms(FILE *out, const struct mdb *mdb, const struct mdb_type *type)
{
    const struct mdb_alarms *a = type->alarms;
    for (uint32_t i = 0; a != NULL && i < a->n_contexts; i++)
        show_alarm(
            out, mdb, type, &a->context[i].alarm, &a->context[i].criteria);
    if (a != NULL && a->standard != NULL)
        show_alarm(out, mdb, type, a->standard, NULL);
}

static void
show_scalar(FILE *out, const struct mdb *mdb, const struct mdb_type *type)
{
    row(out, "unit", type->unit);
    row_take(out, "encoding", mdb_encoding_text(mdb, type));
    if (type->calibrator.kind != MDB_CAL_NONE || type->n_contexts > 0)
        row_take(out, "calibrator", mdb_calibrator_text(type));
    for (uint32_t i = 0; i < type->n_contexts; i++) {
        const struct mdb_type one = {
            .calibrator = type->context[i].calibrator,
        };
        char *when = mdb_criteria_text(mdb, &type->context[i].criteria);
        char *what = mdb_calibrator_text(&one);
        fprintf(out, "  %-12s %s, when %s\n", "", what, when);
        free(when);
        free(what);
    }
    show_valid_range(out, type);
    show_epoch(out, mdb, type);
    show_labels(out, type);
    if (type->eng_kind == MDB_BOOL)
        fprintf(out, "  %-12s 0 = %s, 1 = %s\n", "texts", type->zero_text,
            type->one_text);
    show_alarms(out, mdb, type);
}

static void
show_items(FILE *out, const struct mdb *mdb, const struct mdb_param *p)
{
    enum {
        MOST = 64
    };
    for (uint32_t i = 0; i < p->n_items && i < MOST; i++) {
        uint32_t item = p->first_item + i;
        const struct mdb_type *type = mdb_item_type(mdb, item);
        char *encoding = mdb_encoding_text(mdb, type);
        fprintf(out, "  %-12s %s: %s%s%s; %s\n", i == 0 ? "values" : "",
            mdb->item[item].name + (p->short_name - p->name),
            mdb_show_kind(type), type->unit[0] ? ", " : "", type->unit,
            encoding);
        free(encoding);
        show_alarms(out, mdb, type);
    }
    if (p->n_items > MOST)
        fprintf(out, "  %-12s and %" PRIu32 " more\n", "", p->n_items - MOST);
}

static void
show_uses(FILE *out, const struct mdb *mdb, const struct mdb_uses *uses,
    uint32_t param)
{
    bool is_first = true;
    for (size_t i = 0; i < uses->n; i++) {
        const struct mdb_use *u = &uses->use[i];
        if (u->param != param)
            continue;
        fprintf(out, "  %-12s %s, ", is_first ? "in" : "",
            mdb->container[u->container].name);
        if (u->bit == MDB_SHOW_NO_BIT)
            fputs("where the packet says\n", out);
        else
            fprintf(out, "from bit %" PRIu64 " (byte %" PRIu64 ")\n", u->bit,
                u->bit / 8);
        is_first = false;
    }
    if (is_first)
        row(out, "in", "no container");
}

static const char *
source_str(enum mdb_source source)
{
    static const char *const name[] = {
        [MDB_TELEMETERED] = "telemetered",
        [MDB_DERIVED] = "derived",
        [MDB_CONSTANT] = "constant",
        [MDB_LOCAL] = "local",
        [MDB_GROUND] = "ground",
    };
    return name[source];
}

void
mdb_show_param(const struct mdb *mdb, const struct mdb_uses *uses,
    uint32_t param, FILE *out)
{
    const struct mdb_param *p = &mdb->param[param];
    const struct mdb_type *type = &mdb->type[p->type];
    fprintf(out, "%s\n", p->name);
    row(out, "about", p->short_description);
    row(out, "description", p->description);
    fprintf(out, "  %-12s %s, %s\n", "type", mdb_show_kind(type), type->name);
    if (type->class == MDB_SCALAR)
        show_scalar(out, mdb, type);
    else
        show_items(out, mdb, p);
    row(out, "source", source_str(p->source));
    row(out, "initially", p->initial_value);
    row(out, "alias", p->alias);
    show_uses(out, mdb, uses, param);
    fprintf(out, "  %-12s %s:%" PRIu32 "\n", "declared", mdb->file, p->line);
}

void
mdb_show_type(const struct mdb *mdb, uint32_t i, FILE *out)
{
    const struct mdb_type *type = &mdb->type[i];
    fprintf(out, "%s\n", type->name);
    row(out, "about", type->short_description);
    row(out, "description", type->description);
    row(out, "kind", mdb_show_kind(type));
    if (type->class == MDB_SCALAR)
        show_scalar(out, mdb, type);
    for (uint32_t m = 0; m < type->n_members; m++)
        fprintf(out, "  %-12s %s: %s\n", m == 0 ? "members" : "",
            type->member[m].name, mdb->type[type->member[m].type].name);
    if (type->class == MDB_ARRAY)
        fprintf(out, "  %-12s %s%" PRIu32 " of %s\n", "elements",
            type->is_dynamic ? "up to " : "", type->max_elements,
            mdb->type[type->element_type].name);
    for (uint32_t p = 0; p < mdb->n_params; p++)
        if (mdb->param[p].type == i)
            fprintf(out, "  %-12s %s\n", "used by", mdb->param[p].name);
    fprintf(out, "  %-12s %s:%" PRIu32 "\n", "declared", mdb->file, type->line);
}

/* Entries of a container whose positions depend on the packet. */
static void
show_entries(FILE *out, const struct mdb *mdb, const struct mdb_container *c)
{
    for (uint32_t i = 0; i < c->n_entries; i++) {
        const struct mdb_entry *e = &c->entry[i];
        fprintf(out, "  %-12s ", i == 0 ? "entries" : "");
        if (e->kind == MDB_ENTRY_FIXED)
            fprintf(out, "%" PRIu32 " fixed bits", e->fixed_bits);
        else
            fputs(e->kind == MDB_ENTRY_PARAM ? mdb->param[e->ref].name
                                             : mdb->container[e->ref].name,
                out);
        if (e->include.op != MDB_ALWAYS) {
            char *when = mdb_criteria_text(mdb, &e->include);
            fprintf(out, ", when %s", when);
            free(when);
        }
        fputs(e->repeats ? ", repeated\n" : "\n", out);
    }
}

static void
show_places(
    FILE *out, const struct mdb *mdb, const struct mdb_place *place, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct mdb_type *type = mdb_item_type(mdb, place[i].item);
        fprintf(out, "  %6" PRIu64 ".%u %4" PRIu32 " bits  %s: %s%s%s\n",
            place[i].bit / 8, (unsigned)(place[i].bit % 8), place[i].bits,
            mdb->item[place[i].item].name, mdb_show_kind(type),
            type->unit[0] ? ", " : "", type->unit);
    }
}

void
mdb_show_container(const struct mdb *mdb, uint32_t i, FILE *out)
{
    const struct mdb_container *c = &mdb->container[i];
    struct mdb_place *place;
    size_t n;
    fprintf(out, "%s\n", c->name);
    row(out, "about", c->short_description);
    row(out, "description", c->description);
    if (c->is_abstract)
        row(out, "abstract", "yes");
    if (c->base != MDB_NIL)
        row(out, "extends", mdb->container[c->base].name);
    if (c->restriction.op != MDB_ALWAYS)
        row_take(out, "when", mdb_criteria_text(mdb, &c->restriction));
    for (uint32_t k = 0; k < c->n_children; k++)
        row(out, k == 0 ? "extended by" : "", mdb->container[c->child[k]].name);
    if (c->period_ns > 0)
        fprintf(out, "  %-12s %.9g s\n", "period", (double)c->period_ns / 1e9);
    if (c->size_bits > 0)
        fprintf(out, "  %-12s %" PRIu64 " bits\n", "size", c->size_bits);
    if (mdb_places(mdb, i, &place, &n)) {
        row(out, "layout", n > 0 ? "fixed; byte.bit, width, value" : "empty");
        show_places(out, mdb, place, n);
        free(place);
    } else {
        row(out, "layout", "the packet decides");
        show_entries(out, mdb, c);
    }
    fprintf(out, "  %-12s %s:%" PRIu32 "\n", "declared", mdb->file, c->line);
}
