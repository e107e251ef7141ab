/*
 * run_why.c - see run_why.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/run_why.h"

#include <string.h>

#include "console/view/run_shown.h"

/* ---- where --------------------------------------------------------------- */

/* It ended badly by itself, not because of what is in it, holds it or runs
 * beside it. */
static bool
is_cause(const struct pluto_item *item)
{
    return item != NULL && item->mark == PLUTO_MARK_FAILED &&
           item->ended != 0 && item->reason != PLUTO_R_INNER &&
           item->reason != PLUTO_R_OUTSIDE && item->reason != PLUTO_R_RACE;
}

/* Failures pass outwards in no time: the newest one, and of those at once the
 * innermost, which has the greatest number. */
uint32_t
run_why_stmt(const struct run *run)
{
    const struct pluto *p = run->source.tree;
    const struct pluto_item *worst = NULL;
    bool is_bad =
        run->state == RUN_FINISHED && !str_eq(run->outcome, "confirmed");
    if (!is_bad || p == NULL || run->whole.reason == PLUTO_R_USER)
        return PLUTO_NIL;
    for (uint32_t i = 0; i < run->n_items && i < p->n_stmts; i++)
        if (is_cause(run->item[i]) &&
            (worst == NULL || run->item[i]->ended >= worst->ended))
            worst = run->item[i];
    return worst != NULL ? worst->stmt : PLUTO_NIL;
}

/* ---- words --------------------------------------------------------------- */

static const struct pluto_stmt *
stmt_of(const struct run *run, uint32_t stmt)
{
    const struct pluto *p = run->source.tree;
    return p != NULL && stmt < p->n_stmts ? p->stmt[stmt] : NULL;
}

const char *
run_detail_value(const struct run *run, const struct pluto_item *item)
{
    const struct pluto_stmt *s = stmt_of(run, item->stmt);
    const char *detail = item->detail != NULL ? item->detail : "";
    bool has_condition =
        s != NULL &&
        (s->kind == PLUTO_S_CHECK || s->kind == PLUTO_S_WAIT_UNTIL) &&
        s->wait.until != NULL;
    if (!has_condition)
        return detail;
    struct strbuf b = {0};
    pluto_text(run->source.tree, s->wait.until->span, &b);
    strbuf_adds(&b, ": ");
    if (str_prefix(detail, strbuf_get(&b)))
        detail += b.len;
    strbuf_fini(&b);
    return detail;
}

/* The text of a statement without what its place says already. */
static void
add_heading(const struct run *run, uint32_t stmt, struct strbuf *out)
{
    struct strbuf b = {0};
    pluto_heading(run->source.tree, stmt, &b);
    const char *text = strbuf_get(&b);
    strbuf_adds(out, text + (str_prefix(text, "if ") ? 3 : 0));
    strbuf_fini(&b);
}

/* What came next: the arm for this outcome of the statement or of the step
 * whose condition it is. */
static void
add_continuation(const struct run *run, uint32_t stmt,
    const struct pluto_item *item, struct strbuf *out)
{
    const struct pluto_stmt *s = stmt_of(run, stmt);
    while (s != NULL && s->kind != PLUTO_S_STEP && s->kind != PLUTO_S_CONFIRM) {
        stmt = s->parent;
        s = stmt_of(run, stmt);
        item = s != NULL ? runs_item(run, stmt) : NULL;
    }
    if (s == NULL)
        strbuf_adds(out, " -> the procedure ends");
    if (s == NULL || item == NULL || item->outcome >= PLUTO_OUTCOME_COUNT)
        return;
    enum pluto_action action = (enum pluto_action)s->test[item->outcome].action;
    struct strbuf number = {0};
    pluto_number(run->source.tree, stmt, &number);
    if (action == PLUTO_A_DEFAULT)
        strbuf_addf(out, " -> abort (default of %s)", strbuf_get(&number));
    else if (action == PLUTO_A_RESTART)
        strbuf_addf(
            out, " -> abort (restart limit of %s)", strbuf_get(&number));
    else
        strbuf_addf(
            out, " -> %s (%s)", pluto_action_str(action), strbuf_get(&number));
    strbuf_fini(&number);
}

static void
add_stmt(const struct run *run, uint32_t stmt, struct strbuf *out)
{
    const struct pluto_item *item = runs_item(run, stmt);
    const char *value = run_detail_value(run, item);
    const char *outcome = pluto_outcome_str(item->outcome);
    pluto_number(run->source.tree, stmt, out);
    strbuf_addc(out, ' ');
    add_heading(run, stmt, out);
    strbuf_adds(out, ": ");
    bool is_value = str_prefix(value, "now ");
    if (!is_value && strstr(value, outcome) == NULL)
        strbuf_addf(out, "%s%s", outcome, value[0] != '\0' ? ": " : "");
    if (item->reason == PLUTO_R_TIMEOUT && strstr(value, "timed out") == NULL)
        strbuf_adds(out, "timed out, ");
    strbuf_addf(
        out, "%s%s", is_value ? "was " : "", value + (is_value ? 4 : 0));
    if (strstr(value, "-> ") == NULL)
        add_continuation(run, stmt, item, out);
}

void
run_why_text(const struct run *run, struct strbuf *out)
{
    uint32_t stmt = run_why_stmt(run);
    if (run->state != RUN_FINISHED || str_eq(run->outcome, "confirmed"))
        return;
    if (stmt != PLUTO_NIL)
        add_stmt(run, stmt, out);
    else if (run->whole.detail != NULL && run->whole.detail[0] != '\0')
        strbuf_addf(out, "%s: %s",
            run->whole.reason == PLUTO_R_USER ? "by a person" : run->outcome,
            run->whole.detail);
    else if (run->detail[0] != '\0')
        strbuf_adds(out, run->detail);
}
