/*
 * load_param.c - parameters and their items.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/str.h"
#include "mdb/load.h"

#define MAX_NAME_BYTES (64 << 20) /* of the names of all items */

static enum mdb_source
read_source(struct load *ld, const struct xml_node *node)
{
    static const char *const word[] = {
        "telemetered", "derived", "constant", "local", "ground"};
    const struct xml_node *p = xml_child(node, EL_PARAMETER_PROPERTIES);
    if (p == NULL)
        return MDB_TELEMETERED;
    int i = load_word(p, AT_DATA_SOURCE, word, ARRAY_LEN(word), 0);
    if (i < 0)
        load_warn(ld, p, AT_DATA_SOURCE,
            "dataSource '%.40s' is not known: taken as telemetered",
            xml_get(p, AT_DATA_SOURCE));
    return i < 0 ? MDB_TELEMETERED : (enum mdb_source)i;
}

static const char *
read_alias(const struct xml_node *node)
{
    const struct xml_node *set = xml_child(node, EL_ALIAS_SET);
    const struct xml_node *alias = set ? xml_child(set, EL_ALIAS) : NULL;
    return alias != NULL ? xml_get(alias, AT_ALIAS) : NULL;
}

static void
check_children(struct load *ld, const struct xml_node *node)
{
    for (const struct xml_node *c = node->child; c != NULL; c = c->next)
        if (c->name != EL_PARAMETER_PROPERTIES)
            load_other(ld, node, c);
}

static void
read_param(struct load *ld, const struct load_decl *decl, struct mdb_param *p)
{
    const struct xml_node *node = decl->node;
    uint32_t type =
        load_find_type(ld, decl->system, node, AT_PARAMETER_TYPE_REF);
    *p = (struct mdb_param){
        .name = decl->name,
        .short_name = decl->short_name,
        .short_description = xml_get(node, AT_SHORT_DESCRIPTION),
        .description = load_long_description(node),
        .type = type == MDB_NIL ? (uint32_t)ld->types.n : type,
        .source = read_source(ld, node),
        .initial_value = xml_get(node, AT_INITIAL_VALUE),
        .alias = read_alias(node),
        .line = load_line(ld, node),
    };
    if (p->initial_value == NULL && type != MDB_NIL)
        p->initial_value = xml_get(ld->types.v[type].node, AT_INITIAL_VALUE);
    if (p->initial_value != NULL && type != MDB_NIL &&
        ld->type[type].eng_kind != MDB_STRING)
        p->initial_value = load_trim(ld, p->initial_value);
    check_children(ld, node);
}

/* ---- items ------------------------------------------------------------------
 */

struct walk {
    struct load *ld;
    struct strbuf *name;
    load_value_fn fn;
    void *arg;
};

static void each_value(const struct walk *w, uint32_t type);

/* "[i][j]" of element `k` counted row by row; one index where the size of an
 * inner dimension is not fixed. */
static void
add_index(const struct walk *to, const struct mdb_type *type, uint32_t k)
{
    int64_t start[8] = {0}, size[8];
    uint32_t n = type->n_dimensions;
    for (uint32_t d = 1; d < n; d++)
        if (type->dimension[d].end.kind != MDB_FIXED)
            n = 1;
    if (n <= 1) {
        int64_t first =
            type->n_dimensions == 1 ? type->dimension[0].start.fixed : 0;
        strbuf_addf(to->name, "[%lld]", (long long)(first + k));
        return;
    }
    int64_t inner = 1;
    for (uint32_t d = n; d-- > 0;) {
        start[d] = type->dimension[d].start.fixed;
        size[d] = type->dimension[d].end.fixed - start[d] + 1;
        inner *= d > 0 ? size[d] : 1;
    }
    int64_t left = k;
    for (uint32_t d = 0; d < n; d++) {
        strbuf_addf(to->name, "[%lld]", (long long)(start[d] + left / inner));
        left %= inner;
        inner /= d + 1 < n ? size[d + 1] : 1;
    }
}

static void
cut(struct strbuf *name, size_t len)
{
    name->len = len;
    name->s[len] = '\0';
}

