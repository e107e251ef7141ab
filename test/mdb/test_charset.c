/*
 * test_charset.c - texts of every charset to clean UTF-8.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/utf8.h"
#include "mdb/charset.h"

#define FFFD "\xef\xbf\xbd"

static const struct {
    const char *label;
    enum mdb_charset charset;
    const char *in;
    size_t len;
    const char *out;
} row[] = {
    {"ASCII", MDB_ASCII, "abc", 3, "abc"},
    {"ASCII above 127", MDB_ASCII, "a\x80z", 3, "a" FFFD "z"},
    {"UTF-8", MDB_UTF8, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x9b\xb0", 9,
        "\xc3\xa9\xe2\x82\xac\xf0\x9f\x9b\xb0"},
    {"UTF-8 cut", MDB_UTF8, "a\xe2\x82", 3, "a" FFFD FFFD},
    {"UTF-8 overlong", MDB_UTF8, "\xc0\xaf", 2, FFFD FFFD},
    {"UTF-8 surrogate", MDB_UTF8, "\xed\xa0\x80", 3, FFFD FFFD FFFD},
    {"UTF-16BE", MDB_UTF16BE, "\0a\x20\xac", 4, "a\xe2\x82\xac"},
    {"UTF-16LE", MDB_UTF16LE, "a\0\xac\x20", 4, "a\xe2\x82\xac"},
    {"UTF-16 pair", MDB_UTF16BE, "\xd8\x3d\xde\xf0", 4, "\xf0\x9f\x9b\xb0"},
    {"UTF-16 half a pair", MDB_UTF16BE, "\xd8\x3d\0a", 4, FFFD "a"},
    {"UTF-16 pair reversed", MDB_UTF16BE, "\xde\xf0\xd8\x3d", 4, FFFD FFFD},
    {"UTF-16 pair cut", MDB_UTF16BE, "\xd8\x3d", 2, FFFD},
    {"UTF-16 byte cut", MDB_UTF16BE, "\0a\0", 3, "a" FFFD},
    {"UTF-16, mark says big", MDB_UTF16, "\xfe\xff\0a", 4, "a"},
    {"UTF-16, mark says little", MDB_UTF16,
        "\xff\xfe"
        "a\0",
        4, "a"},
    {"UTF-16 without mark", MDB_UTF16, "\0a", 2, "a"},
    {"UTF-32BE", MDB_UTF32BE, "\0\0\x20\xac", 4, "\xe2\x82\xac"},
    {"UTF-32LE", MDB_UTF32LE, "\xac\x20\0\0", 4, "\xe2\x82\xac"},
    {"UTF-32 beyond", MDB_UTF32BE, "\0\x11\0\0", 4, FFFD},
    {"UTF-32 surrogate", MDB_UTF32BE, "\0\0\xd8\0", 4, FFFD},
    {"UTF-32 cut", MDB_UTF32BE, "\0\0\0a\0\0", 6, "a" FFFD},
    {"Latin-1", MDB_LATIN1,
        "\xb0"
        "C",
        2,
        "\xc2\xb0"
        "C"},
    {"Windows-1252", MDB_WINDOWS1252, "\x80\x9f\xe9", 3,
        "\xe2\x82\xac\xc5\xb8\xc3\xa9"},
    {"Windows-1252 hole", MDB_WINDOWS1252, "\x81", 1, FFFD},
    {"nothing", MDB_UTF16, "", 0, ""},
};

static void
every_charset_becomes_utf8(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char out[64];
        uint8_t *exact = malloc(row[i].len + 1);
        memcpy(exact, row[i].in, row[i].len);
        print_message("%s\n", row[i].label);
        size_t n = charset_to_utf8(row[i].charset, exact, row[i].len, out);
        out[n] = '\0';
        assert_string_equal(out, row[i].out);
        free(exact);
    }
}

/* Whatever the bytes: valid UTF-8, within the room that was promised. */
static void
random_bytes_become_valid_utf8(void **state)
{
    (void)state;
    uint32_t x = 3;
    for (int round = 0; round < 20000; round++) {
        uint8_t in[16];
        char out[CHARSET_GROWTH * 16];
        for (size_t i = 0; i < sizeof in; i++) {
            x = x * 1664525 + 1013904223;
            in[i] = (uint8_t)(x >> 24);
        }
        enum mdb_charset c = (enum mdb_charset)(round % 9);
        size_t len = (size_t)round % 17;
        size_t n = charset_to_utf8(c, in, len, out);
        assert_true(n <= CHARSET_GROWTH * len);
        for (size_t at = 0; at < n;) {
            uint32_t character;
            size_t step = utf8_decode(out + at, n - at, &character);
            assert_true(step > 0);
            at += step;
        }
    }
}

static void
units_are_the_shortest_character(void **state)
{
    (void)state;
    assert_int_equal(charset_unit(MDB_ASCII), 1);
    assert_int_equal(charset_unit(MDB_UTF8), 1);
    assert_int_equal(charset_unit(MDB_UTF16), 2);
    assert_int_equal(charset_unit(MDB_UTF16LE), 2);
    assert_int_equal(charset_unit(MDB_UTF32BE), 4);
    assert_int_equal(charset_unit(MDB_WINDOWS1252), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_charset_becomes_utf8),
        cmocka_unit_test(random_bytes_become_valid_utf8),
        cmocka_unit_test(units_are_the_shortest_character),
    };
    return check_run(tests);
}
