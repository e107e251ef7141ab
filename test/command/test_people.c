/*
 * test_people.c - who asks is who the kernel says, and may do what root says.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/people.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "support/check.h"

#define TWO                                                                    \
    "person FC-1 { uid = 70001  roles = {command, hazardous} }\n"              \
    "person FC-2 { uid = 70002  roles = {command, approve} }\n"

struct crew {
    char *dir, *path;
    struct notes notes;
    struct people *people;
    struct person person;
    char why[128];
};

static void
crew_init(struct crew *c, const char *text)
{
    *c = (struct crew){.dir = check_tmpdir()};
    c->path = xasprintf("%s/people.conf", c->dir);
    if (text != NULL)
        free(check_write(c->dir, "people.conf", text, SIZE_MAX));
}

static enum err
crew_load(struct crew *c, bool is_training)
{
    people_free(&c->people);
    notes_fini(&c->notes);
    c->notes = (struct notes){0};
    return people_load(c->path, is_training, &c->notes, &c->people);
}

static void
crew_fini(struct crew *c)
{
    people_free(&c->people);
    notes_fini(&c->notes);
    free(c->path);
    check_rmdir(&c->dir);
}

static enum err
ask(struct crew *c, uint32_t uid, const char *claimed)
{
    const struct bus_peer peer = {.is_known = true, .uid = uid, .pid = 1};
    return people_find(
        c->people, &peer, claimed, &c->person, c->why, sizeof c->why);
}

/* Only root has files of root's. */
static bool
is_root(void)
{
    if (geteuid() == 0)
        return true;
    print_message("skip: not root\n");
    return false;
}

static void
a_person_is_known_by_the_uid(void **state)
{
    (void)state;
    struct crew c;
    if (!is_root())
        return;
    crew_init(&c, TWO);
    assert_int_equal(crew_load(&c, false), ERR_OK);
    assert_int_equal(c.notes.n, 0);
    assert_int_equal(people_count(c.people), 2);
    assert_string_equal(people_get(c.people, 1)->name, "FC-2");
    assert_false(people_is_training(c.people));
    assert_int_equal(ask(&c, 70001, NULL), ERR_OK);
    assert_string_equal(c.person.name, "FC-1");
    assert_int_equal(c.person.roles, ROLE_COMMAND | ROLE_HAZARDOUS);
    assert_false(c.person.is_claimed);
    assert_string_equal(c.why, "");
    assert_int_equal(ask(&c, 70002, ""), ERR_OK);
    assert_string_equal(c.person.name, "FC-2");
    assert_int_equal(ask(&c, 70003, NULL), ERR_DENIED);
    assert_int_equal(c.person.roles, 0);
    assert_string_not_equal(c.why, "");
    assert_true(people_exists(c.people, "FC-2"));
    assert_false(people_exists(c.people, "FC-3"));
    crew_fini(&c);
}

static void
in_flight_nobody_claims_a_name(void **state)
{
    (void)state;
    struct crew c;
    if (!is_root())
        return;
    crew_init(&c, TWO);
    assert_int_equal(crew_load(&c, false), ERR_OK);
    assert_int_equal(ask(&c, 70001, "FC-2"), ERR_DENIED);
    assert_int_equal(c.person.roles, 0);
    assert_int_equal(ask(&c, 70003, "FC-2"), ERR_DENIED);
    assert_int_equal(ask(&c, 70001, "FC-9"), ERR_DENIED);
    assert_int_equal(ask(&c, 70001, "FC-1"), ERR_OK); /* is the own one */
    assert_false(c.person.is_claimed);
    crew_fini(&c);
}

static void
in_flight_without_a_file_nobody_may(void **state)
{
    (void)state;
    struct crew c;
    crew_init(&c, NULL);
    assert_int_equal(crew_load(&c, false), ERR_OK);
    assert_int_equal(c.notes.n, 0);
    assert_int_equal(ask(&c, 0, NULL), ERR_DENIED);
    assert_int_equal(ask(&c, geteuid(), "root"), ERR_DENIED);
    assert_int_equal(c.person.roles, 0);
    assert_false(people_exists(c.people, "root"));
    assert_false(people_is_training(c.people));
    assert_int_equal(people_count(c.people), 0);
    crew_fini(&c);
}

