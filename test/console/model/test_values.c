/*
 * test_values.c - the newest value of everything, and when it is no longer
 * good.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/model/value_text.h"
#include "support/feed.h"

#define PERIOD NS_PER_S

static const struct feed_item items[] = {
    {3, "/SIF/PWR/BUS_A_V", "V", "", MDB_UINT, MDB_FLOAT},
    {4, "/SIF/PWR/MODE", "", "0=IDLE,1=SCIENCE,2=SAFE", MDB_UINT, MDB_ENUM},
    {5, "/SIF/PWR/NAME", "", "", MDB_STRING, MDB_STRING},
    {6, "/SIF/PWR/HTR_ON", "", "0=OFF,1=ON", MDB_UINT, MDB_BOOL},
};

struct scene {
    struct model m;
    uint64_t serial;
};

static void
scene_open(struct scene *s, int64_t period_ns)
{
    *s = (struct scene){0};
    model_init(&s->m, "sim", NULL, feed_clock(0));
    model_connected(&s->m, true, feed_clock(0));
    feed_heartbeat(&s->m, feed_clock(0), "frontend", "ready", FEED_HASH);
    feed_layout(&s->m, feed_clock(0), FEED_HASH, 7, "/SIF/PWR_HK", period_ns,
        items, ARRAY_LEN(items));
}

static void
packet_at(struct scene *s, int64_t ms, double volts, uint8_t quality)
{
    const struct feed_cell cell[] = {{2831, mdb_cell_float(volts), quality},
        {1, 1, 0}, {mdb_cell_span(0, 5), mdb_cell_span(0, 5), 0}, {0, 0, 0}};
    feed_tm(&s->m, feed_clock(ms),
        &(struct feed_tm){.container = 7,
            .apid = 101,
            .serial = ++s->serial,
            .cell = cell,
            .n = ARRAY_LEN(cell),
            .blob = "FM-02",
            .blob_len = 5});
}

static enum mdb_quality
quality_at(const struct scene *s, uint32_t item, int64_t ms)
{
    return values_quality(
        s->m.values, values_get(s->m.values, item), feed_clock(ms));
}

static void
names_units_and_labels_come_from_the_layout_without_a_database(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    const struct value *x = values_get(s.m.values, 4);
    assert_string_equal(x->name, "/SIF/PWR/MODE");
    assert_string_equal(x->short_name, "MODE");
    assert_int_equal(x->type->n_labels, 3);
    assert_string_equal(x->type->label[2].label, "SAFE");
    assert_int_equal(values_known(s.m.values), 4);
    assert_null(values_get(s.m.values, 0));
    assert_null(values_get(s.m.values, 1000));
    assert_int_equal(quality_at(&s, 4, 0), MDB_NOT_RECEIVED);
    model_fini(&s.m);
}

static void
a_packet_brings_values_of_every_kind(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    packet_at(&s, 0, 28.31, 0);
    static const struct {
        uint32_t item;
        const char *eng, *raw, *exact;
    } row[] = {{3, "28.3100", "2831", "28.31"}, {4, "SCIENCE", "1", "SCIENCE"},
        {5, "FM-02", "FM-02", "FM-02"}, {6, "OFF", "0", "OFF"}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const struct value *x = values_get(s.m.values, row[i].item);
        struct strbuf b = {0};
        value_text(&b, x, quality_at(&s, row[i].item, 0));
        assert_string_equal(strbuf_get(&b), row[i].eng);
        strbuf_reset(&b);
        value_raw_text(&b, x);
        assert_string_equal(strbuf_get(&b), row[i].raw);
        strbuf_reset(&b);
        value_exact_text(&b, x);
        assert_string_equal(strbuf_get(&b), row[i].exact);
        strbuf_fini(&b);
        assert_int_equal(x->container, 7);
        assert_int_equal(x->count, 1);
    }
    model_fini(&s.m);
}

static void
a_value_expires_after_1_9_periods_and_returns_with_the_next_packet(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    packet_at(&s, 0, 28, 0);
    static const struct {
        int64_t ms;
        enum mdb_quality q;
    } row[] = {{0, MDB_ACQUIRED}, {1000, MDB_ACQUIRED}, {1900, MDB_ACQUIRED},
        {1901, MDB_EXPIRED}, {3600000, MDB_EXPIRED}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        assert_int_equal(quality_at(&s, 3, row[i].ms), row[i].q);
    packet_at(&s, 5000, 28, 0);
    assert_int_equal(quality_at(&s, 3, 5000), MDB_ACQUIRED);
    model_fini(&s.m);
}

static void
ten_a_second_expire_when_the_frontend_says_so(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, 100 * NS_PER_MS);
    packet_at(&s, 0, 28, 0);
    int64_t wait_ms = quality_wait_ns(100 * NS_PER_MS, 1.9) / NS_PER_MS;
    assert_int_equal(quality_at(&s, 3, wait_ms), MDB_ACQUIRED);
    assert_int_equal(quality_at(&s, 3, wait_ms + 1), MDB_EXPIRED);
    model_fini(&s.m);
}

static void
the_mission_can_set_another_factor(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    values_set_expiry(s.m.values, 5);
    packet_at(&s, 0, 28, 0);
    assert_int_equal(quality_at(&s, 3, 4999), MDB_ACQUIRED);
    assert_int_equal(quality_at(&s, 3, 5001), MDB_EXPIRED);
    model_fini(&s.m);
}

static void
a_value_from_the_cache_is_as_old_as_it_was_received(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    const struct feed_cell cell[4] = {{0}};
    feed_tm(&s.m, feed_clock(60000),
        &(struct feed_tm){.container = 7,
            .cell = cell,
            .n = 4,
            .reception = feed_clock(50000).utc,
            .blob = ""});
    const struct value *x = values_get(s.m.values, 3);
    assert_int_equal(value_age_ns(x, feed_clock(60000)), 10 * NS_PER_S);
    assert_int_equal(quality_at(&s, 3, 60000), MDB_EXPIRED);
    model_fini(&s.m);
}

static void
a_jump_of_the_wall_clock_neither_expires_nor_refreshes(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    packet_at(&s, 0, 28, 0);
    const struct value *x = values_get(s.m.values, 3);
    static const int64_t jump_s[] = {-3600, 3600, -37};
    for (size_t i = 0; i < ARRAY_LEN(jump_s); i++) {
        struct clock now = feed_clock(1000), late = feed_clock(1901);
        now.utc.ns += jump_s[i] * NS_PER_S;
        late.utc.ns += jump_s[i] * NS_PER_S;
        assert_int_equal(values_quality(s.m.values, x, now), MDB_ACQUIRED);
        assert_int_equal(values_quality(s.m.values, x, late), MDB_EXPIRED);
    }
    model_fini(&s.m);
}

static void
invalid_stays_invalid_and_the_last_good_value_is_kept(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    packet_at(&s, 0, 28.5, 0);
    packet_at(&s, 1000, 999, MDB_INVALID);
    const struct value *x = values_get(s.m.values, 3);
    assert_int_equal(quality_at(&s, 3, 1000), MDB_INVALID);
    assert_int_equal(quality_at(&s, 3, 60000), MDB_INVALID);
    struct strbuf b = {0};
    value_text(&b, x, MDB_INVALID);
    assert_string_equal(strbuf_get(&b), "-----");
    strbuf_fini(&b);
    assert_true(x->has_good);
    assert_near(mdb_cell_get_float(x->good_eng), 28.5, 0);
    assert_near(x->max, 28.5, 0);
    assert_int_equal(x->invalid, 1);
    model_fini(&s.m);
}

static void
loss_of_signal_stops_the_clock_and_its_end_starts_it_again(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    packet_at(&s, 0, 28, 0);
    for (int64_t ms = 500; ms <= 20500; ms += 1000)
        feed_link(&s.m, feed_clock(ms), "tm", "up", "los", NULL);
    assert_int_equal(quality_at(&s, 3, 20500), MDB_ACQUIRED);
    feed_link(&s.m, feed_clock(21000), "tm", "up", "aos", NULL);
    assert_int_equal(quality_at(&s, 3, 22900), MDB_ACQUIRED);
    assert_int_equal(quality_at(&s, 3, 22901), MDB_EXPIRED);
    model_fini(&s.m);
}

static void
los_since_five_seconds(struct msg_link *link)
{
    link->signal_since = feed_clock(5000).utc;
}

static void
a_screen_can_let_values_expire_by_a_time_of_its_own(void **state)
{
    (void)state;
    static const struct {
        int64_t ms, allowed_ms;
        enum mdb_quality q;
    } row[] = {{500, 500, MDB_ACQUIRED}, {501, 500, MDB_EXPIRED},
        {2500, 500, MDB_EXPIRED}, {2500, 3000, MDB_ACQUIRED},
        {3001, 3000, MDB_EXPIRED}};
    struct scene s;
    scene_open(&s, PERIOD);
    const struct value *x = values_get(s.m.values, 3);
    const struct stream *stream = values_stream(s.m.values, 7);
    assert_int_equal(
        values_quality_within(s.m.values, x, NS_PER_S, feed_clock(0)),
        MDB_NOT_RECEIVED);
    packet_at(&s, 0, 28, 0);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct clock now = feed_clock(row[i].ms);
        int64_t allowed = row[i].allowed_ms * NS_PER_MS;
        assert_int_equal(
            values_quality_within(s.m.values, x, allowed, now), row[i].q);
        assert_int_equal(values_stream_late(s.m.values, stream, allowed, now),
            row[i].q == MDB_EXPIRED);
    }
    /* loss of signal stops that clock, too */
    for (int64_t ms = 400; ms <= 60000; ms += 1000)
        feed_link(&s.m, feed_clock(ms), "tm", "up", "los", NULL);
    assert_int_equal(values_quality_within(
                         s.m.values, x, 500 * NS_PER_MS, feed_clock(60000)),
        MDB_ACQUIRED);
    model_fini(&s.m);
}

