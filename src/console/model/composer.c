/*
 * composer.c - see composer.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/composer.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

void
composer_fini(struct composer *c)
{
    mdb_encoder_free(&c->encoder);
}

void
composer_set_mdb(struct composer *c, const struct mdb *mdb)
{
    mdb_encoder_free(&c->encoder);
    c->mdb = mdb;
    c->version++;
}

void
composer_set_options(
    struct composer *c, const struct mdb_encode_options *options)
{
    c->options = *options;
    c->options.sequence = 0;
    c->version++;
}

static struct mdb_encoder *
encoder_of(struct composer *c)
{
    if (c->encoder == NULL)
        c->encoder = mdb_encoder_new(c->mdb);
    return c->encoder;
}

static bool
has_command(const struct composer *c, uint32_t command)
{
    return c->mdb != NULL && command < c->mdb->n_commands &&
           !c->mdb->command[command].is_abstract;
}

/* ---- bytes ---------------------------------------------------------------
 */

void
composed_fini(struct composed *composed)
{
    for (size_t i = 0; i < composed->n_fields; i++) {
        free(composed->field[i].name);
        free(composed->field[i].text);
    }
    for (size_t i = 0; i < composed->n_refusals; i++)
        free(composed->refusal[i].text);
    for (size_t i = 0; i < composed->n_leaves; i++)
        free(composed->leaf_text[i]);
    free(composed->data);
    free(composed->field);
    free(composed->refusal);
    free(composed->leaf_text);
    *composed = (struct composed){0};
}

static void
take_packet(struct composed *out, const struct mdb_packet_tc *packet)
{
    out->len = packet->len;
    out->data = xcalloc(packet->len + 1, 1);
    memcpy(out->data, packet->data, packet->len);
    digest_hex_of(packet->data, packet->len, out->digest);
    out->n_leaves = packet->n_leaves;
    out->leaf_text = xcalloc(packet->n_leaves + 1, sizeof *out->leaf_text);
    for (size_t i = 0; i < packet->n_leaves; i++)
        out->leaf_text[i] = xstrdup(packet->leaf_text[i]);
    out->n_fields = packet->n_fields;
    out->field = xcalloc(packet->n_fields + 1, sizeof *out->field);
    for (size_t i = 0; i < packet->n_fields; i++) {
        const struct mdb_tc_field *f = &packet->field[i];
        out->field[i] = (struct composed_field){
            f->leaf, f->bit, f->width, xstrdup(f->name), xstrdup(f->text)};
    }
}

static void
take_refusals(struct composed *out, const struct mdb_packet_tc *packet)
{
    out->n_refusals = packet->n_refusals;
    out->refusal = xcalloc(packet->n_refusals + 1, sizeof *out->refusal);
    for (size_t i = 0; i < packet->n_refusals; i++)
        out->refusal[i] = (struct composed_refusal){
            packet->refusal[i].leaf, xstrdup(packet->refusal[i].text)};
}

bool
composer_compose(struct composer *c, uint32_t command,
    const struct stack_value *value, size_t n, struct composed *out)
{
    struct mdb_packet_tc packet = {0};
    composed_fini(out);
    if (!has_command(c, command))
        return false;
    struct mdb_given *given = xcalloc(n + 1, sizeof *given);
    for (size_t i = 0; i < n; i++)
        given[i] = (struct mdb_given){value[i].name, value[i].text};
    bool is_good = mdb_encode(encoder_of(c), command, given, n, &c->options,
                       &packet) == ERR_OK;
    free(given);
    if (is_good)
        take_packet(out, &packet);
    else
        take_refusals(out, &packet);
    return is_good;
}

const char *
composer_check(
    struct composer *c, uint32_t command, uint32_t leaf, const char *text)
{
    if (!has_command(c, command) || leaf >= c->mdb->command[command].n_leaves)
        return "the database has changed";
    return mdb_check_leaf(encoder_of(c), command, leaf, text);
}

/* ---- orders --------------------------------------------------------------
 */

/* "Battery: a value is needed", and how many more. */
static void
say_refusals(const struct mdb_command *command, const struct composed *composed,
    struct strbuf *why)
{
    if (composed->n_refusals == 0)
        strbuf_adds(why, "it cannot be encoded");
    for (size_t i = 0; i < composed->n_refusals && i < 1; i++) {
        const struct composed_refusal *r = &composed->refusal[i];
        if (r->leaf < command->n_leaves &&
            strstr(r->text, command->leaf[r->leaf].name) == NULL)
            strbuf_addf(why, "%s: ", command->leaf[r->leaf].name);
        strbuf_adds(why, r->text);
    }
    if (composed->n_refusals > 1)
        strbuf_addf(why, ", and %zu more", composed->n_refusals - 1);
}

static bool
find(const struct composer *c, const struct stack_item *item, uint32_t *command,
    struct strbuf *why)
{
    *command = MDB_NIL;
    if (item->kind != STACK_COMMAND || item->name == NULL)
        strbuf_adds(why, "it is no command");
    else if (c->mdb == NULL)
        strbuf_adds(why, "there is no mission database");
    else if ((*command = mdb_find_command(c->mdb, item->name)) == MDB_NIL)
        strbuf_addf(
            why, "there is no command '%s' in this database", item->name);
    else if (c->mdb->command[*command].is_abstract)
        strbuf_addf(why, "%s is abstract: it cannot be sent", item->name);
    else
        return true;
    return false;
}

static void
fill(struct order *o, struct composer *c, const struct composer_place *place,
    const struct stack_item *item, const char *origin)
{
    digest_id(o->id);
    (void)str_copy(c->newest, sizeof c->newest, o->id);
    o->ttl_ns = ORDER_TTL_NS;
    o->mission = xstrdup(place->mission);
    o->instance = xstrdup(place->instance);
    o->mdb_hash = c->mdb->hash;
    o->origin = xstrdup(origin);
    o->comment = xstrdup(item->text != NULL ? item->text : "");
    o->n_values = item->n_values;
    o->value = xcalloc(item->n_values + 1, sizeof *o->value);
    for (size_t i = 0; i < item->n_values; i++)
        o->value[i] = (struct order_value){
            xstrdup(item->value[i].name), xstrdup(item->value[i].text)};
}

bool
composer_draft(struct composer *c, const struct composer_place *place,
    const struct stack_item *item, const char *origin, struct order *out,
    struct strbuf *why)
{
    struct composed composed = {0};
    uint32_t command;
    *out = (struct order){0};
    if (!find(c, item, &command, why))
        return false;
    fill(out, c, place, item, origin);
    out->command = xstrdup(c->mdb->command[command].name);
    digest_hex_of("", 0, out->digest);
    if (composer_compose(c, command, item->value, item->n_values, &composed))
        (void)str_copy(out->digest, sizeof out->digest, composed.digest);
    else
        say_refusals(&c->mdb->command[command], &composed, why);
    composed_fini(&composed);
    return true;
}

bool
composer_order(struct composer *c, const struct composer_place *place,
    const struct stack_item *item, const char *origin, struct order *out,
    struct strbuf *why)
{
    if (!composer_draft(c, place, item, origin, out, why))
        return false;
    if (why->len == 0)
        return true;
    order_fini(out);
    return false;
}
