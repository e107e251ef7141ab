/*
 * world_trigger.c - when things happen in a world: at a time, after a command,
 * when a condition holds.
 *
 * Conditions are expressions of the procedure language: each is put into a
 * procedure of its own, which its parser and checker read.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/str.h"
#include "common/time.h"
#include "common/xalloc.h"
#include "pluto/check.h"
#include "pluto/parse.h"
#include "pluto/world_priv.h"

const char *const world_moment[WORLD_MOMENT_COUNT] = {
    [WORLD_INITIATED] = "initiated",
    [WORLD_ON_CONFIRMED] = "confirmed",
    [WORLD_ON_NOT_CONFIRMED] = "not confirmed",
    [WORLD_ON_ABORTED] = "aborted",
    [WORLD_ON_COMPLETED] = "completed",
};

/* ---- the end of a line that begins a block ------------------------------- */

void
world_block_tail(struct world_reader *r, const struct world_block *block)
{
    struct world *w = r->world;
    int64_t delay = 0;
    if (world_line_take(&r->line, "+") &&
        !world_line_duration(&r->line, &delay))
        return;
    if (!world_line_need(&r->line, ":"))
        return;
    w->block = xgrow(w->block, w->n_blocks, &w->cap_blocks, sizeof *w->block);
    w->block[w->n_blocks] = *block;
    w->block[w->n_blocks].ns += delay;
    w->block[w->n_blocks].line = r->line.line;
    size_t i = w->n_blocks++;
    r->block = i;
    if (world_line_next(&r->line) == NULL)
        return;
    struct world_action *a = world_action_read(r);
    if (a != NULL)
        world_action_add(r, i, a);
}

/* ---- at ------------------------------------------------------------------ */

/* A time since the start, or a date when the world has one. */
static bool
read_time(struct world_reader *r, int64_t *ns)
{
    struct utc utc;
    const struct world_word *w = world_line_next(&r->line);
    if (w == NULL || strlen(w->text) <= 10 || w->text[4] != '-' ||
        utc_parse(w->text, &utc) != ERR_OK)
        return world_line_duration(&r->line, ns);
    if (r->world->start == 0) {
        world_line_error(&r->line, "the world has no date: say 'begins' first");
        return false;
    }
    if (utc.ns < r->world->start) {
        world_line_error(&r->line, "that is before the world begins");
        return false;
    }
    *ns = utc.ns - r->world->start;
    r->line.at++;
    return true;
}

void
world_line_at(struct world_reader *r)
{
    struct world_block block = {.trigger = WORLD_AT};
    if (read_time(r, &block.ns))
        world_block_tail(r, &block);
}

/* ---- after --------------------------------------------------------------- */

void
world_line_after(struct world_reader *r)
{
    static const char *const stop[] = {
        "initiated", "confirmed", "not confirmed", "aborted", "completed", "+"};
    struct world_name name;
    struct world_block block = {
        .trigger = WORLD_AFTER, .moment = WORLD_ON_CONFIRMED};
    if (!world_name_read(r, stop, ARRAY_LEN(stop), &name))
        return;
    block.activity = world_find_activity(r, &name);
    for (int i = 0; i < WORLD_MOMENT_COUNT; i++)
        if (world_line_take_all(&r->line, world_moment[i])) {
            block.moment = (enum world_moment)i;
            break;
        }
    if (block.activity != UINT32_MAX)
        world_block_tail(r, &block);
}

/* ---- when ---------------------------------------------------------------- */

static void
read_condition(struct world_reader *r, bool is_repeated)
{
    struct world_line *line = &r->line;
    struct world_block block = {
        .trigger = WORLD_WHEN, .is_repeated = is_repeated};
    const struct world_word *first = world_line_next(line);
    while (line->at < line->n && !world_line_is(line, ":") &&
           !world_line_is(line, "+"))
        line->at++;
    /* A '+' may be in the condition: the last one before ':' is a delay only
     * where a time and ':' follow. */
    size_t at = line->at;
    int64_t delay = 0;
    while (world_line_take(line, "+")) {
        size_t back = line->at;
        struct notes none = {0};
        struct notes *notes = line->notes;
        line->notes = &none;
        bool is_delay =
            world_line_duration(line, &delay) && world_line_is(line, ":");
        notes_fini(&none);
        line->notes = notes;
        line->is_bad = false;
        line->at = back;
        if (is_delay)
            break;
        while (line->at < line->n && !world_line_is(line, ":") &&
               !world_line_is(line, "+"))
            line->at++;
        at = line->at;
    }
    line->at = at;
    if (first == NULL || first == world_line_next(line)) {
        world_line_error(line, "a condition is expected here");
        return;
    }
    const struct world_word *stop = world_line_next(line);
    size_t end = stop != NULL ? stop->off : line->len;
    block.condition =
        (struct world_condition){.text = arena_strndup(&r->world->arena,
                                     line->text + first->off, end - first->off),
            .line = line->line,
            .col = first->col};
    world_block_tail(r, &block);
}

void
world_line_when(struct world_reader *r)
{
    read_condition(r, false);
}

void
world_line_whenever(struct world_reader *r)
{
    read_condition(r, true);
}

/* ---- conditions ---------------------------------------------------------- */

#define CONDITION_LINE 3 /* of the procedure below */

/* What its parser and checker said, at the place in the world's file. */
static void
tell(struct world_reader *r, const struct world_condition *c,
    const struct notes *found)
{
    bool has_one = false;
    for (size_t i = 0; i < found->n; i++) {
        const struct note *n = &found->note[i];
        if (n->severity != NOTE_ERROR)
            continue;
        bool is_inside = n->line == CONDITION_LINE;
        notes_add_token(r->line.notes, NOTE_ERROR, r->world->file, c->line,
            is_inside ? c->col + n->col - 1 : c->col, is_inside ? n->cols : 1,
            "%s", n->text);
        has_one = true;
    }
    if (!has_one)
        notes_add(r->line.notes, NOTE_ERROR, r->world->file, c->line, c->col,
            "the condition is not understood");
}

static void
compile(struct world_reader *r, struct world_condition *c)
{
    struct strbuf text = {0};
    struct notes found = {0};
    strbuf_addf(&text,
        "procedure initiate and confirm step When\n"
        "wait until (\n%s\n);\nend step; end procedure\n",
        c->text);
    struct pluto_check_options options = {.is_open = r->world->is_open};
    bool is_good = pluto_parse(r->world->file, text.s, text.len, &found,
                       &c->tree) == ERR_OK &&
                   pluto_check(c->tree, r->model, &options, &found) == ERR_OK;
    /* Nothing but the condition: "a); log (b" is not one. */
    if (is_good && c->tree->n_stmts == 2 &&
        c->tree->stmt[1]->kind == PLUTO_S_WAIT_UNTIL &&
        c->tree->stmt[1]->wait.timeout.expr == NULL)
        c->expr = c->tree->stmt[1]->wait.until;
    else
        tell(r, c, &found);
    notes_fini(&found);
    strbuf_fini(&text);
}

void
world_conditions_settle(struct world_reader *r)
{
    for (size_t i = 0; i < r->world->n_blocks; i++)
        if (r->world->block[i].trigger == WORLD_WHEN)
            compile(r, &r->world->block[i].condition);
}
