/*
 * glass.c - what a terminal shows beside what was drawn.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/glass.h"

#include "support/check.h"

#include "common/attr.h"
#include "common/utf8.h"
#include "console/term.h"

enum depth
glass_depth(const char *terminal)
{
    struct screen_caps caps;
    int colors;
    assert_int_equal(term_caps(terminal, &caps, &colors), ERR_OK);
    screen_caps_fini(&caps);
    return colors >= 256  ? DEPTH_256
           : colors >= 16 ? DEPTH_16
           : colors >= 8  ? DEPTH_8
                          : DEPTH_MONO;
}

void
glass_open(struct glass *g, const char *terminal, const struct theme *theme,
    enum depth depth, int rows, int cols)
{
    struct screen_caps caps;
    int colors;
    *g = (struct glass){.theme = theme, .depth = depth};
    assert_int_equal(term_caps(terminal, &g->caps, &colors), ERR_OK);
    assert_int_equal(term_caps(terminal, &caps, &colors), ERR_OK);
    caps.keeps_column = true; /* libvterm has no line discipline */
    g->screen = screen_new(&caps, theme, depth);
    g->vt = vt_new(rows, cols);
}

void
glass_close(struct glass *g)
{
    screen_free(&g->screen);
    screen_caps_fini(&g->caps);
    vt_free(&g->vt);
}

void
glass_set_theme(struct glass *g, const struct theme *theme)
{
    g->theme = theme;
    screen_set_theme(g->screen, theme, g->depth);
}

/* ---- bytes --------------------------------------------------------------- */

/* The length of a control sequence that screen.c may send, 0 for others. */
static size_t
tame_sequence(const char *p, size_t len)
{
    size_t n = 2;
    if (len < 3 || p[0] != '\033')
        return 0;
    if ((p[1] == '(' || p[1] == ')') && (p[2] == 'B' || p[2] == '0'))
        return 3;
    if (p[1] != '[')
        return 0;
    while (n < len && ((p[n] >= '0' && p[n] <= '9') || p[n] == ';'))
        n++;
    return n < len && strchr("HCGJKm", p[n]) != NULL ? n + 1 : 0;
}

void
glass_expect_tame(const char *bytes, size_t len, const char *what)
{
    for (size_t i = 0; i < len;) {
        uint32_t c;
        size_t n = tame_sequence(bytes + i, len - i);
        if (n == 0 && strchr("\r\n\b\017", bytes[i]) != NULL &&
            bytes[i] != '\0')
            n = 1;
        if (n == 0) {
            n = utf8_decode(bytes + i, len - i, &c);
            if (n == 0 || !utf8_is_safe(c))
                fail_msg("%s: byte %zu, 0x%02x, is sent as it came", what, i,
                    (unsigned char)bytes[i]);
        }
        i += n;
    }
}

/* ---- cells --------------------------------------------------------------- */

static struct style
expected(const struct glass *g, const struct cell *cell)
{
    struct style s = theme_style(g->theme, g->depth, (enum role)cell->role);
    if (cell->attr & CELL_SELECT)
        s = theme_select(g->theme, g->depth, s);
    if (cell->attr & CELL_BOLD)
        s.attr |= STYLE_BOLD;
    if (cell->attr & CELL_UNDERLINE)
        s.attr |= STYLE_UNDERLINE;
    if (cell->attr & CELL_REVERSE)
        s.attr ^= STYLE_REVERSE;
    static const enum screen_cap needs[] = {
        CAP_BOLD, CAP_DIM, CAP_SITM, CAP_SMUL, CAP_REV};
    for (unsigned i = 0; i < ARRAY_LEN(needs); i++)
        if (g->caps.cap[needs[i]] == NULL)
            s.attr &= (uint8_t) ~(1u << i);
    if (g->caps.cap[CAP_SETAF] == NULL)
        s.fg = s.bg = STYLE_DEFAULT;
    if (s.fg != STYLE_DEFAULT || s.bg != STYLE_DEFAULT)
        s.attr &= (uint8_t)~g->caps.no_color;
    return s;
}

