/*
 * test_samples.c - batches, quality and layouts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/world.h"

#include "bus/tm.h"

static const struct quality_signal aos, los = {.is_los = true};
static const char other_link[] = "other", main_link[] = "main";

struct from { /* where the next packets come from */
    const char *link;
    const struct quality_signal *signal;
    uint16_t apid;
};

static const struct from usual = {main_link, &aos, 100};

static void
take(struct world *w, const uint8_t *p, size_t len, struct from from)
{
    struct mdb_frame frame;
    mdb_decode(w->shared.decoder, MDB_NIL, p, len, &frame);
    assert_int_equal(frame.result, MDB_DECODED);
    const struct arrival arrival = {
        .link = from.link,
        .signal = from.signal,
        .apid = from.apid,
        .serial = w->shared.serial++,
        .generation = mdb_frame_time(w->mdb, &frame),
        .now = w->now,
    };
    samples_take(w->shared.samples, &frame, &arrival);
}

static void
take_hk(struct world *w, uint16_t count, uint16_t temp, struct from from)
{
    uint8_t p[64];
    take(w, p, world_hk(p, count, count, temp), from);
}

static void
a_burst_is_one_message(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    for (uint16_t i = 0; i < 5; i++)
        take_hk(&w, i, (uint16_t)(100 + i), usual);
    assert_int_equal(outbox_list_count(&w.list, "tm/"), 0);
    samples_flush(w.shared.samples);
    assert_int_equal(outbox_list_count(&w.list, "tm/"), 1);
    samples_flush(w.shared.samples);
    assert_int_equal(outbox_list_count(&w.list, "tm/"), 1);
    const struct msg_tm *m = &outbox_list_last(&w.list, "tm/S/HK")->u.tm;
    struct tm_view v;
    assert_int_equal(tm_view_init(&v, m, 10), ERR_OK);
    assert_int_equal(v.count, 5);
    assert_int_equal(m->apid, 100);
    assert_int_equal(m->mode, TM_REALTIME);
    assert_true(msg_str_eq(m->link, "main"));
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(tm_serial(&v, i), i);
        assert_int_equal(tm_raw(&v, i, 8), 100 + i);
        assert_near(mdb_cell_get_float(tm_eng(&v, i, 8)),
            0.5 * (100 + (double)i) - 50, 1e-12);
        assert_int_equal(
            tm_generation(&v, i).ns, (WORLD_START_S + (int64_t)i) * NS_PER_S);
        assert_int_equal(tm_reception(&v, i).ns, w.now.utc.ns);
    }
    world_fini(&w);
}

static void
packets_of_two_links_or_apids_are_two_messages_in_order(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    take_hk(&w, 0, 1, usual);
    take_hk(&w, 1, 2, (struct from){other_link, &aos, 100});
    take_hk(&w, 2, 3, (struct from){other_link, &aos, 101});
    samples_flush(w.shared.samples);
    assert_int_equal(outbox_list_count(&w.list, "tm/S/HK"), 3);
    assert_int_equal(outbox_list_last(&w.list, "tm/S/HK")->u.tm.apid, 101);
    world_fini(&w);
}

static void
texts_keep_their_bytes_in_a_batch(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    static const char *const texts[] = {"one", "two", "six"};
    uint8_t p[300];
    for (uint16_t i = 0; i < 3; i++)
        take(&w, p, world_text(p, i, texts[i], 3), usual);
    samples_flush(w.shared.samples);
    struct tm_view v;
    const struct msg_tm *m = &outbox_list_last(&w.list, "tm/S/TEXTS")->u.tm;
    assert_int_equal(tm_view_init(&v, m, 0), ERR_OK);
    assert_int_equal(v.count, 3);
    assert_true(v.has_items);
    assert_int_equal(tm_item(&v, 8), mdb_find_item(w.mdb, "/S/TEXT"));
    for (size_t i = 0; i < 3; i++) {
        const uint8_t *at;
        size_t len;
        assert_true(tm_span(&v, tm_eng(&v, i, 8), &at, &len));
        assert_int_equal(len, 3);
        assert_memory_equal(at, texts[i], 3);
    }
    world_fini(&w);
}

