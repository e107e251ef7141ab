/*
 * persistence.c - how long a value has to be out, or back, before it counts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/persistence.h"

#include "common/time.h"

/* Has the run of `level` lasted, in samples and in time? */
static bool
is_enough(const struct persistence *p, enum limit_level level, uint32_t samples,
    int64_t ns, int64_t now_ns)
{
    int64_t lasted =
        utc_diff_ns((struct utc){now_ns}, (struct utc){p->since[level]});
    return p->run[level] >= samples && (ns == 0 || lasted >= ns);
}

enum limit_level
persistence_step(struct persistence *p, const struct persistence_rule *rule,
    enum limit_level confirmed, enum limit_level raw, int64_t time_ns,
    uint32_t *seen, uint32_t *needed)
{
    enum limit_level now = confirmed;
    bool has_changed = false;
    *seen = *needed = 0;
    for (enum limit_level l = LIMIT_SEVERE; l > LIMIT_NORMAL; l--) {
        bool is_on = confirmed >= l, wants_on = raw >= l;
        if (is_on == wants_on) {
            p->run[l] = 0;
            continue;
        }
        if (p->run[l] == 0)
            p->since[l] = time_ns;
        if (p->run[l] < UINT32_MAX)
            p->run[l]++;
        uint32_t samples = is_on ? rule->conformance : rule->violations;
        int64_t ns = is_on ? rule->conformance_ns : rule->violation_ns;
        bool is_change = is_enough(p, l, samples, ns, time_ns);
        if (is_change && is_on)
            now = l - 1;
        else if (is_change && now < l)
            now = l;
        if (!has_changed) {
            *seen = p->run[l];
            *needed = samples > 0 ? samples : 1;
        }
        has_changed |= is_change;
        if (is_change)
            p->run[l] = 0;
    }
    return now;
}

bool
persistence_is_idle(const struct persistence *p)
{
    for (unsigned l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++)
        if (p->run[l] != 0)
            return false;
    return true;
}
