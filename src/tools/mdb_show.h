/*
 * mdb_show.h - parameters, containers, types and commands as text and JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_MDB_SHOW_H
#define TOOLS_MDB_SHOW_H

#include <stdint.h>
#include <stdio.h>

#include "mdb/command.h"
#include "mdb/mdb.h"

#define MDB_SHOW_NO_BIT UINT64_MAX /* the packet decides */

/* One entry of a container that holds a parameter. */
struct mdb_use {
    uint32_t param, container;
    uint64_t bit; /* of its first item, or MDB_SHOW_NO_BIT */
};

/* Where all parameters stand, sorted by parameter; owned, free() use. */
struct mdb_uses {
    struct mdb_use *use;
    size_t n, cap;
};

void mdb_uses_init(struct mdb_uses *uses, const struct mdb *mdb);
void mdb_uses_fini(struct mdb_uses *uses);

/* "unsigned", "float", "aggregate": what the values of a type are. */
const char *mdb_show_kind(const struct mdb_type *type);

/* Everything about one, for a person. */
void mdb_show_param(const struct mdb *mdb, const struct mdb_uses *uses,
    uint32_t param, FILE *out);
void mdb_show_container(const struct mdb *mdb, uint32_t container, FILE *out);
void mdb_show_type(const struct mdb *mdb, uint32_t type, FILE *out);
void mdb_show_command(const struct mdb *mdb, uint32_t command, FILE *out);

/* The same as one line of JSON. */
void mdb_show_param_json(const struct mdb *mdb, const struct mdb_uses *uses,
    uint32_t param, FILE *out);
void mdb_show_container_json(
    const struct mdb *mdb, uint32_t container, FILE *out);
void mdb_show_type_json(const struct mdb *mdb, uint32_t type, FILE *out);
void mdb_show_command_json(const struct mdb *mdb, uint32_t command, FILE *out);

#endif