static void
a_batch_that_is_full_leaves_at_once(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    for (unsigned i = 0; i < 20000; i++)
        take_hk(&w, (uint16_t)(i & 0x3fff), 7, usual);
    samples_flush(w.shared.samples);
    uint64_t packets = 0;
    size_t largest = 0;
    for (size_t i = 0; i < w.list.n; i++) {
        const struct outbox_entry *e = &w.list.entry[i];
        if (!e->topic || e->msg.envelope.type != MSG_TM)
            continue;
        packets += e->msg.u.tm.count;
        largest = e->bytes.len > largest ? e->bytes.len : largest;
    }
    assert_int_equal(packets, 20000);
    assert_in_range(largest, 1000, 2 * TM_BATCH_BYTES);
    world_fini(&w);
}

/* ---- quality ------------------------------------------------------------- */

static uint64_t
quality(const struct world *w)
{
    return outbox_list_last(&w->list, "quality/S/HK")->u.quality.quality;
}

static void
a_value_expires_after_its_periods_and_comes_back(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    take_hk(&w, 0, 1, usual);
    assert_int_equal(quality(&w), MDB_ACQUIRED);
    world_wait(&w, 1.89);
    samples_expire(w.shared.samples, w.now.mono);
    assert_int_equal(quality(&w), MDB_ACQUIRED);
    world_wait(&w, 0.02);
    samples_expire(w.shared.samples, w.now.mono);
    assert_int_equal(quality(&w), MDB_EXPIRED);
    assert_int_equal(
        outbox_list_last(&w.list, "quality/S/HK")->u.quality.period_ns,
        NS_PER_S);
    world_wait(&w, 100);
    samples_expire(w.shared.samples, w.now.mono);
    assert_int_equal(outbox_list_count(&w.list, "quality/S/HK"), 2);
    size_t received, expired;
    samples_count(w.shared.samples, &received, &expired);
    assert_int_equal(received, 1);
    assert_int_equal(expired, 1);
    take_hk(&w, 1, 1, usual);
    assert_int_equal(quality(&w), MDB_ACQUIRED);
    assert_int_equal(outbox_list_count(&w.list, "quality/S/HK"), 3);
    world_fini(&w);
}

/* Packets of a replay that is `pace` times as slow: HK each second until 8 s,
 * then only others, of which there are some from the beginning. */
static void
replay(struct world *w, double pace, unsigned from_s, unsigned until_s)
{
    uint8_t p[64];
    for (unsigned k = from_s; k < until_s; k++) {
        if (k <= 8)
            take_hk(w, (uint16_t)k, 1, usual);
        struct mdb_frame frame;
        const size_t len = world_aux(p, (uint16_t)k, 1);
        mdb_decode(w->shared.decoder, MDB_NIL, p, len, &frame);
        const struct arrival other = {.link = main_link,
            .signal = &aos,
            .apid = 300,
            .generation = {(WORLD_START_S + k) * NS_PER_S},
            .now = w->now};
        samples_take(w->shared.samples, &frame, &other);
        samples_expire(w->shared.samples, w->now.mono);
        world_wait(w, pace);
        samples_expire(w->shared.samples, w->now.mono);
    }
}

static void
replayed_values_expire_by_the_time_they_were_made(void **state)
{
    (void)state;
    static const double paces[] = {0.1, 1, 10};
    for (size_t i = 0; i < ARRAY_LEN(paces); i++) {
        struct world w;
        world_init(&w);
        samples_replay(w.shared.samples);
        uint8_t p[64];
        take(&w, p, world_aux(p, 0, 1), usual); /* without a time */
        replay(&w, paces[i], 1, 10);
        world_wait(&w, 1000); /* somebody stopped it */
        samples_expire(w.shared.samples, w.now.mono);
        assert_int_equal(outbox_list_count(&w.list, "quality/"), 2);
        samples_flush(w.shared.samples);
        assert_int_equal(
            outbox_list_last(&w.list, "tm/S/HK")->u.tm.mode, TM_REPLAY);
        replay(&w, paces[i], 10, 11); /* 2 s after the last HK */
        assert_int_equal(quality(&w), MDB_EXPIRED);
        assert_int_equal(outbox_list_count(&w.list, "quality/"), 3);
        take_hk(&w, 11, 1, usual);
        assert_int_equal(quality(&w), MDB_ACQUIRED);
        world_fini(&w);
    }
}

static void
who_goes_back_in_a_replay_finds_values_good(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    samples_replay(w.shared.samples);
    take_hk(&w, 3600, 1, usual);
    replay(&w, 0.1, 0, 10);
    assert_int_equal(outbox_list_count(&w.list, "quality/"), 2);
    replay(&w, 0.1, 10, 12);
    assert_int_equal(quality(&w), MDB_EXPIRED);
    world_fini(&w);
}

