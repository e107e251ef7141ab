/*
 * test_library.c - the procedures of a mission, and which calls which.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/library.h"

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "support/check.h"
#include "support/pluto_scene.h"

struct shelf {
    char *dir[2];
    struct pluto_model *model;
    struct library *library;
};

static void
begin(struct shelf *s)
{
    *s = (struct shelf){.model = pluto_scene()};
    s->dir[0] = check_tmpdir();
    s->dir[1] = check_tmpdir();
}

static void
put(struct shelf *s, int dir, const char *file, const char *text)
{
    free(check_write(s->dir[dir], file, text, SIZE_MAX));
}

static void
load(struct shelf *s)
{
    const char *const dir[] = {s->dir[0], "/nowhere at all", s->dir[1]};
    s->library = library_load(dir, 3, s->model);
}

static void
end(struct shelf *s)
{
    library_free(&s->library);
    pluto_model_free(&s->model);
    check_rmdir(&s->dir[0]);
    check_rmdir(&s->dir[1]);
}

static const char *
first_note(const struct library_entry *e)
{
    return e->notes.n > 0 ? e->notes.note[0].text : "";
}

static void
procedures_call_each_other(void **state)
{
    struct shelf s;
    (void)state;
    begin(&s);
    put(&s, 0, "B.plp", "procedure initiate Ping; end procedure\n");
    put(&s, 0, "B.conf",
        "id = \"SIF-ACT-01\"\ntitle = \"Act\"\n"
        "argument Count { type = integer max = 5 }\n");
    put(&s, 1, "A.pluto",
        "procedure\ninitiate and confirm SIF ACT 01 with arguments Count := 3 "
        "end with;\nend procedure\n");
    put(&s, 1, "C.pluto",
        "procedure\ninitiate and confirm SIF_ACT_01 with arguments Count := 6 "
        "end with;\nend procedure\n");
    put(&s, 1, "notes.txt", "none of it");
    load(&s);
    assert_int_equal(library_count(s.library), 3);
    const struct library_entry *a = library_find(s.library, "A");
    const struct library_entry *b = library_find(s.library, "SIF-ACT-01");
    const struct library_entry *c = library_find(s.library, "C.pluto");
    assert_non_null(a);
    assert_non_null(b);
    assert_ptr_equal(b, library_find(s.library, "B"));
    assert_ptr_equal(b, library_find(s.library, "sif_act 01"));
    assert_null(library_find(s.library, "D"));
    assert_true(a->can_run && b->can_run);
    assert_string_equal(b->catalogue->title, "Act");
    assert_int_equal(strlen(b->digest), DIGEST_HEX - 1);
    assert_int_equal(b->approval.state, APPROVAL_DRAFT);
    assert_false(c->can_run);
    assert_string_equal(
        first_note(c), "argument 'Count' is 6 here; it is allowed up to 5");
    end(&s);
}

static void
no_procedure_calls_itself(void **state)
{
    struct shelf s;
    (void)state;
    begin(&s);
    put(&s, 0, "A.pluto", "procedure initiate B; end procedure\n");
    put(&s, 0, "B.pluto", "procedure log \"x\"; initiate C; end procedure\n");
    put(&s, 0, "C.pluto", "procedure initiate B; end procedure\n");
    put(&s, 0, "D.pluto", "procedure initiate D; end procedure\n");
    put(&s, 0, "E.pluto", "procedure log \"x\"; end procedure\n");
    load(&s);
    assert_string_equal(
        first_note(library_find(s.library, "A")), "procedure B has errors");
    assert_string_equal(first_note(library_find(s.library, "B")),
        "no procedure may call itself: B calls C calls B");
    assert_string_equal(first_note(library_find(s.library, "C")),
        "no procedure may call itself: B calls C calls B");
    assert_string_equal(first_note(library_find(s.library, "D")),
        "no procedure may call itself: D calls D");
    assert_true(library_find(s.library, "E")->can_run);
    assert_false(library_find(s.library, "A")->can_run);
    end(&s);
}

static void
the_first_directory_wins(void **state)
{
    struct shelf s;
    (void)state;
    begin(&s);
    put(&s, 0, "A.pluto", "procedure log \"mine\"; end procedure\n");
    put(&s, 1, "A.pluto", "procedure log 1; end procedure\n");
    put(&s, 1, "B.pluto", "procedure log 1; end procedure\n");
    put(&s, 1, "b.plp", "procedure log 1; end procedure\n");
    load(&s);
    assert_int_equal(library_count(s.library), 3);
    assert_true(str_prefix(library_find(s.library, "A")->file, s.dir[0]));
    const struct library_entry *b = library_find(s.library, "b.plp");
    assert_false(b->can_run); /* two of one name in one directory */
    assert_non_null(strstr(first_note(b), "each has its own id"));
    end(&s);
}

static void
what_is_wrong_is_an_entry_with_notes(void **state)
{
    struct shelf s;
    (void)state;
    begin(&s);
    put(&s, 0, "A.pluto", "procedure\n");
    put(&s, 0, "B.pluto", "procedure log \"x\"; end procedure\n");
    put(&s, 0, "B.conf", "titel = \"x\"\n");
    put(&s, 0, "C.pluto", "procedure log \"x\"; end procedure\n");
    put(&s, 0, "C.approval", "approved by me\n");
    put(&s, 0, "D.pluto", "procedure initiate A; end procedure\n");
    load(&s);
    assert_null(library_find(s.library, "A")->procedure);
    assert_string_equal(library_find(s.library, "B")->catalogue->id, "B");
    assert_false(library_find(s.library, "A")->can_run);
    assert_false(library_find(s.library, "B")->can_run);
    const struct library_entry *c = library_find(s.library, "C");
    assert_true(c->can_run);
    assert_true(c->notes.errors > 0);
    assert_int_equal(c->approval.state, APPROVAL_DRAFT);
    assert_string_equal(
        first_note(library_find(s.library, "D")), "procedure A has errors");
    end(&s);
}

static void
an_approval_is_of_text_and_catalogue(void **state)
{
    struct shelf s;
    char *acts;
    (void)state;
    begin(&s);
    put(&s, 0, "A.pluto", "procedure log \"x\"; end procedure\n");
    load(&s);
    acts = xasprintf("reviewed 2026-11-20T10:12:00Z FC-2 sha256:%s\n"
                     "approved 2026-11-20T11:00:00Z PD sha256:%s\n",
        library_entry(s.library, 0)->digest,
        library_entry(s.library, 0)->digest);
    put(&s, 0, "A.approval", acts);
    library_free(&s.library);
    pluto_model_free(&s.model);
    s.model = pluto_scene();
    load(&s);
    assert_int_equal(
        library_entry(s.library, 0)->approval.state, APPROVAL_APPROVED);
    put(&s, 0, "A.conf", "title = \"now another\"\n");
    library_free(&s.library);
    pluto_model_free(&s.model);
    s.model = pluto_scene();
    load(&s);
    assert_int_equal(
        library_entry(s.library, 0)->approval.state, APPROVAL_DRAFT);
    assert_true(library_entry(s.library, 0)->approval.was_approved);
    free(acts);
    end(&s);
}

int
main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(procedures_call_each_other),
        cmocka_unit_test(no_procedure_calls_itself),
        cmocka_unit_test(the_first_directory_wins),
        cmocka_unit_test(what_is_wrong_is_an_entry_with_notes),
        cmocka_unit_test(an_approval_is_of_text_and_catalogue),
    };
    return cmocka_run_group_tests(test, NULL, NULL);
}
