/*
 * exercise_request.c - what instructors and consoles ask of an exercise.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "sim/exercise_app_priv.h"
#include "sim/scenario_list.h"

struct asked {
    struct exercise_app *app;
    const char *who;
    const struct msg_request *request;
    bool may_change;
};

/* ---- the reply ----------------------------------------------------------- */

static void
forget(struct exercise_app *app)
{
    for (size_t i = 0; i < app->n_rows; i++)
        free(app->row[i]);
    app->n_rows = 0;
    free(app->text);
    app->text = NULL;
}

static void add_row(struct exercise_app *app, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

static void
add_row(struct exercise_app *app, const char *fmt, ...)
{
    struct strbuf row = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&row, fmt, ap);
    va_end(ap);
    app->row = xgrow(app->row, app->n_rows, &app->cap_rows, sizeof(char *));
    app->row[app->n_rows++] = strbuf_take(&row);
}

static enum err say(struct exercise_app *app, enum err e, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

static enum err
say(struct exercise_app *app, enum err e, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    free(app->text);
    app->text = strbuf_take(&text);
    return e;
}

/* The lines of `text`, a row each. */
static void
add_lines(struct exercise_app *app, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        add_row(app, "%.*s", (int)len, text);
        text += len + (text[len] == '\n');
    }
}

static enum err
say_notes(struct exercise_app *app, struct notes *notes, enum err e)
{
    for (size_t i = 0; i < notes->n; i++) {
        const struct note *n = &notes->note[i];
        if (n->line > 0 && n->file[0] != '\0')
            add_row(app, "%s:%u:%u: %s", n->file, n->line, n->col, n->text);
        else
            add_row(app, "%s%s%s", n->file, n->file[0] != '\0' ? ": " : "",
                n->text);
    }
    e = say(app, e, "%s",
        notes->n > 0 ? app->row[app->n_rows - notes->n] : err_str(e));
    notes_fini(notes);
    return e;
}

/* All arguments as one clean text, owned. */
static char *
words(const struct asked *q)
{
    struct strbuf text = {0};
    const struct msg_strv *args = &q->request->args;
    for (size_t i = 0; i < args->n; i++) {
        if (i > 0)
            strbuf_addc(&text, ' ');
        str_sanitize(&text, args->v[i].s, args->v[i].len, false);
    }
    if (text.len == 0)
        strbuf_adds(&text, "");
    return strbuf_take(&text);
}

static enum err
not_on(struct exercise_app *app)
{
    return say(app, ERR_RANGE, "no exercise is running: it is %s",
        exercise_phase_str(app->phase));
}

/* ---- verbs --------------------------------------------------------------- */

static enum err
do_load(const struct asked *q)
{
    struct notes notes = {0};
    char *name = words(q);
    enum err e =
        name[0] != '\0' ? exercise_app_load(q->app, name, &notes) : ERR_RANGE;
    bool was_named = name[0] != '\0';
    free(name);
    if (!was_named)
        return say(q->app, e, "load which scenario?");
    if (e != ERR_OK)
        return say_notes(q->app, &notes, e);
    notes_fini(&notes);
    return say(q->app, e, "%s is ready: %s", q->app->scenario->id,
        q->app->scenario->title);
}

/* The same unless it would end an exercise. */
static enum err
do_load_idle(const struct asked *q)
{
    if (exercise_app_is_on(q->app))
        return say(q->app, ERR_EXISTS,
            "an exercise is on: end it before another one is loaded");
    return do_load(q);
}

static enum err
do_start(const struct asked *q)
{
    if (exercise_app_is_on(q->app))
        return say(q->app, ERR_EXISTS, "an exercise is running: end it first");
    exercise_app_start(q->app);
    return say(q->app, ERR_OK, "it begins");
}

static enum err
do_end(const struct asked *q)
{
    if (!exercise_app_is_on(q->app))
        return not_on(q->app);
    exercise_note(q->app->exercise, "note", "the exercise is ended", q->who);
    exercise_app_end(q->app);
    return say(q->app, ERR_OK, "it is over");
}

static enum err
set_frozen(const struct asked *q, bool is_frozen)
{
    if (q->app->phase != (is_frozen ? PHASE_RUNNING : PHASE_FROZEN))
        return say(q->app, ERR_RANGE, "the exercise is %s",
            exercise_phase_str(q->app->phase));
    exercise_note(
        q->app->exercise, is_frozen ? "freeze" : "continue", "", q->who);
    exercise_app_freeze(q->app, is_frozen);
    exercise_app_tell(q->app);
    return say(q->app, ERR_OK,
        is_frozen ? "the model stands still" : "the model goes on");
}

static enum err
do_freeze(const struct asked *q)
{
    return set_frozen(q, true);
}

static enum err
do_continue(const struct asked *q)
{
    return set_frozen(q, false);
}

static enum err
change(const struct asked *q, bool begins)
{
    if (!exercise_app_is_on(q->app))
        return not_on(q->app);
    char *id = words(q);
    enum err e = begins ? exercise_trigger(q->app->exercise, id, q->who)
                        : exercise_clear(q->app->exercise, id, q->who);
    if (e == ERR_OK)
        (void)say(q->app, e, "%s %s", id, begins ? "begins" : "is cleared");
    else if (e == ERR_NOTFOUND)
        (void)say(q->app, e, "there is no fault '%s'", id);
    else
        (void)say(q->app, e,
            begins ? "'%s' is on or was on already" : "'%s' is not on", id);
    free(id);
    return e;
}

static enum err
do_trigger(const struct asked *q)
{
    return change(q, true);
}

static enum err
do_clear(const struct asked *q)
{
    return change(q, false);
}

