/*
 * condition.c - conditions of limits.conf: a parser by descent.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/condition.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/compare.h"
#include "mdb/constant.h"

struct parser {
    const struct mdb *mdb;
    struct arena *arena;
    const char *text, *s; /* all; what is left */
    struct condition_error *error;
    bool is_negated; /* what is read stands behind an odd number of nots */
};

static bool fail(struct parser *p, const char *at, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

static bool
fail(struct parser *p, const char *at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    p->error->at = (size_t)(at - p->text);
    vsnprintf(p->error->text, sizeof p->error->text, fmt, ap);
    va_end(ap);
    return false;
}

static void
skip_blanks(struct parser *p)
{
    p->s += strspn(p->s, " \t");
}

/* The length of the word that begins here. */
static size_t
word_len(const struct parser *p)
{
    return strcspn(p->s, " \t=!<>()'\"");
}

static bool
take_word(struct parser *p, const char *word)
{
    size_t len = strlen(word);
    skip_blanks(p);
    if (word_len(p) != len || strncmp(p->s, word, len) != 0)
        return false;
    p->s += len;
    return true;
}

static bool
take_char(struct parser *p, char c)
{
    skip_blanks(p);
    if (*p->s != c)
        return false;
    p->s++;
    return true;
}

static bool
read_item(struct parser *p, uint32_t *item)
{
    skip_blanks(p);
    const char *at = p->s;
    size_t len = word_len(p);
    if (len == 0)
        return fail(p, at, "the name of a parameter is expected here");
    char *name = xstrndup(at, len);
    p->s += len;
    *item = mdb_find_item(p->mdb, name);
    uint32_t near;
    if (*item == MDB_NIL) {
        bool has_near = mdb_nearest_items(p->mdb, name, &near, 1) == 1;
        fail(p, at, "there is no parameter '%.120s'%s%.120s%s", name,
            has_near ? "; did you mean '" : "",
            has_near ? p->mdb->item[near].name : "", has_near ? "'?" : "");
    }
    free(name);
    return *item != MDB_NIL;
}

/* "raw(" or "value(": whose values they are. */
static bool
take_form(struct parser *p, bool *is_calibrated)
{
    static const char *const form[] = {"raw", "value"};
    const char *begin = p->s;
    for (size_t i = 0; i < ARRAY_LEN(form); i++) {
        if (take_word(p, form[i]) && take_char(p, '(')) {
            *is_calibrated = i == 1;
            return true;
        }
        p->s = begin; /* a parameter of that name */
    }
    return false;
}

static bool
read_value(struct parser *p, uint32_t *item, bool *is_calibrated)
{
    *is_calibrated = true;
    if (!take_form(p, is_calibrated))
        return read_item(p, item);
    return read_item(p, item) &&
           (take_char(p, ')') || fail(p, p->s, "')' is expected here"));
}

static bool
read_op(struct parser *p, enum mdb_op *op)
{
    skip_blanks(p);
    char text[3] = {0};
    size_t len = strspn(p->s, "=!<>");
    if (len == 1 || len == 2)
        memcpy(text, p->s, len);
    if (!mdb_op_parse(text, op))
        return fail(p, p->s, "==, !=, <, <=, > or >= is expected here");
    p->s += len;
    return true;
}

/* ---- the right side ------------------------------------------------------ */

/* Two values that mean different things are never what somebody asked. */
static bool
check_pair(struct parser *p, const struct mdb_comparison *c, const char *at)
{
    const struct mdb_type *a = mdb_item_type(p->mdb, c->item);
    const struct mdb_type *b = mdb_item_type(p->mdb, c->other_item);
    const char *left = p->mdb->item[c->item].name;
    const char *right = p->mdb->item[c->other_item].name;
    switch (mdb_pair_check(a, c->is_calibrated, b, c->other_is_calibrated)) {
    case MDB_PAIR_KINDS:
        return fail(
            p, at, "'%.120s' cannot be compared with '%.120s'", left, right);
    case MDB_PAIR_LABELS:
        return fail(p, at,
            "'%.100s' and '%.100s' have different labels: compare raw(...)",
            left, right);
    case MDB_PAIR_UNITS:
        return fail(p, at, "'%.100s' is in %.20s, '%.100s' in %.20s", left,
            a->unit, right, b->unit);
    case MDB_PAIR_FITS:
        break;
    }
    return true;
}

/* A label or parameter that may have been meant, or NULL. */
static const char *
nearest(const struct parser *p, const struct mdb_type *type, const char *text)
{
    const char *label = mdb_nearest_label(type, text);
    unsigned most = (unsigned)strlen(text) / 3;
    uint32_t item;
    if (label != NULL || mdb_nearest_items(p->mdb, text, &item, 1) == 0)
        return label;
    const char *name = p->mdb->item[item].name;
    const char *last = text[0] != '/' ? strrchr(name, '/') : NULL;
    last = last != NULL ? last + 1 : name;
    return str_distance(text, last, most) <= most ? name : NULL;
}

static bool
bad_constant(struct parser *p, const struct mdb_comparison *c, const char *at)
{
    const struct mdb_type *type = mdb_item_type(p->mdb, c->item);
    const char *near = nearest(p, type, c->text);
    return fail(p, at,
        "'%.80s' is neither a value of '%.80s' nor a parameter%s%.80s%s",
        c->text, p->mdb->item[c->item].name,
        near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
        near != NULL ? "'?" : "");
}

/* A word that is no value of the left side is the name of a parameter. */
static bool
read_word(struct parser *p, struct mdb_comparison *c)
{
    const char *at = p->s;
    size_t len = word_len(p);
    if (len == 0)
        return fail(p, at, "a value or a parameter is expected here");
    c->text = arena_strndup(p->arena, at, len);
    p->s += len;
    const struct mdb_type *type = mdb_item_type(p->mdb, c->item);
    uint32_t item = mdb_find_item(p->mdb, c->text);
    const bool is_text =
        (c->is_calibrated ? type->eng_kind : type->raw_kind) == MDB_STRING;
    if (is_text && item != MDB_NIL)
        return fail(p, at,
            "'%.80s' is a parameter, too: write value(%.80s), or quotes around "
            "the text",
            c->text, c->text);
    if (mdb_constant_parse(type, c))
        return true;
    if (item == MDB_NIL)
        return bad_constant(p, c, at);
    c->other_item = item;
    c->other_is_calibrated = true;
    c->text = "";
    return check_pair(p, c, at);
}

/* A text in quotes, which may be empty. */
static bool
read_quoted(struct parser *p, struct mdb_comparison *c)
{
    const char *at = p->s, *end = strchr(at + 1, *at);
    if (end == NULL)
        return fail(p, at, "this quote is never closed");
    c->text = arena_strndup(p->arena, at + 1, (size_t)(end - at - 1));
    p->s = end + 1;
    return mdb_constant_parse(mdb_item_type(p->mdb, c->item), c) ||
           bad_constant(p, c, at);
}

static bool
read_right(struct parser *p, struct mdb_comparison *c)
{
    skip_blanks(p);
    const char *at = p->s;
    bool is_calibrated;
    if (*at == '\'' || *at == '"')
        return read_quoted(p, c);
    if (!take_form(p, &is_calibrated))
        return read_word(p, c);
    p->s = at;
    c->text = "";
    return read_value(p, &c->other_item, &c->other_is_calibrated) &&
           check_pair(p, c, at);
}

/* ---- and, or, not -------------------------------------------------------- */

static enum mdb_op
opposite(enum mdb_op op)
{
    static const enum mdb_op of[] = {
        [MDB_EQ] = MDB_NE,
        [MDB_NE] = MDB_EQ,
        [MDB_LT] = MDB_GE,
        [MDB_GE] = MDB_LT,
        [MDB_GT] = MDB_LE,
        [MDB_LE] = MDB_GT,
    };
    return of[op];
}

static bool
read_comparison(struct parser *p, struct mdb_criteria *out)
{
    struct mdb_comparison *c = &out->comparison;
    *out = (struct mdb_criteria){
        .op = MDB_COMPARE,
        .comparison = {.other_item = MDB_NIL},
    };
    if (!read_value(p, &c->item, &c->is_calibrated) || !read_op(p, &c->op) ||
        !read_right(p, c))
        return false;
    if (p->is_negated)
        c->op = opposite(c->op);
    return true;
}

static bool read_any(
    struct parser *p, struct mdb_criteria *out, unsigned depth);

static bool
read_term(struct parser *p, struct mdb_criteria *out, unsigned depth)
{
    skip_blanks(p);
    if (depth > CONDITION_MAX_DEPTH)
        return fail(p, p->s, "parentheses are nested deeper than %d",
            CONDITION_MAX_DEPTH);
    if (take_word(p, "not")) {
        p->is_negated = !p->is_negated;
        bool is_good = read_term(p, out, depth + 1);
        p->is_negated = !p->is_negated;
        return is_good;
    }
    if (take_char(p, '(')) {
        if (!read_any(p, out, depth + 1))
            return false;
        return take_char(p, ')') || fail(p, p->s, "')' is expected here");
    }
    return read_comparison(p, out);
}

typedef bool (*part_fn)(
    struct parser *p, struct mdb_criteria *out, unsigned depth);

/* Parts joined by a word; one alone stands for itself. */
static bool
read_joined(struct parser *p, struct mdb_criteria *out, unsigned depth,
    part_fn part, const char *word, enum mdb_criteria_op op)
{
    struct mdb_criteria *v = NULL;
    size_t n = 0, cap = 0;
    bool is_good;
    do {
        v = xgrow(v, n, &cap, sizeof *v);
        is_good = part(p, &v[n++], depth);
    } while (is_good && take_word(p, word));
    if (is_good && n == 1) {
        *out = v[0];
    } else if (is_good) {
        struct mdb_criteria *child = arena_alloc(p->arena, n * sizeof *child);
        memcpy(child, v, n * sizeof *child);
        *out = (struct mdb_criteria){
            .op = op, .child = child, .n_children = (uint32_t)n};
    }
    free(v);
    return is_good;
}

/* "not (a and b)" is "not a or not b": so a value that nobody knows makes no
 * condition true, whatever stands before it. */
static bool
read_all(struct parser *p, struct mdb_criteria *out, unsigned depth)
{
    return read_joined(
        p, out, depth, read_term, "and", p->is_negated ? MDB_OR : MDB_AND);
}

static bool
read_any(struct parser *p, struct mdb_criteria *out, unsigned depth)
{
    return read_joined(
        p, out, depth, read_all, "or", p->is_negated ? MDB_AND : MDB_OR);
}

bool
condition_parse(const struct mdb *mdb, struct arena *arena, const char *text,
    struct mdb_criteria *out, struct condition_error *error)
{
    struct parser p = {mdb, arena, text, text, error, false};
    *out = (struct mdb_criteria){.op = MDB_NEVER};
    struct mdb_criteria criteria;
    if (!read_any(&p, &criteria, 0))
        return false;
    skip_blanks(&p);
    if (*p.s != '\0')
        return fail(&p, p.s, "'and', 'or' or the end is expected here");
    *out = criteria;
    return true;
}
