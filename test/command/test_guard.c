/*
 * test_guard.c - sessions, counts and age of requests.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/guard.h"

#include "common/attr.h"
#include "support/check.h"

#define BEGAN (5000 * NS_PER_S)
#define NOW   (BEGAN + 100 * NS_PER_S)

static const struct person anna = {.name = "FC-1", .uid = 1};
static const struct person bert = {.name = "FC-2", .uid = 2};
static const struct person anna_elsewhere = {.name = "FC-1", .uid = 2};

static enum guard_result
take(struct guard *g, const struct person *p, unsigned session, uint64_t seq,
    int64_t issued, int64_t now)
{
    struct order_head h = {.seq = seq, .issued = {issued}};
    (void)snprintf(h.session, sizeof h.session, "%032x", session);
    return guard_take(
        g, &h, p, ORDER_TTL_NS, (struct moment){{now}, {now - BEGAN}});
}

static void
the_count_has_to_rise(void **state)
{
    (void)state;
    struct guard *g = guard_new((struct utc){BEGAN});
    assert_int_equal(take(g, &anna, 1, 7, NOW, NOW), GUARD_OK);
    assert_int_equal(take(g, &anna, 1, 7, NOW, NOW), GUARD_SEQ);
    assert_int_equal(take(g, &anna, 1, 6, NOW, NOW), GUARD_SEQ);
    assert_int_equal(take(g, &anna, 1, 0, NOW, NOW), GUARD_SEQ);
    assert_int_equal(take(g, &anna, 1, 8, NOW, NOW), GUARD_OK);
    assert_int_equal(take(g, &anna, 1, UINT64_MAX, NOW, NOW), GUARD_OK);
    assert_int_equal(take(g, &anna, 1, UINT64_MAX, NOW, NOW), GUARD_SEQ);
    assert_int_equal(take(g, &anna, 2, 1, NOW, NOW), GUARD_OK);
    guard_free(&g);
}

static void
at_exactly_its_ttl_a_request_still_counts(void **state)
{
    (void)state;
    struct guard *g = guard_new((struct utc){BEGAN});
    assert_int_equal(take(g, &anna, 1, 1, NOW - ORDER_TTL_NS, NOW), GUARD_OK);
    assert_int_equal(
        take(g, &anna, 1, 2, NOW - ORDER_TTL_NS - 1, NOW), GUARD_EXPIRED);
    guard_free(&g);
}

static void
the_future_is_refused_but_for_a_second(void **state)
{
    (void)state;
    struct guard *g = guard_new((struct utc){BEGAN});
    assert_int_equal(
        take(g, &anna, 1, 1, NOW + GUARD_FUTURE_NS, NOW), GUARD_OK);
    assert_int_equal(
        take(g, &anna, 1, 2, NOW + GUARD_FUTURE_NS + 1, NOW), GUARD_FUTURE);
    assert_int_equal(take(g, &anna, 1, 3, INT64_MAX, NOW), GUARD_FUTURE);
    assert_int_equal(take(g, &anna, 1, 4, INT64_MIN, NOW), GUARD_EXPIRED);
    guard_free(&g);
}

static void
what_was_issued_before_the_gate_began_is_refused(void **state)
{
    (void)state;
    struct guard *g = guard_new((struct utc){BEGAN});
    const int64_t now = BEGAN + NS_PER_S;
    assert_int_equal(take(g, &anna, 1, 1, BEGAN - 1, now), GUARD_BEFORE);
    assert_int_equal(take(g, &anna, 1, 2, BEGAN, now), GUARD_OK);
    guard_free(&g);
}

static void
a_session_belongs_to_its_first_person(void **state)
{
    (void)state;
    struct guard *g = guard_new((struct utc){BEGAN});
    assert_int_equal(take(g, &anna, 1, 1, NOW, NOW), GUARD_OK);
    assert_int_equal(take(g, &bert, 1, 2, NOW, NOW), GUARD_SESSION);
    assert_int_equal(take(g, &anna_elsewhere, 1, 2, NOW, NOW), GUARD_SESSION);
    assert_int_equal(take(g, &anna, 1, 2, NOW, NOW), GUARD_OK);
    guard_free(&g);
}

/* Refused for its age, it is as good as taken. */
static void
an_expired_one_stays_refused_when_the_clock_goes_back(void **state)
{
    (void)state;
    struct guard *g = guard_new((struct utc){BEGAN});
    const int64_t late = NOW + 60 * NS_PER_S;
    assert_int_equal(take(g, &anna, 1, 1, NOW, NOW), GUARD_OK);
    assert_int_equal(take(g, &anna, 1, 2, NOW, late), GUARD_EXPIRED);
    assert_int_equal(take(g, &anna, 1, 2, NOW, NOW + 1), GUARD_SEQ);
    guard_begin_again(g, (struct utc){NOW - 3600 * NS_PER_S});
    assert_int_equal(
        take(g, &anna, 1, 2, NOW, NOW - 3600 * NS_PER_S), GUARD_SEQ);
    assert_int_equal(
        take(g, &anna, 1, 3, NOW - 3600 * NS_PER_S, NOW - 3600 * NS_PER_S),
        GUARD_OK);
    guard_free(&g);
}

/* Also when nothing else was heard of its session, an hour later by that
 * clock, when the same time comes again. */
