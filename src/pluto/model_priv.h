/*
 * model_priv.h - a model from the inside: names as a tree, objects at its
 * nodes.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_MODEL_PRIV_H
#define PLUTO_MODEL_PRIV_H

#include "common/arena.h"
#include "common/hash.h"
#include "common/str.h"
#include "pluto/model.h"

#define MODEL_KINDS 4

/* The number of a kind, from its bit. */
static inline unsigned
model_kind(enum pluto_model_kind kind)
{
    return kind == PLUTO_M_ELEMENT     ? 0
           : kind == PLUTO_M_PARAMETER ? 1
           : kind == PLUTO_M_ACTIVITY  ? 2
                                       : 3;
}

/* A name at its place; what stands there are the objects. */
struct model_node {
    uint32_t parent; /* node, or PLUTO_NIL */
    uint32_t depth;  /* names of its path */
    uint32_t object; /* first one, or PLUTO_NIL; index in model->object */
    uint32_t twin;   /* next node whose last name is the same, or PLUTO_NIL */
    const struct model_word *word;
};

struct model_object {
    enum pluto_model_kind kind;
    uint32_t index; /* of its kind */
    uint32_t node;
    uint32_t next; /* at this node, or PLUTO_NIL */
};

/* A name, once for all nodes that have it. */
struct model_word {
    const char *key;      /* as in symbols */
    const char *text;     /* as PLUTO writes it */
    uint32_t first, last; /* nodes, in the order they came, by `twin` */
    UT_hash_handle hh;
};

struct model_child { /* a node by its parent and word */
    struct {
        uint32_t parent, pad;
        const struct model_word *word;
    } key;
    uint32_t node;
    UT_hash_handle hh;
};

struct pluto_model {
    struct arena arena;
    struct model_word *word; /* uthash; in the arena */
    struct model_child *child;
    struct model_node *node;
    size_t n_nodes, cap_nodes;
    struct model_object *object;
    size_t n_objects, cap_objects;
    uint32_t *home[MODEL_KINDS]; /* node of each object's own name */
    size_t cap_home[MODEL_KINDS];
    const char **element; /* their names */
    struct pluto_model_parameter **parameter;
    struct pluto_model_activity **activity;
    struct pluto_model_event **event;
    const char **operation;
    size_t n_operations, cap_operations;
    size_t n_elements, cap_elements, n_parameters, cap_parameters;
    size_t n_activities, cap_activities, n_events, cap_events;
    bool is_open;
    struct strbuf nearest; /* what pluto_model_nearest() gave */
};

/* The word of a name or NULL. */
const struct model_word *model_word_find(
    const struct pluto_model *model, const char *name);

/* "X of Y of Z" with the `n` innermost names of a node, appended. */
void model_path_print(const struct pluto_model *model, uint32_t node, size_t n,
    struct strbuf *out);

#endif
