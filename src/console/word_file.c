/*
 * word_file.c - files of lines of words, with the place of each word.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/word_file.h"

#include <stdarg.h>
#include <string.h>

#include "common/str.h"

void
word_reader_init(struct word_reader *r, const char *file, const char *text,
    size_t len, struct notes *notes)
{
    *r = (struct word_reader){
        .file = file, .next = text, .end = text + len, .notes = notes};
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* One word of `len` bytes; false and a note when it cannot be one. */
static bool
take_word(struct word_reader *r, const char *start, size_t len, unsigned col,
    struct word_line *line)
{
    const char *why = len >= WORD_SIZE            ? "a word is too long"
                      : line->n == WORDS_MAX      ? "too many words in a line"
                      : !str_is_clean(start, len) ? "characters that cannot be "
                                                    "printed"
                                                  : NULL;
    if (why != NULL) {
        notes_add(r->notes, NOTE_ERROR, r->file, r->line, col, "%s", why);
        return false;
    }
    struct word *w = &line->word[line->n++];
    memcpy(w->text, start, len);
    w->text[len] = '\0';
    w->col = col;
    w->cols = (unsigned)len;
    return true;
}

/* The words between `p` and `end`; false when one is wrong. */
static bool
take_line(struct word_reader *r, const char *p, const char *end,
    struct word_line *out)
{
    const char *start = p;
    *out = (struct word_line){.line = r->line};
    for (;;) {
        while (p < end && is_blank(*p))
            p++;
        if (p == end || *p == '#')
            return true;
        const char *word = p;
        while (p < end && !is_blank(*p))
            p++;
        if (!take_word(
                r, word, (size_t)(p - word), (unsigned)(word - start) + 1, out))
            return false;
    }
}

bool
word_reader_next(struct word_reader *r, struct word_line *line)
{
    while (r->next < r->end) {
        const char *start = r->next;
        const char *end = memchr(start, '\n', (size_t)(r->end - start));
        if (end == NULL)
            end = r->end;
        r->next = end < r->end ? end + 1 : end;
        r->line++;
        if (take_line(r, start, end, line) && line->n > 0)
            return true;
    }
    return false;
}

void
word_note(const struct word_reader *r, enum note_severity severity,
    const struct word_line *line, size_t i, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    notes_add_token(r->notes, severity, r->file, line->line, line->word[i].col,
        line->word[i].cols, "%s", strbuf_get(&text));
    strbuf_fini(&text);
}
