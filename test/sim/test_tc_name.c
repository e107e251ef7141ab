/*
 * test_tc_name.c - executed commands by their names.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/sif.h"

#include "common/str.h"
#include "mdb/encode.h"
#include "sim/tc_name.h"

static void
add(void *arg, const char *name)
{
    strbuf_addf(arg, "%s ", name);
}

static void
names_come_by_sequence_count(void **state)
{
    (void)state;
    struct mdb *mdb = sif_load();
    struct tc_name *names = tc_name_new(mdb);
    struct mdb_encoder *encoder = mdb_encoder_new(mdb);
    static const char *const sent[] = {"PING", "STOW", "POINT_HOLD"};
    for (uint16_t i = 0; i < 3; i++) {
        struct mdb_packet_tc packet;
        assert_int_equal(
            mdb_encode(encoder, mdb_find_command(mdb, sent[i]), NULL, 0,
                &(struct mdb_encode_options){
                    .is_ccsds = true, .sequence = (uint16_t)(16382 + i)},
                &packet),
            ERR_OK);
        tc_name_received(names, packet.data, packet.len);
    }
    tc_name_received(names, (const uint8_t[]){0}, 1);
    struct strbuf told = {0};
    tc_name_executed(names, 16383, add, &told);
    tc_name_executed(names, 0, add, &told);
    tc_name_executed(names, 7, add, &told);
    /* STOW is POINT with its argument assigned */
    assert_string_equal(strbuf_get(&told), "POINT STOW POINT_HOLD ");
    strbuf_fini(&told);
    mdb_encoder_free(&encoder);
    tc_name_free(&names);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_come_by_sequence_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
