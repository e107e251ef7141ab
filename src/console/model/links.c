/*
 * links.c - see links.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/links.h"

#include <assert.h>
#include <string.h>

#include "common/attr.h"
#include "console/model/text.h"

static const char *const state_text[LINK_STATE_COUNT] = {
    [LINK_DISABLED] = "disabled",
    [LINK_CONNECTING] = "connecting",
    [LINK_UP] = "up",
    [LINK_DOWN] = "down",
    [LINK_ENDED] = "ended",
    [LINK_FAULT] = "fault",
    [LINK_UNKNOWN] = "unknown",
};

const char *
links_state_str(enum link_state state)
{
    assert((unsigned)state < LINK_STATE_COUNT);
    return state_text[state];
}

static enum link_state
parse_state(const char *text)
{
    for (unsigned i = 0; i < LINK_UNKNOWN; i++)
        if (strcmp(text, state_text[i]) == 0)
            return (enum link_state)i;
    return LINK_UNKNOWN;
}

static enum signal_state
parse_signal(struct msg_str s)
{
    if (msg_str_eq(s, "aos"))
        return SIGNAL_AOS;
    return msg_str_eq(s, "los") ? SIGNAL_LOS : SIGNAL_UNKNOWN;
}

static struct link_row *
find_or_add(struct links *l, const char *name)
{
    size_t i = 0;
    while (i < l->n && strcmp(l->row[i].name, name) < 0)
        i++;
    if (i < l->n && strcmp(l->row[i].name, name) == 0)
        return &l->row[i];
    if (l->n == LINKS_MAX)
        return NULL;
    memmove(&l->row[i + 1], &l->row[i], (l->n - i) * sizeof *l->row);
    l->n++;
    l->row[i] = (struct link_row){.state = LINK_UNKNOWN};
    return &l->row[i];
}

const struct link_row *
links_link(struct links *l, const struct msg_link *m, struct clock now)
{
    char name[MSG_NAME_MAX + 1];
    struct link_row *row =
        find_or_add(l, model_text(name, sizeof name, m->name));
    if (!row)
        return NULL;
    memcpy(row->name, name, sizeof row->name);
    model_text(row->kind, sizeof row->kind, m->kind);
    model_text(row->address, sizeof row->address, m->address);
    model_text(row->state_text, sizeof row->state_text, m->state);
    model_text(row->detail, sizeof row->detail, m->detail);
    row->state = parse_state(row->state_text);
    row->signal = parse_signal(m->signal);
    row->signal_since = m->signal_since;
    row->signal_until = m->signal_until;
    row->m = *m;
    row->m.name = row->m.kind = row->m.address = row->m.state = row->m.detail =
        row->m.signal = (struct msg_str){0};
    row->heard = now.mono;
    row->has_last = !utc_is_none(m->last);
    if (row->has_last) {
        int64_t age = utc_diff_ns(now.utc, m->last);
        row->last = mono_add_ns(now.mono, age > 0 ? -age : 0);
    }
    return row;
}

const struct link_row *
links_find(const struct links *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->row[i].name, name) == 0)
            return &l->row[i];
    return NULL;
}

bool
link_row_is_fresh(const struct link_row *row, struct clock now)
{
    return mono_diff_ns(now.mono, row->heard) <= SILENCE_NS;
}

/* AOS of any link wins, then the one whose next change comes first. */
static bool
is_better(const struct link_row *row, const struct link_row *than)
{
    if (!than || row->signal != than->signal)
        return !than || row->signal == SIGNAL_AOS;
    if (utc_is_none(than->signal_until))
        return !utc_is_none(row->signal_until);
    return !utc_is_none(row->signal_until) &&
           row->signal_until.ns < than->signal_until.ns;
}

struct signal
links_signal(const struct links *l, struct clock now)
{
    const struct link_row *best = NULL;
    for (size_t i = 0; i < l->n; i++) {
        const struct link_row *row = &l->row[i];
        if (row->signal != SIGNAL_UNKNOWN && row->m.is_enabled &&
            link_row_is_fresh(row, now) && is_better(row, best))
            best = row;
    }
    if (!best)
        return (struct signal){SIGNAL_UNKNOWN, "", UTC_NONE, UTC_NONE};
    return (struct signal){
        best->signal, best->name, best->signal_since, best->signal_until};
}
