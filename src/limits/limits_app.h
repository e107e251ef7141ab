/*
 * limits_app.h - samples in; limit states, alarms and answers out.
 *
 * Knows no socket and no clock: its owner gives it messages and the time, and
 * an outbox.  Alarms come from realtime samples, in an instance of kind replay
 * from replayed ones; dumped data gets limit states and events, no alarms.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_LIMITS_APP_H
#define LIMITS_LIMITS_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "bus/msg.h"
#include "common/event.h"
#include "common/time.h"
#include "limits/alarm_book.h"
#include "limits/engine.h"
#include "limits/journal.h"
#include "limits/rules.h"

#define LIMITS_STATES_NS   (100 * NS_PER_MS) /* between two of a container */
#define LIMITS_REPEAT_NS   (60 * NS_PER_S)   /* all of them again */
#define LIMITS_FOREIGN_NS  (10 * NS_PER_S)   /* samples are not checked */
#define LIMITS_TURNS_NS    (10 * NS_PER_S)   /* between events about times */
#define LIMITS_TOLD_MAX    20 /* alarms told one by one in a second */
#define LIMITS_CHATTER_MAX 5  /* occurrences told one by one */
#define LIMITS_BYTES_MAX   (4 * 1024 * 1024) /* of the journal */
#define LIMITS_JOURNAL_NS  (5 * NS_PER_S)    /* until it is tried again */
#define LIMITS_SYNC_NS     (100 * NS_PER_MS) /* between two syncs of it */
#define LIMITS_SUMMARY_NS  (100 * NS_PER_MS) /* between two, of changes */

struct limits_outbox { /* what it points to is borrowed during the call */
    void *arg;
    void (*publish)(void *arg, const char *topic, struct msg *msg);
    void (*event)(void *arg, enum event_id id, const char *text);
};

struct limits_config {         /* borrowed for good */
    const struct rules *rules; /* with its database */
    enum limit_mode mode;      /* whose samples raise alarms */
    struct limits_outbox outbox;
    struct journal *journal; /* NULL: nothing survives (tests of rates) */
};

struct limits_app;

struct limits_app *limits_app_new(
    const struct limits_config *config, struct utc now);
void limits_app_free(struct limits_app **app);

/* A record of the journal; for journal_open(). */
void limits_app_restore(void *app, const char *record);

/* All alarms are restored: begin a new journal with them, publish them. */
void limits_app_begin(struct limits_app *app, struct utc now);

/* What the hub had kept has come: publish all states, settle suppression. */
void limits_app_announce(struct limits_app *app, struct utc now);

/* From the bus: tm, quality, link, event.  What is damaged or of another
 * database is counted, told and dropped. */
void limits_app_message(
    struct limits_app *app, const struct msg *msg, struct utc now);

/*
 * At the end of each turn, and ten times a second: publish what changed, the
 * limit states first.  What happened to alarms is in the file of the journal
 * before it is told, so that nothing is told twice, or differently, after the
 * process was killed.
 */
void limits_app_flush(struct limits_app *app, struct utc now);

/* The same of alarms alone, while states wait for limits_app_announce(). */
void limits_app_tell(struct limits_app *app, struct utc now);

/* Once a second: ends of shelving, summary, upkeep of the journal. */
void limits_app_second(struct limits_app *app, struct utc now);

/*
 * Answer a request; `may_change` when it came over the operators' socket,
 * `who` is a login.  *reply and its rows stay valid until the next request.
 * What it changes is on disk when this returns.
 */
void limits_app_request(struct limits_app *app, bool may_change,
    const char *who, const struct msg_request *request, struct msg_reply *reply,
    struct utc now);

/* One line about the whole for the heartbeat; borrowed until the next call. */
const char *limits_app_text(struct limits_app *app, struct utc now);

/* After a reload: take over the alarms of the app before, by name.  Those of
 * parameters that are not checked any more, or have another name now, are
 * published as gone, and limits_app_begin() names them in an event.  The others
 * are as they were until the new rules judge the next value. */
void limits_app_inherit(struct limits_app *app, const struct limits_app *from);

const struct alarm_book *limits_app_book(const struct limits_app *app);

#endif
