/*
 * desk.h - the console without terminal and sockets: panes, keys, prompts.
 *
 * Events go in, a canvas comes out.  Time is an argument.  What only the
 * outside can do (quit, suspend, clipboard, …) is asked of struct desk_host.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_DESK_H
#define CONSOLE_DESK_H

#include <stdbool.h>

#include "console/canvas.h"
#include "console/keys/input.h"
#include "console/model/model.h"
#include "console/setting.h"
#include "console/view.h"
#include "console/workspace.h"

#define FREEZE_NS (60 * NS_PER_S)

/* What the desk asks of the world; any function may be NULL. */
struct desk_host {
    void *arg;
    void (*suspend)(void *arg);
    void (*redraw)(void *arg);
    void (*mouse)(void *arg, bool is_on);
    bool (*copy)(void *arg, const char *text, size_t len);
    void (*drop_input)(void *arg); /* forget what was typed ahead */
    void (*ask)(void *arg, const char *name, const char *verb,
        const char *const *args, size_t n_args);
    void (*inquire)(void *arg, const char *name, const char *verb,
        const char *const *args, size_t n_args);
    /* Ask the gate; the answer comes with the ticket: desk_order_answer(). */
    void (*order)(void *arg, uint64_t ticket, const char *verb,
        const char *const *args, size_t n_args);
    /* Ask the executor of procedures: operate or observe; the answer comes with
     * the ticket: desk_exec_answer(). */
    void (*exec)(void *arg, uint64_t ticket, bool may_change, const char *verb,
        const char *const *args, size_t n_args);
    void (*bell)(void *arg); /* ring once */
    /* Look as a theme says from now on (it calls desk_set_theme()); false
     * and the reason when it cannot be used. */
    bool (*set_theme)(void *arg, const char *name, struct strbuf *problem);
    void (*set_rate)(void *arg, double hz); /* of data on the screen */
    /* Read the key files again (it calls desk_set_keymap()); false and the
     * reason when one is wrong: nothing changes. */
    bool (*reload_keys)(void *arg, struct strbuf *problem);
    /* A line was typed: ':' a command, '/' what is searched or filtered. */
    void (*remember)(void *arg, char kind, const char *line);
    /* Names for completion: the `i`-th of `kind` ("theme"), false: no more. */
    bool (*names)(void *arg, const char *kind, size_t i, struct strbuf *out);
};

struct desk_config {
    struct model *model; /* borrowed */
    const struct theme *theme;
    const struct view_class *const *classes; /* NULL ends the list */
    const char *instance;
    bool is_readonly;
    bool is_instructor;     /* with view_classes_instructor */
    const char *export_dir; /* as in export.h; read-only and NULL: nowhere */
    bool is_ascii;          /* the terminal shows letters for marks */
    enum graph graph;
    double rate_hz; /* what `:set rate` shows */
    struct desk_host host;
};

struct desk;
struct desk *desk_new(const struct desk_config *config, struct clock now);
void desk_free(struct desk **desk);

/* The screen has this size now. */
void desk_resize(struct desk *desk, int rows, int cols);

/* A key, paste or mouse event; returns UI_… bits. */
unsigned desk_input(
    struct desk *desk, const struct input_event *event, struct clock now);

/* The model changed, or a second passed: does anything look different? */
unsigned desk_update(struct desk *desk, struct clock now);

/* Paint everything; `canvas` gets the size of the last desk_resize(). */
void desk_paint(struct desk *desk, struct canvas *canvas, struct clock now);

/* One line above the function bar for some seconds. */
void desk_toast(struct desk *desk, enum toast kind, const char *text);

/* Open a view in the focused pane: "params", with its argument or "". */
bool desk_open(struct desk *desk, const char *view, const char *argument);

/* Open a view as typed after ':' ("packets ccsds"), or a display by its id;
 * false: there is neither. */
bool desk_command(struct desk *desk, const char *line);

