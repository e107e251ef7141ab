/*
 * catalogue.h - the displays there are, and the pages made of them.
 *
 * Directories are searched in order, the first file with an id wins: the
 * user's, the mission's, the shipped ones; within one by name.  Files are
 * those that end in ".dsp"; one whose `display` line cannot be read goes by
 * its name.  A page is loaded when it is first asked for.  catalogue_poll()
 * looks once a second whether files came, changed or went; a page that was
 * saved with errors in it stays as it was, and the errors are kept beside it.
 * A directory that goes takes its displays with it; one that cannot be read
 * for a while does not.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_DISPLAY_CATALOGUE_H
#define CONSOLE_DISPLAY_CATALOGUE_H

#include "common/time.h"
#include "console/display/display.h"

struct catalogue_row {
    char *id, *title;     /* owned */
    char *path;           /* owned */
    char *origin;         /* owned: "user", "mission", "shipped" */
    struct display *page; /* owned; NULL: not asked for, or never right */
    struct notes notes;   /* of the newest try */
    bool is_broken;       /* the file as it is now is refused */
    unsigned version;     /* changes when the page does */
};

struct catalogue;

#define CATALOGUE_FILES_MAX 1000 /* of a directory; more are passed over */

/*
 * `dir` are `n` directories and what they are called (both copied), first
 * wins; missing ones are empty.  Looks at them at once.
 */
struct catalogue *catalogue_new(
    const char *const *dir, const char *const *origin, size_t n);
void catalogue_free(struct catalogue **catalogue);

/*
 * The database pages are made with (borrowed, may be NULL; none at first); all
 * pages go, and are made anew when they are next asked for.
 */
void catalogue_set_mdb(struct catalogue *catalogue, const struct mdb *mdb);

/*
 * Look at the directories; true when a file came, changed or went.  Reads at
 * most once a second of `now`.
 */
bool catalogue_poll(struct catalogue *catalogue, struct mono now);

/* By id; a row stays where it is until the next poll. */
size_t catalogue_count(const struct catalogue *catalogue);
const struct catalogue_row *catalogue_row(
    const struct catalogue *catalogue, size_t i);

/*
 * The row called `id` (letter case does not matter), its page loaded where
 * that is possible; NULL: there is no such display.
 */
const struct catalogue_row *catalogue_get(
    struct catalogue *catalogue, const char *id);

#endif
