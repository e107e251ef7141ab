/*
 * conf_scan.c - where everything stands in a configuration file.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission/conf_scan.h"

#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/utf8.h"
#include "common/xalloc.h"

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,   /* bare */
    TOKEN_STRING, /* quoted */
    TOKEN_PUNCT,  /* one of = { } ( ) , or += */
    TOKEN_BAD,    /* reported */
};

struct token {
    enum token_kind kind;
    size_t at, len; /* with its quotes */
    struct conf_place place;
};

struct scanner {
    const char *file, *what;
    char *s; /* the text, where what is wrong becomes blanks */
    size_t len, at;
    size_t line_at; /* where the current line begins */
    unsigned line;
    struct notes *notes;
    const struct conf_rule *rule;
    size_t n_rules;
    struct conf_scan *out;
    struct token token;
};

static void complain(struct scanner *s, struct conf_place at, const char *fmt,
    ...) PRINTF_LIKE(3, 4);

static void
complain(struct scanner *s, struct conf_place at, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    notes_add(s->notes, NOTE_ERROR, s->file, at.line, at.col, "%s",
        strbuf_get(&text));
    strbuf_fini(&text);
}

/* Overwrite with blanks, keeping the lines. */
static void
blank(struct scanner *s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (s->s[i] != '\n')
            s->s[i] = ' ';
}

static struct conf_place
here(const struct scanner *s)
{
    return (struct conf_place){s->line, (unsigned)(s->at - s->line_at) + 1};
}

static char
look(const struct scanner *s, size_t ahead)
{
    return s->at + ahead < s->len ? s->s[s->at + ahead] : '\0';
}

static void
step(struct scanner *s)
{
    if (s->s[s->at++] == '\n') {
        s->line++;
        s->line_at = s->at;
    }
}

/* Blanks and comments; comments become blanks. */
static void
skip_space(struct scanner *s)
{
    while (s->at < s->len) {
        char c = look(s, 0);
        size_t from = s->at;
        if (c == ' ' || c == '\t' || c == '\n') {
            step(s);
        } else if (c == '#' || (c == '/' && look(s, 1) == '/')) {
            while (s->at < s->len && look(s, 0) != '\n')
                step(s);
            blank(s, from, s->at);
        } else if (c == '/' && look(s, 1) == '*') {
            struct conf_place begin = here(s);
            s->at += 2;
            while (s->at < s->len && !(look(s, 0) == '*' && look(s, 1) == '/'))
                step(s);
            if (s->at == s->len)
                complain(s, begin, "this comment is never closed");
            else
                s->at += 2;
            blank(s, from, s->at);
        } else {
            return;
        }
    }
}

static void
take_string(struct scanner *s)
{
    char quote = look(s, 0);
    step(s);
    while (s->at < s->len && look(s, 0) != quote && look(s, 0) != '\n') {
        if (quote == '"' && look(s, 0) == '$' && look(s, 1) == '{') {
            complain(s, here(s),
                "the environment is not expanded here; write the value, or "
                "'${' in single quotes");
            s->token.kind = TOKEN_BAD;
        }
        if (look(s, 0) == '\\' && look(s, 1) != '\n' && s->at + 1 < s->len)
            step(s);
        step(s);
    }
    if (look(s, 0) == quote && s->at < s->len) {
        step(s);
        return;
    }
    complain(s, s->token.place, "this string is not closed on its line");
    s->token.kind = TOKEN_BAD;
}

static void
take_word(struct scanner *s)
{
    while (s->at < s->len && strchr(" \t\n\"'{}()=,#", look(s, 0)) == NULL) {
        if (look(s, 0) == '+' && look(s, 1) == '=')
            break;
        if (look(s, 0) == '$' && look(s, 1) == '{') {
            complain(s, here(s),
                "the environment is not expanded here; write the value");
            s->token.kind = TOKEN_BAD;
        }
        step(s);
    }
}

static void
next(struct scanner *s)
{
    skip_space(s);
    s->token = (struct token){TOKEN_END, s->at, 0, here(s)};
    if (s->at == s->len)
        return;
    char c = look(s, 0);
    if (strchr("={}(),", c) != NULL || (c == '+' && look(s, 1) == '=')) {
        s->token.kind = TOKEN_PUNCT;
        s->at += c == '+' ? 2 : 1;
    } else if (c == '"' || c == '\'') {
        s->token.kind = TOKEN_STRING;
        take_string(s);
    } else {
        s->token.kind = TOKEN_WORD;
        take_word(s);
    }
    s->token.len = s->at - s->token.at;
    if (s->token.len > CONF_TEXT_MAX && s->token.kind != TOKEN_BAD) {
        complain(s, s->token.place, "this text is longer than %d bytes",
            CONF_TEXT_MAX);
        s->token.kind = TOKEN_BAD;
    }
}

