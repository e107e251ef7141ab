/*
 * sample.h - one message of every type, with every kind of value.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_SAMPLE_H
#define SUPPORT_SAMPLE_H

#include <stddef.h>

#include "bus/msg.h"

/* Number of messages of messages.def. */
size_t sample_count(void);

/*
 * Message `i`, its fields filled with values that depend on `seed`: limits of
 * integers, NaN, empty and long strings, vectors.  All memory is static.
 */
struct msg sample_message(size_t i, unsigned seed);

/* Do two messages hold the same? */
bool sample_equal(const struct msg *a, const struct msg *b);

#endif
