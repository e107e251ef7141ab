/*
 * test_instance.c - one supervisor an instance, and which instances run.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/instance.h"
#include "common/paths.h"

static char *run_dir;

static int
set_up(void **state)
{
    (void)state;
    run_dir = check_tmpdir();
    setenv("COLUMBA_RUN", run_dir, 1);
    unsetenv("COLUMBA_INSTANCE");
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    unsetenv("COLUMBA_RUN");
    check_rmdir(&run_dir);
    return 0;
}

/* A process that holds the lock of `name` until it is killed. */
static pid_t
hold(const char *name)
{
    int ready[2];
    assert_int_equal(paths_instance_create(name), ERR_OK);
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0) {
        int fd;
        char ok = instance_lock(name, &fd) == ERR_OK;
        ssize_t n = write(ready[1], &ok, 1);
        if (n == 1)
            for (;;)
                pause();
        _exit(1);
    }
    char ok = 0;
    assert_int_equal(read(ready[0], &ok, 1), 1);
    assert_int_equal(ok, 1);
    close(ready[0]);
    close(ready[1]);
    return pid;
}

static void
end(pid_t pid)
{
    int status;
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
}

static void
a_lock_is_held_by_one_and_gone_with_a_kill(void **state)
{
    (void)state;
    assert_int_equal(instance_pid("sim"), 0);
    pid_t pid = hold("sim");
    assert_int_equal(instance_pid("sim"), pid);
    int fd = 0;
    assert_int_equal(instance_lock("sim", &fd), ERR_EXISTS);
    assert_int_equal(fd, -1);
    end(pid);
    assert_int_equal(instance_pid("sim"), 0);
    assert_int_equal(instance_lock("sim", &fd), ERR_OK);
    close(fd);
    assert_int_equal(instance_lock("never-created", &fd), ERR_IO);
}

static void
running_instances_are_listed_by_name(void **state)
{
    (void)state;
    char **names;
    size_t n = instance_running(&names);
    assert_int_equal(n, 0);
    instance_names_free(&names, n);
    assert_int_equal(paths_instance_create("idle"), ERR_OK);
    pid_t b = hold("b"), a = hold("a");
    n = instance_running(&names);
    assert_int_equal(n, 2);
    assert_string_equal(names[0], "a");
    assert_string_equal(names[1], "b");
    instance_names_free(&names, n);
    end(a);
    end(b);
}

static void
the_default_is_the_environments_the_only_one_or_flight(void **state)
{
    (void)state;
    assert_null(instance_default());
    pid_t sim = hold("sim");
    char *got = instance_default();
    assert_string_equal(got, "sim");
    free(got);
    pid_t other = hold("other");
    assert_null(instance_default());
    pid_t flight = hold("flight");
    got = instance_default();
    assert_string_equal(got, "flight");
    free(got);
    setenv("COLUMBA_INSTANCE", "other", 1);
    got = instance_default();
    assert_string_equal(got, "other");
    free(got);
    unsetenv("COLUMBA_INSTANCE");
    end(sim);
    end(other);
    end(flight);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_lock_is_held_by_one_and_gone_with_a_kill, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            running_instances_are_listed_by_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            the_default_is_the_environments_the_only_one_or_flight, set_up,
            tear_down),
    };
    return check_run(tests);
}
