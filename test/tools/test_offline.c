/*
 * test_offline.c - databases and files of packets, read without a link.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/ccsds.h"
#include "tools/offline.h"

static const char database[] =
    "<SpaceSystem name='T' xmlns='http://www.omg.org/spec/XTCE/20180204'>"
    "<TelemetryMetaData><ParameterTypeSet>"
    "<IntegerParameterType name='U16' signed='false'>"
    "<IntegerDataEncoding sizeInBits='16'/></IntegerParameterType>"
    "</ParameterTypeSet><ParameterSet>"
    "<Parameter name='ID' parameterTypeRef='U16'/>"
    "</ParameterSet><ContainerSet>"
    "<SequenceContainer name='Packet' abstract='true'><EntryList>"
    "<ParameterRefEntry parameterRef='ID'/></EntryList></SequenceContainer>"
    "<SequenceContainer name='Data'><EntryList/>"
    "<BaseContainer containerRef='Packet'><RestrictionCriteria>"
    "<Comparison parameterRef='ID' value='5'/>"
    "</RestrictionCriteria></BaseContainer></SequenceContainer>"
    "%s</ContainerSet></TelemetryMetaData></SpaceSystem>";

/* A second tree, so that the database alone does not tell the root. */
static const char other[] =
    "<SequenceContainer name='Other' abstract='true'><EntryList>"
    "<ParameterRefEntry parameterRef='ID'/></EntryList></SequenceContainer>"
    "<SequenceContainer name='More'><EntryList/>"
    "<BaseContainer containerRef='Other'><RestrictionCriteria>"
    "<Comparison parameterRef='ID' value='6'/>"
    "</RestrictionCriteria></BaseContainer></SequenceContainer>";

/* A directory with a database and files of packets in it. */
struct place {
    char *dir, *mdb;
    uint8_t bytes[1 << 12];
    size_t len;
    struct offline offline;
    struct strbuf said; /* to standard error, by the last call */
    struct strbuf seen; /* a line for each packet or fault */
};

static void
open_place(struct place *p, const char *more_containers)
{
    char *xml = xasprintf(database, more_containers);
    *p = (struct place){.dir = check_tmpdir()};
    p->mdb = check_write(p->dir, "t.xml", xml, SIZE_MAX);
    free(xml);
}

static void
close_place(struct place *p)
{
    offline_close(&p->offline);
    strbuf_fini(&p->said);
    strbuf_fini(&p->seen);
    free(p->mdb);
    check_rmdir(&p->dir);
}

static void
put(struct place *p, unsigned sequence)
{
    struct ccsds_header h = {
        .apid = 5, .sequence = (uint16_t)sequence, .len_bytes = 12};
    ccsds_build(&h, p->bytes + p->len);
    memset(p->bytes + p->len + CCSDS_HEADER_BYTES, (int)(0xa0 + sequence), 6);
    p->len += 12;
}

/* What is there so far as a file; the next one begins empty.  Owned. */
static char *
put_file(struct place *p, const char *name)
{
    char *path = check_write(p->dir, name, p->bytes, p->len);
    p->len = 0;
    return path;
}

static void
put_mission(struct place *p, const char *more)
{
    char *text = xasprintf("name = \"T\"\ndatabase = \"t.xml\"\n%s"
                           "instance sim {\n  kind = sim\n}\n",
        more);
    free(check_write(p->dir, "mission.conf", text, SIZE_MAX));
    free(text);
}

/* Standard error goes to a file until heard(). */
static int
listen_to(struct place *p)
{
    char *path = xasprintf("%s/err", p->dir);
    fflush(stderr);
    int saved = dup(STDERR_FILENO);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(saved >= 0 && fd >= 0);
    assert_true(dup2(fd, STDERR_FILENO) >= 0);
    close(fd);
    free(path);
    return saved;
}

static void
heard(struct place *p, int saved)
{
    char *path = xasprintf("%s/err", p->dir);
    fflush(stderr);
    assert_true(dup2(saved, STDERR_FILENO) >= 0);
    close(saved);
    char *text = check_read(path, NULL);
    strbuf_reset(&p->said);
    strbuf_addf(&p->said, "%s", text);
    free(text);
    free(path);
}

