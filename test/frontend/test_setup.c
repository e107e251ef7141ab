/*
 * test_setup.c - mission and database are loaded whole or not at all.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <sysexits.h>

#include "common/xalloc.h"
#include "frontend/setup.h"

struct rig {
    char *dir, *conf;
    struct notes notes;
    struct setup setup;
};

static void
prepare(struct rig *g, const char *head)
{
    *g = (struct rig){.dir = check_tmpdir()};
    char *from = check_path("frontend/data/small.xml");
    size_t len;
    char *xml = check_read(from, &len);
    free(check_write(g->dir, "db.xml", xml, len));
    free(check_write(
        g->dir, "bad.xml", "<SpaceSystem name='x'><oops>", SIZE_MAX));
    free(xml);
    free(from);
    char *text = xasprintf("name = \"T\"\n%s\n"
                           "instance one { kind = sim\n"
                           "  link a { type = udp port = 0 } }\n"
                           "instance two { kind = flight }\n",
        head);
    g->conf = check_write(g->dir, "mission.conf", text, SIZE_MAX);
    free(text);
}

static void
finish(struct rig *g)
{
    setup_free(&g->setup);
    notes_fini(&g->notes);
    free(g->conf);
    check_rmdir(&g->dir);
}

static void
a_sound_mission_is_loaded_with_its_database(void **state)
{
    (void)state;
    struct rig g;
    prepare(&g, "database = \"db.xml\"");
    assert_int_equal(setup_load(g.conf, NULL, &g.notes, &g.setup), 0);
    assert_string_equal(g.setup.instance->name, "one");
    assert_int_equal(g.setup.root, MDB_NIL);
    assert_int_equal(g.setup.mdb->n_params, 13);
    assert_int_equal(g.notes.errors, 0);
    setup_free(&g.setup);
    assert_int_equal(setup_load(g.dir, "two", &g.notes, &g.setup), 0);
    assert_string_equal(g.setup.instance->name, "two");
    finish(&g);
}

static void
the_root_may_be_named(void **state)
{
    (void)state;
    struct rig g;
    prepare(&g, "database = \"db.xml\"\nroot = \"/S/HK\"");
    assert_int_equal(setup_load(g.conf, NULL, &g.notes, &g.setup), 0);
    assert_int_equal(g.setup.root, mdb_find_container(g.setup.mdb, "/S/HK"));
    finish(&g);
}

static void
what_is_wrong_has_a_status_and_a_note(void **state)
{
    (void)state;
    static const struct {
        const char *head, *instance;
        int status;
        const char *note;
    } rows[] = {
        {"database = \"db.xml\"", "three", EX_CONFIG, "three"},
        {"database = \"db.xml\"\nroot = \"/S/NONE\"", NULL, EX_CONFIG,
            "/S/NONE"},
        {"database = \"bad.xml\"", NULL, EX_DATAERR, ""},
        {"database = \"missing.xml\"", NULL, EX_CONFIG, ""},
        {"database = ", NULL, EX_CONFIG, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig g;
        prepare(&g, rows[i].head);
        const int status =
            setup_load(g.conf, rows[i].instance, &g.notes, &g.setup);
        if (status != rows[i].status)
            fail_msg("row %zu: status %d", i, status);
        assert_null(g.setup.mission);
        assert_null(g.setup.mdb);
        assert_true(g.notes.errors > 0);
        assert_non_null(strstr(g.notes.note[g.notes.n - 1].text, rows[i].note));
        finish(&g);
    }
}

static void
a_mission_that_is_not_there_is_no_input(void **state)
{
    (void)state;
    struct notes notes = {0};
    struct setup s;
    assert_int_equal(
        setup_load("/nonexistent/mission", NULL, &notes, &s), EX_NOINPUT);
    assert_true(notes.errors > 0);
    notes_fini(&notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_mission_is_loaded_with_its_database),
        cmocka_unit_test(the_root_may_be_named),
        cmocka_unit_test(what_is_wrong_has_a_status_and_a_note),
        cmocka_unit_test(a_mission_that_is_not_there_is_no_input),
    };
    return check_run(tests);
}
