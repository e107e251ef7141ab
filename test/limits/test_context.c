/*
 * test_context.c - criteria on the newest values of parameters.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "limits/context.h"

#define NUMBER 0
#define TEXT   1

static const struct mdb_type types[] = {
    {.raw_kind = MDB_UINT, .eng_kind = MDB_UINT},
    {.raw_kind = MDB_STRING, .eng_kind = MDB_STRING}};
static const struct mdb_item items[] = {
    {.name = "N", .type = 0}, {.name = "T", .type = 1}, {.name = "X"}};
static const struct mdb mdb = {
    .item = items, .n_items = 3, .type = types, .n_types = 2};

static struct mdb_criteria
number_is(int64_t v)
{
    return (struct mdb_criteria){.op = MDB_COMPARE,
        .comparison = {.item = NUMBER,
            .is_calibrated = true,
            .op = MDB_EQ,
            .other_item = MDB_NIL,
            .integer = v,
            .is_integer = true,
            .is_number = true}};
}

static struct mdb_criteria
text_is(const char *text)
{
    return (struct mdb_criteria){.op = MDB_COMPARE,
        .comparison = {
            .item = TEXT, .op = MDB_EQ, .other_item = MDB_NIL, .text = text}};
}

static unsigned flips[3];

static void
on_flip(void *arg, uint32_t item)
{
    (void)arg;
    flips[item]++;
}

static void
take(struct context_truth *t, uint32_t watched, int64_t time, mdb_cell cell,
    bool is_good)
{
    context_take(t, watched,
        &(struct context_value){.time = {time},
            .raw = cell,
            .eng = cell,
            .is_good = is_good,
            .blob = "onoff",
            .blob_len = 5});
}

static void
equal_criteria_are_one_and_flips_are_told(void **state)
{
    (void)state;
    struct context *c = context_new(&mdb);
    struct mdb_criteria one = number_is(1), again = number_is(1),
                        two = number_is(2), always = {.op = MDB_ALWAYS},
                        never = {.op = MDB_NEVER};
    memset(flips, 0, sizeof flips);
    assert_int_equal(context_add(c, &always, 2), MDB_NIL);
    uint32_t k = context_add(c, &one, 2), n = context_add(c, &never, 2);
    assert_int_equal(context_add(c, &again, 1), k);
    assert_int_not_equal(context_add(c, &two, 1), k);
    assert_int_equal(context_n_watched(c), 1);
    assert_int_equal(context_watched(c, NUMBER), 0);
    assert_int_equal(context_watched(c, 2), MDB_NIL);
    struct context_truth *t = context_truth_new(c, on_flip, NULL);
    assert_true(context_holds(t, MDB_NIL));
    assert_false(context_holds(t, k));
    assert_false(context_holds(t, n));
    take(t, 0, 10, 1, true);
    assert_false(context_holds(t, k)); /* not settled */
    context_settle(t);
    assert_true(context_holds(t, k));
    assert_int_equal(flips[1], 1);
    assert_int_equal(flips[2], 1);
    take(t, 0, 11, 1, true);
    context_settle(t);
    take(t, 0, 11, 2, true); /* not newer */
    context_settle(t);
    take(t, 0, 9, 2, true);
    context_settle(t);
    assert_int_equal(flips[2], 1);
    take(t, 0, 12, 1, true);
    take(t, 0, 12, 2, true); /* the last one of a packet */
    context_settle(t);
    assert_int_equal(flips[1], 3); /* both criteria flipped */
    assert_int_equal(flips[2], 2);
    take(t, 0, 13, 1, false);
    context_settle(t);
    assert_false(context_holds(t, k));
    take(t, 0, 14, 1, true);
    context_settle(t);
    assert_true(context_holds(t, k));
    context_expire(t, 0);
    context_settle(t);
    assert_false(context_holds(t, k));
    take(t, 0, 15, 1, true);
    context_settle(t);
    assert_true(context_holds(t, k));
    assert_true(context_bytes(t) > 0);
    context_truth_free(&t);
    context_free(&c);
}

static void
texts_are_kept(void **state)
{
    (void)state;
    struct context *c = context_new(&mdb);
    struct mdb_criteria both[] = {text_is("on"), number_is(1)};
    struct mdb_criteria all = {.op = MDB_AND, .child = both, .n_children = 2};
    struct mdb_criteria some = {.op = MDB_OR, .child = both, .n_children = 2};
    struct mdb_criteria nothing = {.op = MDB_AND};
    uint32_t a = context_add(c, &all, 0), s = context_add(c, &some, 0),
             e = context_add(c, &nothing, 0);
    struct context_truth *t = context_truth_new(c, on_flip, NULL);
    uint32_t text = context_watched(c, TEXT),
             number = context_watched(c, NUMBER);
    assert_true(context_holds(t, e));
    take(t, text, 1, mdb_cell_span(0, 2), true);
    context_settle(t);
    assert_false(context_holds(t, a));
    assert_true(context_holds(t, s));
    take(t, number, 1, 1, true);
    context_settle(t);
    assert_true(context_holds(t, a));
    take(t, text, 2, mdb_cell_span(2, 3), true);
    context_settle(t);
    assert_false(context_holds(t, a));
    assert_true(context_holds(t, s));
    take(t, text, 3, mdb_cell_span(4, 300), true); /* outside: empty */
    take(t, number, 3, 0, true);
    context_settle(t);
    assert_false(context_holds(t, s));
    context_truth_free(&t);
    context_truth_free(&t);
    context_free(&c);
    context_free(&c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_criteria_are_one_and_flips_are_told),
        cmocka_unit_test(texts_are_kept),
    };
    return check_run(tests);
}
