/*
 * alert.c - see alert.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/alert.h"

#include "common/str.h"

#define CALL_BEEPS 2

static int
beeps_of(limit_state level)
{
    enum limit_level l = limit_state_level(level);
    return l >= LIMIT_SEVERE ? 3 : l >= LIMIT_DISTRESS ? 2 : 1;
}

/* A return to normal or a remark is no reason to ring. */
static bool
rings(const struct alarm_row *r)
{
    return alarm_is_unacknowledged(r) && !str_eq(r->what, "comment") &&
           !str_eq(r->what, "returned");
}

/* Beeps for what changed since it was told, 0: nothing. */
static int
look(struct alert *a, const struct alarms *alarms)
{
    int beeps = 0;
    uint64_t newest = 0;
    for (size_t i = 0; i < alarms->n; i++) {
        const struct alarm_row *r = alarms->row[i];
        if (r->number > newest)
            newest = r->number;
        if (r->number > a->told && rings(r) && beeps_of(alarm_level(r)) > beeps)
            beeps = beeps_of(alarm_level(r));
    }
    a->told = newest; /* numbers that begin anew are new alarms, too */
    return beeps;
}

static void
begin(struct alert *a, int beeps, struct clock now)
{
    a->left = beeps;
    a->pending = 0;
    a->pattern = a->quiet = now.mono;
}

static bool
is_due(struct mono since, int64_t after_ns, struct clock now)
{
    return since.ns == 0 || mono_diff_ns(now.mono, since) >= after_ns;
}

struct alert_signal
alert_update(struct alert *a, const struct alarms *alarms, struct clock now)
{
    struct alert_signal signal = {0};
    const struct alarm_row *worst = alarms_worst(alarms);
    int beeps = look(a, alarms);
    if (beeps > a->pending)
        a->pending = beeps;
    if (!worst && !a->calls) {
        a->pending = a->left = 0;
        a->quiet = now.mono;
        return signal;
    }
    bool begins = a->pending > 0 && is_due(a->pattern, ALERT_BUNDLE_NS, now);
    signal.reminds = !begins && is_due(a->quiet, ALERT_REMIND_NS, now);
    if (begins)
        begin(a, a->pending, now);
    else if (signal.reminds)
        begin(a, worst ? beeps_of(alarm_level(worst)) : CALL_BEEPS, now);
    signal.announces = a->bell == BELL_VISUAL && (begins || signal.reminds);
    if (a->left > 0 && is_due(a->beep, ALERT_BEEP_NS, now)) {
        a->left--;
        a->beep = now.mono;
        signal.beeps = a->bell == BELL_AUDIBLE;
    }
    return signal;
}

void
alert_call(struct alert *a)
{
    a->calls = true;
    if (a->pending < CALL_BEEPS)
        a->pending = CALL_BEEPS;
}

void
alert_silence(struct alert *a, struct clock now)
{
    a->pending = a->left = 0;
    a->quiet = now.mono;
}
