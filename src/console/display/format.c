/*
 * format.c - "%5.2f": the small part of printf that displays know.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/display/format.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/num.h"
#include "common/utf8.h"
#include "mdb/format.h"

/* %.30f of the largest double is 309 digits, a point and 30 more. */
#define NUMBER_SIZE 400

/* Digits from *s on as a number, at most `most`; false: it is more. */
static bool
take_digits(const char **s, int most, int *v)
{
    *v = 0;
    for (; **s >= '0' && **s <= '9'; (*s)++)
        if ((*v = *v * 10 + (**s - '0')) > most)
            return false;
    return true;
}

static bool
take_flag(struct format *f, char c)
{
    switch (c) {
    case '-':
        return f->left = true;
    case '+':
        return f->plus = true;
    case ' ':
        return f->blank = true;
    case '0':
        return f->zero = true;
    case '#':
        return f->alternate = true;
    default:
        return false;
    }
}

bool
format_parse(const char *s, struct format *out, const char **why)
{
    struct format f = {.precision = -1};
    *out = (struct format){.precision = -1};
    *why = "a format is % with flags, width, precision and one of "
           "d i u x X o f e g s";
    if (*s++ != '%')
        return false;
    while (take_flag(&f, *s))
        s++;
    if (!take_digits(&s, FORMAT_WIDTH_MAX, &f.width)) {
        *why = "the width is more than 198 cells";
        return false;
    }
    if (*s == '.') {
        s++;
        if (!take_digits(&s, FORMAT_PRECISION_MAX, &f.precision)) {
            *why = "the precision is more than 30 digits";
            return false;
        }
    }
    if (*s == '\0' || strchr("diuxXofegs", *s) == NULL || s[1] != '\0')
        return false;
    f.conversion = *s;
    *out = f;
    return true;
}

bool
format_is_integer(const struct format *f)
{
    return f->conversion != '\0' && strchr("diuxXo", f->conversion) != NULL;
}

bool
format_is_real(const struct format *f)
{
    return f->conversion != '\0' && strchr("feg", f->conversion) != NULL;
}

/* ---- how much room ------------------------------------------------------- */

static int
digits_of(uint64_t v, unsigned base)
{
    int n = 1;
    for (; v >= base; v /= base)
        n++;
    return n;
}

/* Bits an integer value can have: not known after a calibration. */
static unsigned
bits_of(const struct mdb_type *type)
{
    if (type == NULL || type->calibrator.kind != MDB_CAL_NONE ||
        type->n_contexts > 0 || type->encoding.bits > 64)
        return 0;
    return type->encoding.bits;
}

static int
integer_cells(const struct format *f, const struct mdb_type *type)
{
    unsigned bits = f->width > 0 ? 0 : bits_of(type);
    bool is_hex = f->conversion == 'x' || f->conversion == 'X';
    unsigned base = is_hex ? 16 : f->conversion == 'o' ? 8 : 10;
    bool is_signed = bits > 0 && base == 10 && type->eng_kind != MDB_UINT &&
                     type->encoding.coding != MDB_UNSIGNED;
    uint64_t most = bits == 0 ? 0 : UINT64_MAX >> (64 - bits);
    if (is_signed)
        most = most / 2 + 1;
    int n = digits_of(most, base);
    if (n < f->precision)
        n = f->precision;
    if (f->alternate && base != 10)
        n += base == 16 ? 2 : 1;
    if (base == 10 && f->conversion != 'u' && (f->plus || f->blank))
        n++;
    else if (is_signed)
        n++;
    return n;
}

static int
real_cells(const struct format *f)
{
    int precision = f->precision < 0 ? 6 : f->precision;
    int n = 1;
    if (f->conversion != 'g' && (precision > 0 || f->alternate))
        n += 1 + precision;
    if (f->conversion == 'e')
        n += 4;
    return n + (f->plus || f->blank);
}

int
format_cells(const struct format *f, const struct mdb_type *type)
{
    int n = 1;
    if (format_is_integer(f))
        n = integer_cells(f, type);
    else if (format_is_real(f))
        n = real_cells(f);
    return n > f->width ? n : f->width;
}

/* ---- texts --------------------------------------------------------------- */

static void
pad(struct strbuf *out, char c, int n)
{
    while (n-- > 0)
        strbuf_addc(out, c);
}

/* Sign or "0x", digits, and what fills the width. */
static void
put(struct strbuf *out, const struct format *f, const char *sign,
    const char *digits, bool may_zero)
{
    int fill = f->width - (int)strlen(sign) - (int)strlen(digits);
    bool is_zero = f->zero && !f->left && may_zero;
    if (!f->left && !is_zero)
        pad(out, ' ', fill);
    strbuf_adds(out, sign);
    if (is_zero)
        pad(out, '0', fill);
    strbuf_adds(out, digits);
    if (f->left)
        pad(out, ' ', fill);
}

