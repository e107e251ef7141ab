/*
 * load_collect.c - all declarations of a file and their qualified names.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/load_command.h"

/* The name of a declaration, or NULL and an error. */
static const char *
declared_name(struct load *ld, const struct xml_node *node)
{
    const char *name = xml_get(node, AT_NAME);
    if (name == NULL || name[0] == '\0') {
        load_error(ld, node, name != NULL ? AT_NAME : AT_NONE, "%s has no name",
            xml_el_str(node));
        return NULL;
    }
    if (strlen(name) > LOAD_MAX_NAME) {
        load_error(ld, node, AT_NAME, "the name is longer than %d bytes",
            LOAD_MAX_NAME);
        return NULL;
    }
    if (strpbrk(name, "/[]") != NULL) {
        load_error(ld, node, AT_NAME,
            "the name '%.120s' must not have '/', '[' or ']' in it", name);
        return NULL;
    }
    return name;
}

static char *
join(struct load *ld, const struct load_system *system, const char *name,
    const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    char *path = arena_alloc(ld->arena, system->path_len + n + m + 1);
    memcpy(path, system->path, system->path_len);
    memcpy(path + system->path_len, name, n);
    memcpy(path + system->path_len + n, end, m);
    return path;
}

static void
declare(struct load *ld, struct load_decls *to, uint32_t system,
    const struct xml_node *node)
{
    const char *name = declared_name(ld, node);
    if (name == NULL)
        return;
    const struct load_system *s = &ld->system[system];
    if (s->path_len + strlen(name) > LOAD_MAX_PATH) {
        load_error(ld, node, AT_NAME,
            "the qualified name is longer than %d bytes", LOAD_MAX_PATH);
        return;
    }
    char *qualified = join(ld, s, name, "");
    to->v = xgrow(to->v, to->n, &to->cap, sizeof *to->v);
    to->v[to->n++] = (struct load_decl){
        .name = qualified,
        .short_name = qualified + s->path_len,
        .node = node,
        .system = system,
        .is_command = ld->is_command,
    };
}

static bool
is_parameter_type(const struct xml_node *node)
{
    switch (node->name) {
    case EL_INTEGER_PARAMETER_TYPE:
    case EL_FLOAT_PARAMETER_TYPE:
    case EL_ENUMERATED_PARAMETER_TYPE:
    case EL_BOOLEAN_PARAMETER_TYPE:
    case EL_STRING_PARAMETER_TYPE:
    case EL_BINARY_PARAMETER_TYPE:
    case EL_ABSOLUTE_TIME_PARAMETER_TYPE:
    case EL_RELATIVE_TIME_PARAMETER_TYPE:
    case EL_AGGREGATE_PARAMETER_TYPE:
    case EL_ARRAY_PARAMETER_TYPE:
        return true;
    default:
        return false;
    }
}

static bool
is_argument_type(const struct xml_node *node)
{
    return load_type_element(node) != node->name;
}

/* The children of a ParameterTypeSet, ParameterSet or ContainerSet. */
static void
collect_set(struct load *ld, uint32_t system, const struct xml_node *set)
{
    for (const struct xml_node *c = set->child; c != NULL; c = c->next) {
        if (set->name == EL_PARAMETER_TYPE_SET && is_parameter_type(c))
            declare(ld, &ld->types, system, c);
        else if (set->name == EL_PARAMETER_SET && c->name == EL_PARAMETER)
            declare(ld, &ld->params, system, c);
        else if (set->name == EL_CONTAINER_SET &&
                 c->name == EL_SEQUENCE_CONTAINER)
            declare(ld, &ld->containers, system, c);
        else if (c->name != EL_PARAMETER_REF)
            load_other(ld, set, c);
    }
}

/* The children of an ArgumentTypeSet, CommandContainerSet or MetaCommandSet. */
static void
collect_command_set(
    struct load *ld, uint32_t system, const struct xml_node *set)
{
    for (const struct xml_node *c = set->child; c != NULL; c = c->next) {
        if (set->name == EL_ARGUMENT_TYPE_SET && is_argument_type(c))
            declare(ld, &ld->argument_types, system, c);
        else if (set->name == EL_COMMAND_CONTAINER_SET &&
                 (c->name == EL_SEQUENCE_CONTAINER ||
                     c->name == EL_COMMAND_CONTAINER))
            declare(ld, &ld->tc_containers, system, c);
        else if (set->name == EL_META_COMMAND_SET && c->name == EL_META_COMMAND)
            declare(ld, &ld->commands, system, c);
        else if (c->name == EL_BLOCK_META_COMMAND)
            load_warn(ld, c, AT_NONE,
                "BlockMetaCommand is not supported and is left out");
        else if (c->name != EL_META_COMMAND_REF)
            load_other(ld, set, c);
    }
}

static void
collect_meta(struct load *ld, uint32_t system, const struct xml_node *meta)
{
    ld->is_command = meta->name == EL_COMMAND_META_DATA;
    for (const struct xml_node *c = meta->child; c != NULL; c = c->next) {
        switch (c->name) {
        case EL_PARAMETER_TYPE_SET:
        case EL_PARAMETER_SET:
        case EL_CONTAINER_SET:
            collect_set(ld, system, c);
            break;
        case EL_ARGUMENT_TYPE_SET:
        case EL_COMMAND_CONTAINER_SET:
        case EL_META_COMMAND_SET:
            if (ld->is_command)
                collect_command_set(ld, system, c);
            else
                load_other(ld, meta, c);
            break;
        case EL_ALGORITHM_SET:
        case EL_STREAM_SET:
        case EL_MESSAGE_SET:
            if (meta->name == EL_COMMAND_META_DATA)
                break;
            load_other(ld, meta, c);
            break;
        default:
            load_other(ld, meta, c);
        }
    }
    ld->is_command = false;
}

