/*
 * load_tc_container.c - containers of commands: bases, sizes, checks, and
 * which of them are used.
 *
 * They are read once each, whatever command uses them; arguments in them stay
 * symbols until a command is at hand (load_tc_entry.c).
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/load_command.h"

enum state {
    NEW,
    WALKING,
    WALKED
};

/* ---- names ----------------------------------------------------------------
 */

static void
add_decl(struct load *ld, const struct load_decl *decl)
{
    struct load_decls *to = &ld->tc_containers;
    to->v = xgrow(to->v, to->n, &to->cap, sizeof *to->v);
    to->v[to->n++] = *decl;
}

/* A command's container is called as it says, else as the command is. */
static void
add_of_command(struct load *ld, uint32_t i)
{
    struct load_decl *command = &ld->commands.v[i];
    const struct xml_node *node =
        xml_child(command->node, EL_COMMAND_CONTAINER);
    command->value = MDB_NIL;
    if (node == NULL)
        return;
    const char *name = xml_get(node, AT_NAME);
    const char *qualified = command->name;
    if (name != NULL && strlen(name) <= LOAD_MAX_NAME) {
        struct strbuf path = {0};
        strbuf_adds(&path, ld->system[command->system].path);
        strbuf_adds(&path, name);
        qualified = arena_strdup(ld->arena, strbuf_get(&path));
        strbuf_fini(&path);
    }
    command->value = (uint32_t)ld->tc_containers.n;
    add_decl(ld, &(struct load_decl){
                     .name = qualified,
                     .short_name = qualified,
                     .node = node,
                     .system = command->system,
                     .is_command = true,
                     .base = i,
                 });
}

void
load_tc_containers_collect(struct load *ld)
{
    for (size_t i = 0; i < ld->tc_containers.n; i++)
        ld->tc_containers.v[i].base = MDB_NIL;
    for (uint32_t i = 0; i < ld->commands.n; i++)
        add_of_command(ld, i);
    uint32_t n = (uint32_t)ld->tc_containers.n;
    for (size_t i = 0; i < ld->containers.n; i++)
        add_decl(ld, &ld->containers.v[i]);
    names_init(&ld->tc_container_names, &ld->scratch, ld->tc_containers.v,
        sizeof *ld->tc_containers.v, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t first = names_add(&ld->tc_container_names, i);
        if (first != i)
            ld->tc_containers.v[first].is_lost = true; /* ambiguous */
    }
}

/* ---- one container ----------------------------------------------------------
 */

struct reading {
    struct load *ld;
    struct load_tc_container *all;
};

static void visit(struct reading *r, uint32_t i, unsigned depth);

/* Read container `i`; is it itself no deeper than it may be? */
static bool
is_shallow(struct reading *r, uint32_t i, unsigned depth)
{
    visit(r, i, depth + 1);
    return r->all[i].height + 1 < LOAD_MAX_DEPTH;
}

/* The container of that name that a base of the command has to which
 * container `from` belongs; MDB_NIL. */
static uint32_t
of_base(struct load *ld, uint32_t from, const char *name)
{
    bool is_of_command = from < ld->tc_container_names.n;
    uint32_t i = is_of_command ? ld->tc_containers.v[from].base : MDB_NIL;
    for (int depth = 0; i != MDB_NIL && depth < LOAD_MAX_DEPTH; depth++) {
        const struct load_decl *c = &ld->commands.v[i];
        const struct xml_node *base = xml_child(c->node, EL_BASE_META_COMMAND);
        if (base == NULL)
            return MDB_NIL;
        i = load_find_command(ld, c->system, base, AT_META_COMMAND_REF);
        uint32_t row = i != MDB_NIL ? ld->commands.v[i].value : MDB_NIL;
        if (row != MDB_NIL && str_eq(ld->tc_containers.v[row].name, name))
            return row;
    }
    return MDB_NIL;
}

/* Several are called as row `i` is: that of the base command is meant. */
static uint32_t
choose(struct load *ld, uint32_t from, const struct xml_node *node, uint32_t i)
{
    const char *name = ld->tc_containers.v[i].name;
    uint32_t row = of_base(ld, from, name);
    if (row != MDB_NIL)
        load_warn(ld, node, AT_CONTAINER_REF,
            "several command containers are called '%.120s': that of the base "
            "command is taken",
            name);
    else
        load_error(ld, node, AT_CONTAINER_REF,
            "several command containers are called '%.120s'", name);
    return row;
}

