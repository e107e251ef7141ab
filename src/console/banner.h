/*
 * banner.h - row 2: the worst news, of the instrument or of the chain.
 *
 * What wins, worst first: the chain is broken (nothing on the screen is live,
 * or limits are not checked any more); an unacknowledged alarm; an
 * unacknowledged caution; other trouble of the chain; else how it goes.  What
 * loses is told in the room that is left, and row 3 marks its view with '!'.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_BANNER_H
#define CONSOLE_BANNER_H

#include "console/frame.h"

void banner_paint(const struct frame *f, const struct area *row);

#endif
