/*
 * xalloc.h - allocation that does not fail: out of memory logs and exits 71.
 *
 * The supervisor restarts the process; its state comes back from disk and
 * from the hub.  The caller owns what is returned and releases it with free().
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_XALLOC_H
#define COMMON_XALLOC_H

#include <stddef.h>

#include "common/attr.h"

/* `n` zeroed elements of `size` bytes; n * size is checked for overflow. */
NODISCARD void *xcalloc(size_t n, size_t size);

/* Resize `p` (NULL: new) to `n` elements of `size` bytes; not zeroed. */
NODISCARD void *xreallocarray(void *p, size_t n, size_t size);

NODISCARD char *xstrdup(const char *s);
NODISCARD char *xstrndup(const char *s, size_t n);
NODISCARD void *xmemdup(const void *p, size_t n);
NODISCARD char *xasprintf(const char *fmt, ...) PRINTF_LIKE(1, 2);

/*
 * Make room for one more element in a growing array: when `*cap` elements are
 * in use (n == *cap), double it.  Returns the array, moved or not.
 */
NODISCARD void *xgrow(void *p, size_t n, size_t *cap, size_t size);

#endif
