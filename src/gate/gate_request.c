/*
 * gate_request.c - what people ask of the gate: the words of order.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "gate/gate_priv.h"

#define REST_MAX 64

/* ---- the reply ----------------------------------------------------------- */

static void
forget_reply(struct gate_app *app)
{
    for (size_t i = 0; i < app->n_rows; i++)
        free(app->row[i]);
    app->n_rows = 0;
    free(app->text);
    app->text = NULL;
}

static char *clean(const char *fmt, va_list ap) PRINTF_LIKE(1, 0);

static char *
clean(const char *fmt, va_list ap)
{
    struct strbuf text = {0}, out = {0};
    strbuf_addv(&text, fmt, ap);
    str_sanitize(&out, strbuf_get(&text), text.len, false);
    strbuf_fini(&text);
    return strbuf_take(&out);
}

void
gate_row(struct gate_app *app, const char *key, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *value = clean(fmt, ap);
    va_end(ap);
    app->row = xgrow(app->row, app->n_rows, &app->cap_rows, sizeof(char *));
    app->row[app->n_rows++] = xasprintf("%s: %s", key, value);
    free(value);
}

enum err
gate_reply(struct gate_app *app, enum err e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    free(app->text);
    app->text = clean(fmt, ap);
    va_end(ap);
    return e;
}

static void
fill_reply(struct gate_app *app, enum err e, struct msg_reply *reply)
{
    app->row_str =
        xreallocarray(app->row_str, app->n_rows + 1, sizeof *app->row_str);
    for (size_t i = 0; i < app->n_rows; i++)
        app->row_str[i] = msg_str(app->row[i]);
    reply->status = (uint64_t)e;
    reply->text = msg_str(app->text != NULL ? app->text : err_str(e));
    reply->rows = (struct msg_strv){app->row_str, app->n_rows};
}

/* ---- who asks ------------------------------------------------------------ */

enum err
gate_find_person(struct gate_asked *q, const char *claimed)
{
    char why[200] = "";
    const enum err e = people_find(
        q->app->people, q->asker->peer, claimed, &q->person, why, sizeof why);
    if (e != ERR_OK)
        return gate_reply(q->app, e, "%s", why);
    q->who = (struct authority_person){.uid = q->person.uid};
    (void)str_copy(q->who.name, sizeof q->who.name, q->person.name);
    (void)str_copy(q->who.session, sizeof q->who.session, q->head.session);
    (void)str_copy(q->who.where, sizeof q->who.where, q->asker->where);
    return ERR_OK;
}

/* Only the process that holds the executor's lock speaks for others. */
static enum err
need_executor(struct gate_asked *q)
{
    const struct gate_outbox *out = &q->app->config.outbox;
    const struct bus_peer *peer = q->asker->peer;
    const pid_t exec = out->executor != NULL ? out->executor(out->arg) : 0;
    if (peer->is_known && exec > 0 && peer->pid == (uint32_t)exec)
        return ERR_OK;
    if (!peer->is_known)
        return gate_reply(q->app, ERR_DENIED,
            "a process that is not known asks for %s: only the executor may",
            q->head.on_behalf);
    if (exec == 0)
        return gate_reply(q->app, ERR_DENIED,
            "process %" PRIu32 " of uid %" PRIu32
            " asks for %s: only the executor may, and none is running",
            peer->pid, peer->uid, q->head.on_behalf);
    return gate_reply(q->app, ERR_DENIED,
        "process %" PRIu32 " of uid %" PRIu32
        " asks for %s: only the executor may, which is process %ld",
        peer->pid, peer->uid, q->head.on_behalf, (long)exec);
}

/* The person for whom the executor asks; its operators it knows itself. */
static enum err
find_for(struct gate_asked *q)
{
    char why[200] = "";
    if (need_executor(q) != ERR_OK)
        return ERR_DENIED;
    if (q->head.as[0] != '\0')
        return gate_reply(q->app, ERR_FORMAT,
            "as= and for= do not go together: the executor has no other name");
    if (q->word != ORDER_SUBMIT && q->word != ORDER_CHECK &&
        q->word != ORDER_CANCEL)
        return gate_reply(q->app, ERR_DENIED,
            "the executor submits, checks and cancels for %s, no more: %s is "
            "for a person at a console",
            q->head.on_behalf, order_word_str(q->word));
    if (people_named(q->app->people, q->head.on_behalf, &q->person, why,
            sizeof why) != ERR_OK)
        return gate_reply(
            q->app, ERR_DENIED, "for %s: %s", q->head.on_behalf, why);
    q->is_executor = true;
    q->who = (struct authority_person){.uid = q->person.uid};
    (void)str_copy(q->who.name, sizeof q->who.name, q->person.name);
    (void)str_copy(q->who.session, sizeof q->who.session, q->head.session);
    (void)str_copy(q->who.where, sizeof q->who.where, q->asker->where);
    return ERR_OK;
}

