/*
 * exec_order.c - see exec_order.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_order.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/xalloc.h"
#include "mdb/encode.h"
#include "pluto/eval.h"
#include "pluto/unit.h"

/* ---- values -------------------------------------------------------------- */

static const struct pluto_model_argument *
argument_of(const struct pluto_model_activity *a, const char *name)
{
    for (uint32_t i = 0; i < a->n_arguments; i++)
        if (strcmp(a->argument[i].name, name) == 0)
            return &a->argument[i];
    return NULL;
}

/* Numbers exactly; times as the database reads them. */
static void
type_value(const struct pluto_value *v, struct strbuf *out)
{
    char number[NUM_DOUBLE_SIZE], time[TIME_TEXT_SIZE];
    switch (v->type) {
    case PLUTO_REAL:
        num_fmt_double(number, v->d);
        strbuf_adds(out, number);
        break;
    case PLUTO_RELATIVE:
        num_fmt_double(number, (double)v->i / (double)NS_PER_S);
        strbuf_adds(out, number);
        break;
    case PLUTO_ABSOLUTE:
        strbuf_adds(out, utc_fmt_iso(time, (struct utc){v->i}, false));
        break;
    case PLUTO_NONE:
    case PLUTO_BOOLEAN:
    case PLUTO_INTEGER:
    case PLUTO_UNSIGNED:
    case PLUTO_STRING:
    case PLUTO_ENUM:
    case PLUTO_TYPE_COUNT:
    default:
        pluto_value_print(v, out);
        break;
    }
}

/* A truth where the database has two labels of its own. */
static void
as_label(const struct pluto_model_type *type, struct pluto_value *v)
{
    if (v->type != PLUTO_BOOLEAN || type->n_labels != 2)
        return;
    if (type->type == PLUTO_BOOLEAN)
        v->label = type->label;
    if (type->type != PLUTO_ENUM)
        return;
    const char *label = type->label[v->b ? 1 : 0];
    *v = pluto_enum(label, strlen(label));
}

static bool
convert(const struct pluto_model_argument *a, struct pluto_value *v,
    struct strbuf *why)
{
    struct strbuf reason = {0};
    as_label(&a->type, v);
    const bool is_good = a->type.type == PLUTO_NONE ||
                         pluto_convert(v, a->type.type, a->type.unit, &reason);
    if (!is_good)
        strbuf_addf(why, "%s: %s", a->name, strbuf_get(&reason));
    strbuf_fini(&reason);
    return is_good;
}

void
exec_order_values_free(struct order_value **at, size_t n)
{
    struct order_value *v = *at;
    *at = NULL;
    for (size_t i = 0; v != NULL && i < n; i++) {
        free(v[i].name);
        free(v[i].text);
    }
    free(v);
}

bool
exec_order_values(const struct pluto_model_activity *activity,
    const struct pluto_given *given, size_t n, struct order_value **out,
    struct strbuf *why)
{
    bool is_good = true;
    *out = xcalloc(n + 1, sizeof **out);
    for (size_t i = 0; i < n; i++) {
        struct strbuf text = {0};
        struct pluto_value v = pluto_value_copy(&given[i].value);
        const struct pluto_model_argument *a =
            argument_of(activity, given[i].name);
        if (a != NULL && is_good)
            is_good = convert(a, &v, why);
        type_value(&v, &text);
        (*out)[i] = (struct order_value){
            .name = xstrdup(a != NULL ? a->name : given[i].name),
            .text = strbuf_take(&text)};
        pluto_value_fini(&v);
    }
    if (!is_good)
        exec_order_values_free(out, n);
    return is_good;
}

/* ---- bytes --------------------------------------------------------------- */

static struct mdb_encode_options
options_of(const struct mission_commands *c)
{
    return (struct mdb_encode_options){.is_ccsds = c->is_ccsds,
        .has_crc = c->has_crc,
        .has_pus = c->has_pus,
        .pus_ack = c->pus_ack,
        .pus_service = c->pus_service,
        .pus_subtype = c->pus_subtype,
        .pus_source = c->pus_source};
}

static void
add_refusals(const struct mdb_packet_tc *packet, struct strbuf *why)
{
    for (size_t i = 0; i < packet->n_refusals && why->len < 400; i++) {
        const char *name = packet->refusal[i].name;
        const bool has_name = name != NULL && name[0] != '\0';
        strbuf_addf(why, "%s%s%s%s", i > 0 ? "; " : "", has_name ? name : "",
            has_name ? ": " : "", packet->refusal[i].text);
    }
}

