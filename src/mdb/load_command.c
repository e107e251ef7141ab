/*
 * load_command.c - MetaCommands: each after its base, and what is left of
 * them.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/str.h"
#include "mdb/load_command.h"

enum state {
    NEW,
    WALKING,
    WALKED
};

struct walk {
    struct load *ld;
    struct load_tc_container *containers;
    uint64_t leaf_room, entry_room, check_room;
    unsigned *height; /* of the bases of each command */
};

static void visit(struct walk *w, uint32_t i, unsigned depth);

/* The base of command `i`, read; MDB_NIL when it has none or on error. */
static uint32_t
enter_base(struct walk *w, uint32_t i, unsigned depth)
{
    struct load *ld = w->ld;
    const struct load_decl *decl = &ld->commands.v[i];
    const struct xml_node *node = xml_child(decl->node, EL_BASE_META_COMMAND);
    if (node == NULL)
        return MDB_NIL;
    uint32_t base =
        load_find_command(ld, decl->system, node, AT_META_COMMAND_REF);
    if (base == MDB_NIL)
        return MDB_NIL;
    const struct load_decl *to = &ld->commands.v[base];
    if (to->state == WALKING) {
        load_error(ld, node, AT_META_COMMAND_REF,
            "command '%.120s' inherits from itself, through '%.120s'",
            decl->name, to->name);
        return MDB_NIL;
    }
    if (depth < LOAD_MAX_DEPTH)
        visit(w, base, depth + 1);
    if (depth >= LOAD_MAX_DEPTH || w->height[base] + 1 >= LOAD_MAX_DEPTH) {
        load_error(ld, node, AT_META_COMMAND_REF,
            "commands inherit deeper than %d here", LOAD_MAX_DEPTH);
        return MDB_NIL;
    }
    w->height[i] = w->height[base] + 1;
    ld->is_broken |= to->is_lost;
    return base;
}

static const char *
first_alias(const struct xml_node *node)
{
    const struct xml_node *set = xml_child(node, EL_ALIAS_SET);
    const struct xml_node *alias = set ? xml_child(set, EL_ALIAS) : NULL;
    return alias != NULL ? xml_get(alias, AT_ALIAS) : NULL;
}

/* systemName of 1.2, or the element of 1.1. */
static const char *
system_of(struct load *ld, const struct xml_node *node)
{
    const struct xml_node *child = xml_child(node, EL_SYSTEM_NAME);
    const char *s = xml_get(node, AT_SYSTEM_NAME);
    if (s == NULL && child != NULL)
        s = child->text;
    return s != NULL && s[0] != '\0' ? arena_strdup(ld->arena, s) : NULL;
}

static void
check_children(struct load *ld, const struct xml_node *node)
{
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        switch (c->name) {
        case EL_BASE_META_COMMAND:
        case EL_ARGUMENT_LIST:
        case EL_COMMAND_CONTAINER:
        case EL_DEFAULT_SIGNIFICANCE:
        case EL_CONTEXT_SIGNIFICANCE_LIST:
        case EL_TRANSMISSION_CONSTRAINT_LIST:
        case EL_VERIFIER_SET:
        case EL_PARAMETER_TO_SET_LIST:
        case EL_SYSTEM_NAME:
            break;
        case EL_INTERLOCK:
        case EL_INTERLOCK_LIST:
            load_warn(ld, c, AT_NONE,
                "%s is not supported: commands that follow are not held back",
                xml_el_str(c));
            break;
        default:
            load_other(ld, node, c);
        }
    }
}

bool
load_has_room(struct load_command *lc, uint32_t n)
{
    if (n <= *lc->check_room) {
        *lc->check_room -= n;
        return true;
    }
    load_error(lc->ld, lc->decl->node, AT_NONE,
        "all commands together have more than %u constraints, verifiers and "
        "the like",
        LOAD_MAX_CHECKS);
    return false;
}

