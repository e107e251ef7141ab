/*
 * verify.c - what became of a command that was released: its stages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/verify.h"

#include <math.h>
#include <stdlib.h>

#include "common/str.h"
#include "mdb/mdb.h"

static const struct mdb_command *
command_of(const struct verify_world *w, const struct gate_command *c)
{
    return c->command < w->mdb->n_commands ? &w->mdb->command[c->command]
                                           : NULL;
}

static struct interlock_sight
sight_of(const struct gate_command *c)
{
    return (struct interlock_sight){
        .leaf = c->leaf, .n_leaves = c->n_leaves, .after = c->released};
}

/* ---- begin --------------------------------------------------------------- */

/* What a stage waits for, for a person. */
static void
describe(const struct verify_world *w, const struct mdb_command *k,
    const struct mdb_verifier *v, struct command_stage *stage)
{
    struct strbuf text = {0};
    if (v->kind == MDB_VERIFY_CONTAINER && v->container < w->mdb->n_containers)
        strbuf_addf(
            &text, "packet %s", w->mdb->container[v->container].short_name);
    if (v->kind == MDB_VERIFY_CHANGE && v->item < w->mdb->n_items)
        strbuf_addf(
            &text, "%s changes by %g", w->mdb->item[v->item].name, v->delta);
    if (v->criteria.op != MDB_ALWAYS) {
        strbuf_adds(&text, text.len > 0 ? " with " : "");
        interlock_criteria_text(w->mdb, k, &v->criteria, &text);
    }
    (void)str_copy(stage->text, sizeof stage->text, strbuf_get(&text));
    strbuf_fini(&text);
}

/* Its window counts from `base` on. */
static void
open_window(const struct mdb_verifier *v, struct command_stage *stage,
    struct gate_check *check, struct moment base)
{
    const int64_t stop_ns = v->has_window ? v->stop_ns : VERIFY_OPEN_NS;
    check->start = mono_add_ns(base.mono, v->has_window ? v->start_ns : 0);
    check->stop = mono_add_ns(base.mono, stop_ns);
    stage->until = v->has_window ? utc_add_ns(base.utc, stop_ns) : UTC_NONE;
    check->was_blind = check->was_blind || !v->has_window;
}

static void
make_stage(const struct verify_world *w, const struct mdb_command *k,
    struct gate_command *c, uint32_t i)
{
    const struct mdb_verifier *v = &k->verifier[i];
    const struct moment base = {c->released, c->released_mono};
    c->stage[i].stage = v->stage;
    c->check[i].verifier = i;
    c->check[i].has_base =
        v->kind == MDB_VERIFY_CHANGE &&
        interlock_number(w->interlock, v->item, &c->check[i].base);
    /* Nobody can tell whether it changed. */
    c->check[i].was_blind =
        v->kind == MDB_VERIFY_CHANGE && !c->check[i].has_base;
    describe(w, k, v, &c->stage[i]);
    open_window(v, &c->stage[i], &c->check[i], base);
}

void
verify_begin(const struct verify_world *w, struct gate_command *c)
{
    const struct mdb_command *k = command_of(w, c);
    const uint32_t n = k != NULL ? k->n_verifiers : 0;
    const uint32_t most = GATE_COMMAND_STAGES_MAX;
    gate_command_set_stages(c, n < most ? n : most);
    for (uint32_t i = 0; i < c->n_stages; i++)
        make_stage(w, k, c, i);
}

/* Put what the log says of the stages on those of the database; only the
 * failed verifier, which the log leaves out, is not among them. */
static bool
overlay(struct gate_command *c, const struct command_stage *old, size_t n)
{
    size_t used = 0;
    for (size_t i = 0; i < c->n_stages; i++) {
        if (used < n && old[used].stage == c->stage[i].stage)
            c->stage[i] = old[used++];
        else if (c->stage[i].stage != MDB_STAGE_FAILED)
            return false;
    }
    return used == n;
}

