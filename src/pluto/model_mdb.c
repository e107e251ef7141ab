/*
 * model_mdb.c - the mission database as a space system model.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/model_mdb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/event.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/command.h"
#include "mdb/mdb.h"
#include "pluto/unit.h"

#define PATH_MAX_NAMES 64

/* ---- paths --------------------------------------------------------------- */

struct path {
    const char *name[PATH_MAX_NAMES];
    size_t n;
    char *text; /* what the names point into; owned */
};

/* "/A/B/P.x[3]": A, B, P, "x 3". */
static struct path
path_of(const char *qualified)
{
    struct path path = {.text = xstrdup(qualified)};
    bool begins = true;
    for (char *s = path.text; *s != '\0'; s++) {
        if (*s == '/' || *s == '.') {
            *s = '\0';
            begins = true;
        } else if (*s == '[' || *s == ']') {
            *s = ' ';
        }
        if (begins && *s != '\0' && path.n < PATH_MAX_NAMES) {
            path.name[path.n++] = s;
            begins = false;
        }
    }
    return path;
}

/* The same path with another last name. */
static void
add_alias(struct pluto_model *m, enum pluto_model_kind kind, uint32_t index,
    struct path path, const char *alias)
{
    if (alias == NULL || alias[0] == '\0' || path.n == 0)
        return;
    path.name[path.n - 1] = alias;
    pluto_model_add_alias(
        m, (struct pluto_object){kind, index}, path.name, path.n);
}

/* ---- types --------------------------------------------------------------- */

static enum pluto_type
type_of(enum mdb_kind kind)
{
    static const enum pluto_type type[MDB_KIND_COUNT] = {
        [MDB_NONE] = PLUTO_NONE,
        [MDB_INT] = PLUTO_INTEGER,
        [MDB_UINT] = PLUTO_UNSIGNED,
        [MDB_FLOAT] = PLUTO_REAL,
        [MDB_BOOL] = PLUTO_BOOLEAN,
        [MDB_ENUM] = PLUTO_ENUM,
        [MDB_STRING] = PLUTO_STRING,
        [MDB_BINARY] = PLUTO_STRING, /* as hex digits */
        [MDB_TIME] = PLUTO_ABSOLUTE,
        [MDB_DURATION] = PLUTO_RELATIVE};
    return type[kind];
}

static bool
is_number(enum pluto_type type)
{
    return type == PLUTO_INTEGER || type == PLUTO_UNSIGNED ||
           type == PLUTO_REAL;
}

static void
fill_labels(
    struct arena *arena, const struct mdb_type *t, struct pluto_model_type *out)
{
    bool is_boolean = out->type == PLUTO_BOOLEAN;
    uint32_t n = is_boolean ? 2 : out->type == PLUTO_ENUM ? t->n_labels : 0;
    if (n == 0 || (is_boolean && (t->zero_text == NULL || t->one_text == NULL)))
        return;
    const char **label = arena_alloc(arena, n * sizeof *label);
    for (uint32_t i = 0; i < n && !is_boolean; i++)
        label[i] = t->label[i].label;
    if (is_boolean) {
        label[0] = t->zero_text;
        label[1] = t->one_text;
    }
    out->label = label;
    out->n_labels = n;
}

/* An edge that is not allowed itself becomes the next number inside. */
static double
edge(double v, bool inclusive, double towards, bool is_whole)
{
    if (inclusive || isinf(v))
        return v;
    if (is_whole)
        return towards > 0 ? floor(v) + 1 : ceil(v) - 1;
    return nextafter(v, towards);
}

static void
fill_given_ranges(
    struct arena *arena, const struct mdb_type *t, struct pluto_model_type *out)
{
    bool is_whole = out->type != PLUTO_REAL;
    struct pluto_range *range = arena_alloc(arena, t->n_ranges * sizeof *range);
    for (uint32_t i = 0; i < t->n_ranges; i++) {
        const struct mdb_valid_range *r = &t->range[i];
        range[i].min = edge(r->min, r->min_inclusive, INFINITY, is_whole);
        range[i].max = edge(r->max, r->max_inclusive, -INFINITY, is_whole);
    }
    out->range = range;
    out->n_ranges = t->n_ranges;
}

/* What fits into an integer's bits, where nothing calibrates it. */
static void
fill_bits(
    struct arena *arena, const struct mdb_type *t, struct pluto_model_type *out)
{
    uint32_t bits = t->encoding.bits;
    bool is_signed = t->encoding.coding == MDB_TWOS_COMPLEMENT;
    if (out->type == PLUTO_REAL || bits == 0 || bits > 53 ||
        (!is_signed && t->encoding.coding != MDB_UNSIGNED) ||
        t->calibrator.kind != MDB_CAL_NONE || t->n_contexts > 0)
        return;
    struct pluto_range *range = arena_alloc(arena, sizeof *range);
    range->min = is_signed ? -ldexp(1, (int)bits - 1) : 0;
    range->max = ldexp(1, (int)bits - (is_signed ? 1 : 0)) - 1;
    out->range = range;
    out->n_ranges = 1;
}

static uint32_t
longest_text(const struct mdb_encoding *e)
{
    bool is_bytes = e->charset == MDB_ASCII || e->charset == MDB_UTF8 ||
                    e->charset == MDB_LATIN1 || e->charset == MDB_WINDOWS1252;
    if (e->coding != MDB_CODED_STRING || !is_bytes ||
        e->extent != MDB_EXTENT_BITS || e->size_bits.kind != MDB_FIXED ||
        e->size_bits.fixed <= 0 || e->size_bits.fixed > INT32_MAX ||
        e->leading_bits > 0)
        return 0;
    return (uint32_t)e->size_bits.fixed / 8;
}

