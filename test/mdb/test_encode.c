/*
 * test_encode.c - commands to packets: what is given, placed, refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "support/encoded.h"
#include "support/snippets.h"

static struct encoded *
simple(void)
{
    return encoded_new(X_UINT("U8", "8") X_UINT("U12", "12") X_SINT("S4", "4"),
        X_PARAM("A", "U8") X_PARAM("B", "U12") X_PARAM("C", "S4"),
        X_CONTAINER("R", X_ENTRY("A") X_ENTRY("B") X_ENTRY("C")));
}

static const struct encoded_row placed[] = {
    {"A=1;B=2;C=3", "010023"},
    {"C=-1;A=0xff;B=0b101", "ff005f"},
    {"A=1;B=4096;C=8", "B: 4096 is not in 0 .. 4095\nC: 8 is not in -8 .. 7\n"},
    {"A=1;C=0", "B: it is missing: 0 .. 4095\n"},
    {"", "A: it is missing: 0 .. 255\nB: it is missing: 0 .. 4095\n"
         "C: it is missing: -8 .. 7\n"},
    {"A=1;A=2;B=3;C=0", "A: it is given twice\n"},
    {"A=1;B=3;C=0;D=1", "D: there is no argument 'D'\n"},
    {"A=x;B=2.5;C=", "A: 'x' is not a number\nB: 2.5 is not a whole number\n"
                     "C: '' is not a number\n"},
};

static void
values_are_placed_or_refused(void **state)
{
    (void)state;
    struct encoded *x = simple();
    ENCODED_ROWS(x, placed);
    encoded_free(&x);
}

/*
 * A database that others use.  By hand: version 0, telecommand, no secondary
 * header, APID 101: 0001 0000 0110 0101; standalone, count 0: c000; 10 bytes:
 * length 3; then packet 2 and battery 2, 16 bits each.
 */
static void
a_known_database_gives_known_bytes(void **state)
{
    (void)state;
    char *path = check_shared("quickstart/xtce.xml");
    struct notes notes = {0};
    struct mdb *mdb;
    if (path == NULL)
        return;
    assert_int_equal(mdb_load(path, NULL, &notes, &mdb), ERR_OK);
    struct mdb_encoder *e = mdb_encoder_new(mdb);
    struct mdb_encode_options o = {.is_ccsds = true};
    uint32_t on = mdb_find_command(mdb, "SwitchVoltageOn");
    struct mdb_given given = {"Battery", "2"};
    struct mdb_packet_tc p;
    static const uint8_t want[] = {0x10, 0x65, 0xc0, 0, 0, 3, 0, 2, 0, 2};
    assert_int_not_equal(on, MDB_NIL);
    assert_int_equal(mdb_encode(e, on, &given, 1, &o, &p), ERR_OK);
    assert_int_equal(p.len, sizeof want);
    assert_memory_equal(p.data, want, sizeof want);
    given.text = "4";
    assert_int_equal(mdb_encode(e, on, &given, 1, &o, &p), ERR_RANGE);
    assert_string_equal(p.refusal[0].text, "4 is not in 1 .. 3");
    given = (struct mdb_given){"CCSDS_APID", "5"};
    assert_int_equal(mdb_encode(e, on, &given, 1, &o, &p), ERR_RANGE);
    assert_int_equal(p.n_refusals, 2);
    assert_string_equal(p.refusal[0].text, "it is always 101, by the database");
    assert_string_equal(p.refusal[1].text, "it is missing: 1 .. 3");
    mdb_encoder_free(&e);
    mdb_free(&mdb);
    notes_fini(&notes);
    free(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_placed_or_refused),
        cmocka_unit_test(a_known_database_gives_known_bytes),
    };
    return check_run(tests);
}
