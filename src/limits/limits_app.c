/*
 * limits_app.c - samples in; limit states and alarms out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/limits_app.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bus/tm.h"
#include "common/attr.h"
#include "common/num.h"
#include "common/xalloc.h"
#include "limits/alarm_record.h"
#include "limits/engine_priv.h"
#include "limits/limits_priv.h"
#include "mdb/format.h"

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

static void
mark(struct limits_app *app, uint32_t container, enum limit_mode mode,
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
            mark(app, app->home[i], c->mode, c->generation);
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
    app->tried = UTC_NONE;
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
    free(app->first_home);
    free(app->home);
    free(app->dirty);
    free(app->raw);
    free(app->eng);
    free(app->items);
    free(app->suppressor);
    free(app->todo);
    free(app);
}

/* ---- the journal --------------------------------------------------------- */

void
limits_app_restore(void *arg, const char *record)
{
    struct limits_app *app = arg;
    struct alarm a;
    char *name;
    uint64_t number;
    if (str_prefix(record, "number\t")) { /* the newest, of a gone alarm */
        if (num_parse_u64(record + strlen("number\t"), &number))
            alarm_book_restore_number(app->book, number);
        return;
    }
    if (!alarm_record_parse(record, &a, &name)) {
        app->unreadable++;
        return;
    }
    a.item = mdb_find_item(app->mdb, name);
    alarm_book_restore_number(app->book, a.number);
    if (a.item != MDB_NIL)
        alarm_book_restore(app->book, &a);
    free(name);
}

static void
write_all(void *arg, struct journal *journal)
{
    const struct limits_app *app = arg;
    struct strbuf line = {0};
    strbuf_addf(&line, "number\t%" PRIu64, alarm_book_number(app->book));
    journal_add(journal, strbuf_get(&line));
    const struct alarm *a;
    for (size_t i = 0; (a = alarm_book_at(app->book, i)) != NULL; i++) {
        if (a->state == ALARM_PENDING)
            continue;
        strbuf_reset(&line);
        alarm_record_fmt(&line, a, "kept", app->mdb->item[a->item].name);
        journal_add(journal, strbuf_get(&line));
    }
    strbuf_fini(&line);
}

enum err
limits_rewrite(struct limits_app *app)
{
    struct journal *j = app->config.journal;
    app->tried = app->now;
    return j != NULL ? journal_rewrite(j, write_all, app) : ERR_OK;
}

static void
tell_journal(struct limits_app *app)
{
    const struct journal *j = app->config.journal;
    if (j == NULL)
        return;
    const bool is_sound = journal_is_sound(j);
    if (!is_sound && app->was_sound)
        limits_event(app, EV_LIMITS_JOURNAL, "%s", journal_reason(j));
    if (is_sound && !app->was_sound)
        limits_event(app, EV_LIMITS_JOURNAL_AGAIN, "all alarms are in it");
    if (is_sound != app->was_sound)
        app->is_summary_due = true;
    app->was_sound = is_sound;
}

/* Once a second at most: what no request waits for may be lost until then. */
static void
keep_journal(struct limits_app *app)
{
    struct journal *j = app->config.journal;
    if (j == NULL)
        return;
    const bool is_time =
        utc_is_none(app->tried) ||
        llabs(utc_diff_ns(app->now, app->tried)) >= LIMITS_JOURNAL_NS;
    enum err e = journal_commit(j);
    if ((e != ERR_OK && is_time) ||
        (e == ERR_OK && journal_bytes(j) > LIMITS_BYTES_MAX))
        e = limits_rewrite(app);
    (void)e; /* told below */
    tell_journal(app);
}

void
limits_app_begin(struct limits_app *app, struct utc now)
{
    app->now = now;
    const struct alarm *a;
    for (size_t i = 0; (a = alarm_book_at(app->book, i)) != NULL; i++) {
        if (a->is_disabled)
            limit_engine_disable(app->engine, a->item, UTC_NONE);
        limits_publish_alarm(app, a, "kept");
    }
    if (app->unreadable > 0)
        limits_event(app, EV_LIMITS_JOURNAL,
            "%" PRIu64 " records could not be understood", app->unreadable);
    const enum err e = limits_rewrite(app);
    (void)e; /* told by the next */
    tell_journal(app);
    app->was_flood = alarm_book_summary(app->book, now).is_flood;
}

void
limits_app_announce(struct limits_app *app, struct utc now)
{
    app->now = now;
    for (uint32_t i = 0; i < app->mdb->n_items; i++)
        alarm_book_suppress(app->book, i,
            app->suppressor[i] != MDB_NIL &&
                context_holds(app->truth, app->suppressor[i]),
            now);
    for (uint32_t c = 0; c < app->mdb->n_containers; c++)
        if (app->column[c].n > 0)
            mark(app, c, app->config.mode,
                app->column[c].generation[app->config.mode]);
    limits_say_states(app, true);
}

