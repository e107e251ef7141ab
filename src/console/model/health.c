/*
 * health.c - see health.h.
 *
 * A table of checks, worst first.  A check that explains everything below it
 * ends the list.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/health.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/model/model.h"

#define GRACE_NS   (3 * NS_PER_S)  /* after connecting, before complaining */
#define GAP_SHOWN  (60 * NS_PER_S) /* for so long a bus gap is told */
#define LISTED_MAX 32

struct list {
    const struct model *m;
    struct clock now;
    struct health *out;
    size_t n, max;
};

static void PRINTF_LIKE(3, 4)
    say(struct list *l, enum health_level level, const char *fmt, ...)
{
    if (l->n == l->max)
        return;
    struct health *h = &l->out[l->n++];
    h->level = level;
    h->more = 0;
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(h->text, sizeof h->text, fmt, ap);
    va_end(ap);
}

static const char *
since(char out[TIME_TEXT_SIZE], const struct list *l, struct mono from)
{
    return duration_fmt(out, mono_diff_ns(l->now.mono, from));
}

/* Each returns true when what follows would only be consequences. */
static bool
check_hub(struct list *l)
{
    const struct model *m = l->m;
    char age[TIME_TEXT_SIZE];
    if (m->is_connected)
        return false;
    if (m->was_connected)
        say(l, HEALTH_ALARM,
            "no hub for %s: nothing on this screen is live; columba status %s",
            since(age, l, m->connected_since), m->instance.name);
    else if (mono_diff_ns(l->now.mono, m->connected_since) > GRACE_NS)
        say(l, HEALTH_ALARM,
            "instance %s does not answer: start it with: columba up %s",
            m->instance.name, m->instance.name);
    else
        say(l, HEALTH_NOTE, "connecting to instance %s", m->instance.name);
    return true;
}

static bool
check_database(struct list *l)
{
    const struct model *m = l->m;
    const struct refusals *r = &m->refusals;
    if (r->other_database &&
        mono_diff_ns(l->now.mono, r->other_heard) <= 2 * SILENCE_NS) {
        say(l, HEALTH_ALARM,
            "wrong mission database here (%08" PRIx64
            ", frontend has %08" PRIx64 "): its values are refused",
            values_hash(m->values) >> 32, r->other_hash >> 32);
        return true;
    }
    if (!values_mdb(m->values) && m->mdb_problem[0])
        say(l, HEALTH_CAUTION, "no mission database here: %s", m->mdb_problem);
    return false;
}

static void
say_dead(struct list *l, const struct process_row *row, enum process_life life)
{
    bool is_source =
        str_eq(row->name, "frontend") || str_eq(row->name, "limits");
    char age[TIME_TEXT_SIZE];
    enum health_level level = is_source ? HEALTH_ALARM : HEALTH_CAUTION;
    if (life == PROCESS_SILENT)
        say(l, level, "%s: no sign of life for %s - %s", row->name,
            since(age, l, row->heard), process_consequence(row->name));
    else
        say(l, level, "%s %s - %s", row->name,
            life == PROCESS_STOPPED ? "is stopped" : "is not running",
            process_consequence(row->name));
}

static bool
check_frontend(struct list *l)
{
    const struct process_row *row =
        processes_find(&l->m->processes, "frontend");
    bool is_new = mono_diff_ns(l->now.mono, l->m->connected_since) < GRACE_NS;
    if (!row && !is_new) {
        say(l, HEALTH_ALARM, "frontend is not running - %s",
            process_consequence("frontend"));
        return true;
    }
    if (!row)
        return false;
    enum process_life life = process_life(row, l->now);
    if (life < PROCESS_SILENT || (life == PROCESS_ABSENT && is_new))
        return false;
    say_dead(l, row, life);
    return true;
}

static void
check_processes(struct list *l)
{
    bool is_new = mono_diff_ns(l->now.mono, l->m->connected_since) < GRACE_NS;
    for (size_t i = 0; i < l->m->processes.n; i++) {
        const struct process_row *row = &l->m->processes.row[i];
        enum process_life life = process_life(row, l->now);
        if (str_eq(row->name, "frontend") || life < PROCESS_SILENT)
            continue;
        bool matters = row->is_expected || row->has_supervisor ||
                       (str_eq(row->name, "limits") && row->has_heartbeat);
        if (matters && !(life == PROCESS_ABSENT && is_new))
            say_dead(l, row, life);
    }
}

/* Alive, but not checking; or checking, but deaf to people. */
static void
check_limits(struct list *l)
{
    const struct alarms *a = &l->m->alarms;
    char age[TIME_TEXT_SIZE];
    if (!a->has_summary)
        return;
    if (alarms_are_live(a, l->now)) {
        if (!a->summary.journal_ok)
            say(l, HEALTH_CAUTION, "limits: alarms cannot be acknowledged: %s",
                a->journal_text);
    } else if (!processes_is_dead(&l->m->processes, "limits", l->now))
        say(l, HEALTH_ALARM,
            "limits not running: values are not checked, for %s",
            since(age, l, a->heard));
}

