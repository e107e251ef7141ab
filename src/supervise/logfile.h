/*
 * logfile.h - what a process writes to stderr, kept in a file that is rotated.
 *
 * The process writes into a pipe, so that nothing is lost when the file is
 * rotated.  The pipe does not block the writer: should the supervisor hang,
 * lines are dropped and the process goes on.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPERVISE_LOGFILE_H
#define SUPERVISE_LOGFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "common/str.h"
#include "common/time.h"

#define LOGFILE_MAX (5 * 1024 * 1024) /* bytes, then it becomes <path>.1 */

struct logfile {
    char *path;         /* owned */
    int fd;             /* of the file, -1 when it cannot be written */
    size_t size;        /* bytes in the file */
    size_t max;         /* LOGFILE_MAX; smaller in tests */
    struct strbuf line; /* the last line, as far as it came */
    char last[128];     /* the last whole line that is not mere
                           information, clean, without priority */
    const char *echo;   /* also to our stderr, after this name; or NULL */
};

/* ERR_IO when the file cannot be opened; the log then only keeps `last`. */
NODISCARD enum err logfile_open(struct logfile *log, const char *path);
void logfile_close(struct logfile *log);

/*
 * Append; rotates between two lines.  A line's priority "<6>" is written as
 * "324/08:46:12.000 I ", with the time `now`.
 */
void logfile_write(
    struct logfile *log, struct utc now, const char *data, size_t len);

#endif
