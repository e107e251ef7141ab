/*
 * test_asrun_line.c - both forms of a line say the same, and no change of
 * either goes unseen.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/asrun_line.h"

#include "common/chain.h"
#include "common/xalloc.h"
#include "support/check.h"

#define T0 INT64_C(1804929251123456789) /* 2027-03-13T... */

static const char *const arguments[] = {"Target=20 degC", "", "a=\"b\\c\""};

static const struct asrun_head head = {
    .time = {T0},
    .run = "00112233445566778899aabbccddeeff",
    .procedure = "SIF-ACT-01",
    .title = "Activation \xc3\xbc",
    .procedure_version = "1.3",
    .approval = "approved",
    .mission = "sif",
    .instance = "flight",
    .mdb_hash = 0xabc,
    .mode = "automatic",
    .person = "FC-1",
    .argument = arguments,
    .n_arguments = 3,
};

static const struct asrun_event event = {
    .time = {T0 + 1000000},
    .kind = PLUTO_T_TC,
    .number = "2.1",
    .line = 12,
    .item = "Take Image of Detector",
    .text = "completed 4/4",
    .more = "Number := 2, reason=none",
    .outcome = PLUTO_CONFIRMED,
    .attempt = 1,
    .person = "FC-1",
    .instance = 17,
    .command = "ffeeddccbbaa99887766554433221100",
};

static void
fmt(const struct asrun_head *h, const struct asrun_event *e,
    struct strbuf *text, struct strbuf *json)
{
    char chain[DIGEST_HEX] = CHAIN_NONE;
    asrun_line_fmt(h != NULL ? 0 : 1, h, e, chain, text, json);
}

static void
lines_look_so(void **state)
{
    (void)state;
    struct strbuf text = {0}, json = {0};
    char chain[DIGEST_HEX] = CHAIN_NONE;
    asrun_line_fmt(0, &head, NULL, chain, &text, &json);
    asrun_line_fmt(1, NULL, &event, chain, &text, &json);
    struct asrun_event empty = {.outcome = PLUTO_NOT_AVAILABLE};
    asrun_line_fmt(2, NULL, &empty, chain, &text, &json);
    check_golden("asrun_line.txt", strbuf_get(&text));
    check_golden("asrun_line.jsonl", strbuf_get(&json));
    strbuf_fini(&text);
    strbuf_fini(&json);
}

/* Read one form, write both: nothing is lost on the way. */
static void
comes_back(const struct strbuf *from, bool is_json, const char *want_text,
    const char *want_json)
{
    struct asrun_keep keep;
    struct asrun_line line;
    struct strbuf text = {0}, json = {0};
    char chain[DIGEST_HEX] = CHAIN_NONE;
    char *copy = xstrndup(from->s, from->len);
    const char *why =
        is_json ? asrun_line_read_json(copy, from->len - 1, &keep, &line)
                : asrun_line_read_text(copy, from->len - 1, &keep, &line);
    if (why != NULL)
        fail_msg("%s: %s", why, from->s);
    assert_true(asrun_line_check(&line, CHAIN_NONE));
    asrun_line_fmt(line.n, line.is_head ? &line.head : NULL, &line.event, chain,
        &text, &json);
    assert_string_equal(strbuf_get(&text), want_text);
    assert_string_equal(strbuf_get(&json), want_json);
    strbuf_fini(&text);
    strbuf_fini(&json);
    free(copy);
}

static void
both_come_back(const struct asrun_head *h, const struct asrun_event *e)
{
    struct strbuf text = {0}, json = {0};
    fmt(h, e, &text, &json);
    comes_back(&text, false, strbuf_get(&text), strbuf_get(&json));
    comes_back(&json, true, strbuf_get(&text), strbuf_get(&json));
    strbuf_fini(&text);
    strbuf_fini(&json);
}

