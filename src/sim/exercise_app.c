/*
 * exercise_app.c - exercises on the bus: life, telemetry, messages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/exercise_app.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "sim/exercise_app_priv.h"

const char *
exercise_phase_str(enum exercise_phase phase)
{
    static const char *const name[PHASE_COUNT] = {
        "idle", "ready", "running", "frozen", "over"};
    return (unsigned)phase < PHASE_COUNT ? name[phase] : "?";
}

/* ---- messages ------------------------------------------------------------ */

static void
publish(struct exercise_app *app, const char *topic, struct msg *msg)
{
    app->config.publish(app->config.arg, topic, msg);
}

#define BRIEF_LINES 200

static size_t
brief_lines(const struct scenario *s, struct msg_str line[BRIEF_LINES])
{
    size_t n = 0;
    for (const char *p = s != NULL ? s->brief : ""; *p != '\0'; n++) {
        size_t len = strcspn(p, "\n");
        if (n == BRIEF_LINES)
            break;
        line[n] = (struct msg_str){p, len};
        p += len + (p[len] == '\n');
    }
    return n;
}

void
exercise_app_tell(struct exercise_app *app)
{
    const struct scenario *s = app->scenario;
    struct msg msg = {.envelope.type = MSG_SCENARIO};
    struct msg_scenario *m = &msg.u.scenario;
    m->name = msg_str(s != NULL ? s->id : "");
    m->title = msg_str(s != NULL ? s->title : "");
    m->file = msg_str(s != NULL ? s->file : "");
    struct msg_str line[BRIEF_LINES];
    m->brief = (struct msg_strv){line, brief_lines(s, line)};
    m->state = msg_str(exercise_phase_str(app->phase));
    m->started = app->started;
    m->model = app->now;
    m->elapsed_s = exercise_app_elapsed(app);
    m->duration_s = s != NULL ? s->duration_s : 0;
    m->rate = app->rate;
    m->seed = s != NULL ? s->seed : 0;
    m->faults = app->exercise != NULL ? exercise_n_faults(app->exercise) : 0;
    m->marks = app->exercise != NULL ? exercise_n_marks(app->exercise) : 0;
    publish(app, "scenario", &msg);
}

static void
fill_moments(struct msg_fault *m, const struct exercise_fault *f)
{
    const struct exercise_moment_at *at = f->moment;
    m->begun = at[MOMENT_BEGUN].time;
    m->ended = at[MOMENT_ENDED].time;
    m->detected = at[MOMENT_DETECTED].time;
    m->acknowledged = at[MOMENT_ACKNOWLEDGED].time;
    m->diagnosed = at[MOMENT_DIAGNOSED].time;
    m->recovered = at[MOMENT_RECOVERED].time;
    m->detected_by = msg_str(at[MOMENT_DETECTED].by);
    m->acknowledged_by = msg_str(at[MOMENT_ACKNOWLEDGED].by);
    m->diagnosed_by = msg_str(at[MOMENT_DIAGNOSED].by);
    m->recovered_by = msg_str(at[MOMENT_RECOVERED].by);
    m->begun_s = at[MOMENT_BEGUN].s;
    m->ended_s = at[MOMENT_ENDED].s;
    m->detected_s = at[MOMENT_DETECTED].s;
    m->acknowledged_s = at[MOMENT_ACKNOWLEDGED].s;
    m->diagnosed_s = at[MOMENT_DIAGNOSED].s;
    m->recovered_s = at[MOMENT_RECOVERED].s;
}

static void
on_fault(void *arg, const struct exercise_fault *f)
{
    struct exercise_app *app = arg;
    struct msg msg = {.envelope.type = MSG_FAULT};
    struct msg_fault *m = &msg.u.fault;
    struct strbuf text = {0};
    char topic[16 + EXERCISE_ID_MAX];
    for (size_t i = 0; i < f->plan->n_effects; i++)
        strbuf_addf(&text, "%s%s", i > 0 ? "; " : "", f->plan->effect[i].text);
    m->id = msg_str(f->id);
    m->title = msg_str(f->plan->title);
    m->text = msg_str(strbuf_get(&text));
    m->state = msg_str(exercise_state_str(f->state));
    m->origin = msg_str(f->is_by_hand ? "instructor" : "scenario");
    m->begins = msg_str(f->plan->begins.text);
    m->ends = msg_str(f->plan->ends.text);
    m->begins_s =
        f->plan->begins.kind == WHEN_AT ? f->plan->begins.s : (double)NAN;
    fill_moments(m, f);
    snprintf(topic, sizeof topic, "fault/%s", f->id);
    publish(app, topic, &msg);
    strbuf_fini(&text);
}

