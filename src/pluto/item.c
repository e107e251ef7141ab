/*
 * item.c - see item.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/item.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/xalloc.h"

#define FIELDS    14 /* the last one is the detail */
#define FIELD_MAX 24 /* bytes of a number */

const char *
pluto_execution_str(enum pluto_execution execution)
{
    static const char *const name[] = {"not initiated", "preconditions",
        "routing", "executing", "confirmation", "completed"};
    static_assert(ARRAY_LEN(name) == PLUTO_X_COUNT, "one name each");
    return (unsigned)execution < PLUTO_X_COUNT ? name[execution] : "?";
}

const char *
pluto_mark_str(enum pluto_mark mark)
{
    static const char *const name[] = {
        "--", "..", "OK", "!!", "SK", "||", "o ", "x "};
    static_assert(ARRAY_LEN(name) == PLUTO_MARK_COUNT, "one name each");
    return (unsigned)mark < PLUTO_MARK_COUNT ? name[mark] : "?";
}

const char *
pluto_reason_str(enum pluto_reason reason)
{
    static const char *const name[] = {"NONE", "PRECONDITION", "CONFIRMATION",
        "TIMEOUT", "ERROR", "USER", "INNER", "GUARD", "RACE", "OUTSIDE",
        "ACTIVITY"};
    static_assert(ARRAY_LEN(name) == PLUTO_R_COUNT, "one name each");
    return (unsigned)reason < PLUTO_R_COUNT ? name[reason] : "?";
}

void
pluto_item_fini(struct pluto_item *item)
{
    free(item->detail);
    *item = (struct pluto_item){.stmt = PLUTO_NIL};
}

void
pluto_item_fmt(const struct pluto_item *item, struct strbuf *out)
{
    strbuf_addf(out,
        "%" PRIu32 " %u %u %u %u %u %" PRIu32 " %" PRIu32 " %" PRIu32
        " %" PRId64 " %" PRId64 " %" PRId64 " %" PRIu64 " ",
        item->stmt, (unsigned)item->execution, (unsigned)item->outcome,
        (unsigned)item->mark, (unsigned)item->reason,
        (item->is_current ? 1u : 0u) | (item->is_held ? 2u : 0u), item->attempt,
        item->iteration, item->iterations, item->started, item->ended,
        item->deadline, item->instance);
    if (item->detail != NULL)
        str_sanitize(out, item->detail, strlen(item->detail), false);
}

/* The fields as numbers; *detail is what stands behind the last of their
 * blanks. */
static bool
split(const char *s, size_t len, int64_t number[FIELDS - 1],
    const char **detail, uint64_t *instance)
{
    const char *end = s + len;
    for (size_t i = 0; i < FIELDS - 1; i++) {
        const char *blank = memchr(s, ' ', (size_t)(end - s));
        size_t n = blank != NULL ? (size_t)(blank - s) : FIELD_MAX;
        if (n == 0 || n >= FIELD_MAX)
            return false;
        char text[FIELD_MAX];
        memcpy(text, s, n);
        text[n] = '\0';
        bool is_instance = i == FIELDS - 2;
        if (is_instance ? !num_parse_u64(text, instance)
                        : !num_parse_i64(text, &number[i]))
            return false;
        s = blank + 1;
    }
    *detail = s;
    return true;
}

static bool
is_below(int64_t v, int64_t end)
{
    return v >= 0 && v < end;
}

static bool
take(const int64_t v[FIELDS - 1], struct pluto_item *out)
{
    if (!is_below(v[0], INT64_C(1) + UINT32_MAX) ||
        !is_below(v[1], PLUTO_X_COUNT) ||
        !is_below(v[2], PLUTO_NOT_AVAILABLE + 1) ||
        !is_below(v[3], PLUTO_MARK_COUNT) || !is_below(v[4], PLUTO_R_COUNT) ||
        !is_below(v[5], 4))
        return false;
    for (size_t i = 6; i < 9; i++)
        if (!is_below(v[i], INT64_C(1) + UINT32_MAX))
            return false;
    out->stmt = (uint32_t)v[0];
    out->execution = (enum pluto_execution)v[1];
    out->outcome = (enum pluto_outcome)v[2];
    out->mark = (enum pluto_mark)v[3];
    out->reason = (enum pluto_reason)v[4];
    out->is_current = (v[5] & 1) != 0;
    out->is_held = (v[5] & 2) != 0;
    out->attempt = (uint32_t)v[6];
    out->iteration = (uint32_t)v[7];
    out->iterations = (uint32_t)v[8];
    out->started = v[9];
    out->ended = v[10];
    out->deadline = v[11];
    return true;
}

/* One text for one item: what is not written that way is refused. */
static bool
is_as_written(const struct pluto_item *item, const char *s, size_t len)
{
    struct strbuf again = {0};
    pluto_item_fmt(item, &again);
    bool is_same = again.len == len && memcmp(again.s, s, len) == 0;
    strbuf_fini(&again);
    return is_same;
}

bool
pluto_item_parse(const char *s, size_t len, struct pluto_item *out)
{
    *out = (struct pluto_item){.stmt = PLUTO_NIL};
    int64_t number[FIELDS - 1] = {0};
    const char *detail = s;
    bool is_good =
        split(s, len, number, &detail, &out->instance) && take(number, out);
    if (is_good && detail < s + len)
        out->detail = xstrndup(detail, (size_t)(s + len - detail));
    if (is_good && is_as_written(out, s, len))
        return true;
    pluto_item_fini(out);
    return false;
}
