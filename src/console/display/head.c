/*
 * head.c - display, needs, prefix, stale.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <string.h>

#include "common/str.h"
#include "common/time.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/display/parse.h"

#define TITLE_BYTES 100
#define NAME_CHARS                                                             \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

bool
display_id_is_valid(const char *id)
{
    static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t n = strlen(id);
    return n > 0 && n <= DISPLAY_ID_MAX && strspn(id, chars) == n &&
           (isupper((unsigned char)id[0]) || isdigit((unsigned char)id[0]));
}

/* The word has a place of its own; true when it is there, and the last. */
static bool
has_words(struct parse *p, const struct statement *s, size_t n, const char *use)
{
    if (s->n < n)
        parse_error(p, s->word[s->n].at, "something is missing: %s", use);
    else if (s->n > n)
        parse_error(
            p, s->word[n].at, "'%s' is too much: %s", s->word[n].text, use);
    return s->n == n;
}

/* False: it was given before, and that is reported. */
static bool
is_first(struct parse *p, const struct statement *s, struct place *at)
{
    if (at->line != 0)
        parse_error(p, s->word[0].at, "'%s' is given twice, first in line %u",
            s->word[0].text, at->line);
    bool is = at->line == 0;
    if (is)
        *at = s->word[0].at;
    return is;
}

static void
wrong_id(struct parse *p, const struct word *word)
{
    char *upper = arena_strdup(&p->arena, word->text);
    for (char *c = upper; *c != '\0'; c++)
        *c = (char)toupper((unsigned char)*c);
    if (display_id_is_valid(upper))
        parse_error(p, word->at,
            "an id has capital letters; did you mean '%s'?", upper);
    else
        parse_error(p, word->at,
            "'%s' is no id: 1 to %d of A-Z 0-9 . _ -, a letter or digit first",
            word->text, DISPLAY_ID_MAX);
}

static void
directive_display(struct parse *p, const struct statement *s)
{
    static const char use[] = "display ID \"Title\"";
    if (!is_first(p, s, &p->id_at) || !has_words(p, s, 3, use))
        return;
    const char *title = s->word[2].text;
    size_t n = strlen(title);
    if (!display_id_is_valid(s->word[1].text))
        wrong_id(p, &s->word[1]);
    else
        p->out->id = xstrdup(s->word[1].text);
    char *text = word_unquote(p, title);
    if (n < 2 || title[0] != '"' || title[n - 1] != '"' ||
        strlen(text) != n - 2)
        parse_error(
            p, s->word[2].at, "a title stands in double quotes: %s", use);
    else if (n == 2)
        parse_error(p, s->word[2].at, "the title is empty");
    else if (n - 2 > TITLE_BYTES)
        parse_error(
            p, s->word[2].at, "the title is longer than %d bytes", TITLE_BYTES);
    else
        p->out->title = xstrdup(text);
}

/* Digits as a number from 1 to `most`, or 0. */
static int
count_of(const char *s, size_t n, int most)
{
    int v = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9' || (v = v * 10 + (s[i] - '0')) > most)
            return 0;
    }
    return v;
}

static void
directive_needs(struct parse *p, const struct statement *s)
{
    if (!is_first(p, s, &p->needs_at) ||
        !has_words(p, s, 2, "needs COLUMNSxROWS, as 78x11"))
        return;
    const char *text = s->word[1].text, *x = strchr(text, 'x');
    int cols =
        x == NULL ? 0 : count_of(text, (size_t)(x - text), DISPLAY_COLS_MAX);
    int rows = x == NULL ? 0 : count_of(x + 1, strlen(x + 1), DISPLAY_ROWS_MAX);
    if (cols > 0 && rows > 0) {
        p->needs_cols = cols;
        p->needs_rows = rows;
    } else {
        parse_error(p, s->word[1].at,
            "'%s' is no size: COLUMNSxROWS, at most %dx%d", text,
            DISPLAY_COLS_MAX, DISPLAY_ROWS_MAX);
    }
}

