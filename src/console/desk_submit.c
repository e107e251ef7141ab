/*
 * desk_submit.c - one command to the gate: the one place in which the console
 * submits, for forms and for the stack.
 *
 * What is asked about is encoded before the question, and exactly that goes
 * out after a yes: whatever lists and forms do meanwhile.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk_priv.h"

#include <string.h>

#include "console/view/command_shown.h"
#include "console/view/dry_run.h"
#include "mdb/mdb.h"

#define QUESTION_MAX 150 /* bytes */
#define QUESTION_END 8   /* cells of " [y/N]" and margins */

static struct command_stack *
stack(struct desk *d)
{
    return &d->config.model->stack;
}

static const char *
why_not(const struct desk *d, enum order_word word)
{
    const char *why = desk_why_no_gate(d);
    return why == NULL && word == ORDER_SUBMIT ? dry_run_why_not_submit(&d->ui)
                                               : why;
}

/* Was it taken already, or may it have been? */
static const char *
why_not_line(struct desk *d, uint64_t line)
{
    size_t at = command_stack_find(stack(d), line);
    if (at == SIZE_MAX)
        return "the line is not there any more";
    return command_stack_is_under_way(stack(d), at, &d->config.model->commands)
               ? "this line is under way; D drops it before its release"
               : NULL;
}

static bool
build(struct desk *d, const struct stack_item *item, uint64_t line,
    struct order *out)
{
    struct model *m = d->config.model;
    const struct composer_place place = {
        .mission = m->instance.mission, .instance = d->instance};
    struct strbuf why = {0};
    bool is_good = composer_order(
        &m->composer, &place, item, line != 0 ? "stack" : "console", out, &why);
    if (!is_good)
        desk_refuse(d, TOAST_WARN, "not submitted: %s", strbuf_get(&why));
    strbuf_fini(&why);
    return is_good;
}

/* ---- submit ---------------------------------------------------------------
 */

/* "line 3 again, which is FAILED: " */
static void
name_line(struct desk *d, size_t at, struct strbuf *out)
{
    const struct telecommand *t =
        command_stack_command(stack(d), at, &d->config.model->commands);
    strbuf_addf(out, "line %zu", at + 1);
    if (t != NULL)
        strbuf_addf(out, " again, which is %s", command_word(t));
    strbuf_adds(out, ": ");
}

/* What a yes does.  Levels that hang on telemetry the gate decides. */
static const char *
question_end(const struct desk *d, const struct order *o)
{
    const struct mdb *mdb = d->config.model->composer.mdb;
    uint32_t at = mdb_find_command(mdb, o->command);
    if (at == MDB_NIL)
        return "?";
    const struct mdb_significance *s =
        mdb_command_significance(&mdb->command[at], NULL, NULL);
    switch (command_ceremony(s->level)) {
    case CEREMONY_HAZARDOUS:
        return ", to be armed and fired?";
    case CEREMONY_CRITICAL:
        return ", for another's approval?";
    case CEREMONY_NORMAL:
    case CEREMONY_COUNT:
        break;
    }
    return ": SENDS IT NOW?";
}

/* The line may end in the middle of the values, never of the command. */
static void
question_of(struct desk *d, const struct order *o, struct strbuf *out)
{
    const char *slash = strrchr(o->command, '/');
    size_t at = command_stack_find(stack(d), d->submit.line);
    struct strbuf values = {0};
    for (size_t i = 0; i < o->n_values; i++)
        strbuf_addf(&values, " %s=%s", o->value[i].name, o->value[i].text);
    strbuf_adds(out, "Submit ");
    if (at != SIZE_MAX)
        name_line(d, at, out);
    strbuf_adds(out, slash != NULL ? slash + 1 : o->command);
    const char *end = question_end(d, o);
    size_t ends = QUESTION_END + strlen(end);
    size_t room = (size_t)d->cols > ends ? (size_t)d->cols - ends : 0;
    room = room < QUESTION_MAX ? room : QUESTION_MAX;
    if (out->len + values.len + 1 <= room)
        strbuf_adds(out, strbuf_get(&values));
    else if (out->len + 5 < room) {
        size_t n = room - out->len - 5;
        while (n > 0 && ((unsigned char)values.s[n] & 0xc0) == 0x80)
            n--; /* not in the middle of a character */
        strbuf_add(out, values.s, n);
        strbuf_adds(out, " ...");
    }
    strbuf_adds(out, end);
    strbuf_fini(&values);
}

/* It was asked about in another time: look again. */
static void
submit_it(void *arg)
{
    struct desk *d = arg;
    const struct order *o = &d->submit.order;
    const struct mdb *mdb = d->config.model->composer.mdb;
    const char *why = why_not(d, ORDER_SUBMIT);
    if (why == NULL && d->submit.line != 0)
        why = why_not_line(d, d->submit.line);
    if (why == NULL && (mdb == NULL || mdb->hash != o->mdb_hash))
        why = "the mission database has changed: look at it again";
    if (why != NULL) {
        desk_refuse(d, TOAST_WARN, "not submitted: %s", why);
        return;
    }
    char id[DIGEST_ID_HEX];
    (void)str_copy(id, sizeof id, o->id);
    if (d->submit.line != 0) /* before: the answer may come at once */
        command_stack_submitted(stack(d), d->submit.line, id);
    if (desk_order(d, ORDER_SUBMIT, o, NULL, 0) == 0)
        command_stack_answer(stack(d), id, ANSWER_NO, "the gate was not asked");
}

static void
ask(struct desk *d)
{
    struct strbuf question = {0};
    question_of(d, &d->submit.order, &question);
    d->ui.confirm(d, strbuf_get(&question), submit_it, d);
    strbuf_fini(&question);
}

/* For struct ui. */
void
desk_submit(void *console, enum order_word word, const struct stack_item *item,
    uint64_t line)
{
    struct desk *d = console;
    struct order order;
    const char *why = why_not(d, word);
    if (why == NULL && word == ORDER_SUBMIT && line != 0)
        why = why_not_line(d, line);
    if (why != NULL) {
        desk_refuse(d, TOAST_WARN, "not submitted: %s", why);
        return;
    }
    if (!build(d, item, line, &order))
        return;
    if (word == ORDER_CHECK) {
        (void)desk_order(d, ORDER_CHECK, &order, NULL, 0);
        order_fini(&order);
        return;
    }
    order_fini(&d->submit.order);
    d->submit.order = order;
    d->submit.line = line;
    ask(d);
}

void
desk_submit_answer(struct desk *d, const struct order_ticket *t)
{
    if (t->word == ORDER_SUBMIT)
        command_stack_answer(stack(d), t->id, t->answer, t->text);
}
