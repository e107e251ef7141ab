/*
 * test_context.c - criteria on the newest values of parameters.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "mdb/context.h"

#define NUMBER   0
#define TEXT     1
#define OTHER    2
#define RAW_TEXT 3 /* a number once it is calibrated */
#define ENG_TEXT 4 /* a number in the packet */

static const struct mdb_type types[] = {
    {.raw_kind = MDB_UINT, .eng_kind = MDB_UINT},
    {.raw_kind = MDB_STRING, .eng_kind = MDB_STRING},
    {.raw_kind = MDB_STRING, .eng_kind = MDB_UINT},
    {.raw_kind = MDB_UINT, .eng_kind = MDB_STRING}};
static const struct mdb_item items[] = {{.name = "N", .type = 0},
    {.name = "T", .type = 1}, {.name = "X", .type = 0},
    {.name = "R", .type = 2}, {.name = "E", .type = 3}};
static const struct mdb mdb = {
    .item = items, .n_items = 5, .type = types, .n_types = 4};

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

static unsigned flips[5];

static void
on_flip(void *arg, uint32_t item)
{
    (void)arg;
    flips[item]++;
}

static void
take_again(struct context_truth *t, uint32_t watched, int64_t time,
    mdb_cell cell, bool is_repeat)
{
    context_take(t, watched,
        &(struct context_value){.time = {time},
            .raw = cell,
            .eng = cell,
            .is_good = true,
            .is_repeat = is_repeat,
            .blob = "onoff",
            .blob_len = 5});
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
    take_again(t, 0, 11, 2, true); /* not newer */
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
of_one_time_the_last_to_come_is_the_newest_unless_it_came_before(void **state)
{
    (void)state;
    struct context *c = context_new(&mdb);
    struct mdb_criteria one = number_is(1);
    const uint32_t k = context_add(c, &one, 2);
    struct context_truth *t = context_truth_new(c, on_flip, NULL);
    static const struct {
        mdb_cell cell;
        bool is_repeat, holds;
    } rows[] = {{1, false, true}, {2, false, false}, {1, true, false},
        {1, false, true}, {2, true, true}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        take_again(t, 0, 10, rows[i].cell, rows[i].is_repeat);
        context_settle(t);
        assert_int_equal(context_holds(t, k), rows[i].holds);
    }
    take_again(t, 0, 11, 2, true); /* once, with both of its values */
    take_again(t, 0, 11, 1, true);
    context_settle(t);
    assert_true(context_holds(t, k));
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

/* ---- tables -------------------------------------------------------------- */

/* Criteria that live where one byte beyond is noticed. */
static struct mdb_criteria
joined(enum mdb_criteria_op op, struct mdb_criteria a, struct mdb_criteria b)
{
    struct mdb_criteria *child = calloc(2, sizeof *child);
    assert_non_null(child);
    child[0] = a;
    child[1] = b;
    return (struct mdb_criteria){.op = op, .child = child, .n_children = 2};
}

static void
free_joined(struct mdb_criteria *k)
{
    free((void *)(uintptr_t)k->child);
}

static struct mdb_criteria
of(struct mdb_criteria k, uint32_t item, bool is_calibrated)
{
    k.comparison.item = item;
    k.comparison.is_calibrated = is_calibrated;
    return k;
}

/* A packet's bytes, exactly as long as they are. */
static void
take_bytes(struct context_truth *t, uint32_t watched, int64_t time,
    const char *bytes, mdb_cell raw, mdb_cell eng)
{
    size_t len = strlen(bytes);
    char *blob = len > 0 ? malloc(len) : NULL;
    if (len > 0)
        memcpy(blob, bytes, len);
    context_take(t, watched,
        &(struct context_value){.time = {time},
            .raw = raw,
            .eng = eng,
            .is_good = true,
            .blob = blob,
            .blob_len = len});
    free(blob);
    context_settle(t);
}

static void
criteria_that_differ_anywhere_are_two(void **state)
{
    (void)state;
    struct context *c = context_new(&mdb);
    struct mdb_criteria k[] = {
        joined(MDB_AND, number_is(1), number_is(2)),
        joined(MDB_AND, number_is(1), number_is(3)),
        joined(MDB_OR, number_is(1), number_is(2)),
        joined(MDB_AND, number_is(1), of(number_is(2), OTHER, true)),
        joined(MDB_AND, number_is(1), of(number_is(2), NUMBER, false)),
        joined(MDB_AND, text_is("1"), text_is("2")),
        joined(MDB_AND, text_is("1"), text_is("3")),
    };
    for (size_t i = 0; i < ARRAY_LEN(k); i++) {
        assert_int_equal(context_add(c, &k[i], 0), i);
        assert_int_equal(context_add(c, &k[i], 1), i);
    }
    context_free(&c);
    for (size_t i = 0; i < ARRAY_LEN(k); i++)
        free_joined(&k[i]);
}

static void
who_asks_twice_is_told_once(void **state)
{
    (void)state;
    struct context *c = context_new(&mdb);
    struct mdb_criteria k = number_is(1);
    memset(flips, 0, sizeof flips);
    for (int i = 0; i < 3; i++)
        (void)context_add(c, &k, 3);
    (void)context_add(c, &k, 2);
    struct context_truth *t = context_truth_new(c, on_flip, NULL);
    take(t, 0, 1, 1, true);
    context_settle(t);
    assert_int_equal(flips[3], 1);
    assert_int_equal(flips[2], 1);
    context_truth_free(&t);
    context_free(&c);
}

static void
what_names_no_parameter_never_holds(void **state)
{
    (void)state;
    struct context *c = context_new(&mdb);
    struct mdb_criteria behind = of(number_is(0), 5, true),
                        none = of(number_is(0), MDB_NIL, true),
                        other = number_is(0);
    other.comparison.other_item = 5;
    uint32_t k[] = {context_add(c, &behind, 0), context_add(c, &none, 0),
        context_add(c, &other, 0)};
    assert_int_equal(context_n_watched(c), 1);
    struct context_truth *t = context_truth_new(c, on_flip, NULL);
    take(t, 0, 1, 0, true);
    context_settle(t);
    for (size_t i = 0; i < 3; i++)
        assert_false(context_holds(t, k[i]));
    context_truth_free(&t);
    context_free(&c);
}

/* Values of earlier packets are not kept. */
static void
earlier_instances_never_hold(void **state)
{
    (void)state;
    struct context *c = context_new(&mdb);
    struct mdb_criteria now = number_is(1), before = number_is(1);
    before.comparison.instance = -1;
    struct mdb_criteria always = {.op = MDB_ALWAYS};
    struct mdb_criteria both = joined(MDB_AND, always, now);
    uint32_t n = context_add(c, &now, 0), b = context_add(c, &before, 0),
             a = context_add(c, &both, 0);
    struct context_truth *t = context_truth_new(c, on_flip, NULL);
    assert_false(context_holds(t, a));
    take(t, 0, 1, 1, true);
    context_settle(t);
    take(t, 0, 2, 1, true);
    context_settle(t);
    assert_true(context_holds(t, n));
    assert_true(context_holds(t, a));
    assert_false(context_holds(t, b));
    context_truth_free(&t);
    context_free(&c);
    free_joined(&both);
}

static void
two_parameters_are_compared_when_both_are_known(void **state)
{
    (void)state;
    struct context *c = context_new(&mdb);
    struct mdb_criteria k = number_is(0);
    k.comparison.other_item = OTHER;
    k.comparison.other_is_calibrated = true;
    uint32_t same = context_add(c, &k, 0);
    struct context_truth *t = context_truth_new(c, on_flip, NULL);
    uint32_t a = context_watched(c, NUMBER), b = context_watched(c, OTHER);
    assert_int_equal(context_n_watched(c), 2);
    static const struct {
        const char *label;
        uint32_t of_other;
        mdb_cell v;
        bool is_good, expires, want;
    } rows[] = {
        {"one is not known", 0, 7, true, false, false},
        {"both are the same", 1, 7, true, false, true},
        {"the other differs", 1, 8, true, false, false},
        {"the one follows", 0, 8, true, false, true},
        {"the other is not good", 1, 8, false, false, false},
        {"and good again", 1, 8, true, false, true},
        {"the one expires", 0, 0, false, true, false},
        {"and comes again", 0, 8, true, false, true},
        {"the other expires", 1, 0, false, true, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint32_t w = rows[i].of_other ? b : a;
        print_message("%s\n", rows[i].label);
        if (rows[i].expires)
            context_expire(t, w);
        else
            take(t, w, 10 + (int64_t)i, rows[i].v, rows[i].is_good);
        context_settle(t);
        assert_int_equal(context_holds(t, same), rows[i].want);
    }
    context_truth_free(&t);
    context_free(&c);
}

/* The other form may stay while one changes: a calibration that saturates, a
 * calibrator that another parameter chooses. */
static void
raw_and_calibrated_change_each_alone(void **state)
{
    (void)state;
    struct context *c = context_new(&mdb);
    struct mdb_criteria raw = of(number_is(1), NUMBER, false),
                        eng = of(number_is(1), NUMBER, true);
    uint32_t r = context_add(c, &raw, 0), e = context_add(c, &eng, 0);
    struct context_truth *t = context_truth_new(c, on_flip, NULL);
    static const struct {
        mdb_cell raw, eng;
    } rows[] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {1, 1}, {1, 0}, {0, 0}, {0, 1}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        take_bytes(t, 0, (int64_t)i, "", rows[i].raw, rows[i].eng);
        assert_int_equal(context_holds(t, r), rows[i].raw == 1);
        assert_int_equal(context_holds(t, e), rows[i].eng == 1);
    }
    context_truth_free(&t);
    context_free(&c);
}

/* The span stays, the bytes behind it change. */
static void
texts_are_compared_by_their_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        uint32_t item;
        bool is_calibrated;
        const char *on;
        mdb_cell raw, eng;
    } rows[] = {
        {"text both ways, raw", TEXT, false, "onxx", 2, UINT64_C(2) << 32 | 2},
        {"text both ways", TEXT, true, "xxon", 2, UINT64_C(2) << 32 | 2},
        {"text in the packet", RAW_TEXT, false, "onxx", 2, 7},
        {"text by calibration", ENG_TEXT, true, "onxx", 7, 2},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct context *c = context_new(&mdb);
        struct mdb_criteria on = of(text_is("on"), rows[i].item,
                                rows[i].is_calibrated),
                            first = number_is(1);
        (void)context_add(c, &first, 0);
        uint32_t k = context_add(c, &on, 0);
        struct context_truth *t = context_truth_new(c, on_flip, NULL);
        print_message("%s\n", rows[i].label);
        take_bytes(t, 1, 1, rows[i].on, rows[i].raw, rows[i].eng);
        assert_true(context_holds(t, k));
        take_bytes(t, 1, 2, "ofof", rows[i].raw, rows[i].eng);
        assert_false(context_holds(t, k));
        take_bytes(t, 1, 3, rows[i].on, rows[i].raw, rows[i].eng);
        assert_true(context_holds(t, k));
        context_truth_free(&t);
        context_free(&c);
    }
}

