/*
 * parse_name.c - names, references, texts, units.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "pluto/parse_priv.h"

/* May this token, on the line of a name that began, go on with it?  Later
 * words may begin with a digit. */
static bool
goes_on(const struct parser *ps, const struct token *t, uint8_t stop)
{
    if (t->is_first || t->flags & stop)
        return false;
    if (t->kind == T_WORD)
        return true;
    if (t->kind < T_NUMBER || t->kind > T_RELATIVE)
        return false;
    const char *s = ps->lexer.text + t->off;
    for (uint32_t i = 0; i < t->len; i++)
        if (strchr("./:^+-", s[i]) != NULL)
            return false;
    return true;
}

static const struct pluto_symbol *
name(struct parser *ps, const char *what, uint8_t stop)
{
    const struct token *t = peek(ps);
    if (t->kind != T_WORD || t->flags & KF_STOP) {
        fail_expected(ps, what, KW_NONE);
        return NULL;
    }
    uint32_t off = t->off;
    next(ps);
    while (goes_on(ps, peek(ps), stop))
        next(ps);
    if (ps->marks != NULL)
        marks_add(ps->marks, M_WRITTEN, off, ps->end_off - off);
    return symbols_get(
        &ps->symbols, ps->pluto, ps->lexer.text + off, ps->end_off - off);
}

const struct pluto_symbol *
parse_name(struct parser *ps, const char *what)
{
    return name(ps, what, KF_STOP);
}

/* A stop word that may stand behind the name of a step: its body begins. */
static bool
begins_main(const struct token *t)
{
    switch (t->keyword) {
    case KW_IN:
        return t[1].keyword == KW_THE || t[1].keyword == KW_PARALLEL ||
               t[1].keyword == KW_CASE;
    case KW_RAISE:
        return t[1].keyword == KW_EVENT;
    case KW_SAVE:
        return t[1].keyword == KW_CONTEXT;
    default:
        return t->keyword == KW_END;
    }
}

/* Is the word that must follow the name on its line? */
static bool
is_ahead(const struct token *t, enum keyword follows)
{
    for (unsigned i = 0; i < LEX_AHEAD && !t[i].is_first; i++)
        if (t[i].keyword == follows)
            return true;
    return false;
}

/* "Go to Standby": pass over the words up to the end of the line, or to what
 * may follow the name, which were meant as part of it. */
static void
pass_name(struct parser *ps, enum keyword follows)
{
    bool is_step = follows == KW_STEP;
    const struct token *t = peek(ps);
    for (; !t->is_first && t->kind >= T_WORD && t->kind <= T_QUANTITY;
         t = peek(ps)) {
        if (is_step ? (t->flags & KF_STEP) != 0 || begins_main(t)
                    : t->flags & KF_STOP &&
                          (t->keyword == follows || t->keyword == KW_END))
            return;
        next(ps);
    }
}

static void
say_stop_word(struct parser *ps)
{
    const struct token *t = peek(ps);
    complain(ps, token_span(t), "'%.*s' cannot be part of a name", (int)t->len,
        ps->lexer.text + t->off);
}

/* Is the current token, a stop word, the first one of a name? */
static bool
begins_refused(const struct token *t)
{
    return t->flags & KF_STOP && !t->is_first && !begins_main(t) &&
           t[1].kind == T_WORD && !t[1].is_first && !(t[1].flags & KF_STOP);
}

static const struct pluto_symbol *
declared_name(
    struct parser *ps, const char *what, uint8_t stop, enum keyword follows)
{
    bool is_said = begins_refused(peek(ps)) && !at(ps, follows);
    if (is_said) {
        say_stop_word(ps);
        next(ps);
    }
    const struct pluto_symbol *symbol = name(ps, what, stop);
    const struct token *t = peek(ps);
    if (symbol == NULL || t->is_first || !(t->flags & KF_STOP) ||
        t->keyword == follows || t->keyword == KW_END ||
        (follows == KW_STEP && begins_main(t)) ||
        (follows == KW_OF && !is_ahead(t, follows)))
        return symbol;
    if (!is_said)
        say_stop_word(ps);
    pass_name(ps, follows);
    return symbol;
}

const struct pluto_symbol *
parse_declared_name(struct parser *ps, const char *what, enum keyword follows)
{
    return declared_name(ps, what, KF_STOP, follows);
}

