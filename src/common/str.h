/*
 * str.h - strings that grow, and the checks that text from outside needs.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_STR_H
#define COMMON_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/attr.h"

/* A growing string.  Zero-initialise; `s` is NULL or NUL-terminated. */
struct strbuf {
    char *s;    /* owned; NULL while empty */
    size_t len; /* bytes, without the NUL */
    size_t cap; /* bytes allocated */
};

void strbuf_fini(struct strbuf *b);
void strbuf_reset(struct strbuf *b); /* length 0, memory kept */
void strbuf_add(struct strbuf *b, const void *data, size_t len);
void strbuf_addc(struct strbuf *b, char c);
void strbuf_adds(struct strbuf *b, const char *s);
/* Bytes as lower-case hex digits, without blanks. */
void strbuf_addhex(struct strbuf *b, const void *data, size_t len);
void strbuf_addf(struct strbuf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void strbuf_addv(struct strbuf *b, const char *fmt, va_list ap)
    PRINTF_LIKE(2, 0);

/* The text, "" while empty.  Borrowed until the next change. */
const char *strbuf_get(const struct strbuf *b);

/* Moves the text out (caller frees; never NULL) and leaves `b` empty. */
NODISCARD char *strbuf_take(struct strbuf *b);

bool str_eq(const char *a, const char *b); /* NULL-safe; NULL == NULL */
bool str_prefix(const char *s, const char *prefix);
bool str_suffix(const char *s, const char *suffix);

/* Case-insensitive (ASCII) search; empty `needle` is always found. */
bool str_contains_ci(const char *s, const char *needle);

/*
 * Copy `src` to `dst` of `size` bytes, always NUL-terminated, cut at a UTF-8
 * character boundary.  Returns false when it had to be cut.
 */
bool str_copy(char *dst, size_t size, const char *src);

/*
 * Append `len` bytes of untrusted text to `b` as clean UTF-8 on one line: C0,
 * C1, DEL, bidirectional controls, zero-width and other format characters,
 * line and paragraph separators, non-characters and malformed sequences each
 * become U+FFFD (or '?' when `ascii`; then every non-ASCII character does).
 * Stops at the first NUL.
 */
void str_sanitize(struct strbuf *b, const char *text, size_t len, bool ascii);

/* Is it printable clean text, i.e. would str_sanitize() change nothing? */
bool str_is_clean(const char *text, size_t len);

/*
 * Edit distance (Levenshtein, ASCII case ignored) of two names, at most `max`
 * + 1; used to suggest the name that was meant.
 */
unsigned str_distance(const char *a, const char *b, unsigned max);

#endif
