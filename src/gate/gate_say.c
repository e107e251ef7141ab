/*
 * gate_say.c - what is logged, and told once it is on disk.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "gate/gate_priv.h"

void
gate_event(struct gate_app *app, enum event_id id, const char *fmt, ...)
{
    struct strbuf text = {0}, clean = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    str_sanitize(&clean, strbuf_get(&text), text.len, false);
    app->config.outbox.event(app->config.outbox.arg, id, strbuf_get(&clean));
    strbuf_fini(&clean);
    strbuf_fini(&text);
}

bool
gate_is_sound(const struct gate_app *app)
{
    return app->ledger != NULL && ledger_is_sound(app->ledger);
}

static void
add_line(struct gate_app *app, const struct ledger_line *line)
{
    struct ledger_line full = *line;
    full.time = app->now.utc;
    app->line = ledger_add(app->ledger, &full);
    app->has_uncommitted = true;
}

/* ---- commands ------------------------------------------------------------ */

static void
log_command(struct gate_app *app, struct gate_command *c)
{
    struct gate_texts texts;
    struct msg_command m;
    struct strbuf text = {0};
    c->change = app->line + 1;
    strbuf_addf(&text, "%s #%" PRIu64 " %s", c->short_name, c->number,
        command_state_str(c->state));
    if (c->detail[0] != '\0')
        strbuf_addf(&text, ": %s", c->detail);
    gate_command_message(c, &texts, &m);
    add_line(app, &(struct ledger_line){.what = LEDGER_COMMAND,
                      .text = strbuf_get(&text),
                      .person = c->person,
                      .where = c->origin,
                      .command = &m});
    c->change = app->line;
    gate_texts_fini(&texts);
    strbuf_fini(&text);
}

static void
publish_command(struct gate_app *app, struct gate_command *c)
{
    struct gate_texts texts;
    struct msg msg = {.envelope.type = MSG_COMMAND};
    char topic[32];
    gate_command_message(c, &texts, &msg.u.command);
    (void)snprintf(topic, sizeof topic, "command/%zu", c->slot);
    app->config.outbox.publish(app->config.outbox.arg, topic, &msg);
    gate_texts_fini(&texts);
    c->said = app->now.mono;
}

/* Until when it can stay as it is. */
static int64_t
lasts_ns(const struct gate_app *app, enum command_state state)
{
    switch ((unsigned)state) {
    case COMMAND_PROPOSED:
    case COMMAND_APPROVED:
    case COMMAND_HELD:
        return app->commands.propose_ns;
    case COMMAND_ARMED:
        return app->commands.arm_ns;
    case COMMAND_QUEUED:
        return app->commands.queue_ns;
    default:
        return 0;
    }
}

void
gate_change(struct gate_app *app, struct gate_command *c,
    enum command_state state, const char *fmt, ...)
{
    struct strbuf text = {0}, clean = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    str_sanitize(&clean, strbuf_get(&text), text.len, false);
    (void)str_copy(c->detail, sizeof c->detail, strbuf_get(&clean));
    strbuf_fini(&clean);
    strbuf_fini(&text);
    const int64_t ns = lasts_ns(app, state);
    c->state = state;
    c->until = ns > 0 ? utc_add_ns(app->now.utc, ns) : UTC_NONE;
    c->until_mono = ns > 0 ? mono_add_ns(app->now.mono, ns) : MONO_NONE;
    if (command_state_is_final(state))
        c->ended = app->now.utc;
    gate_note(app, c, true);
}

void
gate_note(struct gate_app *app, struct gate_command *c, bool is_logged)
{
    if (is_logged)
        log_command(app, c);
    c->is_dirty = true;
    app->is_gate_dirty = true;
}

void
gate_wait(struct gate_app *app, struct gate_command *c, const char *why)
{
    char text[GATE_DETAIL_SIZE];
    (void)str_copy(text, sizeof text, why);
    if (str_eq(text, c->detail))
        return;
    (void)str_copy(c->detail, sizeof c->detail, text);
    publish_command(app, c);
}

/* ---- events of commands -------------------------------------------------- */

