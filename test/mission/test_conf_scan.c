/*
 * test_conf_scan.c - places of options, and everything that is not well formed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission_try.h"

#include "common/xalloc.h"
#include "mission/conf_scan.h"
#include "mission/rules.h"

static void
entries_know_their_places(void **state)
{
    (void)state;
    static const char text[] = "name = x\n"
                               "  windows = {a,\n b,}\n"
                               "instance i { kind = sim\n"
                               "  link l { port = 3 } }\n";
    struct notes notes = {0};
    struct conf_scan s;
    conf_scan("f", "a mission", text, strlen(text), rules, rules_n, &notes, &s);
    assert_int_equal(notes.errors, 0);
    assert_int_equal(s.n, 6);
    const struct conf_entry *w = conf_scan_find(&s, CONF_ROOT, "windows", NULL);
    assert_int_equal(w->at.line, 2);
    assert_int_equal(w->at.col, 3);
    assert_int_equal(w->n_values, 2);
    assert_int_equal(w->value[1].line, 3);
    assert_int_equal(w->value[1].col, 2);
    const struct conf_entry *i = conf_scan_find(&s, CONF_ROOT, "instance", "i");
    const struct conf_entry *l =
        conf_scan_find(&s, (uint32_t)(i - s.entry), "link", "l");
    assert_int_equal(l->title_at.col, 8);
    assert_non_null(conf_scan_find(&s, (uint32_t)(l - s.entry), "port", NULL));
    assert_null(conf_scan_find(&s, CONF_ROOT, "instance", "j"));
    assert_null(conf_scan_find(&s, CONF_ROOT, "port", NULL));
    conf_scan_fini(&s);
    notes_fini(&notes);
}

/* Around each: one good option before and one after it. */
static void
what_is_wrong_is_reported_and_the_rest_still_read(void **state)
{
    (void)state;
    static const struct {
        const char *text; /* from line 2 on */
        unsigned line, col;
        const char *want;
    } rows[] = {
        {"root", 3, 1, "'=' is expected here, not 'title'"},
        {"root = ", 2, 7, "a value is expected behind"},
        {"root = = 3", 2, 8, "a value is expected here, not '='"},
        {"root += 3", 2, 6, "'=' is expected here, not '+='"},
        {"root = {1}", 2, 8, "a value is expected here, not '{'"},
        {"root : x", 2, 6, "'=' is expected here, not ':'"},
        {"root = a(b)c", 2, 9, "the name of an option is expected"},
        {"root = \"abc", 2, 8, "not closed on its line"},
        {"root = 'abc", 2, 8, "not closed on its line"},
        {"root = \"${HOME}\"", 2, 9, "environment is not expanded"},
        {"root = ${HOME}", 2, 8, "environment is not expanded"},
        {"windows = {a b}", 2, 14, "',' or '}' is expected"},
        {"windows = {{a}}", 2, 12, "',' or '}' is expected"},
        {"}", 2, 1, "there is no '{' for this '}'"},
        {"{", 2, 1, "the name of an option is expected"},
        {"= 3", 2, 1, "the name of an option is expected"},
        {"include(\"x\")", 2, 1, "'include' is not an option of a mission"},
        {"include(mission.conf)", 2, 1, "'include' is not an option"},
        {"bogus = 3", 2, 1, "'bogus' is not an option"},
        {"bogus = {1, 2}", 2, 1, "'bogus' is not an option"},
        {"bogus { a { b = 3 } }", 2, 1, "'bogus' is not an option"},
        {"bogus title { a = { } }", 2, 1, "'bogus' is not an option"},
        {"Root = 3", 2, 1, "did you mean 'root'?"},
        {"exipry_factor = 3", 2, 1, "did you mean 'expiry_factor'?"},
        {"instance { }", 2, 10, "a name is expected"},
        {"instance a = 3", 2, 12, "'{' is expected"},
        {"instance 'a\\x41' { }", 2, 10, "no backslash"},
        {"instance a { lnk x { } }", 2, 14, "did you mean 'link'?"},
        {"name = again", 2, 1, "the first is in line 1"},
        {"root = a\x01"
         "b",
            2, 9, "byte 0x01"},
        {"root = a\xff", 2, 9, "byte 0xff"},
        {"root = a\xe2\x80\xae", 2, 9, "byte 0xe2"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *text = xasprintf("name = x\n%s\ntitle = y\n", rows[i].text);
        struct try t = {.dir = check_tmpdir()};
        struct conf_scan s;
        conf_scan(
            "f", "a mission", text, strlen(text), rules, rules_n, &t.notes, &s);
        if (!try_has(&t, rows[i].line, rows[i].col, rows[i].want))
            fail_msg("for %s", rows[i].text);
        assert_non_null(conf_scan_find(&s, CONF_ROOT, "name", NULL));
        if (t.notes.errors != 1) {
            notes_print(&t.notes, stderr, false);
            fail_msg("one error is enough for %s", rows[i].text);
        }
        if (conf_scan_find(&s, CONF_ROOT, "title", NULL) == NULL)
            fail_msg("the option after it is lost: %s", rows[i].text);
        conf_scan_fini(&s);
        try_fini(&t);
        free(text);
    }
}

static void
what_is_not_closed_is_reported_where_it_opened(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line, col;
        const char *want;
    } rows[] = {
        {"name = x /* abc\n\n", 1, 10, "comment is never closed"},
        {"\n instance a { kind = sim\n", 2, 2, "is never closed"},
        {"windows = {a,\nb\n", 1, 11, "never closed"},
        {"bogus {\n", 1, 7, "never closed"},
        {"instance a { link b {\n", 1, 14, "of link is never closed"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct try t = {.dir = check_tmpdir()};
        struct conf_scan s;
        conf_scan("f", "a mission", rows[i].text, strlen(rows[i].text), rules,
            rules_n, &t.notes, &s);
        assert_true(try_has(&t, rows[i].line, rows[i].col, rows[i].want));
        conf_scan_fini(&s);
        try_fini(&t);
    }
}

static void
other_line_ends_marks_and_comments_are_read(void **state)
{
    (void)state;
    static const char *const rows[] = {
        TRY_TOP TRY_INSTANCE,
        "\xef\xbb\xbf" TRY_TOP TRY_INSTANCE,
        "name = T\r\ndatabase = db.xml\r\ninstance a { kind = sim }\r\n",
        "name=T database=db.xml instance a{kind=sim}",
        "name\n=\tT # x\n// y\n/* z\n*/ database /* db */ = 'db.xml'\n"
        "instance 'a' { kind = \"sim\" }",
        TRY_TOP "windows = {}\n" TRY_INSTANCE,
        TRY_TOP "title = 'a//b # c /* d'\n" TRY_INSTANCE,
        TRY_TOP "title = \"K\xc3\xb6ln\"\n" TRY_INSTANCE,
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct try t = try_text(rows[i]);
        notes_print(&t.notes, stderr, false);
        assert_int_equal(t.e, ERR_OK);
        assert_string_equal(t.mission->name, "T");
        try_fini(&t);
    }
}

static void
binary_and_huge_texts_are_refused_in_bounded_time(void **state)
{
    (void)state;
    size_t len = 1024 * 1024;
    char *text = xcalloc(len, 1);
    static const char *const fill[] = {"", "a", "{", "}", "\"", "=", "a=", "\n",
        "a{", "instance a{", "windows={", "link x{}", "\xff", "/*", "a b\n",
        "instance i{kind=sim}\n", ","};
    for (size_t i = 0; i < ARRAY_LEN(fill); i++) {
        size_t n = strlen(fill[i]);
        for (size_t k = 0; n > 0 && k + n <= len; k += n)
            memcpy(text + k, fill[i], n);
        struct try t = try_bytes(text, len);
        assert_int_equal(t.e, ERR_FORMAT);
        assert_true(t.notes.errors > 0);
        try_fini(&t);
    }
    free(text);
}

static void
more_options_than_the_limit_are_refused(void **state)
{
    (void)state;
    struct strbuf b = {0};
    strbuf_adds(&b, TRY_TOP);
    for (unsigned i = 0; i <= CONF_ENTRIES_MAX; i++)
        strbuf_addf(&b, "instance i%u {\n}\n", i);
    struct try t = try_text(b.s);
    assert_int_equal(t.e, ERR_FORMAT);
    bool is_told = false;
    for (size_t i = 0; i < t.notes.n; i++)
        is_told |= strstr(t.notes.note[i].text, "more than 10000") != NULL;
    assert_true(is_told);
    try_fini(&t);
    strbuf_fini(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_know_their_places),
        cmocka_unit_test(what_is_wrong_is_reported_and_the_rest_still_read),
        cmocka_unit_test(what_is_not_closed_is_reported_where_it_opened),
        cmocka_unit_test(other_line_ends_marks_and_comments_are_read),
        cmocka_unit_test(binary_and_huge_texts_are_refused_in_bounded_time),
        cmocka_unit_test(more_options_than_the_limit_are_refused),
    };
    return check_run(tests);
}
