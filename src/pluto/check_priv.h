/*
 * check_priv.h - the binder and checker from the inside: one walk over the
 * source, in its order.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_CHECK_PRIV_H
#define PLUTO_CHECK_PRIV_H

#include "common/arena.h"
#include "pluto/ast.h"
#include "pluto/check.h"
#include "pluto/eval.h"

/* ---- names declared in the procedure ------------------------------------- */

enum decl_kind {
    DECL_VAR,
    DECL_SET,
    DECL_SAVED,
    DECL_CALL,
    DECL_STEP,
    DECL_EVENT,
    DECL_KINDS
};

struct decl {
    enum decl_kind kind;
    const struct pluto_symbol *name;
    const char *what; /* "variable 'N'", once that was wanted */
    uint32_t owner;   /* step that declares it, PLUTO_NIL: the procedure */
    uint32_t slot;
    uint32_t stmt; /* CALL, STEP; SAVED: where it is saved */
    struct pluto_span span;
    union {
        struct pluto_var *var;
        struct pluto_set *set;
        struct pluto_save_item *saved;
        struct pluto_event *event;
    };
    struct decl *hidden;  /* of the same kind and name, further out */
    struct decl *next;    /* of the same kind and name, anywhere after it */
    struct decl *sibling; /* of the same body, the one before it */
    /* values: VAR, SAVED */
    enum {
        HAS_NEVER,
        HAS_MAYBE,
        HAS_VALUE
    } has;
    uint32_t ways;     /* scratch of checker_join() */
    uint32_t assigned; /* when it was last, c->clock; 0: never */
    /* EVENT */
    struct pluto_span raised; /* len 0: never */
    bool is_raised, is_awaited;
};

struct save_at { /* a save context, in the order of the text */
    uint32_t stmt;
    struct pluto_save *save;
    struct save_at *next;
};

/* ---- the walk ------------------------------------------------------------ */

struct context { /* "in the context of", innermost first */
    const struct context *outer;
    uint32_t id;          /* of its statement */
    const char *name[64]; /* keys of the element's path, innermost first */
    size_t n;
};

/* What a name may stand for where it stands. */
enum want {
    WANT_VALUE,    /* in an expression */
    WANT_PROPERTY, /* the same, with a property of its own */
    WANT_TYPE,     /* "same type as" */
    WANT_SAVED,    /* save context */
    WANT_TARGET,   /* of an assignment */
    WANT_WAIT,     /* wait for event */
    WANT_RAISE,
    WANT_ACTIVITY,
    WANT_ELEMENT,
    WANT_COUNT
};

struct cached { /* a reference to the model that was resolved */
    const struct pluto_symbol **name;
    const struct context *context;
    uint16_t n;
    uint8_t kinds, bound;
    uint32_t object;
};

#define CACHE_SLOTS 1024 /* power of two */

/* What names of values a place expects, besides those that are bound. */
struct labels {
    const char *const *label;
    uint32_t n;
    bool is_boolean; /* texts of FALSE and TRUE */
    const char *of;  /* whose they are, for messages; a name as written */
};

struct pending { /* a value that nothing has given before, in the text */
    struct decl *decl;
    struct pluto_span span;
    bool is_doubtful;
};

struct shared { /* an assignment in a branch of a parallel */
    struct decl *decl;
    uint32_t parallel, branch; /* statements */
    struct pluto_span span;
};

struct repeats { /* of a name among the arguments of one call */
    uint32_t times, seen;
};

struct checker {
    struct pluto *p;
    struct pluto_model *model;
    const struct pluto_check_options *options;
    struct notes *notes;
    struct arena arena;
    struct repeats *repeats;            /* by symbol */
    struct decl **visible[DECL_KINDS];  /* by symbol: innermost */
    struct decl **anywhere[DECL_KINDS]; /* by symbol: CALL, STEP */
    struct decl **all;     /* by owner, the procedure first: the last sibling */
    struct save_at **save; /* the same: what is saved in it */
    struct decl *bound; /* what checker_ref() found, of those declared here */
    uint32_t owner;     /* of the body the walk is in */
    bool in_condition;  /* a condition body */
    bool in_guard;      /* a step of a watchdog body, or below */
    const struct context *context;
    struct cached cache[CACHE_SLOTS];
    bool is_open;
    size_t n_unknown; /* names; too many are not looked for nearer */
    /* values */
    uint32_t clock;
    struct decl **trail; /* those that got a value since a branch began */
    size_t n_trail, cap_trail;
    struct pending *pending;
    size_t n_pending, cap_pending;
    struct shared *shared;
    size_t n_shared, cap_shared;
    uint32_t *branch; /* pairs parallel, branch: those the walk is in */
    size_t n_branches, cap_branches;
    /* expressions */
    struct pluto_static_env env;
    struct pluto_static subject;
    struct labels subject_labels;
    char *words;              /* scratch for messages */
    struct strbuf path, said; /* scratch of check_call.c */
};

void checker_error(struct checker *c, struct pluto_span span, const char *fmt,
    ...) PRINTF_LIKE(3, 4);
