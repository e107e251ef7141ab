/*
 * test_engine_packet.c - packets of every shape: with and without a layout,
 * with values that are unknown, missing, repeated, late or from elsewhere.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/limit_rig.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "limits/engine_priv.h"

#define MOST 40 /* values of a packet */

struct packet {
    uint32_t container;
    bool is_static, is_repeat;
    size_t n;
    uint32_t item[MOST];
    double value[MOST];
    uint8_t quality[MOST];
};

/* The arrays have exactly the size they need: sanitizers see one more. */
static void
send(struct limit_rig *rig, double seconds, const struct packet *p)
{
    uint32_t *item = xreallocarray(NULL, p->n, sizeof *item);
    mdb_cell *cell = xreallocarray(NULL, p->n, sizeof *cell);
    uint8_t *quality = xreallocarray(NULL, p->n, 1);
    memcpy(item, p->item, p->n * sizeof *item);
    memcpy(quality, p->quality, p->n);
    for (size_t i = 0; i < p->n; i++)
        cell[i] = mdb_cell_float(p->value[i]);
    const struct limit_samples s = {.mode = rig->mode,
        .container = p->container,
        .n = p->n,
        .item = item,
        .is_static = p->is_static,
        .is_repeat = p->is_repeat,
        .raw = cell,
        .eng = cell,
        .quality = quality,
        .generation = limit_rig_time(seconds),
        .reception = limit_rig_time(seconds)};
    limit_engine_check(rig->engine, &s);
    free(item);
    free(cell);
    free(quality);
}

/* `n` items; P0 and P1 are to be within 10 .. 50. */
static void
open_rig(struct limit_rig *rig, uint32_t n)
{
    limit_rig_init(rig, n);
    for (uint32_t i = 0; i < 2; i++)
        limit_rig_range(limit_rig_rule(rig, i), LIMIT_WARNING, 10, 50);
}

static void
expect_counted(const struct limit_rig *rig, uint64_t checked, uint64_t late)
{
    const struct limit_counters c = limit_engine_counters(rig->engine);
    assert_int_equal(c.checked, checked);
    assert_int_equal(c.late, late);
}

/* ---- what is in it ------------------------------------------------------- */

static void
values_of_unknown_parameters_are_passed_over(void **state)
{
    (void)state;
    /* 4 is the first that is not; 4099 stands for 3 in the table of those
     * that contexts look at. */
    struct packet packet = {.container = MDB_NIL,
        .n = 6,
        .item = {4, 4099, UINT32_MAX - 1, 0, 3, 4},
        .value = {20, 7, 20, 60, 1, 20}};
    struct limit_rig rig;
    open_rig(&rig, 4);
    limit_rig_when(&rig.rule[0], 3, 1);
    limit_rig_start(&rig);
    for (int i = 0; i < 3; i++)
        send(&rig, i, &packet);
    limit_rig_expect(&rig, "P0 not-received>warning-high");
    assert_int_equal(limit_engine_counters(rig.engine).samples, 18);
    expect_counted(&rig, 3, 0);
    packet.is_repeat = true;
    send(&rig, 2, &packet);
    limit_rig_expect(&rig, "");
    expect_counted(&rig, 3, 1);
    limit_rig_fini(&rig);
}

static void
contexts_see_a_packet_to_its_last_value_before_the_first_is_checked(
    void **state)
{
    (void)state;
    for (size_t n = 2; n <= MOST; n++) {
        struct packet packet = {.container = MDB_NIL, .n = n};
        struct limit_rig rig;
        for (size_t i = 0; i < n; i++)
            packet.item[i] = 2; /* nobody cares about it */
        packet.item[0] = 0;
        packet.item[n - 1] = 3;
        packet.value[0] = 60;
        packet.value[n - 1] = 1;
        open_rig(&rig, 4);
        limit_rig_when(&rig.rule[0], 3, 1);
        limit_rig_start(&rig);
        send(&rig, 1, &packet);
        limit_rig_expect(&rig, "P0 not-received>warning-high");
        limit_rig_fini(&rig);
    }
}

