/*
 * encoded.c - commands made of telemetry containers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/encoded.h"

#include "support/check.h"

#include "common/str.h"
#include "common/xalloc.h"
#include "support/decoded.h"

#define GIVEN_MAX 32

static void
link_item(uint32_t *item)
{
    if (*item != MDB_NIL)
        *item |= MDB_LEAF;
}

/* The database is read-only to everybody but this. */
static void
link_criteria(const struct mdb_criteria *criteria)
{
    union {
        const struct mdb_criteria *from;
        struct mdb_criteria *to;
    } c = {criteria};
    if (c.to->op == MDB_COMPARE) {
        link_item(&c.to->comparison.item);
        link_item(&c.to->comparison.other_item);
    }
    for (uint32_t i = 0; i < c.to->n_children; i++)
        link_criteria(&c.to->child[i]);
}

static void
link_value(struct mdb_int_value *v)
{
    if (v->kind == MDB_FROM_ITEM)
        link_item(&v->item);
    for (uint32_t i = 0; v->kind == MDB_LOOKUP && i < v->n_lookups; i++)
        link_criteria(&v->lookup[i].criteria);
}

static void
link_math(const struct mdb_calibrator *c)
{
    for (uint32_t k = 0; k < c->n_math; k++) {
        union {
            const struct mdb_math *from;
            struct mdb_math *to;
        } m = {&c->math[k]};
        if (m.to->op == MDB_MATH_ITEM)
            link_item(&m.to->item);
    }
}

static void
link_types(struct mdb *mdb)
{
    for (uint32_t i = 0; i < mdb->n_types; i++) {
        union {
            const struct mdb_type *from;
            struct mdb_type *to;
        } t = {&mdb->type[i]};
        link_value(&t.to->encoding.size_bits);
        link_item(&t.to->time_from_item);
        link_math(&t.to->calibrator);
        for (uint32_t k = 0; k < t.to->n_contexts; k++)
            link_criteria(&t.to->context[k].criteria);
        for (uint32_t k = 0; k < t.to->n_dimensions; k++) {
            union {
                const struct mdb_dimension *from;
                struct mdb_dimension *to;
            } d = {&t.to->dimension[k]};
            link_value(&d.to->start);
            link_value(&d.to->end);
        }
    }
}

/* Leaf i is item i, argument i is parameter i. */
static void
add_leaves(struct encoded *x)
{
    const struct mdb *mdb = x->mdb;
    x->leaf = xcalloc(mdb->n_items, sizeof *x->leaf);
    x->argument = xcalloc(mdb->n_params, sizeof *x->argument);
    for (uint32_t i = 0; i < mdb->n_items; i++)
        x->leaf[i] = (struct mdb_leaf){.name = mdb->item[i].name + 3,
            .argument = mdb->item[i].param,
            .type = mdb->item[i].type};
    for (uint32_t i = 0; i < mdb->n_params; i++)
        x->argument[i] = (struct mdb_argument){.name = mdb->param[i].short_name,
            .type = mdb->param[i].type,
            .first_leaf = mdb->param[i].first_item,
            .n_leaves = mdb->param[i].n_items};
}

static void
add_entries(struct encoded *x, const struct mdb_container *c)
{
    x->entry = xcalloc(c->n_entries + 1, sizeof *x->entry);
    for (uint32_t i = 0; i < c->n_entries; i++) {
        const struct mdb_entry *e = &c->entry[i];
        struct mdb_tc_entry *to = &x->entry[i];
        assert_int_equal(e->kind, MDB_ENTRY_PARAM);
        *to = (struct mdb_tc_entry){.kind = MDB_TC_ARGUMENT,
            .ref = e->ref,
            .location = e->location,
            .offset_bits = e->offset_bits,
            .container = c->name,
            .include = e->include,
            .line = e->line};
        link_criteria(&to->include);
    }
}

struct encoded *
encoded_new(const char *types, const char *params, const char *containers)
{
    struct encoded *x = xcalloc(1, sizeof *x);
    struct mdb *mdb = decoded_mdb(types, params, containers);
    uint32_t r = mdb_find_container(mdb, "R");
    assert_int_not_equal(r, MDB_NIL);
    x->mdb = mdb;
    x->plain = decoded_mdb(types, params, containers);
    add_leaves(x);
    add_entries(x, &mdb->container[r]);
    link_types(mdb);
    x->command = (struct mdb_command){.name = "/T/CMD",
        .short_name = "CMD",
        .base = MDB_NIL,
        .argument = x->argument,
        .n_arguments = mdb->n_params,
        .leaf = x->leaf,
        .n_leaves = mdb->n_items,
        .entry = x->entry,
        .n_entries = mdb->container[r].n_entries,
        .report_count = MDB_NIL};
    mdb->command = &x->command;
    mdb->n_commands = 1;
    x->encoder = mdb_encoder_new(mdb);
    x->decoder = mdb_decoder_new(x->plain);
    return x;
}

void
encoded_free(struct encoded **x)
{
    mdb_encoder_free(&(*x)->encoder);
    mdb_decoder_free(&(*x)->decoder);
    mdb_free(&(*x)->mdb);
    mdb_free(&(*x)->plain);
    free((*x)->argument);
    free((*x)->leaf);
    free((*x)->entry);
    free(*x);
    *x = NULL;
}

/* Cut "A=1;B=2" in place. */
static size_t
cut(char *text, struct mdb_given *given)
{
    size_t n = 0;
    for (char *p = text; p != NULL && *p != '\0' && n < GIVEN_MAX;) {
        char *end = strchr(p, ';'), *eq = strchr(p, '=');
        assert_non_null(eq);
        if (end != NULL)
            *end++ = '\0';
        *eq = '\0';
        given[n++] = (struct mdb_given){p, eq + 1};
        p = end;
    }
    return n;
}

char *
encoded_hex(struct encoded *x, const char *text)
{
    struct mdb_given given[GIVEN_MAX];
    struct mdb_packet_tc packet;
    struct strbuf out = {0};
    char *own = xstrdup(text);
    size_t n = cut(own, given);
    enum err err = mdb_encode(x->encoder, 0, given, n, &x->options, &packet);
    assert_int_equal(err == ERR_OK, packet.n_refusals == 0);
    assert_int_equal(err == ERR_OK, packet.data != NULL);
    free(own);
    for (size_t i = 0; i < packet.len; i++)
        strbuf_addf(&out, "%02x", packet.data[i]);
    for (size_t i = 0; i < packet.n_refusals; i++)
        strbuf_addf(
            &out, "%s: %s\n", packet.refusal[i].name, packet.refusal[i].text);
    return strbuf_take(&out);
}

char *
encoded_back(struct encoded *x, const char *text)
{
    char *hex = encoded_hex(x, text);
    char *back =
        strchr(hex, ':') == NULL ? decoded(x->plain, hex) : xstrdup(hex);
    free(hex);
    return back;
}

void
encoded_rows(struct encoded *x, const struct encoded_row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char *got = encoded_hex(x, row[i].given);
        if (strcmp(got, row[i].want) != 0)
            print_message("row %zu: %s\n", i, row[i].given);
        assert_string_equal(got, row[i].want);
        free(got);
    }
}

/* xorshift64* */
uint64_t
encoded_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(0x2545f4914f6cdd1d);
}