static struct pluto_model_type
fill_type(struct arena *arena, const struct mdb_type *t, bool is_argument)
{
    struct pluto_model_type out = {.type = type_of(t->eng_kind)};
    fill_labels(arena, t, &out);
    if (is_number(out.type) && t->unit != NULL && t->unit[0] != '\0')
        out.unit = pluto_unit(t->unit, strlen(t->unit));
    if (!is_argument)
        return out;
    if (is_number(out.type) && t->n_ranges > 0 && !t->valid_applies_to_raw)
        fill_given_ranges(arena, t, &out);
    else if (is_number(out.type) && t->n_ranges == 0)
        fill_bits(arena, t, &out);
    out.max_len = longest_text(&t->encoding);
    return out;
}

/* ---- objects ------------------------------------------------------------- */

static const char *
described(const char *brief, const char *whole)
{
    return brief != NULL ? brief : whole;
}

static void
add_item(struct pluto_model *m, struct arena *arena, const struct mdb *mdb,
    uint32_t i)
{
    const struct mdb_item *item = &mdb->item[i];
    const struct mdb_param *param = &mdb->param[item->param];
    struct path path = path_of(item->name);
    const struct pluto_model_parameter p = {.name = item->name,
        .type = fill_type(arena, mdb_item_type(mdb, i), false),
        .item = i,
        .described = described(param->short_description, param->description)};
    if (path.n > 0) {
        uint32_t at = pluto_model_add_parameter(m, path.name, path.n, &p);
        if (param->n_items == 1 && str_eq(param->name, item->name))
            add_alias(m, PLUTO_M_PARAMETER, at, path, param->alias);
    }
    free(path.text);
}

static void
add_command(struct pluto_model *m, struct arena *arena, const struct mdb *mdb,
    uint32_t i)
{
    const struct mdb_command *c = &mdb->command[i];
    struct path path = path_of(c->name);
    struct pluto_model_argument *a =
        arena_alloc(arena, (c->n_leaves + 1) * sizeof *a);
    for (uint32_t k = 0; k < c->n_leaves; k++) {
        const struct mdb_leaf *leaf = &c->leaf[k];
        a[k] = (struct pluto_model_argument){.name = leaf->name,
            .type = fill_type(arena, &mdb->type[leaf->type], true),
            .is_required = leaf->source == MDB_LEAF_GIVEN,
            .is_fixed = leaf->source == MDB_LEAF_ASSIGNED,
            .text = leaf->text};
    }
    const struct pluto_model_activity activity = {.name = c->name,
        .kind = PLUTO_COMMAND,
        .argument = a,
        .n_arguments = c->n_leaves,
        .command = i,
        .procedure = PLUTO_NIL,
        .has_verifiers = c->n_verifiers > 0,
        .described = described(c->short_description, c->description)};
    if (path.n > 0) {
        uint32_t at = pluto_model_add_activity(m, path.name, path.n, &activity);
        add_alias(m, PLUTO_M_ACTIVITY, at, path, c->alias);
    }
    free(path.text);
}

static void
add_events(struct pluto_model *m)
{
    size_t n;
    const struct event_row *row = event_rows(&n);
    for (size_t i = 0; i < n; i++) {
        const char *path[] = {"Columba", row[i].name};
        (void)pluto_model_add_event(m, path, 2,
            &(struct pluto_model_event){.name = row[i].name,
                .described = row[i].cause,
                .event = (uint32_t)row[i].id});
    }
}

void
pluto_model_add_mdb(struct pluto_model *m, const struct mdb *mdb)
{
    struct arena arena = {0};
    for (uint32_t i = 0; i < mdb->n_items; i++)
        add_item(m, &arena, mdb, i);
    for (uint32_t i = 0; i < mdb->n_commands; i++)
        if (!mdb->command[i].is_abstract)
            add_command(m, &arena, mdb, i);
    add_events(m);
    arena_fini(&arena);
}

/* ---- names that cannot be written ---------------------------------------- */

static bool
is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool
is_writable(const char *name)
{
    if (!is_letter(name[0]))
        return false;
    for (; *name != '\0'; name++)
        if (!is_letter(*name) && !(*name >= '0' && *name <= '9') &&
            strchr("_- ", *name) == NULL)
            return false;
    return true;
}

static void
check_name(const struct mdb *mdb, const char *what, const char *name,
    const char *alias, uint32_t line, struct notes *notes)
{
    const char *slash = strrchr(name, '/');
    const char *last = slash != NULL ? slash + 1 : name;
    if (is_writable(last) || (alias != NULL && is_writable(alias)))
        return;
    notes_add(notes, NOTE_WARNING, mdb->file, line, 1,
        "no procedure can write the name of %s '%s': names begin with a "
        "letter and have letters, digits and '_'",
        what, name);
}

void
pluto_model_mdb_notes(const struct mdb *mdb, struct notes *notes)
{
    for (uint32_t i = 0; i < mdb->n_params; i++)
        check_name(mdb, "parameter", mdb->param[i].name, mdb->param[i].alias,
            mdb->param[i].line, notes);
    for (uint32_t i = 0; i < mdb->n_commands; i++)
        if (!mdb->command[i].is_abstract)
            check_name(mdb, "command", mdb->command[i].name,
                mdb->command[i].alias, mdb->command[i].line, notes);
}
