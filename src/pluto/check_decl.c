/*
 * check_decl.c - names that a procedure declares: where each can be seen.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "pluto/check_priv.h"
#include "pluto/unit.h"

static uint32_t
row_of(uint32_t owner)
{
    return owner == PLUTO_NIL ? 0 : owner + 1;
}

static const char *
kind_str(enum decl_kind kind)
{
    static const char *const name[DECL_KINDS] = {[DECL_VAR] = "variable",
        [DECL_SET] = "enumerated set",
        [DECL_SAVED] = "saved name",
        [DECL_CALL] = "activity",
        [DECL_STEP] = "step",
        [DECL_EVENT] = "event"};
    return name[kind];
}

static struct decl *
new_decl(struct checker *c, struct decl decl)
{
    struct decl *d = arena_alloc(&c->arena, sizeof *d);
    *d = decl;
    return d;
}

/* Make a declaration of a body visible. */
static void
show(struct checker *c, struct decl *d)
{
    struct decl **top = &c->visible[d->kind][d->name->id];
    struct decl **list = &c->all[row_of(d->owner)];
    if (*top != NULL && (*top)->owner == d->owner)
        checker_error(c, d->span, "the %s '%s' is declared in line %u already",
            kind_str(d->kind), d->name->text, checker_line(c, (*top)->span));
    else if (*top != NULL)
        checker_warn(c, d->span, "'%s' hides the %s of line %u", d->name->text,
            kind_str(d->kind), checker_line(c, (*top)->span));
    bool is_second = *top != NULL && (*top)->owner == d->owner;
    d->hidden = *top;
    if (!is_second) /* the first one goes on being seen */
        *top = d;
    d->sibling = *list;
    *list = d;
}

struct set_value {
    char *key;
    uint32_t at;
};

