/*
 * theme_file.c - themes from files: one role a line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/theme/theme_file.h"

#include <assert.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/str.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "console/theme/theme_parse.h"

#define BUILT_IN      "dark"
#define SUFFIX        ".theme"
#define ROLES_OF_LINE 32

/* What is before the next `c`, or all; `rest` becomes what is behind it. */
static struct theme_part
cut_at(struct theme_part *rest, char c)
{
    struct theme_part first = *rest;
    const char *at = memchr(rest->p, c, (size_t)(rest->end - rest->p));
    first.end = at != NULL ? at : rest->end;
    rest->p = at != NULL ? at + 1 : rest->end;
    return first;
}

/* ---- lines --------------------------------------------------------------- */

/* ".warning" behind "limit.caution.watch" is "limit.caution.warning". */
static void
complete_role(char word[WORD_SIZE], const char *before)
{
    char full[2 * WORD_SIZE];
    const char *dot = strrchr(before, '.');
    if (word[0] != '.' || dot == NULL)
        return;
    size_t stem = (size_t)(dot - before);
    memcpy(full, before, stem);
    (void)str_copy(full + stem, sizeof full - stem, word);
    (void)str_copy(word, WORD_SIZE, full);
}

static const char *
nearest_role(const char *word)
{
    const char *best = NULL;
    unsigned max = (unsigned)strlen(word) / 3, least = max + 1;
    for (unsigned r = 0; r < ROLE_COUNT; r++) {
        unsigned d = str_distance(word, role_str((enum role)r), max);
        if (d < least) {
            least = d;
            best = role_str((enum role)r);
        }
    }
    return best;
}

static size_t
parse_roles(struct theme_parser *p, struct theme_part part,
    enum role roles[ROLES_OF_LINE])
{
    char word[WORD_SIZE], before[WORD_SIZE] = "";
    const char *at;
    size_t n = 0;
    while (theme_word(&part, word, &at)) {
        enum role role;
        complete_role(word, before);
        (void)str_copy(before, sizeof before, word);
        if (role_find(word, &role)) {
            if (n < ROLES_OF_LINE)
                roles[n++] = role;
            continue;
        }
        const char *near = nearest_role(word);
        if (near != NULL)
            theme_complain(
                p, at, "no role '%s'; did you mean '%s'?", word, near);
        else
            theme_complain(
                p, at, "no role '%s'; columba-theme(5) lists them", word);
    }
    return n;
}

struct looks_of_line {
    struct theme_look look[DEPTH_COUNT];
    struct theme_mark mark;
};

static bool
parse_section(
    struct theme_parser *p, struct theme_part part, struct looks_of_line *l)
{
    char word[WORD_SIZE];
    const char *at;
    if (!theme_word(&part, word, &at)) {
        theme_complain(p, part.p, "nothing behind '|'");
        return false;
    }
    if (str_eq(word, "mark")) {
        theme_parse_mark(p, part, &l->mark);
        return true;
    }
    for (enum depth d = 0; d < DEPTH_COUNT; d++) {
        size_t len = strlen(depth_str(d));
        if (strncmp(word, depth_str(d), len) == 0 && word[len] == ':') {
            part.p = at + len + 1;
            if (l->look[d].is_set)
                theme_complain(p, at, "'%s' a second time", word);
            theme_parse_look(p, d, part, &l->look[d]);
            return true;
        }
    }
    theme_complain(p, at,
        "'%s': behind '|' stand '256:', '16:', '8:', 'mono:' or 'mark'", word);
    return false;
}

static void
parse_looks(struct theme_parser *p, struct theme_part rest)
{
    enum role roles[ROLES_OF_LINE];
    struct looks_of_line l = {0};
    struct theme_part sections = rest, head = cut_at(&sections, '|');
    struct theme_part look = head, names = cut_at(&look, '=');
    size_t n = parse_roles(p, names, roles);
    if (names.end != head.end)
        theme_parse_look(p, DEPTH_256, look, &l.look[DEPTH_256]);
    while (sections.p < sections.end)
        parse_section(p, cut_at(&sections, '|'), &l);
    if (!l.look[DEPTH_16].is_set)
        l.look[DEPTH_16] = l.look[DEPTH_8];
    for (size_t i = 0; i < n; i++) {
        memcpy(p->theme->look[roles[i]], l.look, sizeof l.look);
        if (l.mark.is_set)
            p->theme->mark[roles[i]] = l.mark;
    }
    p->has_looks = true;
}

static enum err open_theme(const char *name, const struct theme_dirs *dirs,
    unsigned depth, struct notes *notes, struct theme **out);

