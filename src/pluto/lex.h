/*
 * lex.h - the tokens of a procedure (pluto.md 2).  Private to the parser.
 *
 * Keywords are not tokens of their own: a word that has a meaning somewhere
 * carries its keyword, and the parser decides what it is.  Tokens are made a
 * few ahead and thrown away; nothing is allocated for one.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_LEX_H
#define PLUTO_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/note.h"
#include "pluto/ast.h"

enum token_kind {
    T_END,      /* of the file */
    T_WORD,     /* letters, digits, '_'; begins with a letter */
    T_NUMBER,   /* digits, fraction, exponent */
    T_QUANTITY, /* a number and, without a blank, its unit */
    T_HEX,
    T_ABSOLUTE,
    T_RELATIVE, /* 1d2h30min10.5s */
    T_CLOCK,    /* d:hh:mm:ss:f */
    T_STRING,
    T_ENUM, /* 'name' */
    T_ASSIGN,
    T_EQ,
    T_NE,
    T_LT,
    T_GT,
    T_LE,
    T_GE,
    T_PLUS,
    T_MINUS,
    T_STAR,
    T_POWER,
    T_SLASH,
    T_PERCENT,
    T_OPEN,
    T_CLOSE,
    T_COMMA,
    T_COLON,
    T_SEMICOLON,
    T_DOT,   /* only inside a unit */
    T_CARET, /* the same */
    T_BAD,   /* reported already */
    T_FAILED /* not in the text: see parser_fail() */
};

enum keyword {
    KW_NONE,
#define KEYWORD(id, text, flags) KW_##id,
#include "pluto/keywords.def"
#undef KEYWORD
    KW_COUNT
};

enum keyword_flag {
    KF_STOP = 1,     /* ends a name */
    KF_STEP = 2,     /* ends a step's name, after its first word */
    KF_PROPERTY = 4, /* may begin a property request */
    KF_TYPE = 8,     /* may begin an object type */
    KF_STMT = 16,    /* begins a statement */
    KF_END = 32,     /* may follow "end" */
    KF_CUT = 64,     /* no keyword: a text, comment or file whose end is
                        missing, which was said */
};

extern const uint8_t keyword_flags[KW_COUNT];
const char *keyword_str(enum keyword keyword); /* "timeout" */

struct token {
    uint32_t off, len;
    uint8_t kind;    /* enum token_kind */
    uint8_t keyword; /* enum keyword of a word */
    uint8_t flags;   /* of the keyword; KF_CUT */
    bool is_first;   /* on its line */
};

#define KEYWORD_SLOTS   512 /* a power of two */
#define LEX_AHEAD       8   /* tokens that may be looked at */
#define LEX_BATCH       64
#define LEX_SOURCE_ROOM 16 /* NULs behind the source: words are loaded by 8 */

struct keyword_slot {
    uint64_t head, tail; /* bytes 0..7 and 8..15, folded */
    uint8_t len, keyword, flags;
};

struct lexer {
    struct pluto *pluto; /* source, lines, comments */
    struct notes *notes;
    const char *text;
    uint32_t at, len;
    uint32_t line_cap;
    size_t comment_cap;
    bool is_first;
    bool is_cut; /* the token, or the file: KF_CUT */
    struct token token[LEX_BATCH + LEX_AHEAD];
    unsigned pos, n;
    struct keyword_slot slot[KEYWORD_SLOTS];
    uint16_t keyword_lens[32]; /* by the first letter: bit n, n letters */
};

/* The source with LEX_SOURCE_ROOM NULs behind it is `pluto`'s. */
void lexer_init(struct lexer *lx, struct pluto *pluto, struct notes *notes);

/* The current token and the LEX_AHEAD - 1 behind it. */
static inline const struct token *
lexer_peek(const struct lexer *lx)
{
    return &lx->token[lx->pos];
}

void lexer_fill(struct lexer *lx);

static inline void
lexer_next(struct lexer *lx)
{
    lx->pos++;
    if (lx->pos + LEX_AHEAD > lx->n)
        lexer_fill(lx);
}

/* Pass over what lies before this offset: a unit of several tokens. */
void lexer_seek(struct lexer *lx, uint32_t off);

/* End of the unit that begins at `off`: "m/s2", "W.m-2"; `off` itself when
 * there is none. */
uint32_t lexer_unit(const char *text, uint32_t off);

#endif
