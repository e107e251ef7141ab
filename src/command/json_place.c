/*
 * json_place.c - where the values of a JSON text stand.
 *
 * The text is good JSON: values begin in it in the order in which a walk over
 * the tree meets them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/json_place.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

struct scan {
    const char *text;
    size_t len, at;
    unsigned line;
    size_t line_start;
};

static void
skip_string(struct scan *s)
{
    for (s->at++; s->at < s->len && s->text[s->at] != '"'; s->at++)
        s->at += s->text[s->at] == '\\';
    s->at++;
}

static void
skip_blanks(struct scan *s)
{
    while (s->at < s->len && strchr(" \t\r\n", s->text[s->at]) != NULL &&
           s->text[s->at] != '\0') {
        if (s->text[s->at] == '\n') {
            s->line++;
            s->line_start = s->at + 1;
        }
        s->at++;
    }
}

/* The beginning of the next value; the scan goes on behind it, or in it. */
static struct json_place
next_value(struct scan *s)
{
    for (;;) {
        skip_blanks(s);
        struct json_place place = {
            .line = s->line, .col = (unsigned)(s->at - s->line_start) + 1};
        if (s->at >= s->len)
            return place;
        char c = s->text[s->at];
        if (c == '"') {
            skip_string(s);
            skip_blanks(s);
            if (s->at < s->len && s->text[s->at] == ':')
                continue; /* it was a key */
            return place;
        }
        s->at++;
        if (strchr("]},:", c) != NULL)
            continue;
        if (strchr("[{", c) == NULL)
            s->at += strcspn(s->text + s->at, " \t\r\n,]}");
        return place;
    }
}

static void
walk(struct json_places *p, struct scan *s, const json_t *value)
{
    p->at = xgrow(p->at, p->n, &p->cap, sizeof *p->at);
    p->at[p->n] = next_value(s);
    p->at[p->n++].value = value;
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++)
        walk(p, s, json_array_get(value, i));
    if (!json_is_object(value))
        return;
    const char *key;
    json_t *child, *open = NULL;
    memcpy(&open, &value, sizeof open); /* iterators take no const */
    json_object_foreach(open, key, child) walk(p, s, child);
}

static int
compare(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const struct json_place *)a)->value;
    uintptr_t y = (uintptr_t)((const struct json_place *)b)->value;
    return x < y ? -1 : x > y;
}

void
json_places_find(struct json_places *places, const char *text, size_t len,
    const json_t *root)
{
    struct scan s = {.text = text, .len = len, .line = 1};
    walk(places, &s, root);
    qsort(places->at, places->n, sizeof *places->at, compare);
}

void
json_places_fini(struct json_places *places)
{
    free(places->at);
    *places = (struct json_places){0};
}

struct json_place
json_place_of(
    const struct json_places *places, const json_t *value, const json_t *parent)
{
    if (value == NULL || json_is_boolean(value) || json_is_null(value))
        value = parent;
    struct json_place key = {.value = value};
    const struct json_place *found =
        bsearch(&key, places->at, places->n, sizeof *places->at, compare);
    return found != NULL ? *found : key;
}
