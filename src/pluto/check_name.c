/*
 * check_name.c - what a name stands for where it stands, pluto.md 6.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/nearest.h"
#include "pluto/check_priv.h"

#define UNKNOWN_MAX    100 /* names for which the nearest one is looked for */
#define CANDIDATES_MAX 5   /* of an ambiguous name that are listed */

/* ---- what a place takes -------------------------------------------------- */

enum taken { /* bits, in the order of precedence */
    TAKE_VAR = 1 << 0,
    TAKE_SAVED = 1 << 1,
    TAKE_CALL = 1 << 2,
    TAKE_STEP = 1 << 3,
    TAKE_EVENT = 1 << 4,
    TAKE_ARGUMENT = 1 << 5,
    TAKE_PROCEDURE = 1 << 6,
};
#define TAKE_DATA (TAKE_VAR | TAKE_SAVED | TAKE_ARGUMENT)

struct takes {
    unsigned taken;
    unsigned kinds; /* of the model */
    const char *what;
};

static const struct takes by_want[WANT_COUNT] = {
    [WANT_TYPE] = {TAKE_DATA, PLUTO_M_PARAMETER, "a variable or a parameter"},
    [WANT_SAVED] = {TAKE_DATA, PLUTO_M_PARAMETER, "a parameter"},
    [WANT_TARGET] = {TAKE_VAR, 0, "a variable"},
    [WANT_WAIT] = {TAKE_EVENT, PLUTO_M_EVENT, "an event"},
    [WANT_RAISE] = {TAKE_EVENT, 0, "an event declared in this procedure"},
    [WANT_ACTIVITY] = {0, PLUTO_M_ACTIVITY, "an activity"},
    [WANT_ELEMENT] = {0, PLUTO_M_ELEMENT, "a system element"},
};

#define VALUE                                                                  \
    {                                                                          \
        TAKE_DATA, PLUTO_M_PARAMETER, "a variable or a parameter"              \
    }
#define SAMPLE                                                                 \
    {                                                                          \
        TAKE_SAVED, PLUTO_M_PARAMETER, "a parameter"                           \
    }
#define CHECKED                                                                \
    {                                                                          \
        0, PLUTO_M_PARAMETER, "a parameter"                                    \
    }
#define EXECUTED                                                               \
    {                                                                          \
        TAKE_CALL | TAKE_STEP | TAKE_PROCEDURE, PLUTO_M_ACTIVITY,              \
            "a step or an activity"                                            \
    }
#define HAPPENED                                                               \
    {                                                                          \
        TAKE_EVENT, PLUTO_M_EVENT, "an event"                                  \
    }
static const struct takes by_property[PLUTO_P_COUNT] = {
    [PLUTO_P_VALUE] = VALUE,
    [PLUTO_P_RAW_VALUE] = CHECKED,
    [PLUTO_P_ENGINEERING_VALUE] = CHECKED,
    [PLUTO_P_VALIDITY] = SAMPLE,
    [PLUTO_P_SAMPLING_TIME] = SAMPLE,
    [PLUTO_P_MONITORING] = CHECKED,
    [PLUTO_P_LIMIT_CHECKING] = CHECKED,
    [PLUTO_P_DELTA_CHECKING] = CHECKED,
    [PLUTO_P_EXPECTED] = CHECKED,
    [PLUTO_P_CONSISTENCY] = CHECKED,
    [PLUTO_P_EXECUTION] = EXECUTED,
    [PLUTO_P_CONFIRMATION] = EXECUTED,
    [PLUTO_P_START_TIME] = EXECUTED,
    [PLUTO_P_COMPLETION_TIME] = EXECUTED,
    [PLUTO_P_LAST_OCCURRENCE] = HAPPENED,
    [PLUTO_P_OCCURRENCE_COUNT] = HAPPENED,
};

/* A word before the name leaves fewer. */
static struct takes
narrow(struct takes t, enum pluto_object_type type)
{
    switch (type) {
    case PLUTO_ANY:
        break;
    case PLUTO_SYSTEM_ELEMENT:
        t.taken = 0;
        t.kinds &= PLUTO_M_ELEMENT;
        break;
    case PLUTO_REPORTING_DATA:
        t.taken &= TAKE_SAVED;
        t.kinds &= PLUTO_M_PARAMETER;
        break;
    case PLUTO_ACTIVITY:
        t.taken &= TAKE_CALL;
        t.kinds &= PLUTO_M_ACTIVITY;
        break;
    case PLUTO_EVENT:
        t.taken &= TAKE_EVENT;
        t.kinds &= PLUTO_M_EVENT;
        break;
    case PLUTO_STEP:
        t.taken &= TAKE_STEP;
        t.kinds = 0;
        break;
    }
    return t;
}

