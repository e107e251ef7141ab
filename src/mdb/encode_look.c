/*
 * encode_look.c - values of this command that conditions, sizes and
 * calibrators depend on.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>

#include "mdb/bits.h"
#include "mdb/encoder.h"

/* The newest parameter of that item in the packet. */
static const struct encode_value *
find_param(const struct mdb_encoder *e, uint32_t item)
{
    for (size_t i = e->n_params; i-- > 0;)
        if (e->param[i].item == item)
            return &e->param[i].value;
    return NULL;
}

bool
encode_look(struct mdb_encoder *e, uint32_t item, bool is_calibrated,
    struct mdb_held *out)
{
    const struct encode_value *v;
    uint32_t type;
    if (item == MDB_NIL || e->command == NULL)
        return false;
    if ((item & MDB_LEAF) != 0) {
        uint32_t leaf = item & ~MDB_LEAF;
        if (leaf >= e->command->n_leaves)
            return false;
        v = encode_leaf(e, leaf);
        type = e->command->leaf[leaf].type;
    } else {
        v = find_param(e, item);
        if (v == NULL || item >= e->mdb->n_items)
            return false;
        type = e->mdb->item[item].type;
    }
    if (v->state != ENCODE_GOOD)
        return false;
    const struct mdb_type *t = &e->mdb->type[type];
    enum mdb_kind raw_kind = bits_kind(&t->encoding);
    bool is_text = raw_kind == MDB_STRING || raw_kind == MDB_BINARY;
    *out = is_calibrated || is_text
               ? mdb_hold(t, t->eng_kind, v->eng, strbuf_get(&e->blob))
               : mdb_hold(t, raw_kind, v->raw.cell, strbuf_get(&e->blob));
    return true;
}

bool
encode_number(void *encoder, uint32_t item, bool is_calibrated, double *out)
{
    struct mdb_held h;
    if (!encode_look(encoder, item, is_calibrated, &h) ||
        h.number.kind == MDB_NONE)
        return false;
    *out = mdb_number_get(h.number);
    return true;
}

static bool
comparison_holds(struct mdb_encoder *e, const struct mdb_comparison *c)
{
    struct mdb_held left, right;
    if (c->instance != 0 || !encode_look(e, c->item, c->is_calibrated, &left))
        return false;
    if (c->other_item == MDB_NIL)
        return mdb_held_compare(c, &left, NULL);
    if (!encode_look(e, c->other_item, c->other_is_calibrated, &right))
        return false;
    /* Looking may have moved the blob the left text lies in. */
    return encode_look(e, c->item, c->is_calibrated, &left) &&
           mdb_held_compare(c, &left, &right);
}

bool
encode_holds(struct mdb_encoder *e, const struct mdb_criteria *criteria)
{
    switch (criteria->op) {
    case MDB_ALWAYS:
        return true;
    case MDB_COMPARE:
        return comparison_holds(e, &criteria->comparison);
    case MDB_AND:
        for (uint32_t i = 0; i < criteria->n_children; i++)
            if (!encode_holds(e, &criteria->child[i]))
                return false;
        return true;
    case MDB_OR:
        for (uint32_t i = 0; i < criteria->n_children; i++)
            if (encode_holds(e, &criteria->child[i]))
                return true;
        return false;
    case MDB_NEVER:
    default:
        return false;
    }
}

bool
encode_integer(
    struct mdb_encoder *e, const struct mdb_int_value *v, int64_t *out)
{
    double x;
    switch ((int)v->kind) {
    case MDB_FIXED:
        *out = v->fixed;
        return true;
    case MDB_FROM_ITEM:
        if (!encode_number(e, v->item, v->is_calibrated, &x))
            return false;
        x = v->slope * x + v->intercept;
        if (!(fabs(x) < 0x1p62))
            return false;
        *out = llround(x);
        return true;
    case MDB_LOOKUP:
        *out = v->default_value;
        for (uint32_t i = 0; i < v->n_lookups; i++)
            if (encode_holds(e, &v->lookup[i].criteria)) {
                *out = v->lookup[i].value;
                return true;
            }
        return v->has_default;
    default:
        return false;
    }
}

const struct mdb_calibrator *
encode_calibrator(struct mdb_encoder *e, const struct mdb_type *type)
{
    for (uint32_t i = 0; i < type->n_contexts; i++)
        if (encode_holds(e, &type->context[i].criteria))
            return &type->context[i].calibrator;
    return &type->calibrator;
}
