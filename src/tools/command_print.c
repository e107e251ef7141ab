/*
 * command_print.c - encoded commands and lists of commands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/command_print.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/str.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "mdb/bits.h"

#define COLUMNS   7
#define RAW_BYTES 12 /* of a long field are shown */
#define HEX_LINE  16
#define FEW       8 /* elements of an array are listed one by one */

/* ---- tables -------------------------------------------------------------- */

struct table {
    char **cell; /* owned, COLUMNS a row */
    size_t n, cap;
};

static void
add_cell(struct table *t, const char *text)
{
    struct strbuf clean = {0};
    str_sanitize(&clean, text, strlen(text), false);
    t->cell = xgrow(t->cell, t->n, &t->cap, sizeof *t->cell);
    t->cell[t->n++] = strbuf_take(&clean);
}

/* Columns as wide as they must be; the last one is not padded. */
static void
print_table(FILE *out, struct table *t, size_t columns)
{
    int width[COLUMNS] = {0};
    for (size_t i = 0; i < t->n; i++) {
        int w = utf8_str_width(t->cell[i]);
        if (w > width[i % columns])
            width[i % columns] = w;
    }
    for (size_t row = 0; row < t->n; row += columns) {
        size_t last = columns - 1;
        while (last > 0 && t->cell[row + last][0] == '\0')
            last--;
        for (size_t i = 0; i <= last; i++) {
            const char *s = t->cell[row + i];
            int pad = i < last ? width[i] - utf8_str_width(s) + 2 : 0;
            fprintf(out, "%s%*s", s, pad, "");
        }
        fputc('\n', out);
    }
    for (size_t i = 0; i < t->n; i++)
        free(t->cell[i]);
    free(t->cell);
    *t = (struct table){0};
}

/* ---- packets ------------------------------------------------------------- */

/* The bits of a field, right-aligned: "0x00ff"; of a long one the first. */
static void
raw_text(struct strbuf *out, const struct mdb_packet_tc *p,
    const struct mdb_tc_field *f)
{
    if (f->width <= 64) {
        int digits = (int)((f->width + 3) / 4);
        strbuf_addf(out, "0x%0*" PRIx64, digits > 0 ? digits : 1, f->raw);
        return;
    }
    uint32_t bytes = f->width / 8;
    strbuf_adds(out, "0x");
    for (uint32_t i = 0; i < bytes && i < RAW_BYTES; i++)
        strbuf_addf(out, "%02x", bits_byte(p->data, f->bit, (size_t)i));
    strbuf_adds(out, bytes > RAW_BYTES ? "..." : "");
}

static int
by_place(const void *a, const void *b)
{
    const struct mdb_tc_field *const *x = a, *const *y = b;
    if ((*x)->bit != (*y)->bit)
        return (*x)->bit < (*y)->bit ? -1 : 1;
    return (*x < *y) ? -1 : *x > *y;
}

static const struct mdb_tc_field **
sorted_fields(const struct mdb_packet_tc *p)
{
    const struct mdb_tc_field **f = xcalloc(p->n_fields + 1, sizeof *f);
    for (size_t i = 0; i < p->n_fields; i++)
        f[i] = &p->field[i];
    qsort(f, p->n_fields, sizeof *f, by_place);
    return f;
}

static void
add_field(struct table *t, const struct mdb_packet_tc *p,
    const struct mdb_tc_field *f)
{
    char number[24];
    struct strbuf raw = {0};
    add_cell(t, f->name[0] != '\0' ? f->name : "(fixed)");
    add_cell(t, f->container[0] != '\0' ? f->container : "-");
    snprintf(number, sizeof number, "%" PRIu32, f->bit);
    add_cell(t, number);
    snprintf(number, sizeof number, "%" PRIu32, f->width);
    add_cell(t, number);
    raw_text(&raw, p, f);
    add_cell(t, strbuf_get(&raw));
    add_cell(t, f->text);
    add_cell(t, f->unit);
    strbuf_fini(&raw);
}

void
command_print(
    FILE *out, const struct mdb_command *command, const struct mdb_packet_tc *p)
{
    static const char *const head[COLUMNS] = {
        "field", "container", "bit", "bits", "raw", "value", "unit"};
    struct table t = {0};
    const struct mdb_tc_field **field = sorted_fields(p);
    fprintf(out, "%s, %zu bytes\n", command->short_name, p->len);
    for (size_t i = 0; i < p->len; i++)
        fprintf(out, "%02x%c", p->data[i],
            i + 1 == p->len || (i + 1) % HEX_LINE == 0 ? '\n' : ' ');
    fputc('\n', out);
    for (size_t i = 0; i < COLUMNS; i++)
        add_cell(&t, head[i]);
    for (size_t i = 0; i < p->n_fields; i++)
        add_field(&t, p, field[i]);
    print_table(out, &t, COLUMNS);
    free(field);
}

static void
json_hex(struct json *j, const char *key, const uint8_t *p, size_t len)
{
    struct strbuf hex = {0};
    strbuf_addhex(&hex, p, len);
    json_str(j, key, strbuf_get(&hex));
    strbuf_fini(&hex);
}

