/*
 * stack_text.c - stacks as text, one command a line.
 *
 * A line is words with blanks between.  A word is taken literally but for
 * parts in double quotes, in which \" and \\ stand for the characters.  '#' at
 * the beginning of a word begins a comment.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "command/stack.h"
#include "common/nearest.h"
#include "common/time.h"
#include "common/xalloc.h"

#define FIRST_LINE "columba-stack 1"

static const char *const keywords[] = {
    "columba-stack", "mission", "until", "wait", "pause"};

/* ---- writing ------------------------------------------------------------- */

static void
add_quoted(struct strbuf *out, const char *s)
{
    strbuf_addc(out, '"');
    for (; *s != '\0'; s++) {
        if (*s == '"' || *s == '\\')
            strbuf_addc(out, '\\');
        strbuf_addc(out, *s);
    }
    strbuf_addc(out, '"');
}

static bool
is_keyword(const char *s)
{
    for (size_t i = 0; i < ARRAY_LEN(keywords); i++)
        if (strcmp(s, keywords[i]) == 0)
            return true;
    return false;
}

/* `is_first`: it begins a word, where '#', '@' and '=' would mean something. */
static void
add_word(struct strbuf *out, const char *s, bool is_first)
{
    bool is_plain = *s != '\0' && strpbrk(s, " \"") == NULL;
    if (is_first &&
        (strpbrk(s, "=") != NULL || strchr("#@", *s) != NULL || is_keyword(s)))
        is_plain = false;
    if (is_plain)
        strbuf_adds(out, s);
    else
        add_quoted(out, s);
}

static void
add_value(struct strbuf *out, const struct stack_value *v)
{
    strbuf_addc(out, ' ');
    add_word(out, v->name, true);
    strbuf_addc(out, '=');
    add_word(out, v->text, false);
}

static void
add_wait(struct strbuf *out, int64_t ms)
{
    if (ms % 1000 == 0)
        strbuf_addf(out, "wait %" PRId64 "s", ms / 1000);
    else
        strbuf_addf(out, "wait %" PRId64 "ms", ms);
}

static void
add_comment(struct strbuf *out, const char *text)
{
    if (text != NULL && *text != '\0')
        strbuf_addf(out, "  # %s", text);
}

void
stack_item_fmt(const struct stack_item *item, struct strbuf *out)
{
    const char *text = item->text != NULL ? item->text : "";
    switch (item->kind) {
    case STACK_NOTE:
        strbuf_adds(out, *text != '\0' ? "# " : "#");
        strbuf_adds(out, text);
        break;
    case STACK_PAUSE:
        strbuf_adds(out, "pause");
        if (*text != '\0') {
            strbuf_addc(out, ' ');
            add_quoted(out, text);
        }
        break;
    case STACK_WAIT:
        add_wait(out, item->wait_ms);
        add_comment(out, text);
        break;
    case STACK_COMMAND:
        add_word(out, item->name, true);
        for (size_t i = 0; i < item->n_values; i++)
            add_value(out, &item->value[i]);
        if (item->has_until)
            strbuf_addf(out, " @%s", until_str(item->until));
        add_comment(out, text);
        break;
    }
}

void
stack_fmt(const struct stack *stack, struct strbuf *out)
{
    strbuf_adds(out, FIRST_LINE "\n");
    if (stack->mission != NULL) {
        strbuf_adds(out, "mission ");
        add_word(out, stack->mission, true);
        strbuf_addc(out, '\n');
    }
    if (stack->until != UNTIL_COMPLETED)
        strbuf_addf(out, "until %s\n", until_str(stack->until));
    for (size_t i = 0; i < stack->n; i++) {
        if (stack->item[i].has_gap)
            strbuf_addc(out, '\n');
        stack_item_fmt(&stack->item[i], out);
        strbuf_addc(out, '\n');
    }
}

/* ---- words --------------------------------------------------------------- */

struct word {
    char *text;      /* owned, without quotes */
    size_t equals;   /* of the first '=' outside quotes, or SIZE_MAX */
    bool is_quoted;  /* it begins with a quote */
    unsigned col, n; /* in the line, bytes */
};

struct words {
    struct word *v; /* owned */
    size_t n, cap;
    const char *comment; /* borrowed from the line, NULL: none */
    size_t comment_len;
    unsigned comment_col;
};

struct parse {
    const char *file;
    struct notes *notes;
    struct stack *out;
    unsigned line;
    bool has_gap, has_items;
    bool has_mission, has_until;
};

static void
words_fini(struct words *w)
{
    for (size_t i = 0; i < w->n; i++)
        free(w->v[i].text);
    free(w->v);
    *w = (struct words){0};
}

