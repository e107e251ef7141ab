/*
 * form_scene.h - a console's model with commands of every kind
 * (test/console/data/commands.xml), telemetry and a gate.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_FORM_SCENE_H
#define SUPPORT_FORM_SCENE_H

#include "console/model/model.h"
#include "mdb/mdb.h"

enum form_mode { /* values of /LAB/MODE */
    FORM_IDLE = 0,
    FORM_SCIENCE = 1,
    FORM_SAFE = 2
};

/* The database; loaded once, freed at exit. */
const struct mdb *form_scene_mdb(void);

/* Commands alone: no telemetry, no gate. */
void form_scene(struct model *m);
/* A packet that says MODE and SETPOINT. */
void form_scene_mode(struct model *m, struct clock now, enum form_mode mode);
/* A gate; this console has authority. */
void form_scene_gate(struct model *m, struct clock now);

/* The index of a command; it is there. */
uint32_t form_scene_command(const char *name);

#endif
