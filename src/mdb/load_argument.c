/*
 * load_argument.c - arguments of a command, the values one can give, and what
 * is assigned to them.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/load_command.h"

/* ---- arguments ------------------------------------------------------------
 */

/* A type that something is wrong with, in it or in its parts. */
static bool
is_lost_type(const struct load *ld, uint32_t i, unsigned depth)
{
    if (i >= ld->types.n || ld->types.v[i].is_lost || depth > LOAD_MAX_DEPTH)
        return true;
    const struct mdb_type *type = &ld->type[i];
    if (type->class == MDB_ARRAY)
        return is_lost_type(ld, type->element_type, depth + 1);
    for (uint32_t m = 0; m < type->n_members; m++)
        if (is_lost_type(ld, type->member[m].type, depth + 1))
            return true;
    return false;
}

static bool
is_name(const char *name)
{
    return name != NULL && name[0] != '\0' && strlen(name) <= LOAD_MAX_NAME &&
           strpbrk(name, "/[].") == NULL;
}

static void
read_argument(struct load_command *lc, const struct xml_node *node,
    struct mdb_argument *a)
{
    struct load *ld = lc->ld;
    const char *name = xml_get(node, AT_NAME);
    uint32_t type =
        load_find_type(ld, lc->decl->system, node, AT_ARGUMENT_TYPE_REF);
    *a = (struct mdb_argument){
        .name = name != NULL ? name : "",
        .short_description = xml_get(node, AT_SHORT_DESCRIPTION),
        .description = load_long_description(node),
        .type = type == MDB_NIL ? (uint32_t)ld->types.n : type,
        .line = load_line(ld, node),
    };
    if (!is_name(name))
        load_error(ld, node, name != NULL ? AT_NAME : AT_NONE,
            "an argument needs a name of 1 to %d bytes without '/', '[', ']' "
            "and '.'",
            LOAD_MAX_NAME);
    ld->is_broken |= is_lost_type(ld, a->type, 0);
    for (const struct xml_node *c = node->child; c != NULL; c = c->next)
        load_other(ld, node, c);
}

static uint32_t
count_arguments(const struct xml_node *list)
{
    uint32_t n = 0;
    if (list != NULL)
        for (const struct xml_node *c = list->child; c != NULL; c = c->next)
            n += c->name == EL_ARGUMENT;
    return n;
}

static void
too_many_leaves(struct load_command *lc)
{
    load_error(lc->ld, lc->decl->node, AT_NONE,
        "the arguments of all commands together have more than %u values",
        LOAD_MAX_LEAVES);
}

/* Those of the base stay where they are; the own ones stand behind. */
static void
read_arguments(struct load_command *lc, const struct xml_node *list,
    const struct xml_node **node)
{
    struct load *ld = lc->ld;
    struct mdb_command *c = lc->command;
    uint32_t own = count_arguments(list), i = 0;
    uint32_t n = lc->base != NULL ? lc->base->n_arguments : 0;
    if (n + own > LOAD_MAX_ARGUMENTS) {
        load_error(ld, list, AT_NONE,
            "command '%.120s' has more than %d arguments", c->name,
            LOAD_MAX_ARGUMENTS);
        own = 0;
    }
    if (n + own > *lc->leaf_room) {
        too_many_leaves(lc);
        return;
    }
    struct mdb_argument *a = arena_alloc(ld->arena, (n + own + 1) * sizeof *a);
    if (n > 0)
        memcpy(a, lc->base->argument, n * sizeof *a);
    if (list != NULL)
        for (const struct xml_node *e = list->child; e != NULL; e = e->next) {
            if (e->name != EL_ARGUMENT) {
                load_other(ld, list, e);
            } else if (i < own) {
                node[i] = e;
                read_argument(lc, e, &a[n + i++]);
            }
        }
    c->argument = a;
    c->n_arguments = n + own;
    names_init(&lc->argument_names, &ld->scratch, a, sizeof *a, n + own);
    for (uint32_t k = 0; k < n + own; k++)
        if (names_add(&lc->argument_names, k) != k && k >= n)
            load_error(ld, node[k - n], AT_NAME,
                "argument '%.120s' is declared twice, here and in a base or "
                "above",
                a[k].name);
}

/* ---- leaves ---------------------------------------------------------------
 */

struct growing {
    struct load *ld;
    struct mdb_leaf *leaf;
    uint32_t n, argument;
};

static void
add_leaf(void *arg, const struct strbuf *name, uint32_t type)
{
    struct growing *to = arg;
    to->leaf[to->n++] = (struct mdb_leaf){
        .name = arena_strdup(to->ld->arena, strbuf_get(name)),
        .argument = to->argument,
        .type = type,
    };
}

static uint32_t
values_of(const struct load *ld, uint32_t type)
{
    return type < ld->types.n ? ld->types.v[type].value : 0;
}