/* The window that the log names, by the clock that nobody sets. */
static void
resume_check(struct gate_command *c, size_t i, struct moment now)
{
    const struct utc until = c->stage[i].until;
    c->check[i].was_blind = true;
    c->check[i].has_base = false;
    if (!utc_is_none(until))
        c->check[i].stop = mono_add_ns(now.mono, utc_diff_ns(until, now.utc));
}

void
verify_resume(
    const struct verify_world *w, struct gate_command *c, struct moment now)
{
    const size_t n = c->n_stages;
    struct command_stage *old = c->stage;
    c->stage = NULL;
    c->released_mono = mono_add_ns(now.mono, utc_diff_ns(c->released, now.utc));
    verify_begin(w, c);
    if (!overlay(c, old, n))
        gate_command_set_stages(c, 0); /* another database: nobody can tell */
    for (size_t i = 0; i < c->n_stages; i++)
        resume_check(c, i, now);
    free(old);
}

/* ---- stages -------------------------------------------------------------- */

static void
settle(struct gate_command *c, size_t i, enum stage_state state, struct utc t)
{
    c->stage[i].state = state;
    c->stage[i].time = t;
}

/* Is stage i before the one that passed, so that it must have happened? */
static bool
is_before(const struct gate_command *c, size_t i, size_t passed)
{
    const enum mdb_stage a = c->stage[i].stage, b = c->stage[passed].stage;
    if (a == MDB_STAGE_FAILED || i == passed)
        return false;
    return a < b || (a == b && a == MDB_STAGE_EXECUTION && i < passed);
}

static void
pass(const struct verify_world *w, struct gate_command *c, size_t i,
    struct moment now)
{
    const struct mdb_command *k = command_of(w, c);
    settle(c, i, STAGE_PASSED, now.utc);
    for (size_t j = 0; j < c->n_stages; j++)
        if (is_before(c, j, i) && c->stage[j].state == STAGE_WAITING)
            settle(c, j, STAGE_SKIPPED, now.utc);
    for (size_t j = 0; j < c->n_stages; j++) {
        const struct mdb_verifier *v = &k->verifier[c->check[j].verifier];
        if (j > i && c->stage[j].state == STAGE_WAITING && v->has_window &&
            v->from == MDB_WINDOW_LAST_VERIFIER)
            open_window(v, &c->stage[j], &c->check[j], now);
    }
}

/* ---- packets ------------------------------------------------------------- */

static bool
is_derived(const struct mdb *mdb, uint32_t container, uint32_t from)
{
    for (; container < mdb->n_containers;
         container = mdb->container[container].base)
        if (container == from)
            return true;
    return false;
}

enum report { /* does the packet name the sequence count of a command? */
    REPORT_NONE,
    REPORT_OURS,
    REPORT_OTHER
};

static enum report
report_of(const struct verify_world *w, const struct gate_command *c,
    const struct mdb_command *k, const struct interlock_packet *p)
{
    size_t at;
    double count;
    if (k->report_count == MDB_NIL ||
        !interlock_packet_has(p, k->report_count, &at))
        return REPORT_NONE;
    const bool is_ours =
        interlock_packet_number(w->interlock, p, k->report_count, &count) &&
        fabs(count - c->sequence) < 0.5;
    return is_ours ? REPORT_OURS : REPORT_OTHER;
}

/* Packets that came after the release; a dump only when it names this very
 * command. */
static bool
may_count(const struct gate_command *c, const struct verify_packet *p,
    enum report report)
{
    if (report == REPORT_OTHER || p->values.reception.ns <= c->released.ns)
        return false;
    if (c->state == COMMAND_UNKNOWN && c->is_succeeded && report != REPORT_OURS)
        return false;
    return p->mode == TM_REALTIME ||
           (p->mode == TM_DUMP && report == REPORT_OURS &&
               p->generation.ns > c->released.ns);
}

static bool
names_item(const struct mdb_criteria *k, const struct interlock_packet *p)
{
    size_t at;
    if (k->op == MDB_COMPARE &&
        (interlock_packet_has(p, k->comparison.item, &at) ||
            interlock_packet_has(p, k->comparison.other_item, &at)))
        return true;
    for (uint32_t i = 0; i < k->n_children; i++)
        if (names_item(&k->child[i], p))
            return true;
    return false;
}

