/*
 * app_priv.h - what the parts of the console's process share; for app*.c only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_APP_PRIV_H
#define CONSOLE_APP_PRIV_H

#include "bus/bus.h"
#include "bus/vitals.h"
#include "console/app.h"
#include "console/desk.h"
#include "console/display/display_set.h"
#include "console/model/diag.h"
#include "console/plain.h"
#include "mdb/mdb.h"

#define APP_TICKETS 16

struct app {
    const struct app_options *options;
    struct bus_loop *loop;
    struct bus *bus;
    struct model model;
    struct mdb *mdb;       /* owned, NULL: none yet */
    char *mission_dir;     /* owned, NULL: not read yet, or there is none */
    char *mission_name;    /* the same */
    char *session_path;    /* owned, NULL: nothing is kept */
    struct strbuf session; /* as it was kept last */
    struct strbuf stack;   /* the same of the command stack */
    struct settings said;  /* by a console.conf or the command line */
    struct settings unset; /* what is set without a session */
    struct theme *theme;   /* owned, NULL: the built-in one */
    uint64_t tried_hash;
    struct display_set *displays; /* owned, NULL: not looked for yet */
    struct settings settings;     /* of files and the command line, at first */
    double rate_hz;               /* of data on the screen */
    struct desk *desk;
    struct term *term;
    struct input *input;
    struct canvas canvas;
    struct plain plain;
    struct bus_watch *writable, *wait, *input_watch, *tick;
    bool is_listening;
    bool is_dirty;                 /* paint at the end of this turn */
    bool knows_who, is_asking_who; /* the gate's name for this person */
    bool forgets;                  /* typed lines cannot be kept */
    bool is_late;                  /* a frame could not be shown since … */
    struct mono late_from;
    struct app_ticket {
        struct app *app;
        uint64_t ticket;
        bool is_waiting;
    } exec[APP_TICKETS]; /* the same to the executor */
    struct app_ticket
        ticket[APP_TICKETS]; /* requests to the gate without an answer yet */
    struct scenario *plan;   /* owned; an instructor's, NULL: none */
    char plan_of[256];       /* its file */
    struct utc plan_at;      /* start of the exercise it was read for */
    char told[48];           /* display the ground model was told last */
    struct mono told_at;
    struct utc told_of; /* start of that exercise */
    bool is_telling;
    struct diag diag;
    struct vitals_state vitals;
    struct mono key_at;   /* a key waits for its frame since; 0: none does */
    struct mono ticked;   /* the newest tick of data */
    uint64_t version;     /* of the model when it was last looked at */
    struct mono complete; /* APP_ONCE: when all was there; 0: not yet */
    struct mono started;
    int status;
};

/* ---- app.c --------------------------------------------------------------- */

struct clock app_clock(void);
void app_stop(struct app *app, int status);

/* ---- app_bus.c: the instance --------------------------------------------- */

/* Connect; 0 or an exit status. */
int app_open_bus(struct app *app);

/* Listen from now on; again: have everything told again. */
void app_listen(struct app *app);

void app_ask(void *app, const char *name, const char *verb,
    const char *const *args, size_t n_args);
/* Who the gate takes us for: asked until it answers. */
void app_ask_who(struct app *app);
void app_order(void *app, uint64_t ticket, const char *verb,
    const char *const *args, size_t n_args);
void app_exec(void *app, uint64_t ticket, bool may_change, const char *verb,
    const char *const *args, size_t n_args);
void app_inquire(void *app, const char *name, const char *verb,
    const char *const *args, size_t n_args);

/* ---- app_exercise.c: exercises -------------------------------------------
 */

/* Read the scenario again when it is another one; forget it. */
void app_follow_plan(struct app *app);
void app_drop_plan(struct app *app);
/* A hint is shown at once. */
void app_hear_hint(struct app *app, const struct msg *msg);
/* Tell the ground model what is on top, where that is asked for. */
void app_tell_display(struct app *app, struct mono now);

/* ---- app_files.c: mission, database, themes ------------------------------ */

/* A timer's: after the first frame, read the mission, then listen. */
void app_load_mission(void *app, struct mono now);

/* The instance runs with another database than ours: take that one. */
void app_follow_mdb(struct app *app);

/*
 * Look as theme `name` says from now on.  False when it cannot be used:
 * `problem` gets the reason, and nothing changes.
 */
bool app_set_theme(void *app, const char *name, struct strbuf *problem);

/* ---- app_session.c: where the console was left ----------------------------
 */

/* The mission is known: open where it was left, and keep it from now on. */
void app_open_session(struct app *app);
void app_keep_session(struct app *app);

/* ---- app_diag.c: what the console measures of itself ----------------------
 */

void app_diag_start(struct app *app);
void app_diag_key(struct app *app, struct mono now);
void app_diag_frame(struct app *app, struct mono began, enum term_drawn drawn);
void app_diag_tick(struct app *app, struct mono now, int64_t period_ns);

/* ---- app_term.c: the terminal -------------------------------------------- */

/* 0 or an exit status; `message` gets what the person should know. */
int app_open_terminal(struct app *app, struct strbuf *message);

/* What the desk may ask of the terminal. */
void app_term_host(struct app *app, struct desk_host *host);

/* The terminal's size is the desk's. */
void app_take_size(struct app *app);

int app_watch_signals(struct app *app); /* 0 or an exit status */

/* ---- app_user.c: what the person configured, and typed before ------------ */

/* The settings files, those that there are; `problem` gets the first error. */
void app_read_settings(const char *mission_path, struct settings *settings,
    struct strbuf *problem);

/* What the desk may ask: see struct desk_host. */
bool app_reload_keys(void *app, struct strbuf *problem);
void app_remember(void *app, char kind, const char *line);
bool app_names(void *app, const char *kind, size_t i, struct strbuf *out);

/* Give the desk what was typed in earlier sessions. */
void app_recall(struct app *app);

#endif
