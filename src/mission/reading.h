/*
 * reading.h - one section of a configuration file and the values in it.
 *
 * All values come from libconfuse as text and are converted here, so that
 * each wrong one is reported with its place and the next is still looked at.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MISSION_READING_H
#define MISSION_READING_H

#include <confuse.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/note.h"
#include "mission/conf_scan.h"
#include "mission/mission.h"
#include "mission/names.h"

/* A section of the file in its two views; all borrowed. */
struct reading {
    const char *file, *dir;  /* for messages; where paths begin */
    struct mission *mission; /* being filled; NULL in other files */
    struct notes *notes;
    const struct conf_scan *scan;
    cfg_t *cfg;                       /* of the section */
    uint32_t section;                 /* its entry, or CONF_ROOT */
    const struct conf_place *missing; /* where to say what is missing */
    const char *what;                 /* "link tm", for messages */
};

void reading_error(const struct reading *r, struct conf_place at,
    const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The entry of an option that has a value, or NULL. */
const struct conf_entry *reading_given(
    const struct reading *r, const char *name);

/* The text of an option and where it stands; NULL when it is not given. */
const char *reading_text_at(
    const struct reading *r, const char *name, struct conf_place *at);

/* An error when the option is not given. */
void reading_need(const struct reading *r, const char *name);

/* The value; `otherwise` when it is not given or wrong (and reported). */
uint64_t reading_uint(const struct reading *r, const char *name, uint64_t least,
    uint64_t most, uint64_t otherwise);
double reading_double(const struct reading *r, const char *name, double least,
    double most, double otherwise);
unsigned reading_choice(const struct reading *r, const char *name,
    const struct names *names, unsigned otherwise);
bool reading_bool(const struct reading *r, const char *name, bool otherwise);

/* Clean text of at most `longest` bytes, owned, or NULL. */
char *reading_text(const struct reading *r, const char *name, size_t longest);

/* A path, joined to the directory of the file; owned, or NULL. */
char *reading_path(const struct reading *r, const char *name);

struct utc reading_time(const struct reading *r, const char *name);

/* The section `e` of `r`; `what` is borrowed. */
struct reading reading_enter(
    const struct reading *r, const struct conf_entry *e, const char *what);

/* The next section `name` within `r` from entry `from` on, or NULL. */
const struct conf_entry *reading_next(
    const struct reading *r, const char *name, size_t from);

#define EACH_SECTION(r, name, e)                                               \
    (const struct conf_entry *e = reading_next(r, name, 0); (e) != NULL;       \
        (e) = reading_next(r, name, (size_t)((e) - (r)->scan->entry) + 1))

#endif
