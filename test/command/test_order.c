/*
 * test_order.c - an order comes back as it was written, or is refused with
 * the reason.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/order.h"

#include "common/attr.h"
#include "support/check.h"

#define ID     "0123456789abcdef0123456789abcdef"
#define DIGEST ID ID

/* What a request says, one text a row; NULL ends it. */
#define HEAD "session=" ID, "seq=7", "issued=1795164362500000000"
#define ORDER                                                                  \
    "id=" ID, "ttl=10000000000", "mission=SIF", "instance=sim",                \
        "mdb=00000000deadbeef", "command=/SIF/TC/HTR_ON", "digest=" DIGEST,    \
        "origin=console"

#define TEXTS_MAX 32

struct outcome {
    struct order_head head;
    struct order order;
    struct msg_str rest[2];
    size_t n_rest;
    struct strbuf why;
    enum err e;
};

static void
parse(const char *const *text, size_t n, bool has_order, struct outcome *out)
{
    struct msg_str v[TEXTS_MAX];
    *out = (struct outcome){0};
    assert_true(n <= TEXTS_MAX);
    for (size_t i = 0; i < n; i++)
        v[i] = msg_str(text[i]);
    struct msg_strv args = {v, n};
    out->e = order_parse(&args, &out->head, has_order ? &out->order : NULL,
        out->rest, ARRAY_LEN(out->rest), &out->n_rest, &out->why);
}

static void
end(struct outcome *out)
{
    if (out->e == ERR_OK)
        order_fini(&out->order);
    strbuf_fini(&out->why);
}

static void
assert_refused(
    const char *const *text, size_t n, bool has_order, const char *why)
{
    struct outcome out;
    parse(text, n, has_order, &out);
    if (out.e != ERR_FORMAT || !str_eq(strbuf_get(&out.why), why))
        fail_msg(
            "%d \"%s\", not \"%s\"", (int)out.e, strbuf_get(&out.why), why);
    assert_int_equal(out.n_rest, 0);
    assert_null(out.order.command);
    end(&out);
}

static const char *const whole[] = {HEAD, "as=FC-2", "for=FC-1", ORDER,
    "comment=as agreed", "value=Battery 3", "value=Pos.x = 1 "};

static struct order_value values[] = {{(char[]){"Battery"}, (char[]){"3"}},
    {(char[]){"Pos.x"}, (char[]){"= 1 "}}};

static const struct order an_order = {.id = ID,
    .ttl_ns = ORDER_TTL_NS,
    .mission = (char[]){"SIF"},
    .instance = (char[]){"sim"},
    .mdb_hash = 0xdeadbeef,
    .command = (char[]){"/SIF/TC/HTR_ON"},
    .digest = DIGEST,
    .origin = (char[]){"console"},
    .comment = (char[]){"as agreed"},
    .value = values,
    .n_values = 2};

/* ---- words --------------------------------------------------------------- */

static void
every_word_comes_back(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ORDER_WORD_COUNT; i++) {
        enum order_word word = ORDER_WORD_COUNT;
        const char *s = order_word_str((enum order_word)i);
        assert_true(order_word_parse(s, strlen(s), &word));
        assert_int_equal(word, i);
    }
    enum order_word word = ORDER_ARM;
    assert_false(order_word_parse("", 0, &word));
    assert_false(order_word_parse("fir", 3, &word));
    assert_false(order_word_parse("fire ", 5, &word));
    assert_false(order_word_parse("FIRE", 4, &word));
    assert_int_equal(word, ORDER_ARM);
    assert_string_equal(order_word_str(ORDER_WORD_COUNT), "?");
}

/* ---- there and back ------------------------------------------------------ */

static const struct order_head head = {.session = ID,
    .seq = 7,
    .issued = {1795164362500000000},
    .as = "FC-2",
    .on_behalf = "FC-1"};

static void
an_order_is_written_in_its_order(void **state)
{
    (void)state;
    size_t n;
    char **args = order_args(&head, &an_order, NULL, 0, &n);
    assert_int_equal(n, ARRAY_LEN(whole));
    for (size_t i = 0; i < n; i++)
        assert_string_equal(args[i], whole[i]);
    order_args_free(&args, n);
    assert_null(args);
}