static void
expect_cell(const struct glass *g, const struct canvas *c, int row, int col,
    const char *what)
{
    const struct cell *want = canvas_at(c, row, col);
    struct vt_cell got = vt_cell(g->vt, row, col);
    struct style style = expected(g, want);
    unsigned attr = (style.attr & STYLE_BOLD ? VT_BOLD : 0u) |
                    (style.attr & STYLE_UNDERLINE ? VT_UNDERLINE : 0u) |
                    (style.attr & STYLE_ITALIC ? VT_ITALIC : 0u) |
                    (style.attr & STYLE_REVERSE ? VT_REVERSE : 0u);
    if (got.glyph != want->glyph)
        fail_msg("%s %d,%d: U+%04X is not U+%04X", what, row, col, got.glyph,
            want->glyph);
    if (want->glyph == CELL_WIDE_RIGHT)
        return;
    unsigned seen = VT_UNDERLINE | VT_REVERSE;
    if (want->glyph != ' ' || (attr & seen) != 0)
        seen = ~0u; /* the colour of a blank is not seen */
    if ((got.attr & seen) != (attr & seen) || got.bg != style.bg ||
        (seen == ~0u && got.fg != style.fg))
        fail_msg("%s %d,%d %s: %d on %d, %u is not %d on %d, %u", what, row,
            col, role_str((enum role)want->role), got.fg, got.bg, got.attr,
            style.fg, style.bg, attr);
}

void
glass_expect(
    const struct glass *g, const struct canvas *canvas, const char *what)
{
    for (int row = 0; row < canvas->rows; row++)
        for (int col = 0; col < canvas->cols; col++)
            expect_cell(g, canvas, row, col, what);
}

void
glass_show(struct glass *g, const struct canvas *canvas, const char *what)
{
    struct strbuf bytes = {0};
    screen_draw(g->screen, canvas, &bytes);
    glass_expect_tame(strbuf_get(&bytes), bytes.len, what);
    vt_write(g->vt, strbuf_get(&bytes), bytes.len);
    strbuf_reset(vt_bytes(g->vt)); /* many frames follow */
    strbuf_fini(&bytes);
    glass_expect(g, canvas, what);
}

/* ---- for people ---------------------------------------------------------- */

static void
add_colour(struct strbuf *out, int colour)
{
    if (colour == VT_DEFAULT)
        strbuf_addc(out, '-');
    else
        strbuf_addf(out, "%d", colour);
}

static void
add_run(
    struct strbuf *out, int row, int col, int width, const struct vt_cell *cell)
{
    static const char *const names[] = {
        " bold", " underline", " italic", " reverse"};
    strbuf_addf(out, "%d:%d+%d ", row, col, width);
    add_colour(out, cell->fg);
    strbuf_addc(out, '/');
    add_colour(out, cell->bg);
    for (unsigned i = 0; i < ARRAY_LEN(names); i++)
        if (cell->attr & 1u << i)
            strbuf_adds(out, names[i]);
    strbuf_addc(out, '\n');
}

static bool
looks_like(const struct vt_cell *a, const struct vt_cell *b)
{
    return a->fg == b->fg && a->bg == b->bg && a->attr == b->attr;
}

static bool
is_plain(const struct vt_cell *cell)
{
    return cell->bg == VT_DEFAULT &&
           !(cell->attr & (VT_REVERSE | VT_UNDERLINE)) &&
           (cell->glyph == ' ' || (cell->fg == VT_DEFAULT && cell->attr == 0));
}

void
glass_dump(const struct glass *g, struct strbuf *out)
{
    int rows, cols;
    vt_size(g->vt, &rows, &cols);
    vt_text(g->vt, out);
    strbuf_adds(out, "looks:\n");
    for (int row = 0; row < rows; row++)
        for (int col = 0, width; col < cols; col += width) {
            struct vt_cell first = vt_cell(g->vt, row, col);
            for (width = 1; col + width < cols; width++) {
                struct vt_cell next = vt_cell(g->vt, row, col + width);
                if (!looks_like(&first, &next))
                    break;
            }
            if (!is_plain(&first))
                add_run(out, row, col, width, &first);
        }
}
