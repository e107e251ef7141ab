/*
 * mdb_command.c - commands as text and JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/num.h"
#include "common/str.h"
#include "common/time.h"
#include "tools/mdb_show.h"

/* ---- words ------------------------------------------------------------------
 */

static void
add_number(struct strbuf *out, double v)
{
    char text[NUM_DOUBLE_SIZE];
    num_fmt_double(text, v);
    if (str_suffix(text, ".0"))
        text[strlen(text) - 2] = '\0';
    strbuf_adds(out, text);
}

static void
add_range(struct strbuf *out, const struct mdb_valid_range *r)
{
    if (isfinite(r->min)) {
        strbuf_adds(out, r->min_inclusive ? "" : "above ");
        add_number(out, r->min);
    }
    strbuf_adds(out, isfinite(r->min) && isfinite(r->max) ? " to " : "");
    if (isfinite(r->max)) {
        strbuf_adds(out, !r->max_inclusive   ? "below "
                         : !isfinite(r->min) ? "up to "
                                             : "");
        add_number(out, r->max);
    }
}

/* "unsigned, 1 to 3 or 10 to 20 degC", "enumeration ON OFF". */
static char *
value_text(const struct mdb_type *type)
{
    enum {
        MOST = 12
    };
    struct strbuf out = {0};
    strbuf_adds(&out, mdb_show_kind(type));
    for (uint32_t i = 0; i < type->n_ranges; i++) {
        strbuf_adds(&out, i == 0 ? ", " : " or ");
        add_range(&out, &type->range[i]);
    }
    if (type->unit[0] != '\0')
        strbuf_addf(&out, "%s%s", type->n_ranges > 0 ? " " : ", ", type->unit);
    if (type->n_ranges > 0 && type->valid_applies_to_raw)
        strbuf_adds(&out, " (raw)");
    for (uint32_t i = 0; i < type->n_labels && i < MOST; i++)
        strbuf_addf(&out, "%s%s", i == 0 ? ": " : " ", type->label[i].label);
    if (type->n_labels > MOST)
        strbuf_addf(&out, " and %" PRIu32 " more", type->n_labels - MOST);
    if (type->eng_kind == MDB_BOOL)
        strbuf_addf(&out, ": %s %s", type->zero_text, type->one_text);
    return strbuf_take(&out);
}

/* What a verifier waits for. */
static char *
condition_text(const struct mdb *mdb, const struct mdb_command *c,
    const struct mdb_verifier *v)
{
    struct strbuf out = {0};
    if (v->kind == MDB_VERIFY_CHANGE) {
        strbuf_addf(&out, "%s changes by ", mdb->item[v->item].name);
        add_number(&out, v->delta);
        return strbuf_take(&out);
    }
    if (v->kind == MDB_VERIFY_CONTAINER)
        strbuf_addf(&out, "packet %s%s", mdb->container[v->container].name,
            v->criteria.op != MDB_ALWAYS ? " with " : "");
    if (v->kind == MDB_VERIFY_VALUE || v->criteria.op != MDB_ALWAYS) {
        char *text = mdb_command_criteria_text(mdb, c, &v->criteria);
        strbuf_adds(&out, text);
        free(text);
    }
    return strbuf_take(&out);
}

/* ---- text
 * --------------------------------------------------------------------- */

static void
row(FILE *out, const char *what, const char *value)
{
    if (value != NULL && value[0] != '\0')
        fprintf(out, "  %-12s %s\n", what, value);
}

