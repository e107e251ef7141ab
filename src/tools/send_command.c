/*
 * send_command.c - columba send: one command, from its bytes to its end.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/say.h"
#include "common/xalloc.h"
#include "tools/command_text.h"
#include "tools/send_priv.h"

void
send_print(const struct send *s, const char *text)
{
    if (!s->is_json)
        printf("%s\n", text);
}

/* ---- requests ------------------------------------------------------------ */

char *
send_text_of(const struct msg_reply *reply)
{
    return xstrndup(reply->text.len > 0 ? reply->text.s : "", reply->text.len);
}

/* Is it the authority that is missing, not a role? */
static bool
is_held_by_another(const struct send *s, const char *text)
{
    return (s->holder[0] != '\0' && str_prefix(text, s->holder) &&
               str_prefix(
                   text + strlen(s->holder), " has command authority")) ||
           str_prefix(text, "nobody has command authority");
}

/* Say why and end; true when there is nothing to say. */
bool
send_is_good(struct send *s, const struct msg_reply *reply, const char *what)
{
    if (reply == NULL) {
        say(SEND_TOOL "the gate of %s does not answer%s\n", s->session.instance,
            what);
        send_end(s, EX_UNAVAILABLE);
        return false;
    }
    if (reply->status == ERR_OK)
        return true;
    char *text = send_text_of(reply);
    int status = reply->status == ERR_DENIED
                     ? is_held_by_another(s, text) ? EX_TEMPFAIL : EX_NOPERM
                     : 1;
    say(SEND_TOOL "%s\n", text);
    free(text);
    send_end(s, status);
    return false;
}

static void
on_fire(void *arg, const struct msg_reply *reply)
{
    (void)send_is_good(arg, reply, "; whether it was fired is not known");
}

void
send_fire(struct send *s)
{
    const char *more[] = {s->order.id, s->token, s->line.text};
    gate_client_ask(&s->client, ORDER_FIRE, NULL, more, 3, on_fire, s);
    memset(s->token, 0, sizeof s->token);
}

static void
on_arm(void *arg, const struct msg_reply *reply)
{
    struct send *s = arg;
    if (!send_is_good(s, reply, ""))
        return;
    msg_str_copy(s->token, sizeof s->token, gate_client_row(reply, "token"));
    send_prompt_fire(s);
}

static void
send_arm(struct send *s)
{
    const char *more[] = {s->order.id, s->order.digest};
    if (s->has_asked_arm)
        return;
    s->has_asked_arm = true;
    gate_client_ask(&s->client, ORDER_ARM, NULL, more, 2, on_arm, s);
}

/* ---- what becomes of it -------------------------------------------------- */

static size_t
stages_of(const struct msg_command *c, struct command_stage *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < c->stages.n && n < max; i++)
        n += command_stage_parse(c->stages.v[i].s, c->stages.v[i].len, &out[n]);
    return n;
}

static void
print_change(struct send *s, const struct msg_command *c,
    const struct command_stage *stage, size_t n)
{
    struct strbuf out = {0};
    if (s->is_json) {
        char *json = command_json(c);
        strbuf_adds(&out, json);
        free(json);
    } else {
        strbuf_addf(&out, "#%" PRIu64 " %s %s", c->number,
            s->mdb->command[s->command].short_name,
            command_state_str(s->state));
        if (c->detail.len > 0) {
            strbuf_adds(&out, ": ");
            str_sanitize(&out, c->detail.s, c->detail.len, false);
        }
        for (size_t i = 0; i < n; i++)
            if (stage[i].state != STAGE_WAITING)
                strbuf_addf(&out, "%s%s %s", i == 0 ? "  [" : ", ",
                    mdb_stage_str(stage[i].stage),
                    stage_state_str(stage[i].state));
        if (strchr(strbuf_get(&out), '[') != NULL)
            strbuf_addc(&out, ']');
    }
    bool is_told = s->asks == ASKS_FIRE && s->state == COMMAND_ARMED;
    if (!is_told && !str_eq(s->shown, strbuf_get(&out))) {
        if (s->asks == ASKS_FIRE)
            putchar('\n');
        puts(strbuf_get(&out));
    }
    free(s->shown);
    s->shown = strbuf_take(&out);
}