static bool
is_punct(const struct scanner *s, const char *text)
{
    return s->token.kind == TOKEN_PUNCT && s->token.len == strlen(text) &&
           memcmp(s->s + s->token.at, text, s->token.len) == 0;
}

static bool
is_text(const struct scanner *s)
{
    return s->token.kind == TOKEN_WORD || s->token.kind == TOKEN_STRING;
}

/* The token for a message: what is there instead of what was expected. */
static char *
token_text(const struct scanner *s)
{
    if (s->token.kind == TOKEN_END)
        return xstrdup("the end of the file");
    int len = s->token.len < 40 ? (int)s->token.len : 40;
    return xasprintf("'%.*s'", len, s->s + s->token.at);
}

/* Complain that `wanted` is missing, unless the token was complained about. */
static void
unexpected(struct scanner *s, const char *wanted)
{
    if (s->token.kind == TOKEN_BAD)
        return;
    char *found = token_text(s);
    complain(s, s->token.place, "%s is expected here, not %s", wanted, found);
    free(found);
}

/* Without quotes; escapes are resolved by libconfuse only. */
static char *
unquoted(const struct scanner *s)
{
    size_t cut = s->token.kind == TOKEN_STRING ? 1 : 0;
    return xstrndup(s->s + s->token.at + cut, s->token.len - 2 * cut);
}

static const char *
section_of(const struct scanner *s, uint32_t parent)
{
    return parent == CONF_ROOT ? "" : s->out->entry[parent].rule->name;
}

static const struct conf_rule *
find_rule(struct scanner *s, uint32_t parent, const char *name)
{
    const char *section = section_of(s, parent), *nearest = NULL;
    unsigned least = 4;
    for (size_t i = 0; i < s->n_rules; i++) {
        const struct conf_rule *r = &s->rule[i];
        if (strcmp(r->section, section) != 0)
            continue;
        if (strcmp(r->name, name) == 0)
            return r;
        unsigned max = strlen(name) < 4 ? 1 : strlen(name) < 8 ? 2 : 3;
        unsigned d = str_distance(name, r->name, max);
        if (d <= max && d < least) {
            least = d;
            nearest = r->name;
        }
    }
    struct strbuf text = {0};
    strbuf_addf(&text, "'%.40s' is not an option ", name);
    if (section[0] == '\0')
        strbuf_addf(&text, "of %s", s->what);
    else
        strbuf_addf(&text, "of a section '%s'", section);
    if (nearest != NULL)
        strbuf_addf(&text, "; did you mean '%s'?", nearest);
    complain(s, s->token.place, "%s", strbuf_get(&text));
    strbuf_fini(&text);
    return NULL;
}

/* After something wrong: what follows `line`, or the end of this section. */
static void
recover(struct scanner *s, unsigned line)
{
    size_t depth = 0; /* of braces opened meanwhile */
    while (s->token.kind != TOKEN_END && s->token.place.line == line) {
        if (is_punct(s, "}") && depth-- == 0)
            return;
        depth += is_punct(s, "{") ? 1 : 0;
        next(s);
    }
}

/* Over a balanced { ... } whose '{' is the token. */
static void
skip_braces(struct scanner *s)
{
    struct conf_place open = s->token.place;
    size_t depth = 0;
    do {
        depth += is_punct(s, "{") ? 1 : 0;
        depth -= is_punct(s, "}") ? 1 : 0;
        next(s);
    } while (depth > 0 && s->token.kind != TOKEN_END);
    if (depth > 0)
        complain(s, open, "this '{' is never closed");
}

/* Over what follows an unknown name: "= value", "title { ... }", "( ... )". */
static void
skip_unknown(struct scanner *s)
{
    if (is_punct(s, "=") || is_punct(s, "+=")) {
        next(s);
        if (is_punct(s, "{"))
            skip_braces(s);
        else if (is_text(s))
            next(s);
    } else if (is_punct(s, "(")) {
        recover(s, s->token.place.line);
    } else {
        if (is_text(s))
            next(s);
        if (is_punct(s, "{"))
            skip_braces(s);
    }
}

