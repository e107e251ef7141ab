/*
 * trace.c - see trace.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/trace.h"

#include <inttypes.h>

#include "common/time.h"

#define ITEM_COLUMNS 42 /* and one blank: where the text begins */

const char *
pluto_trace_str(enum pluto_trace_kind kind)
{
    static const char *const word[] = {
#define TRACE_WORD(name, word, what) word,
        PLUTO_TRACES(TRACE_WORD)
#undef TRACE_WORD
    };
    return (unsigned)kind < PLUTO_TRACE_COUNT ? word[kind] : "?";
}

/* The examples show the arguments of an activity, and no other `more`. */
static bool
shows_more(const struct pluto_trace *t)
{
    if (t->more == NULL || t->more[0] == '\0')
        return false;
    return t->kind >= PLUTO_TRACE_MORE || t->kind == PLUTO_T_ERROR ||
           (t->kind == PLUTO_T_TC && t->outcome == PLUTO_NOT_AVAILABLE);
}

void
pluto_trace_line(const struct pluto_trace *t, int64_t start, struct strbuf *out)
{
    int64_t since = utc_diff_ns((struct utc){t->time}, (struct utc){start});
    size_t begin = out->len;
    strbuf_addf(
        out, "%6" PRId64 "  %-5s ", since / NS_PER_S, pluto_trace_str(t->kind));
    size_t item = out->len;
    strbuf_adds(out, t->item != NULL ? t->item : "");
    for (size_t n = out->len - item; n < ITEM_COLUMNS; n++)
        strbuf_addc(out, ' ');
    strbuf_addc(out, ' ');
    strbuf_adds(out, t->text != NULL ? t->text : "");
    if (shows_more(t))
        strbuf_addf(out, "  %s", t->more);
    while (out->len > begin && out->s[out->len - 1] == ' ')
        out->s[--out->len] = '\0';
}
