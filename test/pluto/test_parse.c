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
                    notes.note[notes.n - 1].line >= r->line &&
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

/* Further ones: where, and how many errors there are in all. */
static const struct refused others[] = {
    {"", 1, 1, "no procedure", 1},
    {"procedre\nlog \"x\";\nend procedure", 1, 1, "'procedure' is missing", 1},
    {STEP("wiat for 5 s;\nlog \"x\" \"y\";\nwait untl A = 1;\nX := ;"), 3, 1,
        "did you mean 'wait'", 4},
    {STEP("lgo \"x\";\nwhlie A do log \"x\"; end while;\nlog \"y\";"), 3, 1,
        "did you mean 'log'", 3},
    {STEP("log 1 2;\nlog \"x"), 3, 7, "';' expected", 2},
    {STEP("log \"x;\nlog \"y\";"), 3, 5, "missing at the end of this text", 1},
    {STEP("log \"x;\nX := ;"), 3, 5, "missing at the end of this text", 2},
    {STEP("if A = 'on then\nX := ;\nend if;"), 3, 8,
        "missing at the end of this text", 2},
    {STEP("initiate A with arguments X := 'on end with;\nlog \"y\";"), 3, 32,
        "missing at the end of this text", 1},
    {STEP("log \"x\"; /* open"), 3, 10, "has no end", 1},
    {STEP("log \"x\" /* open"), 3, 9, "has no end", 1},
    {STEP("if A = 1 thn\nlog \"x\"; end if;"), 3, 10,
        "'thn' is no unit; did you mean 'then'?", 1},
    {STEP("wait until A = 1 tmeout 3 s;"), 3, 18, "did you mean 'timeout'?", 1},
    {STEP("wait until A = 1 min tmeout 3 s;"), 3, 22, "expected", 1},
    {PROC("initiate and confirm step Go to Standby\nlog \"x\";\nend step;"), 2,
        30, "'to' cannot be part of a name", 1},
    {PROC("initiate and confirm step Go to Standby log \"x\";\nend step;"), 2,
        30, "'to' cannot be part of a name", 1},
    {PROC("initiate and confirm step Warm and Try or Not in parallel\n"
          "initiate and confirm A; end parallel; end step;"),
        2, 32, "'and' cannot be part of a name", 1},
    {PROC("initiate and confirm step With A or B\nmain log \"x\"; end main "
          "end step;"),
        2, 27, "'With' cannot be part of a name", 1},
    {PROC("declare event Out of Control, event By Hand end declare\n"
          "log \"x\";"),
        2, 19, "'of' cannot be part of a name", 2},
    {STEP("declare variable With A of type real, variable Go to B of type "
          "real, enumerated On and Off ('x') end declare\nlog \"x\";"),
        3, 18, "'With' cannot be part of a name", 3},
    {STEP("declare variable A with units V end declare\nlog \"x\";"), 3, 20,
        "'of' expected, not 'with'", 1},
    {STEP("wait untl A = 1;"), 3, 6, "'until' or 'for' expected", 1},
    {STEP("if A = 1 thn log \"x\"; end if;"), 3, 10, "'then'", 1},
    {PROC("initiate and confirm stp S\n main log \"x\"; end main\nend "
          "step;"),
        2, 22, "did you mean 'step'", 1},
    {PROC("initiate and confirm step S end step;"), 2, 29, "main body is empty",
        1},
    {PROC("log \"x\"; end step;"), 2, 10, "nothing of that kind is open", 1},
    {STEP("while A < 1 do end while;"), 3, 16, "this loop is empty", 1},
    {STEP("repeat log \"x\"; end repeat;"), 3, 17, "'until' is missing", 1},
    {STEP("for A := 1 to do log \"x\"; end for;"), 3, 15, "expected", 1},
    {STEP("declare variable A of type real variable B of type real end "
          "declare\nlog \"x\";"),
        3, 44, "expected", 1},
    {STEP("declare variable A of type real\nvariable B of type real end "
          "declare\nlog \"x\";"),
        3, 32, "',' is missing", 1},
    {PROC("main log \"x\"; end main log \"y\";"), 2, 24,
        "outside of the main body", 1},
    {PROC("watchdog log \"x\"; end watchdog log \"y\";"), 2, 10, "only steps",
        1},
    {PROC("confirmation if A = 1 save context refer to A by B; end "
          "confirmation log \"y\";"),
        2, 23, "in preconditions only", 1},
    {PROC("log sqare root (4);"), 2, 5, "did you mean 'square root'", 1},
    {"procedure log \"x\";", 1, 19, "'end procedure' is missing", 1},
    {STEP("in case A is 1 : log \"x\"; or 2 : log \"y\"; end case;"), 3, 27,
        "expected", 1},
};

