/*
 * exec_priv.h - what the files of exec_app share.
 *
 * exec_app.c life and time; exec_message.c what comes from the bus; exec_run.c
 * one execution: made, advanced, saved; exec_host.c what its interpreter asks
 * for; exec_activity.c commands under way,
 * exec_child.c called procedures, exec_own.c our own questions;
 * exec_saved.c its state as text; exec_restore.c executions of before;
 * exec_say*.c what is told; exec_request.c who asks; exec_ask.c questions;
 * exec_start.c, exec_word.c what changes something.
 *
 * Each execution has a clock of its own that never goes back: UTC and
 * `ahead_ns`, which grows when the system's clock is set back.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_EXEC_PRIV_H
#define EXEC_EXEC_PRIV_H

#include "command/guard.h"
#include "exec/asrun.h"
#include "exec/exec_app.h"
#include "exec/exec_control.h"
#include "exec/exec_library.h"
#include "exec/exec_order.h"
#include "exec/exec_samples.h"
#include "exec/exec_state.h"
#include "mdb/encode.h"

struct exec_app;
struct exec_run;

/* How far an activity of ours is on its way to who does it. */
enum exec_stage {
    EXEC_NEW,   /* saved, not handed over */
    EXEC_ASKED, /* handed over, no answer yet; or asked about */
    EXEC_KNOWN, /* the gate has it, the child was made, a person was asked */
    EXEC_STANDS /* refused for now: a person or time can mend it */
};

struct exec_activity {
    uint64_t instance; /* of the interpreter */
    uint32_t stmt, attempt;
    enum pluto_activity_kind kind;
    enum exec_stage stage;
    bool is_left;           /* nobody waits for it any more */
    char id[DIGEST_ID_HEX]; /* of the order, or of the child's execution */
    char *name; /* qualified command, id of a procedure, ground action */
    char *item; /* as the procedure calls it */
    struct order_value *value;
    size_t n_values;
    char digest[DIGEST_HEX]; /* of a command's bytes */
    char *problem;           /* it cannot be done; or NULL */

    /* not saved */
    uint64_t ticket;   /* of the question under way, 0: none */
    bool is_show;      /* ... which is "show" */
    bool is_look;      /* ... of one that the gate has: see `heard` */
    struct mono heard; /* when something of it was, or asked for, last */
    bool is_unsure;    /* ask about it before it is ordered (again) */
    bool is_seen;      /* the gate said that it knows its id */
    unsigned refusals; /* by person, since the gate's authority changed */
    struct mono again; /* when it is tried again, or MONO_NONE */
    uint64_t change;   /* of the newest command message */
    struct exec_report told;
    char why[240];    /* EXEC_STANDS: the gate's words */
    struct utc since; /* the same: when it was asked first */
};

#define EXEC_SAVED_VERSION 1 /* of the state on disk */

/* Prompts that are the executor's own, numbered behind the interpreter's. */
#define EXEC_OWN_PROMPT (UINT64_C(1) << 40)

struct exec_prompt { /* as it was told */
    uint64_t number;
    unsigned place; /* in its topic */
    struct mono said;
    bool is_there;     /* still: while looking */
    char answered[64]; /* or "" */
    char answered_by[ORDER_PERSON_MAX + 1];
};

struct exec_run {
    struct exec_app *app;
    char id[DIGEST_ID_HEX];
    uint64_t number;
    unsigned slot;
    char *dir;
    struct exec_library *library;
    struct pluto *procedure;     /* its own, of its own text */
    struct catalogue *catalogue; /* the same */
    char *conf;                  /* text of the catalogue file, or NULL */
    size_t conf_len;
    char *name; /* id of the procedure */
    char *file; /* where it came from */
    char digest[DIGEST_HEX];
    char approval[16];
    char **argument; /* "Target=20 degC" */
    size_t n_arguments;
    enum pluto_run_mode mode;
    struct pluto_run *pluto; /* NULL: it cannot go on, see `broken` */
    char *broken;
    char *kept; /* of a broken one: the interpreter's state as it was */

    char parent[DIGEST_ID_HEX]; /* or "" */
    uint64_t parent_instance;
    unsigned depth;                    /* of calls, from 0 */
    struct exec_control control;       /* of one without parent */
    char person[ORDER_PERSON_MAX + 1]; /* on whose behalf it orders */

    struct exec_activity *activity;
    size_t n_activities, cap_activities;