static void
an_order_comes_back(void **state)
{
    (void)state;
    struct outcome out;
    parse(whole, ARRAY_LEN(whole), true, &out);
    assert_int_equal(out.e, ERR_OK);
    assert_string_equal(out.head.session, ID);
    assert_int_equal(out.head.seq, 7);
    assert_int_equal(out.head.issued.ns, 1795164362500000000);
    assert_string_equal(out.head.as, "FC-2");
    assert_string_equal(out.head.on_behalf, "FC-1");
    assert_string_equal(out.order.id, ID);
    assert_int_equal(out.order.ttl_ns, ORDER_TTL_NS);
    assert_string_equal(out.order.mission, "SIF");
    assert_string_equal(out.order.instance, "sim");
    assert_int_equal(out.order.mdb_hash, 0xdeadbeef);
    assert_string_equal(out.order.command, "/SIF/TC/HTR_ON");
    assert_string_equal(out.order.digest, DIGEST);
    assert_string_equal(out.order.origin, "console");
    assert_string_equal(out.order.comment, "as agreed");
    assert_int_equal(out.order.n_values, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(out.order.value[i].name, values[i].name);
        assert_string_equal(out.order.value[i].text, values[i].text);
    }
    assert_int_equal(out.n_rest, 0);
    end(&out);
}

static void
what_may_be_left_out_is_empty(void **state)
{
    (void)state;
    static const char *const text[] = {HEAD, ORDER};
    struct outcome out;
    parse(text, ARRAY_LEN(text), true, &out);
    assert_int_equal(out.e, ERR_OK);
    assert_string_equal(out.head.as, "");
    assert_string_equal(out.order.comment, "");
    assert_int_equal(out.order.n_values, 0);
    struct order_head unclaimed = out.head;
    size_t n;
    char **args = order_args(&unclaimed, &out.order, NULL, 0, &n);
    assert_int_equal(n, ARRAY_LEN(text));
    order_args_free(&args, n);
    end(&out);
}

static void
other_words_have_a_rest(void **state)
{
    (void)state;
    static const char *const more[][2] = {{ID, "reason=none, really"},
        {"reason=none", "x"}, {"--", "--"}, {"", "="}, {"-- ", ""}};
    for (size_t i = 0; i < ARRAY_LEN(more); i++) {
        size_t n;
        char **args = order_args(&head, NULL, more[i], 2, &n);
        struct outcome out;
        parse((const char *const *)args, n, false, &out);
        assert_int_equal(out.e, ERR_OK);
        assert_int_equal(out.n_rest, 2);
        for (size_t k = 0; k < 2; k++)
            assert_true(msg_str_eq(out.rest[k], more[i][k]));
        assert_string_equal(out.head.as, "FC-2");
        end(&out);
        order_args_free(&args, n);
    }
}

/* ---- refused ------------------------------------------------------------- */

static void
every_key_must_be_there(void **state)
{
    (void)state;
    static const char *const text[] = {HEAD, ORDER};
    for (size_t i = 0; i < ARRAY_LEN(text); i++) {
        const char *left[ARRAY_LEN(text)];
        size_t n = 0;
        for (size_t k = 0; k < ARRAY_LEN(text); k++)
            if (k != i)
                left[n++] = text[k];
        char why[64];
        snprintf(why, sizeof why, "%.*s: missing", (int)strcspn(text[i], "="),
            text[i]);
        assert_refused(left, n, true, why);
        if (i < 3)
            assert_refused(left, 2, false, why);
    }
    assert_refused(NULL, 0, true, "session: missing");
    assert_refused(NULL, 0, false, "session: missing");
}

static void
every_key_is_there_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(whole); i++) {
        const char *text[ARRAY_LEN(whole) + 1];
        memcpy(text, whole, sizeof whole);
        text[ARRAY_LEN(whole)] = whole[i];
        char why[64];
        int key = (int)strcspn(whole[i], "=");
        snprintf(why, sizeof why,
            str_prefix(whole[i], "value=") ? "%.*s: an argument is there twice"
                                           : "%.*s: is there twice",
            key, whole[i]);
        assert_refused(text, ARRAY_LEN(text), true, why);
    }
}

static void
keys_of_an_order_belong_to_an_order(void **state)
{
    (void)state;
    static const char *const order[] = {ORDER, "comment=x", "value=A 1"};
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        const char *text[] = {HEAD, order[i]};
        char why[64];
        snprintf(why, sizeof why, "%.*s: not expected here",
            (int)strcspn(order[i], "="), order[i]);
        assert_refused(text, ARRAY_LEN(text), false, why);
    }
}

