/*
 * encode_ccsds.c - telecommand packets completed: primary header (CCSDS
 * 133.0-B-2, 4.1.3), PUS-C secondary header (ECSS-E-ST-70-41C, 7.4.4.1), CRC.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mdb/bits.h"
#include "mdb/ccsds.h"
#include "mdb/encode_bits.h"
#include "mdb/encoder.h"

#define HEADER_BITS (8 * CCSDS_HEADER_BYTES)
#define PUS_BYTES   5
#define PUS_VERSION 2
#define CRC_BYTES   2

enum {
    SECONDARY_BIT = 4,
    FLAGS_BIT = 16,
    COUNT_BIT = 18,
    LENGTH_BIT = 32,
};

uint16_t
mdb_crc16(const uint8_t *p, size_t len)
{
    uint32_t crc = 0xffff;
    for (size_t i = 0; i < len; i++) {
        crc ^= (uint32_t)p[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
    }
    return (uint16_t)crc;
}

static void
add_number_field(
    struct mdb_encoder *e, const char *name, uint64_t bit, uint32_t width)
{
    char text[24];
    const struct mdb_tc_field f = {.name = name,
        .container = "",
        .leaf = MDB_NIL,
        .bit = (uint32_t)bit,
        .width = width,
        .raw = bits_get(e->packet, bit, width),
        .unit = ""};
    snprintf(text, sizeof text, "%" PRIu64, f.raw);
    encode_add_field(e, &f, encode_keep(e, text));
}

/* Insert the secondary header; fields behind it move. */
static void
insert_pus(struct mdb_encoder *e, const struct mdb_encode_options *o)
{
    uint8_t *p = e->packet + CCSDS_HEADER_BYTES;
    memmove(p + PUS_BYTES, p, (size_t)(e->end / 8) - CCSDS_HEADER_BYTES);
    p[0] = (uint8_t)(PUS_VERSION << 4 | (o->pus_ack & 15));
    p[1] = o->pus_service;
    p[2] = o->pus_subtype;
    p[3] = (uint8_t)(o->pus_source >> 8);
    p[4] = (uint8_t)o->pus_source;
    e->end += 8 * PUS_BYTES;
    for (size_t i = 0; i < e->n_fields; i++) {
        struct mdb_tc_field *f = &e->field[i];
        if (f->bit >= HEADER_BITS)
            f->bit += 8 * PUS_BYTES;
        else if (f->bit + f->width > HEADER_BITS)
            f->width += 8 * PUS_BYTES;
    }
    bits_put(e->packet, SECONDARY_BIT, 1, 1);
    add_number_field(e, "PUS version", HEADER_BITS, 4);
    add_number_field(e, "PUS acknowledgement", HEADER_BITS + 4, 4);
    add_number_field(e, "PUS service", HEADER_BITS + 8, 8);
    add_number_field(e, "PUS subtype", HEADER_BITS + 16, 8);
    add_number_field(e, "PUS source", HEADER_BITS + 24, 16);
}

static bool
has_field_at(const struct mdb_encoder *e, uint32_t bit, uint32_t width)
{
    for (size_t i = 0; i < e->n_fields; i++)
        if (e->field[i].bit == bit && e->field[i].width == width)
            return true;
    return false;
}

/* What completing changed in fields of the database. */
static void
read_again(struct mdb_encoder *e)
{
    for (size_t i = 0; i < e->n_fields; i++) {
        struct mdb_tc_field *f = &e->field[i];
        if (f->bit >= HEADER_BITS || f->width > 64)
            continue;
        uint64_t raw = bits_get(e->packet, f->bit, f->width);
        if (raw == f->raw)
            continue;
        char text[24];
        f->raw = raw;
        snprintf(text, sizeof text, "%" PRIu64, raw);
        e->field_text[i] = encode_keep(e, text);
    }
}

/* Were these bits of the header given by the database? */
static bool
is_covered(const struct mdb_encoder *e, unsigned bit, unsigned width)
{
    uint64_t mask = ((UINT64_C(1) << width) - 1) << (64 - bit - width);
    return (e->covered & mask) != 0;
}

static bool
complete_header(
    struct mdb_encoder *e, const struct mdb_encode_options *o, bool has_crc)
{
    size_t len = (size_t)(e->end / 8);
    bool has_own = bits_get(e->packet, SECONDARY_BIT, 1) != 0;
    if (len < CCSDS_HEADER_BYTES)
        return encode_refuse(e,
            "it comes to %zu byte%s, and a CCSDS header alone has %d", len,
            len == 1 ? "" : "s", CCSDS_HEADER_BYTES);
    if (o->has_pus && !has_own)
        insert_pus(e, o);
    len = (size_t)(e->end / 8) + (has_crc ? CRC_BYTES : 0);
    if (len < CCSDS_MIN_BYTES)
        return encode_refuse(
            e, "it is a CCSDS header alone: a packet has a byte of data");
    if (len > CCSDS_MAX_BYTES)
        return encode_refuse(
            e, "%zu bytes are more than a CCSDS packet has", len);
    if (!is_covered(e, FLAGS_BIT, 2))
        bits_put(e->packet, FLAGS_BIT, 2, CCSDS_UNSEGMENTED);
    bits_put(e->packet, COUNT_BIT, 14, o->sequence);
    bits_put(e->packet, LENGTH_BIT, 16, len - CCSDS_MIN_BYTES);
    read_again(e);
    if (!has_field_at(e, COUNT_BIT, 14))
        add_number_field(e, "sequence count", COUNT_BIT, 14);
    if (!has_field_at(e, LENGTH_BIT, 16))
        add_number_field(e, "packet length", LENGTH_BIT, 16);
    return true;
}

bool
encode_complete(struct mdb_encoder *e, const struct mdb_encode_options *o)
{
    bool has_crc = o->has_crc || e->command->has_crc;
    if (o->is_ccsds && !complete_header(e, o, has_crc))
        return false;
    size_t len = (size_t)(e->end / 8);
    if (has_crc) {
        if (len + CRC_BYTES > ENCODE_BYTES_MAX)
            return encode_refuse(e, "there is no room for a CRC");
        bits_put(e->packet, e->end, 16, mdb_crc16(e->packet, len));
        e->end += 8 * CRC_BYTES;
        add_number_field(e, "CRC-16", e->end - 16, 16);
    }
    return true;
}