    struct exec_state *state;
    struct asrun *asrun;
    bool is_dirty;   /* to be saved */
    bool is_unsound; /* could not be saved: stands */
    struct mono tried;
    bool wants;       /* to be advanced */
    bool is_withheld; /* restored: nothing new is ordered before a person lets
                         it go on */
    bool is_over;     /* PLUTO_OVER was said */
    struct mono over_at;
    int64_t last, ahead_ns; /* its clock */
    struct utc started, ended;

    uint64_t looked;   /* change of the samples it has seen */
    uint32_t *watched; /* items */
    size_t n_watched, cap_watched;

    /* exec_say.c */
    bool is_news;
    uint64_t change;       /* counts its messages */
    uint64_t items_change; /* the same of items */
    uint64_t told_items;   /* pluto_run_change() that was told */
    uint64_t told_lines;   /* of the record */
    struct mono told;
    uint32_t *live; /* statements that go on: told each second */
    size_t n_live, cap_live;
    struct exec_prompt *prompt;
    size_t n_prompts, cap_prompts;
    bool needs_operator;
    struct mono operator_told;
};

struct exec_occurred { /* the newest occurrences of an event */
    int64_t at[8];
    unsigned n;
};

struct exec_app {
    struct exec_config config;
    struct people *people;
    struct moment now, before;
    struct guard *guard;
    struct exec_library *library;
    struct exec_samples *samples;
    struct mdb_encoder *encoder;
    struct exec_run *run[EXEC_RUNS_MAX]; /* by slot; NULL: free */
    size_t turn;                         /* the slot whose turn is next */
    bool has_more;                       /* the budget of a turn was used up */
    uint64_t number;                     /* of the newest execution */
    size_t n_told_procedures;
    bool is_complete;

    char session[DIGEST_ID_HEX]; /* our own, to the gate */
    uint64_t seq, ticket;
    uint64_t hub; /* its process: another one has told nobody of us yet */
    char holder[ORDER_PERSON_MAX + 1]; /* of command authority, as told */
    bool gate_was_heard;
    struct mono gate_heard;
    struct exec_occurred *occurred; /* by number of the event */
    size_t n_occurred;
    uint64_t foreign, refused;

    /* the reply */
    char *text;
    char **row;
    size_t n_rows, cap_rows;
    struct msg_str *row_str;
    char line[200];
};

/* ---- exec_app.c ---------------------------------------------------------- */

