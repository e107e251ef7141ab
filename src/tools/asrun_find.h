/*
 * asrun_find.h - where as-run records lie.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_ASRUN_FIND_H
#define TOOLS_ASRUN_FIND_H

#include <stddef.h>

#include "common/err.h"
#include "exec/asrun_diff.h"

struct asrun_place {
    char *dir;  /* directory of the record, or NULL: a file by itself */
    char *file; /* to be read: the JSON form where there are both */
};
void asrun_place_fini(struct asrun_place *place);

/*
 * The record that a file, a directory or the (beginning of the) id of a run
 * names; of a run in <state>/INSTANCE/exec/runs, `instance` NULL: of any.
 * ERR_NOTFOUND; ERR_EXISTS: several begin so.  Told on standard error.
 */
NODISCARD enum err asrun_find(
    const char *name, const char *instance, struct asrun_place *out);

/* The directories of all runs that have a record, by name; owned. */
char **asrun_find_all(const char *instance, size_t *n);
void asrun_find_free(char ***dir, size_t n);

/* Read a record; faults are told on standard error and left out.  ERR_IO,
 * ERR_NOTFOUND; ERR_FORMAT: it is none (no good line). */
NODISCARD enum err asrun_load(const char *file, struct asrun_record *out);

#endif