static int
open_offline(struct place *p, const char *path, const char *container)
{
    int saved = listen_to(p);
    offline_close(&p->offline);
    int status = offline_open(&p->offline, "columba test", path, container);
    heard(p, saved);
    return status;
}

static void
note_item(void *arg, const char *file, enum packets_event event,
    const struct packets_item *item)
{
    struct place *p = arg;
    const char *base = strrchr(file, '/');
    strbuf_addf(&p->seen, "%s ", base != NULL ? base + 1 : file);
    if (event == PACKETS_PACKET) {
        assert_int_equal(item->len, 12);
        assert_int_equal(item->data[11], 0xa0 + item->header.sequence);
        strbuf_addf(&p->seen, "%llu: packet %u",
            (unsigned long long)item->offset, item->header.sequence);
    } else {
        strbuf_addf(&p->seen, "%llu: %s", (unsigned long long)item->offset,
            packets_event_str(event));
    }
    for (size_t i = 0; item->skipped != NULL && i < 2; i++)
        strbuf_addf(&p->seen, " %02x", item->skipped[i]);
    strbuf_addf(&p->seen, "\n");
}

static int
read_file(struct place *p, const char *path, uint32_t skip_bytes)
{
    int saved = listen_to(p);
    int status = offline_read(&p->offline, path, skip_bytes, note_item, p);
    heard(p, saved);
    return status;
}

static void
assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        print_message("text: %s\nlacks: %s\n", text, part);
    assert_non_null(strstr(text, part));
}

static void
assert_root(const struct place *p, const char *name)
{
    assert_string_equal(strbuf_get(&p->said), "");
    assert_string_equal(p->offline.tool, "columba test");
    assert_non_null(p->offline.mdb);
    assert_string_equal(p->offline.mdb->container[p->offline.root].name, name);
}

/* ---- the database -------------------------------------------------------- */

static void
directories_and_conf_files_are_missions(void **state)
{
    (void)state;
    struct place p;
    open_place(&p, "");
    assert_true(offline_is_mission(p.dir));
    assert_true(offline_is_mission("mission.conf"));
    assert_true(offline_is_mission("/nowhere/other.conf"));
    assert_false(offline_is_mission(p.mdb));
    assert_false(offline_is_mission("/nowhere"));
    close_place(&p);
}

static void
a_database_is_opened_with_its_own_root(void **state)
{
    (void)state;
    struct place p;
    open_place(&p, "");
    assert_int_equal(open_offline(&p, p.mdb, NULL), 0);
    assert_root(&p, "/T/Packet");
    assert_int_equal(open_offline(&p, p.mdb, "Data"), 0);
    assert_root(&p, "/T/Data");
    close_place(&p);
}

static void
a_mission_tells_its_database_and_root(void **state)
{
    (void)state;
    struct place p;
    open_place(&p, other);
    put_mission(&p, "root = \"/T/Other\"\n");
    char *conf = xasprintf("%s/mission.conf", p.dir);
    assert_int_equal(open_offline(&p, p.dir, NULL), 0);
    assert_root(&p, "/T/Other");
    assert_int_equal(open_offline(&p, conf, NULL), 0);
    assert_root(&p, "/T/Other");
    assert_int_equal(open_offline(&p, p.dir, "/T/Packet"), 0);
    assert_root(&p, "/T/Packet"); /* who asks is heard first */
    free(conf);
    close_place(&p);
}

static void
a_root_that_is_not_clear_is_asked_for_with_a_list(void **state)
{
    (void)state;
    struct place p;
    open_place(&p, other);
    assert_int_equal(open_offline(&p, p.mdb, NULL), EX_DATAERR);
    assert_null(p.offline.mdb);
    assert_has(strbuf_get(&p.said), "choose with --container:\n");
    assert_has(strbuf_get(&p.said), ":\n  /T/Other\n  /T/Packet\n");
    assert_int_equal(open_offline(&p, p.mdb, "None"), EX_USAGE);
    assert_null(p.offline.mdb);
    assert_has(strbuf_get(&p.said), "columba test: ");
    assert_has(strbuf_get(&p.said), "t.xml has no container 'None'");
    assert_has(strbuf_get(&p.said), ":\n  /T/Other\n  /T/Packet\n");
    close_place(&p);
}