bool
exec_order_digest(struct mdb_encoder *encoder, const struct mdb *mdb,
    const struct mission_commands *commands, const char *command,
    const struct order_value *value, size_t n, char digest[DIGEST_HEX],
    struct strbuf *why)
{
    const struct mdb_encode_options options = options_of(commands);
    const uint32_t c = mdb_find_command(mdb, command);
    if (c == MDB_NIL || mdb->command[c].is_abstract) {
        strbuf_addf(why, "the database has no command %s to send", command);
        return false;
    }
    struct mdb_given *given = xcalloc(n + 1, sizeof *given);
    struct mdb_packet_tc packet;
    for (size_t i = 0; i < n; i++)
        given[i] = (struct mdb_given){value[i].name, value[i].text};
    const enum err e = mdb_encode(encoder, c, given, n, &options, &packet);
    free(given);
    if (e != ERR_OK || packet.data == NULL) {
        add_refusals(&packet, why);
        return false;
    }
    digest_hex_of(packet.data, packet.len, digest);
    return true;
}

/* ---- what became of it --------------------------------------------------- */

static void
set(struct exec_report *r, enum pluto_execution execution,
    enum pluto_outcome outcome)
{
    r->execution = execution;
    r->outcome = outcome;
}

struct progress { /* of the verifiers */
    unsigned passed, all;
    enum mdb_stage last; /* that passed */
    bool has_last, completion_is_next;
};

static void
add_stage(struct progress *p, enum mdb_stage stage, enum stage_state state)
{
    if (stage == MDB_STAGE_FAILED)
        return;
    p->all++;
    if (state == STAGE_PASSED || state == STAGE_SKIPPED) {
        p->passed++;
        p->last = stage;
        p->has_last = true;
    } else if (!p->completion_is_next) {
        p->completion_is_next = stage == MDB_STAGE_COMPLETE;
    }
}

/* pluto.md section 8: routing until it was accepted, then executing, then its
 * completion is checked. */
static void
set_sent(struct exec_report *r, const struct progress *p)
{
    if (!p->has_last || p->last < MDB_STAGE_ACCEPTED)
        set(r, PLUTO_X_ROUTING, PLUTO_NOT_AVAILABLE);
    else if (p->last >= MDB_STAGE_EXECUTION && p->completion_is_next)
        set(r, PLUTO_X_CONFIRMATION, PLUTO_NOT_AVAILABLE);
    else
        set(r, PLUTO_X_EXECUTING, PLUTO_NOT_AVAILABLE);
}

static void
set_state(
    struct exec_report *r, enum command_state state, const struct progress *p)
{
    switch (state) {
    case COMMAND_HELD:
    case COMMAND_PROPOSED:
    case COMMAND_APPROVED:
    case COMMAND_ARMED:
        set(r, PLUTO_X_PRECONDITIONS, PLUTO_NOT_AVAILABLE);
        r->needs_person = true;
        break;
    case COMMAND_QUEUED:
    case COMMAND_RELEASED:
        set(r, PLUTO_X_ROUTING, PLUTO_NOT_AVAILABLE);
        break;
    case COMMAND_SENT:
        set_sent(r, p);
        break;
    case COMMAND_COMPLETED:
        set(r, PLUTO_X_COMPLETED, PLUTO_CONFIRMED);
        break;
    case COMMAND_FAILED:
    case COMMAND_UNKNOWN:
        set(r, PLUTO_X_COMPLETED, PLUTO_NOT_CONFIRMED);
        break;
    case COMMAND_NOT_SENT:
    case COMMAND_REFUSED:
    case COMMAND_EXPIRED:
    case COMMAND_CANCELLED:
    case COMMAND_STATE_COUNT:
    default:
        set(r, PLUTO_X_COMPLETED, PLUTO_ABORTED);
        break;
    }
}

/* What the person who stands before it can do about it. */
static void
tell_state(struct exec_report *r, enum command_state state, const char *person,
    const struct progress *p, const char *detail)
{
    struct strbuf text = {0};
    switch ((unsigned)state) {
    case COMMAND_HELD:
        strbuf_addf(&text, "waits for %s to arm it", person);
        break;
    case COMMAND_PROPOSED:
        strbuf_adds(&text, "waits for another person to approve it");
        break;
    case COMMAND_APPROVED:
        strbuf_addf(&text, "approved; waits for %s to arm it", person);
        break;
    case COMMAND_ARMED:
        strbuf_adds(&text, "armed; waits to be fired");
        break;
    case COMMAND_UNKNOWN:
        strbuf_adds(&text, "nobody knows what became of it; not sent again");
        break;
    case COMMAND_SENT:
        if (p->has_last)
            strbuf_addf(
                &text, "%s %u/%u", mdb_stage_str(p->last), p->passed, p->all);
        else
            strbuf_adds(&text, "sent");
        break;
    default:
        strbuf_adds(&text, command_state_str(state));
        break;
    }
    if (detail[0] != '\0')
        strbuf_addf(&text, ": %s", detail);
    (void)str_copy(r->detail, sizeof r->detail, strbuf_get(&text));
    strbuf_fini(&text);
}

