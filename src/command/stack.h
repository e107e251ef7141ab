/*
 * stack.h - a list of commands in order, as an operator prepares it, and its
 * file, columba-stack(5).
 *
 * A stack never sends: what works through it asks the gate for each command.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMAND_STACK_H
#define COMMAND_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "command/order.h"
#include "command/until.h"
#include "common/err.h"
#include "common/note.h"
#include "common/str.h"
#include "mdb/command.h"
#include "mdb/encode.h"

#define STACK_BYTES_MAX   (1024 * 1024) /* of a file */
#define STACK_ITEMS_MAX   10000         /* commands, waits and the rest */
#define STACK_VALUES_MAX  1024          /* of a command */
#define STACK_TEXT_MAX    240           /* bytes of a comment, a note */
#define STACK_WAIT_MAX_MS (24 * 3600 * 1000)

enum stack_kind {
    STACK_COMMAND, /* name, value, until, text: its comment */
    STACK_WAIT,    /* wait_ms; text: its comment */
    STACK_PAUSE,   /* stops until a person goes on; text: why */
    STACK_NOTE,    /* a line of text for people */
};

struct stack_value {
    char *name, *text;  /* owned; a leaf and its value as typed */
    unsigned line, col; /* in the file, 0: unknown */
};

struct stack_item {
    enum stack_kind kind;
    bool has_gap; /* an empty line before it */
    char *name;   /* of a command, as written; owned */
    struct stack_value *value;
    size_t n_values;
    bool has_until; /* else the stack's */
    enum until until;
    int64_t wait_ms;
    char *text;         /* owned, may be "" or NULL */
    unsigned line, col; /* in the file, 0: unknown */
};

/* Zero-initialise; `until` then is UNTIL_QUEUED: see stack_init(). */
struct stack {
    char *mission;    /* short name it is made for, owned, or NULL */
    enum until until; /* of commands that say none */
    struct stack_item *item;
    size_t n, cap;
};

void stack_init(struct stack *stack); /* empty, UNTIL_COMPLETED */
void stack_fini(struct stack *stack);

/*
 * Put a copy of `item` before the item `at` (0 .. n); false when the stack is
 * full.  `item` may be one of the stack's own.
 */
bool stack_insert(
    struct stack *stack, size_t at, const struct stack_item *item);
void stack_delete(struct stack *stack, size_t at);
bool stack_duplicate(struct stack *stack, size_t at); /* right behind it */
/* Item `from` becomes item `to`; those between move by one. */
void stack_move(struct stack *stack, size_t from, size_t to);

/* Give a value, or with `text` NULL take it back.  Copied. */
void stack_item_set(
    struct stack_item *item, const char *name, const char *text);
const char *stack_item_get(const struct stack_item *item, const char *name);
void stack_item_fini(struct stack_item *item);

/* Equal in all that a file says (places in files do not count). */
bool stack_equal(const struct stack *a, const struct stack *b);

/* ---- text ------------------------------------------------------------------
 */

/* The line of an item, without its newline: `HTR_ON Heater=2  # why`. */
void stack_item_fmt(const struct stack_item *item, struct strbuf *out);
/* The whole file. */
void stack_fmt(const struct stack *stack, struct strbuf *out);

/*
 * Read the text of a file called `file`.  ERR_FORMAT with all notes, and *out
 * is empty then; release with stack_fini() in any case.
 */
NODISCARD enum err stack_parse(const char *file, const char *text, size_t len,
    struct notes *notes, struct stack *out);
/* One line that is a command, as somebody types it: ERR_FORMAT and notes. */
NODISCARD enum err stack_item_parse(const char *file, const char *line,
    struct notes *notes, struct stack_item *out);

/* The same from a file; also ERR_NOTFOUND, ERR_IO, ERR_LIMIT. */
NODISCARD enum err stack_load(
    const char *path, struct notes *notes, struct stack *out);

/*
 * Write to `path` as a whole or not at all: beside it first, then renamed, and
 * on disk when it returns.  An existing file keeps its mode.  ERR_IO, and errno
 * says why.
 */
NODISCARD enum err stack_save(const struct stack *stack, const char *path);

/* The same of a text in any format. */
NODISCARD enum err stack_write(const char *text, size_t len, const char *path);

/* ---- against a database ----------------------------------------------------
 */

/*
 * Note what is wrong in `mdb`: commands that do not exist, are abstract or
 * ambiguous, arguments that do not exist, are given twice, assigned or missing,
 * values that `encoder` (NULL: values are not looked at) refuses; another
 * mission than `mission` (NULL: any) is an error, too.
 */
void stack_check(const struct stack *stack, const char *file,
    const struct mdb *mdb, struct mdb_encoder *encoder, const char *mission,
    struct notes *notes);

/* Make the names of commands qualified, of those that `mdb` has. */
void stack_qualify(struct stack *stack, const struct mdb *mdb);

#endif
