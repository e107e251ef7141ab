/*
 * test_ledger_line.c - a line is what was written, byte for byte.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/ledger_line.h"

#include "common/str.h"
#include "common/xalloc.h"
#include "support/check.h"

static const uint8_t data[] = {0x18, 0x64, 0xc0, 0x05, 0x00, 0x00, 0xff};

static struct msg_command
a_command(void)
{
    static const struct msg_str values[] = {
        {.s = "A=1", .len = 3}, {.s = "", .len = 0}, {.s = "B=\"\\", .len = 4}};
    return (struct msg_command){
        .mdb_hash = UINT64_MAX,
        .id = msg_str("00112233445566778899aabbccddeeff"),
        .values = {.v = values, .n = 3},
        .data = {.p = data, .len = sizeof data},
        .sequence = 5,
        .submitted = {INT64_C(1795163640000000001)},
        .approved = UTC_NONE,
        .armed = UTC_NONE,
        .until = {0},
        .released = {-1},
        .sent = UTC_NONE,
        .ended = UTC_NONE,
        .comment = msg_str("Gr\xc3\xbc\xc3\x9f"
                           "e, \xf0\x9f\x9a\x80 \x01"),
    };
}

static struct ledger_line
a_line(const struct msg_command *command)
{
    return (struct ledger_line){
        .number = 7,
        .time = {INT64_C(1795163640500000000)},
        .what = command != NULL ? LEDGER_COMMAND : LEDGER_REFUSED,
        .person = "FC-1",
        .where = "",
        .text = "a \"text\"",
        .command = command,
    };
}

/* The sealed line, without its newline; owned. */
static char *
sealed(const char *body, size_t *len)
{
    char head[DIGEST_HEX] = LEDGER_NO_DIGEST;
    struct strbuf out = {0};
    ledger_line_seal(body, strlen(body), head, &out);
    *len = out.len - 1;
    assert_int_equal(out.s[*len], '\n');
    out.s[*len] = '\0';
    return strbuf_take(&out);
}

static void
a_command_comes_back_whole(void **state)
{
    (void)state;
    const struct msg_command c = a_command();
    const struct ledger_line line = a_line(&c);
    struct strbuf body = {0};
    size_t len;
    ledger_line_body(&line, &body);
    char *text = sealed(strbuf_get(&body), &len);
    struct ledger_read r = {0};
    assert_null(ledger_line_read(text, len, &r));
    assert_false(r.is_first);
    assert_int_equal(r.line.number, 7);
    assert_int_equal(r.line.time.ns, line.time.ns);
    assert_string_equal(r.line.text, "a \"text\"");
    assert_string_equal(r.prev, LEDGER_NO_DIGEST);
    const struct msg_command *m = r.line.command;
    assert_non_null(m);
    assert_true(m->mdb_hash == UINT64_MAX);
    assert_int_equal(m->values.n, 3);
    assert_true(msg_str_eq(m->values.v[0], "A=1"));
    assert_true(msg_str_eq(m->values.v[1], ""));
    assert_true(msg_str_eq(m->values.v[2], "B=\"\\"));
    assert_int_equal(m->stages.n, 0);
    assert_int_equal(m->data.len, sizeof data);
    assert_memory_equal(m->data.p, data, sizeof data);
    assert_int_equal(m->submitted.ns, c.submitted.ns);
    assert_int_equal(m->until.ns, 0);
    assert_int_equal(m->released.ns, -1);
    assert_true(utc_is_none(m->ended));
    assert_int_equal(m->comment.len, c.comment.len);
    assert_memory_equal(m->comment.s, c.comment.s, c.comment.len);
    /* Written again it is the same text. */
    struct strbuf again = {0};
    ledger_line_body(&r.line, &again);
    assert_string_equal(strbuf_get(&again), strbuf_get(&body));
    strbuf_fini(&again);
    strbuf_fini(&body);
    ledger_read_fini(&r);
    free(text);
}

static void
a_first_line_comes_back_whole(void **state)
{
    (void)state;
    struct ledger_first *first = xcalloc(1, sizeof *first);
    *first = (struct ledger_first){.why = LEDGER_DAMAGE,
        .number = 41,
        .time = {1},
        .before = "commands-2026-323.jsonl",
        .bytes = UINT64_MAX};
    first->counts.others = 256;
    first->counts.is_known[0] = first->counts.is_known[2047] = true;
    first->counts.next[2047] = 16383;
    struct strbuf body = {0};
    size_t len;
    ledger_first_body(first, &body);
    char *text = sealed(strbuf_get(&body), &len);
    struct ledger_read r = {0};
    assert_false(ledger_line_is_newer(text, len));
    assert_null(ledger_line_read(text, len, &r));
    assert_true(r.is_first);
    assert_int_equal(r.first.why, LEDGER_DAMAGE);
    assert_int_equal(r.first.number, 41);
    assert_string_equal(r.first.before, "commands-2026-323.jsonl");
    assert_true(r.first.bytes == UINT64_MAX);
    assert_memory_equal(&r.first.counts, &first->counts, sizeof first->counts);
    ledger_read_fini(&r);
    strbuf_fini(&body);
    free(text);
    free(first);
}

