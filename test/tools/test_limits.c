/*
 * test_limits.c - columba limits as people call it, on the mission's model.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <sys/wait.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/ccsds.h"

static const char database[] =
    "<SpaceSystem name='T' xmlns='http://www.omg.org/spec/XTCE/20180204'>"
    "<TelemetryMetaData><ParameterTypeSet>"
    "<BinaryParameterType name='B6'><BinaryDataEncoding><SizeInBits>"
    "<FixedValue>48</FixedValue></SizeInBits></BinaryDataEncoding>"
    "</BinaryParameterType>"
    "<AbsoluteTimeParameterType name='TIME'><Encoding><IntegerDataEncoding "
    "sizeInBits='32'/></Encoding><ReferenceTime><Epoch>1970-01-01</Epoch>"
    "</ReferenceTime></AbsoluteTimeParameterType>"
    "<IntegerParameterType name='U16' signed='false'>"
    "<IntegerDataEncoding sizeInBits='16'/><DefaultAlarm minViolations='1'>"
    "<StaticAlarmRanges><WarningRange minInclusive='10' maxInclusive='50'/>"
    "</StaticAlarmRanges></DefaultAlarm></IntegerParameterType>"
    "</ParameterTypeSet><ParameterSet>"
    "<Parameter name='HEADER' parameterTypeRef='B6'/>"
    "<Parameter name='WHEN' parameterTypeRef='TIME'/>"
    "<Parameter name='X' parameterTypeRef='U16'/>"
    "</ParameterSet><ContainerSet>"
    "<SequenceContainer name='Packet'>"
    "<DefaultRateInStream minimumValue='1'/><EntryList>"
    "<ParameterRefEntry parameterRef='HEADER'/>"
    "<ParameterRefEntry parameterRef='WHEN'/>"
    "<ParameterRefEntry parameterRef='X'/>"
    "</EntryList></SequenceContainer>"
    "</ContainerSet></TelemetryMetaData></SpaceSystem>";

static size_t
put(uint8_t *out, uint8_t second, uint8_t x, bool is_short)
{
    uint8_t p[12] = {[9] = second, [11] = x};
    size_t len = is_short ? 10 : 12;
    struct ccsds_header h = {
        .apid = 5, .sequence = second, .len_bytes = (uint32_t)len};
    ccsds_build(&h, p);
    memcpy(out, p, len);
    return len;
}

/* A packet of APID 9 that says whether there is a signal. */
static size_t
put_signal(uint8_t *out, uint8_t is_there)
{
    uint8_t p[14] = {[6] = is_there};
    ccsds_build(&(struct ccsds_header){.apid = 9, .len_bytes = 14}, p);
    memcpy(out, p, 14);
    return 14;
}

static char *
run(const char *dir, const char *options, int *status)
{
    const char *bin = getenv("COLUMBA_BIN");
    char *command = xasprintf("%s/columba limits %s >%s/out 2>%s/err",
        bin != NULL ? bin : "bin", options, dir, dir);
    int s = system(command);
    *status = WEXITSTATUS(s);
    char *out = xasprintf("%s/out", dir);
    char *text = check_read(out, NULL);
    free(out);
    free(command);
    return text;
}

static void
changes_and_expiry_are_lines_and_the_same_again(void **state)
{
    (void)state;
    static const uint8_t rows[][2] = {
        {1, 20}, {2, 51}, {2, 20}, {3, 50}, {9, 9}, {8, 20}};
    uint8_t bytes[256];
    size_t len = 0;
    char *dir = check_tmpdir();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        len += put(bytes + len, rows[i][0], rows[i][1], false);
    char *mdb = check_write(dir, "t.xml", database, SIZE_MAX);
    char *packets = check_write(dir, "p.bin", bytes, len);
    char *options = xasprintf("--mdb %s %s", mdb, packets);
    int status;
    char *text = run(dir, options, &status);
    assert_int_equal(status, 0);
    assert_string_equal(text,
        "1\t1970-01-01T00:00:02Z\t/T/X\tnormal\twarning-high\t51\n"
        "3\t1970-01-01T00:00:03Z\t/T/X\twarning-high\tnormal\t50\n"
        "4\t1970-01-01T00:00:04.9Z\t/T/X\tnormal\texpired\t\n"
        "4\t1970-01-01T00:00:09Z\t/T/X\texpired\twarning-low\t9\n");
    char *again = run(dir, options, &status);
    assert_string_equal(again, text);
    free(again);
    free(text);
    free(options);
    options = xasprintf("--json --mdb %s - <%s", mdb, packets);
    text = run(dir, options, &status);
    assert_non_null(
        strstr(text, "\"old\":\"normal\",\"new\":\"warning-high\",\"value\":51,"
                     "\"threshold\":50"));
    free(text);
    free(options);
    free(packets);
    free(mdb);
    check_rmdir(&dir);
}

