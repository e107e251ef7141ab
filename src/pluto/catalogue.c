/*
 * catalogue.c - the file beside a procedure: its life, and what it has to do
 * with the procedure's text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "pluto/catalogue_priv.h"
#include "pluto/parse.h"

struct catalogue *
catalogue_empty(const char *stem)
{
    struct catalogue *c = xcalloc(1, sizeof *c);
    c->file = xstrdup("");
    c->id = arena_strdup(&c->arena, stem);
    c->title = c->version = c->author = "";
    c->objective = c->location = c->criticality = c->display = "";
    c->actor = CATALOGUE_OPERATOR;
    return c;
}

struct catalogue *
catalogue_parse_tolerant(const char *file, const char *stem, const char *text,
    size_t len, struct notes *notes)
{
    struct catalogue *c = catalogue_empty(stem);
    free(c->file);
    c->file = xstrdup(file);
    catalogue_read(c, text, len, notes);
    return c;
}

enum err
catalogue_parse(const char *file, const char *stem, const char *text,
    size_t len, struct notes *notes, struct catalogue **out)
{
    size_t errors = notes->errors;
    *out = catalogue_parse_tolerant(file, stem, text, len, notes);
    if (notes->errors > errors)
        catalogue_free(out);
    return *out != NULL ? ERR_OK : ERR_FORMAT;
}

void
catalogue_free(struct catalogue **catalogue)
{
    if (*catalogue == NULL)
        return;
    free((*catalogue)->file);
    arena_fini(&(*catalogue)->arena);
    free(*catalogue);
    *catalogue = NULL;
}

/* ---- with the procedure -------------------------------------------------- */

static bool
is_named(const struct pluto_symbol *name, const char *text)
{
    char key[PLUTO_KEY_MAX];
    size_t n = pluto_model_key(text, key, sizeof key);
    return n == name->key_len && memcmp(name->key, key, n) == 0;
}

static uint32_t
find_stmt(const struct pluto *p, const char *name)
{
    for (uint32_t i = 0; i < p->n_stmts; i++)
        if (p->stmt[i]->kind == PLUTO_S_STEP &&
            is_named(p->stmt[i]->step.name, name))
            return i;
    return pluto_find_number(p, name);
}

static void
say_no_step(const struct catalogue *c, const struct catalogue_step *s,
    const struct pluto *p, struct notes *notes)
{
    struct nearest near = nearest_to(s->name);
    for (uint32_t i = 0; i < p->n_stmts; i++)
        if (p->stmt[i]->kind == PLUTO_S_STEP)
            nearest_try(&near, p->stmt[i]->step.name->text);
    if (near.best != NULL)
        notes_add(notes, NOTE_ERROR, c->file, s->line, 1,
            "the procedure has no step '%s'; do you mean '%s'?", s->name,
            near.best);
    else
        notes_add(notes, NOTE_ERROR, c->file, s->line, 1,
            "the procedure has no step '%s'", s->name);
}

static bool
is_number(enum pluto_type type)
{
    return type == PLUTO_INTEGER || type == PLUTO_UNSIGNED ||
           type == PLUTO_REAL;
}

/* The values of a set that can be seen from a step, for who enters one. */
static void
give_labels(struct catalogue *c, struct catalogue_enter *e,
    const struct pluto *p, uint32_t stmt, const struct pluto_symbol *name)
{
    for (;; stmt = p->stmt[stmt]->parent) {
        if (stmt != PLUTO_NIL && p->stmt[stmt]->kind != PLUTO_S_STEP)
            continue;
        const struct pluto_body *body =
            stmt == PLUTO_NIL ? &p->body : &p->stmt[stmt]->step.body;
        for (uint32_t i = 0; i < body->n_sets; i++) {
            const struct pluto_set *set = &body->set[i];
            if (set->name != name)
                continue;
            const char **label =
                arena_alloc(&c->arena, (set->n + 1) * sizeof *label);
            for (uint32_t k = 0; k < set->n; k++)
                label[k] = arena_strdup(&c->arena, set->value[k]);
            e->type.label = label;
            e->type.n_labels = set->n;
            return;
        }
        if (stmt == PLUTO_NIL)
            return;
    }
}

/* Can what a person enters be that variable's value? */
static void
bind_enter(struct catalogue *c, struct catalogue_enter *e,
    const struct pluto *p, const struct pluto_stmt *s, struct notes *notes)
{
    for (uint32_t i = 0; i < s->step.body.n_vars; i++) {
        const struct pluto_var *v = &s->step.body.var[i];
        enum pluto_type type = v->set != NULL ? PLUTO_ENUM : v->type;
        if (!is_named(v->name, e->name))
            continue;
        if (!e->has_type && type != PLUTO_NONE &&
            (e->type.n_ranges == 0 || is_number(type)))
            e->type.type = type;
        if (v->set != NULL && e->type.type == PLUTO_ENUM &&
            e->type.n_labels == 0)
            give_labels(c, e, p, s->id, v->set);
        if (type == PLUTO_NONE || type == e->type.type ||
            (is_number(type) && is_number(e->type.type)))
            return;
        notes_add(notes, NOTE_ERROR, c->file, e->line, 1,
            "what is entered for '%s' is of type %s, its variable of type %s",
            e->name, pluto_type_str(e->type.type), pluto_type_str(type));
        return;
    }
}

enum err
catalogue_bind(
    struct catalogue *catalogue, const struct pluto *p, struct notes *notes)
{
    size_t errors = notes->errors;
    struct catalogue_step *step = catalogue->step;
    for (size_t i = 0; i < catalogue->n_steps; i++) {
        step[i].stmt = find_stmt(p, step[i].name);
        if (step[i].stmt == PLUTO_NIL) {
            say_no_step(catalogue, &step[i], p, notes);
            continue;
        }
        const struct pluto_stmt *s = p->stmt[step[i].stmt];
        for (size_t k = 0; k < i; k++)
            if (step[k].stmt == step[i].stmt)
                notes_add(notes, NOTE_ERROR, catalogue->file, step[i].line, 1,
                    "'%s' is the statement of line %u, '%s'", step[i].name,
                    step[k].line, step[k].name);
        if (s->kind != PLUTO_S_STEP && (step[i].tick || step[i].n_enters > 0))
            notes_add(notes, NOTE_ERROR, catalogue->file, step[i].line, 1,
                "'%s' is no step: only steps are ticked off, and have values "
                "that a person enters",
                step[i].name);
        for (size_t k = 0; s->kind == PLUTO_S_STEP && k < step[i].n_enters; k++)
            bind_enter(catalogue, &step[i].enter[k], p, s, notes);
    }
    return notes->errors > errors ? ERR_FORMAT : ERR_OK;
}

const struct catalogue_step *
catalogue_step_of(const struct catalogue *catalogue, uint32_t stmt)
{
    for (size_t i = 0; i < catalogue->n_steps; i++)
        if (catalogue->step[i].stmt == stmt)
            return &catalogue->step[i];
    return NULL;
}
