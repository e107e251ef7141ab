/*
 * check.c - bind the names of a procedure and find all that is wrong with it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/check.h"

#include <stdlib.h>

#include "pluto/check_priv.h"
#include "pluto/parse.h"

uint32_t
checker_line(const struct checker *c, struct pluto_span span)
{
    uint32_t line = 0, col = 0;
    if (!notes_are_full(c->notes)) /* else nobody will read it */
        pluto_place(c->p, span.off, &line, &col);
    return line;
}

void
checker_error(struct checker *c, struct pluto_span span, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    pluto_notev(c->p, c->notes, NOTE_ERROR, span, fmt, ap);
    va_end(ap);
}

void
checker_warn(struct checker *c, struct pluto_span span, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    pluto_notev(c->p, c->notes, NOTE_WARNING, span, fmt, ap);
    va_end(ap);
}

static struct pluto_static
type_of(void *arg, const struct pluto_ref *ref, enum pluto_property property)
{
    return checker_type_of(arg, ref, property);
}

static void
begin(struct checker *c)
{
    size_t n = c->p->n_symbols + 1;
    for (int i = 0; i < DECL_KINDS; i++) {
        c->visible[i] = arena_alloc(&c->arena, n * sizeof(struct decl *));
        c->anywhere[i] = arena_alloc(&c->arena, n * sizeof(struct decl *));
    }
    c->repeats = arena_alloc(&c->arena, n * sizeof *c->repeats);
    n = c->p->n_stmts + 1;
    c->all = arena_alloc(&c->arena, n * sizeof(struct decl *));
    c->save = arena_alloc(&c->arena, n * sizeof(struct save_at *));
    c->env = (struct pluto_static_env){.arg = c, .type_of = type_of};
    c->owner = PLUTO_NIL;
}

static void
end(struct checker *c)
{
    free(c->trail);
    free(c->pending);
    free(c->shared);
    free(c->branch);
    strbuf_fini(&c->path);
    strbuf_fini(&c->said);
    arena_fini(&c->arena);
}

static void
be_strict(struct notes *notes)
{
    for (size_t i = 0; i < notes->n; i++)
        notes->note[i].severity = NOTE_ERROR;
    notes->errors += notes->warnings;
    notes->warnings = 0;
}

enum err
pluto_check(struct pluto *p, struct pluto_model *model,
    const struct pluto_check_options *options, struct notes *notes)
{
    static const struct pluto_check_options none;
    struct notes own = {0};
    struct checker c = {.p = p,
        .model = model,
        .options = options != NULL ? options : &none,
        .notes = &own};
    c.is_open = c.options->is_open || pluto_model_is_open(model);
    checker_undo(p);
    begin(&c);
    checker_collect(&c);
    checker_body(&c, PLUTO_NIL, &p->body);
    checker_pending(&c);
    end(&c);
    if (c.options->is_strict)
        be_strict(&own);
    p->is_bound = own.errors == 0;
    notes_sort(&own);
    notes_move(notes, &own);
    return p->is_bound ? ERR_OK : ERR_FORMAT;
}
