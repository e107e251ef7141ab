/*
 * gate_release.c - the queue, the frontend's answers, and what became of it.
 *
 * Nothing here transmits a command a second time: RELEASED is on disk before
 * the only call of outbox.transmit that carries a packet.
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

struct mdb_encode_options
gate_options(const struct gate_app *app, uint16_t sequence)
{
    const struct mission_commands *k = &app->commands;
    return (struct mdb_encode_options){
        .is_ccsds = k->is_ccsds,
        .sequence = sequence,
        .has_crc = k->has_crc,
        .has_pus = k->has_pus,
        .pus_ack = k->pus_ack,
        .pus_service = k->pus_service,
        .pus_subtype = k->pus_subtype,
        .pus_source = k->pus_source,
    };
}

bool
gate_is_live(const struct gate_command *c)
{
    return (c->state == COMMAND_RELEASED || c->state == COMMAND_SENT ||
               c->state == COMMAND_UNKNOWN) &&
           !gate_command_is_over(c);
}

/* ---- interlocks ---------------------------------------------------------- */

static struct interlock_sight
sight_of(const struct gate_command *c)
{
    return (struct interlock_sight){
        .leaf = c->leaf, .n_leaves = c->n_leaves, .after = UTC_NONE};
}

enum truth
gate_constraints(struct gate_app *app, const struct gate_command *c,
    struct strbuf *why, int64_t *timeout_ns)
{
    const struct mdb_command *k = &app->mdb->command[c->command];
    const struct interlock_sight s = sight_of(c);
    *timeout_ns = 0;
    for (uint32_t i = 0; i < k->n_constraints; i++) {
        struct strbuf blame = {0};
        const enum truth t = interlock_holds(
            app->interlock, &k->constraint[i].criteria, &s, &blame);
        if (t != TRUTH_TRUE) {
            *timeout_ns = k->constraint[i].timeout_ns;
            strbuf_addf(why, "it needs %s, and %s",
                k->constraint[i].text != NULL ? k->constraint[i].text
                                              : "its constraint",
                strbuf_get(&blame));
        }
        strbuf_fini(&blame);
        if (t != TRUTH_TRUE)
            return t;
    }
    return TRUTH_TRUE;
}

const struct mdb_significance *
gate_significance(
    struct gate_app *app, const struct gate_command *c, bool *is_sure)
{
    const struct mdb_command *k = &app->mdb->command[c->command];
    const struct interlock_sight s = sight_of(c);
    const struct mdb_significance *worst = NULL;
    *is_sure = true;
    for (uint32_t i = 0; i < k->n_significances; i++) {
        const struct mdb_significance *at = &k->significance[i];
        const enum truth t =
            interlock_holds(app->interlock, &at->criteria, &s, NULL);
        if (t == TRUTH_FALSE)
            continue;
        /* What may hold counts when it asks for more. */
        if (worst == NULL || at->level > worst->level) {
            worst = at;
            *is_sure = t == TRUTH_TRUE;
        }
        if (t == TRUTH_TRUE)
            break;
    }
    return worst;
}

/* ---- may it go? ---------------------------------------------------------- */

static const struct gate_command *
find_released(const struct gate_app *app)
{
    const struct gate_command *c;
    for (size_t i = 0; (c = command_book_at(app->book, i)) != NULL; i++)
        if (c->state == COMMAND_RELEASED)
            return c;
    return NULL;
}

/* The way out; true: it is open.  Else `why`. */
static bool
is_way_open(const struct gate_app *app, struct strbuf *why)
{
    const struct gate_command *before = find_released(app);
    const struct gate_link *uplink = gate_uplink(app);
    if (!gate_is_sound(app))
        strbuf_addf(why, "the command log: %s", ledger_reason(app->ledger));
    else if (before != NULL)
        strbuf_addf(why, "waits for the frontend's answer about #%" PRIu64,
            before->number);
    else if (mono_went_by(app->frontend_heard, GATE_SILENT_NS, app->now.mono))
        strbuf_adds(why, "the frontend is silent");
    else if (uplink == NULL)
        strbuf_addf(
            why, "nothing is heard of uplink %s", gate_uplink_name(app));
    else if (strcmp(uplink->state, "up") != 0)
        strbuf_addf(why, "uplink %s is %s%s%s", uplink->name, uplink->state,
            uplink->detail[0] != '\0' ? ": " : "", uplink->detail);
    return why->len == 0;
}