void checker_warn(struct checker *c, struct pluto_span span, const char *fmt,
    ...) PRINTF_LIKE(3, 4);

/* "line 12" of a place. */
uint32_t checker_line(const struct checker *c, struct pluto_span span);

/* ---- check_decl.c -------------------------------------------------------- */

/* Declare all of a body, number it; undone by checker_leave(). */
void checker_enter(struct checker *c, uint32_t owner, struct pluto_body *body);
void checker_leave(struct checker *c, uint32_t owner);
/* Names of steps and activities, anywhere in the procedure. */
void checker_collect(struct checker *c);
struct decl *checker_slot(const struct checker *c, enum decl_kind kind,
    uint32_t owner, uint32_t slot);
/* Types of a body's variables, once its names are known. */
void checker_variables(struct checker *c, struct pluto_body *body);

/* ---- check_name.c -------------------------------------------------------- */

/* Bind a reference; false: it is not bound, and why is in the notes.  `labels`
 * may be NULL: values whose bare names are allowed. */
bool checker_ref(struct checker *c, struct pluto_ref *ref, enum want want,
    enum pluto_property property, const struct labels *labels);
/* The name as it is written, for a message; until the next call. */
const char *checker_words(struct checker *c, const struct pluto_ref *ref);

/* ---- check_type.c -------------------------------------------------------- */

struct pluto_static checker_type_of(
    struct checker *c, const struct pluto_ref *ref, enum pluto_property p);
bool checker_labels_of(struct checker *c, const struct pluto_ref *ref,
    enum pluto_property p, struct labels *out);

/* The label that a name is, whatever its case; NULL. */
const char *checker_label(const struct labels *labels, const char *name);
void checker_say_label(struct checker *c, struct pluto_span span,
    const struct labels *labels, const char *name);
/* The same name, without case? */
bool checker_is(const char *a, const char *b);
const char *checker_type_words(enum pluto_type type); /* "a real" */

/* What a place wants to be given. */
struct wanted {
    const char *what; /* "argument 'Power'", for messages */
    enum pluto_type type;
    const struct pluto_unit *unit;
    struct labels labels;
    const struct pluto_range *range;
    uint32_t n_ranges;
    uint32_t max_len;
};
struct wanted checker_wanted(
    const char *what, const struct pluto_model_type *type);
/* Does an expression, bound and typed, fit there? */
void checker_fits(struct checker *c, struct pluto_expr *e,
    struct pluto_static s, const struct wanted *wanted);

/* ---- check_expr.c -------------------------------------------------------- */

/* Bind the names of an expression and type it. */
struct pluto_static checker_expr(
    struct checker *c, struct pluto_expr *e, const struct labels *labels);
/* The same where a truth, a relative time, a number is wanted; `what` begins a
 * message: "the condition". */
void checker_truth(struct checker *c, struct pluto_expr *e, const char *what);
void checker_duration(
    struct checker *c, struct pluto_expr *e, const char *what);
/* An arm of a case; its subject is c->subject. */
void checker_tag(struct checker *c, struct pluto_expr *e);
void checker_set_subject(
    struct checker *c, const struct pluto_expr *e, struct pluto_static s);
/* A name that is a text of a Boolean becomes TRUE or FALSE. */
void checker_boolean(struct checker *c, struct pluto_expr *e,
    const struct labels *labels, const char *name);
/* Put back what an earlier check made of the tree. */
void checker_undo(struct pluto *p);
/* A constant of constants; *out is owned. */
bool checker_constant(const struct pluto_expr *e, struct pluto_value *out);

/* ---- check_call.c -------------------------------------------------------- */

void checker_call(struct checker *c, struct pluto_stmt *s);
void checker_object(struct checker *c, struct pluto_stmt *s);

/* ---- check_value.c: who has a value when --------------------------------- */

void checker_assigned(
    struct checker *c, struct decl *d, struct pluto_span span);
void checker_read(struct checker *c, struct decl *d, struct pluto_span span);
/* Around statements of which some or none are done. */
struct fork {
    size_t trail;
};
struct fork checker_fork(const struct checker *c);
/* One way ends: what it gave is taken back, and kept in `way`. */
struct way {
    struct decl **decl;
    size_t n;
};
struct way checker_way(struct checker *c, struct fork fork);
/* All ways, `n` of them, meet: what all gave is there, else maybe. */
void checker_join(struct checker *c, struct way *way, size_t n);
/* All ways are gone: what any gave is there. */
void checker_merge(struct checker *c, struct way *way, size_t n);
/* A region in which what stands later can be done earlier. */
struct region {
    size_t pending;
    uint32_t clock;
};
struct region checker_region(const struct checker *c);
void checker_region_end(struct checker *c, struct region region);
void checker_branch(struct checker *c, uint32_t parallel, uint32_t branch);
void checker_branch_end(struct checker *c);
/* After the last branch. */
void checker_branches(struct checker *c);
void checker_pending(struct checker *c);

/* ---- check_stmt.c -------------------------------------------------------- */

void checker_body(struct checker *c, uint32_t owner, struct pluto_body *body);

#endif
