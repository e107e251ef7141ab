/*
 * gate_message.c - what comes from the bus: samples, their quality, links.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>

#include "bus/tm.h"
#include "common/xalloc.h"
#include "gate/gate_priv.h"

static void
refuse(struct gate_app *app, const char *what)
{
    if (app->refused_messages++ == 0)
        gate_event(app, EV_MESSAGE_REFUSED, "%s", what);
}

static bool
is_ours(struct gate_app *app, uint64_t hash)
{
    if (hash == app->mdb->hash)
        return true;
    if (app->foreign++ == 0)
        gate_event(app, EV_MDB_MISMATCH,
            "samples of database %016" PRIx64 ", ours is %016" PRIx64, hash,
            app->mdb->hash);
    return false;
}

/* ---- samples ------------------------------------------------------------- */

static void
make_room(struct gate_app *app, size_t n)
{
    if (n <= app->row_cap)
        return;
    app->row_cap = n;
    app->raw = xreallocarray(app->raw, n, sizeof *app->raw);
    app->eng = xreallocarray(app->eng, n, sizeof *app->eng);
    app->items = xreallocarray(app->items, n, sizeof *app->items);
}

/* The items of the message, checked; NULL when it cannot be read. */
static const uint32_t *
items_of(struct gate_app *app, const struct tm_view *v)
{
    make_room(app, v->n);
    if (!v->has_items)
        return app->mdb->container[v->tm->container].layout;
    for (size_t i = 0; i < v->n; i++) {
        app->items[i] = tm_item(v, i);
        if (app->items[i] >= app->mdb->n_items)
            return NULL;
    }
    return app->items;
}

static void
verify_all(struct gate_app *app, const struct verify_packet *p)
{
    const struct verify_world w = {app->mdb, app->interlock};
    struct gate_command *c;
    for (size_t i = 0; (c = command_book_at(app->book, i)) != NULL; i++)
        if (gate_is_live(c) && verify_packet(&w, c, p, app->now)) {
            gate_note(app, c, true);
            gate_conclude(app, c);
        }
}

static void
take_packet(struct gate_app *app, const struct tm_view *v, size_t i,
    const uint32_t *item)
{
    const struct msg_tm *tm = v->tm;
    tm_raw_row(v, i, app->raw);
    tm_eng_row(v, i, app->eng);
    const struct verify_packet p = {
        .values = {.container = (uint32_t)tm->container,
            .reception = tm_reception(v, i),
            .n = v->n,
            .item = item,
            .raw = app->raw,
            .eng = app->eng,
            .quality = v->has_quality ? tm->quality.p + i * v->n : NULL,
            .blob = (const char *)tm->blob.p,
            .blob_len = tm->blob.len},
        .mode = (enum tm_mode)tm->mode,
        .generation = tm_generation(v, i)};
    if (p.mode == TM_REALTIME)
        interlock_take(app->interlock, &p.values);
    verify_all(app, &p);
}

/* The newest packets of the hub's cache may come after the news that they are
 * expired. */
static void
stay_expired(struct gate_app *app, uint32_t container)
{
    if (app->is_expired[container])
        interlock_expire(
            app->interlock, container, app->expired_last[container]);
}

static void
on_tm(struct gate_app *app, const struct msg *msg)
{
    const struct msg_tm *tm = &msg->u.tm;
    struct tm_view v;
    if (!is_ours(app, tm->mdb_hash))
        return;
    if (tm->container >= app->mdb->n_containers || tm->mode > TM_REPLAY ||
        tm_view_init(&v, tm, app->mdb->container[tm->container].n_layout) !=
            ERR_OK) {
        refuse(app, "samples whose columns do not fit");
        return;
    }
    if (tm->mode == TM_REALTIME && gate_is_fresh(app, msg))
        app->tm_heard = app->now.mono;
    if (!app->is_relevant[tm->container])
        return;
    const uint32_t *item = items_of(app, &v);
    if (v.n > 0 && item == NULL) {
        refuse(app, "samples of unknown items");
        return;
    }
    for (size_t i = 0; i < v.count; i++)
        take_packet(app, &v, i, item);
    stay_expired(app, (uint32_t)tm->container);
}

static void
on_quality(struct gate_app *app, const struct msg_quality *q)
{
    if (!is_ours(app, q->mdb_hash))
        return;
    if (q->container >= app->mdb->n_containers) {
        refuse(app, "the quality of an unknown container");
        return;
    }
    app->is_expired[q->container] = q->quality != MDB_ACQUIRED;
    app->expired_last[q->container] = q->last;
    stay_expired(app, (uint32_t)q->container);
}

void
gate_app_message(struct gate_app *app, const struct msg *msg, struct moment now)
{
    app->now = now;
    switch ((unsigned)msg->envelope.type) {
    case MSG_TM:
        on_tm(app, msg);
        break;
    case MSG_QUALITY:
        on_quality(app, &msg->u.quality);
        break;
    case MSG_LINK:
        gate_on_link(app, msg);
        break;
    case MSG_HEARTBEAT:
        gate_on_heartbeat(app, msg);
        break;
    default:
        break;
    }
}

void
gate_app_gap(struct gate_app *app, struct moment now)
{
    struct gate_command *c;
    app->now = now;
    for (size_t i = 0; (c = command_book_at(app->book, i)) != NULL; i++)
        if (gate_is_live(c))
            verify_blind(c, now);
}
