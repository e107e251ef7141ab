/*
 * whole_file.h - write a file whole or not at all.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_WHOLE_FILE_H
#define COMMON_WHOLE_FILE_H

#include <stddef.h>
#include <sys/types.h>

#include "common/err.h"

/*
 * Write `len` bytes to `path` with `mode`: to a file beside it, to the disk,
 * then renamed, so that readers and a crash find the old file or the new one.
 * Directories that lack are made for their owner alone.  ERR_OK, or ERR_IO
 * with errno; then nothing of the new one is left.
 */
NODISCARD enum err whole_file_write(
    const char *path, const char *data, size_t len, mode_t mode);

/*
 * The same with a file that a person named: it keeps the mode it has, a link
 * goes on pointing to it, and a directory that lacks is ERR_IO.
 */
NODISCARD enum err whole_file_replace(
    const char *path, const char *data, size_t len);

#endif
