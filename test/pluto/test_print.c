/*
 * test_print.c - the print of a procedure: nothing that is executed is missing,
 * nothing runs over the margin.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/print.h"

#include <glob.h>

#include "common/xalloc.h"
#include "pluto/parse.h"
#include "support/check.h"
#include "support/pluto_gen.h"

struct sheet {
    struct pluto *p;
    struct catalogue *catalogue;
    struct strbuf text;
};

static void
parse(struct sheet *s, const char *text, size_t len, const char *conf)
{
    struct notes notes = {0};
    *s = (struct sheet){0};
    assert_int_equal(pluto_parse("p", text, len, &notes, &s->p), ERR_OK);
    if (conf == NULL)
        s->catalogue = catalogue_empty("P-1");
    else
        assert_int_equal(catalogue_parse("c", "P-1", conf, strlen(conf), &notes,
                             &s->catalogue),
            ERR_OK);
    assert_int_equal(catalogue_bind(s->catalogue, s->p, &notes), ERR_OK);
    notes_fini(&notes);
}

static void
print(struct sheet *s, unsigned width, bool is_ascii)
{
    const struct approval a = {0};
    const struct pluto_print o = {width, is_ascii, &a, "00ff"};
    strbuf_reset(&s->text);
    pluto_print(s->p, s->catalogue, &o, &s->text);
}

static void
sheet_fini(struct sheet *s)
{
    pluto_free(&s->p);
    catalogue_free(&s->catalogue);
    strbuf_fini(&s->text);
}

/* ---- all that is there --------------------------------------------------- */

/* How often the number stands in its column, behind the actor's ten. */
static unsigned
count_number(const char *text, const char *number)
{
    unsigned n = 0;
    const size_t len = strlen(number);
    for (const char *at = text; at != NULL && *at != '\0';
         at = strchr(at, '\n'), at = at != NULL ? at + 1 : NULL)
        n += strcspn(at, "\n") >= 10 + len &&
             strncmp(at + 10, number, len) == 0 &&
             (at[10 + len] == ' ' || at[10 + len] == '\n');
    return n;
}

static void
check_complete(struct sheet *s, const char *name)
{
    for (uint32_t i = 0; i < s->p->n_stmts; i++) {
        struct strbuf number = {0};
        pluto_number(s->p, i, &number);
        const unsigned n =
            count_number(strbuf_get(&s->text), strbuf_get(&number));
        if (n != 1)
            fail_msg("%s: %s is there %u times in\n%s", name,
                strbuf_get(&number), n, strbuf_get(&s->text));
        strbuf_fini(&number);
    }
}

static unsigned
columns(const char *line, size_t len)
{
    unsigned n = 0;
    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)line[i] & 0xc0) != 0x80;
    return n;
}

static void
check_width(const char *text, unsigned width, bool is_ascii)
{
    for (const char *at = text; *at != '\0';) {
        const size_t len = strcspn(at, "\n");
        if (columns(at, len) > width)
            fail_msg("wider than %u: %.*s", width, (int)len, at);
        for (size_t i = 0; i < len && is_ascii; i++)
            assert_in_range(at[i], ' ', '~');
        at += len + (at[len] == '\n');
    }
}

/* Without blanks and brackets, so that a line that was broken is found. */
static char *
squeezed(const char *text, size_t len)
{
    struct strbuf out = {0};
    for (size_t i = 0; i < len; i++) {
        if (strncmp(text + i, "\xe2\x94\x82", 3) == 0)
            i += 2;
        else if (strchr(" \n|", text[i]) == NULL)
            strbuf_addc(&out, text[i]);
    }
    return strbuf_take(&out);
}

struct hunt {
    const struct pluto *p;
    const char *name, *text; /* squeezed */
};

static void
has(const struct hunt *h, struct pluto_span span)
{
    struct strbuf source = {0};
    pluto_text(h->p, span, &source);
    char *want = squeezed(strbuf_get(&source), source.len);
    if (strstr(h->text, want) == NULL)
        fail_msg("%s: \"%s\" is lost in\n%s", h->name, want, h->text);
    free(want);
    strbuf_fini(&source);
}

static void
has_timeout(const struct hunt *h, const struct pluto_timeout *t)
{
    if (t->expr != NULL)
        has(h, t->expr->span);
    if (t->event != NULL)
        has(h, t->event->span);
}

static void
has_call(const struct hunt *h, const struct pluto_call *c)
{
    has(h, c->ref->span);
    for (uint32_t i = 0; i < c->n_arguments; i++)
        has(h, c->argument[i].span);
    for (uint32_t i = 0; i < c->n_directives; i++)
        has(h, c->directive[i].span);
    if (c->value_set != NULL)
        has(h, c->value_set->span);
}

