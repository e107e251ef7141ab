/*
 * encode.c - commands to packets.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/encode.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "common/xalloc.h"
#include "mdb/bits.h"
#include "mdb/encode_bits.h"
#include "mdb/encoder.h"

#define REFUSALS_MAX 256
#define DEPTH_MAX    32
#define QUOTED_MAX   60 /* bytes of a typed text in a sentence */
#define BITS_MAX     (8 * (uint64_t)ENCODE_BYTES_MAX)

struct mdb_encoder *
mdb_encoder_new(const struct mdb *mdb)
{
    struct mdb_encoder *e = xcalloc(1, sizeof *e);
    e->mdb = mdb;
    /* Behind the longest packet: what is put there before it is refused. */
    e->packet = xcalloc(ENCODE_BYTES_MAX + 16, 1);
    e->refusal = xcalloc(REFUSALS_MAX, sizeof *e->refusal);
    e->refusal_name = xcalloc(REFUSALS_MAX, sizeof *e->refusal_name);
    e->refusal_text = xcalloc(REFUSALS_MAX, sizeof *e->refusal_text);
    return e;
}

void
mdb_encoder_free(struct mdb_encoder **encoder)
{
    struct mdb_encoder *e = *encoder;
    if (e == NULL)
        return;
    strbuf_fini(&e->texts);
    strbuf_fini(&e->blob);
    strbuf_fini(&e->fields);
    strbuf_fini(&e->coded);
    strbuf_fini(&e->why);
    strbuf_fini(&e->quoted);
    free(e->value);
    free(e->param);
    free(e->packet);
    free(e->field);
    free(e->field_text);
    free(e->refusal);
    free(e->refusal_name);
    free(e->refusal_text);
    free(e->leaf_text);
    free(e->is_used);
    free(e);
    *encoder = NULL;
}

/* ---- sentences and texts ------------------------------------------------- */

size_t
encode_keep(struct mdb_encoder *e, const char *text)
{
    size_t at = e->texts.len;
    strbuf_add(&e->texts, text, strlen(text) + 1);
    return at;
}

bool
encode_refuse(struct mdb_encoder *e, const char *fmt, ...)
{
    va_list ap;
    strbuf_reset(&e->why);
    va_start(ap, fmt);
    strbuf_addv(&e->why, fmt, ap);
    va_end(ap);
    return false;
}

const char *
encode_quote(struct mdb_encoder *e, const char *text)
{
    char cut[QUOTED_MAX + 1];
    bool is_whole = str_copy(cut, sizeof cut, text);
    strbuf_reset(&e->quoted);
    str_sanitize(&e->quoted, cut, strlen(cut), false);
    strbuf_adds(&e->quoted, is_whole ? "" : "...");
    return strbuf_get(&e->quoted);
}

/* Add what e->why says to the refusals. */
static void
add_refusal(struct mdb_encoder *e, uint32_t leaf, const char *name)
{
    if (e->n_refusals == REFUSALS_MAX)
        return;
    size_t i = e->n_refusals++;
    e->refusal[i] = (struct mdb_refusal){.leaf = leaf};
    e->refusal_name[i] = encode_keep(e, name);
    e->refusal_text[i] = encode_keep(e, strbuf_get(&e->why));
}

void
encode_add_field(
    struct mdb_encoder *e, const struct mdb_tc_field *field, size_t text)
{
    e->field = xgrow(e->field, e->n_fields, &e->fields_cap, sizeof *e->field);
    e->field_text = xgrow(
        e->field_text, e->n_fields, &e->field_texts_cap, sizeof *e->field_text);
    e->field[e->n_fields] = *field;
    e->field_text[e->n_fields++] = text;
}

/* ---- given values -------------------------------------------------------- */

