/*
 * run.h - execute a procedure: the interpreter.
 *
 * Pure: no clock, no input or output.  Time, telemetry and reports come in as
 * calls; orders, prompts and records go out through the host.  One explicit
 * frame for each active body, no threads, no recursion over running bodies, so
 * that all of it can be saved after any statement and loaded in another
 * process.
 *
 * How it is driven:
 *
 *   pluto_run_begin(run, now)
 *   while PLUTO_MORE == pluto_run_advance(run, now):
 *       save; carry out what the host was asked for
 *   ... until a sample it looks at changed, a report came, a person did
 *   something, or pluto_run_due() is reached: pluto_run_advance() again
 *
 * Each pluto_run_advance() executes at most one statement (of one branch) or
 * delivers what became due, so that state can be on disk before the next one.
 * The host must not call back into the run.  `now` never goes back; executions
 * live on UTC ns (a simulated clock begins at 0).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_RUN_H
#define PLUTO_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "pluto/ast.h"
#include "pluto/catalogue.h"
#include "pluto/eval.h"
#include "pluto/item.h"
#include "pluto/model.h"
#include "pluto/trace.h"
#include "pluto/value.h"

enum pluto_validity {
    PLUTO_VALID,
    PLUTO_INVALID,      /* invalid or expired */
    PLUTO_NOT_RECEIVED, /* 'not available' */
};

struct pluto_sample { /* owned values: pluto_sample_fini() */
    enum pluto_validity validity;
    bool is_expired;               /* why it is invalid, for a person */
    struct pluto_value value, raw; /* last good ones; PLUTO_NONE: none */
    int64_t sampled;    /* UTC, ns: generation, else reception; 0 unknown */
    int64_t received;   /* UTC, ns */
    int64_t period;     /* ns, declared or learned; 0 unknown */
    uint8_t monitoring; /* 0 unchecked 1 nominal 2 warning 3 alarm */
    uint8_t limit, delta, expected, consistency; /* the same, each check */
};
void pluto_sample_fini(struct pluto_sample *sample);

struct pluto_given { /* an argument or directive with its value */
    const char *name;
    struct pluto_value value;
};

struct pluto_order {   /* initiate an activity; all borrowed */
    uint64_t instance; /* unique in the run, never used again */
    uint32_t stmt;
    uint32_t attempt;  /* from 1 */
    uint32_t activity; /* of the model */
    const char *item;  /* "Take Image of Detector of Heliograph" */
    const struct pluto_given *argument;
    size_t n_arguments;
    const struct pluto_given *directive;
    size_t n_directives;
    bool is_confirmed; /* "initiate and confirm" */
};

enum pluto_prompt_kind {
    PLUTO_ASK_ACTION, /* continuation "ask user": one of `answers` */
    PLUTO_ASK_HOLDS,  /* a condition body asks: yes or no */
    PLUTO_ASK_ACTOR,  /* a step of another actor: begin, or skip (reason) */
    PLUTO_ASK_TELL,   /* cautions, warnings, notes to be acknowledged */
    PLUTO_ASK_TICK,   /* done?  done, or failed (reason) */
    PLUTO_ASK_VALUE,  /* enter a value */
    PLUTO_ASK_GUARD,  /* a guard fired in a pause: run it, or keep holding */
    PLUTO_ASK_COUNT
};
const char *pluto_prompt_kind_str(enum pluto_prompt_kind kind);

struct pluto_answer {
    const char *word;   /* "restart" */
    const char *effect; /* "Take Image is initiated again (attempt 2)" */
};

struct pluto_prompt { /* borrowed until the next call */
    uint64_t number;  /* unique in the run */
    enum pluto_prompt_kind kind;
    uint32_t stmt;
    int64_t since;
    const char *actor; /* who is asked: "operator", "CREW" */
    const char *text;  /* the question in full, with item, status, reason */
    const struct pluto_answer *answer; /* VALUE: none */
    size_t n_answers;
    const struct catalogue_enter *enter; /* VALUE */
};

struct pluto_host {
    void *arg;
    /* The newest sample of a parameter; always fills *out. */
    void (*sample)(void *arg, uint32_t parameter, struct pluto_sample *out);
    /* Has an occurrence of a system event come after `since`?  Its time. */
    int64_t (*occurred)(void *arg, uint32_t event, int64_t since);
    /* Start an activity; its life comes back by pluto_run_activity().  Carried
     * out only after the state was saved. */
    void (*initiate)(void *arg, const struct pluto_order *order);
    /* "until one completes" or an abort: nobody waits for it any more. */
    void (*leave)(void *arg, uint64_t instance);
    /* An object operation; false and `why`: a run-time error. */
    bool (*operate)(void *arg, const char *name,
        const struct pluto_given *argument, size_t n, struct strbuf *why);
    void (*trace)(void *arg, const struct pluto_trace *trace);
};

