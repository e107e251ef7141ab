/*
 * scenario_list.h - which scenarios there are: names and titles only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_SCENARIO_LIST_H
#define SIM_SCENARIO_LIST_H

#include <stddef.h>

struct scenario_row {
    char *name;  /* of the file, without ".scn" */
    char *title; /* "" when the file does not begin as it should */
    char *path;
};

struct scenario_list { /* zero-initialise */
    struct scenario_row *row;
    size_t n, cap;
};

/*
 * Add the files *.scn of a directory, by name; of two with one name the first
 * that was added counts.  A directory that is not there adds nothing.
 */
void scenario_list_add(struct scenario_list *list, const char *dir);
/* Those of a mission (NULL: none), then the shipped ones. */
void scenario_list_find(struct scenario_list *list, const char *mission_dir);
void scenario_list_fini(struct scenario_list *list);

/* By name, also with ".scn"; NULL. */
const struct scenario_row *scenario_list_get(
    const struct scenario_list *list, const char *name);

#endif
