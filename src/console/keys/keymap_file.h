/*
 * keymap_file.h - keys of a person's own, columba-keys(7).
 *
 *   page-down  ^F PgDn Space     all keys of an action, instead of its own
 *   unbind     F3 ^P             these keys do nothing
 *
 * Actions that change something outside the console keep their keys: a line
 * adds to them, and nothing takes one away.  What leads out of every state
 * (command, back, help) keeps at least one key.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_KEYS_KEYMAP_FILE_H
#define CONSOLE_KEYS_KEYMAP_FILE_H

#include <stddef.h>

#include "common/err.h"
#include "common/note.h"
#include "console/keys/keys.h"

/*
 * Change `map` as `len` bytes of `file` (a name for notes) say.  All that is
 * wrong goes to `notes` with line and column.  ERR_FORMAT and `map` as it was
 * when there are errors.
 */
NODISCARD enum err keymap_parse(const char *file, const char *text, size_t len,
    struct keymap *map, struct notes *notes);

/* The same from a file: ERR_NOTFOUND, ERR_IO, ERR_LIMIT (too large). */
NODISCARD enum err keymap_load(
    const char *path, struct keymap *map, struct notes *notes);

#endif
