/*
 * defs.h - what the fields of an imported screen are called and show.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_COSMOS_DEFS_H
#define TOOLS_COSMOS_DEFS_H

#include <stdio.h>

#include "common/str.h"
#include "mdb/mdb.h"
#include "tools/cosmos/tree.h"

struct def {
    char *name;    /* as fields call it */
    char *param;   /* as the display names it */
    uint32_t item; /* MDB_NIL without a database */
    char *format;  /* "%5.1f", or NULL */
    char *states;  /* "0=GREEN 1=RED!", or NULL */
    bool has_bar;
    double bar_low, bar_high;
    char *course; /* "10m" of a spark or plot, or NULL */
    bool is_spark, is_plot;
};

struct defs {
    struct arena *arena;   /* borrowed */
    const struct mdb *mdb; /* or NULL */
    struct def *def;       /* owned */
    size_t n, cap;
};

void defs_fini(struct defs *defs);

/*
 * A new definition of the item, or one there is that shows the same: `want`
 * says what (its name is ignored, its texts are copied).  `near` is what its
 * name is made of.  Borrowed until the next call.
 */
const struct def *defs_add(
    struct defs *defs, const struct def *want, const char *near);

/* Cells a value of the item needs without its marks; `wanted` is what the
 * screen asks for, 0 nothing. */
int defs_cells(const struct mdb *mdb, uint32_t item, int wanted);

/* The lines of all definitions. */
void defs_print(const struct defs *defs, struct strbuf *out);

#endif
