/*
 * load_scope.c - what a name means in the scope of a SpaceSystem.
 *
 * XTCE: a name that begins with '/' is absolute; "./" and "../" begin at the
 * SpaceSystem itself; every other name is looked up in the SpaceSystem where
 * it is used, then in its parent, up to the root.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/command.h"
#include "mdb/load.h"

/* Take "./" and "../" off the front of a name, climbing as they say. */
static bool
climb(const struct load *ld, uint32_t *system, const char **ref, size_t *len)
{
    bool has_climbed = false;
    for (;;) {
        size_t up = 0;
        if (*len >= 2 && strncmp(*ref, "./", 2) == 0)
            up = 2;
        else if (*len >= 3 && strncmp(*ref, "../", 3) == 0)
            up = 3;
        if (up == 0)
            return has_climbed;
        /* above the root is the root */
        if (up == 3 && ld->system[*system].parent != MDB_NIL)
            *system = ld->system[*system].parent;
        *ref += up;
        *len -= up;
        has_climbed = true;
    }
}

/* "A/../B" and "A/./B" are "B" and "A/B"; false when nothing was to do. */
static bool
simplify(const char *ref, size_t len, char out[LOAD_MAX_PATH + 1])
{
    if (len > LOAD_MAX_PATH)
        return false;
    memcpy(out, ref, len);
    out[len] = '\0';
    bool is_changed = false;
    for (char *p; (p = strstr(out, "/./")) != NULL; is_changed = true)
        memmove(p, p + 2, strlen(p + 2) + 1);
    for (char *p = out; (p = strstr(p, "/../")) != NULL;) {
        char *from = p;
        while (from > out && from[-1] != '/')
            from--;
        if (from == p || strncmp(from, "../", 3) == 0) {
            p++;
            continue;
        }
        memmove(from, p + 4, strlen(p + 4) + 1);
        is_changed = true;
        p = out;
    }
    return is_changed;
}

/* The row for the first `len` bytes of `ref`, or MDB_NIL. */
static uint32_t
find(const struct load *ld, const struct names *names, uint32_t system,
    const char *ref, size_t len)
{
    char simple[LOAD_MAX_PATH + 1];
    if (memchr(ref, '.', len) != NULL && simplify(ref, len, simple)) {
        ref = simple;
        len = strlen(simple);
    }
    if (len > 0 && ref[0] == '/')
        return names_find(names, "", 0, ref, len);
    bool is_fixed = climb(ld, &system, &ref, &len);
    while (system != MDB_NIL) {
        const struct load_system *s = &ld->system[system];
        uint32_t i = names_find(names, s->path, s->path_len, ref, len);
        if (i != MDB_NIL || is_fixed)
            return i;
        system = s->parent;
    }
    return names_find(names, "/", 1, ref, len); /* begins with the root */
}

static const char *
last_part(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash != NULL ? slash + 1 : name;
}

/* The name that was meant, if one is near; bounded in all. */
static const char *
suggest(struct load *ld, const struct names *names, const char *ref)
{
    const char *wanted = last_part(ref), *best = NULL;
    size_t len = strlen(wanted);
    unsigned best_distance = len < 2 ? 1 : len < 6 ? 2 : 3;
    if (len > 64 || ld->suggestions > LOAD_MAX_SUGGESTIONS)
        return NULL;
    for (uint32_t i = 0; i < names->n; i++) {
        const char *name = names_get(names, i), *last = last_part(name);
        size_t n = strlen(last);
        if (n + best_distance < len || n > len + best_distance)
            continue;
        unsigned d = str_distance(wanted, last, best_distance);
        if (d < best_distance) {
            best_distance = d;
            best = name;
        }
    }
    ld->suggestions += names->n;
    return best;
}

static void
not_found(struct load *ld, const struct names *names,
    const struct xml_node *node, enum xml_at at, const char *ref,
    const char *what)
{
    const char *near = suggest(ld, names, ref);
    if (near != NULL)
        load_error(ld, node, at,
            "there is no %s '%.120s'; did you mean '%.120s'?", what, ref, near);
    else
        load_error(ld, node, at, "there is no %s '%.120s'", what, ref);
}