static int
by_key(const void *va, const void *vb)
{
    const struct set_value *a = va, *b = vb;
    int order = strcmp(a->key, b->key);
    return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

static void
check_values(struct checker *c, const struct pluto_set *set)
{
    char key[PLUTO_KEY_MAX];
    struct set_value *v = arena_alloc(&c->arena, (set->n + 1) * sizeof *v);
    for (uint32_t i = 0; i < set->n; i++) {
        (void)pluto_model_key(set->value[i], key, sizeof key);
        v[i] = (struct set_value){arena_strdup(&c->arena, key), i};
    }
    if (set->n > 1)
        qsort(v, set->n, sizeof *v, by_key);
    for (uint32_t i = 1; i < set->n; i++)
        if (strcmp(v[i].key, v[i - 1].key) == 0)
            checker_error(c, set->span, "the set '%s' has '%s' twice",
                set->name->text, set->value[v[i].at]);
}

/* A variable goes before an argument of the procedure. */
static void
check_argument(struct checker *c, const struct pluto_var *var)
{
    const struct catalogue *cat = c->options->catalogue;
    for (uint32_t i = 0; cat != NULL && i < cat->n_arguments; i++) {
        char key[PLUTO_KEY_MAX];
        (void)pluto_model_key(cat->argument[i].name, key, sizeof key);
        if (strcmp(key, var->name->key) == 0)
            checker_warn(c, var->span,
                "'%s' hides the procedure's argument of that name",
                var->name->text);
    }
}

/* ---- saved names --------------------------------------------------------- */

static void
show_saved(struct checker *c, uint32_t owner, struct pluto_body *body,
    const struct save_at *at)
{
    for (uint32_t i = 0; i < at->save->n; i++) {
        struct pluto_save_item *item = &at->save->item[i];
        struct decl *top = c->visible[DECL_SAVED][item->by->id];
        if (top != NULL && top->owner == owner) { /* saved again */
            item->slot = top->slot;
            continue;
        }
        item->slot = body->n_saved++;
        show(c, new_decl(c, (struct decl){.kind = DECL_SAVED,
                                .name = item->by,
                                .owner = owner,
                                .slot = item->slot,
                                .stmt = at->stmt,
                                .span = at->save->span,
                                .saved = item}));
    }
}

/* ---- bodies -------------------------------------------------------------- */

void
checker_enter(struct checker *c, uint32_t owner, struct pluto_body *body)
{
    for (uint32_t i = 0; i < body->n_sets; i++) {
        check_values(c, &body->set[i]);
        show(c, new_decl(c, (struct decl){.kind = DECL_SET,
                                .name = body->set[i].name,
                                .owner = owner,
                                .slot = i,
                                .span = body->set[i].span,
                                .set = &body->set[i]}));
    }
    for (uint32_t i = 0; i < body->n_events; i++)
        show(c, new_decl(c, (struct decl){.kind = DECL_EVENT,
                                .name = body->event[i].name,
                                .owner = owner,
                                .slot = i,
                                .span = body->event[i].span,
                                .event = &body->event[i]}));
    for (uint32_t i = 0; i < body->n_vars; i++) {
        check_argument(c, &body->var[i]);
        show(c, new_decl(c, (struct decl){.kind = DECL_VAR,
                                .name = body->var[i].name,
                                .owner = owner,
                                .slot = i,
                                .span = body->var[i].span,
                                .var = &body->var[i]}));
    }
    body->n_saved = 0;
    for (struct save_at *at = c->save[row_of(owner)]; at != NULL; at = at->next)
        show_saved(c, owner, body, at);
}

void
checker_leave(struct checker *c, uint32_t owner)
{
    for (struct decl *d = c->all[row_of(owner)]; d != NULL; d = d->sibling)
        c->visible[d->kind][d->name->id] = d->hidden;
}

/* ---- the whole procedure ------------------------------------------------- */

static void
collect_name(struct checker *c, enum decl_kind kind, struct pluto_stmt *s,
    const struct pluto_symbol *name, struct decl **last)
{
    struct decl *d = new_decl(c, (struct decl){.kind = kind,
                                     .name = name,
                                     .owner = s->parent,
                                     .stmt = s->id,
                                     .span = s->span});
    struct decl *first = c->anywhere[kind][name->id];
    if (first == NULL) {
        c->anywhere[kind][name->id] = d;
    } else {
        last[name->id]->next = d;
        checker_warn(c, (struct pluto_span){s->span.off, 1},
            "the %s of line %u is called '%s', too", kind_str(kind),
            checker_line(c, first->span), name->text);
    }
    last[name->id] = d;
}

/* The step a statement stands in, or PLUTO_NIL. */
static uint32_t
step_of(const struct checker *c, uint32_t at)
{
    while (at != PLUTO_NIL && c->p->stmt[at]->kind != PLUTO_S_STEP)
        at = c->p->stmt[at]->parent;
    return at;
}

/* What a statement saves, or NULL. */
static struct pluto_save *
saves(const struct pluto_stmt *s)
{
    switch ((enum pluto_stmt_kind)s->kind) {
    case PLUTO_S_SAVE:
        return s->save;
    case PLUTO_S_WAIT_UNTIL:
    case PLUTO_S_WAIT_FOR:
    case PLUTO_S_WAIT_EVENT:
    case PLUTO_S_CHECK:
        return s->wait.save;
    case PLUTO_S_STEP:
    case PLUTO_S_CONFIRM:
    case PLUTO_S_INITIATE:
    case PLUTO_S_CONTEXT:
    case PLUTO_S_PARALLEL:
    case PLUTO_S_INFORM:
    case PLUTO_S_LOG:
    case PLUTO_S_ASSIGN:
    case PLUTO_S_IF:
    case PLUTO_S_CASE:
    case PLUTO_S_WHILE:
    case PLUTO_S_FOR:
    case PLUTO_S_REPEAT:
    case PLUTO_S_RAISE:
    case PLUTO_S_OBJECT:
    case PLUTO_S_ASK:
    case PLUTO_S_COUNT:
        break;
    }
    return NULL;
}

static void
collect_save(
    struct checker *c, const struct pluto_stmt *s, struct pluto_save *save)
{
    struct save_at *at = arena_alloc(&c->arena, sizeof *at);
    struct save_at **head = &c->save[row_of(step_of(c, s->parent))];
    *at = (struct save_at){.stmt = s->id, .save = save, .next = *head};
    *head = at;
}

void
checker_collect(struct checker *c)
{
    const struct pluto *p = c->p;
    size_t bytes = (p->n_symbols + 1) * sizeof(struct decl *);
    struct decl **step = arena_alloc(&c->arena, bytes);
    struct decl **call = arena_alloc(&c->arena, bytes);
    for (uint32_t i = 0; i < p->n_stmts; i++) {
        struct pluto_stmt *s = p->stmt[i];
        if (s->kind == PLUTO_S_STEP)
            collect_name(c, DECL_STEP, s, s->step.name, step);
        else if ((s->kind == PLUTO_S_CONFIRM || s->kind == PLUTO_S_INITIATE) &&
                 s->call.refer_by != NULL)
            collect_name(c, DECL_CALL, s, s->call.refer_by, call);
    }
    for (uint32_t i = p->n_stmts; i-- > 0;) { /* lists begin with the first */
        struct pluto_save *save = saves(p->stmt[i]);
        if (save != NULL)
            collect_save(c, p->stmt[i], save);
    }
}

struct decl *
checker_slot(
    const struct checker *c, enum decl_kind kind, uint32_t owner, uint32_t slot)
{
    struct decl *d = c->all[row_of(owner)];
    while (d != NULL && (d->kind != kind || d->slot != slot))
        d = d->sibling;
    return d;
}

/* ---- types of variables -------------------------------------------------- */

static void
bind_set(struct checker *c, struct pluto_var *var)
{
    struct decl *d = c->visible[DECL_SET][var->set->id];
    if (d != NULL) {
        var->type = PLUTO_ENUM;
        var->bound_set = d->set;
        return;
    }
    static const char *const type[] = {"Boolean", "signed integer",
        "unsigned integer", "integer", "real", "string", "absolute time",
        "relative time"};
    struct nearest near = nearest_to(var->set->text);
    nearest_try_all(&near, type, ARRAY_LEN(type));
    for (uint32_t i = 0; i < c->p->n_symbols; i++)
        if (c->visible[DECL_SET][i] != NULL)
            nearest_try(&near, c->visible[DECL_SET][i]->name->text);
    checker_error(c, var->span,
        "'%s' is neither a type nor an enumerated set declared here%s%s%s",
        var->set->text, near.best != NULL ? "; do you mean '" : "",
        near.best != NULL ? near.best : "", near.best != NULL ? "'?" : "");
}

/* A set of what a parameter's labels are. */
static const struct pluto_set *
set_of(struct checker *c, const struct labels *labels)
{
    struct pluto_set *set = arena_alloc(&c->p->arena, sizeof *set);
    set->value =
        arena_alloc(&c->p->arena, (labels->n + 1) * sizeof *set->value);
    for (uint32_t i = 0; i < labels->n; i++)
        set->value[i] = arena_strdup(&c->p->arena, labels->label[i]);
    set->n = labels->n;
    return set;
}

static void
bind_same(struct checker *c, struct pluto_var *var)
{
    enum pluto_property property = var->same_property;
    struct labels labels = {0};
    if (!checker_ref(c, var->same_as, WANT_TYPE, property, NULL))
        return;
    struct pluto_static s = checker_type_of(c, var->same_as, property);
    var->type = s.type;
    var->bound_unit = s.unit;
    if (s.type == PLUTO_ENUM &&
        checker_labels_of(c, var->same_as, property, &labels) && labels.n > 0)
        var->bound_set = set_of(c, &labels);
}

static void
bind_unit(struct checker *c, struct pluto_var *var)
{
    var->bound_unit = pluto_unit(var->unit, strlen(var->unit));
    if (var->bound_unit == NULL)
        checker_error(c, var->span, "'%s' is not a unit", var->unit);
    else if (var->type != PLUTO_REAL && var->type != PLUTO_INTEGER &&
             var->type != PLUTO_UNSIGNED && var->type != PLUTO_NONE)
        checker_error(c, var->span, "a %s has no unit",
            var->type == PLUTO_ENUM ? "enumerated value"
                                    : pluto_type_str(var->type));
}

void
checker_variables(struct checker *c, struct pluto_body *body)
{
    for (uint32_t i = 0; i < body->n_vars; i++) {
        struct pluto_var *var = &body->var[i];
        var->bound_set = NULL;
        var->bound_unit = NULL;
        if (var->set != NULL || var->same_as != NULL)
            var->type = PLUTO_NONE;
        if (var->set != NULL)
            bind_set(c, var);
        else if (var->same_as != NULL)
            bind_same(c, var);
        if (var->unit != NULL)
            bind_unit(c, var);
    }
}
