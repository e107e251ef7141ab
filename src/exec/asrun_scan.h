/*
 * asrun_scan.h - the lines of a file, one after the other, each checked: of an
 * as-run record in either form.
 *
 * Bounded: a line that is longer than ASRUN_LINE_MAX is skipped and is a fault.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_ASRUN_SCAN_H
#define EXEC_ASRUN_SCAN_H

#include "exec/asrun_line.h"

struct asrun_scan; /* opaque */

enum asrun_found {
    ASRUN_FOUND_LINE,  /* a good one: form, digest, number, chain */
    ASRUN_FOUND_FAULT, /* see `why`; `line` is what could be read */
    ASRUN_FOUND_TORN,  /* the file ends in a line without its line feed */
    ASRUN_FOUND_END,
    ASRUN_FOUND_ERROR, /* errno */
};

struct asrun_step { /* good until the next call */
    const struct asrun_line *line;
    const char *why; /* of a fault; static */
    bool is_read;    /* of a fault: `line` has what it says */
    uint64_t number; /* line of the file, from 1 */
    uint64_t at;     /* offset in the file */
    size_t len;      /* bytes, with the line feed */
};

/* Reads `fd` from where it stands; the caller closes it. */
struct asrun_scan *asrun_scan_new(int fd);
void asrun_scan_free(struct asrun_scan **scan);

/*
 * The next line.  The form is told by the first one.  After a fault the chain
 * goes on with what the line itself says, so that one changed line is one
 * fault; a line that is missing or was put in is a fault of the next one.
 */
enum asrun_found asrun_scan_next(
    struct asrun_scan *scan, struct asrun_step *out);

bool asrun_scan_is_json(const struct asrun_scan *scan);

#endif
