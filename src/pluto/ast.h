/*
 * ast.h - a procedure as a tree: what the parser makes of a text in PLUTO
 * (ECSS-E-ST-70-32C), and what all others read.
 *
 * The tree lives in one arena and is released as a whole.  It points into the
 * source text, which it owns.  parse.h fills everything but what is marked
 * "bound"; check.h fills that.  From then on it is read-only and may be shared
 * by any number of executions.
 *
 * Every statement, of whatever body, has a number `id`: its index in
 * pluto->stmt, in the order of the source (a statement before those inside
 * it).  Breakpoints, records, saved state and coverage speak of ids; people
 * read pluto_number(): "2.1".
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_AST_H
#define PLUTO_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/str.h"
#include "pluto/value.h"

#define PLUTO_NIL UINT32_MAX

struct pluto_expr;
struct pluto_stmt;
struct pluto_function; /* function.h */

/* Bytes of the source. */
struct pluto_span {
    uint32_t off, len;
};

/* A name of one or more words.  Equal names (without case, one blank for any
 * run of them, '_' as a blank) are one symbol: compare pointers. */
struct pluto_symbol {
    const char *text; /* as first written, words one blank apart */
    const char *key;  /* lower case, '_' as a blank */
    uint32_t key_len;
    uint32_t id; /* index in pluto->symbol */
};

/* ---- references ---------------------------------------------------------- */

enum pluto_object_type { /* the word before a name, if there is one */
    PLUTO_ANY,
    PLUTO_SYSTEM_ELEMENT,
    PLUTO_REPORTING_DATA, /* also "parameter" */
    PLUTO_ACTIVITY,
    PLUTO_EVENT,
    PLUTO_STEP,
};

enum pluto_binding { /* what a reference came to; see pluto.md 6 */
    PLUTO_UNBOUND,
    PLUTO_TO_VARIABLE,    /* owner, slot */
    PLUTO_TO_SAVED,       /* a name of `save context`: owner, slot */
    PLUTO_TO_CALL,        /* a name of `refer by`: stmt */
    PLUTO_TO_STEP,        /* stmt */
    PLUTO_TO_EVENT,       /* declared here: owner, slot */
    PLUTO_TO_ARGUMENT,    /* of the running procedure: slot */
    PLUTO_TO_PARAMETER,   /* object, of the model */
    PLUTO_TO_ELEMENT,     /* object */
    PLUTO_TO_ACTIVITY,    /* object */
    PLUTO_TO_MODEL_EVENT, /* object */
    PLUTO_TO_ENUM,        /* a bare word that names an enumerated value */
    PLUTO_TO_PROCEDURE,   /* the running procedure itself, by its id */
};

/* "Temperature of Detector of Heliograph": innermost name first. */
struct pluto_ref {
    const struct pluto_symbol **name;
    uint16_t n;
    uint8_t type;  /* enum pluto_object_type of the first name */
    uint8_t bound; /* enum pluto_binding; bound */
    struct pluto_span span;
    /* The first name with the word of its type before it, which may be part
     * of it ("Event Count"); NULL when there is no such word. */
    const struct pluto_symbol *whole;
    uint32_t owner;  /* bound: id of the step that declares it, PLUTO_NIL for
                        the procedure */
    uint32_t slot;   /* bound: index in its declarations of that kind */
    uint32_t stmt;   /* bound: PLUTO_TO_CALL, PLUTO_TO_STEP */
    uint32_t object; /* bound: index in the model's table of that kind */
};

/* ---- expressions --------------------------------------------------------- */

enum pluto_expr_kind {
    PLUTO_E_CONST,    /* value */
    PLUTO_E_REF,      /* ref: its value */
    PLUTO_E_PROPERTY, /* property of ref */
    PLUTO_E_CALL,     /* function (arg[n]) */
    PLUTO_E_UNARY,    /* op a: NOT, NEG, PLUS */
    PLUTO_E_BINARY,   /* a op b */
    PLUTO_E_BETWEEN,  /* a between b and c, edges included */
    PLUTO_E_WITHIN,   /* a within b [%] of c */
    PLUTO_E_IN,       /* a in (arg[n]) */
    PLUTO_E_SUBJECT,  /* in a case arm: what stands behind "in case" */
};