const char *
checker_words(struct checker *c, const struct pluto_ref *ref)
{
    struct strbuf text = {0};
    pluto_text(c->p, ref->span, &text);
    c->words = arena_strdup(&c->arena, strbuf_get(&text));
    strbuf_fini(&text);
    return c->words;
}

/* ---- declared in the procedure ------------------------------------------- */

/* Of several of one name the last one before it, else the first. */
static struct decl *
anywhere(const struct checker *c, enum decl_kind kind,
    const struct pluto_symbol *name, uint32_t off)
{
    struct decl *d = c->anywhere[kind][name->id];
    while (d != NULL && d->next != NULL && d->next->span.off < off)
        d = d->next;
    return d;
}

static bool
bind_decl(struct checker *c, struct pluto_ref *ref, enum pluto_binding bound,
    struct decl *d)
{
    if (d == NULL)
        return false;
    c->bound = d;
    ref->bound = (uint8_t)bound;
    ref->owner = d->owner;
    ref->slot = d->slot;
    ref->stmt = d->stmt;
    return true;
}

static bool
is_named(const struct pluto_symbol *name, const char *text)
{
    char key[PLUTO_KEY_MAX];
    size_t len = pluto_model_key(text, key, sizeof key);
    return len > 0 && len == name->key_len && memcmp(key, name->key, len) == 0;
}

static bool
bind_argument(
    struct checker *c, struct pluto_ref *ref, const struct pluto_symbol *name)
{
    const struct catalogue *cat = c->options->catalogue;
    for (uint32_t i = 0; cat != NULL && i < cat->n_arguments; i++)
        if (is_named(name, cat->argument[i].name)) {
            ref->bound = PLUTO_TO_ARGUMENT;
            ref->slot = i;
            return true;
        }
    return false;
}

static bool
bind_local(struct checker *c, struct pluto_ref *ref, unsigned taken,
    const struct pluto_symbol *name)
{
    const struct catalogue *cat = c->options->catalogue;
    struct decl *d;
    if ((taken & TAKE_VAR) && (d = c->visible[DECL_VAR][name->id]) != NULL)
        return bind_decl(c, ref, PLUTO_TO_VARIABLE, d);
    if ((taken & TAKE_SAVED) && (d = c->visible[DECL_SAVED][name->id]) != NULL)
        return bind_decl(c, ref, PLUTO_TO_SAVED, d);
    uint32_t off = ref->span.off;
    if ((taken & TAKE_CALL) &&
        bind_decl(c, ref, PLUTO_TO_CALL, anywhere(c, DECL_CALL, name, off)))
        return true;
    if ((taken & TAKE_STEP) &&
        bind_decl(c, ref, PLUTO_TO_STEP, anywhere(c, DECL_STEP, name, off)))
        return true;
    if ((taken & TAKE_EVENT) && (d = c->visible[DECL_EVENT][name->id]) != NULL)
        return bind_decl(c, ref, PLUTO_TO_EVENT, d);
    if ((taken & TAKE_ARGUMENT) && bind_argument(c, ref, name))
        return true;
    if ((taken & TAKE_PROCEDURE) && cat != NULL && is_named(name, cat->id)) {
        ref->bound = PLUTO_TO_PROCEDURE;
        return true;
    }
    return false;
}

/* ---- of the model -------------------------------------------------------- */

static enum pluto_binding
binding_of(enum pluto_model_kind kind)
{
    return kind == PLUTO_M_ELEMENT     ? PLUTO_TO_ELEMENT
           : kind == PLUTO_M_PARAMETER ? PLUTO_TO_PARAMETER
           : kind == PLUTO_M_ACTIVITY  ? PLUTO_TO_ACTIVITY
                                       : PLUTO_TO_MODEL_EVENT;
}

#define NAMES_MAX 128

