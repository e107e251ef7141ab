/*
 * test_supervise.c - the loop around the crew, with real children.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/crew_child.h"

#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "common/instance.h"
#include "common/paths.h"
#include "supervise/supervise.h"

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

/* supervise_run() in a process of its own; *report reads what it reports. */
static pid_t
run(const struct mission *m, FILE **report)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        if (freopen("/dev/null", "w", stderr) == NULL)
            _exit(99);
        struct supervise_config config = {
            .mission = m, .instance = &m->instance[0], .report_fd = ends[1]};
        _exit(supervise_run(&config));
    }
    close(ends[1]);
    *report = fdopen(ends[0], "r");
    return pid;
}

/* The next line of the report, without its end; borrowed. */
static const char *
line_of(FILE *report)
{
    static char line[512];
    line[0] = '\0';
    if (fgets(line, sizeof line, report) != NULL)
        line[strcspn(line, "\n")] = '\0';
    return line;
}

static int
status_of(pid_t pid)
{
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void
it_reports_each_step_and_stops_in_order_on_sigterm(void **state)
{
    (void)state;
    struct mission *m = crew_mission(dir, "live");
    FILE *report;
    pid_t pid = run(m, &report);
    assert_memory_equal(line_of(report), "ready a ", 8);
    assert_memory_equal(line_of(report), "ready b ", 8);
    assert_string_equal(line_of(report), "up");
    assert_string_equal(line_of(report), "");
    fclose(report);
    assert_int_equal(instance_pid("t"), pid);
    kill(pid, SIGTERM);
    assert_int_equal(status_of(pid), 0);
    assert_int_equal(instance_pid("t"), 0);
    mission_free(&m);
}

static void
a_refusal_is_reported_and_everything_stopped(void **state)
{
    (void)state;
    struct mission *m = crew_mission(dir, "refuse");
    FILE *report;
    pid_t pid = run(m, &report);
    assert_memory_equal(line_of(report), "ready a ", 8);
    const char *last = line_of(report);
    assert_non_null(strstr(last, "failed b: exit status 78"));
    fclose(report);
    assert_int_equal(status_of(pid), 69);
    mission_free(&m);
}

static void
a_second_supervisor_is_refused(void **state)
{
    (void)state;
    struct mission *m = crew_mission(dir, "live");
    FILE *first, *second;
    pid_t one = run(m, &first);
    while (strcmp(line_of(first), "up") != 0)
        continue;
    pid_t two = run(m, &second);
    assert_int_equal(status_of(two), 73);
    assert_int_equal(instance_pid("t"), one);
    fclose(second);
    fclose(first);
    kill(one, SIGTERM);
    assert_int_equal(status_of(one), 0);
    mission_free(&m);
}

static void
cleaning_takes_sockets_and_leaves_logs(void **state)
{
    (void)state;
    assert_int_equal(paths_instance_create("t"), ERR_OK);
    static const char *const gone[] = {
        "feed/hub", "observe/hub", "operate/frontend", "notify", "mission"};
    char *at = xasprintf("%s/t", dir);
    char *logs = xasprintf("%s/log", at);
    assert_int_equal(mkdir(logs, 0700), 0);
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
        free(check_write(at, gone[i], "", 0));
    char *kept = check_write(logs, "hub.log", "x", 1);
    supervise_clean("t");
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
        char *path = xasprintf("%s/%s", at, gone[i]);
        assert_int_not_equal(access(path, F_OK), 0);
        free(path);
    }
    assert_int_equal(access(kept, F_OK), 0);
    free(kept);
    free(logs);
    free(at);
}

int
main(int argc, char **argv)
{
    crew_child(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            it_reports_each_step_and_stops_in_order_on_sigterm, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            a_refusal_is_reported_and_everything_stopped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_second_supervisor_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            cleaning_takes_sockets_and_leaves_logs, set_up, tear_down),
    };
    return check_run(tests);
}
