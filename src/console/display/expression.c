/*
 * expression.c - "= va * @E/PDU/BUS_A_I + vb": arithmetic in definitions.
 *
 * Operators stand between blanks, because '/' and '-' are letters of names.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "console/display/parse.h"

#define DEPTH_MAX 32 /* of parentheses and signs */

struct reader {
    struct parse *p;
    const struct statement *s;
    size_t i, off; /* word, and byte in it */
    struct rough *def;
    struct step *step;
    size_t cap;
    int depth;
};

/* A parenthesis, or what stands up to one or a blank. */
struct token {
    char *text;
    struct place at;
    size_t len;
};

static struct token
peek(const struct reader *r)
{
    const struct word *word = &r->s->word[r->i];
    const char *s = word->text + r->off;
    size_t n = *s == '(' || *s == ')' ? 1 : strcspn(s, "()");
    struct token t = {.at = word->at, .len = n};
    t.text = arena_strndup(&r->p->arena, s, n);
    /* names and numbers are plain letters */
    t.at.col += (unsigned)r->off;
    t.at.cells = n > 0 ? (unsigned)n : 1;
    return t;
}

/* Go on behind `n` bytes of the word. */
static void
advance(struct reader *r, size_t n)
{
    r->off += n;
    if (r->i < r->s->n && r->s->word[r->i].text[r->off] == '\0') {
        r->i++;
        r->off = 0;
    }
}

static bool
fail(struct reader *r, struct place at, const char *text)
{
    parse_error(r->p, at, "%s", text);
    return false;
}

static bool
emit(struct reader *r, const struct step *step)
{
    struct rough *def = r->def;
    if (def->n_steps == DISPLAY_OPS_MAX)
        return fail(r, step->at, "the expression is too long");
    r->step = xgrow(r->step, def->n_steps, &r->cap, sizeof *r->step);
    r->step[def->n_steps++] = *step;
    return true;
}

static bool read_sum(struct reader *r);

static bool
read_group(struct reader *r, struct token open)
{
    advance(r, 1);
    if (!read_sum(r))
        return false;
    if (!str_eq(peek(r).text, ")"))
        return fail(r, open.at, "this parenthesis is not closed");
    advance(r, 1);
    return true;
}

static bool
read_name(struct reader *r, struct token t)
{
    if (!isalpha((unsigned char)t.text[0]) && strchr("/@_", t.text[0]) == NULL)
        return fail(r, t.at, "a number, a name or '(' is expected here");
    if (t.text[strcspn(t.text, "*+\"")] != '\0')
        return fail(r, t.at, "an operator stands between blanks");
    advance(r, t.len);
    return emit(r,
        &(struct step){.kind = DISPLAY_PUSH_ITEM, .name = t.text, .at = t.at});
}

static bool
read_operand(struct reader *r)
{
    struct token t = peek(r);
    double v;
    if (t.len == 0)
        return fail(r, t.at, "the expression ends too early");
    if (++r->depth > DEPTH_MAX)
        return fail(r, t.at, "parentheses are nested too deep");
    bool is = false;
    if (t.text[0] == '(') {
        is = read_group(r, t);
    } else if ((isdigit((unsigned char)t.text[0]) || t.text[0] == '.') &&
               num_parse_double(t.text, &v) && isfinite(v)) {
        advance(r, t.len);
        is = emit(r, &(struct step){
                         .kind = DISPLAY_PUSH_NUMBER, .number = v, .at = t.at});
    } else if (t.text[0] == '-') {
        advance(r, 1);
        is = read_operand(r) &&
             emit(r, &(struct step){.kind = DISPLAY_NEG, .at = t.at});
    } else {
        is = read_name(r, t);
    }
    r->depth--;
    return is;
}

/* One of the `n` operators, as a word of its own. */
static bool
is_operator(const struct token *t, const char *chars)
{
    return t->len == 1 && strchr(chars, t->text[0]) != NULL;
}

