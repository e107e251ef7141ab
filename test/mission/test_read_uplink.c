/*
 * test_read_uplink.c - uplinks, commanding, and that SIM cannot reach FLIGHT.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission_try.h"

#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"

struct row {
    const char *text; /* stands from line 3 on */
    unsigned line, col;
    const char *want;
};

static void
check_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char text[4096];
        snprintf(text, sizeof text, "%s%s\n", TRY_TOP, rows[i].text);
        struct try t = try_text(text);
        if (t.e != ERR_FORMAT || t.mission != NULL)
            fail_msg("accepted: %s", rows[i].text);
        assert_true(try_has(&t, rows[i].line, rows[i].col, rows[i].want));
        try_fini(&t);
    }
}
#define CHECK_ROWS(rows) check_rows(rows, ARRAY_LEN(rows))

#define UPLINK(text)   "instance a { kind = flight\nuplink tc { " text " } }"
#define COMMANDS(text) "instance a { kind = flight\ncommands { " text " } }"

static void
uplinks_are_checked(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {UPLINK(""), 4, 1, "uplink tc has no 'type'"},
        {UPLINK("type = upd"), 4, 20, "udp, tcp, tcp-server, serial or file"},
        {UPLINK("type = udp"), 4, 1, "uplink tc of type udp needs 'port'"},
        {UPLINK("type = udp port = 1"), 4, 1, "needs 'host'"},
        {UPLINK("type = udp port = 1 host = ''"), 4, 40, "need an address"},
        {UPLINK("type = udp port = 0 host = h"), 4, 31, "from 1 to 65535"},
        {UPLINK("type = tcp port = 1"), 4, 1, "needs 'host'"},
        {UPLINK("type = tcp-server"), 4, 1, "needs 'port'"},
        {UPLINK("type = serial"), 4, 1, "needs 'path'"},
        {UPLINK("type = file"), 4, 1, "needs 'path'"},
        {UPLINK("type = file path = x baud = 1"), 4, 34,
            "an uplink of type file has no 'baud'"},
        {UPLINK("type = file path = x skip = 1"), 4, 34, "skip"},
        {UPLINK("type = file path = x enabeld = true"), 4, 34,
            "did you mean 'enabled'?"},
        {UPLINK("type = file path = x header = 1ac"), 4, 43, "hexadecimal"},
        {UPLINK("type = file path = x header = zz"), 4, 43, "hexadecimal"},
        {UPLINK("type = file path = x header = ''"), 4, 43, "hexadecimal"},
        {"instance a { kind = sim uplink Tc { type = file path = x } }", 3, 32,
            "no name of an uplink"},
        {"instance a { kind = sim\nlink x { type = udp port = 7 }\n"
         "uplink x { type = file path = f } }",
            5, 8, "the name of a link already, in line 4"},
        {"instance a { kind = sim\nuplink x { type = file path = f }\n"
         "uplink x { type = file path = g } }",
            5, 8, "again"},
        {"instance a { kind = replay\nuplink x { type = file path = f } }", 4,
            1, "a replay instance has no way out"},
        {"instance a { kind = replay\ncommands { } }", 4, 1,
            "does not command"},
    };
    CHECK_ROWS(rows);
}

static void
a_header_has_a_longest(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        char hex[2 * (MISSION_HEADER_MAX + 1) + 1] = "", text[1024];
        memset(hex, 'f', 2 * (size_t)(MISSION_HEADER_MAX + over));
        snprintf(text, sizeof text,
            TRY_TOP UPLINK("type = file path = x header = %s"), hex);
        struct try t = try_text(text);
        assert_int_equal(t.e, over ? ERR_FORMAT : ERR_OK);
        try_fini(&t);
    }
}

static void
commands_are_checked(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {COMMANDS("los = held"), 4, 18, "hold, refuse or send is expected"},
        {COMMANDS("rate = 0"), 4, 19, "from 1 to 100"},
        {COMMANDS("rate = 101"), 4, 19, "from 1 to 100"},
        {COMMANDS("queue = 1001"), 4, 20, "from 1 to 1000"},
        {COMMANDS("queue_time = 0.9"), 4, 25, "from 1 to 86400"},
        {COMMANDS("arm_time = 4.9"), 4, 23, "from 5 to 120"},
        {COMMANDS("arm_time = 121"), 4, 23, "from 5 to 120"},
        {COMMANDS("propose_time = nan"), 4, 27, "from 10 to 86400"},
        {COMMANDS("lease = 301"), 4, 20, "from 10 to 300"},
        {COMMANDS("lease = 9"), 4, 20, "from 10 to 300"},
        {COMMANDS("ccsds = yes"), 4, 20, "false or true"},
        {COMMANDS("crc = crc16"), 4, 18, "false or true"},
        {COMMANDS("pus = true ccsds = false"), 4, 12, "needs ccsds"},
        {COMMANDS("pus_ack = 1"), 4, 12, "pus_ack belongs to pus = true"},
        {COMMANDS("pus = true pus_ack = 16"), 4, 33, "from 0 to 15"},
        {COMMANDS("pus = true pus_service = 256"), 4, 37, "from 0 to 255"},
        {COMMANDS("pus = true pus_source = 65536"), 4, 36, "from 0 to 65535"},
        {COMMANDS("people = ''"), 4, 21, "people is empty"},
        {COMMANDS("arm_tim = 5"), 4, 12, "did you mean 'arm_time'?"},
        {COMMANDS("} commands {"), 4, 14, "again"},
    };
    CHECK_ROWS(rows);
}

