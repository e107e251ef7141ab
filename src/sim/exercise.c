/*
 * exercise.c - play a scenario: begin, end, trigger, clear.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/exercise.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "sim/exercise_priv.h"

const char *
exercise_state_str(enum exercise_state state)
{
    static const char *const name[EXERCISE_STATE_COUNT] = {
        "planned", "on", "over", "cleared"};
    return (unsigned)state < EXERCISE_STATE_COUNT ? name[state] : "?";
}

/* ---- life ---------------------------------------------------------------- */

static struct exercise_hold
hold_new(struct exercise *ex, const struct scenario_when *when)
{
    struct exercise_hold hold = {.criteria = MDB_NIL, .since_s = NAN};
    if (when->kind == WHEN_CONDITION)
        hold.criteria = context_add(ex->context, &when->criteria, 0);
    return hold;
}

static void
clear_moments(struct exercise_fault *f)
{
    for (size_t i = 0; i < MOMENT_COUNT; i++)
        f->moment[i] = (struct exercise_moment_at){.s = NAN, .time = UTC_NONE};
}

static void
plan(struct exercise *ex, const struct scenario_fault *fault)
{
    struct exercise_entry *e = &ex->entry[ex->n++];
    e->fault.plan = fault;
    (void)str_copy(e->fault.id, sizeof e->fault.id, fault->id);
    clear_moments(&e->fault);
    e->begins = hold_new(ex, &fault->begins);
    e->ends = hold_new(ex, &fault->ends);
    e->recover = hold_new(ex, &fault->recover);
}

static void
on_flip(void *arg, uint32_t item)
{
    (void)arg, (void)item; /* all that is asked is asked in each step */
}

struct exercise *
exercise_new(const struct scenario *scenario, const struct mdb *mdb,
    const struct exercise_outbox *outbox)
{
    struct exercise *ex = xcalloc(1, sizeof *ex);
    ex->scenario = scenario;
    ex->mdb = mdb;
    ex->outbox = *outbox;
    ex->now = UTC_NONE;
    ex->entry = xcalloc(EXERCISE_FAULTS_MAX, sizeof *ex->entry);
    ex->context = context_new(mdb);
    for (size_t i = 0; scenario != NULL && i < scenario->n_faults; i++)
        plan(ex, &scenario->fault[i]);
    ex->truth = context_truth_new(ex->context, on_flip, ex);
    return ex;
}

void
exercise_free(struct exercise **exercise)
{
    struct exercise *ex = *exercise;
    if (ex == NULL)
        return;
    for (size_t i = 0; i < ex->n_marks; i++)
        free(ex->mark[i].text);
    free(ex->mark);
    context_truth_free(&ex->truth);
    context_free(&ex->context);
    arena_fini(&ex->arena);
    free(ex->entry);
    free(ex);
    *exercise = NULL;
}

/* ---- telemetry ----------------------------------------------------------- */

void
exercise_frame(
    struct exercise *ex, const struct mdb_frame *frame, struct utc generation)
{
    for (size_t i = 0; i < frame->n; i++) {
        uint32_t watched = context_watched(ex->context, frame->item[i]);
        if (watched == MDB_NIL)
            continue;
        ex->has_telemetry = true;
        context_take(ex->truth, watched,
            &(struct context_value){.time = generation,
                .raw = frame->raw[i],
                .eng = frame->eng[i],
                .is_good = frame->quality[i] == MDB_ACQUIRED,
                .blob = frame->blob,
                .blob_len = frame->blob_len});
    }
    context_settle(ex->truth);
}

/* ---- marks --------------------------------------------------------------- */

void
exercise_mark_add(struct exercise *ex, const char *person, const char *what,
    const char *fault, const char *text)
{
    if (ex->n_marks == EXERCISE_MARKS_MAX)
        return;
    ex->mark = xgrow(ex->mark, ex->n_marks, &ex->cap_marks, sizeof *ex->mark);
    struct exercise_mark *m = &ex->mark[ex->n_marks++];
    struct strbuf clean = {0};
    str_sanitize(&clean, text, strlen(text), false);
    *m = (struct exercise_mark){.number = ex->n_marks,
        .time = ex->now,
        .s = ex->now_s,
        .what = what,
        .text = strbuf_take(&clean)};
    (void)str_copy(m->person, sizeof m->person, person);
    (void)str_copy(m->fault, sizeof m->fault, fault);
    ex->outbox.mark(ex->outbox.arg, m);
}

static void
tell(struct exercise *ex, const struct exercise_entry *e)
{
    ex->outbox.fault(ex->outbox.arg, &e->fault);
}

static void
reach(struct exercise *ex, struct exercise_entry *e, enum exercise_moment m,
    double s, const char *by)
{
    struct exercise_moment_at *at = &e->fault.moment[m];
    at->s = s;
    at->time = ex->now;
    if (!utc_is_none(ex->now))
        at->time = utc_add_ns(ex->now, (int64_t)((s - ex->now_s) * 1e9));
    (void)str_copy(at->by, sizeof at->by, by);
}

static bool
has_reached(const struct exercise_entry *e, enum exercise_moment m)
{
    return !isnan(e->fault.moment[m].s);
}