#define error(p, col, cols, ...)                                               \
    notes_add_token((p)->notes, NOTE_ERROR, (p)->file, (p)->line, (col),       \
        (cols), __VA_ARGS__)

/* A word at s[*at]; false: a quote has no end. */
static bool
read_word(
    struct parse *p, const char *s, size_t len, size_t *at, struct word *out)
{
    struct strbuf text = {0};
    size_t start = *at, i = start;
    bool in_quotes = false;
    *out = (struct word){.equals = SIZE_MAX,
        .is_quoted = s[i] == '"',
        .col = (unsigned)start + 1};
    for (; i < len && (in_quotes || s[i] != ' '); i++) {
        if (s[i] == '"') {
            in_quotes = !in_quotes;
            continue;
        }
        if (s[i] == '=' && !in_quotes && out->equals == SIZE_MAX)
            out->equals = text.len;
        bool is_escape = in_quotes && s[i] == '\\' && i + 1 < len &&
                         (s[i + 1] == '"' || s[i + 1] == '\\');
        i += is_escape;
        strbuf_addc(&text, s[i]);
    }
    *at = i;
    out->n = (unsigned)(i - start);
    out->text = strbuf_take(&text);
    if (in_quotes)
        error(p, out->col, out->n, "the quote has no end");
    return !in_quotes;
}

static void
read_comment(struct words *w, const char *s, size_t len, size_t at)
{
    at++;
    at += at < len && s[at] == ' ';
    while (len > at && s[len - 1] == ' ')
        len--;
    w->comment = s + at;
    w->comment_len = len - at;
    w->comment_col = (unsigned)at + 1;
}

static bool
read_words(struct parse *p, const char *s, size_t len, struct words *w)
{
    bool is_good = true;
    for (size_t at = 0; at < len;) {
        if (s[at] == ' ') {
            at++;
            continue;
        }
        if (s[at] == '#') {
            read_comment(w, s, len, at);
            return is_good;
        }
        w->v = xgrow(w->v, w->n, &w->cap, sizeof *w->v);
        is_good = read_word(p, s, len, &at, &w->v[w->n++]) && is_good;
    }
    return is_good;
}

/* ---- items --------------------------------------------------------------- */

/* The comment of the line, owned; NULL without one. */
static char *
take_comment(struct parse *p, const struct words *w)
{
    if (w->comment == NULL)
        return NULL;
    if (w->comment_len > STACK_TEXT_MAX) {
        error(p, w->comment_col, (unsigned)w->comment_len,
            "the text is longer than %d bytes", STACK_TEXT_MAX);
        return NULL;
    }
    return xstrndup(w->comment, w->comment_len);
}

static void
read_until(struct parse *p, const struct word *w, size_t skip, enum until *out)
{
    const char *name = w->text + skip;
    if (until_parse(name, strlen(name), out))
        return;
    struct nearest n = nearest_to(name);
    for (unsigned i = 0; i < UNTIL_COUNT; i++)
        nearest_try(&n, until_str((enum until)i));
    error(p, w->col, w->n, "'%.60s' is no state to wait for%s%s%s", name,
        n.best != NULL ? "; did you mean '" : "", n.best != NULL ? n.best : "",
        n.best != NULL ? "'?" : "");
}

static void
read_value(struct parse *p, const struct word *w, struct stack_item *item)
{
    if (w->equals == SIZE_MAX || w->equals == 0) {
        error(p, w->col, w->n, "not ARGUMENT=VALUE");
        return;
    }
    if (w->equals > ORDER_NAME_MAX ||
        strlen(w->text + w->equals + 1) > ENCODE_TEXT_MAX) {
        error(p, w->col, w->n, "the value is too long");
        return;
    }
    char *name = xstrndup(w->text, w->equals);
    if (strchr(name, ' ') != NULL)
        error(p, w->col, w->n, "names of arguments have no blanks");
    else if (stack_item_get(item, name) != NULL)
        error(p, w->col, w->n, "'%.60s' is given twice", name);
    else if (item->n_values >= STACK_VALUES_MAX)
        error(p, w->col, w->n, "more than %d values", STACK_VALUES_MAX);
    else {
        stack_item_set(item, name, w->text + w->equals + 1);
        item->value[item->n_values - 1].col = w->col;
        item->value[item->n_values - 1].line = p->line;
    }
    free(name);
}

