/*
 * fuzz_approval.c - approval files: no input crashes, and what is approved was
 * so by two persons.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/xalloc.h"
#include "pluto/approval.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define DIGEST                                                                 \
    "0000000000000000000000000000000000000000000000000000000000000000"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct notes notes = {0};
    struct approval a;
    char *text = xcalloc(size + 1, 1); /* its end is watched, not a NUL */
    memcpy(text, data, size);
    const enum err e =
        approval_parse("f.approval", text, size, DIGEST, &notes, &a);
    assert((e == ERR_OK) == (notes.errors == 0));
    assert(e == ERR_OK || a.state == APPROVAL_DRAFT);
    if (a.state != APPROVAL_DRAFT)
        assert(approval_person_is_valid(a.reviewed_by));
    if (a.state == APPROVAL_APPROVED) {
        assert(approval_person_is_valid(a.approved_by));
        assert(strcasecmp(a.reviewed_by, a.approved_by) != 0);
    }
    notes_fini(&notes);
    free(text);
    return 0;
}