enum pluto_op {
    PLUTO_OR,
    PLUTO_XOR,
    PLUTO_AND,
    PLUTO_NOT,
    PLUTO_EQ,
    PLUTO_NE,
    PLUTO_LT,
    PLUTO_GT,
    PLUTO_LE,
    PLUTO_GE,
    PLUTO_ADD,
    PLUTO_SUB,
    PLUTO_MUL,
    PLUTO_DIV,
    PLUTO_POW,
    PLUTO_NEG,
    PLUTO_PLUS,
};

enum pluto_property { /* of pluto.md 6; names: pluto_property_str() */
    PLUTO_P_VALUE,
    PLUTO_P_RAW_VALUE,
    PLUTO_P_ENGINEERING_VALUE,
    PLUTO_P_VALIDITY,
    PLUTO_P_SAMPLING_TIME,
    PLUTO_P_MONITORING,
    PLUTO_P_LIMIT_CHECKING,
    PLUTO_P_DELTA_CHECKING,
    PLUTO_P_EXPECTED,
    PLUTO_P_CONSISTENCY,
    PLUTO_P_EXECUTION,
    PLUTO_P_CONFIRMATION,
    PLUTO_P_START_TIME,
    PLUTO_P_COMPLETION_TIME,
    PLUTO_P_LAST_OCCURRENCE,
    PLUTO_P_OCCURRENCE_COUNT,
    PLUTO_P_COUNT
};
const char *pluto_property_str(enum pluto_property property);

struct pluto_expr {
    uint8_t kind;           /* enum pluto_expr_kind */
    uint8_t op;             /* enum pluto_op; WITHIN: 1 with '%' */
    uint8_t property;       /* enum pluto_property */
    bool in_parens;         /* as written */
    uint32_t n;             /* of arg */
    struct pluto_span span; /* without surrounding parentheses */
    union {
        struct {
            struct pluto_expr *a, *b, *c;
        };
        struct {
            struct pluto_expr *subject; /* of IN; same place as `a` */
            struct pluto_expr **arg;    /* CALL, IN */
            const struct pluto_function *function;
        };
        struct pluto_ref *ref;
        const struct pluto_value *value; /* of CONST; in the arena; a unit is
                                            bound by check.h */
    };
    const char *unit; /* CONST: symbol of its unit as written, or NULL */
};

/* ---- declarations -------------------------------------------------------- */

struct pluto_var {
    const struct pluto_symbol *name;
    enum pluto_type type; /* PLUTO_NONE until bound when it is that of a
                             set or of something else */
    const struct pluto_symbol *set; /* name of an enumerated set, or NULL */
    struct pluto_ref *same_as;      /* "same type as", or NULL */
    uint8_t same_property;          /* of it; PLUTO_P_VALUE when not said */
    const char *unit;               /* "with units", or NULL */
    const struct pluto_unit *bound_unit; /* bound */
    const struct pluto_set *bound_set;   /* bound */
    const char *description;             /* or NULL */
    struct pluto_span span;
};

struct pluto_set {
    const struct pluto_symbol *name;
    const char **value; /* as written */
    uint32_t n;
    const char *description;
    struct pluto_span span;
};

struct pluto_event {
    const struct pluto_symbol *name;
    const char *description; /* or NULL */
    struct pluto_span span;
};

/* ---- statements ---------------------------------------------------------- */

enum pluto_stmt_kind {
    PLUTO_S_STEP,       /* step: initiate and confirm step */
    PLUTO_S_CONFIRM,    /* call: initiate and confirm an activity */
    PLUTO_S_INITIATE,   /* call: initiate an activity */
    PLUTO_S_CONTEXT,    /* context: in the context of */
    PLUTO_S_PARALLEL,   /* parallel */
    PLUTO_S_INFORM,     /* text */
    PLUTO_S_LOG,        /* text */
    PLUTO_S_ASSIGN,     /* assign */
    PLUTO_S_IF,         /* branch; also in condition bodies */
    PLUTO_S_CASE,       /* case_of */
    PLUTO_S_WHILE,      /* loop */
    PLUTO_S_FOR,        /* loop */
    PLUTO_S_REPEAT,     /* loop */
    PLUTO_S_WAIT_UNTIL, /* wait; a condition or an absolute time */
    PLUTO_S_WAIT_FOR,   /* wait; a relative time */
    PLUTO_S_WAIT_EVENT, /* wait */
    PLUTO_S_RAISE,      /* raise */
    PLUTO_S_SAVE,       /* save */
    PLUTO_S_OBJECT,     /* object: an operation on an object */
    PLUTO_S_CHECK,      /* wait.until must be true now; condition bodies only */
    PLUTO_S_ASK,        /* ask; condition bodies only */
    PLUTO_S_COUNT
};