struct pluto_run_config {
    const struct pluto *procedure;     /* bound; borrowed for the run's life */
    const struct pluto_model *model;   /* the one it is bound to; borrowed */
    const struct catalogue *catalogue; /* bound; borrowed, never NULL */
    struct pluto_host host;
    const struct pluto_given *argument; /* copied */
    size_t n_arguments;
    int64_t tick_ns;  /* an event is delivered so long after it was raised:
                         1 s in `columba run`, 100 ms live */
    int64_t grace_ns; /* unknown data in `if`, `while`, `in case`; 0: twice the
                         sample's period, 10 s when that is unknown */
    bool goes_on_after_timeout; /* wait_timeout = continue */
    bool tells_samples; /* the host calls pluto_run_sampled() for each sample
                           that is watched: conditions are looked at then, and
                           once a second, not at every pluto_run_advance() */
    bool accepts_old_samples; /* waits also count samples from before the
                                 step's last command */
};

struct pluto_run; /* opaque */

/* Arguments that lack or do not convert: ERR_RANGE, and `why`; *out NULL. */
NODISCARD enum err pluto_run_new(const struct pluto_run_config *config,
    struct strbuf *why, struct pluto_run **out);
void pluto_run_free(struct pluto_run **run);

void pluto_run_begin(struct pluto_run *run, int64_t now);

enum pluto_progress {
    PLUTO_IDLE, /* nothing until something comes in, or pluto_run_due() */
    PLUTO_MORE, /* something was done: save, then call again */
    PLUTO_OVER, /* completed, and no activity of it is still under way */
};
enum pluto_progress pluto_run_advance(struct pluto_run *run, int64_t now);

/* When pluto_run_advance() is wanted though nothing came in: UTC ns, INT64_MAX
 * never.  Waits on conditions are looked at once a second at least. */
int64_t pluto_run_due(const struct pluto_run *run);

/* Parameters that running conditions look at; `fn` for each once. */
void pluto_run_watched(const struct pluto_run *run,
    void (*fn)(void *arg, uint32_t parameter), void *arg);

/* A sample of this parameter came (config.tells_samples).  False: nothing that
 * runs looks at it, pluto_run_advance() is not wanted. */
bool pluto_run_sampled(struct pluto_run *run, uint32_t parameter);

/*
 * What became of an activity.  COMPLETED comes with an outcome, once; `detail`
 * is for a person ("accepted 2/4").  `released`: UTC ns of its release, 0 not
 * yet: samples older than that do not satisfy waits of its step.
 */
void pluto_run_activity(struct pluto_run *run, uint64_t instance,
    enum pluto_execution execution, enum pluto_outcome outcome,
    int64_t released, const char *detail, int64_t now);

/* ---- state --------------------------------------------------------------- */

enum pluto_run_state {
    PLUTO_RUN_LOADED,  /* not begun */
    PLUTO_RUN_RUNNING, /* something goes on, or can */
    PLUTO_RUN_WAITING, /* every branch waits for telemetry, time, activities */
    PLUTO_RUN_PAUSED,  /* stops before the next statement */
    PLUTO_RUN_PROMPT,  /* a branch waits for a person */
    PLUTO_RUN_FINISHED,
    PLUTO_RUN_STATE_COUNT
};
const char *pluto_run_state_str(enum pluto_run_state state);
enum pluto_run_state pluto_run_state(const struct pluto_run *run);
enum pluto_execution pluto_run_execution(const struct pluto_run *run);
enum pluto_outcome pluto_run_outcome(const struct pluto_run *run);
enum pluto_reason pluto_run_reason(const struct pluto_run *run);

/* The statement people look at: the deepest one that runs now (first branch);
 * PLUTO_NIL none. */
uint32_t pluto_run_current(const struct pluto_run *run);

/* "waits for Temperature of Detector > -5 degC: now -20.1 degC, valid, 0.8 s
 * old; 6.2 s left": one line about what is being waited for.  Appended. */
void pluto_run_waiting(
    const struct pluto_run *run, int64_t now, struct strbuf *out);

/* One item by id (PLUTO_NIL: the procedure), with live values in its detail.
 * Release with pluto_item_fini(). */
void pluto_run_item(const struct pluto_run *run, uint32_t stmt, int64_t now,
    struct pluto_item *out);
/* Counts up whenever an item changed; `fn` for each item changed after
 * `since`. */
uint64_t pluto_run_change(const struct pluto_run *run);
void pluto_run_changed(const struct pluto_run *run, uint64_t since,
    void (*fn)(void *arg, uint32_t stmt), void *arg);