/* Alive, but nothing can be commanded, or nothing is written down. */
static void
check_gate(struct list *l)
{
    const struct commands *c = &l->m->commands;
    uint64_t ours = values_hash(l->m->values);
    char age[TIME_TEXT_SIZE];
    if (!c->has_gate)
        return;
    if (!commands_are_live(c, l->now)) {
        if (!processes_is_dead(&l->m->processes, "gate", l->now))
            say(l, HEALTH_CAUTION, "no gate for %s: no command can be sent",
                since(age, l, c->heard));
        return;
    }
    if (!c->gate.log_ok)
        say(l, HEALTH_CAUTION, "gate: no command can be sent: %s",
            c->gate.log_text);
    if (ours != 0 && c->gate.mdb_hash != 0 && c->gate.mdb_hash != ours)
        say(l, HEALTH_CAUTION,
            "the gate has another mission database than this console");
    uint64_t unknown = commands_unknown(c);
    if (unknown > 0)
        say(l, HEALTH_CAUTION,
            "%" PRIu64 " command%s UNKNOWN: check telemetry, then :close",
            unknown, unknown == 1 ? "" : "s");
}

static void
check_links(struct list *l)
{
    const struct links *links = &l->m->links;
    size_t off = 0;
    for (size_t i = 0; i < links->n; i++) {
        const struct link_row *row = &links->row[i];
        const char *why = row->detail[0] ? row->detail : row->address;
        if (!row->m.is_enabled)
            off++;
        else if (row->state == LINK_FAULT || row->state == LINK_DOWN)
            say(l, HEALTH_CAUTION, "link %s: %s: %s", row->name,
                row->state_text, why);
        else if (row->state == LINK_CONNECTING)
            say(l, HEALTH_NOTE, "link %s waits: %s", row->name, why);
    }
    if (links->n && off == links->n)
        say(l, HEALTH_CAUTION,
            "all links are disabled: no telemetry; enable one in the link "
            "view");
}

/* Hours are enough: the day is in row 1. */
static const char *
hms(char out[TIME_TEXT_SIZE], struct utc t)
{
    char text[TIME_TEXT_SIZE];
    utc_fmt_doy(text, t, false, 0);
    return strcpy(out, text + 4);
}

/* Silence is expected then: overdue packets are no news. */
static bool
check_signal(struct list *l)
{
    struct signal s = links_signal(&l->m->links, l->now);
    char from[TIME_TEXT_SIZE], until[TIME_TEXT_SIZE];
    if (s.state != SIGNAL_LOS)
        return false;
    hms(from, s.since);
    if (utc_is_none(s.until))
        say(l, HEALTH_NOTE, "LOS since %s: no telemetry expected", from);
    else
        say(l, HEALTH_NOTE, "LOS since %s: no telemetry until %s", from,
            hms(until, s.until));
    return true;
}

static void
check_values(struct list *l)
{
    struct values_tally t = values_tally(l->m->values, l->now);
    char age[TIME_TEXT_SIZE];
    if (t.worst) {
        const char *slash = strrchr(t.worst->name, '/');
        say(l, HEALTH_CAUTION,
            "%zu value%s expired: %zu packet type%s overdue, %s for %s",
            t.n[MDB_EXPIRED], t.n[MDB_EXPIRED] == 1 ? "" : "s",
            t.streams_expired, t.streams_expired == 1 ? "" : "s",
            slash ? slash + 1 : t.worst->name, since(age, l, t.worst->heard));
    }
    if (values_samples(l->m->values) == 0)
        say(l, HEALTH_NOTE, "no telemetry received yet");
}

static void
check_bus(struct list *l)
{
    const struct model *m = l->m;
    char age[TIME_TEXT_SIZE];
    if (m->lost && mono_diff_ns(l->now.mono, m->lost_at) <= GAP_SHOWN)
        say(l, HEALTH_CAUTION,
            "missed %" PRIu64 " messages, newest gap in %s %s ago", m->lost,
            m->lost_topic, since(age, l, m->lost_at));
    if (m->clock_offset_ns)
        say(l, HEALTH_NOTE,
            "this console's clock is %s %s the frontend's; ages allow for it",
            duration_fmt(age, llabs(m->clock_offset_ns)),
            m->clock_offset_ns > 0 ? "behind" : "ahead of");
}

size_t
health_list(
    const struct model *model, struct clock now, struct health *out, size_t max)
{
    struct list l = {.m = model, .now = now, .out = out, .max = max};
    if (check_hub(&l) || check_database(&l))
        return l.n;
    if (check_frontend(&l)) {
        check_processes(&l);
        return l.n;
    }
    check_processes(&l);
    check_limits(&l);
    check_gate(&l);
    check_links(&l);
    if (!check_signal(&l))
        check_values(&l);
    check_bus(&l);
    return l.n;
}

struct health
health_of(const struct model *model, struct clock now)
{
    struct health all[LISTED_MAX];
    size_t n = health_list(model, now, all, LISTED_MAX);
    struct health worst = {HEALTH_OK, "", 0};
    if (n == 0) {
        (void)snprintf(worst.text, sizeof worst.text,
            "all processes ready, telemetry current");
        return worst;
    }
    size_t at = 0;
    for (size_t i = 1; i < n; i++)
        if (all[i].level > all[at].level)
            at = i;
    worst = all[at];
    worst.more = n - 1;
    return worst;
}
