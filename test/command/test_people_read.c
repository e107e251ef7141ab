/*
 * test_people_read.c - all that is wrong with people.conf, in one run.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/people_priv.h"

#include <pwd.h>

#include "common/xalloc.h"
#include "support/check.h"

/* The notes of a text, "line:col: text;" each; owned. */
static char *
notes_of(const char *text, bool is_training, struct people *people)
{
    struct notes notes = {0};
    struct strbuf out = {0};
    *people = (struct people){.is_training = is_training, .has_file = true};
    people_read(people, "f", text, strlen(text), true, &notes);
    for (size_t i = 0; i < notes.n; i++)
        strbuf_addf(&out, "%u:%u: %s%s;", notes.note[i].line, notes.note[i].col,
            notes.note[i].severity == NOTE_WARNING ? "warning: " : "",
            notes.note[i].text);
    notes_fini(&notes);
    return strbuf_take(&out);
}

static const struct {
    const char *text, *notes;
} rows[] = {
    {"", ""},
    {"# nobody\n", ""},
    {"person A { uid = 1 roles = {watch} }", ""},
    {"person A {\n uid = 0x10\n roles = {watch,log}\n}\n", ""},
    {"person A { uid = 1 roles = watch }", ""},
    {"person A { uid = 1 }", "1:1: person A has no roles;"},
    {"person A { uid = 1 roles = {} }", "1:1: person A has no roles;"},
    {"person A { roles = {watch} }",
        "1:1: person A has neither login nor uid: nobody can be known as that "
        "person;"},
    {"person A { uid = 1 login = 'root' roles = {watch} }",
        "1:12: person A has a login and a uid; give one;"},
    {"person A { uid = -1 roles = {watch} }",
        "1:18: uid = -1: a whole number from 0 to 4294967294 is expected;"},
    {"person A { uid = 4294967295 roles = {watch} }",
        "1:18: uid = 4294967295: a whole number from 0 to 4294967294 is "
        "expected;"},
    {"person A { uid = 1 roles = {wotch} }",
        "1:29: 'wotch' is not a role; did you mean 'watch'?;"},
    {"person A { uid = 1 roles = {watch, hazardos, everything} }",
        "1:36: 'hazardos' is not a role; did you mean 'hazardous'?;"
        "1:46: 'everything' is not a role: watch, log, ack, propose, command, "
        "hazardous, approve or admin;"},
    {"person A { uid = 1 roles = {log, log} }",
        "1:34: role log stands here again;"},
    {"person A { uid = 1 roles = {hazardous} }",
        "1:20: warning: person A may fire, but without role command never has "
        "the authority;"},
    {"person 'A B' { uid = 1 roles = {log} }",
        "1:8: 'A B' is no name of a person: 1 to 32 of A-Z a-z 0-9 . _ -;"},
    {"person abcdefghijklmnopqrstuvwxyz0123456 { uid = 1 roles = {log} }",
        "1:8: 'abcdefghijklmnopqrstuvwxyz0123456' is no name of a person: 1 "
        "to 32 of A-Z a-z 0-9 . _ -;"},
    {"person A { uid = 1 roles = {log} }\n"
     "person A { uid = 2 roles = {log} }",
        "2:8: person A stands here again; the first is in line 1;"},
    {"person A { uid = 7 roles = {log} }\n"
     "person B { uid = 7 roles = {log} }",
        "2:8: person B has the uid of A: who would ask?;"},
    {"persn A { uid = 1 roles = {log} }\nperson B { id = 1 roles = {log} }",
        "1:1: 'persn' is not an option of people.conf; did you mean "
        "'person'?;"
        "2:1: person B has neither login nor uid: nobody can be known as that "
        "person;"
        "2:12: 'id' is not an option of a section 'person'; did you mean "
        "'uid'?;"},
    {"person A { login = 'no-such-login-here' roles = {log} }",
        "1:20: warning: there is no login 'no-such-login-here' on this host: "
        "nobody can be person A;"},
    {"allow_claims = true",
        "1:16: names are claimed in training only (an instance of kind sim);"},
    {"allow_claims = perhaps",
        "1:16: allow_claims = perhaps: false or true is expected;"},
};

static void
all_problems_are_named_with_their_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct people people;
        char *notes = notes_of(rows[i].text, false, &people);
        if (strcmp(notes, rows[i].notes) != 0)
            fail_msg("%s\n%s\n%s", rows[i].text, notes, rows[i].notes);
        free(people.person);
        free(notes);
    }
}

/* What libconfuse does not get has no value; found by fuzzing. */
static void
a_list_in_pieces_is_refused(void **state)
{
    (void)state;
    static const char *const text[] = {
        "person A+ { uid = 1 roles = \x7f"
        "wa oa#m nd, log} }\npea\xe1 A {",
        "person A { uid = 1 roles = \x7f"
        "watch, log} }",
        "person A { uid = 1 roles = {\x7f} }",
    };
    for (size_t i = 0; i < ARRAY_LEN(text); i++) {
        struct people people;
        char *notes = notes_of(text[i], false, &people);
        assert_true(notes[0] != '\0');
        free(people.person);
        free(notes);
    }
}

static void
a_login_is_a_uid(void **state)
{
    (void)state;
    struct people people;
    char *notes = notes_of(
        "person A { login = \"root\" roles = {admin} }", false, &people);
    const struct passwd *p = getpwnam("root");
    assert_string_equal(notes, "");
    assert_non_null(p);
    assert_int_equal(people.person[0].uid, p->pw_uid);
    assert_false(people.person[0].is_open);
    assert_int_equal(people.person[0].roles, ROLE_ADMIN);
    free(people.person);
    free(notes);
}

static void
training_may_have_open_names(void **state)
{
    (void)state;
    struct people people;
    char *notes = notes_of(
        "person A { roles = {admin} }\nallow_claims = true", true, &people);
    assert_string_equal(notes, "");
    assert_true(people.allows_claims);
    assert_true(people.person[0].is_open);
    free(people.person);
    free(notes);
}

static void
roles_have_names(void **state)
{
    (void)state;
    struct strbuf out = {0};
    roles_fmt(0, &out);
    assert_string_equal(strbuf_get(&out), "");
    roles_fmt(ROLE_ALL, &out);
    assert_string_equal(strbuf_get(&out),
        "watch,log,ack,propose,command,hazardous,approve,admin");
    assert_string_equal(people_role_str(ROLE_HAZARDOUS), "hazardous");
    assert_string_equal(people_role_str((enum role)3), "?");
    strbuf_fini(&out);
}

static void
many_people_have_room(void **state)
{
    (void)state;
    struct strbuf text = {0};
    struct people people;
    for (unsigned i = 0; i < 500; i++)
        strbuf_addf(&text, "person P%u { uid = %u roles = {watch} }\n", i, i);
    char *notes = notes_of(strbuf_get(&text), false, &people);
    assert_string_equal(notes, "");
    assert_int_equal(people.n, 500);
    free(people.person);
    free(notes);
    strbuf_fini(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_problems_are_named_with_their_place),
        cmocka_unit_test(a_list_in_pieces_is_refused),
        cmocka_unit_test(a_login_is_a_uid),
        cmocka_unit_test(training_may_have_open_names),
        cmocka_unit_test(roles_have_names),
        cmocka_unit_test(many_people_have_room),
    };
    return check_run(tests);
}
