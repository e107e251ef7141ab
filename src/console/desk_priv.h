/*
 * desk_priv.h - what the parts of the desk share; for desk*.c only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_DESK_PRIV_H
#define CONSOLE_DESK_PRIV_H

#include "console/alert.h"
#include "console/command.h"
#include "console/desk.h"
#include "console/help.h"
#include "console/layout.h"
#include "console/model/action_log.h"
#include "console/pane.h"
#include "console/prompt.h"
#include "console/view/ceremony.h"

struct desk {
    struct desk_config config;
    char *instance;
    struct ui ui;
    struct clock now;
    struct keymap *map;
    struct layout layout;
    int rows, cols;
    struct tiling tiling;
    bool is_arranged; /* by a person: sizes do not change it */
    struct pane pane[TILING_PANES_MAX];
    int focus; /* number of a pane of the tiling */
    bool is_full, mouse_is_on;
    bool is_touched;               /* somebody chose something */
    char *state_dir, *mission_dir; /* owned, NULL: none; layouts are there */
    struct prompt prompt;
    char search[EDIT_SIZE]; /* the last one, for n and N */
    bool help_is_open;
    struct help help;
    struct canvas held; /* the panes while they are frozen */
    bool is_frozen, is_held;
    struct mono frozen_until;
    int64_t late_ns;
    struct mono late_until;
    struct alert alert;
    struct { /* requests that were sent together */
        unsigned sent, done, failed;
        char text[200]; /* of the first that failed */
    } batch;
    struct ceremony ceremony; /* the dialog that has the keys; off: none */
    struct ceremony arming;   /* the one that opens when the gate has armed */
    struct {
        enum order_word word;          /* what a reason is being typed for */
        char id[DIGEST_ID_HEX];        /* of its command */
        char to[ORDER_PERSON_MAX + 1]; /* to whom authority is handed */
        char asked_by[ORDER_PERSON_MAX + 1];   /* told last */
        char offered_to[ORDER_PERSON_MAX + 1]; /* told last */
        bool has_gate;                         /* the panes know of it */
        bool has_told_name; /* that a claimed one does not count */
    } command;
    struct { /* what a person is asked about */
        struct order order;
        uint64_t line; /* key of a line of the stack, 0: none */
    } submit;
    struct { /* the file that a question is about */
        char path[512];
        bool is_ycs;
    } stack;
    struct { /* a hand in a procedure, while something is asked for it */
        char run[RUN_ID_SIZE], verb[16], number[64];
        uint64_t prompt;
        char word[64], text[ORDER_COMMENT_MAX + 1];
        struct desk_hand {
            uint64_t ticket; /* 0: free */
            char verb[16], run[RUN_ID_SIZE];
        } hand[16]; /* requests without an answer yet */
        size_t next;
    } runs;
    struct {
        char verb[16], arg[400]; /* asked of the ground model when sure */
    } exercise;
    struct action_log log;
    unsigned todo; /* UI_… bits asked for by callbacks */
};

/* ---- desk.c -------------------------------------------------------------- */

