/*
 * exec_say_prompt.c - questions to people, while they are open.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "exec/exec_bag.h"
#include "exec/exec_priv.h"

/* ---- questions ----------------------------------------------------------- */

static struct exec_prompt *
place_of(struct exec_run *run, uint64_t number)
{
    unsigned place = 0;
    for (size_t i = 0; i < run->n_prompts; i++)
        if (run->prompt[i].number == number)
            return &run->prompt[i];
    for (size_t i = 0; i < run->n_prompts;) { /* the first that is free */
        const bool is_taken = run->prompt[i].place == place;
        place += is_taken;
        i = is_taken ? 0 : i + 1;
    }
    run->prompt = xgrow(
        run->prompt, run->n_prompts, &run->cap_prompts, sizeof *run->prompt);
    run->prompt[run->n_prompts] = (struct exec_prompt){
        .number = number, .place = place, .said = MONO_NONE};
    return &run->prompt[run->n_prompts++];
}

static void
fill_item(const struct exec_run *run, uint32_t stmt, struct msg_prompt *m,
    struct exec_bag *bag)
{
    struct strbuf text = {0};
    if (stmt != PLUTO_NIL && run->procedure != NULL) {
        pluto_number(run->procedure, stmt, &text);
        strbuf_addc(&text, ' ');
        pluto_heading(run->procedure, stmt, &text);
    } else {
        strbuf_adds(&text, run->name);
    }
    m->item = exec_bag_keep(bag, &text);
}

static void
fill_enter(const struct catalogue_enter *e, struct msg_prompt *m,
    struct exec_bag *bag, struct exec_list *labels)
{
    m->type = msg_str(pluto_type_str(e->type.type));
    m->unit = exec_bag_str(bag, e->unit_text);
    for (uint32_t i = 0; i < e->type.n_labels; i++)
        exec_list_add(labels, exec_bag_str(bag, e->type.label[i]));
    m->labels = exec_list_strv(labels);
    if (e->type.n_ranges == 1) {
        if (isfinite(e->type.range[0].min))
            m->min = e->type.range[0].min;
        if (isfinite(e->type.range[0].max))
            m->max = e->type.range[0].max;
    }
}

struct telling { /* of one question */
    struct msg msg;
    struct exec_bag bag;
    struct exec_list answers, effects, labels;
};

static void
tell_prompt(struct exec_run *run, struct exec_prompt *p, struct telling *t)
{
    struct msg_prompt *m = &t->msg.u.prompt;
    m->id = msg_str(run->id);
    m->number = p->number;
    m->answers = exec_list_strv(&t->answers);
    m->effects = exec_list_strv(&t->effects);
    m->answered = msg_str(p->answered);
    m->answered_by = msg_str(p->answered_by);
    exec_publish(run->app, &t->msg, "prompt/%u/%u", run->slot, p->place);
    p->said = run->app->now.mono;
    free(t->answers.v);
    free(t->effects.v);
    free(t->labels.v);
    exec_bag_fini(&t->bag);
}

static struct telling
begin_telling(bool is_open)
{
    struct telling t = {.msg.envelope.type = MSG_PROMPT};
    t.msg.u.prompt.is_open = is_open;
    t.msg.u.prompt.stmt = PLUTO_NIL;
    t.msg.u.prompt.min = t.msg.u.prompt.max = NAN;
    t.msg.u.prompt.since = UTC_NONE;
    return t;
}

static void
say_prompt(struct exec_run *run, const struct pluto_prompt *q)
{
    struct exec_prompt *p = place_of(run, q->number);
    p->is_there = true;
    if (!mono_went_by(p->said, EXEC_REPEAT_NS, run->app->now.mono))
        return;
    struct telling t = begin_telling(true);
    struct msg_prompt *m = &t.msg.u.prompt;
    m->kind = msg_str(pluto_prompt_kind_str(q->kind));
    m->stmt = q->stmt;
    m->actor = exec_bag_str(&t.bag, q->actor);
    m->text = exec_bag_str(&t.bag, q->text);
    m->since = utc_add_ns((struct utc){q->since}, -run->ahead_ns);
    fill_item(run, q->stmt, m, &t.bag);
    for (size_t i = 0; i < q->n_answers; i++) {
        exec_list_add(&t.answers, exec_bag_str(&t.bag, q->answer[i].word));
        exec_list_add(&t.effects, exec_bag_str(&t.bag, q->answer[i].effect));
    }
    if (q->enter != NULL)
        fill_enter(q->enter, m, &t.bag, &t.labels);
    tell_prompt(run, p, &t);
}

static void
say_own_prompt(struct exec_run *run, const struct exec_activity *a)
{
    struct exec_prompt *p = place_of(run, EXEC_OWN_PROMPT + a->instance);
    p->is_there = true;
    if (!mono_went_by(p->said, EXEC_REPEAT_NS, run->app->now.mono))
        return;
    struct telling t = begin_telling(true);
    struct msg_prompt *m = &t.msg.u.prompt;
    const bool is_ground = a->kind == PLUTO_GROUND;
    struct strbuf text = {0};
    m->kind = msg_str(is_ground ? "tick" : "action");
    m->stmt = a->stmt;
    m->actor = msg_str(CATALOGUE_OPERATOR);
    m->since = a->since;
    fill_item(run, a->stmt, m, &t.bag);
    if (is_ground)
        strbuf_addf(&text, "%s: do it; then say done or failed.", a->item);
    else
        strbuf_addf(&text, "%s was not ordered: %s.", a->item, a->why);
    m->text = exec_bag_keep(&t.bag, &text);
    exec_list_add(&t.answers, msg_str(is_ground ? "done" : "retry"));
    exec_list_add(&t.answers, msg_str(is_ground ? "failed" : "abort"));
    exec_list_add(&t.effects,
        msg_str(is_ground ? "it counts as confirmed" : "it is ordered again"));
    exec_list_add(&t.effects,
        msg_str(is_ground ? "it counts as not confirmed"
                          : "nothing is sent, it counts as aborted"));
    tell_prompt(run, p, &t);
}

void
exec_say_prompts(struct exec_run *run)
{
    struct pluto_prompt q;
    const size_t n = pluto_run_n_prompts(run->pluto);
    for (size_t i = 0; i < run->n_prompts; i++)
        run->prompt[i].is_there = false;
    for (size_t i = 0; i < n; i++) {
        pluto_run_prompt(run->pluto, i, &q);
        say_prompt(run, &q);
    }
    for (size_t i = 0; i < exec_own_prompts(run); i++)
        say_own_prompt(run, exec_own_prompt(run, i));
    for (size_t i = 0; i < run->n_prompts;) {
        struct exec_prompt *p = &run->prompt[i];
        if (p->is_there) {
            i++;
            continue;
        }
        struct telling t = begin_telling(false);
        tell_prompt(run, p, &t);
        *p = run->prompt[--run->n_prompts];
    }
}