static const struct {
    const char *text, *why;
} bad[] = {
    {"session=", "session: not 32 lower-case hex digits"},
    {"session=0123", "session: not 32 lower-case hex digits"},
    {"session=" ID "0", "session: not 32 lower-case hex digits"},
    {"session=0123456789ABCDEF0123456789abcdef",
        "session: not 32 lower-case hex digits"},
    {"session=0123456789abcdeg0123456789abcdef",
        "session: not 32 lower-case hex digits"},
    {"seq=", "seq: not a decimal number"},
    {"seq=-1", "seq: not a decimal number"},
    {"seq=+1", "seq: not a decimal number"},
    {"seq= 1", "seq: not a decimal number"},
    {"seq=1 ", "seq: not a decimal number"},
    {"seq=01", "seq: not a decimal number"},
    {"seq=0x1", "seq: not a decimal number"},
    {"seq=1.0", "seq: not a decimal number"},
    {"seq=1e3", "seq: not a decimal number"},
    {"seq=18446744073709551616", "seq: more than 18446744073709551615"},
    {"seq=111111111111111111111111", "seq: not a decimal number"},
    {"issued=-1", "issued: not a decimal number"},
    {"issued=9223372036854775808", "issued: more than 9223372036854775807"},
    {"as=", "as: empty"},
    {"for=", "for: empty"},
    {"for=FC 2", "for: not a name of A-Z a-z 0-9 . _ -"},
    {"for=abcdefghijklmnopqrstuvwxyz0123456", "for: longer than 32 bytes"},
    {"as=FC 2", "as: not a name of A-Z a-z 0-9 . _ -"},
    {"as=FC/2", "as: not a name of A-Z a-z 0-9 . _ -"},
    {"as=Ren\xc3\xa9", "as: not a name of A-Z a-z 0-9 . _ -"},
    {"as=abcdefghijklmnopqrstuvwxyz0123456", "as: longer than 32 bytes"},
    {"id=" DIGEST, "id: not 32 lower-case hex digits"},
    {"ttl=10000000001", "ttl: more than 10000000000"},
    {"ttl=-1", "ttl: not a decimal number"},
    {"mission=", "mission: empty"},
    {"mission=\x1b[2J", "mission: not clean text"},
    {"instance=", "instance: empty"},
    {"instance="
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "instance: longer than 64 bytes"},
    {"mdb=deadbeef", "mdb: not 16 lower-case hex digits"},
    {"mdb=-0000000deadbeef", "mdb: not 16 lower-case hex digits"},
    {"command=", "command: empty"},
    {"command=/SIF\n", "command: not clean text"},
    {"digest=" ID, "digest: not 64 lower-case hex digits"},
    {"origin=", "origin: empty"},
    {"comment=\xc3", "comment: not clean text"},
    {"comment=\xed\xa0\x80", "comment: not clean text"},
    {"comment=\xc0\xaf", "comment: not clean text"},
    {"comment=\xe2\x80\xae", "comment: not clean text"},
    {"value=", "value: not NAME TEXT"},
    {"value=Battery", "value: not NAME TEXT"},
    {"value= 3", "value: empty"},
    {"value=\xff 3", "value: not clean text"},
    {"value=Battery \t", "value: not clean text"},
    {"=x", "unknown key \"\""},
    {"Session=x", "unknown key \"Session\""},
    {"session =x", "unknown key \"session \""},
    {"\x1b[2J\xff=x", "unknown key \"\xef\xbf\xbd[2J\xef\xbf\xbd\""},
    {"abcdefghijklmnopqrstuvwxyz01234567890=",
        "unknown key \"abcdefghijklmnopqrstuvwxyz012345\""},
};

/* In its own place, or in the first place when the order lacks it. */
static void
every_key_has_its_form(void **state)
{
    (void)state;
    static const char *const most[] = {HEAD, ORDER};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        const char *text[ARRAY_LEN(most) + 1] = {bad[i].text};
        size_t n = 1, key = strcspn(bad[i].text, "=") + 1;
        for (size_t k = 0; k < ARRAY_LEN(most); k++)
            if (strncmp(most[k], bad[i].text, key) != 0)
                text[n++] = most[k];
        assert_refused(text, n, true, bad[i].why);
    }
}

static void
an_order_has_no_rest(void **state)
{
    (void)state;
    const char *text[] = {HEAD, ORDER, "arm"};
    struct msg_str v[ARRAY_LEN(text)];
    for (size_t i = 0; i < ARRAY_LEN(text); i++)
        v[i] = msg_str(text[i]);
    struct msg_strv args = {v, ARRAY_LEN(text)};
    struct order_head h;
    struct order order;
    struct strbuf why = {0};
    size_t n;
    assert_int_equal(
        order_parse(&args, &h, &order, NULL, 0, &n, &why), ERR_FORMAT);
    assert_string_equal(strbuf_get(&why), "more arguments than expected");
    assert_int_equal(h.seq, 7); /* what was good is told */
    strbuf_fini(&why);
    const char *late[] = {HEAD, "--", "a", "b", "c"};
    assert_refused(
        late, ARRAY_LEN(late), false, "more arguments than expected");
    const char *dirty[] = {HEAD, ID, "a\nb"};
    assert_refused(
        dirty, ARRAY_LEN(dirty), false, "an argument is not clean text");
    const char *after[] = {HEAD, "x", "as=FC-2"}; /* keys come first */
    struct outcome out;
    parse(after, ARRAY_LEN(after), false, &out);
    assert_int_equal(out.e, ERR_OK);
    assert_string_equal(out.head.as, "");
    assert_int_equal(out.n_rest, 2);
    end(&out);
}