/* Its check is no more, and with it the alarm. */
static void
publish_gone(struct limits_app *app, const struct limits_app *from,
    const struct alarm *a)
{
    struct limits_app said = *from; /* says it to the successor's outbox */
    struct alarm gone = *a;
    gone.state = ALARM_NORMAL;
    gone.level = LIMIT_UNCHECKED;
    said.config.outbox = app->config.outbox;
    limits_publish_alarm(&said, &gone, "cleared");
}

void
limits_app_inherit(struct limits_app *app, const struct limits_app *from)
{
    const struct alarm *a;
    alarm_book_restore_number(app->book, alarm_book_number(from->book));
    for (size_t i = 0; (a = alarm_book_at(from->book, i)) != NULL; i++) {
        struct alarm copy = *a;
        copy.item = mdb_find_item(app->mdb, from->mdb->item[a->item].name);
        if (copy.item != MDB_NIL && a->state != ALARM_PENDING)
            alarm_book_restore(app->book, &copy);
        if (copy.item == MDB_NIL ||
            alarm_book_find(app->book, copy.item) == NULL)
            publish_gone(app, from, a);
    }
}

/* ---- messages ------------------------------------------------------------ */

static void
refuse(struct limits_app *app, const char *what)
{
    if (app->refused++ == 0)
        limits_event(app, EV_MESSAGE_REFUSED, "%s", what);
}

static bool
is_ours(struct limits_app *app, uint64_t hash, const char *what)
{
    if (hash == app->mdb->hash)
        return true;
    app->foreign++;
    if (!app->is_foreign_told)
        limits_event(app, EV_MDB_MISMATCH,
            "%s of database %016" PRIx64 ", ours is %016" PRIx64, what, hash,
            app->mdb->hash);
    app->is_foreign_told = true;
    return false;
}

static void
make_room(struct limits_app *app, size_t n)
{
    if (n <= app->row_cap)
        return;
    app->row_cap = n;
    app->raw = xreallocarray(app->raw, n, sizeof *app->raw);
    app->eng = xreallocarray(app->eng, n, sizeof *app->eng);
    app->items = xreallocarray(app->items, n, sizeof *app->items);
}

static void
expire(struct limits_app *app, uint32_t container)
{
    const struct mdb_container *k = &app->mdb->container[container];
    const struct limits_column *c = &app->column[container];
    limit_engine_expire(app->engine, app->config.mode, container, app->now);
    for (size_t i = 0; i < c->n_watched; i++)
        context_expire(app->truth,
            context_watched(app->context, k->layout[c->watched[i]]));
    context_settle(app->truth);
}

/* The items of the message, checked; NULL when it cannot be read. */
static const uint32_t *
items_of(struct limits_app *app, const struct tm_view *v)
{
    const struct mdb_container *k = &app->mdb->container[v->tm->container];
    make_room(app, v->n);
    if (!v->has_items)
        return k->layout;
    for (size_t i = 0; i < v->n; i++) {
        app->items[i] = tm_item(v, i);
        if (app->items[i] >= app->mdb->n_items)
            return NULL;
    }
    return app->items;
}

static void
suppress_by(struct limits_app *app, const struct limit_samples *s, size_t i)
{
    const uint32_t watched = context_watched(app->context, s->item[i]);
    if (watched == MDB_NIL)
        return;
    const struct context_value value = {
        .time = utc_is_none(s->generation) ? s->reception : s->generation,
        .raw = s->raw[i],
        .eng = s->eng[i],
        .is_good = s->quality == NULL || s->quality[i] == MDB_ACQUIRED,
        .blob = s->blob,
        .blob_len = s->blob_len};
    context_take(app->truth, watched, &value);
}

/* Before the samples are checked: what they suppress is not announced. */
static void
take_suppression(struct limits_app *app, const struct limit_samples *s)
{
    if (context_n_watched(app->context) == 0 || s->mode != app->config.mode)
        return;
    const struct limits_column *c = &app->column[s->container];
    if (s->is_static)
        for (size_t i = 0; i < c->n_watched; i++)
            suppress_by(app, s, c->watched[i]);
    else
        for (size_t i = 0; i < s->n; i++)
            suppress_by(app, s, i);
    context_settle(app->truth);
}

static void
check_packets(
    struct limits_app *app, const struct tm_view *v, const uint32_t *item)
{
    const struct msg_tm *tm = v->tm;
    for (size_t i = 0; i < v->count; i++) {
        tm_raw_row(v, i, app->raw);
        tm_eng_row(v, i, app->eng);
        const struct limit_samples s = {
            .mode = (enum limit_mode)tm->mode,
            .container = (uint32_t)tm->container,
            .n = v->n,
            .item = item,
            .is_static = !v->has_items,
            .raw = app->raw,
            .eng = app->eng,
            .quality = v->has_quality ? tm->quality.p + i * v->n : NULL,
            .blob = (const char *)tm->blob.p,
            .blob_len = tm->blob.len,
            .generation = tm_generation(v, i),
            .reception = tm_reception(v, i),
            .serial = tm_serial(v, i),
        };
        take_suppression(app, &s);
        limit_engine_check(app->engine, &s);
    }
}