static void
has_text(const struct hunt *h, const char *text)
{
    char *want = squeezed(text, strlen(text));
    if (strstr(h->text, want) == NULL)
        fail_msg("%s: \"%s\" is lost in\n%s", h->name, want, h->text);
    free(want);
}

/* Item and expected value of each check, wherever its operator stands. */
static void
has_test(const struct hunt *h, const struct pluto_expr *e)
{
    const bool is_pair = e->kind == PLUTO_E_BINARY;
    if (is_pair && e->op == PLUTO_AND && !e->in_parens) {
        has_test(h, e->a);
        has_test(h, e->b);
    } else if (is_pair && e->op >= PLUTO_EQ && e->op <= PLUTO_GE) {
        has(h, e->a->span);
        has(h, e->b->span);
    } else {
        has(h, e->span);
    }
}

static void
has_save(const struct hunt *h, const struct pluto_save *s)
{
    for (uint32_t i = 0; s != NULL && i < s->n; i++) {
        has(h, s->item[i].ref->span);
        has_text(h, s->item[i].by->text);
    }
}

/* The words of a statement, as far as they stand in one piece. */
static void
has_words(const struct hunt *h, const struct pluto_stmt *s)
{
    switch ((enum pluto_stmt_kind)s->kind) {
    case PLUTO_S_CONFIRM:
    case PLUTO_S_INITIATE:
        has_call(h, &s->call);
        break;
    case PLUTO_S_INFORM:
    case PLUTO_S_LOG:
        for (uint32_t i = 0; i < s->text.n; i++)
            has(h, s->text.expr[i]->span);
        break;
    case PLUTO_S_ASSIGN:
        has(h, s->assign.ref->span);
        has(h, s->assign.expr->span);
        break;
    case PLUTO_S_IF:
        has(h, s->branch.test->span);
        break;
    case PLUTO_S_WHILE:
    case PLUTO_S_REPEAT:
        has(h, s->loop.test->span);
        has_timeout(h, &s->loop.timeout);
        break;
    case PLUTO_S_WAIT_UNTIL:
        has_test(h, s->wait.until);
        has_timeout(h, &s->wait.timeout);
        has_save(h, s->wait.save);
        break;
    case PLUTO_S_WAIT_FOR:
        has(h, s->wait.until->span);
        has_timeout(h, &s->wait.timeout);
        has_save(h, s->wait.save);
        break;
    case PLUTO_S_RAISE:
        has(h, s->raise->span);
        break;
    case PLUTO_S_FOR:
        has(h, s->loop.from->span);
        has(h, s->loop.to->span);
        has_timeout(h, &s->loop.timeout);
        break;
    case PLUTO_S_WAIT_EVENT:
        has(h, s->wait.event->span);
        has_timeout(h, &s->wait.timeout);
        break;
    case PLUTO_S_CONTEXT:
        has(h, s->context.ref->span);
        break;
    case PLUTO_S_CASE:
        has(h, s->case_of.subject->span);
        break;
    case PLUTO_S_OBJECT:
        has(h, s->span);
        break;
    case PLUTO_S_CHECK:
        has_test(h, s->wait.until);
        has_timeout(h, &s->wait.timeout);
        has_save(h, s->wait.save);
        break;
    case PLUTO_S_SAVE:
        has_save(h, s->save);
        break;
    case PLUTO_S_ASK:
        if (s->ask != NULL)
            has_text(h, s->ask);
        break;
    case PLUTO_S_STEP:
    case PLUTO_S_PARALLEL:
    case PLUTO_S_COUNT:
        break;
    }
    for (unsigned i = 0; i < PLUTO_OUTCOME_COUNT && s->has_test; i++) {
        if (s->test[i].times != NULL)
            has(h, s->test[i].times->span);
        has_timeout(h, &s->test[i].timeout);
    }
}

static void
check_words(const struct sheet *s, const char *name)
{
    char *text = squeezed(strbuf_get(&s->text), s->text.len);
    const struct hunt h = {s->p, name, text};
    for (uint32_t i = 0; i < s->p->n_stmts; i++)
        has_words(&h, s->p->stmt[i]);
    free(text);
}

