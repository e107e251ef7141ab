/*
 * workspace.h - what stands where on a desk, as a text that lasts.
 *
 * The same lines are a layout with a name (:layout save) and what the console
 * opens with again; columba-layout(5).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_WORKSPACE_H
#define CONSOLE_WORKSPACE_H

#include "common/err.h"
#include "common/note.h"
#include "common/str.h"
#include "console/setting.h"
#include "console/tiling.h"

#define WORKSPACE_NAME_SIZE 33 /* of a layout: 1 to 32 of [A-Za-z0-9._-] */
#define WORKSPACE_FILE_MAX  65536

struct workspace_pane {
    char view[32];      /* "" nothing is opened */
    char argument[512]; /* as the view takes it */
    char filter[128];
};

struct workspace {
    bool is_usual;        /* the arrangement is that of the screen's size */
    struct tiling tiling; /* of panes; with is_usual: n is 0 */
    struct workspace_pane pane[TILING_PANES_MAX]; /* by number */
    int focus;                                    /* number of a pane */
    bool is_full;                                 /* it has the screen alone */
    struct settings settings;                     /* "" where nothing is said */
};

/*
 * Read `len` bytes of `file` (a name for notes).  What is wrong goes to
 * `notes` with line and column, and all is refused: ERR_FORMAT.  Which views
 * there are, and what is in their arguments, is not looked at.
 */
NODISCARD enum err workspace_parse(const char *file, const char *text,
    size_t len, struct workspace *out, struct notes *notes);

/* The text workspace_parse() takes; what is not printable is left out. */
void workspace_format(const struct workspace *w, struct strbuf *out);

/* The same from a file: also ERR_NOTFOUND, ERR_IO, ERR_LIMIT (too large). */
NODISCARD enum err workspace_load(
    const char *path, struct workspace *out, struct notes *notes);

/*
 * Write `text` to `path`, whole or not at all: readers find the old or the new
 * one.  Directories are made; only their owner can read it.  False with errno.
 */
NODISCARD bool workspace_save(const char *path, const char *text);

/* May a layout be called that? */
bool workspace_name_is_valid(const char *name);

#endif
