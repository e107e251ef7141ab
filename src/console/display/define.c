/*
 * define.c - definition lines as they are written: name, source, options.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/str.h"
#include "common/time.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/display/parse.h"

#define NAME_BYTES  64
#define SPAN_MAX_NS (INT64_C(366) * 86400 * 1000000000)

bool
parse_name_is_valid(const char *name)
{
    static const char chars[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
    size_t n = strlen(name);
    return n > 0 && n <= NAME_BYTES && strspn(name, chars) == n &&
           (isalpha((unsigned char)name[0]) || name[0] == '_');
}

struct rough *
parse_find(struct parse *p, const char *name)
{
    for (size_t i = 0; i < p->n_defs; i++)
        if (str_eq(p->def[i].d.name, name))
            return &p->def[i];
    return NULL;
}

/* ---- values of options --------------------------------------------------- */

/* "20..34"; false: it is not, or not in order, and that is reported. */
static bool
parse_range(struct parse *p, const struct word *word, double *low, double *high)
{
    char *text = arena_strdup(&p->arena, word->text);
    char *dots = strstr(text, "..");
    bool is = dots != NULL;
    if (is) {
        *dots = '\0';
        is = num_parse_double(text, low) && num_parse_double(dots + 2, high) &&
             *low - *low == 0 && *high - *high == 0;
    }
    if (!is)
        parse_error(p, word->at, "'%s' is no range, as 20..34", word->text);
    else if (!(*low < *high))
        parse_error(p, word->at, "range %s has its low end not below its high",
            word->text);
    return is && *low < *high;
}

static bool
parse_span(struct parse *p, const struct word *word, int64_t *ns)
{
    bool is = duration_parse(word->text, ns) == ERR_OK && *ns > 0 &&
              *ns <= SPAN_MAX_NS;
    if (!is)
        parse_error(
            p, word->at, "'%s' is no time, as 500ms 3s 10m 2h", word->text);
    return is;
}

/* "2=FLT!": false when it has no such form, so that the states are over. */
static bool
looks_like_state(const char *text)
{
    const char *equals = strchr(text, '=');
    return equals != NULL && equals > text &&
           strspn(text, "+-0123456789abcdefABCDEFxXo") ==
               (size_t)(equals - text);
}

static void
add_state(struct parse *p, struct display_def *d, size_t *cap,
    const struct word *word)
{
    const char *equals = strchr(word->text, '=');
    char *number =
        arena_strndup(&p->arena, word->text, (size_t)(equals - word->text));
    char *text = word_unquote(p, equals + 1);
    size_t n = strlen(text);
    struct display_state state = {0};
    /* a mark that stands in the quotes is a letter */
    if (n > 0 && word->text[strlen(word->text) - 1] == '!') {
        state.is_abnormal = true;
        text[--n] = '\0';
    }
    if (!num_parse_i64(number, &state.value)) {
        parse_error(p, word->at, "'%s' is no whole number", number);
        return;
    }
    if (n == 0) {
        parse_error(p, word->at, "state %s has no text", number);
        return;
    }
    for (size_t i = 0; i < d->n_states; i++)
        if (d->state[i].value == state.value) {
            parse_error(p, word->at, "state %s is given twice", number);
            return;
        }
    state.text = xstrdup(text);
    d->state = xgrow(d->state, d->n_states, cap, sizeof *d->state);
    d->state[d->n_states++] = state;
}

/* ---- options ------------------------------------------------------------- */

/* Where a definition line is read. */
struct cursor {
    struct parse *p;
    const struct statement *s;
    size_t i; /* next word */
    struct rough *def;
};

/* The word after an option; false: it is missing, and that is reported. */
static bool
need_word(struct cursor *c, const char *use)
{
    if (c->i < c->s->n)
        return true;
    parse_error(c->p, c->s->word[c->s->n].at, "something is missing: %s", use);
    return false;
}

static void
option_unit(struct cursor *c)
{
    if (need_word(c, "in UNIT")) {
        c->def->unit = word_unquote(c->p, c->s->word[c->i].text);
        c->def->option_at[OPTION_UNIT] = c->s->word[c->i++].at;
    }
}

static void
option_states(struct cursor *c)
{
    size_t cap = 0;
    if (c->i >= c->s->n || !looks_like_state(c->s->word[c->i].text)) {
        parse_error(c->p, c->s->word[c->i].at,
            "states are written NUMBER=TEXT, NUMBER=TEXT! where abnormal");
        return;
    }
    while (c->i < c->s->n && looks_like_state(c->s->word[c->i].text))
        add_state(c->p, &c->def->d, &cap, &c->s->word[c->i++]);
}

static void
option_bar(struct cursor *c)
{
    struct display_def *d = &c->def->d;
    if (need_word(c, "bar LOW..HIGH"))
        d->has_bar =
            parse_range(c->p, &c->s->word[c->i++], &d->bar_low, &d->bar_high);
}

static void
option_spark(struct cursor *c)
{
    if (need_word(c, "spark TIME"))
        parse_span(c->p, &c->s->word[c->i++], &c->def->d.spark_ns);
}

static void
option_plot(struct cursor *c)
{
    struct display_def *d = &c->def->d;
    if (!need_word(c, "plot TIME y LOW..HIGH"))
        return;
    parse_span(c->p, &c->s->word[c->i++], &d->plot_ns);
    if (c->i >= c->s->n || !str_eq(c->s->word[c->i].text, "y"))
        return;
    c->i++;
    if (need_word(c, "plot TIME y LOW..HIGH"))
        d->has_plot_range =
            parse_range(c->p, &c->s->word[c->i++], &d->plot_low, &d->plot_high);
}

