/*
 * gate_app.c - the gate's life: begin with the log, then time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/gate_app.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "gate/gate_priv.h"
#include "mdb/mdb.h"

/* Clocks that moved apart by so much were set. */
#define JUMP_NS (2 * NS_PER_S)

/* ---- life ---------------------------------------------------------------- */

static bool
has_watched(const struct gate_app *app, const struct mdb_container *k)
{
    if (k->layout == NULL)
        return true; /* only the packet tells */
    for (uint32_t i = 0; i < k->n_layout; i++)
        if (interlock_watches(app->interlock, k->layout[i]))
            return true;
    return false;
}

/* Packets of `container` and what is derived from it verify something. */
static void
mark_relevant(struct gate_app *app, uint32_t container)
{
    const struct mdb *mdb = app->mdb;
    if (container >= mdb->n_containers || app->is_relevant[container])
        return;
    app->is_relevant[container] = true;
    for (uint32_t i = 0; i < mdb->container[container].n_children; i++)
        mark_relevant(app, mdb->container[container].child[i]);
}

static void
open_containers(struct gate_app *app)
{
    const struct mdb *mdb = app->mdb;
    const size_t n = (size_t)mdb->n_containers + 1;
    app->is_relevant = xcalloc(n, sizeof *app->is_relevant);
    app->is_expired = xcalloc(n, sizeof *app->is_expired);
    app->expired_last = xcalloc(n, sizeof *app->expired_last);
    for (uint32_t i = 0; i < mdb->n_commands; i++)
        for (uint32_t k = 0; k < mdb->command[i].n_verifiers; k++)
            if (mdb->command[i].verifier[k].kind == MDB_VERIFY_CONTAINER)
                mark_relevant(app, mdb->command[i].verifier[k].container);
    for (uint32_t i = 0; i < mdb->n_containers; i++)
        if (has_watched(app, &mdb->container[i]))
            app->is_relevant[i] = true;
}

struct gate_app *
gate_app_new(
    const struct gate_config *config, struct people *people, struct moment now)
{
    struct gate_app *app = xcalloc(1, sizeof *app);
    app->config = *config;
    app->commands = config->instance->commands;
    app->mdb = config->mdb;
    app->people = people;
    app->now = app->before = now;
    app->arms = arms_new(config->instance->name);
    app->guard = guard_new(now.utc);
    app->book = command_book_new();
    app->interlock = interlock_new(app->mdb);
    app->encoder = mdb_encoder_new(app->mdb);
    app->frontend_heard = app->tm_heard = MONO_NONE;
    app->frontend_started = app->signal_since = UTC_NONE;
    app->contact_since = app->next_release = app->tried = MONO_NONE;
    app->was_sound = true;
    open_containers(app);
    gate_follow_contact(app);
    return app;
}

void
gate_app_free(struct gate_app **at)
{
    struct gate_app *app = *at;
    *at = NULL;
    if (app == NULL)
        return;
    people_free(&app->people);
    arms_free(&app->arms);
    guard_free(&app->guard);
    command_book_free(&app->book);
    interlock_free(&app->interlock);
    mdb_encoder_free(&app->encoder);
    for (size_t i = 0; i < app->n_rows; i++)
        free(app->row[i]);
    free(app->row);
    free(app->row_str);
    free(app->text);
    free(app->is_relevant);
    free(app->is_expired);
    free(app->expired_last);
    free(app->raw);
    free(app->eng);
    free(app->items);
    free(app);
}

const struct authority *
gate_app_authority(const struct gate_app *app)
{
    return &app->authority;
}

const struct command_book *
gate_app_book(const struct gate_app *app)
{
    return app->book;
}

/* ---- after a crash ------------------------------------------------------- */

void
gate_app_restore(void *arg, const struct ledger_line *line)
{
    struct gate_app *app = arg;
    if (line->number > app->line)
        app->line = line->number;
    if (line->what != LEDGER_COMMAND || line->command == NULL)
        return;
    (void)command_book_restore(app->book, line->command);
    if (++app->n_restored % COMMAND_BOOK_OVER_MAX == 0)
        command_book_trim(app->book);
}

