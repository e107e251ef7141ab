/*
 * exec_ask.c - questions about procedures and executions; nothing changes.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "exec/exec_priv.h"

#define BYTES_MAX (MSG_BYTES_MAX * 3 / 4) /* of one reply */

static enum err
ask_library(struct exec_asked *q)
{
    const struct library *l = q->app->library->library;
    for (size_t i = 0; i < library_count(l); i++) {
        const char *id = library_entry(l, i)->id;
        exec_row(q->app, id, strlen(id));
    }
    return exec_reply(q->app, ERR_OK, "%zu procedures", library_count(l));
}

/* "ID #12 finished SIF-ACT-01" */
static enum err
ask_runs(struct exec_asked *q)
{
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++) {
        const struct exec_run *run = q->app->run[i];
        if (run == NULL)
            continue;
        char *row = xasprintf("%s #%" PRIu64 " %s %s", run->id, run->number,
            pluto_run_state_str(exec_run_state(run)), run->name);
        exec_row(q->app, row, strlen(row));
        free(row);
    }
    return exec_reply(q->app, ERR_OK, "%zu executions", q->app->n_rows);
}

static void
add_item(const struct exec_run *run, struct exec_app *app, uint32_t stmt,
    size_t *bytes)
{
    struct pluto_item item;
    struct strbuf row = {0};
    pluto_run_item(run->pluto, stmt, run->last, &item);
    const bool is_begun = stmt == PLUTO_NIL ||
                          item.execution != PLUTO_X_NOT_INITIATED ||
                          item.mark != PLUTO_MARK_TODO;
    if (is_begun && *bytes < BYTES_MAX) {
        pluto_item_fmt(&item, &row);
        exec_row(app, strbuf_get(&row), row.len);
        *bytes += row.len;
    }
    strbuf_fini(&row);
    pluto_item_fini(&item);
}

static enum err
ask_items(struct exec_asked *q)
{
    size_t bytes = 0;
    if (q->run->pluto == NULL)
        return exec_reply(q->app, ERR_AGAIN, "%s", q->run->broken);
    add_item(q->run, q->app, PLUTO_NIL, &bytes);
    for (uint32_t i = 0; i < q->run->procedure->n_stmts; i++)
        add_item(q->run, q->app, i, &bytes);
    return exec_reply(q->app, ERR_OK, "change %" PRIu64, q->run->items_change);
}

/* Lines of a text from `from` on. */
static enum err
add_lines(struct exec_asked *q, const char *text, size_t len, uint64_t from)
{
    uint64_t line = 1;
    size_t bytes = 0, n = 0;
    const char *end = text + len;
    while (text < end) {
        const char *nl = memchr(text, '\n', (size_t)(end - text));
        const size_t width = (size_t)((nl != NULL ? nl : end) - text);
        if (line >= from) {
            if (n == EXEC_SOURCE_LINES || bytes + width > BYTES_MAX)
                return exec_reply(q->app, ERR_OK, "more %" PRIu64, line);
            struct strbuf plain = {0}; /* tabs are no text on the bus */
            for (size_t i = 0; i < width; i++) {
                if (text[i] == '\t')
                    strbuf_adds(&plain, "    ");
                else if (text[i] != '\r')
                    strbuf_addc(&plain, text[i]);
            }
            exec_row(q->app, strbuf_get(&plain), plain.len);
            bytes += plain.len;
            strbuf_fini(&plain);
            n++;
        }
        line++;
        text += width + 1;
    }
    return exec_reply(q->app, ERR_OK, "end");
}

static bool
number_at(
    const struct exec_asked *q, size_t i, uint64_t fallback, uint64_t *out)
{
    *out = fallback;
    if (i >= q->n)
        return true;
    char *text = exec_arg(q, i);
    const bool is_good = num_parse_u64(text, out);
    free(text);
    return is_good;
}

static enum err
ask_source(struct exec_asked *q)
{
    uint64_t from;
    const struct exec_run *run = exec_find_text(q->app, q->arg[0]);
    char *id = exec_arg(q, 0);
    const struct library_entry *e =
        run == NULL ? library_find(q->app->library->library, id) : NULL;
    const struct pluto *p = run != NULL ? run->procedure
                            : e != NULL ? e->procedure
                                        : NULL;
    free(id);
    if (!number_at(q, 1, 1, &from))
        return exec_reply(q->app, ERR_FORMAT, "source RUN-ID [FROM-LINE]");
    if (p == NULL)
        return exec_reply(q->app, ERR_NOTFOUND,
            "there is no such execution or procedure that can be read");
    return add_lines(q, p->source, p->len, from);
}

static enum err
ask_catalogue(struct exec_asked *q)
{
    if (q->run->conf == NULL)
        return exec_reply(q->app, ERR_OK, "end");
    return add_lines(q, q->run->conf, q->run->conf_len, 1);
}

static enum err
ask_asrun(struct exec_asked *q)
{
    uint64_t from, count;
    size_t bytes = 0;
    struct asrun *a = q->run->asrun;
    if (!number_at(q, 1, 1, &from) || !number_at(q, 2, 100, &count))
        return exec_reply(q->app, ERR_FORMAT, "asrun RUN-ID FROM COUNT");
    if (a == NULL)
        return exec_reply(q->app, ERR_IO, "its record cannot be read");
    if (count > EXEC_SOURCE_LINES)
        count = EXEC_SOURCE_LINES;
    const uint64_t lines = asrun_lines(a);
    for (; count > 0 && from <= lines && bytes < BYTES_MAX; count--, from++) {
        struct strbuf json = {0};
        if (asrun_get(a, from, NULL, &json) == ERR_OK)
            exec_row(q->app, strbuf_get(&json), json.len);
        bytes += json.len;
        strbuf_fini(&json);
    }
    if (from <= lines)
        return exec_reply(q->app, ERR_OK, "more %" PRIu64, from);
    return exec_reply(q->app, ERR_OK, "end");
}

static void
add_number(struct exec_app *app, uint64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, number);
    exec_row(app, text, strlen(text));
}

static enum err
ask_prompts(struct exec_asked *q)
{
    const struct exec_run *run = q->run;
    struct pluto_prompt p;
    const size_t n = run->pluto != NULL ? pluto_run_n_prompts(run->pluto) : 0;
    for (size_t i = 0; i < n; i++) {
        pluto_run_prompt(run->pluto, i, &p);
        add_number(q->app, p.number);
    }
    for (size_t i = 0; i < exec_own_prompts(run); i++)
        add_number(q->app, EXEC_OWN_PROMPT + exec_own_prompt(run, i)->instance);
    for (size_t i = 0; i < run->n_prompts; i++) /* it missed the message */
        q->run->prompt[i].said = MONO_NONE;
    q->run->is_news = true;
    return exec_reply(q->app, ERR_OK, "%zu open", q->app->n_rows);
}

const struct exec_verb exec_questions[] = {
    {"library", "", 0, false, false, ask_library},
    {"runs", "", 0, false, false, ask_runs},
    {"items", "RUN-ID", 1, true, false, ask_items},
    {"source", "RUN-ID|PROCEDURE-ID [FROM-LINE]", 1, false, false, ask_source},
    {"catalogue", "RUN-ID", 1, true, false, ask_catalogue},
    {"asrun", "RUN-ID FROM COUNT", 1, true, false, ask_asrun},
    {"prompts", "RUN-ID", 1, true, false, ask_prompts},
};
const size_t exec_n_questions = ARRAY_LEN(exec_questions);
