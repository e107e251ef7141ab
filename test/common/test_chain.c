/*
 * test_chain.c - lines chained by digests: form, digest, what is followed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/chain.h"

#include "support/check.h"

static void
a_line_is_sealed_behind_another(void **state)
{
    (void)state;
    struct strbuf out = {0};
    struct chain_end end;
    char head[DIGEST_HEX] = CHAIN_NONE, first[DIGEST_HEX], want[DIGEST_HEX];
    chain_seal("{\"n\":1", 6, head, &out);
    memcpy(first, head, sizeof first);
    const char *sealed = "{\"n\":1,\"prev\":\"" CHAIN_NONE "\"";
    digest_hex_of(sealed, strlen(sealed), want);
    assert_string_equal(first, want);
    assert_true(chain_is_sealed(out.s, out.len - 1, &end));
    assert_int_equal(end.body, 6);
    assert_string_equal(end.prev, CHAIN_NONE);
    assert_string_equal(end.sha, first);
    strbuf_reset(&out);
    chain_seal("{\"n\":2", 6, head, &out);
    assert_true(chain_is_sealed(out.s, out.len - 1, &end));
    assert_string_equal(end.prev, first);
    assert_string_equal(end.sha, head);
    strbuf_fini(&out);
}

static void
every_changed_bit_is_found(void **state)
{
    (void)state;
    struct strbuf out = {0};
    struct chain_end end;
    char head[DIGEST_HEX] = CHAIN_NONE;
    chain_seal("{\"text\":\"x\"", 11, head, &out);
    for (size_t i = 0; i < 8 * (out.len - 1); i++) {
        out.s[i / 8] ^= (char)(1 << i % 8);
        assert_false(chain_is_sealed(out.s, out.len - 1, &end));
        out.s[i / 8] ^= (char)(1 << i % 8);
    }
    assert_true(chain_is_sealed(out.s, out.len - 1, &end));
    for (size_t n = 0; n < out.len - 1; n++)
        assert_false(chain_is_sealed(out.s, n, &end));
    strbuf_fini(&out);
}

static void
another_end_is_none(void **state)
{
    (void)state;
    struct chain_end end;
    assert_false(chain_end("", 0, &end));
    assert_string_equal(end.sha, "");
    const char *upper = ",\"prev\":\"" CHAIN_NONE "\",\"sha\":\"A";
    assert_false(chain_end(upper, strlen(upper), &end));
    /* a digest that does not fit is told from no digest at all */
    const char *wrong =
        "{\"n\":1,\"prev\":\"" CHAIN_NONE "\",\"sha\":\"" CHAIN_NONE "\"}";
    assert_true(chain_end(wrong, strlen(wrong), &end));
    assert_false(chain_is_sealed(wrong, strlen(wrong), &end));
    assert_string_equal(end.sha, CHAIN_NONE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_sealed_behind_another),
        cmocka_unit_test(every_changed_bit_is_found),
        cmocka_unit_test(another_end_is_none),
    };
    return check_run(tests);
}
