/*
 * world_value.c - values, rates and types as a world writes them.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "common/nearest.h"
#include "common/num.h"
#include "common/str.h"
#include "common/time.h"
#include "pluto/eval.h"
#include "pluto/unit.h"
#include "pluto/world_priv.h"

/* Words of the language of worlds that are units, too ("in" is an inch). */
static bool
is_taken(const char *word)
{
    static const char *const taken[] = {
        "in", "to", "at", "on", "by", "then", "after", "range", "with", "for"};
    for (size_t i = 0; i < ARRAY_LEN(taken); i++)
        if (strcasecmp(word, taken[i]) == 0)
            return true;
    return false;
}

static struct world_value *
new_value(struct world_reader *r, size_t first, struct pluto_value v)
{
    struct world_value *out = arena_alloc(&r->world->arena, sizeof *out);
    const struct world_word *w = &r->line.word[first];
    const struct world_word *last = &r->line.word[r->line.at - 1];
    *out = (struct world_value){.v = v,
        .all = r->world->values,
        .line = r->line.line,
        .col = w->col,
        .cols = last->col + last->cols - w->col};
    r->world->values = out;
    return out;
}

/* ---- numbers ------------------------------------------------------------- */

/* Where the unit of "450mA" begins; the length when there is none. */
static size_t
number_len(const char *s)
{
    size_t i = s[0] == '-' || s[0] == '+';
    if (s[i] == '0' && (s[i + 1] == 'x' || s[i + 1] == 'X'))
        return strlen(s);
    i += strspn(s + i, "0123456789.");
    size_t e = i + 1;
    if (s[i] == 'e' || s[i] == 'E') {
        e += s[e] == '-' || s[e] == '+';
        if (isdigit((unsigned char)s[e]))
            i = e + strspn(s + e, "0123456789");
    }
    return i;
}

static bool
begins_number(const char *s)
{
    s += *s == '-' || *s == '+';
    return isdigit((unsigned char)*s) ||
           (*s == '.' && isdigit((unsigned char)s[1]));
}

static struct pluto_value
number_of(const char *text, const struct pluto_unit *unit)
{
    int64_t i = 0;
    double d = 0;
    if (unit == NULL && num_parse_i64(text, &i))
        return pluto_integer(i);
    return num_parse_double(text, &d) && isfinite(d) ? pluto_real(d, unit)
                                                     : (struct pluto_value){0};
}

/* "5 degC", "450mA": the number's text and its unit's; false and a note. */
static bool
split_number(struct world_reader *r, char number[64], const char **unit)
{
    const struct world_word *w = world_line_next(&r->line);
    size_t len = number_len(w->text);
    *unit = NULL;
    if (len >= 64 || len == 0) {
        world_line_error(&r->line, "a number is expected here");
        return false;
    }
    memcpy(number, w->text, len);
    number[len] = '\0';
    r->line.at++;
    if (w->text[len] != '\0') {
        *unit = w->text + len;
        return true;
    }
    const struct world_word *next = world_line_next(&r->line);
    if (next != NULL && next->kind == WORLD_WORD && !is_taken(next->text) &&
        !begins_number(next->text) && next->text[0] != '+') {
        *unit = next->text;
        r->line.at++;
    }
    return true;
}

static bool
unit_of(struct world_reader *r, const char *text, size_t len,
    const struct pluto_unit **out)
{
    *out = text != NULL ? pluto_unit(text, len) : NULL;
    if (text == NULL || *out != NULL)
        return true;
    r->line.at--;
    world_line_error(&r->line, "'%.*s' is not a unit", (int)len, text);
    return false;
}

static bool
read_quantity(struct world_reader *r, struct pluto_value *out)
{
    char number[64];
    const char *text = NULL;
    const struct pluto_unit *unit = NULL;
    size_t at = r->line.at;
    if (!split_number(r, number, &text) ||
        !unit_of(r, text, text != NULL ? strlen(text) : 0, &unit))
        return false;
    *out = number_of(number, unit);
    if (out->type != PLUTO_NONE)
        return true;
    world_line_error_at(
        &r->line, at, "'%s' is not a number", r->line.word[at].text);
    return false;
}

/* ---- values -------------------------------------------------------------- */

static bool
read_bare(struct world_reader *r, const char *text, struct pluto_value *out)
{
    struct utc utc;
    bool is_true = strcasecmp(text, "true") == 0;
    if (is_true || strcasecmp(text, "false") == 0)
        *out = pluto_bool(is_true);
    else if (strlen(text) > 10 && text[4] == '-' &&
             utc_parse(text, &utc) == ERR_OK)
        *out = pluto_absolute(utc.ns);
    else if (begins_number(text))
        return read_quantity(r, out);
    else
        *out = pluto_enum(text, strlen(text));
    r->line.at++;
    return true;
}

