/*
 * asker.h - where a request comes from, as /proc tells: for people and log.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMAND_ASKER_H
#define COMMAND_ASKER_H

#include <stddef.h>

#include "bus/bus.h"

/* "columba, pid 4711 on pts/3", "pid 4711", "somewhere": clean text. */
void asker_where(const struct bus_peer *peer, char *out, size_t size);

#endif
