/*
 * world_words.c - lines of a world as words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/world_words.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/nearest.h"
#include "common/num.h"
#include "common/str.h"
#include "common/time.h"

#define DURATION_MAX (INT64_C(100) * 86400 * NS_PER_S)

/* ---- splitting ----------------------------------------------------------- */

/* Characters before a byte of the line, plus one. */
static unsigned
column(const struct world_line *line, size_t off)
{
    unsigned col = 1;
    for (size_t i = 0; i < off && i < line->len; i++)
        col += ((unsigned char)line->text[i] & 0xc0) != 0x80;
    return col;
}

static void
note(struct world_line *line, unsigned col, unsigned cols, const char *text)
{
    if (!line->is_bad)
        notes_add_token(line->notes, NOTE_ERROR, line->file, line->line, col,
            cols, "%s", text);
    line->is_bad = true;
}

/* A ':' is a sign only before a blank or at the end: "1:30" is a word. */
static bool
is_sign(const struct world_line *line, size_t at)
{
    char c = line->text[at];
    char next = at + 1 < line->len ? line->text[at + 1] : ' ';
    return c == '=' || c == ',' || (c == ':' && (next == ' ' || next == '\t'));
}

static size_t
word_end(const struct world_line *line, size_t at)
{
    while (at < line->len && strchr(" \t\"'", line->text[at]) == NULL &&
           !is_sign(line, at))
        at++;
    return at;
}

static bool
add_word(struct world_line *line, size_t *at)
{
    char c = line->text[*at];
    bool is_quoted = c == '"' || c == '\'';
    size_t begin = *at + is_quoted, end = begin;
    if (is_quoted) {
        const char *close = memchr(line->text + begin, c, line->len - begin);
        end = close != NULL ? (size_t)(close - line->text) : line->len;
    } else {
        end = is_sign(line, *at) ? *at + 1 : word_end(line, *at);
    }
    unsigned col = column(line, *at);
    unsigned cols = column(line, end) - col + is_quoted;
    if (is_quoted && end == line->len)
        return note(line, col, cols - 1, "the quote is not closed"), false;
    if (line->n == WORLD_WORDS_MAX)
        return note(line, col, 1, "too many words in one line"), false;
    if (!str_is_clean(line->text + begin, end - begin))
        return note(line, col, cols,
                   "there are characters that cannot be printed"),
               false;
    line->word[line->n++] =
        (struct world_word){.kind = c == '"'             ? WORLD_TEXT
                                    : c == '\''          ? WORLD_NAME
                                    : is_sign(line, *at) ? WORLD_SIGN
                                                         : WORLD_WORD,
            .text = arena_strndup(line->arena, line->text + begin, end - begin),
            .col = col,
            .cols = cols,
            .off = *at};
    *at = end + is_quoted;
    return true;
}

bool
world_line_split(struct world_line *line)
{
    line->is_inner =
        line->len > 0 && (line->text[0] == ' ' || line->text[0] == '\t');
    line->n = line->at = 0;
    line->is_bad = false;
    if (line->len > WORLD_LINE_MAX)
        return note(line, column(line, WORLD_LINE_MAX), 1,
                   "the line is too long"),
               false;
    for (size_t at = 0; at < line->len;) {
        char c = line->text[at];
        if (c == '#')
            line->len = at;
        else if (c == ' ' || c == '\t')
            at++;
        else if (!add_word(line, &at))
            return false;
    }
    return true;
}

/* ---- errors -------------------------------------------------------------- */

static void error_at(struct world_line *line, size_t at, const char *fmt,
    va_list ap) PRINTF_LIKE(3, 0);

static void
error_at(struct world_line *line, size_t at, const char *fmt, va_list ap)
{
    struct strbuf text = {0};
    strbuf_addv(&text, fmt, ap);
    unsigned end = 1;
    if (line->n > 0) {
        const struct world_word *last = &line->word[line->n - 1];
        end = last->col + last->cols;
    }
    bool is_word = at < line->n;
    note(line, is_word ? line->word[at].col : end,
        is_word ? line->word[at].cols : 1, strbuf_get(&text));
    strbuf_fini(&text);
}

void
world_line_error(struct world_line *line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    error_at(line, line->at, fmt, ap);
    va_end(ap);
}

void
world_line_error_at(struct world_line *line, size_t at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    error_at(line, at, fmt, ap);
    va_end(ap);
}

/* ---- words --------------------------------------------------------------- */

const struct world_word *
world_line_next(const struct world_line *line)
{
    return line->at < line->n ? &line->word[line->at] : NULL;
}

static bool
is_word(const struct world_word *w, const char *text, size_t len)
{
    return (w->kind == WORLD_WORD || w->kind == WORLD_SIGN) &&
           strlen(w->text) == len && strncasecmp(w->text, text, len) == 0;
}

bool
world_line_is(const struct world_line *line, const char *text)
{
    const struct world_word *w = world_line_next(line);
    return w != NULL && is_word(w, text, strlen(text));
}

bool
world_line_take(struct world_line *line, const char *text)
{
    bool is_it = world_line_is(line, text);
    line->at += is_it;
    return is_it;
}

bool
world_line_take_all(struct world_line *line, const char *words)
{
    size_t at = line->at;
    for (const char *p = words; *p != '\0';) {
        size_t len = strcspn(p, " ");
        if (at >= line->n || !is_word(&line->word[at], p, len))
            return false;
        at++;
        p += len + (p[len] == ' ');
    }
    line->at = at;
    return true;
}

