/*
 * fuzz_xtce.c - any bytes as a mission database: loaded or refused, never
 * more, and everything that can be asked about what was loaded is answered.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mdb/command.h"
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

static void
ask_about_entries(const struct mdb *mdb, const struct mdb_command *c)
{
    for (uint32_t i = 0; i < c->n_entries; i++) {
        const struct mdb_tc_entry *e = &c->entry[i];
        free(mdb_command_criteria_text(mdb, c, &e->include));
        if (e->kind == MDB_TC_ARGUMENT)
            assert(e->ref < c->n_arguments);
        else if (e->kind == MDB_TC_PARAM)
            assert(e->ref < mdb->n_params);
        else
            for (uint32_t b = 0; b < (e->fixed_bits + 7) / 8; b++)
                assert(e->fixed[b] <= 0xff);
    }
}

static void
ask_about_commands(const struct mdb *mdb)
{
    uint32_t step = 1 + mdb->n_commands / 64;
    for (uint32_t i = 0; i < mdb->n_commands; i += step) {
        const struct mdb_command *c = &mdb->command[i];
        assert(mdb_find_command(mdb, c->name) == i);
        assert(c->n_significances > 0);
        for (uint32_t k = 0; k < c->n_leaves; k++) {
            assert(c->leaf[k].type < mdb->n_types);
            assert(mdb->type[c->leaf[k].type].class == MDB_SCALAR);
            assert((c->leaf[k].source == MDB_LEAF_GIVEN) ==
                   (c->leaf[k].text == NULL));
            free(mdb_encoding_text(mdb, &mdb->type[c->leaf[k].type]));
        }
        for (uint32_t k = 0; k < c->n_verifiers; k++)
            free(mdb_command_criteria_text(mdb, c, &c->verifier[k].criteria));
        ask_about_entries(mdb, c);
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
        ask_about_commands(mdb);
        (void)mdb_nearest_items(mdb, "MODE", near, 3);
        (void)mdb_nearest_commands(mdb, "ON", near, 3);
        mdb_free(&mdb);
    }
    notes_fini(&notes);
    return 0;
}
