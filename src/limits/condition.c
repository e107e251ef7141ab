/*
 * condition.c - conditions of limits.conf: a parser by descent.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/condition.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/constant.h"

struct parser {
    const struct mdb *mdb;
    struct arena *arena;
    const char *text, *s; /* all; what is left */
    struct condition_error *error;
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

static bool
read_value(struct parser *p, struct mdb_comparison *c)
{
    skip_blanks(p);
    const char *begin = p->s;
    c->is_calibrated = true;
    if (take_word(p, "raw")) {
        if (take_char(p, '(')) {
            c->is_calibrated = false;
            if (!read_item(p, &c->item))
                return false;
            return take_char(p, ')') || fail(p, p->s, "')' is expected here");
        }
        p->s = begin; /* a parameter of that name */
    }
    return read_item(p, &c->item);
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

/* A word, or a text in quotes, which may be empty. */
static bool
read_constant(struct parser *p, struct mdb_comparison *c)
{
    skip_blanks(p);
    const char *at = p->s;
    size_t len;
    if (*at == '\'' || *at == '"') {
        const char *end = strchr(at + 1, *at);
        if (end == NULL)
            return fail(p, at, "this quote is never closed");
        len = (size_t)(end - at - 1);
        c->text = arena_strndup(p->arena, at + 1, len);
        p->s = end + 1;
    } else {
        len = word_len(p);
        if (len == 0)
            return fail(p, at, "a value is expected here");
        c->text = arena_strndup(p->arena, at, len);
        p->s += len;
    }
    const struct mdb_type *type = mdb_item_type(p->mdb, c->item);
    if (mdb_constant_parse(type, c))
        return true;
    const char *near = mdb_nearest_label(type, c->text);
    return fail(p, at, "'%.80s' is not a value of '%.120s'%s%.80s%s", c->text,
        p->mdb->item[c->item].name, near != NULL ? "; did you mean '" : "",
        near != NULL ? near : "", near != NULL ? "'?" : "");
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
    if (take_char(p, '(')) {
        if (!read_any(p, out, depth + 1))
            return false;
        return take_char(p, ')') || fail(p, p->s, "')' is expected here");
    }
    *out = (struct mdb_criteria){
        .op = MDB_COMPARE,
        .comparison = {.other_item = MDB_NIL},
    };
    return read_value(p, &out->comparison) && read_op(p, &out->comparison.op) &&
           read_constant(p, &out->comparison);
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

static bool
read_all(struct parser *p, struct mdb_criteria *out, unsigned depth)
{
    return read_joined(p, out, depth, read_term, "and", MDB_AND);
}

static bool
read_any(struct parser *p, struct mdb_criteria *out, unsigned depth)
{
    return read_joined(p, out, depth, read_all, "or", MDB_OR);
}

bool
condition_parse(const struct mdb *mdb, struct arena *arena, const char *text,
    struct mdb_criteria *out, struct condition_error *error)
{
    struct parser p = {mdb, arena, text, text, error};
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