static const char *
sign_of(const struct format *f, bool is_negative)
{
    return is_negative ? "-" : f->plus ? "+" : f->blank ? " " : "";
}

void
format_number(struct strbuf *out, const struct format *f, double v)
{
    char digits[NUMBER_SIZE];
    int precision = f->precision < 0 ? 6 : f->precision;
    double a = fabs(v);
    if (format_is_integer(f))
        snprintf(digits, sizeof digits, "%.0f", a);
    else if (f->conversion == 'f')
        snprintf(digits, sizeof digits, f->alternate ? "%#.*f" : "%.*f",
            precision, a);
    else if (f->conversion == 'e')
        snprintf(digits, sizeof digits, f->alternate ? "%#.*e" : "%.*e",
            precision, a);
    else
        snprintf(digits, sizeof digits, f->alternate ? "%#.*g" : "%.*g",
            precision, a);
    put(out, f, sign_of(f, signbit(v) && !isnan(v)), digits, isfinite(v));
}

static void
put_integer(struct strbuf *out, const struct format *f, bool is_negative,
    uint64_t magnitude)
{
    char digits[NUMBER_SIZE];
    int precision = f->precision < 0 ? 1 : f->precision;
    const char *sign = "";
    if (f->conversion == 'x') {
        snprintf(digits, sizeof digits, "%.*" PRIx64, precision, magnitude);
        sign = f->alternate && magnitude != 0 ? "0x" : "";
    } else if (f->conversion == 'X') {
        snprintf(digits, sizeof digits, "%.*" PRIX64, precision, magnitude);
        sign = f->alternate && magnitude != 0 ? "0X" : "";
    } else if (f->conversion == 'o') {
        snprintf(digits, sizeof digits, "%.*" PRIo64, precision, magnitude);
        sign = f->alternate && digits[0] != '0' ? "0" : "";
    } else {
        snprintf(digits, sizeof digits, "%.*" PRIu64, precision, magnitude);
        sign = is_negative            ? "-"
               : f->conversion == 'u' ? ""
                                      : sign_of(f, false);
    }
    put(out, f, sign, digits, f->precision < 0);
}

/* Hexadecimal and octal show a negative number as the bits it came in. */
static void
put_signed(struct strbuf *out, const struct format *f,
    const struct mdb_type *type, int64_t v)
{
    bool is_decimal = strchr("diu", f->conversion) != NULL;
    uint64_t u = (uint64_t)v;
    unsigned bits = bits_of(type);
    if (is_decimal && v < 0)
        u = 0 - u;
    else if (!is_decimal && v < 0 && bits > 0)
        u &= UINT64_MAX >> (64 - bits);
    put_integer(out, f, is_decimal && v < 0, u);
}

/* Cut to the precision and filled to the width, by cells. */
static void
put_text(struct strbuf *out, const struct format *f, const char *text)
{
    size_t len = strlen(text), at = 0;
    int cells = 0;
    while (at < len) {
        uint32_t c;
        size_t n = utf8_decode(text + at, len - at, &c);
        int w = n == 0 ? 1 : utf8_width(c);
        if (f->conversion == 's' && f->precision >= 0 &&
            cells + w > f->precision)
            break;
        cells += w;
        at += n == 0 ? 1 : n;
    }
    if (!f->left)
        pad(out, ' ', f->width - cells);
    strbuf_add(out, text, at);
    if (f->left)
        pad(out, ' ', f->width - cells);
}

void
format_cell(struct strbuf *out, const struct format *f, enum mdb_kind kind,
    const struct mdb_type *type, mdb_cell cell, const char *blob,
    size_t blob_len)
{
    bool is_integer = kind == MDB_INT || kind == MDB_UINT || kind == MDB_BOOL ||
                      kind == MDB_ENUM;
    double v = mdb_cell_number(kind, cell);
    if (format_is_integer(f) && kind == MDB_UINT) {
        put_integer(out, f, false, cell);
    } else if (format_is_integer(f) && is_integer) {
        put_signed(out, f, type, (int64_t)cell);
    } else if (f->conversion != 's' && f->conversion != '\0' && !isnan(v)) {
        format_number(out, f, v);
    } else {
        struct strbuf text = {0};
        mdb_format(&text, kind, type, cell, blob, blob_len);
        put_text(out, f, strbuf_get(&text));
        strbuf_fini(&text);
    }
}
