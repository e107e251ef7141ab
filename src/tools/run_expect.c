/*
 * run_expect.c - compare two traces.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/run_expect.h"

#include <stdlib.h>
#include <string.h>

struct text_line {
    const char *s;
    size_t len; /* without blanks at its end */
};

/* The next line; false at the end.  Moves *p behind it. */
static bool
next_line(const char **p, struct text_line *out)
{
    if ((*p)[strspn(*p, " \t\r\n")] == '\0')
        return false;
    const char *eol = strchr(*p, '\n');
    out->s = *p;
    out->len = eol != NULL ? (size_t)(eol - *p) : strlen(*p);
    *p += out->len + (eol != NULL);
    while (out->len > 0 && strchr(" \t\r", out->s[out->len - 1]) != NULL)
        out->len--;
    return true;
}

/* The time a line begins with, and where what follows begins; false: none. */
static bool
time_of(struct text_line line, long *s, size_t *rest)
{
    char number[24];
    size_t blanks = strspn(line.s, " ");
    size_t digits = strspn(line.s + blanks, "-0123456789");
    if (digits == 0 || digits >= sizeof number || blanks + digits >= line.len ||
        line.s[blanks + digits] != ' ')
        return false;
    memcpy(number, line.s + blanks, digits);
    number[digits] = '\0';
    *s = strtol(number, NULL, 10);
    *rest = blanks + digits;
    return true;
}

static bool
is_equal(struct text_line a, struct text_line b)
{
    return a.len == b.len && memcmp(a.s, b.s, a.len) == 0;
}

static bool
is_near(struct text_line a, struct text_line b, unsigned tolerance_s)
{
    long at_a = 0, at_b = 0;
    size_t rest_a = 0, rest_b = 0;
    if (!time_of(a, &at_a, &rest_a) || !time_of(b, &at_b, &rest_b) ||
        labs(at_a - at_b) > (long)tolerance_s)
        return false;
    return is_equal((struct text_line){a.s + rest_a, a.len - rest_a},
        (struct text_line){b.s + rest_b, b.len - rest_b});
}

bool
run_expect(const char *recorded, const char *trace, unsigned tolerance_s,
    struct strbuf *why)
{
    for (unsigned n = 1;; n++) {
        struct text_line want = {"", 0}, is = {"", 0};
        bool has_want = next_line(&recorded, &want);
        bool has_is = next_line(&trace, &is);
        if (!has_want && !has_is)
            return true;
        if (has_want && has_is &&
            (is_equal(want, is) ||
                (tolerance_s > 0 && is_near(want, is, tolerance_s))))
            continue;
        strbuf_addf(why, "%u: the trace differs\n  recorded: ", n);
        strbuf_add(why, has_want ? want.s : "(end)", has_want ? want.len : 5);
        strbuf_adds(why, "\n  now:      ");
        strbuf_add(why, has_is ? is.s : "(end)", has_is ? is.len : 5);
        strbuf_addc(why, '\n');
        return false;
    }
}