/* Begin anew with `command`: every leaf has what the database says. */
static void
begin(struct mdb_encoder *e, const struct mdb_command *command)
{
    size_t n = command->n_leaves;
    if (n > e->values_cap) {
        e->values_cap = n;
        e->value = xreallocarray(e->value, n, sizeof *e->value);
    }
    if (n > 0)
        memset(e->value, 0, n * sizeof *e->value);
    for (size_t i = 0; i < n; i++)
        e->value[i].text = command->leaf[i].text;
    memset(e->packet, 0, (size_t)((e->end + 7) / 8));
    e->command = command;
    e->at = e->end = e->covered = 0;
    e->n_params = e->n_fields = e->n_refusals = 0;
    e->depth = 0;
    e->is_too_long = false;
    strbuf_reset(&e->texts);
    strbuf_reset(&e->blob);
    strbuf_reset(&e->fields);
    encode_keep(e, ""); /* offset 0 is the empty text */
}

static uint32_t
find_leaf(const struct mdb_command *command, const char *name)
{
    for (uint32_t i = 0; i < command->n_leaves; i++)
        if (strcmp(command->leaf[i].name, name) == 0)
            return i;
    return MDB_NIL;
}

/* An argument that has leaves of its own. */
static const struct mdb_argument *
find_whole(const struct mdb_command *command, const char *name)
{
    for (uint32_t i = 0; i < command->n_arguments; i++) {
        const struct mdb_argument *a = &command->argument[i];
        if (strcmp(a->name, name) == 0 && a->n_leaves > 0 &&
            (size_t)a->first_leaf + a->n_leaves <= command->n_leaves)
            return a;
    }
    return NULL;
}

static void
refuse_name(struct mdb_encoder *e, const char *name)
{
    const struct mdb_command *c = e->command;
    const struct mdb_argument *whole = find_whole(c, name);
    if (whole != NULL) {
        const struct mdb_leaf *leaf = &c->leaf[whole->first_leaf];
        encode_refuse(e, "'%s' has parts: give %s%s%s", encode_quote(e, name),
            leaf->name, whole->n_leaves > 1 ? " to " : "",
            whole->n_leaves > 1 ? leaf[whole->n_leaves - 1].name : "");
        return;
    }
    struct nearest near = nearest_to(name);
    for (uint32_t i = 0; i < c->n_leaves; i++)
        if (c->leaf[i].source != MDB_LEAF_ASSIGNED)
            nearest_try(&near, c->leaf[i].name);
    if (near.best != NULL)
        encode_refuse(e, "there is no argument '%s'; is %s meant?",
            encode_quote(e, name), near.best);
    else
        encode_refuse(e, "there is no argument '%s'", encode_quote(e, name));
}

static void
take_given(struct mdb_encoder *e, const struct mdb_given *given)
{
    uint32_t i = strnlen(given->name, ENCODE_TEXT_MAX) < ENCODE_TEXT_MAX
                     ? find_leaf(e->command, given->name)
                     : MDB_NIL;
    if (i == MDB_NIL) {
        refuse_name(e, given->name);
    } else if (e->command->leaf[i].source == MDB_LEAF_ASSIGNED) {
        encode_refuse(e, "it is always %s, by the database",
            encode_quote(e, e->command->leaf[i].text));
    } else if (e->value[i].is_given) {
        encode_refuse(e, "it is given twice");
    } else {
        e->value[i].text = given->text;
        e->value[i].is_given = true;
        return;
    }
    add_refusal(e, i, given->name);
}

/* ---- leaves -------------------------------------------------------------- */

static void
refuse_missing(struct mdb_encoder *e, uint32_t i)
{
    char *range = mdb_leaf_range(e->mdb, e->command, i);
    encode_refuse(e, "it is missing: %s", range);
    free(range);
    add_refusal(e, i, e->command->leaf[i].name);
}

const struct encode_value *
encode_leaf(struct mdb_encoder *e, uint32_t i)
{
    struct encode_value *v = &e->value[i];
    const struct mdb_leaf *leaf = &e->command->leaf[i];
    v->is_used = true;
    if (v->state != ENCODE_OPEN || e->depth >= DEPTH_MAX)
        return v;
    if (v->text == NULL) {
        v->state = ENCODE_MISSING;
        refuse_missing(e, i);
        return v;
    }
    v->state = ENCODE_BUSY;
    e->depth++;
    bool is_good = encode_value(e, &e->mdb->type[leaf->type], v);
    e->depth--;
    v->state = is_good ? ENCODE_GOOD : ENCODE_BAD;
    if (!is_good)
        add_refusal(e, i, leaf->name);
    return v;
}

