/*
 * test_decode.c - columba decode as people call it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/ccsds.h"
#include "tools/tools.h"

static const char database[] =
    "<SpaceSystem name='T' xmlns='http://www.omg.org/spec/XTCE/20180204'>"
    "<TelemetryMetaData><ParameterTypeSet>"
    "<IntegerParameterType name='U3' signed='false'>"
    "<IntegerDataEncoding sizeInBits='3'/></IntegerParameterType>"
    "<IntegerParameterType name='U2' signed='false'>"
    "<IntegerDataEncoding sizeInBits='2'/></IntegerParameterType>"
    "<IntegerParameterType name='U11' signed='false'>"
    "<IntegerDataEncoding sizeInBits='11'/></IntegerParameterType>"
    "<IntegerParameterType name='U16' signed='false'>"
    "<IntegerDataEncoding sizeInBits='16'/></IntegerParameterType>"
    "<IntegerParameterType name='R' signed='false'>"
    "<UnitSet><Unit>mm</Unit></UnitSet>"
    "<IntegerDataEncoding sizeInBits='16'/>"
    "<ValidRange maxInclusive='1000'/></IntegerParameterType>"
    "<StringParameterType name='S'><StringDataEncoding><SizeInBits><Fixed>"
    "<FixedValue>32</FixedValue></Fixed></SizeInBits></StringDataEncoding>"
    "</StringParameterType>"
    "</ParameterTypeSet><ParameterSet>"
    "<Parameter name='VERSION' parameterTypeRef='U3'/>"
    "<Parameter name='FLAGS' parameterTypeRef='U2'/>"
    "<Parameter name='APID' parameterTypeRef='U11'/>"
    "<Parameter name='COUNT' parameterTypeRef='U16'/>"
    "<Parameter name='LENGTH' parameterTypeRef='U16'/>"
    "<Parameter name='X' parameterTypeRef='R'/>"
    "<Parameter name='TEXT' parameterTypeRef='S'/>"
    "</ParameterSet><ContainerSet>"
    "<SequenceContainer name='Packet' abstract='true'><EntryList>"
    "<ParameterRefEntry parameterRef='VERSION'/>"
    "<ParameterRefEntry parameterRef='FLAGS'/>"
    "<ParameterRefEntry parameterRef='APID'/>"
    "<ParameterRefEntry parameterRef='COUNT'/>"
    "<ParameterRefEntry parameterRef='LENGTH'/>"
    "</EntryList></SequenceContainer>"
    "<SequenceContainer name='Data'><EntryList>"
    "<ParameterRefEntry parameterRef='X'/>"
    "<ParameterRefEntry parameterRef='TEXT'/>"
    "</EntryList><BaseContainer containerRef='Packet'><RestrictionCriteria>"
    "<Comparison parameterRef='APID' value='5'/>"
    "</RestrictionCriteria></BaseContainer></SequenceContainer>"
    "%s</ContainerSet></TelemetryMetaData></SpaceSystem>";

struct bench {
    char *dir, *mdb;
    uint8_t packets[4096];
    size_t len;
};

struct result {
    int status;
    char *out, *err;
};

static void
open_bench(struct bench *b, const char *more_containers)
{
    char *xml = xasprintf(database, more_containers);
    *b = (struct bench){.dir = check_tmpdir()};
    b->mdb = check_write(b->dir, "t.xml", xml, SIZE_MAX);
    free(xml);
}

static void
close_bench(struct bench *b)
{
    free(b->mdb);
    check_rmdir(&b->dir);
}

/* A packet of APID `apid` with X = `x`, TEXT "abcd", and as many bytes more
 * or less than that as `extra` says. */
static void
put(struct bench *b, unsigned apid, unsigned x, int extra)
{
    uint8_t p[64] = {[6] = (uint8_t)(x >> 8),
        [7] = (uint8_t)x,
        'a',
        'b',
        'c',
        'd',
        0xee,
        0xee,
        0xee};
    size_t len = (size_t)(12 + extra);
    struct ccsds_header h = {
        .apid = (uint16_t)apid, .sequence = 7, .len_bytes = (uint32_t)len};
    ccsds_build(&h, p);
    memcpy(b->packets + b->len, p, len);
    b->len += len;
}

