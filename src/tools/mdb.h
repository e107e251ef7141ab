/*
 * mdb.h - columba mdb: what is in a mission database.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_MDB_H
#define TOOLS_MDB_H

/* The subcommand; see columba-mdb(1). */
int tool_mdb(int argc, char **argv);

#endif