static void
directive_prefix(struct parse *p, const struct statement *s)
{
    static const char use[] = "prefix @NAME = /PATH";
    if (!has_words(p, s, 4, use))
        return;
    const char *name = s->word[1].text, *path = s->word[3].text;
    size_t n = strlen(name);
    if (name[0] != '@' || n < 2 || strspn(name + 1, NAME_CHARS) != n - 1) {
        parse_error(p, s->word[1].at, "'%s' is no prefix: %s", name, use);
        return;
    }
    if (!str_eq(s->word[2].text, "=")) {
        parse_error(p, s->word[2].at, "'=' is missing: %s", use);
        return;
    }
    for (size_t i = 0; i < p->n_prefixes; i++)
        if (str_eq(p->prefix[i].name, name)) {
            parse_error(p, s->word[1].at,
                "prefix %s is given twice, first in line %u", name,
                p->prefix[i].at.line);
            return;
        }
    if (path[0] == '@' && (path = parse_path(p, path, s->word[3].at)) == NULL)
        return;
    if (path[0] != '/') {
        parse_error(p, s->word[3].at, "a prefix stands for a /PATH");
        return;
    }
    n = strlen(path);
    p->prefix =
        xgrow(p->prefix, p->n_prefixes, &p->prefixes_cap, sizeof *p->prefix);
    p->prefix[p->n_prefixes++] = (struct prefix){.name = name,
        .path = arena_strndup(&p->arena, path, path[n - 1] == '/' ? n - 1 : n),
        .at = s->word[1].at};
}

static void
directive_stale(struct parse *p, const struct statement *s)
{
    if (!is_first(p, s, &p->stale_at) || !has_words(p, s, 2, "stale TIME"))
        return;
    int64_t ns;
    if (duration_parse(s->word[1].text, &ns) != ERR_OK || ns <= 0)
        parse_error(p, s->word[1].at, "'%s' is no time, as 500ms 3s 10m 2h",
            s->word[1].text);
    else
        p->stale_ns = ns;
}

static void
directive_again(struct parse *p, const struct statement *s)
{
    if (p->screen == p->n_lines || p->line[p->screen].no > s->word[0].at.line)
        return;
    if (str_eq(s->word[0].text, "screen"))
        parse_error(p, s->word[0].at, "there is a screen already, in line %u",
            p->line[p->screen].no);
    else
        parse_error(p, s->word[0].at, "no screen ends here");
}

static const struct {
    const char *name;
    void (*fn)(struct parse *p, const struct statement *s);
} directives[] = {
    {"display", directive_display},
    {"needs", directive_needs},
    {"prefix", directive_prefix},
    {"stale", directive_stale},
    {"screen", directive_again},
    {"end", directive_again},
};

bool
parse_directive(struct parse *p, const struct statement *s)
{
    for (size_t i = 0; i < ARRAY_LEN(directives); i++)
        if (str_eq(s->word[0].text, directives[i].name)) {
            directives[i].fn(p, s);
            return true;
        }
    return false;
}

/* Does the screen have a field "{name" that goes on as one? */
static bool
is_drawn(const struct parse *p, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = p->screen; i < p->end; i++)
        for (const char *s = p->line[i].text; (s = strchr(s, '{')) != NULL;)
            if (strncmp(++s, name, len) == 0 &&
                (s[len] == ' ' || s[len] == ':' || s[len] == '}'))
                return true;
    return false;
}

/*
 * Is it a directive that is written wrong?  Not when a field has that name, or
 * when it goes on as a definition does.
 */
bool
parse_misspelt(struct parse *p, const struct statement *s)
{
    const char *name = s->word[0].text, *next = s->word[1].text;
    struct nearest near = nearest_to(name);
    for (size_t i = 0; i < ARRAY_LEN(directives); i++)
        nearest_try(&near, directives[i].name);
    if (near.best == NULL || near.distance > 2 || strlen(near.best) < 4 ||
        is_drawn(p, name))
        return false;
    bool is_prefix = next[0] == '@' && s->n > 2 && str_eq(s->word[2].text, "=");
    if (!is_prefix && s->n > 1 &&
        (strchr(next, '/') != NULL || strchr("@=", next[0]) != NULL ||
            str_eq(next, "packet")))
        return false;
    parse_error(p, s->word[0].at, "'%s' is no directive; did you mean '%s'?",
        name, near.best);
    return true;
}
