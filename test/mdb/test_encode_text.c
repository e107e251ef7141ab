/*
 * test_encode_text.c - strings and binaries to bits.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "mdb/charset.h"
#include "support/encoded.h"
#include "support/snippets.h"

#define FIXED(bits) "<SizeInBits><Fixed>" X_FIXED(bits) "</Fixed></SizeInBits>"

static struct encoded *
text_of(const char *charset, const char *size)
{
    struct strbuf types = {0};
    strbuf_addf(&types,
        "<StringParameterType name='S_T'><StringDataEncoding encoding='%s'>%s"
        "</StringDataEncoding></StringParameterType>" X_UINT("U8", "8"),
        charset, size);
    struct encoded *x =
        encoded_new(strbuf_get(&types), X_PARAM("S", "S_T") X_PARAM("Z", "U8"),
            X_CONTAINER("R", X_ENTRY("S") X_ENTRY("Z")));
    strbuf_fini(&types);
    return x;
}

static const struct {
    const char *charset, *size, *text, *want;
} row[] = {
    {"US-ASCII", FIXED("32"), "ab", "61620000ff"},
    {"US-ASCII", FIXED("32"), "", "00000000ff"},
    {"US-ASCII", FIXED("32"), "abcd", "61626364ff"},
    {"US-ASCII", FIXED("32"), "abcde",
        "S: 5 bytes are too many: up to 4 bytes\n"},
    {"US-ASCII", FIXED("32"), "\xc3\xa9",
        "S: '\xc3\xa9' is not in the charset ASCII\n"},
    {"UTF-8", FIXED("32"), "\xc3\xa9", "c3a90000ff"},
    {"UTF-8", FIXED("32"), "a\xff", "S: the text is not UTF-8 at byte 1\n"},
    {"ISO-8859-1", FIXED("16"), "\xc3\xa9", "e900ff"},
    {"ISO-8859-1", FIXED("16"), "\xe2\x82\xac",
        "S: '\xe2\x82\xac' is not in the charset ISO-8859-1\n"},
    {"Windows-1252", FIXED("16"), "\xe2\x82\xac", "8000ff"},
    {"Windows-1252", FIXED("16"), "a\xc3\xa9", "61e9ff"},
    {"UTF-16BE", FIXED("64"), "a\xf0\x9f\x90\xa6", "0061d83ddc260000ff"},
    {"UTF-16LE", FIXED("32"), "a", "61000000ff"},
    {"UTF-16", FIXED("32"), "a", "00610000ff"},
    {"UTF-32BE", FIXED("32"), "a", "00000061ff"},
    {"UTF-32LE", FIXED("32"), "a", "61000000ff"},
    {"US-ASCII",
        "<SizeInBits><Fixed>" X_FIXED("32") "</Fixed><TerminationChar>2c"
                                            "</TerminationChar></SizeInBits>",
        "ab", "61622c00ff"},
    {"US-ASCII",
        "<SizeInBits><Fixed>" X_FIXED("32") "</Fixed><TerminationChar>2c"
                                            "</TerminationChar></SizeInBits>",
        "a,b", "S: the text has its own terminator in it\n"},
    {"US-ASCII",
        "<SizeInBits><Fixed>" X_FIXED("32") "</Fixed><LeadingSize "
                                            "sizeInBitsOfSizeTag='8'/>"
                                            "</SizeInBits>",
        "ab", "02616200ff"},
    {"US-ASCII",
        "<SizeInBits><Fixed>" X_FIXED("32") "</Fixed><LeadingSize "
                                            "sizeInBitsOfSizeTag='8'/>"
                                            "</SizeInBits>",
        "abcd", "S: 4 bytes are too many: up to 3 bytes\n"},
    {"UTF-8",
        "<Variable maxSizeInBits='32'><TerminationChar>00</TerminationChar>"
        "</Variable>",
        "ab", "616200ff"},
    {"UTF-8",
        "<Variable maxSizeInBits='32'><TerminationChar>00</TerminationChar>"
        "</Variable>",
        "abc", "61626300ff"},
    {"UTF-8",
        "<Variable maxSizeInBits='32'><TerminationChar>00</TerminationChar>"
        "</Variable>",
        "abcd", "S: 4 bytes are too many: up to 3 bytes\n"},
    {"UTF-8",
        "<Variable maxSizeInBits='800'><LeadingSize "
        "sizeInBitsOfSizeTag='16'/></Variable>",
        "abc", "0003616263ff"},
    {"UTF-8",
        "<Variable maxSizeInBits='32'><LeadingSize "
        "sizeInBitsOfSizeTag='16'/></Variable>",
        "abc", "S: 3 bytes are too many: up to 2 bytes\n"},
    {"UTF-8",
        "<Variable maxSizeInBits='800'><LeadingSize "
        "sizeInBitsOfSizeTag='2'/></Variable>",
        "abcd", "S: 4 bytes are too many: up to 3 bytes\n"},
};

static void
texts_fill_their_fields(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct encoded *x = text_of(row[i].charset, row[i].size);
        struct strbuf given = {0};
        strbuf_addf(&given, "S=%s;Z=255", row[i].text);
        char *hex = encoded_hex(x, strbuf_get(&given));
        print_message("row %zu\n", i);
        assert_string_equal(hex, row[i].want);
        free(hex);
        strbuf_fini(&given);
        encoded_free(&x);
    }
}

/* What a random text becomes is read back as that text. */
static void
random_text(
    struct strbuf *out, uint64_t *seed, enum mdb_charset charset, size_t most)
{
    size_t n = encoded_random(seed) % (most + 1);
    strbuf_reset(out);
    while (n-- > 0) {
        static const char *const any[] = {"a", "Z", "0", " ", "~", "\xc3\xa9",
            "\xe2\x82\xac", "\xf0\x9f\x90\xa6"};
        size_t kinds = charset == MDB_ASCII         ? 5
                       : charset == MDB_LATIN1      ? 6
                       : charset == MDB_WINDOWS1252 ? 7
                                                    : 8;
        strbuf_adds(out, any[encoded_random(seed) % kinds]);
    }
}

