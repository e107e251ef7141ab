/*
 * test_exec_start.c - what starts where: drafts in training, in flight what two
 * persons approved and root keeps.
 *
 * SPDX-License-Identifier: ISC
 */
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/exec_rig.h"

#include "common/str.h"
#include "common/xalloc.h"
#include "pluto/approval.h"

#define SOMEBODY 12345

static const char logs[] =
    "procedure\nmain\nlog \"x\";\nend main\nend procedure\n";
static const char calls[] =
    "procedure\nmain\ninitiate and confirm P1;\nend main\nend procedure\n";

static int
setup(void **state)
{
    struct exec_rig *r = calloc(1, sizeof *r);
    exec_rig_init(r);
    assert_int_equal(chmod(r->procedures, 0755), 0);
    exec_rig_procedure(r, "P1", logs, NULL);
    exec_rig_procedure(r, "CALLS", calls, NULL);
    *state = r;
    return 0;
}

static int
teardown(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_fini(r);
    free(r);
    return 0;
}

static char *
path_of(const struct exec_rig *r, const char *file)
{
    return xasprintf("%s/%s", r->procedures, file);
}

/* The acts of people on it as it stands, up to `last`. */
static void
sign(const struct exec_rig *r, const char *name, const char *text,
    enum approval_verb last)
{
    static const char *const person[] = {"FC-1", "FC-2", "FC-3"};
    char digest[DIGEST_HEX], file[32];
    struct strbuf lines = {0};
    approval_digest(text, strlen(text), NULL, 0, digest);
    for (unsigned verb = 0; verb <= (unsigned)last; verb++)
        approval_line((enum approval_verb)verb,
            (struct utc){(verb + 1) * NS_PER_S}, person[verb], digest, "",
            &lines);
    (void)snprintf(file, sizeof file, "%s.approval", name);
    char *path = check_write(r->procedures, file, strbuf_get(&lines), SIZE_MAX);
    assert_int_equal(chmod(path, 0644), 0);
    strbuf_fini(&lines);
    free(path);
    path = xasprintf("%s/%s.pluto", r->procedures, name);
    assert_int_equal(chmod(path, 0644), 0);
    free(path);
}

/* Executions that are on disk. */
static unsigned
kept(const struct exec_rig *r)
{
    unsigned n = 0;
    char *runs = xasprintf("%s/runs", r->dir);
    DIR *dir = opendir(runs);
    for (const struct dirent *d; dir != NULL && (d = readdir(dir)) != NULL;)
        n += d->d_name[0] != '.';
    if (dir != NULL)
        closedir(dir);
    free(runs);
    return n;
}

static void
assert_refused(struct exec_rig *r, const char *procedure, const char *why)
{
    assert_int_equal(
        exec_rig_ask(r, "FC-1", "start", procedure, NULL), ERR_DENIED);
    if (strstr(r->text, why) == NULL)
        fail_msg("no \"%s\" in \"%s\"", why, r->text);
    assert_int_equal(
        exec_rig_ask(r, "FC-1", "load", procedure, NULL), ERR_DENIED);
    assert_int_equal(r->events[EV_PROCEDURE_STARTED], 0);
    assert_int_equal(kept(r), 0);
}

static void
training_starts_drafts_and_says_so(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_begin(r);
    exec_rig_start(r, "P1");
    assert_non_null(strstr(r->event, "P1 #1 DRAFT started by FC-1"));
    exec_rig_wait(r, 1);
    assert_string_equal(exec_rig_told(r)->state, "finished");
    assert_string_equal(exec_rig_told(r)->approval, "draft");
    assert_int_equal(exec_rig_ask(r, "", "asrun", r->id, "0", "1", NULL), 0);
}

static void
training_starts_what_is_approved_without_a_word(void **state)
{
    struct exec_rig *r = *state;
    sign(r, "P1", logs, APPROVAL_APPROVE);
    exec_rig_begin(r);
    exec_rig_start(r, "P1");
    assert_null(strstr(r->event, "DRAFT"));
    assert_string_equal(exec_rig_told(r)->approval, "approved");
}

