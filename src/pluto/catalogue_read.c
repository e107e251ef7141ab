/*
 * catalogue_read.c - the text of a catalogue file.
 *
 * SPDX-License-Identifier: ISC
 */
#include <confuse.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/str.h"
#include "common/time.h"
#include "mission/reading.h"
#include "pluto/catalogue_priv.h"
#include "pluto/unit.h"

#define TEXT_MAX       1024 /* bytes of one text */
#define NAME_MAX_BYTES 120

/* ---- every option, one row each ------------------------------------------ */

/* X(kind, section, name) */
#define TOP(X)                                                                 \
    X(VALUE, "", id)                                                           \
    X(VALUE, "", title)                                                        \
    X(VALUE, "", version)                                                      \
    X(VALUE, "", author)                                                       \
    X(VALUE, "", objective)                                                    \
    X(VALUE, "", location)                                                     \
    X(VALUE, "", criticality)                                                  \
    X(LIST, "", tools)                                                         \
    X(LIST, "", parts)                                                         \
    X(LIST, "", references)                                                    \
    X(VALUE, "", duration)                                                     \
    X(VALUE, "", actor)                                                        \
    X(VALUE, "", link)                                                         \
    X(VALUE, "", display)                                                      \
    X(VALUE, "", guards)                                                       \
    X(TITLED, "", argument)                                                    \
    X(TITLED, "", step)                                                        \
    X(TITLED, "", value_set)
#define TYPED(X, section)                                                      \
    X(VALUE, section, type)                                                    \
    X(VALUE, section, unit)                                                    \
    X(VALUE, section, min)                                                     \
    X(VALUE, section, max)                                                     \
    X(LIST, section, values)
#define ARGUMENT(X)                                                            \
    TYPED(X, "argument")                                                       \
    X(VALUE, "argument", default)
#define STEP(X)                                                                \
    X(VALUE, "step", actor)                                                    \
    X(LIST, "step", warning)                                                   \
    X(LIST, "step", caution)                                                   \
    X(LIST, "step", note)                                                      \
    X(VALUE, "step", tick)                                                     \
    X(VALUE, "step", acknowledge)                                              \
    X(VALUE, "step", duration)                                                 \
    X(TITLED, "step", enter)
#define ENTER(X)                                                               \
    TYPED(X, "enter")                                                          \
    X(VALUE, "enter", prompt)
#define VALUE_SET(X)                                                           \
    X(VALUE, "value_set", activity)                                            \
    X(LIST, "value_set", values)

#define RULE(kind, section, name) {section, #name, CONF_##kind},
static const struct conf_rule conf_rules[] = {
    TOP(RULE) ARGUMENT(RULE) STEP(RULE) ENTER(RULE) VALUE_SET(RULE)};

/* libconfuse's view of the same.  It copies them, but not as const. */
#define OPT(kind, section, name) OPT_##kind(name)
#define OPT_VALUE(name)          CFG_STR(#name, NULL, CFGF_NODEFAULT),
#define OPT_LIST(name)           CFG_STR_LIST(#name, NULL, CFGF_NODEFAULT),
#define OPT_TITLED(name)         CFG_SEC(#name, name##_opts, CFGF_MULTI | CFGF_TITLE),

/* clang-format off */
static cfg_opt_t enter_opts[] = { ENTER(OPT) CFG_END() };
static cfg_opt_t argument_opts[] = { ARGUMENT(OPT) CFG_END() };
static cfg_opt_t value_set_opts[] = { VALUE_SET(OPT) CFG_END() };
static cfg_opt_t step_opts[] = { STEP(OPT) CFG_END() };
static cfg_opt_t top_opts[] = { TOP(OPT) CFG_END() };
/* clang-format on */

/* ---- texts --------------------------------------------------------------- */

static const char *
keep(struct catalogue *c, const struct reading *r, const char *name,
    size_t longest)
{
    char *text = reading_text(r, name, longest);
    const char *kept = text != NULL ? arena_strdup(&c->arena, text) : NULL;
    free(text);
    return kept;
}

static void
set_text(struct catalogue *c, const struct reading *r, const char *name,
    const char **out)
{
    const char *text = keep(c, r, name, TEXT_MAX);
    if (text != NULL)
        *out = text;
}

static void
keep_list(struct catalogue *c, const struct reading *r, const char *name,
    const char *const **out, size_t *n)
{
    const struct conf_entry *e = reading_given(r, name);
    *n = 0;
    if (e == NULL)
        return;
    const char **list = arena_alloc(&c->arena, e->n_values * sizeof *list);
    for (unsigned i = 0; i < e->n_values; i++) {
        const char *text = cfg_getnstr(r->cfg, name, i);
        if (text == NULL || text[0] == '\0')
            reading_error(r, e->value[i], "a text is expected here");
        else if (!str_is_clean(text, strlen(text)))
            reading_error(
                r, e->value[i], "%s has characters that cannot be shown", name);
        else if (strlen(text) > TEXT_MAX)
            reading_error(
                r, e->value[i], "%s is longer than %d bytes", name, TEXT_MAX);
        else
            list[(*n)++] = arena_strdup(&c->arena, text);
    }
    *out = list;
}

