/*
 * xtce.h - small mission databases for tests, from the parts that matter.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_XTCE_H
#define SUPPORT_XTCE_H

#include "mdb/command.h"
#include "mdb/mdb.h"

/* Sets of a TelemetryMetaData, as string literals. */
#define XTCE_TYPES(x)      "<ParameterTypeSet>" x "</ParameterTypeSet>"
#define XTCE_PARAMS(x)     "<ParameterSet>" x "</ParameterSet>"
#define XTCE_CONTAINERS(x) "<ContainerSet>" x "</ContainerSet>"

/* An unsigned integer type of so many bits, and a parameter. */
#define XTCE_UINT(name, bits)                                                  \
    "<IntegerParameterType name='" name                                        \
    "' signed='false'><UnitSet/><IntegerDataEncoding sizeInBits='" bits        \
    "'/></IntegerParameterType>"
#define XTCE_PARAM(name, type)                                                 \
    "<Parameter name='" name "' parameterTypeRef='" type "'/>"

/* A container with these entries, and an entry. */
#define XTCE_CONTAINER(name, entries)                                          \
    "<SequenceContainer name='" name "'><EntryList>" entries                   \
    "</EntryList></SequenceContainer>"
#define XTCE_ENTRY(param) "<ParameterRefEntry parameterRef='" param "'/>"

/*
 * The database "S" whose TelemetryMetaData is `body`; the test fails when
 * anything is noted.  Owned, mdb_free().
 */
struct mdb *xtce_good(const char *body);

/*
 * What is noted about it, a line each: "severity: text\n".  Owned.  *mdb, when
 * given, is the database, or NULL where it was refused.
 */
char *xtce_notes(const char *body, struct mdb **mdb);

/* `xtce_notes()` is exactly `expected`. */
void xtce_expect(const char *label, const char *body, const char *expected);

/* ---- commands -------------------------------------------------------------
 */

#define XTCE_ARG_TYPES(x) "<ArgumentTypeSet>" x "</ArgumentTypeSet>"
#define XTCE_COMMANDS(x)  "<MetaCommandSet>" x "</MetaCommandSet>"
#define XTCE_ARG_UINT(name, bits)                                              \
    "<IntegerArgumentType name='" name                                         \
    "' signed='false'><UnitSet/><IntegerDataEncoding sizeInBits='" bits        \
    "'/></IntegerArgumentType>"
#define XTCE_ARGS(x) "<ArgumentList>" x "</ArgumentList>"
#define XTCE_ARG(name, type)                                                   \
    "<Argument name='" name "' argumentTypeRef='" type "'/>"
#define XTCE_TC(name, entries)                                                 \
    "<CommandContainer name='" name "'><EntryList>" entries                    \
    "</EntryList></CommandContainer>"
#define XTCE_ARG_ENTRY(name) "<ArgumentRefEntry argumentRef='" name "'/>"

/*
 * The database "S" with this TelemetryMetaData in line 1 and this
 * CommandMetaData, whose first character is column 1 of line 2.  The test
 * fails when anything is noted.  Owned, mdb_free().
 */
struct mdb *xtce_tc_good(const char *telemetry, const char *commands);

/* What is noted, a line each: "2:14: error: text\n".  Owned.  *mdb, when
 * given, is the database, or NULL where it was refused. */
char *xtce_tc_notes(
    const char *telemetry, const char *commands, struct mdb **mdb);

/* `xtce_tc_notes()` is exactly `expected`; the database is there. */
void xtce_tc_expect(
    const char *telemetry, const char *commands, const char *expected);

/* By a name that only one has; the test fails when there is none. */
const struct mdb_command *xtce_command(const struct mdb *mdb, const char *name);
const struct mdb_leaf *xtce_leaf(
    const struct mdb_command *command, const char *name);

/* By name below "/S/"; the test fails when there is none. */
const struct mdb_type *xtce_type(const struct mdb *mdb, const char *name);
const struct mdb_param *xtce_param(const struct mdb *mdb, const char *name);
const struct mdb_container *xtce_container(
    const struct mdb *mdb, const char *name);

#endif
