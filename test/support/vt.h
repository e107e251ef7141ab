/*
 * vt.h - a terminal to look at: libvterm fed from a buffer or a pty.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_VT_H
#define SUPPORT_VT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/str.h"

struct vt;

enum {
    VT_BOLD = 1,
    VT_UNDERLINE = 2,
    VT_ITALIC = 4,
    VT_REVERSE = 8
};

#define VT_DEFAULT (-1)
#define VT_RGB     (-2)

struct vt_cell {
    uint32_t glyph; /* ' ' for an erased cell, 0: right half of a wide one */
    int fg, bg;     /* colour index, VT_DEFAULT or VT_RGB */
    unsigned attr;  /* VT_… bits */
};

struct vt *vt_new(int rows, int cols);
void vt_free(struct vt **vt);
void vt_resize(struct vt *vt, int rows, int cols);
void vt_size(const struct vt *vt, int *rows, int *cols);
void vt_write(struct vt *vt, const void *bytes, size_t len);
struct vt_cell vt_cell(const struct vt *vt, int row, int col);

/* A line a row, blanks at line ends left away. */
void vt_text(const struct vt *vt, struct strbuf *out);
bool vt_contains(const struct vt *vt, const char *text);

bool vt_is_alternate(const struct vt *vt);
bool vt_cursor_is_visible(const struct vt *vt);
bool vt_has_mouse(const struct vt *vt);

/* ---- a pty whose other side is this terminal ----------------------------- */

/* Open a pty pair of this size; *slave is for the program. */
void vt_pty(struct vt *vt, int *slave);

/* Take what the program wrote, waiting at most `timeout_ms` for the first
 * byte; returns the bytes taken. */
size_t vt_pump(struct vt *vt, int timeout_ms);

/* Pump until `text` is seen; false after `timeout_ms`. */
bool vt_wait(struct vt *vt, const char *text, int timeout_ms);

/* Type bytes. */
void vt_type(struct vt *vt, const char *bytes);

/* Change the size of pty and terminal; the program gets SIGWINCH. */
void vt_set_size(struct vt *vt, int rows, int cols);
int vt_master(const struct vt *vt);

/* All bytes the program wrote since the last call, for counting. */
struct strbuf *vt_bytes(struct vt *vt);

#endif
