/*
 * test_arms.c - the token that fires a command, once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/arms.h"

#include "common/attr.h"
#include "support/check.h"

#define TOKEN "0123456789abcdef0123456789abcdef"
#define WRONG "0123456789abcdef0123456789abcdee"

static const struct arm arm = {.id = "11111111111111111111111111111111",
    .digest =
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0",
    .person = "FC-1",
    .uid = 1,
    .session = "22222222222222222222222222222222"};

static struct arms *
armed(void)
{
    struct arms *a = arms_new("sim");
    arms_add(a, &arm, TOKEN, (struct mono){30});
    return a;
}

static enum arms_result
fire(struct arms *a, const struct arm *with, const char *token, int64_t now)
{
    return arms_fire(a, with, token, strlen(token), "sim", (struct mono){now});
}

static void
a_token_fires_once(void **state)
{
    (void)state;
    struct arms *a = armed();
    assert_true(arms_has(a, arm.id));
    assert_int_equal(fire(a, &arm, TOKEN, 1), ARMS_FIRED);
    assert_int_equal(fire(a, &arm, TOKEN, 1), ARMS_NOT);
    assert_int_equal(arms_count(a), 0);
    arms_free(&a);
}

static void
it_is_over_at_exactly_its_end(void **state)
{
    (void)state;
    struct arms *a = armed();
    assert_int_equal(fire(a, &arm, TOKEN, 29), ARMS_FIRED);
    arms_free(&a);
    a = armed();
    assert_int_equal(fire(a, &arm, TOKEN, 30), ARMS_OVER);
    assert_int_equal(fire(a, &arm, TOKEN, 1), ARMS_NOT);
    arms_free(&a);
}

static void
each_difference_is_refused_and_disarms_nothing(void **state)
{
    (void)state;
    struct arm other[6];
    for (size_t i = 0; i < ARRAY_LEN(other); i++)
        other[i] = arm;
    other[0].id[31] = '2';
    (void)snprintf(other[1].person, sizeof other[1].person, "FC-2");
    other[2].uid = 2;
    other[3].session[0] ^= 1;
    other[4].digest[63] ^= 1; /* off by one bit */
    static const enum arms_result want[] = {ARMS_NOT, ARMS_PERSON, ARMS_PERSON,
        ARMS_SESSION, ARMS_DIGEST, ARMS_FIRED};
    struct arms *a = armed();
    for (size_t i = 0; i < ARRAY_LEN(want); i++)
        assert_int_equal(fire(a, &other[i], TOKEN, 1), want[i]);
    arms_free(&a);
}

static void
a_wrong_token_disarms_nothing(void **state)
{
    (void)state;
    struct arms *a = armed();
    assert_int_equal(fire(a, &arm, WRONG, 1), ARMS_TOKEN);
    assert_int_equal(fire(a, &arm, "", 1), ARMS_TOKEN);
    assert_int_equal(fire(a, &arm, TOKEN "0", 1), ARMS_TOKEN);
    assert_int_equal(
        arms_fire(a, &arm, TOKEN, 31, "sim", (struct mono){1}), ARMS_TOKEN);
    assert_int_equal(fire(a, &arm, TOKEN, 1), ARMS_FIRED);
    arms_free(&a);
}

static void
another_instance_never_fires_it(void **state)
{
    (void)state;
    struct arms *a = armed();
    assert_int_equal(
        arms_fire(a, &arm, TOKEN, strlen(TOKEN), "flight", (struct mono){1}),
        ARMS_NOT);
    assert_int_equal(fire(a, &arm, TOKEN, 1), ARMS_FIRED);
    arms_free(&a);
}

static void
arming_again_voids_the_first_token(void **state)
{
    (void)state;
    struct arms *a = armed();
    arms_add(a, &arm, WRONG, (struct mono){30});
    assert_int_equal(arms_count(a), 1);
    assert_int_equal(fire(a, &arm, TOKEN, 1), ARMS_TOKEN);
    assert_int_equal(fire(a, &arm, WRONG, 1), ARMS_FIRED);
    arms_free(&a);
}

static void
removing_one_leaves_the_others(void **state)
{
    (void)state;
    struct arms *a = armed();
    struct arm more = arm;
    more.id[0] = '9';
    arms_add(a, &more, WRONG, (struct mono){30});
    assert_true(arms_remove(a, arm.id));
    assert_false(arms_remove(a, arm.id));
    assert_int_equal(fire(a, &arm, TOKEN, 1), ARMS_NOT);
    assert_int_equal(fire(a, &more, WRONG, 1), ARMS_FIRED);
    arms_add(a, &more, WRONG, (struct mono){30});
    arms_clear(a);
    assert_false(arms_has(a, more.id));
    arms_free(&a);
    arms_free(&a);
}

static void
several_are_armed_and_each_fires_by_its_own_token(void **state)
{
    (void)state;
    struct arms *a = arms_new("sim");
    struct arm one[3];
    char token[3][DIGEST_ID_HEX];
    for (size_t i = 0; i < ARRAY_LEN(one); i++) {
        one[i] = arm;
        one[i].id[0] = token[i][0] = (char)('a' + i);
        (void)memcpy(token[i] + 1, &TOKEN[1], sizeof token[i] - 1);
        arms_add(a, &one[i], token[i], (struct mono){30});
    }
    assert_int_equal(arms_count(a), 3);
    for (size_t i = ARRAY_LEN(one); i-- > 0;) {
        assert_true(arms_has(a, one[i].id));
        assert_int_equal(
            fire(a, &one[i], token[(i + 1) % ARRAY_LEN(one)], 1), ARMS_TOKEN);
        assert_int_equal(fire(a, &one[i], token[i], 1), ARMS_FIRED);
    }
    assert_int_equal(arms_count(a), 0);
    arms_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_fires_once),
        cmocka_unit_test(it_is_over_at_exactly_its_end),
        cmocka_unit_test(each_difference_is_refused_and_disarms_nothing),
        cmocka_unit_test(a_wrong_token_disarms_nothing),
        cmocka_unit_test(another_instance_never_fires_it),
        cmocka_unit_test(arming_again_voids_the_first_token),
        cmocka_unit_test(removing_one_leaves_the_others),
        cmocka_unit_test(several_are_armed_and_each_fires_by_its_own_token),
    };
    return check_run(tests);
}