static bool
container_holds(const struct verify_world *w, const struct gate_command *c,
    const struct mdb_verifier *v, const struct verify_packet *p)
{
    struct interlock_sight s = sight_of(c);
    s.packet = &p->values;
    s.packet_alone = true;
    return is_derived(w->mdb, p->values.container, v->container) &&
           interlock_holds(w->interlock, &v->criteria, &s, NULL) == TRUTH_TRUE;
}

static bool
value_holds(const struct verify_world *w, const struct gate_command *c,
    const struct mdb_verifier *v, const struct verify_packet *p)
{
    struct interlock_sight s = sight_of(c);
    s.packet = &p->values;
    s.packet_alone = p->mode != TM_REALTIME;
    return names_item(&v->criteria, &p->values) &&
           interlock_holds(w->interlock, &v->criteria, &s, NULL) == TRUTH_TRUE;
}

static bool
change_holds(const struct verify_world *w, const struct gate_check *check,
    const struct mdb_verifier *v, const struct verify_packet *p)
{
    double now;
    if (!check->has_base ||
        !interlock_packet_number(w->interlock, &p->values, v->item, &now))
        return false;
    const double moved = now - check->base;
    return v->delta < 0 ? moved <= v->delta : moved >= v->delta;
}

static bool
verifier_holds(const struct verify_world *w, const struct gate_command *c,
    size_t i, const struct mdb_verifier *v, const struct verify_packet *p)
{
    switch (v->kind) {
    case MDB_VERIFY_CONTAINER:
        return container_holds(w, c, v, p);
    case MDB_VERIFY_VALUE:
        return value_holds(w, c, v, p);
    case MDB_VERIFY_CHANGE:
        return change_holds(w, &c->check[i], v, p);
    }
    return false;
}

/* Open: waiting, its window has begun and is not over.  An UNKNOWN command is
 * settled by whatever comes late. */
static bool
is_open(const struct gate_command *c, size_t i, struct mono now)
{
    const enum stage_state s = c->stage[i].state;
    if (c->state == COMMAND_UNKNOWN)
        return s == STAGE_WAITING || s == STAGE_NOT_KNOWN;
    return s == STAGE_WAITING && now.ns >= c->check[i].start.ns &&
           !mono_is_over(c->check[i].stop, now);
}

bool
verify_packet(const struct verify_world *w, struct gate_command *c,
    const struct verify_packet *p, struct moment now)
{
    const struct mdb_command *k = command_of(w, c);
    if (k == NULL || c->n_stages == 0 ||
        !may_count(c, p, report_of(w, c, k, &p->values)))
        return false;
    bool is_changed = false;
    for (size_t i = 0; i < c->n_stages; i++) {
        const struct mdb_verifier *v = &k->verifier[c->check[i].verifier];
        if (!is_open(c, i, now.mono) || !verifier_holds(w, c, i, v, p))
            continue;
        is_changed = true;
        if (v->stage == MDB_STAGE_FAILED)
            settle(c, i, STAGE_FAILED, now.utc);
        else
            pass(w, c, i, now);
    }
    return is_changed;
}

/* ---- time ---------------------------------------------------------------- */

void
verify_blind(struct gate_command *c, struct moment now)
{
    for (size_t i = 0; i < c->n_stages; i++)
        if (c->stage[i].state == STAGE_WAITING &&
            now.mono.ns >= c->check[i].start.ns)
            c->check[i].was_blind = true;
}

bool
verify_time(struct gate_command *c, struct moment now)
{
    bool is_changed = false;
    for (size_t i = 0; i < c->n_stages; i++) {
        if (c->stage[i].state != STAGE_WAITING ||
            !mono_is_over(c->check[i].stop, now.mono))
            continue;
        enum stage_state to =
            c->check[i].was_blind ? STAGE_NOT_KNOWN : STAGE_TIMEOUT;
        if (c->stage[i].stage == MDB_STAGE_FAILED && to == STAGE_TIMEOUT)
            to = STAGE_SKIPPED; /* no failure was reported */
        settle(c, i, to, now.utc);
        is_changed = true;
    }
    return is_changed;
}