static void
what_expired_before_loss_of_signal_stays_expired(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    packet_at(&s, 0, 28, 0);
    for (int64_t ms = 5000; ms <= 9000; ms += 1000)
        feed_link(
            &s.m, feed_clock(ms), "tm", "up", "los", los_since_five_seconds);
    assert_int_equal(quality_at(&s, 3, 9000), MDB_EXPIRED);
    feed_link(&s.m, feed_clock(10000), "tm", "up", "aos", NULL);
    assert_int_equal(quality_at(&s, 3, 10100), MDB_EXPIRED);
    model_fini(&s.m);
}

static void
loss_of_signal_that_nobody_confirms_is_not_believed(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    packet_at(&s, 0, 28, 0);
    feed_link(&s.m, feed_clock(500), "tm", "up", "los", NULL);
    assert_int_equal(quality_at(&s, 3, 3500), MDB_ACQUIRED);
    assert_int_equal(quality_at(&s, 3, 3501), MDB_EXPIRED);
    model_fini(&s.m);
}

static void
another_links_loss_of_signal_does_not_matter(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    packet_at(&s, 0, 28, 0);
    for (int64_t ms = 500; ms <= 3000; ms += 500)
        feed_link(&s.m, feed_clock(ms), "dump", "up", "los", NULL);
    assert_int_equal(quality_at(&s, 3, 3000), MDB_EXPIRED);
    model_fini(&s.m);
}

