/*
 * coverage.c - when the station is in contact.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/coverage.h"

#include <math.h>

#include "common/attr.h"
#include "common/buf.h"

struct gap {
    double from_s, to_s;
};

static const struct gap gaps[] = {
    {COVERAGE_FIRST_S, COVERAGE_FIRST_S + 260},
    {3600, 4090},
};

struct coverage
coverage_at(double since_s)
{
    if (since_s < 0)
        return (struct coverage){true, (uint32_t)(COVERAGE_FIRST_S - since_s)};
    double at = fmod(since_s, COVERAGE_PERIOD_S);
    for (size_t i = 0; i < ARRAY_LEN(gaps); i++) {
        if (at < gaps[i].from_s)
            return (struct coverage){true, (uint32_t)ceil(gaps[i].from_s - at)};
        if (at < gaps[i].to_s)
            return (struct coverage){false, (uint32_t)ceil(gaps[i].to_s - at)};
    }
    double left = COVERAGE_PERIOD_S + gaps[0].from_s - at;
    return (struct coverage){true, (uint32_t)ceil(left)};
}

void
coverage_packet(struct coverage coverage, uint16_t sequence,
    uint8_t out[COVERAGE_PACKET_BYTES])
{
    struct writer w = writer_init(out, COVERAGE_PACKET_BYTES);
    writer_be(&w, COVERAGE_APID, 2);
    writer_be(&w, 0xc000u | (sequence & 0x3fffu), 2);
    writer_be(&w, COVERAGE_PACKET_BYTES - 7, 2);
    writer_be(&w, coverage.is_aos, 1);
    writer_be(&w, 0, 3);
    writer_be(&w, coverage.left_s, 4);
}