/* The keys of a reference, with a context behind it. */
static size_t
keys_of(const struct pluto_ref *ref, const struct pluto_symbol *first,
    const struct context *context, const char **key)
{
    size_t n = 0;
    for (uint16_t i = 0; i < ref->n && n < NAMES_MAX; i++)
        key[n++] = i == 0 ? first->key : ref->name[i]->key;
    for (size_t i = 0; context != NULL && i < context->n && n < NAMES_MAX; i++)
        key[n++] = context->name[i];
    return n;
}

/* How many objects it can be; the innermost context in which it is one goes
 * first. */
static size_t
find(struct checker *c, const struct pluto_ref *ref,
    const struct pluto_symbol *first, unsigned kinds, struct pluto_object *out)
{
    const char *key[NAMES_MAX];
    for (const struct context *x = c->context; x != NULL; x = x->outer) {
        size_t n = keys_of(ref, first, x, key);
        n = pluto_model_find(c->model, kinds, key, n, out, CANDIDATES_MAX);
        if (n > 0)
            return n;
    }
    size_t n = keys_of(ref, first, NULL, key);
    return pluto_model_find(c->model, kinds, key, n, out, CANDIDATES_MAX);
}

static void
say_ambiguous(struct checker *c, const struct pluto_ref *ref,
    const struct pluto_object *object, size_t n)
{
    struct strbuf list = {0};
    for (size_t i = 0; i < n && i < CANDIDATES_MAX; i++) {
        strbuf_adds(&list, i > 0 ? ", '" : "'");
        pluto_model_phrase(c->model, object[i], &list);
        strbuf_addc(&list, '\'');
        const char *name = pluto_model_name(c->model, object[i]);
        if (name[0] == '/')
            strbuf_addf(&list, " (%s)", name);
    }
    if (n > CANDIDATES_MAX)
        strbuf_addf(&list, " and %zu more", n - CANDIDATES_MAX);
    checker_error(c, ref->span, "'%s' can be %s: write more of the name",
        checker_words(c, ref), strbuf_get(&list));
    strbuf_fini(&list);
}

static struct cached *
cached(struct checker *c, const struct pluto_ref *ref, unsigned kinds)
{
    uintptr_t h = c->context != NULL ? c->context->id + 1 : 0;
    h = h * 31 + kinds;
    for (uint16_t i = 0; i < ref->n; i++)
        h = h * 31 + ref->name[i]->id;
    return &c->cache[(h ^ h >> 10) % CACHE_SLOTS];
}

static bool
is_cached(const struct checker *c, const struct cached *slot,
    const struct pluto_ref *ref, unsigned kinds)
{
    return slot->name != NULL && slot->n == ref->n && slot->kinds == kinds &&
           slot->context == c->context &&
           memcmp(slot->name, ref->name, ref->n * sizeof(void *)) == 0;
}

/* 1: bound; 0: there is no such object; 2: several, which was said. */
static size_t
bind_model(struct checker *c, struct pluto_ref *ref, unsigned kinds,
    const struct pluto_symbol *first)
{
    struct pluto_object object[CANDIDATES_MAX];
    struct cached *slot = cached(c, ref, kinds);
    bool is_first = first == ref->name[0];
    if (is_first && is_cached(c, slot, ref, kinds)) {
        ref->bound = slot->bound;
        ref->object = slot->object;
        return 1;
    }
    size_t n = kinds == 0 ? 0 : find(c, ref, first, kinds, object);
    if (n == 0)
        return 0;
    if (n > 1) {
        say_ambiguous(c, ref, object, n);
        return 2;
    }
    ref->bound = (uint8_t)binding_of(object[0].kind);
    ref->object = object[0].index;
    if (is_first)
        *slot = (struct cached){.name = ref->name,
            .context = c->context,
            .n = ref->n,
            .kinds = (uint8_t)kinds,
            .bound = ref->bound,
            .object = ref->object};
    return 1;
}

