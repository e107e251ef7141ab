/*
 * commands.c - see commands.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/commands.h"

#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/xalloc.h"
#include "console/model/text.h"

#define TEXT_MAX   4096 /* of a text that is kept */
#define VALUES_MAX 1024 /* values of one command that are kept */

/* ---- life -----------------------------------------------------------------
 */

static void
drop_parts(struct telecommand *t)
{
    char *owned[] = {t->name, t->short_name, t->detail, t->reason, t->origin,
        t->comment, t->uplink, t->values};
    for (size_t i = 0; i < ARRAY_LEN(owned); i++)
        free(owned[i]);
    for (size_t i = 0; i < t->n_values; i++)
        free(t->value[i]);
    free(t->value);
    free(t->data);
    free(t->stage);
}

static void
row_free(struct telecommand *t)
{
    drop_parts(t);
    free(t);
}

static void
drop_people(struct gate_info *g)
{
    for (size_t i = 0; i < g->n_people; i++)
        free(g->people[i]);
    free(g->people);
    g->people = NULL;
    g->n_people = 0;
}

void
commands_fini(struct commands *c)
{
    for (size_t i = 0; i < c->n; i++)
        row_free(c->row[i]);
    free(c->row);
    drop_people(&c->gate);
    *c = (struct commands){0};
}

/* ---- a command ------------------------------------------------------------
 */

static char *
keep(struct msg_str text)
{
    struct strbuf clean = {0};
    size_t len = text.len < TEXT_MAX ? text.len : TEXT_MAX;
    str_sanitize(&clean, text.s ? text.s : "", len, false);
    return strbuf_take(&clean);
}

static void
take_values(struct telecommand *t, const struct msg_strv *values)
{
    struct strbuf all = {0};
    t->n_values = values->n < VALUES_MAX ? values->n : VALUES_MAX;
    t->value = t->n_values > 0 ? xcalloc(t->n_values, sizeof *t->value) : NULL;
    for (size_t i = 0; i < t->n_values; i++) {
        t->value[i] = keep(values->v[i]);
        strbuf_addf(&all, "%s%s", i > 0 ? " " : "", t->value[i]);
    }
    t->values = strbuf_take(&all);
}

/* The same instant on our clock; ns 0 for none. */
static struct mono
on_our_clock(struct utc t, struct clock now)
{
    return utc_is_none(t) ? (struct mono){0}
                          : mono_add_ns(now.mono, utc_diff_ns(t, now.utc));
}

static bool
is_good(const struct msg_command *m)
{
    struct command_stage stage;
    if (!digest_is_hex(m->id.s, m->id.len, DIGEST_ID_BYTES) ||
        (m->digest.len > 0 &&
            !digest_is_hex(m->digest.s, m->digest.len, DIGEST_BYTES)))
        return false;
    if (m->state >= COMMAND_STATE_COUNT || m->ceremony >= CEREMONY_COUNT ||
        m->consequence >= MDB_CONSEQUENCE_COUNT || m->sequence > UINT16_MAX ||
        m->stages.n > COMMANDS_STAGES_MAX)
        return false;
    for (size_t i = 0; i < m->stages.n; i++)
        if (!command_stage_parse(m->stages.v[i].s, m->stages.v[i].len, &stage))
            return false;
    return true;
}

static void
take_stages(struct telecommand *t, const struct msg_strv *stages)
{
    t->n_stages = stages->n;
    t->stage = stages->n > 0 ? xcalloc(stages->n, sizeof *t->stage) : NULL;
    for (size_t i = 0; i < stages->n; i++)
        (void)command_stage_parse(
            stages->v[i].s, stages->v[i].len, &t->stage[i]);
}

