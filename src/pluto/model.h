/*
 * model.h - the space system model as the language sees it: system elements
 * that hold reporting data, activities and events (ECSS-E-ST-70-31C).
 *
 * A model is filled once, from a mission database (model_mdb.h), a library of
 * procedures (library.h), a scripted world (world.h), or several of them; from
 * then on it is read-only.  Objects are numbered per kind.
 *
 * Names: blanks, '_' and '-' compare equal, any run of them is one, case does
 * not count, and "X of Y of Z" is /.../Z/Y/X.  Levels may be left out where
 * what is meant is unique.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_MODEL_H
#define PLUTO_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "pluto/ast.h"

enum pluto_model_kind { /* bits, for pluto_model_find() */
    PLUTO_M_ELEMENT = 1 << 0,
    PLUTO_M_PARAMETER = 1 << 1,
    PLUTO_M_ACTIVITY = 1 << 2,
    PLUTO_M_EVENT = 1 << 3,
};

struct pluto_object {
    enum pluto_model_kind kind;
    uint32_t index;
};

struct pluto_range { /* both edges allowed; -inf, +inf where open */
    double min, max;
};

struct pluto_model_type { /* of a parameter or an argument */
    enum pluto_type type;
    const struct pluto_unit *unit; /* or NULL */
    const char *const *label;      /* PLUTO_ENUM: its values; PLUTO_BOOLEAN:
                                      the texts of FALSE and TRUE, or none */
    uint32_t n_labels;
    const struct pluto_range *range; /* numbers; a value is in one of them */
    uint32_t n_ranges;               /* 0: any */
    uint32_t max_len;                /* bytes of a text; 0: any */
};

struct pluto_model_parameter {
    const char *name; /* qualified: "/SIF/TM/HTR1_TEMP", or as in a world */
    struct pluto_model_type type;
    uint32_t item;         /* of the mission database, or PLUTO_NIL */
    const char *described; /* or NULL */
};

enum pluto_activity_kind {
    PLUTO_COMMAND,   /* of the mission database, by the gate */
    PLUTO_PROCEDURE, /* another procedure */
    PLUTO_GROUND,    /* a ground action that a person or the host does */
};

struct pluto_model_argument {
    const char *name; /* "Battery", "Pos.x", "Table[3]" */
    const struct pluto_symbol *symbol;
    struct pluto_model_type type;
    bool is_required; /* no default */
    bool is_fixed;    /* assigned in the database: nobody can give it */
    const char *text; /* its default or assigned value, or NULL */
};

struct pluto_model_activity {
    const char *name; /* qualified */
    enum pluto_activity_kind kind;
    const struct pluto_model_argument *argument;
    uint32_t n_arguments;
    uint32_t command;      /* of the mission database, or PLUTO_NIL */
    uint32_t procedure;    /* index in the library, or PLUTO_NIL */
    bool takes_any;        /* a world that does not say: arguments unchecked */
    bool has_verifiers;    /* else only its release can be confirmed */
    const char *described; /* or NULL */
};

struct pluto_model_event {
    const char *name; /* qualified */
    const char *described;
    uint32_t event; /* of events.def, or PLUTO_NIL */
};

struct pluto_model; /* opaque */

struct pluto_model *pluto_model_new(void);
void pluto_model_free(struct pluto_model **model);

/*
 * Add one object; `path` are the names from the outermost element to the
 * object itself, `n` >= 1.  What `*parameter` etc. point to is copied; symbols
 * of arguments are made here.  Returns its index.  Elements on the way are
 * made. The same path and kind again gives the old one, unchanged; unless both
 * stand for something of the database (item, command, procedure, event) and
 * that is not the same: names that compare equal ("A_B", "A-B") are ambiguous
 * then.
 */
uint32_t pluto_model_add_element(
    struct pluto_model *model, const char *const *path, size_t n);
uint32_t pluto_model_add_parameter(struct pluto_model *model,
    const char *const *path, size_t n,
    const struct pluto_model_parameter *parameter);
uint32_t pluto_model_add_activity(struct pluto_model *model,
    const char *const *path, size_t n,
    const struct pluto_model_activity *activity);
uint32_t pluto_model_add_event(struct pluto_model *model,
    const char *const *path, size_t n, const struct pluto_model_event *event);

/* Another name of an object: an alias of the database. */
void pluto_model_add_alias(struct pluto_model *model,
    struct pluto_object object, const char *const *path, size_t n);

/* An operation on an object, which a procedure calls by this phrase: "Enable
 * Check of Temperature". */
void pluto_model_add_operation(struct pluto_model *model, const char *phrase);
bool pluto_model_has_operation(
    const struct pluto_model *model, const char *phrase);
const char *pluto_model_nearest_operation(
    const struct pluto_model *model, const char *phrase); /* or NULL */

/* A name as its key: lower case, '_', '-' and runs of blanks as one blank, none
 * at the ends.  Returns its length; cut to fit. */
#define PLUTO_KEY_MAX 512 /* bytes of one name that are looked at */
size_t pluto_model_key(const char *name, char *out, size_t size);

uint32_t pluto_model_n_parameters(const struct pluto_model *model);
uint32_t pluto_model_n_activities(const struct pluto_model *model);
uint32_t pluto_model_n_events(const struct pluto_model *model);
const struct pluto_model_parameter *pluto_model_parameter(
    const struct pluto_model *model, uint32_t i);
const struct pluto_model_activity *pluto_model_activity(
    const struct pluto_model *model, uint32_t i);
const struct pluto_model_event *pluto_model_event(
    const struct pluto_model *model, uint32_t i);
const char *pluto_model_element(const struct pluto_model *model, uint32_t i);

/*
 * Objects of `kinds` that `name[0..n-1]` (keys of symbols, innermost first)
 * can mean.  One whose path is exactly these names goes before those whose path
 * ends with them without a gap, and these before those with a level left out.
 * Fills up to `max`, returns
 * how many there are; more than one is ambiguous.
 */
size_t pluto_model_find(const struct pluto_model *model, unsigned kinds,
    const char *const *name, size_t n, struct pluto_object *out, size_t max);

/* "X of Y of Z" nearest to what was written, with as few names as tell it from
 * others, or NULL; borrowed until the next call. */
const char *pluto_model_nearest(struct pluto_model *model, unsigned kinds,
    const char *const *name, size_t n);

/* "X of Y of Z" of an object, appended. */
void pluto_model_phrase(const struct pluto_model *model,
    struct pluto_object object, struct strbuf *out);

/* Its name as it was added, "/SIF/TM/HTR1_TEMP". */
const char *pluto_model_name(
    const struct pluto_model *model, struct pluto_object object);

/* The keys of its path, innermost first; returns how many, `max` at most. */
size_t pluto_model_path(const struct pluto_model *model,
    struct pluto_object object, const char **key, size_t max);

/*
 * Do not resolve: names the model does not have are added as they come, a
 * parameter where a value is read, an activity where one is initiated (takes
 * any arguments).  For worlds that say so, and for reading without a database.
 */
void pluto_model_set_open(struct pluto_model *model, bool is_open);
bool pluto_model_is_open(const struct pluto_model *model);

#endif
