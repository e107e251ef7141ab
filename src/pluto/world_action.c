/*
 * world_action.c - one thing that happens in a world: a value is set, rises,
 * goes bad; an event; the signal; an operator takes a hand.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "pluto/world_priv.h"

static struct world_action *
new_action(struct world_reader *r, enum world_action_kind kind)
{
    struct world_action *a = arena_alloc(&r->world->arena, sizeof *a);
    *a = (struct world_action){
        .id = r->world->n_actions++, .kind = kind, .line = r->line.line};
    return a;
}

void
world_action_add(
    struct world_reader *r, size_t block, struct world_action *action)
{
    struct world_action **tail = &r->world->block[block].action;
    while (*tail != NULL)
        tail = &(*tail)->next;
    *tail = action;
}

/* ---- of a parameter ------------------------------------------------------ */

static bool
read_set(struct world_reader *r, struct world_action *a)
{
    struct world_value **tail = &a->value;
    do {
        (void)world_line_take(&r->line, "then");
        *tail = world_value_read(r);
        if (*tail == NULL)
            return false;
        tail = &(*tail)->next;
    } while (world_line_take(&r->line, ","));
    return true;
}

static bool
read_ramp(struct world_reader *r, struct world_action *a, bool is_fall)
{
    a->kind = WORLD_RAMP;
    a->rate = world_rate_read(r);
    if (a->rate == NULL)
        return false;
    if (is_fall)
        a->rate->v.d = -a->rate->v.d;
    if (world_line_take(&r->line, "to"))
        return (a->value = world_value_read(r)) != NULL;
    return true;
}

/* "X ramps to 5 degC in 30 s" */
static bool
read_reach(struct world_reader *r, struct world_action *a)
{
    a->kind = WORLD_REACH;
    return world_line_need(&r->line, "to") &&
           (a->value = world_value_read(r)) != NULL &&
           world_line_need(&r->line, "in") &&
           world_line_duration(&r->line, &a->ns);
}

static bool
read_check(struct world_reader *r, struct world_action *a)
{
    static const char *const check[WORLD_CHECK_COUNT] = {
        [WORLD_OVERALL] = "all checks",
        [WORLD_LIMIT] = "limit checking",
        [WORLD_DELTA] = "delta checking",
        [WORLD_EXPECTED] = "expected status",
        [WORLD_CONSISTENCY] = "status consistency",
    };
    a->kind = WORLD_CHECK;
    if (!world_line_take(&r->line, "by"))
        return true;
    int which =
        world_line_choose(&r->line, check, WORLD_CHECK_COUNT, "a check");
    a->which = which >= 0 ? (uint8_t)which : 0;
    return which >= 0;
}

/* "X is expired" */
static bool
read_is(struct world_reader *r, struct world_action *a)
{
    static const char *const state[] = {"valid", "invalid", "expired",
        "not received", "silent", "back", "late", "unchecked", "nominal",
        "in warning", "in alarm"};
    enum {
        VALID,
        INVALID,
        EXPIRED,
        NEVER,
        SILENT,
        BACK,
        LATE,
        UNCHECKED
    };
    int i =
        world_line_choose(&r->line, state, ARRAY_LEN(state), "such a state");
    if (i < 0)
        return false;
    if (i >= UNCHECKED) {
        a->state = (uint8_t)(i - UNCHECKED);
        return read_check(r, a);
    }
    if (i == LATE) {
        a->kind = WORLD_LATE;
        return world_line_duration(&r->line, &a->ns);
    }
    if (i == SILENT || i == BACK) {
        a->kind = WORLD_SILENT;
        a->flag = i == SILENT;
        return true;
    }
    a->kind = WORLD_VALIDITY;
    a->state = (uint8_t)(i == VALID   ? PLUTO_VALID
                         : i == NEVER ? PLUTO_NOT_RECEIVED
                                      : PLUTO_INVALID);
    a->flag = i == EXPIRED;
    return true;
}

static struct world_action *
read_param(struct world_reader *r)
{
    static const char *const stop[] = {
        "rises", "falls", "ramps", "holds", "is"};
    struct world_name name;
    if (!world_name_read(r, stop, ARRAY_LEN(stop), &name))
        return NULL;
    uint32_t param = world_find_param(r, &name);
    if (param == UINT32_MAX)
        return NULL;
    struct world_action *a = new_action(r, WORLD_SET);
    a->object = param;
    bool is_good = false;
    if (world_line_take(&r->line, "="))
        is_good = read_set(r, a);
    else if (world_line_take(&r->line, "rises"))
        is_good = read_ramp(r, a, false);
    else if (world_line_take(&r->line, "falls"))
        is_good = read_ramp(r, a, true);
    else if (world_line_take(&r->line, "ramps"))
        is_good = read_reach(r, a);
    else if (world_line_take(&r->line, "is"))
        is_good = read_is(r, a);
    else if ((is_good = world_line_take(&r->line, "holds")))
        a->kind = WORLD_HOLD;
    else
        world_line_error(&r->line,
            "what happens to it is expected here: = VALUE, rises, falls, "
            "ramps, holds, is");
    if (a->kind == WORLD_RAMP || a->kind == WORLD_REACH)
        r->world->param[param].has_ramp = true;
    return is_good ? a : NULL;
}

