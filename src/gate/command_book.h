/*
 * command_book.h - all commands of the instance: open ones, and the last that
 * are over, so that a console sees what was done.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef GATE_COMMAND_BOOK_H
#define GATE_COMMAND_BOOK_H

#include "gate/gate_command.h"

#define COMMAND_BOOK_OVER_MAX 500 /* kept of those that are over */

struct command_book;

struct command_book *command_book_new(void);
void command_book_free(struct command_book **book);

/*
 * Moves it in; its number is set to the next one when it is 0, its slot to the
 * lowest that is free: topics are used again, so that caches of the newest
 * message of each stay small.  Its id is not in the book yet.
 */
struct gate_command *command_book_add(
    struct command_book *book, struct gate_command *command);

struct gate_command *command_book_find(
    const struct command_book *book, const char *id, size_t len);

/* The command of the log's line, made or brought up to date; NULL when the
 * line is damaged. */
struct gate_command *command_book_restore(
    struct command_book *book, const struct msg_command *m);

/* Forget the oldest that are over, but for COMMAND_BOOK_OVER_MAX. */
void command_book_trim(struct command_book *book);

/* All, by number: `i` from 0; NULL at the end.  Adding and trimming change what
 * is where. */
struct gate_command *command_book_at(const struct command_book *book, size_t i);

/* Of the queue: the one that is to go first, and how many are in it. */
struct gate_command *command_book_first(const struct command_book *book);
uint64_t command_book_place(struct command_book *book); /* at its end */
/* The one that goes out just before `of`; NULL: it is the first, or in no
 * queue. */
struct gate_command *command_book_before(
    const struct command_book *book, const struct gate_command *of);

struct command_counts {
    size_t waiting, queued, released, open, unknown; /* open: RELEASED, SENT */
};
struct command_counts command_book_count(const struct command_book *book);

#endif
