/*
 * run_save.c - an execution as text: a line for each thing that is not as it
 * was before the begin, fields with a blank between, the counts of lists before
 * them.  run_load.c reads it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <string.h>

/* strbuf_addf() would take most of the time of a save. */
static void
add_u64(struct strbuf *out, uint64_t v)
{
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + v % 10);
        v /= 10;
    } while (v > 0);
    digits[--at] = ' ';
    strbuf_add(out, digits + at, sizeof digits - at);
}

static void
add_i64(struct strbuf *out, int64_t v)
{
    if (v >= 0) {
        add_u64(out, (uint64_t)v);
        return;
    }
    size_t at = out->len;
    add_u64(out, ~(uint64_t)v + 1);
    strbuf_addc(out, '\0');
    memmove(out->s + at + 2, out->s + at + 1, out->len - at - 2);
    out->s[at + 1] = '-';
}

/* Text that pluto_value_save() writes as it is, between quotes. */
static bool
is_plain(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text < ' ' || *text > '~' || *text == '"' || *text == '\\')
            return false;
    return true;
}

static void
add_text(struct strbuf *out, const char *text)
{
    if (text != NULL && is_plain(text)) {
        strbuf_add(out, " s:\"", 4);
        strbuf_adds(out, text);
        strbuf_addc(out, '"');
        return;
    }
    if (text == NULL) {
        strbuf_add(out, " n:", 3);
        return;
    }
    strbuf_addc(out, ' ');
    struct pluto_value v = {0};
    union {
        const char *in;
        char *out;
    } borrowed = {text};
    v.type = PLUTO_STRING;
    v.text = borrowed.out;
    pluto_value_save(&v, out);
}

static void
add_value(struct strbuf *out, const struct pluto_value *v)
{
    strbuf_addc(out, ' ');
    pluto_value_save(v, out);
}

/* Small numbers for times that are near each other; wraps. */
static int64_t
since(int64_t at, int64_t begin)
{
    return (int64_t)((uint64_t)at - (uint64_t)begin);
}

static void
save_item(const struct run_item *item, uint64_t i, struct strbuf *out)
{
    strbuf_adds(out, "\nitem");
    add_u64(out, i);
    add_u64(out, item->execution);
    add_u64(out, item->outcome);
    add_u64(out, item->mark);
    add_u64(out, item->reason);
    add_u64(out, item->attempt);
    add_u64(out, item->iteration);
    add_u64(out, item->iterations);
    add_u64(out, item->count);
    add_u64(out, item->restarts);
    add_i64(out, item->started);
    add_i64(out, since(item->first, item->started));
    add_i64(out, since(item->ended, item->started));
    add_i64(out, item->deadline);
    add_u64(out, item->instance);
    add_u64(out, item->change);
    add_text(out, item->detail);
}

static void
save_values(const struct pluto_run *run, struct strbuf *out)
{
    for (uint32_t i = 0; i < run->n_vars; i++)
        if (run->var[i].type != PLUTO_NONE) {
            strbuf_adds(out, "\nvar");
            add_u64(out, i);
            add_value(out, &run->var[i]);
        }
    for (uint32_t i = 0; i < run->n_saved; i++)
        if (run->saved[i].is_set) {
            strbuf_adds(out, "\nsaved");
            add_u64(out, i);
            add_u64(out, run->saved[i].validity);
            add_i64(out, run->saved[i].sampled);
            add_value(out, &run->saved[i].value);
            add_value(out, &run->saved[i].raw);
        }
    for (uint32_t i = 0; i < run->n_events; i++)
        if (run->event[i].raised > 0) {
            strbuf_adds(out, "\nevent");
            add_u64(out, i);
            add_u64(out, run->event[i].raised);
            add_u64(out, run->event[i].delivered);
            add_i64(out, run->event[i].last);
        }
    for (size_t i = 0; i < run->n_arguments; i++) {
        strbuf_adds(out, "\nargument");
        add_u64(out, i);
        add_value(out, &run->argument[i].value);
    }
}