static void
add_value(struct scanner *s, struct conf_entry *e)
{
    e->value = xreallocarray(e->value, e->n_values + 1, sizeof *e->value);
    e->value[e->n_values++] = s->token.place;
}

/* Over the rest of a list with something wrong in it. */
static void
close_list(struct scanner *s)
{
    size_t depth = 1;
    while (depth > 0 && s->token.kind != TOKEN_END && !is_punct(s, "=")) {
        depth += is_punct(s, "{") ? 1 : 0;
        depth -= is_punct(s, "}") ? 1 : 0;
        next(s);
    }
}

/* The values of a list whose '{' is the token. */
static bool
take_list(struct scanner *s, struct conf_entry *e)
{
    struct conf_place open = s->token.place;
    next(s);
    while (is_text(s)) {
        add_value(s, e);
        next(s);
        if (!is_punct(s, ","))
            break;
        next(s);
    }
    if (s->token.kind == TOKEN_END) {
        complain(s, open, "this '{' is never closed");
        return false;
    }
    if (!is_punct(s, "}")) {
        unexpected(s, "',' or '}'");
        close_list(s);
        return false;
    }
    next(s);
    return true;
}

static bool
take_value(struct scanner *s, struct conf_entry *e)
{
    if (!is_punct(s, "=")) {
        unexpected(s, "'='");
        return false;
    }
    unsigned line = s->token.place.line;
    struct conf_place after = {line, s->token.place.col + 1};
    next(s);
    if (s->token.place.line != line && s->token.kind != TOKEN_BAD) {
        complain(s, after, "a value is expected behind this '='");
        return false;
    }
    if (e->rule->kind == CONF_LIST && is_punct(s, "{"))
        return take_list(s, e);
    if (!is_text(s)) {
        unexpected(
            s, e->rule->kind == CONF_LIST ? "a list {value, ...}" : "a value");
        return false;
    }
    add_value(s, e);
    next(s);
    return true;
}

static bool
take_head(struct scanner *s, struct conf_entry *e)
{
    if (e->rule->kind == CONF_TITLED) {
        if (!is_text(s)) {
            unexpected(s, "a name");
            return false;
        }
        e->title = unquoted(s);
        e->title_at = s->token.place;
        if (strchr(e->title, '\\') != NULL) {
            complain(s, s->token.place, "a name has no backslash");
            return false;
        }
        next(s);
    }
    if (!is_punct(s, "{")) {
        unexpected(s, "'{'");
        return false;
    }
    next(s);
    return true;
}

static bool
is_section(const struct conf_entry *e)
{
    return e->rule->kind == CONF_SECTION || e->rule->kind == CONF_TITLED;
}

static void
entry_fini(struct conf_entry *e)
{
    free(e->title);
    free(e->value);
}

/* Written twice: only the first counts. */
static bool
is_duplicate(struct scanner *s, const struct conf_entry *e)
{
    const struct conf_entry *first =
        conf_scan_find(s->out, e->parent, e->rule->name, e->title);
    if (first == NULL)
        return false;
    complain(s, e->title != NULL ? e->title_at : e->at,
        "%s%s%s stands here again; the first is in line %u", e->rule->name,
        e->title != NULL ? " " : "", e->title != NULL ? e->title : "",
        first->at.line);
    return true;
}

/* Close the innermost section; the token is its '}'. */
static uint32_t
close_section(struct scanner *s, uint32_t parent)
{
    if (parent == CONF_ROOT) {
        complain(s, s->token.place, "there is no '{' for this '}'");
        blank(s, s->token.at, s->token.at + 1);
        next(s);
        return CONF_ROOT;
    }
    next(s);
    return s->out->entry[parent].parent;
}

/*
 * One entry whose name is the token.  Returns the section that what follows
 * belongs to.
 */
