/*
 * events.h - what happened lately, newest last.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_EVENTS_H
#define CONSOLE_MODEL_EVENTS_H

#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "common/event.h"
#include "console/model/clock.h"

#define EVENTS_KEPT     2000
#define EVENTS_TEXT_MAX 400 /* bytes kept of a text */

struct event_entry {
    uint64_t number; /* counts from 1; never used again */
    uint32_t id;
    enum event_severity severity;
    struct utc time; /* when it happened */
    struct mono heard;
    char source[24], name[32]; /* clean text */
    char *text;                /* owned; clean, one line */
};

struct events {
    struct event_entry *ring; /* owned */
    size_t n, next;
    uint64_t count; /* since start */
    uint64_t by_severity[EVENT_SEVERITY_COUNT];
};

void events_fini(struct events *e);
void events_event(struct events *e, const struct msg_envelope *envelope,
    const struct msg_event *m, struct clock now);
/* What this console itself found out. */
void events_own(
    struct events *e, enum event_id id, const char *text, struct clock now);

/* `index` 0 is the oldest kept; index < e->n. */
const struct event_entry *events_get(const struct events *e, size_t index);

#endif
