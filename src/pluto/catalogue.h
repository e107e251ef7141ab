/*
 * catalogue.h - what PLUTO has no place for: the file beside a procedure
 * ("PO-001.conf"), see columba-procedure(5).
 *
 * Who wrote it, how long it takes, what link it needs, its arguments; and for
 * its steps the actor, the notes, cautions and warnings before them, whether a
 * person ticks them off, and the values that a person reads and enters.  The
 * syntax is that of mission.conf.
 *
 *   id       = "SIF-ACT-01"
 *   title    = "Activation"
 *   version  = "1.3"
 *   author   = "B.USOC"
 *   duration = "12min"
 *   link     = command              # none, telemetry, command
 *   argument Target { type = real  unit = degC  min = 10  max = 30 }
 *   value_set Warm  { activity = "Set Heater of Power"  values = {"Duty=40"} }
 *   step "Close Cover" {
 *       actor   = "CREW"
 *       caution = {"Fingers clear of the hinge."}
 *       tick    = true
 *       enter   "Cover Angle" { prompt = "angle on the dial"  unit = deg
 *                               min = 0  max = 5 }
 *   }
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_CATALOGUE_H
#define PLUTO_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "common/note.h"
#include "pluto/ast.h"
#include "pluto/model.h"

enum catalogue_link {
    CATALOGUE_LINK_NONE,
    CATALOGUE_LINK_TELEMETRY, /* not initiated in LOS without a warning */
    CATALOGUE_LINK_COMMAND,   /* the same, and an uplink */
};

#define CATALOGUE_OPERATOR "operator" /* actor of what is not said */
#define CATALOGUE_AUTO     "automatic"

struct catalogue_enter { /* a value that a person reads */
    const char *name;    /* a variable of the step, which gets it; or just what
                            it is called in the record */
    const char *prompt;  /* or NULL */
    struct pluto_model_type type; /* when not said: that of its variable, else
                                     real */
    bool has_type;                /* said so */
    const char *unit_text;        /* as written, or NULL */
    unsigned line;
};

struct catalogue_step {
    const char *name;  /* of a step, or a number ("2.1") of any statement */
    const char *actor; /* CATALOGUE_AUTO unless said */
    const char *const *warning; /* harm to people */
    const char *const *caution; /* harm to equipment */
    const char *const *note;
    size_t n_warnings, n_cautions, n_notes;
    bool tick;           /* done only when a person says so */
    bool acknowledge;    /* cautions and warnings are acknowledged before it */
    int64_t duration_ns; /* expected; 0: not said */
    struct catalogue_enter *enter;
    size_t n_enters;
    uint32_t stmt; /* bound by catalogue_bind(); PLUTO_NIL: not */
    unsigned line;
};

struct catalogue_value_set { /* "with value set NAME" */
    const char *name, *activity;
    const char *const *value; /* "Battery=1" */
    size_t n_values;
    unsigned line;
};

struct catalogue {
    char *file;                                /* name in messages */
    const char *id, *title, *version, *author; /* "" when not said; id defaults
                                                  to the file's stem */
    const char *objective, *location, *criticality; /* "" or a text */
    const char *const *tool; /* parts, tools, referenced procedures: for the
                                print */
    const char *const *part;
    const char *const *reference;
    size_t n_tools, n_parts, n_references;
    int64_t duration_ns; /* expected; 0: not said */
    const char *actor;
    enum catalogue_link link;
    const char *display;       /* companion of the run view, or "" */
    bool guards_are_automatic; /* a guard that fires in a pause runs at once */
    const struct pluto_model_argument *argument;
    uint32_t n_arguments;
    struct catalogue_step *step;
    size_t n_steps;
    const struct catalogue_value_set *value_set;
    size_t n_value_sets;
    struct arena arena;
};

/* Parse `text`; `stem` is the procedure's file name without its ending. All
 * problems in `notes`.  ERR_FORMAT: *out NULL. */
NODISCARD enum err catalogue_parse(const char *file, const char *stem,
    const char *text, size_t len, struct notes *notes, struct catalogue **out);
/* The same, but with what could be read of a text that has errors. */
struct catalogue *catalogue_parse_tolerant(const char *file, const char *stem,
    const char *text, size_t len, struct notes *notes);
/* The same of a procedure that has no such file: all defaults. */
struct catalogue *catalogue_empty(const char *stem);
void catalogue_free(struct catalogue **catalogue);

/* Find its steps, and their variables, in the procedure; what is not there is
 * an error with the nearest name.  ERR_FORMAT. */
NODISCARD enum err catalogue_bind(
    struct catalogue *catalogue, const struct pluto *p, struct notes *notes);

/* What is said of a statement, or NULL. */
const struct catalogue_step *catalogue_step_of(
    const struct catalogue *catalogue, uint32_t stmt);

#endif
