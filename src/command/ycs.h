/*
 * ycs.h - command stacks of Yamcs (*.ycs): JSON with "steps" (or "commands",
 * the first version), read as stacks and written from them.
 *
 * What a stack has no place for is told, each as a warning with its place.
 *
 *   step command    a command; its advancement: @STATE and a wait line
 *   step text       lines of text
 *   step check      a pause that names the parameters
 *   step verify     a pause that says what has to hold
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMAND_YCS_H
#define COMMAND_YCS_H

#include <stddef.h>

#include "command/stack.h"
#include "common/err.h"

/*
 * Read the text of `file`.  With `mdb` (else NULL) a name of another namespace
 * is looked up among the commands' aliases.  ERR_FORMAT with all notes and *out
 * empty; release with stack_fini() in any case.
 */
NODISCARD enum err ycs_parse(const char *file, const char *text, size_t len,
    const struct mdb *mdb, struct notes *notes, struct stack *out);
/* The same from a file; also ERR_NOTFOUND, ERR_IO, ERR_LIMIT. */
NODISCARD enum err ycs_load(const char *path, const struct mdb *mdb,
    struct notes *notes, struct stack *out);

/*
 * Write `stack`, which stands in `file`; Yamcs wants qualified names, see
 * stack_qualify().  ERR_FORMAT when it cannot be said in Yamcs's words:
 * elements of an array without those before.
 */
NODISCARD enum err ycs_fmt(const struct stack *stack, const char *file,
    struct notes *notes, struct strbuf *out);

/* Acknowledgments of Yamcs and the states they stand for. */
const char *ycs_ack_str(enum until until); /* "Acknowledge_Sent" */
bool ycs_ack_parse(const char *s, enum until *out);

#endif