enum err
gate_find_asker(struct gate_asked *q)
{
    return q->head.on_behalf[0] != '\0' ? find_for(q)
                                        : gate_find_person(q, q->head.as);
}

void
gate_add_asker(const struct gate_asked *q, struct strbuf *out)
{
    strbuf_addf(out, "%s%s", q->is_executor ? "exec for " : "", q->person.name);
}

/* The executor's session is its own, whomever it orders for. */
enum err
gate_find_guard(struct gate_asked *q, int64_t ttl_ns)
{
    struct person executor = {.name = "exec", .uid = q->asker->peer->uid};
    const enum guard_result g = guard_take(q->app->guard, &q->head,
        q->is_executor ? &executor : &q->person, ttl_ns, q->app->now);
    return g == GUARD_OK ? ERR_OK
                         : gate_reply(q->app, ERR_DENIED, "%s", guard_text(g));
}

enum err
gate_need_role(const struct gate_asked *q, unsigned roles)
{
    if ((q->person.roles & roles) != 0)
        return ERR_OK;
    struct strbuf need = {0};
    roles_fmt(roles, &need);
    const enum err e = gate_reply(q->app, ERR_DENIED,
        "%s has not the role for it: %s", q->person.name, strbuf_get(&need));
    strbuf_fini(&need);
    return e;
}

enum err
gate_need_authority(const struct gate_asked *q)
{
    const struct authority *a = &q->app->authority;
    if (authority_covers(a, &q->who))
        return ERR_OK;
    /* A console that died must not stop a procedure; names are one person's. */
    if (q->is_executor &&
        (!a->is_held || strcmp(a->holder.name, q->person.name) == 0))
        return ERR_OK;
    if (a->is_held)
        return gate_reply(q->app, ERR_DENIED,
            "%s has command authority, not %s", a->holder.name, q->person.name);
    return gate_reply(
        q->app, ERR_DENIED, "nobody has command authority: take it first");
}

enum err
gate_need_log(struct gate_app *app)
{
    if (gate_is_sound(app))
        return ERR_OK;
    return gate_reply(app, ERR_IO, "the command log cannot be written: %s",
        app->ledger != NULL ? ledger_reason(app->ledger) : "not open");
}

/* What was changed is on disk before the reply. */
enum err
gate_done(struct gate_asked *q, const char *text)
{
    if (!gate_commit(q->app))
        return gate_reply(q->app, ERR_IO,
            "the command log cannot be written: %s; nothing was done",
            ledger_reason(q->app->ledger));
    return gate_reply(q->app, ERR_OK, "%s", text);
}

/* ---- one command --------------------------------------------------------- */

/* The command that is named, in one of these states; NULL: replied. */
static struct gate_command *
find(struct gate_asked *q, const struct msg_str *rest, size_t n,
    unsigned states, const char *form)
{
    struct gate_app *app = q->app;
    if (n == 0) {
        (void)gate_reply(app, ERR_FORMAT, "%s", form);
        return NULL;
    }
    struct gate_command *c =
        command_book_find(app->book, rest[0].s, rest[0].len);
    if (c == NULL) {
        (void)gate_reply(app, ERR_NOTFOUND, "there is no such command");
    } else if ((1u << c->state & states) == 0) {
        (void)gate_reply(app, ERR_EXISTS, "%s #%" PRIu64 " is %s",
            c->short_name, c->number, command_state_str(c->state));
        c = NULL;
    }
    return c;
}

static enum err
not_found(const struct gate_app *app, const struct msg_str *rest, size_t n)
{
    if (n == 0)
        return ERR_FORMAT;
    return command_book_find(app->book, rest[0].s, rest[0].len) == NULL
               ? ERR_NOTFOUND
               : ERR_EXISTS;
}

/* What is approved or armed are the bytes that the person saw. */
static enum err
need_digest(
    struct gate_asked *q, const struct gate_command *c, struct msg_str digest)
{
    if (digest.len == sizeof c->digest - 1 &&
        digest_equal(digest.s, c->digest, digest.len))
        return ERR_OK;
    return gate_reply(q->app, ERR_FORMAT,
        "the digest is not that of %s #%" PRIu64, c->short_name, c->number);
}

