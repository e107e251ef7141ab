/*
 * dry_run.c - see dry_run.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/dry_run.h"

#include <string.h>

#include "console/model/composer.h"
#include "console/model/holding.h"
#include "console/view/shown.h"

struct composer_place
dry_run_place(const struct ui *ui)
{
    const struct instance_info *i = &ui->model->instance;
    return (struct composer_place){i->mission, i->name};
}

/* ---- what this console knows ---------------------------------------------
 */

/* Is it one of "watch,log,command"? */
static bool
has_role(const char *roles, const char *role)
{
    size_t len = strlen(role);
    for (const char *at = roles; at != NULL && *at != '\0';) {
        size_t n = strcspn(at, ",");
        if (n == len && strncmp(at, role, n) == 0)
            return true;
        at += n + (at[n] == ',');
    }
    return false;
}

/* Somebody who only proposes needs no authority. */
static bool
only_proposes(const struct ui *ui)
{
    const char *roles =
        commands_roles(&ui->model->commands, ui->model->orders.person);
    return has_role(roles, "propose") && !has_role(roles, "command") &&
           !has_role(roles, "hazardous");
}

const char *
dry_run_why_not_submit(const struct ui *ui)
{
    const struct commands *c = &ui->model->commands;
    return ui->is_readonly ? "read-only: ask an operator"
           : !c->has_gate  ? "this instance has no gate: it cannot command"
           : !commands_are_live(c, shown_clock(ui))
               ? "no gate: nothing can be commanded"
           : ui->model->orders.holds || only_proposes(ui)
               ? NULL
               : "you do not have command authority: :authority take";
}

static void
add(struct strbuf *why, const char *text)
{
    if (*text != '\0')
        strbuf_addf(why, "%s%s", why->len > 0 ? "; " : "", text);
}

enum command_state
dry_run_becomes(const struct ui *ui, enum mdb_consequence level)
{
    switch (command_ceremony(level)) {
    case CEREMONY_CRITICAL:
        return COMMAND_PROPOSED;
    case CEREMONY_HAZARDOUS:
        return COMMAND_HELD;
    case CEREMONY_NORMAL:
    case CEREMONY_COUNT:
        break;
    }
    return only_proposes(ui) ? COMMAND_HELD : COMMAND_QUEUED;
}

static void
look_at_command(struct ui *ui, const struct stack_item *item, uint32_t index,
    enum command_state *to, struct strbuf *why)
{
    struct model *m = ui->model;
    struct composed composed = {0};
    struct strbuf text = {0};
    (void)composer_compose(
        &m->composer, index, item->value, item->n_values, &composed);
    const struct mdb_command *command = &m->composer.mdb->command[index];
    const struct holding_sight sight = {
        m, command, composed.leaf_text, composed.n_leaves, shown_clock(ui)};
    *to = dry_run_becomes(ui, holding_significance(&sight)->level);
    if (holding_constraints(&sight, &text) != HOLDING_YES)
        add(why, strbuf_get(&text));
    composed_fini(&composed);
    strbuf_fini(&text);
}

bool
dry_run_own(struct ui *ui, const struct stack_item *item,
    enum command_state *to, struct strbuf *why)
{
    struct composer *composer = &ui->model->composer;
    struct order order;
    const struct composer_place place = dry_run_place(ui);
    *to = COMMAND_QUEUED;
    if (composer_draft(composer, &place, item, "console", &order, why)) {
        look_at_command(
            ui, item, mdb_find_command(composer->mdb, order.command), to, why);
        order_fini(&order);
    }
    const char *not = dry_run_why_not_submit(ui);
    if (not != NULL)
        add(why, not );
    return why->len == 0;
}

/* ---- asking --------------------------------------------------------------
 */

static void
name_it(struct dry_run *run, const struct stack_item *item)
{
    struct strbuf text = {0};
    struct stack_item bare = *item;
    const char *slash = strrchr(item->name, '/');
    if (slash != NULL)
        bare.name = item->name + (slash - item->name) + 1;
    bare.text = NULL;
    stack_item_fmt(&bare, &text);
    (void)str_copy(run->of, sizeof run->of, strbuf_get(&text));
    strbuf_fini(&text);
}

void
dry_run_ask(struct dry_run *run, struct ui *ui, const struct stack_item *item)
{
    struct strbuf why = {0}, none = {0};
    struct order order;
    const struct composer_place place = dry_run_place(ui);
    *run = (struct dry_run){0};
    name_it(run, item);
    run->own_is_yes = dry_run_own(ui, item, &run->expected, &why);
    if (run->own_is_yes)
        strbuf_addf(&why, "it would be %s", command_state_str(run->expected));
    (void)str_copy(run->own, sizeof run->own, strbuf_get(&why));
    if (ui->order != NULL && composer_draft(&ui->model->composer, &place, item,
                                 "console", &order, &none)) {
        run->ticket = ui->order(ui->console, ORDER_CHECK, &order, NULL, 0);
        order_fini(&order);
    }
    strbuf_fini(&why);
    strbuf_fini(&none);
}

/* ---- drawing -------------------------------------------------------------
 */

/* The gate's word for what it would be differs, or yes and no do. */
static bool
differs(const struct dry_run *run, const struct order_ticket *t)
{
    if (t->answer != ANSWER_YES && t->answer != ANSWER_NO)
        return false;
    if ((t->answer == ANSWER_YES) != run->own_is_yes)
        return true;
    return run->own_is_yes &&
           strstr(t->text, command_state_str(run->expected)) == NULL;
}

static int
paint_line(const struct area *area, int row, enum role role, const char *label,
    const char *text)
{
    struct strbuf b = {0};
    strbuf_addf(&b, "%s%s", label, text);
    int next = row < area->rows ? words_paint(area, row, role, strbuf_get(&b))
                                : row + words_lines(area->cols, strbuf_get(&b));
    strbuf_fini(&b);
    return next;
}

/* What became of the question, and the gate's word where it gave one. */
static const char *
gate_words(
    const struct dry_run *run, const struct order_ticket *t, const char **label)
{
    *label = " gate     ";
    if (run->ticket == 0)
        return "could not be asked";
    if (t == NULL)
        return "its answer is not kept any more: V asks again";
    switch (t->answer) {
    case ANSWER_YES:
        *label = " gate     yes: ";
        return t->text;
    case ANSWER_NO:
        *label = " gate     no: ";
        return t->text;
    case ANSWER_SILENT:
        return "no answer came: nothing is known";
    case ANSWER_NONE:
        break;
    }
    return "is being asked";
}

int
dry_run_paint(const struct dry_run *run, const struct ui *ui,
    const struct area *area, int row)
{
    const struct order_ticket *t = orders_find(&ui->model->orders, run->ticket);
    const char *label;
    if (run->of[0] == '\0')
        return row;
    row = paint_line(
        area, row, ROLE_TEXT_LABEL, "dry run, nothing is sent: ", run->of);
    row = paint_line(area, row, run->own_is_yes ? ROLE_TEXT : ROLE_HEALTH_WARN,
        run->own_is_yes ? " console  yes: " : " console  no: ", run->own);
    const char *text = gate_words(run, t, &label);
    bool is_yes = t != NULL && t->answer == ANSWER_YES;
    row = paint_line(
        area, row, is_yes ? ROLE_TEXT : ROLE_HEALTH_WARN, label, text);
    if (t != NULL && differs(run, t))
        row = paint_line(area, row, ROLE_HEALTH_BAD,
            "They do not agree: ", "the gate decides.");
    return row;
}
