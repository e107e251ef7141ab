/*
 * encoded.h - commands made of telemetry containers, and what becomes of
 * values that are typed for them, as text.
 *
 * The command has an argument for each parameter of container R, so that what
 * is encoded can be decoded by the real decoder.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_ENCODED_H
#define SUPPORT_ENCODED_H

#include "mdb/command.h"
#include "mdb/decode.h"
#include "mdb/encode.h"
#include "mdb/mdb.h"

struct encoded {
    struct mdb *mdb;   /* with the command; owned */
    struct mdb *plain; /* the same as the decoder has it; owned */
    struct mdb_encoder *encoder;
    struct mdb_decoder *decoder;
    struct mdb_command command;
    struct mdb_argument *argument;
    struct mdb_leaf *leaf;
    struct mdb_tc_entry *entry;
    struct mdb_encode_options options; /* bytes as the database says */
};

/* See decoded_mdb(); items of criteria, sizes and calibrators become leaves. */
struct encoded *encoded_new(
    const char *types, const char *params, const char *containers);
void encoded_free(struct encoded **x);

/*
 * Encode with "NAME=VALUE;NAME=VALUE" and say "00ff" or, a line each,
 * "NAME: sentence\n".  Owned.
 */
char *encoded_hex(struct encoded *x, const char *given);

/* The same for what the decoder makes of it: "A=1 B=2". */
char *encoded_back(struct encoded *x, const char *given);

struct encoded_row {
    const char *given, *want;
};

/* encoded_hex() of each row is what is wanted. */
void encoded_rows(struct encoded *x, const struct encoded_row *row, size_t n);
#define ENCODED_ROWS(x, rows)                                                  \
    encoded_rows(x, rows, sizeof(rows) / sizeof *(rows))

/* A generator of numbers that is the same everywhere. */
uint64_t encoded_random(uint64_t *state);

#endif
