/*
 * run_load.c - an execution from its text.  run_fit.c decides whether what was
 * read can be the state of this procedure.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/xalloc.h"

struct reader {
    const char *s, *end;
    unsigned line;
    bool is_bad; /* all that is read is 0 from then on */
    struct pluto_run *run;
    struct run_task *task; /* the last one */
};

/* ---- fields -------------------------------------------------------------- */

static bool
take(struct reader *r, char c)
{
    if (r->s == r->end || *r->s != c) {
        r->is_bad = true;
        return false;
    }
    r->s++;
    return true;
}

/* The digits behind a blank, as the writer writes them. */
static uint64_t
read_digits(struct reader *r)
{
    const char *begin = r->s;
    uint64_t v = 0;
    for (; r->s < r->end && *r->s >= '0' && *r->s <= '9'; r->s++) {
        uint64_t digit = (uint64_t)(*r->s - '0');
        if (v > (UINT64_MAX - digit) / 10)
            r->is_bad = true;
        v = v * 10 + digit;
    }
    if (r->s == begin || (*begin == '0' && r->s - begin > 1))
        r->is_bad = true;
    return r->is_bad ? 0 : v;
}

static uint64_t
read_u64(struct reader *r)
{
    return !r->is_bad && take(r, ' ') ? read_digits(r) : 0;
}

static int64_t
read_i64(struct reader *r)
{
    if (r->is_bad || !take(r, ' '))
        return 0;
    bool is_negative = r->s < r->end && *r->s == '-';
    r->s += is_negative;
    uint64_t v = read_digits(r);
    if (v > (uint64_t)INT64_MAX + is_negative || (is_negative && v == 0))
        r->is_bad = true;
    if (r->is_bad)
        return 0;
    if (!is_negative)
        return (int64_t)v;
    return v > (uint64_t)INT64_MAX ? INT64_MIN : -(int64_t)v;
}

/* A number below `end`. */
static uint32_t
read_below(struct reader *r, uint64_t end)
{
    uint64_t v = read_u64(r);
    if (v >= end)
        r->is_bad = true;
    return r->is_bad ? 0 : (uint32_t)v;
}

static uint32_t
read_u32(struct reader *r)
{
    return read_below(r, UINT64_C(1) << 32);
}

static bool
read_bool(struct reader *r)
{
    return read_below(r, 2) != 0;
}

static struct pluto_value
read_value(struct reader *r)
{
    struct pluto_value v = {0};
    size_t used = 0;
    if (r->is_bad || !take(r, ' '))
        return v;
    if (!pluto_value_load(r->s, (size_t)(r->end - r->s), &v, &used))
        r->is_bad = true;
    r->s += used;
    return v;
}

/* Clean text, or NULL. */
static char *
read_text(struct reader *r)
{
    struct pluto_value v = read_value(r);
    if (v.type == PLUTO_STRING && str_is_clean(v.text, strlen(v.text)))
        return v.text;
    if (v.type != PLUTO_NONE)
        r->is_bad = true;
    pluto_value_fini(&v);
    return NULL;
}

/* ---- lines --------------------------------------------------------------- */

static void
read_run(struct reader *r)
{
    struct pluto_run *run = r->run;
    run->is_begun = read_bool(r);
    run->is_over = read_bool(r);
    run->is_paused = read_bool(r);
    run->is_yielding = read_bool(r);
    run->mode = (uint8_t)read_below(r, PLUTO_MODE_COUNT);
    run->begun = read_i64(r);
    run->now = read_i64(r);
    run->instant = read_i64(r);
    run->n_instant = read_u32(r);
    run->instances = read_u64(r);
    run->prompts = read_u64(r);
    run->changes = read_u64(r);
    run->tasks = read_u32(r);
    run->cursor = read_u32(r);
}

