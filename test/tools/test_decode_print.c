/*
 * test_decode_print.c - lines and objects, many of them, to any file.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "mdb/mdb.h"
#include "support/decoded.h"
#include "support/snippets.h"
#include "tools/decode_print.h"

struct bench {
    struct mdb *mdb;
    struct mdb_decoder *decoder;
    struct mdb_frame frame;
};

static void
open_bench(struct bench *b, const uint8_t *packet, size_t len)
{
    b->mdb = decoded_mdb(
        X_UINT("U8", "8") X_STRING("S_T", "UTF-8",
            "<SizeInBits><Fixed>" X_FIXED(
                "24") "</Fixed></SizeInBits>") "<AbsoluteTimeParameterType "
                                               "name='T_T'>"
                                               "<Encoding><IntegerDataEncoding "
                                               "sizeInBits='8'/></Encoding>"
                                               "<ReferenceTime><Epoch>UNIX</"
                                               "Epoch></ReferenceTime>"
                                               "</AbsoluteTimeParameterType>",
        X_PARAM("A", "U8") X_PARAM("S", "S_T") X_PARAM("T", "T_T"),
        X_CONTAINER("R", X_ENTRY("A") X_ENTRY("S") X_ENTRY("T")));
    b->decoder = mdb_decoder_new(b->mdb);
    mdb_decode(b->decoder, MDB_NIL, packet, len, &b->frame);
}

static void
close_bench(struct bench *b)
{
    mdb_decoder_free(&b->decoder);
    mdb_free(&b->mdb);
}

static char *
print(const struct bench *b, bool is_json, unsigned n)
{
    char *text = NULL;
    size_t len;
    struct decode_printer p = {
        .mdb = b->mdb, .is_json = is_json, .out = open_memstream(&text, &len)};
    for (unsigned i = 0; i < n; i++) {
        struct decode_packet packet = {.number = i,
            .file = "odd\"name",
            .offset = 10 * i,
            .len = 5,
            .header = {.apid = 3, .sequence = 4},
            .frame = &b->frame};
        decode_print(&p, &packet);
    }
    assert_true(decode_print_end(&p));
    fclose(p.out);
    return text;
}

/* A tab, a newline and an escape in a string of the packet. */
static const uint8_t packet[] = {7, '\t', '\n', 0x1b, 60};
#define FFFD "\xef\xbf\xbd"

static void
no_text_of_a_packet_breaks_a_line(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, packet, sizeof packet);
    char *text = print(&b, false, 1);
    assert_string_equal(text,
        "0\t/T/A\t7\t7\n"
        "0\t/T/S\t" FFFD FFFD FFFD "\t" FFFD FFFD FFFD "\n"
        "0\t/T/T\t60\t1970-01-01T00:01:00Z\n");
    free(text);
    close_bench(&b);
}

static void
an_object_has_all_members(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, packet, sizeof packet);
    char *text = print(&b, true, 1);
    assert_string_equal(text,
        "{\"v\":1,\"packet\":0,\"file\":\"odd\\\"name\",\"offset\":0,"
        "\"bytes\":5,\"apid\":3,\"sequence\":4,\"container\":\"/T/R\","
        "\"result\":\"decoded\",\"time\":\"1970-01-01T00:01:00Z\","
        "\"values\":[{\"name\":\"/T/A\",\"raw\":7,\"eng\":7,\"bit\":0,"
        "\"width\":8},{\"name\":\"/T/S\",\"raw\":\"" FFFD FFFD FFFD
        "\",\"eng\":\"" FFFD FFFD FFFD "\",\"bit\":8,\"width\":24},"
        "{\"name\":\"/T/T\",\"raw\":60,\"eng\":\"1970-01-01T00:01:00Z\","
        "\"bit\":32,\"width\":8}]}\n");
    free(text);
    close_bench(&b);
}

static void
what_is_cut_says_so(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, packet, 2);
    char *text = print(&b, true, 1);
    assert_non_null(strstr(text, "\"result\":\"too short\""));
    assert_non_null(strstr(text, "\"time\":null"));
    free(text);
    close_bench(&b);
}

static void
many_packets_are_all_written(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, packet, sizeof packet);
    char *text = print(&b, false, 20000);
    unsigned lines = 0, last = 0;
    for (char *s = text; *s != '\0'; s = strchr(s, '\n') + 1) {
        lines++;
        last = (unsigned)strtoul(s, NULL, 10);
    }
    assert_int_equal(lines, 60000);
    assert_int_equal(last, 19999);
    free(text);
    close_bench(&b);
}

static void
a_full_disk_is_noticed(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b, packet, sizeof packet);
    struct decode_printer p = {.mdb = b.mdb, .out = fopen("/dev/full", "w")};
    struct decode_packet one = {.frame = &b.frame, .file = "f"};
    assert_non_null(p.out);
    decode_print(&p, &one);
    assert_false(decode_print_end(&p));
    fclose(p.out);
    close_bench(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_text_of_a_packet_breaks_a_line),
        cmocka_unit_test(an_object_has_all_members),
        cmocka_unit_test(what_is_cut_says_so),
        cmocka_unit_test(many_packets_are_all_written),
        cmocka_unit_test(a_full_disk_is_noticed),
    };
    return check_run(tests);
}
