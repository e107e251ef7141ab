/*
 * test_position.c - where a value stands in its packets.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "console/view/position.h"
#include "console/view/views.h"
#include "mdb/mdb.h"
#include "support/stage.h"

static void
places_are_known_with_and_without_a_packet(void **state)
{
    (void)state;
    static const struct {
        enum scene scene;
        const char *item, *container, *text;
    } row[] = {
        {SCENE_GOOD, "BUS_A_V", "PWR_HK", "byte 10 bit 0, 12 bits: ad 29"},
        {SCENE_MISSING, "BUS_A_V", "PWR_HK", "byte 10 bit 0, 12 bits"},
        {SCENE_GOOD, "HTR1_ON", "PWR_HK", "byte 11 bit 4, 1 bit: 29"},
        {SCENE_GOOD, "DUMP", "PWR_HK", "byte 30, 32 bits: de ad be ef"},
        {SCENE_GOOD, "APID", "THM_HK", "byte 0 bit 5, 11 bits: 08 66"},
        /* the newest THM_HK is cut short: the place is known all the same */
        {SCENE_GOOD, "N_LAMPS", "THM_HK", "byte 12, 16 bits"},
        {SCENE_GOOD, "N_LAMPS", "PWR_HK", NULL},
        {SCENE_GOOD, "APID", "HEADER", "byte 0 bit 5, 11 bits"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct stage s;
        struct position at;
        struct strbuf b = {0};
        stage_open_facility(&s, &view_params, "", row[i].scene, 5, 20);
        const struct mdb *mdb = values_mdb(s.model.values);
        bool found =
            position_find(&s.model, mdb_find_container(mdb, row[i].container),
                mdb_find_item(mdb, row[i].item), &at);
        if (found)
            position_text(&b, &at);
        if (found != (row[i].text != NULL) ||
            (found && strcmp(strbuf_get(&b), row[i].text) != 0))
            fail_msg("%s: \"%s\"", row[i].item, strbuf_get(&b));
        assert_false(position_find(&s.model, MDB_NIL, 0, &at));
        strbuf_fini(&b);
        stage_close(&s);
    }
}

static void
long_fields_show_their_first_bytes(void **state)
{
    (void)state;
    uint8_t bytes[20] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    struct packet_copy copy = {.data = bytes, .len = sizeof bytes};
    struct strbuf b = {0};
    position_text(&b, &(struct position){8, 96, &copy});
    assert_string_equal(
        strbuf_get(&b), "byte 1, 96 bits: 02 03 04 05 06 07 08 09 …");
    strbuf_reset(&b);
    position_text(&b, &(struct position){18 * 8, 64, &copy});
    assert_string_equal(strbuf_get(&b), "byte 18, 64 bits: 00 00");
    strbuf_fini(&b);
}

static void
decoding_starts_at_the_top_of_the_inheritance(void **state)
{
    (void)state;
    struct stage s;
    stage_open_facility(&s, &view_params, "", SCENE_GOOD, 5, 20);
    const struct mdb *mdb = values_mdb(s.model.values);
    uint32_t top = mdb_find_container(mdb, "HEADER");
    assert_int_equal(
        position_root(mdb, mdb_find_container(mdb, "PWR_HK")), top);
    assert_int_equal(position_root(mdb, top), top);
    assert_int_equal(position_root(mdb, MDB_NIL), MDB_NIL);
    stage_close(&s);
}

static void
without_a_database_nothing_is_known(void **state)
{
    (void)state;
    struct stage s;
    struct position at;
    stage_open(&s, &view_params, "", SCENE_GOOD, 5, 20);
    assert_false(position_find(&s.model, 7, 2, &at));
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_known_with_and_without_a_packet),
        cmocka_unit_test(long_fields_show_their_first_bytes),
        cmocka_unit_test(decoding_starts_at_the_top_of_the_inheritance),
        cmocka_unit_test(without_a_database_nothing_is_known),
    };
    return check_run(tests);
}
