/*
 * print.c - columba print: a procedure as people read it on paper.
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
#include "common/xalloc.h"
#include "pluto/approval.h"
#include "pluto/catalogue.h"
#include "pluto/parse.h"
#include "pluto/print.h"
#include "tools/tools.h"

#define WIDTH_MAX 1000

struct sources { /* a procedure and the files beside it */
    char *stem, *text, *conf;
    size_t len, conf_len;
    struct pluto *p;
    struct catalogue *catalogue;
    struct approval approval;
    char digest[DIGEST_HEX];
};

static void
sources_fini(struct sources *s)
{
    pluto_free(&s->p);
    catalogue_free(&s->catalogue);
    free(s->stem);
    free(s->text);
    free(s->conf);
}

/* A file beside it that may lack; false: it is there and cannot be read. */
static bool
read_beside(const struct sources *s, const char *suffix, size_t max,
    struct notes *notes, char **name, char **text, size_t *len)
{
    enum err e;
    *name = xasprintf("%s%s", s->stem, suffix);
    *text = NULL;
    *len = 0;
    if (access(*name, F_OK) != 0 && errno == ENOENT)
        return true;
    *text = text_file_read(*name, max, notes, len, &e);
    return *text != NULL;
}

static enum err
load_conf(struct sources *s, struct notes *notes)
{
    char *name;
    const char *slash = strrchr(s->stem, '/');
    const char *base = slash != NULL ? slash + 1 : s->stem;
    enum err e = ERR_IO;
    if (read_beside(s, ".conf", PLUTO_SOURCE_MAX, notes, &name, &s->conf,
            &s->conf_len)) {
        e = ERR_OK;
        if (s->conf == NULL)
            s->catalogue = catalogue_empty(base);
        else
            e = catalogue_parse(
                name, base, s->conf, s->conf_len, notes, &s->catalogue);
    }
    free(name);
    return e == ERR_OK ? catalogue_bind(s->catalogue, s->p, notes) : e;
}

/* A broken one makes it a draft; the notes say so. */
static void
load_approval(struct sources *s, struct notes *notes)
{
    char *name, *text;
    size_t len;
    approval_digest(s->text, s->len, s->conf, s->conf_len, s->digest);
    if (read_beside(
            s, APPROVAL_SUFFIX, APPROVAL_FILE_MAX, notes, &name, &text, &len))
        (void)!approval_parse(name, text, len, s->digest, notes, &s->approval);
    free(text);
    free(name);
}

static enum err
load(const char *file, struct notes *notes, struct sources *s)
{
    enum err e;
    const char *dot = strrchr(file, '.'), *slash = strrchr(file, '/');
    s->stem = dot != NULL && (slash == NULL || dot > slash)
                  ? xstrndup(file, (size_t)(dot - file))
                  : xstrdup(file);
    s->text = text_file_read(file, PLUTO_SOURCE_MAX, notes, &s->len, &e);
    if (s->text == NULL)
        return e;
    e = pluto_parse(file, s->text, s->len, notes, &s->p);
    if (e == ERR_OK)
        e = load_conf(s, notes);
    if (e == ERR_OK)
        load_approval(s, notes);
    return e;
}

static int
print(const char *file, const struct pluto_print *options)
{
    struct sources s = {0};
    struct notes notes = {0};
    struct strbuf out = {0};
    const enum err e = load(file, &notes, &s);
    int status = e == ERR_OK ? 0 : err_exit_status(e);
    if (e == ERR_OK) {
        struct pluto_print o = *options;
        o.approval = &s.approval;
        o.digest = s.digest;
        pluto_print(s.p, s.catalogue, &o, &out);
        if (fwrite(strbuf_get(&out), 1, out.len, stdout) != out.len)
            status = EX_IOERR;
    }
    notes_print(&notes, stderr, false);
    notes_fini(&notes);
    strbuf_fini(&out);
    sources_fini(&s);
    return status;
}

int
tool_print(int argc, char **argv)
{
    struct pluto_print o = {0};
    uint64_t width = 80;
    const struct cli_option option[] = {
        {'w', "width", "N", CLI_UINT, &width, "columns (80)"},
        {'a', "ascii", NULL, CLI_FLAG, &o.is_ascii,
            "ASCII for marks and brackets"},
    };
    const struct cli cli = {
        .name = "columba print",
        .operands = "PROCEDURE",
        .summary = "a procedure as people read it on paper",
        .examples = "  $ columba print SIF-ACT-01.pluto\n"
                    "  $ columba print --ascii --width 72 SIF-ACT-01.pluto | "
                    "lpr\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .min_operands = 1,
        .max_operands = 1,
    };
    int n;
    const int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    if (width < PLUTO_PRINT_WIDTH_MIN || width > WIDTH_MAX)
        return cli_usage(&cli, "--width: %d to %d columns",
            PLUTO_PRINT_WIDTH_MIN, WIDTH_MAX);
    o.width = (unsigned)width;
    return print(argv[0], &o);
}