struct pane *desk_pane(struct desk *d); /* the focused one */
struct page *desk_page(struct desk *d); /* shown in it, NULL: none */
void desk_say(struct desk *d, enum toast kind, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* The same of what was asked for and is not done. */
void desk_refuse(struct desk *d, enum toast kind, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* Into the action log, without saying it. */
void desk_note(struct desk *d, enum deed_kind kind, enum deed_result result,
    const char *fmt, ...) PRINTF_LIKE(4, 5);
/* Ask; `yes` gets the desk. */
void desk_confirm(struct desk *d, void (*yes)(void *arg), const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void desk_set_now(struct desk *d, struct clock now);
void desk_relayout(struct desk *d);
void desk_arrange(struct desk *d); /* close all pages, open what is usual */
/* The view to open in a new pane: what is of use and not in sight. */
const struct view_class *desk_next_view(struct desk *d, bool is_first);
const struct view_class *desk_find_class(
    const struct desk *d, const char *name);

/* The view with this number, 1 .. 9; NULL: none has it. */
const struct view_class *desk_tab(const struct desk *d, int number);

/* ---- desk_alarms.c ------------------------------------------------------- */

void desk_ring(struct desk *d); /* tell of new alarms, as the bell is set */

/* ---- desk_commands.c: what is asked of the gate ---------------------------
 */

/* For struct ui; `console` is the desk. */
uint64_t desk_order(void *console, enum order_word word,
    const struct order *order, const char *const *more, size_t n_more);
void desk_command_key(void *console, enum action action, const char *id);

/* Why the gate cannot be asked at all, NULL when it can. */
const char *desk_why_no_gate(const struct desk *d);

unsigned desk_ceremony_key(struct desk *d, keysym k);
/* Takes what is in *c. */
void desk_show_dialog(struct desk *d, struct ceremony *c);

/* `:cancel` and `:close ID REASON` with what follows them. */
void desk_run_settle(struct desk *d, enum order_word word, const char *text);

/* Once a turn: what the gate tells this console's person. */
void desk_follow_gate(struct desk *d);

/* ---- desk_submit.c: a command to the gate ---------------------------------
 */

/* For struct ui. */
void desk_submit(void *console, enum order_word word,
    const struct stack_item *item, uint64_t line);

/* The gate's answer to any request. */
void desk_submit_answer(struct desk *d, const struct order_ticket *t);

/* ---- desk_authority.c -----------------------------------------------------
 */

/* `:authority` with what follows it. */
void desk_run_authority(struct desk *d, const char *text);

/* Once a turn: who asks for it, who hands it on; each is told once. */
void desk_tell_authority(struct desk *d);

/* The `i`-th person it could be given to; false: no more. */
bool desk_person_name(struct desk *d, size_t i, struct strbuf *out);

/* `:q`; UI_QUIT, or it asks first. */
unsigned desk_quit(struct desk *d);

/* ---- desk_stack.c: the command stack --------------------------------------
 */

void desk_run_stack(struct desk *d, const char *text); /* `:stack` */

/* The `i`-th name in a directory ("" this one) that a stack could be read from
 * or written to; false: no more. */
bool desk_stack_name(struct desk *d, const char *typed, bool is_ycs, size_t i,
    struct strbuf *out);

/* ---- desk_runs*.c: procedures --------------------------------------------
 */

/* For struct ui. */
void desk_run_key(
    void *console, enum action action, const char *run, uint32_t stmt);
void desk_run_answer(void *console, const char *run, uint64_t prompt,
    const char *word, const char *text);
void desk_run_start(
    void *console, const char *verb, const char *const *args, size_t n_args);

/* `:proc`, `:break`, `:unbreak`, `:over` with what follows them. */
void desk_run_proc(struct desk *d, const char *text);
void desk_run_break(struct desk *d, const char *text, bool is_set);
void desk_run_over(struct desk *d);
/* `:goto` of a statement; false: there is no run in sight, or it is none. */
bool desk_run_goto(struct desk *d, const char *text);

/* A dialog about a procedure was typed through. */
void desk_run_go(struct desk *d, const struct ceremony *c);
/* Why the executor cannot be asked for what the dialog is about; NULL. */
const char *desk_why_not_run(struct desk *d, const struct ceremony *c);

/* Once a turn: questions call for a person here, dialogs follow. */
void desk_follow_runs(struct desk *d);
/* In the line above the function bar: the question that waits. */
void desk_paint_call(struct desk *d, const struct area *row);
/* A question or a run waits for this console's person. */
bool desk_has_call(const struct desk *d);

/* ---- desk_exercise.c: the instructor -------------------------------------
 */

/* `:scenario`, `:fault` and `:note` with what follows them. */
void desk_run_scenario(struct desk *d, const char *text);
void desk_run_fault(struct desk *d, const char *text);
void desk_run_note(struct desk *d, const char *text);

/* A view that only instructors have: the person is told. */
bool desk_is_instructors(struct desk *d, const char *word);

/* ---- desk_line.c: commands, prompts, files ------------------------------- */

void desk_set_filter(struct desk *d, const char *text);
void desk_search(struct desk *d, const char *text, int step);
void desk_set_mouse(struct desk *d, bool is_on);

void desk_copy_pane(struct desk *d);

/* A name for what `w` writes. */
void desk_file_name(struct desk *d, char *out, size_t size);

unsigned desk_prompt_key(struct desk *d, keysym k);
unsigned desk_paste(struct desk *d, const struct input_event *event);

/* ---- desk_panes.c: splitting and closing --------------------------------- */

/* The focused pane is shared with a new one, which shows what `line` names
 * ("events heater"), or what is of use. */
void desk_split(struct desk *d, enum tile_kind kind, const char *line);
void desk_close(struct desk *d); /* the focused pane */
void desk_only(struct desk *d);  /* all others */
/* "+5", "rows -2", "cols 4" */
void desk_resize_pane(struct desk *d, const char *text);
void desk_grow(struct desk *d, int cells); /* along its own split */
void desk_move_focus(struct desk *d, int by);

/* ---- desk_set.c: settings, keys, help of one line ------------------------ */

/* `:set`, `:map` and `:keys` with what follows them. */
void desk_run_set(struct desk *d, const char *text);
void desk_run_map(struct desk *d, const char *text);
void desk_run_keys(struct desk *d, const char *text);

struct help_topic desk_help_topic(struct desk *d);

/* What a key, action, command, view, setting or mark is; "" opens the help
 * screen. */
void desk_explain(struct desk *d, const char *what);

/* ---- desk_layouts.c ------------------------------------------------------ */

void desk_layout(struct desk *d, const char *line); /* :layout */

/* The `i`-th name of a layout, sorted; false: no more. */
bool desk_layout_name(struct desk *d, size_t i, struct strbuf *out);

/* ---- desk_keys.c --------------------------------------------------------- */

/* Why an action cannot be used now, NULL when it can; `arg` is the desk. */
const char *desk_why_not(void *arg, enum action action);
bool desk_is_enabled(void *arg, enum action action);
void desk_thaw(struct desk *d);      /* the panes are not frozen any more */
bool desk_is_typing(struct desk *d); /* keys are text for the focused view */

#endif
