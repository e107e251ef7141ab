/*
 * display.h - a hand-drawn page of telemetry: a display file as a structure.
 *
 * The format is columba-display(5).  Pure: text and a mission database come
 * in, a page that is right or a list of everything that is wrong comes out.
 * What the fields show now is the view's work (view/display.c).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_DISPLAY_DISPLAY_H
#define CONSOLE_DISPLAY_DISPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "common/note.h"
#include "console/display/format.h"
#include "mdb/mdb.h"

#define DISPLAY_BYTES_MAX  (64 * 1024) /* of a file */
#define DISPLAY_COLS_MAX   200         /* of a line */
#define DISPLAY_ROWS_MAX   1000
#define DISPLAY_FIELDS_MAX 2000
#define DISPLAY_ID_MAX     32 /* bytes; [A-Z0-9][A-Z0-9._-]* */

/* What a field draws. */
enum display_kind {
    DISPLAY_VALUE,   /* {name } */
    DISPLAY_BAR,     /* {name:bar } */
    DISPLAY_SPARK,   /* {name:spark } */
    DISPLAY_PLOT,    /* {name:plot }, a block when repeated below */
    DISPLAY_AGE,     /* {name:age } since its newest sample or packet */
    DISPLAY_LINK,    /* {>ID } */
    DISPLAY_COMMAND, /* {!NAME } puts a command into the stack */
};

/* What a definition line names. */
enum display_source {
    DISPLAY_PARAM,       /* a parameter: `item` */
    DISPLAY_EXPRESSION,  /* = arithmetic: `op` */
    DISPLAY_PACKET,      /* packet NAME: `container`; its count */
    DISPLAY_PACKET_GAPS, /* packet NAME gaps: packets that are missing */
};

/*
 * One step of arithmetic, in reverse Polish order.  Definitions that an
 * expression names are written out in it, with their `convert`.
 */
enum display_op_kind {
    DISPLAY_PUSH_NUMBER,
    DISPLAY_PUSH_ITEM, /* engineering value of an item, as a number */
    DISPLAY_ADD,
    DISPLAY_SUB,
    DISPLAY_MUL,
    DISPLAY_DIV,
    DISPLAY_NEG,
};

struct display_op {
    enum display_op_kind kind;
    double number; /* DISPLAY_PUSH_NUMBER */
    uint32_t item; /* DISPLAY_PUSH_ITEM: index in the database */
};

#define DISPLAY_OPS_MAX 256 /* of an expression */

#define DISPLAY_STACK_MAX 16 /* operands an expression holds at once */

/* What a whole number of the engineering value is called. */
struct display_state {
    int64_t value;
    char *text;       /* owned */
    bool is_abnormal; /* drawn as caution where no limit says worse */
};

/* y = value * scale + offset: from the database's unit to the shown one. */
struct display_convert {
    bool is_set;
    double scale, offset;
    char *unit; /* owned; the unit that is shown */
};

struct display_def {
    char *name; /* owned; as fields call it */
    unsigned line;
    enum display_source source;
    uint32_t item;         /* DISPLAY_PARAM: index in the database */
    uint32_t container;    /* DISPLAY_PACKET…: index in the database */
    struct display_op *op; /* DISPLAY_EXPRESSION; owned */
    size_t n_ops;
    struct format format; /* .conversion '\0': none was given, as other
                             screens write it in what fits */
    struct display_convert convert;
    struct display_state *state; /* owned */
    size_t n_states;
    bool has_bar;
    double bar_low, bar_high; /* shown unit, low < high */
    int64_t spark_ns;         /* > 0; 10 min unless said */
    int64_t plot_ns;          /* > 0; 10 min unless said */
    bool has_plot_range;
    double plot_low, plot_high; /* shown unit, low < high */
    int64_t stale_ns;           /* > 0; 0: by the packet's period */
};

struct display_field {
    enum display_kind kind;
    int row, col;   /* of its left brace cell, from 0 */
    int rows, cols; /* with both brace cells; rows > 1: a plot's block */
    size_t def;     /* index in def[]; not of links and commands */
    char *target;   /* owned; the display (in capitals) or command, else NULL */
    char *values;   /* owned; of a command, "A=1 B=2", or NULL */
    unsigned line;  /* of the file */
};

struct display {
    char *id, *title; /* owned */
    char *file;       /* owned; as named in notes */
    int rows, cols;   /* the page: as drawn, or `needs` where that is more */
    char **text;      /* owned lines, clean UTF-8 without combining
                         characters, blanks where fields are */
    size_t n_text;
    struct display_field *field; /* owned; by row, then column */
    size_t n_fields;
    struct display_def *def; /* owned */
    size_t n_defs;
    uint64_t mdb_hash; /* of the database its indices belong to */
};

/*
 * The displays there are, for links: the id of the `i`th, NULL after the last.
 * Letter case does not matter.
 */
typedef const char *(*display_ids_fn)(void *arg, size_t i);

/*
 * Parse and check `len` bytes of `file` (a name for notes).  All that is wrong
 * goes to `notes`, sorted, with line and column (in cells, from 1).  `mdb` may
 * be NULL: then names of the database are not looked up, and the page cannot
 * be shown.  A link to a display that `ids` (may be NULL) does not list, and
 * that is not this one, is a warning.
 *
 * Returns ERR_OK with an owned page in *out (warnings may be noted), or
 * ERR_FORMAT with *out NULL.
 */
NODISCARD enum err display_parse(const char *file, const char *data, size_t len,
    const struct mdb *mdb, display_ids_fn ids, void *arg, struct notes *notes,
    struct display **out);

/*
 * The same from a regular file; what else it is, or that it cannot be read, is
 * noted too.  ERR_FORMAT, ERR_NOTFOUND, ERR_DENIED, ERR_IO, ERR_LIMIT (too
 * large).  Never waits for a fifo or a device.
 */
NODISCARD enum err display_load(const char *path, const struct mdb *mdb,
    display_ids_fn ids, void *arg, struct notes *notes, struct display **out);

void display_free(struct display **display);

/* The definition of that name, NULL when there is none. */
const struct display_def *display_find_def(
    const struct display *display, const char *name);

/*
 * Only the head of a file: its id and title (owned), for lists.  ERR_FORMAT
 * when there is no good `display` line in it; else as display_load().
 */
NODISCARD enum err display_head(const char *path, char **id, char **title);

/* The same from memory. */
NODISCARD enum err display_parse_head(
    const char *data, size_t len, char **id, char **title);

/* Is it an id? */
bool display_id_is_valid(const char *id);

#endif