/* ---- begin and end ------------------------------------------------------- */

static void
begin(struct exercise *ex, struct exercise_entry *e, const char *person)
{
    const struct scenario_fault *plan = e->fault.plan;
    e->fault.state = EXERCISE_ON;
    reach(ex, e, MOMENT_BEGUN, ex->now_s, person);
    e->handle = ex->handles;
    for (size_t i = 0; i < plan->n_effects; i++)
        ex->outbox.begin(ex->outbox.arg, ex->handles++, &plan->effect[i]);
    char text[200];
    snprintf(text, sizeof text, "begins: %s", plan->title);
    exercise_mark_add(ex, person, "fault", e->fault.id, text);
    tell(ex, e);
}

static void
end(struct exercise *ex, struct exercise_entry *e, enum exercise_state state,
    const char *person)
{
    const struct scenario_fault *plan = e->fault.plan;
    e->fault.state = state;
    reach(ex, e, MOMENT_ENDED, ex->now_s, person);
    if (!plan->has_recover && !has_reached(e, MOMENT_RECOVERED))
        reach(ex, e, MOMENT_RECOVERED, ex->now_s, person);
    for (size_t i = 0; i < plan->n_effects; i++)
        ex->outbox.end(ex->outbox.arg, e->handle + i);
    char text[200];
    snprintf(text, sizeof text, "%s: %s",
        state == EXERCISE_CLEARED ? "cleared" : "ends", plan->title);
    exercise_mark_add(ex, person, "fault", e->fault.id, text);
    tell(ex, e);
}

/* ---- moments ------------------------------------------------------------- */

/* Since when it has held long enough, or NAN. */
static double
hold_step(const struct exercise *ex, struct exercise_hold *hold, double for_s)
{
    if (hold->criteria == MDB_NIL ||
        !context_holds(ex->truth, hold->criteria)) {
        hold->was_false = ex->has_telemetry;
        hold->since_s = NAN;
        return NAN;
    }
    if (isnan(hold->since_s))
        hold->since_s = ex->now_s;
    return ex->now_s - hold->since_s >= for_s ? hold->since_s : NAN;
}

static bool
has_passed(const struct exercise *ex, const struct scenario_when *w,
    enum exercise_moment moment)
{
    const struct exercise_entry *other = &ex->entry[w->fault];
    return has_reached(other, moment) &&
           ex->now_s - other->fault.moment[moment].s >= w->s;
}

/* `after_s`: when what WHEN_AFTER counts from happened. */
static bool
is_due(const struct exercise *ex, const struct scenario_when *w,
    struct exercise_hold *hold, double after_s)
{
    switch (w->kind) {
    case WHEN_AT:
        return ex->now_s >= w->s;
    case WHEN_CONDITION:
        return !isnan(hold_step(ex, hold, w->s));
    case WHEN_AFTER:
        return ex->now_s - after_s >= w->s;
    case WHEN_BEGUN:
        return has_passed(ex, w, MOMENT_BEGUN);
    case WHEN_ENDED:
        return has_passed(ex, w, MOMENT_ENDED);
    case WHEN_COMMAND: /* `since_s`: when it was executed */
        return ex->now_s - hold->since_s >= w->s;
    case WHEN_HAND:
    case WHEN_NEVER:
        break;
    }
    return false;
}

/* It is well again when what is asked holds after it had not. */
static void
step_recovery(struct exercise *ex, struct exercise_entry *e)
{
    const struct scenario_when *w = &e->fault.plan->recover;
    if (!e->fault.plan->has_recover || w->kind != WHEN_CONDITION ||
        has_reached(e, MOMENT_RECOVERED) || !has_reached(e, MOMENT_BEGUN))
        return;
    double since = hold_step(ex, &e->recover, w->s);
    if (isnan(since) || !e->recover.was_false)
        return;
    reach(ex, e, MOMENT_RECOVERED, since, "");
    exercise_mark_add(ex, "", "fault", e->fault.id, "recovered");
    tell(ex, e);
}

static void
step_hint(struct exercise *ex, struct exercise_entry *e)
{
    const struct scenario_fault *plan = e->fault.plan;
    if (plan->hint == NULL || e->fault.hint_told ||
        e->fault.state != EXERCISE_ON || has_reached(e, MOMENT_DIAGNOSED) ||
        ex->now_s - e->fault.moment[MOMENT_BEGUN].s < plan->hint_s)
        return;
    e->fault.hint_told = true;
    exercise_mark_add(ex, "", "note", e->fault.id, plan->hint);
    ex->outbox.hint(ex->outbox.arg, &e->fault);
}

static void
step_entry(struct exercise *ex, struct exercise_entry *e)
{
    const struct scenario_fault *plan = e->fault.plan;
    double begun = e->fault.moment[MOMENT_BEGUN].s;
    if (e->fault.state == EXERCISE_PLANNED &&
        is_due(ex, &plan->begins, &e->begins, 0))
        begin(ex, e, "");
    else if (e->fault.state == EXERCISE_ON &&
             is_due(ex, &plan->ends, &e->ends, begun))
        end(ex, e, EXERCISE_OVER, "");
    step_recovery(ex, e);
    step_hint(ex, e);
}