/* ---- of a person --------------------------------------------------------- */

static bool
read_reason(struct world_reader *r, struct world_action *a)
{
    a->text = world_line_text(&r->line);
    return a->text != NULL;
}

/* "2.1", or "line 40" */
static bool
read_number(struct world_reader *r, struct world_action *a)
{
    bool is_line = world_line_take(&r->line, "line");
    const struct world_word *w = world_line_next(&r->line);
    if (w == NULL || w->kind != WORLD_WORD) {
        world_line_error(
            &r->line, "a statement is expected here: 2.1, or line 40");
        return false;
    }
    a->number = w->text;
    a->flag = is_line;
    r->line.at++;
    return true;
}

static bool
read_mode(struct world_reader *r, struct world_action *a)
{
    const char *mode[PLUTO_MODE_COUNT];
    for (int i = 0; i < PLUTO_MODE_COUNT; i++)
        mode[i] = pluto_run_mode_str((enum pluto_run_mode)i);
    int i = world_line_choose(&r->line, mode, PLUTO_MODE_COUNT, "a mode");
    a->state = i >= 0 ? (uint8_t)i : 0;
    return i >= 0;
}

static struct world_action *
read_operator(struct world_reader *r)
{
    static const char *const what[WORLD_OP_COUNT] = {
        [WORLD_OP_PAUSE] = "pauses",
        [WORLD_OP_RESUME] = "resumes",
        [WORLD_OP_STEP] = "steps",
        [WORLD_OP_OVER] = "steps over",
        [WORLD_OP_SKIP] = "skips",
        [WORLD_OP_GOTO] = "goes to",
        [WORLD_OP_ABORT_ALL] = "aborts all",
        [WORLD_OP_ABORT] = "aborts",
        [WORLD_OP_BREAK] = "breaks at",
        [WORLD_OP_MODE] = "sets mode",
    };
    struct world_action *a = new_action(r, WORLD_OPERATOR);
    int i = world_line_take_all(&r->line, "steps over")
                ? WORLD_OP_OVER
                : world_line_choose(
                      &r->line, what, WORLD_OP_COUNT, "what an operator does");
    if (i < 0)
        return NULL;
    a->which = (uint8_t)i;
    bool is_good = true;
    if (i == WORLD_OP_MODE)
        is_good = read_mode(r, a);
    if (i == WORLD_OP_GOTO || i == WORLD_OP_BREAK)
        is_good = read_number(r, a);
    if (i == WORLD_OP_ABORT && world_line_next(&r->line) != NULL &&
        world_line_next(&r->line)->kind == WORLD_WORD)
        is_good = read_number(r, a);
    bool has_reason = i == WORLD_OP_SKIP || i == WORLD_OP_GOTO ||
                      i == WORLD_OP_ABORT || i == WORLD_OP_ABORT_ALL;
    return is_good && (!has_reason || read_reason(r, a)) ? a : NULL;
}

/* ---- any ----------------------------------------------------------------- */

static struct world_action *
read_raise(struct world_reader *r)
{
    struct world_name name;
    if (!world_name_read(r, NULL, 0, &name))
        return NULL;
    uint32_t event = world_find_event(r, &name);
    if (event == UINT32_MAX)
        return NULL;
    struct world_action *a = new_action(r, WORLD_RAISE);
    a->object = event;
    return a;
}

struct world_action *
world_action_read(struct world_reader *r)
{
    struct world_action *a = NULL;
    if (world_line_take(&r->line, "operator")) {
        a = read_operator(r);
    } else if (world_line_take(&r->line, "raise")) {
        a = read_raise(r);
    } else if (world_line_is(&r->line, "LOS") ||
               world_line_is(&r->line, "AOS")) {
        a = new_action(r, WORLD_SIGNAL);
        a->flag = world_line_is(&r->line, "AOS");
        r->line.at++;
    } else {
        a = read_param(r);
    }
    return a != NULL && world_line_end(&r->line) ? a : NULL;
}
