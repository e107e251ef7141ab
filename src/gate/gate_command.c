/*
 * gate_command.c - one command as the gate keeps it, and its message.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/gate_command.h"

#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"

struct gate_command *
gate_command_new(void)
{
    struct gate_command *c = xcalloc(1, sizeof *c);
    char **const text[] = {&c->name, &c->short_name, &c->reason, &c->origin,
        &c->comment, &c->uplink};
    for (size_t i = 0; i < ARRAY_LEN(text); i++)
        *text[i] = xstrdup("");
    struct utc *const time[] = {&c->submitted, &c->approved, &c->armed,
        &c->until, &c->released, &c->sent, &c->ended};
    for (size_t i = 0; i < ARRAY_LEN(time); i++)
        *time[i] = UTC_NONE;
    c->sequence = GATE_SEQUENCE_NONE;
    c->command = MDB_NIL;
    c->until_mono = c->waits_since = c->asked = MONO_NONE;
    c->released_mono = c->said = c->settled_from = MONO_NONE;
    return c;
}

static void
free_values(struct gate_command *c)
{
    for (size_t i = 0; i < c->n_values; i++)
        free(c->value[i]);
    free(c->value);
    c->value = NULL;
    c->n_values = 0;
}

void
gate_command_free(struct gate_command **at)
{
    struct gate_command *c = *at;
    *at = NULL;
    if (c == NULL)
        return;
    char *const text[] = {
        c->name, c->short_name, c->reason, c->origin, c->comment, c->uplink};
    for (size_t i = 0; i < ARRAY_LEN(text); i++)
        free(text[i]);
    free_values(c);
    for (size_t i = 0; i < c->n_given; i++) {
        free(c->given[i].name);
        free(c->given[i].text);
    }
    free(c->given);
    interlock_leaves_free(&c->leaf, c->n_leaves);
    free(c->data);
    free(c->stage);
    free(c->check);
    free(c);
}

void
gate_command_set(char **text, const char *to)
{
    free(*text);
    *text = xstrdup(to != NULL ? to : "");
}

void
gate_command_set_data(struct gate_command *c, const void *data, size_t len)
{
    free(c->data);
    c->data = len > 0 ? xmemdup(data, len) : NULL;
    c->len = len;
}

void
gate_command_set_stages(struct gate_command *c, size_t n)
{
    free(c->stage);
    free(c->check);
    c->stage = xcalloc(n + 1, sizeof *c->stage);
    c->check = xcalloc(n + 1, sizeof *c->check);
    c->n_stages = n;
    for (size_t i = 0; i < n; i++) {
        c->stage[i].time = c->stage[i].until = UTC_NONE;
        c->check[i].start = c->check[i].stop = MONO_NONE;
    }
}

/* ---- to a message -------------------------------------------------------- */

/* The failed verifier is no stage on the way: told only when it held. */
static bool
is_told(const struct command_stage *s)
{
    return s->stage != MDB_STAGE_FAILED || s->state == STAGE_FAILED;
}

static void
build_texts(const struct gate_command *c, struct gate_texts *t)
{
    *t = (struct gate_texts){0};
    t->value = xcalloc(c->n_values + 1, sizeof *t->value);
    for (size_t i = 0; i < c->n_values; i++)
        t->value[i] = msg_str(c->value[i]);
    t->stage = xcalloc(c->n_stages + 1, sizeof *t->stage);
    t->stage_text = xcalloc(c->n_stages + 1, sizeof *t->stage_text);
    for (size_t i = 0; i < c->n_stages; i++) {
        if (!is_told(&c->stage[i]))
            continue;
        command_stage_fmt(&c->stage[i], &t->stage_text[t->n_stages]);
        t->stage[t->n_stages] =
            (struct msg_str){.s = strbuf_get(&t->stage_text[t->n_stages]),
                .len = t->stage_text[t->n_stages].len};
        t->n_stages++;
    }
}

void
gate_texts_fini(struct gate_texts *t)
{
    for (size_t i = 0; i < t->n_stages; i++)
        strbuf_fini(&t->stage_text[i]);
    free(t->stage_text);
    free(t->stage);
    free(t->value);
    *t = (struct gate_texts){0};
}

