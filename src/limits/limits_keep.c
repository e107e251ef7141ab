/*
 * limits_keep.c - alarms survive: the journal, a restart, a reload.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/xalloc.h"
#include "limits/alarm_record.h"
#include "limits/limits_priv.h"

/* ---- the journal --------------------------------------------------------- */

/* An alarm of a parameter that is no more, or has no limits any more: its name
 * is kept to be told, until a later record of it says that it was gone. */
static void
leave_out(struct limits_app *app, const struct alarm *a, const char *name)
{
    const bool is_here =
        a->item != MDB_NIL &&
        app->rules->first[a->item] < app->rules->first[a->item + 1];
    size_t i = 0;
    while (i < app->n_left_out && strcmp(app->left_out[i], name) != 0)
        i++;
    if (i < app->n_left_out) {
        free(app->left_out[i]);
        app->left_out[i] = app->left_out[--app->n_left_out];
    }
    if (is_here || a->state == ALARM_NORMAL)
        return;
    app->left_out = xgrow(
        app->left_out, app->n_left_out, &app->cap_left_out, sizeof(char *));
    app->left_out[app->n_left_out++] = xstrdup(name);
}

#define NAMES_TOLD 10

static void
tell_left_out(struct limits_app *app)
{
    struct strbuf names = {0};
    const size_t n = app->n_left_out;
    if (n == 0)
        return;
    for (size_t i = 0; i < n && i < NAMES_TOLD; i++)
        strbuf_addf(&names, "%s%s", i > 0 ? ", " : "", app->left_out[i]);
    limits_event(app, EV_LIMITS_JOURNAL,
        "%zu alarms are left out, for the database and limits.conf have no "
        "limits of their parameters any more: %s%s",
        n, strbuf_get(&names), n > NAMES_TOLD ? " ..." : "");
    strbuf_fini(&names);
}

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
    leave_out(app, &a, name);
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
    if (is_sound != app->was_sound) {
        app->is_summary_due = true;
        app->summed = (struct utc){0}; /* with the event, not after a pause */
    }
    app->was_sound = is_sound;
}

/* Somebody removed the file, or put another one there: what is written to it
 * would be lost. */
void
limits_check_journal(struct limits_app *app)
{
    struct journal *j = app->config.journal;
    if (j != NULL && journal_is_sound(j) && journal_check(j) != ERR_OK) {
        tell_journal(app);
        app->tried = UTC_NONE; /* anew at once */
    }
}

/*
 * What no request waits for: in the file at once, so that the process may be
 * killed, and soon on the disk.
 */
void
limits_keep_turn(struct limits_app *app)
{
    struct journal *j = app->config.journal;
    if (j == NULL)
        return;
    enum err e = journal_write(j);
    const bool is_time =
        llabs(utc_diff_ns(app->now, app->synced)) >= LIMITS_SYNC_NS;
    if (e == ERR_OK && is_time) {
        e = journal_sync(j);
        app->synced = app->now;
    }
    (void)e; /* told below */
    tell_journal(app);
}

/* A new file when this one is not sound, or too long. */
void
limits_keep_second(struct limits_app *app)
{
    struct journal *j = app->config.journal;
    if (j == NULL)
        return;
    limits_check_journal(app);
    const bool is_time =
        utc_is_none(app->tried) ||
        llabs(utc_diff_ns(app->now, app->tried)) >= LIMITS_JOURNAL_NS;
    enum err e = journal_write(j);
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
    if (app->unreadable > 0) {
        limits_event(app, EV_LIMITS_JOURNAL,
            "%" PRIu64 " records could not be understood", app->unreadable);
        if (app->config.journal != NULL)
            journal_distrust(app->config.journal);
    }
    tell_left_out(app);
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
            limits_mark(app, c, app->config.mode,
                app->column[c].generation[app->config.mode]);
    limits_say_states(app, true);
    limits_app_tell(app, now);
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
        if (copy.item != MDB_NIL &&
            alarm_book_find(app->book, copy.item) != NULL)
            continue;
        publish_gone(app, from, a);
        if (a->state != ALARM_PENDING)
            leave_out(app, &copy, from->mdb->item[a->item].name);
    }
}
