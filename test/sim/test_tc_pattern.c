/*
 * test_tc_pattern.c - every command of the demonstration's database is told by
 * its own pattern, and by no other's.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/sif.h"

#include "mdb/encode.h"
#include "sim/tc_pattern.h"

static bool
encode(struct mdb_encoder *encoder, const struct mdb *mdb, const char *name,
    const struct mdb_given *given, size_t n, struct mdb_packet_tc *packet)
{
    return mdb_encode(encoder, mdb_find_command(mdb, name), given, n,
               &(struct mdb_encode_options){.is_ccsds = true, .sequence = 77},
               packet) == ERR_OK;
}

static void
every_command_has_a_pattern(void **state)
{
    (void)state;
    struct mdb *mdb = sif_load();
    size_t n = 0;
    for (uint32_t i = 0; i < mdb->n_commands; i++) {
        struct tc_pattern p;
        if (mdb->command[i].is_abstract)
            continue;
        if (tc_pattern_make(mdb, mdb->command[i].name, &p) != ERR_OK)
            fail_msg("%s", mdb->command[i].name);
        assert_true(p.len > 8);
        n++;
    }
    assert_true(n >= 40);
    struct tc_pattern p;
    assert_int_equal(tc_pattern_make(mdb, "NO_SUCH", &p), ERR_NOTFOUND);
    mdb_free(&mdb);
}

static void
a_pattern_tells_its_command(void **state)
{
    (void)state;
    struct mdb *mdb = sif_load();
    struct mdb_encoder *encoder = mdb_encoder_new(mdb);
    struct tc_pattern ping, sync;
    struct mdb_packet_tc packet;
    assert_int_equal(tc_pattern_make(mdb, "PING", &ping), ERR_OK);
    assert_int_equal(tc_pattern_make(mdb, "STOW", &sync), ERR_OK);
    assert_true(encode(encoder, mdb, "PING", NULL, 0, &packet));
    assert_true(tc_pattern_fits(&ping, packet.data, packet.len));
    assert_false(tc_pattern_fits(&sync, packet.data, packet.len));
    assert_false(tc_pattern_fits(&ping, packet.data, 3));
    assert_true(encode(encoder, mdb, "STOW", NULL, 0, &packet));
    assert_true(tc_pattern_fits(&sync, packet.data, packet.len));
    assert_false(tc_pattern_fits(&ping, packet.data, packet.len));
    mdb_encoder_free(&encoder);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_has_a_pattern),
        cmocka_unit_test(a_pattern_tells_its_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