static uint32_t
find_or_note(struct load *ld, const struct names *names, uint32_t system,
    const struct xml_node *node, enum xml_at at, const char *what)
{
    const char *ref = xml_get(node, at);
    if (ref == NULL) {
        load_error(ld, node, AT_NONE, "%s has no %s", xml_el_str(node),
            xml_at_str(at));
        return MDB_NIL;
    }
    uint32_t i = find(ld, names, system, ref, strlen(ref));
    if (i == MDB_NIL)
        not_found(ld, names, node, at, ref, what);
    return i;
}

uint32_t
load_find_type(struct load *ld, uint32_t system, const struct xml_node *node,
    enum xml_at at)
{
    if (!ld->is_command)
        return find_or_note(
            ld, &ld->type_names, system, node, at, "parameter type");
    uint32_t i = find_or_note(
        ld, &ld->argument_type_names, system, node, at, "argument type");
    return i != MDB_NIL ? ld->first_argument_type + i : MDB_NIL;
}

uint32_t
load_find_param(struct load *ld, uint32_t system, const struct xml_node *node,
    enum xml_at at)
{
    return find_or_note(ld, &ld->param_names, system, node, at, "parameter");
}

uint32_t
load_find_container(struct load *ld, uint32_t system,
    const struct xml_node *node, enum xml_at at)
{
    return find_or_note(
        ld, &ld->container_names, system, node, at, "container");
}

uint32_t
load_find_command(struct load *ld, uint32_t system, const struct xml_node *node,
    enum xml_at at)
{
    return find_or_note(ld, &ld->command_names, system, node, at, "command");
}

uint32_t
load_find_tc_container(struct load *ld, uint32_t system,
    const struct xml_node *node, enum xml_at at)
{
    const struct names *names = &ld->tc_container_names;
    const char *ref = xml_get(node, at);
    if (ref != NULL) {
        uint32_t i = find(ld, names, system, ref, strlen(ref));
        if (i != MDB_NIL)
            return i;
        i = find(ld, &ld->container_names, system, ref, strlen(ref));
        if (i != MDB_NIL)
            return names->n + i;
    }
    return find_or_note(ld, names, system, node, at, "container");
}

uint32_t
load_peek_type(const struct load *ld, uint32_t system, const char *ref)
{
    return find(ld, &ld->type_names, system, ref, strlen(ref));
}

uint32_t
load_peek_param(const struct load *ld, uint32_t system, const char *ref)
{
    return find(ld, &ld->param_names, system, ref, strlen(ref));
}

/* "[2]": the number, and what is behind it; NULL when it is no index. */
static const char *
read_index(const char *ref, uint64_t *out)
{
    const char *close = strchr(ref, ']');
    char digits[16];
    size_t len = close != NULL ? (size_t)(close - ref - 1) : 0;
    if (*ref != '[' || len == 0 || len >= sizeof digits)
        return NULL;
    memcpy(digits, ref + 1, len);
    digits[len] = '\0';
    return num_parse_u64(digits, out) ? close + 1 : NULL;
}

/* Which element "[2]" or "[0][3]" is, counted row by row; as items are named
 * in load_param.c. */
static const char *
step_into_array(const struct mdb_type *type, const char *ref, uint32_t *index)
{
    const struct mdb_dimension *d = type->dimension;
    uint32_t n = type->n_dimensions;
    uint64_t at = 0, v;
    for (uint32_t i = 1; i < n; i++)
        if (d[i].end.kind != MDB_FIXED)
            n = 0; /* counted through */
    for (uint32_t i = 0; i < (n > 1 ? n : 1); i++) {
        uint64_t start = n > 0 ? (uint64_t)d[i].start.fixed : 0;
        ref = read_index(ref, &v);
        if (ref == NULL || v < start || v - start >= type->max_elements)
            return NULL;
        uint64_t size = n > 1 ? (uint64_t)(d[i].end.fixed + 1) - start : 0;
        if (i > 0 && v - start >= size)
            return NULL;
        at = at * size + v - start;
    }
    *index = (uint32_t)at;
    return at < type->max_elements ? ref : NULL;
}