#define BEGIN                                                                  \
    "{\"n\":7,\"t\":\"1970-01-01T00:00:00Z\",\"ns\":0,\"what\":\"start\","
#define REST  "\"person\":\"\",\"where\":\"\",\"text\":\"\""
#define FIRST "{\"format\":\"columba-commands\",\"version\":1,"
#define FILE_ "\"n\":7,\"t\":\"1970-01-01T00:00:00Z\",\"ns\":0,"
#define WHY   "\"what\":\"file\",\"why\":\"day\",\"before\":\"\",\"bytes\":0,"

static const struct form {
    const char *label, *body;
    bool is_good;
} forms[] = {
    {"a plain line", BEGIN REST, true},
    {"nothing", "", false},
    {"an open brace", "{", false},
    {"more behind", BEGIN REST ",\"more\":1", false},
    {"another order", BEGIN "\"where\":\"\",\"person\":\"\",\"text\":\"\"",
        false},
    {"a blank", BEGIN " " REST, false},
    {"a text that has no end",
        BEGIN "\"person\":\"\",\"where\":\"\",\"text\":\"", false},
    {"times that differ",
        "{\"n\":7,\"t\":\"1970-01-01T00:00:00Z\",\"ns\":1,\"what\":"
        "\"start\"," REST,
        false},
    {"a number with a zero before it",
        "{\"n\":07,\"t\":\"1970-01-01T00:00:00Z\",\"ns\":0,\"what\":"
        "\"start\"," REST,
        false},
    {"a number over 64 bits",
        "{\"n\":18446744073709551616,\"t\":\"1970-01-01T00:00:00Z\",\"ns\":0,"
        "\"what\":\"start\"," REST,
        false},
    {"another word",
        "{\"n\":7,\"t\":\"1970-01-01T00:00:00Z\",\"ns\":0,\"what\":"
        "\"stop\"," REST,
        false},
    {"a command without one",
        "{\"n\":7,\"t\":\"1970-01-01T00:00:00Z\",\"ns\":0,\"what\":"
        "\"command\"," REST,
        false},
    {"a command in another line", BEGIN REST ",\"command\":{\"v\":1}", false},
    {"an escape that is none",
        BEGIN "\"person\":\"\\n\",\"where\":\"\",\"text\":\"\"", false},
    {"an escaped NUL",
        BEGIN "\"person\":\"\\u0000\",\"where\":\"\",\"text\":\"\"", false},
    {"a surrogate", BEGIN "\"person\":\"\\ud800\",\"where\":\"\",\"text\":\"\"",
        false},
    {"half an escape",
        BEGIN "\"person\":\"\\u00\",\"where\":\"\",\"text\":\"\"", false},
    {"malformed UTF-8",
        BEGIN "\"person\":\"\xc3\",\"where\":\"\",\"text\":\"\"", false},
    {"a raw control", BEGIN "\"person\":\"\x1b\",\"where\":\"\",\"text\":\"\"",
        false},
    {"a first line", FIRST FILE_ WHY "\"others\":0,\"sequences\":{}", true},
    {"two counts",
        FIRST FILE_ WHY "\"others\":0,\"sequences\":{\"1\":2,\"3\":4}", true},
    {"counts out of order",
        FIRST FILE_ WHY "\"others\":0,\"sequences\":{\"3\":2,\"1\":4}", false},
    {"a count twice",
        FIRST FILE_ WHY "\"others\":0,\"sequences\":{\"3\":2,\"3\":4}", false},
    {"an APID of 12 bits",
        FIRST FILE_ WHY "\"others\":0,\"sequences\":{\"2048\":2}", false},
    {"a count of 15 bits",
        FIRST FILE_ WHY "\"others\":0,\"sequences\":{\"1\":16384}", false},
    {"counts that have no end",
        FIRST FILE_ WHY "\"others\":0,\"sequences\":{\"1\":2,", false},
    {"a file that it follows with a long name",
        FIRST FILE_ "\"what\":\"file\",\"why\":\"day\",\"before\":\"commands-"
                    "2026-324.0000000000000000000000.jsonl\",\"bytes\":0,"
                    "\"others\":0,\"sequences\":{}",
        false},
};

static void
only_the_one_form_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        size_t len;
        char *text = sealed(forms[i].body, &len);
        struct ledger_read r = {0};
        const char *why = ledger_line_read(text, len, &r);
        if ((why == NULL) != forms[i].is_good)
            fail_msg("%s: %s", forms[i].label, why != NULL ? why : "was read");
        ledger_read_fini(&r);
        free(text);
    }
}

