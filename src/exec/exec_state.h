/*
 * exec_state.h - the state of one execution on disk: the last good one wins.
 *
 * A file of frames, each a line "columba-exec-state 1 LENGTH SHA-256" and then
 * LENGTH bytes and a line's end.  Frames are added behind each other and
 * synced; from time to time the file is written anew with one frame alone, by
 * way of a rename.  A torn tail, or one of other bytes, is not looked at: what
 * counts is the last frame whose digest fits.
 *
 * After a failure the file is never added to again: the next state is a file
 * of its own, because a second sync of a descriptor that failed tells nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_EXEC_STATE_H
#define EXEC_EXEC_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"

#define EXEC_STATE_MAX   (64u << 20)  /* bytes of a file */
#define EXEC_STATE_GROWN (256u << 10) /* and more than 8 states: anew */

struct exec_state; /* the writing side */

/* `path` is copied; nothing is opened yet. */
struct exec_state *exec_state_new(const char *path);
void exec_state_free(struct exec_state **state);

/*
 * Write one state and sync it.  ERR_OK: it is on disk, and read from now on.
 * ERR_IO with errno: the one before is, or this one; try again with the newest
 * state whenever there is hope.  ERR_LIMIT: longer than EXEC_STATE_MAX.
 */
NODISCARD enum err exec_state_write(
    struct exec_state *state, const char *data, size_t len);

/*
 * The last good state of `len` bytes of such a file, borrowed from them; NULL:
 * there is none.
 */
const char *exec_state_last(const char *bytes, size_t len, size_t *out_len);

/* That of a file, owned, with a NUL behind it.  ERR_NOTFOUND: no such file;
 * ERR_FORMAT: nothing good in it; ERR_IO, ERR_LIMIT. */
NODISCARD enum err exec_state_read(
    const char *path, char **out, size_t *out_len);

#endif
