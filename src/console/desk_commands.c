/*
 * desk_commands.c - what this console asks of the gate: requests, answers, and
 * the ceremonies before a command goes out.
 *
 * Nothing is asked again by itself: a request without an answer may be done.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk_priv.h"

#include <string.h>

#include "console/view/command_shown.h"

static struct orders *
orders(struct desk *d)
{
    return &d->config.model->orders;
}

static const struct commands *
commands(const struct desk *d)
{
    return &d->config.model->commands;
}

/* "#7 HTR_ON", or "" */
static void
name_of(const struct desk *d, const char *id, struct strbuf *out)
{
    const struct telecommand *t = commands_find(commands(d), id);
    if (t != NULL)
        command_name_text(t, out);
}

/* ---- requests ------------------------------------------------------------ */

static const char *
id_of(const struct order *order, const char *const *more, size_t n_more)
{
    if (order != NULL)
        return order->id;
    bool is_id =
        n_more > 0 && digest_is_hex(more[0], strlen(more[0]), DIGEST_ID_BYTES);
    return is_id ? more[0] : "";
}

/* Into the action log; never the session or a token. */
static void
note_order(struct desk *d, enum order_word word, const struct order *order,
    const char *const *more, size_t n_more)
{
    struct strbuf what = {0};
    const char *id = id_of(order, more, n_more);
    if (word == ORDER_RENEW)
        return;
    if (order != NULL)
        strbuf_adds(&what, order->command);
    else if (id[0] != '\0')
        name_of(d, id, &what);
    else if (n_more > 0)
        strbuf_adds(&what, more[0]);
    bool has_reason =
        n_more > 1 && (word == ORDER_CANCEL || word == ORDER_CLOSE);
    desk_note(d, DEED_ASKED, DEED_OK, "gate: %s %s%s%s", order_word_str(word),
        strbuf_get(&what), has_reason ? ": " : "", has_reason ? more[1] : "");
    strbuf_fini(&what);
}

uint64_t
desk_order(void *console, enum order_word word, const struct order *order,
    const char *const *more, size_t n_more)
{
    struct desk *d = console;
    struct order_head head;
    if (d->config.is_readonly) {
        desk_refuse(d, TOAST_WARN, "read-only: ask an operator");
        return 0;
    }
    if (d->config.host.order == NULL) {
        desk_refuse(d, TOAST_WARN, "there is no gate to ask");
        return 0;
    }
    bool is_training = d->config.model->instance.kind == INSTANCE_SIM;
    uint64_t ticket = orders_ask(orders(d), word, id_of(order, more, n_more),
        is_training, d->now.utc, &head);
    note_order(d, word, order, more, n_more);
    size_t n;
    char **args = order_args(&head, order, more, n_more, &n);
    d->config.host.order(d->config.host.arg, ticket, order_word_str(word),
        (const char *const *)args, n);
    order_args_free(&args, n);
    return ticket;
}

/* ---- answers ------------------------------------------------------------- */

static void
tell_silence(struct desk *d, const struct order_ticket *t)
{
    struct strbuf name = {0};
    name_of(d, t->id, &name);
    if (t->word == ORDER_FIRE)
        desk_say(d, TOAST_ERROR,
            "no answer: whether %s was fired is not known: look at its state "
            "and at telemetry",
            strbuf_get(&name));
    else if (t->word != ORDER_RENEW)
        desk_say(d, TOAST_ERROR, "no answer from the gate: %s %s may be done",
            order_word_str(t->word), strbuf_get(&name));
    strbuf_fini(&name);
}

/* What is said of a yes where the gate has no words. */
static const char *
yes_text(enum order_word word)
{
    switch (word) {
    case ORDER_TAKE:
        return "you have command authority";
    case ORDER_YIELD:
        return "command authority is given back";
    case ORDER_GIVE:
        return "command authority is offered";
    case ORDER_BREAK:
        return "command authority is broken";
    case ORDER_APPROVE:
        return "approved";
    case ORDER_FIRE:
        return "fired";
    case ORDER_CANCEL:
        return "cancelled";
    case ORDER_CLOSE:
        return "closed";
    case ORDER_SUBMIT:
        return "taken";
    case ORDER_CHECK:
        return "all checks passed";
    case ORDER_ARM:
    case ORDER_RENEW:
    case ORDER_WORD_COUNT:
        break;
    }
    return "";
}

