/*
 * fuzz_cosmos.c - COSMOS screens: no input crashes, what is refused says why,
 * and what comes out is a display file that its parser takes.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "console/display/display.h"
#include "tools/cosmos/page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct mdb *
database(void)
{
    static struct mdb *mdb;
    struct notes notes = {0};
    if (mdb == NULL) {
        if (mdb_load("test/tools/cosmos/data/inst.xml",
                &(struct mdb_options){0}, &notes, &mdb) != ERR_OK)
            abort();
        notes_fini(&notes);
    }
    return mdb;
}

static void
try(const uint8_t *data, size_t size, const struct mdb *mdb, int cols)
{
    struct notes notes = {0}, said = {0};
    struct cosmos_options options = {
        .target = "INST", .id = "F", .title = "F", .cols = cols};
    char *out =
        cosmos_import("f.txt", (const char *)data, size, mdb, &options, &notes);
    assert((out == NULL) == (notes.errors > 0));
    if (out != NULL) {
        struct display *page;
        enum err e = display_parse(
            "f.dsp", out, strlen(out), mdb, NULL, NULL, &said, &page);
        if (e != ERR_OK)
            notes_print(&said, stderr, true);
        assert(e == ERR_OK);
        display_free(&page);
    }
    notes_fini(&said);
    notes_fini(&notes);
    free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try(data, size, database(), 78);
    try(data, size, NULL, 40);
    return 0;
}
