/*
 * tc_pattern.c - what tells the packets of a command from all others.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/tc_pattern.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/xalloc.h"
#include "mdb/encode.h"

#define NUMBERS 4

/* A value that this leaf takes, any; NULL when none of those tried is one. */
static const char *
some_value(struct mdb_encoder *encoder, const struct mdb *mdb, uint32_t command,
    uint32_t leaf, char number[NUMBERS][NUM_DOUBLE_SIZE])
{
    static const char *const tried[] = {
        "0", "1", "A", "00", "", "2026-01-01T00:00:00Z"};
    const struct mdb_type *type =
        &mdb->type[mdb->command[command].leaf[leaf].type];
    if (type->n_labels > 0)
        return type->label[0].label;
    if (type->eng_kind == MDB_BINARY)
        return "00"; /* as long as another argument says: 1 */
    const double edge[NUMBERS] = {type->valid_min, type->valid_max,
        floor((type->valid_min + type->valid_max) / 2), ceil(type->valid_min)};
    for (size_t i = 0; i < ARRAY_LEN(tried); i++)
        if (mdb_check_leaf(encoder, command, leaf, tried[i]) == NULL)
            return tried[i];
    for (size_t i = 0; type->has_valid_range && i < NUMBERS; i++) {
        (void)num_fmt_double(number[i], edge[i]);
        char *dot = strstr(number[i], ".0");
        if (dot != NULL && dot[2] == '\0')
            *dot = '\0';
        if (mdb_check_leaf(encoder, command, leaf, number[i]) == NULL)
            return number[i];
    }
    return NULL;
}

static void
add_field(struct tc_pattern *p, const struct mdb_packet_tc *packet,
    const struct mdb_tc_field *f)
{
    for (uint32_t bit = f->bit; bit < f->bit + f->width; bit++) {
        size_t at = bit / 8;
        uint8_t mask = (uint8_t)(0x80u >> bit % 8);
        if (at >= sizeof p->mask)
            return;
        p->mask[at] |= mask;
        p->value[at] |= packet->data[at] & mask;
        p->len = at + 1 > p->len ? at + 1 : p->len;
    }
}

/* Fixed values and assigned arguments; not what the completion fills in, nor
 * who sends and which reports are asked for. */
static void
add_fields(const struct mdb_command *command,
    const struct mdb_packet_tc *packet, struct tc_pattern *out)
{
    for (size_t i = 0; i < packet->n_fields; i++) {
        const struct mdb_tc_field *f = &packet->field[i];
        bool is_counted = strcmp(f->name, "sequence count") == 0 ||
                          strcmp(f->name, "packet length") == 0 ||
                          strcmp(f->name, "CRC-16") == 0;
        bool is_chosen = f->leaf != MDB_NIL &&
                         command->leaf[f->leaf].source != MDB_LEAF_ASSIGNED;
        if (!is_counted && !is_chosen)
            add_field(out, packet, f);
    }
}

enum err
tc_pattern_make(const struct mdb *mdb, const char *name, struct tc_pattern *out)
{
    *out = (struct tc_pattern){0};
    uint32_t index = mdb_find_command(mdb, name);
    if (index == MDB_NIL)
        return ERR_NOTFOUND;
    const struct mdb_command *command = &mdb->command[index];
    struct mdb_encoder *encoder = mdb_encoder_new(mdb);
    struct mdb_given *given = xcalloc(command->n_leaves, sizeof *given);
    char(*number)[NUMBERS][NUM_DOUBLE_SIZE] =
        xcalloc(command->n_leaves, sizeof *number);
    size_t n = 0;
    struct mdb_packet_tc packet;
    for (uint32_t i = 0; i < command->n_leaves; i++) {
        const struct mdb_leaf *leaf = &command->leaf[i];
        const char *text = leaf->source != MDB_LEAF_GIVEN
                               ? NULL
                               : some_value(encoder, mdb, index, i, number[i]);
        if (text != NULL)
            given[n++] = (struct mdb_given){leaf->name, text};
    }
    enum err e = mdb_encode(encoder, index, given, n,
        &(struct mdb_encode_options){.is_ccsds = true}, &packet);
    if (e == ERR_OK)
        add_fields(command, &packet, out);
    free(number);
    free(given);
    mdb_encoder_free(&encoder);
    return e;
}

bool
tc_pattern_fits(const struct tc_pattern *p, const uint8_t *packet, size_t len)
{
    if (len < p->len)
        return false;
    for (size_t i = 0; i < p->len; i++)
        if ((packet[i] & p->mask[i]) != p->value[i])
            return false;
    return true;
}
