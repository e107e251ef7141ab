/*
 * alarm_record.h - an alarm as one line of the journal, and back.
 *
 * Fields with tabs between them, in the order of the table in alarm_record.c:
 * what happened, the item's qualified name, then all of struct alarm.  Each
 * record stands for itself: the newest of an item is its alarm.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_ALARM_RECORD_H
#define LIMITS_ALARM_RECORD_H

#include <stdbool.h>

#include "common/str.h"
#include "limits/alarm_book.h"

/* Append the line (without newline) to `out`; `name` is the item's. */
void alarm_record_fmt(struct strbuf *out, const struct alarm *alarm,
    const char *what, const char *name);

/*
 * Read a line: everything but the item's index, which its name tells.  *name is
 * owned then.  False for a line that is not one; nothing is owned.
 */
bool alarm_record_parse(const char *line, struct alarm *alarm, char **name);

#endif