/* ---- placing ------------------------------------------------------------- */

/* Room for `width` bits at e->at; said once when there is none. */
static bool
has_room(struct mdb_encoder *e, uint64_t width)
{
    if (width <= BITS_MAX && e->at <= BITS_MAX - width)
        return true;
    if (!e->is_too_long) {
        encode_refuse(
            e, "the packet would be longer than %d bytes", ENCODE_BYTES_MAX);
        add_refusal(e, MDB_NIL, "");
    }
    e->is_too_long = true;
    return false;
}

/* The bits from e->at on are taken. */
static void
advance(struct mdb_encoder *e, uint64_t width)
{
    for (uint64_t i = e->at; i < e->at + width && i < 64; i++)
        e->covered |= UINT64_C(1) << (63 - i);
    e->at += width;
    if (e->at > e->end)
        e->end = e->at;
}

/* A value that could not be worked out still takes its place, where that is
 * known. */
static void
leave_out(struct mdb_encoder *e, const struct mdb_type *type)
{
    enum mdb_kind kind = bits_kind(&type->encoding);
    bool is_number = kind == MDB_INT || kind == MDB_UINT || kind == MDB_FLOAT;
    if (is_number && type->encoding.bits <= 64 &&
        has_room(e, type->encoding.bits))
        advance(e, type->encoding.bits);
}

struct spot {
    const struct mdb_tc_entry *entry;
    uint32_t next; /* leaf or item of the next scalar */
    uint32_t end;  /* behind the last that the argument or parameter has */
    unsigned depth;
    bool is_param;
};

static void
put_field(struct mdb_encoder *e, const struct mdb_type *type,
    const struct encode_value *v, const char *name, uint32_t leaf,
    const char *container)
{
    enum mdb_kind kind = bits_kind(&type->encoding);
    bool is_bytes = kind == MDB_STRING || kind == MDB_BINARY;
    uint64_t width = is_bytes ? v->field_bits : type->encoding.bits;
    if (!has_room(e, width))
        return;
    struct mdb_tc_field f = {.name = name,
        .container = container != NULL ? container : "",
        .leaf = leaf,
        .bit = (uint32_t)e->at,
        .width = (uint32_t)width,
        .unit = type->unit != NULL ? type->unit : ""};
    if (is_bytes) {
        const uint8_t *bytes = (const uint8_t *)strbuf_get(&e->fields);
        for (uint64_t i = 0; i < width; i += 8) {
            unsigned n = width - i < 8 ? (unsigned)(width - i) : 8;
            bits_put(
                e->packet, e->at + i, n, bits_get(bytes + v->field_at, i, n));
        }
    } else {
        bits_put(e->packet, e->at, (unsigned)width, v->bits);
        f.raw = v->bits;
    }
    encode_add_field(e, &f, v->shown_at);
    advance(e, width);
}

static void
put_leaf(struct mdb_encoder *e, const struct mdb_type *type, struct spot *spot)
{
    uint32_t i = spot->next++;
    if (i >= spot->end || type->encoding.coding == MDB_NOT_CODED)
        return;
    const struct encode_value *v = encode_leaf(e, i);
    if (v->state == ENCODE_GOOD)
        put_field(
            e, type, v, e->command->leaf[i].name, i, spot->entry->container);
    else
        leave_out(e, type);
}

/* What a restriction asks for, or what the parameter is on the ground before
 * anything is received; NULL: the file does not say. */
static const char *
param_text(const struct mdb_encoder *e, const struct mdb_tc_entry *entry,
    uint32_t item)
{
    const struct mdb_param *param = &e->mdb->param[entry->ref];
    for (uint32_t i = entry->n_sets; i-- > 0;)
        if (entry->set[i].item == item)
            return entry->set[i].text;
    return param->n_items == 1 ? param->initial_value : NULL;
}

/* "APID", "Packet_ID.APID": the qualified name behind the SpaceSystems. */
static const char *
field_name(const struct mdb_encoder *e, const struct mdb_tc_entry *entry,
    uint32_t item)
{
    const struct mdb_param *param = &e->mdb->param[entry->ref];
    const char *name = e->mdb->item[item].name;
    size_t path = strlen(param->name) - strlen(param->short_name);
    return strlen(name) > path ? name + path : name;
}

