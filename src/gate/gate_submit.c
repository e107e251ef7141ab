/*
 * gate_submit.c - orders: nothing in them is believed.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "gate/gate_priv.h"
#include "mdb/mdb.h"

/* ---- the checks, in their order ------------------------------------------ */

static enum err
check_place(struct gate_asked *q, const struct order *o)
{
    struct gate_app *app = q->app;
    const char *instance = app->config.instance->name;
    if (strcmp(o->mission, app->config.mission) != 0 ||
        strcmp(o->instance, instance) != 0)
        return gate_reply(app, ERR_DENIED,
            "the order is for %s %s, this is %s %s", o->mission, o->instance,
            app->config.mission, instance);
    if (o->mdb_hash != app->mdb->hash)
        return gate_reply(app, ERR_VERSION,
            "the order is of database %016" PRIx64 ", the gate has %016" PRIx64,
            o->mdb_hash, app->mdb->hash);
    if (app->config.instance->n_uplinks == 0)
        return gate_reply(app, ERR_NOTFOUND, "this instance has no uplink");
    return ERR_OK;
}

static enum err
check_name(struct gate_asked *q, const struct order *o, uint32_t *command)
{
    struct gate_app *app = q->app;
    *command = mdb_find_command(app->mdb, o->command);
    if (*command == MDB_NIL) {
        uint32_t near;
        const bool has_near =
            mdb_nearest_commands(app->mdb, o->command, &near, 1) == 1;
        return gate_reply(app, ERR_NOTFOUND, "there is no command '%s'%s%s%s",
            o->command, has_near ? "; did you mean " : "",
            has_near ? app->mdb->command[near].name : "", has_near ? "?" : "");
    }
    if (app->mdb->command[*command].is_abstract)
        return gate_reply(app, ERR_RANGE, "%s is abstract: it cannot be sent",
            app->mdb->command[*command].name);
    return ERR_OK;
}

static enum err
check_id(struct gate_asked *q, const struct order *o)
{
    struct gate_app *app = q->app;
    if (!ledger_has_id(app->ledger, o->id) &&
        command_book_find(app->book, o->id, strlen(o->id)) == NULL)
        return ERR_OK;
    return gate_reply(
        app, ERR_EXISTS, "this command was ordered before: its id is known");
}

static enum err
refuse_values(struct gate_asked *q, const struct mdb_packet_tc *packet)
{
    struct strbuf text = {0};
    for (size_t i = 0; i < packet->n_refusals && text.len < 800; i++)
        strbuf_addf(&text, "%s%s%s%s", i > 0 ? "; " : "",
            packet->refusal[i].name != NULL ? packet->refusal[i].name : "",
            packet->refusal[i].name != NULL && packet->refusal[i].name[0] ? ": "
                                                                          : "",
            packet->refusal[i].text);
    const enum err e = gate_reply(q->app, ERR_RANGE, "%s", strbuf_get(&text));
    strbuf_fini(&text);
    return e;
}

/* Encode it, and compare with what the person saw. */
static enum err
check_bytes(struct gate_asked *q, const struct order *o, uint32_t command,
    struct mdb_packet_tc *packet)
{
    struct gate_app *app = q->app;
    struct mdb_given *given = xcalloc(o->n_values + 1, sizeof *given);
    for (size_t i = 0; i < o->n_values; i++)
        given[i] = (struct mdb_given){o->value[i].name, o->value[i].text};
    const struct mdb_encode_options options = gate_options(app, 0);
    const enum err e =
        mdb_encode(app->encoder, command, given, o->n_values, &options, packet);
    free(given);
    if (e != ERR_OK || packet->data == NULL)
        return refuse_values(q, packet);
    char digest[DIGEST_HEX];
    digest_hex_of(packet->data, packet->len, digest);
    if (!digest_equal(digest, o->digest, sizeof digest))
        return gate_reply(app, ERR_FORMAT,
            "the bytes differ: the order has %.12s..., the gate %.12s...",
            o->digest, digest);
    return ERR_OK;
}

/* ---- the command --------------------------------------------------------- */

static void
take_values(struct gate_command *c, struct order *o)
{
    c->given = o->value;
    c->n_given = o->n_values;
    o->value = NULL;
    o->n_values = 0;
}

