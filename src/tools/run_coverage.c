/*
 * run_coverage.c - coverage of a procedure.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/run_coverage.h"

#include <stdlib.h>

#include "common/json.h"
#include "common/xalloc.h"

/* ---- adding up ----------------------------------------------------------- */

void
run_coverage_add(struct run_coverage *c, const struct pluto *procedure,
    const struct pluto_run *run)
{
    size_t branches = pluto_run_n_branches(run);
    if (c->count == NULL) {
        c->n = procedure->n_stmts;
        c->count = xcalloc((size_t)c->n + 1, sizeof *c->count);
        c->n_branches = branches;
        c->branch = xcalloc(branches + 1, sizeof *c->branch);
    }
    for (uint32_t i = 0; i < c->n; i++)
        c->count[i] += pluto_run_count(run, i);
    for (size_t i = 0; i < branches && i < c->n_branches; i++) {
        struct pluto_branch b = pluto_run_branch(run, i);
        struct run_coverage_branch *to = &c->branch[i];
        to->stmt = b.stmt;
        to->count += b.count;
        if (to->what == NULL)
            to->what = xstrdup(b.what);
    }
}

void
run_coverage_fini(struct run_coverage *c)
{
    for (size_t i = 0; i < c->n_branches; i++)
        free(c->branch[i].what);
    free(c->branch);
    free(c->count);
    *c = (struct run_coverage){0};
}

static size_t
statements_done(const struct run_coverage *c)
{
    size_t done = 0;
    for (uint32_t i = 0; i < c->n; i++)
        done += c->count[i] > 0;
    return done;
}

static size_t
branches_done(const struct run_coverage *c)
{
    size_t done = 0;
    for (size_t i = 0; i < c->n_branches; i++)
        done += c->branch[i].count > 0;
    return done;
}

static double
percent(size_t part, size_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 100.0;
}

/* ---- telling ------------------------------------------------------------- */

static void
place_of(const struct pluto *p, uint32_t stmt, uint32_t *line, uint32_t *col)
{
    *line = *col = 1;
    if (stmt != PLUTO_NIL)
        pluto_place(p, p->stmt[stmt]->span.off, line, col);
}

static void
add_place(const struct pluto *p, uint32_t stmt, struct strbuf *out)
{
    uint32_t line = 0, col = 0;
    place_of(p, stmt, &line, &col);
    strbuf_addf(out, "%s:%u:%u: ", p->file, line, col);
}

static void
add_heading(const struct pluto *p, uint32_t stmt, struct strbuf *out)
{
    if (stmt == PLUTO_NIL)
        strbuf_adds(out, "procedure");
    else
        pluto_heading(p, stmt, out);
}

void
run_coverage_print(const struct run_coverage *c, const struct pluto *procedure,
    struct strbuf *out)
{
    size_t stmts = statements_done(c), branches = branches_done(c);
    strbuf_addf(out,
        "coverage: statements %zu of %u (%.1f %%), branches %zu of %zu "
        "(%.1f %%)\n",
        stmts, c->n, percent(stmts, c->n), branches, c->n_branches,
        percent(branches, c->n_branches));
    for (uint32_t i = 0; i < c->n; i++) {
        if (c->count[i] > 0)
            continue;
        add_place(procedure, i, out);
        strbuf_adds(out, "not executed: ");
        add_heading(procedure, i, out);
        strbuf_addc(out, '\n');
    }
    for (size_t i = 0; i < c->n_branches; i++) {
        const struct run_coverage_branch *b = &c->branch[i];
        if (b->count > 0)
            continue;
        add_place(procedure, b->stmt, out);
        strbuf_addf(out, "not taken: '%s' of ", b->what);
        add_heading(procedure, b->stmt, out);
        strbuf_addc(out, '\n');
    }
}

static void
json_open_one(struct json *j, const struct pluto *p, uint32_t stmt)
{
    uint32_t line = 0, col = 0;
    struct strbuf heading = {0};
    place_of(p, stmt, &line, &col);
    add_heading(p, stmt, &heading);
    json_object(j);
    json_str(j, "file", p->file);
    json_uint(j, "line", line);
    json_uint(j, "col", col);
    json_str(j, "statement", strbuf_get(&heading));
    strbuf_fini(&heading);
}

void
run_coverage_json(
    const struct run_coverage *c, const struct pluto *procedure, FILE *out)
{
    struct json j = {0};
    json_object(&j);
    json_str(&j, "kind", "coverage");
    json_uint(&j, "statements", c->n);
    json_uint(&j, "statements_executed", statements_done(c));
    json_uint(&j, "branches", c->n_branches);
    json_uint(&j, "branches_taken", branches_done(c));
    json_array_at(&j, "not_executed");
    for (uint32_t i = 0; i < c->n; i++)
        if (c->count[i] == 0) {
            json_open_one(&j, procedure, i);
            json_end(&j);
        }
    json_end(&j);
    json_array_at(&j, "not_taken");
    for (size_t i = 0; i < c->n_branches; i++)
        if (c->branch[i].count == 0) {
            json_open_one(&j, procedure, c->branch[i].stmt);
            json_str(&j, "branch", c->branch[i].what);
            json_end(&j);
        }
    json_end(&j);
    json_end(&j);
    json_line(&j, out);
}
