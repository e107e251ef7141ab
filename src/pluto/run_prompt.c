/*
 * run_prompt.c - questions to people, and their answers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/attr.h"
#include "common/xalloc.h"

const char *
pluto_prompt_kind_str(enum pluto_prompt_kind kind)
{
    static const char *const name[] = {
        "action", "holds", "actor", "tell", "tick", "value", "guard"};
    static_assert(ARRAY_LEN(name) == PLUTO_ASK_COUNT, "one name each");
    return (unsigned)kind < PLUTO_ASK_COUNT ? name[kind] : "?";
}

/* The task waits for it. */
struct run_prompt *
run_ask_person(struct pluto_run *run, struct run_task *t,
    enum pluto_prompt_kind kind, enum run_stage stage, const char *actor,
    const char *text)
{
    bool is_of_body = stage == RUN_STAGE_ENTER;
    const struct pluto_stmt *s = is_of_body ? NULL : run_now(t);
    struct run_prompt *q = xcalloc(1, sizeof *q);
    struct strbuf clean = {0};
    str_sanitize(&clean, text, strlen(text), false);
    q->number = ++run->prompts;
    q->kind = (uint8_t)kind;
    q->stmt = s != NULL ? s->id : run_top(t)->stmt;
    if (t->kind == RUN_GUARD && kind == PLUTO_ASK_GUARD)
        q->stmt = t->root;
    q->task = t->id;
    q->since = run->now;
    q->actor = xstrdup(actor);
    q->text = strbuf_take(&clean);
    run->prompt = (struct run_prompt **)xgrow((void *)run->prompt,
        run->n_prompts, &run->cap_prompts, sizeof(struct run_prompt *));
    run->prompt[run->n_prompts++] = q;
    run_wait_fini(&t->wait);
    t->wait.kind = RUN_PROMPT;
    t->wait.began = run->now;
    t->wait.prompt = q->number;
    t->stage = (uint8_t)stage;
    run_record(run, PLUTO_T_ASK, q->stmt, "", q->text, actor);
    run_touch(run, q->stmt);
    return q;
}

void
run_prompt_answer(struct run_prompt *q, const char *word, const char *effect)
{
    assert(q->n_answers < ARRAY_LEN(q->answer));
    q->answer[q->n_answers++] =
        (struct pluto_answer){xstrdup(word), xstrdup(effect)};
}

void
run_prompt_free(struct run_prompt *q)
{
    for (size_t i = 0; i < q->n_answers; i++) {
        free((void *)(uintptr_t)q->answer[i].word);
        free((void *)(uintptr_t)q->answer[i].effect);
    }
    free(q->actor);
    free(q->text);
    free(q);
}

struct run_prompt *
run_prompt_find(const struct pluto_run *run, uint64_t number)
{
    for (size_t i = 0; i < run->n_prompts; i++)
        if (run->prompt[i]->number == number)
            return run->prompt[i];
    return NULL;
}

void
run_prompt_withdraw(struct pluto_run *run, uint64_t number)
{
    size_t i = 0;
    while (i < run->n_prompts && run->prompt[i]->number != number)
        i++;
    if (i == run->n_prompts)
        return;
    run_touch(run, run->prompt[i]->stmt);
    run_prompt_free(run->prompt[i]);
    run->n_prompts--;
    for (; i < run->n_prompts; i++)
        run->prompt[i] = run->prompt[i + 1];
}

bool
run_is_answered(const struct run_task *t)
{
    return t->wait.kind == RUN_PROMPT && t->wait.word != NULL;
}

static const struct catalogue_enter *
enter_of(const struct pluto_run *run, const struct run_prompt *q)
{
    const struct catalogue_step *c =
        catalogue_step_of(run->config.catalogue, q->stmt);
    return q->kind == PLUTO_ASK_VALUE && c != NULL && q->enter < c->n_enters
               ? &c->enter[q->enter]
               : NULL;
}

size_t
pluto_run_n_prompts(const struct pluto_run *run)
{
    return run->n_prompts;
}

void
pluto_run_prompt(
    const struct pluto_run *run, size_t i, struct pluto_prompt *out)
{
    assert(i < run->n_prompts);
    const struct run_prompt *q = run->prompt[i];
    *out = (struct pluto_prompt){.number = q->number,
        .kind = q->kind,
        .stmt = q->stmt,
        .since = q->since,
        .actor = q->actor,
        .text = q->text,
        .answer = q->answer,
        .n_answers = q->n_answers,
        .enter = enter_of(run, q)};
}

static const char *
legal_word(const struct run_prompt *q, const char *word, struct strbuf *why)
{
    if (q->kind == PLUTO_ASK_VALUE && strcasecmp(word, "value") == 0)
        return "value";
    for (size_t i = 0; i < q->n_answers; i++)
        if (strcasecmp(q->answer[i].word, word) == 0)
            return q->answer[i].word;
    strbuf_adds(why, "that is no answer to this question; answer ");
    for (size_t i = 0; i < q->n_answers; i++)
        strbuf_addf(why, "%s%s",
            i == 0                 ? ""
            : i + 1 < q->n_answers ? ", "
                                   : " or ",
            q->answer[i].word);
    if (q->n_answers == 0)
        strbuf_adds(why, "with a value");
    return NULL;
}

/* Those that a later reader wants explained. */
static bool
needs_reason(const struct run_prompt *q, const char *word)
{
    return (q->kind == PLUTO_ASK_ACTOR && str_eq(word, "skip")) ||
           (q->kind == PLUTO_ASK_TICK && str_eq(word, "failed"));
}

static enum err
refuse(struct strbuf *why, enum err e, const char *text)
{
    strbuf_adds(why, text);
    return e;
}

enum err
pluto_run_answer(struct pluto_run *run, uint64_t prompt, const char *word,
    const char *text, const char *person, int64_t now, struct strbuf *why)
{
    run->now = now > run->now ? now : run->now;
    struct run_prompt *q = run_prompt_find(run, prompt);
    struct run_task *t = q != NULL ? run_task_find(run, q->task) : NULL;
    if (q == NULL || t == NULL || t->wait.kind != RUN_PROMPT ||
        t->wait.prompt != prompt)
        return refuse(why, ERR_NOTFOUND,
            "this question is no longer open; look at those that are");
    const char *legal = legal_word(q, word != NULL ? word : "", why);
    if (legal == NULL)
        return ERR_DENIED;
    text = text != NULL ? text : "";
    if (needs_reason(q, legal) && text[0] == '\0')
        return refuse(why, ERR_DENIED, "say why: a reason is recorded");
    if (q->kind == PLUTO_ASK_VALUE &&
        !run_value_entered(run, q, text, person, why))
        return ERR_RANGE;
    t->wait.word = xstrdup(legal);
    t->wait.text = xstrdup(text);
    t->wait.person = xstrdup(person != NULL ? person : "");
    run_record_by(run, PLUTO_T_ASK, q->stmt, "", legal, text, person);
    run_prompt_withdraw(run, prompt);
    return ERR_OK;
}