static void
without_a_period_a_value_lives_as_long_as_its_source(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, 0);
    packet_at(&s, 0, 28, 0);
    for (int64_t ms = 0; ms <= 600000; ms += 1000) {
        feed_heartbeat(&s.m, feed_clock(ms), "frontend", "ready", FEED_HASH);
        model_tick(&s.m, feed_clock(ms));
    }
    assert_int_equal(quality_at(&s, 3, 600000), MDB_ACQUIRED);
    model_tick(&s.m, feed_clock(603001));
    assert_int_equal(quality_at(&s, 3, 603001), MDB_EXPIRED);
    feed_heartbeat(&s.m, feed_clock(604000), "frontend", "ready", FEED_HASH);
    model_tick(&s.m, feed_clock(604000));
    assert_int_equal(quality_at(&s, 3, 604000), MDB_ACQUIRED);
    model_connected(&s.m, false, feed_clock(605000));
    assert_int_equal(quality_at(&s, 3, 605000), MDB_EXPIRED);
    model_fini(&s.m);
}

/* Only the frontend learns periods: it sees all packets, a console may not. */
static void
a_burst_is_no_period(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, 0);
    for (int64_t ms = 0; ms <= 60000; ms += 1000) {
        if (ms <= 8000)
            packet_at(&s, ms, 28, 0);
        feed_heartbeat(&s.m, feed_clock(ms), "frontend", "ready", FEED_HASH);
    }
    assert_int_equal(quality_at(&s, 3, 60000), MDB_ACQUIRED);
    model_fini(&s.m);
}

