/*
 * asrun_priv.h - what the files of the as-run record share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_ASRUN_PRIV_H
#define EXEC_ASRUN_PRIV_H

#include "exec/asrun.h"

#define ASRUN_MODE 0640

enum asrun_form {
    ASRUN_TEXT,
    ASRUN_JSON,
    ASRUN_FORMS
};

/* Its file's name. */
const char *asrun_file_name(enum asrun_form form);

struct asrun_file {
    int fd;
    uint64_t good;         /* bytes that are on disk for good */
    struct strbuf waiting; /* what follows them */
    uint64_t *at;          /* offset at which each line begins, owned */
    size_t cap;
};

struct asrun {
    int dir;
    struct asrun_file file[ASRUN_FORMS];
    uint64_t n;            /* lines, with the head */
    char head[DIGEST_HEX]; /* digest of the last one */
    char reason[160];
};

struct asrun *asrun_new(int dir); /* takes the descriptor */

/* Add the head (event NULL) or an event. */
void asrun_put(struct asrun *asrun, const struct asrun_head *head,
    const struct asrun_event *event);

/* Both files, new and locked.  ERR_EXISTS, ERR_IO, ERR_LIMIT with errno; what
 * was made is gone again. */
NODISCARD enum err asrun_make_files(struct asrun *asrun);
NODISCARD enum err asrun_lock(struct asrun *asrun);

/* ERR_LIMIT when the disk is full, else ERR_IO. */
enum err asrun_err(int error);

#endif