static enum err
do_add(const struct asked *q)
{
    if (!exercise_app_is_on(q->app))
        return not_on(q->app);
    struct notes notes = {0};
    char id[EXERCISE_ID_MAX];
    char *effect = words(q);
    enum err e = exercise_add(q->app->exercise, effect, q->who, &notes, id);
    free(effect);
    if (e != ERR_OK)
        return say_notes(q->app, &notes, e);
    notes_fini(&notes);
    return say(q->app, e, "%s begins", id);
}

static enum err
do_note(const struct asked *q)
{
    if (!exercise_app_is_on(q->app))
        return not_on(q->app);
    char *text = words(q);
    exercise_note(q->app->exercise, "note", text, q->who);
    free(text);
    return say(q->app, ERR_OK, "noted");
}

/* Names are claimed as at the gate: the ground model is for training only. */
static enum err
do_display(const struct asked *q)
{
    const struct msg_strv *args = &q->request->args;
    char id[40] = "", who[40];
    (void)str_copy(who, sizeof who, q->who);
    for (size_t i = 0; i < args->n; i++) {
        struct strbuf word = {0};
        str_sanitize(&word, args->v[i].s, args->v[i].len, false);
        const char *text = strbuf_get(&word);
        bool is_name = str_prefix(text, "as=") && text[3] != '\0';
        bool fits = is_name ? str_copy(who, sizeof who, text + 3)
                            : str_copy(id, sizeof id, text);
        strbuf_fini(&word);
        if (!fits)
            return say(q->app, ERR_LIMIT, "a name is too long");
    }
    if (exercise_app_is_on(q->app))
        exercise_display(q->app->exercise, id, who);
    return say(q->app, ERR_OK, "%s", "");
}

static enum err
do_status(const struct asked *q)
{
    const struct exercise_app *app = q->app;
    return say(q->app, ERR_OK, "%s %s, %.0f s", exercise_phase_str(app->phase),
        app->scenario != NULL ? app->scenario->id : "without a scenario",
        exercise_app_elapsed(app));
}

/* A row each: "PATH TITLE". */
static enum err
do_list(const struct asked *q)
{
    struct scenario_list list = {0};
    for (const char *const *dir = q->app->config.dir; *dir != NULL; dir++)
        scenario_list_add(&list, *dir);
    for (size_t i = 0; i < list.n; i++)
        add_row(q->app, "%s %s", list.row[i].path, list.row[i].title);
    scenario_list_fini(&list);
    return say(q->app, ERR_OK, "%zu scenarios", q->app->n_rows);
}

static enum err
do_faults(const struct asked *q)
{
    const struct exercise *ex = q->app->exercise;
    for (size_t i = 0; ex != NULL && i < exercise_n_faults(ex); i++) {
        const struct exercise_fault *f = exercise_fault(ex, i);
        add_row(q->app, "%s %s: %s (begins %s, ends %s)", f->id,
            exercise_state_str(f->state), f->plan->title, f->plan->begins.text,
            f->plan->ends.text);
    }
    return say(q->app, ERR_OK, "%zu faults", q->app->n_rows);
}

static enum err
debrief(const struct asked *q,
    void (*write)(const struct exercise *ex, struct strbuf *out))
{
    struct strbuf text = {0};
    if (q->app->exercise == NULL || q->app->phase == PHASE_READY)
        return say(q->app, ERR_NOTFOUND, "no exercise has begun");
    if (!q->may_change && q->app->phase != PHASE_OVER)
        return say(q->app, ERR_DENIED,
            "until the exercise is over its debrief is the instructor's");
    write(q->app->exercise, &text);
    add_lines(q->app, strbuf_get(&text));
    strbuf_fini(&text);
    return say(q->app, ERR_OK, "%s", exercise_phase_str(q->app->phase));
}

static enum err
do_debrief(const struct asked *q)
{
    return debrief(q, exercise_debrief);
}

static enum err
do_debrief_json(const struct asked *q)
{
    return debrief(q, exercise_debrief_json);
}

/* ---- dispatch ------------------------------------------------------------ */

static const struct {
    const char *verb;
    bool may_watch; /* answered to watchers too */
    enum err (*fn)(const struct asked *q);
} verbs[] = {
    {"load", false, do_load},
    {"load-idle", false, do_load_idle},
    {"start", false, do_start},
    {"end", false, do_end},
    {"freeze", false, do_freeze},
    {"continue", false, do_continue},
    {"trigger", false, do_trigger},
    {"clear", false, do_clear},
    {"add", false, do_add},
    {"note", false, do_note},
    {"display", false, do_display},
    {"status", true, do_status},
    {"list", true, do_list},
    {"faults", false, do_faults},
    {"debrief", true, do_debrief},
    {"debrief-json", true, do_debrief_json},
};

static enum err
dispatch(const struct asked *q)
{
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        if (!msg_str_eq(q->request->verb, verbs[i].verb))
            continue;
        if (!verbs[i].may_watch && !q->may_change)
            return say(q->app, ERR_DENIED, "watchers do not change anything");
        return verbs[i].fn(q);
    }
    return say(q->app, ERR_NOTFOUND, "there is no such request");
}

void
exercise_app_request(struct exercise_app *app, bool may_change, const char *who,
    const struct msg_request *request, struct msg_reply *reply)
{
    const struct asked q = {app, who, request, may_change};
    forget(app);
    enum err e = dispatch(&q);
    app->row_str =
        xreallocarray(app->row_str, app->n_rows + 1, sizeof *app->row_str);
    for (size_t i = 0; i < app->n_rows; i++)
        app->row_str[i] = msg_str(app->row[i]);
    reply->status = (uint64_t)e;
    reply->text = msg_str(app->text);
    reply->rows = (struct msg_strv){app->row_str, app->n_rows};
}
