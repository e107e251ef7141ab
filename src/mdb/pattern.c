/*
 * pattern.c - the regular expressions of string alarms: which are allowed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/pattern.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The largest number in "{n,m}" behind `s`; where it ends in *end. */
static unsigned long
bound_of(const char *s, const char **end)
{
    unsigned long most = 1;
    for (s++; *s != '\0' && *s != '}'; s++) {
        if (*s < '0' || *s > '9')
            continue;
        char *behind;
        unsigned long v = strtoul(s, &behind, 10);
        most = v > most ? v : most;
        s = behind - 1;
    }
    *end = *s == '}' ? s : s - 1;
    return most;
}

static const char *
too_much(const char *pattern)
{
    unsigned long repeats = 1;
    if (strlen(pattern) > PATTERN_MAX)
        return "it is longer than 256 bytes";
    for (const char *s = pattern; *s != '\0'; s++) {
        if (*s == '\\' && s[1] >= '1' && s[1] <= '9')
            return "back references are not supported";
        if (*s == '\\' && s[1] != '\0') {
            s++;
        } else if (*s == '{') {
            unsigned long bound = bound_of(s, &s);
            if (bound > PATTERN_MAX_REPEATS)
                return "it repeats too often";
            repeats *= bound;
        }
        if (repeats > PATTERN_MAX_REPEATS)
            return "it repeats too often";
    }
    return NULL;
}

bool
pattern_check(const char *pattern, char why[PATTERN_WHY_SIZE])
{
    const char *reason = too_much(pattern);
    if (reason != NULL) {
        snprintf(why, PATTERN_WHY_SIZE, "%s", reason);
        return false;
    }
    regex_t re;
    int code = regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB);
    if (code == 0)
        regfree(&re);
    else
        regerror(code, &re, why, PATTERN_WHY_SIZE);
    return code == 0;
}
