/*
 * history.h - how much does a value change?
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_HISTORY_H
#define LIMITS_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits/judge.h"
#include "mdb/kind.h"

/* Samples kept for one span of time at most: it is then seen to 1/256. */
#define HISTORY_STEPS   256
#define HISTORY_SAMPLES 65536 /* longest span in samples */

struct history_sample {
    int64_t time_ns;
    double value;
};

/* Zero-initialise; history_fini() also restarts it. */
struct history {
    struct history_sample *ring; /* oldest first from `first` on */
    size_t size, first, n;
};
void history_fini(struct history *history);

/* What is looked at, prepared. */
struct change_rule {
    struct judge_range range[LIMIT_LEVEL_COUNT];
    unsigned n_ranges; /* 0: changes are not checked */
    enum mdb_change_span span;
    bool is_percent;
    size_t span_samples;
    int64_t span_ns; /* >= 1 */
};
void change_rule_init(
    struct change_rule *rule, const struct mdb_change_alarm *change);

/*
 * Add a sample and judge its change.  *change is the figure, NAN while there
 * are not enough samples.
 *
 * Per sample: against the sample `span_samples` before.  Per second: against
 * the newest sample that is at least the span old (span 0: the newest that is
 * older at all), divided by the time between.  In percent: of the older value;
 * from 0, any change is infinite.
 */
struct verdict history_change(struct history *history,
    const struct change_rule *rule, int64_t time_ns, double value,
    double *change);

size_t history_bytes(const struct history *history);

#endif
