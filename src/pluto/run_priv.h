/*
 * run_priv.h - the parts of the interpreter among themselves; see run.h.
 *
 * A *task* is a line of control: the procedure, a branch of a parallel
 * statement, a guard (watchdog step).  It is a stack of *levels*, one for each
 * open block, on the heap: the position in a level is the statement that runs.
 * A step, or the procedure, that is executed is a level, too: a *body*.  At
 * most one execution of a statement is open at a time, so variables, items and
 * events live in flat tables of the run.
 *
 * Tasks are in source order.  One goes on until it blocks or ends an iteration
 * of a loop, then the next one; guards that watch go before all others.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_RUN_PRIV_H
#define PLUTO_RUN_PRIV_H

#include "common/digest.h"
#include "common/time.h"
#include "pluto/run.h"

#define RUN_STATE_MAGIC "columba-run 1"

#define RUN_NEVER       INT64_MAX
#define RUN_POLL_NS     NS_PER_S /* conditions are looked at so often */
#define RUN_GRACE_NS    (10 * NS_PER_S)
#define RUN_INSTANT_MAX 10000 /* statements without the clock going on */
#define RUN_DEPTH_MAX   600   /* levels of a task */

struct run_item { /* of a statement; the last one is the procedure's */
    uint8_t execution, outcome, mark, reason;
    bool is_recorded; /* something below is not zero: it is saved */
    uint32_t attempt, iteration, iterations;
    uint32_t count;    /* executions in all */
    uint32_t restarts; /* by the continuation of this visit */
    int64_t first;     /* begin of this visit: restart's timeout */
    int64_t started, ended, deadline;
    uint64_t instance;
    uint64_t change;
    char *detail; /* owned, or NULL */
};

struct run_level {
    uint32_t stmt;  /* whose block it is; PLUTO_NIL: the procedure */
    uint32_t block; /* body: enum pluto_part; if: 0 then, 1 else; case: arm */
    uint32_t pc;    /* index in the block */
    const struct pluto_block *code;
    /* of a loop */
    uint32_t iteration;
    int64_t deadline;
    struct pluto_value next, to, by;
    bool is_last; /* of a repeat, a for: no further iteration */
    /* of a body */
    uint8_t entered;   /* values that were entered before its main body */
    bool is_entered;   /* all of them; not saved, follows from `entered` */
    uint8_t verdict;   /* enum run_verdict: strongest one of its guards */
    bool is_suspended; /* a guard holds it */
    bool is_failed;    /* ticked off as failed */
    bool has_command;
    int64_t suspended; /* since */
    int64_t floor;     /* samples older than this do not satisfy waits */
};

enum run_task_kind {
    RUN_MAIN,
    RUN_BRANCH,
    RUN_GUARD,
    RUN_TASK_COUNT
};

enum run_guard { /* of a RUN_GUARD task */
    RUN_ARMED,   /* in its preconditions */
    RUN_FIRED,   /* waits for another guard, or for a person */
    RUN_ACTIVE,  /* holds the main body */
    RUN_DORMANT, /* its preconditions failed */
    RUN_DONE,    /* ended; what it decided waits for the others' */
    RUN_GUARD_COUNT
};

enum run_verdict { /* weakest first */
    RUN_NO_VERDICT,
    RUN_RESUME,
    RUN_RESTART,
    RUN_TERMINATE,
    RUN_ABORT,
    RUN_VERDICT_COUNT
};

enum run_wait_kind {
    RUN_NO_WAIT,
    RUN_GRACE,    /* unknown data; the statement begins again */
    RUN_COND,     /* wait until condition; also CHECK with unknown data */
    RUN_TIME,     /* until `until` */
    RUN_EVENT,    /* seen, since */
    RUN_ACTIVITY, /* instance */
    RUN_BRANCHES, /* a parallel statement */
    RUN_PROMPT,   /* prompt */
    RUN_WAIT_COUNT
};

