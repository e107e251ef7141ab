/*
 * fuzz_catalogue.c - catalogue entries: no text crashes, and what is accepted
 * has names, and ranges the right way round.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pluto/catalogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_type(const struct pluto_model_type *type)
{
    for (uint32_t i = 0; i < type->n_ranges; i++)
        assert(type->range[i].min <= type->range[i].max);
    for (uint32_t i = 0; i < type->n_labels; i++)
        assert(type->label[i][0] != '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct notes notes = {0};
    struct catalogue *c = NULL;
    enum err e =
        catalogue_parse("A.conf", "A", (const char *)data, size, &notes, &c);
    assert((e == ERR_OK) == (c != NULL));
    assert((notes.errors == 0) == (c != NULL));
    for (uint32_t i = 0; c != NULL && i < c->n_arguments; i++) {
        assert(c->argument[i].name[0] != '\0');
        check_type(&c->argument[i].type);
    }
    for (size_t i = 0; c != NULL && i < c->n_steps; i++)
        for (size_t k = 0; k < c->step[i].n_enters; k++)
            check_type(&c->step[i].enter[k].type);
    catalogue_free(&c);
    notes_fini(&notes);
    return 0;
}
