/*
 * bounds.c - see bounds.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/bounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"

#define ROW_BYTES 512 /* of an answer, without the name */

void
bounds_fini(struct bounds *b)
{
    free(b->row);
    *b = (struct bounds){0};
}

/* Where the item is, or belongs. */
static size_t
place(const struct bounds *b, uint32_t item)
{
    size_t low = 0, high = b->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (b->row[mid].item < item)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* NULL: there is no room. */
static struct bounds_row *
find_or_add(struct bounds *b, uint32_t item)
{
    size_t at = place(b, item);
    if (at < b->n && b->row[at].item == item)
        return &b->row[at];
    if (b->n == BOUNDS_MAX)
        return NULL;
    b->row = xgrow(b->row, b->n, &b->cap, sizeof *b->row);
    memmove(&b->row[at + 1], &b->row[at], (b->n - at) * sizeof *b->row);
    b->n++;
    return &b->row[at];
}

/* A number of the answer; "inf" where it is open. */
static bool
take_number(const char *word, double *out)
{
    if (strcmp(word, "inf") == 0 || strcmp(word, "-inf") == 0) {
        *out = word[0] == '-' ? -(double)INFINITY : (double)INFINITY;
        return true;
    }
    return num_parse_double(word, out) && isfinite(*out);
}

/* "watch 26 30 distress 25 inf" */
static bool
take_levels(char *text, struct bounds_range *level)
{
    char *rest = NULL;
    for (char *word = strtok_r(text, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        enum limit_level l;
        char *low = strtok_r(NULL, " ", &rest);
        char *high = strtok_r(NULL, " ", &rest);
        struct bounds_range r = {.is_given = true};
        if (!limit_level_parse(word, &l) || l == LIMIT_NORMAL || low == NULL ||
            high == NULL || !take_number(low, &r.low) ||
            !take_number(high, &r.high) || !(r.low <= r.high))
            return false;
        level[l] = r;
    }
    return true;
}

/* "/A/B: watch …" */
static void
take_row(struct bounds *b, const struct mdb *mdb, struct msg_str text,
    struct clock now)
{
    struct bounds_row row = {.heard = now.mono};
    const char *colon = NULL;
    for (size_t i = 0; i + 1 < text.len && colon == NULL; i++)
        if (text.s[i] == ':' && text.s[i + 1] == ' ')
            colon = text.s + i;
    if (colon == NULL || text.len - (size_t)(colon - text.s) > ROW_BYTES)
        return;
    char *name = xstrndup(text.s, (size_t)(colon - text.s));
    char *levels = xstrndup(colon + 2, text.len - (size_t)(colon - text.s) - 2);
    row.item = mdb_find_item(mdb, name);
    struct bounds_row *to = NULL;
    if (row.item != MDB_NIL && take_levels(levels, row.level))
        to = find_or_add(b, row.item);
    if (to != NULL)
        *to = row;
    free(levels);
    free(name);
}

bool
bounds_answer(struct bounds *b, const struct mdb *mdb,
    const struct msg_reply *reply, struct clock now)
{
    if (reply == NULL || !msg_str_eq(reply->text, "ranges"))
        return false;
    for (size_t i = 0; mdb != NULL && i < reply->rows.n; i++)
        take_row(b, mdb, reply->rows.v[i], now);
    return true;
}

const struct bounds_row *
bounds_find(const struct bounds *b, uint32_t item, struct clock now)
{
    size_t at = place(b, item);
    if (at == b->n || b->row[at].item != item ||
        mono_diff_ns(now.mono, b->row[at].heard) > BOUNDS_NS)
        return NULL;
    return &b->row[at];
}