static void
read_item(struct reader *r)
{
    uint32_t i = read_below(r, (uint64_t)r->run->p->n_stmts + 1);
    struct run_item *item = &r->run->item[i];
    if (item->is_recorded)
        r->is_bad = true;
    item->is_recorded = true;
    item->execution = (uint8_t)read_below(r, PLUTO_X_COUNT);
    item->outcome = (uint8_t)read_below(r, PLUTO_NOT_AVAILABLE + 1);
    item->mark = (uint8_t)read_below(r, PLUTO_MARK_COUNT);
    item->reason = (uint8_t)read_below(r, PLUTO_R_COUNT);
    item->attempt = read_u32(r);
    item->iteration = read_u32(r);
    item->iterations = read_u32(r);
    item->count = read_u32(r);
    item->restarts = read_u32(r);
    uint64_t started = (uint64_t)read_i64(r);
    item->started = (int64_t)started;
    item->first = (int64_t)(started + (uint64_t)read_i64(r));
    item->ended = (int64_t)(started + (uint64_t)read_i64(r));
    item->deadline = read_i64(r);
    item->instance = read_u64(r);
    item->change = read_u64(r);
    free(item->detail);
    item->detail = read_text(r);
}

static void
read_var(struct reader *r)
{
    if (r->run->n_vars == 0)
        r->is_bad = true;
    uint32_t i = read_below(r, r->run->n_vars);
    struct pluto_value v = read_value(r);
    pluto_value_fini(&r->run->var[i]);
    r->run->var[i] = v;
}

static void
read_saved(struct reader *r)
{
    uint32_t i = read_below(r, r->run->n_saved);
    struct run_saved *s = &r->run->saved[i];
    pluto_value_fini(&s->value);
    pluto_value_fini(&s->raw);
    s->is_set = true;
    s->validity = (uint8_t)read_below(r, PLUTO_NOT_RECEIVED + 1);
    s->sampled = read_i64(r);
    s->value = read_value(r);
    s->raw = read_value(r);
}

static void
read_event(struct reader *r)
{
    uint32_t i = read_below(r, r->run->n_events);
    struct run_event *e = &r->run->event[i];
    e->raised = read_u64(r);
    e->delivered = read_u64(r);
    e->last = read_i64(r);
}

static void
read_argument(struct reader *r)
{
    uint32_t i = read_below(r, r->run->n_arguments);
    struct pluto_value v = read_value(r);
    pluto_value_fini(&r->run->argument[i].value);
    r->run->argument[i].value = v;
}

static void
read_pending(struct reader *r)
{
    struct pluto_run *run = r->run;
    struct run_pending p = {.event = read_below(r, run->n_events)};
    p.due = read_i64(r);
    run->pending = xgrow(
        run->pending, run->n_pending, &run->cap_pending, sizeof *run->pending);
    run->pending[run->n_pending++] = p;
}

static void
read_activity(struct reader *r)
{
    struct pluto_run *run = r->run;
    struct run_activity a = {.instance = read_u64(r)};
    a.stmt = read_below(r, run->p->n_stmts);
    a.initiated = read_i64(r);
    a.released = read_i64(r);
    a.execution = (uint8_t)read_below(r, PLUTO_X_COUNT);
    a.outcome = (uint8_t)read_below(r, PLUTO_NOT_AVAILABLE + 1);
    a.is_awaited = read_bool(r);
    a.is_left = read_bool(r);
    a.is_over = read_bool(r);
    run->activity = xgrow(run->activity, run->n_activities,
        &run->cap_activities, sizeof *run->activity);
    run->activity[run->n_activities++] = a;
}

static void
read_break(struct reader *r)
{
    uint32_t i = read_below(r, r->run->p->n_stmts);
    r->run->stop[i] = (uint8_t)read_below(r, 3);
}

static void
read_branch(struct reader *r)
{
    if (r->run->n_branches == 0) {
        r->is_bad = true;
        return;
    }
    uint32_t i = read_below(r, r->run->n_branches);
    r->run->branch[i].count = read_u32(r);
}

