/*
 * text.h - text from messages as clean, bounded C strings.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_TEXT_H
#define CONSOLE_MODEL_TEXT_H

#include <stddef.h>

#include "bus/msg.h"
#include "common/attr.h"

/*
 * Copy untrusted text to `dst` as clean text on one line (str_sanitize()), cut
 * at a character to fit `size` bytes.  Returns `dst`.
 */
char *model_text(char *dst, size_t size, struct msg_str text);

/* The same as an owned string of at most `max` bytes of the message. */
NODISCARD char *model_text_dup(struct msg_str text, size_t max);

/* Owned clean texts, at most `most` of them. */
struct texts {
    char **text;
    size_t n;
};
void texts_set(struct texts *t, struct msg_strv from, size_t most);
void texts_fini(struct texts *t);

#endif