/* Few watched items are looked for in another way than many. */
static void
contexts_see_each_of_few_and_of_many_watched_items(void **state)
{
    (void)state;
    for (uint32_t n_watched = 1; n_watched <= ENGINE_FEW + 2; n_watched++)
        for (uint32_t w = 0; w < n_watched; w++) {
            const uint32_t watched = 2 + w;
            struct packet alone = {.container = MDB_NIL, .n = 16};
            struct packet many = {.container = MDB_NIL, .n = 17};
            struct limit_rig rig;
            limit_rig_init(&rig, RIG_ITEMS);
            for (uint32_t i = 0; i < n_watched; i++) {
                struct limit_rule *r = limit_rig_rule(&rig, 0);
                limit_rig_range(r, LIMIT_WARNING, 10, 50);
                limit_rig_when(r, 2 + i, 1);
            }
            limit_rig_start(&rig);
            alone.value[0] = 60; /* P0, fourteen others, the watched one */
            for (size_t i = 1; i < 15; i++)
                alone.item[i] = 1;
            alone.item[15] = watched;
            alone.value[15] = 1;
            send(&rig, 1, &alone);
            limit_rig_expect(&rig, "P0 not-received>warning-high");
            for (size_t i = 0; i < 16; i++) /* then P0 */
                many.item[i] = watched;
            many.value[16] = 60;
            send(&rig, 2, &many); /* it is 0 now */
            limit_rig_expect(&rig, "P0 warning-high>unchecked");
            limit_rig_fini(&rig);
        }
}

static void
contexts_see_all_watched_values_of_a_layout(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig, 4);
    limit_rig_when(&rig.rule[0], 2, 1);
    limit_rig_when(&rig.rule[1], 3, 1);
    limit_rig_start(&rig);
    limit_rig_packet(&rig, 1, (double[]){60, 60, 1, 1});
    limit_rig_expect(
        &rig, "P0 not-received>warning-high; P1 not-received>warning-high");
    limit_rig_fini(&rig);
}

/* P2 is 1 as it came and 100 as it was calibrated. */
static void
contexts_look_at_raw_values_where_they_are_asked_to(void **state)
{
    (void)state;
    static const struct {
        bool is_calibrated, has_raw;
        double value;
        const char *told;
    } rows[] = {
        {false, true, 1, "P0 not-received>warning-high"},
        {false, true, 100, "P0 not-received>unchecked"},
        {true, true, 1, "P0 not-received>unchecked"},
        {true, true, 100, "P0 not-received>warning-high"},
        {true, false, 100, "P0 not-received>warning-high"},
        {false, false, 1, "P0 not-received>unchecked"}, /* there is none */
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct limit_rig rig;
        limit_rig_init(&rig, 3);
        limit_rig_range(limit_rig_rule(&rig, 0), LIMIT_WARNING, 10, 50);
        limit_rig_when(&rig.rule[0], 2, rows[i].value);
        rig.rule[0].context.criteria.comparison.is_calibrated =
            rows[i].is_calibrated;
        limit_rig_start(&rig);
        const mdb_cell raw[] = {
            mdb_cell_float(60), mdb_cell_float(0), mdb_cell_float(1)};
        const mdb_cell eng[] = {
            mdb_cell_float(60), mdb_cell_float(0), mdb_cell_float(100)};
        const struct limit_samples s = {.n = 3,
            .item = rig.layout,
            .is_static = true,
            .raw = rows[i].has_raw ? raw : NULL,
            .eng = eng,
            .generation = limit_rig_time(1)};
        limit_engine_check(rig.engine, &s);
        limit_rig_expect(&rig, rows[i].told);
        limit_rig_fini(&rig);
    }
}

/* ---- which items it has -------------------------------------------------- */

