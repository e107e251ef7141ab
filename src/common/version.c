/*
 * version.c - what `--version` prints.  Only this file knows the git id.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/version.h"

#ifndef COLUMBA_GIT
#    define COLUMBA_GIT "unknown"
#endif

const char *
columba_version(void)
{
    return "0.1 (" COLUMBA_GIT ")";
}
