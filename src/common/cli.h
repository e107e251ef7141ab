/*
 * cli.h - command lines from a table: parsing, --help and --version agree.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_CLI_H
#define COMMON_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"

enum cli_kind {
    CLI_FLAG,     /* bool *: set to true */
    CLI_STRING,   /* const char **: borrowed from argv */
    CLI_STRINGS,  /* struct cli_strings *: may be given several times */
    CLI_UINT,     /* uint64_t * */
    CLI_DOUBLE,   /* double * */
    CLI_DURATION, /* int64_t *, nanoseconds: see duration_parse() */
};

struct cli_strings {
    const char **v; /* owned array of borrowed strings; free(v) */
    size_t n, cap;
};

struct cli_option {
    char letter;      /* '\0': none */
    const char *name; /* long name, without dashes */
    const char *arg;  /* name of the argument in --help, NULL for a flag */
    enum cli_kind kind;
    void *dest;
    const char *help; /* one line */
};

struct cli {
    const char *name;     /* "columba decode" */
    const char *operands; /* "[FILE...]", "" when none */
    const char *summary;  /* one line */
    const char *examples; /* lines, each "  $ command\n"; shown first */
    const struct cli_option *option;
    size_t n_options;
    int min_operands, max_operands; /* max -1: any number */
};

/*
 * Parse argv[1..].  Operands are moved to the front of `argv`, keeping order:
 * argv[0] .. argv[*n_operands - 1].  "--" ends the options, "-" is an operand.
 *
 * Returns -1 when the program should go on, else the status it should exit
 * with: 0 after --help or --version, 64 after a usage error (printed).
 */
NODISCARD int cli_parse(
    const struct cli *cli, int argc, char **argv, int *n_operands);

/*
 * From now on cli_parse() gives the table to `fn` and returns 0, so that a
 * program's main function can be asked for its table; NULL: no more.
 */
typedef void (*cli_ask_fn)(void *arg, const struct cli *cli);
void cli_ask(cli_ask_fn fn, void *arg);

/* Print a usage error for `cli` on stderr and return 64. */
int cli_usage(const struct cli *cli, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
