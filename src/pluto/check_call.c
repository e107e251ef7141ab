/*
 * check_call.c - arguments of activities.
 *
 * What can be given are the leaves of an activity: "Battery", "Pos.x",
 * "Table[3]".  A record and an array in the text lead to leaves by their names.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "common/xalloc.h"
#include "pluto/check_priv.h"
#include "pluto/run_priv.h"

struct giving { /* the arguments of one call */
    struct checker *c;
    const struct pluto_model_activity *activity;
    bool *given;        /* by leaf */
    struct strbuf path; /* key of where the walk is: "pos.x" */
    struct strbuf said; /* the same as it is written: "Pos.X" */
    uint32_t hint;      /* the leaf behind the last one */
};

/* As a procedure writes it: "/SIF/PWR/RESET" is RESET. */
static const char *
name_of(const struct giving *g)
{
    const char *slash = strrchr(g->activity->name, '/');
    return slash != NULL ? slash + 1 : g->activity->name;
}

/* ---- leaves -------------------------------------------------------------- */

static uint32_t
leaf_of(struct giving *g, const char *key, size_t len)
{
    const struct pluto_model_activity *a = g->activity;
    for (uint32_t i = 0; i < a->n_arguments; i++) {
        uint32_t at = (g->hint + i) % a->n_arguments; /* mostly in order */
        const struct pluto_symbol *s = a->argument[at].symbol;
        if (s->key_len == len && memcmp(s->key, key, len) == 0) {
            g->hint = at + 1;
            return at;
        }
    }
    return PLUTO_NIL;
}

/* Is there a leaf below "path" followed by `sign`?  The first one. */
static uint32_t
below(const struct giving *g, char sign)
{
    const struct pluto_model_activity *a = g->activity;
    for (uint32_t i = 0; i < a->n_arguments; i++) {
        const struct pluto_symbol *s = a->argument[i].symbol;
        if (s->key_len > g->path.len && s->key[g->path.len] == sign &&
            memcmp(s->key, strbuf_get(&g->path), g->path.len) == 0)
            return i;
    }
    return PLUTO_NIL;
}

/* The index of the first element of the array at "path". */
static bool
first_index(const struct giving *g, uint64_t *index)
{
    uint32_t i = below(g, '[');
    if (i == PLUTO_NIL)
        return false;
    *index = strtoull(
        g->activity->argument[i].symbol->key + g->path.len + 1, NULL, 10);
    return true;
}

/* ---- what is given ------------------------------------------------------- */

/* What was meant is not missing, too. */
static const char *
nearest_argument(struct giving *g, const char *name)
{
    struct nearest near = nearest_to(name);
    const char *best = NULL;
    uint32_t at = 0;
    for (uint32_t i = 0; i < g->activity->n_arguments; i++) {
        if (!g->activity->argument[i].is_fixed && !g->given[i])
            nearest_try(&near, g->activity->argument[i].name);
        if (near.best != best)
            at = i;
        best = near.best;
    }
    if (best != NULL)
        g->given[at] = true;
    return best;
}

static void
say_no_argument(struct giving *g, const struct pluto_argument *a)
{
    const char *text = strbuf_get(&g->said);
    const char *near = nearest_argument(g, text);
    if (below(g, '[') != PLUTO_NIL)
        checker_error(g->c, a->span,
            "argument '%s' is an array: write '%s array ..., ... end array'",
            text, text);
    else if (below(g, '.') != PLUTO_NIL)
        checker_error(g->c, a->span,
            "argument '%s' is a record: write '%s record ... end record'", text,
            text);
    else if (g->activity->n_arguments == 0)
        checker_error(g->c, a->span, "'%s' has no arguments", name_of(g));
    else if (near != NULL)
        checker_error(g->c, a->span,
            "'%s' has no argument '%s'; do you mean '%s'?", name_of(g), text,
            near);
    else
        checker_error(
            g->c, a->span, "'%s' has no argument '%s'", name_of(g), text);
}

static void
give_value(struct giving *g, struct pluto_argument *a)
{
    struct checker *c = g->c;
    uint32_t leaf = leaf_of(g, strbuf_get(&g->path), g->path.len);
    const struct pluto_model_argument *arg =
        leaf != PLUTO_NIL ? &g->activity->argument[leaf] : NULL;
    a->leaf = leaf;
    if (arg == NULL) {
        if (!g->activity->takes_any)
            say_no_argument(g, a);
        (void)checker_expr(c, a->value, NULL);
        return;
    }
    char what[PLUTO_KEY_MAX];
    (void)snprintf(what, sizeof what, "argument '%s'", arg->name);
    const struct wanted w = checker_wanted(what, &arg->type);
    struct pluto_static s = checker_expr(c, a->value, &w.labels);
    checker_fits(c, a->value, s, &w);
    if (arg->is_fixed)
        checker_error(c, a->span,
            "argument '%s' is fixed by the database%s%s: it cannot be given",
            arg->name, arg->text != NULL ? " at " : "",
            arg->text != NULL ? arg->text : "");
    else if (g->given[leaf])
        checker_error(c, a->span, "argument '%s' is given twice", arg->name);
    g->given[leaf] = true;
}

