/*
 * test_telemetry.c - every packet of the ground model decodes, with the mission
 * database, to the state it was made from: encoder and database cannot drift.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/telemetry.h"

#include <math.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/decode.h"
#include "mdb/mdb.h"
#include "sim/sim_app.h"
#include "support/check.h"
#include "support/sif.h"

#define HEADER_ITEMS 10 /* primary header, time, category, mode */

struct fixture {
    struct mdb *mdb;
    struct mdb_decoder *decoder;
    struct sim_app app;
    size_t seen[TELEMETRY_TYPES_MAX];
    uint64_t values;
};

static struct fixture fx;

static int
load(void **state)
{
    (void)state;
    fx.mdb = sif_load();
    fx.decoder = mdb_decoder_new(fx.mdb);
    return 0;
}

static int
unload(void **state)
{
    (void)state;
    mdb_decoder_free(&fx.decoder);
    mdb_free(&fx.mdb);
    return 0;
}

/* ---- comparing ----------------------------------------------------------- */

struct compare {
    const struct mdb_frame *frame;
    size_t at;   /* next item */
    size_t bits; /* of all values so far */
};

/* "/SIF/ANC/ANC_QUAT.x" is "ANC_QUAT.x", "…/SPA_X_DATA[3]" element 3. */
static void
assert_name(const char *qualified, const struct telemetry_value *v)
{
    const char *last = strrchr(qualified, '/') + 1;
    char want[64];
    if (v->index >= 0)
        snprintf(want, sizeof want, "%s[%d]", v->name, (int)v->index);
    else
        snprintf(want, sizeof want, "%s", v->name);
    assert_string_equal(last, want);
}

static void
assert_value(const struct telemetry_value *v, enum mdb_kind kind, mdb_cell eng)
{
    double got = kind == MDB_FLOAT || kind == MDB_DURATION
                     ? mdb_cell_get_float(eng)
                 : kind == MDB_UINT ? (double)eng
                                    : (double)(int64_t)eng;
    if (v->is_clamped) /* counters wrap, the rest stays at its end */
        return;
    double tolerance =
        v->is_calibrated ? 0.5001 * v->step + 1e-9 * fabs(v->value) : 0;
    if (!v->is_calibrated && v->bits == 32)
        tolerance = 1e-7 * fabs(v->value);
    if (fabs(got - v->value) > tolerance)
        fail_msg(
            "%s: the model has %.9g, telemetry %.9g", v->name, v->value, got);
}

static void
compare(void *arg, const struct telemetry_value *v)
{
    struct compare *c = arg;
    const struct mdb_frame *f = c->frame;
    if (c->at >= f->n)
        fail_msg("%s: not in the decoded packet", v->name);
    uint32_t item = f->item[c->at];
    assert_name(fx.mdb->item[item].name, v);
    assert_int_equal(f->width[c->at], v->bits);
    const struct mdb_type *type = mdb_item_type(fx.mdb, item);
    if (!v->is_clamped && f->quality[c->at] != MDB_ACQUIRED)
        fail_msg("%s is invalid", v->name);
    if (!isnan(v->value))
        assert_value(v, type->eng_kind, f->eng[c->at]);
    c->at++;
    c->bits += v->bits;
    fx.values++;
}

static const struct telemetry_type *
type_of(const uint8_t *packet, size_t *index)
{
    size_t n = 0;
    const struct telemetry_type *types = telemetry_types(&n);
    unsigned apid = (packet[0] & 7u) << 8 | packet[1];
    *index = 0;
    while (*index < n && types[*index].apid != apid)
        ++*index;
    assert_true(*index < n);
    return &types[*index];
}

static void
decode_and_compare(void *arg, const uint8_t *packet, size_t len, bool is_signal)
{
    (void)arg;
    if (is_signal)
        return;
    size_t index = 0;
    const struct telemetry_type *type = type_of(packet, &index);
    struct mdb_frame frame;
    mdb_decode(fx.decoder, MDB_NIL, packet, len, &frame);
    if (frame.result != MDB_DECODED)
        fail_msg("%s of %zu bytes: result %d after %zu values", type->name, len,
            (int)frame.result, frame.n);
    assert_string_equal(
        fx.mdb->container[frame.container].short_name, type->name);
    /* time of the packet: 2^-16 s, rounded */
    int64_t late = fx.app.model.now.ns - mdb_frame_time(fx.mdb, &frame).ns;
    assert_in_range(late + 7650, 0, 2 * 7650);
    struct compare c = {.frame = &frame, .at = HEADER_ITEMS};
    telemetry_walk(type, &fx.app.model, compare, &c);
    assert_int_equal(c.at, frame.n);
    assert_int_equal((frame.end_bit + 7) / 8, len);
    fx.seen[index]++;
}