enum run_stage {        /* what a prompt is about, in a task */
    RUN_STAGE_NONE,     /* the statement itself */
    RUN_STAGE_TELL,     /* before it: cautions */
    RUN_STAGE_ACTOR,    /* before it: whose it is */
    RUN_STAGE_CONTINUE, /* after it: the continuation */
    RUN_STAGE_ENTER,    /* before a main body: values */
    RUN_STAGE_TICK,     /* end of a main body: done? */
    RUN_STAGE_GUARD,    /* a guard that fired in a pause */
    RUN_STAGE_DRY,      /* what a dry run asks instead of doing it */
    RUN_STAGE_COUNT
};

struct run_wait {
    uint8_t kind;
    bool is_pure;     /* looks at parameters only */
    bool is_dirty;    /* one of them changed */
    int64_t began;    /* UTC, ns */
    int64_t until;    /* TIME */
    int64_t deadline; /* timeout, end of the grace; RUN_NEVER */
    int64_t looked;   /* last evaluation */
    uint64_t seen;    /* EVENT: occurrences before it */
    uint64_t instance;
    uint64_t prompt;
    char *word, *text, *person; /* a person's answer; owned, or NULL */
    uint32_t *parameter;        /* looked at; owned */
    uint32_t n_parameters;
    bool is_collected; /* `parameter` is filled */
};

struct run_task {
    uint32_t id;
    uint32_t parent, depth; /* task, and its level to which this one belongs;
                               PLUTO_NIL: none */
    uint32_t root;          /* its statement; PLUTO_NIL: the procedure */
    uint8_t kind, guard, stage;
    uint8_t before;  /* what stands before a statement was said: stage */
    uint8_t outcome; /* of what ended, while its continuation is asked */
    bool has_begun;  /* the current statement */
    bool needs_edge; /* a guard's condition must be seen false first */
    bool may_pass;   /* a breakpoint or a mode held it here already */
    bool has_permit; /* one statement, though it is paused */
    bool is_over;    /* step over: until `over_depth` again */
    uint32_t over_depth;
    int64_t not_before; /* an event it raised is delivered first */
    struct run_level *level;
    size_t n, cap;
    struct run_wait wait;
};

struct run_saved { /* of save context */
    bool is_set;
    uint8_t validity;
    int64_t sampled;
    struct pluto_value value, raw;
};

struct run_event { /* declared in the procedure */
    uint64_t raised, delivered;
    int64_t last;
};

struct run_pending { /* raised, not delivered */
    uint32_t event;  /* index in run->event */
    int64_t due;
};

struct run_activity {
    uint64_t instance;
    uint32_t stmt;
    int64_t initiated, released;
    uint8_t execution, outcome;
    bool is_awaited, is_left, is_over;
};

struct run_prompt {
    uint64_t number;
    uint8_t kind;
    uint32_t stmt, task;
    uint32_t enter; /* index in the catalogue's step, VALUE */
    int64_t since;
    char *actor, *text; /* owned */
    struct pluto_answer answer[PLUTO_A_COUNT];
    size_t n_answers;
};

struct run_branch {
    uint32_t stmt;
    char *what;
    uint32_t count;
};

struct pluto_run {
    struct pluto_run_config config; /* argument: owned by `argument` */
    const struct pluto *p;
    char digest[DIGEST_HEX];      /* of its text */
    struct pluto_given *argument; /* owned */
    size_t n_arguments;

    bool is_begun, is_over, is_paused;
    bool is_changed;  /* in passing: to be saved */
    bool is_yielding; /* an iteration ended: the next task goes on */
    uint8_t mode;
    int64_t begun, now;
    int64_t instant; /* `now` of the statements counted in n_instant */
    uint32_t n_instant;
    uint64_t instances, prompts, changes; /* last numbers given */
    uint32_t tasks;
    uint32_t cursor; /* id of the task that goes on */

    struct run_item *item;                              /* n_stmts + 1 */
    uint32_t *var_at, *saved_at, *event_at, *branch_at; /* by body or stmt */
    struct pluto_value *var;
    struct run_saved *saved;
    struct run_event *event;
    uint32_t n_vars, n_saved, n_events;
    struct run_task **task;
    size_t n_tasks, cap_tasks;
    struct run_pending *pending;
    size_t n_pending, cap_pending;
    struct run_activity *activity;
    size_t n_activities, cap_activities;
    struct run_prompt **prompt;
    size_t n_prompts, cap_prompts;
    struct run_branch *branch;
    size_t n_branches, cap_branches;
    uint8_t *stop; /* by stmt: 0, 1 always, 2 once */
};