static void
take_texts(struct telecommand *t, const struct msg_command *m)
{
    t->name = keep(m->name);
    t->short_name = keep(m->short_name);
    t->detail = keep(m->detail);
    t->reason = keep(m->reason);
    t->origin = keep(m->origin);
    t->comment = keep(m->comment);
    t->uplink = keep(m->uplink);
    take_values(t, &m->values);
    model_text(t->person, sizeof t->person, m->person);
    model_text(t->approved_by, sizeof t->approved_by, m->approved_by);
    model_text(t->fired_by, sizeof t->fired_by, m->fired_by);
    (void)msg_str_copy(t->digest, sizeof t->digest, m->digest);
}

static void
take(struct telecommand *t, const struct msg_command *m, struct clock now)
{
    drop_parts(t);
    *t = (struct telecommand){.mdb_hash = m->mdb_hash,
        .number = m->number,
        .change = m->change,
        .state = (enum command_state)m->state,
        .ceremony = (enum command_ceremony)m->ceremony,
        .consequence = (enum mdb_consequence)m->consequence,
        .data = m->data.len > 0 ? xmemdup(m->data.p, m->data.len) : NULL,
        .len = m->data.len,
        .has_sequence = m->sequence < UINT16_MAX,
        .sequence = (uint16_t)m->sequence,
        .submitted = m->submitted,
        .approved = m->approved,
        .armed = m->armed,
        .until = m->until,
        .released = m->released,
        .sent = m->sent,
        .ended = m->ended,
        .end = on_our_clock(m->until, now),
        .heard = now.mono};
    (void)msg_str_copy(t->id, sizeof t->id, m->id);
    take_texts(t, m);
    take_stages(t, &m->stages);
}

/* The first row whose number is `number` or more. */
static size_t
place(const struct commands *c, uint64_t number)
{
    size_t low = 0, high = c->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c->row[mid]->number < number)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static struct telecommand *
find(const struct commands *c, uint64_t number, struct msg_str id)
{
    for (size_t i = place(c, number); i < c->n && c->row[i]->number == number;
         i++)
        if (msg_str_eq(id, c->row[i]->id))
            return c->row[i];
    return NULL;
}

static void
remove_row(struct commands *c, size_t at)
{
    row_free(c->row[at]);
    memmove(c->row + at, c->row + at + 1, (--c->n - at) * sizeof *c->row);
}

/* The oldest that ended goes; false: none did. */
static bool
make_room(struct commands *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (command_state_is_final(c->row[i]->state)) {
            remove_row(c, i);
            return true;
        }
    return false;
}

static struct telecommand *
insert(struct commands *c, uint64_t number)
{
    struct telecommand *t = xcalloc(1, sizeof *t);
    size_t at = number < UINT64_MAX ? place(c, number + 1) : c->n;
    c->row = xgrow(c->row, c->n, &c->cap, sizeof *c->row);
    memmove(c->row + at + 1, c->row + at, (c->n++ - at) * sizeof *c->row);
    c->row[at] = t;
    return t;
}

enum err
commands_command(
    struct commands *c, const struct msg_command *m, struct clock now)
{
    if (!is_good(m))
        return ERR_FORMAT;
    struct telecommand *t = find(c, m->number, m->id);
    if (t != NULL && m->change < t->change)
        return ERR_OK;
    if (t == NULL && c->n >= COMMANDS_MAX) {
        c->forgotten++;
        if (!make_room(c))
            return ERR_OK;
    }
    if (t == NULL)
        t = insert(c, m->number);
    take(t, m, now);
    c->version++;
    return ERR_OK;
}

/* ---- the gate -------------------------------------------------------------
 */

static void
take_people(struct gate_info *g, const struct msg_strv *people)
{
    size_t n =
        people->n < COMMANDS_PEOPLE_MAX ? people->n : COMMANDS_PEOPLE_MAX;
    drop_people(g);
    g->people = n > 0 ? xcalloc(n, sizeof *g->people) : NULL;
    g->n_people = n;
    for (size_t i = 0; i < n; i++)
        g->people[i] = keep(people->v[i]);
}

