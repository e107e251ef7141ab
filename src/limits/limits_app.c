/*
 * limits_app.c - samples in; limit states and alarms out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/limits_app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "limits/engine_priv.h"
#include "limits/limits_priv.h"
#include "mdb/format.h"
#include "mdb/repeats.h"

/* ---- life ---------------------------------------------------------------- */

static bool
is_checked(const struct limits_app *app, uint32_t item)
{
    return app->rules->first[item] < app->rules->first[item + 1];
}

/* Its items that have limits, each once. */
static void
open_column(struct limits_app *app, uint32_t container, uint32_t *seen_in)
{
    struct limits_column *c = &app->column[container];
    size_t n;
    uint32_t *item = container_items(app->mdb, container, &n);
    c->item = xcalloc(n + 1, sizeof *c->item);
    for (size_t i = 0; i < n; i++) {
        if (!is_checked(app, item[i]) || seen_in[item[i]] == container)
            continue;
        seen_in[item[i]] = container;
        c->item[c->n++] = item[i];
    }
    for (size_t mode = 0; mode < LIMIT_MODE_COUNT; mode++)
        c->generation[mode] = c->published[mode] = UTC_NONE;
    free(item);
}

/* By item: the containers that have it in their column. */
static void
find_homes(struct limits_app *app)
{
    const uint32_t n_items = app->mdb->n_items;
    app->first_home = xcalloc((size_t)n_items + 2, sizeof *app->first_home);
    size_t total = 0;
    for (uint32_t c = 0; c < app->mdb->n_containers; c++) {
        total += app->column[c].n;
        for (size_t i = 0; i < app->column[c].n; i++)
            app->first_home[app->column[c].item[i] + 2]++;
    }
    for (uint32_t i = 2; i < n_items + 2; i++)
        app->first_home[i] += app->first_home[i - 1];
    app->home = xcalloc(total + 1, sizeof *app->home);
    for (uint32_t c = 0; c < app->mdb->n_containers; c++)
        for (size_t i = 0; i < app->column[c].n; i++)
            app->home[app->first_home[app->column[c].item[i] + 1]++] = c;
}

static void
open_columns(struct limits_app *app)
{
    const struct mdb *mdb = app->mdb;
    uint32_t *seen_in = xcalloc((size_t)mdb->n_items + 1, sizeof *seen_in);
    memset(seen_in, 0xff, mdb->n_items * sizeof *seen_in);
    app->column = xcalloc((size_t)mdb->n_containers + 1, sizeof *app->column);
    app->repeats = repeats_new((size_t)mdb->n_containers * LIMIT_MODE_COUNT);
    app->dirty = xcalloc((size_t)mdb->n_containers + 1, sizeof *app->dirty);
    for (uint32_t c = 0; c < mdb->n_containers; c++)
        open_column(app, c, seen_in);
    find_homes(app);
    free(seen_in);
}

/* The criteria of an item's suppression flipped. */
static void
on_flip(void *arg, uint32_t item)
{
    struct limits_app *app = arg;
    alarm_book_suppress(app->book, item,
        context_holds(app->truth, app->suppressor[item]), app->now);
}

static void
open_suppression(struct limits_app *app)
{
    app->context = context_new(app->mdb);
    app->suppressor =
        xcalloc((size_t)app->mdb->n_items + 1, sizeof *app->suppressor);
    for (uint32_t i = 0; i < app->mdb->n_items; i++) {
        const struct mdb_criteria *by = &app->rules->notes[i].suppressed_by;
        app->suppressor[i] = MDB_NIL;
        if (is_checked(app, i) && by->op != MDB_NEVER && by->op != MDB_ALWAYS)
            app->suppressor[i] = context_add(app->context, by, i);
    }
    app->truth = context_truth_new(app->context, on_flip, app);
    for (uint32_t c = 0; c < app->mdb->n_containers; c++) {
        const struct mdb_container *k = &app->mdb->container[c];
        struct limits_column *column = &app->column[c];
        column->watched = xcalloc(k->n_layout + 1, sizeof *column->watched);
        for (uint32_t i = 0; k->layout != NULL && i < k->n_layout; i++)
            if (context_watched(app->context, k->layout[i]) != MDB_NIL)
                column->watched[column->n_watched++] = i;
    }
}

/* ---- from the engine ----------------------------------------------------- */

void
limits_mark(struct limits_app *app, uint32_t container, enum limit_mode mode,
    struct utc generation)
{
    struct limits_column *c = &app->column[container];
    bool was_dirty = false;
    for (size_t m = 0; m < LIMIT_MODE_COUNT; m++)
        was_dirty |= c->is_dirty[m];
    c->is_dirty[mode] = true;
    c->generation[mode] = generation;
    if (!was_dirty)
        app->dirty[app->n_dirty++] = container;
}

/* Labels and texts say more than numbers. */
static const char *
text_of(const struct limits_app *app, const struct limit_change *c,
    struct strbuf *out)
{
    if (c->kind != MDB_ENUM && c->kind != MDB_BOOL && c->kind != MDB_STRING &&
        c->kind != MDB_BINARY && c->kind != MDB_TIME)
        return NULL;
    struct strbuf text = {0};
    mdb_format(&text, c->kind, mdb_item_type(app->mdb, c->item), c->eng,
        c->blob, c->blob_len);
    str_sanitize(out, strbuf_get(&text), text.len, false);
    strbuf_fini(&text);
    return strbuf_get(out);
}