static void
a_quality_message_expires_all_values_until_the_next_packet(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    packet_at(&s, 0, 28, 0);
    feed_quality(&s.m, feed_clock(100), 7, MDB_EXPIRED, feed_clock(-5000).utc);
    assert_int_equal(quality_at(&s, 3, 100), MDB_ACQUIRED); /* an older one */
    feed_quality(&s.m, feed_clock(100), 7, MDB_EXPIRED, feed_clock(0).utc);
    assert_int_equal(quality_at(&s, 3, 100), MDB_EXPIRED);
    packet_at(&s, 200, 28, 0);
    assert_int_equal(quality_at(&s, 3, 200), MDB_ACQUIRED);
    model_fini(&s.m);
}

static void
dumped_data_does_not_pass_for_live_data(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    packet_at(&s, 0, 28, 0);
    const struct feed_cell cell[4] = {{1, mdb_cell_float(11), 0}};
    feed_tm(&s.m, feed_clock(500),
        &(struct feed_tm){
            .container = 7, .cell = cell, .n = 4, .mode = TM_DUMP, .blob = ""});
    assert_near(mdb_cell_get_float(values_get(s.m.values, 3)->eng), 28, 0);
    assert_int_equal(values_get(s.m.values, 3)->count, 1);
    model_fini(&s.m);
}

static void
a_message_of_another_database_is_refused_and_counted(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    const struct feed_cell cell[4] = {{0}};
    for (int i = 0; i < 3; i++)
        feed_tm(&s.m, feed_clock(10),
            &(struct feed_tm){
                .hash = 99, .container = 7, .cell = cell, .n = 4, .blob = ""});
    assert_int_equal(values_get(s.m.values, 3)->count, 0);
    assert_int_equal(s.m.refusals.other_database, 3);
    assert_int_equal(s.m.refusals.other_hash, 99);
    assert_int_equal(s.m.events.n, 1); /* told once */
    assert_int_equal(events_get(&s.m.events, 0)->id, EV_MDB_MISMATCH);
    model_fini(&s.m);
}

static void
a_newer_layout_of_another_database_starts_anew_without_one_here(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    packet_at(&s, 0, 28, 0);
    static const struct feed_item other[] = {
        {0, "/X/A", "", "", MDB_UINT, MDB_UINT}};
    feed_layout(&s.m, feed_clock(-9000), 77, 1, "/X/OLD", 0, other, 1);
    assert_int_equal(values_known(s.m.values), 4);
    feed_layout(&s.m, feed_clock(9000), 77, 1, "/X/NEW", 0, other, 1);
    assert_int_equal(values_known(s.m.values), 1);
    assert_int_equal(values_hash(s.m.values), 77);
    model_fini(&s.m);
}