static void
what_is_not_given_has_its_default(void **state)
{
    (void)state;
    struct try t = try_text(TRY_TOP TRY_INSTANCE);
    assert_int_equal(t.e, ERR_OK);
    const struct mission_commands *c = &t.mission->instance[0].commands;
    assert_int_equal(t.mission->instance[0].n_uplinks, 0);
    assert_int_equal(c->los, MISSION_LOS_HOLD);
    assert_int_equal(c->rate_per_s, 5);
    assert_int_equal(c->queue, 100);
    assert_int_equal(c->queue_ns, 3600 * NS_PER_S);
    assert_int_equal(c->arm_ns, 30 * NS_PER_S);
    assert_int_equal(c->propose_ns, 300 * NS_PER_S);
    assert_int_equal(c->lease_ns, 30 * NS_PER_S);
    assert_true(c->is_ccsds);
    assert_false(c->has_crc);
    assert_false(c->has_pus);
    assert_null(c->people);
    try_fini(&t);
}

static void
what_is_given_is_read(void **state)
{
    (void)state;
    struct try t = try_text(TRY_TOP
        "instance a { kind = sim\n"
        "uplink u { type = udp host = \"::1\" port = 65535 header = 1ACF00 }\n"
        "uplink s { type = serial path = tty baud = 9600 enabled = false }\n"
        "commands { los = refuse rate = 100 arm_time = 0.5e1 ccsds = true\n"
        "pus = true pus_service = 8 people = who.conf } }");
    assert_int_equal(t.e, ERR_OK);
    const struct mission_instance *in = &t.mission->instance[0];
    assert_int_equal(in->n_uplinks, 2);
    assert_string_equal(in->uplink[0].name, "u");
    assert_string_equal(in->uplink[0].host, "::1");
    assert_int_equal(in->uplink[0].port, 65535);
    assert_int_equal(in->uplink[0].header_len, 3);
    assert_memory_equal(in->uplink[0].header, "\x1a\xcf\x00", 3);
    assert_true(in->uplink[0].is_enabled);
    assert_int_equal(in->uplink[1].baud, 9600);
    assert_false(in->uplink[1].is_enabled);
    assert_true(str_suffix(in->uplink[1].path, "/tty"));
    assert_int_equal(in->commands.los, MISSION_LOS_REFUSE);
    assert_int_equal(in->commands.arm_ns, 5 * NS_PER_S);
    assert_int_equal(in->commands.pus_service, 8);
    assert_true(str_suffix(in->commands.people, "/who.conf"));
    try_fini(&t);
}

/* ---- SIM and FLIGHT --------------------------------------------------------
 */

#define FLIGHT(text) "instance f { kind = flight uplink u { " text " } }\n"
#define SIM(text)    "instance s { kind = sim uplink u { " text " } }\n"

