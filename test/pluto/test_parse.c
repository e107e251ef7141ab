/*
 * test_parse.c - procedures of the examples become trees; what is wrong is
 * refused where it stands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/parse.h"

#include "common/attr.h"
#include "support/check.h"

static struct pluto *
parse(const char *text, size_t len, struct notes *notes)
{
    struct pluto *p;
    enum err e = pluto_parse("t.pluto", text, len, notes, &p);
    assert_int_equal(e, notes->errors > 0 ? ERR_FORMAT : ERR_OK);
    assert_true((p == NULL) == (e != ERR_OK));
    return p;
}

/* ---- the examples -------------------------------------------------------- */

static const char *const examples[] = {"PO-001", "PO-002", "PO-003", "PO-004",
    "PO-005", "PO-006", "PO-007", "PO-008"};

static void
examples_are_parsed(void **state)
{
    (void)state;
    static const uint32_t stmts[] = {3, 8, 9, 18, 15, 9, 12, 14};
    for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
        char name[64];
        snprintf(name, sizeof name, "pluto/procedures/%s.pluto", examples[i]);
        char *path = check_path(name);
        size_t len;
        char *text = check_read(path, &len);
        struct notes notes = {0};
        struct pluto *p = parse(text, len, &notes);
        notes_print(&notes, stderr, false);
        assert_non_null(p);
        assert_int_equal(notes.n, 0);
        assert_int_equal(p->n_stmts, stmts[i]);
        pluto_free(&p);
        notes_fini(&notes);
        free(text);
        free(path);
    }
}

/* ---- what is refused ----------------------------------------------------- */

#define STEP(text)                                                             \
    "procedure\ninitiate and confirm step S\n" text "\nend step;\n"            \
    "end procedure"
#define PROC(text) "procedure\n" text "\nend procedure"

static const struct refused {
    const char *text;
    unsigned line, col; /* of the first error */
    const char *why;    /* part of it */
    unsigned n;         /* errors in all */
} refused[] = {
    {"procedure end procedure", 1, 11, "main body is empty", 1},
    {"procedure wait for 5 s; end procedure", 1, 11, "in a step only", 1},
    {"procedure Count := 1; end procedure", 1, 11, "no variables", 1},
    {PROC("log \"a\"\nlog \"b\";"), 2, 8, "';' is missing", 1},
    {PROC("in parallel log \"x\"; end parallel;"), 2, 13,
        "only 'initiate and confirm'", 1},
    {"procedure declare variable V of type real end declare log \"x\"; "
     "end procedure",
        1, 19, "declared in steps only", 1},
    {PROC("initiate and confirm Ping in case confirmed : continue; "
          "confirmed : abort; end case;"),
        2, 57, "'confirmed' a second time", 1},
    {PROC("initiate and confirm Power\nOn DPU of H;"), 2, 27, "';' expected",
        1},
    {PROC("preconditions log \"x\"; end preconditions log \"y\";"), 2, 15,
        "a condition", 1},
    {PROC("initiate Ping in case confirmed : continue; end case;"), 2, 15,
        "needs 'initiate and confirm'", 1},
    {STEP("A of B := 3;"), 3, 1, "only a local variable", 1},
    {"procedure main log \"x\"; end procedure", 1, 25, "'end main' is missing",
        1},
    {STEP("if A = 1 then log \"x\";"), 4, 1, "'end if' is missing", 1},
    {"procedure log \"x\"; end procedure\nlog \"y\";", 2, 1,
        "text behind 'end procedure'", 1},
};

static void
assert_refused(const struct refused *r)
{
    struct notes notes = {0};
    struct pluto *p = parse(r->text, strlen(r->text), &notes);
    bool is_right = p == NULL && notes.n > 0 && notes.errors == r->n &&
                    notes.note[0].line == r->line &&
                    notes.note[0].col == r->col &&
                    strstr(notes.note[0].text, r->why) != NULL;
    if (!is_right) {
        notes_print(&notes, stderr, false);
        fail_msg("%s\nwanted %u:%u: %s, %u errors", r->text, r->line, r->col,
            r->why, r->n);
    }
    notes_fini(&notes);
}

static void
wrong_texts_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++)
        assert_refused(&refused[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_are_parsed),
        cmocka_unit_test(wrong_texts_are_refused),
    };
    return check_run(tests);
}