/* Row of the container that the attribute names, read; MDB_NIL on error. */
static uint32_t
enter(struct reading *r, uint32_t from, const struct xml_node *node,
    unsigned depth)
{
    struct load *ld = r->ld;
    const struct load_decl *decl = &ld->tc_containers.v[from];
    uint32_t i =
        load_find_tc_container(ld, decl->system, node, AT_CONTAINER_REF);
    if (i < ld->tc_container_names.n && ld->tc_containers.v[i].is_lost)
        i = choose(ld, from, node, i);
    if (i == MDB_NIL)
        return MDB_NIL;
    const struct load_decl *to = &ld->tc_containers.v[i];
    if (to->state == WALKING)
        load_error(ld, node, AT_CONTAINER_REF,
            "container '%.120s' contains itself, through '%.120s'", decl->name,
            to->name);
    else if (depth >= LOAD_MAX_DEPTH || !is_shallow(r, i, depth))
        load_error(ld, node, AT_CONTAINER_REF,
            "containers are nested deeper than %d here", LOAD_MAX_DEPTH);
    else {
        if (r->all[from].height <= r->all[i].height)
            r->all[from].height = r->all[i].height + 1;
        ld->is_broken |= r->all[i].is_broken;
        return i;
    }
    return MDB_NIL;
}

/* What a restriction wants equal, the command sets so. */
static void
read_values(struct load *ld, const struct xml_node *node,
    const struct mdb_criteria *c, struct load_tc_container *container)
{
    uint32_t n = c->op == MDB_AND ? c->n_children : c->op == MDB_COMPARE;
    if (c->op == MDB_NEVER)
        ld->is_broken = true; /* noted where it was read */
    else if (n == 0 && c->op != MDB_ALWAYS)
        load_leave_out(ld, node, AT_NONE,
            "only comparisons with '==' can say what a command sets");
    container->value =
        arena_alloc(&ld->scratch, (n + 1) * sizeof *container->value);
    for (uint32_t i = 0; i < n; i++) {
        const struct mdb_criteria *one = c->op == MDB_AND ? &c->child[i] : c;
        if (one->op == MDB_NEVER) {
            ld->is_broken = true;
            continue;
        }
        if (one->op != MDB_COMPARE || one->comparison.op != MDB_EQ ||
            one->comparison.other_item != MDB_NIL ||
            (one->comparison.item & MDB_LEAF) != 0) {
            load_leave_out(ld, node, AT_NONE,
                "only comparisons with '==' can say what a command sets");
            continue;
        }
        container->value[container->n_values++] = (struct load_tc_value){
            .item = one->comparison.item,
            .text = one->comparison.text,
            .node = node,
        };
    }
}

static void
read_base(
    struct reading *r, uint32_t i, const struct xml_node *node, unsigned depth)
{
    struct load *ld = r->ld;
    struct load_tc_container *c = &r->all[i];
    c->base = enter(r, i, node, depth);
    for (const struct xml_node *n = node->child; n != NULL; n = n->next) {
        struct mdb_criteria criteria;
        if (n->name != EL_RESTRICTION_CRITERIA) {
            load_other(ld, node, n);
            continue;
        }
        load_criteria(ld, ld->tc_containers.v[i].system, n, &criteria);
        read_values(ld, n, &criteria, c);
    }
}

/* ---- entries ----------------------------------------------------------------
 */

static unsigned
hex_digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
}

/* Hexadecimal digits, cut or filled up on the left to the size. */
static void
read_fixed(struct load *ld, const struct xml_node *node, struct mdb_tc_entry *e)
{
    const char *s = xml_get(node, AT_BINARY_VALUE);
    e->kind = MDB_TC_FIXED;
    e->name = xml_get(node, AT_NAME);
    e->fixed_bits =
        (uint32_t)load_int(ld, node, AT_SIZE_IN_BITS, 1, LOAD_MAX_BITS, 0);
    if (s == NULL) {
        load_error(ld, node, AT_NONE,
            "FixedValueEntry needs binaryValue and sizeInBits");
        return;
    }
    if (str_prefix(s, "0x") || str_prefix(s, "0X"))
        s += 2;
    size_t n = strlen(s);
    if (xml_get(node, AT_SIZE_IN_BITS) == NULL && n <= LOAD_MAX_BITS / 4) {
        e->fixed_bits = (uint32_t)n * 4;
        load_warn(ld, node, AT_NONE,
            "FixedValueEntry has no sizeInBits: it has the %u bits of its "
            "digits",
            e->fixed_bits);
    }
    if (e->fixed_bits == 0)
        return;
    size_t bytes = (e->fixed_bits + 7u) / 8;
    if (n == 0 || strspn(s, "0123456789abcdefABCDEF") != n) {
        load_error(ld, node, AT_BINARY_VALUE,
            "binaryValue '%.40s' is not hexadecimal", s);
        return;
    }
    uint8_t *p = arena_alloc(ld->arena, bytes + 1);
    bool is_cut = false;
    for (size_t k = 0; k < n; k++) { /* from the last digit on */
        unsigned digit = hex_digit(s[n - 1 - k]);
        for (unsigned b = 0; b < 4; b++) {
            size_t bit = k * 4 + b;
            if ((digit >> b & 1) == 0)
                continue;
            if (bit >= e->fixed_bits)
                is_cut = true;
            else
                p[bytes - 1 - bit / 8] |= (uint8_t)(1u << bit % 8);
        }
    }
    if (is_cut)
        load_warn(ld, node, AT_BINARY_VALUE,
            "binaryValue '%.40s' has more than its %u bits: the first ones are "
            "dropped",
            s, e->fixed_bits);
    e->fixed = p;
}

