/*
 * scenario_name.c - names of the database in a line of a scenario.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/scenario_name.h"

#include "common/nearest.h"
#include "mdb/command.h"

void
scenario_name_unknown(
    struct scenario_line *line, const char *what, const struct nearest *near)
{
    bool has_near = near->best != NULL;
    scenario_line_error(line, "there is no %s '%s'%s%s%s", what, near->wanted,
        has_near ? "; did you mean '" : "", has_near ? near->best : "",
        has_near ? "'?" : "");
}

uint32_t
scenario_name_item(struct scenario_line *line, const struct mdb *mdb)
{
    const struct scenario_word *w = scenario_line_next(line);
    if (w == NULL) {
        scenario_line_error(line, "the name of a parameter is expected here");
        return MDB_NIL;
    }
    uint32_t item = mdb_find_item(mdb, w->text), other = MDB_NIL;
    if (item != MDB_NIL) {
        line->at++;
        return item;
    }
    struct nearest near = nearest_to(w->text);
    if (mdb_nearest_items(mdb, w->text, &other, 1) == 1)
        near.best = mdb->item[other].name;
    scenario_name_unknown(line, "parameter", &near);
    return MDB_NIL;
}

uint32_t
scenario_name_command(struct scenario_line *line, const struct mdb *mdb)
{
    const struct scenario_word *w = scenario_line_next(line);
    if (w == NULL) {
        scenario_line_error(line, "the name of a command is expected here");
        return MDB_NIL;
    }
    uint32_t command = mdb_find_command(mdb, w->text), other = MDB_NIL;
    if (command != MDB_NIL && mdb->command[command].is_abstract) {
        scenario_line_error(
            line, "'%s' is abstract: nobody sends it as it is", w->text);
        return MDB_NIL;
    }
    if (command != MDB_NIL) {
        line->at++;
        return command;
    }
    struct nearest near = nearest_to(w->text);
    if (mdb_nearest_commands(mdb, w->text, &other, 1) == 1)
        near.best = mdb->command[other].short_name;
    scenario_name_unknown(line, "command", &near);
    return MDB_NIL;
}