static void
on_mark(void *arg, const struct exercise_mark *mark)
{
    struct exercise_app *app = arg;
    struct msg msg = {.envelope.type = MSG_MARK};
    struct msg_mark *m = &msg.u.mark;
    char topic[32];
    m->number = mark->number;
    m->time = mark->time;
    m->elapsed_s = mark->s;
    m->person = msg_str(mark->person);
    m->what = msg_str(mark->what);
    m->text = msg_str(mark->text);
    m->fault = msg_str(mark->fault);
    snprintf(
        topic, sizeof topic, "mark/%llu", (unsigned long long)mark->number);
    publish(app, topic, &msg);
}

static void
on_hint(void *arg, const struct exercise_fault *f)
{
    struct exercise_app *app = arg;
    app->config.event(app->config.arg, EV_EXERCISE_HINT, f->plan->hint);
}

static void
on_begin(void *arg, size_t handle, const struct scenario_effect *effect)
{
    struct exercise_app *app = arg;
    app->config.begin(app->config.arg, handle + app->handles, effect);
}

static void
on_end(void *arg, size_t handle)
{
    struct exercise_app *app = arg;
    app->config.end(app->config.arg, handle + app->handles);
}

void
exercise_app_announce(struct exercise_app *app)
{
    exercise_app_tell(app);
    if (app->exercise == NULL)
        return;
    for (size_t i = 0; i < exercise_n_faults(app->exercise); i++)
        on_fault(app, exercise_fault(app->exercise, i));
    for (size_t i = 0; i < exercise_n_marks(app->exercise); i++)
        on_mark(app, exercise_mark(app->exercise, i));
}

/* Faults of an exercise before, which nobody should see any more. */
static void
withdraw(struct exercise_app *app)
{
    for (size_t i = 0; i < exercise_n_faults(app->exercise); i++) {
        const struct exercise_fault *f = exercise_fault(app->exercise, i);
        struct msg msg = {.envelope.type = MSG_FAULT};
        struct msg_fault *m = &msg.u.fault;
        char topic[16 + EXERCISE_ID_MAX];
        m->id = msg_str(f->id);
        m->state = msg_str("gone");
        m->begins_s = m->begun_s = m->ended_s = m->detected_s =
            m->acknowledged_s = m->diagnosed_s = m->recovered_s = (double)NAN;
        m->begun = m->ended = m->detected = m->acknowledged = m->diagnosed =
            m->recovered = UTC_NONE;
        snprintf(topic, sizeof topic, "fault/%s", f->id);
        publish(app, topic, &msg);
    }
}

/* ---- life ---------------------------------------------------------------- */

struct exercise_app *
exercise_app_new(const struct exercise_app_config *config)
{
    struct exercise_app *app = xcalloc(1, sizeof *app);
    app->config = *config;
    app->decoder = mdb_decoder_new(config->mdb);
    app->started = app->now = UTC_NONE;
    app->rate = 1;
    return app;
}

static void
drop_exercise(struct exercise_app *app)
{
    if (app->exercise != NULL) {
        exercise_end(app->exercise);
        app->handles += EXERCISE_HANDLES;
        withdraw(app);
    }
    exercise_free(&app->exercise);
}

void
exercise_app_free(struct exercise_app **app)
{
    if (*app == NULL)
        return;
    exercise_free(&(*app)->exercise);
    scenario_free(&(*app)->scenario);
    mdb_decoder_free(&(*app)->decoder);
    for (size_t i = 0; i < (*app)->n_rows; i++)
        free((*app)->row[i]);
    free((*app)->row);
    free((*app)->row_str);
    free((*app)->text);
    free(*app);
    *app = NULL;
}

double
exercise_app_elapsed(const struct exercise_app *app)
{
    if (app->phase < PHASE_RUNNING)
        return 0;
    return (app->phase == PHASE_OVER ? app->over_s : app->model_s) -
           app->begun_s;
}

bool
exercise_app_is_on(const struct exercise_app *app)
{
    return app->phase == PHASE_RUNNING || app->phase == PHASE_FROZEN;
}

/* A new exercise with the loaded scenario, or none. */
static void
new_exercise(struct exercise_app *app)
{
    drop_exercise(app);
    app->exercise = exercise_new(app->scenario, app->config.mdb,
        &(struct exercise_outbox){.arg = app,
            .begin = on_begin,
            .end = on_end,
            .fault = on_fault,
            .mark = on_mark,
            .hint = on_hint});
}

void
exercise_app_freeze(struct exercise_app *app, bool is_frozen)
{
    app->phase = is_frozen ? PHASE_FROZEN : PHASE_RUNNING;
    app->config.freeze(app->config.arg, is_frozen);
}

void
exercise_app_start(struct exercise_app *app)
{
    if (app->phase == PHASE_FROZEN)
        exercise_app_freeze(app, false);
    new_exercise(app);
    if (app->scenario != NULL)
        app->config.restart(app->config.arg, app->scenario);
    app->phase = PHASE_RUNNING;
    app->begun_s = app->model_s;
    app->started = app->now;
    exercise_step(app->exercise, 0, app->now);
    exercise_app_announce(app);
    char text[300];
    snprintf(text, sizeof text, "exercise begins: %s",
        app->scenario != NULL ? app->scenario->title : "without a scenario");
    app->config.event(app->config.arg, EV_EXERCISE, text);
}