static void
read_param(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_tc_entry *e)
{
    e->kind = MDB_TC_PARAM;
    e->ref = load_find_param(ld, system, node, AT_PARAMETER_REF);
    if (e->ref == MDB_NIL)
        return;
    const struct mdb_param *p = &ld->param[e->ref];
    if (p->type >= ld->types.n)
        ld->is_broken = true;
    else if (!load_is_coded(ld, p->type))
        load_leave_out(ld, node, AT_PARAMETER_REF,
            "parameter '%.120s' has no data encoding: no command with it can "
            "be sent",
            p->name);
}

/* Place and condition; what cannot be done here is not done wrongly. */
static void
read_place(struct load *ld, uint32_t system, const struct xml_node *node,
    struct load_tc_entry *to)
{
    struct mdb_entry e = {.include = {.op = MDB_ALWAYS}};
    size_t symbols = ld->n_symbols;
    load_entry_children(ld, system, node, &e);
    to->has_symbols = ld->n_symbols > symbols;
    to->entry.location = e.location;
    to->entry.offset_bits = e.offset_bits;
    to->entry.include = e.include;
    if (e.repeats)
        load_leave_out(ld, node, AT_NONE,
            "RepeatEntry is not supported in commands: no command with it can "
            "be sent");
    if (e.location != MDB_PREVIOUS_END && e.location != MDB_CONTAINER_START)
        load_leave_out(ld, node, AT_NONE,
            "places counted from the end are not supported in commands: no "
            "command with it can be sent");
}

static void
read_entry(struct reading *r, uint32_t i, const struct xml_node *node,
    struct load_tc_entry *to, unsigned depth)
{
    struct load *ld = r->ld;
    const struct load_decl *decl = &ld->tc_containers.v[i];
    *to = (struct load_tc_entry){
        .entry =
            {
                .ref = MDB_NIL,
                .container = decl->name,
                .line = load_line(ld, node),
            },
        .includes = MDB_NIL,
        .node = node,
    };
    switch (node->name) {
    case EL_ARGUMENT_REF_ENTRY:
    case EL_ARRAY_ARGUMENT_REF_ENTRY:
        to->entry.kind = MDB_TC_ARGUMENT;
        if (xml_get(node, AT_ARGUMENT_REF) == NULL)
            load_error(
                ld, node, AT_NONE, "%s has no argumentRef", xml_el_str(node));
        break;
    case EL_PARAMETER_REF_ENTRY:
    case EL_ARRAY_PARAMETER_REF_ENTRY:
        read_param(ld, decl->system, node, &to->entry);
        break;
    case EL_FIXED_VALUE_ENTRY:
        read_fixed(ld, node, &to->entry);
        break;
    case EL_CONTAINER_REF_ENTRY:
        to->includes = enter(r, i, node, depth);
        break;
    default:
        load_leave_out(ld, node, AT_NONE,
            "%s is not supported in commands: no command with it can be sent",
            xml_el_str(node));
        return;
    }
    read_place(ld, decl->system, node, to);
}

static void
read_entries(
    struct reading *r, uint32_t i, const struct xml_node *list, unsigned depth)
{
    struct load_tc_container *c = &r->all[i];
    uint32_t n = 0, k = 0;
    for (const struct xml_node *e = list->child; e != NULL; e = e->next)
        n++;
    c->entry = arena_alloc(&r->ld->scratch, (n + 1) * sizeof *c->entry);
    for (const struct xml_node *e = list->child; e != NULL; e = e->next)
        if (!xml_el_is_quiet((enum xml_el)e->name))
            read_entry(r, i, e, &c->entry[k++], depth);
    c->n_entries = k;
}

/* ---- size and check --------------------------------------------------------
 */

/* Text of a child as a number, hexadecimal without 0x. */
static bool
is_hex(const struct xml_node *crc, enum xml_el el, uint64_t expected)
{
    const struct xml_node *node = xml_child(crc, el);
    char text[24];
    uint64_t v;
    if (node == NULL)
        return false;
    const char *s = node->text;
    s += str_prefix(s, "0x") || str_prefix(s, "0X") ? 2 : 0;
    if (strlen(s) > 16)
        return false;
    str_copy(text, sizeof text, "0x");
    memcpy(text + 2, s, strlen(s) + 1);
    return num_parse_u64(text, &v) && v == expected;
}