static void
start(const char *utc, double noon_deg)
{
    struct utc t;
    assert_int_equal(utc_parse(utc, &t), ERR_OK);
    struct sim_config config = sim_config_default(t);
    config.run_in_s = 600;
    config.noon_deg = noon_deg;
    sim_app_init(&fx.app, &config, decode_and_compare, NULL);
}

static void
run_s(unsigned seconds)
{
    for (unsigned i = 0; i < 10 * seconds; i++)
        sim_app_step(&fx.app);
}

/* ---- tests --------------------------------------------------------------- */

static void
every_packet_of_an_orbit_decodes_to_the_state(void **state)
{
    (void)state;
    memset(fx.seen, 0, sizeof fx.seen);
    start("2026-11-20T10:00:00Z", -48);
    run_s(5600);
    for (size_t i = 0; i < fx.app.n_types; i++)
        if (fx.seen[i] == 0)
            fail_msg("%s was never sent", fx.app.type[i].name);
    assert_true(fx.values > 1000000);
}

static void
diagnostics_and_binned_spectra_decode(void **state)
{
    (void)state;
    start("2026-11-20T10:00:00Z", -40);
    run_s(30);
    const double on[] = {1, 1};
    struct sim_model *m = &fx.app.model;
    assert_int_equal(
        sim_model_command(m, SOURCE_GROUND, SIM_DIAGNOSTICS, on, 1), RESULT_OK);
    assert_int_equal(
        sim_model_command(m, SOURCE_GROUND, SIM_SP_BIN, on, 2), RESULT_OK);
    run_s(30);
    const struct spectrum *binned = &m->sp[SPECTROMETER_B].spectrum;
    assert_int_equal(binned->n, 128);
    assert_int_equal(binned->max == SPECTRUM_FULL, binned->saturated > 0);
}

static void
the_days_around_a_new_year_and_a_leap_day_have_the_right_time(void **state)
{
    (void)state;
    static const char *const from[] = {"2026-12-31T23:59:55Z",
        "2028-02-28T23:59:55Z", "2028-12-31T23:59:55Z", "2016-12-31T23:59:50Z"};
    for (size_t i = 0; i < ARRAY_LEN(from); i++) {
        start(from[i], 0);
        run_s(10);
    }
}

static void
declared_periods_are_those_of_the_model(void **state)
{
    (void)state;
    size_t n = 0;
    const struct telemetry_type *types = telemetry_types(&n);
    assert_true(n >= 14);
    for (size_t i = 0; i < n; i++) {
        uint32_t c = mdb_find_container(fx.mdb, types[i].name);
        assert_int_not_equal(c, MDB_NIL);
        assert_near((double)fx.mdb->container[c].period_ns,
            types[i].period_ms * 1e6, 1);
    }
}

static void
the_database_has_what_the_manual_promises(void **state)
{
    (void)state;
    assert_true(fx.mdb->n_params >= 280);
    for (uint32_t i = 0; i < fx.mdb->n_params; i++) {
        const struct mdb_param *p = &fx.mdb->param[i];
        if (p->short_description == NULL || strlen(p->short_description) < 4)
            fail_msg("%s has no description", p->name);
    }
}

static void
values_beyond_a_field_stay_at_its_end(void **state)
{
    (void)state;
    start("2026-11-20T10:00:00Z", -40);
    size_t n = 0;
    const struct telemetry_type *types = telemetry_types(&n), *hk = NULL;
    for (size_t i = 0; i < n; i++)
        if (str_eq(types[i].name, "PDU_HK"))
            hk = &types[i];
    static const struct {
        double volt, want;
    } rows[] = {{1e9, 163.8}, {-5, 0}, {NAN, 0}, {124.01, 124}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        fx.app.model.power.feed_a_v = rows[i].volt;
        uint8_t packet[TELEMETRY_BYTES_MAX];
        size_t len = telemetry_encode(hk, &fx.app.model, 0, packet);
        struct mdb_frame frame;
        mdb_decode(fx.decoder, MDB_NIL, packet, len, &frame);
        double got = mdb_cell_get_float(frame.eng[HEADER_ITEMS]);
        assert_near(got, rows[i].want, 1e-9);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_packet_of_an_orbit_decodes_to_the_state),
        cmocka_unit_test(diagnostics_and_binned_spectra_decode),
        cmocka_unit_test(
            the_days_around_a_new_year_and_a_leap_day_have_the_right_time),
        cmocka_unit_test(declared_periods_are_those_of_the_model),
        cmocka_unit_test(the_database_has_what_the_manual_promises),
        cmocka_unit_test(values_beyond_a_field_stay_at_its_end),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
