/*
 * asrun_ends.h - the first and the last line of an as-run record: what a list
 * of many records needs, however long they are.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_ASRUN_ENDS_H
#define TOOLS_ASRUN_ENDS_H

#include "common/err.h"
#include "exec/asrun_line.h"

struct asrun_ends {
    struct asrun_line first, last; /* last: with has_last */
    bool has_last; /* false: there is the head alone, or see asrun_ends_read */

    /* what they point into */
    char *head, *tail;
    struct asrun_keep keep_first, keep_last;
};

/*
 * Read both; the lines between are not looked at.  An unfinished last line,
 * which somebody writes just now, is left out.  ERR_NOTFOUND, ERR_IO;
 * ERR_FORMAT: it does not begin as a record.  `*why`: what is wrong with the
 * last line, static; then there is none; else NULL.  Finish it in any case.
 */
NODISCARD enum err asrun_ends_read(
    const char *file, struct asrun_ends *out, const char **why);
void asrun_ends_fini(struct asrun_ends *ends);

#endif