static void
nothing_expires_without_signal(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    take_hk(&w, 0, 1, (struct from){main_link, &los, 100});
    world_wait(&w, 1000);
    samples_expire(w.shared.samples, w.now.mono);
    assert_int_equal(quality(&w), MDB_ACQUIRED);
    world_fini(&w);
}

static void
without_a_period_nothing_expires_until_one_is_learned(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    uint8_t p[64];
    const struct from aux = {main_link, &aos, 300};
    take(&w, p, world_aux(p, 0, 1), aux);
    world_wait(&w, 1000);
    samples_expire(w.shared.samples, w.now.mono);
    const char *topic = "quality/S/AUX";
    assert_int_equal(
        outbox_list_last(&w.list, topic)->u.quality.quality, MDB_ACQUIRED);
    const uint32_t index = mdb_find_container(w.mdb, "/S/AUX");
    assert_int_equal(samples_period_ns(w.shared.samples, index), 0);
    for (uint16_t i = 1; i < 24; i++) { /* twice a second */
        take(&w, p, world_aux(p, i, 1), aux);
        world_wait(&w, 0.5);
    }
    assert_int_equal(samples_period_ns(w.shared.samples, index), NS_PER_S / 2);
    samples_learn(w.shared.samples);
    const struct msg *layout = outbox_list_last(&w.list, "layout/S/AUX");
    assert_int_equal(layout->u.layout.period_ns, NS_PER_S / 2);
    samples_learn(w.shared.samples);
    assert_int_equal(outbox_list_count(&w.list, "layout/S/AUX"), 1);
    world_wait(&w, 0.5);
    samples_expire(w.shared.samples, w.now.mono);
    assert_int_equal(
        outbox_list_last(&w.list, topic)->u.quality.quality, MDB_EXPIRED);
    world_fini(&w);
}

static void
ten_a_second_outlive_the_loss_of_one(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    uint8_t p[64];
    const char *topic = "quality/S/AUX";
    for (uint16_t i = 0; i < 24; i++) {
        take(&w, p, world_aux(p, i, 1), (struct from){main_link, &aos, 300});
        world_wait(&w, 0.1);
    }
    world_wait(&w, 0.24); /* 0.34 s after the last one */
    samples_expire(w.shared.samples, w.now.mono);
    assert_int_equal(outbox_list_count(&w.list, topic), 1);
    world_wait(&w, 0.02);
    samples_expire(w.shared.samples, w.now.mono);
    assert_int_equal(
        outbox_list_last(&w.list, topic)->u.quality.quality, MDB_EXPIRED);
    world_fini(&w);
}

static void
a_burst_teaches_no_period_of_zero(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    uint8_t p[64];
    const struct from aux = {main_link, &aos, 300};
    for (unsigned burst = 0; burst < 20; burst++) { /* ten packets each 2 s */
        for (unsigned i = 0; i < 10; i++)
            take(&w, p, world_aux(p, (uint16_t)(burst * 10 + i), 1), aux);
        world_wait(&w, 2);
    }
    assert_int_equal(samples_period_ns(
                         w.shared.samples, mdb_find_container(w.mdb, "/S/AUX")),
        2 * NS_PER_S);
    world_fini(&w);
}

static void
all_layouts_come_when_asked(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    take_hk(&w, 0, 1, usual);
    outbox_list_clear(&w.list);
    samples_all(w.shared.samples);
    assert_int_equal(outbox_list_count(&w.list, "layout/"), 3);
    assert_int_equal(outbox_list_count(&w.list, "layout/S/Packet"), 0);
    assert_int_equal(outbox_list_count(&w.list, "quality/"), 1);
    world_fini(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_is_one_message),
        cmocka_unit_test(
            packets_of_two_links_or_apids_are_two_messages_in_order),
        cmocka_unit_test(texts_keep_their_bytes_in_a_batch),
        cmocka_unit_test(a_batch_that_is_full_leaves_at_once),
        cmocka_unit_test(a_value_expires_after_its_periods_and_comes_back),
        cmocka_unit_test(replayed_values_expire_by_the_time_they_were_made),
        cmocka_unit_test(who_goes_back_in_a_replay_finds_values_good),
        cmocka_unit_test(nothing_expires_without_signal),
        cmocka_unit_test(without_a_period_nothing_expires_until_one_is_learned),
        cmocka_unit_test(ten_a_second_outlive_the_loss_of_one),
        cmocka_unit_test(a_burst_teaches_no_period_of_zero),
        cmocka_unit_test(all_layouts_come_when_asked),
    };
    return check_run(tests);
}
