/*
 * fuzz_check.c - procedures against a space system: no text crashes the check,
 * one that is bound has every name bound, and checking it again says the same.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pluto/check.h"
#include "pluto/parse.h"
#include "support/pluto_scene.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_calls(const struct pluto *p, const struct pluto_model *m)
{
    for (uint32_t i = 0; i < p->n_stmts; i++) {
        const struct pluto_stmt *s = p->stmt[i];
        if (s->kind != PLUTO_S_CONFIRM && s->kind != PLUTO_S_INITIATE)
            continue;
        assert(s->call.ref->bound == PLUTO_TO_ACTIVITY);
        assert(s->call.ref->object < pluto_model_n_activities(m));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct pluto_model *closed;
    struct notes notes = {0}, again = {0};
    struct pluto *p = NULL;
    if (closed == NULL)
        closed = pluto_scene();
    if (pluto_parse("A", (const char *)data, size, &notes, &p) == ERR_OK) {
        notes_fini(&notes);
        enum err e = pluto_check(p, closed, NULL, &notes);
        assert((e == ERR_OK) == p->is_bound);
        assert((notes.errors == 0) == p->is_bound);
        if (p->is_bound)
            check_calls(p, closed);
        assert(pluto_check(p, closed, NULL, &again) == e);
        assert(again.errors == notes.errors);
        struct pluto_model *open = pluto_model_new();
        pluto_model_set_open(open, true);
        notes_fini(&again);
        (void)!pluto_check(p, open, NULL, &again);
        pluto_model_free(&open);
    }
    pluto_free(&p);
    notes_fini(&notes);
    notes_fini(&again);
    return 0;
}
