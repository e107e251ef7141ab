/*
 * command_stack.h - the commands that this console prepares, in order, and
 * what became of those that were submitted from it.
 *
 * Pure; a stack never sends.  What works through it asks the gate for each
 * command, one at a time, when a person says so: nothing here goes on, waits or
 * tries again by itself.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_COMMAND_STACK_H
#define CONSOLE_MODEL_COMMAND_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "command/stack.h"
#include "console/model/clock.h"
#include "console/model/commands.h"
#include "console/model/orders.h"

enum line_state {
    LINE_OPEN,      /* nothing was done with it */
    LINE_ASKED,     /* submitted, no answer yet */
    LINE_REFUSED,   /* the gate said no: `why` */
    LINE_SILENT,    /* no answer came: it may have been taken */
    LINE_SUBMITTED, /* the gate took it; the command says how far it is */
    LINE_PASSED,    /* a wait or a pause: a person has come to it */
};

struct stack_line { /* of an item */
    uint64_t key;   /* never 0, never used again; an edited item is another */
    enum line_state state;
    char id[DIGEST_ID_HEX]; /* of the command submitted from it, or "" */
    char why[200];
    struct mono since; /* LINE_PASSED: when it was come to */
};

struct command_stack { /* zero-initialise, then command_stack_init() */
    struct stack stack;
    struct stack_line *line; /* owned; stack.n of them */
    size_t cap;
    uint64_t keys;    /* given so far */
    uint64_t current; /* key of the line that was worked at last; 0 none */
    bool is_changed;  /* since it was loaded or saved */
    char file[256];   /* that it was loaded from or saved to, or "" */
    unsigned version; /* changes with everything that changes here */
    struct {          /* before the newest edit */
        struct stack stack;
        struct stack_line *line; /* owned */
        uint64_t current;
        uint64_t inserted; /* key: only this line is new, there is no copy */
        char what[48];     /* "deleted 3 lines"; "" there is none */
    } undo;
    /* What was wrong with the file that was read last, or was checked. */
    struct notes notes;
    char notes_of[256]; /* its name */
};

void command_stack_init(struct command_stack *s);
void command_stack_fini(struct command_stack *s);

/* ---- edits -----------------------------------------------------------------
 * Each can be taken back, the newest one only.  Lines are 0 .. stack.n - 1.
 */

/* A copy of `item` as the last one; false: the stack is full. */
bool command_stack_add(struct command_stack *s, const struct stack_item *item);
/* A copy of `item` before line `at` (0 .. n); false: the stack is full. */
bool command_stack_insert(
    struct command_stack *s, size_t at, const struct stack_item *item);
/* A copy of `item` instead of line `at`, not submitted; false: there is none,
 * or the gate is just being asked about it. */
bool command_stack_replace(
    struct command_stack *s, size_t at, const struct stack_item *item);

/* The lines with these `n` keys.  How many were deleted, or doubled (copies
 * stand behind the last of them, not submitted; 0 when there is no room). */
size_t command_stack_delete(
    struct command_stack *s, const uint64_t *key, size_t n);
size_t command_stack_duplicate(
    struct command_stack *s, const uint64_t *key, size_t n);
/* They move one line up (by -1) or down (1), together; false: they are at the
 * end. */
bool command_stack_move(
    struct command_stack *s, const uint64_t *key, size_t n, int by);
void command_stack_clear(struct command_stack *s);

/* All of `stack` (moved, it is empty then) instead of what there is; `file` is
 * where it comes from, or "". */
void command_stack_put(
    struct command_stack *s, struct stack *stack, const char *file);
void command_stack_saved(struct command_stack *s, const char *file);

/*
 * Take the newest edit back: `what` it was, NULL: there is none.  What became
 * of commands that were submitted stays.  Undone twice is done again.
 */
const char *command_stack_undo(struct command_stack *s);

/* ---- what became of it -----------------------------------------------------
 */

/* The line with this key; SIZE_MAX none. */
size_t command_stack_find(const struct command_stack *s, uint64_t key);

/* The command submitted from a line, as far as the gate told of it; NULL. */
const struct telecommand *command_stack_command(
    const struct command_stack *s, size_t at, const struct commands *c);

/* Submitted (or asked for), and not ended as far as anybody knows. */
bool command_stack_is_under_way(
    const struct command_stack *s, size_t at, const struct commands *c);

/* Line `key` was submitted as command `id`; and the gate's answer to it. */
void command_stack_submitted(
    struct command_stack *s, uint64_t key, const char *id);
void command_stack_answer(struct command_stack *s, const char *id,
    enum answer answer, const char *text);

/* A person came to a wait or a pause. */
void command_stack_pass(struct command_stack *s, size_t at, struct clock now);

enum stack_go {
    GO_READY,   /* line *at is next: a command, a wait or a pause */
    GO_WAITS,   /* the line worked at last has not come so far yet */
    GO_STOPPED, /* and never will */
    GO_END,     /* there is no further line */
};

/*
 * What is next after the line worked at last?  GO_READY: *at; in all other
 * cases `why` gets a sentence.  A command leads on when it has come as far as
 * its line, or the stack, says.
 */
enum stack_go command_stack_next(const struct command_stack *s,
    const struct commands *c, struct clock now, size_t *at, struct strbuf *why);

/* ---- files ---------------------------------------------------------------
 */

/* The lines that were not submitted, as columba-stack(5); "" there are none. */
void command_stack_keep(const struct command_stack *s, struct strbuf *out);

/* Note all that is wrong in `mdb`: lines are counted from 1, as shown. */
void command_stack_check(
    struct command_stack *s, const struct mdb *mdb, const char *mission);

#endif
