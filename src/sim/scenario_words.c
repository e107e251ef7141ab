/*
 * scenario_words.c - lines of a scenario as words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/scenario_words.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/num.h"
#include "common/str.h"
#include "sim/scenario.h"

/* ---- splitting ----------------------------------------------------------- */

static void
note_at(struct scenario_line *line, size_t at, size_t len, const char *text)
{
    line->is_bad = true;
    notes_add_token(line->notes, NOTE_ERROR, line->file, line->line,
        (unsigned)at + 1, (unsigned)len, "%s", text);
}

/* The end of the word that begins at `at`, without its closing quote. */
static size_t
word_end(const struct scenario_line *line, size_t at, bool is_quoted)
{
    while (at < line->len &&
           (is_quoted ? line->text[at] != '"'
                      : strchr(" \t,\"", line->text[at]) == NULL))
        at++;
    return at;
}

static bool
add_word(struct scenario_line *line, size_t *at)
{
    bool is_quoted = line->text[*at] == '"';
    size_t begin = *at + is_quoted, end = word_end(line, begin, is_quoted);
    if (is_quoted && end == line->len)
        return note_at(line, *at, end - *at, "the quote is not closed"), false;
    if (line->n == SCENARIO_WORDS_MAX)
        return note_at(line, *at, 1, "too many words in one line"), false;
    if (end - begin >= SCENARIO_WORD_SIZE)
        return note_at(line, *at, end - *at, "the text is too long"), false;
    struct scenario_word *w = &line->word[line->n++];
    *w = (struct scenario_word){.is_quoted = is_quoted,
        .col = (unsigned)*at + 1,
        .cols = (unsigned)(end - begin + 2 * (size_t)is_quoted)};
    memcpy(w->text, line->text + begin, end - begin);
    *at = end + is_quoted;
    if (!str_is_clean(w->text, end - begin))
        return note_at(line, w->col - 1, w->cols,
                   "there are characters that cannot be printed"),
               false;
    return true;
}

bool
scenario_line_split(struct scenario_line *line)
{
    line->is_inner =
        line->len > 0 && (line->text[0] == ' ' || line->text[0] == '\t');
    line->n = line->at = 0;
    line->is_bad = false;
    if (line->len > SCENARIO_LINE_MAX)
        return note_at(line, SCENARIO_LINE_MAX, 1, "the line is too long"),
               false;
    for (size_t at = 0; at < line->len;) {
        char c = line->text[at];
        if (c == '#')
            line->len = at;
        else if (c == ',' && line->n > 0)
            line->word[line->n - 1].has_comma = true, at++;
        else if (c == ',')
            return note_at(line, at, 1, "a comma without a word before it"),
                   false;
        else if (c == ' ' || c == '\t')
            at++;
        else if (!add_word(line, &at))
            return false;
    }
    return true;
}

/* ---- reading ------------------------------------------------------------- */

void
scenario_line_error(struct scenario_line *line, const char *fmt, ...)
{
    char text[400];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    const struct scenario_word *w = scenario_line_next(line);
    const struct scenario_word *last =
        line->n > 0 ? &line->word[line->n - 1] : NULL;
    size_t at = w != NULL      ? w->col - 1
                : last != NULL ? last->col - 1 + last->cols
                               : 0;
    note_at(line, at, w != NULL ? w->cols : 1, text);
}

const struct scenario_word *
scenario_line_next(const struct scenario_line *line)
{
    return line->at < line->n ? &line->word[line->at] : NULL;
}

const struct scenario_word *
scenario_line_word(struct scenario_line *line)
{
    const struct scenario_word *w = scenario_line_next(line);
    line->at += w != NULL;
    return w;
}

bool
scenario_line_take(struct scenario_line *line, const char *text)
{
    const struct scenario_word *w = scenario_line_next(line);
    if (w == NULL || w->is_quoted || !str_eq(w->text, text))
        return false;
    line->at++;
    return true;
}

bool
scenario_line_end(struct scenario_line *line)
{
    const struct scenario_word *w = scenario_line_next(line);
    if (w == NULL)
        return true;
    scenario_line_error(line, "'%s' is not expected here", w->text);
    return false;
}

