/*
 * tc_name.h - what commands the payload executed are called in the database.
 *
 * Remembers the packets received last; asked by sequence count.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_TC_NAME_H
#define SIM_TC_NAME_H

#include <stddef.h>
#include <stdint.h>

#include "mdb/mdb.h"

struct tc_name;

struct tc_name *tc_name_new(const struct mdb *mdb); /* borrowed for good */
void tc_name_free(struct tc_name **names);

void tc_name_received(struct tc_name *names, const uint8_t *p, size_t len);

/* Call `fn` with the short name of each command that the packet of that count
 * is: of one that has its function and its assigned arguments. */
typedef void (*tc_name_fn)(void *arg, const char *short_name);
void tc_name_executed(
    struct tc_name *names, uint32_t count, tc_name_fn fn, void *arg);

#endif
