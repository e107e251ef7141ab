/*
 * load_command.h - how MetaCommands become tables: private to the loader.
 *
 *   load_tc_containers_collect   their containers, by name
 *   load_tc_containers           what stands in each of them
 *   load_commands                each command after its base: arguments and
 *                                leaves, entries, significance, checks
 *
 * A command that something is wrong with, and all that inherit from it, are
 * left out: nothing is ever sent that is not exactly what the file says.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_LOAD_COMMAND_H
#define MDB_LOAD_COMMAND_H

#include "mdb/command.h"
#include "mdb/load.h"

#define LOAD_MAX_ARGUMENTS  4096       /* of a command */
#define LOAD_MAX_LEAVES     (1u << 20) /* of all commands */
#define LOAD_MAX_CHECKS     (1u << 18) /* constraints, verifiers … of all */
#define LOAD_MAX_BOUND      (1u << 16) /* types that refer to arguments */
#define LOAD_MAX_TC_ENTRIES (1u << 20) /* of all commands */

/* ---- containers -----------------------------------------------------------
 */

/* An entry that no command has yet: its references to arguments are symbols,
 * also that of an MDB_TC_ARGUMENT. */
struct load_tc_entry {
    struct mdb_tc_entry entry;
    uint32_t includes; /* ContainerRefEntry: the container; else MDB_NIL */
    bool has_symbols;  /* in place or condition */
    const struct xml_node *node;
};

/* A value that a container gives a parameter of those it extends. */
struct load_tc_value {
    uint32_t item;
    const char *text;
    const struct xml_node *node;
};

struct load_tc_container {
    struct load_tc_entry *entry; /* own ones */
    uint32_t n_entries;
    uint32_t base; /* row of tc_containers, or MDB_NIL */
    struct load_tc_value *value;
    uint32_t n_values;
    uint64_t size_bits;
    bool has_crc;
    bool is_broken;  /* or what it refers to is */
    uint32_t total;  /* entries with those of bases and parts */
    unsigned height; /* of bases and parts below it */
};

void load_tc_containers_collect(struct load *ld);

/* One for each row of tc_containers; in the scratch arena.  Those of telemetry
 * are read when a command's container refers to them. */
struct load_tc_container *load_tc_containers(struct load *ld);

/* ---- one command -----------------------------------------------------------
 */

struct load_command {
    struct load *ld;
    struct load_decl *decl;
    struct mdb_command *command;
    const struct mdb_command *base; /* or NULL */
    struct names argument_names, leaf_names;
    uint64_t *leaf_room;  /* leaves that there can still be */
    uint64_t *check_room; /* significances, constraints … */
};

/* Arguments of bases and own, their leaves, what is assigned; then the names
 * can be looked up. */
void load_arguments(struct load_command *lc);

/* All entries of a container, its bases and parts, for this command. */
void load_tc_entries(struct load_command *lc,
    const struct load_tc_container *all, uint32_t i, uint64_t *room);

/* The error that the attribute names no argument, with the nearest one. */
void load_unknown_argument(
    struct load_command *lc, const struct xml_node *node, enum xml_at at);

void load_significance(struct load_command *lc);
void load_verifiers(struct load_command *lc);
void load_constraints(struct load_command *lc);
void load_params_to_set(struct load_command *lc);

/* Is there room for `n` more significances, constraints, verifiers or
 * parameters to set?  Else an error. */
bool load_has_room(struct load_command *lc, uint32_t n);

/* AncillaryData "columba:sequence-count". */
void load_ancillary(struct load_command *lc);

/* xs:duration, ns; 0 when the attribute is not there, or on an error. */
int64_t load_duration(
    struct load *ld, const struct xml_node *node, enum xml_at at);

void load_commands(struct load *ld);

/* ---- load_bind.c: symbols become leaves ------------------------------------
 */

/* The leaf called `name` ("Pos.x", also "Pos/x"), or MDB_NIL. */
uint32_t load_leaf(const struct load_command *lc, const char *name);

uint32_t load_bind_item(struct load_command *lc, uint32_t item);
void load_bind_criteria(struct load_command *lc, struct mdb_criteria *criteria);
void load_bind_int_value(struct load_command *lc, struct mdb_int_value *value);

/* ---- load_bind_type.c ------------------------------------------------------
 */

/* Any row, also of a type made for a command. */
const struct mdb_type *load_type_at(const struct load *ld, uint32_t i);

/* load_is_coded() of any row. */
bool load_is_coded_argument(struct load *ld, uint32_t i);

/* A type of its own for an argument whose type refers to others. */
void load_bind_argument(struct load_command *lc, struct mdb_argument *argument,
    struct mdb_leaf *leaf);
void load_bound_types(struct load *ld);

/* ---- load_literal.c
 * ---------------------------------------------------------- */

/* Why `text` is no value of the scalar type; NULL when it is one.  Owned. */
char *load_literal_refusal(const struct mdb_type *type, const char *text);

#endif
