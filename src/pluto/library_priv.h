/*
 * library_priv.h - a library from the inside.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_LIBRARY_PRIV_H
#define PLUTO_LIBRARY_PRIV_H

#include "pluto/library.h"

struct library {
    struct library_entry **entry;
    size_t n, cap;
};

/* Procedures that call themselves, or one that cannot run: errors of those
 * that call them. */
void library_check_calls(
    struct library *library, const struct pluto_model *model);

#endif
