/*
 * json_scan.h - read lines of JSON that one of our own writers made: in one
 * pass, in place, in exactly the form and order in which they were written.
 *
 * What another program wrote is for jansson (src/command).  After anything that
 * was not expected `is_bad` is set, and all that follows gives nothing: look at
 * it once, at the end.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_JSON_SCAN_H
#define COMMON_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_scan {
    char *at, *end; /* a NUL stands at `end` */
    bool is_bad;
};

/* Over exactly this text, or not at all. */
bool json_scan_try(struct json_scan *c, const char *text);
void json_scan_want(struct json_scan *c, const char *text);

/* Over `,"key":`, or not at all. */
bool json_scan_try_key(struct json_scan *c, const char *key);
void json_scan_want_key(struct json_scan *c, const char *key);

/* Decimal, without leading zeros, at most `most`. */
uint64_t json_scan_uint(struct json_scan *c, uint64_t most);
int64_t json_scan_int(struct json_scan *c);

/* A string of clean text, where it stands and with a NUL behind it; "" when it
 * is bad. */
const char *json_scan_str(struct json_scan *c, size_t *len);

/* A string of lower-case hex digits, as bytes, where it stands; NULL when it is
 * bad. */
const uint8_t *json_scan_hex(struct json_scan *c, size_t *len);

#endif
