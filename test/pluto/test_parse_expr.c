/*
 * test_parse_expr.c - how operators bind, and what stands for what.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/attr.h"
#include "pluto/parse.h"
#include "support/check.h"

/* The tree in prefix form: "(+ A (* B C))". */
static void
show(const struct pluto *p, const struct pluto_expr *e, struct strbuf *out)
{
    static const char *const op[] = {"or", "xor", "and", "not", "=", "!=", "<",
        ">", "<=", ">=", "+", "-", "*", "/", "**", "neg", "plus"};
    switch ((enum pluto_expr_kind)e->kind) {
    case PLUTO_E_CONST:
    case PLUTO_E_REF:
        pluto_text(p, e->span, out);
        return;
    case PLUTO_E_PROPERTY:
        strbuf_addf(
            out, "[%s ", pluto_property_str((enum pluto_property)e->property));
        pluto_text(p, e->ref->span, out);
        strbuf_adds(out, "]");
        return;
    case PLUTO_E_SUBJECT:
        strbuf_adds(out, "_");
        return;
    case PLUTO_E_CALL:
        strbuf_adds(out, "(call");
        break;
    case PLUTO_E_UNARY:
    case PLUTO_E_BINARY:
        strbuf_addf(out, "(%s", op[e->op]);
        break;
    case PLUTO_E_BETWEEN:
        strbuf_adds(out, "(between");
        break;
    case PLUTO_E_WITHIN:
        strbuf_adds(out, e->op ? "(within%" : "(within");
        break;
    case PLUTO_E_IN:
        strbuf_adds(out, "(in");
        break;
    }
    const struct pluto_expr *part[] = {e->a,
        e->kind == PLUTO_E_IN ? NULL : e->b,
        e->kind == PLUTO_E_IN ? NULL : e->c};
    bool is_list = e->kind == PLUTO_E_IN || e->kind == PLUTO_E_CALL;
    for (size_t i = 0; i < 3; i++) {
        if (e->kind == PLUTO_E_CALL || part[i] == NULL)
            continue;
        strbuf_adds(out, " ");
        show(p, part[i], out);
    }
    for (uint32_t i = 0; is_list && i < e->n; i++) {
        strbuf_adds(out, " ");
        show(p, e->arg[i], out);
    }
    strbuf_adds(out, ")");
}

static const struct shape {
    const char *text, *tree;
} shapes[] = {
    {"A + B * C", "(+ A (* B C))"},
    {"A - B - C", "(- (- A B) C)"},
    {"A / B * C", "(* (/ A B) C)"},
    {"A * B ** C", "(* A (** B C))"},
    {"-A ** 2", "(** (neg A) 2)"},
    {"A ** -2", "(** A (neg 2))"},
    {"- -A", "(neg (neg A))"},
    {"(A + B) * C", "(* (+ A B) C)"},
    {"not A = B", "(not (= A B))"},
    {"not A and B", "(and (not A) B)"},
    {"A or B xor C and D", "(or A (xor B (and C D)))"},
    {"A and B and C", "(and (and A B) C)"},
    {"A > 4 W and not (B = 'safe')", "(and (> A 4 W) (not (= B 'safe')))"},
    {"A between B and C and D", "(and (between A B C) D)"},
    {"A between 1 + 2 and 3 * 4", "(between A (+ 1 2) (* 3 4))"},
    {"A within 10 % of 450 mA", "(within% A 10 450 mA)"},
    {"A within 2 of B of C", "(within A 2 B of C)"},
    {"A within Limit of B", "(within A Limit B)"},
    {"A within (B of C) % of D", "(within% A B of C D)"},
    {"A in ('x', 'y')", "(in A 'x' 'y')"},
    {"A <> B", "(!= A B)"},
    {"10 V / R", "(/ 10 V R)"},
    {"5s-2s", "(- 5s 2s)"},
    {"value of P = 1", "(= [value P] 1)"},
    {"get raw value of P of Q", "[raw value P of Q]"},
    {"confirmation status of X = 'confirmed'",
        "(= [confirmation status X] 'confirmed')"},
    {"limit-checking status of P", "[limit-checking status P]"},
    {"delta checking status of P", "[delta-checking status P]"},
    {"start time of X - completion time of Y",
        "(- [start time X] [completion time Y])"},
    {"Start Time", "Start Time"},
    {"Value", "Value"},
    {"to string (current time ()) + A", "(+ (call (call)) A)"},
    {"minimum (A, B of C)", "(call A B of C)"},
    {"A = B or C != D", "(or (= A B) (!= C D))"},
    {"Upload 2A of DPU 3", "Upload 2A of DPU 3"},
    {"TRUE", "TRUE"},
};

static struct pluto *
parse(const char *expr, struct notes *notes)
{
    char text[512];
    struct pluto *p;
    int n =
        snprintf(text, sizeof text, "procedure\nlog %s;\nend procedure", expr);
    enum err e = pluto_parse("t", text, (size_t)n, notes, &p);
    assert_int_equal(e, notes->errors > 0 ? ERR_FORMAT : ERR_OK);
    return p;
}

static void
operators_bind_as_they_should(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
        struct notes notes = {0};
        struct strbuf tree = {0};
        struct pluto *p = parse(shapes[i].text, &notes);
        if (p == NULL)
            fail_msg("%s: %s", shapes[i].text, notes.note[0].text);
        show(p, p->stmt[0]->text.expr[0], &tree);
        assert_string_equal(strbuf_get(&tree), shapes[i].tree);
        strbuf_fini(&tree);
        pluto_free(&p);
    }
}

static const struct wrong {
    const char *text, *why;
} wrong[] = {
    {"A = B = C", "needs parentheses"},
    {"2 ** 3 ** 4", "powers of powers"},
    {"A + not B", "'not' needs parentheses"},
    {"A +", "a value or a name expected, not ';'"},
    {"(A", "')' expected"},
    {"A in ()", "nothing"},
    {"A B\nC", "';' expected"},
    {"A between 1 or 2", "'and' expected"},
    {"A ! B", "no meaning"},
    {"A within B of", "a value or a name"},
};

static void
wrong_expressions_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct notes notes = {0};
        struct pluto *p = parse(wrong[i].text, &notes);
        assert_null(p);
        if (notes.errors != 1 ||
            strstr(notes.note[0].text, wrong[i].why) == NULL)
            fail_msg("%s: %s", wrong[i].text, notes.note[0].text);
        notes_fini(&notes);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_bind_as_they_should),
        cmocka_unit_test(wrong_expressions_are_refused),
    };
    return check_run(tests);
}
