/*
 * drill.c - see drill.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/drill.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "console/model/text.h"

#define TENTH 0.1 /* the model counts in tenths: 2 s are never 1.99 */

static const char *const state_names[DRILL_STATE_COUNT] = {
    "idle", "ready", "running", "frozen", "over"};
static const char *const fault_names[DRILL_FAULT_STATE_COUNT] = {
    "planned", "on", "over", "cleared"};

const char *
drill_state_str(enum drill_state state)
{
    return (unsigned)state < DRILL_STATE_COUNT ? state_names[state] : "?";
}

const char *
drill_fault_state_str(enum drill_fault_state state)
{
    return (unsigned)state < DRILL_FAULT_STATE_COUNT ? fault_names[state] : "?";
}

void
drill_fini(struct drill *d)
{
    free(d->brief);
    free(d->fault);
    free(d->mark);
    *d = (struct drill){.is_instructor = d->is_instructor};
}

/* ---- messages ------------------------------------------------------------ */

static enum drill_state
parse_state(struct msg_str s)
{
    for (unsigned i = 0; i < DRILL_STATE_COUNT; i++)
        if (msg_str_eq(s, state_names[i]))
            return (enum drill_state)i;
    return DRILL_NONE;
}

static char *
lines(struct msg_strv v)
{
    struct strbuf b = {0};
    for (size_t i = 0; i < v.n; i++) {
        str_sanitize(&b, v.v[i].s, v.v[i].len, false);
        strbuf_addc(&b, '\n');
    }
    return b.len > 0 ? strbuf_take(&b) : NULL;
}

/* What was done before it began belongs to another exercise: the instance's
 * cache has it still. */
static void
drop_older(struct drill *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_marks; i++)
        if (utc_is_none(d->started) || d->mark[i].time.ns >= d->started.ns)
            d->mark[n++] = d->mark[i];
    d->n_marks = n;
}

static double
positive(double v)
{
    return isfinite(v) && v > 0 ? v : 0;
}

void
drill_scenario(struct drill *d, const struct msg_scenario *m, struct clock now)
{
    d->state = parse_state(m->state);
    model_text(d->name, sizeof d->name, m->name);
    model_text(d->title, sizeof d->title, m->title);
    model_text(d->file, sizeof d->file, m->file);
    free(d->brief);
    d->brief = lines(m->brief);
    d->started = m->started;
    d->model = m->model;
    d->elapsed_s = positive(m->elapsed_s);
    d->duration_s = positive(m->duration_s);
    d->rate = positive(m->rate);
    d->seed = m->seed;
    d->heard = now.mono;
    d->is_known = true;
    drop_older(d);
    if (m->faults == 0)
        d->n_faults = 0; /* else they are withdrawn one by one */
    if (m->marks == 0)
        d->n_marks = 0;
    d->version++;
}

static struct drill_fault *
find(struct drill *d, const char *id)
{
    for (size_t i = 0; i < d->n_faults; i++)
        if (str_eq(d->fault[i].id, id))
            return &d->fault[i];
    return NULL;
}

const struct drill_fault *
drill_find(const struct drill *d, const char *id)
{
    for (size_t i = 0; i < d->n_faults; i++)
        if (str_eq(d->fault[i].id, id))
            return &d->fault[i];
    return NULL;
}

static void
withdraw(struct drill *d, const struct drill_fault *f)
{
    size_t at = (size_t)(f - d->fault);
    memmove(&d->fault[at], &d->fault[at + 1],
        (d->n_faults - at - 1) * sizeof *d->fault);
    d->n_faults--;
}

static void
fill(struct drill_fault *f, const struct msg_fault *m)
{
    const double s[DRILL_MOMENTS] = {[DRILL_BEGUN] = m->begun_s,
        [DRILL_DETECTED] = m->detected_s,
        [DRILL_ACKNOWLEDGED] = m->acknowledged_s,
        [DRILL_DIAGNOSED] = m->diagnosed_s,
        [DRILL_RECOVERED] = m->recovered_s,
        [DRILL_OUT] = m->ended_s};
    const struct msg_str by[DRILL_MOMENTS] = {[DRILL_DETECTED] = m->detected_by,
        [DRILL_ACKNOWLEDGED] = m->acknowledged_by,
        [DRILL_DIAGNOSED] = m->diagnosed_by,
        [DRILL_RECOVERED] = m->recovered_by};
    model_text(f->title, sizeof f->title, m->title);
    model_text(f->text, sizeof f->text, m->text);
    model_text(f->begins, sizeof f->begins, m->begins);
    model_text(f->ends, sizeof f->ends, m->ends);
    f->is_by_hand = msg_str_eq(m->origin, "instructor");
    f->begins_s = isfinite(m->begins_s) ? m->begins_s : (double)NAN;
    for (size_t i = 0; i < DRILL_MOMENTS; i++) {
        f->s[i] = isfinite(s[i]) ? s[i] : (double)NAN;
        model_text(f->by[i], sizeof f->by[i],
            by[i].s != NULL ? by[i] : (struct msg_str){"", 0});
    }
}

