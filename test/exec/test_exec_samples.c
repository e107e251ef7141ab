/*
 * test_exec_samples.c - the newest values, and when they are none.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_samples.h"

#include "support/check.h"

#include "bus/tm.h"
#include "mdb/limit_state.h"

struct scene {
    struct mdb *mdb;
    struct exec_samples *samples;
    struct moment now;
    uint32_t container, mode, temp; /* /G/HK, its items */
    struct pluto_model_parameter p_mode, p_temp;
};

static void
give(struct scene *s, struct msg *msg, const char *source)
{
    msg->envelope.source = msg_str(source);
    msg->envelope.mono = s->now.mono;
    msg->envelope.utc = s->now.utc;
    assert_int_equal(
        exec_samples_message(s->samples, msg, s->now), EXEC_SAMPLES_OK);
}

static void
wait_s(struct scene *s, double seconds)
{
    s->now.utc.ns += (int64_t)(seconds * 1e9);
    s->now.mono.ns += (int64_t)(seconds * 1e9);
}

static enum exec_samples_result
hk(struct scene *s, uint64_t mode, uint64_t temp, uint64_t hash,
    enum tm_mode tm_mode, const uint8_t *quality)
{
    const size_t n = s->mdb->container[s->container].n_layout;
    uint64_t cell[16] = {0};
    cell[n - 2] = mode;
    cell[n - 1] = temp;
    struct tm_builder *b = tm_builder_new();
    tm_builder_begin(b, &(struct tm_batch){.mdb_hash = hash,
                            .container = s->container,
                            .mode = tm_mode,
                            .link = "tm",
                            .n = n});
    assert_int_equal(
        tm_builder_add(b, &(struct tm_packet){.generation = {s->now.utc.ns - 5},
                              .reception = s->now.utc,
                              .raw = cell,
                              .eng = cell,
                              .quality = quality}),
        ERR_OK);
    struct msg msg = {.envelope.type = MSG_TM};
    tm_builder_message(b, &msg);
    msg.envelope.source = msg_str("frontend");
    msg.envelope.mono = s->now.mono;
    msg.envelope.utc = s->now.utc;
    const enum exec_samples_result r =
        exec_samples_message(s->samples, &msg, s->now);
    tm_builder_free(&b);
    return r;
}

static void
take_hk(struct scene *s, uint64_t mode, uint64_t temp)
{
    assert_int_equal(
        hk(s, mode, temp, s->mdb->hash, TM_REALTIME, NULL), EXEC_SAMPLES_OK);
}

static void
heartbeat(struct scene *s)
{
    struct msg m = {.envelope.type = MSG_HEARTBEAT};
    give(s, &m, "frontend");
}

static void
quality(struct scene *s, enum mdb_quality q, int64_t period_ns)
{
    struct msg m = {.envelope.type = MSG_QUALITY};
    m.u.quality = (struct msg_quality){.mdb_hash = s->mdb->hash,
        .container = s->container,
        .quality = q,
        .last = s->now.utc,
        .period_ns = period_ns};
    give(s, &m, "frontend");
}

static struct pluto_sample
look(struct scene *s, const struct pluto_model_parameter *p)
{
    struct pluto_sample out;
    exec_samples_get(s->samples, p, s->now, 0, &out);
    return out;
}

static void
assert_validity(struct scene *s, enum pluto_validity validity, bool is_expired)
{
    struct pluto_sample v = look(s, &s->p_temp);
    assert_int_equal(v.validity, validity);
    assert_int_equal(v.is_expired, is_expired);
    pluto_sample_fini(&v);
}

static int
setup(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    struct notes notes = {0};
    char *path = check_path("gate/data/gate.xml");
    assert_int_equal(
        mdb_load(path, &(struct mdb_options){0}, &notes, &s->mdb), ERR_OK);
    notes_fini(&notes);
    free(path);
    s->samples = exec_samples_new(s->mdb, 1.9);
    s->container = mdb_find_container(s->mdb, "/G/HK");
    s->mode = mdb_find_item(s->mdb, "MODE");
    s->temp = mdb_find_item(s->mdb, "TEMP");
    assert_int_not_equal(s->temp, MDB_NIL);
    s->p_mode = (struct pluto_model_parameter){
        .name = "MODE", .type = {.type = PLUTO_ENUM}, .item = s->mode};
    s->p_temp = (struct pluto_model_parameter){
        .name = "TEMP", .type = {.type = PLUTO_INTEGER}, .item = s->temp};
    s->now = (struct moment){{INT64_C(1795163640) * NS_PER_S}, {NS_PER_S}};
    *state = s;
    return 0;
}

