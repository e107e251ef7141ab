/*
 * glyph.h - the marks and lines the console draws, each with an ASCII twin.
 *
 * Only shapes that every terminal draws one cell wide: geometric shapes, box,
 * block and braille.  No emoji.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_GLYPH_H
#define CONSOLE_GLYPH_H

#include <stdint.h>

enum glyph {
    GLYPH_HLINE = 0x2500,        /* ─ - */
    GLYPH_VLINE = 0x2502,        /* │ | */
    GLYPH_TOP_LEFT = 0x250c,     /* ┌ + */
    GLYPH_TOP_RIGHT = 0x2510,    /* ┐ + */
    GLYPH_BOTTOM_LEFT = 0x2514,  /* └ + */
    GLYPH_BOTTOM_RIGHT = 0x2518, /* ┘ + */
    GLYPH_TEE_RIGHT = 0x251c,    /* ├ + */
    GLYPH_TEE_LEFT = 0x2524,     /* ┤ + */
    GLYPH_TEE_DOWN = 0x252c,     /* ┬ + */
    GLYPH_TEE_UP = 0x2534,       /* ┴ + */
    GLYPH_CROSS = 0x253c,        /* ┼ + */
    GLYPH_DOT = 0xb7,            /* · . */
    GLYPH_ELLIPSIS = 0x2026,     /* … ~ */
    GLYPH_REPLACEMENT = 0xfffd,  /* � ? */
    GLYPH_ALARM_HIGH = 0x25b2,   /* ▲ H */
    GLYPH_ALARM_LOW = 0x25bc,    /* ▼ L */
    GLYPH_CAUTION_HIGH = 0x25b3, /* △ h */
    GLYPH_CAUTION_LOW = 0x25bd,  /* ▽ l */
    GLYPH_ALARM = 0x25c6,        /* ◆ A: an alarm without a side */
    GLYPH_CAUTION = 0x25c7,      /* ◇ a */
    GLYPH_RIGHT = 0x25b6,        /* ▶ > */
    GLYPH_CLOSED = 0x25b8,       /* ▸ + */
    GLYPH_OPEN = 0x25be,         /* ▾ - */
    GLYPH_CIRCLE = 0x25cf,       /* ● * */
    GLYPH_RING = 0x25cb,         /* ○ o */
    GLYPH_BLOCK = 0x2588,        /* █ # */
    GLYPH_SHADE = 0x2591,        /* ░ : */
    GLYPH_EIGHTH_UP = 0x2580,    /* + 1 .. 8: ▁ ▂ … █ */
    GLYPH_BRAILLE = 0x2800,      /* + dots */
};

/* The twin in ASCII; '?' for a character without one. */
char glyph_ascii(uint32_t glyph);

/* `eighths` (0 .. 8) of a cell from below: ' ' ▁ … █. */
uint32_t glyph_rising(int eighths);

/* `eighths` (0 .. 8) of a cell from the left: ' ' ▏ … █. */
uint32_t glyph_filling(int eighths);

#endif