static bool
read_product(struct reader *r)
{
    if (!read_operand(r))
        return false;
    for (struct token t = peek(r); is_operator(&t, "*/"); t = peek(r)) {
        struct step step = {
            .kind = t.text[0] == '*' ? DISPLAY_MUL : DISPLAY_DIV, .at = t.at};
        advance(r, 1);
        if (!read_operand(r) || !emit(r, &step))
            return false;
    }
    return true;
}

static bool
read_sum(struct reader *r)
{
    if (!read_product(r))
        return false;
    for (struct token t = peek(r); is_operator(&t, "+-"); t = peek(r)) {
        struct step step = {
            .kind = t.text[0] == '+' ? DISPLAY_ADD : DISPLAY_SUB, .at = t.at};
        advance(r, 1);
        if (!read_product(r) || !emit(r, &step))
            return false;
    }
    return true;
}

/* What stands behind the expression has to be an option. */
static bool
read_end(struct reader *r)
{
    struct token t = peek(r);
    if (t.text[0] == ')')
        return fail(r, t.at, "there is no '(' for this");
    if (r->off > 0 || (t.len > 0 && strchr("+-*/(", t.text[0]) != NULL))
        return fail(r, t.at, "an operator stands between blanks");
    return true;
}

size_t
parse_expression(
    struct parse *p, const struct statement *s, size_t i, struct rough *def)
{
    struct reader r = {.p = p, .s = s, .i = i, .def = def};
    def->is_bad = !read_sum(&r) || !read_end(&r);
    def->step = arena_alloc(&p->arena, (def->n_steps + 1) * sizeof *def->step);
    if (def->n_steps > 0)
        memcpy(def->step, r.step, def->n_steps * sizeof *def->step);
    free(r.step);
    return def->is_bad ? s->n : r.i;
}

/* ---- names looked up ----------------------------------------------------- */

struct flat {
    struct parse *p;
    struct display_op *op; /* owned until it is the definition's */
    size_t n, cap;
};

static bool
add_op(struct flat *f, enum display_op_kind kind, double number, uint32_t item)
{
    if (f->n > DISPLAY_OPS_MAX)
        return false;
    f->op = xgrow(f->op, f->n, &f->cap, sizeof *f->op);
    f->op[f->n++] =
        (struct display_op){.kind = kind, .number = number, .item = item};
    return true;
}

/* The item must be a number; texts and times are none. */
static bool
is_number(struct parse *p, uint32_t item, struct place at)
{
    if (p->mdb == NULL)
        return true;
    enum mdb_kind kind = mdb_item_type(p->mdb, item)->eng_kind;
    bool is = kind != MDB_STRING && kind != MDB_BINARY && kind != MDB_TIME &&
              kind != MDB_NONE;
    if (!is)
        parse_error(p, at, "%s is no number", p->mdb->item[item].name);
    return is;
}

/* A parameter as its definition shows it: in the unit it is shown in. */
static void
add_param(struct flat *f, const struct display_def *d)
{
    add_op(f, DISPLAY_PUSH_ITEM, 0, d->item);
    if (d->convert.is_set && d->convert.scale != 1) {
        add_op(f, DISPLAY_PUSH_NUMBER, d->convert.scale, MDB_NIL);
        add_op(f, DISPLAY_MUL, 0, MDB_NIL);
    }
    if (d->convert.is_set && d->convert.offset != 0) {
        add_op(f, DISPLAY_PUSH_NUMBER, d->convert.offset, MDB_NIL);
        add_op(f, DISPLAY_ADD, 0, MDB_NIL);
    }
}

