/*
 * defs.c - definitions of an imported screen.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/cosmos/defs.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"

#define NAME_MAX_CELLS 16
#define CELLS_MAX      40

void
defs_fini(struct defs *defs)
{
    free(defs->def);
    defs->def = NULL;
    defs->n = defs->cap = 0;
}

/* ---- names --------------------------------------------------------------- */

static bool
is_taken(const struct defs *defs, const char *name)
{
    for (size_t i = 0; i < defs->n; i++)
        if (strcmp(defs->def[i].name, name) == 0)
            return true;
    return false;
}

/* Could the name be read as the directive of a display, rightly spelt or not?
 */
static bool
is_like_directive(const char *name)
{
    static const char *const words[] = {
        "display", "needs", "prefix", "stale", "screen", "end"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_distance(name, words[i], 2) <= 2)
            return true;
    return false;
}

/* Small letters, digits and '_', a letter first; with a number when taken. */
static char *
make_name(struct defs *defs, const char *near)
{
    char stem[NAME_MAX_CELLS + 1], name[NAME_MAX_CELLS + 16];
    size_t n = 0;
    for (const char *p = near; *p != '\0' && n < NAME_MAX_CELLS; p++) {
        unsigned char c = (unsigned char)*p;
        if (n == 0 && !isalpha(c))
            stem[n++] = 'v';
        if (n < NAME_MAX_CELLS && isalnum(c))
            stem[n++] = (char)tolower(c);
        else if (n < NAME_MAX_CELLS && stem[n - 1] != '_')
            stem[n++] = '_';
    }
    while (n > 1 && stem[n - 1] == '_')
        n--;
    if (n == 0)
        stem[n++] = 'v';
    stem[n] = '\0';
    const char *before = is_like_directive(stem) ? "val_" : "";
    snprintf(name, sizeof name, "%s%s", before, stem);
    for (unsigned i = 2; is_taken(defs, name); i++)
        snprintf(name, sizeof name, "%s%s.%u", before, stem, i);
    return arena_strdup(defs->arena, name);
}

/* ---- the list ------------------------------------------------------------ */

/* The same text, or `have` does not say it yet. */
static bool
agrees(const char *have, const char *want)
{
    return have == NULL || want == NULL || strcmp(have, want) == 0;
}

static bool
can_be_both(const struct def *have, const struct def *want)
{
    /* a field below a plot with its name would be a row of it */
    return have->is_plot == want->is_plot &&
           strcmp(have->param, want->param) == 0 &&
           str_eq(have->format, want->format) &&
           str_eq(have->states, want->states) &&
           (!have->has_bar || !want->has_bar ||
               (have->bar_low == want->bar_low &&
                   have->bar_high == want->bar_high)) &&
           agrees(have->course, want->course);
}

static char *
copy(struct arena *arena, const char *text)
{
    return text != NULL ? arena_strdup(arena, text) : NULL;
}

const struct def *
defs_add(struct defs *defs, const struct def *want, const char *near)
{
    struct def *d = NULL;
    for (size_t i = 0; i < defs->n && d == NULL; i++)
        if (can_be_both(&defs->def[i], want))
            d = &defs->def[i];
    if (d == NULL) {
        char *name = make_name(defs, near);
        defs->def = xgrow(defs->def, defs->n, &defs->cap, sizeof *defs->def);
        d = &defs->def[defs->n++];
        *d = (struct def){.name = name,
            .param = copy(defs->arena, want->param),
            .item = want->item,
            .format = copy(defs->arena, want->format),
            .states = copy(defs->arena, want->states)};
    }
    if (want->has_bar) {
        d->has_bar = true;
        d->bar_low = want->bar_low;
        d->bar_high = want->bar_high;
    }
    if (want->course != NULL && d->course == NULL)
        d->course = copy(defs->arena, want->course);
    d->is_spark |= want->is_spark;
    d->is_plot |= want->is_plot;
    return d;
}

/* ---- widths -------------------------------------------------------------- */

static int
widest_label(const struct mdb_type *type)
{
    int most = 0;
    for (uint32_t i = 0; i < type->n_labels; i++) {
        int n = utf8_str_width(type->label[i].label);
        most = n > most ? n : most;
    }
    return most;
}

static int
natural_cells(const struct mdb_type *type)
{
    switch (type->eng_kind) {
    case MDB_ENUM:
        return widest_label(type);
    case MDB_BOOL: {
        int zero = utf8_str_width(type->zero_text);
        int one = utf8_str_width(type->one_text);
        return zero > one ? zero : one;
    }
    case MDB_INT:
    case MDB_UINT: /* 3.33 bits a digit, and a sign */
        return (int)type->encoding.bits * 3 / 10 + 2;
    case MDB_TIME:
        return 17;
    case MDB_STRING:
    case MDB_BINARY:
        return 20;
    case MDB_NONE:
    case MDB_FLOAT:
    case MDB_DURATION:
    case MDB_KIND_COUNT:
    default:
        return 10;
    }
}

int
defs_cells(const struct mdb *mdb, uint32_t item, int wanted)
{
    int cells = wanted > 0 ? wanted : 12;
    if (mdb != NULL && item != MDB_NIL)
        cells = natural_cells(mdb_item_type(mdb, item));
    return cells < 3 ? 3 : cells > CELLS_MAX ? CELLS_MAX : cells;
}

/* ---- text ---------------------------------------------------------------- */

void
defs_print(const struct defs *defs, struct strbuf *out)
{
    int name_cells = 0, param_cells = 0;
    for (size_t i = 0; i < defs->n; i++) {
        int n = (int)strlen(defs->def[i].name);
        int m = utf8_str_width(defs->def[i].param);
        name_cells = n > name_cells ? n : name_cells;
        param_cells = m > param_cells ? m : param_cells;
    }
    for (size_t i = 0; i < defs->n; i++) {
        const struct def *d = &defs->def[i];
        bool has_options = d->format != NULL || d->states != NULL ||
                           d->has_bar || d->is_spark || d->is_plot;
        strbuf_addf(out, "%-*s %-*s", name_cells, d->name,
            has_options ? param_cells : 0, d->param);
        if (d->format != NULL)
            strbuf_addf(out, "   %s", d->format);
        if (d->states != NULL)
            strbuf_addf(out, "   states %s", d->states);
        if (d->has_bar)
            strbuf_addf(out, "   bar %.10g..%.10g", d->bar_low, d->bar_high);
        if (d->is_spark)
            strbuf_addf(out, "   spark %s", d->course ? d->course : "10m");
        if (d->is_plot)
            strbuf_addf(out, "   plot %s", d->course ? d->course : "10m");
        strbuf_addc(out, '\n');
    }
}
