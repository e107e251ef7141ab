/*
 * run_scene.h - tell a console's model what columba-exec would: a library of
 * procedures, runs in some state, and the answers to what is asked of it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_RUN_SCENE_H
#define SUPPORT_RUN_SCENE_H

#include "console/model/runs.h"
#include "support/feed.h"

enum run_scene {
    RUNS_NONE,     /* a library, nothing was run */
    RUNS_WAITING,  /* #12 waits in its second step, FC-1 controls; #11, #10 are
                      over */
    RUNS_ASKING,   /* the same, a command was not confirmed: it asks */
    RUNS_CRITICAL, /* the same, the answers are critical */
    RUNS_VALUE,    /* it asks for a value */
    RUNS_PAUSED,   /* at 2.1, a break at 3 */
    RUNS_HELD,     /* a guard fired: the second step is held */
    RUNS_ORPHAN,   /* nobody controls it, and it stands */
    RUNS_SILENT,   /* the executor fell silent 12 s ago */
    RUNS_HOSTILE,  /* texts that no terminal may get */
    RUNS_FAILED,   /* it ended aborted: the second step was not confirmed */
    RUNS_SCENE_COUNT
};
const char *run_scene_str(enum run_scene scene); /* "waiting" */

/* This console is FC-1's, and FC-1 controls #12. */
void run_scene(struct model *m, enum run_scene scene, struct clock now);

#define RUN_SCENE_ID "0000000000000000000000000000000c"

/* What the executor answers to "items", "source", "catalogue", "asrun" and
 * "prompts"; *reply is good until the next call. */
void run_scene_reply(enum run_scene scene, struct clock now, const char *verb,
    const char *const *args, size_t n_args, struct msg_reply *reply);

/* All that the model asks is answered. */
void run_scene_serve(struct model *m, enum run_scene scene, struct clock now);

/* The text of the procedure of #12. */
extern const char *const run_scene_source;

/* Messages of #12 as the executor sends them. */
struct msg_run run_message(struct clock now, enum run_scene scene);
void feed_run(struct model *m, struct clock now, const struct msg_run *run);
struct msg_prompt prompt_message(struct clock now, enum run_scene scene);
void feed_prompt(
    struct model *m, struct clock now, const struct msg_prompt *prompt);

#endif
