/*
 * asrun.c - columba asrun: what was done in an execution, checked, compared.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/cli.h"
#include "common/say.h"
#include "common/xalloc.h"
#include "exec/asrun_scan.h"
#include "exec/asrun_verify.h"
#include "tools/asrun_ends.h"
#include "tools/asrun_find.h"
#include "tools/asrun_text.h"
#include "tools/tools.h"

struct asrun_options {
    const char *instance, *expected;
    int64_t tolerance_ns;
    bool is_json, is_verbose;
};

static void
print(struct strbuf *text)
{
    (void)fwrite(strbuf_get(text), 1, text->len, stdout);
    strbuf_reset(text);
}

/* ---- show ---------------------------------------------------------------- */

struct showing {
    const struct asrun_options *o;
    struct utc start;
    struct strbuf text;
    uint64_t faults;
};

static void
show_line(struct showing *s, const struct asrun_line *line)
{
    if (s->o->is_json) {
        struct strbuf unused = {0};
        char chain[DIGEST_HEX];
        memcpy(chain, line->prev, sizeof chain);
        asrun_line_fmt(line->n, line->is_head ? &line->head : NULL,
            &line->event, chain, &unused, &s->text);
        strbuf_fini(&unused);
    } else if (line->is_head) {
        s->start = line->head.time;
        asrun_text_head(&line->head, &s->text);
        strbuf_addc(&s->text, '\n');
    } else {
        asrun_text_event(&line->event, s->start, s->o->is_verbose, &s->text);
    }
    print(&s->text);
}

static enum err
show_file(struct showing *s, int fd, const char *file)
{
    struct asrun_scan *scan = asrun_scan_new(fd);
    struct asrun_step step;
    enum asrun_found found;
    for (;;) {
        found = asrun_scan_next(scan, &step);
        if (found == ASRUN_FOUND_END || found == ASRUN_FOUND_ERROR)
            break;
        if (found != ASRUN_FOUND_LINE) {
            s->faults++;
            (void)fflush(stdout);
            say("%s:%" PRIu64 ":1: error: %s\n", file, step.number,
                step.why != NULL ? step.why : "the line is not finished");
        }
        if (found == ASRUN_FOUND_LINE ||
            (found == ASRUN_FOUND_FAULT && step.is_read && !s->o->is_json))
            show_line(s, step.line);
    }
    asrun_scan_free(&scan);
    return found == ASRUN_FOUND_ERROR ? ERR_IO : ERR_OK;
}

