/*
 * test_exec_control.c - one controls, any number watch, silence ends both.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_control.h"

#include "support/check.h"

#include "common/str.h"

static struct authority_person
person(const char *name, char session)
{
    struct authority_person p = {.uid = (uint32_t)name[3], .where = "here"};
    (void)str_copy(p.name, sizeof p.name, name);
    memset(p.session, session, sizeof p.session - 1);
    return p;
}

static struct moment
at(double s)
{
    const int64_t ns = (int64_t)(s * (double)NS_PER_S);
    return (struct moment){{1000 * NS_PER_S + ns}, {ns}};
}

static void
of_two_takers_exactly_one_wins(void **state)
{
    (void)state;
    struct exec_control c = {0};
    const struct authority_person a = person("FC-1", 'a');
    const struct authority_person b = person("FC-2", 'b');
    assert_string_equal(exec_control_name(&c), "");
    assert_int_equal(exec_control_take(&c, &a, at(0)), AUTHORITY_TAKEN);
    assert_int_equal(exec_control_take(&c, &b, at(0)), AUTHORITY_REFUSED);
    assert_string_equal(exec_control_name(&c), "FC-1");
    assert_string_equal(c.lease.asked_by, "FC-2");
    assert_true(exec_control_has(&c, &a));
    assert_false(exec_control_has(&c, &b));
}

static void
control_is_one_session_of_a_person(void **state)
{
    (void)state;
    struct exec_control c = {0};
    const struct authority_person a = person("FC-1", 'a');
    const struct authority_person again = person("FC-1", 'z');
    struct authority_person faked = a;
    faked.uid++;
    assert_int_equal(exec_control_take(&c, &a, at(0)), AUTHORITY_TAKEN);
    assert_false(exec_control_has(&c, &again));
    assert_false(exec_control_has(&c, &faked));
    assert_int_equal(exec_control_take(&c, &faked, at(0)), AUTHORITY_REFUSED);
    assert_int_equal(exec_control_take(&c, &again, at(0)), AUTHORITY_MOVED);
    assert_true(exec_control_has(&c, &again));
    assert_false(exec_control_has(&c, &a));
}

static void
watching_renews_control_and_silence_ends_it(void **state)
{
    (void)state;
    struct exec_control c = {0};
    bool left;
    const struct authority_person a = person("FC-1", 'a');
    (void)exec_control_take(&c, &a, at(0));
    assert_true(exec_control_watch(&c, &a, at(20)));
    assert_int_equal(exec_control_tick(&c, at(49.9), &left), AUTHORITY_NONE);
    assert_false(left);
    assert_true(exec_control_is_held(&c));
    assert_int_equal(exec_control_tick(&c, at(50), &left), AUTHORITY_LAPSED);
    assert_true(left);
    assert_int_equal(c.n_watchers, 0);
    assert_false(exec_control_is_held(&c));
    assert_true(exec_control_watch(&c, &a, at(51)));
    assert_false(exec_control_is_held(&c)); /* watching does not take it */
}

static void
another_watcher_renews_nothing_but_himself(void **state)
{
    (void)state;
    struct exec_control c = {0};
    bool left;
    const struct authority_person a = person("FC-1", 'a');
    const struct authority_person b = person("FC-2", 'b');
    (void)exec_control_take(&c, &a, at(0));
    assert_true(exec_control_watch(&c, &b, at(29)));
    assert_true(exec_control_watch(&c, &b, at(29)));
    assert_int_equal(c.n_watchers, 1);
    assert_int_equal(exec_control_tick(&c, at(30), &left), AUTHORITY_LAPSED);
    assert_int_equal(c.n_watchers, 1);
    (void)exec_control_tick(&c, at(59), &left);
    assert_true(left);
    assert_int_equal(c.n_watchers, 0);
}

static void
it_is_given_released_and_seized(void **state)
{
    (void)state;
    struct exec_control c = {0};
    const struct authority_person a = person("FC-1", 'a');
    const struct authority_person b = person("FC-2", 'b');
    (void)exec_control_take(&c, &a, at(0));
    assert_int_equal(
        exec_control_give(&c, &b, "FC-2", at(0)), AUTHORITY_REFUSED);
    assert_int_equal(
        exec_control_give(&c, &a, "FC-2", at(0)), AUTHORITY_OFFERED);
    assert_true(exec_control_has(&c, &a));
    assert_int_equal(exec_control_take(&c, &b, at(1)), AUTHORITY_HANDED);
    assert_int_equal(exec_control_release(&c, &a), AUTHORITY_REFUSED);
    exec_control_seize(&c, &a, at(2));
    assert_true(exec_control_has(&c, &a));
    assert_int_equal(exec_control_release(&c, &a), AUTHORITY_YIELDED);
    assert_false(exec_control_is_held(&c));
    exec_control_seize(&c, &b, at(3)); /* what nobody has, too */
    assert_true(exec_control_has(&c, &b));
}

static void
there_is_room_for_so_many_watchers(void **state)
{
    (void)state;
    struct exec_control c = {0};
    for (unsigned i = 0; i < EXEC_WATCHERS_MAX; i++) {
        const struct authority_person p = person("FC-1", (char)(' ' + i));
        assert_true(exec_control_watch(&c, &p, at(0)));
    }
    const struct authority_person more = person("FC-2", 'x');
    assert_false(exec_control_watch(&c, &more, at(0)));
    assert_int_equal(c.n_watchers, EXEC_WATCHERS_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_two_takers_exactly_one_wins),
        cmocka_unit_test(control_is_one_session_of_a_person),
        cmocka_unit_test(watching_renews_control_and_silence_ends_it),
        cmocka_unit_test(another_watcher_renews_nothing_but_himself),
        cmocka_unit_test(it_is_given_released_and_seized),
        cmocka_unit_test(there_is_room_for_so_many_watchers),
    };
    return check_run(tests);
}
