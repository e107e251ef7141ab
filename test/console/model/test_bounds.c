/*
 * test_bounds.c - limits that apply now, as they were answered.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/bounds.h"

#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "support/feed.h"

struct set {
    struct mdb *mdb;
    struct bounds bounds;
};

static void
set_up(struct set *s)
{
    struct notes notes = {0};
    char *path = check_path("console/data/facility.xml");
    *s = (struct set){0};
    assert_int_equal(mdb_load(path, NULL, &notes, &s->mdb), ERR_OK);
    notes_fini(&notes);
    free(path);
}

static void
take_down(struct set *s)
{
    bounds_fini(&s->bounds);
    mdb_free(&s->mdb);
}

static bool
answer(struct set *s, const char *text, const char *row, int64_t ms)
{
    struct msg_str rows[] = {msg_str(row)};
    struct msg_reply reply = {.text = msg_str(text), .rows = {rows, 1}};
    return bounds_answer(&s->bounds, s->mdb, &reply, feed_clock(ms));
}

static void
an_answer_is_known_until_it_is_too_old(void **state)
{
    (void)state;
    struct set s;
    set_up(&s);
    uint32_t item = mdb_find_item(s.mdb, "BUS_A_V");
    assert_null(bounds_find(&s.bounds, item, feed_clock(0)));
    assert_true(answer(
        &s, "ranges", "/SIF/PWR/BUS_A_V: watch 27 29.5 distress -inf 30", 0));
    const struct bounds_row *r =
        bounds_find(&s.bounds, item, feed_clock(15000));
    assert_non_null(r);
    assert_true(r->level[LIMIT_WATCH].is_given);
    assert_near(r->level[LIMIT_WATCH].low, 27, 0);
    assert_near(r->level[LIMIT_WATCH].high, 29.5, 0);
    assert_false(r->level[LIMIT_WARNING].is_given);
    assert_true(isinf(r->level[LIMIT_DISTRESS].low));
    assert_null(bounds_find(&s.bounds, item, feed_clock(15001)));
    /* another context: other ranges, and those only */
    assert_true(answer(&s, "ranges", "/SIF/PWR/BUS_A_V: warning 1 2", 9000));
    r = bounds_find(&s.bounds, item, feed_clock(9000));
    assert_non_null(r);
    assert_false(r->level[LIMIT_WATCH].is_given);
    assert_near(r->level[LIMIT_WARNING].high, 2, 0);
    take_down(&s);
}

static void
other_answers_and_nonsense_change_nothing(void **state)
{
    (void)state;
    static const char *const bad[] = {"", ":", ": ", "/SIF/PWR/BUS_A_V",
        "/SIF/PWR/BUS_A_V: watch", "/SIF/PWR/BUS_A_V: watch 1",
        "/SIF/PWR/BUS_A_V: watch 2 1", "/SIF/PWR/BUS_A_V: watch nan 1",
        "/SIF/PWR/BUS_A_V: normal 1 2", "/SIF/PWR/BUS_A_V: odd 1 2",
        "/SIF/PWR/BUS_A_V: watch 1e999 2", "/SIF/NONE: watch 1 2",
        "/SIF/PWR/BUS_A_V: watch 1 2 warning"};
    struct set s;
    set_up(&s);
    uint32_t item = mdb_find_item(s.mdb, "BUS_A_V");
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        assert_true(answer(&s, "ranges", bad[i], 0));
        if (bounds_find(&s.bounds, item, feed_clock(0)) != NULL)
            fail_msg("'%s' is taken", bad[i]);
    }
    assert_false(answer(&s, "/X: normal", "/SIF/PWR/BUS_A_V: watch 1 2", 0));
    assert_false(bounds_answer(&s.bounds, s.mdb, NULL, feed_clock(0)));
    assert_null(bounds_find(&s.bounds, item, feed_clock(0)));
    take_down(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_known_until_it_is_too_old),
        cmocka_unit_test(other_answers_and_nonsense_change_nothing),
    };
    return check_run(tests);
}
