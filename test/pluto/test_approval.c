/*
 * test_approval.c - who may make a procedure approved, and what takes it back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/approval.h"

#include "common/xalloc.h"
#include "support/check.h"

#define A  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B  "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define T1 " 2026-11-20T10:12:00Z "
#define T2 " 2026-11-20T11:00:00Z "
#define T3 " 2026-12-01T09:00:00Z "

/* What the lines say of digest A: "state reviewer approver +", and the notes;
 * owned. */
static char *
told(const char *text, size_t len)
{
    struct notes notes = {0};
    struct approval a;
    struct strbuf out = {0};
    const enum err e = approval_parse("f", text, len, A, &notes, &a);
    strbuf_addf(&out, "%s %s %s%s%s;", approval_state_str(a.state),
        a.reviewed_by, a.approved_by, a.was_approved ? " +" : "",
        e == ERR_OK ? "" : " malformed");
    for (size_t i = 0; i < notes.n; i++)
        strbuf_addf(&out, "%u:%u: %s%s;", notes.note[i].line, notes.note[i].col,
            notes.note[i].severity == NOTE_WARNING ? "warning: " : "",
            notes.note[i].text);
    assert_int_equal(e == ERR_OK, notes.errors == 0);
    notes_fini(&notes);
    return strbuf_take(&out);
}

#define R            "reviewed" T1 "FC-2 sha256:" A "\n"
#define P            "approved" T2 "PD sha256:" A "\n"
#define NOT_REVIEWED "nobody reviewed it as it is: it is reviewed first;"
#define SAME                                                                   \
    "the person who reviewed it does not approve it: another one has to;"

static const struct {
    const char *text, *told;
} rows[] = {
    {"", "draft  ;"},
    {"\n# a comment\n   \n", "draft  ;"},
    {R, "reviewed FC-2 ;"},
    {R P, "approved FC-2 PD;"},
    {"  reviewed  2026-11-20T10:12:00Z   FC-2   sha256:" A "   all  good ",
        "reviewed FC-2 ;"},
    /* the rules */
    {P, "draft  ;1:1: warning: " NOT_REVIEWED},
    {R "approved" T2 "FC-2 sha256:" A "\n",
        "reviewed FC-2 ;2:1: warning: " SAME},
    {R "approved" T2 "fc-2 sha256:" A "\n",
        "reviewed FC-2 ;2:1: warning: " SAME},
    {R "approved" T2 "FC-2 sha256:" A "\napproved" T3 "PD sha256:" A "\n",
        "approved FC-2 PD;2:1: warning: " SAME},
    {R P "withdrawn" T3 "FC-2 sha256:" A " anomaly 12\n", "draft  ;"},
    {R P "withdrawn" T3 "FC-2 sha256:" A "\napproved" T3 "PD sha256:" A "\n",
        "draft  ;4:1: warning: " NOT_REVIEWED},
    {"withdrawn" T1 "PD sha256:" A "\n" R, "reviewed FC-2 ;"},
    {R P "reviewed" T3 "FC-1 sha256:" A "\n", "reviewed FC-1 ;"},
    {R P "reviewed" T3 "PD sha256:" A "\n", "reviewed PD ;"},
    {R "reviewed" T2 "PD sha256:" A "\n" P, "reviewed PD ;3:1: warning: " SAME},
    /* other bytes */
    {"reviewed" T1 "FC-2 sha256:" B "\n", "draft  ;"},
    {"reviewed" T1 "FC-2 sha256:" B "\napproved" T2 "PD sha256:" B "\n",
        "draft   +;"},
    {"reviewed" T1 "FC-2 sha256:" B "\napproved" T2 "PD sha256:" B "\n"
     "withdrawn" T3 "PD sha256:" B "\n",
        "draft  ;"},
    {R "approved" T2 "PD sha256:" B "\n",
        "reviewed FC-2 ;2:1: warning: " NOT_REVIEWED},
    {R P "withdrawn" T3 "PD sha256:" B "\n", "approved FC-2 PD;"},
    {"approved" T2 "PD sha256:" A "\n" R,
        "reviewed FC-2 ;1:1: warning: " NOT_REVIEWED
        "2:10: warning: its time is before that of the line above;"},
    /* what is wrong, all of it */
    {"reviewd" T1 "FC-2 sha256:" A "\n", "draft   malformed;1:1: 'reviewd' is "
                                         "no act; did you mean 'reviewed'?;"},
    {"xyzzyabc" T1 "FC-2 sha256:" A "\n",
        "draft   malformed;1:1: 'xyzzyabc' is no act: reviewed, approved, "
        "withdrawn;"},
    {"reviewed now F/C sha256:" B "b\nreviewed\n",
        "draft   malformed;"
        "1:10: a time is expected: 2026-11-20T10:12:00Z;"
        "1:14: that is no name of a person: 1 to 32 of A-Z a-z 0-9 . _ -;"
        "1:18: a digest is expected: sha256: and 64 of 0-9 a-f;"
        "2:9: an act, a time, a person and a digest are expected;"},
    {R P "approved" T3 "PD sha256:AA\n",
        "draft   malformed;3:34: a digest is expected: sha256: and 64 of 0-9 "
        "a-f;"},
    {R P "approved 2026-11-20T10:12:00 PD sha256:" A,
        "draft   malformed;3:10: a time is expected: 2026-11-20T10:12:00Z;"},
    {R "\001\n", "draft   malformed;2:1: the line holds more than clean UTF-8 "
                 "text;"},
    {"reviewed\t2026-11-20T10:12:00Z\tFC-2 sha256:" A "\n",
        "draft   malformed;1:1: the line holds more than clean UTF-8 text;"},
    {R P "approved" T3 "PD sha256:" A "\r\n",
        "draft   malformed;3:1: the line holds more than clean UTF-8 text;"},
};

