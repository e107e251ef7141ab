/*
 * run_coverage.h - which statements of a procedure were executed, and which
 * ways out of its decisions taken, over any number of runs.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_RUN_COVERAGE_H
#define TOOLS_RUN_COVERAGE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/str.h"
#include "pluto/ast.h"
#include "pluto/run.h"

struct run_coverage { /* zero-initialise */
    uint32_t *count;  /* of each statement */
    uint32_t n;
    struct run_coverage_branch {
        uint32_t stmt, count;
        char *what; /* owned */
    } * branch;
    size_t n_branches;
};

/* Add up a run of `procedure`: always the same text. */
void run_coverage_add(struct run_coverage *coverage,
    const struct pluto *procedure, const struct pluto_run *run);

/* "statements 12 of 14 (85.7 %), branches ...", then a line for each that was
 * not executed or taken. */
void run_coverage_print(const struct run_coverage *coverage,
    const struct pluto *procedure, struct strbuf *out);
/* The same as one JSON object on a line. */
void run_coverage_json(const struct run_coverage *coverage,
    const struct pluto *procedure, FILE *out);

void run_coverage_fini(struct run_coverage *coverage);

#endif