struct world_value *
world_value_read(struct world_reader *r)
{
    struct pluto_value v = {0};
    size_t first = r->line.at;
    const struct world_word *w = world_line_next(&r->line);
    const char *argument = NULL;
    if (w == NULL || w->kind == WORLD_SIGN) {
        world_line_error(&r->line,
            "a value is expected here: 5 degC, 'standby', TRUE, \"text\"");
        return NULL;
    }
    if (w->kind == WORLD_TEXT || w->kind == WORLD_NAME) {
        v = w->kind == WORLD_TEXT ? pluto_string(w->text, strlen(w->text))
                                  : pluto_enum(w->text, strlen(w->text));
        r->line.at++;
    } else if (world_line_take(&r->line, "argument")) {
        struct world_name name;
        if (!world_name_read(r, NULL, 0, &name))
            return NULL;
        argument = name.key[0];
    } else if (!read_bare(r, w->text, &v)) {
        return NULL;
    }
    struct world_value *out = new_value(r, first, v);
    out->argument = argument;
    return out;
}

/* Seconds of the last part of "degC/min"; *len: without it. */
static double
per_seconds(const char *text, size_t *len)
{
    static const struct {
        const char *tail;
        double s;
    } known[] = {{"/s", 1}, {"/min", 60}, {"/h", 3600}, {"/d", 86400}};
    *len = strlen(text);
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (str_suffix(text, known[i].tail)) {
            *len -= strlen(known[i].tail);
            return known[i].s;
        }
    return 0;
}

struct world_value *
world_rate_read(struct world_reader *r)
{
    char number[64];
    const char *text = NULL;
    const struct pluto_unit *unit = NULL;
    double d = 0, s = 0;
    size_t first = r->line.at, len = 0;
    const struct world_word *w = world_line_next(&r->line);
    if (w != NULL && w->kind == WORLD_WORD && begins_number(w->text) &&
        split_number(r, number, &text) && text != NULL &&
        num_parse_double(number, &d) && isfinite(d))
        s = per_seconds(text, &len);
    if (!(s > 0) || d < 0) {
        world_line_error_at(&r->line, first,
            "a rate is expected here: 0.3 degC/s, 2 V/min, 1 /s");
        return NULL;
    }
    if (!unit_of(r, len > 0 ? text : NULL, len, &unit))
        return NULL;
    return new_value(r, first, pluto_real(d / s, unit));
}

/* ---- types --------------------------------------------------------------- */

bool
world_range_read(struct world_reader *r, struct pluto_model_type *out)
{
    enum {
        MOST = 16
    };
    struct pluto_range *range =
        arena_alloc(&r->world->arena, MOST * sizeof *range);
    out->n_ranges = 0;
    do {
        struct world_value *v[2] = {NULL, NULL};
        v[0] = world_value_read(r);
        if (v[0] == NULL || !world_line_need(&r->line, "to"))
            return false;
        v[1] = world_value_read(r);
        if (v[1] == NULL || out->n_ranges == MOST)
            return false;
        double edge[2] = {0};
        for (int i = 0; i < 2; i++) {
            bool is_int = v[i]->v.type == PLUTO_INTEGER;
            if (!is_int && v[i]->v.type != PLUTO_REAL) {
                world_line_error(&r->line, "a range is of numbers");
                return false;
            }
            edge[i] = is_int ? (double)v[i]->v.i : v[i]->v.d;
            if (v[i]->v.unit != NULL && out->unit != NULL &&
                pluto_unit_agree(v[i]->v.unit, out->unit))
                edge[i] =
                    pluto_unit_convert(edge[i], v[i]->v.unit, out->unit, false);
        }
        range[out->n_ranges++] = (struct pluto_range){edge[0], edge[1]};
    } while (world_line_take(&r->line, ","));
    out->range = range;
    return true;
}

bool
world_labels_read(struct world_reader *r, struct pluto_model_type *out)
{
    size_t most = r->line.n - r->line.at + 1;
    const char **label = arena_alloc(&r->world->arena, most * sizeof *label);
    out->n_labels = 0;
    do {
        const struct world_word *w = world_line_next(&r->line);
        if (w == NULL || w->kind == WORLD_SIGN) {
            world_line_error(&r->line, "a name is expected here: 'standby'");
            return false;
        }
        label[out->n_labels++] = w->text;
        r->line.at++;
    } while (world_line_take(&r->line, ","));
    out->label = label;
    out->type = PLUTO_ENUM;
    return true;
}