static void
joined_criteria_hold_as_their_word_says(void **state)
{
    (void)state;
    struct context *c = context_new(&mdb);
    struct mdb_criteria both = joined(MDB_AND, number_is(1),
                            of(number_is(1), OTHER, true)),
                        any = joined(MDB_OR, number_is(1),
                            of(number_is(1), OTHER, true));
    uint32_t b = context_add(c, &both, 0), a = context_add(c, &any, 0);
    struct context_truth *t = context_truth_new(c, on_flip, NULL);
    for (unsigned i = 0; i < 4; i++) {
        bool first = (i & 1) != 0, second = (i & 2) != 0;
        take(t, context_watched(c, NUMBER), 1 + i, first, true);
        take(t, context_watched(c, OTHER), 1 + i, second, true);
        context_settle(t);
        assert_int_equal(context_holds(t, b), first && second);
        assert_int_equal(context_holds(t, a), first || second);
    }
    context_truth_free(&t);
    context_free(&c);
    free_joined(&both);
    free_joined(&any);
}

/* Spans come from packets: what points outside is an empty text. */
static void
a_text_lies_within_the_packet(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        uint32_t offset, len;
        const char *text;
    } rows[] = {
        {"onoff", 0, 5, "onoff"},
        {"onoff", 2, 3, "off"},
        {"onoff", 4, 1, "f"},
        {"onoff", 5, 0, ""},
        {"onoff", 5, 1, ""},
        {"onoff", 0, 6, ""},
        {"onoff", 2, 4, ""},
        {"onoff", 6, 0, ""},
        {"onoff", 6, 1, ""},
        {"onoff", 6, UINT32_MAX, ""},
        {"onoff", UINT32_MAX, UINT32_MAX, ""},
        {"", 0, 0, ""},
        {"", 0, 1, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct context *c = context_new(&mdb);
        struct mdb_criteria k = text_is(rows[i].text);
        uint32_t is = context_add(c, &k, 0);
        struct context_truth *t = context_truth_new(c, on_flip, NULL);
        mdb_cell cell = mdb_cell_span(rows[i].offset, rows[i].len);
        print_message(
            "%u+%u of '%s'\n", rows[i].offset, rows[i].len, rows[i].bytes);
        take_bytes(t, 0, 1, rows[i].bytes, cell, mdb_cell_span(0, 0));
        assert_true(context_holds(t, is));
        context_truth_free(&t);
        context_free(&c);
    }
}

