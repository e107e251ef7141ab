/*
 * display_set.h - the displays there are, and the pages made of them.
 *
 * Directories are searched in order, the first file with an id wins: the
 * user's, the mission's, the shipped ones; within one by name.  Files are
 * those that end in ".dsp"; one whose `display` line cannot be read goes by
 * its name.  A page is loaded when it is first asked for.  display_set_poll()
 * looks once a second whether files came, changed or went; a page that was
 * saved with errors in it stays as it was, and the errors are kept beside it.
 * A directory that goes takes its displays with it; one that cannot be read
 * for a while does not.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_DISPLAY_DISPLAY_SET_H
#define CONSOLE_DISPLAY_DISPLAY_SET_H

#include "common/time.h"
#include "console/display/display.h"

struct display_set_row {
    char *id, *title;     /* owned */
    char *path;           /* owned */
    char *origin;         /* owned: "user", "mission", "shipped" */
    struct display *page; /* owned; NULL: not asked for, or never right */
    struct notes notes;   /* of the newest try */
    bool is_broken;       /* the file as it is now is refused */
    unsigned version;     /* changes when the page does */
};

struct display_set;

#define DISPLAY_SET_FILES_MAX 1000 /* of a directory; more are passed over */

/*
 * `dir` are `n` directories and what they are called (both copied), first
 * wins; missing ones are empty.  Looks at them at once.
 */
struct display_set *display_set_new(
    const char *const *dir, const char *const *origin, size_t n);
void display_set_free(struct display_set **set);

/*
 * The database pages are made with (borrowed, may be NULL; none at first); all
 * pages go, and are made anew when they are next asked for.
 */
void display_set_use_mdb(struct display_set *set, const struct mdb *mdb);

/*
 * Look at the directories; true when a file came, changed or went.  Reads at
 * most once a second of `now`.
 */
bool display_set_poll(struct display_set *set, struct mono now);

/* By id; a row stays where it is until the next poll. */
size_t display_set_count(const struct display_set *set);
const struct display_set_row *display_set_row(
    const struct display_set *set, size_t i);

/*
 * The row called `id` (letter case does not matter), its page loaded where
 * that is possible; NULL: there is no such display.
 */
const struct display_set_row *display_set_get(
    struct display_set *set, const char *id);

#endif
