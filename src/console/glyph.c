/*
 * glyph.c - the marks and lines the console draws, each with an ASCII twin.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/glyph.h"

#include <stddef.h>

#include "common/attr.h"

/* Sorted by glyph. */
static const struct {
    uint32_t first, last;
    const char *twin; /* one character for each glyph, or one for all */
} twins[] = {
    {0xa0, 0xa0, " "},        /* no-break space */
    {0xb0, 0xb0, "o"},        /* ° */
    {0xb1, 0xb1, "~"},        /* ± */
    {0xb2, 0xb3, "23"},       /* ² ³ */
    {0xb5, 0xb5, "u"},        /* µ */
    {0xb7, 0xb7, "."},        /* · */
    {0xb9, 0xb9, "1"},        /* ¹ */
    {0xd7, 0xd7, "x"},        /* × */
    {0x3a9, 0x3a9, "O"},      /* Ω */
    {0x3bc, 0x3bc, "u"},      /* μ */
    {0x2010, 0x2015, "-"},    /* dashes */
    {0x2018, 0x201b, "'"},    /* quotes */
    {0x201c, 0x201f, "\""},   /* double quotes */
    {0x2026, 0x2026, "~"},    /* … */
    {0x2190, 0x2193, "<^>v"}, /* arrows */
    {0x2500, 0x2501, "-"},    /* ─ ━ */
    {0x2502, 0x2503, "|"},    /* │ ┃ */
    {0x2504, 0x2505, "-"},    /* ┄ ┅ */
    {0x2506, 0x2507, "|"},    /* ┆ ┇ */
    {0x2508, 0x2509, "-"},    /* ┈ ┉ */
    {0x250a, 0x250b, "|"},    /* ┊ ┋ */
    {0x250c, 0x254b, "+"},    /* corners, tees, crosses */
    {0x254c, 0x254d, "-"},
    {0x254e, 0x254f, "|"},
    {0x2550, 0x2550, "="},
    {0x2551, 0x2551, "|"},
    {0x2552, 0x2570, "+"},
    {0x2574, 0x257f, "-|-|-|-|-|-|"},
    {0x2580, 0x2580, "\""},       /* ▀ */
    {0x2581, 0x2588, "__..::##"}, /* ▁ .. █ */
    {0x2589, 0x258f, "##==--|"},  /* ▉ .. ▏ */
    {0x2590, 0x2590, "#"},
    {0x2591, 0x2593, ":%#"}, /* ░ ▒ ▓ */
    {0x25a0, 0x25a0, "#"},
    {0x25a1, 0x25a1, "o"},
    {0x25b2, 0x25b2, "H"}, /* ▲ */
    {0x25b3, 0x25b3, "h"}, /* △ */
    {0x25b6, 0x25b6, ">"}, /* ▶ */
    {0x25b8, 0x25b8, "+"}, /* ▸ */
    {0x25bc, 0x25bc, "L"}, /* ▼ */
    {0x25bd, 0x25bd, "l"}, /* ▽ */
    {0x25be, 0x25be, "-"}, /* ▾ */
    {0x25c0, 0x25c0, "<"}, /* ◀ */
    {0x25c6, 0x25c6, "A"}, /* ◆ */
    {0x25c7, 0x25c7, "a"}, /* ◇ */
    {0x25cb, 0x25cb, "o"}, /* ○ */
    {0x25cf, 0x25cf, "*"}, /* ● */
    {0x2800, 0x2800, " "}, /* empty braille */
    {0x2801, 0x28ff, "*"},
};

char
glyph_ascii(uint32_t glyph)
{
    if (glyph >= 0x20 && glyph < 0x7f)
        return (char)glyph;
    for (size_t i = 0; i < ARRAY_LEN(twins); i++) {
        if (glyph < twins[i].first || glyph > twins[i].last)
            continue;
        const char *twin = twins[i].twin;
        if (twin[1] != '\0')
            twin += glyph - twins[i].first;
        return *twin;
    }
    return '?';
}

uint32_t
glyph_rising(int eighths)
{
    if (eighths <= 0)
        return ' ';
    return GLYPH_EIGHTH_UP + (uint32_t)(eighths > 8 ? 8 : eighths);
}

uint32_t
glyph_filling(int eighths)
{
    if (eighths <= 0)
        return ' ';
    return GLYPH_BLOCK + 8 - (uint32_t)(eighths > 8 ? 8 : eighths);
}