static void
run_child(char **argv, const char *in, const char *out, const char *err)
{
    int argc = 0;
    int fds[3] = {open(in, O_RDONLY), open(out, O_WRONLY | O_CREAT, 0600),
        open(err, O_WRONLY | O_CREAT, 0600)};
    for (int i = 0; i < 3; i++)
        if (fds[i] < 0 || dup2(fds[i], i) < 0)
            _exit(99);
    while (argv[argc] != NULL)
        argc++;
    int status = tool_decode(argc, argv);
    fflush(stdout);
    fflush(stderr);
    _exit(status);
}

/* Run the tool with these arguments (split at blanks; $M is the database, $P
 * the packets, $D the directory). */
static struct result
run(struct bench *b, const char *args)
{
    char *argv[16] = {xstrdup("decode")};
    int n = 1;
    char *packets = check_write(b->dir, "p.bin", b->packets, b->len);
    char *copy = xstrdup(args), *save = NULL;
    for (char *w = strtok_r(copy, " ", &save); w != NULL;
         w = strtok_r(NULL, " ", &save)) {
        const char *word = strcmp(w, "$M") == 0   ? b->mdb
                           : strcmp(w, "$P") == 0 ? packets
                           : strcmp(w, "$D") == 0 ? b->dir
                                                  : w;
        argv[n++] = xstrdup(word);
    }
    char *out = xasprintf("%s/out", b->dir), *err = xasprintf("%s/err", b->dir);
    unlink(out);
    unlink(err);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        run_child(argv, packets, out, err);
    struct result r;
    assert_int_equal(waitpid(pid, &r.status, 0), pid);
    assert_true(WIFEXITED(r.status));
    r.status = WEXITSTATUS(r.status);
    r.out = check_read(out, NULL);
    r.err = check_read(err, NULL);
    while (n > 0)
        free(argv[--n]);
    free(copy);
    free(packets);
    free(out);
    free(err);
    return r;
}

static void
finish(struct result *r)
{
    free(r->out);
    free(r->err);
}

/* Without the names of the temporary directory. */
static void
assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        print_message("text: %s\n", text);
    assert_non_null(strstr(text, part));
}

static void
values_are_lines(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, "");
    put(&b, 5, 513, 0);
    put(&b, 5, 1001, 0); /* out of its valid range */
    struct result r = run(&b, "--mdb $M $P");
    assert_string_equal(r.err, "");
    assert_int_equal(r.status, 0);
    assert_string_equal(r.out,
        "0\t/T/VERSION\t0\t0\n0\t/T/FLAGS\t0\t0\n0\t/T/APID\t5\t5\n"
        "0\t/T/COUNT\t7\t7\n0\t/T/LENGTH\t5\t5\n0\t/T/X\t513\t513\n"
        "0\t/T/TEXT\tabcd\tabcd\n"
        "1\t/T/VERSION\t0\t0\n1\t/T/FLAGS\t0\t0\n1\t/T/APID\t5\t5\n"
        "1\t/T/COUNT\t7\t7\n1\t/T/LENGTH\t5\t5\n1\t/T/X\t1001\t1001\n"
        "1\t/T/TEXT\tabcd\tabcd\n");
    finish(&r);
    close_bench(&b);
}

static void
packets_come_from_files_and_standard_input(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, "");
    put(&b, 5, 1, 0);
    struct result r = run(&b, "-d $M - $P");
    assert_int_equal(r.status, 0);
    assert_has(r.out, "0\t/T/X\t1\t1\n");
    assert_has(r.out, "1\t/T/X\t1\t1\n"); /* counted over all files */
    finish(&r);
    close_bench(&b);
}

static void
foreign_bytes_are_skipped(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, "");
    for (unsigned i = 0; i < 3; i++) {
        memset(b.packets + b.len, 0xff, 9);
        b.len += 9;
        put(&b, 5, i, 0);
    }
    struct result r = run(&b, "-d $M --skip 9 $P");
    assert_int_equal(r.status, 0);
    assert_has(r.out, "2\t/T/X\t2\t2\n");
    finish(&r);
    close_bench(&b);
}

