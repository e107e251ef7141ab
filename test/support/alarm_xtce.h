/*
 * alarm_xtce.h - types of all kinds with alarms, and what is read of them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_ALARM_XTCE_H
#define SUPPORT_ALARM_XTCE_H

#include <stddef.h>

#include "support/xtce.h"

/* A type 't' of each kind, with the elements `x` at its end. */
#define ALARM_CODED "<IntegerDataEncoding sizeInBits='8'/>"
#define UINT(x)                                                                \
    "<IntegerParameterType name='t' signed='false'>" ALARM_CODED x             \
    "</IntegerParameterType>"
#define ALARM_LABELS                                                           \
    "<EnumerationList><Enumeration value='0' label='OFF'/>"                    \
    "<Enumeration value='1' label='STANDBY'/>"                                 \
    "<Enumeration value='2' label='ON'/></EnumerationList>"
#define ENUMERATED(x)                                                          \
    "<EnumeratedParameterType name='t'>" ALARM_CODED ALARM_LABELS x            \
    "</EnumeratedParameterType>"
#define BOOLEAN(x)                                                             \
    "<BooleanParameterType name='t' zeroStringValue='SHUT' "                   \
    "oneStringValue='OPEN'>" ALARM_CODED x "</BooleanParameterType>"
#define STRING(x)                                                              \
    "<StringParameterType name='t'><StringDataEncoding><SizeInBits><Fixed>"    \
    "<FixedValue>64</FixedValue></Fixed></SizeInBits></StringDataEncoding>" x  \
    "</StringParameterType>"
#define BINARY(x)                                                              \
    "<BinaryParameterType name='t'><BinaryDataEncoding><SizeInBits>"           \
    "<FixedValue>64</FixedValue></SizeInBits></BinaryDataEncoding>" x          \
    "</BinaryParameterType>"
#define INSTANT(x)                                                             \
    "<AbsoluteTimeParameterType name='t'><Encoding>"                           \
    "<IntegerDataEncoding sizeInBits='32'/></Encoding><ReferenceTime>"         \
    "<Epoch>UNIX</Epoch></ReferenceTime>" x "</AbsoluteTimeParameterType>"
#define DURATION(x)                                                            \
    "<RelativeTimeParameterType name='t'><Encoding>"                           \
    "<IntegerDataEncoding sizeInBits='32'/></Encoding>" x                      \
    "</RelativeTimeParameterType>"
#define DEFAULT(x)  "<DefaultAlarm>" x "</DefaultAlarm>"
#define STATIC(x)   "<StaticAlarmRanges>" x "</StaticAlarmRanges>"
#define ALARMS(x)   "<AlarmConditions>" x "</AlarmConditions>"
#define MATCH(x)    "<ContextMatch>" x "</ContextMatch>"
#define M_IS(value) "<Comparison parameterRef='M' value='" value "'/>"
#define BODY(types)                                                            \
    XTCE_TYPES(XTCE_UINT("u8", "8") types)                                     \
    XTCE_PARAMS(XTCE_PARAM("M", "u8") XTCE_PARAM("P", "t"))

/* The declaration of 't', and what is expected of it. */
struct alarm_row {
    const char *label, *types, *expected;
};

/* The database loads without a note; mdb_alarm_text() of the alarm of 't' that
 * always holds is exactly `expected`. */
void alarm_xtce_texts(const struct alarm_row *row, size_t n);

/* The notes, as xtce_notes() gives them, are exactly `expected`. */
void alarm_xtce_notes(const struct alarm_row *row, size_t n);

#endif
