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

static void
numbers_go_up_and_are_as_agreed(void **state)
{
    (void)state;
    static const char *const names[1 + VIEW_NUMBER_MAX] = {[1] = "display",
        [2] = "alarms",
        [3] = "procedures",
        [4] = "commands",
        [5] = "events",
        [6] = "trends",
        [7] = "params",
        [8] = "packets",
        [9] = "links"};
    int before = 0;
    for (size_t i = 0; view_classes[i] != NULL; i++) {
        const struct view_class *class = view_classes[i];
        assert_int_equal(class->number != 0, class->tab != NULL);
        if (class->number == 0) {
            before = VIEW_NUMBER_MAX;
            continue;
        }
        assert_in_range(class->number, before + 1, VIEW_NUMBER_MAX);
        assert_string_equal(class->name, names[class->number]);
        before = class->number;
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_is_found_by_its_name_and_complete),
        cmocka_unit_test(numbers_go_up_and_are_as_agreed),
    };
    return check_run(tests);
}
