/*
 * form_facts.c - what stands beside a form: bytes, constraints, verifiers,
 * what came of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>

#include "console/model/holding.h"
#include "console/model/value_text.h"
#include "console/view/command_shown.h"
#include "console/view/form_view.h"
#include "console/view/shown.h"
#include "console/widget/hex.h"

#define HEX_LINES_MAX 8

/* Lines from the top; those without room are counted. */
struct sheet {
    const struct area *area;
    int row;
};

static void say(struct sheet *s, enum role role, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

static void
say(struct sheet *s, enum role role, const char *fmt, ...)
{
    struct strbuf b = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&b, fmt, ap);
    va_end(ap);
    if (s->row < s->area->rows)
        s->row = words_paint(s->area, s->row, role, strbuf_get(&b));
    else
        s->row += words_lines(s->area->cols, strbuf_get(&b));
    strbuf_fini(&b);
}

/* ---- what came of it ------------------------------------------------------
 */

static void
say_submission(const struct form_view *v, struct sheet *s)
{
    const struct order_ticket *t =
        orders_about(&v->ui->model->orders, ORDER_SUBMIT, v->id);
    const struct telecommand *c = commands_find(&v->ui->model->commands, v->id);
    struct strbuf b = {0};
    if (v->id[0] == '\0' || (c == NULL && t == NULL))
        return; /* nothing, or it was asked and not said yes to */
    if (c != NULL) {
        command_name_text(c, &b);
        strbuf_addf(&b, " %c ", command_mark(c->state));
        command_state_text(c, shown_clock(v->ui), &b);
        strbuf_addf(&b, "%s%s", c->detail[0] != '\0' ? ": " : "", c->detail);
        strbuf_adds(&b, command_why_not(v->ui, ACTION_ARM, c) == NULL
                            ? "   ! arms it, d: all of it"
                            : "   d: all of it");
        say(s, command_role(c), "submitted: %s", strbuf_get(&b));
    } else if (t != NULL && t->answer == ANSWER_NO)
        say(s, ROLE_HEALTH_BAD, "not submitted: %s", t->text);
    else if (t != NULL && t->answer == ANSWER_SILENT)
        say(s, ROLE_HEALTH_BAD,
            "submitted, and no answer: it may be done; look at the history");
    else
        say(s, ROLE_TEXT, "submitted: the gate is being asked");
    strbuf_fini(&b);
}

/* ---- constraints ---------------------------------------------------------
 */

static void
say_constraints(const struct form_view *v, struct sheet *s)
{
    const struct form *f = &v->form;
    const struct holding_sight sight = {v->ui->model, f->command,
        f->composed.leaf_text, f->composed.n_leaves, shown_clock(v->ui)};
    for (uint32_t i = 0; i < f->command->n_constraints; i++) {
        const struct mdb_constraint *k = &f->command->constraint[i];
        struct strbuf why = {0};
        enum holding h = holding_check(&sight, &k->criteria, &why);
        say(s, h == HOLDING_YES ? ROLE_TEXT : ROLE_HEALTH_WARN,
            "%s needs  %s   %s%s%s%s", h == HOLDING_YES ? "+" : "x", k->text,
            holding_str(h), h == HOLDING_YES ? "" : ": ", strbuf_get(&why),
            h != HOLDING_YES && k->timeout_ns > 0
                ? ", and the gate waits for it"
                : "");
        strbuf_fini(&why);
    }
}

/* ---- bytes ---------------------------------------------------------------
 */

static void
mark_field(const struct form_view *v, struct hex *hex)
{
    const struct form *f = &v->form;
    const struct form_field *field = form_field_at(f, f->at);
    for (size_t i = 0; field != NULL && i < f->composed.n_fields; i++)
        if (f->composed.field[i].leaf == field->leaf) {
            hex->mark_bit = f->composed.field[i].bit;
            hex->mark_bits = f->composed.field[i].width;
        }
}

