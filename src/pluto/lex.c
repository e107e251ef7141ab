/*
 * lex.c - the tokens of a procedure.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/lex.h"

#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "pluto/parse.h"

enum class {
    C_LETTER = 1, /* also '_' */
    C_DIGIT = 2,
    C_WORD = C_LETTER | C_DIGIT,
    C_BLANK = 4,   /* also '\r' */
    C_COMMENT = 8, /* needs no look inside a comment */
    C_TEXT = 16,   /* the same inside quotes */
    C_SKIP = 32,   /* may be or begin what stands between tokens */
};

#define NO 0
#define NL C_SKIP
#define BL (C_BLANK | C_COMMENT | C_SKIP)
#define TB (C_BLANK | C_COMMENT | C_TEXT | C_SKIP)
#define SL (C_COMMENT | C_TEXT | C_SKIP)
#define CO C_COMMENT
#define TX C_TEXT
#define PU (C_COMMENT | C_TEXT)
#define DI (C_DIGIT | C_COMMENT | C_TEXT)
#define LE (C_LETTER | C_COMMENT | C_TEXT)

/* clang-format off */
static const uint8_t class_of[256] = {
    NO, NO, NO, NO, NO, NO, NO, NO, NO, TB, NL, NO, NO, BL, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    TB, PU, CO, PU, PU, PU, PU, CO, PU, PU, TX, PU, PU, PU, PU, SL,
    DI, DI, DI, DI, DI, DI, DI, DI, DI, DI, PU, PU, PU, PU, PU, PU,
    PU, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE,
    LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, PU, CO, PU, PU, LE,
    PU, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE,
    LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, PU, PU, PU, PU, NO,
};
/* clang-format on */

const uint8_t keyword_flags[KW_COUNT] = {
#define KEYWORD(id, text, flags) [KW_##id] = (flags),
#include "pluto/keywords.def"
#undef KEYWORD
};

static const char *const keyword_text[KW_COUNT] = {
    [KW_NONE] = "",
#define KEYWORD(id, text, flags) [KW_##id] = (text),
#include "pluto/keywords.def"
#undef KEYWORD
};

const char *
keyword_str(enum keyword keyword)
{
    return keyword_text[keyword];
}

static inline uint8_t
class_at(const char *s)
{
    return class_of[(unsigned char)*s];
}

/* ---- keywords ------------------------------------------------------------ */

#define FOLD UINT64_C(0x2020202020202020)

/* The `len` (at most 8) bytes at `s` in lower case, the rest 0; eight may be
 * read. */
static inline uint64_t
load(const char *s, size_t len)
{
    uint64_t w;
    memcpy(&w, s, sizeof w);
    w |= FOLD;
    return len >= 8 ? w : w & (~UINT64_C(0) >> (64 - 8 * len));
}

static inline unsigned
slot_of(uint64_t head, size_t len)
{
    return (unsigned)(((head + len) * UINT64_C(0x9e3779b97f4a7c15)) >> 55);
}

static const struct keyword_slot no_keyword;

static inline const struct keyword_slot *
find_keyword(const struct lexer *lx, const char *s, size_t len)
{
    if (len > 15 || !(lx->keyword_lens[*s & 31] >> len & 1))
        return &no_keyword;
    uint64_t head = load(s, len);
    unsigned i = slot_of(head, len);
    for (; lx->slot[i].len != 0; i = (i + 1) % KEYWORD_SLOTS) {
        const struct keyword_slot *k = &lx->slot[i];
        if (k->head == head && k->len == len &&
            (len <= 8 || k->tail == load(s + 8, len - 8)))
            return k;
    }
    return &no_keyword;
}

static void
add_keyword(struct lexer *lx, enum keyword keyword)
{
    char text[24] = "";
    size_t len = strlen(keyword_text[keyword]);
    memcpy(text, keyword_text[keyword], len);
    lx->keyword_lens[text[0] & 31] |= (uint16_t)(1u << len);
    unsigned i = slot_of(load(text, len), len);
    while (lx->slot[i].len != 0)
        i = (i + 1) % KEYWORD_SLOTS;
    lx->slot[i] = (struct keyword_slot){
        .head = load(text, len),
        .tail = len > 8 ? load(text + 8, len - 8) : 0,
        .len = (uint8_t)len,
        .keyword = (uint8_t)keyword,
        .flags = keyword_flags[keyword],
    };
}

/* ---- lines, comments, bytes that must not be there ----------------------- */

static void
add_line(struct lexer *lx)
{
    struct pluto *p = lx->pluto;
    if (p->n_lines == lx->line_cap) {
        lx->line_cap = lx->line_cap == 0 ? lx->len / 64 + 64 : 2 * lx->line_cap;
        p->line = xreallocarray(p->line, lx->line_cap, sizeof *p->line);
    }
    p->line[p->n_lines++] = lx->at;
}