static void
read_command(struct parse *p, const struct words *w, struct stack_item *item)
{
    const struct word *first = &w->v[0];
    item->kind = STACK_COMMAND;
    item->name = xstrdup(first->text);
    if (item->name[0] == '\0' || strlen(item->name) > ORDER_NAME_MAX)
        error(p, first->col, first->n, "no name of a command");
    else if (first->equals != SIZE_MAX)
        error(p, first->col, first->n,
            "a value where the name of a command is expected");
    else if (!first->is_quoted && first->text[0] == '@')
        error(p, first->col, first->n, "no command before it");
    for (size_t i = 1; i < w->n; i++) {
        const struct word *word = &w->v[i];
        if (word->is_quoted || word->text[0] != '@') {
            read_value(p, word, item);
            continue;
        }
        if (item->has_until)
            error(p, word->col, word->n, "the second '@' of a command");
        item->has_until = true;
        read_until(p, word, 1, &item->until);
    }
}

static void
read_wait(struct parse *p, const struct words *w, struct stack_item *item)
{
    int64_t ns = 0;
    item->kind = STACK_WAIT;
    if (w->n != 2) {
        error(p, w->v[0].col, w->v[0].n, "expected: wait DURATION");
        return;
    }
    const struct word *d = &w->v[1];
    if (duration_parse(d->text, &ns) != ERR_OK)
        error(p, d->col, d->n, "'%.60s' is no duration: 5s, 200ms, 2min",
            d->text);
    else if (ns / NS_PER_MS > STACK_WAIT_MAX_MS)
        error(p, d->col, d->n, "longer than a day");
    else if (ns % NS_PER_MS != 0)
        error(p, d->col, d->n, "not a whole number of milliseconds");
    item->wait_ms = ns / NS_PER_MS;
}

/* What follows is one text; it may do without quotes. */
static void
read_pause(struct parse *p, const struct words *w, struct stack_item *item)
{
    struct strbuf text = {0};
    item->kind = STACK_PAUSE;
    for (size_t i = 1; i < w->n; i++) {
        if (i > 1)
            strbuf_addc(&text, ' ');
        strbuf_adds(&text, w->v[i].text);
    }
    if (w->comment != NULL)
        error(p, w->comment_col, 1,
            "a pause has a text, no comment: pause \"TEXT\"");
    if (text.len > STACK_TEXT_MAX)
        error(p, w->v[1].col, w->v[1].n, "the text is longer than %d bytes",
            STACK_TEXT_MAX);
    free(item->text);
    item->text = strbuf_take(&text);
}

/* ---- the head ------------------------------------------------------------ */

static void
read_mission(struct parse *p, const struct words *w)
{
    const struct word *first = &w->v[0];
    if (p->has_mission || p->has_items)
        error(p, first->col, first->n,
            "'%s' stands once, before the first command", first->text);
    else if (w->n != 2 || w->v[1].text[0] == '\0' ||
             strlen(w->v[1].text) > ORDER_LABEL_MAX)
        error(p, first->col, first->n, "expected: mission NAME");
    else
        p->out->mission = xstrdup(w->v[1].text);
    p->has_mission = true;
}

static void
read_head_until(struct parse *p, const struct words *w)
{
    const struct word *first = &w->v[0];
    if (p->has_until || p->has_items)
        error(p, first->col, first->n,
            "'%s' stands once, before the first command", first->text);
    else if (w->n != 2)
        error(p, first->col, first->n, "expected: until STATE");
    else
        read_until(p, &w->v[1], 0, &p->out->until);
    p->has_until = true;
}

/* The line says something of the whole stack. */
static bool
read_head(struct parse *p, const struct words *w)
{
    const struct word *first = &w->v[0];
    if (first->is_quoted)
        return false;
    bool is_mission = strcmp(first->text, "mission") == 0;
    bool is_until = strcmp(first->text, "until") == 0;
    bool is_first = strcmp(first->text, "columba-stack") == 0;
    if (is_mission)
        read_mission(p, w);
    else if (is_until)
        read_head_until(p, w);
    else if (is_first)
        error(p, first->col, first->n, "'%s' is the first line, once",
            first->text);
    if ((is_mission || is_until || is_first) && w->comment != NULL)
        error(p, w->comment_col, 1, "no comment here: it would be lost");
    return is_mission || is_until || is_first;
}

/* ---- lines --------------------------------------------------------------- */

static void
read_item(struct parse *p, const struct words *w, struct stack_item *item)
{
    item->text = take_comment(p, w);
    if (w->n == 0) {
        item->kind = STACK_NOTE;
        return;
    }
    item->col = w->v[0].col;
    const char *first = w->v[0].is_quoted ? "" : w->v[0].text;
    if (strcmp(first, "wait") == 0)
        read_wait(p, w, item);
    else if (strcmp(first, "pause") == 0)
        read_pause(p, w, item);
    else
        read_command(p, w, item);
}