bool
world_type_read(struct world_reader *r, struct pluto_model_type *out)
{
    static const char *const word[] = {"unsigned integer", "signed integer",
        "integer", "real", "Boolean", "string", "absolute time",
        "relative time", "enumerated"};
    static const enum pluto_type type[] = {PLUTO_UNSIGNED, PLUTO_INTEGER,
        PLUTO_INTEGER, PLUTO_REAL, PLUTO_BOOLEAN, PLUTO_STRING, PLUTO_ABSOLUTE,
        PLUTO_RELATIVE, PLUTO_ENUM};
    int i = world_line_choose(&r->line, word, ARRAY_LEN(word), "a type");
    if (i < 0)
        return false;
    *out = (struct pluto_model_type){.type = type[i]};
    const struct world_word *w = world_line_next(&r->line);
    if (w != NULL && w->kind == WORLD_WORD &&
        !world_line_is(&r->line, "range") &&
        !world_line_is(&r->line, "labels")) {
        r->line.at++;
        if (!unit_of(r, w->text, strlen(w->text), &out->unit))
            return false;
    }
    if (world_line_take(&r->line, "labels") && !world_labels_read(r, out))
        return false;
    return !world_line_take(&r->line, "range") || world_range_read(r, out);
}

/* ---- settling ------------------------------------------------------------ */

static void
settle_error(
    struct world_reader *r, const struct world_value *v, const char *why)
{
    notes_add_token(r->line.notes, NOTE_ERROR, r->world->file, v->line, v->col,
        v->cols, "%s", why);
}

/* Which of its labels; n_labels: none. */
static uint32_t
label_of(const struct pluto_model_type *type, const char *text)
{
    uint32_t i = 0;
    while (i < type->n_labels && !pluto_name_eq(text, type->label[i]))
        i++;
    return i;
}

static void
no_label(struct world_reader *r, const struct world_value *v,
    const struct pluto_model_type *type)
{
    struct strbuf why = {0};
    struct nearest near = nearest_to(v->v.text);
    nearest_try_all(&near, type->label, type->n_labels);
    strbuf_addf(&why, "'%s' is none of its values", v->v.text);
    if (near.best != NULL)
        strbuf_addf(&why, "; did you mean '%s'?", near.best);
    for (uint32_t i = 0; near.best == NULL && i < type->n_labels && i < 8; i++)
        strbuf_addf(&why, "%s'%s'", i > 0 ? ", " : ": ", type->label[i]);
    settle_error(r, v, strbuf_get(&why));
    strbuf_fini(&why);
}

/* A Boolean of a database has names for TRUE and FALSE: 'ON', 'OFF'.  False:
 * it has not this one. */
static bool
settle_name(struct world_reader *r, struct world_value *v,
    const struct pluto_model_type *type)
{
    bool is_name = v->v.type == PLUTO_ENUM || v->v.type == PLUTO_STRING;
    if (!is_name || type->n_labels == 0 ||
        (type->type != PLUTO_ENUM && type->type != PLUTO_BOOLEAN))
        return true;
    uint32_t i = label_of(type, v->v.text);
    if (i == type->n_labels) {
        no_label(r, v, type);
        return false;
    }
    if (type->type == PLUTO_BOOLEAN) {
        pluto_value_fini(&v->v);
        v->v = pluto_bool(i == 1);
    }
    return true;
}

void
world_value_settle(struct world_reader *r, struct world_value *v,
    const struct pluto_model_type *type)
{
    struct strbuf why = {0};
    if (v->argument != NULL || type->type == PLUTO_NONE ||
        !settle_name(r, v, type))
        return;
    bool is_number = type->type == PLUTO_INTEGER ||
                     type->type == PLUTO_UNSIGNED || type->type == PLUTO_REAL;
    /* Times have units, and a parameter in seconds may be a number. */
    if (v->v.type == PLUTO_REAL && v->v.unit != NULL && is_number &&
        type->unit != NULL && pluto_unit_agree(v->v.unit, type->unit)) {
        v->v.d = pluto_unit_convert(v->v.d, v->v.unit, type->unit, false);
        v->v.unit = type->unit;
    }
    if (v->v.unit != NULL && is_number && type->unit == NULL)
        settle_error(r, v, "it has no unit, this value has one");
    else if (!pluto_convert(&v->v, type->type, type->unit, &why))
        settle_error(r, v, strbuf_get(&why));
    strbuf_fini(&why);
}

void
world_ramp_settle(struct world_reader *r, struct world_value *v,
    const struct pluto_model_type *type, bool is_rate)
{
    const struct pluto_unit *have = v->v.unit, *want = type->unit;
    if (v->argument != NULL)
        settle_error(r, v, "a ramp to an argument is not possible");
    else if (type->type != PLUTO_REAL && type->type != PLUTO_INTEGER &&
             type->type != PLUTO_UNSIGNED)
        settle_error(r, v, "only numbers rise and fall");
    else if (is_rate && have != NULL && want == NULL)
        settle_error(r, v, "it has no unit, this rate has one");
    else if (is_rate && have != NULL && !pluto_unit_agree(have, want))
        settle_error(r, v, "the rate is of another physical quantity");
    else if (is_rate && have != NULL)
        v->v.d = pluto_unit_convert(v->v.d, have, want, true);
}