static void
what_cannot_be_opened_is_said_with_its_status(void **state)
{
    (void)state;
    struct place p;
    open_place(&p, "");
    char *broken =
        check_write(p.dir, "broken.xml", "<SpaceSystem\n<", SIZE_MAX);
    const struct {
        const char *path, *say;
        int status;
    } row[] = {
        {"/nowhere/t.xml", "/nowhere/t.xml", EX_NOINPUT},
        {"/nowhere/mission.conf", "/nowhere/mission.conf", EX_NOINPUT},
        {p.dir, "mission.conf", EX_NOINPUT}, /* it has none */
        {broken, "broken.xml:2:", EX_DATAERR},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        print_message("%s\n", row[i].path);
        assert_int_equal(open_offline(&p, row[i].path, NULL), row[i].status);
        assert_has(strbuf_get(&p.said), row[i].say);
        assert_null(p.offline.mdb);
    }
    free(broken);
    close_place(&p);
}

static void
warnings_of_the_database_are_counted_not_listed(void **state)
{
    (void)state;
    struct place p;
    open_place(&p, "<Fuzzy/>");
    assert_int_equal(open_offline(&p, p.mdb, NULL), 0);
    assert_has(
        strbuf_get(&p.said), "t.xml: 1 warning; 'columba check' shows it");
    assert_null(strstr(strbuf_get(&p.said), "Fuzzy"));
    close_place(&p);
}

/* ---- packets ------------------------------------------------------------- */

static void
packets_of_several_files_come_in_order(void **state)
{
    (void)state;
    struct place p;
    open_place(&p, "");
    put(&p, 1);
    put(&p, 2);
    char *one = put_file(&p, "one.bin");
    put(&p, 3);
    char *two = put_file(&p, "two.bin");
    char *none = put_file(&p, "none.bin");
    assert_int_equal(open_offline(&p, p.mdb, NULL), 0);
    assert_int_equal(read_file(&p, one, 0), 0);
    assert_int_equal(read_file(&p, none, 0), 0);
    assert_int_equal(read_file(&p, two, 0), 0);
    assert_string_equal(strbuf_get(&p.said), "");
    assert_string_equal(strbuf_get(&p.seen),
        "one.bin 0: packet 1\none.bin 12: packet 2\ntwo.bin 0: packet 3\n");
    free(one);
    free(two);
    free(none);
    close_place(&p);
}

/* Each file stands for itself: the half at the end of one is not glued to the
 * half at the beginning of the next, and neither is lost without a word. */
static void
a_packet_split_over_two_files_is_reported_in_both(void **state)
{
    (void)state;
    struct place p;
    open_place(&p, "");
    put(&p, 1);
    put(&p, 2);
    p.len -= 4;
    char *one = put_file(&p, "one.bin");
    memset(p.bytes, 0xff, 4);
    p.len = 4;
    put(&p, 3);
    char *two = put_file(&p, "two.bin");
    assert_int_equal(open_offline(&p, p.mdb, NULL), 0);
    assert_int_equal(read_file(&p, one, 0), 0);
    assert_int_equal(read_file(&p, two, 0), 0);
    char *want = xasprintf("one.bin 0: packet 1\none.bin 12: %s\n"
                           "two.bin 0: %s\ntwo.bin 4: packet 3\n",
        packets_event_str(PACKETS_TRUNCATED),
        packets_event_str(PACKETS_BAD_VERSION));
    assert_string_equal(strbuf_get(&p.seen), want);
    free(want);
    free(one);
    free(two);
    close_place(&p);
}

static void
foreign_bytes_before_each_packet_are_skipped(void **state)
{
    (void)state;
    struct place p;
    open_place(&p, "");
    for (unsigned i = 1; i <= 2; i++) {
        p.bytes[p.len++] = 0xfe;
        p.bytes[p.len++] = (uint8_t)i;
        put(&p, i);
    }
    char *file = put_file(&p, "p.bin");
    assert_int_equal(open_offline(&p, p.mdb, NULL), 0);
    assert_int_equal(read_file(&p, file, 2), 0);
    assert_string_equal(strbuf_get(&p.seen),
        "p.bin 2: packet 1 fe 01\np.bin 16: packet 2 fe 02\n");
    free(file);
    close_place(&p);
}