static void
training_without_a_file_is_for_everybody(void **state)
{
    (void)state;
    struct crew c;
    crew_init(&c, NULL);
    assert_int_equal(crew_load(&c, true), ERR_OK);
    assert_true(people_is_training(c.people));
    const struct passwd *p = getpwuid(geteuid());
    char *login = xstrdup(p != NULL ? p->pw_name : "");
    assert_int_equal(ask(&c, geteuid(), NULL), ERR_OK);
    if (login[0] != '\0')
        assert_string_equal(c.person.name, login);
    assert_int_equal(c.person.roles, ROLE_ALL);
    assert_false(c.person.is_claimed);
    assert_int_equal(ask(&c, 70077, NULL), ERR_OK);
    assert_string_equal(c.person.name, "uid-70077");
    assert_int_equal(ask(&c, 70077, "FC-2"), ERR_OK);
    assert_string_equal(c.person.name, "FC-2");
    assert_true(c.person.is_claimed);
    assert_int_equal(c.person.uid, 70077);
    if (login[0] != '\0')
        assert_int_equal(ask(&c, 70077, login), ERR_DENIED);
    assert_int_equal(ask(&c, 70077, "two words"), ERR_DENIED);
    assert_int_equal(
        ask(&c, 70077, "a-name-of-thirty-three-characters"), ERR_DENIED);
    assert_true(people_exists(c.people, "anybody"));
    assert_false(people_exists(c.people, "no body"));
    free(login);
    crew_fini(&c);
}

static void
training_with_a_file_is_as_in_flight(void **state)
{
    (void)state;
    struct crew c;
    crew_init(&c, TWO);
    assert_int_equal(crew_load(&c, true), ERR_OK);
    assert_false(people_is_training(c.people));
    assert_int_equal(ask(&c, 70001, NULL), ERR_OK);
    assert_int_equal(ask(&c, 70001, "FC-2"), ERR_DENIED);
    assert_int_equal(ask(&c, 70003, NULL), ERR_DENIED);
    crew_fini(&c);
}

static void
names_without_login_are_for_whoever_claims_them(void **state)
{
    (void)state;
    struct crew c;
    crew_init(&c, "allow_claims = true\n" TWO
                  "person TRAINEE { roles = {watch, propose} }\n"
                  "person GONE { login = 'no-such-login-here' "
                  "roles = {admin} }\n");
    assert_int_equal(crew_load(&c, true), ERR_OK);
    assert_int_equal(c.notes.warnings, 1); /* GONE */
    assert_true(people_is_training(c.people));
    assert_int_equal(ask(&c, 70001, "TRAINEE"), ERR_OK);
    assert_true(c.person.is_claimed);
    assert_int_equal(c.person.uid, 70001);
    assert_int_equal(c.person.roles, ROLE_WATCH | ROLE_PROPOSE);
    assert_int_equal(ask(&c, 70009, "TRAINEE"), ERR_OK);
    assert_int_equal(ask(&c, 70001, "FC-2"), ERR_DENIED); /* another's */
    assert_int_equal(ask(&c, 70001, "GONE"), ERR_DENIED);
    assert_int_equal(ask(&c, 70001, "NOBODY"), ERR_DENIED);
    assert_int_equal(ask(&c, 70001, NULL), ERR_OK);
    assert_string_equal(c.person.name, "FC-1");
    crew_fini(&c);
    crew_init(&c, "allow_claims = true\n" TWO);
    if (geteuid() == 0) { /* not in flight */
        assert_int_equal(crew_load(&c, false), ERR_FORMAT);
        assert_int_equal(c.notes.note[0].line, 1);
    }
    assert_int_equal(people_check(c.path, &c.notes), ERR_OK);
    crew_fini(&c);
}

static void
who_is_not_known_is_nobody(void **state)
{
    (void)state;
    static const struct bus_peer peers[] = {
        {.is_known = false},
        {.is_known = false, .uid = 70001},
        {.is_known = true, .uid = UINT32_MAX},
    };
    struct crew c;
    crew_init(&c, "allow_claims = true\n" TWO "person X { roles = {admin} }");
    for (int with_file = 1; with_file >= 0; with_file--) {
        assert_int_equal(crew_load(&c, true), ERR_OK);
        for (size_t i = 0; i < ARRAY_LEN(peers); i++) {
            assert_int_equal(people_find(c.people, &peers[i], NULL, &c.person,
                                 c.why, sizeof c.why),
                ERR_DENIED);
            assert_int_equal(people_find(c.people, &peers[i], "X", &c.person,
                                 c.why, sizeof c.why),
                ERR_DENIED);
            assert_int_equal(c.person.roles, 0);
        }
        (void)unlink(c.path);
    }
    crew_fini(&c);
}

static void
a_file_that_others_may_write_is_refused(void **state)
{
    (void)state;
    struct crew c;
    crew_init(&c, TWO);
    static const struct {
        mode_t file, dir;
        enum err e;
    } rows[] = {
        {0644, 0700, ERR_OK},
        {0640, 0755, ERR_OK},
        {0664, 0755, ERR_DENIED},
        {0646, 0755, ERR_DENIED},
        {0644, 0775, ERR_DENIED},
        {0644, 01777, ERR_DENIED},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(chmod(c.path, rows[i].file), 0);
        assert_int_equal(chmod(c.dir, rows[i].dir), 0);
        assert_int_equal(crew_load(&c, true), rows[i].e);
        assert_int_equal(c.people != NULL, rows[i].e == ERR_OK);
        assert_int_equal(c.notes.errors, rows[i].e != ERR_OK);
    }
    assert_int_equal(people_check(c.path, &c.notes), ERR_OK);
    assert_int_equal(c.notes.warnings, 1);
    assert_int_equal(chmod(c.dir, 0700), 0);
    crew_fini(&c);
}