static void
show_arguments(FILE *out, const struct mdb *mdb, const struct mdb_command *c)
{
    enum {
        MOST = 64
    };
    for (uint32_t i = 0; i < c->n_leaves && i < MOST; i++) {
        const struct mdb_leaf *l = &c->leaf[i];
        const char *about = c->argument[l->argument].short_description;
        if (l->source == MDB_LEAF_ASSIGNED)
            continue;
        char *value = value_text(&mdb->type[l->type]);
        fprintf(out, "  %-12s %s: %s", "argument", l->name, value);
        if (l->source == MDB_LEAF_DEFAULT)
            fprintf(out, "; else %s", l->text);
        fprintf(out, "%s%s\n", about != NULL ? "; " : "",
            about != NULL ? about : "");
        free(value);
    }
    for (uint32_t i = 0; i < c->n_leaves && i < MOST; i++)
        if (c->leaf[i].source == MDB_LEAF_ASSIGNED)
            fprintf(out, "  %-12s %s = %s\n", "fixed", c->leaf[i].name,
                c->leaf[i].text);
    if (c->n_leaves > MOST)
        fprintf(out, "  %-12s and %" PRIu32 " more\n", "", c->n_leaves - MOST);
}

static void
show_significance(FILE *out, const struct mdb *mdb, const struct mdb_command *c)
{
    for (uint32_t i = 0; i < c->n_significances; i++) {
        const struct mdb_significance *s = &c->significance[i];
        fprintf(out, "  %-12s %s", i == 0 ? "consequence" : "",
            mdb_consequence_str(s->level));
        if (s->criteria.op != MDB_ALWAYS) {
            char *when = mdb_command_criteria_text(mdb, c, &s->criteria);
            fprintf(out, ", where %s", when);
            free(when);
        }
        fprintf(out, "%s%s\n", s->reason != NULL ? "; " : "",
            s->reason != NULL ? s->reason : "");
    }
}

static void
show_checks(FILE *out, const struct mdb *mdb, const struct mdb_command *c)
{
    char text[TIME_TEXT_SIZE];
    for (uint32_t i = 0; i < c->n_constraints; i++) {
        const struct mdb_constraint *n = &c->constraint[i];
        fprintf(out, "  %-12s %s", i == 0 ? "needs" : "", n->text);
        if (n->timeout_ns > 0)
            fprintf(out, ", waits %s", duration_fmt(text, n->timeout_ns));
        fprintf(out, " (%s:%" PRIu32 ")\n", mdb->file, n->line);
    }
    for (uint32_t i = 0; i < c->n_verifiers; i++) {
        const struct mdb_verifier *v = &c->verifier[i];
        char *what = condition_text(mdb, c, v);
        fprintf(out, "  %-12s %s", mdb_stage_str(v->stage), what);
        if (v->has_window && v->start_ns > 0)
            fprintf(out, ", from %s", duration_fmt(text, v->start_ns));
        if (v->has_window)
            fprintf(out, ", within %s of %s", duration_fmt(text, v->stop_ns),
                v->from == MDB_WINDOW_RELEASE ? "release" : "the stage before");
        fputc('\n', out);
        free(what);
    }
    for (uint32_t i = 0; i < c->n_params_to_set; i++) {
        const struct mdb_param_to_set *p = &c->param_to_set[i];
        fprintf(out, "  %-12s %s to %s when %s\n", i == 0 ? "sets" : "",
            mdb->param[p->param].name,
            p->text != NULL ? p->text : c->leaf[p->leaf].name,
            mdb_stage_str(p->on));
    }
}

/* " = 5" of a parameter, " .x = 5, .y = 6" of an aggregate. */
static void
add_sets(
    struct strbuf *out, const struct mdb *mdb, const struct mdb_tc_entry *e)
{
    size_t whole = strlen(mdb->param[e->ref].name);
    for (uint32_t i = 0; i < e->n_sets; i++)
        strbuf_addf(out, "%s%s%s= %s", i > 0 ? ", " : " ",
            mdb->item[e->set[i].item].name + whole,
            mdb->item[e->set[i].item].name[whole] != '\0' ? " " : "",
            e->set[i].text);
}