/* CRC-16-CCITT, ECSS-E-ST-70-41C annex B, and no other. */
static bool
read_check(struct load *ld, const struct xml_node *node)
{
    const struct xml_node *crc = xml_child(node, EL_CRC);
    bool is_ccitt = crc != NULL && is_hex(crc, EL_POLYNOMIAL, 0x1021) &&
                    is_hex(crc, EL_INIT_REMAINDER, 0xffff) &&
                    (xml_child(crc, EL_FINAL_XOR) == NULL ||
                        is_hex(crc, EL_FINAL_XOR, 0)) &&
                    load_int(ld, crc, AT_WIDTH, 1, 64, 16) == 16 &&
                    !load_bool(ld, crc, AT_REFLECT_DATA, false) &&
                    !load_bool(ld, crc, AT_REFLECT_REMAINDER, false);
    if (!is_ccitt)
        load_warn(ld, node, AT_NONE,
            "only a CRC-16-CCITT (polynomial 1021, preset FFFF) is supported: "
            "nothing is appended");
    return is_ccitt;
}

static void
read_encoding(struct load *ld, uint32_t system, const struct xml_node *node,
    struct load_tc_container *c)
{
    for (const struct xml_node *n = node->child; n != NULL; n = n->next) {
        struct mdb_int_value v;
        if (n->name == EL_ERROR_DETECT_CORRECT)
            c->has_crc = read_check(ld, n);
        else if (n->name != EL_SIZE_IN_BITS)
            load_other(ld, node, n);
        else if (load_int_value(ld, system, n, 0, LOAD_MAX_BITS, &v) &&
                 v.kind == MDB_FIXED)
            c->size_bits = (uint64_t)v.fixed;
    }
}

/* ---- all --------------------------------------------------------------------
 */

static void
count_entries(struct reading *r, uint32_t i)
{
    struct load_tc_container *c = &r->all[i];
    uint64_t n = c->n_entries;
    if (c->base != MDB_NIL)
        n += r->all[c->base].total;
    for (uint32_t e = 0; e < c->n_entries; e++)
        if (c->entry[e].includes != MDB_NIL)
            n += r->all[c->entry[e].includes].total;
    if (n > LOAD_MAX_TC_ENTRIES)
        load_error(r->ld, r->ld->tc_containers.v[i].node, AT_NONE,
            "container '%.120s' has more than %u entries with those it "
            "includes",
            r->ld->tc_containers.v[i].name, LOAD_MAX_TC_ENTRIES);
    c->total = n > LOAD_MAX_TC_ENTRIES ? 0 : (uint32_t)n;
}

static void
read_container(struct reading *r, uint32_t i, unsigned depth)
{
    struct load *ld = r->ld;
    const struct load_decl *decl = &ld->tc_containers.v[i];
    for (const struct xml_node *n = decl->node->child; n != NULL; n = n->next) {
        switch (n->name) {
        case EL_ENTRY_LIST:
            read_entries(r, i, n, depth);
            break;
        case EL_BASE_CONTAINER:
            read_base(r, i, n, depth);
            break;
        case EL_BINARY_ENCODING:
            read_encoding(ld, decl->system, n, &r->all[i]);
            break;
        case EL_DEFAULT_RATE_IN_STREAM:
            break;
        default:
            load_other(ld, decl->node, n);
        }
    }
}

static void
visit(struct reading *r, uint32_t i, unsigned depth)
{
    struct load *ld = r->ld;
    struct load_decl *decl = &ld->tc_containers.v[i];
    struct load_tc_container *c = &r->all[i];
    if (decl->state != NEW)
        return;
    bool was_broken = ld->is_broken;
    decl->state = WALKING;
    ld->is_broken = false;
    c->base = MDB_NIL;
    read_container(r, i, depth);
    count_entries(r, i);
    if (c->base != MDB_NIL) {
        c->has_crc |= r->all[c->base].has_crc;
        if (c->size_bits == 0)
            c->size_bits = r->all[c->base].size_bits;
    }
    c->is_broken = ld->is_broken;
    ld->is_broken = was_broken;
    decl->state = WALKED;
}

struct load_tc_container *
load_tc_containers(struct load *ld)
{
    struct reading r = {
        .ld = ld,
        .all = arena_alloc(
            &ld->scratch, (ld->tc_containers.n + 1) * sizeof *r.all),
    };
    /* those of telemetry have been walked by load_prune.c in their own table;
       here they are new, and read when a command needs them */
    for (size_t i = 0; i < ld->tc_containers.n; i++)
        ld->tc_containers.v[i].state = NEW;
    for (uint32_t i = 0; i < ld->tc_container_names.n; i++)
        visit(&r, i, 0);
    return r.all;
}
