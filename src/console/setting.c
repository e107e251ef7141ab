/*
 * setting.c - what a person can set, by `:set` and in console.conf.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/setting.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "common/num.h"
#include "common/text_file.h"
#include "console/word_file.h"

static const struct setting_row rows[SETTING_COUNT] = {
#define SETTING(NAME, name, values, help)                                      \
    [SETTING_##NAME] = {name, values, help},
#include "console/setting.def"
#undef SETTING
};

const struct setting_row *
setting_row(enum setting setting)
{
    return &rows[setting];
}

bool
setting_find(const char *name, enum setting *out)
{
    for (unsigned i = 0; i < SETTING_COUNT; i++)
        if (str_eq(rows[i].name, name)) {
            *out = (enum setting)i;
            return true;
        }
    return false;
}

const char *
setting_nearest(const char *name)
{
    struct nearest near = nearest_to(name);
    for (unsigned i = 0; i < SETTING_COUNT; i++)
        nearest_try(&near, rows[i].name);
    return near.best;
}

const char *
setting_word(enum setting setting, int i, char out[SETTING_SIZE])
{
    const char *p = rows[setting].values;
    out[0] = '\0';
    if (isupper((unsigned char)*p))
        return out;
    for (; i > 0 && *p != '\0'; i--) {
        p += strcspn(p, "|");
        p += *p == '|';
    }
    size_t n = strcspn(p, "|");
    memcpy(out, p, n);
    out[n] = '\0';
    return out;
}

static bool
is_number(const char *text, double low, double high)
{
    double v;
    return num_parse_double(text, &v) && v >= low && v <= high;
}

/* -1: it cannot be that word. */
static int
find_word(enum setting setting, const char *text)
{
    char word[SETTING_SIZE];
    for (int i = 0; *setting_word(setting, i, word) != '\0'; i++)
        if (str_eq(word, text))
            return i;
    return -1;
}

bool
setting_check(
    enum setting setting, const char *text, int *value, struct strbuf *problem)
{
    const struct setting_row *row = &rows[setting];
    bool is_good;
    *value = 0;
    if (setting == SETTING_RATE)
        is_good = is_number(text, 0.1, 10);
    else if (setting == SETTING_THEME)
        is_good = *text != '\0' && strlen(text) < SETTING_SIZE &&
                  strchr(text, '/') == NULL && text[0] != '.';
    else
        is_good = (*value = find_word(setting, text)) >= 0;
    if (is_good || problem == NULL)
        return is_good;
    if (setting == SETTING_RATE)
        strbuf_adds(problem, "rate is 0.1 to 10 times a second");
    else if (setting == SETTING_THEME)
        strbuf_adds(problem, "theme is the name of a theme");
    else {
        strbuf_addf(problem, "%s is ", row->name);
        for (const char *p = row->values; *p != '\0'; p++)
            strbuf_adds(problem, *p == '|' ? ", " : (const char[]){*p, '\0'});
    }
    return false;
}

/* ---- files --------------------------------------------------------------- */

/* "name = value", blanks around '=' or not: one text behind the name. */
static bool
split(const struct word_line *line, char name[WORD_SIZE], char value[WORD_SIZE],
    size_t *at)
{
    struct strbuf text = {0};
    for (size_t i = 0; i < line->n; i++)
        strbuf_addf(&text, "%s ", line->word[i].text);
    const char *s = strbuf_get(&text), *eq = strchr(s, '=');
    bool is_pair = eq != NULL;
    if (is_pair) {
        size_t n = (size_t)(eq - s);
        while (n > 0 && s[n - 1] == ' ')
            n--;
        const char *v = eq + 1 + strspn(eq + 1, " ");
        size_t len = strlen(v);
        while (len > 0 && v[len - 1] == ' ')
            len--;
        is_pair = n > 0 && n < WORD_SIZE && len > 0 && len < WORD_SIZE &&
                  memchr(s, ' ', n) == NULL && memchr(v, ' ', len) == NULL;
        if (is_pair) {
            memcpy(name, s, n);
            name[n] = '\0';
            memcpy(value, v, len);
            value[len] = '\0';
        }
    }
    *at = line->n - 1; /* the value is, or ends, the last word */
    strbuf_fini(&text);
    return is_pair;
}

static void
take_line(struct word_reader *r, const struct word_line *line,
    struct settings *out, unsigned seen[SETTING_COUNT])
{
    char name[WORD_SIZE], value[WORD_SIZE];
    enum setting setting;
    size_t at;
    int index;
    struct strbuf problem = {0};
    if (!split(line, name, value, &at)) {
        word_note(r, NOTE_ERROR, line, 0, "a line is 'name = value'");
        return;
    }
    if (!setting_find(name, &setting)) {
        const char *near = setting_nearest(name);
        word_note(r, NOTE_ERROR, line, 0, "there is no setting '%s'%s%s%s",
            name, near != NULL ? "; did you mean '" : "",
            near != NULL ? near : "", near != NULL ? "'?" : "");
        return;
    }
    if (seen[setting] != 0)
        word_note(r, NOTE_WARNING, line, 0,
            "'%s' is in line %u already; this one counts", name, seen[setting]);
    seen[setting] = line->line;
    if (setting_check(setting, value, &index, &problem))
        (void)str_copy(out->text[setting], SETTING_SIZE, value);
    else
        word_note(r, NOTE_ERROR, line, at, "%s", strbuf_get(&problem));
    strbuf_fini(&problem);
}

enum err
settings_parse(const char *file, const char *text, size_t len,
    struct settings *settings, struct notes *notes)
{
    struct word_reader r;
    struct word_line line;
    unsigned seen[SETTING_COUNT] = {0};
    size_t before = notes->errors;
    word_reader_init(&r, file, text, len, notes);
    while (word_reader_next(&r, &line))
        take_line(&r, &line, settings, seen);
    return notes->errors == before ? ERR_OK : ERR_FORMAT;
}

enum err
settings_load(const char *path, struct settings *settings, struct notes *notes)
{
    size_t len;
    enum err e;
    char *text = text_file_read(path, WORD_FILE_MAX, notes, &len, &e);
    if (text == NULL)
        return e;
    e = settings_parse(path, text, len, settings, notes);
    free(text);
    return e;
}