static const char *
step_into_member(const struct load *ld, const struct mdb_type *type,
    const char *ref, uint32_t *member, uint32_t *before)
{
    size_t len = strcspn(ref + 1, "./[");
    *before = 0;
    for (uint32_t i = 0; i < type->n_members; i++) {
        const struct mdb_member *m = &type->member[i];
        if (strncmp(m->name, ref + 1, len) == 0 && m->name[len] == '\0') {
            *member = m->type;
            return ref + 1 + len;
        }
        *before += ld->types.v[m->type].value;
    }
    return NULL;
}

/* Follow ".x", "/x" and "[2]" from a type; MDB_NIL when that leads nowhere or
 * not to a scalar. */
static uint32_t
walk(const struct load *ld, uint32_t type, const char *ref)
{
    uint32_t at = 0;
    while (*ref != '\0') {
        const struct mdb_type *t = &ld->type[type];
        uint32_t before = 0, index = 0;
        if (*ref == '[' && t->class == MDB_ARRAY) {
            ref = step_into_array(t, ref, &index);
            type = t->element_type;
            if (type >= ld->types.n)
                return MDB_NIL;
            before = index * ld->types.v[type].value;
        } else if (*ref != '[' && t->class == MDB_AGGREGATE) {
            ref = step_into_member(ld, t, ref, &type, &before);
        } else {
            return MDB_NIL;
        }
        if (ref == NULL || type >= ld->types.n)
            return MDB_NIL;
        at += before;
    }
    return ld->type[type].class == MDB_SCALAR ? at : MDB_NIL;
}

/* The value that `ref` names, as `node` or its attribute has it. */
static uint32_t
find_item(struct load *ld, uint32_t system, const struct xml_node *node,
    enum xml_at at, const char *ref)
{
    uint32_t param = MDB_NIL;
    size_t len = strlen(ref);
    param = find(ld, &ld->param_names, system, ref, len);
    while (param == MDB_NIL && len > 0) {
        do
            len--;
        while (len > 0 && strchr("./[", ref[len]) == NULL);
        if (len > 0)
            param = find(ld, &ld->param_names, system, ref, len);
    }
    if (param == MDB_NIL) {
        not_found(ld, &ld->param_names, node, at, ref, "parameter");
        return MDB_NIL;
    }
    const struct mdb_param *p = &ld->param[param];
    if (p->type >= ld->types.n || p->n_items == 0)
        return MDB_NIL; /* noted where the parameter is */
    uint32_t offset = walk(ld, p->type, ref + len);
    if (offset == MDB_NIL || offset >= p->n_items) {
        load_error(ld, node, at,
            "'%.120s' does not name one value of parameter '%.120s'", ref,
            p->name);
        return MDB_NIL;
    }
    return p->first_item + offset;
}

uint32_t
load_find_item(struct load *ld, uint32_t system, const struct xml_node *node,
    enum xml_at at)
{
    const char *ref = xml_get(node, at);
    if (ref == NULL)
        return find_or_note(ld, &ld->param_names, system, node, at, "");
    return find_item(ld, system, node, at, ref);
}

uint32_t
load_find_item_text(
    struct load *ld, uint32_t system, const struct xml_node *node)
{
    return find_item(ld, system, node, AT_NONE, node->text);
}

/* A place in the table of symbols; many refer to the same argument. */
static uint32_t
add_symbol(struct load *ld, const struct xml_node *node, enum xml_at at)
{
    ld->symbol =
        xgrow(ld->symbol, ld->n_symbols, &ld->symbols_cap, sizeof *ld->symbol);
    ld->symbol[ld->n_symbols] = (struct load_symbol){
        .name = xml_get(node, at),
        .node = node,
        .at = at,
    };
    return MDB_LEAF | (uint32_t)ld->n_symbols++;
}

uint32_t
load_find_operand(struct load *ld, uint32_t system, const struct xml_node *node)
{
    if (ld->is_command && xml_get(node, AT_ARGUMENT_REF) != NULL)
        return add_symbol(ld, node, AT_ARGUMENT_REF);
    return load_find_item(ld, system, node, AT_PARAMETER_REF);
}
