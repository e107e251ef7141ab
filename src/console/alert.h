/*
 * alert.h - when the terminal's bell rings.
 *
 * Only for alarms that are new and unacknowledged: one beep for a caution, two
 * for distress and critical, three for severe.  However many come, a new
 * pattern begins at most every two seconds, for the worst of what is new.
 * While any is left unacknowledged it reminds every 15 minutes.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_ALERT_H
#define CONSOLE_ALERT_H

#include <stdbool.h>
#include <stdint.h>

#include "console/model/alarms.h"

#define ALERT_BUNDLE_NS (2 * NS_PER_S)
#define ALERT_BEEP_NS   (240 * NS_PER_MS) /* between beeps of a pattern */
#define ALERT_REMIND_NS (15 * 60 * NS_PER_S)

enum bell {
    BELL_OFF,
    BELL_VISUAL, /* a line of text instead */
    BELL_AUDIBLE,
};

struct alert { /* zero-initialise, then set the policy */
    enum bell bell;
    uint64_t told;       /* the newest change that rang */
    int pending;         /* beeps wanted for what is new, 0: nothing new */
    bool calls;          /* set by the caller: a procedure waits for a person */
    int left;            /* beeps of the pattern that is being rung */
    struct mono pattern; /* when it began; 0: never */
    struct mono beep;    /* the newest beep */
    struct mono quiet;   /* since when nothing rang: reminders count from it */
};

struct alert_signal {
    bool beeps;     /* send one BEL now */
    bool announces; /* BELL_VISUAL: say the worst one in a line */
    bool reminds;   /* it is a reminder */
};

/* Call it several times a second. */
struct alert_signal alert_update(
    struct alert *alert, const struct alarms *alarms, struct clock now);

/* A procedure asks, or stands: ring as for a new alarm. */
void alert_call(struct alert *alert);

/* Quiet until the next new alarm or reminder. */
void alert_silence(struct alert *alert, struct clock now);

#endif