static uint32_t
take_entry(struct scanner *s, uint32_t parent)
{
    size_t from = s->token.at;
    if (s->token.kind != TOKEN_WORD) {
        unsigned line = s->token.place.line;
        unexpected(s, "the name of an option");
        next(s);
        recover(s, line);
        blank(s, from, s->token.at);
        return parent;
    }
    char *name = unquoted(s);
    struct conf_entry e = {
        .parent = parent,
        .rule = find_rule(s, parent, name),
        .at = s->token.place,
    };
    free(name);
    next(s);
    if (e.rule == NULL) {
        skip_unknown(s);
        blank(s, from, s->token.at);
        return parent;
    }
    bool is_good = is_section(&e) ? take_head(s, &e) : take_value(s, &e);
    if (!is_good) {
        recover(s, e.at.line);
        blank(s, from, s->token.at);
        entry_fini(&e);
        return parent;
    }
    if (is_duplicate(s, &e)) {
        if (is_section(&e)) {
            for (size_t depth = 1; depth > 0 && s->token.kind != TOKEN_END;) {
                depth += is_punct(s, "{") ? 1 : 0;
                depth -= is_punct(s, "}") ? 1 : 0;
                next(s);
            }
        }
        blank(s, from, s->token.at);
        entry_fini(&e);
        return parent;
    }
    struct conf_scan *out = s->out;
    if (out->n == CONF_ENTRIES_MAX)
        complain(s, e.at, "more than %d options: the rest is not read",
            CONF_ENTRIES_MAX);
    if (out->n >= CONF_ENTRIES_MAX) {
        entry_fini(&e);
        blank(s, from, s->len);
        s->at = s->len;
        next(s);
        return parent;
    }
    out->entry = xgrow(out->entry, out->n, &out->cap, sizeof *out->entry);
    out->entry[out->n++] = e;
    return is_section(&e) ? (uint32_t)(out->n - 1) : parent;
}

/* A copy in which line ends are '\n' and nothing can upset a reader. */
static void
prepare(struct scanner *s, const char *text, size_t len)
{
    s->s = xcalloc(len + 1, 1);
    memcpy(s->s, text, len);
    s->len = len;
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        blank(s, 0, 3);
        s->line_at = 3; /* the mark takes no column */
    }
    struct conf_place at = {1, 1};
    for (size_t i = s->line_at; i < len;) {
        uint32_t c;
        size_t n = utf8_decode(text + i, len - i, &c);
        bool is_good = n > 0 && (utf8_is_safe(c) || c == '\n' || c == '\t');
        if (c == '\r' && n == 1) {
            s->s[i] = ' ';
        } else if (!is_good) {
            complain(s, at, "byte 0x%02x is not allowed in a text",
                (unsigned)(unsigned char)text[i]);
            memset(s->s + i, '?', n ? n : 1);
        }
        at.col += (unsigned)(n ? n : 1);
        if (c == '\n')
            at = (struct conf_place){at.line + 1, 1};
        i += n ? n : 1;
    }
    s->at = s->line_at;
}

void
conf_scan(const char *file, const char *what, const char *text, size_t len,
    const struct conf_rule *rule, size_t n_rules, struct notes *notes,
    struct conf_scan *out)
{
    *out = (struct conf_scan){0};
    struct scanner s = {
        .file = file,
        .what = what,
        .line = 1,
        .notes = notes,
        .rule = rule,
        .n_rules = n_rules,
        .out = out,
    };
    prepare(&s, text, len);
    uint32_t parent = CONF_ROOT;
    next(&s);
    while (s.token.kind != TOKEN_END) {
        if (is_punct(&s, "}"))
            parent = close_section(&s, parent);
        else
            parent = take_entry(&s, parent);
    }
    struct strbuf closers = {0};
    strbuf_add(&closers, s.s, s.len);
    for (; parent != CONF_ROOT; parent = out->entry[parent].parent) {
        complain(&s, out->entry[parent].at, "the '{' of %s is never closed",
            out->entry[parent].rule->name);
        strbuf_adds(&closers, "\n}");
    }
    strbuf_addc(&closers, '\n');
    free(s.s);
    out->text = strbuf_take(&closers);
}

void
conf_scan_fini(struct conf_scan *scan)
{
    for (size_t i = 0; i < scan->n; i++)
        entry_fini(&scan->entry[i]);
    free(scan->entry);
    free(scan->text);
    *scan = (struct conf_scan){0};
}

const struct conf_entry *
conf_scan_find(const struct conf_scan *scan, uint32_t parent, const char *name,
    const char *title)
{
    /* What is in a section stands behind it, in one piece. */
    size_t from = parent == CONF_ROOT ? 0 : (size_t)parent + 1;
    for (size_t i = from; i < scan->n; i++) {
        const struct conf_entry *e = &scan->entry[i];
        if (parent != CONF_ROOT &&
            (e->parent == CONF_ROOT || e->parent < parent))
            return NULL;
        if (e->parent == parent && strcmp(e->rule->name, name) == 0 &&
            (title == NULL ||
                (e->title != NULL && strcmp(e->title, title) == 0)))
            return e;
    }
    return NULL;
}