static void
take_gate(struct gate_info *g, const struct msg_gate *m, struct clock now)
{
    g->mdb_hash = m->mdb_hash;
    model_text(g->holder, sizeof g->holder, m->holder);
    model_text(g->offered_to, sizeof g->offered_to, m->offered_to);
    model_text(g->asked_by, sizeof g->asked_by, m->asked_by);
    model_text(g->where, sizeof g->where, m->where);
    model_text(g->uplink, sizeof g->uplink, m->uplink);
    model_text(g->uplink_state, sizeof g->uplink_state, m->uplink_state);
    model_text(g->signal, sizeof g->signal, m->signal);
    model_text(g->los_policy, sizeof g->los_policy, m->los_policy);
    model_text(g->log_text, sizeof g->log_text, m->log_text);
    model_text(g->log_head, sizeof g->log_head, m->log_head);
    g->since = m->since;
    g->end = on_our_clock(m->until, now);
    g->waiting = m->waiting;
    g->queued = m->queued;
    g->open = m->open;
    g->unknown = m->unknown;
    g->claims = m->claims;
    g->log_ok = m->log_ok;
    g->log_lines = m->log_lines;
    take_people(g, &m->people);
}

enum err
commands_gate(struct commands *c, const struct msg_gate *m, struct mono sent,
    struct clock now)
{
    if (m->log_head.len > 0 &&
        !digest_is_hex(m->log_head.s, m->log_head.len, DIGEST_BYTES))
        return ERR_FORMAT;
    if (c->has_gate && sent.ns < c->heard.ns)
        return ERR_OK;
    c->has_gate = true;
    c->heard = sent;
    take_gate(&c->gate, m, now);
    c->version++;
    return ERR_OK;
}

/* ---- what screens ask ------------------------------------------------------
 */

bool
commands_are_live(const struct commands *c, struct clock now)
{
    return c->has_gate && mono_diff_ns(now.mono, c->heard) <= SILENCE_NS;
}

const struct telecommand *
commands_find(const struct commands *c, const char *id)
{
    for (size_t i = c->n; i-- > 0;)
        if (str_eq(c->row[i]->id, id))
            return c->row[i];
    return NULL;
}

const struct telecommand *
commands_named(const struct commands *c, const char *text)
{
    uint64_t number;
    if (digest_is_hex(text, strlen(text), DIGEST_ID_BYTES))
        return commands_find(c, text);
    if (!num_parse_u64(text + (text[0] == '#'), &number))
        return NULL;
    size_t at = place(c, number);
    return at < c->n && c->row[at]->number == number ? c->row[at] : NULL;
}

static bool
is_armed(const struct telecommand *t, struct clock now)
{
    return t->state == COMMAND_ARMED &&
           (t->end.ns == 0 || mono_diff_ns(now.mono, t->end) <= SILENCE_NS);
}

const struct telecommand *
commands_armed(const struct commands *c, struct clock now, size_t *n)
{
    const struct telecommand *first = NULL;
    *n = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct telecommand *t = c->row[i];
        if (!is_armed(t, now))
            continue;
        if (first == NULL || t->end.ns < first->end.ns)
            first = t;
        ++*n;
    }
    return first;
}

bool
telecommand_is_unknown(const struct telecommand *t)
{
    return t->state == COMMAND_UNKNOWN && utc_is_none(t->ended);
}

uint64_t
commands_unknown(const struct commands *c)
{
    uint64_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        n += telecommand_is_unknown(c->row[i]);
    return n > c->gate.unknown ? n : c->gate.unknown;
}

const char *
commands_roles(const struct commands *c, const char *person)
{
    size_t len = strlen(person);
    for (size_t i = 0; i < c->gate.n_people; i++) {
        const char *p = c->gate.people[i];
        if (len > 0 && strncmp(p, person, len) == 0 && p[len] == ' ')
            return p + len + 1;
    }
    return NULL;
}

int
telecommand_seconds_left(const struct telecommand *t, struct clock now)
{
    int64_t left = t->end.ns == 0 ? 0 : mono_diff_ns(t->end, now.mono);
    return left <= 0 ? 0 : (int)((left + NS_PER_S - 1) / NS_PER_S % 1000000);
}
