/*
 * fuzz_keymap.c - any bytes as a key file or a settings file: no crash, what
 * acts on the instrument keeps its keys, a way out is left, and no value is
 * taken that could not be typed.
 *
 * The first byte chooses which of the two it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdlib.h>

#include "console/keys/keymap_file.h"
#include "console/setting.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
    if (!holds)
        abort();
}

static void
keys(const char *text, size_t len)
{
    struct keymap *before = keymap_new(), *map = keymap_new();
    struct notes notes = {0};
    enum err e = keymap_parse("keys", text, len, map, &notes);
    check((e == ERR_OK) == (notes.errors == 0));
    for (unsigned a = 1; a < ACTION_COUNT; a++) {
        keysym k = keymap_first(before, (enum action)a);
        if (action_row((enum action)a)->needs & ACTION_OPERATOR)
            check(keymap_action(map, k) == (enum action)a);
    }
    check(keymap_first(map, ACTION_COMMAND) != 0);
    check(keymap_first(map, ACTION_BACK) != 0);
    check(keymap_first(map, ACTION_HELP) != 0);
    notes_fini(&notes);
    keymap_free(&before);
    keymap_free(&map);
}

static void
settings(const char *text, size_t len)
{
    struct settings s = {0};
    struct notes notes = {0};
    enum err e = settings_parse("console.conf", text, len, &s, &notes);
    check((e == ERR_OK) == (notes.errors == 0));
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        int value;
        check(s.text[i][0] == '\0' ||
              setting_check((enum setting)i, s.text[i], &value, NULL));
    }
    notes_fini(&notes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const char *text = (const char *)data + 1;
    if (data[0] % 2 == 0)
        keys(text, size - 1);
    else
        settings(text, size - 1);
    return 0;
}
