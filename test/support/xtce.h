/*
 * xtce.h - small mission databases for tests, from the parts that matter.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_XTCE_H
#define SUPPORT_XTCE_H

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

/* By name below "/S/"; the test fails when there is none. */
const struct mdb_type *xtce_type(const struct mdb *mdb, const char *name);
const struct mdb_param *xtce_param(const struct mdb *mdb, const char *name);
const struct mdb_container *xtce_container(
    const struct mdb *mdb, const char *name);

#endif
