/*
 * test_screen.c - whatever is drawn after whatever was drawn, a terminal of
 * each kind then shows exactly that.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/screen.h"

#include "support/check.h"
#include "support/glass.h"

#include "common/attr.h"
#include "console/glyph.h"
#include "console/term.h"

static uint32_t seed;

static unsigned
roll(unsigned n)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % n;
}

static const uint32_t glyphs[] = {'a', 'Z', '0', '~', ' ', ' ', ' ', 0xe9,
    GLYPH_HLINE, GLYPH_VLINE, GLYPH_ALARM_HIGH, GLYPH_BLOCK, GLYPH_BRAILLE + 7,
    GLYPH_ELLIPSIS, 0x6f22, 0x2603, GLYPH_REPLACEMENT};

/* Change a canvas as screens change: fields, blanks, lines, everything. */
static void
scribble(struct canvas *c)
{
    struct area all = area_all(c);
    unsigned kind = roll(8);
    if (kind == 0)
        canvas_clear(c);
    for (unsigned i = roll(kind < 2 ? 400 : 12); i > 0; i--) {
        int row = (int)roll((unsigned)c->rows);
        int col = (int)roll((unsigned)c->cols);
        enum role role = (enum role)roll(ROLE_COUNT);
        if (kind == 7)
            area_hline(&all, row, col, c->cols, ' ', ROLE_TEXT);
        else
            area_hline(&all, row, col, 1 + (int)roll(9),
                glyphs[roll(ARRAY_LEN(glyphs))], role);
        if (roll(5) == 0)
            area_mark(&all, row, col, (int)roll(20), roll(CELL_ATTR_COUNT));
    }
}

/* One that knows every sequence. */
static struct screen *
open_screen(void)
{
    struct screen_caps caps;
    int colors;
    assert_int_equal(term_caps("xterm-256color", &caps, &colors), ERR_OK);
    caps.keeps_column = true;
    return screen_new(&caps, theme_built_in(), DEPTH_256);
}

static const char *const terminals[] = {"xterm-256color", "tmux-256color",
    "screen-256color", "screen", "tmux", "xterm", "linux", "vt100", "vt220",
    "xterm-mono", "rxvt-unicode-256color"};

static void
every_terminal_shows_what_was_drawn(void **state)
{
    (void)state;
    for (size_t t = 0; t < ARRAY_LEN(terminals); t++) {
        enum depth depth = glass_depth(terminals[t]);
        seed = 1;
        for (int round = 0; round < 6; round++) {
            int rows = 1 + (int)roll(12), cols = 1 + (int)roll(50);
            struct glass g;
            struct canvas c;
            glass_open(&g, terminals[t], theme_built_in(), depth, rows, cols);
            canvas_init(&c, rows, cols, depth == DEPTH_MONO && round % 2);
            for (int frame = 0; frame < 40; frame++) {
                scribble(&c);
                glass_show(&g, &c, terminals[t]);
            }
            canvas_fini(&c);
            glass_close(&g);
        }
    }
}

static void
nothing_is_written_when_nothing_has_changed(void **state)
{
    (void)state;
    struct screen *screen = open_screen();
    struct canvas c;
    struct strbuf bytes = {0};
    canvas_init(&c, 24, 80, false);
    scribble(&c);
    screen_draw(screen, &c, &bytes);
    assert_true(bytes.len > 0);
    strbuf_reset(&bytes);
    assert_int_equal(screen_draw(screen, &c, &bytes), 0);
    assert_int_equal(bytes.len, 0);
    /* a role that looks the same and a blank's colour are no change either */
    struct area all = area_all(&c);
    area_text(&all, 0, 0, ROLE_LIMIT_SEVERE, "x");
    area_text(&all, 5, 60, ROLE_LIMIT_SEVERE, "yz");
    assert_in_range(screen_draw(screen, &c, &bytes), 1, 3);
    strbuf_reset(&bytes);
    area_text(&all, 0, 0, ROLE_LIMIT_DISTRESS, "x");
    screen_draw(screen, &c, &bytes);
    assert_int_equal(bytes.len, 0);
    strbuf_fini(&bytes);
    canvas_fini(&c);
    screen_free(&screen);
}

static void
a_small_change_costs_few_bytes(void **state)
{
    (void)state;
    struct screen *screen = open_screen();
    struct canvas c;
    struct strbuf bytes = {0};
    canvas_init(&c, 24, 80, false);
    struct area all = area_all(&c);
    area_text(&all, 5, 10, ROLE_TEXT, "28.31 V");
    area_text(&all, 5, 40, ROLE_TEXT, "31.31 V");
    screen_draw(screen, &c, &bytes);
    strbuf_reset(&bytes);
    area_text(&all, 5, 10, ROLE_TEXT, "28.32 V");
    area_text(&all, 5, 40, ROLE_TEXT, "31.44 V");
    screen_draw(screen, &c, &bytes);
    /* one jump, one digit, one hop, two digits */
    assert_string_equal(strbuf_get(&bytes), "\033[15G2\033[28C44");
    strbuf_fini(&bytes);
    canvas_fini(&c);
    screen_free(&screen);
}

static void
a_line_that_becomes_empty_is_cleared_to_its_end(void **state)
{
    (void)state;
    struct screen *screen = open_screen();
    struct canvas c;
    struct strbuf bytes = {0};
    canvas_init(&c, 24, 80, false);
    struct area all = area_all(&c);
    area_hline(&all, 3, 0, 80, 'x', ROLE_TEXT);
    screen_draw(screen, &c, &bytes);
    strbuf_reset(&bytes);
    area_hline(&all, 3, 4, 76, ' ', ROLE_TEXT);
    screen_draw(screen, &c, &bytes);
    assert_string_equal(strbuf_get(&bytes), "\033[4;5H\033[K");
    strbuf_fini(&bytes);
    canvas_fini(&c);
    screen_free(&screen);
}

static void
a_new_size_draws_everything(void **state)
{
    (void)state;
    struct glass g;
    struct canvas c;
    static const int sizes[][2] = {
        {10, 40}, {1, 1}, {60, 200}, {2, 3}, {24, 80}};
    glass_open(&g, "tmux-256color", theme_built_in(), DEPTH_256, 10, 40);
    canvas_init(&c, 10, 40, false);
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        canvas_resize(&c, sizes[i][0], sizes[i][1]);
        vt_resize(g.vt, sizes[i][0], sizes[i][1]);
        scribble(&c);
        glass_show(&g, &c, "a new size");
    }
    canvas_fini(&c);
    glass_close(&g);
}

static void
a_terminal_without_its_own_names_is_not_known(void **state)
{
    (void)state;
    struct screen_caps caps;
    int colors;
    assert_int_equal(
        term_caps("no-such-terminal", &caps, &colors), ERR_NOTFOUND);
    assert_int_equal(term_caps("dumb", &caps, &colors), ERR_FORMAT);
    screen_caps_fini(&caps);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_terminal_shows_what_was_drawn),
        cmocka_unit_test(nothing_is_written_when_nothing_has_changed),
        cmocka_unit_test(a_small_change_costs_few_bytes),
        cmocka_unit_test(a_line_that_becomes_empty_is_cleared_to_its_end),
        cmocka_unit_test(a_new_size_draws_everything),
        cmocka_unit_test(a_terminal_without_its_own_names_is_not_known),
    };
    return check_run(tests);
}
