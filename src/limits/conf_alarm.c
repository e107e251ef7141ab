/*
 * conf_alarm.c - what a section of limits.conf changes in an alarm: levels
 * and counts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/conf_alarm.h"

#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/constant.h"
#include "mdb/pattern.h"

#define MAX_COUNT 1000000

/* Alarms made already: items of one type share them. */
struct copy_key {
    const struct mdb_alarm *base;
    uint64_t type, with_levels;
};

struct conf_copies {
    struct copy_key key;
    const struct mdb_alarm *alarm;
    UT_hash_handle hh;
};

/* ---- the options ----------------------------------------------------------
 */

static void
read_default(struct conf_alarm *c)
{
    struct conf_place at;
    const char *text = reading_text_at(c->r, "default_level", &at);
    c->default_given = reading_given(c->r, "default_level");
    if (text != NULL && !limit_level_parse(text, &c->default_level)) {
        reading_error(c->r, at,
            "default_level = %.40s: normal, watch, warning, distress, critical "
            "or severe is expected",
            text);
        c->default_given = NULL;
    }
}

static void
read_unit(struct conf_alarm *c)
{
    struct conf_place at;
    const char *text = reading_text_at(c->r, "unit", &at);
    c->unit_given = reading_given(c->r, "unit");
    if (text != NULL)
        c->unit = arena_strdup(&c->build->rules->arena, text);
}

void
conf_alarm_init(struct conf_alarm *c, struct build *build,
    const struct reading *r, bool is_pattern)
{
    *c = (struct conf_alarm){.build = build, .r = r, .is_pattern = is_pattern};
    for (int l = 0; l < LIMIT_LEVEL_COUNT; l++)
        conf_level_read(
            r, &build->rules->arena, (enum limit_level)l, &c->level[l]);
    read_default(c);
    conf_change_read(r, &build->rules->arena, &c->change);
    conf_when_read(r, build, &c->when);
    read_unit(c);
    c->violations = (uint32_t)reading_uint(r, "violations", 1, MAX_COUNT, 0);
    c->conformance = (uint32_t)reading_uint(r, "conformance", 1, MAX_COUNT, 0);
}

void
conf_alarm_fini(struct conf_alarm *c)
{
    struct conf_copies *copy, *next;
    HASH_ITER (hh, c->copies, copy, next) {
        HASH_DEL(c->copies, copy);
        free(copy);
    }
}

/* ---- what fits ------------------------------------------------------------
 */

enum form {
    FORM_NONE, /* binary */
    FORM_NUMBER,
    FORM_TIME,
    FORM_LABEL,
    FORM_BOOL,
    FORM_STRING,
};

static enum form
form_of(const struct mdb_type *type)
{
    switch (type->eng_kind) {
    case MDB_INT:
    case MDB_UINT:
    case MDB_FLOAT:
    case MDB_DURATION:
        return FORM_NUMBER;
    case MDB_ENUM:
        return FORM_LABEL;
    case MDB_BOOL:
        return FORM_BOOL;
    case MDB_STRING:
        return FORM_STRING;
    case MDB_TIME:
        return FORM_TIME;
    case MDB_BINARY:
    case MDB_NONE:
    case MDB_KIND_COUNT:
        break;
    }
    return FORM_NONE;
}

static bool
is_range(enum form form)
{
    return form == FORM_NUMBER || form == FORM_TIME;
}

static bool
level_fits(const struct conf_level *l, enum limit_level level, enum form form)
{
    if (is_range(form))
        return conf_range_fits(l, level, form == FORM_TIME);
    return form != FORM_NONE && l->interval == NULL;
}

/* What a person has to know who wrote it for this type. */
static void
refuse_level(struct conf_alarm *c, enum limit_level level, enum form form)
{
    struct conf_level *l = &c->level[level];
    const char *name = limit_level_str(level);
    if (l->is_refused)
        return;
    l->is_refused = true;
    if (is_range(form))
        conf_range_refuse(l, level, form == FORM_TIME, c->r);
    else if (form == FORM_NONE)
        reading_error(c->r, l->given->at,
            "%s does not fit %s: bytes have no levels", name, c->r->what);
    else
        reading_error(c->r, l->given->value[0],
            "%s = %.40s: %s of %s are expected, not limits", name, l->text[0],
            form == FORM_STRING ? "patterns" : "labels", c->r->what);
}

bool
conf_alarm_checks(const struct conf_alarm *c, uint32_t item)
{
    enum form form = form_of(mdb_item_type(c->build->mdb, item));
    for (int l = 0; l < LIMIT_LEVEL_COUNT; l++)
        if (c->level[l].given != NULL &&
            (!c->is_pattern ||
                level_fits(&c->level[l], (enum limit_level)l, form)))
            return true;
    if (c->when.given != NULL ||
        (c->change.given != NULL && (!c->is_pattern || is_range(form))))
        return true;
    return c->default_given != NULL &&
           (!c->is_pattern || form == FORM_LABEL || form == FORM_BOOL ||
               form == FORM_STRING);
}

/* ---- numbers --------------------------------------------------------------
 */