static void
find_command(struct gate_app *app, struct gate_command *c)
{
    if (c->mdb_hash != app->mdb->hash)
        return;
    c->command = mdb_find_command(app->mdb, c->name);
    if (c->command != MDB_NIL &&
        strcmp(app->mdb->command[c->command].name, c->name) != 0)
        c->command = MDB_NIL;
}

/* It was sent; its verifiers go on, if they are still the same. */
static void
resume(struct gate_app *app, struct gate_command *c)
{
    const struct verify_world w = {app->mdb, app->interlock};
    const size_t had = c->n_stages;
    find_command(app, c);
    verify_resume(&w, c, app->now);
    if (c->state == COMMAND_SENT && had > 0 && c->n_stages == 0)
        gate_change(app, c, COMMAND_UNKNOWN,
            "sent; the database is another one now: nobody can verify it");
    else if (c->state == COMMAND_SENT)
        gate_conclude(app, c);
}

static void
take_up(struct gate_app *app, struct gate_command *c)
{
    if (gate_command_is_waiting(c) || c->state == COMMAND_QUEUED) {
        gate_change(
            app, c, COMMAND_CANCELLED, "the gate ended; never released");
        return;
    }
    c->is_transmitted = true;
    c->settled_from = app->now.mono;
    c->is_settling = utc_is_none(c->sent);
    resume(app, c);
}

static void
tell_report(struct gate_app *app, const struct ledger_report *r, size_t n)
{
    if (!gate_is_sound(app))
        gate_event(app, EV_GATE_LOG, "%s; nothing is armed or released",
            ledger_reason(app->ledger));
    app->was_sound = gate_is_sound(app);
    if (r->damaged > 0 || r->torn_bytes > 0)
        gate_event(app, EV_GATE_LOG,
            "%" PRIu64 " damaged lines and %" PRIu64
            " bytes of an unfinished one were found in the command log",
            r->damaged, r->torn_bytes);
    if (n > 0)
        gate_event(app, EV_GATE_RESTORED,
            "%zu commands were open when the gate ended", n);
}

void
gate_app_begin(struct gate_app *app, struct ledger *ledger,
    const struct ledger_report *report, struct moment now)
{
    struct gate_command *c;
    size_t n = 0;
    app->now = now;
    app->ledger = ledger;
    app->has_uncommitted = true;
    command_book_trim(app->book);
    char *text = xasprintf("columba-gate %s, database %016" PRIx64,
        app->config.version, app->mdb->hash);
    app->line = ledger_add(ledger, &(struct ledger_line){.time = now.utc,
                                       .what = LEDGER_START,
                                       .text = text,
                                       .person = "",
                                       .where = ""});
    free(text);
    for (size_t i = 0; (c = command_book_at(app->book, i)) != NULL; i++) {
        const bool is_over = gate_command_is_over(c);
        if (!utc_is_none(c->released))
            gate_succeed(app, c);
        c->told_state = c->state;
        c->was_told = c->is_dirty = true;
        if (!is_over) {
            n++;
            take_up(app, c);
        }
    }
    tell_report(app, report, n);
    (void)gate_commit(app);
    gate_say_gate(app);
}

/* ---- a reload ------------------------------------------------------------ */

/* May the holder still command? */
static bool
may_hold(const struct gate_app *app)
{
    const char *name = app->authority.holder.name;
    for (size_t i = 0; i < people_count(app->people); i++) {
        const struct person *p = people_get(app->people, i);
        if (strcmp(p->name, name) == 0)
            return (p->roles & (ROLE_COMMAND | ROLE_HAZARDOUS)) != 0;
    }
    return people_count(app->people) == 0 && people_is_training(app->people);
}

