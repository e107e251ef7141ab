/*
 * runs.c - see runs.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/runs.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/xalloc.h"
#include "console/model/procedures.h"

#define TEXT_MAX      4000 /* bytes of one field */
#define ARGUMENTS_MAX 256
#define ANSWERS_MAX   32

static const char *const state_names[RUN_STATE_COUNT] = {
    "loaded", "running", "waiting", "paused", "prompt", "finished"};

const char *
runs_state_str(enum run_state state)
{
    return (unsigned)state < RUN_STATE_COUNT ? state_names[state] : "?";
}

/* ---- life ---------------------------------------------------------------- */

#define TEXTS(X)                                                               \
    X(procedure)                                                               \
    X(title)                                                                   \
    X(version)                                                                 \
    X(approval)                                                                \
    X(digest)                                                                  \
    X(file)                                                                    \
    X(display)                                                                 \
    X(link)                                                                    \
    X(parent)                                                                  \
    X(mode)                                                                    \
    X(execution)                                                               \
    X(outcome)                                                                 \
    X(reason)                                                                  \
    X(detail)                                                                  \
    X(current_number)                                                          \
    X(current_text)                                                            \
    X(where)                                                                   \
    X(asrun_file)

static void
prompt_free(struct run_prompt *p)
{
    free(p->kind);
    free(p->item);
    free(p->actor);
    free(p->text);
    free(p->short_name);
    free(p->type);
    free(p->unit);
    texts_fini(&p->answers);
    texts_fini(&p->effects);
    texts_fini(&p->labels);
    free(p);
}

static void
free_item(struct run *run, size_t stmt)
{
    if (run->item[stmt] != NULL)
        pluto_item_fini(run->item[stmt]);
    free(run->item[stmt]);
    run->item[stmt] = NULL;
}

static void
run_free(struct run *run)
{
#define TEXT_FREE(field) free(run->field);
    TEXTS(TEXT_FREE)
#undef TEXT_FREE
    texts_fini(&run->arguments);
    texts_fini(&run->watchers);
    texts_fini(&run->breaks);
    for (size_t i = 0; i < run->n_items; i++)
        free_item(run, i);
    free(run->item);
    free(run->item_change);
    pluto_item_fini(&run->whole);
    run_source_fini(&run->source);
    for (size_t i = 0; i < RUN_RECORD_MAX; i++)
        free(run->record[i]);
    for (size_t i = 0; i < run->n_prompts; i++)
        prompt_free(run->prompt[i]);
    free(run);
}

void
runs_fini(struct runs *r)
{
    for (size_t i = 0; i < r->n; i++)
        run_free(r->run[i]);
    run_source_fini(&r->shown.source);
    *r = (struct runs){.pid = r->pid, .version = r->version + 1};
}

static void
changed(struct runs *r, struct run *run)
{
    run->changes++;
    r->version++;
}

/* ---- finding ------------------------------------------------------------- */

struct run *
runs_find(struct runs *r, const char *id)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_eq(r->run[i]->id, id))
            return r->run[i];
    return NULL;
}

static struct run *
find(struct runs *r, struct msg_str id)
{
    for (size_t i = 0; i < r->n; i++)
        if (msg_str_eq(id, r->run[i]->id))
            return r->run[i];
    return NULL;
}

struct run *
runs_named(struct runs *r, const char *text)
{
    uint64_t number;
    struct run *run = runs_find(r, text);
    text += *text == '#';
    if (run != NULL)
        return run;
    bool is_number = num_parse_u64(text, &number);
    for (size_t i = 0; i < r->n; i++)
        if (is_number ? r->run[i]->number == number
                      : strcasecmp(r->run[i]->procedure, text) == 0)
            return r->run[i];
    return NULL;
}

/* Those that are not over first, of each the newest first. */
static int
compare(const void *a, const void *b)
{
    const struct run *x = *(struct run *const *)a;
    const struct run *y = *(struct run *const *)b;
    bool x_over = x->state == RUN_FINISHED, y_over = y->state == RUN_FINISHED;
    if (x_over != y_over)
        return x_over ? 1 : -1;
    return x->number < y->number ? 1 : x->number > y->number ? -1 : 0;
}

