/*
 * world_priv.h - the tables of a world, for its parser and its simulation.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_WORLD_PRIV_H
#define PLUTO_WORLD_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/note.h"
#include "pluto/model.h"
#include "pluto/run.h"
#include "pluto/world.h"
#include "pluto/world_words.h"

#define WORLD_DEPTH_MAX 16 /* names of a path */

/* "Temperature of Detector": as written, innermost first. */
struct world_name {
    const char *part[WORLD_DEPTH_MAX]; /* one blank between words */
    const char *key[WORLD_DEPTH_MAX];  /* lower case, '_' as a blank */
    size_t n;
    const char *phrase; /* all of it, for messages */
    size_t first, end;  /* words of its line */
};

/* A value as written; settled to the type of what it is for at the end. */
struct world_value {
    struct world_value *next; /* of a sequence */
    struct world_value *all;  /* of the world, to be released */
    struct pluto_value v;     /* owned */
    const char *argument;     /* "argument Number": that of the command */
    unsigned line, col, cols;
};

struct world_param {
    struct world_name name;
    uint32_t object; /* of the model */
    struct pluto_model_type type;
    bool has_type;             /* said, or of the database */
    bool has_ramp;             /* then it is a number with a fraction */
    struct world_value *value; /* at the start, or NULL */
    int64_t period, late;      /* ns; 0: every moment; 0: at once */
    int64_t expires;           /* ns; 0: 1.9 periods */
    const char *described;
    unsigned line;
};

struct world_event {
    struct world_name name;
    uint32_t object;
    const char *described;
};

/* ---- what happens -------------------------------------------------------- */

enum world_action_kind {
    WORLD_SET,
    WORLD_RAMP,  /* at a rate, up to a limit */
    WORLD_REACH, /* a value after some time */
    WORLD_HOLD,
    WORLD_VALIDITY, /* state: enum pluto_validity; flag: expired */
    WORLD_SILENT,   /* flag: silent, or back */
    WORLD_LATE,
    WORLD_CHECK,  /* which check, and its state */
    WORLD_SIGNAL, /* flag: AOS */
    WORLD_RAISE,
    WORLD_OPERATOR,
};

enum world_check { /* of WORLD_CHECK */
    WORLD_OVERALL,
    WORLD_LIMIT,
    WORLD_DELTA,
    WORLD_EXPECTED,
    WORLD_CONSISTENCY,
    WORLD_CHECK_COUNT
};

enum world_operator {
    WORLD_OP_PAUSE,
    WORLD_OP_RESUME,
    WORLD_OP_STEP,
    WORLD_OP_OVER,
    WORLD_OP_SKIP,
    WORLD_OP_GOTO,
    WORLD_OP_ABORT_ALL,
    WORLD_OP_ABORT,
    WORLD_OP_BREAK,
    WORLD_OP_MODE,
    WORLD_OP_COUNT
};

struct world_action {
    struct world_action *next;
    uint32_t id; /* in the world, from 0 */
    enum world_action_kind kind;
    unsigned line;
    uint32_t object;           /* index of a parameter, or of an event */
    struct world_value *value; /* SET: a sequence; RAMP: limit; REACH: goal */
    struct world_value *rate;  /* RAMP: a second, with its sign */
    int64_t ns;                /* REACH, LATE */
    bool flag;
    uint8_t which, state;
    const char *text, *number; /* of an operator: reason, statement */
};

enum world_moment { /* of a command */
    WORLD_INITIATED,
    WORLD_ON_CONFIRMED,
    WORLD_ON_NOT_CONFIRMED,
    WORLD_ON_ABORTED,
    WORLD_ON_COMPLETED,
    WORLD_MOMENT_COUNT
};

struct world_condition {
    const char *text; /* as written */
    unsigned line, col;
    struct pluto *tree;      /* owned; bound */
    struct pluto_expr *expr; /* in it */
};

enum world_trigger {
    WORLD_AT,
    WORLD_AFTER,
    WORLD_WHEN
};

struct world_block { /* when what happens */
    enum world_trigger trigger;
    int64_t ns;        /* AT: from the start; AFTER, WHEN: delay */
    uint32_t activity; /* AFTER: index in the world */
    enum world_moment moment;
    struct world_condition condition;
    bool is_repeated; /* WHEN: each time it becomes true */
    struct world_action *action;
    unsigned line;
};

/* ---- commands ------------------------------------------------------------ */

struct world_outcome {
    enum pluto_outcome outcome; /* PLUTO_NOT_AVAILABLE: never answers */
    int64_t after;
    const char *detail; /* or NULL */
};

struct world_given { /* "with Number = 3" */
    struct world_given *next;
    const char *key; /* of the argument's name */
    struct world_value *value;
};

struct world_rule { /* the nth initiation that fits has the nth outcome; the
                       last one stays */
    struct world_rule *next;
    uint32_t id;
    struct world_given *given; /* NULL: any arguments */
    struct world_outcome *outcome;
    size_t n;
};

struct world_stage {
    struct world_stage *next;
    int64_t after;
    enum pluto_execution execution;
    const char *detail; /* or NULL */
};

struct world_argument {
    struct world_argument *next;
    const char *name;
    struct pluto_model_type type;
};

struct world_activity {
    struct world_name name;
    uint32_t object;
    struct world_rule *rule; /* in the order of the file */
    struct world_stage *stage;
    struct world_argument *argument;
    const char *described;
    bool is_scripted; /* has an "activity" statement of its own */
};

struct world_operation { /* on an object */
    struct world_name name;
    const char *refused; /* why, or NULL */
};

/* ---- people -------------------------------------------------------------- */

struct world_reply {
    const char *word, *text;
    int64_t after;
};

