/*
 * snippets.h - XTCE in short words, for tests that need little databases.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_SNIPPETS_H
#define SUPPORT_SNIPPETS_H

/* clang-format off */

/* types */
#define X_UINT(name, bits)                                                     \
    "<IntegerParameterType name='" name "' signed='false'>"                    \
    "<IntegerDataEncoding sizeInBits='" bits "'/></IntegerParameterType>\n"
#define X_SINT(name, bits)                                                     \
    "<IntegerParameterType name='" name "' signed='true'>"                     \
    "<IntegerDataEncoding sizeInBits='" bits "' encoding='twosComplement'/>"   \
    "</IntegerParameterType>\n"
#define X_STRING(name, charset, size)                                          \
    "<StringParameterType name='" name "'><StringDataEncoding encoding='"      \
    charset "'>" size "</StringDataEncoding></StringParameterType>\n"
#define X_BINARY(name, size)                                                   \
    "<BinaryParameterType name='" name "'><BinaryDataEncoding><SizeInBits>"    \
    size "</SizeInBits></BinaryDataEncoding></BinaryParameterType>\n"

/* sizes */
#define X_FIXED(n) "<FixedValue>" n "</FixedValue>"
#define X_FROM(p)                                                              \
    "<DynamicValue><ParameterInstanceRef parameterRef='" p "'/></DynamicValue>"
#define X_FROM_LINE(p, slope, intercept)                                       \
    "<DynamicValue><ParameterInstanceRef parameterRef='" p "'/>"               \
    "<LinearAdjustment slope='" slope "' intercept='" intercept "'/>"          \
    "</DynamicValue>"

/* parameters, entries, containers */
#define X_PARAM(name, type)                                                    \
    "<Parameter name='" name "' parameterTypeRef='" type "'/>\n"
#define X_ENTRY(name) "<ParameterRefEntry parameterRef='" name "'/>"
#define X_ENTRY_WITH(name, more)                                               \
    "<ParameterRefEntry parameterRef='" name "'>" more "</ParameterRefEntry>"
#define X_REF_WITH(name, more)                                                 \
    "<ContainerRefEntry containerRef='" name "'>" more "</ContainerRefEntry>"
#define X_AT(reference, value)                                                 \
    "<LocationInContainerInBits referenceLocation='" reference "'>" value      \
    "</LocationInContainerInBits>"
#define X_REPEAT(count) "<RepeatEntry><Count>" count "</Count></RepeatEntry>"
#define X_REPEAT_GAP(count, gap)                                               \
    "<RepeatEntry><Count>" count "</Count><Offset>" gap                        \
    "</Offset></RepeatEntry>"
#define X_IF(p, op, v)                                                         \
    "<IncludeCondition><Comparison parameterRef='" p "' "                      \
    "comparisonOperator='" op "' value='" v "'/></IncludeCondition>"
#define X_CONTAINER(name, entries)                                             \
    "<SequenceContainer name='" name "'><EntryList>" entries                   \
    "</EntryList></SequenceContainer>\n"
#define X_ABSTRACT(name, entries)                                              \
    "<SequenceContainer name='" name "' abstract='true'><EntryList>" entries   \
    "</EntryList></SequenceContainer>\n"
#define X_CHILD(name, base, p, v, entries)                                     \
    "<SequenceContainer name='" name "'><EntryList>" entries                   \
    "</EntryList><BaseContainer containerRef='" base "'>"                      \
    "<RestrictionCriteria><Comparison parameterRef='" p "' value='" v          \
    "'/></RestrictionCriteria></BaseContainer></SequenceContainer>\n"

/* clang-format on */

/* A packet and what decoded() says of it. */
struct decoded_row {
    const char *hex, *want;
};

struct mdb;

/* Check all rows and free the database. */
void decoded_rows(
    struct mdb *mdb, const struct decoded_row *row, unsigned long n);
#define DECODED_ROWS(mdb, rows)                                                \
    decoded_rows(mdb, rows, sizeof(rows) / sizeof *(rows))

#endif
