/*
 * main.c - columba: the console, and `columba SUBCOMMAND` for every tool.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/log.h"
#include "common/say.h"
#include "common/version.h"
#include "console/console.h"
#include "tools/tools.h"

static int
help(FILE *out)
{
    fputs("columba - payload operations console\n\n"
          "examples:\n"
          "  $ columba demo            ground model and console, to look "
          "around\n"
          "  $ columba up sim          start the processes of an instance\n"
          "  $ columba                 open the console on what runs\n"
          "  $ columba watch TEMP      live values as text\n\n"
          "usage: columba [OPTION...]            the console; see "
          "columba --help\n"
          "       columba SUBCOMMAND [ARG...]    a tool; each has --help\n\n",
        out);
    size_t n;
    const struct tool *t = tools_all(&n);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "  %-10s %s\n", t[i].name, t[i].help);
    fprintf(out, "  %-10s %s\n", "help", "print this list");
    return 0;
}

static int
unknown(const char *name)
{
    const struct tool *near = tools_nearest(name);
    say("columba: there is no subcommand '%s'", name);
    if (near != NULL)
        say("; did you mean '%s'?", near->name);
    fputs("\ntry 'columba help'\n", stderr);
    return EX_USAGE;
}

/* Output that could not be written is a failure, whatever the tool says. */
static int
finish(int status)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        return status != 0 ? status : EX_IOERR;
    return status;
}

int
main(int argc, char **argv)
{
    log_open("columba");
    const char *name = argc > 1 ? argv[1] : NULL;
    if (name == NULL || name[0] == '-') {
        if (name != NULL &&
            (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)) {
            printf("columba %s\n", columba_version());
            return finish(0);
        }
        if (name != NULL &&
            (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)) {
            help(stdout);
            fputs("\n", stdout);
        }
        return finish(console_run(argc, argv));
    }
    if (strcmp(name, "help") == 0) {
        if (argc < 3)
            return finish(help(stdout));
        const struct tool *t = tools_find(argv[2]);
        if (t == NULL)
            return unknown(argv[2]);
        char *args[] = {argv[2], (char[]){"--help"}, NULL};
        return finish(t->fn(2, args));
    }
    const struct tool *t = tools_find(name);
    if (t == NULL)
        return unknown(name);
    return finish(t->fn(argc - 1, argv + 1));
}