struct world_answer { /* each reply is given once, in order */
    uint32_t id;
    int kind;         /* enum pluto_prompt_kind; -1: item */
    const char *item; /* name or number; NULL: any */
    struct world_reply *reply;
    size_t n;
};

enum world_expect_kind {
    WORLD_EXPECT_OUTCOME,
    WORLD_EXPECT_OPERATOR, /* it ends needing one */
    WORLD_EXPECT_NO_END,
    WORLD_EXPECT_END, /* within `ns` of the start */
    WORLD_EXPECT_VALUE,
    WORLD_EXPECT_COUNT, /* initiations of an activity */
    WORLD_EXPECT_SAID,  /* a line of log or inform user */
};

struct world_expect {
    enum world_expect_kind kind;
    enum pluto_outcome outcome;
    int reason; /* enum pluto_reason; -1: any */
    int64_t ns;
    uint32_t object;
    struct world_value *value;
    uint64_t count;
    const char *text;
    unsigned line;
};

struct world_given_arg { /* "argument Target = 20 degC" */
    const char *name;
    struct world_value *value;
};

/* ---- the whole ----------------------------------------------------------- */

struct world {
    const char *file, *title;
    int64_t start; /* UTC, ns: 0 without a date */
    int64_t patience, tick, grace;
    uint64_t statements; /* after which a try is given up */
    enum pluto_run_mode mode;
    bool goes_on_after_timeout, accepts_old_samples;
    bool is_open, is_closed;
    bool starts_in_los;
    struct world_outcome usual; /* of a command nothing is said about */
    struct world_param *param;
    size_t n_params, cap_params;
    struct world_activity *activity;
    size_t n_activities, cap_activities;
    struct world_event *event;
    size_t n_events, cap_events;
    struct world_operation *operation;
    size_t n_operations, cap_operations;
    struct world_block *block;
    size_t n_blocks, cap_blocks;
    struct world_answer *answer;
    size_t n_answers, cap_answers;
    struct world_expect *expect;
    size_t n_expects, cap_expects;
    struct world_given_arg *argument;
    size_t n_arguments, cap_arguments;
    uint32_t n_actions, n_rules; /* ids given out */
    struct world_value *values;  /* all of them */
    struct arena arena;
};

/* The parser's state. */
struct world_reader {
    struct world *world;
    struct pluto_model *model;
    struct world_line line;
    const char *next, *end;            /* of the text */
    struct world_condition *condition; /* of the block above: reading it */
    size_t block, activity, param;     /* the block above; SIZE_MAX: none */
};

/* ---- world_object.c: names ----------------------------------------------- */

/* A name, up to a sign or one of `stop` (words with blanks between).  False
 * and a note when there is none. */
bool world_name_read(struct world_reader *r, const char *const *stop,
    size_t n_stops, struct world_name *out);
/* "Temperature of Detector" or "/Detector/Temperature", of a whole text. */
bool world_name_split(
    struct arena *arena, const char *text, struct world_name *out);
const char *world_key(struct arena *arena, const char *text, size_t len);

/* Index in the world's table of something declared before (or of the database,
 * when closed); UINT32_MAX and a note with the nearest name. */
uint32_t world_find_param(struct world_reader *r, const struct world_name *n);
uint32_t world_find_activity(
    struct world_reader *r, const struct world_name *n);
uint32_t world_find_event(struct world_reader *r, const struct world_name *n);
/* The same, and make it when it is new and may be. */
uint32_t world_make_param(struct world_reader *r, const struct world_name *n);
uint32_t world_make_activity(
    struct world_reader *r, const struct world_name *n);
uint32_t world_make_event(struct world_reader *r, const struct world_name *n);

/* ---- world_value.c ------------------------------------------------------- */

/* A value: 5 degC, 450mA, 'locked', TRUE, "text", 2027-03-14T09:26:53Z; NULL
 * and a note. */
struct world_value *world_value_read(struct world_reader *r);
/* "0.3 degC/s": its value a second, or with /min, /h. */
struct world_value *world_rate_read(struct world_reader *r);
/* "real degC range 0 to 5 labels off, on" */
bool world_type_read(struct world_reader *r, struct pluto_model_type *out);
bool world_range_read(struct world_reader *r, struct pluto_model_type *out);
bool world_labels_read(struct world_reader *r, struct pluto_model_type *out);
/* Convert to what is wanted, with a note where that cannot be. */
void world_value_settle(struct world_reader *r, struct world_value *v,
    const struct pluto_model_type *type);
/* What rises or falls is a number; its rate is converted, too. */
void world_ramp_settle(struct world_reader *r, struct world_value *v,
    const struct pluto_model_type *type, bool is_rate);

/* ---- world_action.c, world_trigger.c, world_activity.c, world_person.c ----
 */

/* What stands next; NULL and a note. */
struct world_action *world_action_read(struct world_reader *r);
/* Append to the list of block `block`. */
void world_action_add(
    struct world_reader *r, size_t block, struct world_action *action);

extern const char *const world_moment[WORLD_MOMENT_COUNT];

void world_line_at(struct world_reader *r);
void world_line_after(struct world_reader *r);
void world_line_when(struct world_reader *r);
void world_line_whenever(struct world_reader *r);
/* " [+ 2 s]: ACTION": the end of a line that began a block. */
void world_block_tail(struct world_reader *r, const struct world_block *block);
/* Compile the conditions, when all names are known. */
void world_conditions_settle(struct world_reader *r);

void world_line_activity(struct world_reader *r);
void world_line_of_activity(struct world_reader *r);
bool world_outcome_read(struct world_reader *r, struct world_outcome *out);

void world_line_answer(struct world_reader *r);
void world_line_expect(struct world_reader *r);

#endif