/* The next of its ceremony, when it is our turn. */
static void
go_on(struct send *s)
{
    if (s->state == COMMAND_HELD || s->state == COMMAND_APPROVED)
        send_arm(s);
    else if (s->state != COMMAND_ARMED && s->asks == ASKS_FIRE)
        send_ask_nothing(s);
}

void
send_take_command(struct send *s, const struct msg_command *c)
{
    struct command_stage stage[64];
    if (!s->is_submitted || !msg_str_eq(c->id, s->order.id) || s->is_leaving ||
        c->state >= COMMAND_STATE_COUNT)
        return;
    s->state = (enum command_state)c->state;
    size_t n = stages_of(c, stage, ARRAY_LEN(stage));
    print_change(s, c, stage, n);
    const struct stack_item *item = &s->stack.item[s->at];
    enum until until = item->has_until ? item->until : s->stack.until;
    enum until_result r = until_check(until, s->state, stage, n);
    if (r == UNTIL_NOT_YET) {
        go_on(s);
        return;
    }
    send_ask_nothing(s);
    s->is_submitted = false;
    if (r == UNTIL_NEVER) {
        say(SEND_TOOL "%s is %s\n", s->mdb->command[s->command].short_name,
            command_state_str(s->state));
        send_end(s, 1);
    } else {
        s->at++;
        send_next(s);
    }
}

/* ---- one command --------------------------------------------------------- */

static void
on_submit(void *arg, const struct msg_reply *reply)
{
    if (!send_is_good(arg, reply,
            "; whether it has the command is not known: see columba commands"))
        ((struct send *)arg)->is_submitted = false;
}

static bool
is_normal(const struct msg_reply *reply)
{
    return msg_str_eq(gate_client_row(reply, "ceremony"), "normal");
}

/* What it is: the operator reads it before he fires it. */
static void
show(const struct send *s, const struct msg_reply *reply)
{
    const struct mdb_command *c = &s->mdb->command[s->command];
    const struct mdb_significance *sig =
        mdb_command_significance(c, NULL, NULL);
    struct msg_str kind = gate_client_row(reply, "ceremony");
    struct strbuf line = {0};
    stack_item_fmt(&s->stack.item[s->at], &line);
    printf("%s\n%s is %.*s%s%s\ndigest %s\n", strbuf_get(&line), c->name,
        (int)kind.len, kind.s, sig->reason != NULL ? ": " : "",
        sig->reason != NULL ? sig->reason : "", s->order.digest);
    strbuf_fini(&line);
}

static void
submit(struct send *s)
{
    s->is_submitted = true;
    s->has_asked_arm = false;
    s->state = COMMAND_QUEUED; /* until a message says otherwise */
    gate_client_ask(&s->client, ORDER_SUBMIT, &s->order, NULL, 0, on_submit, s);
}

/* A run would take an authority that is free; a dry one leaves it. */
static void
on_dry_check(struct send *s, const struct msg_reply *reply)
{
    char *text = send_text_of(reply);
    bool is_free = reply->status == ERR_DENIED &&
                   str_prefix(text, "nobody has command authority");
    if (is_free)
        send_print(s, "the gate has the same bytes; nobody has command "
                      "authority, so interlocks were not looked at");
    else if (reply->status == ERR_OK)
        send_print(s, text);
    free(text);
    if (!is_free && !send_is_good(s, reply, ""))
        return;
    s->at++;
    send_next(s);
}

