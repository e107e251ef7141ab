/*
 * test_names.c - a hash of names that live in a table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "mdb/model.h"
#include "mdb/names.h"

struct row {
    const char *name;
    int other;
};

static void
every_row_is_found_whole_or_in_two_pieces(void **state)
{
    (void)state;
    enum {
        N = 2000
    };
    static struct row row[N];
    static char name[N][16];
    struct arena arena = {0};
    struct names names;
    names_init(&names, &arena, row, sizeof row[0], N);
    for (uint32_t i = 0; i < N; i++) {
        snprintf(name[i], sizeof name[i], "/a/p%u", i * 7);
        row[i].name = name[i];
        assert_int_equal(names_add(&names, i), i);
    }
    for (uint32_t i = 0; i < N; i++) {
        size_t len = strlen(name[i]);
        for (size_t cut = 0; cut <= len; cut++)
            assert_int_equal(
                names_find(&names, name[i], cut, name[i] + cut, len - cut), i);
        assert_int_equal(
            names_find(&names, "", 0, name[i], len - 1) == i, false);
    }
    assert_int_equal(names_find(&names, "/b/", 3, "p7", 2), MDB_NIL);
    assert_int_equal(names_find(&names, "", 0, "", 0), MDB_NIL);
    arena_fini(&arena);
}

static void
a_name_entered_twice_gives_the_first_row(void **state)
{
    (void)state;
    struct row row[] = {{"a", 1}, {"b", 2}, {"a", 3}};
    struct arena arena = {0};
    struct names names;
    names_init(&names, &arena, row, sizeof row[0], 3);
    assert_int_equal(names_add(&names, 0), 0);
    assert_int_equal(names_add(&names, 1), 1);
    assert_int_equal(names_add(&names, 2), 0);
    assert_string_equal(names_get(&names, 1), "b");
    arena_fini(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_found_whole_or_in_two_pieces),
        cmocka_unit_test(a_name_entered_twice_gives_the_first_row),
    };
    return check_run(tests);
}