/* In which part of its parent a statement stands. */
enum pluto_part {
    PLUTO_MAIN, /* also the bodies of if, case, loops, context, parallel */
    PLUTO_PRECONDITIONS,
    PLUTO_WATCHDOG,
    PLUTO_CONFIRMATION,
    PLUTO_PART_COUNT
};

struct pluto_block {
    struct pluto_stmt **stmt;
    uint32_t n;
    struct pluto_span span; /* from its first word to before the next one
                               behind it: "end", "else", "until" */
};

/* "[with] timeout EXPR [raise event REF]"; expr NULL: none. */
struct pluto_timeout {
    struct pluto_expr *expr;
    struct pluto_ref *event; /* or NULL */
};

enum pluto_outcome { /* arms of a continuation test, confirmation statuses */
    PLUTO_CONFIRMED,
    PLUTO_NOT_CONFIRMED,
    PLUTO_ABORTED,
    PLUTO_OUTCOME_COUNT,
    PLUTO_NOT_AVAILABLE = PLUTO_OUTCOME_COUNT, /* not over yet */
};

enum pluto_action {
    PLUTO_A_DEFAULT, /* no arm for this outcome */
    PLUTO_A_CONTINUE,
    PLUTO_A_RESUME,
    PLUTO_A_ABORT,
    PLUTO_A_TERMINATE,
    PLUTO_A_RESTART,
    PLUTO_A_RAISE,
    PLUTO_A_ASK,
    PLUTO_A_COUNT
};

struct pluto_arm {
    uint8_t action;               /* enum pluto_action */
    struct pluto_ref *event;      /* RAISE */
    struct pluto_expr *times;     /* RESTART max times, or NULL */
    struct pluto_timeout timeout; /* RESTART */
    struct pluto_span span;
};

struct pluto_body { /* of a procedure or a step */
    struct pluto_var *var;
    uint32_t n_vars;
    struct pluto_set *set;
    uint32_t n_sets;
    struct pluto_event *event;
    uint32_t n_events;
    struct pluto_block part[PLUTO_PART_COUNT]; /* n 0: absent */
    bool has_main_words;        /* "main ... end main" was written */
    struct pluto_span declared; /* "declare" to before its "end" */
    uint32_t end;               /* offset of "end step", "end procedure" */
    uint32_t n_saved; /* bound: names of save context inside this body */
};

struct pluto_argument {              /* of an activity, or a directive */
    const struct pluto_symbol *name; /* NULL: an element of an array */
    struct pluto_expr *value;        /* or NULL: a record or array */
    struct pluto_argument *child;
    uint32_t n_children;
    bool is_record, is_array;
    struct pluto_span span;
    uint32_t leaf; /* bound: index in the activity's arguments */
};

struct pluto_call {
    struct pluto_ref *ref;
    struct pluto_argument *argument;
    uint32_t n_arguments;
    struct pluto_ref *value_set; /* or NULL */
    struct pluto_argument *directive;
    uint32_t n_directives;
    const struct pluto_symbol *refer_by; /* or NULL */
};

struct pluto_tag {           /* an arm of a case */
    struct pluto_expr *test; /* has a PLUTO_E_SUBJECT in it; NULL: otherwise */
    struct pluto_block block;
};

struct pluto_save_item {
    struct pluto_ref *ref;
    const struct pluto_symbol *by;
    uint32_t slot; /* bound, in the enclosing step or the procedure */
};

struct pluto_save {
    struct pluto_save_item *item;
    uint32_t n;
    struct pluto_span span;
};

