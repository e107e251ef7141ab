/*
 * test_ast.c - places, numbers and texts of statements.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/ast.h"

#include "common/attr.h"
#include "pluto/parse.h"
#include "support/check.h"

static struct pluto *
parse(const char *text)
{
    struct notes notes = {0};
    struct pluto *p;
    enum err e = pluto_parse("t.pluto", text, strlen(text), &notes, &p);
    notes_print(&notes, stderr, false);
    assert_int_equal(e, ERR_OK);
    notes_fini(&notes);
    return p;
}

static const char text[] =
    "procedure\n"
    "  preconditions if A = 1; wait until B > 2 V; end preconditions\n"
    "  main\n"
    "    initiate and confirm step One\n"
    "      if A  =\n 1 /* one */ then log \"a  b\"; else log \"c\";\n"
    "        while A < 3 with timeout 4 s raise event E do A of B; end while;\n"
    "      end if;\n"
    "      for N := 1 to 3 by 2 do wait for 5 s; end for;\n"
    "    end step;\n"
    "    initiate Ping of DPU with arguments A := 1 end with;\n"
    "  end main\n"
    "  watchdog\n"
    "    initiate and confirm step Guard\n"
    "      preconditions wait for event E; end preconditions\n"
    "      main log \"\xc3\xa4\"; log \"x\"; end main\n"
    "    end step;\n"
    "  end watchdog\n"
    "  confirmation if C = 1; ask user \"ok?\"; end confirmation\n"
    "end procedure\n";

static const struct stmt {
    const char *number, *heading;
    unsigned line, col;
} stmts[] = {
    {"P1", "if A = 1", 2, 17},
    {"P2", "wait until B > 2 V", 2, 27},
    {"1", "One", 4, 5},
    {"1.1", "if A = 1", 5, 7},
    {"1.1.1", "log \"a  b\"", 6, 19},
    {"1.1.2", "log \"c\"", 6, 36},
    {"1.1.3", "while A < 3 with timeout 4 s raise event E", 7, 9},
    {"1.1.3.1", "A of B", 7, 55},
    {"1.2", "for N := 1 to 3 by 2", 9, 7},
    {"1.2.1", "wait for 5 s", 9, 31},
    {"2", "Ping of DPU", 11, 5},
    {"W1", "Guard", 14, 5},
    {"W1.P1", "wait for event E", 15, 21},
    {"W1.1", "log \"\xc3\xa4\"", 16, 12},
    {"W1.2", "log \"x\"", 16, 21},
    {"C1", "if C = 1", 19, 16},
    {"C2", "ask user \"ok?\"", 19, 26},
};

static void
statements_have_numbers_headings_places(void **state)
{
    (void)state;
    struct pluto *p = parse(text);
    assert_int_equal(p->n_stmts, ARRAY_LEN(stmts));
    for (uint32_t i = 0; i < p->n_stmts; i++) {
        struct strbuf number = {0}, heading = {0};
        uint32_t line, col;
        pluto_number(p, i, &number);
        pluto_heading(p, i, &heading);
        pluto_place(p, p->stmt[i]->span.off, &line, &col);
        assert_string_equal(strbuf_get(&number), stmts[i].number);
        assert_string_equal(strbuf_get(&heading), stmts[i].heading);
        assert_int_equal(line, stmts[i].line);
        assert_int_equal(col, stmts[i].col);
        assert_int_equal(pluto_find_number(p, stmts[i].number), i);
        strbuf_fini(&number);
        strbuf_fini(&heading);
    }
    pluto_free(&p);
}

static void
numbers_that_no_statement_has_are_not_found(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", ".", "3", "1.", ".1", "1..1", "01",
        "P", "P3", "W1.P2", "1 ", "x", "1.1.1.1", "99999999999999999999"};
    struct pluto *p = parse(text);
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        assert_int_equal(pluto_find_number(p, wrong[i]), PLUTO_NIL);
    assert_int_equal(pluto_find_number(p, "w1.p1"), 12);
    pluto_free(&p);
}

static void
the_first_statement_of_a_line_is_found(void **state)
{
    (void)state;
    struct pluto *p = parse(text);
    assert_int_equal(pluto_find_line(p, 2), 0);
    assert_int_equal(pluto_find_line(p, 4), 2);
    assert_int_equal(pluto_find_line(p, 6), 4);
    assert_int_equal(pluto_find_line(p, 3), PLUTO_NIL);
    assert_int_equal(pluto_find_line(p, 20), PLUTO_NIL);
    assert_int_equal(pluto_find_line(p, 0), PLUTO_NIL);
    assert_int_equal(pluto_find_line(p, 1000), PLUTO_NIL);
    pluto_free(&p);
}

static void
words_have_texts(void **state)
{
    (void)state;
    assert_string_equal(
        pluto_outcome_str(PLUTO_NOT_CONFIRMED), "not confirmed");
    assert_string_equal(
        pluto_outcome_str(PLUTO_NOT_AVAILABLE), "not available");
    assert_string_equal(pluto_action_str(PLUTO_A_ASK), "ask user");
    assert_string_equal(pluto_stmt_kind_str(PLUTO_S_WAIT_UNTIL), "wait until");
    assert_string_equal(
        pluto_property_str(PLUTO_P_VALIDITY), "validity status");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_have_numbers_headings_places),
        cmocka_unit_test(numbers_that_no_statement_has_are_not_found),
        cmocka_unit_test(the_first_statement_of_a_line_is_found),
        cmocka_unit_test(words_have_texts),
    };
    return check_run(tests);
}
