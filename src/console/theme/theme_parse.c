/*
 * theme_parse.c - colours, attributes and marks as themes write them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/theme/theme_parse.h"

#include <string.h>

#include "common/num.h"
#include "common/str.h"
#include "common/utf8.h"
#include "console/glyph.h"

void
theme_complain(struct theme_parser *p, const char *at, const char *fmt, ...)
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
skip_blanks(struct theme_part *part)
{
    while (part->p < part->end && is_blank(*part->p))
        part->p++;
}

bool
theme_word(struct theme_part *part, char word[WORD_SIZE], const char **at)
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

bool
theme_has_more(const struct theme_part *part)
{
    struct theme_part rest = *part;
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

bool
theme_colour(const char *word, int16_t *out)
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
take_colour(struct theme_parser *p, enum depth depth, const char *word,
    const char *at, bool is_ground, struct theme_look *look)
{
    int16_t c;
    if (!theme_colour(word, &c)) {
        theme_complain(p, at,
            "'%s' is no colour and no attribute: a number from 0 to 255, "
            "black, red, green, yellow, blue, magenta, cyan, white, "
            "bright-..., default; bold, dim, italic, underline, reverse",
            word);
        return;
    }
    if (c >= colours_of[depth]) {
        theme_complain(p, at,
            depth == DEPTH_MONO ? "'%s': there are no colours in mono"
            : depth == DEPTH_8 ? "'%s': there are 8 colours here, 0 to 7, none "
                                 "of them bright"
                               : "'%s': there are 16 colours here, 0 to 15",
            word);
        return;
    }
    bool *has = is_ground ? &look->has_bg : &look->has_fg;
    if (*has)
        theme_complain(p, at, "'%s': a second %s", word,
            is_ground ? "background" : "foreground");
    *has = true;
    *(is_ground ? &look->style.bg : &look->style.fg) = c;
}

void
theme_parse_look(struct theme_parser *p, enum depth depth,
    struct theme_part part, struct theme_look *look)
{
    char word[WORD_SIZE];
    const char *at;
    *look = (struct theme_look){.is_set = true};
    if (!theme_has_more(&part))
        theme_complain(
            p, part.p, "no look: write '-' where nothing is special");
    while (theme_word(&part, word, &at)) {
        uint8_t attr = attribute(word);
        if (attr != 0)
            look->style.attr |= attr;
        else if (str_eq(word, "on")) {
            if (theme_word(&part, word, &at))
                take_colour(p, depth, word, at, true, look);
            else
                theme_complain(p, at, "'on' what? a colour is missing");
        } else if (!str_eq(word, "-"))
            take_colour(p, depth, word, at, false, look);
    }
}

/* ---- marks --------------------------------------------------------------- */

static bool
one_glyph(
    struct theme_parser *p, const char *word, const char *at, uint32_t *out)
{
    size_t len = strlen(word);
    if (utf8_decode(word, len, out) == len && utf8_is_safe(*out) &&
        utf8_width(*out) == 1)
        return true;
    theme_complain(p, at, "'%s': a mark is one character, one cell wide", word);
    return false;
}

/* Up to three: high, low, without a side; the last counts for the rest. */
static unsigned
glyphs(struct theme_parser *p, struct theme_part part,
    uint32_t glyph[MARK_SIDE_COUNT])
{
    char word[WORD_SIZE];
    const char *at;
    unsigned n = 0;
    while (theme_word(&part, word, &at)) {
        uint32_t g;
        if (n == MARK_SIDE_COUNT) {
            theme_complain(p, at,
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
parse_rate(struct theme_parser *p, struct theme_part *part)
{
    char word[WORD_SIZE];
    const char *at;
    if (theme_word(part, word, &at) &&
        (str_eq(word, "1Hz") || str_eq(word, "2Hz")))
        p->theme->flash_hz = word[0] - '0';
    else
        theme_complain(
            p, at, "a rate is 1Hz or 2Hz: a faster marker cannot be read");
}

void
theme_parse_mark(
    struct theme_parser *p, struct theme_part part, struct theme_mark *mark)
{
    struct theme_part letters = part, rate = part;
    char word[WORD_SIZE];
    const char *at;
    while (theme_word(&rate, word, &at))
        if (str_eq(word, "rate")) {
            parse_rate(p, &rate);
            letters.end = at;
            break;
        }
    struct theme_part shapes = letters;
    /* a ':' that stands alone; one can also be the mark itself */
    for (struct theme_part scan = letters; theme_word(&scan, word, &at);)
        if (str_eq(word, ":") && at != letters.p && theme_has_more(&scan)) {
            shapes.end = at;
            letters.p = at + 1;
            break;
        }
    uint32_t ascii[MARK_SIDE_COUNT] = {0};
    if (!theme_has_more(&shapes))
        theme_complain(p, part.p, "no mark");
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
        theme_complain(p, letters.p, "the letters behind ':' are ASCII");
}
