/*
 * view.h - one screen's worth of something: what a view is to the console.
 *
 * A view holds what a person chose (selection, filter, scroll); what is true
 * is in the model.  State changes; drawing happens later, once per turn:
 * update() after the model changed, paint() when something is dirty.  A view
 * sees no socket, no clock and no terminal: all it may know and ask for is in
 * struct ui.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_H
#define CONSOLE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "command/order.h"
#include "common/str.h"
#include "common/time.h"
#include "console/canvas.h"
#include "console/keys/key.h"
#include "console/keys/keys.h"

struct action_log;  /* console/model/action_log.h */
struct diag;        /* console/model/diag.h */
struct display_set; /* console/display/display_set.h */
struct model;       /* console/model/model.h */
struct stack_item;  /* command/stack.h */

/* What must happen next; handlers return these bits. */
enum {
    UI_REDRAW = 1, /* paint this view */
    UI_LAYOUT = 2, /* panes or sizes change */
    UI_QUIT = 4,
    UI_HANDLED = 8, /* the action was mine, even if nothing changed */
};

enum toast {
    TOAST_INFO,
    TOAST_WARN,
    TOAST_ERROR
};

enum graph {
    GRAPH_BLOCK,
    GRAPH_BRAILLE,
    GRAPH_ASCII
};

/* How times are written. */
enum time_style {
    TIME_DOY,  /* 324/08:46:12 */
    TIME_DATE, /* 2026-11-20 08:46:12 */
    TIME_MET,  /* MET 012/03:14:07, where the mission's epoch is known */
    TIME_STYLE_COUNT
};

/*
 * What a view may know and ask for.  Facts are set by the console before each
 * call; the functions may be NULL in tests of views that do not use them.
 */
struct ui {
    struct model *model;
    struct display_set *displays; /* the hand-drawn pages; NULL: none */
    const struct action_log *log; /* of this console; NULL: none is kept */
    const struct diag *diag; /* of this console; NULL: nothing is measured */
    struct mono now;
    struct utc utc;
    bool is_readonly;
    bool is_instructor; /* planned faults may be seen */
    bool has_focus;     /* of the pane being painted or acted on */
    const struct theme *theme;
    bool is_ascii; /* marks are letters */
    enum graph graph;
    enum time_style time_style;
    size_t complete_at; /* of view_class.complete: its own, 0 before the first
                           of a row of calls */

    void *console; /* for the functions below */
    /* One line in row 23 for some seconds. */
    void (*toast)(void *console, enum toast kind, const char *text);
    /* Open a page: view by name, argument as that view documents (or ""). */
    void (*open)(void *console, const char *view, const char *argument);
    /*
     * Ask a yes/no question; `yes` is called when it is answered with y.
     * Type-ahead is dropped first, pasted text never answers.
     */
    void (*confirm)(
        void *console, const char *question, void (*yes)(void *arg), void *arg);
    /* Ask for a line of text; `told` gets it unless it is given up.  What was
     * typed ahead is dropped first; pasted text never ends the line. */
    void (*prompt)(void *console, const char *question,
        void (*told)(void *arg, const char *text), void *arg);
    /* Ask process `name` of the instance something (observe); the answer
     * goes into the model. */
    void (*inquire)(void *console, const char *name, const char *verb,
        const char *const *args, size_t n_args);
    /* Ask process `name` of the instance to do something (operate). */
    void (*ask)(void *console, const char *name, const char *verb,
        const char *const *args, size_t n_args);
    /*
     * Ask the gate, in this console's session.  `order` for submit and check,
     * else NULL; `more` are the word's other arguments.  The ticket by which
     * orders_find() tells the answer; 0: not asked, and the person was told.
     */
    uint64_t (*order)(void *console, enum order_word word,
        const struct order *order, const char *const *more, size_t n_more);
    /*
     * Submit the command that `item` says (copied), line `line` (its key) of
     * the stack, or 0.  It is encoded now, then a person is asked; what is
     * refused is told.  ORDER_CHECK: a dry run, nobody is asked.
     */
    void (*submit)(void *console, enum order_word word,
        const struct stack_item *item, uint64_t line);
    /* ACTION_ARM or ACTION_CANCEL was pressed on command `id`: what follows
     * (dialogs, requests) is the console's. */
    void (*command)(void *console, enum action action, const char *id);
    /* STEP OVER PAUSE SKIP ABORT BREAK was pressed on run `run`, `stmt` is
     * selected: what follows is the console's. */
    void (*run_key)(
        void *console, enum action action, const char *run, uint32_t stmt);
    /* A question of a run is answered; what has to be asked first (a reason,
     * the name to be typed) is the console's. */
    void (*answer)(void *console, const char *run, uint64_t prompt,
        const char *word, const char *text);
    /* Start (or "load") a procedure: its id, then "mode=…", "NAME=VALUE". */
    void (*start)(void *console, const char *verb, const char *const *args,
        size_t n_args);
    /* Forget what was typed ahead. */
    void (*flush)(void *console);
};