bool
world_line_need(struct world_line *line, const char *text)
{
    if (world_line_take(line, text))
        return true;
    world_line_error(line, "'%s' is expected here", text);
    return false;
}

bool
world_line_end(struct world_line *line)
{
    const struct world_word *w = world_line_next(line);
    if (w == NULL)
        return true;
    world_line_error(line, "'%s' is not expected here", w->text);
    return false;
}

const char *
world_line_text(struct world_line *line)
{
    const struct world_word *w = world_line_next(line);
    if (w == NULL || w->kind != WORLD_TEXT) {
        world_line_error(line, "a text in \"quotes\" is expected here");
        return NULL;
    }
    line->at++;
    return w->text;
}

int
world_line_choose(struct world_line *line, const char *const *word, size_t n,
    const char *what)
{
    const struct world_word *w = world_line_next(line);
    for (size_t i = 0; i < n; i++)
        if (world_line_take_all(line, word[i]))
            return (int)i;
    struct nearest near = nearest_to(w != NULL ? w->text : "");
    nearest_try_all(&near, word, n);
    struct strbuf all = {0};
    for (size_t i = 0; i < n; i++)
        strbuf_addf(&all, "%s%s", i > 0 ? ", " : "", word[i]);
    if (w == NULL)
        world_line_error(
            line, "%s is expected here: %s", what, strbuf_get(&all));
    else if (near.best != NULL)
        world_line_error(line, "'%s' is not %s; did you mean '%s'?", w->text,
            what, near.best);
    else
        world_line_error(
            line, "'%s' is not %s: %s", w->text, what, strbuf_get(&all));
    strbuf_fini(&all);
    return -1;
}

/* ---- numbers and times --------------------------------------------------- */

bool
world_line_number(struct world_line *line, double *v)
{
    const struct world_word *w = world_line_next(line);
    if (w == NULL || w->kind != WORLD_WORD || !num_parse_double(w->text, v) ||
        !isfinite(*v)) {
        world_line_error(line, "a number is expected here");
        return false;
    }
    line->at++;
    return true;
}

bool
world_line_count(struct world_line *line, uint64_t most, uint64_t *v)
{
    const struct world_word *w = world_line_next(line);
    if (w == NULL || w->kind != WORLD_WORD || !num_parse_u64(w->text, v) ||
        *v > most) {
        world_line_error(line, "a number of at most %llu is expected here",
            (unsigned long long)most);
        return false;
    }
    line->at++;
    return true;
}

static bool
add_unit(const char *unit, size_t len, double v, double *s)
{
    static const struct {
        const char *name;
        double s;
    } known[] = {{"ms", 1e-3}, {"s", 1}, {"sec", 1}, {"min", 60}, {"h", 3600},
        {"d", 86400}};
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strlen(known[i].name) == len &&
            strncasecmp(known[i].name, unit, len) == 0) {
            *s += v * known[i].s;
            return true;
        }
    return false;
}

/* "1min30s", "2.5s", "45": false for anything else.  `is_plain`: no unit. */
static bool
parse_joined(const char *text, double *s, bool *is_plain)
{
    *s = 0;
    for (const char *p = text; *p != '\0';) {
        char number[32];
        size_t digits = strspn(p, "0123456789.");
        double v = 0;
        if (digits == 0 || digits >= sizeof number)
            return false;
        memcpy(number, p, digits);
        number[digits] = '\0';
        if (!num_parse_double(number, &v))
            return false;
        p += digits;
        size_t unit = strcspn(p, "0123456789.");
        *is_plain = unit == 0;
        if (unit == 0)
            *s += v;
        else if (!add_unit(p, unit, v, s))
            return false;
        p += unit;
    }
    return *text != '\0';
}

/* "1:30", "1:02:03" */
static bool
parse_clock(const char *text, double *s)
{
    double sum = 0;
    int parts = 0;
    for (const char *p = text;; p++) {
        size_t digits = strspn(p, "0123456789");
        if (digits == 0 || digits > 5 || ++parts > 3)
            return false;
        double v = 0;
        for (size_t i = 0; i < digits; i++)
            v = v * 10 + (p[i] - '0');
        if (parts > 1 && v > 59)
            return false;
        sum = sum * 60 + v;
        p += digits;
        if (*p != ':') {
            *s = sum;
            return *p == '\0' && parts > 1;
        }
    }
}

bool
world_line_duration(struct world_line *line, int64_t *ns)
{
    const struct world_word *w = world_line_next(line);
    size_t at = line->at;
    double s = 0;
    bool is_plain = false, is_good = w != NULL && w->kind == WORLD_WORD;
    if (is_good && parse_clock(w->text, &s)) {
        line->at++;
    } else if (is_good && parse_joined(w->text, &s, &is_plain)) {
        line->at++;
        const struct world_word *unit = world_line_next(line);
        double in_unit = 0;
        if (is_plain && unit != NULL && unit->kind == WORLD_WORD &&
            add_unit(unit->text, strlen(unit->text), s, &in_unit)) {
            s = in_unit;
            line->at++;
        }
    } else {
        is_good = false;
    }
    if (is_good && s * 1e9 <= (double)DURATION_MAX) {
        *ns = llround(s * 1e9);
        return true;
    }
    line->at = at;
    world_line_error(
        line, is_good ? "a time of at most 100 d is expected here"
                      : "a time is expected here: 20 s, 1min30s, 1:30, 2 h");
    return false;
}
