/*
 * test_format.c - canonical layout is its own layout, and the same tree.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/format.h"

#include "common/attr.h"
#include "pluto/parse.h"
#include "support/check.h"
#include "support/pluto_gen.h"
#include "support/pluto_same.h"

static void
format(const char *text, size_t len, struct strbuf *out)
{
    struct notes notes = {0};
    enum err e = pluto_format("t", text, len, &notes, out);
    notes_print(&notes, stderr, false);
    if (e != ERR_OK)
        fail_msg("%s", text);
    notes_fini(&notes);
}

static struct pluto *
parse(const char *text, size_t len)
{
    struct notes notes = {0};
    struct pluto *p;
    enum err e = pluto_parse("t", text, len, &notes, &p);
    notes_print(&notes, stderr, false);
    if (e != ERR_OK)
        fail_msg("%s", text);
    notes_fini(&notes);
    return p;
}

static void
assert_round(const char *text, size_t len, struct strbuf *one)
{
    struct strbuf two = {0};
    format(text, len, one);
    format(strbuf_get(one), one->len, &two);
    assert_string_equal(strbuf_get(one), strbuf_get(&two));
    struct pluto *a = parse(text, len), *b = parse(one->s, one->len);
    if (!pluto_same(a, b))
        fail_msg("another tree:\n%s\n----\n%s", text, strbuf_get(one));
    pluto_free(&a);
    pluto_free(&b);
    strbuf_fini(&two);
}

static void
examples_are_laid_out(void **state)
{
    (void)state;
    for (int i = 1; i <= 8; i++) {
        char name[64];
        snprintf(name, sizeof name, "pluto/procedures/PO-00%d.pluto", i);
        char *path = check_path(name);
        size_t len;
        char *text = check_read(path, &len);
        struct strbuf one = {0};
        assert_round(text, len, &one);
        snprintf(name, sizeof name, "pluto/PO-00%d.txt", i);
        check_golden(name, strbuf_get(&one));
        strbuf_fini(&one);
        free(text);
        free(path);
    }
}

static void
generated_procedures_are_laid_out(void **state)
{
    (void)state;
    for (unsigned i = 1; i <= 400; i++) {
        struct strbuf text = {0}, one = {0};
        const struct pluto_gen options = {
            .seed = i, .stmts = 1 + i % 60, .has_comments = i % 3 != 0};
        pluto_gen(&options, &text);
        assert_round(strbuf_get(&text), text.len, &one);
        strbuf_fini(&one);
        strbuf_fini(&text);
    }
}

static const struct layout {
    const char *from, *to;
} layouts[] = {
    {"PROCEDURE LOG \"a\";END PROCEDURE",
        "procedure\n  log \"a\";\nend procedure\n"},
    {"/* head */\n\n\n\nprocedure log - A, -B;// why\n\n\n\nlog \"x\" ;\n\n"
     "  // last\nend procedure\n\n// behind",
        "/* head */\n\nprocedure\n  log -A, -B;  // why\n\n  log \"x\";\n\n"
        "  // last\nend procedure\n\n// behind\n"},
    {"procedure log limit - checking status of P, 450mA, 5 W.m-2, a /* b */ c "
     "; end procedure",
        "procedure\n  log limit-checking status of P, 450mA, 5 W.m-2, a  /* b "
        "*/ c;\nend procedure\n"},
    {"procedure log A, // one\n B; end procedure",
        "procedure\n  log A,  // one\n      B;\nend procedure\n"},
};

static void
layout_is_as_it_should_be(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(layouts); i++) {
        struct strbuf one = {0};
        assert_round(layouts[i].from, strlen(layouts[i].from), &one);
        assert_string_equal(strbuf_get(&one), layouts[i].to);
        strbuf_fini(&one);
    }
}

static void
what_has_errors_is_left_alone(void **state)
{
    (void)state;
    static const char text[] = "procedure log 1 2; lgo; end procedure";
    struct notes notes = {0};
    struct strbuf out = {0};
    enum err e = pluto_format("t", text, sizeof text - 1, &notes, &out);
    assert_int_equal(e, ERR_FORMAT);
    assert_int_equal(out.len, 0);
    assert_int_equal(notes.errors, 2);
    notes_fini(&notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_are_laid_out),
        cmocka_unit_test(generated_procedures_are_laid_out),
        cmocka_unit_test(layout_is_as_it_should_be),
        cmocka_unit_test(what_has_errors_is_left_alone),
    };
    return check_run(tests);
}