/* A name that is a definition: its value. */
static bool
add_definition(struct flat *f, struct rough *named, const struct step *step)
{
    named->is_used = true;
    if (named->flattened == PROGRESS_NOW) {
        parse_error(f->p, step->at, "'%s' depends on itself", step->name);
        return false;
    }
    if (named->d.source == DISPLAY_EXPRESSION)
        parse_flatten(f->p, named);
    if (named->is_bad)
        return false; /* told where it is defined */
    if (named->d.source == DISPLAY_EXPRESSION) {
        for (size_t i = 0; i < named->d.n_ops; i++)
            add_op(f, named->d.op[i].kind, named->d.op[i].number,
                named->d.op[i].item);
        return true;
    }
    if (named->d.source != DISPLAY_PARAM) {
        parse_error(f->p, step->at,
            "'%s' counts packets; only parameters can be reckoned with",
            step->name);
        return false;
    }
    if (!is_number(f->p, named->d.item, step->at))
        return false;
    add_param(f, &named->d);
    return true;
}

/* "va/vb": a definition and an operator that touch. */
static bool
is_glued(struct parse *p, const char *name)
{
    size_t n = strcspn(name, "/-");
    return n > 0 && name[n] != '\0' &&
           parse_find(p, arena_strndup(&p->arena, name, n)) != NULL;
}

static bool
add_name(struct flat *f, const struct step *step)
{
    struct parse *p = f->p;
    struct rough *named = parse_find(p, step->name);
    if (named != NULL)
        return add_definition(f, named, step);
    if (is_glued(p, step->name)) {
        parse_error(p, step->at, "an operator stands between blanks");
        return false;
    }
    const char *path = parse_path(p, step->name, step->at);
    if (path == NULL)
        return false;
    uint32_t item = MDB_NIL;
    if (p->mdb != NULL) {
        struct nearest near = nearest_to(step->name);
        for (size_t i = 0; i < p->n_defs; i++)
            nearest_try(&near, p->def[i].d.name);
        if (near.best != NULL && strchr("/@", step->name[0]) == NULL &&
            mdb_find_item(p->mdb, path) == MDB_NIL) {
            parse_error(p, step->at,
                "'%s' is not defined; did you mean '%s' (line %u)?", step->name,
                near.best, parse_find(p, near.best)->at.line);
            return false;
        }
        item = parse_item(p, path, step->at);
        if (item == MDB_NIL || !is_number(p, item, step->at))
            return false;
    }
    return add_op(f, DISPLAY_PUSH_ITEM, 0, item);
}

/* Operands that are held at once. */
static size_t
stack_need(const struct flat *f)
{
    size_t now = 0, most = 0;
    for (size_t i = 0; i < f->n; i++) {
        if (f->op[i].kind == DISPLAY_PUSH_NUMBER ||
            f->op[i].kind == DISPLAY_PUSH_ITEM)
            now++;
        else if (f->op[i].kind != DISPLAY_NEG)
            now--;
        most = now > most ? now : most;
    }
    return most;
}

void
parse_flatten(struct parse *p, struct rough *def)
{
    struct flat f = {.p = p};
    if (def->flattened != PROGRESS_NONE)
        return;
    def->flattened = PROGRESS_NOW;
    if (++p->depth > DEPTH_MAX) {
        parse_error(p, def->source_at,
            "definitions refer to each other more than %d deep", DEPTH_MAX);
        def->is_bad = true;
    }
    for (size_t i = 0; i < def->n_steps && !def->is_bad; i++) {
        const struct step *step = &def->step[i];
        if (step->kind == DISPLAY_PUSH_ITEM)
            def->is_bad = !add_name(&f, step);
        else
            add_op(&f, step->kind, step->number, MDB_NIL);
    }
    p->depth--;
    if (!def->is_bad && f.n > DISPLAY_OPS_MAX) {
        parse_error(p, def->source_at,
            "the expression is too long: more than %d steps with what it "
            "refers to",
            DISPLAY_OPS_MAX);
        def->is_bad = true;
    } else if (!def->is_bad && stack_need(&f) > DISPLAY_STACK_MAX) {
        parse_error(p, def->source_at, "the expression is nested too deep");
        def->is_bad = true;
    }
    def->d.op = f.op;
    def->d.n_ops = f.n;
    def->flattened = PROGRESS_DONE;
}