static void
keep_item(struct parse *p, const struct stack_item *item)
{
    p->has_items = p->has_items || item->kind != STACK_NOTE;
    if (!stack_insert(p->out, p->out->n, item) &&
        p->out->n == STACK_ITEMS_MAX && p->line > 0) {
        error(p, 1, 1, "more than %d lines", STACK_ITEMS_MAX);
        p->line = 0; /* said once */
    }
}

/* Column of the first character that may not be there, or 0. */
static unsigned
find_unclean(const char *s, size_t len)
{
    if (str_is_clean(s, len))
        return 0;
    size_t good = 0;
    while (good < len && str_is_clean(s, good + 1))
        good++;
    for (size_t more = good + 1; more <= good + 4 && more <= len; more++)
        if (str_is_clean(s, more)) /* it was only the middle of one */
            return (unsigned)more + find_unclean(s + more, len - more);
    return (unsigned)good + 1;
}

static void
read_line(struct parse *p, const char *s, size_t len)
{
    struct words w = {0};
    unsigned bad = find_unclean(s, len);
    if (bad > 0) {
        error(p, bad, 1, "a control character, or no UTF-8");
        return;
    }
    if (read_words(p, s, len, &w)) {
        if (w.n == 0 && w.comment == NULL) {
            p->has_gap = true;
        } else if (w.n == 0 || !read_head(p, &w)) {
            struct stack_item item = {.has_gap = p->has_gap, .line = p->line};
            read_item(p, &w, &item);
            keep_item(p, &item);
            stack_item_fini(&item);
            p->has_gap = false;
        }
    }
    words_fini(&w);
}

/* Up to the newline; a carriage return before it and tabs are blanks. */
static char *
take_line(const char **text, const char *end, size_t *len)
{
    const char *nl = memchr(*text, '\n', (size_t)(end - *text));
    const char *stop = nl != NULL ? nl : end;
    *len = (size_t)(stop - *text);
    char *line = xstrndup("", 0);
    line = xreallocarray(line, *len + 1, 1);
    if (*len > 0)
        memcpy(line, *text, *len);
    line[*len] = '\0';
    if (*len > 0 && line[*len - 1] == '\r')
        --*len;
    for (size_t i = 0; i < *len; i++)
        if (line[i] == '\t')
            line[i] = ' ';
    *text = nl != NULL ? nl + 1 : end;
    return line;
}

static bool
is_first_line(const char *s, size_t len)
{
    while (len > 0 && s[len - 1] == ' ')
        len--;
    return len == strlen(FIRST_LINE) && memcmp(s, FIRST_LINE, len) == 0;
}

enum err
stack_parse(const char *file, const char *text, size_t len, struct notes *notes,
    struct stack *out)
{
    size_t before = notes->errors, n;
    struct parse p = {.file = file, .notes = notes, .out = out};
    const char *end = text + len;
    stack_init(out);
    if (len > STACK_BYTES_MAX) {
        notes_add(notes, NOTE_ERROR, file, 0, 0, "is larger than %d bytes",
            STACK_BYTES_MAX);
        return ERR_FORMAT;
    }
    for (p.line = 1; text < end || p.line == 1;) {
        char *line = take_line(&text, end, &n);
        unsigned number = p.line;
        if (number > 1)
            read_line(&p, line, n);
        else if (!is_first_line(line, n))
            error(&p, 1, 1, "the first line is not '" FIRST_LINE "'");
        free(line);
        if (p.line == 0)
            break;
        p.line = number + 1;
    }
    if (notes->errors == before)
        return ERR_OK;
    stack_fini(out);
    return ERR_FORMAT;
}

enum err
stack_item_parse(const char *file, const char *line, struct notes *notes,
    struct stack_item *out)
{
    size_t before = notes->errors, n;
    struct stack stack;
    struct parse p = {.file = file, .notes = notes, .out = &stack, .line = 1};
    const char *text = line, *end = line + strlen(line);
    stack_init(&stack);
    *out = (struct stack_item){0};
    char *copy = take_line(&text, end, &n);
    read_line(&p, copy, n);
    free(copy);
    if (notes->errors == before &&
        (stack.n != 1 || stack.item[0].kind != STACK_COMMAND || text < end))
        error(&p, 1, 1, "not a command");
    if (notes->errors == before) {
        *out = stack.item[0];
        stack.n = 0;
    }
    stack_fini(&stack);
    return notes->errors == before ? ERR_OK : ERR_FORMAT;
}
