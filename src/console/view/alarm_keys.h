/*
 * alarm_keys.h - the keys about alarms, the same in every view.
 *
 * A key acts on what the person saw: a view says while it paints which
 * parameters are on the screen, and a request names the number their alarm had
 * then.  What changed between that frame and the key is not acted upon: the
 * checker refuses the number if the alarm moved on, and an alarm that was not
 * on the screen yet is refused here.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_ALARM_KEYS_H
#define CONSOLE_VIEW_ALARM_KEYS_H

#include "console/view/alarm_ask.h"

/* For the `actions` of a view. */
#define ALARM_KEYS                                                             \
    ACTION_GUIDANCE, ACTION_WHY, ACTION_ACKNOWLEDGE, ACTION_ACKNOWLEDGE_ALL,   \
        ACTION_SHELVE, ACTION_UNSHELVE, ACTION_COMMENT, ACTION_RESET,          \
        ACTION_ENABLE

/* Of an item on the screen: its alarm's number, 0: it had none. */
struct alarm_sight {
    uint32_t item;
    uint64_t number;
};

struct alarm_keys { /* zero-initialise; belongs to a view */
    struct alarm_ask ask;
    struct alarm_sight *sight; /* owned; of the newest frame */
    size_t n, cap;
};

void alarm_keys_fini(struct alarm_keys *k);

/* A frame begins: nothing is on the screen. */
void alarm_keys_clear(struct alarm_keys *k);
/* `item` is on the screen as the model is now; MDB_NIL is not. */
void alarm_keys_see(struct alarm_keys *k, const struct ui *ui, uint32_t item);

/* The item that a text names first ("/SIF/THM/BASE_T DISTRESS HIGH …"),
 * MDB_NIL when it names none. */
uint32_t alarm_keys_named(const struct ui *ui, const char *text);

bool alarm_keys_knows(enum action action); /* one of ALARM_KEYS? */

/*
 * Why one of the keys does nothing for `item`, NULL when it does; MDB_NIL:
 * nothing with a parameter is selected.
 */
const char *alarm_keys_why_not(const struct alarm_keys *k, const struct ui *ui,
    enum action action, uint32_t item);

/* Do it: UI_… bits, 0 when the action is not one of ALARM_KEYS or
 * alarm_keys_why_not(). */
unsigned alarm_keys_act(
    struct alarm_keys *k, struct ui *ui, enum action action, uint32_t item);

#endif