static int
teardown(void **state)
{
    struct scene *s = *state;
    exec_samples_free(&s->samples);
    mdb_free(&s->mdb);
    free(s);
    return 0;
}

static void
what_never_came_is_not_available(void **state)
{
    struct scene *s = *state;
    assert_validity(s, PLUTO_NOT_RECEIVED, false);
    const struct pluto_model_parameter foreign = {.item = PLUTO_NIL};
    struct pluto_sample v = look(s, &foreign);
    assert_int_equal(v.validity, PLUTO_NOT_RECEIVED);
}

static void
the_newest_value_has_label_time_and_change(void **state)
{
    struct scene *s = *state;
    take_hk(s, 0, 19);
    const uint64_t before = exec_samples_change(s->samples);
    take_hk(s, 1, 20);
    assert_true(exec_samples_changed(s->samples, s->temp) > before);
    struct pluto_sample v = look(s, &s->p_temp);
    assert_int_equal(v.validity, PLUTO_VALID);
    assert_true(v.value.i == 20);
    assert_int_equal(v.received, s->now.utc.ns);
    assert_int_equal(v.sampled, s->now.utc.ns - 5);
    pluto_sample_fini(&v);
    v = look(s, &s->p_mode);
    assert_int_equal(v.value.type, PLUTO_ENUM);
    assert_string_equal(
        v.value.text, mdb_type_label(mdb_item_type(s->mdb, s->mode), 1));
    pluto_sample_fini(&v);
}

static void
an_older_packet_changes_nothing(void **state)
{
    struct scene *s = *state;
    take_hk(s, 1, 20);
    wait_s(s, -1);
    take_hk(s, 0, 5);
    wait_s(s, 1);
    struct pluto_sample v = look(s, &s->p_temp);
    assert_true(v.value.i == 20);
    pluto_sample_fini(&v);
}

static void
dumps_replays_and_other_databases_are_not_looked_at(void **state)
{
    struct scene *s = *state;
    assert_int_equal(
        hk(s, 1, 20, s->mdb->hash, TM_DUMP, NULL), EXEC_SAMPLES_OK);
    assert_int_equal(
        hk(s, 1, 20, s->mdb->hash, TM_REPLAY, NULL), EXEC_SAMPLES_OK);
    assert_int_equal(hk(s, 1, 20, s->mdb->hash + 1, TM_REALTIME, NULL),
        EXEC_SAMPLES_FOREIGN);
    assert_validity(s, PLUTO_NOT_RECEIVED, false);
}

static void
invalid_values_are_invalid(void **state)
{
    struct scene *s = *state;
    uint8_t q[16];
    memset(q, MDB_INVALID, sizeof q);
    assert_int_equal(
        hk(s, 1, 20, s->mdb->hash, TM_REALTIME, q), EXEC_SAMPLES_OK);
    assert_validity(s, PLUTO_INVALID, false);
}

static void
a_stream_that_is_told_expired_is_until_its_next_packet(void **state)
{
    struct scene *s = *state;
    take_hk(s, 1, 20);
    assert_validity(s, PLUTO_VALID, false);
    quality(s, MDB_EXPIRED, 0);
    assert_validity(s, PLUTO_INVALID, true);
    wait_s(s, 1);
    take_hk(s, 1, 21);
    assert_validity(s, PLUTO_VALID, false);
}

/* The frontend that would tell it is gone. */
static void
overdue_by_our_own_clock_is_expired(void **state)
{
    struct scene *s = *state;
    quality(s, MDB_ACQUIRED, 2 * NS_PER_S);
    take_hk(s, 1, 20);
    wait_s(s, 3.8 + 1);
    assert_validity(s, PLUTO_VALID, false);
    wait_s(s, 0.01);
    assert_validity(s, PLUTO_INVALID, true);
}