/* Nobody says what there is: what is named is made. */
static bool
bind_open(struct checker *c, struct pluto_ref *ref, unsigned kinds)
{
    const char *path[NAMES_MAX], *back[NAMES_MAX];
    size_t n =
        keys_of(ref, ref->name[0], ref->n == 1 ? c->context : NULL, back);
    if (n == 0 || kinds == 0)
        return false;
    for (size_t i = 0; i < n; i++)
        path[i] = back[n - 1 - i];
    for (uint16_t i = 0; i < ref->n && i < n; i++)
        path[n - 1 - i] = ref->name[i]->text; /* as it is written */
    const char *name = checker_words(c, ref);
    if (kinds & PLUTO_M_PARAMETER)
        ref->object = pluto_model_add_parameter(c->model, path, n,
            &(struct pluto_model_parameter){.name = name, .item = PLUTO_NIL});
    else if (kinds & PLUTO_M_ACTIVITY)
        ref->object = pluto_model_add_activity(c->model, path, n,
            &(struct pluto_model_activity){.name = name,
                .kind = PLUTO_GROUND,
                .command = PLUTO_NIL,
                .procedure = PLUTO_NIL,
                .takes_any = true,
                .has_verifiers = true});
    else if (kinds & PLUTO_M_EVENT)
        ref->object = pluto_model_add_event(c->model, path, n,
            &(struct pluto_model_event){.name = name, .event = PLUTO_NIL});
    else
        ref->object = pluto_model_add_element(c->model, path, n);
    ref->bound =
        (uint8_t)binding_of(kinds & PLUTO_M_PARAMETER  ? PLUTO_M_PARAMETER
                            : kinds & PLUTO_M_ACTIVITY ? PLUTO_M_ACTIVITY
                            : kinds & PLUTO_M_EVENT    ? PLUTO_M_EVENT
                                                       : PLUTO_M_ELEMENT);
    return true;
}

/* ---- values of enumerations ---------------------------------------------- */

static bool
bind_label(
    struct checker *c, struct pluto_ref *ref, const struct labels *labels)
{
    if (labels == NULL || ref->n != 1 || labels->is_boolean)
        return false;
    for (uint32_t i = 0; i < labels->n; i++)
        if (is_named(ref->name[0], labels->label[i])) {
            ref->bound = PLUTO_TO_ENUM;
            return true;
        }
    (void)c;
    return false;
}

/* ---- what is unknown ----------------------------------------------------- */

/* "a step": what a name is, though not what is wanted here; NULL: nothing. */
static const char *
otherwise(struct checker *c, const struct pluto_ref *ref)
{
    static const char *const binding[] = {[PLUTO_UNBOUND] = NULL,
        [PLUTO_TO_VARIABLE] = "a variable",
        [PLUTO_TO_SAVED] = "a saved name",
        [PLUTO_TO_CALL] = "an activity that this procedure initiates",
        [PLUTO_TO_STEP] = "a step",
        [PLUTO_TO_EVENT] = "an event",
        [PLUTO_TO_ARGUMENT] = "an argument",
        [PLUTO_TO_PARAMETER] = "a parameter",
        [PLUTO_TO_ELEMENT] = "a system element",
        [PLUTO_TO_ACTIVITY] = "an activity",
        [PLUTO_TO_MODEL_EVENT] = "an event of the system"};
    struct pluto_ref copy = *ref;
    struct pluto_object object[CANDIDATES_MAX];
    if (ref->n == 1 &&
        bind_local(c, &copy, ~(unsigned)TAKE_PROCEDURE, ref->name[0]))
        return binding[copy.bound];
    static const unsigned kind[] = {
        PLUTO_M_PARAMETER, PLUTO_M_ACTIVITY, PLUTO_M_EVENT, PLUTO_M_ELEMENT};
    for (size_t i = 0; i < ARRAY_LEN(kind); i++)
        if (find(c, ref, ref->name[0], kind[i], object) > 0)
            return binding[binding_of((enum pluto_model_kind)kind[i])];
    return NULL;
}

static bool
is_taken(unsigned taken, enum decl_kind kind)
{
    static const unsigned bit[DECL_KINDS] = {[DECL_VAR] = TAKE_VAR,
        [DECL_SAVED] = TAKE_SAVED,
        [DECL_CALL] = TAKE_CALL,
        [DECL_STEP] = TAKE_STEP,
        [DECL_EVENT] = TAKE_EVENT};
    return (taken & bit[kind]) != 0;
}