static void
the_first_of_a_session_stays_refused_too(void **state)
{
    (void)state;
    struct guard *g = guard_new((struct utc){BEGAN});
    const int64_t late = NOW + 20 * NS_PER_S, hour = 3600 * NS_PER_S;
    assert_int_equal(take(g, &anna, 1, 1, NOW, late), GUARD_EXPIRED);
    guard_begin_again(g, (struct utc){late - hour});
    assert_int_equal(take(g, &anna, 1, 1, NOW, NOW + 1), GUARD_SEQ);
    assert_int_equal(take(g, &anna, 1, 2, NOW + 1, NOW + 1), GUARD_OK);
    assert_int_equal(take(g, &bert, 1, 3, NOW + 1, NOW + 1), GUARD_SESSION);
    guard_free(&g);
}

static void
sessions_are_bounded_and_the_dead_make_room(void **state)
{
    (void)state;
    struct guard *g = guard_new((struct utc){BEGAN});
    for (unsigned i = 0; i < GUARD_SESSIONS_MAX; i++)
        assert_int_equal(take(g, &anna, 100 + i, 1, NOW, NOW), GUARD_OK);
    assert_int_equal(take(g, &anna, 1, 1, NOW, NOW), GUARD_SESSIONS);
    assert_int_equal(
        take(g, &anna, 1, 1, NOW - ORDER_TTL_NS - 1, NOW), GUARD_EXPIRED);
    const int64_t edge = NOW + ORDER_TTL_NS + GUARD_FUTURE_NS;
    assert_int_equal(take(g, &anna, 1, 1, edge, edge), GUARD_SESSIONS);
    assert_int_equal(take(g, &anna, 1, 1, edge + 1, edge + 1), GUARD_OK);
    /* What the forgotten one sent is expired by now. */
    assert_int_equal(take(g, &anna, 100, 1, NOW, edge + 1), GUARD_EXPIRED);
    guard_free(&g);
}

static void
each_session_has_a_count_and_a_person_of_its_own(void **state)
{
    (void)state;
    struct guard *g = guard_new((struct utc){BEGAN});
    for (unsigned i = 1; i <= 3; i++)
        assert_int_equal(take(g, &anna, i, 10 * i, NOW, NOW), GUARD_OK);
    for (unsigned i = 1; i <= 3; i++) {
        assert_int_equal(take(g, &anna, i, 10 * i, NOW, NOW), GUARD_SEQ);
        assert_int_equal(take(g, &bert, i, 99, NOW, NOW), GUARD_SESSION);
        assert_int_equal(take(g, &anna, i, 10 * i + 1, NOW, NOW), GUARD_OK);
    }
    const struct person namesake = {.name = "FC-1x", .uid = 1}; /* one uid */
    assert_int_equal(take(g, &namesake, 2, 99, NOW, NOW), GUARD_SESSION);
    guard_free(&g);
}

/* Who spoke a moment ago keeps his place, wherever it is. */
static void
the_longest_silent_one_makes_room(void **state)
{
    (void)state;
    static const unsigned silent[] = {0, 1, 77, GUARD_SESSIONS_MAX - 1};
    for (size_t k = 0; k < ARRAY_LEN(silent); k++) {
        struct guard *g = guard_new((struct utc){BEGAN});
        const int64_t late = NOW + 60 * NS_PER_S;
        for (unsigned i = 0; i < GUARD_SESSIONS_MAX; i++)
            assert_int_equal(take(g, &anna, 100 + i, 1, NOW, NOW), GUARD_OK);
        for (unsigned i = 0; i < GUARD_SESSIONS_MAX; i++)
            if (i != silent[k])
                assert_int_equal(
                    take(g, &anna, 100 + i, 2, late, late), GUARD_OK);
        assert_int_equal(take(g, &bert, 1, 1, late, late), GUARD_OK);
        assert_int_equal(take(g, &bert, 2, 1, late, late), GUARD_SESSIONS);
        for (unsigned i = 0; i < GUARD_SESSIONS_MAX; i++)
            assert_int_equal(take(g, &anna, 100 + i, 2, late, late),
                i == silent[k] ? GUARD_SESSIONS : GUARD_SEQ);
        guard_free(&g);
    }
}

static void
every_result_is_a_sentence(void **state)
{
    (void)state;
    for (unsigned i = 0; i < GUARD_RESULT_COUNT; i++)
        assert_true(strlen(guard_text((enum guard_result)i)) > 3);
    assert_string_equal(guard_text(GUARD_RESULT_COUNT), "?");
    for (unsigned i = 0; i < GUARD_RESULT_COUNT; i++) /* the executor's, too */
        assert_null(strstr(guard_text((enum guard_result)i), "gate"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_count_has_to_rise),
        cmocka_unit_test(at_exactly_its_ttl_a_request_still_counts),
        cmocka_unit_test(the_future_is_refused_but_for_a_second),
        cmocka_unit_test(what_was_issued_before_the_gate_began_is_refused),
        cmocka_unit_test(a_session_belongs_to_its_first_person),
        cmocka_unit_test(an_expired_one_stays_refused_when_the_clock_goes_back),
        cmocka_unit_test(the_first_of_a_session_stays_refused_too),
        cmocka_unit_test(sessions_are_bounded_and_the_dead_make_room),
        cmocka_unit_test(each_session_has_a_count_and_a_person_of_its_own),
        cmocka_unit_test(the_longest_silent_one_makes_room),
        cmocka_unit_test(every_result_is_a_sentence),
    };
    return check_run(tests);
}