static void
take_leaves(const struct mdb_command *k, struct gate_command *c,
    const struct mdb_packet_tc *packet)
{
    c->n_leaves = c->n_values = packet->n_leaves;
    c->leaf = xcalloc(c->n_leaves + 1, sizeof *c->leaf);
    c->value = xcalloc(c->n_values + 1, sizeof *c->value);
    for (size_t i = 0; i < packet->n_leaves; i++) {
        struct strbuf text = {0};
        const char *leaf = packet->leaf_text[i];
        c->leaf[i].type = k->leaf[i].type;
        c->leaf[i].text = xstrdup(leaf);
        strbuf_addf(&text, "%s=", k->leaf[i].name);
        str_sanitize(&text, leaf, strlen(leaf), false);
        c->value[i] = strbuf_take(&text);
    }
}

static struct gate_command *
make(struct gate_asked *q, struct order *o, uint32_t command,
    const struct mdb_packet_tc *packet)
{
    struct gate_app *app = q->app;
    const struct mdb_command *k = &app->mdb->command[command];
    struct gate_command *c = gate_command_new();
    (void)str_copy(c->id, sizeof c->id, o->id);
    (void)str_copy(c->digest, sizeof c->digest, o->digest);
    (void)str_copy(c->person, sizeof c->person, q->person.name);
    c->mdb_hash = app->mdb->hash;
    c->command = command;
    c->uid = q->person.uid;
    c->is_proven = !q->person.is_claimed;
    c->submitted = app->now.utc;
    gate_command_set(&c->name, k->name);
    gate_command_set(&c->short_name, k->short_name);
    gate_command_set(&c->origin, o->origin);
    gate_command_set(&c->comment, o->comment);
    gate_command_set(&c->uplink, gate_uplink_name(app));
    gate_command_set_data(c, packet->data, packet->len);
    take_leaves(k, c, packet);
    take_values(c, o);
    bool is_sure;
    const struct mdb_significance *s = gate_significance(app, c, &is_sure);
    c->consequence = s != NULL ? s->level : MDB_CONSEQUENCE_NONE;
    c->ceremony = command_ceremony(c->consequence);
    gate_command_set(&c->reason, s != NULL ? s->reason : "");
    return c;
}

/* What the executor ordered says so, and nothing else does. */
static enum err
check_origin(struct gate_asked *q, const struct order *o)
{
    const bool is_exec = str_eq(o->origin, ORDER_ORIGIN_EXEC);
    if (is_exec == q->is_executor)
        return ERR_OK;
    return gate_reply(q->app, ERR_DENIED,
        is_exec ? "origin exec is for the executor's orders: with for=PERSON"
                : "the executor's orders have origin exec");
}

/* ---- what the person may ------------------------------------------------- */

/* Who commands, holds the authority; who proposes only, lets another fire.  The
 * executor proposes what is hazardous: a person arms and fires. */
static enum err
check_person(
    struct gate_asked *q, const struct gate_command *c, enum command_state *to)
{
    const bool is_normal = c->ceremony == CEREMONY_NORMAL;
    const unsigned need = is_normal ? ROLE_COMMAND : ROLE_HAZARDOUS;
    const unsigned proposes =
        ROLE_PROPOSE | (q->is_executor ? ROLE_COMMAND | ROLE_HAZARDOUS : 0u);
    *to = is_normal                          ? COMMAND_QUEUED
          : c->ceremony == CEREMONY_CRITICAL ? COMMAND_PROPOSED
                                             : COMMAND_HELD;
    if ((q->person.roles & need) != 0 && (is_normal || !q->is_executor))
        return gate_need_authority(q);
    if ((q->person.roles & proposes) != 0) {
        if (is_normal)
            *to = COMMAND_HELD;
        return ERR_OK;
    }
    return gate_need_role(q, need | ROLE_PROPOSE);
}

static enum err
check_room(struct gate_asked *q)
{
    const struct command_counts n = command_book_count(q->app->book);
    const size_t most = q->app->commands.queue;
    if (n.queued < most && n.waiting < most && n.open + n.unknown < most)
        return ERR_OK;
    return gate_reply(q->app, ERR_LIMIT,
        "the queue is full: %zu queued, %zu waiting, %zu open, %zu unknown of "
        "%zu each",
        n.queued, n.waiting, n.open, n.unknown, most);
}

