/*
 * test_form_paint.c - the rows of a form.
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
a_long_form_scrolls_with_the_selection(void **state)
{
    (void)state;
    struct stage s;
    open_form(&s, "LOAD", 20, 80);
    static const enum action moves[] = {ACTION_DOWN, ACTION_PAGE_DOWN,
        ACTION_UP, ACTION_BOTTOM, ACTION_PAGE_UP, ACTION_TOP, ACTION_HALF_DOWN};
    for (size_t i = 0; i < 200; i++) {
        const struct form_view *v = s.view;
        stage_act(&s, moves[i % (sizeof moves / sizeof *moves)]);
        stage_paint(&s);
        const struct form_field *field = form_field_at(&v->form, v->form.at);
        if (field != NULL && strstr(stage_text(&s), field->name) == NULL)
            fail_msg("%s is not seen:\n%s", field->name, stage_text(&s));
    }
    stage_close(&s);
}

static void
what_is_wrong_stands_below_the_field_while_it_is_typed(void **state)
{
    (void)state;
    struct stage s;
    open_form(&s, "SWITCH", 20, 80);
    stage_act(&s, ACTION_OPEN);
    (void)view_form.key(s.view, &s.ui, '9');
    stage_paint(&s);
    const char *field = strstr(stage_text(&s), "xBattery");
    assert_non_null(field);
    const char *sentence = strstr(field, "9 is not in 1 .. 3");
    assert_non_null(sentence);
    int lines = 0;
    for (const char *p = field; p < sentence; p++)
        lines += *p == '\n';
    assert_int_equal(lines, 1);
    stage_close(&s);
}

static void
the_mouse_selects_the_row_under_it(void **state)
{
    (void)state;
    struct stage s;
    const struct form_view *v;
    open_form(&s, "SWITCH Battery=2", 20, 80);
    v = s.view;
    stage_act(&s, ACTION_TOP);
    stage_paint(&s);
    /* head 2, Battery, its note, State */
    (void)view_form.press(s.view, &s.ui, 4, 3);
    assert_int_equal(v->form.at, 1);
    stage_paint(&s);
    (void)view_form.press(s.view, &s.ui, 2, 3);
    assert_int_equal(v->form.at, 0);
    (void)view_form.press(s.view, &s.ui, 0, 3);
    assert_int_equal(v->form.at, 0);
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_form_scrolls_with_the_selection),
        cmocka_unit_test(
            what_is_wrong_stands_below_the_field_while_it_is_typed),
        cmocka_unit_test(the_mouse_selects_the_row_under_it),
    };
    return check_run(tests);
}
