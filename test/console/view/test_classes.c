/*
 * test_classes.c - the list of views can be trusted.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view.h"

#include "support/check.h"

static void
every_view_is_found_by_its_name_and_complete(void **state)
{
    (void)state;
    for (size_t i = 0; view_classes[i] != NULL; i++) {
        const struct view_class *class = view_classes[i];
        assert_ptr_equal(view_find(class->name), class);
        assert_non_null(class->title);
        assert_non_null(class->help);
        assert_non_null(class->open);
        assert_non_null(class->close);
        assert_non_null(class->update);
        assert_non_null(class->paint);
        assert_non_null(class->act);
        assert_non_null(class->actions);
    }
    assert_null(view_find("no such view"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_is_found_by_its_name_and_complete),
    };
    return check_run(tests);
}
