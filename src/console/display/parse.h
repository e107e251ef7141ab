/*
 * parse.h - what the parts of the display parser share; for them only.
 *
 * Everything here lives in the parser's arena.  Places are columns in cells,
 * from 1, so that they are right behind wide characters.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_DISPLAY_PARSE_H
#define CONSOLE_DISPLAY_PARSE_H

#include "common/arena.h"
#include "common/nearest.h"
#include "console/display/display.h"

struct place {
    unsigned line, col, cells;
};

struct line {
    char *text; /* clean: what is not was reported and replaced */
    size_t len;
    unsigned no;
};

/* What stands between blanks.  Quotes are part of it. */
struct word {
    char *text;
    struct place at;
};

/* A line that is no part of the screen, without its comment. */
struct statement {
    struct word *word; /* n > 0 of them, and one empty one behind the last */
    size_t n;
};

struct prefix {
    const char *name, *path; /* "@E", "/COL/RACK3" */
    struct place at;
};

/* The options of a definition. */
enum option {
    OPTION_FORMAT,
    OPTION_UNIT,
    OPTION_STATES,
    OPTION_BAR,
    OPTION_SPARK,
    OPTION_PLOT,
    OPTION_STALE,
    OPTION_LIKE,
    OPTION_COUNT
};

/* A step of an expression before its names are looked up. */
struct step {
    enum display_op_kind kind;
    double number;
    const char *name; /* DISPLAY_PUSH_ITEM */
    struct place at;
};

enum progress {
    PROGRESS_NONE,
    PROGRESS_NOW, /* met again: a cycle */
    PROGRESS_DONE
};

/* A definition on its way; `d` becomes the display's. */
struct rough {
    struct display_def d; /* its texts are owned and move */
    struct place at, source_at;
    const char *source; /* the parameter or packet as written */
    const char *format, *unit, *like;
    bool is_given[OPTION_COUNT];
    struct place option_at[OPTION_COUNT];
    struct step *step; /* of an expression */
    size_t n_steps;
    enum progress likened, flattened;
    bool is_bad; /* its source is not known: nothing more is said about it */
    bool is_used;
};

/* A field as it is drawn, beside the display's. */
struct sketch {
    const char *name;  /* of its definition, or its target */
    const char *label; /* "{va:bar}" */
    struct place at;   /* with both braces */
    bool is_gone;      /* it is a row of the plot above */
};

struct parse {
    const char *file;
    const struct mdb *mdb; /* or NULL */
    display_ids_fn ids;    /* or NULL */
    void *arg;
    struct notes *notes;
    struct arena arena;
    struct line *line;
    size_t n_lines;
    size_t screen, end; /* indexes of the two lines; n_lines: there is none */
    struct statement *statement;
    size_t n_statements, statements_cap;
    struct place id_at, needs_at, stale_at; /* line 0: not given */
    int needs_rows, needs_cols;
    int64_t stale_ns; /* 0: not given */
    bool is_full;     /* too many fields or definitions, and that is told */
    int sought;       /* names the whole database was searched for */
    int depth;        /* of names that lead to others */
    struct prefix *prefix;
    size_t n_prefixes, prefixes_cap;
    struct rough *def;
    size_t n_defs, defs_cap;
    struct sketch *sketch; /* of each of the display's fields */
    size_t fields_cap, sketches_cap;
    struct display *out;
};

void parse_error(struct parse *p, struct place at, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void parse_warning(struct parse *p, struct place at, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* lines.c: `line`, with `screen` and `end` found. */
void parse_lines(struct parse *p, const char *data, size_t len);

/* words.c: `statement`, of all lines outside of the screen. */
void parse_words(struct parse *p);

/* The text of a word without quotes, in the arena. */
char *word_unquote(struct parse *p, const char *text);

/* head.c: display, needs, prefix, stale; other lines are left to define.c. */
bool parse_directive(struct parse *p, const struct statement *s);

/* A misspelt directive is reported, and true. */
bool parse_misspelt(struct parse *p, const struct statement *s);

/* fields.c: the page and its fields, whose `def` is set by parse_check(). */
void parse_screen(struct parse *p);

/* define.c: a definition as it is written. */
void parse_definition(struct parse *p, const struct statement *s);
bool parse_name_is_valid(const char *name); /* of a definition */
struct rough *parse_find(struct parse *p, const char *name);

/* expression.c: steps from word `i` on; returns the first word behind. */
size_t parse_expression(
    struct parse *p, const struct statement *s, size_t i, struct rough *def);

/* The display's operations, names looked up; sources are resolved. */
void parse_flatten(struct parse *p, struct rough *def);

/* names.c: parameters and packets of the database by name. */

/* "@E/X" with its prefix written out, in the arena; NULL: reported. */
const char *parse_path(struct parse *p, const char *name, struct place at);

/* Index of the item, or MDB_NIL: reported (not without a database). */
uint32_t parse_item(struct parse *p, const char *name, struct place at);
uint32_t parse_container(struct parse *p, const char *name, struct place at);

/* resolve.c: `like`, sources, units, and whether they go together. */
void parse_resolve(struct parse *p);

/* fit.c: fields and definitions together, what fits and what is left over. */
void parse_fit(struct parse *p);

/* A file full of wrong names has to end, too: further ones get no advice. */
#define SEARCHES_MAX 100

#endif