static int
show(const struct asrun_options *o, const char *name)
{
    struct asrun_place place;
    enum err e = asrun_find(name, o->instance, &place);
    if (e != ERR_OK)
        return EX_NOINPUT;
    struct showing s = {.o = o};
    const int fd =
        open(place.file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    e = fd < 0 ? ERR_NOTFOUND : show_file(&s, fd, place.file);
    if (e != ERR_OK)
        say("columba asrun: %s: %s\n", place.file, err_str(e));
    if (fd >= 0)
        (void)close(fd);
    strbuf_fini(&s.text);
    asrun_place_fini(&place);
    return e != ERR_OK ? err_exit_status(e) : s.faults > 0 ? 1 : 0;
}

/* ---- verify -------------------------------------------------------------- */

static int
verify(const struct asrun_options *o, const char *name)
{
    struct asrun_place place;
    struct notes notes = {0};
    struct asrun_verdict v;
    if (asrun_find(name, o->instance, &place) != ERR_OK)
        return EX_NOINPUT;
    const enum err e =
        place.dir != NULL
            ? asrun_verify_pair(place.dir, o->expected, &notes, &v)
            : asrun_verify_file(place.file, o->expected, &notes, &v);
    if (o->is_json)
        notes_print_json(&notes, stdout);
    else
        notes_print(&notes, stdout, false);
    notes_fini(&notes);
    if (e != ERR_OK)
        say("columba asrun: %s: %s\n", name, err_str(e));
    else
        fprintf(stderr, "%s: %" PRIu64 " lines, %" PRIu64 " fault%s%s\n%s\n",
            place.dir != NULL ? "text and JSON" : "one file", v.lines, v.faults,
            v.faults == 1 ? "" : "s",
            v.is_written ? "; it is being written" : "",
            v.head[0] != '\0' ? v.head : "no digest");
    asrun_place_fini(&place);
    return e != ERR_OK ? err_exit_status(e) : v.faults > 0 ? 1 : 0;
}

/* ---- diff ---------------------------------------------------------------- */

struct comparing {
    const struct asrun_options *o;
    struct utc start_a, start_b;
    struct strbuf text;
};

static void
on_difference(void *arg, const struct asrun_difference *d)
{
    struct comparing *c = arg;
    if (c->o->is_json)
        asrun_json_difference(d, &c->text);
    else
        asrun_text_difference(
            d, d->a != NULL ? c->start_a : c->start_b, &c->text);
    print(&c->text);
}

static enum err
load(const struct asrun_options *o, const char *name, struct asrun_record *out)
{
    struct asrun_place place;
    enum err e = asrun_find(name, o->instance, &place);
    if (e != ERR_OK)
        return e;
    e = asrun_load(place.file, out);
    asrun_place_fini(&place);
    return e;
}

static void
tell_versions(const struct asrun_summary *s, const struct asrun_record *a,
    const struct asrun_record *b)
{
    if (s->is_other_procedure)
        say("columba asrun: two procedures: %s and %s; lines are brought "
            "together by name\n",
            a->head.procedure, b->head.procedure);
    else if (s->is_other_version)
        say("columba asrun: two versions of %s: lines are brought together by "
            "name, as well as can be\n",
            a->head.procedure);
    if (a->faults + b->faults > 0)
        say("columba asrun: lines were left out: see columba asrun verify\n");
}

static bool
is_alike(const struct asrun_summary *s)
{
    size_t n = 0;
    for (unsigned i = 0; i < ASRUN_CHANGE_COUNT; i++)
        n += i != ASRUN_SAME && i != ASRUN_TIME ? s->count[i] : 0;
    return n == 0;
}

static int
diff(const struct asrun_options *o, const char *one, const char *two)
{
    struct asrun_record a, b;
    struct asrun_summary s;
    if (load(o, one, &a) != ERR_OK)
        return EX_NOINPUT;
    if (load(o, two, &b) != ERR_OK) {
        asrun_record_fini(&a);
        return EX_NOINPUT;
    }
    struct comparing c = {
        .o = o, .start_a = a.head.time, .start_b = b.head.time};
    asrun_diff(&a, &b, o->tolerance_ns, on_difference, &c, &s);
    if (o->is_json)
        asrun_json_summary(&s, &c.text);
    else
        asrun_text_summary(&s, &c.text);
    print(&c.text);
    (void)fflush(stdout);
    tell_versions(&s, &a, &b);
    strbuf_fini(&c.text);
    asrun_record_fini(&a);
    asrun_record_fini(&b);
    return is_alike(&s) ? 0 : 1;
}

/* ---- list ---------------------------------------------------------------- */

/* Records are long, and only their ends are looked at. */
static void
list_one(const struct asrun_options *o, const char *dir)
{
    struct asrun_ends r;
    struct asrun_place place;
    struct strbuf text = {0};
    const char *why;
    if (asrun_find(dir, NULL, &place) != ERR_OK)
        return;
    const enum err e = asrun_ends_read(place.file, &r, &why);
    if (e == ERR_OK)
        (o->is_json ? asrun_json_run : asrun_text_run)(&r.first.head, dir,
            r.has_last ? &r.last.event : NULL, r.has_last ? r.last.n : 0,
            &text);
    print(&text);
    (void)fflush(stdout);
    if (e != ERR_OK)
        say("columba asrun: %s: %s\n", place.file,
            e == ERR_FORMAT ? "this is no as-run record" : err_str(e));
    else if (why != NULL)
        say("columba asrun: %s: its last line: %s; see columba asrun verify\n",
            place.file, why);
    asrun_ends_fini(&r);
    strbuf_fini(&text);
    asrun_place_fini(&place);
}

static int
list(const struct asrun_options *o)
{
    size_t n;
    char **dir = asrun_find_all(o->instance, &n);
    for (size_t i = 0; i < n; i++)
        list_one(o, dir[i]);
    if (n == 0)
        say("columba asrun: there are no runs\n");
    asrun_find_free(&dir, n);
    return 0;
}

/* ---- the words ----------------------------------------------------------- */

static int
each(const struct asrun_options *o, char **name, int n,
    int (*fn)(const struct asrun_options *o, const char *name))
{
    int status = 0;
    for (int i = 0; i < n; i++) {
        const int s = fn(o, name[i]);
        status = s > status ? s : status;
    }
    return status;
}

static int
dispatch(
    const struct cli *cli, const struct asrun_options *o, char **arg, int n)
{
    const char *word = arg[0];
    if (str_eq(word, "list") && n == 1)
        return list(o);
    if (str_eq(word, "show") && n == 2)
        return show(o, arg[1]);
    if (str_eq(word, "verify") && n >= 2)
        return each(o, arg + 1, n - 1, verify);
    if (str_eq(word, "diff") && n == 3)
        return diff(o, arg[1], arg[2]);
    return cli_usage(cli, "list, show RECORD, verify RECORD..., diff A B");
}

int
tool_asrun(int argc, char **argv)
{
    struct asrun_options o = {.tolerance_ns = NS_PER_S};
    const struct cli_option option[] = {
        {'i', "instance", "NAME", CLI_STRING, &o.instance,
            "runs of this instance only"},
        {'j', "json", NULL, CLI_FLAG, &o.is_json, "one JSON object a line"},
        {'v', "verbose", NULL, CLI_FLAG, &o.is_verbose,
            "show: arguments, reasons, source lines, commands"},
        {'t', "tolerance", "TIME", CLI_DURATION, &o.tolerance_ns,
            "diff: less is no difference of time (1 s)"},
        {'\0', "head", "DIGEST", CLI_STRING, &o.expected,
            "verify: a digest that was written down"},
    };
    const struct cli cli = {
        .name = "columba asrun",
        .operands = "list | show RECORD | verify RECORD... | diff A B",
        .summary = "as-run records: what was done, whether it is genuine, and "
                   "what was different",
        .examples = "  $ columba asrun list\n"
                    "  $ columba asrun show 3f2a\n"
                    "  $ columba asrun verify asrun.txt\n"
                    "  $ columba asrun diff 3f2a 91bc\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .min_operands = 1,
        .max_operands = -1,
    };
    int n;
    const int status = cli_parse(&cli, argc, argv, &n);
    return status >= 0 ? status : dispatch(&cli, &o, argv, n);
}