/* After contact begins the first values may be on their way. */
static bool
is_grace(const struct gate_app *app)
{
    return !mono_is_none(app->contact_since) &&
           !mono_went_by(app->contact_since, GATE_GRACE_NS, app->now.mono);
}

enum turn { /* what happens with the first of the queue */
    TURN_GO,
    TURN_WAIT,
    TURN_GONE /* it is out of the queue; look at the next */
};

static enum turn
check_contact(struct gate_app *app, struct gate_command *c)
{
    const char *why;
    if (gate_has_contact(app, &why))
        return TURN_GO;
    if (app->commands.los == MISSION_LOS_REFUSE) {
        gate_change(app, c, COMMAND_REFUSED, "no contact (%s)",
            gate_signal_str(gate_signal(app)));
        return TURN_GONE;
    }
    gate_wait(app, c, why);
    return TURN_WAIT;
}

static enum turn
check_significance(struct gate_app *app, struct gate_command *c)
{
    bool is_sure;
    const struct mdb_significance *s = gate_significance(app, c, &is_sure);
    if (s == NULL || command_ceremony(s->level) <= c->ceremony)
        return TURN_GO;
    if (!is_sure && is_grace(app)) {
        gate_wait(app, c, "waits for the telemetry its significance needs");
        return TURN_WAIT;
    }
    gate_change(app, c, COMMAND_REFUSED, "it has become %s since: %s",
        command_ceremony_str(command_ceremony(s->level)),
        s->reason != NULL ? s->reason : mdb_consequence_str(s->level));
    return TURN_GONE;
}

static enum turn
check_constraints(struct gate_app *app, struct gate_command *c)
{
    struct strbuf why = {0};
    int64_t timeout_ns;
    const enum truth t = gate_constraints(app, c, &why, &timeout_ns);
    enum turn turn = t == TRUTH_TRUE ? TURN_GO : TURN_WAIT;
    if (mono_is_none(c->waits_since))
        c->waits_since = app->now.mono;
    const bool is_over =
        mono_went_by(c->waits_since, timeout_ns, app->now.mono);
    if (turn == TURN_WAIT && is_over &&
        !(t == TRUTH_UNKNOWN && is_grace(app))) {
        gate_change(app, c, COMMAND_REFUSED, "%s", strbuf_get(&why));
        turn = TURN_GONE;
    } else if (turn == TURN_WAIT) {
        gate_wait(app, c, strbuf_get(&why));
    }
    strbuf_fini(&why);
    return turn;
}

static enum turn
may_release(struct gate_app *app, struct gate_command *c)
{
    struct strbuf why = {0};
    const bool is_open = is_way_open(app, &why);
    if (!is_open)
        gate_wait(app, c, strbuf_get(&why));
    strbuf_fini(&why);
    if (!is_open)
        return TURN_WAIT;
    enum turn turn = check_contact(app, c);
    if (turn == TURN_GO)
        turn = check_significance(app, c);
    if (turn == TURN_GO)
        turn = check_constraints(app, c);
    if (turn == TURN_GO && !mono_is_none(app->next_release) &&
        app->now.mono.ns < app->next_release.ns)
        turn = TURN_WAIT; /* for its share of the rate */
    return turn;
}

/* ---- release ------------------------------------------------------------- */

/* Encode it once more, with this count; NULL with the reason in `why`. */
static const struct mdb_packet_tc *
encode(struct gate_app *app, const struct gate_command *c, uint16_t sequence,
    struct mdb_packet_tc *out)
{
    struct mdb_given *given = xcalloc(c->n_given + 1, sizeof *given);
    for (size_t i = 0; i < c->n_given; i++)
        given[i] = (struct mdb_given){c->given[i].name, c->given[i].text};
    const struct mdb_encode_options options = gate_options(app, sequence);
    const enum err e =
        mdb_encode(app->encoder, c->command, given, c->n_given, &options, out);
    free(given);
    return e == ERR_OK && out->data != NULL ? out : NULL;
}

