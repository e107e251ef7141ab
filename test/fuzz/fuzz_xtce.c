/*
 * fuzz_xtce.c - any bytes as a mission database: loaded or refused, never
 * more, and everything that can be asked about what was loaded is answered.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mdb/layout.h"
#include "mdb/mdb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
ask_about_items(const struct mdb *mdb)
{
    for (uint32_t i = 0; i < mdb->n_items; i += 1 + mdb->n_items / 64) {
        const struct mdb_type *type = mdb_item_type(mdb, i);
        free(mdb_encoding_text(mdb, type));
        free(mdb_calibrator_text(type));
        (void)mdb_type_label(type, (int64_t)i);
        (void)mdb_find_item(mdb, mdb->item[i].name);
        (void)mdb_item_matches(mdb, i, "*A*");
    }
    for (uint32_t i = 0; i < mdb->n_params; i += 1 + mdb->n_params / 64)
        assert(mdb_find_param(mdb, mdb->param[i].name) == i);
}

static void
ask_about_containers(const struct mdb *mdb)
{
    uint32_t step = 1 + mdb->n_containers / 64;
    for (uint32_t i = 0; i < mdb->n_containers; i += step) {
        struct mdb_place *place;
        size_t n;
        const struct mdb_container *c = &mdb->container[i];
        free(mdb_criteria_text(mdb, &c->restriction));
        assert(mdb_find_container(mdb, c->name) == i);
        if (mdb_places(mdb, i, &place, &n)) {
            for (size_t k = 0; k < n && c->layout != NULL; k++)
                assert(place[k].item == c->layout[k]);
            free(place);
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct mdb_options options = {
        .is_strict = size % 2 == 1,
        .max_elements = 16,
    };
    struct notes notes = {0};
    struct mdb *mdb;
    enum err err =
        mdb_load_memory("fuzz.xml", data, size, &options, &notes, &mdb);
    assert((err == ERR_OK) == (mdb != NULL));
    assert(err == ERR_OK || notes.errors > 0);
    assert(err != ERR_OK || notes.errors == 0 || !options.is_strict);
    if (mdb != NULL) {
        uint32_t near[3];
        ask_about_items(mdb);
        ask_about_containers(mdb);
        (void)mdb_nearest_items(mdb, "MODE", near, 3);
        mdb_free(&mdb);
    }
    notes_fini(&notes);
    return 0;
}
