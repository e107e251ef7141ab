/*
 * keymap_file.c - keys of a person's own.
 *
 * Lines are read and judged one by one, then applied together, so that two
 * actions can change places.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/keys/keymap_file.h"

#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "console/word_file.h"

#define CHANGES_MAX 1024

struct change {
    keysym k;
    enum action action; /* ACTION_NONE: unbind */
    unsigned line, col;
};

struct parser {
    struct word_reader reader;
    const struct keymap *map; /* as it was */
    struct change change[CHANGES_MAX];
    size_t n;
    unsigned named[ACTION_COUNT]; /* line that gives its keys, 0: none */
};

static bool
operates(enum action action)
{
    return action != ACTION_NONE &&
           (action_row(action)->needs & ACTION_OPERATOR) != 0;
}

/* ---- words --------------------------------------------------------------- */

static enum action
take_action(struct parser *p, const struct word_line *line)
{
    const char *name = line->word[0].text;
    enum action action = action_find(name);
    struct nearest near = nearest_to(name);
    if (action != ACTION_NONE)
        return action;
    for (unsigned a = 1; a < ACTION_COUNT; a++)
        nearest_try(&near, action_row((enum action)a)->name);
    nearest_try(&near, "unbind");
    if (near.best != NULL)
        word_note(&p->reader, NOTE_ERROR, line, 0,
            "there is no action '%s'; did you mean '%s'?", name, near.best);
    else
        word_note(&p->reader, NOTE_ERROR, line, 0,
            "there is no action '%s'; columba-keys(7) lists them", name);
    return ACTION_NONE;
}

/* What a terminal sends for a control character that is a key of its own. */
static const char *
same_key(keysym k)
{
    static const struct {
        keysym k;
        const char *name;
    } same[] = {
        {'i' | KEY_CTRL, "Tab"},
        {'m' | KEY_CTRL, "Enter"},
        {'j' | KEY_CTRL, "Enter"},
        {'h' | KEY_CTRL, "Backspace"},
        {'[' | KEY_CTRL, "Esc"},
    };
    for (size_t i = 0; i < ARRAY_LEN(same); i++)
        if (same[i].k == k)
            return same[i].name;
    return NULL;
}

static bool
take_key(struct parser *p, const struct word_line *line, size_t i, keysym *k)
{
    const char *name = line->word[i].text;
    if (!key_parse(name, k)) {
        struct nearest near = nearest_to(name);
        const char *candidate;
        for (size_t n = 0; (candidate = key_special(n)) != NULL; n++)
            nearest_try(&near, candidate);
        word_note(&p->reader, NOTE_ERROR, line, i,
            near.best != NULL ? "there is no key '%s'; did you mean '%s'?"
                              : "there is no key '%s'; write j, ^F, PgUp, F3, "
                                "S-Tab or M-x%s",
            name, near.best != NULL ? near.best : "");
        return false;
    }
    if (same_key(*k) == NULL)
        return true;
    word_note(&p->reader, NOTE_ERROR, line, i,
        "terminals send the same for '%s' and %s: write %s", name, same_key(*k),
        same_key(*k));
    return false;
}

/* Too easily hit for what acts on the instrument. */
static bool
is_careless(keysym k)
{
    keysym code = k & KEY_CODE_MASK;
    return (k & KEY_CTRL) || code == ' ' || code == KEY_CODE_ENTER ||
           code == KEY_CODE_TAB || code == KEY_CODE_ESCAPE ||
           code == KEY_CODE_BACKSPACE;
}

/* May `action` have the key?  A note says why not. */
static bool
may_have(struct parser *p, const struct word_line *line, size_t i,
    enum action action, keysym k)
{
    const char *name = line->word[i].text;
    enum action owner = keymap_action(p->map, k);
    if (operates(owner) && owner != action) {
        word_note(&p->reader, NOTE_ERROR, line, i,
            "'%s' is the key of %s, which acts on the instrument: it stays",
            name, action_row(owner)->name);
        return false;
    }
    if (operates(action) && is_careless(k)) {
        word_note(&p->reader, NOTE_ERROR, line, i,
            "'%s' is hit too easily for %s, which acts on the instrument", name,
            action_row(action)->name);
        return false;
    }
    for (size_t c = 0; c < p->n; c++)
        if (p->change[c].k == k) {
            word_note(&p->reader, NOTE_ERROR, line, i,
                "'%s' is in line %u already (%s)", name, p->change[c].line,
                p->change[c].action == ACTION_NONE
                    ? "unbind"
                    : action_row(p->change[c].action)->name);
            return false;
        }
    return true;
}

