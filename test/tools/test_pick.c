/*
 * test_pick.c - which mission and instance a tool works on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <unistd.h>

#include "tools/pick.h"

static char *dir;

static int
set_up(void **state)
{
    (void)state;
    dir = check_tmpdir();
    free(check_write(dir, "db.xml", "<x/>", SIZE_MAX));
    free(check_write(dir, "mission.conf",
        "name = T\ndatabase = db.xml\ninstance one { kind = flight }\n"
        "instance two { kind = sim }\n",
        SIZE_MAX));
    unsetenv("COLUMBA_INSTANCE");
    unsetenv("COLUMBA_MISSION");
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    unsetenv("COLUMBA_INSTANCE");
    unsetenv("COLUMBA_MISSION");
    check_rmdir(&dir);
    return 0;
}

/* With standard error out of sight. */
static int
pick(struct pick *p, const char *path, const char *instance)
{
    fflush(stderr);
    int before = dup(2);
    FILE *null = freopen("/dev/null", "w", stderr);
    int status = pick_open(p, "test", path, instance);
    fflush(null);
    dup2(before, 2);
    close(before);
    return status;
}

static void
an_instance_is_named_or_from_the_environment_or_the_first(void **state)
{
    (void)state;
    struct pick p;
    assert_int_equal(pick(&p, dir, NULL), -1);
    assert_string_equal(p.instance->name, "one");
    pick_close(&p);
    setenv("COLUMBA_INSTANCE", "two", 1);
    assert_int_equal(pick(&p, dir, NULL), -1);
    assert_string_equal(p.instance->name, "two");
    pick_close(&p);
    assert_int_equal(pick(&p, dir, "one"), -1);
    assert_string_equal(p.instance->name, "one");
    pick_close(&p);
    assert_null(p.mission);
}

static void
a_mission_comes_from_the_environment(void **state)
{
    (void)state;
    struct pick p;
    setenv("COLUMBA_MISSION", dir, 1);
    assert_int_equal(pick(&p, NULL, "two"), -1);
    assert_string_equal(p.mission->name, "T");
    pick_close(&p);
}

static void
what_is_not_there_has_its_status(void **state)
{
    (void)state;
    struct pick p;
    assert_int_equal(pick(&p, dir, "three"), 66);
    assert_null(p.mission);
    assert_int_equal(pick(&p, "/no/such/mission", NULL), 66);
    free(check_write(dir, "mission.conf", "name = \n", SIZE_MAX));
    assert_int_equal(pick(&p, dir, NULL), 65);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            an_instance_is_named_or_from_the_environment_or_the_first, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            a_mission_comes_from_the_environment, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            what_is_not_there_has_its_status, set_up, tear_down),
    };
    return check_run(tests);
}
