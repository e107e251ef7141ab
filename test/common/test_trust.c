/*
 * test_trust.c - whose files are taken at their word.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/trust.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/check.h"

#include "common/xalloc.h"

#define SOMEBODY 12345

struct scene {
    char *dir, *file;
};

static int
setup(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    s->dir = check_ramdir();
    s->file = check_write(s->dir, "word", "x\n", SIZE_MAX);
    assert_int_equal(chmod(s->dir, 0755), 0);
    assert_int_equal(chmod(s->file, 0644), 0);
    *state = s;
    return 0;
}

static int
teardown(void **state)
{
    struct scene *s = *state;
    free(s->file);
    check_rmdir(&s->dir);
    free(s);
    return 0;
}

static void
assert_fault(const char *path, bool owner_too, const char *fault)
{
    const char *is = trust_fault_of(path, owner_too);
    if (fault == NULL)
        assert_null(is);
    else
        assert_string_equal(is != NULL ? is : "taken", fault);
}

static void
ours_is_good_enough_in_training(void **state)
{
    const struct scene *s = *state;
    assert_fault(s->file, true, NULL);
    assert_fault(
        s->file, false, geteuid() == 0 ? NULL : "it does not belong to root");
}

static void
what_others_may_write_is_not_taken(void **state)
{
    const struct scene *s = *state;
    static const struct {
        mode_t file, dir;
        const char *fault;
    } row[] = {
        {0664, 0755, "others may write it"},
        {0646, 0755, "others may write it"},
        {0400, 0700, NULL},
        {0644, 0775, "others may write its directory"},
        {0644, 01777, "others may write its directory"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_int_equal(chmod(s->file, row[i].file), 0);
        assert_int_equal(chmod(s->dir, row[i].dir), 0);
        assert_fault(s->file, true, row[i].fault);
    }
}

static void
what_is_somebody_elses_is_not_taken(void **state)
{
    const struct scene *s = *state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(chown(s->dir, SOMEBODY, 0), 0);
    assert_fault(s->file, true, "its directory does not belong to root");
    assert_int_equal(chown(s->file, SOMEBODY, 0), 0);
    assert_fault(s->file, true, "it does not belong to root");
    assert_int_equal(chown(s->dir, 0, 0), 0);
    assert_fault(s->file, true, "it does not belong to root");
}

static void
what_cannot_be_opened_has_a_fault(void **state)
{
    const struct scene *s = *state;
    char *link = xasprintf("%s/link", s->dir);
    char *none = xasprintf("%s/none", s->dir);
    char *below = xasprintf("%s/word/below", s->dir);
    assert_int_equal(symlink(s->file, link), 0);
    assert_fault(link, true, "it is a symbolic link");
    assert_fault(none, true, "there is no such file");
    assert_fault(below, true, "it cannot be opened");
    free(link);
    free(none);
    free(below);
}

/* Another file that is put in its place after it was opened is not read. */
static void
what_was_opened_is_what_is_looked_at(void **state)
{
    const struct scene *s = *state;
    struct trust_place p = trust_open(s->file);
    assert_true(p.file >= 0);
    free(check_write(s->dir, "other", "y\n", SIZE_MAX));
    char *other = xasprintf("%s/other", s->dir);
    assert_int_equal(chmod(other, 0666), 0);
    assert_int_equal(rename(other, s->file), 0);
    char byte = '\0';
    assert_null(trust_fault(&p, true));
    assert_int_equal(read(p.file, &byte, 1), 1);
    assert_int_equal(byte, 'x');
    trust_close(&p);
    assert_int_equal(p.file, -1);
    assert_fault(s->file, true, "others may write it");
    free(other);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(ours_is_good_enough_in_training),
        T(what_others_may_write_is_not_taken),
        T(what_is_somebody_elses_is_not_taken),
        T(what_cannot_be_opened_has_a_fault),
        T(what_was_opened_is_what_is_looked_at),
    };
    return check_run(tests);
}
