/*
 * test_question.c - a question is answered by fingers, on purpose, and only
 * when it stands on the screen as a whole.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/view/ceremony.h"
#include "console/view/question.h"
#include "support/run_scene.h"

struct table {
    struct model m;
    struct clock now;
    struct canvas canvas;
    struct question q;
    const struct run_prompt *p;
};

static void
paint(struct table *t)
{
    struct area all = area_all(&t->canvas);
    canvas_clear(&t->canvas);
    question_paint(&t->q, t->p, &all, t->now, 1, 1);
    question_shown(&t->q, t->now);
}

static void
pass(struct table *t, int64_t ms)
{
    t->now.mono = mono_add_ns(t->now.mono, ms * NS_PER_MS);
    t->now.utc = utc_add_ns(t->now.utc, ms * NS_PER_MS);
}

static void
open_table(struct table *t, enum run_scene scene, int rows)
{
    *t = (struct table){.now = feed_clock(30000)};
    model_init(&t->m, "sim", NULL, feed_clock(0));
    run_scene(&t->m, scene, t->now);
    t->p = runs_question(runs_find(&t->m.runs, RUN_SCENE_ID));
    canvas_init(&t->canvas, rows, 80, false);
    question_open(&t->q, t->p);
    paint(t);
}

static void
close_table(struct table *t)
{
    canvas_fini(&t->canvas);
    model_fini(&t->m);
}

/* As a finger does it. */
static enum question_result
press(struct table *t, keysym k)
{
    pass(t, 80);
    enum question_result r = question_key(&t->q, t->p, k, t->now);
    paint(t);
    return r;
}

static void
enter_alone_answers_nothing(void **state)
{
    (void)state;
    struct table t;
    open_table(&t, RUNS_ASKING, 12);
    pass(&t, 1000);
    assert_int_equal(press(&t, KEY_CODE_ENTER), QUESTION_STAYS);
    assert_non_null(strstr(t.q.message, "choose first"));
    assert_int_equal(press(&t, '2'), QUESTION_STAYS);
    assert_int_equal(press(&t, KEY_CODE_ENTER), QUESTION_ANSWERS);
    assert_string_equal(question_word(&t.q, t.p), "continue");
    assert_string_equal(question_value(&t.q, t.p), "");
    close_table(&t);
}

static void
what_was_typed_before_it_could_be_read_is_dropped(void **state)
{
    (void)state;
    struct table t;
    open_table(&t, RUNS_ASKING, 12);
    assert_int_equal(press(&t, '3'), QUESTION_STAYS);
    assert_int_equal(press(&t, KEY_CODE_ENTER), QUESTION_STAYS);
    assert_int_equal(t.q.chosen, 0);
    pass(&t, 300);
    assert_int_equal(press(&t, '3'), QUESTION_STAYS);
    assert_int_equal(t.q.chosen, 3);
    close_table(&t);
}

static void
keys_faster_than_fingers_choose_nothing(void **state)
{
    (void)state;
    struct table t;
    open_table(&t, RUNS_ASKING, 12);
    pass(&t, 1000);
    assert_int_equal(press(&t, '3'), QUESTION_STAYS);
    pass(&t, 1);
    assert_int_equal(
        question_key(&t.q, t.p, KEY_CODE_ENTER, t.now), QUESTION_STAYS);
    assert_int_equal(t.q.chosen, 0);
    question_paste(&t.q);
    assert_non_null(strstr(t.q.message, "pasted"));
    close_table(&t);
}

static void
letters_choose_too_and_wrong_ones_say_so(void **state)
{
    (void)state;
    struct table t;
    open_table(&t, RUNS_ASKING, 12);
    pass(&t, 1000);
    static const struct {
        keysym k;
        size_t chosen;
    } cases[] = {{'t', 4}, {'A', 3}, {'c', 2}, {'r', 1}, {'x', 1}, {'9', 1},
        {KEY_CODE_DOWN, 2}, {KEY_CODE_UP, 1}, {KEY_CODE_UP, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        (void)press(&t, cases[i].k);
        assert_int_equal(t.q.chosen, cases[i].chosen);
    }
    assert_int_equal(press(&t, KEY_CODE_ESCAPE), QUESTION_CLOSES);
    assert_int_equal(press(&t, KEY_CODE_TAB), QUESTION_NEXT);
    close_table(&t);
}

static void
what_does_not_fit_cannot_be_answered(void **state)
{
    (void)state;
    struct table t;
    open_table(&t, RUNS_ASKING, 5);
    pass(&t, 1000);
    assert_false(t.q.is_painted);
    assert_int_equal(press(&t, '2'), QUESTION_STAYS);
    assert_int_equal(press(&t, KEY_CODE_ENTER), QUESTION_STAYS);
    assert_int_equal(t.q.chosen, 0);
    struct strbuf b = {0};
    canvas_text(&t.canvas, &b);
    assert_non_null(strstr(strbuf_get(&b), "it needs 8 rows"));
    strbuf_fini(&b);
    close_table(&t);
}

static void
a_value_is_typed(void **state)
{
    (void)state;
    struct table t;
    open_table(&t, RUNS_VALUE, 12);
    struct strbuf b = {0};
    canvas_text(&t.canvas, &b);
    assert_non_null(strstr(strbuf_get(&b), "real, deg, 0 .. 5"));
    strbuf_fini(&b);
    pass(&t, 1000);
    assert_int_equal(press(&t, KEY_CODE_ENTER), QUESTION_STAYS);
    (void)press(&t, '4');
    (void)press(&t, '.');
    (void)press(&t, '2');
    assert_int_equal(press(&t, KEY_CODE_ENTER), QUESTION_ANSWERS);
    assert_string_equal(question_word(&t.q, t.p), "value");
    assert_string_equal(question_value(&t.q, t.p), "4.2");
    close_table(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enter_alone_answers_nothing),
        cmocka_unit_test(what_was_typed_before_it_could_be_read_is_dropped),
        cmocka_unit_test(keys_faster_than_fingers_choose_nothing),
        cmocka_unit_test(letters_choose_too_and_wrong_ones_say_so),
        cmocka_unit_test(what_does_not_fit_cannot_be_answered),
        cmocka_unit_test(a_value_is_typed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