static void
check_text(const char *text, size_t len, const char *path, bool *kinds)
{
    struct sheet s;
    parse(&s, text, len, NULL);
    for (uint32_t i = 0; i < s.p->n_stmts; i++)
        kinds[s.p->stmt[i]->kind] = true;
    for (unsigned width = 40; width <= 100; width += 20)
        for (unsigned is_ascii = 0; is_ascii < 2; is_ascii++) {
            print(&s, width, is_ascii == 1);
            check_complete(&s, path);
            check_words(&s, path);
            check_width(strbuf_get(&s.text), width, is_ascii == 1);
        }
    sheet_fini(&s);
}

static void
check_all(const char *path, bool *kinds)
{
    size_t len;
    char *text = check_read(path, &len);
    check_text(text, len, path, kinds);
    free(text);
}

/* Those that are shipped, and the examples of the language. */
static void
nothing_of_any_procedure_is_lost(void **state)
{
    (void)state;
    static const char *const where[] = {
        "pluto/procedures/*.pluto", "../procedures/*.pluto"};
    bool kinds[PLUTO_S_COUNT] = {false};
    size_t n = 0;
    for (unsigned i = 0; i < 2; i++) {
        glob_t g;
        char *pattern = check_path(where[i]);
        assert_int_equal(glob(pattern, 0, NULL, &g), 0);
        for (size_t k = 0; k < g.gl_pathc; k++, n++)
            check_all(g.gl_pathv[k], kinds);
        globfree(&g);
        free(pattern);
    }
    assert_true(n > 20);
    for (unsigned i = 0; i < PLUTO_S_COUNT; i++)
        if (!kinds[i])
            print_message("no procedure has \"%s\"\n",
                pluto_stmt_kind_str((enum pluto_stmt_kind)i));
}

/* Programs that nobody wrote. */
static void
nothing_of_generated_programs_is_lost(void **state)
{
    (void)state;
    bool kinds[PLUTO_S_COUNT] = {false};
    for (uint64_t seed = 1; seed <= 300; seed++) {
        const struct pluto_gen g = {seed, 1 + (unsigned)(seed % 60), true};
        struct strbuf text = {0};
        char name[32];
        (void)snprintf(name, sizeof name, "seed %u", (unsigned)seed);
        pluto_gen(&g, &text);
        check_text(strbuf_get(&text), text.len, name, kinds);
        strbuf_fini(&text);
    }
    for (unsigned i = 0; i < PLUTO_S_COUNT; i++)
        if (!kinds[i] && i != PLUTO_S_OBJECT)
            fail_msg("no program has \"%s\"",
                pluto_stmt_kind_str((enum pluto_stmt_kind)i));
}

/* ---- how it looks -------------------------------------------------------- */

static void
looks(const char *path, const char *conf, const char *golden, bool is_ascii)
{
    size_t len;
    struct sheet s;
    char *at = check_path(path), *text = check_read(at, &len);
    parse(&s, text, len, conf);
    print(&s, 80, is_ascii);
    check_golden(golden, strbuf_get(&s.text));
    sheet_fini(&s);
    free(text);
    free(at);
}

static void
examples_look_so(void **state)
{
    (void)state;
    looks("../procedures/SIF-ACT-01.pluto", NULL, "print_sif_act.txt", false);
    looks("../procedures/SIF-CRW-01.pluto", NULL, "print_sif_crw.txt", true);
    looks("pluto/procedures/PO-006.pluto", NULL, "print_po_006.txt", true);
    looks("pluto/procedures/PO-008.pluto", NULL, "print_po_008.txt", false);
}

/* What the catalogue says of a step stands before it, in the margin, behind. */
static void
catalogue_entries_are_printed(void **state)
{
    (void)state;
    static const char text[] = "procedure\n  initiate and confirm step Close\n"
                               "    log \"x\";\n  end step;\nend procedure\n";
    static const char conf[] =
        "id = \"P-1\"\ntitle = \"Cover\"\nversion = \"2\"\n"
        "step \"Close\" {\n  actor = \"CREW\"\n"
        "  warning = {\"Sharp edge.\"}\n  caution = {\"Fingers clear.\"}\n"
        "  note = {\"It clicks.\"}\n  tick = true\n  acknowledge = true\n"
        "  enter \"Angle\" { prompt = \"on the dial\" unit = deg }\n}\n";
    struct sheet s;
    parse(&s, text, strlen(text), conf);
    print(&s, 60, true);
    check_golden("print_catalogue.txt", strbuf_get(&s.text));
    check_width(strbuf_get(&s.text), 60, true);
    sheet_fini(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_of_any_procedure_is_lost),
        cmocka_unit_test(nothing_of_generated_programs_is_lost),
        cmocka_unit_test(examples_look_so),
        cmocka_unit_test(catalogue_entries_are_printed),
    };
    return check_run(tests);
}