static void
collect_system(struct load *ld, uint32_t parent, const struct xml_node *node)
{
    static const struct load_system above = {.path = "/", .path_len = 1};
    const char *name = declared_name(ld, node);
    const struct load_system *outer =
        parent == MDB_NIL ? &above : &ld->system[parent];
    if (name != NULL && outer->path_len + strlen(name) + 1 > LOAD_MAX_PATH) {
        load_error(ld, node, AT_NAME,
            "the qualified name is longer than %d bytes", LOAD_MAX_PATH);
        return;
    }
    char *path = join(ld, outer, name != NULL ? name : "", "/");
    ld->system =
        xgrow(ld->system, ld->n_systems, &ld->systems_cap, sizeof *ld->system);
    uint32_t system = (uint32_t)ld->n_systems++;
    ld->system[system] = (struct load_system){
        .path = path,
        .path_len = (uint32_t)strlen(path),
        .parent = parent,
    };
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        if (c->name == EL_TELEMETRY_META_DATA ||
            c->name == EL_COMMAND_META_DATA)
            collect_meta(ld, system, c);
        else if (c->name == EL_SPACE_SYSTEM)
            collect_system(ld, system, c);
        else if (c->name != EL_HEADER)
            load_other(ld, node, c);
    }
}

static void
read_header(struct load *ld)
{
    const struct xml_node *root = ld->xml.root;
    const struct xml_node *header = xml_child(root, EL_HEADER);
    const char *name = xml_get(root, AT_NAME);
    ld->mdb->name = name != NULL ? name : "";
    ld->mdb->description = xml_get(root, AT_SHORT_DESCRIPTION);
    if (ld->mdb->description == NULL)
        ld->mdb->description = load_long_description(root);
    if (header == NULL)
        return;
    ld->mdb->version = xml_get(header, AT_VERSION);
    ld->mdb->date = xml_get(header, AT_DATE);
}

static int
by_name(const void *va, const void *vb)
{
    const struct load_decl *a = va, *b = vb;
    int c = strcmp(a->name, b->name);
    if (c != 0)
        return c;
    return a->node->at < b->node->at ? -1 : a->node->at > b->node->at;
}

/* Telemetry and commands of one SpaceSystem may both bring what they share. */
static void
note_double(struct load *ld, const struct load_decl *first,
    const struct load_decl *second, const char *what)
{
    uint32_t line = load_line(ld, first->node);
    if (first->is_command != second->is_command)
        load_warn(ld, second->node, AT_NAME,
            "%s '%.120s' is declared for telemetry and for commands: that in "
            "line %u is used",
            what, first->name, line);
    else
        load_error(ld, second->node, AT_NAME,
            "%s '%.120s' is declared twice, first in line %u", what,
            first->name, line);
}

/* Index by name; a second declaration of a name is an error and dropped. */
static void
index_names(struct load *ld, struct load_decls *decls, struct names *names,
    const char *what)
{
    size_t n = 0;
    names_init(
        names, &ld->scratch, decls->v, sizeof *decls->v, (uint32_t)decls->n);
    for (size_t i = 0; i < decls->n; i++) {
        const struct load_decl d = decls->v[i];
        decls->v[n] = d;
        uint32_t first = names_add(names, (uint32_t)n);
        if (first == n) {
            n++;
            continue;
        }
        note_double(ld, &decls->v[first], &d, what);
    }
    decls->n = n;
    names->n = (uint32_t)n;
}

/* Argument types go behind the parameter types; each have their own names. */
static void
append_argument_types(struct load *ld)
{
    struct load_decls *to = &ld->types;
    size_t n = ld->argument_types.n;
    ld->first_argument_type = (uint32_t)to->n;
    for (size_t i = 0; i < n; i++) {
        to->v = xgrow(to->v, to->n, &to->cap, sizeof *to->v);
        to->v[to->n++] = ld->argument_types.v[i];
    }
    if (to->n == 0)
        return;
    ld->type_names.base = (const char *)to->v;
    ld->argument_type_names.base =
        (const char *)(to->v + ld->first_argument_type);
}

static void
index_commands(struct load *ld)
{
    if (ld->commands.n > 0)
        qsort(ld->commands.v, ld->commands.n, sizeof *ld->commands.v, by_name);
    ld->is_command = true;
    index_names(
        ld, &ld->argument_types, &ld->argument_type_names, "argument type");
    index_names(ld, &ld->commands, &ld->command_names, "command");
    ld->is_command = false;
    append_argument_types(ld);
    load_tc_containers_collect(ld);
}

bool
load_collect(struct load *ld)
{
    const struct xml_node *root = ld->xml.root;
    if (root->name != EL_SPACE_SYSTEM) {
        load_error(ld, root, AT_NONE,
            "this is not XTCE: the document is a '%.80s', not a SpaceSystem",
            xml_el_str(root));
        return false;
    }
    read_header(ld);
    collect_system(ld, MDB_NIL, root);
    if (ld->params.n > 0)
        qsort(ld->params.v, ld->params.n, sizeof *ld->params.v, by_name);
    if (ld->containers.n > 0)
        qsort(ld->containers.v, ld->containers.n, sizeof *ld->containers.v,
            by_name);
    index_names(ld, &ld->types, &ld->type_names, "parameter type");
    index_names(ld, &ld->params, &ld->param_names, "parameter");
    index_names(ld, &ld->containers, &ld->container_names, "container");
    index_commands(ld);
    return true;
}
