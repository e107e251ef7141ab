/*
 * processes.c - see processes.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/processes.h"

#include <assert.h>
#include <string.h>

#include "common/attr.h"
#include "common/str.h"
#include "console/model/text.h"

static struct process_row *
find_or_add(struct processes *p, const char *name)
{
    size_t i = 0;
    while (i < p->n && strcmp(p->row[i].name, name) < 0)
        i++;
    if (i < p->n && strcmp(p->row[i].name, name) == 0)
        return &p->row[i];
    if (p->n == PROCESSES_MAX)
        return NULL;
    memmove(&p->row[i + 1], &p->row[i], (p->n - i) * sizeof *p->row);
    p->n++;
    p->row[i] = (struct process_row){.started = UTC_NONE, .since = UTC_NONE};
    (void)str_copy(p->row[i].name, sizeof p->row[i].name, name);
    return &p->row[i];
}

static struct process_row *
row_of(struct processes *p, struct msg_str source)
{
    char name[MSG_NAME_MAX + 1];
    return find_or_add(p, model_text(name, sizeof name, source));
}

void
processes_heartbeat(struct processes *p, struct msg_str source,
    const struct msg_heartbeat *m, struct mono heard)
{
    struct process_row *row = row_of(p, source);
    if (!row)
        return;
    row->has_heartbeat = true;
    row->heard = heard;
    row->pid = m->pid;
    row->mdb_hash = m->mdb_hash;
    row->rss_bytes = m->rss_bytes;
    row->refused = m->refused;
    row->missed = m->missed;
    row->cpu = m->cpu;
    row->started = m->started;
    model_text(row->state, sizeof row->state, m->state);
    model_text(row->version, sizeof row->version, m->version);
    model_text(row->detail, sizeof row->detail, m->detail);
}

void
processes_process(struct processes *p, const struct msg_process *m)
{
    struct process_row *row = row_of(p, m->name);
    if (!row)
        return;
    row->has_supervisor = true;
    row->restarts = m->restarts;
    row->since = m->since;
    model_text(row->supervised, sizeof row->supervised, m->state);
    model_text(row->ended, sizeof row->ended, m->detail);
}

void
processes_expect(struct processes *p, struct msg_strv names)
{
    for (size_t i = 0; i < p->n; i++)
        p->row[i].is_expected = false;
    for (size_t i = 0; i < names.n; i++) {
        struct process_row *row = row_of(p, names.v[i]);
        if (row)
            row->is_expected = true;
    }
}

const struct process_row *
processes_find(const struct processes *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->row[i].name, name) == 0)
            return &p->row[i];
    return NULL;
}

enum process_life
process_life(const struct process_row *row, struct clock now)
{
    bool is_heard =
        row->has_heartbeat && mono_diff_ns(now.mono, row->heard) <= SILENCE_NS;
    if (is_heard)
        return str_eq(row->state, "ready") ? PROCESS_READY : PROCESS_STARTING;
    if (row->has_supervisor && (str_eq(row->supervised, "stopped") ||
                                   str_eq(row->supervised, "given-up")))
        return PROCESS_STOPPED;
    return row->has_heartbeat ? PROCESS_SILENT : PROCESS_ABSENT;
}

const char *
process_life_str(enum process_life life)
{
    static const char *const text[PROCESS_LIFE_COUNT] = {
        [PROCESS_READY] = "ready",
        [PROCESS_STARTING] = "starting",
        [PROCESS_SILENT] = "no sign of life",
        [PROCESS_ABSENT] = "never heard of",
        [PROCESS_STOPPED] = "stopped",
    };
    assert((unsigned)life < PROCESS_LIFE_COUNT);
    return text[life];
}

bool
processes_is_dead(const struct processes *p, const char *name, struct clock now)
{
    const struct process_row *row = processes_find(p, name);
    return row && process_life(row, now) >= PROCESS_SILENT;
}

const char *
process_consequence(const char *name)
{
    static const struct {
        const char *name, *text;
    } row[] = {
        {"hub", "nothing on this screen is live"},
        {"frontend", "no telemetry: values age and expire"},
        {"sim", "no ground model: its telemetry stops"},
        {"up", "nothing restarts a process that dies"},
        {"limits", "values are not checked, no alarm is raised"},
        {"gate", "no command can be sent"},
        {"exec", "procedures stand still"},
        {"archive", "no history is written; packets are still recorded"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        if (strcmp(name, row[i].name) == 0)
            return row[i].text;
    return "what it does is not done";
}