/* The bytes that were checked, armed and fired are still those. */
static bool
is_same(struct gate_app *app, const struct gate_command *c, uint16_t *apid)
{
    struct mdb_packet_tc packet;
    char digest[DIGEST_HEX];
    if (encode(app, c, 0, &packet) == NULL)
        return false;
    digest_hex_of(packet.data, packet.len, digest);
    *apid = packet.len >= 2
                ? (uint16_t)((packet.data[0] & 7) << 8 | packet.data[1])
                : 0;
    return digest_equal(digest, c->digest, sizeof digest);
}

static bool
fill_packet(struct gate_app *app, struct gate_command *c)
{
    struct mdb_packet_tc packet;
    uint16_t apid;
    if (!is_same(app, c, &apid))
        return false;
    uint16_t sequence = 0;
    if (app->commands.is_ccsds)
        sequence = ledger_next_sequence(app->ledger, apid);
    if (encode(app, c, sequence, &packet) == NULL)
        return false;
    c->sequence = sequence;
    gate_command_set_data(c, packet.data, packet.len);
    return true;
}

static void
transmit(struct gate_app *app, struct gate_command *c)
{
    const struct msg_transmit m = {
        .verb = msg_str("transmit"),
        .id = msg_str(c->id),
        .mdb_hash = c->mdb_hash,
        .uplink = msg_str(c->uplink),
        .deadline = utc_add_ns(app->now.utc, GATE_DEADLINE_NS),
        .data = {c->data, c->len},
    };
    c->is_transmitted = true;
    app->config.outbox.transmit(app->config.outbox.arg, &m);
}

/* What comes from now on without a count may be the new one's doing. */
void
gate_succeed(struct gate_app *app, const struct gate_command *by)
{
    struct gate_command *c;
    for (size_t i = 0; (c = command_book_at(app->book, i)) != NULL; i++)
        if (c != by && gate_is_live(c) && c->released.ns <= by->released.ns &&
            strcmp(c->name, by->name) == 0)
            c->is_succeeded = true;
}

static void
release(struct gate_app *app, struct gate_command *c)
{
    const struct verify_world w = {app->mdb, app->interlock};
    if (!fill_packet(app, c)) {
        gate_change(app, c, COMMAND_REFUSED,
            "its bytes would differ from those that were ordered");
        (void)gate_commit(app);
        return;
    }
    c->released = app->now.utc;
    c->released_mono = c->asked = c->settled_from = app->now.mono;
    gate_command_set(&c->uplink, gate_uplink_name(app));
    verify_begin(&w, c);
    gate_succeed(app, c);
    gate_change(app, c, COMMAND_RELEASED, "handed to the frontend");
    app->next_release = mono_add_ns(
        app->now.mono, NS_PER_S / (int64_t)app->commands.rate_per_s);
    if (gate_commit(app))
        transmit(app, c);
}

void
gate_release_turn(struct gate_app *app)
{
    struct gate_command *c;
    while ((c = command_book_first(app->book)) != NULL) {
        const enum turn turn = may_release(app, c);
        if (turn == TURN_WAIT)
            return;
        if (turn == TURN_GO)
            release(app, c);
    }
}

void
gate_tell_queue(struct gate_app *app)
{
    struct gate_command *c;
    for (size_t i = 0; (c = command_book_at(app->book, i)) != NULL; i++) {
        const struct gate_command *before = command_book_before(app->book, c);
        char text[32];
        if (before == NULL)
            continue;
        (void)snprintf(text, sizeof text, "behind #%" PRIu64, before->number);
        gate_wait(app, c, text);
    }
}

struct mono
gate_app_next(const struct gate_app *app)
{
    return command_book_first(app->book) != NULL ? app->next_release
                                                 : MONO_NONE;
}

/* ---- the frontend's answer ----------------------------------------------- */

