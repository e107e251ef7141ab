/*
 * pluto_host.h - a scripted host for executions: telemetry, activities and
 * people as rows, a clock of whole seconds.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_PLUTO_HOST_H
#define SUPPORT_PLUTO_HOST_H

#include <stdbool.h>

#include "common/str.h"
#include "pluto/catalogue.h"
#include "pluto/model.h"
#include "pluto/run.h"

/* A parameter from a second on: "28 V", "'locked'", "TRUE", "expired",
 * "invalid", "none"; `slope` per second, down or up to `limit`. */
struct host_tm {
    const char *name; /* "Mode of DPU of Heliograph"; NULL: end of rows */
    double from_s;
    const char *value;
    double slope, limit;
};

struct host_tc {      /* one end of an activity, in the order initiated */
    const char *name; /* NULL: end of rows */
    double after_s;   /* < 0: never */
    enum pluto_outcome outcome;
};

struct host_say { /* what a person does at a second, before anything else */
    double at_s;
    const char *does; /* "pause", "resume", "step", "over", "skip", "goto N",
                         "abort N", "abort all", or an answer; NULL: end */
    const char *text;
    enum err expect;
};

struct host_script {
    const struct host_tm *tm;
    const struct host_tc *tc;
    const struct host_say *say;
    const char *conf; /* catalogue file, or NULL */
    double until_s;   /* 0: 1000 */
    bool saves;       /* save and load after every advance */
    bool more;        /* all kinds of records */
    bool tells;       /* config.tells_samples */
    enum pluto_run_mode mode;
    int64_t tick_ns;  /* 0: 1 s */
    const char *stop; /* breakpoint: number of a statement */
};

/* A procedure, bound to a model that takes any name. */
struct host_program {
    struct pluto *p;
    struct pluto_model *model;
    struct catalogue *catalogue;
};
/* False: it does not parse or check; the notes are on stderr if `is_loud`. */
bool host_program_load(struct host_program *program, const char *id,
    const char *text, size_t len, const char *conf, bool is_loud);
void host_program_fini(struct host_program *program);

/* The trace of an execution; owned. */
char *host_run(const char *id, const char *text, const struct host_script *s);

/* The trace is that of test/golden/pluto/NAME, also when it is saved and
 * loaded after every advance. */
void host_scene(
    const char *name, const char *text, const struct host_script *s);

/* One that is driven by hand. */
struct host {
    struct host_program program;
    const struct host_script *script;
    struct pluto_run *run;
    struct strbuf trace;
    int64_t now;
    struct {
        uint64_t instance;
        int64_t at;
        enum pluto_outcome outcome;
        bool is_new, is_left;
    } tc[256];
    size_t n_tc, n_used; /* rows of script->tc that were taken: bits below */
    bool used[256];
    size_t said;
    unsigned advances, left;
    size_t saved_bytes; /* the largest state */
};
struct host *host_new(
    const char *id, const char *text, const struct host_script *s);
void host_free(struct host **host);
struct pluto_run_config host_config(struct host *host);
void host_count_under_way(void *n, const struct pluto_under_way *w);
/* To a second, with all that happens until then.  What the last advance
 * said. */
enum pluto_progress host_go(struct host *host, double to_s);
/* The open prompt of that text ("": the first); 0: there is none. */
uint64_t host_prompt(const struct host *host, const char *text);

#endif
