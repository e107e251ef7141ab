/*
 * exec_say_library.c - the procedures of the library on the bus.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "exec/exec_bag.h"
#include "exec/exec_priv.h"
#include "pluto/unit.h"

/* ---- the library --------------------------------------------------------- */

static size_t
count_of(const struct pluto *p)
{
    size_t n = 0;
    for (uint32_t i = 0; p != NULL && i < p->n_stmts; i++)
        n += p->stmt[i]->kind == PLUTO_S_STEP &&
             p->stmt[i]->parent == PLUTO_NIL && p->stmt[i]->part == PLUTO_MAIN;
    return n;
}

/* "Target real degC 10 .. 30 = 20" */
static void
add_argument(const struct pluto_model_argument *a, struct exec_bag *bag,
    struct exec_list *list)
{
    struct strbuf text = {0};
    strbuf_addf(&text, "%s %s", a->name, pluto_type_str(a->type.type));
    if (a->type.unit != NULL)
        strbuf_addf(&text, " %s", pluto_unit_str(a->type.unit));
    for (uint32_t i = 0; i < a->type.n_labels; i++)
        strbuf_addf(&text, "%s%s", i == 0 ? " " : "|", a->type.label[i]);
    for (uint32_t i = 0; i < a->type.n_ranges; i++)
        strbuf_addf(&text, "%s%g .. %g", i == 0 ? " " : ", ",
            a->type.range[i].min, a->type.range[i].max);
    if (a->text != NULL)
        strbuf_addf(&text, " = %s", a->text);
    exec_list_add(list, exec_bag_keep(bag, &text));
}

static void
fill_catalogue(const struct catalogue *c, struct msg_procedure *m,
    struct exec_bag *bag, struct exec_list *arguments)
{
    m->title = exec_bag_str(bag, c->title);
    m->version = exec_bag_str(bag, c->version);
    m->author = exec_bag_str(bag, c->author);
    m->objective = exec_bag_str(bag, c->objective);
    m->actor = exec_bag_str(bag, c->actor);
    m->criticality = exec_bag_str(bag, c->criticality);
    m->display = exec_bag_str(bag, c->display);
    m->expected_s = (double)c->duration_ns / (double)NS_PER_S;
    for (uint32_t i = 0; i < c->n_arguments; i++)
        add_argument(&c->argument[i], bag, arguments);
    m->arguments = exec_list_strv(arguments);
}

static void
fill_problems(
    const struct notes *notes, struct exec_bag *bag, struct exec_list *list)
{
    for (size_t i = 0; i < notes->n && i < 50; i++) {
        const struct note *n = &notes->note[i];
        struct strbuf text = {0};
        strbuf_addf(&text, "%u:%u: %s: %s", n->line, n->col,
            n->severity == NOTE_ERROR ? "error" : "warning", n->text);
        exec_list_add(list, exec_bag_keep(bag, &text));
    }
}

static void
say_procedure(struct exec_app *app, const struct library_entry *e, size_t slot)
{
    struct msg msg = {.envelope.type = MSG_PROCEDURE};
    struct msg_procedure *m = &msg.u.procedure;
    struct exec_bag bag = {0};
    struct exec_list arguments = {0}, problems = {0};
    struct strbuf why = {0};
    m->mdb_hash = app->config.mdb->hash;
    m->id = exec_bag_str(&bag, e->id);
    m->file = exec_bag_str(&bag, e->file);
    m->approval = msg_str(approval_state_str(e->approval.state));
    m->reviewed_by = exec_bag_str(&bag, e->approval.reviewed_by);
    m->approved_by = exec_bag_str(&bag, e->approval.approved_by);
    m->approved =
        e->approval.approved.ns != 0 ? e->approval.approved : UTC_NONE;
    m->was_approved = e->approval.was_approved;
    m->digest = msg_str(e->digest);
    m->link = msg_str(exec_link_str(e->catalogue));
    m->errors = e->notes.errors;
    m->warnings = e->notes.warnings;
    if (e->catalogue != NULL)
        fill_catalogue(e->catalogue, m, &bag, &arguments);
    m->steps = count_of(e->procedure);
    m->statements = e->procedure != NULL ? e->procedure->n_stmts : 0;
    fill_problems(&e->notes, &bag, &problems);
    m->problems = exec_list_strv(&problems);
    m->may_run = exec_library_may_run(app->library, e, &why);
    m->why_not = exec_bag_keep(&bag, &why);
    exec_publish(app, &msg, "procedure/%zu", slot);
    free(arguments.v);
    free(problems.v);
    exec_bag_fini(&bag);
}

void
exec_say_procedures(struct exec_app *app)
{
    const size_t n = library_count(app->library->library);
    for (size_t i = 0; i < n; i++)
        say_procedure(app, library_entry(app->library->library, i), i);
    for (size_t i = n; i < app->n_told_procedures; i++) {
        struct msg msg = {.envelope.type = MSG_PROCEDURE};
        msg.u.procedure.mdb_hash = app->config.mdb->hash;
        msg.u.procedure.approved = UTC_NONE;
        exec_publish(app, &msg, "procedure/%zu", i);
    }
    app->n_told_procedures = n;
}