/* Leaves of the base, then those of the own arguments from `first` on. */
static void
make_leaves(struct load_command *lc, struct mdb_argument *argument,
    uint32_t first, uint32_t n_arguments)
{
    struct load *ld = lc->ld;
    uint32_t n = lc->base != NULL ? lc->base->n_leaves : 0;
    uint64_t own = 0;
    for (uint32_t i = first; i < n_arguments; i++)
        own += values_of(ld, argument[i].type);
    if (n + own > *lc->leaf_room) {
        too_many_leaves(lc);
        return;
    }
    *lc->leaf_room -= n + own;
    struct strbuf name = {0};
    struct growing to = {.ld = ld, .n = n};
    to.leaf = arena_alloc(ld->arena, (n + (size_t)own + 1) * sizeof *to.leaf);
    if (n > 0)
        memcpy(to.leaf, lc->base->leaf, n * sizeof *to.leaf);
    for (uint32_t i = first; i < n_arguments; i++) {
        to.argument = i;
        argument[i].first_leaf = to.n;
        strbuf_reset(&name);
        strbuf_adds(&name, argument[i].name);
        load_each_value(ld, &name, argument[i].type, add_leaf, &to);
        argument[i].n_leaves = to.n - argument[i].first_leaf;
    }
    strbuf_fini(&name);
    lc->command->leaf = to.leaf;
    lc->command->n_leaves = to.n;
    names_init(&lc->leaf_names, &ld->scratch, to.leaf, sizeof *to.leaf, to.n);
    for (uint32_t i = 0; i < to.n; i++)
        names_add(&lc->leaf_names, i);
}

/* ---- values ----------------------------------------------------------------
 */

#define UNSHOWN "\xef\xbf\xbd" /* what stands for control characters */

/* The initialValue of a type or of those it is based on. */
static const char *
initial_of(const struct load *ld, uint32_t type)
{
    for (; type != MDB_NIL; type = ld->types.v[type].base) {
        const char *s = xml_get(ld->types.v[type].node, AT_INITIAL_VALUE);
        if (s != NULL)
            return s;
    }
    return NULL;
}

/* Give leaf `i` a value; a wrong one is an error where it stands. */
static void
set_leaf(struct load_command *lc, struct mdb_leaf *leaf,
    const struct xml_node *node, enum xml_at at, const char *text,
    enum mdb_leaf_source source)
{
    struct load *ld = lc->ld;
    const struct mdb_type *type = load_type_at(ld, leaf->type);
    bool is_text = type->eng_kind == MDB_STRING;
    if (!is_text)
        text = load_trim(ld, text);
    char *refusal = load_literal_refusal(type, text);
    if (is_text && strstr(text, UNSHOWN) != NULL)
        load_error(ld, node, at,
            "'%.120s': the value has characters that cannot be shown",
            leaf->name);
    if (refusal != NULL)
        load_error(ld, node, at, "'%.120s': %s", leaf->name, refusal);
    free(refusal);
    leaf->text = text;
    leaf->source = source;
}

struct defaults {
    struct load_command *lc;
    const struct xml_node *node; /* the Argument */
    struct mdb_leaf *next, *end;
};

/* `text` is what the argument or the member says, or NULL. */
static void
set_each(struct defaults *d, uint32_t index, const char *text)
{
    const struct load *ld = d->lc->ld;
    const struct mdb_type *type = load_type_at(ld, index);
    if (type->class == MDB_ARRAY) {
        for (uint32_t i = 0; i < type->max_elements && d->next < d->end; i++)
            set_each(d, type->element_type, NULL);
    } else if (type->class == MDB_AGGREGATE) {
        for (uint32_t i = 0; i < type->n_members; i++)
            set_each(d, type->member[i].type, type->member[i].initial_value);
    } else if (d->next < d->end) {
        enum xml_at at = text != NULL ? AT_INITIAL_VALUE : AT_NONE;
        if (text == NULL)
            text = initial_of(ld, index);
        if (text != NULL)
            set_leaf(d->lc, d->next, d->node, at, text, MDB_LEAF_DEFAULT);
        d->next++;
    }
}

static void
set_defaults(struct load_command *lc, struct mdb_leaf *leaf,
    const struct mdb_argument *a, const struct xml_node *node)
{
    struct load *ld = lc->ld;
    const char *own = xml_get(node, AT_INITIAL_VALUE);
    if (a->n_leaves == 0 || a->type >= ld->types.n)
        return;
    if (own != NULL && ld->type[a->type].class != MDB_SCALAR)
        load_leave_out(ld, node, AT_INITIAL_VALUE,
            "an initialValue for all values of '%.120s' is not supported: the "
            "command is left out",
            a->name);
    struct mdb_leaf *first = leaf + a->first_leaf;
    struct defaults d = {lc, node, first, first + a->n_leaves};
    set_each(&d, a->type, own);
}

