/*
 * test_shipped.c - the procedures of the demonstration mission are good.
 *
 * X-a.world is a world of the procedure X.pluto; X-a.trace is its trace.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/library.h"

#include <glob.h>

#include "common/xalloc.h"
#include "support/check.h"
#include "support/sif.h"

#include "pluto/model_mdb.h"
#include "pluto/world.h"

#define SHIPPED 13
#define WORLDS  31
#define ID_LEN  10 /* "SIF-ACT-01" */

struct ship {
    struct mdb *mdb;
    struct pluto_model *model;
    struct library *library;
};

static struct ship
board(void)
{
    struct ship s = {.mdb = sif_load(), .model = pluto_model_new()};
    pluto_model_add_mdb(s.model, s.mdb);
    char *path = check_path("../procedures");
    const char *const dir[] = {path};
    s.library = library_load(dir, 1, s.model);
    free(path);
    return s;
}

static void
leave(struct ship *s)
{
    library_free(&s->library);
    pluto_model_free(&s->model);
    mdb_free(&s->mdb);
}

static void
all_can_run_and_nothing_is_to_be_said_about_them(void **state)
{
    (void)state;
    struct ship s = board();
    assert_int_equal(library_count(s.library), SHIPPED);
    for (size_t i = 0; i < SHIPPED; i++) {
        const struct library_entry *e = library_entry(s.library, i);
        notes_print(&e->notes, stderr, false);
        assert_int_equal(e->notes.n, 0);
        assert_true(e->can_run);
        assert_string_not_equal(e->catalogue->title, "");
        assert_true(e->catalogue->duration_ns > 0);
    }
    leave(&s);
}

static void
on_trace(void *arg, const struct pluto_trace *t, unsigned depth)
{
    struct strbuf *trace = arg;
    (void)depth;
    if (t->kind >= PLUTO_TRACE_MORE)
        return;
    pluto_trace_line(t, 0, trace);
    strbuf_addc(trace, '\n');
}

static const struct library_entry *
entry_of(const struct ship *s, const char *world)
{
    char *id = xstrndup(strrchr(world, '/') + 1, ID_LEN);
    const struct library_entry *e = library_find(s->library, id);
    free(id);
    assert_non_null(e);
    return e;
}

/* Its trace; what it expects is met.  `reloads`: saved and loaded again after
 * each statement. */
static void
play(const char *file, bool reloads, struct strbuf *trace)
{
    struct ship s = board();
    struct notes notes = {0};
    struct world *world = NULL;
    struct world_result result;
    size_t len = 0;
    char *text = check_read(file, &len);
    const struct library_entry *e = entry_of(&s, file);
    enum err err = world_parse(file, text, len, s.model, true, &notes, &world);
    notes_print(&notes, stderr, false);
    assert_int_equal(err, ERR_OK);
    const struct world_sim_config config = {.world = world,
        .model = s.model,
        .library = s.library,
        .procedure = e->procedure,
        .catalogue = e->catalogue,
        .trace = on_trace,
        .arg = trace,
        .reloads = reloads};
    assert_int_equal(world_simulate(&config, &result), ERR_OK);
    assert_string_equal(strbuf_get(&result.fail), "");
    world_result_fini(&result);
    world_free(&world);
    notes_fini(&notes);
    free(text);
    leave(&s);
}

static void
compare_all(bool reloads)
{
    glob_t found;
    char *pattern = check_path("../procedures/*.world");
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    assert_true(found.gl_pathc >= WORLDS);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *file = found.gl_pathv[i];
        struct strbuf trace = {0};
        size_t len = 0;
        char *recorded = xasprintf(
            "%.*s.trace", (int)(strlen(file) - strlen(".world")), file);
        char *want = check_read(recorded, &len);
        play(file, reloads, &trace);
        assert_string_equal(strbuf_get(&trace), want);
        strbuf_fini(&trace);
        free(recorded);
        free(want);
    }
    globfree(&found);
    free(pattern);
}

static void
traces_are_those_that_are_shipped(void **state)
{
    (void)state;
    compare_all(false);
}

/* Whatever the statement behind which its process is killed: the same statuses
 * at the same times, and each activity is initiated as often. */
static void
killed_behind_each_statement_they_go_on_the_same(void **state)
{
    (void)state;
    compare_all(true);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_can_run_and_nothing_is_to_be_said_about_them),
        cmocka_unit_test(traces_are_those_that_are_shipped),
        cmocka_unit_test(killed_behind_each_statement_they_go_on_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
