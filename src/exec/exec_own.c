/*
 * exec_own.c - questions of the executor itself: orders refused, ground
 * actions.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "exec/exec_priv.h"

static bool
asks(const struct exec_activity *a)
{
    /* What is tried again by itself needs nobody yet. */
    return a->stage == EXEC_STANDS && mono_is_none(a->again) && !a->is_left &&
           a->problem == NULL;
}

size_t
exec_own_prompts(const struct exec_run *run)
{
    size_t n = 0;
    for (size_t i = 0; i < run->n_activities; i++)
        n += asks(&run->activity[i]);
    return n;
}

struct exec_activity *
exec_own_prompt(const struct exec_run *run, size_t i)
{
    for (size_t k = 0; k < run->n_activities; k++)
        if (asks(&run->activity[k]) && i-- == 0)
            return &run->activity[k];
    return NULL;
}

static enum err
answer_ground(struct exec_run *run, struct exec_activity *a, const char *word,
    const char *text, struct strbuf *why)
{
    struct exec_report r = {
        .execution = PLUTO_X_COMPLETED, .outcome = PLUTO_CONFIRMED};
    if (strcmp(word, "failed") == 0 && text[0] == '\0') {
        strbuf_adds(why, "say why it failed");
        return ERR_FORMAT;
    }
    if (strcmp(word, "failed") == 0)
        r.outcome = PLUTO_NOT_CONFIRMED;
    else if (strcmp(word, "done") != 0) {
        strbuf_adds(why, "answer done or failed");
        return ERR_FORMAT;
    }
    (void)str_copy(r.detail, sizeof r.detail, text);
    exec_activity_report(run, a, &r);
    return ERR_OK;
}

enum err
exec_own_answer(struct exec_run *run, uint64_t number, const char *word,
    const char *text, const char *person, struct strbuf *why)
{
    struct exec_activity *a = exec_activity_of(run, number - EXEC_OWN_PROMPT);
    if (a == NULL || !asks(a)) {
        strbuf_adds(why, "it is not asked any more");
        return ERR_NOTFOUND;
    }
    const bool is_retry = strcmp(word, "retry") == 0;
    if (a->kind != PLUTO_GROUND && !is_retry && strcmp(word, "abort") != 0) {
        strbuf_adds(why, "answer retry or abort");
        return ERR_FORMAT;
    }
    exec_run_note(run, PLUTO_T_ASK, person, "%s: %s%s%s", a->item, word,
        text[0] != '\0' ? ": " : "", text);
    if (a->kind == PLUTO_GROUND)
        return answer_ground(run, a, word, text, why);
    if (is_retry) {
        a->again = run->app->now.mono;
        exec_run_touch(run);
    } else {
        exec_activity_abort(run, a, "given up by a person; nothing was sent");
    }
    return ERR_OK;
}