/* Paint with `theme` (borrowed) from now on. */
void desk_set_theme(struct desk *desk, const struct theme *theme);

/*
 * The hand-drawn pages (borrowed).  As long as nothing was chosen the desk
 * opens with them.
 */
void desk_set_displays(struct desk *desk, struct display_set *displays);

/* About once a second: look whether display files changed, and tell it. */
void desk_poll_displays(struct desk *desk);

/* As `:set NAME=VALUE`; false: `problem` gets the reason, nothing changes. */
bool desk_set(struct desk *desk, const char *name, const char *text,
    struct strbuf *problem);
/* The value of a setting, appended. */
void desk_setting(
    const struct desk *desk, enum setting setting, struct strbuf *out);

/* A line that was typed in an earlier session, as desk_host.remember got it. */
void desk_recall(struct desk *desk, char kind, const char *line);

/* These keys from now on (copied). */
void desk_set_keymap(struct desk *desk, const struct keymap *map);
/* What stands where, and the settings; and all of it put back. */
void desk_take_workspace(const struct desk *desk, struct workspace *out);
void desk_put_workspace(struct desk *desk, const struct workspace *workspace);

/* The lines of the command stack that were not submitted, as a file: to be kept
 * and put back.  False: the text is wrong, nothing changes. */
void desk_take_stack(const struct desk *desk, struct strbuf *out);
bool desk_put_stack(
    struct desk *desk, const char *file, const char *text, size_t len);

/* Where layouts are kept and looked for; NULL: there is no such place. */
void desk_set_places(
    struct desk *desk, const char *state_dir, const char *mission_dir);

/* Did anybody choose something, by key or command line? */
bool desk_is_touched(const struct desk *desk);

/* What the console measures of itself (borrowed), for the view "diag". */
void desk_set_diag(struct desk *desk, const struct diag *diag);

/* An instructor's view comes in front, where it is shown or in the pane that
 * has the focus. */
void desk_show_instructor(struct desk *desk);

/* Trainees are told something by the ground model. */
void desk_hint(struct desk *desk, const char *text);

/*
 * The display that a person looks at: in the focused pane, else one that is in
 * sight, the one of the last call (`id`) before others; "" none.
 */
void desk_display_on_top(struct desk *desk, char *id, size_t size);

/* Messages under `topic` were missed. */
void desk_gap(struct desk *desk, const char *topic, uint64_t missed);

/* The terminal was late by so much; shown for a while. */
void desk_late(struct desk *desk, int64_t late_ns);

/* Markers flash: paint twice a second. */
bool desk_flashes(const struct desk *desk);

/* An answer to desk_host.inquire, NULL: none came. */
void desk_answer(struct desk *desk, const struct msg_reply *reply);

/* An answer to desk_host.ask, NULL: none came. */
void desk_reply(struct desk *desk, const struct msg_reply *reply);

/* The answer to desk_host.order with this ticket, NULL: none came. */
void desk_order_answer(
    struct desk *desk, uint64_t ticket, const struct msg_reply *reply);

/* The answer to desk_host.exec with this ticket, NULL: none came. */
void desk_exec_answer(
    struct desk *desk, uint64_t ticket, const struct msg_reply *reply);

/* Several times a second: what is not known of a run that is looked at is
 * asked; false when there was nothing to ask and nothing is under way. */
bool desk_fetch_runs(struct desk *desk, struct clock now);

/* At least once a second: runs that are watched or controlled here are told
 * so, and the loss of control is seen. */
void desk_keep_runs(struct desk *desk, struct clock now);

/* At least once a second: authority is renewed, its loss is seen. */
void desk_keep_authority(struct desk *desk, struct clock now);

/* May the console be suspended now?  If not, the person is told why. */
bool desk_may_suspend(struct desk *desk);

/* What desk_paint() painted last is on the screen. */
void desk_shown(struct desk *desk, struct clock now);

#endif
