/*
 * conf_apply.c - limits.conf over the rules of the database.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/conf_apply.h"

enum err
conf_apply(struct build *b, const char *path)
{
    notes_add(b->notes, NOTE_ERROR, path, 0, 0, "limits.conf is not read yet");
    return ERR_FORMAT;
}
