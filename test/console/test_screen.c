/*
 * test_screen.c - whatever is drawn after whatever was drawn, a terminal of
 * each kind then shows exactly that.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/screen.h"

#include "support/check.h"
#include "support/vt.h"

#include "common/attr.h"
#include "common/utf8.h"
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

static struct style
expected(
    const struct screen_caps *caps, enum depth depth, const struct cell *cell)
{
    const struct theme *dark = theme_built_in();
    struct style s = theme_style(dark, depth, (enum role)cell->role);
    if (cell->attr & CELL_SELECT)
        s = theme_select(dark, depth, s);
    if (cell->attr & CELL_BOLD)
        s.attr |= STYLE_BOLD;
    if (cell->attr & CELL_UNDERLINE)
        s.attr |= STYLE_UNDERLINE;
    if (cell->attr & CELL_REVERSE)
        s.attr ^= STYLE_REVERSE;
    static const enum screen_cap needs[] = {
        CAP_BOLD, CAP_DIM, CAP_SITM, CAP_SMUL, CAP_REV};
    for (unsigned i = 0; i < ARRAY_LEN(needs); i++)
        if (caps->cap[needs[i]] == NULL)
            s.attr &= (uint8_t) ~(1u << i);
    if (caps->cap[CAP_SETAF] == NULL)
        s.fg = s.bg = STYLE_DEFAULT;
    if (s.fg != STYLE_DEFAULT || s.bg != STYLE_DEFAULT)
        s.attr &= (uint8_t)~caps->no_color;
    return s;
}

static void
expect_cell(const struct vt *vt, const struct screen_caps *caps,
    enum depth depth, const struct canvas *c, int row, int col)
{
    const struct cell *want = canvas_at(c, row, col);
    struct vt_cell got = vt_cell(vt, row, col);
    struct style style = expected(caps, depth, want);
    unsigned attr = (style.attr & STYLE_BOLD ? VT_BOLD : 0u) |
                    (style.attr & STYLE_UNDERLINE ? VT_UNDERLINE : 0u) |
                    (style.attr & STYLE_ITALIC ? VT_ITALIC : 0u) |
                    (style.attr & STYLE_REVERSE ? VT_REVERSE : 0u);
    if (got.glyph != want->glyph)
        fail_msg(
            "%d,%d: U+%04X is not U+%04X", row, col, got.glyph, want->glyph);
    if (want->glyph == CELL_WIDE_RIGHT)
        return;
    unsigned seen = VT_UNDERLINE | VT_REVERSE;
    if (want->glyph == ' ') { /* the colour of a blank is not seen */
        assert_int_equal(got.attr & seen, attr & seen);
        assert_int_equal(got.bg, style.bg);
        if (!(attr & seen))
            return;
    }
    assert_int_equal(got.attr, attr);
    if (got.fg != style.fg || got.bg != style.bg)
        fail_msg("%d,%d %s: colours %d,%d are not %d,%d", row, col,
            role_str((enum role)want->role), got.fg, got.bg, style.fg,
            style.bg);
}

static struct screen *
open_screen(const char *term, struct screen_caps *kept, enum depth *depth)
{
    struct screen_caps caps;
    int colors;
    assert_int_equal(term_caps(term, kept, &colors), ERR_OK);
    assert_int_equal(term_caps(term, &caps, &colors), ERR_OK);
    caps.keeps_column = true; /* libvterm has no line discipline */
    *depth = colors >= 256  ? DEPTH_256
             : colors >= 16 ? DEPTH_16
             : colors >= 8  ? DEPTH_8
                            : DEPTH_MONO;
    return screen_new(&caps, theme_built_in(), *depth);
}

static const char *const terminals[] = {"xterm-256color", "tmux-256color",
    "screen-256color", "screen", "tmux", "xterm", "linux", "vt100", "vt220",
    "xterm-mono", "rxvt-unicode-256color"};