static void
newline(struct lexer *lx)
{
    lx->at++;
    lx->is_first = true;
    add_line(lx);
}

static void
refuse(struct lexer *lx, uint32_t len, const char *what)
{
    pluto_note(lx->pluto, lx->notes, NOTE_ERROR,
        (struct pluto_span){lx->at, len}, "%s", what);
    lx->at += len;
}

/* A byte that is neither blank nor printable ASCII: passes over a character
 * that may stand in a text, refuses others. */
static void
take_odd(struct lexer *lx, bool in_text)
{
    uint32_t c;
    size_t n = utf8_decode(lx->text + lx->at, lx->len - lx->at, &c);
    if (n == 0)
        refuse(lx, 1, "this byte is not UTF-8");
    else if (c == 0)
        refuse(lx, 1, "a NUL byte");
    else if (!utf8_is_safe(c))
        refuse(lx, (uint32_t)n,
            "a control or formatting character, which hides what the text "
            "says");
    else if (in_text)
        lx->at += (uint32_t)n;
    else
        refuse(lx, (uint32_t)n,
            "this character may stand in texts and comments only");
}

static void
add_comment(struct lexer *lx, uint32_t from, bool is_line)
{
    struct pluto *p = lx->pluto;
    p->comment =
        xgrow(p->comment, p->n_comments, &lx->comment_cap, sizeof *p->comment);
    uint32_t end = lx->at;
    while (is_line && end > from && class_at(lx->text + end - 1) & C_BLANK)
        end--;
    p->comment[p->n_comments++] =
        (struct pluto_comment){.span = {from, end - from}, .is_line = is_line};
}

static void
line_comment(struct lexer *lx)
{
    uint32_t from = lx->at;
    while (lx->at < lx->len && lx->text[lx->at] != '\n') {
        const char *s = lx->text + lx->at;
        while (class_at(s) & (C_COMMENT | C_TEXT))
            s++;
        if (s > lx->text + lx->at)
            lx->at = (uint32_t)(s - lx->text);
        else
            take_odd(lx, true);
    }
    add_comment(lx, from, true);
}

static void
block_comment(struct lexer *lx)
{
    uint32_t from = lx->at;
    for (lx->at += 2; lx->at < lx->len;) {
        const char *s = lx->text + lx->at;
        if (class_at(s) & C_COMMENT) {
            lx->at++;
        } else if (s[0] == '*') {
            lx->at++;
            if (s[1] == '/') {
                lx->at++;
                add_comment(lx, from, false);
                return;
            }
        } else if (*s == '\n') {
            newline(lx);
        } else {
            take_odd(lx, true);
        }
    }
    pluto_note(lx->pluto, lx->notes, NOTE_ERROR, (struct pluto_span){from, 2},
        "this comment has no end: '*/' is missing");
    lx->is_cut = true;
}

/* ---- numbers and times --------------------------------------------------- */

static inline bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool
is_letter(char c)
{
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'z';
}

static const char *
digits(const char *s)
{
    while (is_digit(*s))
        s++;
    return s;
}

/* "YYYY-MM-DDT" or "YYYY-DDDT", with whatever digits: said to be wrong later
 * on. */
static const char *
absolute_end(const char *s)
{
    const char *e = digits(s);
    if (e - s != 4 || *e != '-' || !is_digit(e[1]))
        return NULL;
    e = digits(e + 1);
    if (*e == '-' && is_digit(e[1]))
        e = digits(e + 1);
    if ((*e | 0x20) != 't' || !is_digit(e[1]))
        return NULL;
    while (is_digit(*++e) || ((*e == ':' || *e == '.') && is_digit(e[1])))
        ;
    return (*e | 0x20) == 'z' ? e + 1 : e;
}

/* d:hh:mm:ss[:f] */
static const char *
clock_end(const char *s)
{
    const char *e = digits(s);
    unsigned n = 0;
    for (; n < 4 && *e == ':' && is_digit(e[1]); n++)
        e = digits(e + 1);
    return n >= 3 ? e : NULL;
}

static const char *
number_end(const char *s)
{
    const char *e = digits(s);
    if (*e == '.' && is_digit(e[1]))
        e = digits(e + 1);
    if ((*e | 0x20) == 'e') {
        const char *x = e + 1;
        if (*x == '+' || *x == '-')
            x++;
        if (is_digit(*x))
            e = digits(x);
    }
    return e;
}

uint32_t
lexer_unit(const char *text, uint32_t off)
{
    const char *s = text + off;
    if (!is_letter(*s))
        return off;
    for (;;) {
        while (is_letter(*s) || *s == '_')
            s++;
        if (*s == '^')
            s++;
        if (*s == '-' && is_digit(s[1]))
            s++;
        s = digits(s);
        if ((*s != '/' && *s != '.') || !is_letter(s[1]))
            return (uint32_t)(s - text);
        s++;
    }
}