static void
warn_hidden(struct conf_alarm *c, const struct mdb_alarm *a, uint32_t item)
{
    const struct mdb_alarm_ranges *r = &a->ranges;
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++)
        for (int m = l + 1; m < LIMIT_LEVEL_COUNT; m++) {
            const char *side =
                mdb_range_hidden(r, (enum limit_level)l, (enum limit_level)m);
            if (side != NULL)
                notes_add(c->build->notes, NOTE_WARNING, c->r->file,
                    c->r->missing->line, c->r->missing->col,
                    "%s: the %s limit of %s is never seen: that of %s comes "
                    "before it",
                    c->build->mdb->item[item].name, side,
                    limit_level_str((enum limit_level)l),
                    limit_level_str((enum limit_level)m));
        }
}

/* A limit in another unit than the parameter's is a mistake of orders. */
static void
check_unit(struct conf_alarm *c, uint32_t item)
{
    const struct mdb_type *type = mdb_item_type(c->build->mdb, item);
    if (c->unit_given == NULL || c->unit_is_refused)
        return;
    c->unit_is_used = true;
    if (strcmp(type->unit, c->unit) == 0)
        return;
    c->unit_is_refused = true;
    reading_error(c->r, c->unit_given->value[0],
        "unit = %.40s: '%.120s' %s%.40s", c->unit,
        c->build->mdb->item[item].name,
        type->unit[0] != '\0' ? "is in " : "has no unit", type->unit);
}

static void
set_change(struct conf_alarm *c, struct mdb_alarm *a, uint32_t item)
{
    const struct mdb_type *type = mdb_item_type(c->build->mdb, item);
    if (c->change.given == NULL)
        return;
    if (is_range(form_of(type))) {
        c->change_is_used = true;
        conf_change_apply(&c->change, type, &a->change);
    } else if (!c->is_pattern) {
        reading_error(c->r, c->change.given->at,
            "change does not fit %s: it is for numbers and times", c->r->what);
    }
}

/* ---- texts ----------------------------------------------------------------
 */

/* The text as the type has it; NULL after an error. */
static const char *
own_text(
    struct conf_alarm *c, uint32_t item, enum limit_level level, unsigned i)
{
    const struct mdb_type *type = mdb_item_type(c->build->mdb, item);
    const char *text = c->level[level].text[i];
    struct conf_place at = c->level[level].given->value[i];
    enum form form = form_of(type);
    char why[PATTERN_WHY_SIZE];
    bool is_true;
    if (form == FORM_STRING) {
        if (pattern_check(text, why))
            return text;
        reading_error(
            c->r, at, "'%.80s' is no regular expression: %s", text, why);
        return NULL;
    }
    if (form == FORM_BOOL) {
        if (mdb_bool_parse(type, text, &is_true))
            return is_true ? type->one_text : type->zero_text;
        reading_error(c->r, at,
            "'%.80s' is none of the two values of '%.120s', '%.80s' and "
            "'%.80s'",
            text, c->build->mdb->item[item].name, type->zero_text,
            type->one_text);
        return NULL;
    }
    for (uint32_t k = 0; k < type->n_labels; k++)
        if (strcmp(type->label[k].label, text) == 0)
            return type->label[k].label;
    const char *near = mdb_nearest_label(type, text);
    reading_error(c->r, at, "'%.80s' is no label of '%.120s'%s%.80s%s", text,
        c->build->mdb->item[item].name, near != NULL ? "; did you mean '" : "",
        near != NULL ? near : "", near != NULL ? "'?" : "");
    return NULL;
}

static bool
has_text(const struct mdb_text_alarm *text, size_t n, const char *is)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(text[i].text, is))
            return true;
    return false;
}

/* The texts of the section come before those of the database: the first that
 * matches counts. */
static void
set_texts(struct conf_alarm *c, struct mdb_alarm *a, uint32_t item)
{
    enum form form = form_of(mdb_item_type(c->build->mdb, item));
    size_t most = a->n_texts, n = 0;
    for (int l = 0; l < LIMIT_LEVEL_COUNT; l++)
        most += c->level[l].given != NULL ? c->level[l].given->n_values : 0;
    struct mdb_text_alarm *text =
        arena_alloc(&c->build->rules->arena, (most + 1) * sizeof *text);
    for (int l = LIMIT_LEVEL_COUNT - 1; l >= 0; l--) {
        const struct conf_level *level = &c->level[l];
        if (level->given == NULL ||
            !level_fits(level, (enum limit_level)l, form))
            continue;
        for (unsigned i = 0; i < level->given->n_values; i++) {
            const char *is = own_text(c, item, (enum limit_level)l, i);
            if (is != NULL && has_text(text, n, is))
                reading_error(c->r, level->given->value[i],
                    "'%.80s' has another level here already", is);
            else if (is != NULL)
                text[n++] = (struct mdb_text_alarm){
                    .text = is,
                    .is_pattern = form == FORM_STRING,
                    .level = (enum limit_level)l,
                    .line = level->given->value[i].line,
                };
        }
    }
    size_t own = n;
    for (uint32_t i = 0; i < a->n_texts; i++)
        if (!has_text(text, own, a->text[i].text))
            text[n++] = a->text[i];
    a->text = text;
    a->n_texts = (uint32_t)n;
}

