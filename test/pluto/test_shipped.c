/*
 * test_shipped.c - the procedures of the demonstration mission are good.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/library.h"

#include "support/check.h"
#include "support/sif.h"

#include "pluto/model_mdb.h"

#define SHIPPED 13

static void
all_can_run_and_nothing_is_to_be_said_about_them(void **state)
{
    (void)state;
    struct mdb *mdb = sif_load();
    struct pluto_model *model = pluto_model_new();
    pluto_model_add_mdb(model, mdb);
    char *path = check_path("../procedures");
    const char *const dir[] = {path};
    struct library *library = library_load(dir, 1, model);
    assert_int_equal(library_count(library), SHIPPED);
    for (size_t i = 0; i < SHIPPED; i++) {
        const struct library_entry *e = library_entry(library, i);
        notes_print(&e->notes, stderr, false);
        assert_int_equal(e->notes.n, 0);
        assert_true(e->can_run);
        assert_string_not_equal(e->catalogue->title, "");
        assert_true(e->catalogue->duration_ns > 0);
    }
    library_free(&library);
    pluto_model_free(&model);
    mdb_free(&mdb);
    free(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_can_run_and_nothing_is_to_be_said_about_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