static int64_t
duration(const struct reading *r, const char *name)
{
    struct conf_place at;
    int64_t ns = 0;
    const char *text = reading_text_at(r, name, &at);
    if (text != NULL && duration_parse(text, &ns) != ERR_OK) {
        reading_error(r, at,
            "%s = %.40s: a duration like 90s, 12min or 1.5h is expected", name,
            text);
        ns = 0;
    }
    return ns;
}

/* ---- types --------------------------------------------------------------- */

/* The language's own words first. */
static const struct {
    const char *text;
    enum pluto_type type;
} types[] = {{"real", PLUTO_REAL}, {"integer", PLUTO_INTEGER},
    {"unsigned integer", PLUTO_UNSIGNED}, {"Boolean", PLUTO_BOOLEAN},
    {"string", PLUTO_STRING}, {"relative time", PLUTO_RELATIVE},
    {"absolute time", PLUTO_ABSOLUTE}, {"enumerated", PLUTO_ENUM},
    {"signed integer", PLUTO_INTEGER}, {"unsigned", PLUTO_UNSIGNED},
    {"duration", PLUTO_RELATIVE}, {"time", PLUTO_ABSOLUTE}};

static enum pluto_type
read_type_word(const struct reading *r, enum pluto_type otherwise)
{
    struct conf_place at;
    const char *text = reading_text_at(r, "type", &at);
    if (text == NULL)
        return otherwise;
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (str_distance(text, types[i].text, 0) == 0)
            return types[i].type;
    reading_error(r, at,
        "type = %.40s: real, integer, unsigned integer, Boolean, string, "
        "relative time, absolute time or enumerated is expected",
        text);
    return otherwise;
}

static bool
is_number(enum pluto_type type)
{
    return type == PLUTO_INTEGER || type == PLUTO_UNSIGNED ||
           type == PLUTO_REAL;
}

static const struct pluto_unit *
read_unit(const struct reading *r)
{
    struct conf_place at;
    const char *text = reading_text_at(r, "unit", &at);
    if (text == NULL)
        return NULL;
    const struct pluto_unit *unit = pluto_unit(text, strlen(text));
    if (unit == NULL)
        reading_error(r, at, "unit = %.40s: that is not a unit", text);
    return unit;
}

/* An edge of the range; times in seconds or as durations. */
static double
read_edge(const struct reading *r, const char *name, enum pluto_type type,
    double otherwise)
{
    struct conf_place at;
    double v;
    int64_t ns;
    const char *text = reading_text_at(r, name, &at);
    if (text == NULL)
        return otherwise;
    if (type == PLUTO_RELATIVE && duration_parse(text, &ns) == ERR_OK)
        return (double)ns / 1e9;
    if (is_number(type) && num_parse_double(text, &v) && !isnan(v))
        return v;
    if (is_number(type) || type == PLUTO_RELATIVE)
        reading_error(r, at, "%s = %.40s: a %s is expected", name, text,
            is_number(type) ? "number" : "duration");
    else
        reading_error(r, at, "%s belongs to numbers and durations", name);
    return otherwise;
}

static void
read_range(
    struct catalogue *c, const struct reading *r, struct pluto_model_type *type)
{
    const struct conf_entry *min = reading_given(r, "min");
    const struct conf_entry *max = reading_given(r, "max");
    if (min == NULL && max == NULL)
        return;
    struct pluto_range *range = arena_alloc(&c->arena, sizeof *range);
    range->min = read_edge(r, "min", type->type, -INFINITY);
    range->max = read_edge(r, "max", type->type, INFINITY);
    if (range->min > range->max)
        reading_error(r, min->value[0], "min is more than max");
    type->range = range;
    type->n_ranges = 1;
}

static struct pluto_model_type
read_type(struct catalogue *c, const struct reading *r)
{
    struct pluto_model_type type = {0};
    size_t n = 0;
    struct conf_place at;
    keep_list(c, r, "values", &type.label, &n);
    type.n_labels = (uint32_t)n;
    type.type = read_type_word(r, n > 0 ? PLUTO_ENUM : PLUTO_REAL);
    type.unit = read_unit(r);
    if (type.type == PLUTO_ENUM && n == 0)
        reading_error(
            r, *r->missing, "%s is enumerated and has no 'values'", r->what);
    if (type.type != PLUTO_ENUM && n > 0)
        reading_error(r, reading_given(r, "values")->at,
            "values belong to type = enumerated");
    if (type.unit != NULL && !is_number(type.type) &&
        reading_text_at(r, "unit", &at) != NULL)
        reading_error(r, at, "unit belongs to numbers");
    read_range(c, r, &type);
    return type;
}

