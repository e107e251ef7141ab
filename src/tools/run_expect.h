/*
 * run_expect.h - is a trace the one that was recorded?
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_RUN_EXPECT_H
#define TOOLS_RUN_EXPECT_H

#include <stdbool.h>

#include "common/str.h"

/*
 * Compare line by line; blanks at line ends and empty lines at the end do not
 * count.  `tolerance_s`: seconds that the first column may differ by.  False:
 * the first difference, with its line, in `why`.
 */
bool run_expect(const char *recorded, const char *trace, unsigned tolerance_s,
    struct strbuf *why);

#endif