static void
json_has_one_object_a_packet(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, "");
    put(&b, 5, 1001, 0);
    put(&b, 6, 0, 0);
    struct result r = run(&b, "-d $M -f json -");
    assert_int_equal(r.status, 0);
    assert_has(r.out, "{\"v\":1,\"packet\":0,\"file\":\"(standard input)\","
                      "\"offset\":0,\"bytes\":12,\"apid\":5,\"sequence\":7,"
                      "\"container\":\"/T/Data\",\"result\":\"decoded\","
                      "\"time\":null,\"values\":[{\"name\":\"/T/VERSION\","
                      "\"raw\":0,\"eng\":0,\"bit\":0,\"width\":3},");
    assert_has(r.out, "{\"name\":\"/T/X\",\"raw\":1001,\"eng\":1001,"
                      "\"unit\":\"mm\",\"bit\":48,\"width\":16,"
                      "\"quality\":\"invalid\"}");
    assert_has(r.out, "\n{\"v\":1,\"packet\":1,");
    assert_has(r.out, "\"container\":\"/T/Packet\",\"result\":\"unknown\"");
    finish(&r);
    close_bench(&b);
}

static void
unknown_packets_are_named_but_no_fault(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, "");
    put(&b, 9, 0, 0);
    put(&b, 10, 0, 0);
    put(&b, 9, 0, 0);
    put(&b, CCSDS_APID_IDLE, 0, 0); /* idle: not worth a word */
    struct result r = run(&b, "-d $M $P");
    assert_int_equal(r.status, 0);
    assert_has(r.err, "3 packets match no container");
    assert_has(r.err, "APID 9 (2), APID 10 (1)\n");
    assert_has(r.out, "2\t/T/APID\t9\t9\n");
    finish(&r);
    close_bench(&b);
}

static void
bad_packets_are_reported_and_decoding_goes_on(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        int extra;
        const char *report;
    } row[] = {
        {"too short", -3, "p.bin: packet 1, offset 12: too short"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct bench b;
        open_bench(&b, "");
        put(&b, 5, 1, 0);
        put(&b, 5, 2, row[i].extra);
        put(&b, 5, 3, 0);
        print_message("%s\n", row[i].label);
        struct result r = run(&b, "-d $M $P");
        assert_int_equal(r.status, 65);
        assert_has(r.err, row[i].report);
        assert_has(r.out, "1\t/T/X\t2\t2\n");
        assert_has(r.out, "2\t/T/X\t3\t3\n");
        finish(&r);
        close_bench(&b);
    }
}

static void
bytes_behind_the_last_value_are_said_once_and_no_fault(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, "");
    for (unsigned i = 0; i < 4; i++)
        put(&b, 5, i, i > 0 ? 2 : 0);
    struct result r = run(&b, "-d $M $P");
    assert_int_equal(r.status, 0);
    assert_has(r.err, "3 packets of /T/");
    assert_has(r.err, "first packet 1 by 2 bytes");
    assert_has(r.out, "3\t/T/X\t3\t3\n");
    finish(&r);
    close_bench(&b);
}

static void
partial_databases_may_leave_bytes_over(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, "");
    put(&b, 5, 2, 3);
    struct result r = run(&b, "-d $M --partial $P");
    assert_int_equal(r.status, 0);
    assert_string_equal(r.err, "");
    finish(&r);
    close_bench(&b);
}

static void
damaged_files_are_reported_with_their_place(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, "");
    put(&b, 5, 1, 0);
    put(&b, 5, 2, 0);
    b.packets[16] = 0xff; /* the second length */
    put(&b, 5, 3, 0);
    put(&b, 5, 4, 0);
    b.len -= 5;
    struct result r = run(&b, "-d $M $P");
    assert_int_equal(r.status, 65);
    assert_has(r.err, "p.bin: packet 1, offset 12: the length field");
    assert_has(r.err, "p.bin: packet 2, offset 36: the stream ends inside");
    assert_has(r.out, "1\t/T/X\t3\t3\n");
    finish(&r);
    close_bench(&b);
}

static void
an_empty_file_has_no_packets(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, "");
    struct result r = run(&b, "-d $M $P");
    assert_int_equal(r.status, 0);
    assert_string_equal(r.out, "");
    assert_string_equal(r.err, "");
    finish(&r);
    close_bench(&b);
}

