/*
 * test_encode_ccsds.c - headers and checksums of telecommand packets.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "mdb/ccsds.h"
#include "support/encoded.h"
#include "support/snippets.h"

/* ECSS-E-ST-70-41C annex B.1.5 has these, and the check value everybody has. */
static void
crc_has_its_known_answers(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        uint16_t want;
    } row[] = {
        {"\x00\x00", 2, 0x1d0f},
        {"\x00\x00\x00", 3, 0xcc9c},
        {"\xab\xcd\xef\x01", 4, 0x04a2},
        {"\x14\x56\xf8\x9a\x00\x01", 6, 0x7fd5},
        {"123456789", 9, 0x29b1},
        {"", 0, 0xffff},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        assert_int_equal(
            mdb_crc16((const uint8_t *)row[i].bytes, row[i].len), row[i].want);
}

#define HEADER_TYPES                                                           \
    X_UINT("U1", "1")                                                          \
    X_UINT("U2", "2")                                                          \
    X_UINT("U3", "3")                                                          \
    X_UINT("U11", "11")                                                        \
    X_UINT("U14", "14")                                                        \
    X_UINT("U16", "16") X_UINT("U8", "8") X_UINT("U48", "48")
#define HEADER_PARAMS                                                          \
    X_PARAM("VERSION", "U3")                                                   \
    X_PARAM("TYPE", "U1")                                                      \
    X_PARAM("SEC", "U1")                                                       \
    X_PARAM("APID", "U11")                                                     \
    X_PARAM("FLAGS", "U2")                                                     \
    X_PARAM("COUNT", "U14")                                                    \
    X_PARAM("LENGTH", "U16")                                                   \
    X_PARAM("D", "U8") X_PARAM("E", "U8") X_PARAM("ALL", "U48")
#define HEADER_ENTRIES                                                         \
    X_ENTRY("VERSION")                                                         \
    X_ENTRY("TYPE")                                                            \
    X_ENTRY("SEC")                                                             \
    X_ENTRY("APID") X_ENTRY("FLAGS") X_ENTRY("COUNT") X_ENTRY("LENGTH")

static struct encoded *
headed(const char *entries)
{
    struct encoded *x = encoded_new(HEADER_TYPES, HEADER_PARAMS, entries);
    x->options.is_ccsds = true;
    x->options.sequence = 5;
    return x;
}

#define HEAD "VERSION=0;TYPE=1;SEC=0;APID=101;"

static void
length_and_count_are_completed(void **state)
{
    (void)state;
    struct encoded *x = headed(X_CONTAINER("R", HEADER_ENTRIES X_ENTRY("D")));
    static const struct encoded_row row[] = {
        {HEAD "FLAGS=3;COUNT=0;LENGTH=0;D=7", "1065c005000007"},
        {HEAD "FLAGS=1;COUNT=9;LENGTH=99;D=7", "106540050000"
                                               "07"},
    };
    ENCODED_ROWS(x, row);
    x->options.has_crc = true;
    char *hex = encoded_hex(x, row[0].given);
    assert_string_equal(hex, "1065c00500020743d4");
    free(hex);
    x->options.is_ccsds = x->options.has_crc = false;
    static const struct encoded_row plain[] = {
        {HEAD "FLAGS=3;COUNT=2;LENGTH=9;D=7", "1065c002000907"}};
    ENCODED_ROWS(x, plain);
    encoded_free(&x);
}

static void
the_result_is_a_space_packet(void **state)
{
    (void)state;
    struct encoded *x = headed(X_CONTAINER("R", HEADER_ENTRIES X_ENTRY("D")));
    struct mdb_given g[] = {{"VERSION", "0"}, {"TYPE", "1"}, {"SEC", "0"},
        {"APID", "101"}, {"FLAGS", "3"}, {"COUNT", "0"}, {"LENGTH", "0"},
        {"D", "200"}};
    for (unsigned i = 0; i < 8; i++) {
        struct mdb_packet_tc p;
        struct ccsds_header h;
        x->options.sequence = (uint16_t)(16383 - i);
        x->options.has_crc = i & 1;
        x->options.has_pus = i & 2;
        x->options.pus_service = 17;
        assert_int_equal(
            mdb_encode(x->encoder, 0, g, 8, &x->options, &p), ERR_OK);
        assert_int_equal(ccsds_check(p.data, p.len, &h), CCSDS_GOOD);
        assert_int_equal(h.sequence, 16383 - i);
        assert_true(h.is_command);
        assert_int_equal(h.has_secondary, x->options.has_pus);
        if (x->options.has_crc)
            assert_int_equal(mdb_crc16(p.data, p.len), 0);
    }
    encoded_free(&x);
}

