/*
 * trend_scene.h - a view on an instance that has sent for longer than a scene:
 * waves, a state that changes, a gap, invalid samples.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_TREND_SCENE_H
#define SUPPORT_TREND_SCENE_H

#include "support/stage.h"

#define TREND_A_I   "/SIF/PWR/BUS_A_I"
#define TREND_A_V   "/SIF/PWR/BUS_A_V"
#define TREND_MODE  "/SIF/PWR/MODE"
#define TREND_TEMP  "/SIF/PWR/TEMP"
#define TREND_ERROR "/SIF/DHS/LAST_ERROR" /* a text */

/*
 * SCENE_GOOD, then a packet each second from 31 s to `end_s` after its
 * beginning, which is then now: A_V = 28 + 2 sin(t / 200), A_I = 3 + 0.5
 * sin(t / 90), MODE changes each 400 s, TEMP = t / 50.  No packet from 600 to
 * 639 s; A_V is invalid from 900 to 919 s.
 */
void trend_scene(struct stage *s, const struct view_class *class,
    const char *argument, int64_t end_s, int rows, int cols);

/* One more second of it. */
void trend_scene_second(struct stage *s, int64_t second);

#endif
