/*
 * stack.c - columba stack: command stacks, shown canonically or converted.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "command/ycs.h"
#include "common/cli.h"
#include "common/str.h"
#include "tools/check_database.h"
#include "tools/check_stack.h"
#include "tools/tools.h"

struct request {
    const char *mdb, *to, *out;
    bool is_forced;
};

static int
write_out(const struct request *r, const struct strbuf *text)
{
    if (r->out == NULL || str_eq(r->out, "-")) {
        bool failed =
            fputs(strbuf_get(text), stdout) < 0 || fflush(stdout) != 0;
        return failed ? EX_IOERR : 0;
    }
    int fd = open(r->out,
        O_WRONLY | O_CREAT | O_CLOEXEC | (r->is_forced ? O_TRUNC : O_EXCL),
        0666);
    FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (f == NULL) {
        fprintf(stderr, "columba stack: %s: %s%s\n", r->out, strerror(errno),
            errno == EEXIST ? "; --force writes it anew" : "");
        return EX_CANTCREAT;
    }
    bool failed = fputs(strbuf_get(text), f) < 0;
    failed = fclose(f) != 0 || failed;
    if (failed)
        fprintf(stderr, "columba stack: %s: %s\n", r->out, strerror(errno));
    return failed ? EX_IOERR : 0;
}

/* What is written: what --to says, else the name of the output, else ours. */
static bool
wants_ycs(const struct request *r)
{
    if (r->to != NULL)
        return str_eq(r->to, "ycs");
    return r->out != NULL && stack_is_ycs(r->out);
}

static int
convert(const struct request *r, const char *file, const struct mdb *mdb,
    struct notes *notes)
{
    struct stack stack;
    struct strbuf text = {0};
    enum err e = stack_read(file, mdb, notes, &stack);
    int status = e == ERR_OK || e == ERR_FORMAT || e == ERR_LIMIT ? EX_DATAERR
                                                                  : EX_NOINPUT;
    if (e == ERR_OK && mdb != NULL)
        stack_qualify(&stack, mdb);
    if (e == ERR_OK && wants_ycs(r))
        e = ycs_fmt(&stack, file, notes, &text);
    else if (e == ERR_OK)
        stack_fmt(&stack, &text);
    notes_print(notes, stderr, false);
    if (e == ERR_OK)
        status = write_out(r, &text);
    strbuf_fini(&text);
    stack_fini(&stack);
    return status;
}

int
tool_stack(int argc, char **argv)
{
    struct request r = {0};
    const struct cli_option option[] = {
        {'d', "mdb", "FILE", CLI_STRING, &r.mdb,
            "a database, or a mission: names become qualified"},
        {'t', "to", "KIND", CLI_STRING, &r.to,
            "stack or ycs (default: as the output is called, else stack)"},
        {'o', "output", "FILE", CLI_STRING, &r.out,
            "write there, not to standard output"},
        {'f', "force", NULL, CLI_FLAG, &r.is_forced,
            "write over a file that is there"},
    };
    const struct cli cli = {
        .name = "columba stack",
        .operands = "FILE",
        .summary = "show a command stack, or convert it from and to Yamcs's",
        .examples = "  $ columba stack heaters.ycs\n"
                    "  $ columba stack -o heaters.stack heaters.ycs\n"
                    "  $ columba stack -d missions/sif -o heaters.ycs "
                    "heaters.stack\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .min_operands = 1,
        .max_operands = 1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    if (r.to != NULL && !str_eq(r.to, "stack") && !str_eq(r.to, "ycs"))
        return cli_usage(&cli, "'%s' is no kind of stack: stack, ycs", r.to);
    struct notes notes = {0};
    struct mission *mission = NULL;
    struct mdb *mdb = NULL;
    const struct check_options options = {.mdb = r.mdb};
    if (r.mdb == NULL ||
        check_database(argv[0], &options, &mission, &mdb, &notes)) {
        status = convert(&r, argv[0], mdb, &notes);
    } else {
        notes_print(&notes, stderr, false);
        status = EX_NOINPUT;
    }
    notes_fini(&notes);
    mdb_free(&mdb);
    mission_free(&mission);
    return status;
}
