/*
 * world.h - a scripted world in which a procedure is tried before it flies:
 * telemetry over time, what commands do and how long they take, what people
 * answer, events.  Format: columba-world(5).
 *
 * Pure: a simulated clock, no process.  Its objects are added to a model (or
 * found in one that a mission database filled).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_WORLD_H
#define PLUTO_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "common/note.h"
#include "common/str.h"
#include "pluto/library.h"
#include "pluto/model.h"
#include "pluto/run.h"

#define WORLD_BYTES_MAX (1u << 20) /* of a file */

struct world; /* opaque */

/*
 * Parse.  Objects that `model` lacks are added, unless `is_closed` (a mission
 * database filled it) or the world itself says so: then a name it does not
 * have is an error.  A world that says "open" opens the model.  All problems
 * in `notes`; ERR_FORMAT.  The model must outlive the world.
 */
NODISCARD enum err world_parse(const char *file, const char *text, size_t len,
    struct pluto_model *model, bool is_closed, struct notes *notes,
    struct world **out);
void world_free(struct world **world);

/* Simulated seconds are a trace's first column, counted from here: UTC, ns. */
int64_t world_start(const struct world *world);
const char *world_title(const struct world *world); /* or NULL */

/* A value as a world writes it ("20 degC", "TRUE", "2 min"), owned; false: the
 * text is none, and may be just a text. */
bool world_value_of(const char *text, struct pluto_value *out);

/* ---- simulation ---------------------------------------------------------- */

struct world_sim_config {
    const struct world *world;          /* borrowed */
    const struct pluto_model *model;    /* borrowed */
    const struct library *library;      /* procedures it calls; NULL: none */
    const struct pluto *procedure;      /* bound */
    const struct catalogue *catalogue;  /* bound */
    const struct pluto_given *argument; /* before those of the world; copied */
    size_t n_arguments;
    /* All records; `depth` 0: of the procedure itself, 1 of one it called. */
    void (*trace)(void *arg, const struct pluto_trace *trace, unsigned depth);
    /* A run ended (each one, `run` good during the call): for coverage. */
    void (*over)(
        void *arg, const struct pluto *procedure, const struct pluto_run *run);
    void *arg;
    bool reloads; /* after each statement all runs are saved, forgotten and
                     loaded again, as if their process had been killed */
};

enum world_end {
    WORLD_ENDED,          /* the procedure is completed */
    WORLD_NEEDS_OPERATOR, /* nobody answers a prompt */
    WORLD_NO_END,         /* patience ended */
};

struct world_result {
    enum world_end end;
    enum pluto_outcome outcome; /* PLUTO_NOT_AVAILABLE unless ENDED */
    enum pluto_reason reason;
    int64_t time;             /* UTC, ns: when it ended */
    bool outcome_is_expected; /* by the world: `fail` says whether it came */
    struct strbuf why;  /* which prompt, or what is waited for; "" when ENDED */
    struct strbuf fail; /* lines "file:line: ..." of expectations that were not
                           met, and of operators' actions that were refused */
};
void world_result_fini(struct world_result *result);

/*
 * Simulate to the end: deterministic, without a clock.  ERR_RANGE and result->
 * why: arguments that lack or do not convert.
 */
NODISCARD enum err world_simulate(
    const struct world_sim_config *config, struct world_result *result);

#endif