static void
set_default(struct conf_alarm *c, struct mdb_alarm *a, enum form form)
{
    if (c->default_given == NULL)
        return;
    if (form == FORM_LABEL || form == FORM_BOOL || form == FORM_STRING) {
        a->has_default_level = true;
        c->default_is_used = true;
        a->default_level = c->default_level;
    } else if (!c->is_pattern) {
        reading_error(c->r, c->default_given->at,
            "default_level does not fit %s: it has no labels", c->r->what);
        c->default_given = NULL;
    }
}

/* ---- the alarm ------------------------------------------------------------
 */

static void
set_levels(struct conf_alarm *c, struct mdb_alarm *a, uint32_t item)
{
    enum form form = form_of(mdb_item_type(c->build->mdb, item));
    bool has_any = false;
    for (int i = 0; i < LIMIT_LEVEL_COUNT; i++) {
        enum limit_level level = (enum limit_level)i;
        struct conf_level *l = &c->level[i];
        if (l->given == NULL)
            continue;
        if (!level_fits(l, level, form)) {
            if (!c->is_pattern)
                refuse_level(c, level, form);
            continue;
        }
        has_any = true;
        l->is_used = true;
        if (is_range(form))
            conf_range_set(l, level, &c->build->rules->arena, a);
    }
    if (is_range(form))
        check_unit(c, item);
    if (has_any && is_range(form))
        warn_hidden(c, a, item);
    else if (has_any)
        set_texts(c, a, item);
    set_default(c, a, form);
    set_change(c, a, item);
    conf_when_apply(&c->when, a);
}

static struct mdb_alarm *
copy_of(struct conf_alarm *c, const struct mdb_alarm *base)
{
    struct mdb_alarm *a = arena_alloc(&c->build->rules->arena, sizeof *a);
    if (base != NULL)
        *a = *base;
    else
        *a = (struct mdb_alarm){
            .line = c->r->missing->line,
            .col = c->r->missing->col,
            .min_violations = 1,
            .min_conformance = c->violations > 0 ? c->violations : 1,
            .change.span_samples = 1,
        };
    if (c->violations > 0)
        a->min_violations = c->violations;
    if (c->conformance > 0)
        a->min_conformance = c->conformance;
    return a;
}

const struct mdb_alarm *
conf_alarm_apply(struct conf_alarm *c, uint32_t item,
    const struct mdb_alarm *base, bool with_levels)
{
    with_levels = with_levels && conf_alarm_checks(c, item);
    if (!with_levels &&
        (base == NULL || (c->violations == 0 && c->conformance == 0)))
        return base;
    struct copy_key key = {
        .base = base,
        .type = c->build->mdb->item[item].type,
        .with_levels = with_levels,
    };
    struct conf_copies *copy;
    HASH_FIND(hh, c->copies, &key, sizeof key, copy);
    if (copy != NULL)
        return copy->alarm;
    struct mdb_alarm *a = copy_of(c, base);
    if (with_levels)
        set_levels(c, a, item);
    copy = xcalloc(1, sizeof *copy);
    copy->key = key;
    copy->alarm = mdb_alarm_is_empty(a) ? NULL : a;
    HASH_ADD(hh, c->copies, key, sizeof copy->key, copy);
    return copy->alarm;
}

/* Of several parameters: a level that none of them has. */
static void
report_level(
    const struct conf_alarm *c, const struct conf_level *l, const char *title)
{
    char why[INTERVAL_WHY_SIZE];
    struct interval is;
    bool is_broken = strchr("[(", l->text[0][0]) != NULL &&
                     !interval_parse(l->text[0], &is, why);
    reading_error(c->r, l->given->value[0], "%s = %.40s: %s%.120s%s",
        l->given->rule->name, l->text[0],
        is_broken ? why : "this fits none of the parameters of '",
        is_broken ? "" : title, is_broken ? "" : "'");
}

const struct mdb_alarm *
conf_alarm_bare(struct conf_alarm *c, const struct mdb_alarm *base)
{
    struct mdb_alarm *a = copy_of(c, NULL);
    if (base != NULL && c->violations == 0)
        a->min_violations = base->min_violations;
    if (base != NULL && c->conformance == 0)
        a->min_conformance = base->min_conformance;
    return a;
}

void
conf_alarm_report_unused(const struct conf_alarm *c, const char *title)
{
    if (c->unit_given != NULL && !c->unit_is_used)
        reading_error(c->r, c->unit_given->at,
            "unit is that of limits: there are none for '%.120s' here", title);
    if (!c->is_pattern)
        return;
    for (int i = 0; i < LIMIT_LEVEL_COUNT; i++)
        if (c->level[i].given != NULL && !c->level[i].is_used)
            report_level(c, &c->level[i], title);
    if (c->default_given != NULL && !c->default_is_used)
        reading_error(c->r, c->default_given->at,
            "default_level fits none of the parameters of '%.120s'", title);
    if (c->change.given != NULL && !c->change_is_used)
        reading_error(c->r, c->change.given->at,
            "change fits none of the parameters of '%.120s'", title);
}
