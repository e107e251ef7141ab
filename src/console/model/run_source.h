/*
 * run_source.h - the text of a procedure as it runs, and its catalogue file,
 * fetched piece by piece from columba-exec and then understood.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_RUN_SOURCE_H
#define CONSOLE_MODEL_RUN_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "common/str.h"
#include "pluto/ast.h"

struct catalogue;

struct run_source { /* zero-initialise */
    struct strbuf text, catalogue_text;
    uint64_t lines;     /* of the text so far */
    bool has_text;      /* all of it */
    bool has_catalogue; /* the same; it may be empty */
    struct pluto *tree; /* owned; NULL: not there yet, or not understood */
    struct catalogue *catalogue; /* owned and bound; NULL: as the tree */
    bool is_bound;               /* the catalogue fits the tree */
    char problem[160];           /* why there is no tree, or "" */
    unsigned version;            /* changes with tree and catalogue */
};

void run_source_fini(struct run_source *s);

/* The line to ask "source" for next, from 1; 0: all of it is there. */
uint64_t run_source_next(const struct run_source *s);

/* The answers to "source", from the line that was asked for, and to
 * "catalogue".  `name` is the procedure's, for messages. */
void run_source_take(
    struct run_source *s, uint64_t from, const struct msg_reply *reply);
void run_source_take_catalogue(
    struct run_source *s, const struct msg_reply *reply);

/* When both are there: parse them, once. */
void run_source_settle(struct run_source *s, const char *name);

#endif