/* One part of 1d2h30min10.5s: 0 d, 1 h, 2 min, 3 s; -1: none. */
static int
part_of(const char **s)
{
    const char *e = digits(*s);
    bool is_whole = *e != '.';
    if (e == *s)
        return -1;
    if (!is_whole) {
        if (!is_digit(e[1]))
            return -1;
        e = digits(e + 1);
    }
    static const char *const name[] = {"d", "h", "min", "s"};
    for (int i = 0; i < 4; i++) {
        size_t n = strlen(name[i]);
        bool is_it = (e[0] | 0x20) == name[i][0] &&
                     (n == 1 || ((e[1] | 0x20) == 'i' && (e[2] | 0x20) == 'n'));
        if (!is_it || (!is_whole && i < 3))
            continue;
        *s = e + n;
        return i;
    }
    return -1;
}

static const char *
relative_end(const char *s)
{
    const char *e = s;
    for (int last = -1; is_digit(*e);) {
        int part = part_of(&e);
        if (part < 0 || part <= last)
            return NULL;
        last = part;
    }
    bool goes_on = class_of[(unsigned char)*e] & C_WORD || *e == '^' ||
                   ((*e == '/' || *e == '.') && is_letter(e[1]));
    return e == s || goes_on ? NULL : e;
}

static enum token_kind
number(const char *s, const char **end)
{
    if (s[0] == '0' && (s[1] | 0x20) == 'x') {
        for (*end = s + 2; class_of[(unsigned char)**end] & C_WORD;)
            ++*end;
        return T_HEX;
    }
    const char *e = digits(s);
    if (*e == '-' && (*end = absolute_end(s)) != NULL)
        return T_ABSOLUTE;
    if (*e == ':' && (*end = clock_end(s)) != NULL)
        return T_CLOCK;
    if (!(is_letter(*e) || *e == '.')) {
        *end = e;
        return T_NUMBER;
    }
    if ((*end = relative_end(s)) != NULL)
        return T_RELATIVE;
    *end = number_end(s);
    uint32_t unit = lexer_unit(*end, 0);
    *end += unit;
    while (unit > 0 && class_of[(unsigned char)**end] & C_WORD)
        ++*end;
    return unit > 0 ? T_QUANTITY : T_NUMBER;
}

/* ---- tokens -------------------------------------------------------------- */

/* A text in quotes; one that has no end on its line is refused. */
static enum token_kind
quoted(struct lexer *lx, char quote)
{
    uint32_t from = lx->at++;
    while (lx->at < lx->len) {
        const char *s = lx->text + lx->at;
        while (class_at(s) & C_TEXT)
            s++;
        lx->at = (uint32_t)(s - lx->text);
        if (lx->at >= lx->len) {
            break;
        } else if (*s == quote) {
            lx->at++;
            return quote == '"' ? T_STRING : T_ENUM;
        } else if (*s == '\\') {
            lx->at += quote == '"' && (s[1] == '"' || s[1] == '\\') ? 2 : 1;
        } else if (*s == '"' || *s == '\'') {
            lx->at++;
        } else if (*s == '\n' || *s == '\r') {
            break;
        } else {
            take_odd(lx, true);
        }
    }
    pluto_note(lx->pluto, lx->notes, NOTE_ERROR,
        (struct pluto_span){from, lx->at - from},
        "%c is missing at the end of this text: it must end on its line",
        quote);
    lx->is_cut = true;
    return quote == '"' ? T_STRING : T_ENUM;
}

static enum token_kind
pair(struct lexer *lx, char second, enum token_kind two, enum token_kind one)
{
    lx->at++;
    if (lx->text[lx->at] != second)
        return one;
    lx->at++;
    return two;
}

static enum token_kind
bad(struct lexer *lx)
{
    uint32_t from = lx->at;
    if ((unsigned char)lx->text[from] >= 0x80 || lx->text[from] < ' ' ||
        lx->text[from] == 0x7f)
        take_odd(lx, false);
    else
        refuse(lx, 1, "this character has no meaning here");
    return T_BAD;
}

/* Tokens of one character that begins no longer one. */
static const uint8_t single[256] = {
    ['='] = T_EQ,
    ['+'] = T_PLUS,
    ['-'] = T_MINUS,
    ['/'] = T_SLASH,
    ['%'] = T_PERCENT,
    ['('] = T_OPEN,
    [')'] = T_CLOSE,
    [','] = T_COMMA,
    [';'] = T_SEMICOLON,
    ['.'] = T_DOT,
    ['^'] = T_CARET,
};

