/*
 * world_person.c - what people answer in a world, and what its author expects.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "pluto/world_priv.h"

#define REPLIES_MAX 64

/* ---- answers ------------------------------------------------------------- */

/* "restart after 5 s" */
static bool
read_reply(struct world_reader *r, struct world_reply *out)
{
    struct strbuf word = {0};
    *out = (struct world_reply){0};
    for (;;) {
        const struct world_word *w = world_line_next(&r->line);
        if (w == NULL || w->kind != WORLD_WORD ||
            world_line_is(&r->line, "after"))
            break;
        strbuf_addf(&word, "%s%s", word.len > 0 ? " " : "", w->text);
        r->line.at++;
    }
    const struct world_word *w = world_line_next(&r->line);
    if (word.len == 0)
        world_line_error(
            &r->line, "an answer is expected here: a word of the prompt");
    else if (w != NULL && w->kind == WORLD_TEXT)
        out->text = world_line_text(&r->line);
    out->word = arena_strdup(&r->world->arena, strbuf_get(&word));
    bool is_good =
        word.len > 0 && (!world_line_take(&r->line, "after") ||
                            world_line_duration(&r->line, &out->after));
    strbuf_fini(&word);
    return is_good;
}

/* Of which prompt: "any", a kind of them, an item's name or number. */
static bool
read_item(struct world_reader *r, struct world_answer *a)
{
    struct world_name name;
    if (!world_name_read(r, NULL, 0, &name))
        return false;
    a->kind = -1;
    a->item = name.phrase;
    if (str_eq(name.key[0], "any"))
        a->item = NULL;
    for (int i = 0; i < PLUTO_ASK_COUNT; i++)
        if (str_eq(
                name.phrase, pluto_prompt_kind_str((enum pluto_prompt_kind)i)))
            a->kind = i;
    return world_line_need(&r->line, ":");
}

void
world_line_answer(struct world_reader *r)
{
    struct world *w = r->world;
    struct world_reply reply[REPLIES_MAX];
    struct world_answer a = {.id = (uint32_t)w->n_answers};
    if (!read_item(r, &a))
        return;
    do {
        (void)world_line_take(&r->line, "then");
        if (a.n == REPLIES_MAX) {
            world_line_error(&r->line, "more than %d answers", REPLIES_MAX);
            return;
        }
        if (!read_reply(r, &reply[a.n]))
            return;
        a.n++;
    } while (world_line_take(&r->line, ","));
    if (!world_line_end(&r->line))
        return;
    a.reply = arena_alloc(&w->arena, a.n * sizeof *reply);
    memcpy(a.reply, reply, a.n * sizeof *reply);
    w->answer =
        xgrow(w->answer, w->n_answers, &w->cap_answers, sizeof *w->answer);
    w->answer[w->n_answers++] = a;
}

/* ---- expectations -------------------------------------------------------- */

static bool
read_outcome(struct world_reader *r, struct world_expect *x)
{
    const char *reason[PLUTO_R_COUNT];
    x->reason = -1;
    if (!world_line_take(&r->line, "because"))
        return true;
    for (int i = 0; i < PLUTO_R_COUNT; i++)
        reason[i] = pluto_reason_str((enum pluto_reason)i);
    x->reason = world_line_choose(&r->line, reason, PLUTO_R_COUNT, "a reason");
    return x->reason >= 0;
}

static bool
read_times(struct world_reader *r, struct world_expect *x)
{
    if (world_line_take(&r->line, "once")) {
        x->count = 1;
        return true;
    }
    if (!world_line_count(&r->line, 1000000, &x->count))
        return false;
    return world_line_need(&r->line, "times");
}

/* "X of Y = 5", "X of Y initiated 2 times", "X of Y never initiated" */
static bool
read_object(struct world_reader *r, struct world_expect *x)
{
    static const char *const stop[] = {"initiated", "never initiated"};
    struct world_name name;
    if (!world_name_read(r, stop, ARRAY_LEN(stop), &name))
        return false;
    bool is_never = world_line_take_all(&r->line, "never initiated");
    if (is_never || world_line_take(&r->line, "initiated")) {
        x->kind = WORLD_EXPECT_COUNT;
        x->object = world_find_activity(r, &name);
        return x->object != UINT32_MAX && (is_never || read_times(r, x));
    }
    x->kind = WORLD_EXPECT_VALUE;
    if (!world_line_is(&r->line, "=")) {
        world_line_error(&r->line,
            "= VALUE, 'initiated N times' or 'never initiated' is expected "
            "here");
        return false;
    }
    x->object = world_find_param(r, &name);
    r->line.at++;
    return x->object != UINT32_MAX && (x->value = world_value_read(r)) != NULL;
}

static bool
read_expect(struct world_reader *r, struct world_expect *x)
{
    static const char *const outcome[] = {
        "confirmed", "not confirmed", "aborted"};
    for (int i = 0; i < (int)ARRAY_LEN(outcome); i++)
        if (world_line_take_all(&r->line, outcome[i])) {
            x->outcome = (enum pluto_outcome)i;
            return read_outcome(r, x);
        }
    if (world_line_take_all(&r->line, "needs operator"))
        x->kind = WORLD_EXPECT_OPERATOR;
    else if (world_line_take_all(&r->line, "no end"))
        x->kind = WORLD_EXPECT_NO_END;
    else if (world_line_take_all(&r->line, "end by")) {
        x->kind = WORLD_EXPECT_END;
        return world_line_duration(&r->line, &x->ns);
    } else if (world_line_take(&r->line, "line")) {
        x->kind = WORLD_EXPECT_SAID;
        return (x->text = world_line_text(&r->line)) != NULL;
    } else
        return read_object(r, x);
    return true;
}

void
world_line_expect(struct world_reader *r)
{
    struct world *w = r->world;
    struct world_expect x = {.line = r->line.line};
    (void)world_line_take(&r->line, "outcome");
    if (!read_expect(r, &x) || !world_line_end(&r->line))
        return;
    w->expect =
        xgrow(w->expect, w->n_expects, &w->cap_expects, sizeof *w->expect);
    w->expect[w->n_expects++] = x;
}
