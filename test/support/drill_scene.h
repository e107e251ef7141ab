/*
 * drill_scene.h - tell a console's model what the ground model would of an
 * exercise.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_DRILL_SCENE_H
#define SUPPORT_DRILL_SCENE_H

#include "support/feed.h"

enum drill_scene {
    DRILL_SCENE_READY,   /* loaded: four faults planned */
    DRILL_SCENE_RUNNING, /* 9:20 of 25:00; one over, one on, marks */
    DRILL_SCENE_FROZEN,  /* the same, frozen */
    DRILL_SCENE_OVER,
    DRILL_SCENE_HOSTILE, /* texts that no terminal may get */
    DRILL_SCENE_COUNT
};
const char *drill_scene_str(enum drill_scene scene); /* "ready" … */

/* m->drill.is_instructor decides what is kept, as everywhere. */
void drill_scene(struct model *m, enum drill_scene scene, struct clock now);

#endif
