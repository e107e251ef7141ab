/*
 * trust.h - a file whose word counts: root's, and nobody else's to write.
 *
 * The same of its directory, for who may write that may put another file there.
 * A symbolic link is not followed.  What is looked at is what was opened, so
 * that nothing can be put in its place between look and read.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_TRUST_H
#define COMMON_TRUST_H

#include <stdbool.h>

/* Descriptors of a file and its directory; file -1: see `error` (errno). */
struct trust_place {
    int dir, file, error;
};

/* Never waits (fifos). */
struct trust_place trust_open(const char *path);
void trust_close(struct trust_place *place);

/*
 * Why its word is not taken; NULL: it is.  Static, without a full stop: "it
 * does not belong to root", "there is no such file".  `owner_too`: it may also
 * belong to the user of this process, as in training.
 */
const char *trust_fault(const struct trust_place *place, bool owner_too);

/* The same by path. */
const char *trust_fault_of(const char *path, bool owner_too);

#endif
