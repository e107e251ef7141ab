/*
 * test_authority.c - one holder at a time, by a lease.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/authority.h"

#include "support/check.h"

#define LEASE (30 * NS_PER_S)

static const struct authority_person anna = {
    .name = "FC-1", .uid = 1, .session = "a", .where = "here"};
static const struct authority_person bert = {
    .name = "FC-2", .uid = 2, .session = "b"};
static const struct authority_person carl = {
    .name = "FC-3", .uid = 3, .session = "c"};
static const struct authority_person anna_again = {
    .name = "FC-1", .uid = 1, .session = "d"};
static const struct authority_person anna_faked = {
    .name = "FC-1", .uid = 9, .session = "a"};

static struct moment
at(int64_t ns)
{
    return (struct moment){{1000 * NS_PER_S + ns}, {ns}};
}

static struct authority
held_by_anna(void)
{
    struct authority a = {0};
    assert_int_equal(authority_take(&a, &anna, LEASE, at(0)), AUTHORITY_TAKEN);
    return a;
}

static void
the_first_takes_it_and_the_second_is_refused(void **state)
{
    (void)state;
    struct authority a = held_by_anna();
    assert_string_equal(a.holder.name, "FC-1");
    assert_string_equal(a.holder.where, "here");
    assert_int_equal(a.since.ns, 1000 * NS_PER_S);
    assert_int_equal(a.until.utc.ns, 1030 * NS_PER_S);
    assert_int_equal(
        authority_take(&a, &bert, LEASE, at(1)), AUTHORITY_REFUSED);
    assert_string_equal(a.asked_by, "FC-2");
    assert_true(authority_covers(&a, &anna));
    assert_false(authority_covers(&a, &bert));
    assert_false(authority_covers(&a, &anna_faked));
    assert_int_equal(
        authority_take(&a, &anna_faked, LEASE, at(1)), AUTHORITY_REFUSED);
}

static void
the_lease_is_over_at_exactly_its_end(void **state)
{
    (void)state;
    struct authority a = held_by_anna();
    assert_int_equal(authority_tick(&a, at(LEASE - 1)), AUTHORITY_NONE);
    assert_true(a.is_held);
    assert_int_equal(authority_tick(&a, at(LEASE)), AUTHORITY_LAPSED);
    assert_false(a.is_held);
    assert_int_equal(authority_tick(&a, at(LEASE)), AUTHORITY_NONE);
    assert_int_equal(
        authority_renew(&a, &anna, LEASE, at(LEASE)), AUTHORITY_REFUSED);
}

static void
renewing_needs_person_and_session(void **state)
{
    (void)state;
    struct authority a = held_by_anna();
    assert_int_equal(
        authority_renew(&a, &anna, LEASE, at(LEASE - 1)), AUTHORITY_NONE);
    assert_int_equal(authority_tick(&a, at(2 * LEASE - 2)), AUTHORITY_NONE);
    assert_int_equal(
        authority_renew(&a, &anna_again, LEASE, at(1)), AUTHORITY_REFUSED);
    assert_int_equal(
        authority_renew(&a, &anna_faked, LEASE, at(1)), AUTHORITY_REFUSED);
    assert_int_equal(
        authority_renew(&a, &bert, LEASE, at(1)), AUTHORITY_REFUSED);
    assert_int_equal(authority_take(&a, &anna, LEASE, at(5)), AUTHORITY_NONE);
    assert_int_equal(a.since.ns, 1000 * NS_PER_S);
}

static void
a_person_takes_it_over_with_another_session(void **state)
{
    (void)state;
    struct authority a = held_by_anna();
    assert_int_equal(
        authority_take(&a, &anna_again, LEASE, at(7)), AUTHORITY_MOVED);
    assert_int_equal(
        authority_renew(&a, &anna, LEASE, at(8)), AUTHORITY_REFUSED);
    assert_int_equal(
        authority_renew(&a, &anna_again, LEASE, at(8)), AUTHORITY_NONE);
    assert_true(authority_covers(&a, &anna));
}

static void
it_is_handed_to_whom_it_was_offered_only(void **state)
{
    (void)state;
    struct authority a = held_by_anna();
    assert_int_equal(
        authority_give(&a, &bert, "FC-3", at(1)), AUTHORITY_REFUSED);
    assert_int_equal(
        authority_give(&a, &anna, "FC-2", at(1)), AUTHORITY_OFFERED);
    assert_int_equal(
        authority_take(&a, &carl, LEASE, at(2)), AUTHORITY_REFUSED);
    assert_true(authority_covers(&a, &anna));
    assert_int_equal(authority_take(&a, &bert, LEASE, at(3)), AUTHORITY_HANDED);
    assert_string_equal(a.holder.name, "FC-2");
    assert_string_equal(a.offered_to, "");
    assert_string_equal(a.asked_by, "");
}

static void
an_offer_is_over_at_exactly_its_end(void **state)
{
    (void)state;
    struct authority a = held_by_anna();
    (void)authority_give(&a, &anna, "FC-2", at(0));
    (void)authority_renew(&a, &anna, 3 * LEASE, at(0));
    assert_int_equal(
        authority_tick(&a, at(AUTHORITY_OFFER_NS - 1)), AUTHORITY_NONE);
    assert_string_equal(a.offered_to, "FC-2");
    assert_int_equal(
        authority_tick(&a, at(AUTHORITY_OFFER_NS)), AUTHORITY_OFFER_OVER);
    assert_true(a.is_held);
    assert_int_equal(authority_take(&a, &bert, LEASE, at(AUTHORITY_OFFER_NS)),
        AUTHORITY_REFUSED);
}

static void
it_is_yielded_by_its_holder_and_broken_by_others(void **state)
{
    (void)state;
    struct authority a = held_by_anna();
    assert_int_equal(authority_yield(&a, &bert), AUTHORITY_REFUSED);
    assert_int_equal(authority_yield(&a, &anna_again), AUTHORITY_REFUSED);
    assert_int_equal(authority_yield(&a, &anna), AUTHORITY_YIELDED);
    assert_false(a.is_held);
    assert_int_equal(authority_yield(&a, &anna), AUTHORITY_REFUSED);
    assert_int_equal(authority_break(&a), AUTHORITY_NONE);
    a = held_by_anna();
    assert_int_equal(authority_break(&a), AUTHORITY_BROKEN);
    assert_int_equal(authority_take(&a, &bert, LEASE, at(4)), AUTHORITY_TAKEN);
}

/* Whatever two consoles do in whatever order, there is one holder or none. */
static void
never_two_hold_it(void **state)
{
    (void)state;
    const struct authority_person *who[] = {&anna, &bert, &carl};
    struct authority a = {0};
    uint64_t x = 1;
    for (int64_t i = 0; i < 100000; i++) {
        x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
        const struct authority_person *p = who[(x >> 40) % 3];
        const struct moment t = at(i * NS_PER_S);
        (void)authority_tick(&a, t);
        switch ((x >> 33) % 5) {
        case 0:
        case 1:
            (void)authority_take(&a, p, LEASE, t);
            break;
        case 2:
            (void)authority_renew(&a, p, LEASE, t);
            break;
        case 3:
            (void)authority_give(&a, p, who[(x >> 50) % 3]->name, t);
            break;
        default:
            (void)authority_yield(&a, p);
        }
        assert_true(authority_covers(&a, &anna) + authority_covers(&a, &bert) +
                        authority_covers(&a, &carl) ==
                    a.is_held);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_takes_it_and_the_second_is_refused),
        cmocka_unit_test(the_lease_is_over_at_exactly_its_end),
        cmocka_unit_test(renewing_needs_person_and_session),
        cmocka_unit_test(a_person_takes_it_over_with_another_session),
        cmocka_unit_test(it_is_handed_to_whom_it_was_offered_only),
        cmocka_unit_test(an_offer_is_over_at_exactly_its_end),
        cmocka_unit_test(it_is_yielded_by_its_holder_and_broken_by_others),
        cmocka_unit_test(never_two_hold_it),
    };
    return check_run(tests);
}
