/*
 * words.c - lines of a COSMOS text screen.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/cosmos/words.h"

#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/utf8.h"
#include "common/xalloc.h"

#define WORDS_MAX 1000 /* of a line; the rest is passed over */

struct source {
    const char *file, *target;
    struct notes *notes;
    struct cosmos_lines *out;
    const char *at, *end; /* what is not read yet */
    unsigned line;        /* of `at` */
    bool needs_target;    /* said already */
};

/* ---- bytes --------------------------------------------------------------- */

/* All of it is text of the kind displays hold, or the first line that is not.
 */
static bool
is_text(const char *text, size_t len, unsigned *line)
{
    *line = 1;
    for (size_t i = 0; i < len;) {
        uint32_t c;
        size_t n = utf8_decode(text + i, len - i, &c);
        bool is_control = c < ' ' && c != '\t' && c != '\n' && c != '\r';
        if (n == 0 || c == 0xfffd || c == 0x7f || is_control)
            return false;
        *line += c == '\n';
        i += n;
    }
    return true;
}

/* ---- one line of the file ------------------------------------------------ */

/* Without its end and what blanks surround it; false at the end of the text. */
static bool
next_physical(struct source *s, const char **begin, size_t *len)
{
    if (s->at >= s->end)
        return false;
    const char *nl = memchr(s->at, '\n', (size_t)(s->end - s->at));
    const char *stop = nl != NULL ? nl : s->end;
    *begin = s->at;
    while (*begin < stop && strchr(" \t", **begin) != NULL)
        ++*begin;
    while (stop > *begin && strchr(" \t\r", stop[-1]) != NULL)
        stop--;
    *len = (size_t)(stop - *begin);
    s->at = nl != NULL ? nl + 1 : s->end;
    s->line++;
    return true;
}

/* Where a comment begins, else `len`; *open is the quote that is not closed. */
static size_t
content_len(const char *p, size_t len, char *open)
{
    *open = '\0';
    for (size_t i = 0; i < len; i++) {
        bool begins = i == 0 || p[i - 1] == ' ' || p[i - 1] == '\t';
        if (*open != '\0')
            *open = p[i] == *open ? '\0' : *open;
        else if (begins && (p[i] == '"' || p[i] == '\''))
            *open = p[i];
        else if (begins && p[i] == '#')
            return i;
    }
    return len;
}

/* ---- Ruby ---------------------------------------------------------------- */

/* Is it only the name of the target? */
static bool
is_target_name(const char *p, size_t len)
{
    static const char *const names[] = {"target_name", "@target_name",
        "original_target_name", "@original_target_name"};
    while (len > 0 && strchr("= ", *p) != NULL)
        p++, len--;
    while (len > 0 && p[len - 1] == ' ')
        len--;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strlen(names[i]) == len && memcmp(names[i], p, len) == 0)
            return true;
    return false;
}

/* Where `what` begins in the `len` bytes, or NULL. */
static const char *
find(const char *p, size_t len, const char *what)
{
    size_t n = strlen(what);
    for (; len >= n; p++, len--)
        if (memcmp(p, what, n) == 0)
            return p;
    return NULL;
}

static void
put_target(struct source *s, unsigned line, struct strbuf *out)
{
    if (s->target != NULL) {
        strbuf_adds(out, s->target);
    } else if (!s->needs_target) {
        s->needs_target = true;
        notes_add(s->notes, NOTE_WARNING, s->file, line, 0,
            "the screen uses the name of its target; give it with --target");
    }
}

/* Add a line's text to `out`, the target's name put in; true: there was other
 * Ruby, which is left out. */
static bool
add_without_ruby(struct source *s, unsigned line, const char *p, size_t len,
    struct strbuf *out)
{
    bool has_ruby = false;
    while (len > 0) {
        const char *open = find(p, len, "<%");
        size_t n = open != NULL ? (size_t)(open - p) : len;
        strbuf_add(out, p, n);
        p += n;
        len -= n;
        if (len == 0)
            break;
        const char *close = find(p, len, "%>");
        n = close != NULL ? (size_t)(close - p) + 2 : len;
        if (close != NULL && is_target_name(p + 2, n - 4))
            put_target(s, line, out);
        else
            has_ruby = true;
        p += n;
        len -= n;
    }
    return has_ruby;
}