bool
scenario_line_number(struct scenario_line *line, double *v)
{
    const struct scenario_word *w = scenario_line_next(line);
    if (w == NULL || w->is_quoted || !num_parse_double(w->text, v) ||
        !isfinite(*v)) {
        scenario_line_error(line, "a number is expected here");
        return false;
    }
    line->at++;
    return true;
}

/* "1:30", "1:02:03" */
static bool
parse_clock(const char *text, double *s)
{
    unsigned part[3] = {0};
    int n = 0, end = 0;
    for (const char *p = text; n < 3; p += end + 1) {
        end = 0;
        if (!isdigit((unsigned char)*p) ||
            sscanf(p, "%5u%n", &part[n], &end) != 1)
            return false;
        n++;
        if (p[end] == '\0')
            break;
        if (p[end] != ':' || n == 3)
            return false;
    }
    if (n < 2 || part[n - 1] > 59 || (n == 3 && part[1] > 59))
        return false;
    *s = n == 2 ? part[0] * 60.0 + part[1]
                : part[0] * 3600.0 + part[1] * 60.0 + part[2];
    return true;
}

/* The factor of a unit of time that stands next, and take it; 1 without. */
static double
take_unit(struct scenario_line *line)
{
    static const struct {
        const char *name;
        double s;
    } unit[] = {{"s", 1}, {"sec", 1}, {"second", 1}, {"seconds", 1},
        {"min", 60}, {"minute", 60}, {"minutes", 60}, {"h", 3600},
        {"hour", 3600}, {"hours", 3600}};
    for (size_t i = 0; i < ARRAY_LEN(unit); i++)
        if (scenario_line_take(line, unit[i].name))
            return unit[i].s;
    return 1;
}

/* "90s": a unit without a blank before it. */
static bool
parse_joined(const char *text, double *s)
{
    static const struct {
        const char *name;
        double s;
    } unit[] = {{"min", 60}, {"s", 1}, {"h", 3600}};
    char number[32];
    for (size_t i = 0; i < ARRAY_LEN(unit); i++) {
        size_t len = strlen(text), tail = strlen(unit[i].name);
        if (!str_suffix(text, unit[i].name) || len - tail >= sizeof number)
            continue;
        memcpy(number, text, len - tail);
        number[len - tail] = '\0';
        if (!num_parse_double(number, s))
            return false;
        *s *= unit[i].s;
        return true;
    }
    return false;
}

bool
scenario_line_seconds(struct scenario_line *line, double *s)
{
    const struct scenario_word *w = scenario_line_next(line);
    size_t at = line->at;
    bool is_good = w != NULL && !w->is_quoted;
    if (is_good && (strchr(w->text, ':') != NULL ? parse_clock(w->text, s)
                                                 : parse_joined(w->text, s)))
        line->at++;
    else if (is_good && num_parse_double(w->text, s)) {
        line->at++;
        *s *= take_unit(line);
    } else
        is_good = false;
    if (is_good && *s >= 0 && *s <= SCENARIO_SECONDS_MAX)
        return true;
    line->at = at;
    scenario_line_error(
        line, is_good ? "a time of at most 24 h is expected here"
                      : "a time is expected here: 1:30, 90 s, 5 min, 2 h");
    return false;
}

bool
scenario_line_name(struct scenario_line *line, const char *what,
    const struct scenario_word **out)
{
    const struct scenario_word *w = scenario_line_next(line);
    size_t len = w != NULL ? strlen(w->text) : 0;
    bool is_good = len > 0 && len <= SCENARIO_NAME_MAX && !w->is_quoted;
    for (size_t i = 0; is_good && i < len; i++)
        is_good = isalnum((unsigned char)w->text[i]) ||
                  strchr("._-", w->text[i]) != NULL;
    if (!is_good) {
        scenario_line_error(line,
            "%s is expected here: a name of at most %d letters, digits, "
            "'.', '_' and '-'",
            what, SCENARIO_NAME_MAX);
        return false;
    }
    line->at++;
    *out = w;
    return true;
}
