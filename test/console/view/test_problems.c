/*
 * test_problems.c - all that is wrong with a stack, with line and column.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/views.h"

#include "support/check.h"
#include "support/stage.h"

static void
what_is_wrong_is_listed(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_problems, "", SCENE_GOOD, 12, 80);
    assert_non_null(strstr(stage_text(&s), "Nothing is wrong."));
    struct command_stack *k = &s.model.stack;
    for (unsigned i = 0; i < 30; i++)
        notes_add(&k->notes, i % 2 ? NOTE_WARNING : NOTE_ERROR, "x.stack",
            i + 3, i + 1, "line %u has a word that \033[31mnobody knows", i);
    (void)str_copy(k->notes_of, sizeof k->notes_of, "dir/x.stack");
    stage_paint(&s);
    stage_golden(&s, "console/problems/file-16x80.txt");
    struct strbuf out = {0};
    view_problems.export_json(s.view, &s.ui, &out);
    assert_non_null(strstr(
        strbuf_get(&out), "\"line\":4,\"col\":2,\"severity\":\"warning\""));
    strbuf_fini(&out);
    stage_close(&s);
}

static void
nothing_typed_breaks_it(void **state)
{
    (void)state;
    stage_robot(&view_problems, "", 2000, 7);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_listed),
        cmocka_unit_test(nothing_typed_breaks_it),
    };
    return check_run(tests);
}