/* ---- words --------------------------------------------------------------- */

/* Take one word, its quotes off; a quote opens only at the begin of a word. */
static char *
take_word(struct arena *arena, const char **p)
{
    char quote = **p == '"' || **p == '\'' ? **p : '\0';
    const char *begin = *p + (quote != '\0');
    size_t n = 0;
    while (begin[n] != '\0' &&
           (quote != '\0' ? begin[n] != quote
                          : begin[n] != ' ' && begin[n] != '\t'))
        n++;
    *p = begin + n + (quote != '\0' && begin[n] == quote);
    return arena_strndup(arena, begin, n);
}

static void
add_line(struct source *s, unsigned line, const char *text, bool has_ruby)
{
    struct cosmos_lines *out = s->out;
    char *word[WORDS_MAX];
    size_t n = 0;
    for (const char *p = text + strspn(text, " \t");
         *p != '\0' && n < WORDS_MAX; p += strspn(p, " \t"))
        word[n++] = take_word(&out->arena, &p);
    if (n == 0)
        return;
    struct cosmos_line *l = arena_alloc(&out->arena, sizeof *l);
    l->line = line;
    l->has_ruby = has_ruby;
    l->n = n;
    l->word = arena_alloc(&out->arena, (n + 1) * sizeof *l->word);
    memcpy(l->word, word, n * sizeof *word);
    out->line = xgrow(out->line, out->n, &out->cap, sizeof *out->line);
    out->line[out->n++] = *l;
}

/* Does the line go on?  Then its last character, which says so, goes. */
static bool
goes_on(const char *p, size_t *len)
{
    while (*len > 0 && strchr(" \t", p[*len - 1]) != NULL)
        --*len;
    if (*len < 2 || strchr("&+\\", p[*len - 1]) == NULL ||
        strchr(" \t\"'", p[*len - 2]) == NULL)
        return false;
    --*len;
    return true;
}

/* A line with those it goes on in; false at the end. */
static bool
next_line(struct source *s, struct strbuf *text)
{
    const char *p;
    size_t len;
    bool has_ruby = false, more = true;
    unsigned first = s->line;
    strbuf_reset(text);
    while (more && next_physical(s, &p, &len)) {
        char open;
        unsigned line = s->line - 1;
        bool is_first = strbuf_get(text)[0] == '\0';
        len = content_len(p, len, &open);
        if (is_first && len >= 2 && memcmp(p, "<%", 2) == 0 &&
            find(p, len, "target_name") == NULL) {
            notes_add(s->notes, NOTE_WARNING, s->file, line, 0,
                "left out: Ruby is not run");
            return true;
        }
        if (open != '\0')
            notes_add(s->notes, NOTE_WARNING, s->file, line, 0,
                "a quote is not closed");
        more = len == 0 ? !is_first : goes_on(p, &len);
        strbuf_addc(text, ' ');
        has_ruby |= add_without_ruby(s, line, p, len, text);
        if (is_first)
            first = line;
        if (is_first && len == 0)
            return true;
    }
    if (strbuf_get(text)[0] == '\0')
        return false;
    add_line(s, first, strbuf_get(text), has_ruby);
    return true;
}

enum err
cosmos_lines_parse(const char *file, const char *text, size_t len,
    const char *target, struct notes *notes, struct cosmos_lines *out)
{
    struct source s = {.file = file,
        .target = target,
        .notes = notes,
        .out = out,
        .at = text,
        .end = text + len,
        .line = 1};
    struct strbuf joined = {0};
    unsigned bad;
    *out = (struct cosmos_lines){0};
    if (!is_text(text, len, &bad)) {
        notes_add(notes, NOTE_ERROR, file, bad, 0,
            "it is no text: bytes that are not UTF-8, or control characters");
        return ERR_FORMAT;
    }
    while (next_line(&s, &joined)) {
    }
    strbuf_fini(&joined);
    return ERR_OK;
}

void
cosmos_lines_fini(struct cosmos_lines *lines)
{
    arena_fini(&lines->arena);
    free(lines->line);
    *lines = (struct cosmos_lines){0};
}