struct pluto_stmt {
    uint32_t id;
    uint8_t kind;           /* enum pluto_stmt_kind */
    uint8_t part;           /* enum pluto_part of its parent's body */
    bool has_test;          /* a continuation test was written */
    uint32_t parent;        /* id of the statement it stands in; PLUTO_NIL: the
                               procedure */
    uint32_t ordinal;       /* from 1 among those of its parent and part */
    struct pluto_span span; /* from its first word to before the ';' */
    /* STEP, CONFIRM: PLUTO_OUTCOME_COUNT arms; never NULL */
    const struct pluto_arm *test;
    /* No more of this is there than the kind needs: never copy a statement. */
    union {
        struct {
            const struct pluto_symbol *name;
            struct pluto_body body;
        } step;
        struct pluto_call call;
        struct {
            struct pluto_ref *ref;
            struct pluto_block block;
        } context;
        struct {
            bool until_one;  /* "until one completes" */
            bool is_written; /* "until ..." was written */
            struct pluto_block block;
        } parallel;
        struct {
            struct pluto_expr **expr;
            uint32_t n;
        } text;
        struct {
            struct pluto_ref *ref;
            struct pluto_expr *expr;
        } assign;
        struct {
            struct pluto_expr *test;
            struct pluto_block then, otherwise;
        } branch;
        struct {
            struct pluto_expr *subject;
            struct pluto_tag *tag;
            uint32_t n;
        } case_of;
        struct {
            struct pluto_ref *counter;         /* FOR */
            struct pluto_expr *test;           /* WHILE, REPEAT */
            struct pluto_expr *from, *to, *by; /* FOR; by may be NULL */
            struct pluto_timeout timeout;
            struct pluto_block block;
        } loop;
        struct {
            struct pluto_expr *until; /* UNTIL, FOR, CHECK */
            struct pluto_ref *event;  /* EVENT */
            struct pluto_timeout timeout;
            struct pluto_save *save; /* preconditions only, or NULL */
        } wait;
        struct pluto_ref *raise;
        struct pluto_save *save;
        struct {
            struct pluto_ref *ref;
            struct pluto_argument *argument;
            uint32_t n_arguments;
        } object;
        const char *ask; /* question, or NULL */
    };
};

/* A comment, for the formatter and the reader's print. */
struct pluto_comment {
    struct pluto_span span; /* with its marks */
    bool is_line;           /* "//" */
};

/* What check.h made of an expression, to be put back by the next check. */
struct pluto_rewritten {
    struct pluto_expr *expr;
    struct pluto_expr was;
    struct pluto_rewritten *next;
};

struct pluto {    /* a whole file */
    char *file;   /* name in messages, owned */
    char *source; /* owned, NUL behind it */
    size_t len;
    struct pluto_body body; /* of the procedure */
    struct pluto_stmt **stmt;
    uint32_t n_stmts;
    struct pluto_symbol **symbol;
    uint32_t n_symbols;
    struct pluto_comment *comment;
    uint32_t n_comments;
    uint32_t *line; /* offset at which each line begins */
    uint32_t n_lines;
    bool is_bound;                     /* pluto_check() found no error */
    struct pluto_rewritten *rewritten; /* bound; newest first */
    struct arena arena;
};

/* Line and column, both from 1, of an offset.  Columns count characters. */
void pluto_place(
    const struct pluto *p, uint32_t off, uint32_t *line, uint32_t *col);

/*
 * The number people know a statement by, appended: "2", "2.1", "2.1.3"; in
 * preconditions "2.P1", in watchdog bodies "2.W1", in confirmation "2.C1";
 * those of the procedure "P1", "W1", "C1".
 */
void pluto_number(const struct pluto *p, uint32_t stmt, struct strbuf *out);

/* The statement of such a number or PLUTO_NIL; also the first one that begins
 * on a source line. */
uint32_t pluto_find_number(const struct pluto *p, const char *number);
uint32_t pluto_find_line(const struct pluto *p, uint32_t line);

/* The source of a span on one line: comments left out, runs of white space as
 * one blank.  Appended. */
void pluto_text(
    const struct pluto *p, struct pluto_span span, struct strbuf *out);

/* What stands in a tree before what it holds: a step's or an activity's name,
 * "wait until ...", "if ..."; without bodies, arguments and continuation. */
void pluto_heading(const struct pluto *p, uint32_t stmt, struct strbuf *out);

const char *pluto_outcome_str(enum pluto_outcome outcome); /* "not confirmed" */
const char *pluto_action_str(enum pluto_action action);    /* "ask user" */
const char *pluto_stmt_kind_str(enum pluto_stmt_kind kind); /* "wait until" */

#endif
