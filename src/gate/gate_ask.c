/*
 * gate_ask.c - questions: list, show, whoami.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>

#include "common/attr.h"
#include "common/str.h"
#include "gate/gate_priv.h"

/* "#12 sent HTR_ON Heater=A (FC-1): accepted" */
static enum err
do_list(struct gate_asked *q)
{
    const struct gate_command *c;
    const struct gate_app *app = q->app;
    for (size_t i = 0; (c = command_book_at(app->book, i)) != NULL; i++)
        gate_row(q->app, c->id, "#%" PRIu64 " %s %s %s%s%s", c->number,
            command_state_str(c->state), c->short_name, c->person,
            c->detail[0] != '\0' ? ": " : "", c->detail);
    return gate_reply(q->app, ERR_OK, "%zu commands", q->app->n_rows);
}

static void
time_row(struct gate_app *app, const char *key, struct utc t)
{
    char text[TIME_TEXT_SIZE];
    if (!utc_is_none(t))
        gate_row(app, key, "%s", utc_fmt_iso(text, t, false));
}

static void
text_row(struct gate_app *app, const char *key, const char *text)
{
    if (text[0] != '\0')
        gate_row(app, key, "%s", text);
}

static void
data_row(struct gate_app *app, const struct gate_command *c)
{
    struct strbuf hex = {0};
    strbuf_addhex(&hex, c->data, c->len < 4096 ? c->len : 4096);
    gate_row(app, "data", "%s", strbuf_get(&hex));
    strbuf_fini(&hex);
}

static void
show(struct gate_app *app, const struct gate_command *c)
{
    gate_row(app, "id", "%s", c->id);
    gate_row(app, "number", "%" PRIu64, c->number);
    gate_row(app, "name", "%s", c->name);
    for (size_t i = 0; i < c->n_values; i++)
        gate_row(app, "value", "%s", c->value[i]);
    gate_row(app, "state", "%s", command_state_str(c->state));
    text_row(app, "detail", c->detail);
    gate_row(app, "ceremony", "%s", command_ceremony_str(c->ceremony));
    gate_row(app, "consequence", "%s", mdb_consequence_str(c->consequence));
    text_row(app, "reason", c->reason);
    text_row(app, "person", c->person);
    text_row(app, "origin", c->origin);
    text_row(app, "comment", c->comment);
    text_row(app, "approved_by", c->approved_by);
    text_row(app, "fired_by", c->fired_by);
    text_row(app, "uplink", c->uplink);
    gate_row(app, "digest", "%s", c->digest);
    if (c->sequence != GATE_SEQUENCE_NONE)
        gate_row(app, "sequence", "%u", (unsigned)c->sequence);
    time_row(app, "submitted", c->submitted);
    time_row(app, "approved", c->approved);
    time_row(app, "armed", c->armed);
    time_row(app, "until", c->until);
    time_row(app, "released", c->released);
    time_row(app, "sent", c->sent);
    time_row(app, "ended", c->ended);
    for (size_t i = 0; i < c->n_stages; i++)
        gate_row(app, "stage", "%s %s %s", mdb_stage_str(c->stage[i].stage),
            stage_state_str(c->stage[i].state), c->stage[i].text);
    data_row(app, c);
}

static enum err
do_show(struct gate_asked *q)
{
    const struct msg_strv *args = &q->request->args;
    if (args->n != 1)
        return gate_reply(q->app, ERR_FORMAT, "show ID");
    const struct gate_command *c =
        command_book_find(q->app->book, args->v[0].s, args->v[0].len);
    if (c == NULL)
        return gate_reply(q->app, ERR_NOTFOUND, "there is no such command");
    show(q->app, c);
    return gate_reply(q->app, ERR_OK, "%s #%" PRIu64, c->short_name, c->number);
}

/* Who the gate takes the asker for; "as=NAME" as in an order. */
static enum err
do_whoami(struct gate_asked *q)
{
    char as[ORDER_PERSON_MAX + 1] = "";
    struct gate_app *app = q->app;
    const struct msg_strv *args = &q->request->args;
    if (args->n == 1 && args->v[0].len > 3 && args->v[0].len - 3 < sizeof as &&
        str_prefix(args->v[0].s, "as="))
        msg_str_copy(as, sizeof as,
            (struct msg_str){args->v[0].s + 3, args->v[0].len - 3});
    else if (args->n != 0)
        return gate_reply(app, ERR_FORMAT, "whoami [as=PERSON]");
    const enum err e = gate_find_person(q, as);
    if (e != ERR_OK)
        return e;
    struct strbuf roles = {0};
    roles_fmt(q->person.roles, &roles);
    gate_row(app, "person", "%s", q->person.name);
    gate_row(app, "roles", "%s", strbuf_get(&roles));
    gate_row(
        app, "claims", "%s", people_is_training(app->people) ? "yes" : "no");
    gate_row(app, "claimed", "%s", q->person.is_claimed ? "yes" : "no");
    gate_row(app, "authority", "%s",
        authority_covers(&app->authority, &q->who) ? "yes" : "no");
    strbuf_fini(&roles);
    return gate_reply(app, ERR_OK, "%s", q->person.name);
}

static const struct {
    const char *verb;
    enum err (*fn)(struct gate_asked *q);
} questions[] = {{"list", do_list}, {"show", do_show}, {"whoami", do_whoami}};

bool
gate_ask(struct gate_asked *q, enum err *out)
{
    for (size_t i = 0; i < ARRAY_LEN(questions); i++)
        if (msg_str_eq(q->request->verb, questions[i].verb)) {
            *out = questions[i].fn(q);
            return true;
        }
    return false;
}