static enum token_kind
symbol(struct lexer *lx)
{
    char c = lx->text[lx->at];
    switch (c) {
    case '"':
    case '\'':
        return quoted(lx, c);
    case ':':
        return pair(lx, '=', T_ASSIGN, T_COLON);
    case '*':
        return pair(lx, '*', T_POWER, T_STAR);
    case '>':
        return pair(lx, '=', T_GE, T_GT);
    case '!':
        if (lx->text[lx->at + 1] != '=')
            return bad(lx);
        return pair(lx, '=', T_NE, T_BAD);
    case '<':
        if (lx->text[lx->at + 1] == '>')
            return pair(lx, '>', T_NE, T_LT);
        return pair(lx, '=', T_LE, T_LT);
    default:
        return bad(lx);
    }
}

/* The end of a line and the blanks of the next one, eight at a time. */
static inline void
indented_line(struct lexer *lx)
{
    static const char blanks[] = "        ";
    newline(lx);
    const char *s = lx->text + lx->at;
    while (memcmp(s, blanks, 8) == 0)
        s += 8;
    lx->at = (uint32_t)(s - lx->text);
}

/* White space and comments. */
static inline void
skip(struct lexer *lx)
{
    for (;;) {
        const char *s = lx->text + lx->at;
        while (class_at(s) & C_BLANK)
            s++;
        lx->at = (uint32_t)(s - lx->text);
        if (*s == '\n')
            indented_line(lx);
        else if (s[0] == '/' && s[1] == '/')
            line_comment(lx);
        else if (s[0] == '/' && s[1] == '*')
            block_comment(lx);
        else
            return;
    }
}

/* A token that is neither a word nor of one character. */
static enum token_kind
other(struct lexer *lx, const char *s)
{
    if (class_at(s) & C_DIGIT) {
        const char *e;
        enum token_kind kind = number(s, &e);
        lx->at = (uint32_t)(e - lx->text);
        return kind;
    }
    return lx->at >= lx->len ? T_END : symbol(lx);
}

static inline void
scan(struct lexer *lx, struct token *t)
{
    const char *s = lx->text + lx->at;
    uint8_t class = class_at(s);
    if (class & C_BLANK) /* mostly one */
        class = class_at(++s);
    if (class & C_SKIP) {
        lx->at = (uint32_t)(s - lx->text);
        skip(lx);
        s = lx->text + lx->at;
        class = class_at(s);
    }
    uint32_t off = (uint32_t)(s - lx->text), end = off + 1;
    const struct keyword_slot *k = &no_keyword;
    uint8_t cut = 0, kind = single[(unsigned char)*s];
    if (class & C_LETTER && *s != '_') {
        const char *e = s;
        do
            e++;
        while (class_at(e) & C_WORD);
        k = find_keyword(lx, s, (size_t)(e - s));
        kind = T_WORD;
        end = (uint32_t)(e - lx->text);
    } else if (kind == 0) {
        lx->at = off;
        kind = (uint8_t)other(lx, s);
        end = lx->at;
        cut = lx->is_cut ? KF_CUT : 0;
        lx->is_cut = lx->is_cut && kind == T_END;
    }
    lx->at = end;
    *t = (struct token){.off = off,
        .len = end - off,
        .kind = kind,
        .keyword = k->keyword,
        .flags = k->flags | cut,
        .is_first = lx->is_first};
    lx->is_first = false;
}

void
lexer_fill(struct lexer *lx)
{
    unsigned rest = lx->n - lx->pos;
    memmove(lx->token, lx->token + lx->pos, rest * sizeof *lx->token);
    lx->pos = 0;
    lx->n = rest;
    while (lx->n < LEX_BATCH)
        scan(lx, &lx->token[lx->n++]);
}

void
lexer_seek(struct lexer *lx, uint32_t off)
{
    const struct token *t = lexer_peek(lx);
    for (; t->off < off && t->kind != T_END; t = lexer_peek(lx)) {
        if (t->off + t->len > off) {
            pluto_note(lx->pluto, lx->notes, NOTE_ERROR,
                (struct pluto_span){off, t->off + t->len - off},
                "a blank is missing here");
        }
        lexer_next(lx);
    }
}

void
lexer_init(struct lexer *lx, struct pluto *pluto, struct notes *notes)
{
    *lx = (struct lexer){.pluto = pluto,
        .notes = notes,
        .text = pluto->source,
        .len = (uint32_t)pluto->len,
        .is_first = true};
    for (int i = 1; i < KW_COUNT; i++)
        add_keyword(lx, (enum keyword)i);
    add_line(lx);
    if (lx->len >= 3 && memcmp(lx->text, "\xef\xbb\xbf", 3) == 0)
        lx->at = 3;
    lexer_fill(lx);
}
