/*
 * keys.c - which key does what.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/keys/keys.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/xalloc.h"

static const struct action_row rows[ACTION_COUNT] = {
    [ACTION_NONE] = {"none", ACTION_GROUP_SCREEN, "", 0, "does nothing"},
#define ACTION(NAME, name, GROUP, keys, needs, help)                           \
    [ACTION_##NAME] = {name, ACTION_GROUP_##GROUP, keys, needs, help},
#include "console/keys/action.def"
#undef ACTION
};

const struct action_row *
action_row(enum action action)
{
    assert(action < ACTION_COUNT);
    return &rows[action];
}

const char *
action_group_str(enum action_group group)
{
    static const char *const names[] = {
        [ACTION_GROUP_MOVE] = "Move",
        [ACTION_GROUP_FIND] = "Find",
        [ACTION_GROUP_VIEW] = "Views and panes",
        [ACTION_GROUP_SELECTION] = "Selection",
        [ACTION_GROUP_SCREEN] = "Screen",
        [ACTION_GROUP_OPERATE] = "Operate",
    };
    return names[group];
}

enum action
action_find(const char *name)
{
    for (unsigned a = 1; a < ACTION_COUNT; a++)
        if (strcmp(rows[a].name, name) == 0)
            return (enum action)a;
    return ACTION_NONE;
}

/* ---- keys ---------------------------------------------------------------- */

struct binding {
    keysym k;
    enum action action;
};

struct keymap {
    struct binding *binding; /* in the order of the table */
    size_t n, cap;
};

void
keymap_unbind(struct keymap *map, keysym k)
{
    size_t n = 0;
    for (size_t i = 0; i < map->n; i++)
        if (map->binding[i].k != k)
            map->binding[n++] = map->binding[i];
    map->n = n;
}

void
keymap_clear(struct keymap *map, enum action action)
{
    size_t n = 0;
    for (size_t i = 0; i < map->n; i++)
        if (map->binding[i].action != action)
            map->binding[n++] = map->binding[i];
    map->n = n;
}

void
keymap_bind(struct keymap *map, enum action action, keysym k)
{
    keymap_unbind(map, k);
    map->binding = xgrow(map->binding, map->n, &map->cap, sizeof *map->binding);
    map->binding[map->n++] = (struct binding){k, action};
}

static void
bind(struct keymap *map, enum action action, const char *keys)
{
    while (*keys != '\0') {
        size_t n = strcspn(keys, " ");
        char *word = xstrndup(keys, n);
        keysym k;
        bool is_key = key_parse(word, &k);
        assert(is_key && "action.def names a key that does not exist");
        assert(keymap_action(map, k) == ACTION_NONE && "bound twice");
        keymap_bind(map, action, k);
        free(word);
        keys += n + strspn(keys + n, " ");
    }
}

struct keymap *
keymap_new(void)
{
    struct keymap *map = xcalloc(1, sizeof *map);
    for (unsigned a = 1; a < ACTION_COUNT; a++)
        bind(map, (enum action)a, rows[a].keys);
    return map;
}

struct keymap *
keymap_dup(const struct keymap *map)
{
    struct keymap *dup = xcalloc(1, sizeof *dup);
    for (size_t i = 0; i < map->n; i++)
        keymap_bind(dup, map->binding[i].action, map->binding[i].k);
    return dup;
}

void
keymap_free(struct keymap **map)
{
    if (*map != NULL)
        free((*map)->binding);
    free(*map);
    *map = NULL;
}

enum action
keymap_action(const struct keymap *map, keysym k)
{
    for (size_t i = 0; i < map->n; i++)
        if (map->binding[i].k == k)
            return map->binding[i].action;
    return ACTION_NONE;
}

void
keymap_keys(const struct keymap *map, enum action action, struct strbuf *out)
{
    const char *blank = "";
    for (size_t i = 0; i < map->n; i++) {
        if (map->binding[i].action != action)
            continue;
        char text[KEY_TEXT_SIZE];
        strbuf_addf(out, "%s%s", blank, key_fmt(text, map->binding[i].k));
        blank = " ";
    }
}

keysym
keymap_first(const struct keymap *map, enum action action)
{
    for (size_t i = 0; i < map->n; i++)
        if (map->binding[i].action == action)
            return map->binding[i].k;
    return 0;
}