void
gate_app_reload(struct gate_app *app, struct people *people,
    const struct mission_commands *commands, struct moment now)
{
    app->now = now;
    people_free(&app->people);
    app->people = people;
    app->commands = *commands;
    if (app->authority.is_held && !may_hold(app)) {
        gate_authority(app, EV_AUTHORITY_BROKEN, app->authority.holder.name,
            "people.conf", "%s may not command any more%s",
            app->authority.holder.name, gate_hand_over(app));
        (void)authority_break(&app->authority);
    }
    app->is_gate_dirty = true;
    (void)gate_commit(app);
}

/* ---- time ---------------------------------------------------------------- */

static void
tick_authority(struct gate_app *app)
{
    const struct authority before = app->authority;
    switch ((unsigned)authority_tick(&app->authority, app->now)) {
    case AUTHORITY_LAPSED:
        gate_authority(app, EV_AUTHORITY_LAPSED, before.holder.name,
            before.holder.where, "%s lost command authority: not renewed%s",
            before.holder.name, gate_hand_over(app));
        break;
    case AUTHORITY_OFFER_OVER:
        gate_authority(app, EV_AUTHORITY_GIVEN, before.holder.name,
            before.holder.where, "%s did not take it; %s keeps it",
            before.offered_to, before.holder.name);
        break;
    default:
        break;
    }
}

static void
expire(struct gate_app *app, struct gate_command *c)
{
    static const char *const why[COMMAND_STATE_COUNT] = {
        [COMMAND_PROPOSED] = "nobody approved it in time",
        [COMMAND_APPROVED] = "nobody armed it in time",
        [COMMAND_HELD] = "nobody armed it in time",
        [COMMAND_ARMED] = "not fired in time",
        [COMMAND_QUEUED] = "not released in time",
    };
    char last[GATE_DETAIL_SIZE];
    (void)str_copy(last, sizeof last, c->detail);
    const bool has_reason = c->state == COMMAND_QUEUED && last[0] != '\0';
    (void)arms_remove(app->arms, c->id);
    gate_change(app, c, COMMAND_EXPIRED, "%s%s%s", why[c->state],
        has_reason ? ": " : "", has_reason ? last : "");
}

static void
tick_commands(struct gate_app *app)
{
    struct gate_command *c;
    for (size_t i = 0; (c = command_book_at(app->book, i)) != NULL; i++)
        if (mono_is_over(c->until_mono, app->now.mono))
            expire(app, c);
}

/* Somebody set the clock: nothing is known of windows, and what was issued by
 * the old one is from before. */
static void
look_at_clock(struct gate_app *app)
{
    const int64_t jump = utc_diff_ns(app->now.utc, app->before.utc) -
                         mono_diff_ns(app->now.mono, app->before.mono);
    app->before = app->now;
    if (llabs(jump) < JUMP_NS)
        return;
    gate_event(app, EV_CLOCK_JUMP, "the clock was set by %.1f s",
        (double)jump / (double)NS_PER_S);
    guard_begin_again(app->guard, app->now.utc);
    gate_app_gap(app, app->now);
}

void
gate_tick(struct gate_app *app)
{
    look_at_clock(app);
    gate_follow_contact(app);
    tick_authority(app);
    tick_commands(app);
}

void
gate_app_turn(struct gate_app *app, struct moment now)
{
    app->now = now;
    if (app->ledger == NULL)
        return;
    gate_tick(app);
    gate_settle_turn(app);
    gate_release_turn(app);
    (void)gate_commit(app);
    if (app->is_gate_dirty)
        gate_say_gate(app);
}

void
gate_app_second(struct gate_app *app, struct moment now)
{
    app->now = now;
    if (app->ledger != NULL)
        gate_say_second(app);
}

const char *
gate_app_text(struct gate_app *app)
{
    const struct command_counts n = command_book_count(app->book);
    const struct authority *a = &app->authority;
    (void)snprintf(app->line_text, sizeof app->line_text,
        "%s, %zu wait, %zu queued, %zu open, %zu unknown%s",
        a->is_held ? a->holder.name : "nobody", n.waiting, n.queued, n.open,
        n.unknown,
        app->ledger == NULL || gate_is_sound(app) ? "" : ", LOG NOT WRITTEN");
    return app->line_text;
}
