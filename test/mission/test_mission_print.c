/*
 * test_mission_print.c - what is printed parses again to the same.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission_try.h"

static char *
printed(const struct mission *m)
{
    char *text = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&text, &len);
    mission_print(m, f);
    fclose(f);
    return text;
}

static void
a_print_parses_again_to_the_same_print(void **state)
{
    (void)state;
    static const char *const rows[] = {
        TRY_TOP TRY_INSTANCE,
        TRY_TOP "title = \"a \\\"b\\\" \\\\ c\"\nroot = '/A/B'\n" TRY_INSTANCE,
        TRY_TOP "met_epoch = \"2026-02-03T04:05:06.7Z\"\n" TRY_INSTANCE,
        TRY_TOP "windows = {\"2026-11-20T10:00:00Z/2026-11-20T11:00:00Z\","
                "\"2026-11-20T08:00:00Z/2026-11-20T09:00:00Z\"}" TRY_INSTANCE,
        TRY_TOP
        "time { code = cuc coarse = 4 fine = 1 epoch = gps }" TRY_INSTANCE,
        TRY_TOP "time { code = cds day = 3 submilli = 4 epoch = "
                "\"2000-01-01T12:00:00Z\" }" TRY_INSTANCE,
        TRY_TOP
        "instance a { kind = replay relay = \"tcp://h:1\"\n"
        "link u { type = udp port = 1 host = \"\" signal = apid "
        "signal_apid = 9 skip = 4 enabled = false }\n"
        "link t { type = tcp port = 1 host = h }\n"
        "link s { type = tcp-server port = 0 }\n"
        "link l { type = serial path = \"/dev/tty S0\" baud = 9600 }\n"
        "link f { type = file path = a rate = fast loop = true }\n"
        "link g { type = file path = a rate = 0.125 }\n"
        "link h { type = file path = a speed = 10 }\n"
        "process hub { program = \"./x\" args = {\"a b\", '$HOME', '${X}', "
        "\"\\\"\", \"\\\\\", ''} } }",
        TRY_TOP
        "instance a { kind = flight\n"
        "uplink u { type = udp port = 1 host = h header = 1ACFfc1d }\n"
        "uplink t { type = tcp port = 1 host = h enabled = false }\n"
        "uplink s { type = tcp-server port = 0 }\n"
        "uplink l { type = serial path = \"/dev/tty S0\" baud = 9600 }\n"
        "uplink f { type = file path = a }\n"
        "commands { los = send rate = 9 queue = 7 queue_time = 1.5\n"
        "arm_time = 5 propose_time = 10 lease = 299.999999999 crc = true\n"
        "pus = true pus_ack = 15 pus_service = 8 pus_subtype = 1\n"
        "pus_source = 65535 people = p.conf } }",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct try t = try_text(rows[i]);
        notes_print(&t.notes, stderr, false);
        assert_int_equal(t.e, ERR_OK);
        char *first = printed(t.mission);
        struct try u = try_text(first);
        notes_print(&u.notes, stderr, false);
        assert_int_equal(u.e, ERR_OK);
        char *second = printed(u.mission);
        assert_string_equal(first, second);
        free(first);
        free(second);
        try_fini(&t);
        try_fini(&u);
    }
}

static void
defaults_are_written_out(void **state)
{
    (void)state;
    struct try t = try_text(TRY_TOP TRY_INSTANCE);
    char *text = printed(t.mission);
    assert_non_null(strstr(text, "expiry_factor = 1.9\n"));
    assert_non_null(strstr(text, "  process hub {\n"));
    assert_non_null(strstr(text, "code = database\n"));
    free(text);
    try_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_print_parses_again_to_the_same_print),
        cmocka_unit_test(defaults_are_written_out),
    };
    return check_run(tests);
}