static void
say_index(struct giving *g, uint64_t index)
{
    strbuf_addf(&g->path, "[%llu]", (unsigned long long)index);
    strbuf_addf(&g->said, "[%llu]", (unsigned long long)index);
}

static void
say_member(struct giving *g, const struct pluto_symbol *name)
{
    strbuf_addf(&g->path, ".%s", name != NULL ? name->key : "");
    strbuf_addf(&g->said, ".%s", name != NULL ? name->text : "");
}

static void
cut(struct strbuf *s, size_t len)
{
    s->len = len;
    s->s[len] = '\0';
}

static void give(struct giving *g, struct pluto_argument *a);

static void
give_children(struct giving *g, struct pluto_argument *a)
{
    uint64_t index = 0;
    bool is_array = first_index(g, &index);
    size_t len = g->path.len, said = g->said.len;
    for (uint32_t i = 0; i < a->n_children; i++) {
        struct pluto_argument *child = &a->child[i];
        if (a->is_array && child->name == NULL)
            say_index(g, is_array ? index + i : i);
        else
            say_member(g, child->name);
        give(g, child);
        cut(&g->path, len);
        cut(&g->said, said);
    }
}

/* One argument, whose path is set. */
static void
give(struct giving *g, struct pluto_argument *a)
{
    a->leaf = PLUTO_NIL;
    if (a->value != NULL)
        give_value(g, a);
    else
        give_children(g, a);
}

/* "A := 1, A := 2": elements of an array, as generated procedures have it. */
static void
give_element(struct giving *g, struct pluto_argument *a, struct repeats *r)
{
    uint64_t first = 0;
    bool is_array = first_index(g, &first);
    if (r->seen == 0 && (is_array || g->activity->takes_any))
        checker_warn(g->c, a->span,
            "argument '%s' is given %u times: taken as the elements of an "
            "array",
            a->name->text, (unsigned)r->times);
    if (is_array)
        say_index(g, first + r->seen);
    r->seen++;
    give(g, a);
}

static void
check_missing(struct giving *g, struct pluto_span span)
{
    struct strbuf list = {0};
    unsigned n = 0;
    for (uint32_t i = 0; i < g->activity->n_arguments; i++) {
        const struct pluto_model_argument *a = &g->activity->argument[i];
        if (!a->is_required || g->given[i] || a->is_fixed)
            continue;
        if (++n <= 6)
            strbuf_addf(&list, "%s'%s'", n > 1 ? ", " : "", a->name);
    }
    if (n > 6)
        strbuf_addf(&list, " and %u more", n - 6);
    if (n > 0)
        checker_error(g->c, span, "'%s' needs the argument%s %s", name_of(g),
            n > 1 ? "s" : "", strbuf_get(&list));
    strbuf_fini(&list);
}

/* ---- value sets ---------------------------------------------------------- */

/* "Duty=40" of a set beside the procedure: the place is there. */
static void
give_text(
    struct giving *g, const struct catalogue_value_set *set, const char *line)
{
    const char *file = g->c->options->catalogue->file;
    const char *eq = strchr(line, '=');
    char key[PLUTO_KEY_MAX];
    if (eq == NULL)
        return; /* said when it was read */
    char *name = xstrndup(line, (size_t)(eq - line));
    size_t len = pluto_model_key(name, key, sizeof key);
    uint32_t leaf = leaf_of(g, key, len);
    struct pluto_value v = {0};
    struct strbuf why = {0};
    if (leaf == PLUTO_NIL && !g->activity->takes_any) {
        const char *near = nearest_argument(g, name);
        notes_add(g->c->notes, NOTE_ERROR, file, set->line, 1,
            "value set '%s': '%s' has no argument '%s'%s%s%s", set->name,
            name_of(g), name, near != NULL ? "; do you mean '" : "",
            near != NULL ? near : "", near != NULL ? "'?" : "");
    } else if (leaf != PLUTO_NIL) {
        g->given[leaf] = true;
        if (g->activity->argument[leaf].is_fixed)
            strbuf_adds(&why, "it is fixed by the database");
        else
            (void)run_value_of_set(
                &g->activity->argument[leaf].type, eq + 1, &v, &why);
    }
    if (why.len > 0)
        notes_add(g->c->notes, NOTE_ERROR, file, set->line, 1,
            "value set '%s': argument '%s': %s", set->name, name,
            strbuf_get(&why));
    pluto_value_fini(&v);
    strbuf_fini(&why);
    free(name);
}

