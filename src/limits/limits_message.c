/*
 * limits_message.c - what comes from the bus: samples and what explains them.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>

#include "bus/tm.h"
#include "common/xalloc.h"
#include "limits/limits_priv.h"
#include "mdb/repeats.h"

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
    app->foreign_at = app->now;
    const bool is_soon =
        !utc_is_none(app->foreign_told) &&
        llabs(utc_diff_ns(app->now, app->foreign_told)) < LIMITS_REPEAT_NS;
    if (!is_soon)
        limits_event(app, EV_MDB_MISMATCH,
            "%s of database %016" PRIx64 ", ours is %016" PRIx64, what, hash,
            app->mdb->hash);
    if (!is_soon)
        app->foreign_told = app->now;
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

/* Now by the clock that samples are made by; UTC_NONE: nobody knows. */
static struct utc
now_of_samples(const struct limits_app *app)
{
    return app->config.mode == LIMIT_REPLAY ? app->replay.made : app->now;
}

/* A replay shows how long the signal was away when its packets go on. */
static void
follow_replay(struct limits_app *app, const struct limit_samples *s)
{
    if (s->mode != LIMIT_REPLAY || s->mode != app->config.mode ||
        utc_is_none(s->generation))
        return;
    if (app->replay.is_back)
        limit_engine_signal(app->engine, LIMIT_REPLAY, false, s->generation);
    app->replay.is_back = false;
    app->replay.made = s->generation;
}

static void
follow_signal(struct limits_app *app, bool is_los)
{
    const bool is_replay = app->config.mode == LIMIT_REPLAY;
    const struct utc at = now_of_samples(app);
    app->replay.is_back = is_replay && !is_los;
    if (!app->replay.is_back && !utc_is_none(at))
        limit_engine_signal(app->engine, app->config.mode, is_los, at);
}

static void
expire(struct limits_app *app, uint32_t container)
{
    const struct mdb_container *k = &app->mdb->container[container];
    const struct limits_column *c = &app->column[container];
    const struct utc at = now_of_samples(app);
    if (!utc_is_none(at))
        limit_engine_expire(app->engine, app->config.mode, container, at);
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
        .is_repeat = s->is_repeat,
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

/* The clock of the packet was set back: what suppresses is as old as it. */
static void
go_back(struct limits_app *app, const struct limit_samples *s)
{
    if (context_n_watched(app->context) == 0 || s->mode != app->config.mode ||
        !limit_engine_goes_back(app->engine, s))
        return;
    for (size_t i = 0; i < s->n; i++) {
        const uint32_t watched = context_watched(app->context, s->item[i]);
        if (watched != MDB_NIL)
            context_forget_time(app->truth, watched);
    }
}

/* Sent again by the frontend, or by the hub: it has the number that it had. */
static bool
is_repeat(struct limits_app *app, const struct tm_view *v, size_t i)
{
    const size_t group = v->tm->container * LIMIT_MODE_COUNT + v->tm->mode;
    const struct utc made = tm_generation(v, i);
    const struct repeats_key key = {.count = tm_serial(v, i)};
    return repeats_take(app->repeats, group,
        utc_is_none(made) ? tm_reception(v, i) : made, key, 0, NULL);
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
            .is_repeat = is_repeat(app, v, i),
            .raw = app->raw,
            .eng = app->eng,
            .quality = v->has_quality ? tm->quality.p + i * v->n : NULL,
            .blob = (const char *)tm->blob.p,
            .blob_len = tm->blob.len,
            .generation = tm_generation(v, i),
            .reception = tm_reception(v, i),
            .serial = tm_serial(v, i),
        };
        follow_replay(app, &s);
        go_back(app, &s);
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
    follow_signal(app, has_los && !has_aos);
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
