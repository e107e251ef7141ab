/*
 * approval.h - draft, reviewed, approved: the file "PO-001.approval" beside a
 * procedure, see columba-procedure(5).
 *
 * Each line is one act of a person on one digest: that of the procedure's text
 * and its catalogue file together.  A changed byte in either makes it a draft
 * again.  Lines are only added.
 *
 *   reviewed 2026-11-20T10:12:00Z FC-2 sha256:9f86d0... all limits checked
 *   approved 2026-11-20T11:00:00Z PD   sha256:9f86d0...
 *   withdrawn 2026-12-01T09:00:00Z PD  sha256:9f86d0... anomaly 12
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_APPROVAL_H
#define PLUTO_APPROVAL_H

#include <stdbool.h>
#include <stddef.h>

#include "common/digest.h"
#include "common/err.h"
#include "common/note.h"
#include "common/time.h"

enum approval_state {
    APPROVAL_DRAFT,
    APPROVAL_REVIEWED,
    APPROVAL_APPROVED,
    APPROVAL_STATE_COUNT
};
const char *approval_state_str(enum approval_state state); /* "approved" */

struct approval {
    enum approval_state state;             /* of the digest asked for */
    char reviewed_by[33], approved_by[33]; /* or "" */
    struct utc reviewed, approved;         /* 0: never */
    bool was_approved; /* another digest was: it changed since */
};

/* The digest of what is approved: SHA-256 over the lengths and bytes of text
 * and catalogue file (conf NULL: there is none). */
void approval_digest(const void *text, size_t text_len, const void *conf,
    size_t conf_len, char out[DIGEST_HEX]);

/*
 * Read the lines of an approval file about `digest`.  Approved is what a person
 * approved who is not the one that reviewed it, after the review, and nobody
 * withdrew since.  ERR_FORMAT with all notes; *out is a draft then.
 */
NODISCARD enum err approval_parse(const char *file, const char *text,
    size_t len, const char *digest, struct notes *notes, struct approval *out);

#endif