/* A field of the primary header that encode_ccsds.c fills in: nobody has to
 * give it a value. */
static bool
is_completed(const struct mdb_encoder *e, uint32_t width)
{
    return e->is_ccsds &&
           ((e->at == 16 && width == 2) || (e->at == 18 && width == 14) ||
               (e->at == 32 && width == 16));
}

static void
put_completed(struct mdb_encoder *e, uint32_t item, uint32_t width,
    const struct mdb_tc_entry *entry)
{
    const struct mdb_tc_field f = {.name = field_name(e, entry, item),
        .container = entry->container != NULL ? entry->container : "",
        .leaf = MDB_NIL,
        .bit = (uint32_t)e->at,
        .width = width,
        .unit = ""};
    uint64_t covered = e->covered;
    bits_put(e->packet, e->at, width, 0);
    encode_add_field(e, &f, encode_keep(e, "0"));
    advance(e, width);
    e->covered = covered;
}

static void
put_param(struct mdb_encoder *e, const struct mdb_type *type, struct spot *spot)
{
    uint32_t item = spot->next++;
    if (item >= spot->end || type->encoding.coding == MDB_NOT_CODED)
        return;
    const char *name = e->mdb->item[item].name;
    struct encode_param p = {
        .item = item, .value = {.text = param_text(e, spot->entry, item)}};
    bool is_good = false;
    if (p.value.text == NULL && is_completed(e, type->encoding.bits)) {
        put_completed(e, item, type->encoding.bits, spot->entry);
        return;
    }
    if (p.value.text == NULL)
        encode_refuse(
            e, "parameter %s is in it, and the database gives no value", name);
    else if (!encode_value(e, type, &p.value)) {
        struct strbuf why = e->why;
        e->why = (struct strbuf){0};
        encode_refuse(e, "parameter %s is in it: %s", name, strbuf_get(&why));
        strbuf_fini(&why);
    } else
        is_good = true;
    if (!is_good) {
        add_refusal(e, MDB_NIL, "");
        leave_out(e, type);
        return;
    }
    p.value.state = ENCODE_GOOD;
    e->param = xgrow(e->param, e->n_params, &e->params_cap, sizeof *e->param);
    e->param[e->n_params++] = p;
    put_field(e, type, &p.value, field_name(e, spot->entry, item), MDB_NIL,
        spot->entry->container);
}

/* How many elements an array has, with the values at hand. */
static bool
count_elements(struct mdb_encoder *e, const struct mdb_type *type, int64_t *out)
{
    int64_t start, end, n = 1;
    for (uint32_t i = 0; i < type->n_dimensions; i++) {
        const struct mdb_dimension *d = &type->dimension[i];
        if (!encode_integer(e, &d->start, &start) ||
            !encode_integer(e, &d->end, &end))
            return encode_refuse(
                e, "its number of elements depends on values not known");
        int64_t len = end - start + 1;
        if (len < 0 || __builtin_mul_overflow(n, len, &n) ||
            n > type->max_elements)
            return encode_refuse(e,
                "its size comes to %" PRId64
                " elements, and it has 0 .. %" PRIu32,
                len < 0 ? len : n, type->max_elements);
    }
    *out = n;
    return true;
}

static void put_type(struct mdb_encoder *e, uint32_t type, struct spot *spot);

static void
put_array(struct mdb_encoder *e, const struct mdb_type *type, struct spot *spot)
{
    int64_t n = 0;
    if (!count_elements(e, type, &n)) {
        uint32_t ref = spot->entry->ref;
        add_refusal(e, MDB_NIL,
            spot->is_param ? e->mdb->param[ref].name
                           : e->command->argument[ref].name);
        spot->next = spot->end;
        return;
    }
    for (int64_t i = 0; i < n && spot->next < spot->end && !e->is_too_long; i++)
        put_type(e, type->element_type, spot);
}