static char *
entry_text(const struct mdb *mdb, const struct mdb_command *c,
    const struct mdb_tc_entry *e)
{
    struct strbuf out = {0};
    const struct mdb_type *type = NULL;
    const uint32_t bytes = (e->fixed_bits + 7) / 8;
    switch (e->kind) {
    case MDB_TC_ARGUMENT:
        strbuf_adds(&out, c->argument[e->ref].name);
        type = &mdb->type[c->argument[e->ref].type];
        break;
    case MDB_TC_PARAM:
        strbuf_adds(&out, mdb->param[e->ref].name);
        add_sets(&out, mdb, e);
        type = &mdb->type[mdb->param[e->ref].type];
        break;
    case MDB_TC_FIXED:
        strbuf_addf(&out, "%s%s0x", e->name != NULL ? e->name : "",
            e->name != NULL ? " = " : "");
        strbuf_addhex(&out, e->fixed, bytes < 32 ? bytes : 32);
        strbuf_addf(&out, ", %" PRIu32 " bit%s", e->fixed_bits,
            e->fixed_bits == 1 ? "" : "s");
        break;
    }
    if (type != NULL && type->class == MDB_SCALAR) {
        char *encoding = mdb_encoding_text(mdb, type);
        strbuf_addf(&out, ": %s", encoding);
        free(encoding);
    } else if (type != NULL) {
        strbuf_addf(&out, ": %s", mdb_show_kind(type));
    }
    return strbuf_take(&out);
}

static void
show_entries(FILE *out, const struct mdb *mdb, const struct mdb_command *c)
{
    for (uint32_t i = 0; i < c->n_entries; i++) {
        char *entry = entry_text(mdb, c, &c->entry[i]);
        fprintf(out, "  %-12s %s", i == 0 ? "packet" : "", entry);
        if (c->entry[i].include.op != MDB_ALWAYS) {
            char *when =
                mdb_command_criteria_text(mdb, c, &c->entry[i].include);
            fprintf(out, ", when %s", when);
            free(when);
        }
        fputc('\n', out);
        free(entry);
    }
    if (c->has_crc)
        fprintf(out, "  %-12s CRC-16-CCITT\n", "");
    if (c->size_bits > 0)
        fprintf(out, "  %-12s %" PRIu64 " bits\n", "size", c->size_bits);
}

void
mdb_show_command(const struct mdb *mdb, uint32_t i, FILE *out)
{
    const struct mdb_command *c = &mdb->command[i];
    fprintf(out, "%s\n", c->name);
    row(out, "about", c->short_description);
    row(out, "description", c->description);
    if (c->is_abstract)
        row(out, "abstract", "yes");
    if (c->base != MDB_NIL)
        row(out, "extends", mdb->command[c->base].name);
    row(out, "system", c->system_name);
    row(out, "alias", c->alias);
    show_arguments(out, mdb, c);
    show_significance(out, mdb, c);
    show_checks(out, mdb, c);
    if (c->report_count != MDB_NIL)
        fprintf(out, "  %-12s %s is the sequence count\n", "reports",
            mdb->item[c->report_count].name);
    show_entries(out, mdb, c);
    fprintf(out, "  %-12s %s:%" PRIu32 "\n", "declared", mdb->file, c->line);
}

/* ---- JSON
 * ---------------------------------------------------------------------- */

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
add_limits(struct json *j, const struct mdb_type *type)
{
    if (type->n_ranges > 0)
        json_array_at(j, "ranges");
    for (uint32_t i = 0; i < type->n_ranges; i++) {
        json_object(j);
        if (isfinite(type->range[i].min))
            json_double(j, "min", type->range[i].min);
        if (isfinite(type->range[i].max))
            json_double(j, "max", type->range[i].max);
        json_end(j);
    }
    if (type->n_ranges > 0)
        json_end(j);
    if (type->n_labels > 0)
        json_array_at(j, "labels");
    for (uint32_t i = 0; i < type->n_labels; i++) {
        json_object(j);
        json_int(j, "value", type->label[i].value);
        json_str(j, "label", type->label[i].label);
        json_end(j);
    }
    if (type->n_labels > 0)
        json_end(j);
}

