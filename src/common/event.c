/*
 * event.c - the table of events.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/event.h"

static const struct event_row rows[] = {
#define EVENT(number, severity, name, cause)                                   \
    {number, EVENT_##severity, #name, cause},
#include "common/events.def"
#undef EVENT
};

const struct event_row *
event_row(unsigned id)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if ((unsigned)rows[i].id == id)
            return &rows[i];
    return NULL;
}

const struct event_row *
event_rows(size_t *n)
{
    *n = ARRAY_LEN(rows);
    return rows;
}

char
event_severity_letter(enum event_severity s)
{
    return (unsigned)s < EVENT_SEVERITY_COUNT ? "IWEC"[s] : '?';
}

const char *
event_severity_str(enum event_severity s)
{
    static const char *const names[] = {"info", "warning", "error", "critical"};
    return (unsigned)s < EVENT_SEVERITY_COUNT ? names[s] : "unknown";
}
