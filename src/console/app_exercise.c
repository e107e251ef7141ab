/*
 * app_exercise.c - the console in an exercise: the plan an instructor sees,
 * what the ground model tells trainees and is told of them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/app_priv.h"

#include <stdio.h>
#include <string.h>

#include "sim/scenario.h"

#define ASK_NS   (3 * NS_PER_S)
#define TELL_NS  (200 * NS_PER_MS) /* at most one in so long */
#define FRESH_NS (10 * NS_PER_S)   /* a hint that is older is history */

/* ---- the instructor ------------------------------------------------------ */

void
app_drop_plan(struct app *app)
{
    app->model.drill.plan = NULL;
    scenario_free(&app->plan);
    app->plan_of[0] = '\0';
}

/* What notes and signs say is in the file alone. */
void
app_follow_plan(struct app *app)
{
    struct drill *d = &app->model.drill;
    struct notes notes = {0};
    if (!d->is_instructor || app->mdb == NULL ||
        (str_eq(d->file, app->plan_of) && d->started.ns == app->plan_at.ns))
        return;
    app_drop_plan(app);
    (void)str_copy(app->plan_of, sizeof app->plan_of, d->file);
    app->plan_at = d->started;
    if (d->file[0] != '\0' &&
        scenario_load(d->file, app->mdb, &notes, &app->plan) == ERR_OK)
        d->plan = app->plan;
    notes_fini(&notes);
    app->is_dirty = true;
}

/* ---- trainees ------------------------------------------------------------ */

void
app_hear_hint(struct app *app, const struct msg *msg)
{
    const struct msg_event *e = &msg->u.event;
    char text[200];
    if (msg->envelope.type != MSG_EVENT || app->desk == NULL ||
        e->id != EV_EXERCISE_HINT || !msg_str_eq(msg->envelope.source, "sim") ||
        utc_diff_ns(utc_now(), msg->envelope.utc) > FRESH_NS)
        return;
    desk_hint(app->desk, model_text(text, sizeof text, e->text));
    app->is_dirty = true;
}

static void
on_told(void *arg, const struct msg_reply *reply)
{
    struct app *app = arg;
    app->is_telling = false;
    if (reply == NULL || reply->status != ERR_OK)
        app->told[0] = '\0'; /* once more, with the next page */
}

/* The ground model learns which display is on top: it times a diagnosis. */
void
app_tell_display(struct app *app, struct mono now)
{
    const struct drill *d = &app->model.drill;
    char id[sizeof app->told], as[ORDER_PERSON_MAX + 4];
    bool is_asked =
        app->model.instance.kind == INSTANCE_SIM && d->state == DRILL_RUNNING &&
        drill_is_live(d, app_clock()) && app->options->mode == APP_SCREEN &&
        !app->options->is_readonly && !app->options->is_instructor;
    if (!is_asked || app->is_telling ||
        mono_diff_ns(now, app->told_at) < TELL_NS)
        return;
    if (app->told_of.ns != d->started.ns) { /* another exercise */
        app->told_of = d->started;
        app->told[0] = '\0';
    }
    (void)str_copy(id, sizeof id, app->told);
    desk_display_on_top(app->desk, id, sizeof id);
    if (str_eq(id, app->told))
        return;
    (void)str_copy(app->told, sizeof app->told, id);
    (void)snprintf(as, sizeof as, "as=%s", app->model.orders.as);
    const char *args[2] = {id, as};
    bool has_id = id[0] != '\0';
    app->told_at = now;
    app->is_telling = true;
    bus_ask(app->bus, PATHS_OPERATE, "sim", "display", args + !has_id,
        (size_t)has_id + (app->model.orders.as[0] != '\0'), ASK_NS, on_told,
        app);
}