static void
sort(struct runs *r)
{
    qsort(r->run, r->n, sizeof *r->run, compare);
}

/* ---- run messages -------------------------------------------------------- */

static bool
is_id(struct msg_str id)
{
    if (id.len == 0 || id.len >= RUN_ID_SIZE)
        return false;
    for (size_t i = 0; i < id.len; i++)
        if (!isxdigit((unsigned char)id.s[i]))
            return false;
    return true;
}

static bool
parse_state(struct msg_str s, enum run_state *out)
{
    for (unsigned i = 0; i < RUN_STATE_COUNT; i++)
        if (msg_str_eq(s, state_names[i])) {
            *out = (enum run_state)i;
            return true;
        }
    return false;
}

static void
remove_run(struct runs *r, size_t at)
{
    run_free(r->run[at]);
    r->n--;
    memmove(&r->run[at], &r->run[at + 1], (r->n - at) * sizeof(*r->run));
    r->version++;
}

/* The slot belongs to `id` from now on. */
static void
clear_slot(struct runs *r, uint64_t slot, struct msg_str id)
{
    for (size_t i = r->n; i-- > 0;)
        if (r->run[i]->slot == slot && !msg_str_eq(id, r->run[i]->id))
            remove_run(r, i);
}

static void
fill(struct run *run, const struct msg_run *m)
{
#define TEXT_TAKE(field)                                                       \
    free(run->field);                                                          \
    run->field = model_text_dup(m->field, TEXT_MAX);
    TEXTS(TEXT_TAKE)
#undef TEXT_TAKE
    texts_set(&run->arguments, m->arguments, ARGUMENTS_MAX);
    texts_set(&run->watchers, m->watchers, ARGUMENTS_MAX);
    texts_set(&run->breaks, m->breaks, ARGUMENTS_MAX);
    model_text(run->controller, sizeof run->controller, m->controller);
    model_text(run->offered_to, sizeof run->offered_to, m->offered_to);
    model_text(run->asked_by, sizeof run->asked_by, m->asked_by);
    run->slot = m->slot;
    run->number = m->number;
    run->change = m->change;
    run->current = m->current < PLUTO_NIL ? (uint32_t)m->current : PLUTO_NIL;
    run->steps_done = m->steps_done;
    run->steps = m->steps;
    run->attempt = m->attempt;
    run->open_prompts = m->prompts;
    run->record_lines = m->asrun_lines;
    run->started = m->started;
    run->ended = m->ended;
    run->expected_s =
        isfinite(m->expected_s) && m->expected_s > 0 ? m->expected_s : 0;
    run->needs_operator = m->needs_operator;
}

static void
drop_prompts(struct run *run)
{
    while (run->n_prompts > 0)
        prompt_free(run->prompt[--run->n_prompts]);
}

enum err
runs_run(
    struct runs *r, const struct msg_run *m, struct utc utc, struct mono sent)
{
    enum run_state state = RUN_LOADED;
    r->is_known = true;
    clear_slot(r, m->slot, m->id);
    if (m->id.len == 0)
        return ERR_OK;
    if (!is_id(m->id) || !parse_state(m->state, &state))
        return ERR_FORMAT;
    struct run *run = find(r, m->id);
    if (run != NULL && m->change < run->change && utc.ns <= run->sent.ns)
        return ERR_OK; /* an older one from the cache */
    if (run == NULL) {
        if (r->n == RUNS_MAX)
            return ERR_LIMIT;
        run = xcalloc(1, sizeof *run);
        run->whole.stmt = PLUTO_NIL;
        (void)msg_str_copy(run->id, sizeof run->id, m->id);
        r->run[r->n++] = run;
    }
    run->heard = sent;
    run->sent = utc;
    run->state = state;
    fill(run, m);
    if (run->open_prompts == 0)
        drop_prompts(run);
    sort(r);
    changed(r, run);
    return ERR_OK;
}

/* ---- items --------------------------------------------------------------- */

