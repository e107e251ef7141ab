/*
 * preview_scene.h - an instance that exists only to show what a display can
 * look like: every value of it good, out of limits, stale, invalid, missing.
 *
 * The model is told so by the messages that a real instance would publish, so
 * what is drawn is what an operator will see.  Numbers are made up: within the
 * ranges of bars and plots where there are any.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_PREVIEW_SCENE_H
#define CONSOLE_PREVIEW_SCENE_H

#include "console/display/display.h"
#include "console/model/model.h"

enum preview_scene {
    PREVIEW_GOOD,
    PREVIEW_CAUTION, /* warning, high; states that are marked abnormal */
    PREVIEW_ALARM,   /* distress, high; bars outside of their range */
    PREVIEW_STALE,   /* good, a day ago */
    PREVIEW_INVALID,
    PREVIEW_MISSING, /* nothing ever came */
    PREVIEW_COUNT
};
const char *preview_scene_str(enum preview_scene scene); /* "good" … */

/*
 * Forget all values of `model`, which has a database, and tell it what `page`
 * shows in `scene`.  Returns the moment to look at it: `now`, or later.
 */
struct clock preview_scene_tell(struct model *model, const struct display *page,
    enum preview_scene scene, struct clock now);

#endif
