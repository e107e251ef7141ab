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
 * The rules, act by act in the order of the lines, for each digest by itself:
 * a review makes it reviewed, whatever it was (an approved one needs a new
 * approval then); an approval makes what is reviewed or approved approved,
 * unless the one who reviewed it last gives it; a withdrawal makes it a draft.
 * An act that the rules do not let pass is a warning and changes nothing.
 *
 * Pure: no file, no clock.
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
#include "common/str.h"
#include "common/time.h"

#define APPROVAL_SUFFIX      ".approval"
#define APPROVAL_PERSON_MAX  32        /* bytes: A-Z a-z 0-9 . _ - */
#define APPROVAL_COMMENT_MAX 240       /* bytes */
#define APPROVAL_FILE_MAX    (1 << 20) /* bytes that a reader takes */

enum approval_state {
    APPROVAL_DRAFT,
    APPROVAL_REVIEWED,
    APPROVAL_APPROVED,
    APPROVAL_STATE_COUNT
};
const char *approval_state_str(enum approval_state state); /* "approved" */

enum approval_verb { /* what a person did */
    APPROVAL_REVIEW,
    APPROVAL_APPROVE,
    APPROVAL_WITHDRAW,
    APPROVAL_VERB_COUNT
};
const char *approval_verb_str(enum approval_verb verb); /* "reviewed" */

struct approval {
    enum approval_state state;             /* of the digest asked for */
    char reviewed_by[33], approved_by[33]; /* or "" */
    struct utc reviewed, approved;         /* 0: never */
    bool was_approved; /* another digest is: it changed since */
};

/* The digest of what is approved: SHA-256 over the lengths and bytes of text
 * and catalogue file (conf NULL: there is none). */
void approval_digest(const void *text, size_t text_len, const void *conf,
    size_t conf_len, char out[DIGEST_HEX]);

/*
 * Read the lines of an approval file about `digest`.  Approved is what a person
 * approved who is not the one that reviewed it, after the review, and nobody
 * withdrew since.  ERR_FORMAT with all notes; *out is a draft then.  `text` may
 * be NULL when `len` is 0: there is no such file.
 */
NODISCARD enum err approval_parse(const char *file, const char *text,
    size_t len, const char *digest, struct notes *notes, struct approval *out);

/*
 * May `person` do this, as it stands?  NULL: yes; else one sentence, static,
 * that says what to do instead.
 */
const char *approval_refusal(
    const struct approval *a, enum approval_verb verb, const char *person);

bool approval_person_is_valid(const char *name);

/* One line of the file, with its line feed, appended.  `comment` is clean text
 * of at most APPROVAL_COMMENT_MAX bytes, or "". */
void approval_line(enum approval_verb verb, struct utc time, const char *person,
    const char *digest, const char *comment, struct strbuf *out);

#endif