static void
memory_that_texts_take_is_told(void **state)
{
    (void)state;
    static char text[1001];
    memset(text, 'x', sizeof text - 1);
    struct context *c = context_new(&mdb);
    struct mdb_criteria first = number_is(1), on = text_is("on");
    (void)context_add(c, &first, 0);
    (void)context_add(c, &on, 0);
    struct context_truth *t = context_truth_new(c, on_flip, NULL);
    size_t before = context_bytes(t);
    take_bytes(t, 1, 1, text, mdb_cell_span(0, 1000), mdb_cell_span(0, 1000));
    assert_in_range(context_bytes(t), before + 2000, before + 10000);
    context_truth_free(&t);
    context_free(&c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_criteria_are_one_and_flips_are_told),
        cmocka_unit_test(
            of_one_time_the_last_to_come_is_the_newest_unless_it_came_before),
        cmocka_unit_test(texts_are_kept),
        cmocka_unit_test(criteria_that_differ_anywhere_are_two),
        cmocka_unit_test(who_asks_twice_is_told_once),
        cmocka_unit_test(what_names_no_parameter_never_holds),
        cmocka_unit_test(earlier_instances_never_hold),
        cmocka_unit_test(two_parameters_are_compared_when_both_are_known),
        cmocka_unit_test(raw_and_calibrated_change_each_alone),
        cmocka_unit_test(texts_are_compared_by_their_bytes),
        cmocka_unit_test(joined_criteria_hold_as_their_word_says),
        cmocka_unit_test(a_text_lies_within_the_packet),
        cmocka_unit_test(memory_that_texts_take_is_told),
    };
    return check_run(tests);
}