/* What a statement came to. */
enum run_go {
    GO_STAY, /* it waits; nothing changed */
    GO_WAIT, /* it waits from now on */
    GO_NEXT, /* it is done */
    GO_ELSE, /* control is elsewhere already */
};

/* ---- run_tree.c: the tree as tables -------------------------------------- */

size_t run_body_index(const struct pluto_run *run, uint32_t body);
const struct pluto_body *run_body(const struct pluto *p, uint32_t body);
/* NULL: there is no such block. */
const struct pluto_block *run_block(
    const struct pluto *p, uint32_t stmt, uint32_t block);
const char *run_name(
    const struct pluto_run *run, uint32_t stmt); /* of a body */
bool run_is_guard(const struct pluto *p, uint32_t stmt);
void run_tree_new(struct pluto_run *run);
void run_tree_free(struct pluto_run *run);
void run_taken(struct pluto_run *run, uint32_t stmt, uint32_t which);
size_t run_ways(const struct pluto_stmt *s);

/* ---- run_record.c: items and records ------------------------------------- */

struct run_item *run_item(struct pluto_run *run, uint32_t stmt);
/* It changed: give it a new number. */
void run_touch(struct pluto_run *run, uint32_t stmt);
void run_detail(struct pluto_run *run, uint32_t stmt, const char *text);
void run_item_begin(struct pluto_run *run, uint32_t stmt);
void run_item_end(struct pluto_run *run, uint32_t stmt,
    enum pluto_outcome outcome, enum pluto_reason reason);
void run_record(struct pluto_run *run, enum pluto_trace_kind kind,
    uint32_t stmt, const char *item, const char *text, const char *more);
void run_record_by(struct pluto_run *run, enum pluto_trace_kind kind,
    uint32_t stmt, const char *item, const char *text, const char *more,
    const char *person);
/* PROC, STEP or WDOG: its execution status. */
void run_record_status(struct pluto_run *run, uint32_t body);

/* ---- run_task.c: tasks and levels ---------------------------------------- */

struct run_task *run_task_new(struct pluto_run *run, enum run_task_kind kind,
    uint32_t parent, uint32_t depth, uint32_t root);
void run_task_free(struct pluto_run *run, struct run_task *t);
struct run_task *run_task_find(const struct pluto_run *run, uint32_t id);
struct run_level *run_top(struct run_task *t);
struct run_level *run_push(
    struct pluto_run *run, struct run_task *t, uint32_t stmt, uint32_t block);
void run_pop(struct run_task *t);
const struct pluto_stmt *run_now(const struct run_task *t); /* or NULL */
bool run_is_body(const struct pluto *p, const struct run_task *t, size_t i);
/* Index of the innermost body of a task, SIZE_MAX: none. */
size_t run_body_of(const struct pluto *p, const struct run_task *t);
bool run_in_conditions(const struct pluto *p, const struct run_task *t);
bool run_is_held(const struct pluto_run *run, const struct run_task *t);
/* The guard it is, or is inside of; NULL. */
struct run_task *run_guard_of(
    const struct pluto_run *run, const struct run_task *t);
void run_wait_fini(struct run_wait *wait);

/* ---- run_body.c: life of procedures and steps ---------------------------- */

void run_body_begin(struct pluto_run *run, struct run_task *t, uint32_t stmt);
/* The block of the body at the top ended. */
enum run_go run_body_end_block(struct pluto_run *run, struct run_task *t);
/* All above level `depth` ends aborted, with everything that belongs to it. */
void run_unwind(struct pluto_run *run, struct run_task *t, size_t depth);
/* The body at `depth` is over; its continuation runs. */
void run_body_over(struct pluto_run *run, struct run_task *t, size_t depth,
    enum pluto_outcome outcome, enum pluto_reason reason, const char *why);
/* The innermost body around the task's position ends: aborted; or its main
 * body does, and the confirmation follows. */
void run_abort_around(struct pluto_run *run, struct run_task *t,
    enum pluto_reason reason, const char *why);