static void
put_type(struct mdb_encoder *e, uint32_t index, struct spot *spot)
{
    const struct mdb_type *type = &e->mdb->type[index];
    if (spot->depth++ > DEPTH_MAX)
        spot->next = spot->end;
    else if (type->class == MDB_ARRAY)
        put_array(e, type, spot);
    else if (type->class == MDB_AGGREGATE)
        for (uint32_t i = 0; i < type->n_members; i++)
            put_type(e, type->member[i].type, spot);
    else if (spot->is_param)
        put_param(e, type, spot);
    else
        put_leaf(e, type, spot);
    spot->depth--;
}

static void
put_fixed(struct mdb_encoder *e, const struct mdb_tc_entry *entry)
{
    char text[20];
    uint32_t width = entry->fixed_bits;
    uint64_t skip = (8 - width % 8) % 8;
    if (width == 0 || !has_room(e, width))
        return; /* only a place */
    for (uint32_t i = 0; i < width; i += 8) {
        unsigned n = width - i < 8 ? width - i : 8;
        bits_put(e->packet, e->at + i, n, bits_get(entry->fixed, skip + i, n));
    }
    struct mdb_tc_field f = {.name = entry->name != NULL ? entry->name : "",
        .container = entry->container != NULL ? entry->container : "",
        .leaf = MDB_NIL,
        .bit = (uint32_t)e->at,
        .width = width,
        .raw = width <= 64 ? bits_get(e->packet, e->at, width) : 0,
        .unit = ""};
    snprintf(text, sizeof text, "0x%" PRIx64, f.raw);
    encode_add_field(e, &f, width <= 64 ? encode_keep(e, text) : 0);
    advance(e, width);
}

/* ---- entries ------------------------------------------------------------- */

static bool
find_start(struct mdb_encoder *e, const struct mdb_tc_entry *entry)
{
    int64_t offset, from = 0;
    if (!encode_integer(e, &entry->offset_bits, &offset)) {
        encode_refuse(e,
            "the place of an entry (line %" PRIu32
            ") depends on values that are not known",
            entry->line);
        add_refusal(e, MDB_NIL, "");
        return false;
    }
    if (entry->location == MDB_PREVIOUS_END)
        from = (int64_t)e->at;
    if (__builtin_add_overflow(from, offset, &from) || from < 0 ||
        from > (int64_t)BITS_MAX) {
        encode_refuse(e,
            "an entry (line %" PRIu32 ") would begin at bit %" PRId64,
            entry->line, from);
        add_refusal(e, MDB_NIL, "");
        return false;
    }
    e->at = (uint64_t)from;
    return true;
}

static void
put_entry(struct mdb_encoder *e, const struct mdb_tc_entry *entry)
{
    const struct mdb_command *c = e->command;
    struct spot spot = {.entry = entry};
    if (!encode_holds(e, &entry->include) || !find_start(e, entry))
        return;
    switch (entry->kind) {
    case MDB_TC_ARGUMENT:
        if (entry->ref >= c->n_arguments)
            return;
        spot.next = c->argument[entry->ref].first_leaf;
        spot.end = spot.next + c->argument[entry->ref].n_leaves;
        put_type(e, c->argument[entry->ref].type, &spot);
        break;
    case MDB_TC_PARAM:
        if (entry->ref >= e->mdb->n_params)
            return;
        spot.is_param = true;
        spot.next = e->mdb->param[entry->ref].first_item;
        spot.end = spot.next + e->mdb->param[entry->ref].n_items;
        put_type(e, e->mdb->param[entry->ref].type, &spot);
        break;
    case MDB_TC_FIXED:
    default:
        put_fixed(e, entry);
    }
}

/* What was given, and is neither in the packet nor asked for. */
static void
check_unused(struct mdb_encoder *e)
{
    for (uint32_t i = 0; i < e->command->n_leaves; i++) {
        if (!e->value[i].is_given || e->value[i].is_used)
            continue;
        if (encode_leaf(e, i)->state != ENCODE_GOOD)
            continue;
        encode_refuse(
            e, "it is not in the packet with the other values as given");
        add_refusal(e, i, e->command->leaf[i].name);
    }
}

