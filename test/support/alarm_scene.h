/*
 * alarm_scene.h - tell a console's model what columba-limits would.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_ALARM_SCENE_H
#define SUPPORT_ALARM_SCENE_H

#include "console/model/alarms.h"
#include "support/feed.h"

enum alarm_scene {
    ALARMS_NONE,
    ALARMS_ONE,     /* one, distress, unacknowledged */
    ALARMS_MIXED,   /* every state and level */
    ALARMS_FLOOD,   /* many of one group */
    ALARMS_SHELVED, /* all there are were put aside */
    ALARMS_SILENT,  /* mixed, and the checker fell silent 12 s ago */
    ALARMS_SCENE_COUNT
};
const char *alarm_scene_str(enum alarm_scene scene); /* "none" … */

/* In a model that knows the parameters of stage_scene(). */
void alarm_scene(struct model *m, enum alarm_scene scene, struct clock now);

#define STATE(level, side) ((limit_state)(LIMIT_##level | LIMIT_##side << 3))

void feed_limits(struct model *m, struct clock now, uint64_t mode,
    uint32_t container, const uint64_t *item, const limit_state *state,
    size_t n);

/* Of item 5, /SIF/PWR/TEMP, 61.2 > 60.0, raised 10 s ago, unacknowledged. */
struct msg_alarm alarm_message(struct clock now);
void feed_alarm(struct model *m, struct clock now, const struct msg_alarm *a);

struct msg_summary summary_message(void);
void feed_summary(
    struct model *m, struct clock now, const struct msg_summary *s);

#endif
