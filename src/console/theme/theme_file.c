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

#include "common/num.h"
#include "common/str.h"
#include "common/text_file.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/glyph.h"
#include "console/theme/theme_priv.h"

#define BUILT_IN      "dark"
#define SUFFIX        ".theme"
#define WORD_SIZE     64
#define ROLES_OF_LINE 32

/* A part of a line, and where it is. */
struct part {
    const char *p, *end;
};

struct parser {
    const char *file;
    const struct theme_dirs *dirs;
    struct notes *notes;
    struct theme *theme;
    unsigned depth; /* of themes that inherit from each other */
    unsigned line;
    const char *begin; /* of the line */
    bool is_named, has_base, has_looks;
};

static void complain(struct parser *p, const char *at, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

static void
complain(struct parser *p, const char *at, const char *fmt, ...)
{
    struct strbuf text = {0}, before = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    strbuf_add(&before, p->begin, (size_t)(at - p->begin));
    notes_add(p->notes, NOTE_ERROR, p->file, p->line,
        1 + (unsigned)utf8_str_width(strbuf_get(&before)), "%s",
        strbuf_get(&text));
    strbuf_fini(&text);
    strbuf_fini(&before);
}

/* ---- words --------------------------------------------------------------- */

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void
skip_blanks(struct part *part)
{
    while (part->p < part->end && is_blank(*part->p))
        part->p++;
}

/* The next word of `part` into `word`, cut; *at is where it begins. */
static bool
next_word(struct part *part, char word[WORD_SIZE], const char **at)
{
    skip_blanks(part);
    *at = part->p;
    while (part->p < part->end && !is_blank(*part->p))
        part->p++;
    size_t len = (size_t)(part->p - *at);
    if (len >= WORD_SIZE)
        len = WORD_SIZE - 1;
    memcpy(word, *at, len);
    word[len] = '\0';
    return len > 0;
}

/* What is before the next `c`, or all; `rest` becomes what is behind it. */
static struct part
cut_at(struct part *rest, char c)
{
    struct part first = *rest;
    const char *at = memchr(rest->p, c, (size_t)(rest->end - rest->p));
    first.end = at != NULL ? at : rest->end;
    rest->p = at != NULL ? at + 1 : rest->end;
    return first;
}

static bool
has_more(const struct part *part)
{
    struct part rest = *part;
    skip_blanks(&rest);
    return rest.p < rest.end;
}

/* ---- colours and attributes ---------------------------------------------- */

static const struct {
    const char *name;
    uint8_t attr;
} attributes[] = {
    {"bold", STYLE_BOLD},
    {"dim", STYLE_DIM},
    {"italic", STYLE_ITALIC},
    {"underline", STYLE_UNDERLINE},
    {"reverse", STYLE_REVERSE},
};

static uint8_t
attribute(const char *word)
{
    for (size_t i = 0; i < ARRAY_LEN(attributes); i++)
        if (str_eq(attributes[i].name, word))
            return attributes[i].attr;
    return 0;
}

static bool
colour(const char *word, int16_t *out)
{
    static const char *const names[] = {
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"};
    uint64_t number;
    bool is_bright = str_prefix(word, "bright-");
    if (str_eq(word, "default")) {
        *out = STYLE_DEFAULT;
        return true;
    }
    for (int16_t i = 0; i < (int16_t)ARRAY_LEN(names); i++)
        if (str_eq(names[i], word + (is_bright ? 7 : 0))) {
            *out = (int16_t)(i + (is_bright ? 8 : 0));
            return true;
        }
    if (!num_parse_u64(word, &number) || number > 255)
        return false;
    *out = (int16_t)number;
    return true;
}

static const int colours_of[DEPTH_COUNT] = {
    [DEPTH_MONO] = 0, [DEPTH_8] = 8, [DEPTH_16] = 16, [DEPTH_256] = 256};

static void
take_colour(struct parser *p, enum depth depth, const char *word,
    const char *at, bool is_ground, struct theme_look *look)
{
    int16_t c;
    if (!colour(word, &c)) {
        complain(p, at,
            "'%s' is no colour and no attribute: a number from 0 to 255, "
            "black, red, green, yellow, blue, magenta, cyan, white, "
            "bright-..., default; bold, dim, italic, underline, reverse",
            word);
        return;
    }
    if (c >= colours_of[depth]) {
        complain(p, at,
            depth == DEPTH_MONO ? "'%s': there are no colours in mono"
            : depth == DEPTH_8 ? "'%s': there are 8 colours here, 0 to 7, none "
                                 "of them bright"
                               : "'%s': there are 16 colours here, 0 to 15",
            word);
        return;
    }
    bool *has = is_ground ? &look->has_bg : &look->has_fg;
    if (*has)
        complain(p, at, "'%s': a second %s", word,
            is_ground ? "background" : "foreground");
    *has = true;
    *(is_ground ? &look->style.bg : &look->style.fg) = c;
}

/* "220 bold", "white on red", "-": nothing but what is inherited. */
static void
parse_look(struct parser *p, enum depth depth, struct part part,
    struct theme_look *look)
{
    char word[WORD_SIZE];
    const char *at;
    *look = (struct theme_look){.is_set = true};
    if (!has_more(&part))
        complain(p, part.p, "no look: write '-' where nothing is special");
    while (next_word(&part, word, &at)) {
        uint8_t attr = attribute(word);
        if (attr != 0)
            look->style.attr |= attr;
        else if (str_eq(word, "on")) {
            if (next_word(&part, word, &at))
                take_colour(p, depth, word, at, true, look);
            else
                complain(p, at, "'on' what? a colour is missing");
        } else if (!str_eq(word, "-"))
            take_colour(p, depth, word, at, false, look);
    }
}

/* ---- marks --------------------------------------------------------------- */

static bool
one_glyph(struct parser *p, const char *word, const char *at, uint32_t *out)
{
    size_t len = strlen(word);
    if (utf8_decode(word, len, out) == len && utf8_is_safe(*out) &&
        utf8_width(*out) == 1)
        return true;
    complain(p, at, "'%s': a mark is one character, one cell wide", word);
    return false;
}

/* Up to three: high, low, without a side; the last counts for the rest. */
static unsigned
glyphs(struct parser *p, struct part part, uint32_t glyph[MARK_SIDE_COUNT])
{
    char word[WORD_SIZE];
    const char *at;
    unsigned n = 0;
    while (next_word(&part, word, &at)) {
        uint32_t g;
        if (n == MARK_SIDE_COUNT) {
            complain(p, at,
                "'%s': a role has three marks at most: high, low, "
                "without a side",
                word);
            break;
        }
        if (one_glyph(p, word, at, &g))
            glyph[n++] = g;
    }
    for (unsigned i = n; n > 0 && i < MARK_SIDE_COUNT; i++)
        glyph[i] = glyph[i == MARK_SIDELESS ? 0 : n - 1];
    return n;
}

/* The word behind "rate": "1Hz" */
static void
parse_rate(struct parser *p, struct part *part)
{
    char word[WORD_SIZE];
    const char *at;
    if (next_word(part, word, &at) &&
        (str_eq(word, "1Hz") || str_eq(word, "2Hz")))
        p->theme->flash_hz = word[0] - '0';
    else
        complain(p, at, "a rate is 1Hz or 2Hz: a faster marker cannot be read");
}

/* "△ ▽ : h l", "! rate 1Hz" */
static void
parse_mark(struct parser *p, struct part part, struct theme_mark *mark)
{
    struct part letters = part, rate = part;
    char word[WORD_SIZE];
    const char *at;
    while (next_word(&rate, word, &at))
        if (str_eq(word, "rate")) {
            parse_rate(p, &rate);
            letters.end = at;
            break;
        }
    struct part shapes = letters;
    /* a ':' that stands alone; one can also be the mark itself */
    for (struct part scan = letters; next_word(&scan, word, &at);)
        if (str_eq(word, ":") && at != letters.p && has_more(&scan)) {
            shapes.end = at;
            letters.p = at + 1;
            break;
        }
    uint32_t ascii[MARK_SIDE_COUNT] = {0};
    if (!has_more(&shapes))
        complain(p, part.p, "no mark");
    if (glyphs(p, shapes, mark->glyph) == 0)
        return;
    mark->is_set = true;
    if (shapes.end == letters.end || glyphs(p, letters, ascii) == 0)
        memcpy(ascii, mark->glyph, sizeof ascii);
    bool not_ascii = false;
    for (int i = 0; i < MARK_SIDE_COUNT; i++) {
        mark->ascii[i] = glyph_ascii(ascii[i]);
        not_ascii |= ascii[i] >= 0x7f && shapes.end != letters.end;
    }
    if (not_ascii)
        complain(p, letters.p, "the letters behind ':' are ASCII");
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
parse_roles(struct parser *p, struct part part, enum role roles[ROLES_OF_LINE])
{
    char word[WORD_SIZE], before[WORD_SIZE] = "";
    const char *at;
    size_t n = 0;
    while (next_word(&part, word, &at)) {
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
            complain(p, at, "no role '%s'; did you mean '%s'?", word, near);
        else
            complain(p, at, "no role '%s'; columba-theme(5) lists them", word);
    }
    return n;
}

struct looks_of_line {
    struct theme_look look[DEPTH_COUNT];
    struct theme_mark mark;
};

static bool
parse_section(struct parser *p, struct part part, struct looks_of_line *l)
{
    char word[WORD_SIZE];
    const char *at;
    if (!next_word(&part, word, &at)) {
        complain(p, part.p, "nothing behind '|'");
        return false;
    }
    if (str_eq(word, "mark")) {
        parse_mark(p, part, &l->mark);
        return true;
    }
    for (enum depth d = 0; d < DEPTH_COUNT; d++) {
        size_t len = strlen(depth_str(d));
        if (strncmp(word, depth_str(d), len) == 0 && word[len] == ':') {
            part.p = at + len + 1;
            if (l->look[d].is_set)
                complain(p, at, "'%s' a second time", word);
            parse_look(p, d, part, &l->look[d]);
            return true;
        }
    }
    complain(p, at,
        "'%s': behind '|' stand '256:', '16:', '8:', 'mono:' or 'mark'", word);
    return false;
}

static void
parse_looks(struct parser *p, struct part rest)
{
    enum role roles[ROLES_OF_LINE];
    struct looks_of_line l = {0};
    struct part sections = rest, head = cut_at(&sections, '|');
    struct part look = head, names = cut_at(&look, '=');
    size_t n = parse_roles(p, names, roles);
    if (names.end != head.end)
        parse_look(p, DEPTH_256, look, &l.look[DEPTH_256]);
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
parse_base(struct parser *p, struct part *part)
{
    char word[WORD_SIZE], name[THEME_NAME_SIZE];
    const char *at;
    struct theme *base = NULL;
    struct notes notes = {0};
    if (!next_word(part, word, &at))
        complain(p, at, "inherit which theme?");
    else if (p->has_base || p->has_looks)
        complain(p, at,
            p->has_base ? "a theme inherits from one other"
                        : "'inherit' stands before the first role");
    else if (open_theme(word, p->dirs, p->depth + 1, &notes, &base) != ERR_OK)
        complain(p, at, "cannot inherit '%s': %s", word,
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
parse_name(struct parser *p, struct part *part)
{
    char word[WORD_SIZE];
    const char *at;
    if (!next_word(part, word, &at))
        complain(p, at, "a theme has a name");
    else if (!is_name(word))
        complain(p, at, "'%s': a name is at most 31 of a to z, 0 to 9 and '-'",
            word);
    else if (p->is_named)
        complain(p, at, "a second name");
    else
        (void)str_copy(p->theme->name, sizeof p->theme->name, word);
    p->is_named = true;
    if (!next_word(part, word, &at))
        return;
    if (str_eq(word, ";") && next_word(part, word, &at) &&
        str_eq(word, "inherit"))
        parse_base(p, part);
    else
        complain(
            p, at, "'%s' is not expected here; only '; inherit NAME' is", word);
}

static void
parse_ground(struct parser *p, struct part *part)
{
    char word[WORD_SIZE];
    const char *at;
    int16_t c = STYLE_DEFAULT;
    if (next_word(part, word, &at) && colour(word, &c) && c >= 0)
        p->theme->ground = c;
    else
        complain(
            p, at, "ground is a colour: what the terminal's own background is");
}

static void
parse_line(struct parser *p, struct part line)
{
    char word[WORD_SIZE];
    const char *at;
    struct part rest = line;
    if (!next_word(&rest, word, &at) || word[0] == '#')
        return;
    if (!str_is_clean(at, (size_t)(line.end - at)) &&
        memchr(at, '\t', (size_t)(line.end - at)) == NULL) {
        complain(p, at,
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
    if (next_word(&rest, word, &at) && word[0] != '#')
        complain(p, at, "'%s' is not expected here", word);
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
    struct parser p = {.file = file,
        .dirs = dirs,
        .notes = notes,
        .depth = depth,
        .theme = xcalloc(1, sizeof *p.theme)};
    struct part rest = {data, data + len};
    start(p.theme);
    if (len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
        rest.p += 3;
    while (rest.p < rest.end) {
        struct part line = cut_at(&rest, '\n');
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
    struct parser p = {
        .file = "built-in theme", .notes = &notes, .theme = theme};
    start(theme);
    for (; *line != NULL; line++) {
        p.line++;
        p.begin = *line;
        parse_line(&p, (struct part){*line, *line + strlen(*line)});
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
