/*
 * format.h - "%5.2f": the small part of printf that displays know.
 *
 * A format is parsed once into numbers; the text of it never reaches printf.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_DISPLAY_FORMAT_H
#define CONSOLE_DISPLAY_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/str.h"
#include "mdb/model.h"

#define FORMAT_WIDTH_MAX     198 /* a field's inside on the widest page */
#define FORMAT_PRECISION_MAX 30

struct format {
    bool left;       /* '-' */
    bool plus;       /* '+' */
    bool blank;      /* ' ' */
    bool zero;       /* '0' */
    bool alternate;  /* '#' */
    int width;       /* cells, 0: not given */
    int precision;   /* -1: not given */
    char conversion; /* one of d i u x X o f e g s; '\0': no format */
};

/*
 * Parse all of `s`: one conversion with flags, width and precision.  False:
 * *why (static) says what is wrong.
 */
bool format_parse(const char *s, struct format *out, const char **why);

bool format_is_integer(const struct format *f); /* d i u x X o */
bool format_is_real(const struct format *f);    /* f e g */

/*
 * Cells that a value can need: the width where it is given, at least what the
 * shortest value takes.  Of an integer format without a width, what the type
 * of the value can need; `type` NULL means a real number.
 */
int format_cells(const struct format *f, const struct mdb_type *type);

/* A number with a format that is real; others write it as %g or rounded. */
void format_number(struct strbuf *out, const struct format *f, double v);

/*
 * A value as it is in the database's unit; arguments as of mdb_format(), of
 * which it takes the text for %s.
 */
void format_cell(struct strbuf *out, const struct format *f, enum mdb_kind kind,
    const struct mdb_type *type, mdb_cell cell, const char *blob,
    size_t blob_len);

#endif