/* The hub's newest samples of a container may come after the news that they
 * expired. */
static void
stay_expired(struct limits_app *app, const struct tm_view *v)
{
    struct limits_column *c = &app->column[v->tm->container];
    if (!c->is_expired || (enum limit_mode)v->tm->mode != app->config.mode)
        return;
    c->is_expired = tm_reception(v, v->count - 1).ns <= c->last.ns;
    if (c->is_expired)
        expire(app, (uint32_t)v->tm->container);
}

static void
on_tm(struct limits_app *app, const struct msg_tm *tm)
{
    if (!is_ours(app, tm->mdb_hash, "samples"))
        return;
    struct tm_view v;
    if (tm->container >= app->mdb->n_containers ||
        tm->mode >= LIMIT_MODE_COUNT ||
        tm_view_init(&v, tm, app->mdb->container[tm->container].n_layout) !=
            ERR_OK) {
        refuse(app, "samples whose columns do not fit");
        return;
    }
    const uint32_t *item = items_of(app, &v);
    if (v.n > 0 && item == NULL)
        refuse(app, "samples of unknown items");
    else if (v.n > 0)
        check_packets(app, &v, item);
    stay_expired(app, &v);
}

static void
on_quality(struct limits_app *app, const struct msg_quality *q)
{
    if (!is_ours(app, q->mdb_hash, "a quality"))
        return;
    if (q->container >= app->mdb->n_containers) {
        refuse(app, "the quality of an unknown container");
        return;
    }
    if (q->quality != MDB_EXPIRED)
        return;
    struct limits_column *c = &app->column[q->container];
    c->is_expired = true;
    c->last = q->last;
    expire(app, (uint32_t)q->container);
}

static struct limits_link *
link_named(struct limits_app *app, struct msg_str name)
{
    for (size_t i = 0; i < app->n_links; i++)
        if (msg_str_eq(name, app->link[i].name))
            return &app->link[i];
    if (app->n_links == LIMITS_LINKS_MAX)
        return NULL;
    struct limits_link *l = &app->link[app->n_links++];
    msg_str_copy(l->name, sizeof l->name, name);
    return l;
}

/* No signal when some link says so and none has one. */
static void
on_link(struct limits_app *app, const struct msg_link *m)
{
    struct limits_link *l = link_named(app, m->name);
    if (l == NULL)
        return;
    l->is_known = m->is_enabled && !msg_str_eq(m->signal, "unknown");
    l->is_los = msg_str_eq(m->signal, "los");
    bool has_los = false, has_aos = false;
    for (size_t i = 0; i < app->n_links; i++) {
        has_los |= app->link[i].is_known && app->link[i].is_los;
        has_aos |= app->link[i].is_known && !app->link[i].is_los;
    }
    limit_engine_signal(app->engine, has_los && !has_aos, app->now);
}

/* Kept for `why`, without those of alarms. */
static void
on_event(struct limits_app *app, const struct msg *msg)
{
    const struct msg_event *e = &msg->u.event;
    if (e->id >= 700 && e->id < 800)
        return;
    struct limits_event *kept =
        &app->event[app->n_events++ % LIMITS_EVENTS_MAX];
    kept->when = utc_is_none(e->generation) ? msg->envelope.utc : e->generation;
    struct strbuf text = {0};
    str_sanitize(&text, e->name.s, e->name.len, false);
    strbuf_adds(&text, ": ");
    str_sanitize(&text, e->text.s, e->text.len, false);
    (void)str_copy(kept->text, sizeof kept->text, strbuf_get(&text));
    strbuf_fini(&text);
}

void
limits_app_message(
    struct limits_app *app, const struct msg *msg, struct utc now)
{
    app->now = now;
    switch ((unsigned)msg->envelope.type) {
    case MSG_TM:
        on_tm(app, &msg->u.tm);
        break;
    case MSG_QUALITY:
        on_quality(app, &msg->u.quality);
        break;
    case MSG_LINK:
        on_link(app, &msg->u.link);
        break;
    case MSG_EVENT:
        on_event(app, msg);
        break;
    default:
        break;
    }
}

/* ---- time ---------------------------------------------------------------- */

void
limits_app_flush(struct limits_app *app, struct utc now)
{
    app->now = now;
    limits_do_switches(app);
    limits_say_states(app, false);
    if (app->is_summary_due)
        limits_say_summary(app);
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
                mark(app, c, (enum limit_mode)m, k->generation[m]);
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
    keep_journal(app);
    limits_say_second(app);
    limits_say_summary(app);
}

const char *
limits_app_text(struct limits_app *app, struct utc now)
{
    const struct alarm_summary s = alarm_book_summary(app->book, now);
    (void)snprintf(app->line, sizeof app->line,
        "%zu parameters checked, %.0f samples/s, %u alarms, %u not "
        "acknowledged",
        app->rules->n_checked, app->samples_per_s, s.open, s.unacknowledged);
    return app->line;
}

const struct alarm_book *
limits_app_book(const struct limits_app *app)
{
    return app->book;
}