static void
each_form_can_be_made_of_the_other(void **state)
{
    (void)state;
    static const struct asrun_head bare = {0};
    both_come_back(&head, NULL);
    both_come_back(&bare, NULL);
    both_come_back(NULL, &event);
    struct asrun_event e = {0};
    both_come_back(NULL, &e);
    for (e.kind = 0; e.kind <= ASRUN_FILE; e.kind++)
        both_come_back(NULL, &e);
    e = event;
    for (unsigned i = 0; i <= PLUTO_OUTCOME_COUNT; i++) {
        e.outcome = (enum pluto_outcome)i;
        both_come_back(NULL, &e);
    }
    e.line = e.attempt = UINT32_MAX;
    e.instance = UINT64_MAX;
    both_come_back(NULL, &e);
    static const int64_t times[] = {INT64_MIN, INT64_MAX, 0, -1, 1, T0};
    for (unsigned i = 0; i < sizeof times / sizeof times[0]; i++) {
        e.time.ns = times[i];
        both_come_back(NULL, &e);
    }
}

static void
hostile_texts_come_back(void **state)
{
    (void)state;
    static const char *const texts[] = {"\t", "\n", " x ", "more=1", "\tmore=1",
        "sha256:00", "\x1b[2J", "\xff\xfe", "\"},{\"", "\\", "\\u0041",
        "\xe2\x80\xae", "\xf0\x9f\x9b\xb0", "HEAD", "  ", "a\tb", "-"};
    for (unsigned i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct asrun_event e = event;
        e.number = e.item = e.text = e.more = e.person = e.command = texts[i];
        both_come_back(NULL, &e);
        struct asrun_head h = head;
        h.run = h.title = h.person = texts[i];
        h.argument = &texts[i];
        h.n_arguments = 1;
        both_come_back(&h, NULL);
    }
}

static void
long_texts_are_cut(void **state)
{
    (void)state;
    struct asrun_event e = event;
    char *text = xcalloc(2 * ASRUN_TEXT_MAX + 1, 1);
    memset(text, 'x', 2 * ASRUN_TEXT_MAX);
    memcpy(text + ASRUN_TEXT_MAX - 1, "\xc3\xbc", 2);
    e.text = text;
    both_come_back(NULL, &e);
    struct strbuf t = {0}, j = {0};
    fmt(NULL, &e, &t, &j);
    assert_true(t.len < ASRUN_TEXT_MAX + 500);
    strbuf_fini(&t);
    strbuf_fini(&j);
    free(text);
}

/* Any bit of either form: it is not the line any more. */
static void
every_bit_counts(void **state)
{
    (void)state;
    struct strbuf form[2] = {{0}, {0}};
    struct asrun_keep keep;
    struct asrun_line line;
    fmt(NULL, &event, &form[0], &form[1]);
    for (unsigned f = 0; f < 2; f++)
        for (size_t i = 0; i < 8 * (form[f].len - 1); i++) {
            char *copy = xstrndup(form[f].s, form[f].len);
            copy[i / 8] ^= (char)(1 << i % 8);
            const char *why =
                f == 1
                    ? asrun_line_read_json(copy, form[f].len - 1, &keep, &line)
                    : asrun_line_read_text(copy, form[f].len - 1, &keep, &line);
            /* blanks that fill a column may turn into ones that a reader
             * leaves out: a scan of the bytes sees them, see test_asrun_scan */
            if (why == NULL && asrun_line_check(&line, CHAIN_NONE))
                fail_msg("bit %zu of form %u", i, f);
            free(copy);
        }
    strbuf_fini(&form[0]);
    strbuf_fini(&form[1]);
}

static void
another_line_before_it_is_seen(void **state)
{
    (void)state;
    struct strbuf text = {0}, json = {0};
    struct asrun_keep keep;
    struct asrun_line line;
    char other[DIGEST_HEX];
    fmt(NULL, &event, &text, &json);
    assert_null(asrun_line_read_text(text.s, text.len - 1, &keep, &line));
    digest_hex_of("", 0, other);
    assert_true(asrun_line_check(&line, CHAIN_NONE));
    assert_false(asrun_line_check(&line, other));
    strbuf_fini(&text);
    strbuf_fini(&json);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_look_so),
        cmocka_unit_test(each_form_can_be_made_of_the_other),
        cmocka_unit_test(hostile_texts_come_back),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(every_bit_counts),
        cmocka_unit_test(another_line_before_it_is_seen),
    };
    return check_run(tests);
}