static void
values_belong_to_the_items_that_the_packet_names(void **state)
{
    (void)state;
    static const struct packet rows[] = {
        /* of a container with a layout, but in another order */
        {.n = 3, .item = {2, 1, 0}, .value = {0, 20, 60}},
        /* said to be of the layout, but shorter than that */
        {.is_static = true, .n = 2, .item = {1, 0}, .value = {20, 60}},
        /* said to be of the layout of a container that is none */
        {.container = 1,
            .is_static = true,
            .n = 3,
            .item = {2, 1, 0},
            .value = {0, 20, 60}},
        {.container = MDB_NIL,
            .is_static = true,
            .n = 3,
            .item = {1, 2, 0},
            .value = {20, 0, 60}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct limit_rig rig;
        open_rig(&rig, 3);
        limit_rig_start(&rig);
        send(&rig, 1, &rows[i]);
        assert_int_equal(limit_engine_state(rig.engine, LIMIT_REALTIME, 0),
            limit_state_of(LIMIT_WARNING, LIMIT_HIGH));
        assert_int_equal(
            limit_engine_state(rig.engine, LIMIT_REALTIME, 1), LIMIT_NORMAL);
        expect_counted(&rig, 2, 0);
        /* None of them was taken for the column, a real one is. */
        const struct group *g = &rig.engine->lane[LIMIT_REALTIME]->group[0];
        assert_int_equal(g->packets, 0);
        limit_rig_packet(&rig, 2, (double[]){20, 20, 0});
        limit_rig_packet(&rig, 3, (double[]){20, 20, 0});
        assert_true(g->packets > 0);
        limit_rig_fini(&rig);
    }
}

static void
a_packet_without_values_or_of_no_mode_does_nothing(void **state)
{
    (void)state;
    static const struct packet packet = {
        .n = 3, .item = {0, 1, 2}, .value = {60, 60, 60}};
    static const struct packet none = {.n = 0};
    struct limit_rig rig;
    open_rig(&rig, 3);
    limit_rig_start(&rig);
    const size_t bytes = limit_engine_counters(rig.engine).bytes;
    send(&rig, 1, &none);
    rig.mode = LIMIT_MODE_COUNT;
    send(&rig, 1, &packet);
    send(&rig, 1, &none);
    limit_rig_expect(&rig, "");
    const struct limit_counters c = limit_engine_counters(rig.engine);
    assert_int_equal(c.samples, 0);
    assert_int_equal(c.bytes, bytes);
    limit_rig_fini(&rig);
}

/* ---- more than once ------------------------------------------------------ */

static void
a_value_that_came_with_another_packet_is_late_and_all_else_is_new(void **state)
{
    (void)state;
    static const struct packet first = {
        .container = MDB_NIL, .n = 2, .item = {0, 1}, .value = {20, 20}};
    static const struct {
        const char *label;
        struct packet packet;
        double second;
        uint64_t checked, late;
        const char *told;
    } rows[] = {
        {"twice in the packet",
            {.n = 4, .item = {0, 1, 2, 1}, .value = {20, 20, 0, 60}}, 2, 3, 0,
            "P1 normal>warning-high"},
        {"twice in a repetition that was not seen",
            {.is_repeat = true,
                .n = 4,
                .item = {0, 1, 2, 1},
                .value = {20, 20, 0, 60}},
            2, 3, 0, "P1 normal>warning-high"},
        {"of the same time", {.n = 2, .item = {0, 1}, .value = {60, 20}}, 1, 2,
            0, "P0 normal>warning-high"},
        {"sent again",
            {.is_repeat = true, .n = 2, .item = {0, 1}, .value = {60, 60}}, 1,
            0, 2, ""},
        {"sent again and calm",
            {.is_repeat = true, .n = 2, .item = {0, 1}, .value = {20, 20}}, 1,
            0, 2, ""},
        {"older", {.n = 2, .item = {0, 1}, .value = {60, 60}}, 0.5, 0, 2, ""},
        {"older and calm", {.n = 2, .item = {0, 1}, .value = {20, 20}}, 0.5, 0,
            2, ""},
        {"sent again, but first without its value",
            {.is_repeat = true,
                .n = 4,
                .item = {2, 0, 2, 0},
                .value = {0, 60, 0, 60},
                .quality = {0, MDB_NOT_RECEIVED, 0, 0}},
            1, 0, 1, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct packet packet = rows[i].packet;
        struct limit_rig rig;
        packet.container = MDB_NIL;
        open_rig(&rig, 3);
        limit_rig_start(&rig);
        send(&rig, 1, &first);
        limit_rig_expect(
            &rig, "P0 not-received>normal; P1 not-received>normal");
        send(&rig, rows[i].second, &packet);
        if (strcmp(strbuf_get(&rig.log), rows[i].told) != 0)
            fail_msg("%s: %s", rows[i].label, strbuf_get(&rig.log));
        expect_counted(&rig, 2 + rows[i].checked, rows[i].late);
        limit_rig_fini(&rig);
    }
}

static void
a_late_value_makes_those_behind_it_no_less_new(void **state)
{
    (void)state;
    static const struct packet packet = {
        .container = MDB_NIL, .n = 2, .item = {0, 1}, .value = {60, 60}};
    struct limit_rig rig;
    open_rig(&rig, 3);
    limit_rig_start(&rig);
    limit_rig_one(&rig, 5, 0, 20);
    limit_rig_one(&rig, 1, 1, 20);
    limit_rig_expect(&rig, "P0 not-received>normal; P1 not-received>normal");
    send(&rig, 1, &packet); /* older than P0, as old as P1 */
    limit_rig_expect(&rig, "P1 normal>warning-high");
    expect_counted(&rig, 3, 1);
    limit_rig_fini(&rig);
}

static void
an_explanation_counts_what_came_late_by_itself(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig, 3);
    limit_rig_start(&rig);
    limit_rig_one(&rig, 5, 0, 20);
    for (int i = 1; i <= 3; i++) {
        limit_rig_one(&rig, 5 - i, 0, 60);
        assert_int_equal(
            limit_engine_explain(rig.engine, LIMIT_REALTIME, 0).ignored_late,
            i);
    }
    limit_rig_one(&rig, 4, 2, 60); /* has no rules: nothing to ignore */
    limit_rig_one(&rig, 3, 2, 60);
    expect_counted(&rig, 1, 3);
    limit_rig_fini(&rig);
}

/* ---- from elsewhere ------------------------------------------------------ */

/* P1 is shared by both containers, at different places. */
static void
open_shared(struct limit_rig *rig)
{
    open_rig(rig, 3);
    rig->container[1].layout = &rig->layout[1];
    rig->has_second = true;
    limit_rig_start(rig);
}

static const struct packet second = {
    .container = 1, .is_static = true, .n = 1, .item = {1}, .value = {20}};

static void
a_shared_value_expires_with_the_container_it_came_from_last(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_shared(&rig);
    limit_rig_packet(&rig, 1, (double[]){20, 20, 0});
    limit_rig_packet(&rig, 2, (double[]){20, 20, 0});
    send(&rig, 3, &second); /* as calm as before */
    limit_rig_expect(&rig, "P0 not-received>normal; P1 not-received>normal");
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 0, limit_rig_time(4));
    limit_rig_expect(&rig, "P0 normal>expired");
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 1, limit_rig_time(4));
    limit_rig_expect(&rig, "P1 normal>expired");
    limit_rig_fini(&rig);
}