/* Open prompts, oldest first. */
size_t pluto_run_n_prompts(const struct pluto_run *run);
void pluto_run_prompt(
    const struct pluto_run *run, size_t i, struct pluto_prompt *out);

/* How often each statement was executed, and each branch taken: for coverage.
 * `taken` has room for pluto_run_n_branches(). */
uint32_t pluto_run_count(const struct pluto_run *run, uint32_t stmt);
struct pluto_branch { /* a way out of a decision */
    uint32_t stmt;
    const char *what; /* "then", "else", "arm 2", "timeout", "confirmed" */
    uint32_t count;
};
size_t pluto_run_n_branches(const struct pluto_run *run);
struct pluto_branch pluto_run_branch(const struct pluto_run *run, size_t i);

/* ---- what a person does -------------------------------------------------- */

/*
 * All of these: ERR_OK, or an error and one sentence in `why` that says what
 * can be done instead.  `person` goes to the record.  ERR_NOTFOUND: no such
 * prompt or statement; ERR_AGAIN or ERR_DENIED: not in this state.
 */
NODISCARD enum err pluto_run_answer(struct pluto_run *run, uint64_t prompt,
    const char *word, const char *text, const char *person, int64_t now,
    struct strbuf *why); /* VALUE: word "value", the value in text; reasons of
                            "skip" and "failed" in text */

NODISCARD enum err pluto_run_pause(
    struct pluto_run *run, const char *person, int64_t now, struct strbuf *why);
NODISCARD enum err pluto_run_resume(
    struct pluto_run *run, const char *person, int64_t now, struct strbuf *why);

enum pluto_step_kind {
    PLUTO_STEP_INTO, /* one statement */
    PLUTO_STEP_OVER, /* the current statement with all inside it */
};
NODISCARD enum err pluto_run_step(struct pluto_run *run,
    enum pluto_step_kind kind, const char *person, int64_t now,
    struct strbuf *why);

/* The current statement counts as not confirmed, and the next one is current.
 * Only when paused or at a prompt; `reason` must not be empty. */
NODISCARD enum err pluto_run_skip(struct pluto_run *run, const char *reason,
    const char *person, int64_t now, struct strbuf *why);
/* The next one is `stmt`, of the same body.  Only when paused. */
NODISCARD enum err pluto_run_goto(struct pluto_run *run, uint32_t stmt,
    const char *reason, const char *person, int64_t now, struct strbuf *why);

/* The current step (or the procedure, `stmt` PLUTO_NIL) ends aborted with
 * reason USER, continuations outside it run; `all`: everything ends. */
NODISCARD enum err pluto_run_abort(struct pluto_run *run, uint32_t stmt,
    bool all, const char *reason, const char *person, int64_t now,
    struct strbuf *why);

/* Pause before `stmt` is executed, always or once. */
NODISCARD enum err pluto_run_break(struct pluto_run *run, uint32_t stmt,
    bool is_set, bool once, struct strbuf *why);
size_t pluto_run_breaks(
    const struct pluto_run *run, uint32_t *stmt, size_t max);
bool pluto_run_break_is_once(const struct pluto_run *run, uint32_t stmt);

enum pluto_run_mode {
    PLUTO_MODE_AUTOMATIC,
    PLUTO_MODE_BY_STEP,      /* pauses before every step */
    PLUTO_MODE_BY_STATEMENT, /* pauses before every statement */
    PLUTO_MODE_DRY,          /* no activity is initiated; a person says how it
                                ends, and waits can be answered by hand */
    PLUTO_MODE_COUNT
};
const char *pluto_run_mode_str(enum pluto_run_mode mode);
/* DRY only before it begins. */
NODISCARD enum err pluto_run_set_mode(struct pluto_run *run,
    enum pluto_run_mode mode, const char *person, int64_t now,
    struct strbuf *why);

/* ---- saved --------------------------------------------------------------- */

/* The whole state as text, appended: small, of what is active and of what was
 * executed.  Begins with a version and the procedure's digest. */
void pluto_run_save(const struct pluto_run *run, struct strbuf *out);

/*
 * A run from it, with the same procedure (bound to whatever model: objects are
 * found by name).  It is as it was; a host pauses it before anything else.
 * ERR_FORMAT (also for another procedure) and `why`.
 */
NODISCARD enum err pluto_run_load(const struct pluto_run_config *config,
    const char *text, size_t len, struct strbuf *why, struct pluto_run **out);

/* Activities under way, to be found again: `fn` for each. */
struct pluto_under_way {
    uint64_t instance;
    uint32_t stmt, activity;
    int64_t initiated;
    bool is_awaited;
};
void pluto_run_under_way(const struct pluto_run *run,
    void (*fn)(void *arg, const struct pluto_under_way *w), void *arg);

#endif
