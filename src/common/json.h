/*
 * json.h - write JSON (RFC 8259), one object a line.
 *
 * Three functions have another name for the linker: jansson, which reads JSON
 * (src/command), has them, too, and would call ours.
 *
 * Keys and strings are escaped; text that is not clean UTF-8 has its bad
 * bytes replaced.  NaN and infinities, which JSON lacks, become strings
 * "NaN", "Infinity", "-Infinity".  Zero-initialise a struct json; it frees
 * itself in json_line() and json_take().
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_JSON_H
#define COMMON_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/attr.h"
#include "common/str.h"

#define JSON_DEPTH 16

struct json {
    struct strbuf text;
    unsigned depth;               /* open objects and arrays */
    char closer[JSON_DEPTH];      /* how each will end */
    bool needs_comma[JSON_DEPTH]; /* something stands before */
};

/* Open: at the top or in an array (no key), or as the value of `key`. */
void json_object(struct json *j) LINKED_AS("columba_json_object");
void json_object_at(struct json *j, const char *key);
void json_array(struct json *j) LINKED_AS("columba_json_array");
void json_array_at(struct json *j, const char *key);
void json_end(struct json *j); /* closes the innermost */

/* Members of an object; with `key` NULL, elements of an array. */
void json_str(struct json *j, const char *key, const char *value);
void json_strn(struct json *j, const char *key, const char *value, size_t n);
void json_int(struct json *j, const char *key, int64_t value);
void json_uint(struct json *j, const char *key, uint64_t value);
void json_double(struct json *j, const char *key, double value);
void json_bool(struct json *j, const char *key, bool value);
void json_null(struct json *j, const char *key) LINKED_AS("columba_json_null");

/* Print the text and a newline to `out`, release and reset `j`. */
void json_line(struct json *j, FILE *out);

/* Move the text out (caller frees) and reset `j`. */
NODISCARD char *json_take(struct json *j);

#endif
