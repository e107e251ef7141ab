/*
 * pluto_scene.h - a small space system for tests of procedures, and what a
 * check says of a text.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_PLUTO_SCENE_H
#define SUPPORT_PLUTO_SCENE_H

#include "common/str.h"
#include "pluto/ast.h"
#include "pluto/check.h"
#include "pluto/model.h"

/*
 * "Heliograph" with DPU, Detector, Optics, Filter Wheel, Power; activities
 * with arguments of all types; a system event "Eclipse Entry of Heliograph".
 * Owned.
 */
struct pluto_model *pluto_scene(void);

/*
 * Parse and check; what is wrong as lines "line:col: error: text" in `out`. The
 * tree, owned, or NULL when it does not parse.
 */
struct pluto *pluto_scene_check(struct pluto_model *model, const char *text,
    const struct pluto_check_options *options, struct strbuf *out);

#endif
