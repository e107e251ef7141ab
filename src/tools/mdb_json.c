/*
 * mdb_json.c - parameters, containers and types as JSON, one a line.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdlib.h>

#include "common/json.h"
#include "mdb/layout.h"
#include "tools/mdb_show.h"

static void
text(struct json *j, const char *key, const char *value)
{
    if (value != NULL && value[0] != '\0')
        json_str(j, key, value);
}

static void
text_take(struct json *j, const char *key, char *value)
{
    json_str(j, key, value);
    free(value);
}

static void
begin(struct json *j, const char *what, const char *name)
{
    json_object(j);
    json_int(j, "v", 1);
    json_str(j, "what", what);
    json_str(j, "name", name);
}

static void
add_labels(struct json *j, const struct mdb_type *type)
{
    if (type->n_labels == 0)
        return;
    json_array_at(j, "labels");
    for (uint32_t i = 0; i < type->n_labels; i++) {
        json_object(j);
        json_int(j, "value", type->label[i].value);
        if (type->label[i].max_value != type->label[i].value)
            json_int(j, "max", type->label[i].max_value);
        json_str(j, "label", type->label[i].label);
        json_end(j);
    }
    json_end(j);
}

/* The members of a scalar type, into an open object. */
static void
add_scalar(struct json *j, const struct mdb *mdb, const struct mdb_type *type)
{
    text(j, "unit", type->unit);
    text_take(j, "encoding", mdb_encoding_text(mdb, type));
    if (type->calibrator.kind != MDB_CAL_NONE || type->n_contexts > 0)
        text_take(j, "calibrator", mdb_calibrator_text(type));
    if (type->has_valid_range) {
        json_object_at(j, "valid");
        if (isfinite(type->valid_min))
            json_double(j, "min", type->valid_min);
        if (isfinite(type->valid_max))
            json_double(j, "max", type->valid_max);
        json_bool(j, "raw", type->valid_applies_to_raw);
        json_end(j);
    }
    add_labels(j, type);
    if (type->eng_kind == MDB_BOOL) {
        json_str(j, "zero", type->zero_text);
        json_str(j, "one", type->one_text);
    }
}

static void
add_uses(struct json *j, const struct mdb *mdb, const struct mdb_uses *uses,
    uint32_t param)
{
    size_t low = 0, high = uses->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (uses->use[mid].param < param)
            low = mid + 1;
        else
            high = mid;
    }
    json_array_at(j, "containers");
    for (; low < uses->n && uses->use[low].param == param; low++) {
        json_object(j);
        json_str(j, "name", mdb->container[uses->use[low].container].name);
        if (uses->use[low].bit != MDB_SHOW_NO_BIT)
            json_uint(j, "bit", uses->use[low].bit);
        json_end(j);
    }
    json_end(j);
}

void
mdb_show_param_json(const struct mdb *mdb, const struct mdb_uses *uses,
    uint32_t param, FILE *out)
{
    const struct mdb_param *p = &mdb->param[param];
    const struct mdb_type *type = &mdb->type[p->type];
    struct json j = {0};
    begin(&j, "parameter", p->name);
    text(&j, "about", p->short_description);
    text(&j, "description", p->description);
    json_str(&j, "type", type->name);
    json_str(&j, "kind", mdb_show_kind(type));
    if (type->class == MDB_SCALAR)
        add_scalar(&j, mdb, type);
    if (type->class != MDB_SCALAR) {
        json_array_at(&j, "values");
        for (uint32_t i = 0; i < p->n_items; i++) {
            uint32_t item = p->first_item + i;
            json_object(&j);
            json_str(&j, "name", mdb->item[item].name);
            json_str(&j, "kind", mdb_show_kind(mdb_item_type(mdb, item)));
            text(&j, "unit", mdb_item_type(mdb, item)->unit);
            json_end(&j);
        }
        json_end(&j);
    }
    text(&j, "initial", p->initial_value);
    text(&j, "alias", p->alias);
    add_uses(&j, mdb, uses, param);
    json_uint(&j, "line", p->line);
    json_end(&j);
    json_line(&j, out);
}

void
mdb_show_container_json(const struct mdb *mdb, uint32_t i, FILE *out)
{
    const struct mdb_container *c = &mdb->container[i];
    struct mdb_place *place;
    size_t n;
    struct json j = {0};
    begin(&j, "container", c->name);
    text(&j, "about", c->short_description);
    text(&j, "description", c->description);
    json_bool(&j, "abstract", c->is_abstract);
    if (c->base != MDB_NIL)
        json_str(&j, "base", mdb->container[c->base].name);
    if (c->restriction.op != MDB_ALWAYS)
        text_take(&j, "when", mdb_criteria_text(mdb, &c->restriction));
    if (c->period_ns > 0)
        json_double(&j, "period_s", (double)c->period_ns / 1e9);
    if (mdb_places(mdb, i, &place, &n)) {
        json_array_at(&j, "layout");
        for (size_t k = 0; k < n; k++) {
            json_object(&j);
            json_str(&j, "name", mdb->item[place[k].item].name);
            json_uint(&j, "bit", place[k].bit);
            json_uint(&j, "bits", place[k].bits);
            json_end(&j);
        }
        json_end(&j);
        free(place);
    } else {
        json_null(&j, "layout");
    }
    json_uint(&j, "line", c->line);
    json_end(&j);
    json_line(&j, out);
}

void
mdb_show_type_json(const struct mdb *mdb, uint32_t i, FILE *out)
{
    const struct mdb_type *type = &mdb->type[i];
    struct json j = {0};
    begin(&j, "type", type->name);
    text(&j, "about", type->short_description);
    text(&j, "description", type->description);
    json_str(&j, "kind", mdb_show_kind(type));
    if (type->class == MDB_SCALAR)
        add_scalar(&j, mdb, type);
    if (type->class == MDB_AGGREGATE) {
        json_object_at(&j, "members");
        for (uint32_t m = 0; m < type->n_members; m++)
            json_str(
                &j, type->member[m].name, mdb->type[type->member[m].type].name);
        json_end(&j);
    }
    if (type->class == MDB_ARRAY) {
        json_str(&j, "element", mdb->type[type->element_type].name);
        json_uint(&j, "elements", type->max_elements);
        json_bool(&j, "dynamic", type->is_dynamic);
    }
    json_uint(&j, "line", type->line);
    json_end(&j);
    json_line(&j, out);
}
