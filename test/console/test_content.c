/*
 * test_content.c - the user's files come first, then the mission's.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/content.h"

#include "support/check.h"

#include <stdlib.h>

static void
the_user_comes_first_and_the_shipped_files_last(void **state)
{
    (void)state;
    struct content_dirs dirs;
    setenv("XDG_CONFIG_HOME", "/conf", 1);
    setenv("COLUMBA_DATA", "/data", 1);
    content_dirs_init(&dirs, "themes", "/missions/sif");
    assert_int_equal(dirs.n, 3);
    assert_string_equal(dirs.dir[0], "/conf/columba/themes");
    assert_string_equal(dirs.origin[0], "user");
    assert_string_equal(dirs.dir[1], "/missions/sif/themes");
    assert_string_equal(dirs.origin[1], "mission");
    assert_string_equal(dirs.dir[2], "/data/themes");
    assert_string_equal(dirs.origin[2], "shipped");
    content_dirs_fini(&dirs);
    assert_int_equal(dirs.n, 0);
}

static void
without_a_mission_there_are_two(void **state)
{
    (void)state;
    struct content_dirs dirs;
    content_dirs_init(&dirs, "displays", NULL);
    assert_int_equal(dirs.n, 2);
    assert_string_equal(dirs.origin[1], "shipped");
    content_dirs_fini(&dirs);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_user_comes_first_and_the_shipped_files_last),
        cmocka_unit_test(without_a_mission_there_are_two),
    };
    return check_run(tests);
}
