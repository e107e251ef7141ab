/*
 * world_activity.c - what a command of a world does: how it ends and when, its
 * stages, its arguments.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/str.h"
#include "common/time.h"
#include "common/xalloc.h"
#include "pluto/world_priv.h"

#define OUTCOMES_MAX 64

static struct world_activity *
current(struct world_reader *r)
{
    return &r->world->activity[r->activity];
}

/* ---- outcomes ------------------------------------------------------------ */

/* "not confirmed after 8 s "checksum"" */
bool
world_outcome_read(struct world_reader *r, struct world_outcome *out)
{
    static const char *const how[] = {"confirmed", "not confirmed", "aborted",
        "unknown", "refused", "never answers"};
    enum {
        UNKNOWN = 3,
        REFUSED,
        NEVER
    };
    int i = world_line_choose(&r->line, how, ARRAY_LEN(how), "an outcome");
    if (i < 0)
        return false;
    *out =
        (struct world_outcome){.outcome = i == UNKNOWN   ? PLUTO_NOT_CONFIRMED
                                          : i == REFUSED ? PLUTO_ABORTED
                                          : i == NEVER   ? PLUTO_NOT_AVAILABLE
                                                       : (enum pluto_outcome)i,
            .after = i == REFUSED ? 0 : NS_PER_S,
            .detail = i == UNKNOWN   ? "unknown whether it was executed"
                      : i == REFUSED ? "refused"
                                     : NULL};
    if (i != NEVER && world_line_take(&r->line, "after") &&
        !world_line_duration(&r->line, &out->after))
        return false;
    const struct world_word *w = world_line_next(&r->line);
    if (w != NULL && w->kind == WORLD_TEXT)
        out->detail = world_line_text(&r->line);
    return true;
}

static void
read_rule(struct world_reader *r, struct world_given *given)
{
    struct world_outcome outcome[OUTCOMES_MAX];
    size_t n = 0;
    (void)world_line_take(&r->line, "first");
    do {
        (void)world_line_take(&r->line, "then");
        if (n == OUTCOMES_MAX) {
            world_line_error(&r->line, "more than %d outcomes", OUTCOMES_MAX);
            return;
        }
        if (!world_outcome_read(r, &outcome[n]))
            return;
        n++;
    } while (world_line_take(&r->line, ","));
    if (!world_line_end(&r->line))
        return;
    struct world_rule *rule = arena_alloc(&r->world->arena, sizeof *rule);
    rule->id = r->world->n_rules++;
    rule->given = given;
    rule->outcome = arena_alloc(&r->world->arena, n * sizeof *outcome);
    memcpy(rule->outcome, outcome, n * sizeof *outcome);
    rule->n = n;
    struct world_rule **tail = &current(r)->rule;
    while (*tail != NULL)
        tail = &(*tail)->next;
    *tail = rule;
}

static void
line_outcome(struct world_reader *r)
{
    r->line.at--;
    read_rule(r, NULL);
}

/* "with Number = 3, Mode = 'fast': not confirmed after 2 s" */
static void
line_with(struct world_reader *r)
{
    struct world_given *given = NULL, **tail = &given;
    do {
        struct world_name name;
        if (!world_name_read(r, NULL, 0, &name) ||
            !world_line_need(&r->line, "="))
            return;
        *tail = arena_alloc(&r->world->arena, sizeof **tail);
        (*tail)->key = name.key[0];
        (*tail)->value = world_value_read(r);
        if ((*tail)->value == NULL)
            return;
        tail = &(*tail)->next;
    } while (world_line_take(&r->line, ","));
    if (world_line_need(&r->line, ":"))
        read_rule(r, given);
}

/* ---- stages, arguments --------------------------------------------------- */

/* "stage routing at 2 s "queued"" */
static void
line_stage(struct world_reader *r)
{
    static const char *const name[] = {
        "preconditions", "routing", "executing", "confirmation"};
    static const enum pluto_execution execution[] = {PLUTO_X_PRECONDITIONS,
        PLUTO_X_ROUTING, PLUTO_X_EXECUTING, PLUTO_X_CONFIRMATION};
    struct world_stage *s = arena_alloc(&r->world->arena, sizeof *s);
    int i = world_line_choose(&r->line, name, ARRAY_LEN(name), "a stage");
    if (i < 0)
        return;
    s->execution = execution[i];
    if (world_line_take(&r->line, "after") &&
        !world_line_duration(&r->line, &s->after))
        return;
    if (world_line_next(&r->line) != NULL) {
        s->detail = world_line_text(&r->line);
        if (s->detail == NULL || !world_line_end(&r->line))
            return;
    }
    struct world_stage **tail = &current(r)->stage;
    while (*tail != NULL)
        tail = &(*tail)->next;
    *tail = s;
}

/* "argument Table Id of type unsigned integer range 0 to 9" */
static void
line_argument(struct world_reader *r)
{
    static const char *const stop[] = {"of type"};
    struct world_name name;
    struct world_argument *a = arena_alloc(&r->world->arena, sizeof *a);
    if (!world_name_read(r, stop, 1, &name))
        return;
    a->name = name.phrase;
    if (world_line_take_all(&r->line, "of type") &&
        !world_type_read(r, &a->type))
        return;
    if (!world_line_end(&r->line))
        return;
    struct world_argument **tail = &current(r)->argument;
    while (*tail != NULL)
        tail = &(*tail)->next;
    *tail = a;
}

static void
line_described(struct world_reader *r)
{
    current(r)->described = world_line_text(&r->line);
    (void)world_line_end(&r->line);
}

/* "on confirmed + 2 s: X = 5" */
static void
line_on(struct world_reader *r)
{
    struct world_block block = {
        .trigger = WORLD_AFTER, .activity = (uint32_t)r->activity};
    int i = world_line_choose(
        &r->line, world_moment, WORLD_MOMENT_COUNT, "a moment of a command");
    if (i < 0)
        return;
    block.moment = (enum world_moment)i;
    world_block_tail(r, &block);
    r->block = SIZE_MAX; /* what follows is about the activity again */
}

/* ---- lines --------------------------------------------------------------- */

static const struct {
    const char *word;
    void (*read)(struct world_reader *r);
} words[] = {
    {"first", line_outcome},
    {"confirmed", line_outcome},
    {"not", line_outcome},
    {"aborted", line_outcome},
    {"unknown", line_outcome},
    {"refused", line_outcome},
    {"never", line_outcome},
    {"with", line_with},
    {"stage", line_stage},
    {"argument", line_argument},
    {"on", line_on},
    {"described", line_described},
};

void
world_line_of_activity(struct world_reader *r)
{
    static const char *const word[] = {"confirmed", "not confirmed", "aborted",
        "unknown", "refused", "never answers", "with", "stage", "argument",
        "on", "described"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (world_line_take(&r->line, words[i].word)) {
            words[i].read(r);
            return;
        }
    (void)world_line_choose(
        &r->line, word, ARRAY_LEN(word), "what a command has");
}

void
world_line_activity(struct world_reader *r)
{
    struct world_name name;
    if (!world_name_read(r, NULL, 0, &name))
        return;
    uint32_t i = world_make_activity(r, &name);
    if (i == UINT32_MAX)
        return;
    struct world_activity *a = &r->world->activity[i];
    if (a->is_scripted)
        world_line_error_at(&r->line, name.first,
            "there is an activity '%s' above", name.phrase);
    a->is_scripted = true;
    r->activity = i;
    if (world_line_take(&r->line, ":"))
        read_rule(r, NULL);
    else
        (void)world_line_end(&r->line);
}