static void
add_arguments(
    struct json *j, const struct mdb *mdb, const struct mdb_command *c)
{
    static const char *const key[] = {
        [MDB_LEAF_GIVEN] = "",
        [MDB_LEAF_DEFAULT] = "default",
        [MDB_LEAF_ASSIGNED] = "fixed",
    };
    json_array_at(j, "arguments");
    for (uint32_t i = 0; i < c->n_leaves; i++) {
        const struct mdb_leaf *l = &c->leaf[i];
        const struct mdb_type *type = &mdb->type[l->type];
        json_object(j);
        json_str(j, "name", l->name);
        text(j, "about", c->argument[l->argument].short_description);
        json_str(j, "type", type->name);
        json_str(j, "kind", mdb_show_kind(type));
        text(j, "unit", type->unit);
        add_limits(j, type);
        if (l->source != MDB_LEAF_GIVEN)
            json_str(j, key[l->source], l->text);
        json_end(j);
    }
    json_end(j);
}

static void
add_verifiers(
    struct json *j, const struct mdb *mdb, const struct mdb_command *c)
{
    json_array_at(j, "verifiers");
    for (uint32_t i = 0; i < c->n_verifiers; i++) {
        const struct mdb_verifier *v = &c->verifier[i];
        json_object(j);
        json_str(j, "stage", mdb_stage_str(v->stage));
        text(j, "name", v->name);
        text_take(j, "when", condition_text(mdb, c, v));
        if (v->has_window) {
            json_str(j, "after",
                v->from == MDB_WINDOW_RELEASE ? "release" : "stage");
            json_double(j, "start_s", (double)v->start_ns / 1e9);
            json_double(j, "stop_s", (double)v->stop_ns / 1e9);
        }
        json_end(j);
    }
    json_end(j);
}

static void
add_checks(struct json *j, const struct mdb *mdb, const struct mdb_command *c)
{
    json_array_at(j, "significance");
    for (uint32_t i = 0; i < c->n_significances; i++) {
        const struct mdb_significance *s = &c->significance[i];
        json_object(j);
        json_str(j, "level", mdb_consequence_str(s->level));
        text(j, "reason", s->reason);
        if (s->criteria.op != MDB_ALWAYS)
            text_take(
                j, "when", mdb_command_criteria_text(mdb, c, &s->criteria));
        json_end(j);
    }
    json_end(j);
    json_array_at(j, "constraints");
    for (uint32_t i = 0; i < c->n_constraints; i++) {
        json_object(j);
        json_str(j, "when", c->constraint[i].text);
        json_double(j, "timeout_s", (double)c->constraint[i].timeout_ns / 1e9);
        json_end(j);
    }
    json_end(j);
    add_verifiers(j, mdb, c);
}

static void
add_entries(struct json *j, const struct mdb *mdb, const struct mdb_command *c)
{
    json_array_at(j, "packet");
    for (uint32_t i = 0; i < c->n_entries; i++) {
        const struct mdb_tc_entry *e = &c->entry[i];
        json_object(j);
        text_take(j, "what", entry_text(mdb, c, e));
        json_str(j, "container", e->container);
        if (e->include.op != MDB_ALWAYS)
            text_take(
                j, "when", mdb_command_criteria_text(mdb, c, &e->include));
        json_end(j);
    }
    json_end(j);
}

void
mdb_show_command_json(const struct mdb *mdb, uint32_t i, FILE *out)
{
    const struct mdb_command *c = &mdb->command[i];
    struct json j = {0};
    json_object(&j);
    json_int(&j, "v", 1);
    json_str(&j, "what", "command");
    json_str(&j, "name", c->name);
    text(&j, "about", c->short_description);
    text(&j, "description", c->description);
    json_bool(&j, "abstract", c->is_abstract);
    if (c->base != MDB_NIL)
        json_str(&j, "base", mdb->command[c->base].name);
    text(&j, "system", c->system_name);
    text(&j, "alias", c->alias);
    add_arguments(&j, mdb, c);
    add_checks(&j, mdb, c);
    if (c->report_count != MDB_NIL)
        json_str(&j, "report_count", mdb->item[c->report_count].name);
    add_entries(&j, mdb, c);
    json_bool(&j, "crc", c->has_crc);
    json_uint(&j, "line", c->line);
    json_end(&j);
    json_line(&j, out);
}
