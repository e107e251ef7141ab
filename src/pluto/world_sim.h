/*
 * world_sim.h - the state of a simulation, for its parts.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_WORLD_SIM_H
#define PLUTO_WORLD_SIM_H

#include "pluto/world_priv.h"

#define WORLD_NESTED_MAX 32       /* procedures within procedures */
#define WORLD_RESTLESS   1000000u /* statements in one moment */
#define WORLD_SPINS      1000u    /* rounds of a loop that are many */

/* ---- world_tm.c: telemetry over time ------------------------------------- */

/* From `at` on, until the next one: the whole past of a parameter is kept, so
 * that late and periodic samples are what they would have been. */
struct tm_segment {
    int64_t at;
    struct pluto_value value; /* owned; NONE: never received */
    double from, rate, limit; /* of a ramp, a second */
    bool is_ramp, has_limit;
    enum pluto_validity validity;
    bool is_expired;
    bool is_silent, is_los; /* no samples */
};

struct tm_param {
    const struct world_param *world;
    struct tm_segment *segment;
    size_t n, cap;
    int64_t late;
    uint8_t check[WORLD_CHECK_COUNT];
};

/* A copy of the newest segment that begins at `now`, to be changed. */
struct tm_segment *tm_change(struct tm_param *p, int64_t now);
/* Its value becomes `v` (owned by the segment), without a ramp. */
void tm_set(struct tm_param *p, int64_t now, const struct pluto_value *v);
void tm_ramp(struct tm_param *p, int64_t now, double rate, const double *limit);
void tm_hold(struct tm_param *p, int64_t now);
/* What it is on board, owned; whether it is received or not. */
struct pluto_value tm_value(const struct tm_param *p, int64_t now);
double tm_number(const struct tm_param *p, int64_t now);
bool tm_is_moving(const struct tm_param *p, int64_t now);
/* The newest sample that is here by `now`. */
void tm_sample(const struct tm_param *p, int64_t start, int64_t tick,
    int64_t now, struct pluto_sample *out);
void tm_fini(struct tm_param *p);

/* ---- things that are due ------------------------------------------------- */

enum due_kind {
    DUE_BLOCK,  /* actions of a block; what: the instance whose they are */
    DUE_STAGE,  /* of an instance */
    DUE_ENDS,   /* of an instance */
    DUE_ANSWER, /* to a prompt */
};

struct due {
    int64_t at;
    uint64_t seq; /* equal times: in the order they were planned */
    enum due_kind kind;
    const struct world_block *block;
    const struct world_stage *stage;
    const struct world_reply *reply;
    size_t what;     /* index of an instance, or of a run; SIZE_MAX none */
    uint64_t prompt; /* of that run */
};

struct sim_event { /* when it occurred, oldest first */
    int64_t *at;
    size_t n, cap;
};

struct sim_run;

struct sim_activity {    /* an activity under way, or over */
    struct sim_run *run; /* whose it is */
    uint64_t instance;
    uint32_t object;                     /* of the model */
    const struct world_activity *script; /* or NULL */
    struct pluto_given *argument;        /* owned, but the names */
    char **name;                         /* of them, owned */
    size_t n_arguments;
    struct world_outcome outcome;
    int64_t initiated;
    bool is_over, waits_for_aos;
    bool is_unheard;        /* over, but its report waits for AOS */
    struct sim_run *nested; /* a procedure */
};

struct sim_run {
    struct world_sim *sim;
    struct pluto_run *run;
    const struct pluto *procedure;
    const struct catalogue *catalogue;
    unsigned depth;
    size_t activity; /* of the one that called it; SIZE_MAX: the first */
    bool is_over;    /* completed, and told */
    uint64_t *open;  /* prompts that were seen */
    size_t n_open, cap_open;
};

struct world_sim {
    const struct world_sim_config *config;
    const struct world *world;
    struct world_result *result;
    int64_t now, end;
    struct tm_param *param; /* of the world */
    uint32_t *param_of;     /* object of the model -> of the world */
    uint32_t n_objects;
    struct sim_event *event; /* of the world */
    struct due *due;
    size_t n_due, cap_due;
    uint64_t seq;
    struct sim_activity *activity;
    size_t n_activities, cap_activities;
    struct sim_run **run; /* owned */
    size_t n_runs, cap_runs;
    size_t told;      /* instances whose beginning was told */
    uint32_t *used;   /* of an action: how often it was done */
    uint32_t *rule;   /* of a rule: how often it was used */
    uint32_t *answer; /* of an answer: replies given */
    bool *was_true;   /* of a block: its condition, last time */
    bool *is_done;    /* of a block: will not come again */
    bool *was_said;   /* of an expectation */
    bool is_los, is_restless;
    uint64_t executed;       /* statements, of all runs */
    struct sim_run *spinner; /* the one that had no more to spend */
    uint32_t *initiated;     /* of an activity of the model: how often */
    uint32_t n_objects_activity;
};

/* ---- world_sim.c --------------------------------------------------------- */

void sim_plan(struct world_sim *sim, struct due due);
/* Plan the blocks that follow a moment of an activity. */
void sim_follow(struct world_sim *sim, size_t activity, enum world_moment m);
/* About an expectation or an action that failed. */
void sim_fail(struct world_sim *sim, unsigned line, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* ---- world_host.c: what executions ask for ------------------------------- */

/* A run of a procedure, begun; NULL and `why`. */
struct sim_run *sim_run_new(struct world_sim *sim,
    const struct pluto *procedure, const struct catalogue *catalogue,
    const struct pluto_given *argument, size_t n, size_t activity,
    struct strbuf *why);
void sim_run_free(struct sim_run **run);
/* Save it, forget it, and load it again. */
void sim_run_reload(struct sim_run *run);
/* Tell what was initiated that it runs; false: nothing was. */
bool sim_tell_begun(struct world_sim *sim);
void sim_activity_stage(
    struct world_sim *sim, size_t activity, const struct world_stage *stage);
void sim_activity_end(struct world_sim *sim, size_t activity,
    enum pluto_outcome outcome, const char *detail);
/* AOS: what waited for it begins, and reports come. */
void sim_activities_go(struct world_sim *sim);

/* ---- world_act.c: what happens ------------------------------------------- */

void sim_act(
    struct world_sim *sim, const struct world_block *block, size_t activity);
/* Blocks whose condition became true; false: none. */
bool sim_conditions(struct world_sim *sim);

/* ---- world_judge.c: people and expectations ------------------------------ */

/* Plan answers to new prompts; false: there is none. */
bool sim_prompts(struct world_sim *sim);
void sim_reply(struct world_sim *sim, const struct due *due);
void sim_operator(struct world_sim *sim, const struct world_action *a);
void sim_judge(struct world_sim *sim);
/* A prompt that nobody answers, or NULL: its run. */
struct sim_run *sim_open_prompt(
    const struct world_sim *sim, struct pluto_prompt *prompt);

#endif
