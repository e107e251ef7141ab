/*
 * print.h - a procedure as people read it on paper: numbered steps with titles,
 * one action a line with its verb first, check marks before what is verified,
 * warnings before what they protect, boxes to tick, blanks to fill in.
 *
 * Everything that is executed is in it: each statement has its number once.
 * Comments of the source are not.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_PRINT_H
#define PLUTO_PRINT_H

#include <stdbool.h>

#include "common/str.h"
#include "pluto/approval.h"
#include "pluto/ast.h"
#include "pluto/catalogue.h"

#define PLUTO_PRINT_WIDTH_MIN 40

struct pluto_print {
    unsigned width; /* columns, at least PLUTO_PRINT_WIDTH_MIN */
    bool is_ascii;  /* no other characters than ASCII of our own */
    const struct approval *approval;
    const char *digest; /* of text and catalogue entry */
};

/* Append the print; `catalogue` is bound to `p`. */
void pluto_print(const struct pluto *p, const struct catalogue *catalogue,
    const struct pluto_print *options, struct strbuf *out);

#endif
