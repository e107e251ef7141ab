/*
 * say.h - what a tool says on standard error.
 *
 * Arguments, names of files and names out of files may hold anything; a
 * terminal gets clean text only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_SAY_H
#define COMMON_SAY_H

#include "common/attr.h"

/*
 * Print on standard error, cleaned as str_sanitize() does it; line feeds at the
 * end of `fmt` are kept, one inside is not.
 */
void say(const char *fmt, ...) PRINTF_LIKE(1, 2);

#endif
