/*
 * encode.h - commands to packets: arguments as typed, checked, calibrated
 * backwards, placed bit by bit, and the CCSDS header completed.
 *
 * Pure.  Nothing is sent: the gate encodes what it releases, the console shows
 * the same bytes beforehand; equal inputs give equal bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_ENCODE_H
#define MDB_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "mdb/command.h"

#define ENCODE_BYTES_MAX 65542 /* of a packet */
#define ENCODE_TEXT_MAX  4096  /* of a value as typed */

/* A value for a leaf; `name` as in the database, `text` as typed. */
struct mdb_given {
    const char *name;
    const char *text;
};

struct mdb_encode_options {
    /* The packet is a CCSDS telecommand packet (133.0-B-2): its length field
       is completed, its sequence count set.  false: bytes as the database
       says. */
    bool is_ccsds;
    uint16_t sequence; /* 0 offline */
    /* Behind the packet: CRC-16-CCITT (0x1021, preset 0xffff, ECSS-E-ST-70-41C
       annex B), counted in the length.  Also when the database asks for it. */
    bool has_crc;
    /*
     * PUS-C telecommand secondary header (ECSS-E-ST-70-41C 7.4.4.1): inserted
     * behind the primary header, secondary header flag set, with these fields.
     * For databases whose containers leave it out.
     */
    bool has_pus;
    uint8_t pus_ack; /* 4 bits */
    uint8_t pus_service, pus_subtype;
    uint16_t pus_source;
};

/* What one field of the packet became. */
struct mdb_tc_field {
    const char *name;      /* leaf, parameter or fixed value's name; "" none;
                              "packet length", "sequence count", "CRC-16" */
    const char *container; /* qualified name, or "" */
    uint32_t leaf;         /* or MDB_NIL */
    uint32_t bit, width;   /* in the packet */
    uint64_t raw;          /* of numbers up to 64 bits */
    const char *text;      /* engineering value with label, for a person */
    const char *unit;      /* or "" */
};

/* One reason why it cannot be encoded; several in one go. */
struct mdb_refusal {
    uint32_t leaf;    /* which argument, or MDB_NIL: the command */
    const char *name; /* as given, for names that do not exist */
    const char *text; /* "61 is not in 1 .. 60 degC": one sentence without a
                         full stop, names the range, the labels, or the nearest
                         name */
};

struct mdb_packet_tc {
    const uint8_t *data; /* NULL when refused */
    size_t len;
    const struct mdb_tc_field *field;
    size_t n_fields;
    const struct mdb_refusal *refusal;
    size_t n_refusals;
    /* One text per leaf as it went in (canonical: "3", "ON", "12.5"). */
    const char *const *leaf_text;
    /* Which of them are in the packet, or decide about what is in it. */
    const bool *is_used;
    size_t n_leaves;
};

struct mdb_encoder;

/* `mdb` is borrowed and must outlive the encoder. */
struct mdb_encoder *mdb_encoder_new(const struct mdb *mdb);
void mdb_encoder_free(struct mdb_encoder **encoder);

/*
 * Encode `command` (not abstract) with `n` given values.  ERR_OK and *out; or
 * ERR_RANGE and the refusals: unknown or repeated names, values missing, of the
 * wrong type, out of range, NaN, too long, not in the charset, an assigned
 * argument given.  *out stays valid until the next call.
 */
NODISCARD enum err mdb_encode(struct mdb_encoder *encoder, uint32_t command,
    const struct mdb_given *given, size_t n,
    const struct mdb_encode_options *options, struct mdb_packet_tc *out);

/*
 * Check one value alone, as a form does while it is typed: NULL when it is
 * good, else the sentence; valid until the next call.
 */
const char *mdb_check_leaf(struct mdb_encoder *encoder, uint32_t command,
    uint32_t leaf, const char *text);

/*
 * "1 .. 60 degC", "ON OFF AUTO", "up to 16 characters": what can be typed.
 * Owned.
 */
char *mdb_leaf_range(
    const struct mdb *mdb, const struct mdb_command *command, uint32_t leaf);

/* The significance that holds: the first whose criteria do, by `holds` (NULL:
 * contexts that need telemetry do not hold). */
typedef bool (*mdb_holds_fn)(void *arg, const struct mdb_criteria *criteria);
const struct mdb_significance *mdb_command_significance(
    const struct mdb_command *command, mdb_holds_fn holds, void *arg);

/* CRC-16-CCITT of ECSS-E-ST-70-41C annex B. */
uint16_t mdb_crc16(const uint8_t *p, size_t len);

#endif
