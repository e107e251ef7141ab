/*
 * test_world_runs.c - every procedure of test/pluto/worlds with a recorded
 * trace runs as it was worked out by hand.
 *
 * X-a.world is a world of the procedure X.pluto; X-a.trace is its trace.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <glob.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "pluto/check.h"
#include "pluto/library.h"
#include "pluto/parse.h"
#include "pluto/world.h"

struct recorder {
    struct strbuf *trace;
    int64_t start;
};

static void
on_trace(void *arg, const struct pluto_trace *t, unsigned depth)
{
    const struct recorder *r = arg;
    (void)depth;
    if (t->kind >= PLUTO_TRACE_MORE)
        return;
    pluto_trace_line(t, r->start, r->trace);
    strbuf_addc(r->trace, '\n');
}

/* "PO-002" of "…/PO-002-a.world". */
static char *
procedure_of(const char *world)
{
    const char *name = strrchr(world, '/') + 1;
    size_t len = strlen(name) - strlen(".world");
    if (len > 2 && name[len - 2] == '-' && name[len - 1] >= 'a')
        len -= 2;
    return xstrndup(name, len);
}

static char *
file_of(const char *stem)
{
    static const char *const dir[] = {"worlds", "procedures"};
    char *path = NULL;
    for (size_t i = 0; i < ARRAY_LEN(dir); i++) {
        char *relative = xasprintf("pluto/%s/%s.pluto", dir[i], stem);
        free(path);
        path = check_path(relative);
        free(relative);
        if (access(path, R_OK) == 0)
            break;
    }
    return path;
}

static void
stop_at(const char *file, const struct notes *notes)
{
    if (notes->n > 0)
        fail_msg("%s:%u:%u: %s", file, notes->note[0].line, notes->note[0].col,
            notes->note[0].text);
    fail_msg("%s is refused without a note", file);
}

static void
run(const char *file, struct strbuf *trace, struct world_result *result)
{
    struct notes notes = {0};
    struct pluto_model *model = pluto_model_new();
    struct world *world = NULL;
    struct pluto *p = NULL;
    size_t len = 0;
    char *text = check_read(file, &len), *stem = procedure_of(file);
    char *path = file_of(stem), *dir = check_path("pluto/worlds");
    if (world_parse(file, text, len, model, false, &notes, &world) != ERR_OK)
        stop_at(file, &notes);
    const char *dirs[] = {dir};
    struct library *library = library_load(dirs, 1, model);
    free(text);
    text = check_read(path, &len);
    struct catalogue *catalogue = catalogue_empty(stem);
    const struct pluto_check_options options = {.catalogue = catalogue};
    if (pluto_parse(path, text, len, &notes, &p) != ERR_OK ||
        catalogue_bind(catalogue, p, &notes) != ERR_OK ||
        pluto_check(p, model, &options, &notes) != ERR_OK)
        stop_at(path, &notes);
    struct recorder recorder = {trace, world_start(world)};
    const struct world_sim_config config = {.world = world,
        .model = model,
        .library = library,
        .procedure = p,
        .catalogue = catalogue,
        .trace = on_trace,
        .arg = &recorder};
    assert_int_equal(world_simulate(&config, result), ERR_OK);
    world_free(&world);
    library_free(&library);
    pluto_free(&p);
    catalogue_free(&catalogue);
    pluto_model_free(&model);
    notes_fini(&notes);
    free(text);
    free(stem);
    free(path);
    free(dir);
}

static void
traces_are_those_worked_out_by_hand(void **state)
{
    (void)state;
    glob_t found;
    size_t failed = 0;
    char *pattern = check_path("pluto/worlds/*.world");
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    assert_true(found.gl_pathc >= 13 + 31);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *file = found.gl_pathv[i];
        struct strbuf trace = {0};
        struct world_result result;
        size_t len = 0;
        char *recorded = xasprintf(
            "%.*s.trace", (int)(strlen(file) - strlen(".world")), file);
        char *want = check_read(recorded, &len);
        run(file, &trace, &result);
        if (strcmp(strbuf_get(&trace), want) != 0 || result.fail.len > 0) {
            fprintf(stderr, "%s is not\n%s%s", recorded, strbuf_get(&trace),
                strbuf_get(&result.fail));
            failed++;
        }
        strbuf_fini(&trace);
        world_result_fini(&result);
        free(recorded);
        free(want);
    }
    globfree(&found);
    free(pattern);
    assert_int_equal(failed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces_are_those_worked_out_by_hand),
    };
    return check_run(tests);
}
