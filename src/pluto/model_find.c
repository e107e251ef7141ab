/*
 * model_find.c - what a name can mean, and what was meant by one that means
 * nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/nearest.h"
#include "pluto/model_priv.h"

#define NAMES_MAX 64 /* of a reference; more mean nothing */

enum fit { /* best last */
    FIT_NOT,
    FIT_GAP,   /* with levels left out */
    FIT_END,   /* the path ends with the names */
    FIT_WHOLE, /* the path is the names */
};

/* How a node, whose own name fits already, fits the outer names. */
static enum fit
fit_of(const struct pluto_model *m, uint32_t node,
    const struct model_word *const *word, size_t n)
{
    enum fit fit = FIT_END;
    uint32_t at = m->node[node].parent;
    for (size_t i = 1; i < n; i++) {
        while (at != PLUTO_NIL && m->node[at].word != word[i]) {
            at = m->node[at].parent;
            fit = FIT_GAP;
        }
        if (at == PLUTO_NIL)
            return FIT_NOT;
        at = m->node[at].parent;
    }
    return fit == FIT_END && at == PLUTO_NIL ? FIT_WHOLE : fit;
}

struct found {
    enum fit best;
    struct pluto_object *out;
    size_t n, max;
};

static void
take(struct found *f, enum fit fit, const struct model_object *o)
{
    if (fit > f->best) {
        f->best = fit;
        f->n = 0;
    }
    for (size_t i = 0; i < f->n && i < f->max; i++)
        if (f->out[i].kind == o->kind && f->out[i].index == o->index)
            return; /* by its name and by its alias */
    if (f->n < f->max)
        f->out[f->n] =
            (struct pluto_object){.kind = o->kind, .index = o->index};
    f->n++;
}

size_t
pluto_model_find(const struct pluto_model *m, unsigned kinds,
    const char *const *name, size_t n, struct pluto_object *out, size_t max)
{
    const struct model_word *word[NAMES_MAX];
    struct found f = {.out = out, .max = max};
    if (n == 0 || n > NAMES_MAX)
        return 0;
    for (size_t i = 0; i < n; i++)
        if ((word[i] = model_word_find(m, name[i])) == NULL)
            return 0;
    for (uint32_t at = word[0]->first; at != PLUTO_NIL; at = m->node[at].twin) {
        if (m->node[at].object == PLUTO_NIL)
            continue;
        enum fit fit = fit_of(m, at, word, n);
        if (fit == FIT_NOT || fit < f.best)
            continue;
        for (uint32_t o = m->node[at].object; o != PLUTO_NIL;
             o = m->object[o].next)
            if ((m->object[o].kind & kinds) != 0)
                take(&f, fit, &m->object[o]);
    }
    return f.n;
}

/* ---- for people ---------------------------------------------------------- */

void
model_path_print(
    const struct pluto_model *m, uint32_t node, size_t n, struct strbuf *out)
{
    for (size_t i = 0; i < n && node != PLUTO_NIL; i++) {
        strbuf_adds(out, i > 0 ? " of " : "");
        strbuf_adds(out, m->node[node].word->text);
        node = m->node[node].parent;
    }
}

void
pluto_model_phrase(
    const struct pluto_model *m, struct pluto_object object, struct strbuf *out)
{
    uint32_t node = m->home[model_kind(object.kind)][object.index];
    model_path_print(m, node, m->node[node].depth, out);
}

/* The fewest names that mean this node's object and no other. */
static void
print_short(const struct pluto_model *m, const struct model_object *o,
    unsigned kinds, struct strbuf *out)
{
    const char *name[NAMES_MAX];
    struct pluto_object found[1];
    size_t n = 0;
    uint32_t at = o->node;
    for (; at != PLUTO_NIL && n < NAMES_MAX; at = m->node[at].parent) {
        name[n++] = m->node[at].word->key;
        if (pluto_model_find(m, kinds, name, n, found, 1) == 1 &&
            found[0].kind == o->kind && found[0].index == o->index)
            break;
    }
    model_path_print(m, o->node, n, out);
}

static const struct model_word *
word_at(const struct pluto_model *m, uint32_t node)
{
    return m->node[node].word;
}

struct search {
    const struct pluto_model *model;
    unsigned kinds;
    struct nearest nearest;
    const struct model_object *best;
};

static void
try_key(struct search *s, const char *key, const struct model_object *o)
{
    const char *had = s->nearest.best;
    unsigned was = s->nearest.distance;
    nearest_try(&s->nearest, key);
    if (s->nearest.best != had || s->nearest.distance != was)
        s->best = o;
}

/* Objects whose last name is `word`, by their outer names. */
static void
try_outer(struct search *s, const struct model_word *word, size_t n,
    struct arena *arena)
{
    const struct pluto_model *m = s->model;
    struct strbuf path = {0};
    for (uint32_t at = word->first; at != PLUTO_NIL; at = m->node[at].twin) {
        for (uint32_t o = m->node[at].object; o != PLUTO_NIL;
             o = m->object[o].next) {
            if ((m->object[o].kind & s->kinds) == 0)
                continue;
            strbuf_reset(&path);
            model_path_print(m, m->node[at].parent, n - 1, &path);
            if (s->best == NULL)
                s->best = &m->object[o];
            try_key(s, arena_strdup(arena, strbuf_get(&path)), &m->object[o]);
        }
    }
    strbuf_fini(&path);
}

const char *
pluto_model_nearest(
    struct pluto_model *m, unsigned kinds, const char *const *name, size_t n)
{
    struct search s = {.model = m, .kinds = kinds};
    struct arena arena = {0};
    struct strbuf outer = {0};
    const struct model_word *word = n > 0 ? model_word_find(m, name[0]) : NULL;
    for (size_t i = 1; i < n; i++) {
        strbuf_adds(&outer, i > 1 ? " of " : "");
        strbuf_adds(&outer, name[i]);
    }
    if (word == NULL || n == 1) { /* a wrong letter in the thing itself */
        s.nearest = nearest_to(n > 0 ? name[0] : "");
        for (size_t i = 0; i < m->n_objects; i++)
            if ((m->object[i].kind & kinds) != 0)
                try_key(&s, word_at(m, m->object[i].node)->key, &m->object[i]);
        word = s.best != NULL ? word_at(m, s.best->node) : NULL;
    }
    if (word != NULL && n > 1) { /* or in what it is of */
        s.nearest = nearest_to(strbuf_get(&outer));
        s.best = NULL;
        try_outer(&s, word, n, &arena);
    }
    strbuf_reset(&m->nearest);
    if (s.best != NULL)
        print_short(m, s.best, kinds, &m->nearest);
    strbuf_fini(&outer);
    arena_fini(&arena);
    return s.best != NULL ? strbuf_get(&m->nearest) : NULL;
}

/* ---- operations ---------------------------------------------------------- */

bool
pluto_model_has_operation(const struct pluto_model *m, const char *phrase)
{
    char key[PLUTO_KEY_MAX], other[PLUTO_KEY_MAX];
    (void)pluto_model_key(phrase, key, sizeof key);
    for (size_t i = 0; i < m->n_operations; i++) {
        (void)pluto_model_key(m->operation[i], other, sizeof other);
        if (strcmp(key, other) == 0)
            return true;
    }
    return false;
}

const char *
pluto_model_nearest_operation(const struct pluto_model *m, const char *phrase)
{
    struct nearest near = nearest_to(phrase);
    nearest_try_all(&near, m->operation, m->n_operations);
    return near.best;
}