static void
tell_answer(struct desk *d, const struct order_ticket *t)
{
    bool is_yes = t->answer == ANSWER_YES;
    if (t->word == ORDER_RENEW && is_yes)
        return;
    struct strbuf name = {0};
    name_of(d, t->id, &name);
    const char *text =
        t->text[0] != '\0' || !is_yes ? t->text : yes_text(t->word);
    bool has_name = name.len > 0 && strstr(text, strbuf_get(&name)) == NULL;
    desk_note(d, DEED_ANSWER, is_yes ? DEED_OK : DEED_FAILED, "%s%s%s",
        has_name ? strbuf_get(&name) : "", has_name ? ": " : "", text);
    if (text[0] != '\0') {
        struct strbuf line = {0};
        strbuf_addf(&line, "%s%s%s", has_name ? strbuf_get(&name) : "",
            has_name ? ": " : "", text);
        prompt_toast(&d->prompt, is_yes ? TOAST_INFO : TOAST_ERROR,
            strbuf_get(&line), d->now.mono);
        strbuf_fini(&line);
    }
    strbuf_fini(&name);
}

static void
drop_input(struct desk *d)
{
    if (d->config.host.drop_input != NULL)
        d->config.host.drop_input(d->config.host.arg);
}

void
desk_show_dialog(struct desk *d, struct ceremony *c)
{
    ceremony_fini(&d->ceremony);
    d->ceremony = *c;
    *c = (struct ceremony){0};
    drop_input(d);
    d->todo |= UI_REDRAW;
}

/* Armed: the dialog that was prepared opens with the token. */
static void
open_armed(struct desk *d, const struct order_ticket *t)
{
    if (d->arming.kind == CEREMONY_OFF || !str_eq(t->id, d->arming.id))
        return;
    if (t->answer != ANSWER_YES) {
        ceremony_fini(&d->arming);
        return;
    }
    if (t->token[0] == '\0') {
        desk_say(d, TOAST_ERROR,
            "armed, but the gate's answer has no token: it cannot be fired "
            "here; D disarms it");
        ceremony_fini(&d->arming);
        return;
    }
    (void)str_copy(d->arming.token, sizeof d->arming.token, t->token);
    desk_show_dialog(d, &d->arming);
}

void
desk_order_answer(
    struct desk *desk, uint64_t ticket, const struct msg_reply *reply)
{
    bool had = orders(desk)->holds;
    const struct order_ticket *t =
        orders_answer(orders(desk), ticket, reply, desk->now);
    if (t == NULL)
        return;
    if (t->answer == ANSWER_SILENT)
        tell_silence(desk, t);
    else
        tell_answer(desk, t);
    if (had && !orders(desk)->holds && t->word == ORDER_RENEW)
        desk_say(desk, TOAST_ERROR, "command authority is lost: %s", t->text);
    if (t->word == ORDER_ARM)
        open_armed(desk, t);
    desk_submit_answer(desk, t);
    desk->todo |= UI_REDRAW;
}

/* ---- the gate -------------------------------------------------------------
 */

const char *
desk_why_no_gate(const struct desk *d)
{
    return d->config.is_readonly ? "read-only: ask an operator"
                                 : command_why_no_gate(d->config.model, d->now);
}

void
desk_follow_gate(struct desk *d)
{
    if (commands(d)->has_gate && !d->command.has_gate) {
        d->command.has_gate = true;
        if (!d->is_touched)
            desk_arrange(d);
    }
    desk_tell_authority(d);
    if (d->ceremony.kind != CEREMONY_OFF && !ceremony_is_of_run(&d->ceremony))
        ceremony_follow(
            &d->ceremony, commands_find(commands(d), d->ceremony.id), d->now);
}

/* ---- cancel and close ---------------------------------------------------- */

static void
settle(struct desk *d, enum order_word word, const char *id, const char *reason)
{
    const char *more[] = {id, reason};
    if (strlen(reason) > ORDER_COMMENT_MAX)
        desk_say(d, TOAST_WARN, "not done: the reason is too long");
    else
        (void)desk_order(d, word, NULL, more, ARRAY_LEN(more));
}

static void
reason_told(void *arg, const char *text)
{
    struct desk *d = arg;
    if (text[strspn(text, " ")] == '\0')
        desk_say(d, TOAST_WARN, "not done: it needs a reason");
    else
        settle(d, d->command.word, d->command.id, text);
}

static void
ask_reason(struct desk *d, const struct telecommand *t)
{
    struct strbuf question = {0};
    d->command.word = ORDER_CANCEL;
    (void)str_copy(d->command.id, sizeof d->command.id, t->id);
    strbuf_adds(&question, t->state == COMMAND_ARMED ? "Disarm " : "Cancel ");
    command_name_text(t, &question);
    strbuf_adds(&question, ", because: ");
    d->ui.prompt(d, strbuf_get(&question), reason_told, d);
    strbuf_fini(&question);
}

