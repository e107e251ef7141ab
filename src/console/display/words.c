/*
 * words.c - lines outside of the screen as words, without comments.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/display/parse.h"

/* Bytes to the end of the word; quotes hold blanks.  *open: one is missing. */
static size_t
word_len(const char *s, bool *open)
{
    size_t n = 0;
    *open = false;
    for (; s[n] != '\0' && (*open || (s[n] != ' ' && s[n] != '\t')); n++)
        if (s[n] == '"')
            *open = !*open;
    return n;
}

static void
add_word(struct parse *p, struct statement *out, const struct line *line,
    const char *s, size_t n)
{
    char *before =
        arena_strndup(&p->arena, line->text, (size_t)(s - line->text));
    struct word *word = &out->word[out->n++];
    word->text = arena_strndup(&p->arena, s, n);
    word->at = (struct place){line->no, (unsigned)utf8_str_width(before) + 1,
        (unsigned)utf8_str_width(word->text)};
}

static void
split(struct parse *p, const struct line *line)
{
    struct statement out = {0};
    /* at least every second byte is a blank */
    out.word = arena_alloc(&p->arena, (line->len / 2 + 2) * sizeof *out.word);
    for (const char *s = line->text;;) {
        bool open;
        s += strspn(s, " \t");
        if (*s == '\0' || *s == '#')
            break;
        size_t n = word_len(s, &open);
        add_word(p, &out, line, s, n);
        if (open)
            parse_error(p, out.word[out.n - 1].at, "a quote is not closed");
        s += n;
    }
    if (out.n == 0)
        return;
    struct place last = out.word[out.n - 1].at;
    out.word[out.n].text = arena_strdup(&p->arena, "");
    out.word[out.n].at = (struct place){last.line, last.col + last.cells, 1};
    p->statement = xgrow(p->statement, p->n_statements, &p->statements_cap,
        sizeof *p->statement);
    p->statement[p->n_statements++] = out;
}

void
parse_words(struct parse *p)
{
    for (size_t i = 0; i < p->n_lines; i++)
        if (i < p->screen || i > p->end)
            split(p, &p->line[i]);
}

char *
word_unquote(struct parse *p, const char *text)
{
    char *out = arena_strdup(&p->arena, text);
    size_t n = 0;
    for (const char *s = text; *s != '\0'; s++)
        if (*s != '"')
            out[n++] = *s;
    out[n] = '\0';
    return out;
}