static void
parse_base(struct theme_parser *p, struct theme_part *part)
{
    char word[WORD_SIZE], name[THEME_NAME_SIZE];
    const char *at;
    struct theme *base = NULL;
    struct notes notes = {0};
    if (!theme_word(part, word, &at))
        theme_complain(p, at, "inherit which theme?");
    else if (p->has_base || p->has_looks)
        theme_complain(p, at,
            p->has_base ? "a theme inherits from one other"
                        : "'inherit' stands before the first role");
    else if (open_theme(word, p->dirs, p->depth + 1, &notes, &base) != ERR_OK)
        theme_complain(p, at, "cannot inherit '%s': %s", word,
            notes.n > 0 ? notes.note[0].text : "it is wrong");
    if (base != NULL) {
        (void)str_copy(name, sizeof name, p->theme->name);
        *p->theme = *base;
        (void)str_copy(p->theme->name, sizeof p->theme->name, name);
        p->has_base = true;
    }
    theme_free(&base);
    notes_fini(&notes);
}

static bool
is_name(const char *word)
{
    static const char good[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    size_t len = strlen(word);
    return len > 0 && len < THEME_NAME_SIZE && strspn(word, good) == len;
}

/* theme NAME [; inherit NAME] */
static void
parse_name(struct theme_parser *p, struct theme_part *part)
{
    char word[WORD_SIZE];
    const char *at;
    if (!theme_word(part, word, &at))
        theme_complain(p, at, "a theme has a name");
    else if (!is_name(word))
        theme_complain(p, at,
            "'%s': a name is at most 31 of a to z, 0 to 9 and '-'", word);
    else if (p->is_named)
        theme_complain(p, at, "a second name");
    else
        (void)str_copy(p->theme->name, sizeof p->theme->name, word);
    p->is_named = true;
    if (!theme_word(part, word, &at))
        return;
    if (str_eq(word, ";") && theme_word(part, word, &at) &&
        str_eq(word, "inherit"))
        parse_base(p, part);
    else
        theme_complain(
            p, at, "'%s' is not expected here; only '; inherit NAME' is", word);
}

static void
parse_ground(struct theme_parser *p, struct theme_part *part)
{
    char word[WORD_SIZE];
    const char *at;
    int16_t c = STYLE_DEFAULT;
    if (theme_word(part, word, &at) && theme_colour(word, &c) && c >= 0)
        p->theme->ground = c;
    else
        theme_complain(
            p, at, "ground is a colour: what the terminal's own background is");
}

static void
parse_line(struct theme_parser *p, struct theme_part line)
{
    char word[WORD_SIZE];
    const char *at;
    struct theme_part rest = line;
    if (!theme_word(&rest, word, &at) || word[0] == '#')
        return;
    if (!str_is_clean(at, (size_t)(line.end - at)) &&
        memchr(at, '\t', (size_t)(line.end - at)) == NULL) {
        theme_complain(p, at,
            "characters that no theme needs: controls, "
            "invisible ones, or broken UTF-8");
        return;
    }
    if (str_eq(word, "theme"))
        parse_name(p, &rest);
    else if (str_eq(word, "inherit"))
        parse_base(p, &rest);
    else if (str_eq(word, "ground"))
        parse_ground(p, &rest);
    else {
        parse_looks(p, line);
        return;
    }
    if (theme_word(&rest, word, &at) && word[0] != '#')
        theme_complain(p, at, "'%s' is not expected here", word);
}

/* ---- files --------------------------------------------------------------- */

static void
start(struct theme *theme)
{
    *theme = (struct theme){.ground = 0, .flash_hz = 1};
}

static enum err
parse(const char *file, const char *data, size_t len,
    const struct theme_dirs *dirs, unsigned depth, struct notes *notes,
    struct theme **out)
{
    size_t before = notes->errors;
    struct theme_parser p = {.file = file,
        .dirs = dirs,
        .notes = notes,
        .depth = depth,
        .theme = xcalloc(1, sizeof *p.theme)};
    struct theme_part rest = {data, data + len};
    start(p.theme);
    if (len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
        rest.p += 3;
    while (rest.p < rest.end) {
        struct theme_part line = cut_at(&rest, '\n');
        p.line++;
        p.begin = line.p;
        parse_line(&p, line);
    }
    if (!p.is_named)
        notes_add(notes, NOTE_ERROR, file, 0, 0,
            "no line 'theme NAME': is this a theme?");
    *out = NULL;
    if (notes->errors > before) {
        theme_free(&p.theme);
        return ERR_FORMAT;
    }
    theme_resolve(p.theme);
    *out = p.theme;
    return ERR_OK;
}

static enum err
load(const char *path, const struct theme_dirs *dirs, unsigned depth,
    struct notes *notes, struct theme **out)
{
    size_t len;
    enum err err;
    char *text = text_file_read(path, THEME_BYTES_MAX, notes, &len, &err);
    *out = NULL;
    if (text == NULL)
        return err;
    err = parse(path, text, len, dirs, depth, notes, out);
    free(text);
    return err;
}

static void
complain_unknown(
    const char *name, const struct theme_dirs *dirs, struct notes *notes)
{
    struct strbuf all = {0};
    size_t n;
    char **names = theme_names(dirs, &n);
    for (size_t i = 0; i < n; i++) {
        strbuf_addf(&all, "%s%s", i > 0 ? ", " : "", names[i]);
        free(names[i]);
    }
    free(names);
    notes_add(notes, NOTE_ERROR, name, 0, 0,
        "there is no theme of this name; there are: %s", strbuf_get(&all));
    strbuf_fini(&all);
}

static enum err
open_theme(const char *name, const struct theme_dirs *dirs, unsigned depth,
    struct notes *notes, struct theme **out)
{
    *out = NULL;
    if (depth > THEME_DEPTH_MAX) {
        notes_add(notes, NOTE_ERROR, name, 0, 0,
            "themes inherit from each other in a circle, or too deep");
        return ERR_LIMIT;
    }
    for (size_t i = 0; is_name(name) && dirs != NULL && i < dirs->n; i++) {
        char *path = xasprintf("%s/%s%s", dirs->dir[i], name, SUFFIX);
        bool is_there = access(path, F_OK) == 0;
        enum err err = ERR_OK;
        if (is_there)
            err = load(path, dirs, depth, notes, out);
        free(path);
        if (is_there)
            return err;
    }
    if (!str_eq(name, BUILT_IN) && !str_eq(name, "default")) {
        complain_unknown(name, dirs, notes);
        return ERR_NOTFOUND;
    }
    *out = xcalloc(1, sizeof **out);
    **out = *theme_built_in();
    return ERR_OK;
}

enum err
theme_parse(const char *file, const char *data, size_t len,
    const struct theme_dirs *dirs, struct notes *notes, struct theme **out)
{
    return parse(file, data, len, dirs, 0, notes, out);
}

enum err
theme_load(const char *path, const struct theme_dirs *dirs, struct notes *notes,
    struct theme **out)
{
    return load(path, dirs, 0, notes, out);
}

enum err
theme_open(const char *name, const struct theme_dirs *dirs, struct notes *notes,
    struct theme **out)
{
    return open_theme(name, dirs, 0, notes, out);
}

void
theme_free(struct theme **theme)
{
    free(*theme);
    *theme = NULL;
}

void
theme_parse_lines(const char *const *line, struct theme *theme)
{
    struct notes notes = {0};
    struct theme_parser p = {
        .file = "built-in theme", .notes = &notes, .theme = theme};
    start(theme);
    for (; *line != NULL; line++) {
        p.line++;
        p.begin = *line;
        parse_line(&p, (struct theme_part){*line, *line + strlen(*line)});
    }
    assert(notes.errors == 0);
    notes_fini(&notes);
    theme_resolve(theme);
}

/* ---- names --------------------------------------------------------------- */

static void
add_name(char ***names, size_t *n, const char *name)
{
    for (size_t i = 0; i < *n; i++)
        if (str_eq((*names)[i], name))
            return;
    *names = xreallocarray(*names, *n + 1, sizeof **names);
    (*names)[(*n)++] = xstrdup(name);
}

static void
add_names_of(const char *dir, char ***names, size_t *n)
{
    DIR *d = opendir(dir);
    if (d == NULL)
        return;
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        char name[WORD_SIZE];
        if (!str_suffix(e->d_name, SUFFIX) || strlen(e->d_name) >= sizeof name)
            continue;
        (void)str_copy(name, sizeof name, e->d_name);
        name[strlen(name) - strlen(SUFFIX)] = '\0';
        if (is_name(name))
            add_name(names, n, name);
    }
    closedir(d);
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **
theme_names(const struct theme_dirs *dirs, size_t *n)
{
    char **names = NULL;
    *n = 0;
    add_name(&names, n, BUILT_IN);
    for (size_t i = 0; dirs != NULL && i < dirs->n; i++)
        add_names_of(dirs->dir[i], &names, n);
    qsort(names, *n, sizeof *names, by_name);
    return names;
}
