/*
 * command_band.h - commanding in row 1 of every console: who has authority,
 * what is armed and for how long, how many outcomes are unknown.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_COMMAND_BAND_H
#define CONSOLE_COMMAND_BAND_H

#include "console/frame.h"

/*
 * The columns it takes, with a blank on each side, of `most`; 0 while the
 * instance has no gate.  What does not fit leaves in this order: the name of
 * who armed, where it is the holder anyway; the end of the armed command's
 * name; of the holder's; the holder; the count of unknown ones; the armed
 * command's name, so that the seconds are left.
 */
int command_band_cols(const struct frame *f, int most);

/* Is anything armed? */
bool command_band_is_armed(const struct frame *f);

/* What command_band_cols() counts, drawn so that it ends before column `end`.
 */
void command_band_paint(
    const struct frame *f, const struct area *row, int end, int most);

#endif