/* ---- outcome ------------------------------------------------------------- */

/* The last kind of stage that has to pass; MDB_STAGE_COUNT: there is none. */
static enum mdb_stage
last_stage(const struct gate_command *c)
{
    enum mdb_stage last = MDB_STAGE_COUNT;
    for (size_t i = 0; i < c->n_stages; i++)
        if (c->stage[i].stage != MDB_STAGE_FAILED &&
            (last == MDB_STAGE_COUNT || c->stage[i].stage > last))
            last = c->stage[i].stage;
    return last;
}

/* It passed, or what comes after it did. */
static bool
has_happened(const struct gate_command *c, size_t i)
{
    for (size_t j = 0; j < c->n_stages; j++)
        if (c->stage[j].state == STAGE_PASSED && (j == i || is_before(c, i, j)))
            return true;
    return false;
}

struct tally {
    size_t waiting, not_known, last, last_passed;
};

static struct tally
count(const struct gate_command *c, enum mdb_stage last)
{
    struct tally t = {0};
    for (size_t i = 0; i < c->n_stages; i++) {
        const struct command_stage *s = &c->stage[i];
        const bool is_last = s->stage == last;
        /* A failure nobody waits for does not keep a command open. */
        const bool counts = s->stage != MDB_STAGE_FAILED ||
                            (last == MDB_STAGE_COUNT && !utc_is_none(s->until));
        t.waiting += counts && s->state == STAGE_WAITING;
        t.not_known += counts && s->state == STAGE_NOT_KNOWN;
        t.last += is_last;
        t.last_passed += is_last && has_happened(c, i);
    }
    return t;
}

static bool
find_failure(const struct gate_command *c, char *text, size_t size)
{
    for (size_t i = 0; i < c->n_stages; i++) {
        const struct command_stage *s = &c->stage[i];
        if (s->state == STAGE_FAILED) {
            (void)snprintf(text, size, "the payload reports: %s", s->text);
            return true;
        }
        if (s->state == STAGE_TIMEOUT) {
            (void)snprintf(text, size, "%s: not reached in its window (%s)",
                mdb_stage_str(s->stage), s->text);
            return true;
        }
    }
    return false;
}

static void
find_unknown(const struct gate_command *c, char *text, size_t size)
{
    for (size_t i = c->n_stages; i-- > 0;)
        if (c->stage[i].state == STAGE_NOT_KNOWN) {
            (void)snprintf(text, size,
                "%s: not seen; telemetry was missing in its window",
                mdb_stage_str(c->stage[i].stage));
            return;
        }
}

enum verify_outcome
verify_outcome(const struct gate_command *c, char *text, size_t size)
{
    const enum mdb_stage last = last_stage(c);
    const struct tally t = count(c, last);
    if (find_failure(c, text, size))
        return VERIFY_FAILED;
    if (t.last > 0 && t.last == t.last_passed) {
        (void)snprintf(text, size, "verified: %s", mdb_stage_str(last));
        return VERIFY_COMPLETED;
    }
    if (t.waiting > 0)
        return VERIFY_RUNNING;
    if (t.not_known > 0 || t.last > 0) {
        (void)snprintf(text, size, "not verified");
        find_unknown(c, text, size);
        return VERIFY_UNKNOWN;
    }
    (void)snprintf(text, size, "%s",
        c->n_stages == 0 ? "sent, not verified"
                         : "sent, no failure was reported");
    return VERIFY_COMPLETED;
}

void
verify_end(struct gate_command *c, struct moment now)
{
    for (size_t i = 0; i < c->n_stages; i++)
        if (c->stage[i].state == STAGE_WAITING)
            settle(c, i, STAGE_SKIPPED, now.utc);
}