bool
exercise_is_over(const struct exercise *ex)
{
    return ex->is_over;
}

void
exercise_step(struct exercise *ex, double elapsed_s, struct utc now)
{
    ex->now = now;
    if (ex->is_over || elapsed_s < ex->now_s)
        return;
    ex->now_s = elapsed_s;
    for (size_t i = 0; i < ex->n; i++)
        step_entry(ex, &ex->entry[i]);
    if (ex->scenario != NULL && ex->scenario->duration_s > 0 &&
        elapsed_s >= ex->scenario->duration_s)
        exercise_end(ex);
}

void
exercise_end(struct exercise *ex)
{
    if (ex->is_over)
        return;
    for (size_t i = 0; i < ex->n; i++)
        if (ex->entry[i].fault.state == EXERCISE_ON)
            end(ex, &ex->entry[i], EXERCISE_OVER, "");
    ex->is_over = true;
}

static void
command_executed(const struct exercise *ex, const struct scenario_when *w,
    struct exercise_hold *hold, const char *command)
{
    if (w->kind == WHEN_COMMAND && isnan(hold->since_s) &&
        str_eq(w->name, command))
        hold->since_s = ex->now_s;
}

void
exercise_executed(struct exercise *ex, const char *command)
{
    for (size_t i = 0; i < ex->n; i++) {
        struct exercise_entry *e = &ex->entry[i];
        const struct scenario_fault *plan = e->fault.plan;
        if (e->fault.state == EXERCISE_PLANNED)
            command_executed(ex, &plan->begins, &e->begins, command);
        if (!has_reached(e, MOMENT_BEGUN))
            continue;
        if (e->fault.state == EXERCISE_ON)
            command_executed(ex, &plan->ends, &e->ends, command);
        if (plan->has_recover && plan->recover.kind == WHEN_COMMAND &&
            str_eq(plan->recover.name, command) &&
            !has_reached(e, MOMENT_RECOVERED)) {
            reach(ex, e, MOMENT_RECOVERED, ex->now_s, command);
            exercise_mark_add(ex, "", "fault", e->fault.id, "recovered");
            tell(ex, e);
        }
    }
}

/* ---- the instructor ------------------------------------------------------ */

static struct exercise_entry *
find(struct exercise *ex, const char *id)
{
    for (size_t i = 0; i < ex->n; i++)
        if (str_eq(ex->entry[i].fault.id, id))
            return &ex->entry[i];
    return NULL;
}

enum err
exercise_trigger(struct exercise *ex, const char *id, const char *person)
{
    struct exercise_entry *e = find(ex, id);
    if (e == NULL)
        return ERR_NOTFOUND;
    if (e->fault.state != EXERCISE_PLANNED || ex->is_over)
        return ERR_EXISTS;
    begin(ex, e, person);
    return ERR_OK;
}

enum err
exercise_clear(struct exercise *ex, const char *id, const char *person)
{
    struct exercise_entry *e = find(ex, id);
    if (e == NULL)
        return ERR_NOTFOUND;
    if (e->fault.state != EXERCISE_ON)
        return ERR_RANGE;
    end(ex, e, EXERCISE_CLEARED, person);
    return ERR_OK;
}

enum err
exercise_add(struct exercise *ex, const char *effect, const char *person,
    struct notes *notes, char id[EXERCISE_ID_MAX])
{
    if (ex->n == EXERCISE_FAULTS_MAX || ex->is_over)
        return ERR_LIMIT;
    struct exercise_entry *e = &ex->entry[ex->n];
    *e = (struct exercise_entry){0};
    if (!scenario_effect_read(
            effect, ex->mdb, &ex->arena, notes, &e->own_effect))
        return ERR_FORMAT;
    e->own = (struct scenario_fault){.id = "hand",
        .title = e->own_effect.text,
        .effect = &e->own_effect,
        .n_effects = 1,
        .begins = {.kind = WHEN_HAND, .text = "by hand"},
        .ends = {.kind = WHEN_HAND, .text = "by hand"}};
    e->begins = e->ends = e->recover =
        (struct exercise_hold){.criteria = MDB_NIL, .since_s = NAN};
    e->fault.plan = &e->own;
    e->fault.is_by_hand = true;
    clear_moments(&e->fault);
    snprintf(e->fault.id, sizeof e->fault.id, "hand-%zu", ++ex->n_by_hand);
    (void)str_copy(id, EXERCISE_ID_MAX, e->fault.id);
    ex->n++;
    begin(ex, e, person);
    return ERR_OK;
}

/* ---- looking ------------------------------------------------------------- */

size_t
exercise_n_faults(const struct exercise *ex)
{
    return ex->n;
}

const struct exercise_fault *
exercise_fault(const struct exercise *ex, size_t i)
{
    return &ex->entry[i].fault;
}

size_t
exercise_n_marks(const struct exercise *ex)
{
    return ex->n_marks;
}

const struct exercise_mark *
exercise_mark(const struct exercise *ex, size_t i)
{
    return &ex->mark[i];
}
