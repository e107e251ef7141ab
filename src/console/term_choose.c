/*
 * term_choose.c - colours and characters: what is asked for, what there is.
 *
 * SPDX-License-Identifier: ISC
 */
#include <langinfo.h>
#include <stdlib.h>

#include "common/attr.h"
#include "common/str.h"
#include "console/term.h"

bool
term_color_parse(const char *text, enum term_color *out)
{
    static const char *const names[] = {
        "auto", "always", "never", "8", "16", "256"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq(text, names[i])) {
            *out = (enum term_color)i;
            return true;
        }
    return false;
}

static enum depth
depth_of(int colors)
{
    return colors >= 256  ? DEPTH_256
           : colors >= 16 ? DEPTH_16
           : colors >= 8  ? DEPTH_8
                          : DEPTH_MONO;
}

enum depth
term_choose_depth(enum term_color color, int colors)
{
    const char *no_color = getenv("NO_COLOR");
    switch (color) {
    case TERM_COLOR_8:
        return DEPTH_8;
    case TERM_COLOR_16:
        return DEPTH_16;
    case TERM_COLOR_256:
        return DEPTH_256;
    case TERM_COLOR_NEVER:
        return DEPTH_MONO;
    case TERM_COLOR_AUTO:
        if (no_color != NULL && *no_color != '\0')
            return DEPTH_MONO;
        break;
    case TERM_COLOR_ALWAYS:
        break;
    }
    return depth_of(colors);
}

bool
term_wants_ascii(enum term_charset charset)
{
    if (charset != TERM_CHARSET_AUTO)
        return charset == TERM_CHARSET_ASCII;
    return !str_eq(nl_langinfo(CODESET), "UTF-8");
}