void exec_event(struct exec_app *app, enum event_id id, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* A free slot, or that of the execution that was over first; EXEC_RUNS_MAX:
 * all of them go on. */
unsigned exec_free_slot(struct exec_app *app);
struct exec_run *exec_find(const struct exec_app *app, const char *id);
struct exec_run *exec_find_text(const struct exec_app *app, struct msg_str id);
/* The one without parent that called it in the end. */
struct exec_run *exec_root(struct exec_run *run);
const struct exec_control *exec_control_of(const struct exec_run *run);
struct exec_run *exec_parent(const struct exec_run *run);
void exec_read_library(struct exec_app *app);
bool exec_needs_approval(const struct exec_app *app);

/* ---- exec_run.c ---------------------------------------------------------- */

struct exec_begin { /* what an execution is made of; all borrowed */
    const char *id; /* NULL: a new one */
    const struct library_entry *entry;
    const struct pluto_given *given;
    size_t n_given;
    enum pluto_run_mode mode;
    const char *person;
    const struct exec_run *parent; /* or NULL */
    uint64_t parent_instance;
};

/* Make and save one, loaded, not begun.  The error and one sentence. */
enum err exec_run_make(struct exec_app *app, const struct exec_begin *begin,
    struct strbuf *why, struct exec_run **out);
void exec_run_free(struct exec_run **run);

/* The interpreter of its text and state (NULL: of `begin`). */
bool exec_run_parse(
    struct exec_run *run, const char *text, size_t len, struct strbuf *why);
void exec_run_config(struct exec_run *run, struct pluto_run_config *out);
char *exec_run_path(const struct exec_run *run, const char *name);

int64_t exec_run_now(struct exec_run *run);
void exec_run_begin(struct exec_run *run);

/* Something came in or was done: it is saved and advanced in this turn. */
void exec_run_touch(struct exec_run *run);

/*
 * The record, then the state to the disk; then what was decided is carried
 * out.  False: it could not be written, and the execution stands.
 */
bool exec_run_commit(struct exec_run *run);
/* One step of the interpreter; true: more can be done at once. */
bool exec_run_step(struct exec_run *run);
/* A line of its record that is the executor's own. */
void exec_run_note(struct exec_run *run, enum pluto_trace_kind kind,
    const char *person, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* "by-step": one word, on the bus and in requests. */
const char *exec_mode_str(enum pluto_run_mode mode);
bool exec_mode_parse(const char *word, enum pluto_run_mode *out);
const char *exec_run_reason(const struct exec_run *run);
enum pluto_run_state exec_run_state(const struct exec_run *run);
bool exec_run_is_held(const struct exec_run *run); /* paused, by whom ever */

/* ---- exec_host.c --------------------------------------------------------- */

struct pluto_host exec_host(struct exec_run *run);

/* ---- exec_activity.c ----------------------------------------------------- */

void exec_activity_free(struct exec_activity *a);
struct exec_activity *exec_activity_of(
    const struct exec_run *run, uint64_t instance);
/* What was saved is handed over now. */
void exec_activities_go(struct exec_run *run);
/* Tell the interpreter; one that is over is forgotten. */
void exec_activity_report(struct exec_run *run, struct exec_activity *a,
    const struct exec_report *report);
void exec_activity_abort(
    struct exec_run *run, struct exec_activity *a, const char *why);
/* After a start: what the hub's cache does not have is asked about. */
void exec_activities_ask(struct exec_run *run);
void exec_activities_second(struct exec_run *run);
void exec_on_command(struct exec_app *app, const struct msg_command *c);
void exec_on_gate(struct exec_app *app, const struct msg *msg);
bool exec_gate_is_silent(const struct exec_app *app);

/* ---- exec_child.c -------------------------------------------------------- */

void exec_child_call(struct exec_run *run, struct exec_activity *a);
void exec_child_leave(struct exec_run *run, const struct exec_activity *a);
/* A child is over, or elsewhere: its parent is told. */
void exec_child_tell(struct exec_run *child);

/* ---- exec_own.c ---------------------------------------------------------- */

/* Own prompts: of activities that stand, and of ground actions. */
size_t exec_own_prompts(const struct exec_run *run);
struct exec_activity *exec_own_prompt(const struct exec_run *run, size_t i);
enum err exec_own_answer(struct exec_run *run, uint64_t number,
    const char *word, const char *text, const char *person, struct strbuf *why);

/* ---- exec_saved.c -------------------------------------------------------- */

/* All of its state as text: a line of JSON, then that of the interpreter. */
void exec_saved_write(const struct exec_run *run, struct strbuf *out);
/* Fills what is of the executor; *pluto is where the interpreter's begins. */
bool exec_saved_read(struct exec_run *run, const char *text, size_t len,
    const char **pluto, uint64_t *lines, struct strbuf *why);

/* ---- exec_restore.c ------------------------------------------------------ */

void exec_restore(struct exec_app *app);

/* ---- exec_say.c ---------------------------------------------------------- */

void exec_say_procedures(struct exec_app *app);
/* What is news of it, at most so often; `is_second` also what is live. */
void exec_say_run(struct exec_run *run, bool is_second);
void exec_say_free(struct exec_app *app, unsigned slot);
void exec_publish(struct exec_app *app, struct msg *msg, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* What it waits for, or why it stands: one line, appended. */
void exec_say_detail(const struct exec_run *run, struct strbuf *out);
void exec_say_message(struct exec_run *run);
void exec_say_items(struct exec_run *run, bool is_second);
void exec_say_prompts(struct exec_run *run);
const char *exec_link_str(const struct catalogue *catalogue); /* or NULL */
bool exec_needs_operator(const struct exec_run *run);

/* ---- exec_request.c ------------------------------------------------------ */

struct exec_asked {
    struct exec_app *app;
    const struct exec_asker *asker;
    const struct msg_request *request;
    struct order_head head;
    struct person person;
    struct authority_person who;
    const struct msg_str *arg; /* behind the head */
    size_t n;
    struct exec_run *run; /* the first argument, where it names one */
};

enum err exec_reply(struct exec_app *app, enum err e, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void exec_row(struct exec_app *app, const char *text, size_t len);
enum err exec_need_role(const struct exec_asked *q, unsigned roles);
/* The arguments from `i` on with blanks between, clean; owned. */
char *exec_join(const struct exec_asked *q, size_t i);
char *exec_arg(const struct exec_asked *q, size_t i); /* owned, clean; "" */

struct exec_verb {
    const char *verb, *form;
    size_t min;       /* arguments, without the head */
    bool has_run;     /* the first one names an execution */
    bool is_controls; /* from its controller alone */
    enum err (*fn)(struct exec_asked *q);
};
extern const struct exec_verb exec_questions[];
extern const size_t exec_n_questions;
extern const struct exec_verb exec_words[];
extern const size_t exec_n_words;

enum err exec_start(struct exec_asked *q);
enum err exec_load(struct exec_asked *q);

#endif