static const char *const charset_name[] = {
    [MDB_ASCII] = "US-ASCII",
    [MDB_UTF8] = "UTF-8",
    [MDB_UTF16] = "UTF-16",
    [MDB_UTF16BE] = "UTF-16BE",
    [MDB_UTF16LE] = "UTF-16LE",
    [MDB_UTF32BE] = "UTF-32BE",
    [MDB_UTF32LE] = "UTF-32LE",
    [MDB_LATIN1] = "ISO-8859-1",
    [MDB_WINDOWS1252] = "Windows-1252",
};

static void
check_back(struct encoded *x, const char *text)
{
    struct mdb_given given[] = {{"S", text}, {"Z", "255"}};
    struct mdb_packet_tc p;
    struct mdb_frame f;
    assert_int_equal(mdb_encode(x->encoder, 0, given, 2, &x->options, &p), 0);
    mdb_decode(
        x->decoder, mdb_find_container(x->plain, "R"), p.data, p.len, &f);
    assert_int_equal(f.result, MDB_DECODED);
    assert_int_equal(f.n, 2);
    size_t at = f.eng[0] >> 32, len = f.eng[0] & UINT32_MAX;
    assert_int_equal(len, strlen(text));
    assert_memory_equal(len == 0 ? "" : f.blob + at, text, len);
    assert_true(f.raw[1] == 255);
    assert_int_equal(f.end_bit, 8 * p.len);
    assert_string_equal(p.leaf_text[0], text);
}

static void
texts_read_back(void **state)
{
    (void)state;
    static const char *const size[] = {FIXED("640"),
        "<Variable maxSizeInBits='656'><LeadingSize "
        "sizeInBitsOfSizeTag='16'/></Variable>",
        "<SizeInBits><Fixed>" X_FIXED("656") "</Fixed><LeadingSize "
                                             "sizeInBitsOfSizeTag='13'/>"
                                             "</SizeInBits>"};
    uint64_t seed = 9;
    struct strbuf text = {0};
    for (int charset = MDB_ASCII; charset <= MDB_WINDOWS1252; charset++)
        for (size_t s = 0; s < sizeof size / sizeof *size; s++) {
            struct encoded *x = text_of(charset_name[charset], size[s]);
            for (int i = 0; i < 40; i++) {
                random_text(&text, &seed, (enum mdb_charset)charset, 20);
                check_back(x, strbuf_get(&text));
            }
            encoded_free(&x);
        }
    strbuf_fini(&text);
}

static struct encoded *
binary_of(const char *size)
{
    struct strbuf types = {0};
    strbuf_addf(&types,
        "<BinaryParameterType name='B_T'><BinaryDataEncoding><SizeInBits>%s"
        "</SizeInBits></BinaryDataEncoding></BinaryParameterType>" X_UINT(
            "U8", "8"),
        size);
    struct encoded *x =
        encoded_new(strbuf_get(&types), X_PARAM("N", "U8") X_PARAM("B", "B_T"),
            X_CONTAINER("R", X_ENTRY("N") X_ENTRY("B")));
    strbuf_fini(&types);
    return x;
}

static void
binaries_are_hexadecimal(void **state)
{
    (void)state;
    struct encoded *x = binary_of(X_FIXED("24"));
    static const struct encoded_row fixed[] = {
        {"N=1;B=00ff7f", "0100ff7f"},
        {"N=1;B=0x00FF7f", "0100ff7f"},
        {"N=1;B=hex:00ff7f", "0100ff7f"},
        {"N=1;B=00 ff 7f", "0100ff7f"},
        {"N=1;B=00ff", "B: 2 bytes are given, and it has 3\n"},
        {"N=1;B=00ff7f00", "B: 4 bytes are given, and it has 3\n"},
        {"N=1;B=0ff",
            "B: '0ff' is not bytes in hexadecimal, two digits each\n"},
        {"N=1;B=zz", "B: 'zz' is not bytes in hexadecimal, two digits each\n"},
        {"N=1;B=", "B: 0 bytes are given, and it has 3\n"},
    };
    ENCODED_ROWS(x, fixed);
    encoded_free(&x);
    x = binary_of(X_FIXED("12"));
    static const struct encoded_row cut[] = {
        {"N=1;B=abc0", "01abc0"},
        {"N=1;B=abcd",
            "B: it has 12 bits: the last 4 of the last byte are 0\n"},
    };
    ENCODED_ROWS(x, cut);
    encoded_free(&x);
    x = binary_of(X_FROM_LINE("N", "8", "0"));
    static const struct encoded_row sized[] = {
        {"N=2;B=abcd", "02abcd"},
        {"N=0;B=", "00"},
        {"N=3;B=abcd", "B: 2 bytes are given, and it has 3\n"},
    };
    ENCODED_ROWS(x, sized);
    encoded_free(&x);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_fill_their_fields),
        cmocka_unit_test(texts_read_back),
        cmocka_unit_test(binaries_are_hexadecimal),
    };
    return check_run(tests);
}