static bool
grow(struct run *run, uint32_t stmt)
{
    size_t limit =
        run->source.tree != NULL ? run->source.tree->n_stmts : RUN_STMTS_MAX;
    size_t n = run->n_items > 0 ? run->n_items : 64;
    if (stmt >= limit)
        return false;
    while (n <= stmt)
        n *= 2;
    if (n == run->n_items)
        return true;
    struct pluto_item **item = xcalloc(n, sizeof *item);
    uint64_t *change = xcalloc(n, sizeof *change);
    for (size_t i = 0; i < run->n_items; i++) {
        item[i] = run->item[i];
        change[i] = run->item_change[i];
    }
    free(run->item);
    free(run->item_change);
    run->item = item;
    run->item_change = change;
    run->n_items = n;
    return true;
}

/* A row as of `change`; what is newer stays. */
static void
put_row(struct run *run, struct msg_str row, uint64_t change)
{
    struct pluto_item item;
    if (!pluto_item_parse(row.s, row.len, &item))
        return;
    if (item.stmt == PLUTO_NIL && change >= run->whole_change) {
        pluto_item_fini(&run->whole);
        run->whole = item;
        run->whole_change = change;
        return;
    }
    if (item.stmt == PLUTO_NIL || !grow(run, item.stmt) ||
        change < run->item_change[item.stmt]) {
        pluto_item_fini(&item);
        return;
    }
    if (run->item[item.stmt] == NULL)
        run->item[item.stmt] = xcalloc(1, sizeof item);
    else
        pluto_item_fini(run->item[item.stmt]);
    *run->item[item.stmt] = item;
    run->item_change[item.stmt] = change;
}

enum err
runs_items(struct runs *r, const struct msg_items *m)
{
    struct run *run = find(r, m->id);
    if (run == NULL || run->wanted.ns == 0)
        return ERR_OK; /* nobody looks */
    if (m->change == 0)
        return ERR_FORMAT;
    bool follows = (run->items_last != 0 || run->has_items) &&
                   m->change == run->items_last + 1;
    if (run->items_last != 0 && m->change == run->items_last)
        return ERR_OK;               /* the cache has it, too */
    if (m->change < run->items_last) /* it counts anew */
        for (size_t i = 0; i < run->n_items; i++)
            run->item_change[i] = 0;
    if (m->change < run->items_last)
        run->whole_change = 0;
    if (!follows) {
        run->items_first = m->change;
        run->has_items = false;
    }
    run->items_last = m->change;
    for (size_t i = 0; i < m->rows.n; i++)
        put_row(run, m->rows.v[i], m->change);
    changed(r, run);
    return ERR_OK;
}

const struct pluto_item *
runs_item(const struct run *run, uint32_t stmt)
{
    if (stmt == PLUTO_NIL)
        return &run->whole;
    return stmt < run->n_items ? run->item[stmt] : NULL;
}

/* ---- record -------------------------------------------------------------- */

static void
put_record(struct run *run, uint64_t line, char *text)
{
    char **at = &run->record[line % RUN_RECORD_MAX];
    free(*at);
    *at = text;
    if (run->record_last == 0 || line != run->record_last + 1)
        run->record_first = line;
    run->record_last = line;
    if (run->record_last - run->record_first >= RUN_RECORD_MAX)
        run->record_first = run->record_last - RUN_RECORD_MAX + 1;
}

enum err
runs_asrun(struct runs *r, const struct msg_asrun *m)
{
    struct run *run = find(r, m->id);
    if (run == NULL)
        return ERR_OK;
    if (m->line == 0)
        return ERR_FORMAT;
    if (run->record_last != 0 && m->line <= run->record_last)
        return ERR_OK;
    struct strbuf text = {0};
    runs_record_text(m->json.s, m->json.len, &text);
    if (text.len == 0)
        str_sanitize(&text, m->text.s, m->text.len, false);
    put_record(run, m->line, strbuf_take(&text));
    changed(r, run);
    return ERR_OK;
}