static void
save_lists(const struct pluto_run *run, struct strbuf *out)
{
    for (size_t i = 0; i < run->n_pending; i++) {
        strbuf_adds(out, "\npending");
        add_u64(out, run->pending[i].event);
        add_i64(out, run->pending[i].due);
    }
    for (size_t i = 0; i < run->n_activities; i++) {
        const struct run_activity *a = &run->activity[i];
        strbuf_adds(out, "\nactivity");
        add_u64(out, a->instance);
        add_u64(out, a->stmt);
        add_i64(out, a->initiated);
        add_i64(out, a->released);
        add_u64(out, a->execution);
        add_u64(out, a->outcome);
        add_u64(out, a->is_awaited);
        add_u64(out, a->is_left);
        add_u64(out, a->is_over);
    }
    for (uint32_t i = 0; i < run->p->n_stmts; i++)
        if (run->stop[i] != 0) {
            strbuf_adds(out, "\nbreak");
            add_u64(out, i);
            add_u64(out, run->stop[i]);
        }
    for (size_t i = 0; i < run->n_branches; i++)
        if (run->branch[i].count > 0) {
            strbuf_adds(out, "\nbranch");
            add_u64(out, i);
            add_u64(out, run->branch[i].count);
        }
}

static void
save_level(const struct run_level *l, struct strbuf *out)
{
    strbuf_adds(out, "\nlevel");
    add_u64(out, l->stmt);
    add_u64(out, l->block);
    add_u64(out, l->pc);
    add_u64(out, l->iteration);
    add_i64(out, l->deadline);
    add_u64(out, l->is_last);
    add_u64(out, l->entered);
    add_u64(out, l->verdict);
    add_u64(out, l->is_suspended);
    add_u64(out, l->is_failed);
    add_i64(out, l->suspended);
    add_i64(out, l->floor);
    add_value(out, &l->next);
    add_value(out, &l->to);
    add_value(out, &l->by);
}

static void
save_wait(const struct run_wait *w, struct strbuf *out)
{
    strbuf_adds(out, "\nwait");
    add_u64(out, w->kind);
    add_u64(out, w->is_dirty);
    add_i64(out, w->began);
    add_i64(out, w->until);
    add_i64(out, w->deadline);
    add_i64(out, w->looked);
    add_u64(out, w->seen);
    add_u64(out, w->instance);
    add_u64(out, w->prompt);
    add_text(out, w->word);
    add_text(out, w->text);
    add_text(out, w->person);
}

static void
save_task(const struct run_task *t, struct strbuf *out)
{
    strbuf_adds(out, "\ntask");
    add_u64(out, t->id);
    add_u64(out, t->parent);
    add_u64(out, t->depth);
    add_u64(out, t->root);
    add_u64(out, t->kind);
    add_u64(out, t->guard);
    add_u64(out, t->stage);
    add_u64(out, t->before);
    add_u64(out, t->outcome);
    add_u64(out, t->has_begun);
    add_u64(out, t->needs_edge);
    add_u64(out, t->may_pass);
    add_u64(out, t->has_permit);
    add_u64(out, t->is_over);
    add_u64(out, t->over_depth);
    add_i64(out, t->not_before);
    for (size_t i = 0; i < t->n; i++)
        save_level(&t->level[i], out);
    if (t->wait.kind != RUN_NO_WAIT)
        save_wait(&t->wait, out);
}

static void
save_prompt(const struct run_prompt *q, struct strbuf *out)
{
    strbuf_adds(out, "\nprompt");
    add_u64(out, q->number);
    add_u64(out, q->kind);
    add_u64(out, q->stmt);
    add_u64(out, q->task);
    add_u64(out, q->enter);
    add_i64(out, q->since);
    add_text(out, q->actor);
    add_text(out, q->text);
    add_u64(out, q->n_answers);
    for (size_t i = 0; i < q->n_answers; i++) {
        add_text(out, q->answer[i].word);
        add_text(out, q->answer[i].effect);
    }
}

void
pluto_run_save(const struct pluto_run *run, struct strbuf *out)
{
    strbuf_addf(out, "%s %s\nrun", RUN_STATE_MAGIC, run->digest);
    add_u64(out, run->is_begun);
    add_u64(out, run->is_over);
    add_u64(out, run->is_paused);
    add_u64(out, run->is_yielding);
    add_u64(out, run->mode);
    add_i64(out, run->begun);
    add_i64(out, run->now);
    add_i64(out, run->instant);
    add_u64(out, run->n_instant);
    add_u64(out, run->instances);
    add_u64(out, run->prompts);
    add_u64(out, run->changes);
    add_u64(out, run->tasks);
    add_u64(out, run->cursor);
    for (size_t i = 0; i <= run->p->n_stmts; i++)
        if (run->item[i].is_recorded)
            save_item(&run->item[i], i, out);
    save_values(run, out);
    save_lists(run, out);
    for (size_t i = 0; i < run->n_tasks; i++)
        save_task(run->task[i], out);
    for (size_t i = 0; i < run->n_prompts; i++)
        save_prompt(run->prompt[i], out);
    strbuf_adds(out, "\nend\n");
}