/* A clock of whole seconds; a packet is told from others by its count. */
static void
packets_of_one_second_are_samples_each_and_repeated_ones_are_not(void **state)
{
    (void)state;
    static const struct {
        uint8_t count, second, x;
    } rows[] = {
        {1, 1, 20},
        {2, 2, 20},
        {3, 2, 51},
        {4, 2, 52},
        {5, 2, 20},
        {6, 2, 9},
        {3, 2, 51},
        {6, 2, 9},
        {4, 2, 52}, /* a second station */
        {1, 1, 51},
        {0, 1, 51}, /* late */
        {7, 2, 50},
    };
    uint8_t bytes[256];
    size_t len = 0;
    char *dir = check_tmpdir();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        (void)put(bytes + len, rows[i].second, rows[i].x, false);
        bytes[len + 3] = rows[i].count;
        len += 12;
    }
    char *mdb = check_write(dir, "t.xml", database, SIZE_MAX);
    char *packets = check_write(dir, "p.bin", bytes, len);
    char *options = xasprintf("--mdb %s %s", mdb, packets);
    int status;
    char *text = run(dir, options, &status);
    assert_int_equal(status, 0);
    assert_string_equal(text,
        "2\t1970-01-01T00:00:02Z\t/T/X\tnormal\twarning-high\t51\n"
        "4\t1970-01-01T00:00:02Z\t/T/X\twarning-high\tnormal\t20\n"
        "5\t1970-01-01T00:00:02Z\t/T/X\tnormal\twarning-low\t9\n"
        "11\t1970-01-01T00:00:02Z\t/T/X\twarning-low\tnormal\t50\n");
    free(text);
    free(options);
    free(packets);
    free(mdb);
    check_rmdir(&dir);
}

static void
faults_are_told_and_the_rest_is_checked(void **state)
{
    (void)state;
    uint8_t bytes[64];
    char *dir = check_tmpdir();
    size_t len = put(bytes, 1, 99, false);
    len += put(bytes + len, 2, 0, true);
    len += put(bytes + len, 3, 20, false);
    char *mdb = check_write(dir, "t.xml", database, SIZE_MAX);
    char *packets = check_write(dir, "p.bin", bytes, len);
    char *options = xasprintf("--mdb %s %s", mdb, packets);
    int status;
    char *text = run(dir, options, &status);
    assert_int_equal(status, 65);
    assert_non_null(strstr(text, "0\t1970-01-01T00:00:01Z"));
    assert_non_null(strstr(text, "warning-high\tnormal\t20"));
    free(text);
    text = run(dir, "--mdb /nowhere.xml x", &status);
    assert_int_equal(status, 66);
    free(text);
    text = run(dir, "x", &status);
    assert_int_equal(status, 64);
    free(text);
    free(options);
    options = xasprintf("--mdb %s /nowhere.bin", mdb);
    text = run(dir, options, &status);
    assert_int_equal(status, 66);
    free(text);
    free(options);
    free(packets);
    free(mdb);
    check_rmdir(&dir);
}

