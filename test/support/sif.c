/*
 * sif.c - the demonstration mission's database, for tests.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/sif.h"

#include "support/check.h"

struct mdb *
sif_load(void)
{
    struct mdb *mdb = NULL;
    struct notes notes = {0};
    char *path = check_path("../missions/sif/sif.xml");
    assert_int_equal(
        mdb_load(path, &(struct mdb_options){.is_strict = true}, &notes, &mdb),
        ERR_OK);
    assert_int_equal(notes.n, 0);
    notes_fini(&notes);
    free(path);
    return mdb;
}