static void
without_a_period_silence_of_the_frontend_expires_it(void **state)
{
    struct scene *s = *state;
    take_hk(s, 1, 20);
    for (unsigned i = 0; i < 20; i++) {
        wait_s(s, 1);
        heartbeat(s);
    }
    assert_validity(s, PLUTO_VALID, false);
    wait_s(s, 5);
    assert_validity(s, PLUTO_INVALID, true);
    heartbeat(s);
    assert_validity(s, PLUTO_VALID, false);
}

static void
limits_are_its_monitoring_status(void **state)
{
    static const struct {
        limit_state state;
        uint8_t monitoring;
    } row[] = {{LIMIT_UNCHECKED, 0}, {LIMIT_DISABLED, 0}, {LIMIT_NORMAL, 1},
        {LIMIT_WATCH, 2}, {LIMIT_WARNING, 2}, {LIMIT_DISTRESS, 3},
        {LIMIT_SEVERE, 3}};
    struct scene *s = *state;
    take_hk(s, 1, 20);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const uint64_t item = s->temp;
        struct msg m = {.envelope.type = MSG_LIMIT};
        m.u.limit = (struct msg_limit){.mdb_hash = s->mdb->hash,
            .container = s->container,
            .items = {&item, 1},
            .states = {&row[i].state, 1}};
        give(s, &m, "limits");
        struct pluto_sample v = look(s, &s->p_temp);
        assert_int_equal(v.monitoring, row[i].monitoring);
        assert_int_equal(v.limit, row[i].monitoring);
        pluto_sample_fini(&v);
    }
}

static void
a_clock_that_is_ahead_moves_reception(void **state)
{
    struct scene *s = *state;
    struct pluto_sample v;
    take_hk(s, 1, 20);
    exec_samples_get(s->samples, &s->p_temp, s->now, NS_PER_S, &v);
    assert_int_equal(v.received, s->now.utc.ns + NS_PER_S);
    pluto_sample_fini(&v);
}

static void
messages_that_lie_are_refused(void **state)
{
    struct scene *s = *state;
    struct msg m = {.envelope.type = MSG_TM, .envelope.source = msg_str("x")};
    const uint64_t item = s->mdb->n_items;
    const uint8_t byte = 0;
    m.u.tm = (struct msg_tm){
        .mdb_hash = s->mdb->hash, .container = s->container, .count = 7};
    assert_int_equal(
        exec_samples_message(s->samples, &m, s->now), EXEC_SAMPLES_BAD);
    m.u.tm.container = s->mdb->n_containers;
    assert_int_equal(
        exec_samples_message(s->samples, &m, s->now), EXEC_SAMPLES_BAD);
    m.envelope.type = MSG_QUALITY;
    m.u.quality = (struct msg_quality){
        .mdb_hash = s->mdb->hash, .container = s->mdb->n_containers};
    assert_int_equal(
        exec_samples_message(s->samples, &m, s->now), EXEC_SAMPLES_BAD);
    m.envelope.type = MSG_LIMIT;
    m.u.limit = (struct msg_limit){
        .mdb_hash = s->mdb->hash, .items = {&item, 1}, .states = {&byte, 1}};
    assert_int_equal(
        exec_samples_message(s->samples, &m, s->now), EXEC_SAMPLES_BAD);
    m.u.limit.states.len = 0;
    assert_int_equal(
        exec_samples_message(s->samples, &m, s->now), EXEC_SAMPLES_BAD);
    m.envelope.type = MSG_LAYOUT;
    m.u.layout = (struct msg_layout){
        .mdb_hash = s->mdb->hash, .container = s->mdb->n_containers};
    assert_int_equal(
        exec_samples_message(s->samples, &m, s->now), EXEC_SAMPLES_BAD);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(what_never_came_is_not_available),
        T(the_newest_value_has_label_time_and_change),
        T(an_older_packet_changes_nothing),
        T(dumps_replays_and_other_databases_are_not_looked_at),
        T(invalid_values_are_invalid),
        T(a_stream_that_is_told_expired_is_until_its_next_packet),
        T(overdue_by_our_own_clock_is_expired),
        T(without_a_period_silence_of_the_frontend_expires_it),
        T(limits_are_its_monitoring_status),
        T(a_clock_that_is_ahead_moves_reception),
        T(messages_that_lie_are_refused),
    };
    return check_run(tests);
}
