/*
 * pluto_same.h - are two procedures the same tree?
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_PLUTO_SAME_H
#define SUPPORT_PLUTO_SAME_H

#include <stdbool.h>

#include "pluto/ast.h"

/* The same statements, numbers and headings, and the same words from the
 * first to the last, but for the case of keywords and names. */
bool pluto_same(const struct pluto *a, const struct pluto *b);

#endif