/* Messages whose columns do not fit together change nothing. */
static void
a_lying_message_changes_nothing(void **state)
{
    (void)state;
    static const uint8_t bytes[64] = {0};
#define GOOD                                                                   \
    .mdb_hash = FEED_HASH, .container = 7, .count = 1,                         \
    .generation = {bytes, 8}, .reception = {bytes, 8}, .serial = {bytes, 8},   \
    .raw = {bytes, 32}, .eng = {                                               \
        bytes,                                                                 \
        32                                                                     \
    }
    static const struct {
        const char *what;
        struct msg_tm tm;
        enum err want;
    } row[] = {
        {"good", {GOOD}, ERR_OK},
        {"no packets", {.mdb_hash = FEED_HASH, .container = 7, .count = 0},
            ERR_FORMAT},
        {"absurd count",
            {.mdb_hash = FEED_HASH,
                .container = 7,
                .count = UINT64_MAX / 8 + 2},
            ERR_FORMAT},
        {"unknown container",
            {.mdb_hash = FEED_HASH, .container = 8, .count = 1}, ERR_NOTFOUND},
        {"container beyond all",
            {.mdb_hash = FEED_HASH, .container = UINT64_MAX, .count = 1},
            ERR_NOTFOUND},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct scene s;
        scene_open(&s, PERIOD);
        enum err e = values_tm(s.m.values, &row[i].tm, feed_clock(0));
        if (e != row[i].want)
            fail_msg("%s: %s", row[i].what, err_str(e));
        assert_int_equal(
            values_get(s.m.values, 3)->count, row[i].want == ERR_OK);
        model_fini(&s.m);
    }
    static const size_t lens[] = {0, 1, 7, 9, 31, 33, 64};
    for (int column = 0; column < 7; column++)
        for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
            struct scene s;
            scene_open(&s, PERIOD);
            struct msg_tm tm = {GOOD};
            struct msg_bin *at[] = {&tm.generation, &tm.reception, &tm.serial,
                &tm.raw, &tm.eng, &tm.quality, &tm.items};
            *at[column] = (struct msg_bin){bytes, lens[i]};
            bool is_right = lens[i] == 0 && column >= 5;
            assert_int_equal(
                values_tm(s.m.values, &tm, feed_clock(0)) == ERR_OK, is_right);
            model_fini(&s.m);
        }
#undef GOOD
}

static void
a_span_outside_of_its_message_becomes_an_empty_text(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    static const mdb_cell lies[] = {
        UINT64_MAX, (uint64_t)6 << 32, (uint64_t)3 << 32 | 3, UINT32_MAX};
    for (size_t i = 0; i < ARRAY_LEN(lies); i++) {
        const struct feed_cell cell[4] = {{0}, {0}, {lies[i], lies[i], 0}, {0}};
        feed_tm(&s.m, feed_clock(0),
            &(struct feed_tm){.container = 7,
                .cell = cell,
                .n = 4,
                .blob = "FM-02",
                .blob_len = 5});
        struct strbuf b = {0};
        value_exact_text(&b, values_get(s.m.values, 5));
        assert_string_equal(strbuf_get(&b), "");
        strbuf_fini(&b);
    }
    model_fini(&s.m);
}

static void
rate_follows_the_packets_and_falls_in_silence(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    for (int i = 0; i < 50; i++)
        packet_at(&s, 100 * i, 28, 0);
    const struct value *x = values_get(s.m.values, 3);
    assert_near(value_rate_hz(x, feed_clock(4900)), 10, 0.01);
    assert_near(value_rate_hz(x, feed_clock(6900)), 0.5, 0.001);
    assert_near(value_rate_hz(x, feed_clock(14900)), 0, 0);
    assert_near(stream_rate_hz(values_stream(s.m.values, 7), feed_clock(4900)),
        10, 0.01);
    model_fini(&s.m);
}

static void
history_keeps_the_newest_samples_and_marks_gaps(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    for (int i = 0; i < HISTORY_SAMPLES + 20; i++)
        packet_at(&s, 1000 * i, i, 0);
    const struct value *x = values_get(s.m.values, 3);
    assert_int_equal(values_history_count(s.m.values, x), HISTORY_SAMPLES);
    struct history_sample h = values_history_get(s.m.values, x, 0);
    assert_near(mdb_cell_get_float(h.eng), HISTORY_SAMPLES + 19, 0);
    assert_false(h.after_gap);
    model_gap(&s.m, "tm/SIF/PWR_HK", 3, feed_clock(400000));
    packet_at(&s, 400500, 1, 0);
    assert_true(values_history_get(s.m.values, x, 0).after_gap);
    packet_at(&s, 401500, 1, 0);
    assert_false(values_history_get(s.m.values, x, 0).after_gap);
    assert_near(x->min, 0, 0);
    assert_near(x->max, HISTORY_SAMPLES + 19, 0);
    model_fini(&s.m);
}

