/*
 * fuzz_runs.c - any run, items, asrun and prompt messages, in any order, told
 * to a console's model: what it keeps is bounded, and clean for a terminal.
 *
 * A line is a message: a letter and its fields, '|' between them.  "w" looks at
 * all runs, "a" answers what the model asks then.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <string.h>

#include "bus/msg.h"
#include "console/model/runs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FIELDS 12

struct field {
    const char *s;
    size_t n;
};

static struct msg_str
str(struct field f)
{
    return (struct msg_str){.s = f.s, .len = f.n};
}

static uint64_t
number(struct field f)
{
    uint64_t n = 0;
    for (size_t i = 0; i < f.n && i < 20; i++)
        n = n * 10 + (uint8_t)(f.s[i] - '0');
    return n;
}

/* Fields of a line, parted by '|'; those that are not there are empty. */
static void
split(const char *line, size_t n, struct field out[FIELDS])
{
    for (size_t i = 0; i < FIELDS; i++) {
        const char *bar = i + 1 < FIELDS ? memchr(line, '|', n) : NULL;
        size_t len = bar != NULL ? (size_t)(bar - line) : n;
        size_t used = bar != NULL ? len + 1 : len;
        out[i] = (struct field){line, len};
        line += used;
        n -= used;
    }
}

/* ---- messages ------------------------------------------------------------ */

static void
tell_run(struct runs *r, const struct field *f, struct clock now)
{
    struct msg_str list[2] = {str(f[8]), str(f[9])};
    struct msg_run m = {.id = str(f[1]),
        .slot = number(f[2]),
        .number = number(f[2]),
        .change = number(f[3]),
        .state = str(f[4]),
        .procedure = str(f[5]),
        .title = str(f[6]),
        .detail = str(f[7]),
        .outcome = str(f[7]),
        .arguments = {list, 2},
        .watchers = {list, 2},
        .breaks = {list, 2},
        .controller = str(f[10]),
        .current = number(f[11]),
        .prompts = number(f[11])};
    (void)runs_run(r, &m, now.utc, now.mono);
}

static void
tell_items(struct runs *r, const struct field *f)
{
    struct msg_str rows[FIELDS];
    for (size_t i = 0; i + 3 < FIELDS; i++)
        rows[i] = str(f[i + 3]);
    struct msg_items m = {
        .id = str(f[1]), .change = number(f[2]), .rows = {rows, FIELDS - 3}};
    (void)runs_items(r, &m);
}

static void
tell_record(struct runs *r, const struct field *f)
{
    struct msg_asrun m = {.id = str(f[1]),
        .line = number(f[2]),
        .text = str(f[3]),
        .json = str(f[4])};
    (void)runs_asrun(r, &m);
}

static void
tell_prompt(struct runs *r, const struct field *f)
{
    struct msg_str answers[] = {str(f[7]), str(f[8])};
    struct msg_str effects[] = {str(f[9]), str(f[10])};
    struct msg_prompt m = {.id = str(f[1]),
        .number = number(f[2]),
        .is_open = f[3].n == 0,
        .kind = str(f[4]),
        .text = str(f[5]),
        .short_name = str(f[6]),
        .answers = {answers, 2},
        .effects = {effects, f[11].n % 3},
        .item = str(f[11]),
        .stmt = number(f[11])};
    (void)runs_prompt(r, &m);
}

/* The next thing that is asked gets these rows. */
static void
answer(struct runs *r, const struct field *f, struct clock now)
{
    struct run_request request;
    struct msg_str rows[FIELDS];
    for (size_t i = 0; i + 2 < FIELDS; i++)
        rows[i] = str(f[i + 2]);
    struct msg_reply reply = {
        .status = ERR_OK, .text = str(f[1]), .rows = {rows, FIELDS - 2}};
    if (runs_next_request(r, now, &request))
        runs_answer(r, request.ticket, f[1].n > 0 ? &reply : NULL, now);
}

/* ---- what must hold ------------------------------------------------------ */

static void
clean(const char *text)
{
    assert(text == NULL || str_is_clean(text, strlen(text)));
}

static void
check_run(const struct run *run)
{
    assert(run->id[0] != '\0' && run->state < RUN_STATE_COUNT);
    assert(run->n_prompts <= RUN_PROMPTS_MAX);
    assert(run->n_items <= 2 * RUN_STMTS_MAX);
    clean(run->procedure);
    clean(run->title);
    clean(run->detail);
    clean(run->controller);
    for (size_t i = 0; i < run->n_prompts; i++) {
        const struct run_prompt *p = run->prompt[i];
        assert(runs_prompt_find(run, p->number) != NULL);
        clean(p->text);
        clean(p->short_name);
        for (size_t k = 0; k < p->answers.n; k++)
            clean(p->answers.text[k]);
    }
    for (uint32_t i = 0; i < run->n_items && i < 64; i++) {
        const struct pluto_item *item = runs_item(run, i);
        assert(item == NULL || item->stmt == i);
        if (item != NULL)
            clean(item->detail);
    }
    for (uint64_t line = run->record_first;
         run->record_last != 0 && line <= run->record_last; line++)
        clean(runs_record(run, line));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct runs r = {.pid = 4711};
    struct clock now = {{NS_PER_S}, {1800000000 * NS_PER_S}};
    const char *at = (const char *)data;
    while (size > 0) {
        const char *end = memchr(at, '\n', size);
        size_t n = end != NULL ? (size_t)(end - at) : size;
        struct field f[FIELDS];
        split(at, n, f);
        char kind = f[0].n > 0 ? f[0].s[0] : '\0';
        if (kind == 'r')
            tell_run(&r, f, now);
        else if (kind == 'i')
            tell_items(&r, f);
        else if (kind == 'l')
            tell_record(&r, f);
        else if (kind == 'p')
            tell_prompt(&r, f);
        else if (kind == 'a')
            answer(&r, f, now);
        for (size_t i = 0; i < r.n && kind == 'w'; i++)
            runs_want(&r, r.run[i], now);
        now.mono.ns += 100 * NS_PER_MS;
        now.utc.ns += 100 * NS_PER_MS;
        size -= end != NULL ? n + 1 : n;
        at += end != NULL ? n + 1 : n;
    }
    assert(r.n <= RUNS_MAX);
    for (size_t i = 0; i < r.n; i++)
        check_run(r.run[i]);
    runs_fini(&r);
    return 0;
}