static void
on_check(void *arg, const struct msg_reply *reply)
{
    struct send *s = arg;
    if (s->is_dry && reply != NULL) {
        on_dry_check(s, reply);
        return;
    }
    if (!send_is_good(s, reply, "; nothing was sent"))
        return;
    if (!is_normal(reply) && !s->is_terminal) {
        say(SEND_TOOL "%s is hazardous or critical: it is only sent from a "
                      "terminal, by hand\n",
            s->mdb->command[s->command].short_name);
        send_end(s, EX_NOPERM);
    } else {
        if (!is_normal(reply))
            show(s, reply);
        submit(s);
    }
}

static struct mdb_encode_options
options_of(const struct mission_instance *instance)
{
    const struct mission_commands *c = &instance->commands;
    return (struct mdb_encode_options){.is_ccsds = c->is_ccsds,
        .has_crc = c->has_crc,
        .has_pus = c->has_pus,
        .pus_ack = c->pus_ack,
        .pus_service = c->pus_service,
        .pus_subtype = c->pus_subtype,
        .pus_source = c->pus_source};
}

/* The packet of an item, or NULL after its refusals were told. */
static bool
encode(struct send *s, const struct stack_item *item, struct mdb_packet_tc *out)
{
    const struct mdb_encode_options options = options_of(s->instance);
    struct mdb_given *given = xcalloc(item->n_values + 1, sizeof *given);
    for (size_t i = 0; i < item->n_values; i++)
        given[i] = (struct mdb_given){item->value[i].name, item->value[i].text};
    enum err e = mdb_encode(
        s->encoder, s->command, given, item->n_values, &options, out);
    free(given);
    for (size_t i = 0; e != ERR_OK && i < out->n_refusals; i++)
        say(SEND_TOOL "%s: %s%s%s\n", item->name,
            out->refusal[i].name != NULL ? out->refusal[i].name : "",
            out->refusal[i].name != NULL && out->refusal[i].name[0] != '\0'
                ? ": "
                : "",
            out->refusal[i].text);
    return e == ERR_OK && out->data != NULL;
}

static void
fill_order(struct send *s, const struct stack_item *item,
    const struct mdb_packet_tc *packet)
{
    struct order *o = &s->order;
    order_fini(o);
    digest_id(o->id);
    digest_hex_of(packet->data, packet->len, o->digest);
    o->ttl_ns = ORDER_TTL_NS;
    o->mission = xstrdup(s->mission->name);
    o->instance = xstrdup(s->session.instance);
    o->mdb_hash = s->mdb->hash;
    o->command = xstrdup(s->mdb->command[s->command].name);
    o->origin = xstrdup(s->file != NULL ? "stack" : "send");
    o->comment = xstrdup(item->text != NULL ? item->text : "");
    o->n_values = item->n_values;
    o->value = xcalloc(item->n_values + 1, sizeof *o->value);
    for (size_t i = 0; i < item->n_values; i++)
        o->value[i] = (struct order_value){.name = xstrdup(item->value[i].name),
            .text = xstrdup(item->value[i].text)};
}

static void
print_bytes(const struct send *s, const struct mdb_packet_tc *packet)
{
    struct strbuf hex = {0};
    for (size_t i = 0; i < packet->len; i++)
        strbuf_addf(&hex, "%02x%s", packet->data[i],
            i + 1 == packet->len ? ""
            : i % 16 == 15       ? "\n"
                                 : " ");
    send_print(s, strbuf_get(&hex));
    strbuf_fini(&hex);
}

void
send_start_command(struct send *s, const struct stack_item *item)
{
    struct mdb_packet_tc packet;
    s->command = mdb_find_command(s->mdb, item->name);
    if (s->command == MDB_NIL || !encode(s, item, &packet)) {
        send_end(s, EX_DATAERR);
        return;
    }
    fill_order(s, item, &packet);
    if (s->is_dry)
        print_bytes(s, &packet);
    gate_client_ask(&s->client, ORDER_CHECK, &s->order, NULL, 0, on_check, s);
}
