/*
 * cli.c - command lines from a table: parsing, --help and --version agree.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "common/num.h"
#include "common/say.h"
#include "common/str.h"
#include "common/time.h"
#include "common/version.h"
#include "common/xalloc.h"

int
cli_usage(const struct cli *cli, const char *fmt, ...)
{
    va_list ap;
    struct strbuf why = {0};
    va_start(ap, fmt);
    strbuf_addv(&why, fmt, ap);
    va_end(ap);
    say("%s: %s\n", cli->name, strbuf_get(&why));
    say("try '%s --help'\n", cli->name);
    strbuf_fini(&why);
    return EX_USAGE;
}

static void
print_option(const struct cli_option *o)
{
    char left[64];
    snprintf(left, sizeof left, "%c%c%s --%s%s%s", o->letter ? '-' : ' ',
        o->letter ? o->letter : ' ', o->letter ? "," : " ", o->name,
        o->arg ? " " : "", o->arg ? o->arg : "");
    printf("  %-28s %s\n", left, o->help);
}

static void
print_help(const struct cli *cli)
{
    printf("%s - %s\n", cli->name, cli->summary);
    if (cli->examples != NULL)
        printf("\nexamples:\n%s", cli->examples);
    printf("\nusage: %s [OPTION...]%s%s\n\n", cli->name,
        cli->operands[0] ? " " : "", cli->operands);
    for (size_t i = 0; i < cli->n_options; i++)
        print_option(&cli->option[i]);
    static const struct cli_option common[] = {
        {'h', "help", NULL, CLI_FLAG, NULL, "print this help"},
        {'V', "version", NULL, CLI_FLAG, NULL, "print the version"},
    };
    for (size_t i = 0; i < ARRAY_LEN(common); i++)
        print_option(&common[i]);
}

static const struct cli_option *
find(const struct cli *cli, char letter, const char *name, size_t len)
{
    for (size_t i = 0; i < cli->n_options; i++) {
        const struct cli_option *o = &cli->option[i];
        if (letter != '\0'
                ? o->letter == letter
                : strlen(o->name) == len && strncmp(o->name, name, len) == 0)
            return o;
    }
    return NULL;
}

/* Store `value`; false when it is not of the option's kind. */
static bool
store(const struct cli_option *o, const char *value)
{
    switch (o->kind) {
    case CLI_FLAG:
        *(bool *)o->dest = true;
        return true;
    case CLI_STRING:
        *(const char **)o->dest = value;
        return true;
    case CLI_STRINGS: {
        struct cli_strings *s = o->dest;
        s->v = xgrow(s->v, s->n, &s->cap, sizeof *s->v);
        s->v[s->n++] = value;
        return true;
    }
    case CLI_UINT:
        return num_parse_u64(value, o->dest);
    case CLI_DOUBLE:
        return num_parse_double(value, o->dest);
    case CLI_DURATION:
        return duration_parse(value, o->dest) == ERR_OK;
    }
    return false;
}

/* One option of argv[*i]; -1 to go on, or an exit status. */
static int
parse_one(const struct cli *cli, int argc, char **argv, int *i)
{
    const char *a = argv[*i];
    bool is_long = a[1] == '-';
    const char *name = is_long ? a + 2 : a + 1;
    const char *value = is_long ? strchr(name, '=') : NULL;
    size_t len = value != NULL ? (size_t)(value - name) : strlen(name);
    if (value != NULL)
        value++;
    if (strcmp(a, "--help") == 0 || strcmp(a, "-h") == 0) {
        print_help(cli);
        return 0;
    }
    if (strcmp(a, "--version") == 0 || strcmp(a, "-V") == 0) {
        printf("%s %s\n", cli->name, columba_version());
        return 0;
    }
    for (;;) {
        const struct cli_option *o =
            find(cli, is_long ? '\0' : *name, name, len);
        if (o == NULL && is_long)
            return cli_usage(cli, "there is no option '%s'", a);
        if (o == NULL)
            return cli_usage(cli, "there is no option '-%c'", *name);
        if (o->kind == CLI_FLAG) {
            if (value != NULL)
                return cli_usage(cli, "--%s takes no argument", o->name);
            (void)store(o, NULL);
            if (!is_long && *++name != '\0')
                continue;
            return -1;
        }
        if (value == NULL && !is_long && name[1] != '\0')
            value = name + 1;
        if (value == NULL && *i + 1 < argc)
            value = argv[++*i];
        if (value == NULL)
            return cli_usage(cli, "--%s needs %s", o->name, o->arg);
        if (!store(o, value))
            return cli_usage(
                cli, "--%s: '%s' is not a valid %s", o->name, value, o->arg);
        return -1;
    }
}

static struct {
    cli_ask_fn fn;
    void *arg;
} asking;

void
cli_ask(cli_ask_fn fn, void *arg)
{
    asking.fn = fn;
    asking.arg = arg;
}

int
cli_parse(const struct cli *cli, int argc, char **argv, int *n_operands)
{
    int n = 0;
    bool is_over = false;
    *n_operands = 0;
    if (asking.fn != NULL) {
        asking.fn(asking.arg, cli);
        return 0;
    }
    for (int i = 1; i < argc; i++) {
        if (!is_over && strcmp(argv[i], "--") == 0) {
            is_over = true;
        } else if (!is_over && argv[i][0] == '-' && argv[i][1] != '\0') {
            int status = parse_one(cli, argc, argv, &i);
            if (status >= 0)
                return status;
        } else {
            argv[n++] = argv[i];
        }
    }
    *n_operands = n;
    if (n < cli->min_operands)
        return cli_usage(cli, "%s is missing", cli->operands);
    if (cli->max_operands >= 0 && n > cli->max_operands)
        return cli_usage(cli, "'%s' is one too many", argv[cli->max_operands]);
    return -1;
}
