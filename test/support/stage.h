/*
 * stage.h - a view on a canvas, with an instance in one of several states.
 *
 * What the view asks for (toasts, pages, questions, requests) is remembered
 * instead of done.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_STAGE_H
#define SUPPORT_STAGE_H

#include "console/view.h"
#include "support/feed.h"

enum scene {
    SCENE_GOOD,
    SCENE_EXPIRED,        /* packets stopped 12 s ago */
    SCENE_INVALID,        /* values that could not be calibrated */
    SCENE_MISSING,        /* names are known, nothing was received */
    SCENE_LOS,            /* loss of signal for 5 min, 40 s without packets */
    SCENE_NO_FRONTEND,    /* silent for 12 s */
    SCENE_NO_HUB,         /* lost 12 s ago */
    SCENE_WRONG_DATABASE, /* the frontend has another one */
    SCENE_NOTHING,        /* a console opened before everything else */
    SCENE_COUNT
};
const char *scene_str(enum scene scene); /* "good" … */

#define STAGE_TEXT 512

struct stage {
    struct model model;
    struct ui ui;
    struct canvas canvas;
    const struct view_class *class;
    void *view;
    /* what the view asked for last */
    char toast[STAGE_TEXT], opened[STAGE_TEXT], question[STAGE_TEXT],
        asked[STAGE_TEXT];
    void (*yes)(void *arg);
    void (*told)(void *arg, const char *text);
    void *yes_arg;
    char inquired[STAGE_TEXT];
    unsigned asks;
};

/* Tell `model` a scene; the time is then *now. */
void stage_scene(struct model *model, enum scene scene, struct clock *now);
/* The same with a mission database (test/console/data/facility.xml). */
void stage_scene_facility(
    struct model *model, enum scene scene, struct clock *now);

void stage_open(struct stage *s, const struct view_class *class,
    const char *argument, enum scene scene, int rows, int cols);
void stage_close(struct stage *s);

/*
 * The same with a mission database (test/console/data/facility.xml): packets
 * are bytes that are decoded as the frontend does it.
 */
void stage_open_facility(struct stage *s, const struct view_class *class,
    const char *argument, enum scene scene, int rows, int cols);

/* As the console does: update, title line, paint. */
void stage_paint(struct stage *s);
void stage_act(struct stage *s, enum action action);
void stage_resize(struct stage *s, int rows, int cols);
void stage_time(struct stage *s, int64_t ms); /* ms after the scene began */

/* The screen as text, borrowed until the next call. */
const char *stage_text(struct stage *s);

/* Compare the screen, with roles, with test/golden/<name>. */
void stage_golden(struct stage *s, const char *name);

/*
 * The view in every scene and size: test/golden/console/<view>/<scene>-<size>.
 * Four rows of each screen belong to the console around it.
 */
void stage_goldens(const struct view_class *class, const char *argument);
void stage_goldens_facility(
    const struct view_class *class, const char *argument);

/* Is there a character that must never reach a terminal? */
bool stage_is_clean(const struct stage *s);

/*
 * `n` random actions, texts, resizes and messages: nothing may crash, every
 * cell stays clean.
 */
/* 20 000, or $ROBOT_KEYS. */
unsigned stage_robot_keys(void);
void stage_robot(const struct view_class *class, const char *argument,
    unsigned n, unsigned seed);

#endif
