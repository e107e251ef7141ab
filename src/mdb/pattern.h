/*
 * pattern.h - the regular expressions of string alarms: which are allowed.
 *
 * POSIX extended, looked for anywhere in the string (regexec(3)); without
 * back references and with few repetitions, so that a match takes a bounded
 * time and the expression bounded memory.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_PATTERN_H
#define MDB_PATTERN_H

#include <stdbool.h>

#define PATTERN_MAX         256  /* bytes */
#define PATTERN_MAX_REPEATS 1000 /* all bounds {n,m} multiplied */
#define PATTERN_WHY_SIZE    96

/* False, and the reason in `why`, when it cannot be used. */
bool pattern_check(const char *pattern, char why[PATTERN_WHY_SIZE]);

#endif