static void
option_stale(struct cursor *c)
{
    if (need_word(c, "stale TIME"))
        parse_span(c->p, &c->s->word[c->i++], &c->def->d.stale_ns);
}

static void
option_like(struct cursor *c)
{
    if (need_word(c, "like NAME")) {
        c->def->like = c->s->word[c->i].text;
        c->def->option_at[OPTION_LIKE] = c->s->word[c->i++].at;
    }
}

static const struct {
    const char *name;
    enum option option;
    void (*fn)(struct cursor *c);
} options[] = {
    {"in", OPTION_UNIT, option_unit},
    {"states", OPTION_STATES, option_states},
    {"bar", OPTION_BAR, option_bar},
    {"spark", OPTION_SPARK, option_spark},
    {"plot", OPTION_PLOT, option_plot},
    {"stale", OPTION_STALE, option_stale},
    {"like", OPTION_LIKE, option_like},
};

/* False: it was given before on this line. */
static bool
mark_option(struct cursor *c, enum option option, const struct word *word)
{
    bool is_first = !c->def->is_given[option];
    if (!is_first)
        parse_error(c->p, word->at, "'%s' is given twice", word->text);
    else
        c->def->option_at[option] = word->at;
    c->def->is_given[option] = true;
    return is_first;
}

static void
parse_format(struct cursor *c, const struct word *word)
{
    const char *why, *text = word_unquote(c->p, word->text);
    if (c->def->format != NULL)
        parse_error(
            c->p, word->at, "there is a format already, %s", c->def->format);
    else if (!format_parse(text, &c->def->d.format, &why))
        parse_error(c->p, word->at, "'%s' is no format: %s", word->text, why);
    c->def->is_given[OPTION_FORMAT] = true;
    c->def->option_at[OPTION_FORMAT] = word->at;
    c->def->format = text;
}

static void
unknown_option(struct cursor *c, const struct word *word)
{
    struct nearest near = nearest_to(word->text);
    for (size_t i = 0; i < ARRAY_LEN(options); i++)
        nearest_try(&near, options[i].name);
    if (near.best != NULL)
        parse_error(c->p, word->at,
            "'%s' is not known here; did you mean '%s'?", word->text,
            near.best);
    else
        parse_error(c->p, word->at,
            "'%s' is not known here: a %%format, in, states, bar, spark, plot, "
            "stale or like",
            word->text);
}

/* The option at the cursor; false: the rest of the line says nothing. */
static bool
parse_option(struct cursor *c)
{
    const struct word *word = &c->s->word[c->i++];
    if (word->text[0] == '%' || str_prefix(word->text, "\"%")) {
        parse_format(c, word);
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        if (!str_eq(word->text, options[i].name))
            continue;
        if (!mark_option(c, options[i].option, word))
            return false;
        options[i].fn(c);
        return true;
    }
    unknown_option(c, word);
    return false;
}

/* ---- the line ------------------------------------------------------------ */

static void
parse_packet(struct cursor *c)
{
    struct rough *def = c->def;
    def->d.source = DISPLAY_PACKET;
    def->is_bad = !need_word(c, "packet NAME, or packet NAME gaps");
    if (def->is_bad)
        return;
    def->source = c->s->word[c->i].text;
    def->source_at = c->s->word[c->i++].at;
    if (c->i < c->s->n && str_eq(c->s->word[c->i].text, "gaps")) {
        def->d.source = DISPLAY_PACKET_GAPS;
        c->i++;
    }
}

static void
parse_source(struct cursor *c)
{
    static const char use[] =
        "NAME PARAMETER, NAME = EXPRESSION or NAME packet PACKET";
    struct rough *def = c->def;
    def->is_bad = !need_word(c, use);
    if (def->is_bad)
        return;
    const struct word *word = &c->s->word[c->i];
    if (str_eq(word->text, "=")) {
        def->d.source = DISPLAY_EXPRESSION;
        def->source_at = word->at;
        c->i = parse_expression(c->p, c->s, c->i + 1, def);
    } else if (str_eq(word->text, "packet")) {
        c->i++;
        parse_packet(c);
    } else {
        def->d.source = DISPLAY_PARAM;
        def->source = word->text;
        def->source_at = word->at;
        c->i++;
    }
}

void
parse_definition(struct parse *p, const struct statement *s)
{
    const struct word *name = &s->word[0];
    if (!parse_name_is_valid(name->text)) {
        parse_error(p, name->at,
            "'%s' is no name: letters, digits and . _ -, a letter first",
            name->text);
        return;
    }
    const struct rough *first = parse_find(p, name->text);
    if (first != NULL) {
        parse_error(p, name->at, "'%s' is defined twice, first in line %u",
            name->text, first->at.line);
        return;
    }
    if (p->n_defs == DISPLAY_FIELDS_MAX) {
        if (!p->is_full)
            parse_error(p, name->at, "there are more than %d definitions",
                DISPLAY_FIELDS_MAX);
        p->is_full = true;
        return;
    }
    struct rough def = {.at = name->at};
    def.d.name = xstrdup(name->text);
    def.d.line = name->at.line;
    def.d.item = def.d.container = MDB_NIL;
    def.d.format.precision = -1;
    struct cursor c = {.p = p, .s = s, .i = 1, .def = &def};
    parse_source(&c);
    while (!def.is_bad && c.i < s->n && parse_option(&c))
        continue;
    p->def = xgrow(p->def, p->n_defs, &p->defs_cap, sizeof *p->def);
    p->def[p->n_defs++] = def;
}