const struct pluto_symbol *
parse_step_name(struct parser *ps)
{
    return declared_name(
        ps, "the name of the step", KF_STOP | KF_STEP, KW_STEP);
}

/* Words before a name that say what it is the name of; 0 when the word is the
 * name itself. */
static unsigned
type_words(const struct parser *ps, enum pluto_object_type *type)
{
    const struct token *t = peek(ps);
    if (!(t->flags & KF_TYPE))
        return 0;
    unsigned n = 1;
    switch (t->keyword) {
    case KW_SYSTEM:
        n = t[1].keyword == KW_ELEMENT ? 2 : 0;
        *type = PLUTO_SYSTEM_ELEMENT;
        break;
    case KW_REPORTING:
        n = t[1].keyword == KW_DATA ? 2 : 0;
        *type = PLUTO_REPORTING_DATA;
        break;
    case KW_PARAMETER:
        *type = PLUTO_REPORTING_DATA;
        break;
    case KW_ACTIVITY:
        *type = PLUTO_ACTIVITY;
        break;
    case KW_EVENT:
        *type = PLUTO_EVENT;
        break;
    default:
        *type = PLUTO_STEP;
        break;
    }
    t += n;
    if (n == 0 || t->kind != T_WORD || t->is_first || t->flags & KF_STOP) {
        *type = PLUTO_ANY;
        return 0;
    }
    return n;
}

static void
first_name(struct parser *ps, const char *what, struct pluto_ref *ref)
{
    enum pluto_object_type type = PLUTO_ANY;
    unsigned n = type_words(ps, &type);
    uint32_t off = peek(ps)->off;
    for (unsigned i = 0; i < n; i++)
        next(ps);
    ref->type = (uint8_t)type;
    const struct pluto_symbol *symbol = parse_name(ps, what);
    scratch_add(ps, &symbol, sizeof(void *));
    if (n > 0 && symbol != NULL)
        ref->whole = symbols_get(
            &ps->symbols, ps->pluto, ps->lexer.text + off, ps->end_off - off);
}

struct pluto_ref *
parse_ref(struct parser *ps, const char *what)
{
    struct pluto_ref *ref = arena_alloc(&ps->pluto->arena, sizeof *ref);
    size_t begin = ps->scratch.len;
    uint32_t off = peek(ps)->off, n;
    first_name(ps, what, ref);
    while (accept(ps, KW_OF)) {
        if (at_two(ps, KW_SYSTEM, KW_ELEMENT) && peek(ps)[2].kind == T_WORD &&
            !peek(ps)[2].is_first && !(peek(ps)[2].flags & KF_STOP)) {
            next(ps);
            next(ps);
        }
        const struct pluto_symbol *s =
            parse_name(ps, "the name of a system element");
        scratch_add(ps, &s, sizeof(void *));
    }
    ref->name = scratch_take(ps, begin, sizeof(void *), &n);
    if (n > UINT16_MAX)
        fail(ps, "a name of too many levels");
    ref->n = (uint16_t)n;
    ref->span = span_from(ps, off);
    return ps->is_failed ? NULL : ref;
}

char *
parse_text(struct parser *ps)
{
    const struct token *t = peek(ps);
    if (t->kind != T_STRING) {
        fail_expected(ps, "a text in double quotes", KW_NONE);
        return NULL;
    }
    const char *s = ps->lexer.text + t->off + 1;
    size_t len = t->len >= 2 ? t->len - 2 : 0, n = 0;
    char *text = arena_alloc(&ps->pluto->arena, len + 1);
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '\\' && i + 1 < len &&
            (s[i + 1] == '"' || s[i + 1] == '\\'))
            i++;
        text[n++] = s[i];
    }
    next(ps);
    return text;
}

const char *
parse_unit(struct parser *ps, uint32_t off)
{
    uint32_t end = lexer_unit(ps->lexer.text, off);
    if (end == off) {
        fail_expected(ps, "a unit", KW_NONE);
        return NULL;
    }
    lexer_seek(&ps->lexer, end);
    ps->end_off = end;
    if (ps->marks != NULL)
        marks_add(ps->marks, M_WRITTEN, off, end - off);
    return symbols_unit(
        &ps->symbols, ps->pluto, ps->lexer.text + off, end - off);
}