/* The container of the command itself, else of the base that has one. */
static void
read_entries(struct walk *w, struct load_command *lc)
{
    const struct load_decl *decl = lc->decl;
    struct mdb_command *c = lc->command;
    if (decl->value == MDB_NIL && lc->base != NULL) {
        c->entry = lc->base->entry;
        c->n_entries = lc->base->n_entries;
        c->size_bits = lc->base->size_bits;
        c->has_crc = lc->base->has_crc;
    }
    if (decl->value == MDB_NIL) {
        if (!c->is_abstract && c->entry == NULL) {
            load_warn(w->ld, decl->node, AT_NONE,
                "command '%.120s' has no container: it is taken as abstract, "
                "and cannot be sent itself",
                decl->name);
            c->is_abstract = true;
        }
        return;
    }
    load_tc_entries(lc, w->containers, decl->value, &w->entry_room);
}

static void
read_command(struct walk *w, uint32_t i, uint32_t base)
{
    struct load *ld = w->ld;
    struct load_decl *decl = &ld->commands.v[i];
    const struct xml_node *node = decl->node;
    struct mdb_command *c = &ld->command[i];
    *c = (struct mdb_command){
        .name = decl->name,
        .short_name = decl->short_name,
        .short_description = xml_get(node, AT_SHORT_DESCRIPTION),
        .description = load_long_description(node),
        .is_abstract = load_bool(ld, node, AT_ABSTRACT, false),
        .base = base,
        .report_count = MDB_NIL,
        .alias = first_alias(node),
        .system_name = system_of(ld, node),
        .line = load_line(ld, node),
    };
    struct load_command lc = {
        .ld = ld,
        .decl = decl,
        .command = c,
        .base = base != MDB_NIL ? &ld->command[base] : NULL,
        .leaf_room = &w->leaf_room,
        .check_room = &w->check_room,
    };
    check_children(ld, node);
    load_arguments(&lc);
    if (!ld->is_broken)
        read_entries(w, &lc);
    load_significance(&lc);
    load_constraints(&lc);
    load_verifiers(&lc);
    load_params_to_set(&lc);
    load_ancillary(&lc);
}

static void
visit(struct walk *w, uint32_t i, unsigned depth)
{
    struct load *ld = w->ld;
    struct load_decl *decl = &ld->commands.v[i];
    if (decl->state != NEW)
        return;
    bool was_broken = ld->is_broken;
    decl->state = WALKING;
    ld->is_broken = false;
    uint32_t base = enter_base(w, i, depth);
    if (!ld->is_broken)
        read_command(w, i, base);
    decl->is_lost = ld->is_broken;
    ld->is_broken = was_broken;
    decl->state = WALKED;
}

/* Only what is whole is kept; the others keep their order. */
static void
drop_lost(struct load *ld)
{
    uint32_t n = 0;
    uint32_t *to = arena_alloc(&ld->scratch, (ld->commands.n + 1) * sizeof *to);
    for (uint32_t i = 0; i < ld->commands.n; i++)
        to[i] = ld->commands.v[i].is_lost ? MDB_NIL : n++;
    for (uint32_t i = 0; i < ld->commands.n; i++) {
        if (to[i] == MDB_NIL)
            continue;
        struct mdb_command *c = &ld->command[to[i]];
        *c = ld->command[i];
        if (c->base != MDB_NIL)
            c->base = to[c->base];
    }
    ld->mdb->command = ld->command;
    ld->mdb->n_commands = n;
}

void
load_commands(struct load *ld)
{
    size_t n = ld->commands.n;
    ld->is_command = true;
    ld->is_broken = false;
    struct walk w = {
        .ld = ld,
        .containers = load_tc_containers(ld),
        .leaf_room = LOAD_MAX_LEAVES,
        .entry_room = LOAD_MAX_TC_ENTRIES,
        .check_room = LOAD_MAX_CHECKS,
        .height = arena_alloc(&ld->scratch, (n + 1) * sizeof *w.height),
    };
    ld->is_broken = false;
    ld->command = arena_alloc(ld->arena, (n + 1) * sizeof *ld->command);
    for (uint32_t i = 0; i < n; i++)
        visit(&w, i, 0);
    drop_lost(ld);
    load_bound_types(ld);
    ld->is_command = false;
}