/* Here nothing is asked of the values beside it. */
static void
a_shared_value_is_the_one_at_its_place(void **state)
{
    (void)state;
    struct limit_rig rig;
    limit_rig_init(&rig, 3);
    limit_rig_range(limit_rig_rule(&rig, 1), LIMIT_WARNING, 10, 50);
    rig.container[1].layout = &rig.layout[1];
    rig.has_second = true;
    limit_rig_start(&rig);
    limit_rig_packet(&rig, 1, (double[]){20, 20, 0});
    limit_rig_packet(&rig, 2, (double[]){20, 60, 20});
    limit_rig_expect(&rig, "P1 not-received>normal; P1 normal>warning-high");
    limit_rig_packet(&rig, 3, (double[]){60, 20, 60});
    limit_rig_expect(&rig, "P1 warning-high>normal");
    expect_counted(&rig, 3, 0);
    limit_rig_fini(&rig);
}

static void
a_shared_value_that_is_sent_again_is_late(void **state)
{
    (void)state;
    static const struct {
        double second;
        bool is_repeat;
        uint64_t checked, late;
    } rows[] = {
        {1, false, 1, 0}, {2, false, 2, 0}, {2, true, 2, 1},
        {2, false, 3, 1}, /* another packet of that time */
        {1.5, false, 3, 2}, {2, true, 3, 3},
        {3, true, 4, 3}, /* sent again, but not seen here */
    };
    struct limit_rig rig;
    open_shared(&rig);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct packet packet = second;
        packet.is_repeat = rows[i].is_repeat;
        send(&rig, rows[i].second, &packet);
        expect_counted(&rig, rows[i].checked, rows[i].late);
    }
    limit_rig_fini(&rig);
}

