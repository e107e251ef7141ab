/*
 * test_load_time.c - scales, units and epochs of times.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#define TIME(attributes, reference)                                            \
    XTCE_TYPES("<AbsoluteTimeParameterType name='t'><Encoding " attributes     \
               "><IntegerDataEncoding sizeInBits='32'/></Encoding>"            \
               "<ReferenceTime>" reference                                     \
               "</ReferenceTime></AbsoluteTimeParameterType>")

static void
scale_and_offset_are_in_seconds(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        double scale, offset;
    } cases[] = {
        {TIME("", "<Epoch>TAI</Epoch>"), 1, 0},
        {TIME("units='seconds' scale='0.5' offset='-3'", "<Epoch>TAI</Epoch>"),
            0.5, -3},
        {TIME("units='milliSeconds' offset='1500'", "<Epoch>TAI</Epoch>"),
            0.001, 1.5},
        {TIME("units='days' scale='2'", "<Epoch>TAI</Epoch>"), 172800, 0},
        {TIME("units='picoSeconds'", "<Epoch>TAI</Epoch>"), 1e-12, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        const struct mdb_type *t = xtce_type(mdb, "t");
        assert_int_equal(t->eng_kind, MDB_TIME);
        assert_int_equal(t->encoding.bits, 32);
        assert_near(t->time_scale, cases[i].scale, 0);
        assert_near(t->time_offset, cases[i].offset, 1e-15);
        mdb_free(&mdb);
    }
}

static void
epochs_have_names_or_are_dates(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        enum mdb_epoch epoch;
        int64_t custom_s;
    } cases[] = {
        {TIME("", "<Epoch>TAI</Epoch>"), MDB_EPOCH_TAI, 0},
        {TIME("", "<Epoch>GPS</Epoch>"), MDB_EPOCH_GPS, 0},
        {TIME("", "<Epoch>J2000</Epoch>"), MDB_EPOCH_J2000, 0},
        {TIME("", "<Epoch>UNIX</Epoch>"), MDB_EPOCH_UNIX, 0},
        {TIME("", "<Epoch>POSIX</Epoch>"), MDB_EPOCH_UNIX, 0},
        {TIME("", "<Epoch>1970-01-02</Epoch>"), MDB_EPOCH_CUSTOM, 86400},
        {TIME("", "<Epoch>1970-01-01T01:00:00Z</Epoch>"), MDB_EPOCH_CUSTOM,
            3600},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        const struct mdb_type *t = xtce_type(mdb, "t");
        assert_int_equal(t->epoch, cases[i].epoch);
        assert_int_equal(t->time_from_item, MDB_NIL);
        if (t->epoch == MDB_EPOCH_CUSTOM)
            assert_int_equal(t->custom_epoch.ns, cases[i].custom_s * NS_PER_S);
        mdb_free(&mdb);
    }
}

static void
a_time_can_count_from_another(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(TIME("", "<OffsetFrom parameterRef='EPOCH'/>")
            XTCE_TYPES("<AbsoluteTimeParameterType name='e'><Encoding>"
                       "<IntegerDataEncoding sizeInBits='32'/></Encoding>"
                       "<ReferenceTime><Epoch>GPS</Epoch></ReferenceTime>"
                       "</AbsoluteTimeParameterType>")
                XTCE_PARAMS(XTCE_PARAM("EPOCH", "e")));
    uint32_t item = xtce_type(mdb, "t")->time_from_item;
    assert_true(item != MDB_NIL);
    assert_string_equal(mdb->item[item].name, "/S/EPOCH");
    mdb_free(&mdb);
}

static void
months_have_no_length_and_yesterday_no_date(void **state)
{
    (void)state;
    struct mdb *mdb;
    char *notes =
        xtce_notes(TIME("units='months'", "<Epoch>TAI</Epoch>"), &mdb);
    assert_string_equal(notes, "warning: time unit 'months' is not supported: "
                               "the value is left out\n");
    assert_int_equal(xtce_type(mdb, "t")->calibrator.kind, MDB_CAL_UNSUPPORTED);
    free(notes);
    mdb_free(&mdb);
    xtce_expect("epoch", TIME("", "<Epoch>yesterday</Epoch>"),
        "error: Epoch 'yesterday' is none of TAI, J2000, UNIX, POSIX, GPS and "
        "no date\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scale_and_offset_are_in_seconds),
        cmocka_unit_test(epochs_have_names_or_are_dates),
        cmocka_unit_test(a_time_can_count_from_another),
        cmocka_unit_test(months_have_no_length_and_yesterday_no_date),
    };
    return check_run(tests);
}
