/*
 * marks.c - the marks beside values, in words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/marks.h"

#include <string.h>

#include "common/attr.h"
#include "common/utf8.h"

static const struct mark_row rows[] = {
    {ROLE_LIMIT_ALARM, "alarm",
        "out of limits: distress, critical or severe; high, low, no side"},
    {ROLE_LIMIT_CAUTION, "caution",
        "out of limits: watch or warning; high, low, no side"},
    {ROLE_ALARM_UNACK, "unacknowledged", "nobody has acknowledged the alarm"},
    {ROLE_LIMIT_UNKNOWN, "unchecked", "has limits, but nobody checks them now"},
    {ROLE_LIMIT_OFF, "off", "its limits are switched off"},
    {ROLE_QUALITY_STALE, "stale",
        "no newer value came in time; this one is the last"},
    {ROLE_QUALITY_INVALID, "invalid", "the instrument says it is not valid"},
    {ROLE_QUALITY_MISSING, "missing", "never received since the start"},
    {ROLE_QUALITY_SIM, "simulated", "simulated, or set by hand"},
};

const struct mark_row *
mark_row(size_t i)
{
    return i < ARRAY_LEN(rows) ? &rows[i] : NULL;
}

void
mark_glyphs(const struct mark_row *row, const struct theme *theme,
    bool is_ascii, struct strbuf *out)
{
    static const enum mark_side sides[] = {MARK_HIGH, MARK_LOW, MARK_SIDELESS};
    uint32_t before = 0;
    for (size_t i = 0; i < ARRAY_LEN(sides); i++) {
        uint32_t glyph = theme_mark(theme, row->role, sides[i], is_ascii);
        char text[4];
        if (glyph == 0 || glyph == before)
            continue;
        if (before != 0)
            strbuf_addc(out, ' ');
        strbuf_add(out, text, utf8_encode(glyph, text));
        before = glyph;
    }
}

/* Is `text` one of the blank separated glyphs? */
static bool
has_glyph(const char *glyphs, const char *text)
{
    size_t n = strlen(text);
    if (n == 0 || strchr(text, ' ') != NULL)
        return false;
    for (const char *p = glyphs; (p = strstr(p, text)) != NULL; p++)
        if ((p == glyphs || p[-1] == ' ') && (p[n] == '\0' || p[n] == ' '))
            return true;
    return false;
}

const struct mark_row *
mark_find(const char *text, const struct theme *theme)
{
    const struct mark_row *found = NULL;
    for (size_t i = 0; i < ARRAY_LEN(rows) && found == NULL; i++) {
        struct strbuf glyphs = {0};
        mark_glyphs(&rows[i], theme, false, &glyphs);
        strbuf_addc(&glyphs, ' ');
        mark_glyphs(&rows[i], theme, true, &glyphs);
        if (str_eq(rows[i].name, text) || has_glyph(strbuf_get(&glyphs), text))
            found = &rows[i];
        strbuf_fini(&glyphs);
    }
    return found;
}
