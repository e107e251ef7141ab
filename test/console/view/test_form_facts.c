/*
 * test_form_facts.c - what stands beside a form.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/form_view.h"

#include "support/check.h"

#include "console/view/views.h"
#include "support/form_scene.h"
#include "support/stage.h"

static struct clock
now(const struct stage *s)
{
    return (struct clock){s->ui.now, s->ui.utc};
}

static void
open_form(struct stage *s, const char *argument, int rows, int cols)
{
    stage_open(s, &view_form, "", SCENE_GOOD, rows, cols);
    form_scene(&s->model);
    form_scene_mode(&s->model, now(s), FORM_SAFE);
    view_form.close(s->view);
    s->view = view_form.open(&s->ui, argument);
}

static void
the_bytes_of_the_selected_argument_are_highlighted(void **state)
{
    (void)state;
    struct stage s;
    open_form(&s, "SWITCH Battery=2", 20, 80);
    stage_act(&s, ACTION_TOP);
    stage_paint(&s);
    assert_non_null(
        strstr(stage_text(&s), "9 bytes, digest 6b4c10dcabea; Battery: bit 56, "
                               "8 long"));
    int row = 0, marked = 0;
    for (row = 0; row < s.canvas.rows; row++)
        for (int col = 0; col < s.canvas.cols; col++)
            marked += canvas_at(&s.canvas, row, col)->role == ROLE_HEX_FIELD;
    assert_true(marked >= 2);
    stage_close(&s);
}

static void
constraints_and_verifiers_stand_with_their_windows(void **state)
{
    (void)state;
    struct stage s;
    open_form(&s, "SWITCH Battery=2", 20, 80);
    stage_paint(&s);
    assert_non_null(strstr(
        stage_text(&s), "x needs  MODE != SAFE   not held: MODE is SAFE"));
    form_scene_mode(&s.model, now(&s), FORM_IDLE);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "+ needs  MODE != SAFE   held"));
    stage_close(&s);
    open_form(&s, "SET_MODE", 20, 80);
    stage_paint(&s);
    assert_non_null(strstr(
        stage_text(&s), "complete within 10 s of release: MODE == SCIENCE"));
    stage_close(&s);
}

static void
lines_without_room_are_counted_and_not_drawn(void **state)
{
    (void)state;
    struct stage s;
    open_form(&s, "SWITCH Battery=2", 20, 80);
    struct area all = area_all(&s.canvas);
    struct area none = area_sub(&all, 0, 0, 0, 80);
    stage_paint(&s);
    struct strbuf before = {0}, after = {0};
    canvas_text(&s.canvas, &before);
    int lines = form_paint_facts(s.view, &none);
    assert_in_range(lines, 4, 6);
    canvas_text(&s.canvas, &after);
    assert_string_equal(strbuf_get(&before), strbuf_get(&after));
    strbuf_fini(&before);
    strbuf_fini(&after);
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bytes_of_the_selected_argument_are_highlighted),
        cmocka_unit_test(constraints_and_verifiers_stand_with_their_windows),
        cmocka_unit_test(lines_without_room_are_counted_and_not_drawn),
    };
    return check_run(tests);
}
