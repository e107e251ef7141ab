/*
 * recording.h - made-up databases with packets to match, for tests and benches.
 *
 * Deterministic: the same numbers in every run.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_RECORDING_H
#define SUPPORT_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/str.h"

enum recording_kind {
    RECORDING_UNSIGNED,
    RECORDING_SIGNED,
    RECORDING_SINGLE, /* IEEE 754, 32 bits */
    RECORDING_DOUBLE,
};

struct recording_field {
    uint32_t bit, width;
    enum recording_kind kind;
};

struct recording_layout {
    uint16_t apid;
    struct recording_field *field; /* all fields of the packet, header first */
    size_t n;
    size_t bytes; /* of the packet */
};

struct recording {
    struct strbuf xtce;
    struct recording_layout *layout;
    size_t n_layouts, n_params;
    uint8_t *stream; /* packets back to back */
    size_t len, n_packets, n_values;
};

/* One packet type with 27 values, like the attitude packets of a weather
 * satellite, `n_packets` times. */
void recording_attitude(struct recording *s, size_t n_packets);

/*
 * About `n_params` parameters in packet types of 63 on average, with fields of
 * all widths at all bit offsets; `n_packets` packets in mixed order.  With
 * `is_calibrated` every third field has a polynomial.
 */
void recording_mission(
    struct recording *s, size_t n_params, size_t n_packets, bool is_calibrated);

void recording_fini(struct recording *s);

#endif