static void
report(struct exec_report *r, enum command_state state, const char *person,
    const struct progress *p, const char *detail)
{
    set_state(r, state, p);
    tell_state(r, state, person[0] != '\0' ? person : "somebody", p, detail);
}

static char *
clean(struct msg_str s)
{
    struct strbuf out = {0};
    if (s.len > 0)
        str_sanitize(&out, s.s, s.len, false);
    return strbuf_take(&out);
}

void
exec_order_report(const struct msg_command *c, struct exec_report *out)
{
    struct progress p = {0};
    struct command_stage stage;
    *out = (struct exec_report){0};
    for (size_t i = 0; i < c->stages.n; i++)
        if (command_stage_parse(c->stages.v[i].s, c->stages.v[i].len, &stage))
            add_stage(&p, stage.stage, stage.state);
    char *person = clean(c->person), *detail = clean(c->detail);
    out->released = utc_is_none(c->released) ? 0 : c->released.ns;
    report(out,
        c->state < COMMAND_STATE_COUNT ? (enum command_state)c->state
                                       : COMMAND_UNKNOWN,
        person, &p, detail);
    free(person);
    free(detail);
}

/* ---- the rows of "show" -------------------------------------------------- */

static struct msg_str
row_of(const struct msg_strv *rows, const char *key)
{
    const size_t len = strlen(key);
    for (size_t i = 0; i < rows->n; i++) {
        const struct msg_str row = rows->v[i];
        if (row.len >= len + 2 && memcmp(row.s, key, len) == 0 &&
            memcmp(row.s + len, ": ", 2) == 0)
            return (struct msg_str){row.s + len + 2, row.len - len - 2};
    }
    return (struct msg_str){NULL, 0};
}

/* "accepted passed text" */
static void
add_shown_stage(struct progress *p, struct msg_str row)
{
    for (unsigned s = 0; s < MDB_STAGE_COUNT; s++)
        for (unsigned t = 0; t < STAGE_STATE_COUNT; t++) {
            char text[64];
            (void)snprintf(text, sizeof text, "stage: %s %s ",
                mdb_stage_str((enum mdb_stage)s),
                stage_state_str((enum stage_state)t));
            const size_t len = strlen(text);
            if (row.len >= len && memcmp(row.s, text, len) == 0)
                add_stage(p, (enum mdb_stage)s, (enum stage_state)t);
        }
}

void
exec_order_shown(const struct msg_strv *rows, struct exec_report *out)
{
    struct progress p = {0};
    enum command_state state = COMMAND_UNKNOWN;
    struct utc released;
    const struct msg_str word = row_of(rows, "state");
    *out = (struct exec_report){0};
    for (size_t i = 0; i < rows->n; i++)
        add_shown_stage(&p, rows->v[i]);
    if (word.len > 0)
        (void)command_state_parse(word.s, word.len, &state);
    char *person = clean(row_of(rows, "person"));
    char *detail = clean(row_of(rows, "detail"));
    char *at = clean(row_of(rows, "released"));
    if (at[0] != '\0' && utc_parse(at, &released) == ERR_OK)
        out->released = released.ns;
    report(out, state, person, &p, detail);
    free(person);
    free(detail);
    free(at);
}

enum exec_refusal
exec_order_refusal(enum err status)
{
    switch (status) {
    case ERR_EXISTS:
        return EXEC_REFUSED_KNOWN;
    case ERR_DENIED:
        return EXEC_REFUSED_PERSON;
    case ERR_IO:
    case ERR_LIMIT:
        return EXEC_REFUSED_LATER;
    case ERR_OK:
    case ERR_FORMAT:
    case ERR_RANGE:
    case ERR_VERSION:
    case ERR_NOTFOUND:
    case ERR_AGAIN:
    case ERR_CLOSED:
    case ERR_COUNT:
    default:
        return EXEC_REFUSED_FOR_GOOD;
    }
}
