/*
 * fuzz_pluto_eval.c - any expression over names of every kind: no crash, and a
 * value of the type and unit that it was said to have.
 *
 * The first byte chooses: the rest is an expression as text, or each byte
 * chooses a production of a small grammar, which makes valid ones.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "pluto/compute.h"
#include "pluto/function.h"
#include "pluto/parse.h"
#include "pluto/unit.h"
#include "support/pluto_names.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    const uint8_t *p;
    size_t n;
};

static uint8_t
next(struct input *in)
{
    if (in->n == 0)
        return 0;
    in->n--;
    return *in->p++;
}

static void expression(struct input *in, struct strbuf *out, unsigned depth);

static void
leaf(struct input *in, struct strbuf *out)
{
    static const char *const leaves[] = {"A", "B", "U", "R", "Volt", "Milli",
        "Amp", "Temp", "Kelvin", "Angle", "Rate", "Text", "Mode", "Yes", "No",
        "At", "Epoch", "Span", "Seconds", "Odd", "Big", "Gone", "Bad", "Any",
        "0", "1", "-1", "2.5", "0.1", "9223372036854775807",
        "18446744073709551615", "1e308", "5 V", "3 A", "450 mA", "-20 degC",
        "293.15 K", "30 deg", "0.2 deg/h", "5 s", "1.5 min", "250 ms",
        "1h30min", "2027-03-14T09:26:53.5Z", "\"abc\"", "\"12\"", "'standby'",
        "TRUE", "FALSE", "current time ()", "pi ()", "validity status of Volt",
        "3 counts", "8 bit", "1 KiB", "5 m/s2", "4 m2", "0.0", "10 Hz"};
    strbuf_adds(out, leaves[next(in) % ARRAY_LEN(leaves)]);
}

static void
call(struct input *in, struct strbuf *out, unsigned depth)
{
    const struct pluto_function *f =
        &pluto_function[next(in) % pluto_n_functions];
    unsigned n = f->max == PLUTO_FUNCTION_MANY ? 1 + next(in) % 3u : f->max;
    strbuf_addf(out, "%s (", f->name);
    for (unsigned i = 0; i < n; i++) {
        strbuf_adds(out, i > 0 ? ", " : "");
        expression(in, out, depth);
    }
    strbuf_adds(out, ")");
}

static void
operation(struct input *in, struct strbuf *out, unsigned depth)
{
    static const char *const op[] = {" or ", " xor ", " and ", " = ",
        " != ", " < ", " > ", " <= ", " >= ", " + ", " - ", " * ", " / ",
        " ** ", " between ", " within ", " in "};
    const char *this = op[next(in) % ARRAY_LEN(op)];
    strbuf_adds(out, "(");
    expression(in, out, depth);
    strbuf_adds(out, this);
    strbuf_adds(out, this[1] == 'i' || strstr(this, "with") ? "(" : "");
    expression(in, out, depth);
    if (strstr(this, "between"))
        strbuf_adds(out, " and ");
    else if (strstr(this, "within"))
        strbuf_adds(out, next(in) & 1 ? ") % of " : ") of ");
    if (strstr(this, "between") || strstr(this, "within"))
        expression(in, out, depth);
    strbuf_adds(out, this[1] == 'i' ? "))" : ")");
}

static void
expression(struct input *in, struct strbuf *out, unsigned depth)
{
    const uint8_t choice = next(in);
    if (depth == 0 || choice < 90) {
        leaf(in, out);
    } else if (choice < 130) {
        call(in, out, depth - 1);
    } else if (choice < 150) {
        strbuf_adds(out, choice & 1 ? "(not " : "(- ");
        expression(in, out, depth - 1);
        strbuf_adds(out, ")");
    } else {
        operation(in, out, depth - 1);
    }
}

/* Was the value foreseen? */
static void
check(const struct pluto_static *s, const struct pluto_value *v)
{
    if (s->type == PLUTO_NONE || pluto_is_nan(v)) /* NaN is no time */
        return;
    /* a ** b is whole where both are, and b is not negative */
    const bool same = s->type == v->type ||
                      (pluto_is_number(s->type) && pluto_is_integer(v->type));
    if (same &&
        (!pluto_is_number(v->type) || !s->unit_is_known || v->unit == s->unit))
        return;
    fprintf(stderr, "foreseen: %s %s; it is: %s %s\n", pluto_type_str(s->type),
        pluto_unit_str(s->unit), pluto_type_str(v->type),
        pluto_unit_str(v->unit));
    abort();
}

static void
save(const struct pluto_value *v)
{
    struct strbuf text = {0};
    struct pluto_value back;
    size_t used;
    pluto_value_show(v, &text);
    strbuf_reset(&text);
    pluto_value_save(v, &text);
    if (!pluto_value_load(text.s, text.len, &back, &used) || used != text.len)
        abort();
    pluto_value_fini(&back);
    strbuf_fini(&text);
}

static void
evaluate(const struct pluto *p, struct pluto_expr *e)
{
    static const struct pluto_static_env types = {.type_of = pluto_names_type};
    static const struct pluto_env env = {
        .get = pluto_names_get, .now = INT64_C(1804929700123456789)};
    struct notes notes = {0};
    struct strbuf why = {0};
    struct pluto_value v;
    const struct pluto_static s = pluto_type_of(p, e, &types, &notes);
    const enum pluto_known known = pluto_eval(e, &env, &v, &why);
    if ((known == PLUTO_KNOWN) != (why.len == 0) ||
        (known != PLUTO_KNOWN && v.type != PLUTO_NONE))
        abort();
    if (known == PLUTO_KNOWN) {
        if (notes.errors == 0)
            check(&s, &v);
        save(&v);
    }
    pluto_value_fini(&v);
    notes_fini(&notes);
    strbuf_fini(&why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct strbuf text = {0};
    struct notes notes = {0};
    struct pluto *p = NULL;
    struct input in = {data + 1, size - 1};
    strbuf_adds(&text, "procedure\nlog ");
    if (data[0] == 't')
        strbuf_add(&text, data + 1, size - 1);
    else
        expression(&in, &text, 8);
    strbuf_adds(&text, ";\nend procedure\n");
    if (text.len < 20000 &&
        pluto_parse("f", text.s, text.len, &notes, &p) == ERR_OK)
        for (uint32_t i = 0; i < p->n_stmts; i++)
            for (uint32_t j = 0;
                 p->stmt[i]->kind == PLUTO_S_LOG && j < p->stmt[i]->text.n; j++)
                evaluate(p, p->stmt[i]->text.expr[j]);
    pluto_free(&p);
    notes_fini(&notes);
    strbuf_fini(&text);
    return 0;
}
