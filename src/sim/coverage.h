/*
 * coverage.h - when the station is in contact: AOS and LOS.
 *
 * Two gaps each orbit, counted from the start of the model: the first one
 * comes after 17.5 minutes, so that a fresh demonstration has contact.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_COVERAGE_H
#define SIM_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COVERAGE_PERIOD_S 5570
#define COVERAGE_FIRST_S  1050 /* contact at least this long after start */

/* A signal packet: primary header, state, three reserved, seconds to go. */
#define COVERAGE_PACKET_BYTES 14
#define COVERAGE_APID         2040

struct coverage {
    bool is_aos;
    uint32_t left_s; /* whole seconds until it changes */
};

/* `since_s` seconds after the start; before it there is contact. */
struct coverage coverage_at(double since_s);

/* The packet that tells the link's state; `sequence` counts 14 bits. */
void coverage_packet(struct coverage coverage, uint16_t sequence,
    uint8_t out[COVERAGE_PACKET_BYTES]);

#endif