static void
members_of_a_command_may_be_missing_but_not_unknown(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        bool is_good;
    } rows[] = {
        {"{\"v\":1}", true},
        {"{\"v\":1,\"id\":\"x\",\"ended\":null}", true},
        {"{\"v\":1,\"ended\":null,\"id\":\"x\"}", false},
        {"{\"v\":1,\"idea\":\"x\"}", false},
        {"{\"v\":2}", false},
        {"{\"v\":0}", false},
        {"{\"v\":1,\"data\":\"0g\"}", false},
        {"{\"v\":1,\"data\":\"012\"}", false},
        {"{\"v\":1,\"data\":\"AB\"}", false},
        {"{\"v\":1,\"values\":[\"a\",]}", false},
        {"{\"v\":1,\"values\":[\"a\"\"b\"]}", false},
        {"{\"v\":1,\"values\":[[\"a\"]]}", false},
        {"{\"v\":1,\"values\":[", false},
        {"{\"v\":1,\"sent\":\"yesterday\"}", false},
        {"{\"v\":1,\"sent\":0}", false},
        {"{\"v\":1", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        size_t len;
        char *body =
            xasprintf("{\"n\":1,\"t\":\"1970-01-01T00:00:00Z\","
                      "\"ns\":0,\"what\":\"command\"," REST ",\"command\":%s",
                rows[i].command);
        char *text = sealed(body, &len);
        struct ledger_read r = {0};
        if ((ledger_line_read(text, len, &r) == NULL) != rows[i].is_good)
            fail_msg("%s", rows[i].command);
        ledger_read_fini(&r);
        free(text);
        free(body);
    }
}

static void
each_changed_byte_is_found(void **state)
{
    (void)state;
    const struct msg_command c = a_command();
    const struct ledger_line line = a_line(&c);
    struct strbuf body = {0};
    size_t len;
    ledger_line_body(&line, &body);
    char *text = sealed(strbuf_get(&body), &len);
    char *copy = xcalloc(len + 1, 1);
    struct ledger_read r = {0};
    for (size_t i = 0; i < len; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            memcpy(copy, text, len);
            copy[i] = (char)(copy[i] ^ (1 << bit));
            /* What it follows is checked against the line before. */
            const char *why = ledger_line_read(copy, len, &r);
            assert_non_null(why);
        }
    for (size_t n = 0; n < len; n++) {
        memcpy(copy, text, len);
        assert_non_null(ledger_line_read(copy, n, &r));
    }
    ledger_read_fini(&r);
    strbuf_fini(&body);
    free(copy);
    free(text);
}

static void
ids_are_found_in_what_is_left_of_a_line(void **state)
{
    (void)state;
    static const char text[] =
        "xx\"id\":\"00112233445566778899aabbccddeeff\",\"id\":\"short\","
        "\"id\":\"ffeeddccbbaa99887766554433221100";
    char id[DIGEST_ID_HEX];
    size_t at = 0;
    assert_true(ledger_line_find_id(text, sizeof text - 1, &at, id));
    assert_string_equal(id, "00112233445566778899aabbccddeeff");
    assert_true(ledger_line_find_id(text, sizeof text - 1, &at, id));
    assert_string_equal(id, "ffeeddccbbaa99887766554433221100");
    assert_false(ledger_line_find_id(text, sizeof text - 1, &at, id));
    at = 0;
    assert_true(ledger_line_find_id(text, sizeof text - 2, &at, id));
    assert_false(ledger_line_find_id(text, sizeof text - 2, &at, id));
}

static void
a_newer_version_is_known_as_one(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_newer;
    } rows[] = {
        {FIRST "\"n\":7", false},
        {"{\"format\":\"columba-commands\",\"version\":2,\"n\"", true},
        {"{\"format\":\"columba-commands\",\"version\":12,\"n\"", true},
        {"{\"format\":\"other\",\"version\":2,\"n\"", false},
        {"", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        size_t len;
        char *text = sealed(rows[i].text, &len);
        assert_int_equal(ledger_line_is_newer(text, len), rows[i].is_newer);
        text[5] ^= 1; /* damage is no version */
        assert_false(ledger_line_is_newer(text, len));
        free(text);
    }
}

static void
a_count_belongs_to_the_apid_of_its_packet(void **state)
{
    (void)state;
    struct msg_command c = a_command();
    uint16_t apid = 0;
    assert_true(ledger_line_apid(&c, &apid));
    assert_int_equal(apid, 0x64);
    c.sequence = 65535;
    assert_false(ledger_line_apid(&c, &apid));
    c.sequence = 16383;
    c.data.len = 1;
    assert_false(ledger_line_apid(&c, &apid));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_comes_back_whole),
        cmocka_unit_test(a_first_line_comes_back_whole),
        cmocka_unit_test(only_the_one_form_is_read),
        cmocka_unit_test(members_of_a_command_may_be_missing_but_not_unknown),
        cmocka_unit_test(each_changed_byte_is_found),
        cmocka_unit_test(ids_are_found_in_what_is_left_of_a_line),
        cmocka_unit_test(a_newer_version_is_known_as_one),
        cmocka_unit_test(a_count_belongs_to_the_apid_of_its_packet),
    };
    return check_run(tests);
}
