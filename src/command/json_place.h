/*
 * json_place.h - where the values of a JSON text stand: line and column, which
 * its library (jansson) only tells for errors of form.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMAND_JSON_PLACE_H
#define COMMAND_JSON_PLACE_H

#include <jansson.h>
#include <stddef.h>

struct json_place {
    const json_t *value;
    unsigned line, col; /* from 1, bytes */
};

struct json_places {       /* zero-initialise */
    struct json_place *at; /* owned, ordered by value */
    size_t n, cap;
};

/*
 * Find the values of `root` in `text`, from which it was read whole and without
 * repeated keys.  Keys are in the order of the text, as jansson keeps them.
 */
void json_places_find(struct json_places *places, const char *text, size_t len,
    const json_t *root);
void json_places_fini(struct json_places *places);

/* Place of a value; of true, false and null, which are one object each, that
 * of `parent`. */
struct json_place json_place_of(const struct json_places *places,
    const json_t *value, const json_t *parent);

#endif