enum err
drill_fault(struct drill *d, const struct msg_fault *m)
{
    char id[48];
    unsigned state = 0;
    if (!d->is_instructor)
        return ERR_OK;
    model_text(id, sizeof id, m->id);
    struct drill_fault *f = find(d, id);
    d->version++;
    if (msg_str_eq(m->state, "gone")) {
        if (f != NULL)
            withdraw(d, f);
        return ERR_OK;
    }
    while (state < DRILL_FAULT_STATE_COUNT &&
           !msg_str_eq(m->state, fault_names[state]))
        state++;
    if (state == DRILL_FAULT_STATE_COUNT || id[0] == '\0')
        return ERR_FORMAT;
    if (f == NULL) {
        if (d->n_faults == DRILL_FAULTS_MAX)
            return ERR_LIMIT;
        d->fault =
            xgrow(d->fault, d->n_faults, &d->cap_faults, sizeof *d->fault);
        f = &d->fault[d->n_faults++];
        memset(f, 0, sizeof *f);
        (void)str_copy(f->id, sizeof f->id, id);
    }
    f->state = (enum drill_fault_state)state;
    fill(f, m);
    return ERR_OK;
}

/* Where number `number` is or should be; the newest are last. */
static size_t
place(const struct drill *d, uint64_t number)
{
    size_t at = d->n_marks;
    while (at > 0 && d->mark[at - 1].number >= number)
        at--;
    return at;
}

static void
insert(struct drill *d, size_t at)
{
    if (d->n_marks == DRILL_MARKS_MAX) {
        d->n_marks--;
        at -= at > 0;
        memmove(&d->mark[0], &d->mark[1], d->n_marks * sizeof *d->mark);
    }
    d->mark = xgrow(d->mark, d->n_marks, &d->cap_marks, sizeof *d->mark);
    memmove(
        &d->mark[at + 1], &d->mark[at], (d->n_marks - at) * sizeof *d->mark);
    d->n_marks++;
}

void
drill_mark(struct drill *d, const struct msg_mark *m)
{
    bool is_older =
        !utc_is_none(d->started) && d->is_known && m->time.ns < d->started.ns;
    if (!d->is_instructor || m->number == 0 || is_older)
        return;
    size_t at = place(d, m->number);
    if (at == d->n_marks || d->mark[at].number != m->number) {
        bool is_full = d->n_marks == DRILL_MARKS_MAX;
        if (is_full && at == 0)
            return; /* older than all there is room for */
        insert(d, at);
        at -= is_full;
    }
    struct drill_mark *k = &d->mark[at];
    k->number = m->number;
    k->time = m->time;
    k->s = positive(m->elapsed_s);
    model_text(k->person, sizeof k->person, m->person);
    model_text(k->what, sizeof k->what, m->what);
    model_text(k->text, sizeof k->text, m->text);
    model_text(k->fault, sizeof k->fault, m->fault);
    d->version++;
}

/* ---- looking ------------------------------------------------------------- */

bool
drill_is_live(const struct drill *d, struct clock now)
{
    return d->is_known && mono_diff_ns(now.mono, d->heard) <= SILENCE_NS;
}

bool
drill_is_on(const struct drill *d, struct clock now)
{
    return drill_is_live(d, now) &&
           (d->state == DRILL_RUNNING || d->state == DRILL_FROZEN);
}

char *
drill_clock(char out[DRILL_CLOCK_SIZE], double s)
{
    if (!isfinite(s) || s < 0 || s > 1e9) {
        (void)snprintf(out, DRILL_CLOCK_SIZE, "-");
        return out;
    }
    unsigned long all = (unsigned long)(s + TENTH / 2);
    if (all >= 3600)
        (void)snprintf(out, DRILL_CLOCK_SIZE, "%lu:%02lu:%02lu", all / 3600,
            all / 60 % 60, all % 60);
    else
        (void)snprintf(out, DRILL_CLOCK_SIZE, "%lu:%02lu", all / 60, all % 60);
    return out;
}
