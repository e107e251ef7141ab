/*
 * scan.c - which values of a column are not where they were?
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/scan.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common/xalloc.h"

#define LINE_BYTES ((size_t)64)
#define HUGE_BYTES ((size_t)2 << 20)

uint64_t
scan_scalar(const struct scan *s)
{
    uint64_t miss = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct scan_block *b = &s->block[i / SCAN_LANES];
        size_t lane = i % SCAN_LANES;
        int64_t key = key_fast(s->cell[i], (uint64_t)(int64_t)s->is_float[i]);
        bool is_out = (key < b->lo[lane]) | (key > b->hi[lane]);
        miss |= (uint64_t)is_out << i;
    }
    if (s->quality != NULL)
        for (size_t i = 0; i < s->n; i++)
            miss |= (uint64_t)(s->quality[i] != 0) << i;
    return miss;
}

/* ---- AVX2 ---------------------------------------------------------------- */

#if defined(__x86_64__)

#    include <immintrin.h>

#    define AVX2 __attribute__((target("avx2")))

/* Bits of the four values from `i` on. */
AVX2 static inline uint64_t
four(const struct scan *s, size_t i)
{
    const struct scan_block *b = &s->block[i / SCAN_LANES];
    int32_t floats;
    memcpy(&floats, s->is_float + i, sizeof floats);
    __m256i v = _mm256_loadu_si256((const void *)(s->cell + i));
    __m256i mask = _mm256_cvtepi8_epi64(_mm_cvtsi32_si128(floats));
    __m256i sign = _mm256_cmpgt_epi64(_mm256_setzero_si256(), v);
    __m256i turn = _mm256_and_si256(_mm256_srli_epi64(sign, 1), mask);
    __m256i key = _mm256_xor_si256(v, turn);
    __m256i lo = _mm256_loadu_si256((const void *)b->lo);
    __m256i hi = _mm256_loadu_si256((const void *)b->hi);
    __m256i out = _mm256_or_si256(
        _mm256_cmpgt_epi64(lo, key), _mm256_cmpgt_epi64(key, hi));
    return (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(out));
}

/* Bits of 32 qualities that are not 0. */
AVX2 static inline uint64_t
bad_32(const uint8_t *quality)
{
    __m256i q = _mm256_loadu_si256((const void *)quality);
    __m256i good = _mm256_cmpeq_epi8(q, _mm256_setzero_si256());
    return ~(uint32_t)_mm256_movemask_epi8(good) & UINT32_MAX;
}

AVX2 uint64_t
scan_avx2(const struct scan *s)
{
    uint64_t miss = 0;
    size_t whole = s->n - s->n % SCAN_LANES, i = 0;
    for (; i < whole; i += SCAN_LANES)
        miss |= four(s, i) << i;
    if (i < s->n) {
        struct scan rest = {.cell = s->cell + i,
            .is_float = s->is_float + i,
            .block = s->block + i / SCAN_LANES,
            .n = s->n - i};
        miss |= scan_scalar(&rest) << i;
    }
    if (s->quality == NULL)
        return miss;
    if (s->n == SCAN_MAX)
        return miss | bad_32(s->quality) | bad_32(s->quality + 32) << 32;
    for (i = 0; i < s->n; i++)
        miss |= (uint64_t)(s->quality[i] != 0) << i;
    return miss;
}

bool
scan_has_avx2(void)
{
    return __builtin_cpu_supports("avx2") != 0;
}

bool
scan_has_bmi2(void)
{
    return __builtin_cpu_supports("bmi2") != 0;
}

#else

uint64_t
scan_avx2(const struct scan *s)
{
    return scan_scalar(s);
}

bool
scan_has_avx2(void)
{
    return false;
}

bool
scan_has_bmi2(void)
{
    return false;
}

#endif

scan_fn
scan_best(void)
{
    return scan_has_avx2() ? scan_avx2 : scan_scalar;
}

void *
scan_memory_new(size_t bytes)
{
    void *p = NULL;
    size_t align = bytes >= HUGE_BYTES ? HUGE_BYTES : LINE_BYTES;
    if (posix_memalign(&p, align, bytes) != 0)
        return xcalloc(bytes, 1); /* says why and exits */
    if (align == HUGE_BYTES)
        (void)madvise(p, bytes, MADV_HUGEPAGE); /* it is only quicker */
    return p;
}

struct scan_block *
scan_blocks_new(size_t n)
{
    struct scan_block *b = scan_memory_new(n * sizeof *b);
    for (size_t i = 0; i < n * SCAN_LANES; i++)
        scan_set(b, i, KEY_ALL);
    return b;
}
