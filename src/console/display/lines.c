/*
 * lines.c - a display file as clean lines, and where its screen is.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/utf8.h"
#include "console/display/parse.h"

static size_t
count_lines(const char *data, size_t len)
{
    size_t n = len > 0 && data[len - 1] != '\n';
    for (size_t i = 0; i < len; i++)
        n += data[i] == '\n';
    return n;
}

/* What is wrong with a character: NULL when nothing is. */
static const char *
fault_of(size_t bytes, uint32_t c)
{
    if (bytes == 0)
        return "bytes that are not UTF-8";
    if (c == '\t')
        return NULL;
    if (!utf8_is_safe(c))
        return c < 0x20 || (c >= 0x7f && c < 0xa0) ? "a control character"
                                                   : "an invisible character";
    return utf8_width(c) == 0 ? "a combining character" : NULL;
}

/* Add the clean text of `len` bytes; the first fault is reported. */
static void
clean_line(struct parse *p, struct line *out, const char *s, size_t len)
{
    struct strbuf text = {0};
    struct place at = {out->no, 1, 1};
    bool is_told = false, is_long_told = false;
    for (size_t i = 0; i < len;) {
        uint32_t c;
        size_t n = utf8_decode(s + i, len - i, &c);
        const char *fault = fault_of(n, c);
        unsigned width =
            fault != NULL || c == '\t' ? 1 : (unsigned)utf8_width(c);
        if (fault != NULL && !is_told) {
            is_told = true;
            if (n == 0)
                parse_error(p, at, "%s", fault);
            else
                parse_error(p, at, "%s, U+%04X", fault, (unsigned)c);
        }
        if (at.col - 1 + width > DISPLAY_COLS_MAX && !is_long_told) {
            is_long_told = true;
            parse_error(
                p, at, "the line is longer than %d columns", DISPLAY_COLS_MAX);
        }
        if (fault != NULL)
            strbuf_adds(&text, "\xef\xbf\xbd");
        else
            strbuf_add(&text, s + i, n);
        at.col += width;
        i += n == 0 ? 1 : n;
    }
    out->len = text.len;
    out->text = arena_strndup(&p->arena, strbuf_get(&text), text.len);
    strbuf_fini(&text);
}

/* The line holds this word only, from its first column on. */
static bool
is_word(const struct line *line, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(line->text, word, n) != 0)
        return false;
    const char *rest = line->text + n, *s = rest + strspn(rest, " \t");
    return *s == '\0' || (*s == '#' && s > rest);
}

static void
find_screen(struct parse *p)
{
    size_t i = 0;
    while (i < p->n_lines && !is_word(&p->line[i], "screen"))
        i++;
    p->screen = i;
    if (i < p->n_lines)
        i++;
    while (i < p->n_lines && !is_word(&p->line[i], "end"))
        i++;
    p->end = i;
    if (p->screen < p->n_lines && p->end == p->n_lines)
        parse_error(p, (struct place){p->line[p->screen].no, 1, 6},
            "this screen has no 'end' in a line of its own");
}

void
parse_lines(struct parse *p, const char *data, size_t len)
{
    if (len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
        data += 3, len -= 3;
    p->n_lines = count_lines(data, len);
    p->line = arena_alloc(&p->arena, (p->n_lines + 1) * sizeof *p->line);
    for (size_t i = 0; i < p->n_lines; i++) {
        const char *lf = memchr(data, '\n', len);
        size_t n = lf != NULL ? (size_t)(lf - data) : len;
        size_t text = n > 0 && data[n - 1] == '\r' ? n - 1 : n;
        p->line[i].no = (unsigned)i + 1;
        clean_line(p, &p->line[i], data, text);
        data += n + (lf != NULL);
        len -= n + (lf != NULL);
    }
    find_screen(p);
}
