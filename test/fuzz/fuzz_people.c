/*
 * fuzz_people.c - people.conf: no input crashes, and whoever is in a file that
 * is accepted has a name, roles that exist, and is the only one of the uid.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "command/people_priv.h"
#include "common/xalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_people(const struct people *people)
{
    for (size_t i = 0; i < people->n; i++) {
        const struct person *p = &people->person[i];
        assert(people_name_is_valid(p->name));
        assert((p->roles & ~ROLE_ALL) == 0 && p->roles != 0);
        assert(!p->is_open || people->allows_claims);
        for (size_t k = 0; k < i; k++)
            assert(p->uid == PEOPLE_NO_UID || people->person[k].uid != p->uid);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct people people = {.is_training = true, .has_file = true};
    struct notes notes = {0};
    char *text = xcalloc(size + 1, 1);
    memcpy(text, data, size);
    people_read(&people, "people.conf", text, size, true, &notes);
    if (notes.errors == 0)
        check_people(&people);
    notes_fini(&notes);
    free(people.person);
    free(text);
    return 0;
}
