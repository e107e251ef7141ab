/*
 * events.c - see events.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/events.h"

#include <assert.h>
#include <stdlib.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "console/model/text.h"

void
events_fini(struct events *e)
{
    for (size_t i = 0; e->ring && i < EVENTS_KEPT; i++)
        free(e->ring[i].text);
    free(e->ring);
    *e = (struct events){0};
}

static struct event_entry *
next_entry(struct events *e)
{
    if (!e->ring)
        e->ring = xcalloc(EVENTS_KEPT, sizeof *e->ring);
    struct event_entry *entry = &e->ring[e->next];
    free(entry->text);
    *entry = (struct event_entry){.number = ++e->count};
    e->next = (e->next + 1) % EVENTS_KEPT;
    if (e->n < EVENTS_KEPT)
        e->n++;
    return entry;
}

static char *
clean(struct msg_str text)
{
    char buffer[EVENTS_TEXT_MAX];
    return xstrdup(model_text(buffer, sizeof buffer, text));
}

static struct utc
event_time(const struct msg_envelope *envelope, const struct msg_event *m)
{
    return utc_is_none(m->generation) ? envelope->utc : m->generation;
}

/* The hub's cache repeats what has come live, after a gap or an absence. */
static bool
is_repeat(const struct events *e, const struct msg_envelope *envelope,
    const struct msg_event *m, const char *source)
{
    char text[EVENTS_TEXT_MAX];
    model_text(text, sizeof text, m->text);
    for (size_t i = e->n; i-- > 0;) {
        const struct event_entry *old = events_get(e, i);
        if (old->time.ns == event_time(envelope, m).ns && old->id == m->id &&
            str_eq(old->source, source) && str_eq(old->text, text))
            return true;
    }
    return false;
}

void
events_event(struct events *e, const struct msg_envelope *envelope,
    const struct msg_event *m, struct clock now)
{
    char source[sizeof((struct event_entry *)0)->source];
    model_text(source, sizeof source, envelope->source);
    if (is_repeat(e, envelope, m, source))
        return;
    struct event_entry *entry = next_entry(e);
    entry->id = (uint32_t)m->id;
    entry->severity = m->severity < EVENT_SEVERITY_COUNT
                          ? (enum event_severity)m->severity
                          : EVENT_CRITICAL;
    entry->time = event_time(envelope, m);
    entry->heard = now.mono;
    (void)str_copy(entry->source, sizeof entry->source, source);
    model_text(entry->name, sizeof entry->name, m->name);
    entry->text = clean(m->text);
    e->by_severity[entry->severity]++;
}

void
events_own(
    struct events *e, enum event_id id, const char *text, struct clock now)
{
    const struct event_row *row = event_row(id);
    struct event_entry *entry = next_entry(e);
    entry->id = (uint32_t)id;
    entry->severity = row ? row->severity : EVENT_WARNING;
    entry->time = now.utc;
    entry->heard = now.mono;
    (void)str_copy(entry->source, sizeof entry->source, "console");
    (void)str_copy(
        entry->name, sizeof entry->name, row ? row->name : "CONSOLE");
    entry->text = clean(msg_str(text));
    e->by_severity[entry->severity]++;
}

const struct event_entry *
events_get(const struct events *e, size_t index)
{
    assert(index < e->n);
    return &e->ring[(e->next + EVENTS_KEPT - e->n + index) % EVENTS_KEPT];
}