static void
each_value(const struct walk *w, uint32_t i)
{
    const struct mdb_type *type = &w->ld->type[i];
    size_t len = w->name->len;
    if (i >= w->ld->types.n || w->ld->types.v[i].value == 0)
        return;
    if (type->class == MDB_SCALAR)
        w->fn(w->arg, w->name, i);
    for (uint32_t m = 0; m < type->n_members; m++) {
        strbuf_addf(w->name, ".%s", type->member[m].name);
        each_value(w, type->member[m].type);
        cut(w->name, len);
    }
    if (type->class == MDB_ARRAY)
        for (uint32_t k = 0; k < type->max_elements; k++) {
            add_index(w, type, k);
            each_value(w, type->element_type);
            cut(w->name, len);
        }
}

void
load_each_value(struct load *ld, struct strbuf *name, uint32_t type,
    load_value_fn fn, void *arg)
{
    struct walk w = {.ld = ld, .name = name, .fn = fn, .arg = arg};
    each_value(&w, type);
}

struct naming {
    struct load *ld;
    struct strbuf name;
    uint32_t param;
    uint32_t n;        /* items so far */
    size_t name_bytes; /* of their names */
};

static void
add_item(void *arg, const struct strbuf *name, uint32_t type)
{
    struct naming *to = arg;
    struct load *ld = to->ld;
    bool had_room = to->name_bytes <= MAX_NAME_BYTES;
    to->name_bytes += name->len;
    bool has_room = to->name_bytes <= MAX_NAME_BYTES;
    if (had_room && !has_room)
        load_error(ld, ld->params.v[to->param].node, AT_NONE,
            "the names of all values together have more than %d MB",
            MAX_NAME_BYTES >> 20);
    ld->item[to->n++] = (struct mdb_item){
        .name = has_room ? arena_strdup(ld->arena, strbuf_get(name)) : "?",
        .param = to->param,
        .type = type,
    };
}

/* How many items all have; parameters beyond the limit have none. */
static uint32_t
count_items(struct load *ld)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < ld->params.n; i++) {
        struct mdb_param *p = &ld->param[i];
        uint32_t has = p->type < ld->types.n ? ld->types.v[p->type].value : 0;
        if (n <= LOAD_MAX_ITEMS && n + has > LOAD_MAX_ITEMS)
            load_error(ld, ld->params.v[i].node, AT_NONE,
                "all parameters together have more than %u values",
                LOAD_MAX_ITEMS);
        if (n + has > LOAD_MAX_ITEMS) {
            n = LOAD_MAX_ITEMS + 1;
            continue;
        }
        p->first_item = (uint32_t)n;
        p->n_items = has;
        n += has;
    }
    return n > LOAD_MAX_ITEMS ? LOAD_MAX_ITEMS : (uint32_t)n;
}

static void
make_items(struct load *ld)
{
    uint32_t n = count_items(ld);
    struct naming to = {.ld = ld};
    ld->item = arena_alloc(ld->arena, ((size_t)n + 1) * sizeof *ld->item);
    for (uint32_t i = 0; i < ld->params.n; i++) {
        const struct mdb_param *p = &ld->param[i];
        to.param = i;
        if (p->n_items == 1 && ld->type[p->type].class == MDB_SCALAR) {
            ld->item[to.n++] =
                (struct mdb_item){.name = p->name, .param = i, .type = p->type};
        } else if (p->n_items > 0) {
            strbuf_reset(&to.name);
            strbuf_adds(&to.name, p->name);
            load_each_value(ld, &to.name, p->type, add_item, &to);
        }
    }
    strbuf_fini(&to.name);
    ld->mdb->item = ld->item;
    ld->mdb->n_items = to.n;
}

void
load_params(struct load *ld)
{
    size_t n = ld->params.n;
    ld->param = arena_alloc(ld->arena, (n + 1) * sizeof *ld->param);
    for (size_t i = 0; i < n; i++)
        read_param(ld, &ld->params.v[i], &ld->param[i]);
    ld->mdb->param = ld->param;
    ld->mdb->n_params = (uint32_t)n;
    make_items(ld);
}
