/*
 * command_print.h - encoded commands and lists of commands, for people and
 * scripts.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_COMMAND_PRINT_H
#define TOOLS_COMMAND_PRINT_H

#include <stdio.h>

#include "mdb/command.h"
#include "mdb/encode.h"

/* The bytes in hexadecimal, and a table of the fields by place. */
void command_print(FILE *out, const struct mdb_command *command,
    const struct mdb_packet_tc *packet);

/* One object: {"v":1,"what":"packet",...}. */
void command_print_json(FILE *out, const struct mdb_command *command,
    const struct mdb_packet_tc *packet);

/* {"v":1,"what":"refusal",...}, one object a line. */
void command_print_refusals_json(FILE *out, const struct mdb_command *command,
    const struct mdb_packet_tc *packet);

/* Short name, consequence level, arguments and description of `n` commands in
 * that order. */
void command_print_list(
    FILE *out, const struct mdb *mdb, const uint32_t *index, size_t n);
void command_print_list_json(
    FILE *out, const struct mdb *mdb, const uint32_t *index, size_t n);

#endif
