/*
 * vt.c - a terminal to look at: libvterm fed from a buffer or a pty.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/vt.h"

#include "support/check.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <vterm.h>

#include "common/time.h"
#include "common/utf8.h"
#include "common/xalloc.h"

struct vt {
    VTerm *vterm;
    VTermScreen *screen;
    bool is_alternate, cursor_is_visible, has_mouse;
    int master; /* -1: no pty */
    struct strbuf bytes;
};

static int
on_property(VTermProp prop, VTermValue *value, void *user)
{
    struct vt *vt = user;
    if (prop == VTERM_PROP_ALTSCREEN)
        vt->is_alternate = value->boolean;
    if (prop == VTERM_PROP_CURSORVISIBLE)
        vt->cursor_is_visible = value->boolean;
    if (prop == VTERM_PROP_MOUSE)
        vt->has_mouse = value->number != VTERM_PROP_MOUSE_NONE;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

struct vt *
vt_new(int rows, int cols)
{
    struct vt *vt = xcalloc(1, sizeof *vt);
    vt->master = -1;
    vt->cursor_is_visible = true;
    vt->vterm = vterm_new(rows, cols);
    vterm_set_utf8(vt->vterm, 1);
    vt->screen = vterm_obtain_screen(vt->vterm);
    vterm_screen_set_callbacks(vt->screen, &callbacks, vt);
    vterm_screen_enable_altscreen(vt->screen, 1);
    vterm_screen_reset(vt->screen, 1);
    return vt;
}

void
vt_free(struct vt **vt)
{
    if (*vt == NULL)
        return;
    if ((*vt)->master >= 0)
        close((*vt)->master);
    vterm_free((*vt)->vterm);
    strbuf_fini(&(*vt)->bytes);
    free(*vt);
    *vt = NULL;
}

void
vt_resize(struct vt *vt, int rows, int cols)
{
    vterm_set_size(vt->vterm, rows, cols);
}

void
vt_size(const struct vt *vt, int *rows, int *cols)
{
    vterm_get_size(vt->vterm, rows, cols);
}

void
vt_write(struct vt *vt, const void *bytes, size_t len)
{
    strbuf_add(&vt->bytes, bytes, len);
    vterm_input_write(vt->vterm, bytes, len);
}

static int
colour_of(const VTermColor *c)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c))
        return VT_DEFAULT;
    return VTERM_COLOR_IS_INDEXED(c) ? c->indexed.idx : VT_RGB;
}

struct vt_cell
vt_cell(const struct vt *vt, int row, int col)
{
    VTermScreenCell c = {0};
    vterm_screen_get_cell(vt->screen, (VTermPos){.row = row, .col = col}, &c);
    struct vt_cell cell = {.glyph = c.chars[0]};
    if (c.chars[0] == 0)
        cell.glyph = ' ';
    if (c.chars[0] == UINT32_MAX)
        cell.glyph = 0;
    cell.fg = colour_of(&c.fg);
    cell.bg = colour_of(&c.bg);
    cell.attr = (c.attrs.bold ? VT_BOLD : 0u) |
                (c.attrs.underline ? VT_UNDERLINE : 0u) |
                (c.attrs.italic ? VT_ITALIC : 0u) |
                (c.attrs.reverse ? VT_REVERSE : 0u);
    return cell;
}

void
vt_text(const struct vt *vt, struct strbuf *out)
{
    int rows, cols;
    vterm_get_size(vt->vterm, &rows, &cols);
    for (int row = 0; row < rows; row++) {
        int end = cols;
        while (end > 0 && vt_cell(vt, row, end - 1).glyph == ' ')
            end--;
        for (int col = 0; col < end; col++) {
            char utf8[4];
            uint32_t glyph = vt_cell(vt, row, col).glyph;
            if (glyph != 0)
                strbuf_add(out, utf8, utf8_encode(glyph, utf8));
        }
        strbuf_addc(out, '\n');
    }
}

bool
vt_contains(const struct vt *vt, const char *text)
{
    struct strbuf all = {0};
    vt_text(vt, &all);
    bool found = strstr(strbuf_get(&all), text) != NULL;
    strbuf_fini(&all);
    return found;
}

bool
vt_is_alternate(const struct vt *vt)
{
    return vt->is_alternate;
}

bool
vt_cursor_is_visible(const struct vt *vt)
{
    return vt->cursor_is_visible;
}

bool
vt_has_mouse(const struct vt *vt)
{
    return vt->has_mouse;
}

/* ---- pty ----------------------------------------------------------------- */

void
vt_pty(struct vt *vt, int *slave)
{
    int rows, cols;
    vterm_get_size(vt->vterm, &rows, &cols);
    vt->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (vt->master < 0 || grantpt(vt->master) != 0 || unlockpt(vt->master) != 0)
        fail_msg("no pty");
    struct winsize size = {
        .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    ioctl(vt->master, TIOCSWINSZ, &size);
    *slave = open(ptsname(vt->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*slave < 0)
        fail_msg("no pty slave");
}

size_t
vt_pump(struct vt *vt, int timeout_ms)
{
    size_t total = 0;
    for (;;) {
        struct pollfd p = {.fd = vt->master, .events = POLLIN};
        if (poll(&p, 1, total > 0 ? 0 : timeout_ms) != 1)
            return total;
        char bytes[16384];
        ssize_t n = read(vt->master, bytes, sizeof bytes);
        if (n <= 0)
            return total;
        vt_write(vt, bytes, (size_t)n);
        total += (size_t)n;
    }
}

bool
vt_wait(struct vt *vt, const char *text, int timeout_ms)
{
    int64_t end = mono_now().ns + timeout_ms * NS_PER_MS;
    while (!vt_contains(vt, text)) {
        int64_t left = (end - mono_now().ns) / NS_PER_MS;
        if (left <= 0)
            return false;
        vt_pump(vt, (int)left);
        struct pollfd p = {.fd = vt->master, .events = POLLIN};
        if (poll(&p, 1, 0) == 1 && (p.revents & POLLHUP))
            return vt_contains(vt, text);
    }
    return true;
}

void
vt_type(struct vt *vt, const char *bytes)
{
    size_t len = strlen(bytes);
    while (len > 0) {
        ssize_t n = write(vt->master, bytes, len);
        if (n < 0 && errno != EINTR)
            fail_msg("cannot type");
        if (n > 0) {
            bytes += n;
            len -= (size_t)n;
        }
    }
}

void
vt_set_size(struct vt *vt, int rows, int cols)
{
    struct winsize size = {
        .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    vt_resize(vt, rows, cols);
    ioctl(vt->master, TIOCSWINSZ, &size);
}

int
vt_master(const struct vt *vt)
{
    return vt->master;
}

struct strbuf *
vt_bytes(struct vt *vt)
{
    return &vt->bytes;
}
