/*
 * buf.h - read and write bytes inside their bounds, big-endian.
 *
 * A reader that runs over its end sets `is_bad`, yields zeros from then on and
 * never touches a byte outside; check `is_bad` once at the end.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_BUF_H
#define COMMON_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reader {
    const uint8_t *p; /* borrowed */
    size_t len;       /* bytes at p */
    size_t at;        /* next byte, 0 .. len */
    bool is_bad;      /* a read went past the end */
};

struct reader reader_init(const void *p, size_t len);
size_t reader_left(const struct reader *r);
uint8_t reader_u8(struct reader *r);
uint16_t reader_be16(struct reader *r);
uint32_t reader_be32(struct reader *r);
uint64_t reader_be64(struct reader *r);

/* Unsigned of `n` bytes (0 to 8), most significant first. */
uint64_t reader_be(struct reader *r, size_t n);

/* `n` bytes borrowed from the buffer, or NULL (and is_bad) past the end. */
const uint8_t *reader_bytes(struct reader *r, size_t n);

struct writer {
    uint8_t *p;  /* borrowed */
    size_t cap;  /* bytes at p */
    size_t at;   /* bytes written, 0 .. cap */
    bool is_bad; /* a write did not fit and was dropped */
};

struct writer writer_init(void *p, size_t cap);
void writer_be(struct writer *w, uint64_t v, size_t n);
void writer_bytes(struct writer *w, const void *p, size_t n);

/* Little-endian 8 bytes, the cell of a sample column. */
void le64_put(uint8_t *p, uint64_t v);
uint64_t le64_get(const uint8_t *p);

#endif
