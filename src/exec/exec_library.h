/*
 * exec_library.h - the procedures of an instance as they were read at one
 * moment, with the model they are bound to.
 *
 * Executions hold the one they were begun with, so that a new library can be
 * read beside them; the last one who lets go releases it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_EXEC_LIBRARY_H
#define EXEC_EXEC_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "mdb/mdb.h"
#include "mission/mission.h"
#include "pluto/library.h"
#include "pluto/model.h"

/* Where the procedures of a mission are, owned; the first one that has an id
 * wins. */
char **exec_library_dirs(const struct mission *mission, size_t *n);
void exec_library_dirs_free(char ***dir, size_t n);

struct exec_library {
    struct pluto_model *model;
    struct library *library;
    bool needs_approval; /* only approved ones start: kind flight */
    unsigned holders;
};

/* Read; its only holder is the caller.  `mdb` is borrowed for its life. */
struct exec_library *exec_library_read(const struct mdb *mdb,
    const char *const *dir, size_t n, bool needs_approval);
struct exec_library *exec_library_hold(struct exec_library *library);
void exec_library_let_go(struct exec_library **library);

/*
 * May it be started here?  Else one sentence in `why`.  Where approval is
 * needed, procedure, catalogue, the file that approves it and their directory
 * must be root's, and nobody else's to write: what a person could write anybody
 * could approve.  Files are looked at as they are now: one that was withdrawn
 * since the library was read is refused.
 */
bool exec_library_may_run(const struct exec_library *library,
    const struct library_entry *entry, struct strbuf *why);

#endif
