/*
 * alarm_ask.h - what people ask about alarms: the dialogs and the requests.
 *
 * The alarms a request is about are captured, with the number of the change
 * that was seen, when the key is pressed: the list may move underneath, the
 * request does not.  The checker refuses a number when the alarm moved on.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_ALARM_ASK_H
#define CONSOLE_VIEW_ALARM_ASK_H

#include "console/model/alarms.h"
#include "console/view.h"

#define ALARM_SHELVE_MAX_NS (30 * 24 * 3600 * NS_PER_S)

struct alarm_target {
    char *name; /* owned; qualified */
    uint64_t number;
};

struct alarm_ask { /* zero-initialise; belongs to a view */
    struct ui *ui;
    enum action action;
    struct alarm_target *target; /* owned */
    size_t n, cap;
    limit_state worst; /* of the targets */
    char of[96];       /* "HTR1_TEMP", "7 alarms" */
    int64_t for_ns;    /* as typed; 0: for good */
    bool enables;      /* ACTION_ENABLE: limits that are off, on again */
};

void alarm_ask_fini(struct alarm_ask *ask);

/* Begin one anew, then add what it is about. */
void alarm_ask_begin(struct alarm_ask *ask, struct ui *ui, enum action action);
/* `number` is that of the change the person saw.  Those for which it makes no
 * sense are left out. */
void alarm_ask_add(
    struct alarm_ask *ask, const struct alarm_row *row, uint64_t number);
/* A parameter without an alarm; to shelve, or to switch its limits off. */
void alarm_ask_add_param(struct alarm_ask *ask, const char *name);

/* Why `action` makes no sense for an alarm, NULL when it does. */
const char *alarm_ask_why_not(enum action action, const struct alarm_row *row);

/*
 * Ask what has to be asked (`confirms`: whether to do it at all), then send
 * the requests.  Without a target it says so.
 */
void alarm_ask_go(struct alarm_ask *ask, bool confirms);

/* Have the checker explain `name`; the answer comes into the model. */
void alarm_ask_why(struct ui *ui, const char *name);

#endif