static void
a_file_of_others_is_refused(void **state)
{
    (void)state;
    struct crew c;
    if (!is_root())
        return;
    crew_init(&c, TWO);
    assert_int_equal(chown(c.path, 70001, 0), 0);
    assert_int_equal(crew_load(&c, false), ERR_DENIED);
    assert_int_equal(crew_load(&c, true), ERR_DENIED);
    assert_int_equal(chown(c.path, 0, 0), 0);
    assert_int_equal(chown(c.dir, 70001, 0), 0);
    assert_int_equal(crew_load(&c, false), ERR_DENIED);
    assert_int_equal(chown(c.dir, 0, 0), 0);
    assert_int_equal(crew_load(&c, false), ERR_OK);
    crew_fini(&c);
}

static void
what_is_no_plain_file_is_refused(void **state)
{
    (void)state;
    struct crew c;
    crew_init(&c, NULL);
    char *real = check_write(c.dir, "real.conf", TWO, SIZE_MAX);
    assert_int_equal(symlink("real.conf", c.path), 0);
    assert_int_equal(crew_load(&c, true), ERR_DENIED);
    assert_int_equal(unlink(c.path), 0);
    assert_int_equal(mkfifo(c.path, 0600), 0);
    assert_int_equal(crew_load(&c, true), ERR_IO);
    assert_int_equal(unlink(c.path), 0);
    assert_int_equal(mkdir(c.path, 0700), 0);
    assert_int_equal(crew_load(&c, true), ERR_IO);
    assert_int_equal(rmdir(c.path), 0);
    assert_int_equal(people_check(c.path, &c.notes), ERR_NOTFOUND);
    free(real);
    crew_fini(&c);
}

/* ---- whom the executor orders for ---------------------------------------- */

static void
named(struct crew *c, const char *name, const char *why)
{
    const enum err e =
        people_named(c->people, name, &c->person, c->why, sizeof c->why);
    assert_int_equal(e, why == NULL ? ERR_OK : ERR_DENIED);
    assert_string_equal(c->why, why == NULL ? "" : why);
}

static void
persons_are_known_by_name_for_the_executor(void **state)
{
    (void)state;
    struct crew c;
    crew_init(&c, TWO);
    assert_int_equal(crew_load(&c, true), ERR_OK);
    named(&c, "FC-1", NULL);
    assert_int_equal(c.person.uid, 70001);
    assert_int_equal(c.person.roles, ROLE_COMMAND | ROLE_HAZARDOUS);
    assert_false(c.person.is_claimed);
    named(&c, "fc-1", "there is no person of that name");
    assert_int_equal(c.person.roles, 0);
    named(&c, "", "there is no person of that name");
    crew_fini(&c);
}

static void
open_persons_are_claimed_ones(void **state)
{
    (void)state;
    struct crew c;
    crew_init(&c, "allow_claims = true\n"
                  "person A { roles = {command} }\n"
                  "person B { login = 'no-such-login' roles = {command} }\n");
    assert_int_equal(crew_load(&c, true), ERR_OK);
    named(&c, "A", NULL);
    assert_true(c.person.is_claimed);
    named(&c, "B", "that person has no login: nobody can be it");
    crew_fini(&c);
}

static void
without_a_file_anybody_is_named_in_training_only(void **state)
{
    (void)state;
    struct crew c;
    crew_init(&c, NULL);
    assert_int_equal(crew_load(&c, true), ERR_OK);
    named(&c, "root", NULL);
    assert_int_equal(c.person.uid, 0);
    assert_false(c.person.is_claimed);
    named(&c, "no-such-login", NULL);
    assert_true(c.person.is_claimed);
    assert_int_equal(c.person.roles, ROLE_ALL);
    named(&c, "a/b", "that is no name of a person");
    assert_int_equal(crew_load(&c, false), ERR_OK);
    named(&c, "root", "there is no people.conf: nobody may command here");
    assert_int_equal(c.person.roles, 0);
    crew_fini(&c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(persons_are_known_by_name_for_the_executor),
        cmocka_unit_test(open_persons_are_claimed_ones),
        cmocka_unit_test(without_a_file_anybody_is_named_in_training_only),
        cmocka_unit_test(a_person_is_known_by_the_uid),
        cmocka_unit_test(in_flight_nobody_claims_a_name),
        cmocka_unit_test(in_flight_without_a_file_nobody_may),
        cmocka_unit_test(training_without_a_file_is_for_everybody),
        cmocka_unit_test(training_with_a_file_is_as_in_flight),
        cmocka_unit_test(names_without_login_are_for_whoever_claims_them),
        cmocka_unit_test(who_is_not_known_is_nobody),
        cmocka_unit_test(a_file_that_others_may_write_is_refused),
        cmocka_unit_test(a_file_of_others_is_refused),
        cmocka_unit_test(what_is_no_plain_file_is_refused),
    };
    return check_run(tests);
}
