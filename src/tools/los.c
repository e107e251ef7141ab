/*
 * los.c - when there was no signal, for files of packets that have no link.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/los.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

static void
add(struct los *los, struct utc from, struct utc to)
{
    los->span = xgrow(los->span, los->n, &los->cap, sizeof *los->span);
    los->span[los->n++] = (struct los_span){from, to};
}

bool
los_add(struct los *los, const char *text)
{
    const char *slash = strchr(text, '/');
    struct utc from, to;
    if (slash == NULL)
        return false;
    char *begin = xstrndup(text, (size_t)(slash - text));
    bool is_good = utc_parse(begin, &from) == ERR_OK &&
                   utc_parse(slash + 1, &to) == ERR_OK && from.ns < to.ns;
    free(begin);
    if (is_good)
        add(los, from, to);
    return is_good;
}

void
los_windows(struct los *los, const struct mission_window *window, size_t n)
{
    struct utc from = {INT64_MIN + 1};
    for (size_t i = 0; i < n; i++) {
        if (from.ns < window[i].aos.ns)
            add(los, from, window[i].aos);
        from = window[i].los;
    }
}

static int
by_start(const void *va, const void *vb)
{
    const struct los_span *a = va, *b = vb;
    return (a->from.ns > b->from.ns) - (a->from.ns < b->from.ns);
}

void
los_begin(struct los *los)
{
    size_t n = 0;
    if (los->n > 1)
        qsort(los->span, los->n, sizeof *los->span, by_start);
    for (size_t i = 0; i < los->n; i++) {
        struct los_span s = los->span[i];
        if (n == 0 || s.from.ns > los->span[n - 1].to.ns)
            los->span[n++] = s;
        else if (s.to.ns > los->span[n - 1].to.ns)
            los->span[n - 1].to = s.to;
    }
    los->n = n;
    los->next = 0;
    los->is_lost = false;
}

bool
los_next(struct los *los, struct utc until, struct los_edge *edge)
{
    if (los->next >= los->n)
        return false;
    const struct los_span *s = &los->span[los->next];
    struct utc at = los->is_lost ? s->to : s->from;
    if (at.ns > until.ns)
        return false;
    los->next += los->is_lost;
    los->is_lost = !los->is_lost;
    *edge = (struct los_edge){at, los->is_lost};
    return true;
}

void
los_fini(struct los *los)
{
    free(los->span);
    *los = (struct los){0};
}
