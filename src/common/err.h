/*
 * err.h - the few ways in which the world can fail us.
 *
 * An enum err says why a call could not do its work: a bad file, a peer that
 * is gone, a limit.  Outcomes of the domain (expired, out of limits, rejected)
 * are ordinary data with enums of their own and never an enum err.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_ERR_H
#define COMMON_ERR_H

#include "common/attr.h"

/* name, one sentence for a person, exit status of a tool (sysexits.h) */
#define ERR_LIST(X)                                                            \
    X(ERR_OK, "no error", 0)                                                   \
    X(ERR_FORMAT, "the data is malformed", 65)                                 \
    X(ERR_RANGE, "a number is out of its range", 65)                           \
    X(ERR_VERSION, "the version is not the one expected", 65)                  \
    X(ERR_NOTFOUND, "there is no such thing", 66)                              \
    X(ERR_EXISTS, "it exists already", 73)                                     \
    X(ERR_IO, "input or output failed", 74)                                    \
    X(ERR_AGAIN, "not now; try later", 75)                                     \
    X(ERR_DENIED, "not permitted", 77)                                         \
    X(ERR_LIMIT, "a limit is reached", 71)                                     \
    X(ERR_CLOSED, "the other side is gone", 69)

enum err {
#define X(name, text, status) name,
    ERR_LIST(X)
#undef X
    ERR_COUNT
};

/* The sentence of `e`; never NULL.  Static; do not free. */
const char *err_str(enum err e);

/* The sysexits.h status with which a tool ends because of `e`. */
int err_exit_status(enum err e);

#endif
