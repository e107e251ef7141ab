/*
 * run_tree.c - see run_tree.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/run_tree.h"

#include <stdlib.h>

#include "common/xalloc.h"
#include "pluto/catalogue.h"

void
run_tree_fini(struct run_tree *t)
{
    free(t->line);
    free(t->row);
    free(t->closed);
    *t = (struct run_tree){0};
}

/* ---- making -------------------------------------------------------------- */

static void
add(struct run_tree *t, enum run_line_kind kind, uint32_t stmt, uint16_t depth,
    size_t nth)
{
    t->line = xgrow(t->line, t->n_lines, &t->cap, sizeof *t->line);
    t->line[t->n_lines++] = (struct run_line){.kind = (uint8_t)kind,
        .stmt = stmt,
        .depth = depth,
        .nth = (uint16_t)nth};
}

static void
add_said(struct run_tree *t, const struct catalogue_step *step, uint32_t stmt,
    uint16_t depth)
{
    for (size_t i = 0; i < step->n_warnings; i++)
        add(t, RUN_LINE_WARNING, stmt, depth, i);
    for (size_t i = 0; i < step->n_cautions; i++)
        add(t, RUN_LINE_CAUTION, stmt, depth, i);
    for (size_t i = 0; i < step->n_notes; i++)
        add(t, RUN_LINE_NOTE, stmt, depth, i);
}

/* A statement comes after the one that holds it: one pass. */
static void
add_all(struct run_tree *t, const struct run_source *s)
{
    const struct pluto *p = s->tree;
    uint16_t *depth = xcalloc(p->n_stmts + 1u, sizeof *depth);
    for (uint32_t i = 0; i < p->n_stmts; i++) {
        uint32_t parent = p->stmt[i]->parent;
        depth[i] = parent < i ? (uint16_t)(depth[parent] + 1u) : 0;
        const struct catalogue_step *step =
            s->catalogue != NULL ? catalogue_step_of(s->catalogue, i) : NULL;
        if (step != NULL)
            add_said(t, step, i, depth[i]);
        add(t, RUN_LINE_STMT, i, depth[i], 0);
    }
    for (size_t i = 0; i + 1 < t->n_lines; i++)
        t->line[i].has_inside = t->line[i].kind == RUN_LINE_STMT &&
                                t->line[i + 1].depth > t->line[i].depth;
    free(depth);
}

/* What is in a closed statement has no row. */
static void
make_rows(struct run_tree *t)
{
    t->n_rows = 0;
    for (size_t i = 0; i < t->n_lines; i++) {
        const struct run_line *l = &t->line[i];
        t->row[t->n_rows++] = (uint32_t)i;
        if (l->kind != RUN_LINE_STMT || !t->closed[l->stmt])
            continue;
        while (i + 1 < t->n_lines && t->line[i + 1].depth > l->depth)
            i++;
    }
}

bool
run_tree_follow(struct run_tree *t, const struct run_source *s)
{
    if (t->made_from == s->tree && t->version == s->version)
        return false;
    run_tree_fini(t);
    t->made_from = s->tree;
    t->version = s->version;
    if (s->tree == NULL)
        return true;
    t->n_stmts = s->tree->n_stmts;
    t->closed = xcalloc(t->n_stmts + 1u, sizeof *t->closed);
    add_all(t, s);
    t->row = xcalloc(t->n_lines + 1, sizeof *t->row);
    make_rows(t);
    return true;
}

/* ---- looking ------------------------------------------------------------- */

const char *
run_tree_said(const struct run_source *s, const struct run_line *line)
{
    const struct catalogue_step *step =
        s->catalogue != NULL ? catalogue_step_of(s->catalogue, line->stmt)
                             : NULL;
    size_t n = line->nth;
    if (step == NULL)
        return "";
    switch ((enum run_line_kind)line->kind) {
    case RUN_LINE_WARNING:
        return n < step->n_warnings ? step->warning[n] : "";
    case RUN_LINE_CAUTION:
        return n < step->n_cautions ? step->caution[n] : "";
    case RUN_LINE_NOTE:
        return n < step->n_notes ? step->note[n] : "";
    case RUN_LINE_STMT:
        break;
    }
    return "";
}

const struct run_line *
run_tree_row(const struct run_tree *t, size_t row)
{
    return row < t->n_rows ? &t->line[t->row[row]] : NULL;
}

/* Rows are in the order of statements; the statement's own line is the last of
 * those that are about it. */
static size_t
own_row(const struct run_tree *t, uint32_t stmt)
{
    size_t low = 0, high = t->n_rows;
    while (low < high) {
        size_t at = low + (high - low) / 2;
        if (t->line[t->row[at]].stmt <= stmt)
            low = at + 1;
        else
            high = at;
    }
    return low > 0 && t->line[t->row[low - 1]].stmt == stmt ? low - 1
                                                            : SIZE_MAX;
}

size_t
run_tree_find(const struct run_tree *t, const struct pluto *tree, uint32_t stmt)
{
    size_t row = SIZE_MAX;
    while (tree != NULL && stmt < tree->n_stmts && stmt < t->n_stmts) {
        row = own_row(t, stmt);
        if (row != SIZE_MAX)
            break;
        stmt = tree->stmt[stmt]->parent;
    }
    return row;
}

/* ---- folding ------------------------------------------------------------- */

bool
run_tree_is_closed(const struct run_tree *t, uint32_t stmt)
{
    return stmt < t->n_stmts && t->closed[stmt];
}

bool
run_tree_close(struct run_tree *t, uint32_t stmt, bool is_closed)
{
    size_t row = stmt < t->n_stmts ? own_row(t, stmt) : SIZE_MAX;
    if (row == SIZE_MAX || !t->line[t->row[row]].has_inside ||
        t->closed[stmt] == is_closed)
        return false;
    t->closed[stmt] = is_closed;
    make_rows(t);
    return true;
}

void
run_tree_reveal(struct run_tree *t, const struct pluto *tree, uint32_t stmt)
{
    bool has_changed = false;
    if (tree == NULL || stmt >= tree->n_stmts || stmt >= t->n_stmts)
        return;
    for (stmt = tree->stmt[stmt]->parent; stmt < t->n_stmts;
         stmt = tree->stmt[stmt]->parent) {
        has_changed |= t->closed[stmt];
        t->closed[stmt] = 0;
    }
    if (has_changed)
        make_rows(t);
}