/* ---- sections ------------------------------------------------------------ */

/* The title as a name that PLUTO can write. */
static const char *
title_of(
    struct catalogue *c, const struct reading *r, const struct conf_entry *e)
{
    const char *s = e->title;
    bool is_good = (*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z');
    for (const char *p = s; *p != '\0'; p++)
        is_good =
            is_good && ((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') ||
                           (*p >= '0' && *p <= '9') || *p == '_' || *p == ' ');
    if (!is_good || strlen(s) > NAME_MAX_BYTES)
        reading_error(r, e->title_at,
            "'%.60s': a name begins with a letter; letters, digits, blanks "
            "and '_' follow, %d at most",
            s, NAME_MAX_BYTES);
    return arena_strdup(&c->arena, s);
}

static void
check_default(const struct reading *r, const struct pluto_model_argument *a)
{
    struct conf_place at;
    double v;
    const char *text = reading_text_at(r, "default", &at);
    if (text == NULL || !is_number(a->type.type))
        return;
    if (!num_parse_double(text, &v) ||
        (a->type.type != PLUTO_REAL && v != floor(v)))
        reading_error(r, at, "default = %.40s: that is no %s", text,
            pluto_type_str(a->type.type));
    else if (a->type.n_ranges > 0 &&
             !(v >= a->type.range[0].min && v <= a->type.range[0].max))
        reading_error(r, at, "default = %.40s is out of its range", text);
}

static size_t
count(const struct reading *r, const char *name)
{
    size_t n = 0;
    for
        EACH_SECTION(r, name, e)
    n++;
    return n;
}

static void
read_arguments(struct catalogue *c, const struct reading *top)
{
    struct pluto_model_argument *a =
        arena_alloc(&c->arena, (count(top, "argument") + 1) * sizeof *a);
    c->argument = a;
    for
        EACH_SECTION(top, "argument", e)
        {
            struct strbuf what = {0};
            strbuf_addf(&what, "argument %s", e->title);
            struct reading r = reading_enter(top, e, strbuf_get(&what));
            a->name = title_of(c, top, e);
            a->type = read_type(c, &r);
            a->text = keep(c, &r, "default", TEXT_MAX);
            a->is_required = a->text == NULL;
            check_default(&r, a);
            a++;
            c->n_arguments++;
            strbuf_fini(&what);
        }
}

static void
read_enters(
    struct catalogue *c, const struct reading *step, struct catalogue_step *out)
{
    struct catalogue_enter *x =
        arena_alloc(&c->arena, (count(step, "enter") + 1) * sizeof *x);
    struct conf_place at;
    out->enter = x;
    for
        EACH_SECTION(step, "enter", e)
        {
            struct strbuf what = {0};
            strbuf_addf(&what, "enter %s", e->title);
            struct reading r = reading_enter(step, e, strbuf_get(&what));
            const char *unit = reading_text_at(&r, "unit", &at);
            x->name = title_of(c, step, e);
            x->line = e->at.line;
            x->prompt = keep(c, &r, "prompt", TEXT_MAX);
            x->type = read_type(c, &r);
            x->has_type =
                reading_given(&r, "type") != NULL || x->type.n_labels > 0;
            x->unit_text = unit != NULL ? arena_strdup(&c->arena, unit) : NULL;
            x++;
            out->n_enters++;
            strbuf_fini(&what);
        }
}

static void
read_steps(struct catalogue *c, const struct reading *top)
{
    struct catalogue_step *s =
        arena_alloc(&c->arena, (count(top, "step") + 1) * sizeof *s);
    c->step = s;
    for
        EACH_SECTION(top, "step", e)
        {
            struct strbuf what = {0};
            strbuf_addf(&what, "step %s", e->title);
            struct reading r = reading_enter(top, e, strbuf_get(&what));
            s->name = arena_strdup(&c->arena, e->title);
            s->line = e->at.line;
            s->stmt = PLUTO_NIL;
            s->actor = CATALOGUE_AUTO;
            set_text(c, &r, "actor", &s->actor);
            keep_list(c, &r, "warning", &s->warning, &s->n_warnings);
            keep_list(c, &r, "caution", &s->caution, &s->n_cautions);
            keep_list(c, &r, "note", &s->note, &s->n_notes);
            s->tick = reading_bool(&r, "tick", false);
            s->acknowledge = reading_bool(&r, "acknowledge", false);
            s->duration_ns = duration(&r, "duration");
            read_enters(c, &r, s);
            s++;
            c->n_steps++;
            strbuf_fini(&what);
        }
}

static void
read_value_sets(struct catalogue *c, const struct reading *top)
{
    struct catalogue_value_set *v =
        arena_alloc(&c->arena, (count(top, "value_set") + 1) * sizeof *v);
    c->value_set = v;
    for
        EACH_SECTION(top, "value_set", e)
        {
            struct strbuf what = {0};
            strbuf_addf(&what, "value_set %s", e->title);
            struct reading r = reading_enter(top, e, strbuf_get(&what));
            v->name = title_of(c, top, e);
            v->line = e->at.line;
            v->activity = keep(c, &r, "activity", TEXT_MAX);
            reading_need(&r, "activity");
            keep_list(c, &r, "values", &v->value, &v->n_values);
            const struct conf_entry *list = reading_given(&r, "values");
            for (size_t i = 0; i < v->n_values; i++)
                if (strchr(v->value[i], '=') == NULL)
                    reading_error(&r, list->value[i],
                        "'%.60s': NAME=VALUE is expected", v->value[i]);
            v++;
            c->n_value_sets++;
            strbuf_fini(&what);
        }
}

/* ---- the whole ----------------------------------------------------------- */

static const char *const link_text[] = {"none", "telemetry", "command"};
static const struct names link_names = {link_text, ARRAY_LEN(link_text)};
static const char *const guard_text[] = {"ask", "automatic"};
static const struct names guard_names = {guard_text, ARRAY_LEN(guard_text)};

static void
read_id(struct catalogue *c, const struct reading *r)
{
    struct conf_place at;
    const char *id = reading_text_at(r, "id", &at);
    if (id == NULL)
        return;
    size_t n = strlen(id);
    if (n == 0 || n > 64 ||
        strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                   "0123456789_-. ") != n ||
        strchr("-. ", id[0]) != NULL)
        reading_error(r, at,
            "id = %.70s: 1 to 64 of letters, digits, blanks and _ - . are "
            "expected, a letter or digit first",
            id);
    c->id = arena_strdup(&c->arena, id);
}

static void
read_top(struct catalogue *c, const struct reading *r)
{
    read_id(c, r);
    set_text(c, r, "title", &c->title);
    set_text(c, r, "version", &c->version);
    set_text(c, r, "author", &c->author);
    set_text(c, r, "objective", &c->objective);
    set_text(c, r, "location", &c->location);
    set_text(c, r, "criticality", &c->criticality);
    set_text(c, r, "display", &c->display);
    set_text(c, r, "actor", &c->actor);
    keep_list(c, r, "tools", &c->tool, &c->n_tools);
    keep_list(c, r, "parts", &c->part, &c->n_parts);
    keep_list(c, r, "references", &c->reference, &c->n_references);
    c->duration_ns = duration(r, "duration");
    c->link = (enum catalogue_link)reading_choice(
        r, "link", &link_names, CATALOGUE_LINK_NONE);
    c->guards_are_automatic = reading_choice(r, "guards", &guard_names, 0) == 1;
    read_arguments(c, r);
    read_steps(c, r);
    read_value_sets(c, r);
}

/* libconfuse has no place for an argument of its error function. */
static const struct reading *parsing;

static void on_parse_error(cfg_t *cfg, const char *fmt, va_list ap)
    PRINTF_LIKE(2, 0);

static void
on_parse_error(cfg_t *cfg, const char *fmt, va_list ap)
{
    struct strbuf text = {0};
    struct conf_place at = {cfg != NULL ? (unsigned)cfg->line : 0, 0};
    strbuf_addv(&text, fmt, ap);
    reading_error(parsing, at, "%s", strbuf_get(&text));
    strbuf_fini(&text);
}

void
catalogue_read(
    struct catalogue *c, const char *text, size_t len, struct notes *notes)
{
    static const struct conf_place top = {1, 1};
    struct conf_scan scan;
    size_t errors = notes->errors;
    conf_scan(c->file, "a procedure's catalogue entry", text, len, conf_rules,
        ARRAY_LEN(conf_rules), notes, &scan);
    struct reading r = {
        .file = c->file,
        .dir = ".",
        .notes = notes,
        .scan = &scan,
        .cfg = cfg_init(top_opts, CFGF_NONE),
        .section = CONF_ROOT,
        .missing = &top,
        .what = "the procedure",
    };
    cfg_set_error_function(r.cfg, on_parse_error);
    parsing = &r;
    if (cfg_parse_buf(r.cfg, scan.text) == CFG_SUCCESS)
        read_top(c, &r);
    else if (notes->errors == errors)
        reading_error(&r, top, "libconfuse refuses the file");
    parsing = NULL;
    cfg_free(r.cfg);
    conf_scan_fini(&scan);
}