/* Names that are proven belong to uids: one login is one person. */
static bool
is_same_person(
    const struct gate_asked *q, const char *name, uint32_t uid, bool is_proven)
{
    return strcmp(q->person.name, name) == 0 ||
           (is_proven && !q->person.is_claimed && q->person.uid == uid);
}

static enum err
do_approve(struct gate_asked *q, const struct msg_str *rest, size_t n)
{
    struct gate_app *app = q->app;
    struct gate_command *c =
        find(q, rest, n, 1u << COMMAND_PROPOSED, "approve ID DIGEST");
    if (c == NULL)
        return not_found(app, rest, n);
    if (n != 2)
        return gate_reply(app, ERR_FORMAT, "approve ID DIGEST");
    if (gate_need_role(q, ROLE_APPROVE) != ERR_OK)
        return ERR_DENIED;
    if (is_same_person(q, c->person, c->uid, c->is_proven))
        return gate_reply(app, ERR_DENIED,
            "another person than %s has to approve it", c->person);
    if (need_digest(q, c, rest[1]) != ERR_OK)
        return ERR_FORMAT;
    if (gate_need_log(app) != ERR_OK)
        return ERR_IO;
    (void)str_copy(c->approved_by, sizeof c->approved_by, q->person.name);
    c->approver_uid = q->person.uid;
    c->is_approver_proven = !q->person.is_claimed;
    c->approved = app->now.utc;
    gate_change(app, c, COMMAND_APPROVED, "approved by %s", q->person.name);
    return gate_done(q, "approved");
}

/* Authority, role, and for critical ones: not who approved it. */
static enum err
need_hazardous(struct gate_asked *q, const struct gate_command *c)
{
    enum err e = gate_need_role(q, ROLE_HAZARDOUS);
    if (e == ERR_OK)
        e = gate_need_authority(q);
    if (e == ERR_OK && c->ceremony == CEREMONY_CRITICAL &&
        is_same_person(
            q, c->approved_by, c->approver_uid, c->is_approver_proven))
        e = gate_reply(q->app, ERR_DENIED,
            "%s approved it: another person has to fire it", q->person.name);
    return e;
}

/* What would refuse it at once when it is released. */
enum err
gate_need_interlocks(struct gate_asked *q, const struct gate_command *c)
{
    struct gate_app *app = q->app;
    struct strbuf why = {0};
    const char *no_contact;
    int64_t timeout_ns;
    enum err e = ERR_OK;
    const bool has_contact = gate_has_contact(app, &no_contact);
    const enum truth t = gate_constraints(app, c, &why, &timeout_ns);
    if (!has_contact && app->commands.los == MISSION_LOS_REFUSE)
        e = gate_reply(app, ERR_AGAIN, "no contact: %s",
            gate_signal_str(gate_signal(app)));
    else if (t != TRUTH_TRUE && timeout_ns == 0 &&
             (t == TRUTH_FALSE || has_contact))
        e = gate_reply(app, ERR_AGAIN, "%s", strbuf_get(&why));
    strbuf_fini(&why);
    return e;
}

static struct arm
arm_of(const struct gate_asked *q, const struct gate_command *c)
{
    struct arm a = {.uid = q->person.uid};
    (void)str_copy(a.id, sizeof a.id, c->id);
    (void)str_copy(a.digest, sizeof a.digest, c->digest);
    (void)str_copy(a.person, sizeof a.person, q->person.name);
    (void)str_copy(a.session, sizeof a.session, q->head.session);
    return a;
}

static enum err
do_arm(struct gate_asked *q, const struct msg_str *rest, size_t n)
{
    struct gate_app *app = q->app;
    struct gate_command *c = find(q, rest, n,
        1u << COMMAND_HELD | 1u << COMMAND_APPROVED, "arm ID DIGEST");
    if (c == NULL)
        return not_found(app, rest, n);
    if (n != 2)
        return gate_reply(app, ERR_FORMAT, "arm ID DIGEST");
    enum err e = need_hazardous(q, c);
    if (e == ERR_OK)
        e = need_digest(q, c, rest[1]);
    if (e == ERR_OK)
        e = gate_need_log(app);
    if (e == ERR_OK)
        e = gate_need_interlocks(q, c);
    if (e != ERR_OK)
        return e;
    char token[DIGEST_ID_HEX];
    app->config.outbox.random_id(app->config.outbox.arg, token);
    const struct arm arm = arm_of(q, c);
    c->armed = app->now.utc;
    gate_change(app, c, COMMAND_ARMED, "armed by %s", q->person.name);
    arms_add(app->arms, &arm, token, c->until_mono);
    e = gate_done(q, "armed");
    if (e == ERR_OK) {
        gate_row(app, "token", "%s", token);
        gate_row(app, "until", "%" PRId64, c->until.ns);
    }
    memset(token, 0, sizeof token);
    return e;
}