void
exercise_app_end(struct exercise_app *app)
{
    if (app->phase == PHASE_FROZEN)
        exercise_app_freeze(app, false);
    exercise_end(app->exercise);
    app->phase = PHASE_OVER;
    app->over_s = app->model_s;
    exercise_app_tell(app);
    app->config.event(app->config.arg, EV_EXERCISE,
        "exercise is over: columba instruct --debrief tells how it went");
    if (app->config.keep != NULL)
        app->config.keep(app->config.arg, app->exercise, app->now);
}

void
exercise_app_close(struct exercise_app *app)
{
    if (exercise_app_is_on(app))
        exercise_app_end(app);
}

/* "heater", "heater.scn" in a directory of scenarios; or a path. */
static char *
find_file(const struct exercise_app *app, const char *name)
{
    if (strchr(name, '/') != NULL)
        return xstrdup(name);
    for (const char *const *dir = app->config.dir; *dir != NULL; dir++) {
        char *path = xasprintf(
            "%s/%s%s", *dir, name, str_suffix(name, ".scn") ? "" : ".scn");
        if (access(path, R_OK) == 0)
            return path;
        free(path);
    }
    return xstrdup(name);
}

enum err
exercise_app_load(
    struct exercise_app *app, const char *name, struct notes *notes)
{
    char *path = find_file(app, name);
    struct scenario *next = NULL;
    enum err e = scenario_load(path, app->config.mdb, notes, &next);
    free(path);
    if (e != ERR_OK)
        return e;
    exercise_app_close(app);
    drop_exercise(app); /* before what it borrows goes */
    scenario_free(&app->scenario);
    app->scenario = next;
    app->phase = PHASE_READY;
    new_exercise(app);
    exercise_app_announce(app); /* the instructor sees what is planned */
    return ERR_OK;
}

enum err
exercise_app_begin(struct exercise_app *app, const char *scenario,
    struct notes *notes, struct utc now)
{
    enum err e = exercise_app_load(app, scenario, notes);
    app->now = now;
    if (e == ERR_OK)
        exercise_app_start(app);
    return e;
}

enum exercise_phase
exercise_app_phase(const struct exercise_app *app)
{
    return app->phase;
}

/* ---- what happens -------------------------------------------------------- */

void
exercise_app_packet(struct exercise_app *app, const uint8_t *packet, size_t len)
{
    struct mdb_frame frame;
    if (app->phase != PHASE_RUNNING)
        return;
    mdb_decode(app->decoder, app->config.root, packet, len, &frame);
    exercise_frame(app->exercise, &frame, app->now);
}

void
exercise_app_step(struct exercise_app *app, double elapsed_s, struct utc now)
{
    app->model_s = elapsed_s;
    app->now = now;
    if (app->phase != PHASE_RUNNING)
        return;
    exercise_step(app->exercise, elapsed_s - app->begun_s, now);
    if (exercise_is_over(app->exercise))
        exercise_app_end(app);
}

void
exercise_app_executed(struct exercise_app *app, const char *command)
{
    if (app->phase == PHASE_RUNNING)
        exercise_executed(app->exercise, command);
}

static void
take_alarm(struct exercise_app *app, const struct msg_alarm *m)
{
    char name[512], who[40];
    msg_str_copy(name, sizeof name, m->name);
    msg_str_copy(who, sizeof who, m->acknowledged_by);
    if (msg_str_eq(m->what, "raised") || msg_str_eq(m->what, "worse"))
        exercise_alarm(app->exercise, name);
    else if (msg_str_eq(m->what, "acknowledged"))
        exercise_acknowledged(app->exercise, name, who);
}

/* Once each: when it is submitted, whatever becomes of it. */
static void
take_command(struct exercise_app *app, const struct msg_command *m)
{
    char name[128], who[40];
    if (m->number <= app->last_command)
        return;
    app->last_command = m->number;
    msg_str_copy(name, sizeof name, m->short_name);
    msg_str_copy(who, sizeof who, m->person);
    exercise_command(app->exercise, name, who);
}

void
exercise_app_message(struct exercise_app *app, const struct msg *msg)
{
    bool is_on = exercise_app_is_on(app);
    if (msg->envelope.type == MSG_COMMAND && !is_on &&
        msg->u.command.number > app->last_command)
        app->last_command = msg->u.command.number;
    if (!is_on)
        return;
    if (msg->envelope.type == MSG_ALARM)
        take_alarm(app, &msg->u.alarm);
    else if (msg->envelope.type == MSG_COMMAND)
        take_command(app, &msg->u.command);
}

void
exercise_app_second(struct exercise_app *app, double rate)
{
    app->rate = rate;
    exercise_app_tell(app);
}