static void
json_field(
    struct json *j, const struct mdb_packet_tc *p, const struct mdb_tc_field *f)
{
    struct strbuf raw = {0};
    raw_text(&raw, p, f);
    json_object(j);
    json_str(j, "name", f->name);
    if (f->container[0] != '\0')
        json_str(j, "container", f->container);
    json_bool(j, "argument", f->leaf != MDB_NIL);
    json_uint(j, "bit", f->bit);
    json_uint(j, "bits", f->width);
    json_str(j, "raw", strbuf_get(&raw));
    json_str(j, "value", f->text);
    if (f->unit[0] != '\0')
        json_str(j, "unit", f->unit);
    json_end(j);
    strbuf_fini(&raw);
}

void
command_print_json(
    FILE *out, const struct mdb_command *command, const struct mdb_packet_tc *p)
{
    struct json j = {0};
    const struct mdb_tc_field **field = sorted_fields(p);
    json_object(&j);
    json_int(&j, "v", 1);
    json_str(&j, "what", "packet");
    json_str(&j, "name", command->name);
    json_uint(&j, "bytes", p->len);
    json_hex(&j, "hex", p->data, p->len);
    json_array_at(&j, "fields");
    for (size_t i = 0; i < p->n_fields; i++)
        json_field(&j, p, field[i]);
    json_end(&j);
    json_object_at(&j, "arguments");
    for (size_t i = 0; i < p->n_leaves; i++)
        if (command->leaf[i].source != MDB_LEAF_ASSIGNED && p->is_used[i])
            json_str(&j, command->leaf[i].name, p->leaf_text[i]);
    json_end(&j);
    json_end(&j);
    json_line(&j, out);
    free(field);
}

void
command_print_refusals_json(
    FILE *out, const struct mdb_command *command, const struct mdb_packet_tc *p)
{
    for (size_t i = 0; i < p->n_refusals; i++) {
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "what", "refusal");
        json_str(&j, "command", command->name);
        if (p->refusal[i].name[0] != '\0')
            json_str(&j, "argument", p->refusal[i].name);
        json_str(&j, "text", p->refusal[i].text);
        json_end(&j);
        json_line(&j, out);
    }
}

/* ---- lists --------------------------------------------------------------- */

static const char *
description(const struct mdb_command *c)
{
    return c->short_description != NULL ? c->short_description
           : c->description != NULL     ? c->description
                                        : "";
}

static const char *
level(const struct mdb_command *c)
{
    const struct mdb_significance *s = mdb_command_significance(c, NULL, NULL);
    return mdb_consequence_str(s != NULL ? s->level : MDB_CONSEQUENCE_NONE);
}

/* "Battery [Rate=5]": what has to be given, and what may be. */
static void
arguments(struct strbuf *out, const struct mdb_command *c)
{
    for (uint32_t i = 0; i < c->n_leaves; i++) {
        const struct mdb_leaf *leaf = &c->leaf[i];
        const struct mdb_argument *a = &c->argument[leaf->argument];
        const char *blank = out->len > 0 ? " " : "";
        if (leaf->source == MDB_LEAF_GIVEN && a->n_leaves > FEW &&
            i == a->first_leaf) {
            i += a->n_leaves - 1; /* the first and the last of a long array */
            strbuf_addf(out, "%s%s .. %s", blank, leaf->name, c->leaf[i].name);
        } else if (leaf->source == MDB_LEAF_GIVEN)
            strbuf_addf(out, "%s%s", blank, leaf->name);
        else if (leaf->source == MDB_LEAF_DEFAULT)
            strbuf_addf(out, "%s[%s=%s]", blank, leaf->name, leaf->text);
    }
}

void
command_print_list(
    FILE *out, const struct mdb *mdb, const uint32_t *index, size_t n)
{
    struct table t = {0};
    for (size_t i = 0; i < n; i++) {
        const struct mdb_command *c = &mdb->command[index[i]];
        struct strbuf args = {0};
        arguments(&args, c);
        add_cell(&t, c->short_name);
        add_cell(&t, level(c));
        add_cell(&t, args.len > 0 ? strbuf_get(&args) : "-");
        add_cell(&t, description(c));
        strbuf_fini(&args);
    }
    print_table(out, &t, 4);
}

static void
json_argument(struct json *j, const struct mdb *mdb,
    const struct mdb_command *c, uint32_t i)
{
    const struct mdb_leaf *leaf = &c->leaf[i];
    const struct mdb_type *type = &mdb->type[leaf->type];
    char *range = mdb_leaf_range(mdb, c, i);
    json_object(j);
    json_str(j, "name", leaf->name);
    json_str(j, "range", range);
    if (type->unit != NULL && type->unit[0] != '\0')
        json_str(j, "unit", type->unit);
    if (leaf->source == MDB_LEAF_DEFAULT)
        json_str(j, "default", leaf->text);
    json_end(j);
    free(range);
}

void
command_print_list_json(
    FILE *out, const struct mdb *mdb, const uint32_t *index, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct mdb_command *c = &mdb->command[index[i]];
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "what", "command");
        json_str(&j, "name", c->name);
        json_str(&j, "short_name", c->short_name);
        json_str(&j, "consequence", level(c));
        json_array_at(&j, "arguments");
        for (uint32_t k = 0; k < c->n_leaves; k++)
            if (c->leaf[k].source != MDB_LEAF_ASSIGNED)
                json_argument(&j, mdb, c, k);
        json_end(&j);
        if (description(c)[0] != '\0')
            json_str(&j, "description", description(c));
        json_end(&j);
        json_line(&j, out);
    }
}
