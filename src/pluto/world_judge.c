/*
 * world_judge.c - the people of a simulation: answers, actions, and whether
 * what its author expects came true.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <strings.h>

#include "common/str.h"
#include "common/time.h"
#include "common/xalloc.h"
#include "pluto/eval.h"
#include "pluto/world_sim.h"

#define PERSON "operator"

/* ---- answers ------------------------------------------------------------- */

static bool
is_about(const struct sim_run *run, const struct world_answer *a,
    const struct pluto_prompt *prompt)
{
    if (a->kind >= 0)
        return a->kind == (int)prompt->kind;
    if (a->item == NULL)
        return true;
    if (prompt->stmt == PLUTO_NIL)
        return strcasecmp(a->item, "procedure") == 0;
    struct strbuf heading = {0}, number = {0};
    const struct pluto_stmt *s = run->procedure->stmt[prompt->stmt];
    pluto_heading(run->procedure, prompt->stmt, &heading);
    pluto_number(run->procedure, prompt->stmt, &number);
    bool is_it = strcasecmp(a->item, strbuf_get(&heading)) == 0 ||
                 str_eq(a->item, strbuf_get(&number)) ||
                 (s->kind == PLUTO_S_STEP &&
                     strcasecmp(a->item, s->step.name->text) == 0);
    strbuf_fini(&heading);
    strbuf_fini(&number);
    if (is_it || (s->kind != PLUTO_S_CONFIRM && s->kind != PLUTO_S_INITIATE))
        return is_it;
    /* "Move Home" for "Move Home of Filter Wheel": as it stands there. */
    struct strbuf name = {0};
    pluto_text(run->procedure, s->call.ref->span, &name);
    is_it = strcasecmp(a->item, strbuf_get(&name)) == 0;
    strbuf_fini(&name);
    return is_it;
}

static void
plan_answer(struct world_sim *sim, size_t r, const struct pluto_prompt *prompt)
{
    for (size_t i = 0; i < sim->world->n_answers; i++) {
        const struct world_answer *a = &sim->world->answer[i];
        if (sim->answer[i] >= a->n || !is_about(sim->run[r], a, prompt))
            continue;
        const struct world_reply *reply = &a->reply[sim->answer[i]++];
        sim_plan(sim, (struct due){.at = sim->now + reply->after,
                          .kind = DUE_ANSWER,
                          .reply = reply,
                          .what = r,
                          .prompt = prompt->number});
        return;
    }
}

static bool
is_seen(struct sim_run *run, uint64_t number)
{
    for (size_t i = 0; i < run->n_open; i++)
        if (run->open[i] == number)
            return true;
    run->open =
        xgrow(run->open, run->n_open, &run->cap_open, sizeof *run->open);
    run->open[run->n_open++] = number;
    return false;
}

bool
sim_prompts(struct world_sim *sim)
{
    size_t before = sim->n_due;
    for (size_t r = 0; r < sim->n_runs; r++)
        for (size_t i = 0; i < pluto_run_n_prompts(sim->run[r]->run); i++) {
            struct pluto_prompt prompt;
            pluto_run_prompt(sim->run[r]->run, i, &prompt);
            if (!is_seen(sim->run[r], prompt.number))
                plan_answer(sim, r, &prompt);
        }
    return sim->n_due > before;
}

static bool
has_prompt(const struct sim_run *run, uint64_t number)
{
    bool is_there = false;
    for (size_t i = 0; i < pluto_run_n_prompts(run->run); i++) {
        struct pluto_prompt prompt;
        pluto_run_prompt(run->run, i, &prompt);
        is_there = is_there || prompt.number == number;
    }
    return is_there;
}

void
sim_reply(struct world_sim *sim, const struct due *due)
{
    struct strbuf why = {0};
    struct sim_run *run = sim->run[due->what];
    /* A guard or another person may have been quicker. */
    if (has_prompt(run, due->prompt) &&
        pluto_run_answer(run->run, due->prompt, due->reply->word,
            due->reply->text != NULL ? due->reply->text : "", PERSON, sim->now,
            &why) != ERR_OK)
        sim_fail(sim, 0, "the answer '%s' was refused: %s", due->reply->word,
            strbuf_get(&why));
    strbuf_fini(&why);
}

struct sim_run *
sim_open_prompt(const struct world_sim *sim, struct pluto_prompt *prompt)
{
    for (size_t r = 0; r < sim->n_runs; r++)
        if (pluto_run_n_prompts(sim->run[r]->run) > 0) {
            pluto_run_prompt(sim->run[r]->run, 0, prompt);
            return sim->run[r];
        }
    return NULL;
}

/* ---- what an operator does ----------------------------------------------- */

static uint32_t
statement(const struct pluto *p, const struct world_action *a)
{
    return a->number == NULL ? PLUTO_NIL
           : a->flag         ? pluto_find_line(p, (uint32_t)atoi(a->number))
                             : pluto_find_number(p, a->number);
}