static void
the_tally_counts_every_quality_and_names_the_worst_stream(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, PERIOD);
    struct values_tally t = values_tally(s.m.values, feed_clock(0));
    assert_int_equal(t.n[MDB_NOT_RECEIVED], 4);
    assert_null(t.worst);
    packet_at(&s, 0, 28, MDB_INVALID);
    t = values_tally(s.m.values, feed_clock(5000));
    assert_int_equal(t.n[MDB_INVALID], 1);
    assert_int_equal(t.n[MDB_EXPIRED], 3);
    assert_int_equal(t.streams_expired, 1);
    assert_string_equal(t.worst->name, "/SIF/PWR_HK");
    assert_int_equal(
        values_data_age_ns(s.m.values, feed_clock(5000)), 5 * NS_PER_S);
    model_fini(&s.m);
}

static void
names_from_the_bus_are_made_harmless(void **state)
{
    (void)state;
    struct model m;
    model_init(&m, "sim", NULL, feed_clock(0));
    static const struct feed_item bad[] = {
        {0, "/A/\033[2J\xe2\x80\xae!", "V\n", "0=\033c", MDB_UINT, MDB_ENUM}};
    feed_layout(&m, feed_clock(0), 1, 0, "/A/\007", 0, bad, 1);
    const struct value *x = values_get(m.values, 0);
    assert_true(str_is_clean(x->name, strlen(x->name)));
    assert_true(str_is_clean(x->unit, strlen(x->unit)));
    const char *label = x->type->label[0].label;
    assert_true(str_is_clean(label, strlen(label)));
    const char *name = values_stream(m.values, 0)->name;
    assert_true(str_is_clean(name, strlen(name)));
    model_fini(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            names_units_and_labels_come_from_the_layout_without_a_database),
        cmocka_unit_test(a_packet_brings_values_of_every_kind),
        cmocka_unit_test(
            a_value_expires_after_1_9_periods_and_returns_with_the_next_packet),
        cmocka_unit_test(ten_a_second_expire_when_the_frontend_says_so),
        cmocka_unit_test(the_mission_can_set_another_factor),
        cmocka_unit_test(a_value_from_the_cache_is_as_old_as_it_was_received),
        cmocka_unit_test(
            a_jump_of_the_wall_clock_neither_expires_nor_refreshes),
        cmocka_unit_test(invalid_stays_invalid_and_the_last_good_value_is_kept),
        cmocka_unit_test(
            loss_of_signal_stops_the_clock_and_its_end_starts_it_again),
        cmocka_unit_test(what_expired_before_loss_of_signal_stays_expired),
        cmocka_unit_test(loss_of_signal_that_nobody_confirms_is_not_believed),
        cmocka_unit_test(another_links_loss_of_signal_does_not_matter),
        cmocka_unit_test(without_a_period_a_value_lives_as_long_as_its_source),
        cmocka_unit_test(a_burst_is_no_period),
        cmocka_unit_test(
            a_quality_message_expires_all_values_until_the_next_packet),
        cmocka_unit_test(dumped_data_does_not_pass_for_live_data),
        cmocka_unit_test(a_message_of_another_database_is_refused_and_counted),
        cmocka_unit_test(
            a_newer_layout_of_another_database_starts_anew_without_one_here),
        cmocka_unit_test(a_lying_message_changes_nothing),
        cmocka_unit_test(a_span_outside_of_its_message_becomes_an_empty_text),
        cmocka_unit_test(a_screen_can_let_values_expire_by_a_time_of_its_own),
        cmocka_unit_test(rate_follows_the_packets_and_falls_in_silence),
        cmocka_unit_test(history_keeps_the_newest_samples_and_marks_gaps),
        cmocka_unit_test(
            the_tally_counts_every_quality_and_names_the_worst_stream),
        cmocka_unit_test(names_from_the_bus_are_made_harmless),
    };
    return check_run(tests);
}