static void
tell_command(struct gate_app *app, const struct gate_command *c)
{
    static const enum event_id id[COMMAND_STATE_COUNT] = {
        [COMMAND_HELD] = EV_COMMAND_SUBMITTED,
        [COMMAND_PROPOSED] = EV_COMMAND_SUBMITTED,
        [COMMAND_APPROVED] = EV_COMMAND_APPROVED,
        [COMMAND_ARMED] = EV_COMMAND_ARMED,
        [COMMAND_QUEUED] = EV_COMMAND_QUEUED,
        [COMMAND_RELEASED] = EV_COMMAND_RELEASED,
        [COMMAND_SENT] = EV_COMMAND_SENT,
        [COMMAND_COMPLETED] = EV_COMMAND_COMPLETED,
        [COMMAND_FAILED] = EV_COMMAND_FAILED,
        [COMMAND_UNKNOWN] = EV_COMMAND_UNKNOWN,
        [COMMAND_NOT_SENT] = EV_COMMAND_NOT_SENT,
        [COMMAND_REFUSED] = EV_COMMAND_REFUSED,
        [COMMAND_EXPIRED] = EV_COMMAND_EXPIRED,
        [COMMAND_CANCELLED] = EV_COMMAND_CANCELLED,
    };
    gate_event(app, id[c->state], "%s #%" PRIu64 " (%s): %s%s%s", c->short_name,
        c->number, c->person, command_state_str(c->state),
        c->detail[0] != '\0' ? ": " : "", c->detail);
}

/* Everything that changed; a state is told once. */
static void
tell_dirty(struct gate_app *app)
{
    struct gate_command *c;
    for (size_t i = 0; (c = command_book_at(app->book, i)) != NULL; i++) {
        if (!c->is_dirty)
            continue;
        c->is_dirty = false;
        publish_command(app, c);
        if (c->state != c->told_state || !c->was_told)
            tell_command(app, c);
        c->told_state = c->state;
        c->was_told = true;
    }
}

/* ---- authority ----------------------------------------------------------- */

void
gate_authority(struct gate_app *app, enum event_id id, const char *person,
    const char *where, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    if (app->ledger != NULL)
        add_line(app, &(struct ledger_line){.what = LEDGER_AUTHORITY,
                          .text = strbuf_get(&text),
                          .person = person,
                          .where = where});
    gate_event(app, id, "%s", strbuf_get(&text));
    strbuf_fini(&text);
    app->is_gate_dirty = app->is_authority_dirty = true;
}

/* ---- to disk ------------------------------------------------------------- */

/* What was not confirmed is not true: the log gets that too, when it can be
 * written again. */
static void
undo(struct gate_app *app)
{
    const char *why = "the command log cannot be written";
    struct gate_command *c;
    for (size_t i = 0; (c = command_book_at(app->book, i)) != NULL; i++) {
        if (!c->is_dirty)
            continue;
        if (c->state == COMMAND_RELEASED && !c->is_transmitted)
            gate_change(app, c, COMMAND_NOT_SENT, "%s: not sent", why);
        else if (c->state == COMMAND_QUEUED || gate_command_is_waiting(c))
            gate_change(app, c, COMMAND_CANCELLED, "%s: give it again", why);
        (void)arms_remove(app->arms, c->id);
    }
    if (app->is_authority_dirty &&
        authority_break(&app->authority) == AUTHORITY_BROKEN)
        gate_authority(app, EV_AUTHORITY_BROKEN, "", "",
            "nobody has command authority: %s", why);
}

static void
tell_soundness(struct gate_app *app)
{
    const bool is_sound = gate_is_sound(app);
    if (is_sound == app->was_sound)
        return;
    app->was_sound = is_sound;
    app->is_gate_dirty = true;
    app->tried = app->now.mono;
    if (is_sound)
        gate_event(app, EV_GATE_LOG_AGAIN, "the command log is written again");
    else
        gate_event(app, EV_GATE_LOG, "%s; nothing is armed or released",
            ledger_reason(app->ledger));
}

bool
gate_commit(struct gate_app *app)
{
    bool is_good = true;
    if (app->has_uncommitted) {
        is_good = gate_is_sound(app) && ledger_commit(app->ledger) == ERR_OK;
        app->has_uncommitted = !is_good;
    }
    if (!is_good)
        undo(app);
    app->is_authority_dirty = false;
    tell_soundness(app);
    tell_dirty(app);
    return is_good;
}

static void
recover(struct gate_app *app)
{
    if (gate_is_sound(app) ||
        !mono_went_by(app->tried, GATE_RECOVER_NS, app->now.mono))
        return;
    app->tried = app->now.mono;
    if (ledger_recover(app->ledger) == ERR_OK)
        app->has_uncommitted = false;
    tell_soundness(app);
}

