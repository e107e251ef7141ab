/*
 * page.h - a tree of COSMOS widgets as the text of a display file.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_COSMOS_PAGE_H
#define TOOLS_COSMOS_PAGE_H

#include "tools/cosmos/tree.h"

struct mdb;

struct cosmos_options {
    const char *target; /* NULL: not known */
    const char *id;     /* of the display; a good one */
    const char *title;  /* when the screen has none */
    int cols;           /* where columns begin a new row, 20 .. 198 */
};

/*
 * The display file, owned, that shows what `text` does.  `mdb` may be NULL:
 * then names are not looked up.  What has no place in a display, and names
 * that the database does not have, are warnings in `notes`, and comments at
 * the end of the file.  NULL, and an error in `notes`, when it is no screen or
 * too large for a display.
 */
char *cosmos_import(const char *file, const char *text, size_t len,
    const struct mdb *mdb, const struct cosmos_options *options,
    struct notes *notes);

#endif
