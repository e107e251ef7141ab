/*
 * complete.h - what a shell can complete on columba's command line.
 *
 * Options and operands come from the tables that parse them, so nothing here
 * has to be kept in step.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_COMPLETE_H
#define TOOLS_COMPLETE_H

#include <stddef.h>

#include "common/str.h"

/*
 * Append one line for each thing that the last of `word` (what follows
 * "columba"; "" when nothing is typed yet) can become: the whole word, and
 * behind a tab what it is.  A line ":file" or ":dir" alone asks the shell for
 * names of files or directories (behind "--option=" where that is typed).
 */
void complete_words(const char *const *word, size_t n, struct strbuf *out);

#endif
