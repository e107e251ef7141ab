/*
 * alarm_text.h - an alarm as an operator reads it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_ALARM_TEXT_H
#define CONSOLE_MODEL_ALARM_TEXT_H

#include "common/str.h"
#include "console/model/alarms.h"

/* A value in the alarm's unit, written as its parameter is; "" for NaN. */
void alarm_number_text(struct strbuf *out, const struct values *values,
    const struct alarm_row *row, double number);

/*
 * The parameter's value now, as everywhere else ("-----" when invalid), and
 * its quality; the one of the alarm where the console knows no other.
 */
enum mdb_quality alarm_value_text(struct strbuf *out,
    const struct values *values, const struct alarm_row *row, struct clock now);

/* Was the threshold that of a change of the value, not of the value itself? */
bool alarm_is_of_change(const struct alarm_row *row);

/* "> 60.0", "change 3.2 > 2.0 degC/s", "< -5.00", "!= 3"; "" where no threshold
 * was crossed. */
void alarm_threshold_text(struct strbuf *out, const struct values *values,
    const struct alarm_row *row);

/* "UNACK", "ack FC-2", "shelved to 09:30"; always short. */
void alarm_state_text(struct strbuf *out, const struct alarm_row *row);

/* "HTR1_TEMP", or "THM/TEMP" when another parameter has the same last part;
 * inside row->name. */
const char *alarm_short_name(
    const struct values *values, const struct alarm_row *row);

/* "THM/TEMP": the last two parts. */
const char *alarm_long_name(const struct alarm_row *row);

/*
 * What the checker answered to a request, short enough for one line:
 * "HTR1_TEMP: alarm moved on, look again".
 */
void alarm_reply_text(struct strbuf *out, const char *answer);

/* Of a request for many: ": TEMP, MODE and 2 more: alarm moved on, look again"
 * for the rows of the answer that name who was refused; else nothing. */
void alarm_refused_text(struct strbuf *out, const struct msg_reply *reply);

/* All words that a filter or a search looks at. */
void alarm_words(struct strbuf *out, const struct alarm_row *row);

#endif