struct view_class {
    const char *name;  /* ":params" opens it */
    const char *title; /* "Parameters", in the pane's title line */
    int number;        /* of its tab and its key, 1 .. 9; 0: has none */
    const char *tab;   /* "Param" in row 3; NULL: has none */
    const char *help;  /* one line for `:help` */
    int wants_rows, wants_cols; /* a comfortable pane; smaller still works */

    /* A new view; `argument` is from ui->open or the command line, or "". */
    void *(*open)(struct ui *ui, const char *argument);
    void (*close)(void *view);

    /* The model changed, or a second passed: has what is seen changed? */
    unsigned (*update)(void *view, struct ui *ui);

    /* Draw into `area`, all of it (it is blank before). */
    void (*paint)(void *view, struct ui *ui, const struct area *area);

    /* Do it; 0 when this view has no use for the action. */
    unsigned (*act)(void *view, struct ui *ui, enum action action);

    /* Why the action is not possible now ("no row selected"), NULL when it
     * is.  Only called for actions in `actions`.  May be NULL. */
    const char *(*why_not)(void *view, struct ui *ui, enum action action);

    /* The actions it knows besides moving; ACTION_NONE ends the list. */
    const enum action *actions;

    /* Append what the pane's title says after `title`, and on the right. */
    void (*status)(
        void *view, struct ui *ui, struct strbuf *title, struct strbuf *right);

    /*
     * Select the first row at or after the selection that contains `text`
     * (step 0), the next (1) or the one before (-1), wrapping around; false
     * when none does.  NULL: cannot search.
     */
    bool (*search)(void *view, struct ui *ui, const char *text, int step);

    /* Show only rows that contain `text`; '!' first inverts, "" shows all. */
    void (*filter)(void *view, struct ui *ui, const char *text);

    /*
     * Text is being typed in the view: keys and pasted text go to key() and
     * paste() instead of being actions, and hint() says what they do, a
     * "KEY label" each, NULL after the last.  All four are NULL where nothing
     * is ever typed.
     */
    bool (*is_typing)(void *view);
    unsigned (*key)(void *view, struct ui *ui, keysym k);
    unsigned (*paste)(void *view, struct ui *ui, const char *text, size_t len);
    const char *const *(*hint)(void *view);
    /* What was painted is on the screen now.  May be NULL. */
    void (*shown)(void *view, struct ui *ui);

    /* A mouse press at row, col of the painted area.  May be NULL. */
    unsigned (*press)(void *view, struct ui *ui, int row, int col);

    /* One JSON object a line for `w`.  May be NULL: text only. */
    void (*export_json)(void *view, struct ui *ui, struct strbuf *out);

    /* The same as comma-separated values, with a line of titles. */
    void (*export_csv)(void *view, struct ui *ui, struct strbuf *out);

    /*
     * Change what is shown as `text` says ("+NAME") instead of opening another
     * page, and write the argument that would open the view as it is then;
     * false: `text` asks for a page of its own.  "" is always taken.  NULL:
     * each argument is a page.
     */
    bool (*take)(
        void *view, struct ui *ui, const char *text, struct strbuf *argument);

    /*
     * Rows that a person marked: keep only those until the next update() and
     * return how many; 0 when none is marked, then nothing changes.  NULL: no
     * rows to mark.
     */
    size_t (*only_marked)(void *view, struct ui *ui);
    /* The rows, a line each, columns separated by tabs, titles first. */
    void (*rows_text)(void *view, struct ui *ui, struct strbuf *out);
    /* Unmark all; false when none was marked. */
    bool (*unmark)(void *view, struct ui *ui);

    /*
     * Names that can follow the view's name on the command line: append the
     * `i`-th that begins with or contains `text`, false when no more.  It is
     * called with i = 0, 1, 2 … in order, and may go on at ui->complete_at.
     * Behind a tab may stand what it is.
     */
    bool (*complete)(
        struct ui *ui, const char *text, size_t i, struct strbuf *out);
};

/*
 * All views, in the order of their numbers, then those without; NULL ends the
 * list.  A number never changes its view: 1 display, 2 alarms,
 * 3 procedures, 4 commands, 5 events, 6 trends, 7 params, 8 packets, 9 links.
 */
extern const struct view_class *const view_classes[];
/* The same of an instructor's console: those that trainees must not see come
 * last. */
extern const struct view_class *const view_classes_instructor[];

#define VIEW_NUMBER_MAX 9

/* Among all of them. */
const struct view_class *view_find(const char *name);
/* Only an instructor's console has it. */
bool view_is_instructors(const char *name);

#endif
