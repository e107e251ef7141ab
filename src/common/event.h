/*
 * event.h - what happened, numbered, so that it can be looked up and counted.
 *
 * The rows live in events.def: number, severity, name, cause; columba-events(7)
 * is the same list.  log_event() writes one line to stderr and hands the event
 * to the process' sink, which publishes it on the bus.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_EVENT_H
#define COMMON_EVENT_H

#include <stddef.h>

#include "common/attr.h"

enum event_severity {
    EVENT_INFO,     /* I: normal work */
    EVENT_WARNING,  /* W: look at it when you have time */
    EVENT_ERROR,    /* E: something does not work */
    EVENT_CRITICAL, /* C: act now */
    EVENT_SEVERITY_COUNT
};

enum event_id {
#define EVENT(number, severity, name, cause) EV_##name = number,
#include "common/events.def"
#undef EVENT
};

struct event_row {
    enum event_id id;
    enum event_severity severity;
    const char *name;  /* "LINK_UP" */
    const char *cause; /* one sentence: what makes it happen, what to do */
};

/* The row of `id`, or NULL when there is none. */
const struct event_row *event_row(unsigned id);

/* All rows, in number order, for manuals and completions. */
const struct event_row *event_rows(size_t *n);

char event_severity_letter(enum event_severity s);     /* I W E C */
const char *event_severity_str(enum event_severity s); /* "info" … */

#endif