static void
sim_cannot_have_the_address_of_flight(void **state)
{
    (void)state;
#define NET(type, h, p) "type = " type " host = \"" h "\" port = " p
    static const char *const rows[] = {
        FLIGHT(NET("udp", "127.0.0.1", "7")) SIM(NET("udp", "127.0.0.1", "7")),
        FLIGHT(NET("udp", "127.0.0.1", "7")) SIM(NET("udp", "localhost", "7")),
        FLIGHT(NET("udp", "127.0.0.1", "7")) SIM(NET("udp", "127.1", "7")),
        FLIGHT(NET("tcp", "127.0.0.1", "7")) SIM(NET("udp", "127.0.0.9", "7")),
        FLIGHT(NET("tcp", "::1", "7")) SIM(NET("tcp", "127.0.0.1", "7")),
        FLIGHT(NET("tcp", "::ffff:10.0.0.1", "7"))
            SIM(NET("tcp", "10.0.0.1", "7")),
        FLIGHT(NET("tcp-server", "", "7")) SIM(NET("tcp", "10.0.0.1", "7")),
        FLIGHT(NET("tcp", "0.0.0.0", "7")) SIM(NET("tcp", "10.0.0.1", "7")),
        /* names may be anything */
        FLIGHT(NET("tcp", "gs.example.org", "7"))
            SIM(NET("tcp", "10.0.0.1", "7")),
        FLIGHT(NET("tcp", "a", "7")) SIM(NET("tcp", "b", "7")),
        FLIGHT("type = file path = x") SIM("type = file path = \"./x\""),
        FLIGHT("type = file path = x") SIM("type = serial path = \"d/../x\""),
        FLIGHT("type = file path = \"d/f\"") SIM("type = file path = link"),
        FLIGHT("type = file path = \"d/new\"")
            SIM("type = file path = \"link-d/new\""),
        FLIGHT("type = serial path = \"/dev/null\"")
            SIM("type = serial path = null"),
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *text = xasprintf("%s%s", TRY_TOP, rows[i]);
        struct try t = {.dir = check_tmpdir()};
        char *d = xasprintf("%s/d", t.dir), *link = xasprintf("%s/link", t.dir),
             *link_d = xasprintf("%s/link-d", t.dir),
             *null = xasprintf("%s/null", t.dir);
        assert_int_equal(mkdir(d, 0700), 0);
        free(check_write(d, "f", "", 0));
        assert_int_equal(symlink("d/f", link), 0);
        assert_int_equal(symlink("d", link_d), 0);
        assert_int_equal(symlink("/dev/null", null), 0);
        free(check_write(t.dir, "db.xml", "<x/>", SIZE_MAX));
        free(check_write(t.dir, "mission.conf", text, SIZE_MAX));
        t.e = mission_load(t.dir, &t.notes, &t.mission);
        if (t.e != ERR_FORMAT)
            fail_msg("accepted: %s", rows[i]);
        assert_true(try_has(&t, 4, 0,
            "uplink u of instance s may reach the address of uplink u of "
            "instance f in line 3"));
        assert_int_equal(t.notes.errors, 1);
        free(d);
        free(link);
        free(link_d);
        free(null);
        free(text);
        try_fini(&t);
    }
}

static void
sim_cannot_send_where_flight_listens_or_looks(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"instance f { kind = flight link tm { type = udp port = 7 } }\n" SIM(
             NET("udp", "127.0.0.1", "7")),
            4, 0, "may reach the address of link tm of instance f"},
        {"instance f { kind = flight link tm { type = tcp host = h port = 7 }"
         "}\n" SIM(NET("tcp", "h", "7")),
            4, 0, "may reach the address of link tm of instance f"},
        {"instance f { kind = flight link tm { type = file path = d } }\n" SIM(
             "type = file path = \"d/x\""),
            4, 0, "may reach the address of link tm of instance f"},
        {FLIGHT(NET("udp", "127.0.0.1",
             "7")) "instance s { kind = sim link tm { type = udp port = 7 } }",
            3, 0, "may reach the address of link tm of instance s"},
        {FLIGHT(NET("udp", "127.0.0.1", "7")) "instance r { kind = replay link "
                                              "tm { type = udp port = 7 } }",
            3, 0, "may reach the address of link tm of instance r"},
    };
    CHECK_ROWS(rows);
}

static void
other_addresses_are_fine(void **state)
{
    (void)state;
    static const char *const rows[] = {
        FLIGHT(NET("udp", "127.0.0.1", "7")) SIM(NET("udp", "127.0.0.1", "8")),
        FLIGHT(NET("udp", "10.0.0.1", "7")) SIM(NET("udp", "10.0.0.2", "7")),
        FLIGHT(NET("udp", "10.0.0.1", "7")) SIM(NET("udp", "127.0.0.1", "7")),
        FLIGHT(NET("tcp", "a", "7")) SIM(NET("tcp", "a", "8")),
        FLIGHT("type = tcp-server port = 0") SIM("type = tcp-server port = 0"),
        FLIGHT("type = file path = x") SIM("type = file path = x2"),
        FLIGHT("type = file path = x") SIM(NET("udp", "x", "7")),
        /* both ways of one place, and a second instance of the kind */
        "instance f { kind = flight link tm { type = tcp host = h port = 7 }\n"
        "uplink tc { type = tcp host = h port = 7 } }\n"
        "instance g { kind = flight\n"
        "uplink tc { type = tcp host = h port = 7 } }\n",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *text = xasprintf("%s%s", TRY_TOP, rows[i]);
        struct try t = try_text(text);
        notes_print(&t.notes, stderr, false);
        assert_int_equal(t.e, ERR_OK);
        free(text);
        try_fini(&t);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uplinks_are_checked),
        cmocka_unit_test(a_header_has_a_longest),
        cmocka_unit_test(commands_are_checked),
        cmocka_unit_test(what_is_not_given_has_its_default),
        cmocka_unit_test(what_is_given_is_read),
        cmocka_unit_test(sim_cannot_have_the_address_of_flight),
        cmocka_unit_test(sim_cannot_send_where_flight_listens_or_looks),
        cmocka_unit_test(other_addresses_are_fine),
    };
    return check_run(tests);
}