/* How often each name stands there; `begins` false: no longer of interest. */
static void
count_names(
    struct checker *c, const struct pluto_argument *a, uint32_t n, bool begins)
{
    for (uint32_t i = 0; i < n; i++) {
        if (a[i].name == NULL)
            continue;
        struct repeats *r = &c->repeats[a[i].name->id];
        r->times = begins ? r->times + 1 : 0;
        r->seen = 0;
    }
}

static void
give_all(struct checker *c, const struct pluto_model_activity *activity,
    struct pluto_argument *a, uint32_t n, struct pluto_span span,
    const struct catalogue_value_set *set)
{
    bool few[64] = {false};
    struct giving g = {.c = c,
        .activity = activity,
        .given = few,
        .path = c->path,
        .said = c->said};
    if (activity->n_arguments > ARRAY_LEN(few))
        g.given = xcalloc(activity->n_arguments, sizeof *g.given);
    count_names(c, a, n, true);
    for (uint32_t i = 0; i < n; i++) {
        strbuf_reset(&g.path);
        strbuf_reset(&g.said);
        strbuf_adds(&g.said, a[i].name != NULL ? a[i].name->text : "");
        strbuf_add(&g.path, a[i].name != NULL ? a[i].name->key : "",
            a[i].name != NULL ? a[i].name->key_len : 0);
        if (a[i].name != NULL && c->repeats[a[i].name->id].times > 1)
            give_element(&g, &a[i], &c->repeats[a[i].name->id]);
        else
            give(&g, &a[i]);
    }
    count_names(c, a, n, false);
    for (size_t i = 0; set != NULL && i < set->n_values; i++)
        give_text(&g, set, set->value[i]);
    check_missing(&g, span);
    c->path = g.path;
    c->said = g.said;
    if (g.given != few)
        free(g.given);
}

/* ---- calls --------------------------------------------------------------- */

/* Directives go to the system, which knows their names; their values are
 * looked at. */
static void
check_directives(struct checker *c, struct pluto_argument *a, uint32_t n)
{
    count_names(c, a, n, true);
    for (uint32_t i = 0; i < n; i++) {
        a[i].leaf = PLUTO_NIL;
        if (a[i].name != NULL && c->repeats[a[i].name->id].seen++ == 1)
            checker_error(
                c, a[i].span, "directive '%s' is given twice", a[i].name->text);
        if (a[i].value != NULL)
            (void)checker_expr(c, a[i].value, NULL);
    }
    count_names(c, a, n, false);
}

/* A value set of the catalogue, by its name; NULL and a note. */
static const struct catalogue_value_set *
find_value_set(struct checker *c, const struct pluto_ref *ref)
{
    const struct catalogue *cat = c->options->catalogue;
    const char *words = checker_words(c, ref);
    struct nearest near = nearest_to(words);
    char key[PLUTO_KEY_MAX], other[PLUTO_KEY_MAX];
    (void)pluto_model_key(words, key, sizeof key);
    for (size_t i = 0; cat != NULL && i < cat->n_value_sets; i++) {
        (void)pluto_model_key(cat->value_set[i].name, other, sizeof other);
        if (strcmp(key, other) == 0)
            return &cat->value_set[i];
        nearest_try(&near, cat->value_set[i].name);
    }
    if (near.best != NULL)
        checker_error(c, ref->span,
            "there is no value set '%s' beside the procedure; do you mean "
            "'%s'?",
            words, near.best);
    else
        checker_error(c, ref->span,
            "there is no value set '%s' beside the procedure", words);
    return NULL;
}

void
checker_call(struct checker *c, struct pluto_stmt *s)
{
    struct pluto_call *call = &s->call;
    static const struct pluto_model_activity any = {
        .name = "", .takes_any = true};
    const struct pluto_model_activity *activity = &any;
    if (checker_ref(c, call->ref, WANT_ACTIVITY, PLUTO_P_VALUE, NULL))
        activity = pluto_model_activity(c->model, call->ref->object);
    const struct catalogue_value_set *set = NULL;
    if (call->value_set != NULL &&
        (set = find_value_set(c, call->value_set)) == NULL)
        activity = &any;
    give_all(
        c, activity, call->argument, call->n_arguments, call->ref->span, set);
    check_directives(c, call->directive, call->n_directives);
}

void
checker_object(struct checker *c, struct pluto_stmt *s)
{
    static const struct pluto_model_activity any = {
        .name = "", .takes_any = true};
    struct pluto_ref *ref = s->object.ref;
    ref->bound = PLUTO_UNBOUND;
    give_all(
        c, &any, s->object.argument, s->object.n_arguments, ref->span, NULL);
    if (c->is_open ||
        pluto_model_has_operation(c->model, checker_words(c, ref)))
        return;
    const char *words = c->words;
    const char *near = pluto_model_nearest_operation(c->model, words);
    if (near != NULL)
        checker_error(c, ref->span,
            "there is no operation '%s'; do you mean '%s'?", words, near);
    else
        checker_error(c, ref->span,
            "there is no operation '%s'; 'initiate' begins an activity, ':=' "
            "an assignment",
            words);
}
