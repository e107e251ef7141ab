/*
 * setting.h - what a person can set, by `:set` and in console.conf.
 *
 * A settings file has lines `name = value`; '#' begins a comment.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_SETTING_H
#define CONSOLE_SETTING_H

#include <stdbool.h>
#include <stddef.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/note.h"
#include "common/str.h"

#define SETTING_SIZE 64 /* bytes of a value, with its NUL */

enum setting {
#define SETTING(NAME, name, values, help) SETTING_##NAME,
#include "console/setting.def"
#undef SETTING
    SETTING_COUNT
};

struct setting_row {
    const char *name;
    const char *values; /* "off|on", or "NAME", "HZ" */
    const char *help;
};

const struct setting_row *setting_row(enum setting setting);

/* By name; false when there is none. */
bool setting_find(const char *name, enum setting *out);

/* The name nearest to a mistyped one, NULL: none is near. */
const char *setting_nearest(const char *name);

/*
 * May it be set to `text`?  *value becomes the place of the word among the
 * values, 0 where they are no words.  When not, `problem` (may be NULL) gets a
 * sentence.
 */
bool setting_check(
    enum setting setting, const char *text, int *value, struct strbuf *problem);

/* The `i`-th word it can be, "" when there is none; `out` is filled. */
const char *setting_word(enum setting setting, int i, char out[SETTING_SIZE]);

/* The values of a file; "" where it is silent. */
struct settings {
    char text[SETTING_COUNT][SETTING_SIZE];
};

/*
 * Take `len` bytes of `file` (a name for notes) into `settings`, over what is
 * there.  What is wrong goes to `notes` and is left out: ERR_FORMAT.
 */
NODISCARD enum err settings_parse(const char *file, const char *text,
    size_t len, struct settings *settings, struct notes *notes);

/* The same from a file: ERR_NOTFOUND, ERR_IO, ERR_LIMIT (too large). */
NODISCARD enum err settings_load(
    const char *path, struct settings *settings, struct notes *notes);

#endif
