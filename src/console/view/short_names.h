/*
 * short_names.h - names as short as they can be without being mistaken.
 *
 * "TEMP" where only one item is called so, "RAD/TEMP" where another path has a
 * TEMP too, and the whole name when three parts do not tell them apart.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_SHORT_NAMES_H
#define CONSOLE_VIEW_SHORT_NAMES_H

#include <stdbool.h>

#include "console/model/values.h"

struct short_names { /* zero-initialise */
    uint16_t *skip;  /* owned; per item, bytes of its name left out */
    size_t n;
    unsigned generation; /* of the values they were made for */
    bool is_made;
};

void short_names_fini(struct short_names *s);

/* Make them anew when items came. */
void short_names_update(struct short_names *s, const struct values *values);

/* Inside value->name. */
const char *short_name(const struct short_names *s, const struct value *value);

#endif
