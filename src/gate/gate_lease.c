/*
 * gate_lease.c - the words about command authority.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>

#include "common/str.h"
#include "gate/gate_priv.h"

/* It belongs to who armed it, and to his session. */
static void
disarm(struct gate_app *app, struct gate_command *c)
{
    (void)arms_remove(app->arms, c->id);
    c->armed = UTC_NONE;
    gate_change(app, c,
        c->ceremony == CEREMONY_CRITICAL ? COMMAND_APPROVED : COMMAND_HELD,
        "disarmed: command authority went on; arm it again");
}

const char *
gate_hand_over(struct gate_app *app)
{
    struct gate_command *c;
    size_t queued = 0;
    for (size_t i = 0; (c = command_book_at(app->book, i)) != NULL; i++) {
        if (c->state == COMMAND_ARMED)
            disarm(app, c);
        queued += c->state == COMMAND_QUEUED;
    }
    app->line_text[0] = '\0';
    if (queued > 0)
        (void)snprintf(app->line_text, sizeof app->line_text,
            "; %zu command%s queued", queued,
            queued == 1 ? " stays" : "s stay");
    return app->line_text;
}

static void
add_authority_rows(const struct gate_asked *q)
{
    const struct authority *a = &q->app->authority;
    gate_row(q->app, "holder", "%s", a->is_held ? a->holder.name : "");
    gate_row(q->app, "until", "%" PRId64, a->is_held ? a->until.utc.ns : 0);
}

enum err
gate_take(struct gate_asked *q, const struct msg_str *rest, size_t n)
{
    (void)rest, (void)n;
    struct gate_app *app = q->app;
    if (gate_need_role(q, ROLE_COMMAND | ROLE_HAZARDOUS) != ERR_OK)
        return ERR_DENIED;
    if (gate_need_log(app) != ERR_OK)
        return ERR_IO;
    const struct authority before = app->authority;
    const enum authority_change change = authority_take(
        &app->authority, &q->who, app->commands.lease_ns, app->now);
    app->is_gate_dirty = true;
    if (change == AUTHORITY_REFUSED)
        return gate_reply(app, ERR_EXISTS,
            "%s has command authority (%s); he is told that you ask",
            before.holder.name, before.holder.where);
    if (change == AUTHORITY_TAKEN)
        gate_authority(app, EV_AUTHORITY_TAKEN, q->who.name, q->who.where,
            "%s took command authority (%s)", q->who.name, q->who.where);
    else if (change == AUTHORITY_HANDED)
        gate_authority(app, EV_AUTHORITY_TAKEN, q->who.name, q->who.where,
            "%s took command authority over from %s (%s)%s", q->who.name,
            before.holder.name, q->who.where, gate_hand_over(app));
    else if (change == AUTHORITY_MOVED)
        gate_authority(app, EV_AUTHORITY_TAKEN, q->who.name, q->who.where,
            "%s moved command authority here (%s)%s", q->who.name, q->who.where,
            gate_hand_over(app));
    const enum err e = gate_done(q, "you have command authority");
    if (e == ERR_OK)
        add_authority_rows(q);
    return e;
}

/* Who is not the holder in this session is told who is. */
static enum err
not_yours(struct gate_asked *q)
{
    const enum err e = gate_need_authority(q);
    return e != ERR_OK ? e
                       : gate_reply(q->app, ERR_DENIED,
                             "you have command authority in another session");
}

enum err
gate_renew(struct gate_asked *q, const struct msg_str *rest, size_t n)
{
    (void)rest, (void)n;
    if (authority_renew(&q->app->authority, &q->who, q->app->commands.lease_ns,
            q->app->now) == AUTHORITY_REFUSED)
        return not_yours(q);
    add_authority_rows(q);
    return gate_reply(q->app, ERR_OK, "renewed");
}

enum err
gate_give(struct gate_asked *q, const struct msg_str *rest, size_t n)
{
    char to[ORDER_PERSON_MAX + 1];
    struct gate_app *app = q->app;
    if (n != 1 || rest[0].len >= sizeof to || rest[0].len == 0)
        return gate_reply(app, ERR_FORMAT, "give PERSON");
    msg_str_copy(to, sizeof to, rest[0]);
    if (gate_need_log(app) != ERR_OK)
        return ERR_IO;
    if (!people_exists(app->people, to))
        return gate_reply(app, ERR_NOTFOUND, "there is no person %s", to);
    if (authority_give(&app->authority, &q->who, to, app->now) ==
        AUTHORITY_REFUSED)
        return not_yours(q);
    gate_authority(app, EV_AUTHORITY_GIVEN, q->who.name, q->who.where,
        "%s offers command authority to %s", q->who.name, to);
    return gate_done(q, "offered for 60 s");
}

enum err
gate_yield(struct gate_asked *q, const struct msg_str *rest, size_t n)
{
    (void)rest, (void)n;
    if (authority_yield(&q->app->authority, &q->who) == AUTHORITY_REFUSED)
        return not_yours(q);
    gate_authority(q->app, EV_AUTHORITY_YIELDED, q->who.name, q->who.where,
        "%s gave command authority back%s", q->who.name,
        gate_hand_over(q->app));
    (void)gate_commit(q->app); /* less authority is never wrong */
    return gate_reply(q->app, ERR_OK, "nobody has command authority");
}

void
gate_join(const struct msg_str *rest, size_t n, char *out, size_t size)
{
    struct strbuf text = {0};
    for (size_t i = 0; i < n; i++) {
        strbuf_adds(&text, i > 0 ? " " : "");
        str_sanitize(&text, rest[i].s, rest[i].len, false);
    }
    (void)str_copy(out, size, strbuf_get(&text));
    strbuf_fini(&text);
}

enum err
gate_break(struct gate_asked *q, const struct msg_str *rest, size_t n)
{
    char reason[ORDER_COMMENT_MAX + 1];
    struct gate_app *app = q->app;
    gate_join(rest, n, reason, sizeof reason);
    if (reason[0] == '\0')
        return gate_reply(app, ERR_FORMAT, "break REASON");
    if (gate_need_role(q, ROLE_ADMIN) != ERR_OK)
        return ERR_DENIED;
    const struct authority before = app->authority;
    if (authority_break(&app->authority) == AUTHORITY_NONE)
        return gate_reply(app, ERR_NOTFOUND, "nobody has command authority");
    gate_authority(app, EV_AUTHORITY_BROKEN, q->who.name, q->who.where,
        "%s took command authority from %s: %s%s", q->who.name,
        before.holder.name, reason, gate_hand_over(app));
    (void)gate_commit(app);
    return gate_reply(app, ERR_OK, "nobody has command authority");
}