static enum err
do_it(struct world_sim *sim, const struct world_action *a, struct strbuf *why)
{
    struct sim_run *first = sim->run[0];
    struct pluto_run *run = first->run;
    uint32_t stmt = statement(first->procedure, a);
    if (a->number != NULL && stmt == PLUTO_NIL) {
        strbuf_addf(why, "there is no statement %s", a->number);
        return ERR_NOTFOUND;
    }
    switch ((enum world_operator)a->which) {
    case WORLD_OP_PAUSE:
        return pluto_run_pause(run, PERSON, sim->now, why);
    case WORLD_OP_RESUME:
        return pluto_run_resume(run, PERSON, sim->now, why);
    case WORLD_OP_STEP:
        return pluto_run_step(run, PLUTO_STEP_INTO, PERSON, sim->now, why);
    case WORLD_OP_OVER:
        return pluto_run_step(run, PLUTO_STEP_OVER, PERSON, sim->now, why);
    case WORLD_OP_SKIP:
        return pluto_run_skip(run, a->text, PERSON, sim->now, why);
    case WORLD_OP_GOTO:
        return pluto_run_goto(run, stmt, a->text, PERSON, sim->now, why);
    case WORLD_OP_ABORT:
    case WORLD_OP_ABORT_ALL:
        return pluto_run_abort(run, stmt, a->which == WORLD_OP_ABORT_ALL,
            a->text, PERSON, sim->now, why);
    case WORLD_OP_BREAK:
        return pluto_run_break(run, stmt, true, false, why);
    case WORLD_OP_MODE:
        return pluto_run_set_mode(
            run, (enum pluto_run_mode)a->state, PERSON, sim->now, why);
    case WORLD_OP_COUNT:
        break;
    }
    return ERR_OK;
}

void
sim_operator(struct world_sim *sim, const struct world_action *a)
{
    struct strbuf why = {0};
    if (do_it(sim, a, &why) != ERR_OK)
        sim_fail(
            sim, a->line, "the operator was refused: %s", strbuf_get(&why));
    strbuf_fini(&why);
}

/* ---- expectations -------------------------------------------------------- */

static const char *
how_it_ended(const struct world_result *result)
{
    return result->end == WORLD_NEEDS_OPERATOR ? "needs operator"
           : result->end == WORLD_NO_END       ? "no end"
                                         : pluto_outcome_str(result->outcome);
}

static void
judge_value(struct world_sim *sim, const struct world_expect *x)
{
    struct strbuf why = {0}, is = {0}, want = {0};
    struct pluto_value equal = {0};
    struct pluto_value v = tm_value(&sim->param[x->object], sim->now);
    bool is_good = v.type != PLUTO_NONE &&
                   pluto_compute(PLUTO_EQ, &v, &x->value->v, &equal, &why) &&
                   equal.type == PLUTO_BOOLEAN && equal.b;
    if (!is_good) {
        pluto_value_show(&v, &is);
        pluto_value_show(&x->value->v, &want);
        sim_fail(sim, x->line, "expected %s = %s, it is %s",
            sim->world->param[x->object].name.phrase, strbuf_get(&want),
            v.type != PLUTO_NONE ? strbuf_get(&is) : "not known");
    }
    pluto_value_fini(&v);
    pluto_value_fini(&equal);
    strbuf_fini(&why);
    strbuf_fini(&is);
    strbuf_fini(&want);
}

static void
judge_outcome(struct world_sim *sim, const struct world_expect *x)
{
    const struct world_result *result = sim->result;
    bool is_it = result->end == WORLD_ENDED && result->outcome == x->outcome;
    if (!is_it)
        sim_fail(sim, x->line, "expected outcome %s, it is %s",
            pluto_outcome_str(x->outcome), how_it_ended(result));
    else if (x->reason >= 0 && x->reason != (int)result->reason)
        sim_fail(sim, x->line, "expected reason %s, it is %s",
            pluto_reason_str((enum pluto_reason)x->reason),
            pluto_reason_str(result->reason));
}

static void
judge_one(struct world_sim *sim, size_t i)
{
    const struct world_expect *x = &sim->world->expect[i];
    const struct world_result *result = sim->result;
    char took[TIME_TEXT_SIZE];
    switch (x->kind) {
    case WORLD_EXPECT_OUTCOME:
        judge_outcome(sim, x);
        break;
    case WORLD_EXPECT_OPERATOR:
    case WORLD_EXPECT_NO_END:
        if (result->end != (x->kind == WORLD_EXPECT_OPERATOR
                                   ? WORLD_NEEDS_OPERATOR
                                   : WORLD_NO_END))
            sim_fail(sim, x->line, "expected %s, it is %s",
                x->kind == WORLD_EXPECT_OPERATOR ? "needs operator" : "no end",
                how_it_ended(result));
        break;
    case WORLD_EXPECT_END:
        if (result->end != WORLD_ENDED ||
            result->time - sim->world->start > x->ns)
            sim_fail(sim, x->line, "it did not end in time: after %s, %s",
                duration_fmt(took, result->time - sim->world->start),
                how_it_ended(result));
        break;
    case WORLD_EXPECT_VALUE:
        judge_value(sim, x);
        break;
    case WORLD_EXPECT_COUNT: {
        const struct world_activity *a = &sim->world->activity[x->object];
        uint32_t n =
            a->object < sim->n_objects_activity ? sim->initiated[a->object] : 0;
        if (n != x->count)
            sim_fail(sim, x->line,
                "expected %s to be initiated %llu times, it was %u times",
                a->name.phrase, (unsigned long long)x->count, n);
        break;
    }
    case WORLD_EXPECT_SAID:
        if (!sim->was_said[i])
            sim_fail(sim, x->line, "expected a line \"%s\", there was none",
                x->text);
        break;
    }
}

void
sim_judge(struct world_sim *sim)
{
    for (size_t i = 0; i < sim->world->n_expects; i++)
        judge_one(sim, i);
}