static void
lines_come_to_a_state(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *got = told(rows[i].text, strlen(rows[i].text));
        if (strcmp(got, rows[i].told) != 0)
            fail_msg("row %zu:\n%s\ngave %s\nnot  %s", i, rows[i].text, got,
                rows[i].told);
        free(got);
    }
}

static void
a_nul_does_not_end_a_file(void **state)
{
    (void)state;
    static const char text[] = R P "\0\nwithdrawn" T3 "PD sha256:" A "\n";
    char *got = told(text, sizeof text - 1);
    assert_string_equal(got,
        "draft   malformed;3:1: the line holds more than clean UTF-8 "
        "text;");
    free(got);
}

static void
a_file_that_is_not_there_is_a_draft(void **state)
{
    (void)state;
    char *got = told(NULL, 0);
    assert_string_equal(got, "draft  ;");
    free(got);
}

/* Whatever byte is changed, and wherever a byte moves: another digest. */
static void
every_byte_counts(void **state)
{
    (void)state;
    char one[DIGEST_HEX], two[DIGEST_HEX];
    char text[] = "main end main", conf[] = "id = \"A\"";
    approval_digest(text, strlen(text), conf, strlen(conf), one);
    for (size_t i = 0; i < strlen(text); i++) {
        text[i] ^= 1;
        approval_digest(text, strlen(text), conf, strlen(conf), two);
        assert_string_not_equal(one, two);
        text[i] ^= 1;
    }
    for (size_t i = 0; i < strlen(conf); i++) {
        conf[i] ^= 1;
        approval_digest(text, strlen(text), conf, strlen(conf), two);
        assert_string_not_equal(one, two);
        conf[i] ^= 1;
    }
    approval_digest(text, strlen(text), conf, strlen(conf), two);
    assert_string_equal(one, two);
}