static enum err
use_token(struct gate_asked *q, struct gate_command *c, struct msg_str token)
{
    static const char *const why[ARMS_RESULT_COUNT] = {
        [ARMS_NOT] = "it is not armed",
        [ARMS_PERSON] = "another person armed it",
        [ARMS_SESSION] = "it was armed in another session",
        [ARMS_TOKEN] = "the token is not that of the arming",
        [ARMS_DIGEST] = "other bytes were armed",
        [ARMS_OVER] = "not fired in time",
    };
    struct gate_app *app = q->app;
    const struct arm arm = arm_of(q, c);
    const enum arms_result r = arms_fire(app->arms, &arm, token.s, token.len,
        app->config.instance->name, app->now.mono);
    if (r == ARMS_FIRED)
        return ERR_OK;
    if (r == ARMS_OVER) {
        gate_change(app, c, COMMAND_EXPIRED, "%s", why[r]);
        (void)gate_commit(app);
    }
    return gate_reply(app, ERR_DENIED, "%s", why[r]);
}

static enum err
do_fire(struct gate_asked *q, const struct msg_str *rest, size_t n)
{
    const char *form = "fire ID TOKEN SHORT-NAME";
    struct gate_app *app = q->app;
    struct gate_command *c = find(q, rest, n, 1u << COMMAND_ARMED, form);
    if (c == NULL)
        return not_found(app, rest, n);
    if (n != 3)
        return gate_reply(app, ERR_FORMAT, "%s", form);
    enum err e = need_hazardous(q, c);
    if (e == ERR_OK)
        e = gate_need_log(app);
    if (e == ERR_OK && !msg_str_eq(rest[2], c->short_name))
        e = gate_reply(app, ERR_FORMAT,
            "the name typed is not %s; it stays armed", c->short_name);
    if (e == ERR_OK)
        e = gate_need_interlocks(q, c);
    if (e == ERR_OK)
        e = use_token(q, c, rest[1]);
    if (e != ERR_OK)
        return e;
    (void)str_copy(c->fired_by, sizeof c->fired_by, q->person.name);
    c->place = command_book_place(app->book);
    gate_change(app, c, COMMAND_QUEUED, "fired by %s", q->person.name);
    return gate_done(q, "fired");
}

/* His own, anybody's for the holder; the executor's are those it ordered, for
 * control of its execution may have gone to somebody else since. */
static enum err
need_own(struct gate_asked *q, const struct gate_command *c)
{
    if (q->is_executor)
        return str_eq(c->origin, ORDER_ORIGIN_EXEC)
                   ? ERR_OK
                   : gate_reply(q->app, ERR_DENIED,
                         "the executor did not order %s #%" PRIu64,
                         c->short_name, c->number);
    if (is_same_person(q, c->person, c->uid, c->is_proven) ||
        authority_covers(&q->app->authority, &q->who))
        return ERR_OK;
    return gate_need_role(q, ROLE_APPROVE | ROLE_ADMIN);
}

static enum err
do_cancel(struct gate_asked *q, const struct msg_str *rest, size_t n)
{
    struct gate_app *app = q->app;
    char reason[ORDER_COMMENT_MAX + 1];
    const unsigned states = 1u << COMMAND_HELD | 1u << COMMAND_PROPOSED |
                            1u << COMMAND_APPROVED | 1u << COMMAND_ARMED |
                            1u << COMMAND_QUEUED;
    struct gate_command *c = find(q, rest, n, states, "cancel ID REASON");
    if (c == NULL)
        return not_found(app, rest, n);
    if (need_own(q, c) != ERR_OK)
        return ERR_DENIED;
    gate_join(rest + 1, n - 1, reason, sizeof reason);
    (void)arms_remove(app->arms, c->id);
    gate_change(app, c, COMMAND_CANCELLED, "by %s%s%s%s",
        q->is_executor ? "exec for " : "", q->person.name,
        reason[0] != '\0' ? ": " : "", reason);
    (void)gate_commit(app); /* what is cancelled stays so in any case */
    return gate_reply(app, ERR_OK, "cancelled");
}

