/*
 * catalogue_priv.h - what the parts of the catalogue share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_CATALOGUE_PRIV_H
#define PLUTO_CATALOGUE_PRIV_H

#include "pluto/catalogue.h"

/* Fill a catalogue that has its defaults; what is wrong is in `notes`. */
void catalogue_read(struct catalogue *catalogue, const char *text, size_t len,
    struct notes *notes);

#endif
