/*
 * test_mission_read.c - what sections may mean; every mistake has its place.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission_try.h"

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

static void
what_a_mission_needs_is_named(void **state)
{
    (void)state;
    struct try t = try_text("");
    assert_int_equal(t.e, ERR_FORMAT);
    assert_true(try_has(&t, 1, 1, "the mission has no 'name'"));
    assert_true(try_has(&t, 1, 1, "the mission has no 'database'"));
    assert_true(try_has(&t, 1, 1, "the mission has no instance"));
    assert_int_equal(t.notes.errors, 3);
    try_fini(&t);
}

static void
values_of_the_top_are_checked(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"expiry_factor = 0.5", 3, 17, "a number from 1 to 1000"},
        {"expiry_factor = nan", 3, 17, "a number from 1 to 1000"},
        {"met_epoch = yesterday", 3, 13, "a time like"},
        {"met_epoch = \"2026-13-01T00:00:00Z\"", 3, 13, "a time like"},
        {"title = \"a\\nb\"", 3, 9, "cannot be shown"},
        {"root = \"\\x1b[2J\"", 3, 8, "cannot be shown"},
        {"windows = {x}", 3, 12, "a window is two times"},
        {"windows = {\"2026-11-20T08:00:00Z/2026-11-20T08:00:00Z\"}", 3, 12,
            "ends before it begins"},
        {"windows = {\"2026-11-20T08:00:00Z/2026-11-20T09:00:00Z\",\n"
         "\"2026-11-20T08:59:59Z/2026-11-20T10:00:00Z\"}",
            3, 1, "overlap"},
    };
    CHECK_ROWS(rows);
    static const struct {
        const char *text;
        unsigned col;
        const char *want;
    } whole[] = {
        {"name = \"two words\"", 8, "one short word"},
        {"name = \"\"", 8, "one short word"},
        {"name = seventeen-letters", 8, "longer than 16"},
        {"database = no.xml", 12, "cannot be read"},
        {"database = \"\"", 12, "empty"},
    };
    for (size_t i = 0; i < ARRAY_LEN(whole); i++) {
        struct try t = try_text(whole[i].text);
        assert_true(try_has(&t, 1, whole[i].col, whole[i].want));
        try_fini(&t);
    }
}

static void
packet_time_is_checked(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"time { offset = 6 }", 3, 1, "time has no 'code'"},
        {"time { code = cux }", 3, 15, "database, cuc or cds"},
        {"time { code = cuc coarse = 8 }", 3, 28, "from 1 to 7"},
        {"time { code = cuc fine = 11 }", 3, 26, "from 0 to 10"},
        {"time { code = cuc day = 2 }", 3, 19, "day belongs to code = cds"},
        {"time { code = cds day = 4 }", 3, 25, "from 2 to 3"},
        {"time { code = cds fine = 2 }", 3, 19, "fine belongs to code = cuc"},
        {"time { code = cds submilli = 3 }", 3, 30, "0, 2"},
        {"time { code = cuc epoch = mjd }", 3, 27, "tai, gps, unix or j2000"},
        {"time { code = cuc epoch = \"1958-00\" }", 3, 27, "a time like"},
        {"time { code = cuc offset = 70000 }", 3, 28, "from 0 to 65535"},
        {"time { code = cuc }\ntime { code = cds }", 4, 1, "again"},
    };
    CHECK_ROWS(rows);
    struct try t = try_text(
        TRY_TOP TRY_INSTANCE "time { code = cds day = 3 submilli = 4 epoch = "
                             "\"2000-01-01T12:00:00Z\" }");
    assert_int_equal(t.e, ERR_OK);
    assert_int_equal(t.mission->time.epoch, MISSION_EPOCH_CUSTOM);
    assert_int_equal(
        t.mission->time.epoch_custom.ns, INT64_C(946728000) * NS_PER_S);
    try_fini(&t);
}

static void
instances_are_checked(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"instance a { }", 3, 1, "instance a has no 'kind'"},
        {"instance a { kind = flght }", 3, 21, "flight, sim or replay"},
        {"instance \".a\" { kind = sim }", 3, 10, "no name of an instance"},
        {"instance a/b { kind = sim }", 3, 10, "no name of an instance"},
        {"instance a { kind = sim }\ninstance a { kind = flight }", 4, 10,
            "first is in line 3"},
        {"instance a { kind = sim relay = hub }", 3, 33, "tcp://host:port"},
        {"instance a { kind = sim process Hub { } }", 3, 33,
            "no name of a process"},
        {"instance a { kind = sim process x { } process x { } }", 3, 47,
            "again"},
    };
    CHECK_ROWS(rows);
}

#define LINK(text) "instance a { kind = flight\nlink tm { " text " } }"

static void
links_are_checked(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {LINK(""), 4, 1, "link tm has no 'type'"},
        {LINK("type = upd"), 4, 18, "udp, tcp, tcp-server, serial or file"},
        {LINK("type = udp"), 4, 1, "link tm of type udp needs 'port'"},
        {LINK("type = tcp port = 1"), 4, 1, "needs 'host'"},
        {LINK("type = udp port = 65536"), 4, 29, "from 0 to 65535"},
        {LINK("type = udp port = -1"), 4, 29, "from 0 to 65535"},
        {LINK("type = udp port = 1x"), 4, 29, "from 0 to 65535"},
        {LINK("type = tcp host = h port = 0"), 4, 38, "from 1 to 65535"},
        {LINK("type = serial"), 4, 1, "needs 'path'"},
        {LINK("type = serial path = x port = 1"), 4, 34, "has no 'port'"},
        {LINK("type = file path = x baud = 1"), 4, 32, "has no 'baud'"},
        {LINK("type = udp port = 1 rate = fast"), 4, 31, "has no 'rate'"},
        {LINK("type = file path = x rate = 0"), 4, 39, "packets per second"},
        {LINK("type = file path = x rate = slow"), 4, 39, "fast, recorded"},
        {LINK("type = file path = x rate = fast speed = 2"), 4, 44,
            "speed belongs"},
        {LINK("type = file path = x speed = 0"), 4, 40, "a number from"},
        {LINK("type = file path = x loop = maybe"), 4, 39, "false or true"},
        {LINK("type = udp port = 1 skip = 65536"), 4, 38, "from 0 to 65535"},
        {LINK("type = udp port = 1 signal = apid"), 4, 31,
            "needs 'signal_apid'"},
        {LINK("type = udp port = 1 signal_apid = 3"), 4, 31,
            "belongs to signal = apid"},
        {LINK("type = udp port = 1 signal = apid signal_apid = 2047"), 4, 59,
            "from 0 to 2046"},
        {LINK("type = udp port = 1 signal = windows"), 4, 31,
            "there are no windows"},
        {"instance a { kind = sim link Tm { type = udp port = 1 } }", 3, 30,
            "no name of a link"},
        {"instance a { kind = sim\nlink x { type = udp port = 7 }\n"
         "link y { type = udp port = 7 host = h } }",
            5, 0, "link y of instance a listens at port 7"},
    };
    CHECK_ROWS(rows);
}

static void
a_ground_model_cannot_feed_flight_by_sharing_a_port(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"instance f { kind = flight link x { type = udp port = 7301 } }\n"
         "instance s { kind = sim link x { type = udp port = 7301 } }",
            4, 0, "and so does link x of instance f in line 3"},
    };
    CHECK_ROWS(rows);
    struct try t = try_text(
        TRY_TOP "instance f { kind = flight link x { type = udp port = 7301\n"
                "host = 10.0.0.1 } }\n"
                "instance s { kind = sim link x { type = udp port = 7301\n"
                "host = 127.0.0.1 } }\n");
    assert_int_equal(t.e, ERR_OK);
    try_fini(&t);
}

static void
all_mistakes_come_in_one_run_in_order(void **state)
{
    (void)state;
    struct try t = try_text("nmae = T\n"
                            "database = db.xml\n"
                            "expiry_factor = 0\n"
                            "instance a {\n"
                            "  kind = fligt\n"
                            "  link l { type = udp port = x hots = y }\n"
                            "}\n");
    assert_int_equal(t.e, ERR_FORMAT);
    assert_int_equal(t.notes.errors, 6);
    assert_true(try_has(&t, 1, 1, "did you mean 'name'?"));
    assert_true(try_has(&t, 1, 1, "the mission has no 'name'"));
    assert_true(try_has(&t, 3, 17, "expiry_factor"));
    assert_true(try_has(&t, 5, 10, "kind"));
    assert_true(try_has(&t, 6, 30, "port"));
    assert_true(try_has(&t, 6, 32, "did you mean 'host'?"));
    for (size_t i = 1; i < t.notes.n; i++)
        assert_true(t.notes.note[i - 1].line <= t.notes.note[i].line);
    try_fini(&t);
}

static void
limits_are_those_named_or_those_beside(void **state)
{
    (void)state;
    struct try t = try_text(TRY_TOP TRY_INSTANCE);
    assert_non_null(t.mission);
    assert_null(t.mission->limits);
    struct notes notes = {0};
    struct mission *m;
    free(check_write(t.dir, "limits.conf", "", SIZE_MAX));
    assert_int_equal(mission_load(t.dir, &notes, &m), ERR_OK);
    assert_true(str_suffix(m->limits, "/limits.conf"));
    mission_free(&m);
    notes_fini(&notes);
    try_fini(&t);
    t = try_text(TRY_TOP "limits = mission.conf\n" TRY_INSTANCE);
    assert_non_null(t.mission);
    assert_true(str_suffix(t.mission->limits, "/mission.conf"));
    try_fini(&t);
    t = try_text(TRY_TOP "limits = nowhere.conf\n" TRY_INSTANCE);
    assert_null(t.mission);
    assert_true(try_has(&t, 3, 10, "cannot be read: No such file"));
    try_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_those_named_or_those_beside),
        cmocka_unit_test(what_a_mission_needs_is_named),
        cmocka_unit_test(values_of_the_top_are_checked),
        cmocka_unit_test(packet_time_is_checked),
        cmocka_unit_test(instances_are_checked),
        cmocka_unit_test(links_are_checked),
        cmocka_unit_test(a_ground_model_cannot_feed_flight_by_sharing_a_port),
        cmocka_unit_test(all_mistakes_come_in_one_run_in_order),
    };
    return check_run(tests);
}