static enum err
do_close(struct gate_asked *q, const struct msg_str *rest, size_t n)
{
    struct gate_app *app = q->app;
    char reason[ORDER_COMMENT_MAX + 1];
    struct gate_command *c =
        find(q, rest, n, 1u << COMMAND_UNKNOWN, "close ID REASON");
    if (c == NULL)
        return not_found(app, rest, n);
    gate_join(rest + 1, n - 1, reason, sizeof reason);
    if (reason[0] == '\0')
        return gate_reply(app, ERR_FORMAT, "close ID REASON");
    if (!utc_is_none(c->ended))
        return gate_reply(app, ERR_EXISTS, "it is closed already");
    if (gate_need_role(q, ROLE_COMMAND | ROLE_HAZARDOUS | ROLE_ADMIN) != ERR_OK)
        return ERR_DENIED;
    if (gate_need_log(app) != ERR_OK)
        return ERR_IO;
    gate_change(
        app, c, COMMAND_UNKNOWN, "closed by %s: %s", q->person.name, reason);
    c->ended = app->now.utc;
    gate_note(app, c, true);
    gate_event(app, EV_COMMAND_CLOSED, "%s #%" PRIu64 " %s", c->short_name,
        c->number, c->detail);
    return gate_done(q, "closed");
}

/* ---- dispatch ------------------------------------------------------------ */

static enum err (*const word_fn[ORDER_WORD_COUNT])(
    struct gate_asked *q, const struct msg_str *rest, size_t n) = {
    [ORDER_TAKE] = gate_take,
    [ORDER_RENEW] = gate_renew,
    [ORDER_GIVE] = gate_give,
    [ORDER_YIELD] = gate_yield,
    [ORDER_BREAK] = gate_break,
    [ORDER_APPROVE] = do_approve,
    [ORDER_ARM] = do_arm,
    [ORDER_FIRE] = do_fire,
    [ORDER_CANCEL] = do_cancel,
    [ORDER_CLOSE] = do_close,
};

static enum err
do_word(struct gate_asked *q)
{
    struct msg_str rest[REST_MAX];
    struct strbuf why = {0};
    size_t n = 0;
    enum err e = order_parse(
        &q->request->args, &q->head, NULL, rest, REST_MAX, &n, &why);
    if (e != ERR_OK)
        (void)gate_reply(q->app, e, "%s", strbuf_get(&why));
    strbuf_fini(&why);
    if (e == ERR_OK)
        e = gate_find_asker(q);
    if (e == ERR_OK)
        e = gate_find_guard(q, ORDER_TTL_NS);
    return e == ERR_OK ? word_fn[q->word](q, rest, n) : e;
}

static enum err
dispatch(struct gate_asked *q)
{
    enum err e;
    const struct msg_str verb = q->request->verb;
    if (gate_ask(q, &e))
        return e;
    if (!order_word_parse(verb.s, verb.len, &q->word))
        return gate_reply(q->app, ERR_NOTFOUND,
            "verbs: list show whoami check take renew give yield break submit "
            "approve arm fire cancel close");
    if (q->word == ORDER_CHECK)
        return gate_check_order(q);
    if (!q->asker->may_change)
        return gate_reply(q->app, ERR_DENIED, "watchers cannot command");
    if (q->app->ledger == NULL)
        return gate_reply(q->app, ERR_AGAIN, "the gate begins");
    return q->word == ORDER_SUBMIT ? gate_submit(q) : do_word(q);
}

/* Who was refused what, and why; a flood is counted. */
static void
log_refusal(struct gate_asked *q)
{
    struct gate_app *app = q->app;
    app->refused++;
    if (!gate_is_sound(app) || app->n_refused++ >= GATE_REFUSED_MAX) {
        app->n_refused_more++;
        return;
    }
    struct strbuf text = {0};
    str_sanitize(&text, q->request->verb.s,
        q->request->verb.len < 32 ? q->request->verb.len : 32, false);
    strbuf_addf(&text, ": %s", app->text != NULL ? app->text : "refused");
    struct strbuf who = {0};
    gate_add_asker(q, &who);
    gate_log_refused(app, strbuf_get(&text), strbuf_get(&who), q->asker->where);
    strbuf_fini(&who);
    strbuf_fini(&text);
}

void
gate_app_request(struct gate_app *app, const struct gate_asker *asker,
    const struct msg_request *request, struct msg_reply *reply,
    struct moment now)
{
    app->now = now;
    forget_reply(app);
    gate_tick(app);
    struct gate_asked q = {.app = app, .asker = asker, .request = request};
    const enum err e = dispatch(&q);
    if (e != ERR_OK && asker->may_change)
        log_refusal(&q);
    fill_reply(app, e, reply);
}