static void
every_terminal_shows_what_was_drawn(void **state)
{
    (void)state;
    for (size_t t = 0; t < ARRAY_LEN(terminals); t++) {
        struct screen_caps caps;
        enum depth depth;
        struct screen *screen = open_screen(terminals[t], &caps, &depth);
        seed = 1;
        for (int round = 0; round < 6; round++) {
            int rows = 1 + (int)roll(12), cols = 1 + (int)roll(50);
            struct vt *vt = vt_new(rows, cols);
            struct canvas c;
            canvas_init(&c, rows, cols, depth == DEPTH_MONO && round % 2);
            screen_forget(screen);
            for (int frame = 0; frame < 40; frame++) {
                struct strbuf bytes = {0};
                scribble(&c);
                screen_draw(screen, &c, &bytes);
                vt_write(vt, strbuf_get(&bytes), bytes.len);
                strbuf_fini(&bytes);
                for (int row = 0; row < rows; row++)
                    for (int col = 0; col < cols; col++)
                        expect_cell(vt, &caps, depth, &c, row, col);
            }
            canvas_fini(&c);
            vt_free(&vt);
        }
        screen_free(&screen);
        screen_caps_fini(&caps);
    }
}

static void
nothing_is_written_when_nothing_has_changed(void **state)
{
    (void)state;
    struct screen_caps caps;
    enum depth depth;
    struct screen *screen = open_screen("xterm-256color", &caps, &depth);
    struct canvas c;
    struct strbuf bytes = {0};
    canvas_init(&c, 24, 80, false);
    scribble(&c);
    screen_draw(screen, &c, &bytes);
    assert_true(bytes.len > 0);
    strbuf_reset(&bytes);
    screen_draw(screen, &c, &bytes);
    assert_int_equal(bytes.len, 0);
    /* a role that looks the same and a blank's colour are no change either */
    struct area all = area_all(&c);
    area_text(&all, 0, 0, ROLE_LIMIT_SEVERE, "x");
    screen_draw(screen, &c, &bytes);
    strbuf_reset(&bytes);
    area_text(&all, 0, 0, ROLE_LIMIT_DISTRESS, "x");
    screen_draw(screen, &c, &bytes);
    assert_int_equal(bytes.len, 0);
    strbuf_fini(&bytes);
    canvas_fini(&c);
    screen_free(&screen);
    screen_caps_fini(&caps);
}

static void
a_small_change_costs_few_bytes(void **state)
{
    (void)state;
    struct screen_caps caps;
    enum depth depth;
    struct screen *screen = open_screen("xterm-256color", &caps, &depth);
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
    screen_caps_fini(&caps);
}

static void
a_line_that_becomes_empty_is_cleared_to_its_end(void **state)
{
    (void)state;
    struct screen_caps caps;
    enum depth depth;
    struct screen *screen = open_screen("xterm-256color", &caps, &depth);
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
    screen_caps_fini(&caps);
}

static void
a_new_size_draws_everything(void **state)
{
    (void)state;
    struct screen_caps caps;
    enum depth depth;
    struct screen *screen = open_screen("tmux-256color", &caps, &depth);
    struct vt *vt = vt_new(10, 40);
    struct canvas c;
    canvas_init(&c, 10, 40, false);
    static const int sizes[][2] = {
        {10, 40}, {1, 1}, {60, 200}, {2, 3}, {24, 80}};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct strbuf bytes = {0};
        canvas_resize(&c, sizes[i][0], sizes[i][1]);
        vt_resize(vt, sizes[i][0], sizes[i][1]);
        scribble(&c);
        screen_draw(screen, &c, &bytes);
        vt_write(vt, strbuf_get(&bytes), bytes.len);
        for (int row = 0; row < c.rows; row++)
            for (int col = 0; col < c.cols; col++)
                expect_cell(vt, &caps, depth, &c, row, col);
        strbuf_fini(&bytes);
    }
    vt_free(&vt);
    canvas_fini(&c);
    screen_free(&screen);
    screen_caps_fini(&caps);
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
