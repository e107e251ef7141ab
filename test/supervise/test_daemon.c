/*
 * test_daemon.c - an instance in the background: started, refused, stopped.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/crew_child.h"

#include <sys/stat.h>

#include "common/instance.h"
#include "common/paths.h"
#include "supervise/daemon.h"

static char *dir;

static int
set_up(void **state)
{
    (void)state;
    dir = check_tmpdir();
    setenv("COLUMBA_RUN", dir, 1);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    unsetenv("COLUMBA_RUN");
    check_rmdir(&dir);
    return 0;
}

/* daemon_start() with what it says on standard error in *said (owned). */
static int
start(const struct mission *m, FILE *progress, char **said)
{
    char *path = check_write(dir, "said", "", 0);
    fflush(stderr);
    int before = dup(2);
    FILE *f = freopen(path, "w", stderr);
    struct daemon_config config = {.mission = m,
        .instance = &m->instance[0],
        .ends_with_us = true,
        .progress = progress};
    int status = daemon_start(&config);
    fflush(f);
    dup2(before, 2);
    close(before);
    *said = check_read(path, NULL);
    free(path);
    return status;
}

static void
it_starts_reports_refuses_a_second_and_stops(void **state)
{
    (void)state;
    struct mission *m = crew_mission(dir, "live");
    char *said, *text = NULL;
    size_t len;
    FILE *progress = open_memstream(&text, &len);
    assert_int_equal(start(m, progress, &said), 0);
    fclose(progress);
    assert_string_equal(said, "");
    assert_non_null(strstr(text, "  a            ready, process "));
    assert_true(strstr(text, "  b            ready") > text);
    free(text);
    free(said);
    assert_true(instance_pid("t") > 0);

    assert_int_equal(start(m, NULL, &said), 73);
    assert_non_null(strstr(said, "runs already"));
    free(said);

    char *mission = mission_default_path("t");
    assert_string_equal(mission, m->file);
    free(mission);

    assert_int_equal(daemon_stop("t", 10 * NS_PER_S), ERR_OK);
    assert_int_equal(instance_pid("t"), 0);
    assert_int_equal(daemon_stop("t", NS_PER_S), ERR_NOTFOUND);
    mission_free(&m);
}

static void
what_refuses_to_run_undoes_the_start_and_has_the_last_word(void **state)
{
    (void)state;
    struct mission *m = crew_mission(dir, "refuse");
    char *said;
    assert_int_equal(start(m, NULL, &said), 69);
    assert_non_null(strstr(
        said, "b: exit status 78 (bad configuration): nothing suits me"));
    assert_non_null(strstr(said, "/t/log"));
    free(said);
    assert_int_equal(instance_pid("t"), 0);
    mission_free(&m);
}

static void
a_place_that_cannot_be_used_is_named(void **state)
{
    (void)state;
    struct mission *m = crew_mission(dir, "live");
    free(check_write(dir, "t", "", 0));
    char *said;
    assert_int_equal(start(m, NULL, &said), 73);
    assert_non_null(strstr(said, "/t cannot be used"));
    free(said);
    mission_free(&m);
}

int
main(int argc, char **argv)
{
    crew_child(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            it_starts_reports_refuses_a_second_and_stops, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            what_refuses_to_run_undoes_the_start_and_has_the_last_word, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            a_place_that_cannot_be_used_is_named, set_up, tear_down),
    };
    return check_run(tests);
}