static void
read_task(struct reader *r)
{
    uint32_t id = read_u32(r), parent = read_u32(r), depth = read_u32(r),
             root = read_u32(r);
    uint8_t kind = (uint8_t)read_below(r, RUN_TASK_COUNT);
    struct pluto_run *run = r->run;
    /* A new one goes behind those that are not later in the source. */
    struct run_task *last =
        run->n_tasks > 0 ? run->task[run->n_tasks - 1] : NULL;
    if (r->is_bad || (last == NULL) != (root == PLUTO_NIL) ||
        (root != PLUTO_NIL && root >= run->p->n_stmts) ||
        (last != NULL && last->root != PLUTO_NIL && last->root >= root)) {
        r->is_bad = true;
        return;
    }
    uint32_t tasks = run->tasks;
    struct run_task *t = run_task_new(run, kind, parent, depth, root);
    run->tasks = tasks;
    t->id = id;
    t->guard = (uint8_t)read_below(r, RUN_GUARD_COUNT);
    t->stage = (uint8_t)read_below(r, RUN_STAGE_COUNT);
    t->before = (uint8_t)read_below(r, RUN_STAGE_COUNT);
    t->outcome = (uint8_t)read_below(r, PLUTO_NOT_AVAILABLE + 1);
    t->has_begun = read_bool(r);
    t->needs_edge = read_bool(r);
    t->may_pass = read_bool(r);
    t->has_permit = read_bool(r);
    t->is_over = read_bool(r);
    t->over_depth = read_u32(r);
    t->not_before = read_i64(r);
    r->task = t;
}

static void
read_level(struct reader *r)
{
    struct run_task *t = r->task;
    uint32_t stmt = read_u32(r), block = read_u32(r), pc = read_u32(r);
    if (r->is_bad || t == NULL || t->n >= RUN_DEPTH_MAX ||
        run_block(r->run->p, stmt, block) == NULL) {
        r->is_bad = true;
        return;
    }
    bool has_begun = t->has_begun;
    struct run_level *l = run_push(r->run, t, stmt, block);
    t->has_begun = has_begun;
    l->pc = pc;
    l->iteration = read_u32(r);
    l->deadline = read_i64(r);
    l->is_last = read_bool(r);
    l->entered = (uint8_t)read_below(r, 256);
    l->verdict = (uint8_t)read_below(r, RUN_VERDICT_COUNT);
    l->is_suspended = read_bool(r);
    l->is_failed = read_bool(r);
    l->suspended = read_i64(r);
    l->floor = read_i64(r);
    l->next = read_value(r);
    l->to = read_value(r);
    l->by = read_value(r);
}

static void
read_wait(struct reader *r)
{
    if (r->task == NULL || r->task->wait.kind != RUN_NO_WAIT) {
        r->is_bad = true;
        return;
    }
    struct run_wait *w = &r->task->wait;
    w->kind = (uint8_t)read_below(r, RUN_WAIT_COUNT);
    w->is_dirty = read_bool(r);
    w->began = read_i64(r);
    w->until = read_i64(r);
    w->deadline = read_i64(r);
    w->looked = read_i64(r);
    w->seen = read_u64(r);
    w->instance = read_u64(r);
    w->prompt = read_u64(r);
    w->word = read_text(r);
    w->text = read_text(r);
    w->person = read_text(r);
}

static void
read_answers(struct reader *r, struct run_prompt *q)
{
    uint32_t n = read_below(r, sizeof q->answer / sizeof *q->answer + 1);
    for (uint32_t i = 0; i < n; i++) {
        char *word = read_text(r), *effect = read_text(r);
        if (word == NULL || effect == NULL)
            r->is_bad = true;
        else
            run_prompt_answer(q, word, effect);
        free(word);
        free(effect);
    }
}

