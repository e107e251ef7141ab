/*
 * fit.c - fields and definitions together: what is missing, what does not fit
 * and what is left over.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>
#include <strings.h>

#include "common/str.h"
#include "common/utf8.h"
#include "console/display/parse.h"

#define MARKS 2 /* cells of the braces: limit mark and quality mark */

static void
say_undefined(struct parse *p, const struct sketch *sketch)
{
    struct nearest near = nearest_to(sketch->name);
    /* one that nothing draws is more likely meant than one that is drawn */
    bool is_sought = p->sought++ < SEARCHES_MAX;
    for (int used = 0; is_sought && used < 2 && near.best == NULL; used++)
        for (size_t i = 0; i < p->n_defs; i++)
            if (p->def[i].is_used == used)
                nearest_try(&near, p->def[i].d.name);
    if (near.best != NULL)
        parse_error(p, sketch->at,
            "'%s' is drawn but never defined; did you mean '%s' (line %u)?",
            sketch->name, near.best, parse_find(p, near.best)->at.line);
    else
        parse_error(
            p, sketch->at, "'%s' is drawn but never defined", sketch->name);
}

static void
fit_states(struct parse *p, const struct display_field *field,
    const struct sketch *sketch, const struct rough *def)
{
    for (size_t i = 0; i < def->d.n_states; i++) {
        int n = utf8_str_width(def->d.state[i].text);
        if (n + MARKS <= field->cols)
            continue;
        parse_error(p, sketch->at,
            "field '%s' is %d cells, state '%s' needs %d (%d character%s + %d "
            "mark cells)",
            sketch->label, field->cols, def->d.state[i].text, n + MARKS, n,
            n == 1 ? "" : "s", MARKS);
        return; /* the others are as easily seen */
    }
}

static void
fit_format(struct parse *p, const struct display_field *field,
    const struct sketch *sketch, const struct rough *def)
{
    const struct format *f = &def->d.format;
    const struct mdb_type *type = NULL;
    if (f->conversion == '\0')
        return;
    if (def->d.item != MDB_NIL && def->unit == NULL)
        type = mdb_item_type(p->mdb, def->d.item);
    int n = format_cells(f, type);
    if (n + MARKS <= field->cols)
        return;
    parse_error(p, sketch->at,
        "field '%s' is %d cells, format %s needs %d (%d %s%s + %d mark cells)",
        sketch->label, field->cols, def->format, n + MARKS, n,
        f->conversion == 's' ? "character" : "digit", n == 1 ? "" : "s", MARKS);
}

/* Bars and curves are of numbers that have a history. */
static void
fit_graph(struct parse *p, const struct display_field *field,
    const struct sketch *sketch, const struct rough *def)
{
    if (def->d.source == DISPLAY_PACKET ||
        def->d.source == DISPLAY_PACKET_GAPS) {
        parse_error(p, sketch->at,
            "'%s' counts packets: its number or its age can be drawn",
            sketch->name);
        return;
    }
    if (def->d.source == DISPLAY_PARAM && p->mdb != NULL) {
        enum mdb_kind kind = mdb_item_type(p->mdb, def->d.item)->eng_kind;
        if (kind == MDB_STRING || kind == MDB_BINARY || kind == MDB_TIME) {
            parse_error(p, sketch->at,
                "'%s' is no number: it cannot be drawn so", sketch->name);
            return;
        }
    }
    if (field->kind == DISPLAY_BAR && !def->is_given[OPTION_BAR])
        parse_error(p, sketch->at,
            "'%s' is drawn as a bar, its definition (line %u) has no bar "
            "LOW..HIGH",
            sketch->name, def->at.line);
}

static void
fit_field(struct parse *p, struct display_field *field, struct sketch *sketch)
{
    struct rough *def = parse_find(p, sketch->name);
    if (def == NULL) {
        say_undefined(p, sketch);
        return;
    }
    field->def = (size_t)(def - p->def);
    switch (field->kind) {
    case DISPLAY_VALUE:
        fit_states(p, field, sketch, def);
        fit_format(p, field, sketch, def);
        break;
    case DISPLAY_BAR:
    case DISPLAY_SPARK:
    case DISPLAY_PLOT:
        if (!def->is_bad)
            fit_graph(p, field, sketch, def);
        break;
    case DISPLAY_AGE:
    case DISPLAY_LINK:
    case DISPLAY_COMMAND:
        break;
    }
}

static void
fit_link(struct parse *p, const struct sketch *sketch)
{
    struct nearest near = nearest_to(sketch->name);
    if (p->ids == NULL || str_eq(p->out->id, sketch->name))
        return;
    const char *id;
    for (size_t i = 0; (id = p->ids(p->arg, i)) != NULL; i++) {
        if (strcasecmp(id, sketch->name) == 0)
            return;
        nearest_try(&near, id);
    }
    if (near.best != NULL)
        parse_warning(p, sketch->at, "there is no display %s; nearest: %s",
            sketch->name, near.best);
    else
        parse_warning(p, sketch->at, "there is no display %s", sketch->name);
}

/* Definitions that fields draw count as used. */
static void
mark_drawn(struct parse *p)
{
    for (size_t i = 0; i < p->out->n_fields; i++) {
        enum display_kind kind = p->out->field[i].kind;
        struct rough *def = parse_find(p, p->sketch[i].name);
        if (def != NULL && kind != DISPLAY_LINK && kind != DISPLAY_COMMAND)
            def->is_used = true;
    }
}

void
parse_fit(struct parse *p)
{
    struct display *d = p->out;
    mark_drawn(p);
    for (size_t i = 0; i < d->n_fields; i++) {
        if (d->field[i].kind == DISPLAY_LINK)
            fit_link(p, &p->sketch[i]);
        else if (d->field[i].kind != DISPLAY_COMMAND)
            fit_field(p, &d->field[i], &p->sketch[i]);
    }
    for (size_t i = 0; i < p->n_defs; i++)
        if (!p->def[i].is_used)
            parse_warning(p, p->def[i].at, "'%s' is defined but not drawn",
                p->def[i].d.name);
}
