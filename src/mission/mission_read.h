/*
 * mission_read.h - fill a mission from the parsed file.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MISSION_MISSION_READ_H
#define MISSION_MISSION_READ_H

#include "mission/reading.h"

/*
 * Read everything below the top `r` into r->mission; what is wrong goes to
 * r->notes.  The mission can be released with mission_free() in any case.
 */
void mission_read(const struct reading *r);

#endif
