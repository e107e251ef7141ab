/*
 * asrun_verify.h - is an as-run record what was written?
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_ASRUN_VERIFY_H
#define EXEC_ASRUN_VERIFY_H

#include "common/err.h"
#include "common/note.h"
#include "exec/asrun_line.h"

struct asrun_verdict {
    uint64_t lines;        /* good ones, with the head */
    uint64_t faults;       /* also a torn end, and what the twin says else */
    char head[DIGEST_HEX]; /* of the last good line, or "" */
    bool is_expected;      /* some line has the digest that was expected */
    bool is_written;       /* a process has the record and goes on with it */
};

/*
 * Check form, numbers, digests and chain of a file.  Each fault goes to `notes`
 * as file:line.  ERR_OK (also with faults); ERR_NOTFOUND, ERR_IO.
 * `expected`: a digest that was written down elsewhere, or NULL; lines that are
 * missing at the end leave no other trace.
 */
NODISCARD enum err asrun_verify_file(const char *path, const char *expected,
    struct notes *notes, struct asrun_verdict *out);

/*
 * Both files of one record by themselves, and line by line against each other.
 * While a process writes, one may be a little behind the other.  One that is
 * missing is a fault, both are ERR_NOTFOUND.
 */
NODISCARD enum err asrun_verify_pair(const char *dir, const char *expected,
    struct notes *notes, struct asrun_verdict *out);

#endif