/* Fields of the header the database leaves open. */
static void
unset_flags_mean_standalone(void **state)
{
    (void)state;
    struct encoded *x = headed(X_CONTAINER("R",
        X_ENTRY("VERSION") X_ENTRY("TYPE") X_ENTRY("SEC") X_ENTRY("APID")
            X_ENTRY_WITH("D", X_AT("containerStart", X_FIXED("48")))));
    static const struct encoded_row row[] = {{HEAD "D=7", "1065c005000007"}};
    ENCODED_ROWS(x, row);
    encoded_free(&x);
}

static void
pus_header_is_put_in(void **state)
{
    (void)state;
    struct encoded *x = headed(X_CONTAINER("R", HEADER_ENTRIES X_ENTRY("D")));
    x->options.has_pus = true;
    x->options.pus_ack = 9;
    x->options.pus_service = 17;
    x->options.pus_subtype = 1;
    x->options.pus_source = 0x1234;
    static const struct encoded_row row[] = {
        {HEAD "FLAGS=3;COUNT=0;LENGTH=0;D=7", "1865c00500052911011234"
                                              "07"},
        /* the database has one of its own */
        {"VERSION=0;TYPE=1;SEC=1;APID=101;FLAGS=3;COUNT=0;LENGTH=0;D=7",
            "1865c005000007"},
    };
    ENCODED_ROWS(x, row);
    encoded_free(&x);
}

static const struct mdb_tc_field *
field(const struct mdb_packet_tc *p, const char *name)
{
    for (size_t i = 0; i < p->n_fields; i++)
        if (strcmp(p->field[i].name, name) == 0)
            return &p->field[i];
    static const struct mdb_tc_field none = {.name = "", .text = ""};
    fail_msg("no field %s", name);
    return &none;
}

static void
fields_say_what_went_in(void **state)
{
    (void)state;
    struct encoded *x =
        headed(X_CONTAINER("R", X_ENTRY("ALL") X_ENTRY("D") X_ENTRY("E")));
    struct mdb_given g[] = {{"ALL", "0x1065c0000000"}, {"D", "7"}, {"E", "8"}};
    struct mdb_packet_tc p;
    x->options.has_pus = x->options.has_crc = true;
    x->options.pus_service = 3;
    assert_int_equal(mdb_encode(x->encoder, 0, g, 3, &x->options, &p), ERR_OK);
    assert_true(field(&p, "ALL")->raw == 0x1865c0050008);
    assert_string_equal(field(&p, "ALL")->text, "26825292316680");
    assert_int_equal(field(&p, "packet length")->raw, 8);
    assert_int_equal(field(&p, "packet length")->bit, 32);
    assert_string_equal(field(&p, "sequence count")->text, "5");
    assert_int_equal(field(&p, "PUS version")->raw, 2);
    assert_int_equal(field(&p, "PUS service")->raw, 3);
    assert_int_equal(field(&p, "E")->bit, 48 + 40 + 8);
    assert_int_equal(field(&p, "CRC-16")->bit, 104);
    assert_int_equal(p.len, 15);
    encoded_free(&x);
}

static void
what_is_no_packet_is_refused(void **state)
{
    (void)state;
    struct encoded *x = headed(X_CONTAINER("R", X_ENTRY("D") X_ENTRY("E")));
    static const struct encoded_row two[] = {
        {"D=1;E=2", ": it comes to 2 bytes, and a CCSDS header alone has 6\n"}};
    ENCODED_ROWS(x, two);
    encoded_free(&x);
    x = headed(X_CONTAINER("R", X_ENTRY("ALL")));
    static const struct encoded_row six[] = {{"ALL=0",
        ": it is a CCSDS header alone: a packet has a byte of data\n"}};
    ENCODED_ROWS(x, six);
    x->options.has_crc = true; /* two bytes of data */
    char *hex = encoded_hex(x, "ALL=0x1065c0000000");
    assert_int_equal(strlen(hex), 16);
    free(hex);
    encoded_free(&x);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crc_has_its_known_answers),
        cmocka_unit_test(length_and_count_are_completed),
        cmocka_unit_test(the_result_is_a_space_packet),
        cmocka_unit_test(unset_flags_mean_standalone),
        cmocka_unit_test(pus_header_is_put_in),
        cmocka_unit_test(fields_say_what_went_in),
        cmocka_unit_test(what_is_no_packet_is_refused),
    };
    return check_run(tests);
}