const char *
runs_record(const struct run *run, uint64_t line)
{
    bool is_kept = run->record_last != 0 && line >= run->record_first &&
                   line <= run->record_last;
    return is_kept ? run->record[line % RUN_RECORD_MAX] : NULL;
}

/* ---- questions ----------------------------------------------------------- */

static size_t
prompt_place(const struct run *run, uint64_t number)
{
    size_t at = 0;
    while (at < run->n_prompts && run->prompt[at]->number < number)
        at++;
    return at;
}

static void
close_prompt(struct run *run, size_t at)
{
    prompt_free(run->prompt[at]);
    run->n_prompts--;
    memmove(&run->prompt[at], &run->prompt[at + 1],
        (run->n_prompts - at) * sizeof *run->prompt);
}

static struct run_prompt *
prompt_new(const struct msg_prompt *m)
{
    struct run_prompt *p = xcalloc(1, sizeof *p);
    p->number = m->number;
    p->stmt = m->stmt < PLUTO_NIL ? (uint32_t)m->stmt : PLUTO_NIL;
    p->kind = model_text_dup(m->kind, TEXT_MAX);
    p->item = model_text_dup(m->item, TEXT_MAX);
    p->actor = model_text_dup(m->actor, TEXT_MAX);
    p->text = model_text_dup(m->text, TEXT_MAX);
    p->short_name = model_text_dup(m->short_name, TEXT_MAX);
    p->type = model_text_dup(m->type, TEXT_MAX);
    p->unit = model_text_dup(m->unit, TEXT_MAX);
    texts_set(&p->answers, m->answers, ANSWERS_MAX);
    texts_set(&p->effects, m->effects, p->answers.n);
    texts_set(&p->labels, m->labels, ARGUMENTS_MAX);
    p->min = m->min;
    p->max = m->max;
    p->since = m->since;
    return p;
}

enum err
runs_prompt(struct runs *r, const struct msg_prompt *m)
{
    struct run *run = find(r, m->id);
    if (run == NULL)
        return ERR_OK;
    if (m->effects.n > m->answers.n)
        return ERR_FORMAT;
    size_t at = prompt_place(run, m->number);
    bool is_known = at < run->n_prompts && run->prompt[at]->number == m->number;
    if (is_known)
        close_prompt(run, at);
    changed(r, run);
    if (!m->is_open)
        return ERR_OK;
    if (run->n_prompts == RUN_PROMPTS_MAX)
        return ERR_LIMIT;
    memmove(&run->prompt[at + 1], &run->prompt[at],
        (run->n_prompts - at) * sizeof *run->prompt);
    run->prompt[at] = prompt_new(m);
    run->n_prompts++;
    return ERR_OK;
}

const struct run_prompt *
runs_question(const struct run *run)
{
    return run->n_prompts > 0 ? run->prompt[0] : NULL;
}

const struct run_prompt *
runs_prompt_find(const struct run *run, uint64_t number)
{
    size_t at = prompt_place(run, number);
    return at < run->n_prompts && run->prompt[at]->number == number
               ? run->prompt[at]
               : NULL;
}

/* ---- gaps, control, life ------------------------------------------------- */

void
runs_gap(struct runs *r, const char *topic)
{
    uint64_t slot;
    bool is_item = slot_of_topic(topic, "items/", &slot);
    bool is_prompt = !is_item && str_prefix(topic, "prompt/");
    for (size_t i = 0; i < r->n; i++) {
        if (is_item && r->run[i]->slot == slot)
            r->run[i]->has_items = false;
        if (is_prompt)
            r->run[i]->has_prompts = false;
    }
}

bool
runs_is_ours(const struct runs *r, const struct run *run, const char *person)
{
    const char *pid = strstr(run->where, "pid ");
    if (run->controller[0] == '\0' || !str_eq(run->controller, person))
        return false;
    if (pid != NULL && r->pid != 0)
        return strtol(pid + 4, NULL, 10) == r->pid;
    return run->is_taken;
}

bool
runs_is_live(const struct run *run, struct clock now)
{
    return run->state == RUN_FINISHED ||
           mono_diff_ns(now.mono, run->heard) <= SILENCE_NS;
}