static void
on_sent(struct gate_app *app, struct gate_command *c,
    const struct msg_transmitted *m)
{
    const bool was_unknown = c->state == COMMAND_UNKNOWN;
    c->sent = utc_is_none(m->time) ? app->now.utc : m->time;
    if (was_unknown)
        verify_blind(c, app->now);
    gate_change(app, c, COMMAND_SENT, "%s",
        was_unknown ? "sent, as the frontend says later" : "");
    gate_conclude(app, c);
}

/* "not-sent" of a frontend that began later is no knowledge. */
static bool
knows(const struct gate_command *c, const struct msg_transmitted *m)
{
    return utc_is_none(m->since) || m->since.ns <= c->released.ns;
}

void
gate_app_transmitted(
    struct gate_app *app, const struct msg_transmitted *m, struct moment now)
{
    app->now = now;
    struct gate_command *c = command_book_find(app->book, m->id.s, m->id.len);
    if (c == NULL || gate_command_is_over(c) || !utc_is_none(c->sent) ||
        (c->state != COMMAND_RELEASED && c->state != COMMAND_UNKNOWN))
        return;
    char text[120];
    msg_str_copy(text, sizeof text, m->text);
    const bool was_released = c->state == COMMAND_RELEASED;
    c->is_settling = false;
    if (msg_str_eq(m->result, "sent"))
        on_sent(app, c, m);
    else if (msg_str_eq(m->result, "not-sent") && knows(c, m))
        gate_change(app, c, COMMAND_NOT_SENT, "%s", text);
    else if (was_released)
        gate_change(app, c, COMMAND_UNKNOWN,
            "the frontend does not know whether it was sent%s%s",
            text[0] != '\0' ? ": " : "", text);
    (void)gate_commit(app);
}

static void
ask(struct gate_app *app, struct gate_command *c)
{
    const struct msg_transmit m = {.verb = msg_str("settle"),
        .id = msg_str(c->id),
        .mdb_hash = c->mdb_hash,
        .uplink = msg_str(c->uplink),
        .deadline = c->released};
    c->asked = app->now.mono;
    c->is_settling = true;
    app->config.outbox.transmit(app->config.outbox.arg, &m);
}

static void
settle(struct gate_app *app, struct gate_command *c)
{
    const bool is_released = c->state == COMMAND_RELEASED;
    const int64_t every = is_released ? GATE_ANSWER_NS : GATE_UNKNOWN_NS;
    if ((is_released || c->is_settling) &&
        mono_went_by(c->asked, every, app->now.mono))
        ask(app, c);
    if (is_released &&
        mono_went_by(c->settled_from, GATE_UNKNOWN_NS, app->now.mono))
        gate_change(app, c, COMMAND_UNKNOWN,
            "no answer from the frontend in 10 s: sent or not");
}

void
gate_settle_turn(struct gate_app *app)
{
    struct gate_command *c;
    const bool is_blind = !gate_sees_telemetry(app);
    for (size_t i = 0; (c = command_book_at(app->book, i)) != NULL; i++) {
        if (!gate_is_live(c))
            continue;
        if (is_blind)
            verify_blind(c, app->now);
        if (c->state != COMMAND_SENT)
            settle(app, c);
        else if (verify_time(c, app->now)) {
            gate_note(app, c, true);
            gate_conclude(app, c);
        }
    }
}

/* ---- the end ------------------------------------------------------------- */

void
gate_conclude(struct gate_app *app, struct gate_command *c)
{
    static const enum command_state to[] = {
        [VERIFY_RUNNING] = COMMAND_SENT,
        [VERIFY_COMPLETED] = COMMAND_COMPLETED,
        [VERIFY_FAILED] = COMMAND_FAILED,
        [VERIFY_UNKNOWN] = COMMAND_UNKNOWN,
    };
    char text[GATE_DETAIL_SIZE] = "";
    if (c->state == COMMAND_RELEASED)
        return; /* the frontend's answer comes first */
    const enum verify_outcome outcome = verify_outcome(c, text, sizeof text);
    if (outcome == VERIFY_RUNNING ||
        (c->state == COMMAND_UNKNOWN &&
            (outcome == VERIFY_UNKNOWN || c->n_stages == 0)))
        return;
    if (outcome != VERIFY_UNKNOWN)
        verify_end(c, app->now);
    gate_change(app, c, to[outcome], "%s", text);
}