/* Whole bytes, and the size the database gives. */
static void
pad(struct mdb_encoder *e)
{
    uint64_t size = e->command->size_bits;
    if (size > 0 && e->end > size) {
        encode_refuse(e,
            "its values take %" PRIu64
            " bits, and the database gives it %" PRIu64,
            e->end, size);
        add_refusal(e, MDB_NIL, "");
    } else if (size > e->end) {
        e->at = e->end;
        if (has_room(e, size - e->end))
            e->end = size;
    }
    e->end = (e->end + 7) / 8 * 8;
}

/* ---- results ------------------------------------------------------------- */

/* Texts stay where they are from here on. */
static void
resolve(struct mdb_encoder *e, struct mdb_packet_tc *out)
{
    const char *texts = strbuf_get(&e->texts);
    for (size_t i = 0; i < e->n_fields; i++)
        e->field[i].text = texts + e->field_text[i];
    for (size_t i = 0; i < e->n_refusals; i++) {
        e->refusal[i].name = texts + e->refusal_name[i];
        e->refusal[i].text = texts + e->refusal_text[i];
    }
    size_t n = e->command->n_leaves;
    if (n > e->leaf_texts_cap) {
        e->leaf_texts_cap = n;
        e->leaf_text = xreallocarray(e->leaf_text, n, sizeof *e->leaf_text);
        e->is_used = xreallocarray(e->is_used, n, sizeof *e->is_used);
    }
    for (size_t i = 0; i < n; i++) {
        const struct encode_value *v = &e->value[i];
        const char *own = e->command->leaf[i].text;
        e->leaf_text[i] = v->state == ENCODE_GOOD ? texts + v->canonical_at
                          : own != NULL           ? own
                                                  : "";
        e->is_used[i] = v->is_used;
    }
    *out = (struct mdb_packet_tc){.field = e->field,
        .n_fields = e->n_fields,
        .refusal = e->refusal,
        .n_refusals = e->n_refusals,
        .leaf_text = e->leaf_text,
        .is_used = e->is_used,
        .n_leaves = n};
    if (e->n_refusals == 0) {
        out->data = e->packet;
        out->len = (size_t)(e->end / 8);
    }
}

enum err
mdb_encode(struct mdb_encoder *e, uint32_t command,
    const struct mdb_given *given, size_t n,
    const struct mdb_encode_options *options, struct mdb_packet_tc *out)
{
    const struct mdb_command *c = &e->mdb->command[command];
    begin(e, c);
    e->is_ccsds = options->is_ccsds;
    if (c->is_abstract) {
        encode_refuse(e, "%s is abstract: it cannot be sent", c->short_name);
        add_refusal(e, MDB_NIL, "");
    }
    for (size_t i = 0; i < n; i++)
        take_given(e, &given[i]);
    for (uint32_t i = 0; i < c->n_entries && !e->is_too_long; i++)
        put_entry(e, &c->entry[i]);
    if (!e->is_too_long)
        check_unused(e);
    pad(e);
    if (e->n_refusals == 0 && !encode_complete(e, options))
        add_refusal(e, MDB_NIL, "");
    resolve(e, out);
    return e->n_refusals == 0 ? ERR_OK : ERR_RANGE;
}

const char *
mdb_check_leaf(
    struct mdb_encoder *e, uint32_t command, uint32_t leaf, const char *text)
{
    const struct mdb_command *c = &e->mdb->command[command];
    begin(e, c);
    if (leaf >= c->n_leaves)
        return "there is no such argument";
    const struct mdb_type *type = &e->mdb->type[c->leaf[leaf].type];
    e->value[leaf].text = text;
    e->value[leaf].state = ENCODE_BUSY;
    bool is_good = encode_value(e, type, &e->value[leaf]);
    /* Other values, which are not known here, may decide about it. */
    if (is_good || e->n_refusals > 0)
        return NULL;
    return strbuf_get(&e->why);
}

const struct mdb_significance *
mdb_command_significance(
    const struct mdb_command *command, mdb_holds_fn holds, void *arg)
{
    for (uint32_t i = 0; i < command->n_significances; i++) {
        const struct mdb_significance *s = &command->significance[i];
        if (s->criteria.op == MDB_ALWAYS ||
            (holds != NULL && holds(arg, &s->criteria)))
            return s;
    }
    return command->n_significances > 0
               ? &command->significance[command->n_significances - 1]
               : NULL;
}