static void
mistakes_on_the_command_line_are_explained(void **state)
{
    (void)state;
    static const struct {
        const char *args;
        int status;
        const char *say;
    } row[] = {
        {"$P", 64, "--mdb is missing"},
        {"-d $M", 64, "FILE... is missing"},
        {"-d $M -f xml $P", 64, "there is no format 'xml'"},
        {"-d $M -s 65536 $P", 64, "--skip is at most 65535"},
        {"-d $M -c Nothing $P", 64, "no container 'Nothing'"},
        {"-d $M /nowhere/x.bin", 66, "/nowhere/x.bin: No such file"},
        {"-d /nowhere/t.xml $P", 66, "/nowhere/t.xml"},
        {"-d $P $P", 65, "p.bin"},
        {"-d $M $D", 74, "Is a directory"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct bench b;
        open_bench(&b, "");
        put(&b, 5, 1, 0);
        print_message("%s\n", row[i].args);
        struct result r = run(&b, row[i].args);
        assert_int_equal(r.status, row[i].status);
        assert_has(r.err, row[i].say);
        assert_string_equal(r.out, "");
        finish(&r);
        close_bench(&b);
    }
}

static void
a_root_that_cannot_be_told_is_asked_for(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, "<SequenceContainer name='Other' abstract='true'>"
                   "<EntryList><ParameterRefEntry parameterRef='X'/>"
                   "</EntryList></SequenceContainer>"
                   "<SequenceContainer name='More'><EntryList/>"
                   "<BaseContainer containerRef='Other'><RestrictionCriteria>"
                   "<Comparison parameterRef='X' value='5'/>"
                   "</RestrictionCriteria></BaseContainer>"
                   "</SequenceContainer>");
    put(&b, 5, 1, 0);
    struct result r = run(&b, "-d $M $P");
    assert_int_equal(r.status, 65);
    assert_has(r.err, "choose with --container");
    assert_has(r.err, "  /T/Other\n");
    assert_has(r.err, "  /T/Packet\n");
    finish(&r);
    r = run(&b, "-d $M -c Packet $P");
    assert_int_equal(r.status, 0);
    assert_has(r.out, "0\t/T/X\t1\t1\n");
    finish(&r);
    close_bench(&b);
}

static void
a_mission_names_its_database(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, "");
    put(&b, 5, 1, 0);
    free(check_write(b.dir, "mission.conf",
        "name = \"T\"\ndatabase = \"t.xml\"\n"
        "instance sim {\n  kind = sim\n}\n",
        SIZE_MAX));
    struct result r = run(&b, "-d $D $P");
    if (r.status != 0)
        print_message("%s", r.err);
    assert_int_equal(r.status, 0);
    assert_has(r.out, "0\t/T/X\t1\t1\n");
    finish(&r);
    close_bench(&b);
}

static void
recordings_come_out_byte_for_byte(void **state)
{
    (void)state;
    static const struct {
        const char *database, *recording, *expected;
    } row[] = {
        {"jpss/jpss1_geolocation_xtce_v1.xml", "jpss/jpss1_geolocation.ccsds",
            "jpss/expected.tsv.gz"},
        {"quickstart/xtce.xml", "quickstart/testdata.ccsds",
            "quickstart/expected.tsv.gz"},
    };
    for (size_t i = 0; i < 2; i++) {
        char *mdb = check_shared(row[i].database);
        char *data = check_shared(row[i].recording);
        char *want = check_shared(row[i].expected);
        if (mdb != NULL && data != NULL && want != NULL) {
            struct bench b;
            open_bench(&b, "");
            char *args = xasprintf("-d %s %s", mdb, data);
            struct result r = run(&b, args);
            assert_int_equal(r.status, 0);
            char *command =
                xasprintf("gzip -dc '%s' | cmp -s - '%s/out'", want, b.dir);
            assert_int_equal(system(command), 0);
            free(command);
            free(args);
            finish(&r);
            close_bench(&b);
        }
        free(mdb);
        free(data);
        free(want);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_lines),
        cmocka_unit_test(packets_come_from_files_and_standard_input),
        cmocka_unit_test(foreign_bytes_are_skipped),
        cmocka_unit_test(json_has_one_object_a_packet),
        cmocka_unit_test(unknown_packets_are_named_but_no_fault),
        cmocka_unit_test(bad_packets_are_reported_and_decoding_goes_on),
        cmocka_unit_test(
            bytes_behind_the_last_value_are_said_once_and_no_fault),
        cmocka_unit_test(partial_databases_may_leave_bytes_over),
        cmocka_unit_test(damaged_files_are_reported_with_their_place),
        cmocka_unit_test(an_empty_file_has_no_packets),
        cmocka_unit_test(mistakes_on_the_command_line_are_explained),
        cmocka_unit_test(a_root_that_cannot_be_told_is_asked_for),
        cmocka_unit_test(a_mission_names_its_database),
        cmocka_unit_test(recordings_come_out_byte_for_byte),
    };
    return check_run(tests);
}