static void
errors_are_said_where_they_are(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        assert_refused(&others[i]);
}

/* ---- depth --------------------------------------------------------------- */

static const struct deep {
    const char *before, *again, *middle, *behind, *after;
} deep[] = {
    {"procedure log ", "(", "1", ")", "; end procedure"},
    {"procedure log ", "-", "1", "", "; end procedure"},
    {"procedure log ", "not ", "TRUE", "", "; end procedure"},
    {"procedure log ", "abs (", "1", ")", "; end procedure"},
    {"procedure log ", "1 + ", "1", "", "; end procedure"},
    {"procedure log ", "2 ** (", "1", ")", "; end procedure"},
    {"procedure log ", "A in (", "1", ")", "; end procedure"},
    {"procedure log ", "TRUE and ", "TRUE", "", "; end procedure"},
    {"procedure ", "initiate and confirm step S ", "log \"x\"; ", "end step; ",
        "end procedure"},
    {"procedure ", "in the context of A do ", "log \"x\"; ", "end context; ",
        "end procedure"},
    {"procedure initiate and confirm step S ", "if A = 1 then ", "log \"x\"; ",
        "end if; ", "end step; end procedure"},
    {"procedure initiate and confirm step S ", "if A = 1 then log \"x\"; else ",
        "log \"x\"; ", "end if; ", "end step; end procedure"},
    {"procedure initiate and confirm step S ", "repeat ", "log \"x\"; ",
        "until A = 1; ", "end step; end procedure"},
    {"procedure initiate and confirm step S ", "in case A is 1 : ",
        "log \"x\"; ", "end case; ", "end step; end procedure"},
    {"procedure initiate X with arguments A ", "array B record C ", ":= 1 ",
        "end record end array ", "end with; end procedure"},
};

static void
repeated(const struct deep *d, unsigned n, struct strbuf *out)
{
    strbuf_adds(out, d->before);
    for (unsigned i = 0; i < n; i++)
        strbuf_adds(out, d->again);
    strbuf_adds(out, d->middle);
    for (unsigned i = 0; i < n; i++)
        strbuf_adds(out, d->behind);
    strbuf_adds(out, d->after);
}

static void
what_is_too_deep_is_refused_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(deep); i++) {
        struct strbuf text = {0}, shallow = {0};
        struct notes notes = {0};
        repeated(&deep[i], 10000, &text);
        assert_null(parse(text.s, text.len, &notes));
        if (notes.n != 1 || (strstr(notes.note[0].text, "200") == NULL &&
                                strstr(notes.note[0].text, "1000") == NULL))
            fail_msg("%s: %zu %s", deep[i].again, notes.n, notes.note[0].text);
        notes_fini(&notes);
        repeated(&deep[i], 60, &shallow);
        struct pluto *p = parse(shallow.s, shallow.len, &notes);
        if (p == NULL)
            fail_msg("%s: %s", deep[i].again, notes.note[0].text);
        pluto_free(&p);
        notes_fini(&notes);
        strbuf_fini(&text);
        strbuf_fini(&shallow);
    }
}

/* ---- the manual ---------------------------------------------------------- */

static void
procedures_of_the_manual_are_parsed(void **state)
{
    (void)state;
    char *path = check_path("../man/columba-pluto.5");
    size_t len;
    unsigned n = 0;
    char *page = check_read(path, &len);
    for (char *s = page; (s = strstr(s, ".Bd -literal\n")) != NULL;) {
        s += strlen(".Bd -literal\n");
        char *end = strstr(s, "\n.Ed\n");
        assert_non_null(end);
        *end = '\0';
        if (strstr(s, "\nend procedure") != NULL && strchr(s, '[') == NULL) {
            struct notes notes = {0};
            struct pluto *p = parse(s, strlen(s), &notes);
            if (p == NULL)
                fail_msg("%s\n%s", s, notes.note[0].text);
            pluto_free(&p);
            n++;
        }
        s = end + 1;
    }
    assert_int_equal(n, 2);
    free(page);
    free(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_are_parsed),
        cmocka_unit_test(wrong_texts_are_refused),
        cmocka_unit_test(errors_are_said_where_they_are),
        cmocka_unit_test(what_is_too_deep_is_refused_once),
        cmocka_unit_test(procedures_of_the_manual_are_parsed),
    };
    return check_run(tests);
}