static void
take_keys(struct parser *p, const struct word_line *line, enum action action)
{
    for (size_t i = 1; i < line->n; i++) {
        keysym k;
        if (!take_key(p, line, i, &k) || !may_have(p, line, i, action, k))
            continue;
        if (action == ACTION_NONE && keymap_action(p->map, k) == ACTION_NONE)
            word_note(&p->reader, NOTE_WARNING, line, i,
                "'%s' has no meaning anyway", line->word[i].text);
        if (p->n == CHANGES_MAX) {
            word_note(&p->reader, NOTE_ERROR, line, i, "too many keys");
            return;
        }
        p->change[p->n++] =
            (struct change){k, action, line->line, line->word[i].col};
    }
}

static void
take_line(struct parser *p, const struct word_line *line)
{
    bool unbinds = str_eq(line->word[0].text, "unbind");
    enum action action = unbinds ? ACTION_NONE : take_action(p, line);
    if (!unbinds && action == ACTION_NONE)
        return;
    if (line->n == 1) {
        word_note(&p->reader, NOTE_ERROR, line, 0,
            unbinds ? "'unbind' needs keys"
                    : "'%s' is given no key; 'unbind KEY' takes one away",
            line->word[0].text);
        return;
    }
    if (!unbinds && p->named[action] != 0) {
        word_note(&p->reader, NOTE_ERROR, line, 0,
            "'%s' is in line %u already: name all its keys there",
            line->word[0].text, p->named[action]);
        return;
    }
    if (!unbinds)
        p->named[action] = line->line;
    take_keys(p, line, action);
}

/* ---- all together -------------------------------------------------------- */

/* The last change that took a key from `action`, NULL: none. */
static const struct change *
who_took(const struct parser *p, enum action action)
{
    const struct change *found = NULL;
    for (size_t i = 0; i < p->n; i++)
        if (keymap_action(p->map, p->change[i].k) == action &&
            p->change[i].action != action)
            found = &p->change[i];
    return found;
}

/* An action that lost a key it would be missed for. */
static void
judge(struct parser *p, const struct keymap *map, enum action action)
{
    bool must_stay = action == ACTION_COMMAND || action == ACTION_BACK ||
                     action == ACTION_HELP;
    const struct change *taker = who_took(p, action);
    const char *name = action_row(action)->name;
    char key[KEY_TEXT_SIZE];
    if (taker == NULL || p->named[action] != 0)
        return;
    key_fmt(key, taker->k);
    bool has_key = keymap_first(map, action) != 0;
    if (!has_key && must_stay)
        notes_add(p->reader.notes, NOTE_ERROR, p->reader.file, taker->line,
            taker->col, "%s would have no key any more, and needs one", name);
    else if (taker->action != ACTION_NONE)
        notes_add(p->reader.notes, NOTE_WARNING, p->reader.file, taker->line,
            taker->col, "'%s' was a key of %s, which has %s", key, name,
            has_key ? "others" : "none any more");
}

static void
apply(const struct parser *p, struct keymap *map)
{
    for (unsigned a = 1; a < ACTION_COUNT; a++)
        if (p->named[a] != 0 && !operates((enum action)a))
            keymap_clear(map, (enum action)a);
    for (size_t i = 0; i < p->n; i++) {
        const struct change *c = &p->change[i];
        if (c->action == ACTION_NONE)
            keymap_unbind(map, c->k);
        else if (keymap_action(map, c->k) != c->action)
            keymap_bind(map, c->action, c->k);
    }
}

enum err
keymap_parse(const char *file, const char *text, size_t len, struct keymap *map,
    struct notes *notes)
{
    struct parser *p = xcalloc(1, sizeof *p);
    struct word_line line;
    size_t before = notes->errors;
    p->map = map;
    word_reader_init(&p->reader, file, text, len, notes);
    while (word_reader_next(&p->reader, &line))
        take_line(p, &line);
    struct keymap *changed = keymap_dup(map);
    apply(p, changed);
    for (unsigned a = 1; a < ACTION_COUNT; a++)
        judge(p, changed, (enum action)a);
    bool is_good = notes->errors == before;
    if (is_good)
        apply(p, map);
    keymap_free(&changed);
    free(p);
    return is_good ? ERR_OK : ERR_FORMAT;
}

enum err
keymap_load(const char *path, struct keymap *map, struct notes *notes)
{
    size_t len;
    enum err e;
    char *text = text_file_read(path, WORD_FILE_MAX, notes, &len, &e);
    if (text == NULL)
        return e;
    e = keymap_parse(path, text, len, map, notes);
    free(text);
    return e;
}
