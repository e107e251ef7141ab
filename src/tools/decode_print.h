/*
 * decode_print.h - what `columba decode` writes: lines of values, or JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_DECODE_PRINT_H
#define TOOLS_DECODE_PRINT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/str.h"
#include "mdb/ccsds.h"
#include "mdb/decode.h"

struct decode_printer {
    const struct mdb *mdb;
    bool is_json;
    FILE *out;
    struct strbuf text; /* not yet written; zero-initialise */
    char number[24];    /* of the packet, as text */
};

/* A packet as it was found in a file. */
struct decode_packet {
    uint64_t number; /* from 0, over all files */
    const char *file;
    uint64_t offset; /* of its first byte in the file */
    struct ccsds_header header;
    size_t len;
    const struct mdb_frame *frame;
};

void decode_print(
    struct decode_printer *printer, const struct decode_packet *packet);

/* Write what is left and release; false when the output failed. */
bool decode_print_end(struct decode_printer *printer);

#endif