/* "7 seen in TM" */
void
desk_run_settle(struct desk *d, enum order_word word, const char *text)
{
    char id[DIGEST_ID_HEX + 1];
    size_t len = strcspn(text, " ");
    const char *reason = text + len + strspn(text + len, " ");
    const char *why = desk_why_no_gate(d);
    (void)str_copy(id, len + 1 < sizeof id ? len + 1 : sizeof id, text);
    const struct telecommand *t = commands_named(commands(d), id);
    if (why != NULL)
        desk_refuse(d, TOAST_WARN, "%s", why);
    else if (t == NULL)
        desk_say(d, TOAST_WARN, "no command '%s'; 4 lists them", id);
    else if (word == ORDER_CLOSE && !telecommand_is_unknown(t))
        desk_say(d, TOAST_WARN, "only an UNKNOWN command is closed; it is %s%s",
            command_state_str(t->state),
            t->state == COMMAND_UNKNOWN ? ", and closed" : "");
    else if (word == ORDER_CANCEL &&
             command_why_not(&d->ui, ACTION_CANCEL, t) != NULL)
        desk_say(
            d, TOAST_WARN, "%s", command_why_not(&d->ui, ACTION_CANCEL, t));
    else if (*reason == '\0')
        desk_say(d, TOAST_WARN, "it needs a reason: :%s %s REASON",
            order_word_str(word), id);
    else
        settle(d, word, t->id, reason);
}

/* ---- ceremonies ---------------------------------------------------------- */

static void
open_ceremony(struct desk *d, struct ceremony *c, enum ceremony_kind kind,
    const struct telecommand *t)
{
    struct strbuf arguments = {0};
    command_values_text(&d->ui, t, false, &arguments);
    ceremony_open(c, kind, t, strbuf_get(&arguments));
    strbuf_fini(&arguments);
}

/* The object is captured now: its digest goes to the gate, its words stand in
 * the dialog. */
static void
arm(struct desk *d, const struct telecommand *t)
{
    const char *more[] = {t->id, t->digest};
    if (d->arming.kind != CEREMONY_OFF) {
        desk_say(d, TOAST_INFO, "the gate is being asked already");
        return;
    }
    open_ceremony(d, &d->arming, CEREMONY_FIRE, t);
    if (desk_order(d, ORDER_ARM, NULL, more, ARRAY_LEN(more)) == 0)
        ceremony_fini(&d->arming);
}

static void
open_approval(struct desk *d, const struct telecommand *t)
{
    struct ceremony c = {0};
    open_ceremony(d, &c, CEREMONY_APPROVE, t);
    desk_show_dialog(d, &c);
}

void
desk_command_key(void *console, enum action action, const char *id)
{
    struct desk *d = console;
    const struct telecommand *t = commands_find(commands(d), id);
    const char *why = command_why_not(&d->ui, action, t);
    if (t == NULL || why != NULL)
        desk_refuse(d, TOAST_WARN, "%s", why != NULL ? why : "it is gone");
    else if (action == ACTION_CANCEL)
        ask_reason(d, t);
    else if (t->state == COMMAND_PROPOSED)
        open_approval(d, t);
    else
        arm(d, t);
}

static void
go(struct desk *d, const struct ceremony *c)
{
    const char *fire[] = {c->id, c->token, c->word};
    const char *approve[] = {c->id, c->digest};
    const char *reason = c->reason;
    if (ceremony_is_of_run(c))
        desk_run_go(d, c);
    else if (c->kind == CEREMONY_FIRE)
        (void)desk_order(d, ORDER_FIRE, NULL, fire, ARRAY_LEN(fire));
    else if (c->kind == CEREMONY_APPROVE)
        (void)desk_order(d, ORDER_APPROVE, NULL, approve, ARRAY_LEN(approve));
    else
        (void)desk_order(d, ORDER_BREAK, NULL, &reason, 1);
}

unsigned
desk_ceremony_key(struct desk *d, keysym k)
{
    struct ceremony *c = &d->ceremony;
    const char *why;
    switch (ceremony_key(c, k, d->now)) {
    case CEREMONY_STAYS:
        break;
    case CEREMONY_GO:
        why = ceremony_is_of_run(c) ? desk_why_not_run(d, c)
                                    : desk_why_no_gate(d);
        if (why != NULL) { /* it must not wait in a queue */
            ceremony_refuse(c, why);
            break;
        }
        go(d, c);
        ceremony_fini(c);
        break;
    case CEREMONY_CLOSES:
        if (c->kind == CEREMONY_FIRE && !c->is_over)
            settle(d, ORDER_CANCEL, c->id, "the dialog was closed");
        else
            desk_say(d, TOAST_INFO, "nothing was done");
        ceremony_fini(c);
        break;
    }
    return UI_REDRAW;
}

void
desk_shown(struct desk *desk, struct clock now)
{
    struct page *page = desk_page(desk);
    ceremony_shown(&desk->ceremony, now);
    desk_set_now(desk, now);
    if (page != NULL && page->class->shown != NULL &&
        desk->ceremony.kind == CEREMONY_OFF && !desk->help_is_open)
        page->class->shown(page->view, &desk->ui);
}
