/*
 * fuzz_pluto.c - any bytes as a procedure: no crash; of what is accepted,
 * numbers lead back to their statements, and the canonical layout is the same
 * tree and its own layout.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "pluto/format.h"
#include "pluto/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look(const struct pluto *p)
{
    for (uint32_t i = 0; i < p->n_stmts; i++) {
        const struct pluto_stmt *s = p->stmt[i];
        struct strbuf number = {0}, heading = {0};
        uint32_t line, col;
        assert(s->id == i && s->span.off + s->span.len <= p->len);
        assert(s->parent == PLUTO_NIL || s->parent < i);
        pluto_number(p, i, &number);
        assert(pluto_find_number(p, strbuf_get(&number)) == i);
        pluto_heading(p, i, &heading);
        pluto_place(p, s->span.off, &line, &col);
        assert(pluto_find_line(p, line) <= i);
        strbuf_fini(&number);
        strbuf_fini(&heading);
    }
}

static void
layout(const char *s, size_t len, const struct pluto *p)
{
    struct notes notes = {0};
    struct strbuf one = {0}, two = {0};
    struct pluto *q;
    enum err e = pluto_format("f", s, len, &notes, &one);
    assert(e == ERR_OK);
    e = pluto_parse("f", strbuf_get(&one), one.len, &notes, &q);
    assert(e == ERR_OK);
    assert(q->n_stmts == p->n_stmts && q->n_symbols == p->n_symbols &&
           q->n_comments == p->n_comments);
    for (uint32_t i = 0; i < p->n_stmts; i++)
        assert(q->stmt[i]->kind == p->stmt[i]->kind &&
               q->stmt[i]->parent == p->stmt[i]->parent);
    e = pluto_format("f", strbuf_get(&one), one.len, &notes, &two);
    assert(e == ERR_OK && two.len == one.len &&
           memcmp(one.s, two.s, one.len) == 0);
    notes_fini(&notes);
    strbuf_fini(&one);
    strbuf_fini(&two);
    pluto_free(&q);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *s = (const char *)data;
    struct notes notes = {0};
    enum err e;
    struct pluto *p = pluto_parse_tolerant("f", s, size, &notes, &e);
    assert((e == ERR_OK) == (notes.errors == 0));
    if (e == ERR_OK) {
        look(p);
        layout(s, size, p);
    }
    for (uint32_t i = 0; i < p->n_stmts; i++) {
        struct strbuf heading = {0};
        pluto_heading(p, i, &heading);
        strbuf_fini(&heading);
    }
    pluto_free(&p);
    notes_fini(&notes);
    return 0;
}