/* P0 came by itself after its packet: the next packet is taken in pieces. */
static void
a_packet_behind_a_single_sample_counts_each_value_once(void **state)
{
    (void)state;
    static const struct packet older = {
        .is_static = true, .n = 3, .item = {0, 1, 2}, .value = {60, 60, 60}};
    static const struct packet missing = {.is_static = true,
        .n = 3,
        .item = {0, 1, 2},
        .value = {60, 60, 60},
        .quality = {MDB_NOT_RECEIVED, 0, 0}};
    struct limit_rig rig;
    open_shared(&rig);
    limit_rig_packet(&rig, 1, (double[]){20, 20, 0});
    limit_rig_one(&rig, 5, 0, 20);
    limit_rig_expect(&rig, "P0 not-received>normal; P1 not-received>normal");
    expect_counted(&rig, 3, 0);
    send(&rig, 4, &older); /* older than the sample, newer for P1 and P2 */
    limit_rig_expect(&rig, "P1 normal>warning-high");
    expect_counted(&rig, 4, 1);
    send(&rig, 4.5, &missing); /* P0 is not in it: neither late nor new */
    limit_rig_expect(&rig, "");
    expect_counted(&rig, 5, 1);
    send(&rig, 6, &missing);
    expect_counted(&rig, 6, 1);
    limit_rig_fini(&rig);
}

/* ---- without a time ------------------------------------------------------ */

static void
a_packet_without_any_time_has_the_newest_so_far(void **state)
{
    (void)state;
    static const struct {
        int64_t generation;
        double value;
        const char *told;
        int64_t told_at;
    } rows[] = {
        /* the least time there is, while none is known */
        {INT64_MIN, 20, "P0 not-received>normal", INT64_MIN + 1},
        {INT64_MIN, 60, "P0 normal>warning-high", INT64_MIN + 1},
        {1000, 20, "P0 warning-high>normal", 1000},
        {INT64_MIN, 60, "P0 normal>warning-high", 1000},
        {999, 20, "", 1000}, /* late */
        {INT64_MIN, 20, "P0 warning-high>normal", 1000},
        {1001, 60, "P0 normal>warning-high", 1001},
    };
    const uint32_t item = 0;
    struct limit_rig rig;
    open_rig(&rig, 3);
    limit_rig_start(&rig);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const mdb_cell cell = mdb_cell_float(rows[i].value);
        const struct limit_samples s = {.container = MDB_NIL,
            .n = 1,
            .item = &item,
            .eng = &cell,
            .generation = {rows[i].generation},
            .reception = UTC_NONE};
        limit_engine_check(rig.engine, &s);
        limit_rig_expect(&rig, rows[i].told);
        assert_true(rig.last.generation.ns == rows[i].told_at);
    }
    limit_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_unknown_parameters_are_passed_over),
        cmocka_unit_test(
            contexts_see_a_packet_to_its_last_value_before_the_first_is_checked),
        cmocka_unit_test(contexts_see_each_of_few_and_of_many_watched_items),
        cmocka_unit_test(contexts_see_all_watched_values_of_a_layout),
        cmocka_unit_test(contexts_look_at_raw_values_where_they_are_asked_to),
        cmocka_unit_test(values_belong_to_the_items_that_the_packet_names),
        cmocka_unit_test(a_packet_without_values_or_of_no_mode_does_nothing),
        cmocka_unit_test(
            a_value_that_came_with_another_packet_is_late_and_all_else_is_new),
        cmocka_unit_test(a_late_value_makes_those_behind_it_no_less_new),
        cmocka_unit_test(an_explanation_counts_what_came_late_by_itself),
        cmocka_unit_test(
            a_shared_value_expires_with_the_container_it_came_from_last),
        cmocka_unit_test(a_shared_value_is_the_one_at_its_place),
        cmocka_unit_test(a_shared_value_that_is_sent_again_is_late),
        cmocka_unit_test(
            a_packet_behind_a_single_sample_counts_each_value_once),
        cmocka_unit_test(a_packet_without_any_time_has_the_newest_so_far),
    };
    return check_run(tests);
}
