/*
 * text.h - text from messages as clean, bounded C strings.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_TEXT_H
#define CONSOLE_MODEL_TEXT_H

#include <stddef.h>

#include "bus/msg.h"

/*
 * Copy untrusted text to `dst` as clean text on one line (str_sanitize()), cut
 * at a character to fit `size` bytes.  Returns `dst`.
 */
char *model_text(char *dst, size_t size, struct msg_str text);

#endif
