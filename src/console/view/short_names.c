/*
 * short_names.c - see short_names.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/short_names.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

#define PARTS_MAX 3

struct named {
    const char *name, *part; /* part is inside name */
    uint32_t item;
    bool is_alone;
};

void
short_names_fini(struct short_names *s)
{
    free(s->skip);
    *s = (struct short_names){0};
}

static const char *
last_parts(const char *name, int parts)
{
    for (const char *p = name + strlen(name); p > name; p--)
        if (p[-1] == '/' && p[0] && --parts == 0)
            return p;
    return name;
}

static int
by_part(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    return strcmp(x->part, y->part);
}

static void
mark_alone(struct named *named, size_t n)
{
    qsort(named, n, sizeof *named, by_part);
    for (size_t i = 0; i < n; i++)
        named[i].is_alone = true;
    for (size_t i = 1; i < n; i++)
        if (strcmp(named[i - 1].part, named[i].part) == 0)
            named[i - 1].is_alone = named[i].is_alone = false;
}

/* Settle those that are alone with so many parts; returns how many are not. */
static size_t
settle(struct short_names *s, struct named *named, size_t n, int parts)
{
    size_t left = 0;
    for (size_t i = 0; i < n; i++)
        named[i].part = last_parts(named[i].name, parts);
    mark_alone(named, n);
    for (size_t i = 0; i < n; i++) {
        size_t skip = (size_t)(named[i].part - named[i].name);
        if (!named[i].is_alone)
            named[left++] = named[i];
        else if (skip <= UINT16_MAX)
            s->skip[named[i].item] = (uint16_t)skip;
    }
    return left;
}

void
short_names_update(struct short_names *s, const struct values *v)
{
    if (s->is_made && s->generation == values_generation(v))
        return;
    size_t n = values_count(v), known = 0;
    short_names_fini(s);
    s->skip = xcalloc(n + 1, sizeof *s->skip);
    s->n = n;
    s->generation = values_generation(v);
    s->is_made = true;
    struct named *named = xcalloc(n + 1, sizeof *named);
    for (size_t i = 0; i < n; i++) {
        const struct value *x = values_get(v, i);
        if (x)
            named[known++] =
                (struct named){.name = x->name, .item = (uint32_t)i};
    }
    for (int parts = 1; parts <= PARTS_MAX && known > 0; parts++)
        known = settle(s, named, known, parts);
    free(named);
}

const char *
short_name(const struct short_names *s, const struct value *x)
{
    return x->name + (x->item < s->n ? s->skip[x->item] : 0);
}