uint32_t
load_leaf(const struct load_command *lc, const char *name)
{
    char path[LOAD_MAX_PATH + 1];
    if (lc->leaf_names.n == 0 || !str_copy(path, sizeof path, name))
        return MDB_NIL;
    for (char *p = path; *p != '\0'; p++)
        if (*p == '/')
            *p = '.';
    return names_find(&lc->leaf_names, "", 0, path, strlen(path));
}

/* The nearest of `n` rows that begin with their names, or NULL. */
static const char *
nearest(const void *row, size_t stride, uint32_t n, const char *name)
{
    unsigned least = (unsigned)(strlen(name) / 3 + 2);
    const char *near = NULL;
    for (uint32_t i = 0; i < n; i++) {
        const char *is = *(
            const char *const *)(const void *)((const char *)row + i * stride);
        unsigned d = str_distance(name, is, least);
        if (d < least) {
            least = d;
            near = is;
        }
    }
    return near;
}

void
load_unknown_argument(
    struct load_command *lc, const struct xml_node *node, enum xml_at at)
{
    const struct mdb_command *c = lc->command;
    const char *name = xml_get(node, at);
    bool may_search = lc->ld->suggestions <= LOAD_MAX_SUGGESTIONS;
    const char *near = !may_search ? NULL
                                   : nearest(c->argument, sizeof *c->argument,
                                         c->n_arguments, name);
    if (near == NULL && may_search)
        near = nearest(c->leaf, sizeof *c->leaf, c->n_leaves, name);
    lc->ld->suggestions += c->n_arguments + c->n_leaves;
    if (near != NULL)
        load_error(lc->ld, node, at,
            "command '%.120s' has no argument '%.120s'; did you mean "
            "'%.120s'?",
            c->name, name, near);
    else
        load_error(lc->ld, node, at,
            "command '%.120s' has no argument '%.120s'", c->name, name);
}

static void
assign(
    struct load_command *lc, struct mdb_leaf *leaf, const struct xml_node *node)
{
    struct load *ld = lc->ld;
    const char *name = xml_get(node, AT_ARGUMENT_NAME);
    const char *text = xml_get(node, AT_ARGUMENT_VALUE);
    if (name == NULL || text == NULL) {
        load_error(ld, node, AT_NONE,
            "ArgumentAssignment needs argumentName and argumentValue");
        return;
    }
    uint32_t i = load_leaf(lc, name);
    if (i == MDB_NIL) {
        load_unknown_argument(lc, node, AT_ARGUMENT_NAME);
        return;
    }
    if (leaf[i].source == MDB_LEAF_ASSIGNED)
        load_warn(ld, node, AT_ARGUMENT_NAME,
            "'%.120s' has the value '%.80s' of a base already: '%.80s' is used",
            name, leaf[i].text, text);
    set_leaf(lc, &leaf[i], node, AT_ARGUMENT_VALUE, text, MDB_LEAF_ASSIGNED);
}

static void
read_assignments(
    struct load_command *lc, struct mdb_leaf *leaf, const struct xml_node *base)
{
    const struct xml_node *list = xml_child(base, EL_ARGUMENT_ASSIGNMENT_LIST);
    for (const struct xml_node *c = base->child; c != NULL; c = c->next)
        if (c != list)
            load_other(lc->ld, base, c);
    if (list == NULL)
        return;
    for (const struct xml_node *c = list->child; c != NULL; c = c->next) {
        if (c->name == EL_ARGUMENT_ASSIGNMENT)
            assign(lc, leaf, c);
        else
            load_other(lc->ld, list, c);
    }
}

void
load_arguments(struct load_command *lc)
{
    struct mdb_command *c = lc->command;
    const struct xml_node *list = xml_child(lc->decl->node, EL_ARGUMENT_LIST);
    const struct xml_node *base =
        xml_child(lc->decl->node, EL_BASE_META_COMMAND);
    const struct xml_node **node =
        xcalloc(count_arguments(list) + 1, sizeof *node);
    read_arguments(lc, list, node);
    uint32_t first = lc->base != NULL ? lc->base->n_arguments : 0;
    if (c->argument == NULL) {
        free(node);
        return;
    }
    /* they are the command's own, not yet shown to anybody */
    struct mdb_argument *argument =
        (struct mdb_argument *)(uintptr_t)c->argument;
    make_leaves(lc, argument, first, c->n_arguments);
    struct mdb_leaf *leaf = (struct mdb_leaf *)(uintptr_t)c->leaf;
    for (uint32_t i = first; i < c->n_arguments; i++)
        set_defaults(lc, leaf, &argument[i], node[i - first]);
    if (base != NULL)
        read_assignments(lc, leaf, base);
    for (uint32_t i = first; i < c->n_arguments && !lc->ld->is_broken; i++)
        load_bind_argument(lc, &argument[i], leaf);
    free(node);
}
