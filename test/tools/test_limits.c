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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_and_expiry_are_lines_and_the_same_again),
        cmocka_unit_test(faults_are_told_and_the_rest_is_checked),
    };
    return check_run(tests);
}