static const char *
nearest(struct checker *c, const struct pluto_ref *ref, struct takes takes,
    const struct labels *labels)
{
    const struct catalogue *cat = c->options->catalogue;
    struct nearest near = nearest_to(ref->name[0]->text);
    const char *key[NAMES_MAX];
    for (uint32_t i = 0; ref->n == 1 && i < c->p->n_symbols; i++)
        for (int k = 0; k < DECL_KINDS; k++) {
            const struct decl *d =
                c->visible[k][i] != NULL ? c->visible[k][i] : c->anywhere[k][i];
            if (d != NULL && is_taken(takes.taken, (enum decl_kind)k))
                nearest_try(&near, d->name->text);
        }
    if (ref->n == 1 && labels != NULL)
        nearest_try_all(&near, labels->label, labels->n);
    for (uint32_t i = 0; ref->n == 1 && (takes.taken & TAKE_ARGUMENT) &&
                         cat != NULL && i < cat->n_arguments;
         i++)
        nearest_try(&near, cat->argument[i].name);
    if (near.best != NULL || takes.kinds == 0)
        return near.best;
    size_t n = keys_of(ref, ref->name[0], NULL, key);
    return pluto_model_nearest(c->model, takes.kinds, key, n);
}

/* An aggregate is an element for procedures: its first member, or NULL. */
static const char *
member_of(struct checker *c, const struct pluto_ref *ref)
{
    struct pluto_object element[CANDIDATES_MAX];
    const char *path[NAMES_MAX], *inner[NAMES_MAX];
    if (find(c, ref, ref->name[0], PLUTO_M_ELEMENT, element) != 1)
        return NULL;
    size_t n = pluto_model_path(c->model, element[0], path, NAMES_MAX);
    for (uint32_t i = 0; i < pluto_model_n_parameters(c->model); i++) {
        const struct pluto_object o = {PLUTO_M_PARAMETER, i};
        bool is = pluto_model_path(c->model, o, inner, NAMES_MAX) == n + 1;
        for (size_t k = 0; k < n && is; k++)
            is = strcmp(path[k], inner[k + 1]) == 0;
        if (is)
            return inner[0];
    }
    return NULL;
}

static void
say_unknown(struct checker *c, const struct pluto_ref *ref, struct takes takes,
    const struct labels *labels)
{
    const char *words = checker_words(c, ref);
    const char *other = otherwise(c, ref);
    if (other != NULL) {
        const char *member = NULL;
        if ((takes.kinds & PLUTO_M_PARAMETER) && c->n_unknown++ < UNKNOWN_MAX &&
            strcmp(other, "a system element") == 0)
            member = member_of(c, ref);
        checker_error(c, ref->span, "'%s' is %s; %s is expected here%s%s%s%s%s",
            words, other, takes.what, member != NULL ? ", as '" : "",
            member != NULL ? member : "", member != NULL ? " of " : "",
            member != NULL ? words : "", member != NULL ? "'" : "");
        return;
    }
    const char *near = NULL;
    if (c->n_unknown++ < UNKNOWN_MAX)
        near = nearest(c, ref, takes, labels);
    if (near != NULL)
        checker_error(
            c, ref->span, "there is no '%s'; do you mean '%s'?", words, near);
    else
        checker_error(c, ref->span, "there is no '%s': %s is expected here",
            words, takes.what);
}

bool
checker_ref(struct checker *c, struct pluto_ref *ref, enum want want,
    enum pluto_property property, const struct labels *labels)
{
    ref->bound = PLUTO_UNBOUND;
    ref->owner = ref->slot = ref->stmt = ref->object = PLUTO_NIL;
    if (ref->n == 0)
        return false;
    struct takes all =
        want <= WANT_TYPE ? by_property[property] : by_want[want];
    if (want == WANT_TYPE && property == PLUTO_P_VALUE)
        all = by_want[WANT_TYPE];
    struct takes takes = narrow(all, (enum pluto_object_type)ref->type);
    for (int whole = 0; whole < (ref->whole != NULL ? 2 : 1); whole++) {
        const struct pluto_symbol *first = whole ? ref->whole : ref->name[0];
        takes = whole ? all : takes; /* the word is part of the name */
        if (ref->n == 1 && bind_local(c, ref, takes.taken, first))
            return true;
        size_t n = bind_model(c, ref, takes.kinds, first);
        if (n > 0)
            return n == 1;
    }
    if (bind_label(c, ref, labels))
        return true;
    if (c->is_open &&
        bind_open(c, ref, narrow(all, (enum pluto_object_type)ref->type).kinds))
        return true;
    say_unknown(c, ref, all, labels);
    return false;
}
