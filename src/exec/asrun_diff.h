/*
 * asrun_diff.h - two executions of one procedure, side by side.
 *
 * Lines are brought together by statement, kind, attempt and how often that
 * stood before; of two versions of a procedure by the item's name, for numbers
 * move.  What is compared: what was said (values, outcomes), what one has and
 * the other has not, and where time was lost or won.
 *
 * Pure; linear in the lines of both.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_ASRUN_DIFF_H
#define EXEC_ASRUN_DIFF_H

#include <stddef.h>

#include "common/arena.h"
#include "exec/asrun_line.h"

struct asrun_record { /* a record in memory; zero-initialise */
    struct asrun_head head;
    struct asrun_event *event; /* owned */
    size_t n, cap;
    struct arena arena; /* of the texts */
    uint64_t faults;    /* lines that were left out */
};

/* Add a line; its texts are copied. */
void asrun_record_add(struct asrun_record *r, const struct asrun_line *line);
void asrun_record_fini(struct asrun_record *r);

enum asrun_change {
    ASRUN_SAME,
    ASRUN_TIME,    /* nothing but time, more than the tolerance */
    ASRUN_VALUE,   /* another text */
    ASRUN_OUTCOME, /* another confirmation status */
    ASRUN_ONLY_A,  /* missing in B: another branch, skipped */
    ASRUN_ONLY_B,
    ASRUN_HAND, /* a person took a hand in one of them: ONLY_A, ONLY_B */
    ASRUN_CHANGE_COUNT
};
const char *asrun_change_str(enum asrun_change change); /* "value" */

struct asrun_difference {
    enum asrun_change change;
    const struct asrun_event *a, *b; /* NULL: has none */
    int64_t gap_ns; /* b's time since the line before it, less a's */
};

struct asrun_summary {
    size_t count[ASRUN_CHANGE_COUNT];
    bool is_other_procedure, is_other_version;
    int64_t a_ns, b_ns; /* from the head to the last line */
};

/* Each line that differs to `fn`, in the order of `a`, those of `b` alone where
 * they stood. */
void asrun_diff(const struct asrun_record *a, const struct asrun_record *b,
    int64_t tolerance_ns,
    void (*fn)(void *arg, const struct asrun_difference *d), void *arg,
    struct asrun_summary *out);

#endif