/*
 * Each text cut after every byte is refused, in memory that ends there; but for
 * numbers and names, of which a shorter one is as good.
 */
static void
cut_off_anywhere_it_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < 12; i++) {
        size_t len = strlen(whole[i]), key = strcspn(whole[i], "=") + 1;
        bool is_hex = len - key == 16 || len - key == 32 || len - key == 64;
        for (size_t cut = 0; cut < (is_hex ? len : key); cut++) {
            struct msg_str v[ARRAY_LEN(whole)];
            for (size_t k = 0; k < ARRAY_LEN(whole); k++)
                v[k] = msg_str(whole[k]);
            char *copy = malloc(cut); /* may be NULL for nothing */
            if (cut > 0)
                memcpy(copy, whole[i], cut);
            v[i] = (struct msg_str){copy, cut};
            struct msg_strv args = {v, ARRAY_LEN(whole)};
            struct outcome out = {0};
            out.e = order_parse(
                &args, &out.head, &out.order, NULL, 0, &out.n_rest, &out.why);
            assert_int_equal(out.e, ERR_FORMAT);
            end(&out);
            free(copy);
        }
    }
}

static void
large_requests_are_refused(void **state)
{
    (void)state;
    enum {
        LARGE = 1 << 20
    };
    char *large = malloc(LARGE);
    static const char *const keys[] = {"session=", "seq=", "issued=", "as=",
        "for=", "id=", "ttl=", "mission=", "instance=", "mdb=", "command=",
        "digest=", "origin=", "comment=", "value=", "value=A ", "what="};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        memset(large, '1', LARGE);
        memcpy(large, keys[i], strlen(keys[i]));
        struct msg_str v = {large, LARGE};
        struct msg_strv args = {&v, 1};
        struct outcome out = {0};
        out.e = order_parse(
            &args, &out.head, &out.order, NULL, 0, &out.n_rest, &out.why);
        assert_int_equal(out.e, ERR_FORMAT);
        assert_true(out.why.len < 100);
        end(&out);
    }
    free(large);
}

static void
more_arguments_than_anyone_needs_are_refused(void **state)
{
    (void)state;
    struct msg_str v[ORDER_ARGS_MAX + 1];
    char *text = malloc((ORDER_ARGS_MAX + 1) * 16);
    static const char *const first[] = {HEAD, ORDER};
    for (size_t i = 0; i <= ORDER_ARGS_MAX; i++) {
        snprintf(text + 16 * i, 16, "value=V%zu 1", i);
        v[i] =
            i < ARRAY_LEN(first) ? msg_str(first[i]) : msg_str(text + 16 * i);
    }
    struct msg_strv args = {v, ORDER_ARGS_MAX + 1};
    struct outcome out = {0};
    out.e = order_parse(
        &args, &out.head, &out.order, NULL, 0, &out.n_rest, &out.why);
    assert_int_equal(out.e, ERR_LIMIT);
    end(&out);
    args.n = ORDER_ARGS_MAX;
    out.why = (struct strbuf){0};
    out.e = order_parse(
        &args, &out.head, &out.order, NULL, 0, &out.n_rest, &out.why);
    assert_int_equal(out.e, ERR_OK);
    assert_int_equal(out.order.n_values, ORDER_ARGS_MAX - ARRAY_LEN(first));
    end(&out);
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_comes_back),
        cmocka_unit_test(an_order_is_written_in_its_order),
        cmocka_unit_test(an_order_comes_back),
        cmocka_unit_test(what_may_be_left_out_is_empty),
        cmocka_unit_test(other_words_have_a_rest),
        cmocka_unit_test(every_key_must_be_there),
        cmocka_unit_test(every_key_is_there_once),
        cmocka_unit_test(keys_of_an_order_belong_to_an_order),
        cmocka_unit_test(every_key_has_its_form),
        cmocka_unit_test(an_order_has_no_rest),
        cmocka_unit_test(cut_off_anywhere_it_is_refused),
        cmocka_unit_test(large_requests_are_refused),
        cmocka_unit_test(more_arguments_than_anyone_needs_are_refused),
    };
    return check_run(tests);
}
