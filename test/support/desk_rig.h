/*
 * desk_rig.h - a desk on a canvas, with an instance in one of several scenes,
 * typed at by name of key; what it asks of the world is remembered.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_DESK_RIG_H
#define SUPPORT_DESK_RIG_H

#include "console/desk.h"
#include "support/run_scene.h"
#include "support/stage.h"

struct desk_rig {
    struct model model;
    struct desk *desk;
    struct canvas canvas;
    bool is_ascii;
    struct clock start, now;
    struct strbuf text;
    unsigned bits; /* of the newest input */
    /* what was asked of the world */
    int suspends, redraws, drops, asks, inquiries, bells;
    enum run_scene runs; /* how the executor answers */
    int execs;           /* requests that change something */
    uint64_t exec_ticket;
    char exec[256];     /* the newest: "skip RUN REASON", without a head */
    int orders, fires;  /* requests to the gate; those to fire */
    int submits;        /* and those to submit */
    uint64_t ticket;    /* of the newest */
    char order[128];    /* "arm ID DIGEST": without the session's part */
    char as[40];        /* claimed with it, "" nobody */
    bool gate_says_yes; /* to all, with a token */
    bool mouse_is_on, has_clipboard;
    struct strbuf copied;
    char asked[256], inquired[128]; /* the newest, with all arguments */
};

void desk_rig_open(struct desk_rig *r, enum scene scene, bool is_readonly);
/* The same with a mission database. */
void desk_rig_open_facility(
    struct desk_rig *r, enum scene scene, bool is_readonly);
void desk_rig_close(struct desk_rig *r);
void desk_rig_resize(struct desk_rig *r, int rows, int cols);
void desk_rig_time(struct desk_rig *r, int64_t ms); /* ms after the scene */

/* Keys by name, separated by blanks; other words are typed letter by letter.
 * "Space" is a blank. */
void desk_rig_keys(struct desk_rig *r, const char *keys);
void desk_rig_paste(struct desk_rig *r, const char *text);

/* The same as fingers do, with 80 ms before each key; time goes on. */
void desk_rig_type(struct desk_rig *r, const char *keys);

/* The gate's answer to the newest request; `row` may be "". */
void desk_rig_answer(
    struct desk_rig *r, enum err status, const char *text, const char *row);

/* The executor's answer to the newest request. */
void desk_rig_exec_answer(
    struct desk_rig *r, enum err status, const char *text);

/* Update and paint; the screen as text, borrowed until the next call. */
const char *desk_rig_text(struct desk_rig *r);
/* Update and paint only: r->canvas. */
void desk_rig_paint(struct desk_rig *r);
/* One line of it, from 0; borrowed. */
const char *desk_rig_line(struct desk_rig *r, int row);
void desk_rig_golden(struct desk_rig *r, const char *name);
bool desk_rig_is_clean(const struct desk_rig *r);

#endif
