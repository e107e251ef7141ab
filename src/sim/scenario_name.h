/*
 * scenario_name.h - names of the database in a line of a scenario.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_SCENARIO_NAME_H
#define SIM_SCENARIO_NAME_H

#include "mdb/mdb.h"
#include "sim/scenario_words.h"

/*
 * The parameter or command that the next word names, taken from the line;
 * MDB_NIL when an error was noted: there is none (and the nearest name), or
 * the command is abstract.
 */
uint32_t scenario_name_item(struct scenario_line *line, const struct mdb *mdb);
uint32_t scenario_name_command(
    struct scenario_line *line, const struct mdb *mdb);

/* "there is no WHAT 'NEAR'; did you mean ...?" about the next word. */
struct nearest;
void scenario_name_unknown(
    struct scenario_line *line, const char *what, const struct nearest *near);

#endif
