/*
 * SHA-256 gives the examples of FIPS 180-4; identities are hex and differ.
 */
#include "common/digest.h"
#include "support/check.h"

static void
test_known_digests(void **state)
{
    (void)state;
    char hex[DIGEST_HEX];
    digest_hex_of("abc", 3, hex);
    assert_string_equal(hex,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_hex_of("", 0, hex);
    assert_string_equal(hex,
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void
test_identities(void **state)
{
    (void)state;
    char a[DIGEST_ID_HEX], b[DIGEST_ID_HEX];
    digest_id(a);
    digest_id(b);
    assert_true(digest_is_hex(a, strlen(a), DIGEST_ID_BYTES));
    assert_false(digest_equal(a, b, sizeof a));
    assert_true(digest_equal(a, a, sizeof a));
}

static void
test_hex(void **state)
{
    (void)state;
    assert_true(digest_is_hex("00ff", 4, 2));
    assert_false(digest_is_hex("00fF", 4, 2));
    assert_false(digest_is_hex("00f", 3, 2));
    assert_false(digest_is_hex("00f\0", 4, 2));
    assert_false(digest_is_hex("00ff00", 6, 2));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_digests),
        cmocka_unit_test(test_identities),
        cmocka_unit_test(test_hex),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
