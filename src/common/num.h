/*
 * num.h - numbers to text and back, exactly and without a locale.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_NUM_H
#define COMMON_NUM_H

#include <stdbool.h>
#include <stdint.h>

#define NUM_DOUBLE_SIZE 32

/*
 * The shortest decimal text that reads back as exactly `v`, always
 * recognisable as a real number: "57388.0", "0.1", "1e+22", "nan", "inf",
 * "-inf".  Returns the length.
 */
unsigned num_fmt_double(char out[NUM_DOUBLE_SIZE], double v);

/*
 * Parse the whole of `s`: decimal, or 0x hexadecimal, 0o octal, 0b binary;
 * false when anything else is there or it does not fit.
 */
bool num_parse_i64(const char *s, int64_t *v);
bool num_parse_u64(const char *s, uint64_t *v);

/* Decimal or hexadecimal float, inf, nan; `.` whatever the locale says. */
bool num_parse_double(const char *s, double *v);

#endif