/* One packet a second, but none from 4 to 8. */
static void
nothing_expires_without_signal(void **state)
{
    (void)state;
    static const char mission[] =
        "name = T database = t.xml limits = own.conf %s\n"
        "instance i { kind = flight link a { type = udp port = 4000 %s } "
        "process hub { program = columba-hub } }\n";
    static const struct {
        const char *label, *los, *options, *link;
        bool has_packets; /* of APID 9: lost behind 3 */
        const char *lines;
    } rows[] = {
        {"nobody knows", "", NULL, NULL, false,
            "3\t1970-01-01T00:00:04.9Z\t/T/X\tnormal\texpired\t\n"
            "3\t1970-01-01T00:00:09Z\t/T/X\texpired\tnormal\t20\n"},
        {"told", "--los 1970-001T00:00:04Z/1970-001T00:00:08.5Z", NULL, NULL,
            false, ""},
        {"told too late", "--los 1970-001T00:00:05Z/1970-001T00:00:09Z", NULL,
            NULL, false,
            "3\t1970-01-01T00:00:04.9Z\t/T/X\tnormal\texpired\t\n"
            "3\t1970-01-01T00:00:09Z\t/T/X\texpired\tnormal\t20\n"},
        {"ended too early", "--los 1970-001T00:00:04Z/1970-001T00:00:06Z", NULL,
            NULL, false,
            "3\t1970-01-01T00:00:07.9Z\t/T/X\tnormal\texpired\t\n"
            "3\t1970-01-01T00:00:09Z\t/T/X\texpired\tnormal\t20\n"},
        {"windows", "",
            "windows = {\"1970-001T00:00:00Z/1970-001T00:00:04Z\", "
            "\"1970-001T00:00:08.5Z/1970-001T00:01:00Z\"}",
            "signal = windows", false, ""},
        {"packets", "", "", "signal = apid signal_apid = 9", true, ""},
        {"factor", "", "expiry_factor = 6.1", "", false, ""},
        {"limits of the mission", "", "expiry_factor = 2.5", "", false,
            "3\t1970-01-01T00:00:05.5Z\t/T/X\tnormal\texpired\t\n"
            "3\t1970-01-01T00:00:09Z\t/T/X\texpired\tnormal\t20\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *dir = check_tmpdir();
        uint8_t bytes[256];
        size_t len = 0;
        int status;
        for (uint8_t s = 1; s < 4; s++)
            len += put(bytes + len, s, s == 2 ? 60 : 20, false);
        if (rows[i].has_packets)
            len += put_signal(bytes + len, 0);
        len += put(bytes + len, 9, 20, false);
        char *conf =
            xasprintf(mission, rows[i].options != NULL ? rows[i].options : "",
                rows[i].link != NULL ? rows[i].link : "");
        char *own = check_write(dir, "own.conf",
            "parameter X { warning = \"[10, 70]\" }\n", SIZE_MAX);
        char *mdb = check_write(dir, "t.xml", database, SIZE_MAX);
        char *file = check_write(dir, "mission.conf", conf, SIZE_MAX);
        char *packets = check_write(dir, "p.bin", bytes, len);
        char *options =
            rows[i].options != NULL
                ? xasprintf("%s --mdb %s %s", rows[i].los, dir, packets)
                : xasprintf("%s --mdb %s --limits %s %s", rows[i].los, mdb, own,
                      packets);
        char *text = run(dir, options, &status);
        print_message("%s\n", rows[i].label);
        assert_int_equal(status, 0);
        assert_string_equal(text, rows[i].lines);
        free(text);
        free(options);
        free(packets);
        free(file);
        free(mdb);
        free(own);
        free(conf);
        check_rmdir(&dir);
    }
}

static void
a_loss_of_signal_is_two_times(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    int status;
    char *text = run(dir, "--mdb x --los 1970-001T00:00:04Z x", &status);
    assert_int_equal(status, 64);
    free(text);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_and_expiry_are_lines_and_the_same_again),
        cmocka_unit_test(nothing_expires_without_signal),
        cmocka_unit_test(a_loss_of_signal_is_two_times),
        cmocka_unit_test(
            packets_of_one_second_are_samples_each_and_repeated_ones_are_not),
        cmocka_unit_test(faults_are_told_and_the_rest_is_checked),
    };
    return check_run(tests);
}
