/*
 * keys.h - which key does what: one table for dispatch, help and manual.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_KEYS_KEYS_H
#define CONSOLE_KEYS_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/attr.h"
#include "common/str.h"
#include "console/keys/key.h"

enum action_group {
    ACTION_GROUP_MOVE,
    ACTION_GROUP_FIND,
    ACTION_GROUP_VIEW,
    ACTION_GROUP_SELECTION,
    ACTION_GROUP_SCREEN,
    ACTION_GROUP_OPERATE,
    ACTION_GROUP_COUNT
};

enum {
    ACTION_OPERATOR = 1,   /* changes something outside this console */
    ACTION_COMMANDS = 2,   /* of telecommands, which do not exist yet */
    ACTION_PROCEDURES = 4, /* of procedures, which do not exist yet */
};

enum action {
    ACTION_NONE,
#define ACTION(NAME, name, GROUP, keys, needs, help) ACTION_##NAME,
#include "console/keys/action.def"
#undef ACTION
    ACTION_COUNT
};

struct action_row {
    const char *name; /* "page-up" */
    enum action_group group;
    const char *keys; /* default keys, blank separated */
    unsigned needs;   /* ACTION_OPERATOR … */
    const char *help; /* one line */
};

const struct action_row *action_row(enum action action);
const char *action_group_str(enum action_group group); /* "Move" … */
enum action action_find(const char *name);             /* ACTION_NONE */

/* Keys bound to actions. */
struct keymap;
struct keymap *keymap_new(void); /* the defaults */
NODISCARD struct keymap *keymap_dup(const struct keymap *map);
void keymap_free(struct keymap **map);
enum action keymap_action(const struct keymap *map, keysym k);
/* "j Down"; "" when no key is bound. */
void keymap_keys(
    const struct keymap *map, enum action action, struct strbuf *out);
/* The first key bound to it, 0 when none. */
keysym keymap_first(const struct keymap *map, enum action action);

/* Bind `k` to `action`, behind its other keys; who had it loses it. */
void keymap_bind(struct keymap *map, enum action action, keysym k);
void keymap_unbind(struct keymap *map, keysym k);
/* Take all keys of `action` away. */
void keymap_clear(struct keymap *map, enum action action);

#endif
