/*
 * sif.h - the demonstration mission's database, for tests.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_SIF_H
#define SUPPORT_SIF_H

#include "mdb/mdb.h"

/* Owned, mdb_free(); the test fails when anything is noted about it. */
struct mdb *sif_load(void);

#endif