static void
the_border_of_the_files_counts(void **state)
{
    (void)state;
    char one[DIGEST_HEX], two[DIGEST_HEX], three[DIGEST_HEX];
    approval_digest("ab", 2, "c", 1, one);
    approval_digest("a", 1, "bc", 2, two);
    assert_string_not_equal(one, two);
    approval_digest("abc", 3, NULL, 0, one);
    approval_digest("abc", 3, "", 0, two);
    assert_string_not_equal(one, two);
    approval_digest("", 0, NULL, 0, three);
    assert_string_not_equal(three, one);
}

/* The digest is a contract: files of today are approved tomorrow. */
static void
the_digest_stays_what_it_is(void **state)
{
    (void)state;
    static const char bytes[] = "\0\0\0\0\0\0\0\3abc\0\0\0\0\0\0\0\2de";
    char one[DIGEST_HEX], two[DIGEST_HEX];
    approval_digest("abc", 3, "de", 2, one);
    digest_hex_of(bytes, sizeof bytes - 1, two);
    assert_string_equal(one, two);
}

static void
a_line_is_read_back(void **state)
{
    (void)state;
    struct strbuf text = {0};
    const struct utc t = {INT64_C(1795169520) * NS_PER_S};
    approval_line(
        APPROVAL_REVIEW, t, "FC-2", A, "limits \xc3\xbc checked", &text);
    approval_line(APPROVAL_APPROVE, t, "PD", A, "", &text);
    assert_string_equal(strbuf_get(&text),
        "reviewed 2026-11-20T10:12:00Z FC-2 sha256:" A
        " limits \xc3\xbc checked\n"
        "approved 2026-11-20T10:12:00Z PD sha256:" A "\n");
    char *got = told(strbuf_get(&text), text.len);
    assert_string_equal(got, "approved FC-2 PD;");
    free(got);
    strbuf_fini(&text);
}

static void
a_long_comment_and_a_long_word_are_refused(void **state)
{
    (void)state;
    struct strbuf text = {0};
    strbuf_adds(&text, "reviewed" T1 "FC-2 sha256:" A " ");
    for (unsigned i = 0; i < APPROVAL_COMMENT_MAX; i++)
        strbuf_addc(&text, 'c');
    char *got = told(strbuf_get(&text), text.len);
    assert_string_equal(got, "reviewed FC-2 ;");
    free(got);
    strbuf_addc(&text, 'c');
    got = told(strbuf_get(&text), text.len);
    assert_string_equal(
        got, "draft   malformed;1:108: the comment is longer than 240 bytes;");
    free(got);
    strbuf_reset(&text);
    strbuf_adds(&text, "reviewed" T1 "F");
    for (unsigned i = 0; i < 10000; i++)
        strbuf_addc(&text, '2');
    strbuf_adds(&text, " sha256:" A);
    got = told(strbuf_get(&text), text.len);
    assert_non_null(strstr(got, "1:31: that is no name of a person"));
    free(got);
    strbuf_fini(&text);
}

static void
thousands_of_versions_are_read(void **state)
{
    (void)state;
    struct strbuf text = {0};
    char digest[DIGEST_HEX];
    for (unsigned i = 0; i < 4000; i++) {
        digest_hex_of(&i, sizeof i, digest);
        approval_line(APPROVAL_REVIEW, (struct utc){0}, "a", digest, "", &text);
        approval_line(
            APPROVAL_APPROVE, (struct utc){0}, "b", digest, "", &text);
    }
    char *got = told(strbuf_get(&text), text.len);
    assert_string_equal(got, "draft   +;");
    free(got);
    strbuf_fini(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_to_a_state),
        cmocka_unit_test(a_nul_does_not_end_a_file),
        cmocka_unit_test(a_file_that_is_not_there_is_a_draft),
        cmocka_unit_test(every_byte_counts),
        cmocka_unit_test(the_border_of_the_files_counts),
        cmocka_unit_test(the_digest_stays_what_it_is),
        cmocka_unit_test(a_line_is_read_back),
        cmocka_unit_test(a_long_comment_and_a_long_word_are_refused),
        cmocka_unit_test(thousands_of_versions_are_read),
    };
    return check_run(tests);
}
