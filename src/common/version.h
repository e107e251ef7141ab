/*
 * version.h - what `--version` prints.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_VERSION_H
#define COMMON_VERSION_H

/* "0.1 (git id)"; static. */
const char *columba_version(void);

#endif