void
gate_command_message(
    const struct gate_command *c, struct gate_texts *t, struct msg_command *out)
{
    build_texts(c, t);
    *out = (struct msg_command){
        .mdb_hash = c->mdb_hash,
        .id = msg_str(c->id),
        .number = c->number,
        .change = c->change,
        .state = c->state,
        .detail = msg_str(c->detail),
        .name = msg_str(c->name),
        .short_name = msg_str(c->short_name),
        .values = {t->value, c->n_values},
        .ceremony = c->ceremony,
        .consequence = c->consequence,
        .reason = msg_str(c->reason),
        .person = msg_str(c->person),
        .origin = msg_str(c->origin),
        .comment = msg_str(c->comment),
        .approved_by = msg_str(c->approved_by),
        .fired_by = msg_str(c->fired_by),
        .data = {c->data, c->len},
        .digest = msg_str(c->digest),
        .sequence = c->sequence,
        .uplink = msg_str(c->uplink),
        .submitted = c->submitted,
        .approved = c->approved,
        .armed = c->armed,
        .until = c->until,
        .released = c->released,
        .sent = c->sent,
        .ended = c->ended,
        .stages = {t->stage, t->n_stages},
    };
}

/* ---- and back ------------------------------------------------------------ */

static void
restore_text(char **text, struct msg_str from)
{
    free(*text);
    *text = xstrndup(from.len > 0 ? from.s : "", from.len);
}

static void
restore_texts(struct gate_command *c, const struct msg_command *m)
{
    msg_str_copy(c->detail, sizeof c->detail, m->detail);
    msg_str_copy(c->person, sizeof c->person, m->person);
    msg_str_copy(c->approved_by, sizeof c->approved_by, m->approved_by);
    msg_str_copy(c->fired_by, sizeof c->fired_by, m->fired_by);
    msg_str_copy(c->digest, sizeof c->digest, m->digest);
    restore_text(&c->name, m->name);
    restore_text(&c->short_name, m->short_name);
    restore_text(&c->reason, m->reason);
    restore_text(&c->origin, m->origin);
    restore_text(&c->comment, m->comment);
    restore_text(&c->uplink, m->uplink);
    free_values(c);
    c->value = xcalloc(m->values.n + 1, sizeof *c->value);
    for (; c->n_values < m->values.n; c->n_values++)
        c->value[c->n_values] =
            xstrndup(m->values.v[c->n_values].s, m->values.v[c->n_values].len);
}

static bool
restore_stages(struct gate_command *c, const struct msg_command *m)
{
    gate_command_set_stages(c, m->stages.n);
    for (size_t i = 0; i < m->stages.n; i++)
        if (!command_stage_parse(
                m->stages.v[i].s, m->stages.v[i].len, &c->stage[i]))
            return false;
    return true;
}

bool
gate_command_restore(struct gate_command *c, const struct msg_command *m)
{
    if (m->id.len != sizeof c->id - 1 || m->state >= COMMAND_STATE_COUNT ||
        m->ceremony >= CEREMONY_COUNT ||
        m->consequence >= MDB_CONSEQUENCE_COUNT || m->sequence > UINT16_MAX ||
        m->stages.n > GATE_COMMAND_STAGES_MAX || !restore_stages(c, m))
        return false;
    msg_str_copy(c->id, sizeof c->id, m->id);
    c->mdb_hash = m->mdb_hash;
    c->number = m->number;
    c->change = m->change;
    c->state = (enum command_state)m->state;
    c->ceremony = (enum command_ceremony)m->ceremony;
    c->consequence = (enum mdb_consequence)m->consequence;
    c->sequence = (uint16_t)m->sequence;
    c->submitted = m->submitted;
    c->approved = m->approved;
    c->armed = m->armed;
    c->until = m->until;
    c->released = m->released;
    c->sent = m->sent;
    c->ended = m->ended;
    restore_texts(c, m);
    gate_command_set_data(c, m->data.p, m->data.len);
    return true;
}

/* ---- what it is ---------------------------------------------------------- */

bool
gate_command_is_waiting(const struct gate_command *c)
{
    return c->state == COMMAND_PROPOSED || c->state == COMMAND_APPROVED ||
           c->state == COMMAND_HELD || c->state == COMMAND_ARMED;
}

bool
gate_command_is_over(const struct gate_command *c)
{
    return command_state_is_final(c->state) ||
           (c->state == COMMAND_UNKNOWN && !utc_is_none(c->ended));
}