static void
on_change(void *arg, const struct limit_change *c)
{
    struct limits_app *app = arg;
    if (c->from != c->to)
        for (uint32_t i = app->first_home[c->item];
             i < app->first_home[c->item + 1]; i++)
            limits_mark(app, app->home[i], c->mode, c->generation);
    if (c->mode == app->config.mode) {
        struct strbuf text = {0};
        alarm_book_change(app->book, c, text_of(app, c, &text), app->now);
        strbuf_fini(&text);
    } else if (limit_state_is_out(c->to) && !limit_state_is_out(c->from)) {
        app->dump_out++;
    }
}

/* The engine follows what the book decided. */
void
limits_do_switches(struct limits_app *app)
{
    for (size_t i = 0; i < app->n_todo; i++) {
        const struct alarm *a = alarm_book_find(app->book, app->todo[i]);
        if (a != NULL && a->is_disabled)
            limit_engine_disable(app->engine, app->todo[i], UTC_NONE);
        else
            limit_engine_enable(app->engine, app->todo[i]);
    }
    app->n_todo = 0;
}

struct limits_app *
limits_app_new(const struct limits_config *config, struct utc now)
{
    struct limits_app *app = xcalloc(1, sizeof *app);
    app->config = *config;
    app->rules = config->rules;
    app->mdb = config->rules->mdb;
    app->now = app->began = now;
    app->replay.made = UTC_NONE;
    app->tried = app->turned = UTC_NONE;
    app->foreign_at = app->foreign_told = UTC_NONE;
    app->synced = app->summed = (struct utc){0};
    app->was_sound = true;
    app->is_summary_due = true;
    app->engine = limit_engine_new(app->rules, on_change, app);
    app->book = alarm_book_new(app->rules, limits_say_alarm, app);
    open_columns(app);
    open_suppression(app);
    return app;
}

void
limits_app_free(struct limits_app **at)
{
    struct limits_app *app = *at;
    *at = NULL;
    if (app == NULL)
        return;
    limit_engine_free(&app->engine);
    alarm_book_free(&app->book);
    context_truth_free(&app->truth);
    context_free(&app->context);
    for (uint32_t c = 0; c < app->mdb->n_containers; c++) {
        free(app->column[c].item);
        free(app->column[c].watched);
    }
    for (size_t i = 0; i < app->n_rows; i++)
        free(app->row[i]);
    free(app->row);
    free(app->row_str);
    free(app->text);
    free(app->column);
    repeats_free(&app->repeats);
    free(app->first_home);
    free(app->home);
    free(app->dirty);
    free(app->raw);
    free(app->eng);
    free(app->items);
    free(app->suppressor);
    free(app->todo);
    for (size_t i = 0; i < app->n_left_out; i++)
        free(app->left_out[i]);
    free(app->left_out);
    free(app->held);
    free(app);
}

/* ---- time ---------------------------------------------------------------- */

void
limits_app_flush(struct limits_app *app, struct utc now)
{
    app->now = now;
    limits_do_switches(app);
    limits_say_states(app, false);
    limits_keep_turn(app);
    limits_say_held(app);
    if (app->is_summary_due &&
        llabs(utc_diff_ns(app->now, app->summed)) >= LIMITS_SUMMARY_NS)
        limits_say_summary(app);
}

void
limits_app_tell(struct limits_app *app, struct utc now)
{
    app->now = now;
    limits_keep_turn(app);
    limits_say_held(app);
}

/* Worst values of some alarms; all of them in turn. */
static void
look_at_values(struct limits_app *app)
{
    uint32_t item[20];
    size_t n = 0;
    for (; n < ARRAY_LEN(item); n++) {
        const struct alarm *a = alarm_book_at(app->book, app->next_value);
        if (a == NULL) {
            app->next_value = 0;
            break;
        }
        item[n] = a->item;
        app->next_value++;
    }
    for (size_t i = 0; i < n; i++) {
        const struct limit_explanation x =
            limit_engine_explain(app->engine, app->config.mode, item[i]);
        alarm_book_values(app->book, item[i], &x);
    }
}

/* Everything again once a minute: a hub that begins anew learns it. */
static void
repeat_states(struct limits_app *app)
{
    for (uint32_t c = 0; c < app->mdb->n_containers; c++)
        for (size_t m = 0; m < LIMIT_MODE_COUNT; m++) {
            const struct limits_column *k = &app->column[c];
            if (!k->is_dirty[m] && !utc_is_none(k->published[m]) &&
                llabs(utc_diff_ns(app->now, k->published[m])) >=
                    LIMITS_REPEAT_NS)
                limits_mark(app, c, (enum limit_mode)m, k->generation[m]);
        }
}

void
limits_app_second(struct limits_app *app, struct utc now)
{
    app->now = now;
    const uint64_t samples = limit_engine_counters(app->engine).samples;
    app->samples_per_s = (double)(samples - app->last_samples);
    app->last_samples = samples;
    alarm_book_tick(app->book, now);
    limits_do_switches(app);
    limit_engine_tick(app->engine, now);
    look_at_values(app);
    repeat_states(app);
    limits_say_states(app, false);
    limits_keep_second(app);
    limits_say_held(app);
    limits_say_second(app);
    limits_say_summary(app);
}

const char *
limits_app_text(struct limits_app *app, struct utc now)
{
    const struct alarm_summary s = alarm_book_summary(app->book, now);
    const bool is_foreign =
        !utc_is_none(app->foreign_at) &&
        llabs(utc_diff_ns(now, app->foreign_at)) < LIMITS_FOREIGN_NS;
    (void)snprintf(app->line, sizeof app->line,
        "%s%zu parameters checked, %.0f samples/s, %u alarms, %u not "
        "acknowledged",
        is_foreign ? "not checked: samples of another database; " : "",
        app->rules->n_checked, app->samples_per_s, s.open, s.unacknowledged);
    return app->line;
}

const struct alarm_book *
limits_app_book(const struct limits_app *app)
{
    return app->book;
}