/* ---- the gate itself ----------------------------------------------------- */

/* "FC-1 watch,log,command" of those who may do something here. */
static size_t
list_people(const struct gate_app *app, struct strbuf *text, size_t max)
{
    const unsigned some = ROLE_PROPOSE | ROLE_COMMAND | ROLE_HAZARDOUS |
                          ROLE_APPROVE | ROLE_ADMIN;
    size_t n = 0;
    for (size_t i = 0; i < people_count(app->people) && n < max; i++) {
        const struct person *p = people_get(app->people, i);
        if ((p->roles & some) == 0)
            continue;
        strbuf_addf(&text[n], "%s ", p->name);
        roles_fmt(p->roles, &text[n++]);
    }
    return n;
}

static void
fill_gate(const struct gate_app *app, struct msg_gate *g)
{
    const struct authority *a = &app->authority;
    const struct gate_link *uplink = gate_uplink(app);
    const struct command_counts n = command_book_count(app->book);
    *g = (struct msg_gate){
        .mdb_hash = app->mdb->hash,
        .holder = msg_str(a->is_held ? a->holder.name : ""),
        .where = msg_str(a->is_held ? a->holder.where : ""),
        .since = a->is_held ? a->since : UTC_NONE,
        .until = a->is_held ? a->until.utc : UTC_NONE,
        .offered_to = msg_str(a->offered_to),
        .asked_by = msg_str(a->asked_by),
        .uplink = msg_str(gate_uplink_name(app)),
        .uplink_state = msg_str(uplink != NULL ? uplink->state : ""),
        .signal = msg_str(gate_signal_str(gate_signal(app))),
        .los_policy = msg_str(mission_los_str(app->commands.los)),
        .waiting = n.waiting,
        .queued = n.queued,
        .open = n.open,
        .unknown = n.unknown,
        .claims = people_is_training(app->people),
        .log_ok = gate_is_sound(app),
        .log_text =
            msg_str(gate_is_sound(app) ? "" : ledger_reason(app->ledger)),
        .log_lines = ledger_lines(app->ledger),
        .log_head = msg_str(ledger_head(app->ledger)),
    };
}

void
gate_say_gate(struct gate_app *app)
{
    struct strbuf text[64] = {{0}};
    struct msg_str people[64];
    struct msg msg = {.envelope.type = MSG_GATE};
    fill_gate(app, &msg.u.gate);
    const size_t n = list_people(app, text, ARRAY_LEN(text));
    for (size_t i = 0; i < n; i++)
        people[i] = msg_str(strbuf_get(&text[i]));
    msg.u.gate.people = (struct msg_strv){people, n};
    app->config.outbox.publish(app->config.outbox.arg, "gate", &msg);
    for (size_t i = 0; i < n; i++)
        strbuf_fini(&text[i]);
    app->is_gate_dirty = false;
}

void
gate_say_again(struct gate_app *app)
{
    struct gate_command *c;
    for (size_t i = 0; (c = command_book_at(app->book, i)) != NULL; i++)
        if (!gate_command_is_over(c) &&
            mono_went_by(c->said, GATE_REPEAT_NS, app->now.mono))
            publish_command(app, c);
}

void
gate_log_refused(struct gate_app *app, const char *text, const char *person,
    const char *where)
{
    add_line(app, &(struct ledger_line){.what = LEDGER_REFUSED,
                      .text = text,
                      .person = person,
                      .where = where});
    gate_event(app, EV_GATE_REFUSED, "%s%s%s", person,
        person[0] != '\0' ? " " : "", text);
}

/* Refused requests of the last second that were not logged one by one. */
static void
log_refused(struct gate_app *app)
{
    char text[120];
    if (app->n_refused_more > 0) {
        (void)snprintf(text, sizeof text, "%u more requests were refused",
            app->n_refused_more);
        add_line(app, &(struct ledger_line){.what = LEDGER_REFUSED,
                          .text = text,
                          .person = "",
                          .where = ""});
        gate_event(app, EV_GATE_REFUSED, "%s", text);
    }
    app->n_refused = app->n_refused_more = 0;
}

void
gate_say_second(struct gate_app *app)
{
    recover(app);
    log_refused(app);
    if (gate_is_sound(app))
        (void)gate_commit(app);
    command_book_trim(app->book);
    gate_tell_queue(app);
    gate_say_again(app);
    gate_say_gate(app);
}
