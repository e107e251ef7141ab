/*
 * test_lex.c - bytes to tokens, and bytes that must not be there.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/lex.h"

#include "common/attr.h"
#include "pluto/parse.h"
#include "support/check.h"

/* Are these the notes and lines of a text? */
static void
assert_parsed(
    const char *text, size_t len, unsigned line, unsigned col, const char *why)
{
    struct notes notes = {0};
    struct pluto *p;
    enum err e = pluto_parse("t", text, len, &notes, &p);
    if (why == NULL) {
        if (e != ERR_OK)
            fail_msg("%s: %s", text, notes.note[0].text);
    } else {
        assert_int_equal(e, ERR_FORMAT);
        if (notes.note[0].line != line || notes.note[0].col != col ||
            strstr(notes.note[0].text, why) == NULL)
            fail_msg("%s: %u:%u: %s", text, notes.note[0].line,
                notes.note[0].col, notes.note[0].text);
    }
    pluto_free(&p);
    notes_fini(&notes);
}

#define TEXT(s) s, sizeof(s) - 1
#define LOG(s)  "procedure\nlog " s ";\nend procedure\n"

static void
texts_of_other_editors_are_accepted(void **state)
{
    (void)state;
    assert_parsed(
        TEXT("\xef\xbb\xbfprocedure log \"x\"; end procedure"), 0, 0, NULL);
    assert_parsed(
        TEXT("procedure\r\n\tlog \"x\";\r\nend\tprocedure\r\n"), 0, 0, NULL);
    assert_parsed(TEXT("PROCEDURE Log \"x\"; End\nProcedure"), 0, 0, NULL);
    assert_parsed(
        TEXT("/* \xc3\xa4 ** */ procedure // \xc3\xa4\nlog \"\xc3\xa4\";\n"
             "end /* a\nb */ procedure // end"),
        0, 0, NULL);
}

static void
bytes_that_hide_something_are_refused(void **state)
{
    (void)state;
    assert_parsed(TEXT(LOG("\"a\xff\"")), 2, 7, "not UTF-8");
    assert_parsed(TEXT(LOG("\"\xc3\xa4\xc3\"")), 2, 7, "not UTF-8");
    assert_parsed(TEXT(LOG("\"a\0b\"")), 2, 7, "NUL");
    assert_parsed(TEXT("procedure\0"), 1, 10, "NUL");
    assert_parsed(TEXT(LOG("\"\xe2\x80\xae\"")), 2, 6, "formatting character");
    assert_parsed(
        TEXT(LOG("\"x\" /* \xe2\x80\xae */")), 2, 12, "formatting character");
    assert_parsed(TEXT(LOG("\"x\" // \x1b\n")), 2, 12, "control");
    assert_parsed(TEXT(LOG("\"x\x1b\"")), 2, 7, "control");
    assert_parsed(TEXT(LOG("\xc3\xa4")), 2, 5, "texts and comments only");
    assert_parsed(TEXT(LOG("A @ B")), 2, 7, "no meaning");
    assert_parsed(TEXT(LOG("\"x\" /* ")), 2, 9, "has no end");
}

static void
what_a_comment_without_end_swallows_is_not_missing(void **state)
{
    (void)state;
    static const char *const text[] = {LOG("\"x\" /* "), LOG("\"x\"; /* "),
        "/* procedure", "procedure /*", "procedure if /* x",
        "procedure initiate and confirm step S /*"};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        struct notes notes = {0};
        struct pluto *p;
        assert_int_equal(
            pluto_parse("t", text[i], strlen(text[i]), &notes, &p), ERR_FORMAT);
        if (notes.n != 1)
            fail_msg("%s: %s", text[i], notes.note[0].text);
        assert_non_null(strstr(notes.note[0].text, "has no end"));
        notes_fini(&notes);
    }
}

static void
every_keyword_is_one(void **state)
{
    (void)state;
    static const char *const text[] = {
#define KEYWORD(id, text, flags) text,
#include "pluto/keywords.def"
#undef KEYWORD
    };
    for (size_t i = 0; i < ARRAY_LEN(text); i++) {
        char source[64 + LEX_SOURCE_ROOM] = "";
        struct pluto p = {.file = source, .source = source};
        struct notes notes = {0};
        static struct lexer lx;
        p.len = (size_t)snprintf(source, 64, "%s %sx", text[i], text[i]);
        source[0] = (char)(source[0] - 0x20);
        lexer_init(&lx, &p, &notes);
        assert_int_equal(lexer_peek(&lx)->kind, T_WORD);
        assert_string_equal(
            keyword_str((enum keyword)lexer_peek(&lx)->keyword), text[i]);
        assert_int_equal(lexer_peek(&lx)[1].keyword, KW_NONE);
        assert_int_equal(lexer_peek(&lx)[2].kind, T_END);
        free(p.line);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_other_editors_are_accepted),
        cmocka_unit_test(bytes_that_hide_something_are_refused),
        cmocka_unit_test(what_a_comment_without_end_swallows_is_not_missing),
        cmocka_unit_test(every_keyword_is_one),
    };
    return check_run(tests);
}
