/*
 * content.h - which displays and procedures there are: their names only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_CONTENT_H
#define TOOLS_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

struct content { /* zero-initialise */
    char **name; /* owned */
    size_t n, cap;
};

/*
 * Add what the files of a directory are called: displays (*.dsp) by the line
 * `display ID "Title"` in them, procedures (*.pluto) by the file's name.  A
 * directory that is not there adds nothing.
 */
void content_add_displays(struct content *content, const char *dir);
void content_add_procedures(struct content *content, const char *dir);

/* Letter case does not matter. */
bool content_has(const struct content *content, const char *name);

/* The name that differs least, or NULL when all are far off. */
const char *content_nearest(const struct content *content, const char *name);

void content_fini(struct content *content);

#endif