static void
read_prompt(struct reader *r)
{
    struct pluto_run *run = r->run;
    struct run_prompt *q = xcalloc(1, sizeof *q);
    run->prompt = (struct run_prompt **)xgrow((void *)run->prompt,
        run->n_prompts, &run->cap_prompts, sizeof(struct run_prompt *));
    run->prompt[run->n_prompts++] = q;
    q->number = read_u64(r);
    q->kind = (uint8_t)read_below(r, PLUTO_ASK_COUNT);
    q->stmt = read_below(r, run->p->n_stmts);
    q->task = read_u32(r);
    q->enter = read_u32(r);
    q->since = read_i64(r);
    q->actor = read_text(r);
    q->text = read_text(r);
    if (q->actor == NULL || q->text == NULL)
        r->is_bad = true;
    read_answers(r, q);
}

static const struct {
    const char *word;
    void (*read)(struct reader *r);
} line[] = {
    {"item", read_item},
    {"var", read_var},
    {"saved", read_saved},
    {"event", read_event},
    {"argument", read_argument},
    {"pending", read_pending},
    {"activity", read_activity},
    {"break", read_break},
    {"branch", read_branch},
    {"task", read_task},
    {"level", read_level},
    {"wait", read_wait},
    {"prompt", read_prompt},
};

static bool
read_word(struct reader *r, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(r->end - r->s) < n || memcmp(r->s, word, n) != 0 ||
        (r->s + n < r->end && r->s[n] != ' ' && r->s[n] != '\n'))
        return false;
    r->s += n;
    return true;
}

/* One line; false: it was the last one, or is wrong. */
static bool
read_line(struct reader *r)
{
    r->line++;
    if (r->is_bad || !take(r, '\n') || read_word(r, "end"))
        return false;
    size_t i = 0;
    while (i < sizeof line / sizeof *line && !read_word(r, line[i].word))
        i++;
    if (i == sizeof line / sizeof *line)
        r->is_bad = true;
    else
        line[i].read(r);
    return !r->is_bad;
}

static void
read_all(struct reader *r)
{
    struct strbuf head = {0};
    strbuf_addf(&head, "%s %s\nrun", RUN_STATE_MAGIC, r->run->digest);
    r->line = 2;
    if (!read_word(r, head.s))
        r->is_bad = true;
    strbuf_fini(&head);
    if (r->is_bad)
        return;
    read_run(r);
    while (read_line(r))
        ;
    if (!r->is_bad && take(r, '\n') && r->s != r->end)
        r->is_bad = true;
}

static void
say_why(
    const struct reader *r, const char *text, size_t len, struct strbuf *why)
{
    size_t magic = strlen(RUN_STATE_MAGIC);
    if (len < magic || memcmp(text, RUN_STATE_MAGIC, magic) != 0)
        strbuf_adds(why, "this is not the state of an execution, or of "
                         "another version");
    else if (len < magic + sizeof r->run->digest ||
             memcmp(text + magic + 1, r->run->digest,
                 sizeof r->run->digest - 1) != 0)
        strbuf_adds(why, "this is the state of another procedure, or of "
                         "another version of it");
    else
        strbuf_addf(why, "the state is damaged at line %u", r->line);
}

enum err
pluto_run_load(const struct pluto_run_config *config, const char *text,
    size_t len, struct strbuf *why, struct pluto_run **out)
{
    *out = NULL;
    struct pluto_run *run = run_new_empty(config);
    run->n_arguments = config->catalogue->n_arguments;
    run->argument = xcalloc(run->n_arguments + 1, sizeof *run->argument);
    for (size_t i = 0; i < run->n_arguments; i++)
        run->argument[i].name = config->catalogue->argument[i].name;
    struct reader r = {.s = text, .end = text + len, .run = run};
    read_all(&r);
    if (r.is_bad) {
        say_why(&r, text, len, why);
    } else if (!run_fits_tree(run)) {
        strbuf_adds(why, "the state cannot be one of this procedure");
    } else {
        *out = run;
        return ERR_OK;
    }
    pluto_run_free(&run);
    return ERR_FORMAT;
}