/* All that can be checked; ERR_OK with an owned command in *out. */
static enum err
check(struct gate_asked *q, struct order *o, struct gate_command **out,
    enum command_state *to)
{
    struct mdb_packet_tc packet;
    uint32_t command;
    enum err e = check_place(q, o);
    if (e == ERR_OK)
        e = check_origin(q, o);
    if (e == ERR_OK)
        e = gate_need_log(q->app);
    if (e == ERR_OK)
        e = check_id(q, o);
    if (e == ERR_OK)
        e = check_name(q, o, &command);
    if (e == ERR_OK)
        e = check_bytes(q, o, command, &packet);
    if (e != ERR_OK)
        return e;
    struct gate_command *c = make(q, o, command, &packet);
    e = check_person(q, c, to);
    if (e == ERR_OK)
        e = gate_need_interlocks(q, c);
    if (e == ERR_OK)
        e = check_room(q);
    if (e != ERR_OK)
        gate_command_free(&c);
    *out = c;
    return e;
}

/* ---- the two words ------------------------------------------------------- */

static enum err
parse(struct gate_asked *q, struct order *o)
{
    struct strbuf why = {0};
    struct msg_str rest[1];
    size_t n = 0;
    enum err e = order_parse(&q->request->args, &q->head, o, rest, 1, &n, &why);
    if (e != ERR_OK)
        (void)gate_reply(q->app, e, "%s", strbuf_get(&why));
    strbuf_fini(&why);
    if (e == ERR_OK && n > 0) {
        order_fini(o);
        e = gate_reply(
            q->app, ERR_FORMAT, "an order has key=value arguments only");
    }
    return e;
}

static void
add_rows(struct gate_app *app, const struct gate_command *c,
    enum command_state state)
{
    gate_row(app, "id", "%s", c->id);
    gate_row(app, "number", "%" PRIu64, c->number);
    gate_row(app, "state", "%s", command_state_str(state));
    gate_row(app, "ceremony", "%s", command_ceremony_str(c->ceremony));
    gate_row(app, "digest", "%s", c->digest);
    gate_row(app, "until", "%" PRId64,
        utc_is_none(c->until) ? INT64_C(0) : c->until.ns);
}

static enum err
keep(struct gate_asked *q, struct gate_command *new, enum command_state to)
{
    static const char *const why[COMMAND_STATE_COUNT] = {
        [COMMAND_QUEUED] = "",
        [COMMAND_HELD] = "to be armed and fired",
        [COMMAND_PROPOSED] = "another person has to approve it",
    };
    struct gate_app *app = q->app;
    struct gate_command *c = command_book_add(app->book, new);
    if (to == COMMAND_QUEUED)
        c->place = command_book_place(app->book);
    gate_change(app, c, to, "%s%s%s%s", q->is_executor ? "exec for " : "",
        q->is_executor ? q->person.name : "",
        q->is_executor && why[to][0] != '\0' ? ": " : "", why[to]);
    const enum err e = gate_done(q, command_state_str(to));
    if (e == ERR_OK)
        add_rows(app, c, to);
    return e;
}

enum err
gate_submit(struct gate_asked *q)
{
    struct order o = {0};
    struct gate_command *c = NULL;
    enum command_state to;
    enum err e = parse(q, &o);
    if (e != ERR_OK)
        return e;
    e = gate_find_asker(q);
    if (e == ERR_OK)
        e = gate_find_guard(
            q, o.ttl_ns < ORDER_TTL_NS ? o.ttl_ns : ORDER_TTL_NS);
    if (e == ERR_OK)
        e = check(q, &o, &c, &to);
    if (e == ERR_OK)
        e = keep(q, c, to);
    order_fini(&o);
    return e;
}

/* A dry run: also for watchers, who may not but can ask whether others may. */
enum err
gate_check_order(struct gate_asked *q)
{
    struct order o = {0};
    struct gate_command *c = NULL;
    enum command_state to;
    enum err e = parse(q, &o);
    if (e != ERR_OK)
        return e;
    e = gate_find_asker(q);
    if (e == ERR_OK)
        e = check(q, &o, &c, &to);
    if (e == ERR_OK) {
        add_rows(q->app, c, to);
        e = gate_reply(q->app, ERR_OK, "it would be %s", command_state_str(to));
        gate_command_free(&c);
    }
    order_fini(&o);
    return e;
}