void run_terminate_around(struct pluto_run *run, struct run_task *t);
void run_terminate(struct pluto_run *run, struct run_task *t, size_t depth);
/* A condition of the body around does not hold. */
void run_condition_failed(
    struct pluto_run *run, struct run_task *t, const char *why);
/* A run-time error: pluto.md 7.13. */
enum run_go run_error(
    struct pluto_run *run, struct run_task *t, const char *why);
/* What a task is doing ends: activity left, prompt withdrawn. */
void run_drop(struct pluto_run *run, struct run_task *t);
/* The main body of the one at the top begins, or begins again. */
void run_main_begin(struct pluto_run *run, struct run_task *t);
void run_restart_main(struct pluto_run *run, struct run_task *t, size_t depth);
/* All branches of the parallel statement at the top end. */
void run_branches_end(struct pluto_run *run, const struct run_task *t);
/* The current statement is done. */
void run_next(struct pluto_run *run, struct run_task *t);

/* ---- run_stmt.c ---------------------------------------------------------- */

/* The next bit of work of a task; false: there is none now. */
bool run_task_go(struct pluto_run *run, struct run_task *t);

typedef enum run_go (*run_stmt_fn)(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);

/* run_flow.c */
enum run_go run_if(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
enum run_go run_case(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
enum run_go run_loop(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
enum run_go run_loop_again(struct pluto_run *run, struct run_task *t);

/* run_simple.c */
enum run_go run_text(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
enum run_go run_assign(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
enum run_go run_raise(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
enum run_go run_save_context(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
enum run_go run_object(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
bool run_save_items(struct pluto_run *run, const struct pluto_stmt *s,
    const struct pluto_save *save, struct strbuf *why);
bool run_set_var(struct pluto_run *run, const struct pluto_ref *ref,
    struct pluto_value *v, struct strbuf *why);

/* run_wait.c */
enum run_go run_wait_until(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
enum run_go run_wait_for(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
enum run_go run_wait_event(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
enum run_go run_check(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
enum run_go run_ask(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
enum run_go run_wait_poll(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
/* "now -20.1 degC, valid, 0.8 s old": the parameters of an expression. */
void run_values(const struct pluto_run *run, const struct pluto_expr *e,
    int64_t now, struct strbuf *out);
/* Unknown data: a grace, then a run-time error. */
enum run_go run_unknown(struct pluto_run *run, struct run_task *t,
    const struct pluto_expr *e, const char *why);
/* now + `e` (NULL: never); false: what the statement does instead. */
bool run_deadline(struct pluto_run *run, struct run_task *t,
    const struct pluto_expr *e, int64_t *deadline, enum run_go *go);
/* The statement's timeout passed: its event, or the end of the body. */
enum run_go run_timed_out(struct pluto_run *run, struct run_task *t,
    const struct pluto_timeout *timeout, const char *what);
void run_collect(const struct pluto_expr *e, struct run_wait *wait);

/* run_activity.c */
enum run_go run_initiate(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
enum run_go run_confirm_poll(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
struct run_activity *run_activity_find(
    struct pluto_run *run, uint64_t instance);
void run_leave(struct pluto_run *run, uint64_t instance);
bool run_under_way(const struct pluto_run *run);
void run_activity_name(
    const struct pluto_run *run, uint32_t stmt, struct strbuf *out);

/* run_arguments.c */
struct run_given_list {
    struct pluto_given *given; /* owned, names too */
    size_t n, cap;
};
void run_given_fini(struct run_given_list *list);
enum pluto_known run_arguments(struct pluto_run *run, struct run_task *t,
    const struct pluto_argument *argument, size_t n,
    const struct pluto_model_activity *activity, struct run_given_list *out,
    struct strbuf *why);
bool run_value_set(struct pluto_run *run, const struct pluto_ref *ref,
    const struct pluto_model_activity *activity, struct run_given_list *out,
    struct strbuf *why);
/* A value of a value set, as an argument of this type. */
bool run_value_of_set(const struct pluto_model_type *type, const char *text,
    struct pluto_value *v, struct strbuf *why);
void run_given_text(const struct run_given_list *argument,
    const struct run_given_list *directive, struct strbuf *out);
/* Converted and in range; a sentence in `why`. */
bool run_fits(const struct pluto_model_type *type, struct pluto_value *v,
    struct strbuf *why);

/* run_parallel.c */
enum run_go run_parallel(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
enum run_go run_parallel_poll(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);

/* run_watchdog.c */
void run_arm(struct pluto_run *run, struct run_task *t, size_t depth);
/* Has the body at `depth` guards, in whatever state? */
bool run_is_guarded(
    const struct pluto_run *run, const struct run_task *t, size_t depth);
void run_guard_begin(struct pluto_run *run, struct run_task *g, bool edge);
/* Has a guard of the body at the top fired, and did not run yet? */
bool run_has_fired(const struct pluto_run *run, const struct run_task *t);
bool run_guard_go(struct pluto_run *run, struct run_task *g);
void run_guard_dormant(
    struct pluto_run *run, struct run_task *g, const char *why);
void run_guard_over(
    struct pluto_run *run, struct run_task *g, enum run_verdict verdict);

/* run_continue.c */
void run_continue(struct pluto_run *run, struct run_task *t,
    const struct pluto_stmt *s, enum pluto_outcome outcome);
enum run_go run_continue_answered(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
void run_event_raise(struct pluto_run *run, struct run_task *t,
    const struct pluto_ref *ref, const char *how);
bool run_deliver(struct pluto_run *run);
uint32_t run_event_of(const struct pluto_run *run, const struct pluto_ref *ref);

/* run_prompt.c */
struct run_prompt *run_ask_person(struct pluto_run *run, struct run_task *t,
    enum pluto_prompt_kind kind, enum run_stage stage, const char *actor,
    const char *text);
void run_prompt_answer(
    struct run_prompt *prompt, const char *word, const char *effect);
void run_prompt_withdraw(struct pluto_run *run, uint64_t number);
void run_prompt_free(struct run_prompt *prompt);
struct run_prompt *run_prompt_find(
    const struct pluto_run *run, uint64_t number);
/* The task's prompt was answered: wait.word. */
bool run_is_answered(const struct run_task *t);

/* run_manual.c: what the catalogue says of a statement */
enum run_go run_before(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);
/* How many values the catalogue wants before a body's main.  They are asked
 * for when the task is there, guards are armed after them, as these may look
 * at them; and a main body is ticked off at its end.  GO_NEXT: nothing is left
 * to ask. */
size_t run_n_values(const struct pluto_run *run, uint32_t stmt);
enum run_go run_entering(struct pluto_run *run, struct run_task *t);
enum run_go run_ending(struct pluto_run *run, struct run_task *t);
/* The statement counts as not confirmed, and the next one is current. */
void run_skip_now(struct pluto_run *run, struct run_task *t,
    const struct pluto_stmt *s, const char *reason, const char *person);
/* A value as a person writes it, of a type. */
bool run_read_value(const char *text, const struct pluto_model_type *type,
    struct pluto_value *v, struct strbuf *why);
bool run_value_entered(struct pluto_run *run, const struct run_prompt *prompt,
    const char *text, const char *person, struct strbuf *why);

/* run_control.c */
struct run_task *run_current_task(const struct pluto_run *run);
bool run_may_begin(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s);

/* run_view.c: the expression that a statement decides by; NULL */
const struct pluto_expr *run_looked_at(const struct pluto_stmt *s);

/* run_fit.c: and complete what follows from the rest */
bool run_fits_tree(struct pluto_run *run);

/* run.c */
struct pluto_run *run_new_empty(const struct pluto_run_config *config);

/* run_env.c */

/* The host's newest sample; a Boolean has the names of its values. */
void run_sample(
    const struct pluto_run *run, uint32_t parameter, struct pluto_sample *out);

struct run_env {
    struct pluto_run *run;
    const struct run_task *task;
    bool is_wait; /* samples must be new enough */
    int64_t floor;
    int64_t period; /* of the data that made it unknown */
    struct pluto_env env;
};
void run_env_init(
    struct run_env *e, struct pluto_run *run, const struct run_task *t);

#endif
