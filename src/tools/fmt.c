/*
 * fmt.c - columba fmt: procedures in canonical layout.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/cli.h"
#include "common/text_file.h"
#include "common/whole_file.h"
#include "pluto/format.h"
#include "pluto/parse.h"
#include "tools/tools.h"

enum fmt_mode {
    FMT_PRINT,
    FMT_CHECK, /* names of files that would change */
    FMT_WRITE,
};

static int
print(const char *s, size_t len)
{
    return fwrite(s, 1, len, stdout) == len ? 0 : EX_IOERR;
}

static int
replace(const char *file, const struct strbuf *new)
{
    if (whole_file_replace(file, strbuf_get(new), new->len) == ERR_OK)
        return 0;
    fprintf(stderr, "columba fmt: %s: %s\n", file, strerror(errno));
    return EX_IOERR;
}

/* What is done with the new text of a file. */
static int
give(enum fmt_mode mode, const char *file, const char *old, size_t len,
    const struct strbuf *new)
{
    bool is_same = new->len == len &&memcmp(strbuf_get(new), old, len) == 0;
    switch (mode) {
    case FMT_PRINT:
        return print(strbuf_get(new), new->len);
    case FMT_CHECK:
        if (!is_same)
            printf("%s\n", file);
        return is_same ? 0 : 1;
    case FMT_WRITE:
        return is_same ? 0 : replace(file, new);
    }
    return 0;
}

static int
format(enum fmt_mode mode, const char *file)
{
    struct notes notes = {0};
    struct strbuf new = {0};
    size_t len;
    enum err e;
    bool is_input = str_eq(file, "-");
    const char *name = is_input ? "(standard input)" : file;
    char *old = is_input
                    ? text_file_read_fd(STDIN_FILENO, name, PLUTO_SOURCE_MAX,
                          &notes, &len, &e)
                    : text_file_read(file, PLUTO_SOURCE_MAX, &notes, &len, &e);
    int status = e == ERR_LIMIT ? EX_DATAERR : EX_NOINPUT;
    if (old != NULL) {
        e = pluto_format(name, old, len, &notes, &new);
        status = e == ERR_OK ? give(mode, name, old, len, &new) : EX_DATAERR;
    }
    notes_print(&notes, stderr, true);
    notes_fini(&notes);
    strbuf_fini(&new);
    free(old);
    return status;
}

int
tool_fmt(int argc, char **argv)
{
    bool is_check = false, is_write = false;
    const struct cli_option option[] = {
        {'c', "check", NULL, CLI_FLAG, &is_check,
            "print the names of files that would change, and exit 1"},
        {'w', "write", NULL, CLI_FLAG, &is_write, "write the files anew"},
    };
    const struct cli cli = {
        .name = "columba fmt",
        .operands = "PROCEDURE...",
        .summary = "show procedures in canonical layout, or write them so",
        .examples = "  $ columba fmt heaters.pluto\n"
                    "  $ columba fmt --check procedures/*.pluto\n"
                    "  $ columba fmt -w heaters.pluto\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .min_operands = 1,
        .max_operands = -1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    if (is_check && is_write)
        return cli_usage(&cli, "--check writes nothing, --write does");
    for (int i = 0; i < n && is_write; i++)
        if (str_eq(argv[i], "-"))
            return cli_usage(&cli, "standard input cannot be written anew");
    enum fmt_mode mode = is_check   ? FMT_CHECK
                         : is_write ? FMT_WRITE
                                    : FMT_PRINT;
    status = 0;
    for (int i = 0; i < n; i++) {
        int one = format(mode, argv[i]);
        status = one > status ? one : status;
    }
    return status;
}