static void
say_bytes(const struct form_view *v, struct sheet *s)
{
    const struct form *f = &v->form;
    const char *first;
    size_t n = form_problems(f, &first);
    struct hex hex = {.data = f->composed.data,
        .len = f->composed.len,
        .header = f->composer->options.is_ccsds ? 6 : 0};
    if (f->composed.data == NULL) {
        say(s, ROLE_TEXT_LABEL, "no bytes yet: %zu value%s missing or wrong", n,
            n == 1 ? "" : "s");
        for (size_t i = 0; n == 0 && i < f->composed.n_refusals; i++)
            say(s, ROLE_HEALTH_WARN, "x %s", f->composed.refusal[i].text);
        return;
    }
    mark_field(v, &hex);
    struct strbuf b = {0};
    strbuf_addf(
        &b, "%zu bytes, digest %.12s", f->composed.len, f->composed.digest);
    if (hex.mark_bits > 0)
        strbuf_addf(&b, "; %s: bit %zu, %zu long",
            form_field_at(f, f->at)->name, hex.mark_bit, hex.mark_bits);
    say(s, ROLE_TEXT_LABEL, "%s", strbuf_get(&b));
    strbuf_fini(&b);
    size_t lines = hex_lines(&hex, s->area->cols);
    int rows = lines > HEX_LINES_MAX ? HEX_LINES_MAX : (int)lines;
    struct area area = area_sub(s->area, s->row, 0, rows, s->area->cols);
    hex_show(&hex, area.rows, area.cols);
    hex_paint(&hex, &area);
    s->row += rows;
}

/* ---- verifiers -----------------------------------------------------------
 */

static void
window_text(const struct mdb_verifier *k, struct strbuf *out)
{
    char stop[SHOWN_SIZE], start[SHOWN_SIZE];
    if (!k->has_window)
        return;
    strbuf_adds(out, " ");
    if (k->start_ns > 0)
        strbuf_addf(out, "from %s ", shown_period(start, k->start_ns));
    strbuf_addf(out, "within %s of %s", shown_period(stop, k->stop_ns),
        k->from == MDB_WINDOW_RELEASE ? "release" : "the stage before");
}

static void
verifier_text(
    const struct form *f, const struct mdb_verifier *k, struct strbuf *out)
{
    const struct mdb *mdb = f->composer->mdb;
    char *text = mdb_command_criteria_text(mdb, f->command, &k->criteria);
    switch (k->kind) {
    case MDB_VERIFY_CONTAINER:
        strbuf_addf(out, "packet %s%s%s", mdb->container[k->container].name,
            k->criteria.op != MDB_ALWAYS ? " with " : "",
            k->criteria.op != MDB_ALWAYS ? text : "");
        break;
    case MDB_VERIFY_VALUE:
        strbuf_adds(out, text);
        break;
    case MDB_VERIFY_CHANGE:
        strbuf_addf(out, "%s changes by %g", mdb->item[k->item].name, k->delta);
        break;
    }
    free(text);
}

/* One line, cut at its end. */
static void
say_line(struct sheet *s, enum role role, const struct strbuf *text)
{
    if (s->row < s->area->rows)
        area_field(
            s->area, s->row, 0, s->area->cols, -1, role, strbuf_get(text));
    s->row++;
}

static void
say_verifiers(const struct form_view *v, struct sheet *s)
{
    const struct mdb_command *c = v->form.command;
    if (c->n_verifiers == 0)
        say(s, ROLE_TEXT_LABEL,
            "nothing verifies it: sent is all that is known");
    for (uint32_t i = 0; i < c->n_verifiers; i++) {
        struct strbuf text = {0};
        strbuf_adds(&text, mdb_stage_str(c->verifier[i].stage));
        window_text(&c->verifier[i], &text);
        strbuf_adds(&text, ": ");
        verifier_text(&v->form, &c->verifier[i], &text);
        say_line(s, ROLE_TEXT_LABEL, &text);
        strbuf_fini(&text);
    }
}

int
form_paint_facts(const struct form_view *v, const struct area *area)
{
    struct sheet s = {.area = area};
    say_submission(v, &s);
    s.row = dry_run_paint(&v->dry, v->ui, area, s.row);
    say_constraints(v, &s);
    say_bytes(v, &s);
    say_verifiers(v, &s);
    return s.row;
}
