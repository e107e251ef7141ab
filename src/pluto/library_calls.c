/*
 * library_calls.c - which procedure calls which.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "common/xalloc.h"
#include "pluto/library_priv.h"
#include "pluto/parse.h"

enum seen {
    NOT_SEEN,
    ON_THE_WAY, /* its calls are being followed */
    DONE
};

struct frame { /* a procedure on the way, and how far its text was looked at */
    size_t entry;
    uint32_t stmt;
};

struct calls {
    struct library *library;
    const struct pluto_model *model;
    enum seen *seen;
    struct frame *way;
    size_t n;
};

/* The entry that a statement calls; library->n: none. */
static size_t
called(const struct calls *c, const struct pluto_stmt *s)
{
    if ((s->kind != PLUTO_S_CONFIRM && s->kind != PLUTO_S_INITIATE) ||
        s->call.ref->bound != PLUTO_TO_ACTIVITY)
        return c->library->n;
    const struct pluto_model_activity *a =
        pluto_model_activity(c->model, s->call.ref->object);
    return a->kind == PLUTO_PROCEDURE && a->procedure < c->library->n
               ? a->procedure
               : c->library->n;
}

/* The way comes back to `to`: all from there on call themselves. */
static void
say_cycle(struct calls *c, size_t to)
{
    struct strbuf text = {0};
    size_t from = c->n;
    while (c->way[from - 1].entry != to)
        from--;
    for (size_t i = from - 1; i < c->n; i++)
        strbuf_addf(&text, "%s calls ", c->library->entry[c->way[i].entry]->id);
    strbuf_adds(&text, c->library->entry[to]->id);
    for (size_t i = from - 1; i < c->n; i++) {
        struct library_entry *e = c->library->entry[c->way[i].entry];
        const struct pluto_stmt *s = e->procedure->stmt[c->way[i].stmt];
        pluto_note(e->procedure, &e->notes, NOTE_ERROR, s->call.ref->span,
            "no procedure may call itself: %s", strbuf_get(&text));
    }
    strbuf_fini(&text);
}

static void
push(struct calls *c, size_t entry)
{
    c->seen[entry] = ON_THE_WAY;
    c->way[c->n++] = (struct frame){.entry = entry};
}

/* One call of the procedure at the end of the way, or its end. */
static void
follow(struct calls *c)
{
    struct frame *f = &c->way[c->n - 1];
    const struct pluto *p = c->library->entry[f->entry]->procedure;
    for (; p != NULL && f->stmt < p->n_stmts; f->stmt++) {
        size_t to = called(c, p->stmt[f->stmt]);
        if (to == c->library->n || c->seen[to] == DONE)
            continue;
        if (c->seen[to] == ON_THE_WAY) {
            say_cycle(c, to);
            continue;
        }
        push(c, to);
        return;
    }
    c->seen[f->entry] = DONE;
    c->n--;
    if (c->n > 0)
        c->way[c->n - 1].stmt++;
}

/* What is called must be able to run; `again` while that makes another one
 * unable. */
static bool
say_broken(struct calls *c, size_t i)
{
    struct library_entry *e = c->library->entry[i];
    size_t errors = e->notes.errors;
    if (e->procedure == NULL || errors > 0)
        return false;
    for (uint32_t k = 0; k < e->procedure->n_stmts; k++) {
        const struct pluto_stmt *s = e->procedure->stmt[k];
        size_t to = called(c, s);
        if (to == c->library->n || c->library->entry[to]->notes.errors == 0)
            continue;
        pluto_note(e->procedure, &e->notes, NOTE_ERROR, s->call.ref->span,
            "procedure %s has errors", c->library->entry[to]->id);
    }
    return e->notes.errors > errors;
}

void
library_check_calls(struct library *library, const struct pluto_model *model)
{
    size_t n = library->n;
    struct calls c = {.library = library,
        .model = model,
        .seen = xcalloc(n + 1, sizeof *c.seen),
        .way = xcalloc(n + 1, sizeof *c.way)};
    for (size_t i = 0; i < n; i++) {
        if (c.seen[i] == NOT_SEEN)
            push(&c, i);
        while (c.n > 0)
            follow(&c);
    }
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < n; i++)
            again = say_broken(&c, i) || again;
    }
    free(c.seen);
    free(c.way);
}
