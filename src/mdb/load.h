/*
 * load.h - how an XTCE tree becomes tables: private to the loader.
 *
 * load.c runs the steps in this order, each on what those before it made:
 *
 *   load_collect    SpaceSystems; names of all types, parameters, containers
 *   load_types      what each type is: class, base type, members, dimensions
 *   load_params     parameters and their items
 *   load_codings    what refers to items: encodings, calibrators
 *   load_alarms     limits of types, which refer to items and labels
 *   load_containers entries, restrictions; what cannot be decoded left out
 *   layout_load     static layouts
 *   load_commands   MetaCommands (load_command.h)
 *
 * Argument types are rows of the type table behind those of parameters, with
 * names of their own.  What is wrong with a command is an error too, but only
 * that command, and what depends on it, is left out: telemetry stays.
 *
 * A reference that leads nowhere is an error; the step puts in something
 * harmless and goes on, so that one run finds all errors.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_LOAD_H
#define MDB_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/attr.h"
#include "common/note.h"
#include "common/str.h"
#include "mdb/mdb.h"
#include "mdb/model.h"
#include "mdb/names.h"
#include "mdb/xml.h"

#define LOAD_MAX_NAME        256        /* bytes of one name */
#define LOAD_MAX_PATH        1024       /* bytes of a qualified name */
#define LOAD_MAX_ITEMS       (1u << 18) /* in a database */
#define LOAD_DYNAMIC_ITEMS   8192       /* of an array that the packet sizes */
#define LOAD_MAX_DEPTH       64         /* of types in types, of containers */
#define LOAD_MAX_BITS        (1 << 27)  /* of one value, repeat or offset */
#define LOAD_MAX_SUGGESTIONS 200000     /* names compared in one load */
#define LOAD_MAX_EXPONENT    255        /* of a polynomial */

struct load_system {
    const char *path; /* "/A/B" */
    uint32_t path_len;
    uint32_t parent; /* MDB_NIL for the root */
};

/* A declaration: what is declared where. */
struct load_decl {
    const char *name; /* qualified; first, see names.h */
    const char *short_name;
    const struct xml_node *node;
    uint32_t system;
    uint8_t state;           /* private to the step that walks the table */
    uint32_t base;           /* type or container; MDB_NIL */
    uint32_t value;          /* type: its items; container: its entries */
    bool is_command;         /* declared in CommandMetaData */
    bool is_lost;            /* container: where it ends cannot be told;
                                argument type, command: is left out */
    bool has_symbols;        /* argument type: refers to arguments */
    struct mdb_entry *entry; /* container: its entries */
    const struct xml_node *dimensions; /* type: where only an entry says */
};

struct load_decls {
    struct load_decl *v; /* owned */
    size_t n, cap;
};

/*
 * An argument named where the command is not known yet, in a type or in a
 * container; items MDB_LEAF | its index stand for it until load_bind.c puts
 * the command's leaf there.
 */
struct load_symbol {
    const char *name;
    const struct xml_node *node;
    enum xml_at at;
    /* where the constant stands that it is compared with, or NULL */
    const struct xml_node *value;
    enum xml_at value_at;
};

struct load {
    const struct mdb_options *options;
    struct notes *notes;
    const char *path;
    struct xml xml;
    struct arena scratch;
    struct mdb *mdb;
    struct arena *arena; /* of the database */

    struct load_system *system; /* owned */
    size_t n_systems, systems_cap;
    struct load_decls types, params, containers;
    struct names type_names, param_names, container_names;
    uint32_t first_argument_type; /* rows of `types` from here on */
    struct names argument_type_names;
    struct load_decls argument_types; /* until load_collect() is done */
    struct load_decls commands;
    struct load_decls tc_containers; /* then all rows of `containers` */
    struct names command_names, tc_container_names;
    struct load_symbol *symbol; /* owned */
    size_t n_symbols, symbols_cap;
    struct mdb_type *bound; /* owned; types made for commands */
    size_t n_bound, bound_cap;