static void
flight_refuses_what_two_persons_did_not_approve(void **state)
{
    struct exec_rig *r = *state;
    r->instance.kind = MISSION_FLIGHT;
    exec_rig_begin(r);
    assert_refused(r, "P1", "P1 is draft: only approved procedures");
    sign(r, "P1", logs, APPROVAL_REVIEW);
    assert_int_equal(exec_rig_ask(r, "FC-1", "reload", NULL), ERR_OK);
    assert_refused(r, "P1", "P1 is reviewed: only approved procedures");
    sign(r, "P1", logs, APPROVAL_WITHDRAW);
    assert_int_equal(exec_rig_ask(r, "FC-1", "reload", NULL), ERR_OK);
    assert_refused(r, "P1", "P1 is draft");
    sign(r, "P1", "another text", APPROVAL_APPROVE);
    assert_int_equal(exec_rig_ask(r, "FC-1", "reload", NULL), ERR_OK);
    assert_refused(r, "P1", "P1 is draft, changed since it was approved");
}

static void
flight_starts_what_two_persons_approved(void **state)
{
    struct exec_rig *r = *state;
    r->instance.kind = MISSION_FLIGHT;
    sign(r, "P1", logs, APPROVAL_APPROVE);
    exec_rig_begin(r);
    if (geteuid() != 0) {
        assert_refused(r, "P1", "P1.pluto: it does not belong to root");
        return;
    }
    exec_rig_start(r, "P1");
    assert_null(strstr(r->event, "DRAFT"));
    exec_rig_wait(r, 1);
    assert_string_equal(exec_rig_told(r)->state, "finished");
    assert_string_equal(exec_rig_told(r)->approval, "approved");
}

/* Changed after the library was read, before somebody reads it again. */
static void
flight_refuses_what_changed_under_it(void **state)
{
    struct exec_rig *r = *state;
    if (geteuid() != 0)
        skip();
    r->instance.kind = MISSION_FLIGHT;
    sign(r, "P1", logs, APPROVAL_APPROVE);
    exec_rig_begin(r);
    exec_rig_procedure(r, "P1", calls, NULL);
    char *path = path_of(r, "P1.pluto");
    assert_int_equal(chmod(path, 0644), 0);
    free(path);
    assert_int_equal(exec_rig_ask(r, "FC-1", "start", "P1", NULL), ERR_AGAIN);
    assert_non_null(strstr(r->text, "changed since the library was read"));
    assert_int_equal(r->events[EV_PROCEDURE_STARTED], 0);
}

static void
flight_refuses_what_is_not_roots(void **state)
{
    static const char *const file[] = {"P1.approval", "P1.pluto"};
    struct exec_rig *r = *state;
    if (geteuid() != 0)
        skip();
    r->instance.kind = MISSION_FLIGHT;
    sign(r, "P1", logs, APPROVAL_APPROVE);
    exec_rig_begin(r);
    for (size_t i = 0; i < ARRAY_LEN(file); i++) {
        char *path = path_of(r, file[i]), why[80];
        assert_int_equal(chown(path, SOMEBODY, 0), 0);
        (void)snprintf(
            why, sizeof why, "/%s: it does not belong to root", file[i]);
        assert_refused(r, "P1", why);
        assert_int_equal(chown(path, 0, 0), 0);
        free(path);
    }
    assert_int_equal(chmod(r->procedures, 0777), 0);
    assert_refused(r, "P1", "others may write its directory");
    assert_int_equal(chmod(r->procedures, 0755), 0);
    exec_rig_start(r, "P1");
}

/* What an approved one calls must be approved itself. */
static void
flight_refuses_a_draft_that_is_called(void **state)
{
    struct exec_rig *r = *state;
    if (geteuid() != 0)
        skip();
    r->instance.kind = MISSION_FLIGHT;
    sign(r, "CALLS", calls, APPROVAL_APPROVE);
    exec_rig_begin(r);
    exec_rig_start(r, "CALLS");
    exec_rig_wait(r, 2);
    assert_int_equal(kept(r), 1);
    assert_non_null(strstr(r->record, "P1 is draft: only approved procedures"));
    assert_string_not_equal(exec_rig_told(r)->outcome, "confirmed");
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(training_starts_drafts_and_says_so),
        T(training_starts_what_is_approved_without_a_word),
        T(flight_refuses_what_two_persons_did_not_approve),
        T(flight_starts_what_two_persons_approved),
        T(flight_refuses_what_changed_under_it),
        T(flight_refuses_what_is_not_roots),
        T(flight_refuses_a_draft_that_is_called),
    };
    return check_run(tests);
}