static void
a_length_that_lies_swallows_no_packet_behind_it(void **state)
{
    (void)state;
    struct place p;
    open_place(&p, "");
    for (unsigned i = 1; i <= 4; i++)
        put(&p, i);
    p.bytes[12 + 5] = 0x0b; /* the second is 18 bytes long, it says */
    char *file = put_file(&p, "p.bin");
    assert_int_equal(open_offline(&p, p.mdb, NULL), 0);
    assert_int_equal(read_file(&p, file, 0), 0);
    char *want = xasprintf("p.bin 0: packet 1\np.bin 12: %s\n"
                           "p.bin 24: packet 3\np.bin 36: packet 4\n",
        packets_event_str(PACKETS_BAD_LENGTH));
    assert_string_equal(strbuf_get(&p.seen), want);
    free(want);
    free(file);
    close_place(&p);
}

/* More than is read at once, so that packets stand across two reads. */
static void
long_files_are_read_to_their_end(void **state)
{
    (void)state;
    enum {
        PACKETS = 100000
    };
    struct place p;
    open_place(&p, "");
    uint8_t *all = xcalloc(PACKETS, 12);
    for (unsigned i = 0; i < PACKETS; i++) {
        p.len = 0;
        put(&p, i % 16);
        memcpy(all + (size_t)i * 12, p.bytes, 12);
    }
    char *file = check_write(p.dir, "p.bin", all, (size_t)PACKETS * 12);
    assert_int_equal(open_offline(&p, p.mdb, NULL), 0);
    assert_int_equal(read_file(&p, file, 0), 0);
    unsigned n = 0;
    for (const char *s = strbuf_get(&p.seen); *s != '\0'; n++) {
        char *line = xasprintf("p.bin %u: packet %u\n", n * 12, n % 16);
        assert_memory_equal(s, line, strlen(line));
        s += strlen(line);
        free(line);
    }
    assert_int_equal(n, PACKETS);
    free(all);
    free(file);
    close_place(&p);
}

static void
a_dash_is_standard_input_and_leaves_it_open(void **state)
{
    (void)state;
    struct place p;
    open_place(&p, "");
    put(&p, 7);
    char *file = put_file(&p, "p.bin");
    assert_int_equal(open_offline(&p, p.mdb, NULL), 0);
    int saved = dup(STDIN_FILENO), fd = open(file, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0 && dup2(fd, STDIN_FILENO) >= 0);
    int status = read_file(&p, "-", 0);
    assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
    if (saved >= 0)
        dup2(saved, STDIN_FILENO);
    close(saved);
    close(fd);
    assert_int_equal(status, 0);
    assert_string_equal(strbuf_get(&p.seen), "(standard input) 0: packet 7\n");
    free(file);
    close_place(&p);
}

static void
files_that_cannot_be_read_are_named_with_the_reason(void **state)
{
    (void)state;
    struct place p;
    open_place(&p, "");
    assert_int_equal(open_offline(&p, p.mdb, NULL), 0);
    assert_int_equal(read_file(&p, "/nowhere/p.bin", 0), EX_NOINPUT);
    assert_string_equal(strbuf_get(&p.said),
        "columba test: /nowhere/p.bin: No such file or directory\n");
    assert_int_equal(read_file(&p, p.dir, 0), EX_IOERR);
    assert_has(strbuf_get(&p.said), ": Is a directory\n");
    assert_string_equal(strbuf_get(&p.seen), "");
    close_place(&p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(directories_and_conf_files_are_missions),
        cmocka_unit_test(a_database_is_opened_with_its_own_root),
        cmocka_unit_test(a_mission_tells_its_database_and_root),
        cmocka_unit_test(a_root_that_is_not_clear_is_asked_for_with_a_list),
        cmocka_unit_test(what_cannot_be_opened_is_said_with_its_status),
        cmocka_unit_test(warnings_of_the_database_are_counted_not_listed),
        cmocka_unit_test(packets_of_several_files_come_in_order),
        cmocka_unit_test(a_packet_split_over_two_files_is_reported_in_both),
        cmocka_unit_test(foreign_bytes_before_each_packet_are_skipped),
        cmocka_unit_test(a_length_that_lies_swallows_no_packet_behind_it),
        cmocka_unit_test(long_files_are_read_to_their_end),
        cmocka_unit_test(a_dash_is_standard_input_and_leaves_it_open),
        cmocka_unit_test(files_that_cannot_be_read_are_named_with_the_reason),
    };
    return check_run(tests);
}