    /* the tables of *mdb, while they can be written */
    struct mdb_type *type; /* one more than n_types: "nothing known" */
    struct mdb_param *param;
    struct mdb_item *item;
    struct mdb_container *container;
    struct mdb_command *command;

    bool is_command;       /* what is read is about commands */
    bool is_broken;        /* an error was noted while `is_command` */
    size_t command_errors; /* of all errors */
    uint32_t suggestions;  /* names compared so far for suggestions */
};

/* ---- load.c: notes ------------------------------------------------------- */

/* About an element, or with `at` not AT_NONE about its attribute. */
void load_error(struct load *ld, const struct xml_node *node, enum xml_at at,
    const char *fmt, ...) PRINTF_LIKE(4, 5);

/* Something is left out; an error when the caller wants it strict. */
void load_warn(struct load *ld, const struct xml_node *node, enum xml_at at,
    const char *fmt, ...) PRINTF_LIKE(4, 5);

/* About commands: the one that depends on it is left out. */
void load_leave_out(struct load *ld, const struct xml_node *node,
    enum xml_at at, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* A child that the reader of `parent` has no use for. */
void load_other(struct load *ld, const struct xml_node *parent,
    const struct xml_node *child);

uint32_t load_line(struct load *ld, const struct xml_node *node);

/* ---- load_value.c: attributes and texts ---------------------------------- */

bool load_bool(
    struct load *ld, const struct xml_node *node, enum xml_at at, bool missing);

/* A whole number in low .. high; an error gives `missing`. */
int64_t load_int(struct load *ld, const struct xml_node *node, enum xml_at at,
    int64_t low, int64_t high, int64_t missing);
double load_double(struct load *ld, const struct xml_node *node, enum xml_at at,
    double missing);

/* The text of an element, as a whole number or any number. */
int64_t load_text_int(struct load *ld, const struct xml_node *node, int64_t low,
    int64_t high, int64_t missing);
bool load_text_double(
    struct load *ld, const struct xml_node *node, double *out);

/* "12", "+0x1F", "12.0": is it a whole number? */
bool load_parse_int(const char *s, int64_t *out);

/* Without the blanks around that WHOLE attributes keep (xml_names.def); in the
 * database's arena when something is cut. */
const char *load_trim(struct load *ld, const char *s);
bool load_parse_double(const char *s, double *out);

/* xs:duration without months and years, "PT1.5S", "-P1DT2H", to ns. */
bool load_parse_duration(const char *s, int64_t *out);

/* Which of the `n` words is the attribute?  `missing` when it is not there,
 * -1 (and no note) when it is another. */
int load_word(const struct xml_node *node, enum xml_at at,
    const char *const *word, int n, int missing);

const char *load_long_description(const struct xml_node *node);

/* ---- load_collect.c -------------------------------------------------------
 */

bool load_collect(struct load *ld);

/* ---- load_scope.c: names in the scope of a SpaceSystem ---------------------
 */

/* By XTCE's rule: the system itself, then its parents.  MDB_NIL and an error
 * at the attribute when there is none. */
uint32_t load_find_type(struct load *ld, uint32_t system,
    const struct xml_node *node, enum xml_at at);
uint32_t load_find_param(struct load *ld, uint32_t system,
    const struct xml_node *node, enum xml_at at);
uint32_t load_find_container(struct load *ld, uint32_t system,
    const struct xml_node *node, enum xml_at at);
uint32_t load_find_command(struct load *ld, uint32_t system,
    const struct xml_node *node, enum xml_at at);

/* A row of tc_containers: of a command, of a CommandContainerSet, or, where
 * none of them has the name, one of telemetry. */
uint32_t load_find_tc_container(struct load *ld, uint32_t system,
    const struct xml_node *node, enum xml_at at);

/* The same without a note. */
uint32_t load_peek_type(
    const struct load *ld, uint32_t system, const char *ref);
uint32_t load_peek_param(
    const struct load *ld, uint32_t system, const char *ref);

/* A scalar: "P", "P.x", "P/x", "P[2].y". */
uint32_t load_find_item(struct load *ld, uint32_t system,
    const struct xml_node *node, enum xml_at at);

/* The same that the text of `node` names. */
uint32_t load_find_item_text(
    struct load *ld, uint32_t system, const struct xml_node *node);

/* The parameterRef of `node`; in commands also its argumentRef, as
 * MDB_LEAF | symbol. */
uint32_t load_find_operand(
    struct load *ld, uint32_t system, const struct xml_node *node);

/* ---- load_criteria.c --------------------------------------------------------
 */

/* Comparison, ComparisonList, BooleanExpression below `node`. */
void load_criteria(struct load *ld, uint32_t system,
    const struct xml_node *node, struct mdb_criteria *out);

/* The same where other children stand beside them. */
void load_criteria_among(struct load *ld, uint32_t system,
    const struct xml_node *node, struct mdb_criteria *out);

/* FixedValue, DynamicValue, DiscreteLookupList below `node`, in low .. high
 * where it is fixed.  False (and no note) when none is there. */
bool load_int_value(struct load *ld, uint32_t system,
    const struct xml_node *node, int64_t low, int64_t high,
    struct mdb_int_value *out);

/* Has `node` one of them? */
bool load_has_int_value(const struct xml_node *node);

/* ---- load_calibrator.c
 * ------------------------------------------------------- */

/* DefaultCalibrator and ContextCalibratorList below a data encoding. */
void load_calibrators(struct load *ld, uint32_t system,
    const struct xml_node *encoding, struct mdb_type *type);

/* ---- load_encoding.c
 * ---------------------------------------------------------- */

/* Read the data encoding `node` into *type: coding, raw kind, calibrators. */
void load_encoding(struct load *ld, uint32_t system,
    const struct xml_node *node, struct mdb_type *type);
bool load_is_encoding(const struct xml_node *node);

/* ---- load_type.c, load_unit.c, load_time.c, load_alarm.c
 * ------------------------------------ */

void load_types(struct load *ld);
void load_codings(struct load *ld);

/* DefaultAlarm and ContextAlarmList of all types; after load_codings(). */
void load_alarms(struct load *ld);

/* Can a value of the type stand in a packet: has it, or all of its parts, an
 * encoding?  After load_codings(). */
bool load_is_coded(struct load *ld, uint32_t type);

/* The parameter type that an argument type is alike. */
uint16_t load_type_element(const struct xml_node *node);
const char *load_unit(struct load *ld, const struct xml_node *unit_set);

/* Encoding and ReferenceTime of a time type. */
void load_time(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_type *type);

/* ---- load_array.c
 * ------------------------------------------------------------- */

/* The DimensionList below `node`; false when there is none. */
bool load_dimensions(struct load *ld, uint32_t system,
    const struct xml_node *node, const struct mdb_dimension **out,
    uint32_t *n_out);

/* How many elements, as far as can be told before there are items. */
void load_array_shape(
    struct load *ld, const struct xml_node *node, struct mdb_type *type);

/* For array types without dimensions, find an entry that has them. */
void load_array_sizes(struct load *ld);

/* ---- load_param.c: parameters and their items
 * --------------------------------- */

void load_params(struct load *ld);

/* Each scalar of a value of `type`, whose name begins as `name` does. */
typedef void (*load_value_fn)(
    void *arg, const struct strbuf *name, uint32_t type);
void load_each_value(struct load *ld, struct strbuf *name, uint32_t type,
    load_value_fn fn, void *arg);

/* ---- load_container.c, load_entry.c
 * -------------------------------------------- */

void load_containers(struct load *ld);

/* An entry with the reference MDB_NIL is one that was left out. */
void load_entries(struct load *ld, struct load_decl *decl,
    const struct xml_node *list, struct mdb_container *container);

/* What every kind of entry can have: place, repeats, condition. */
void load_entry_children(struct load *ld, uint32_t system,
    const struct xml_node *node, struct mdb_entry *e);

/* Bases and references first: cycles, sizes; leaves out what stands behind
 * something of unknown size. */
void load_prune(struct load *ld);

#endif
