/*
 * scenario_when.c - moments of a scenario.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/scenario_when.h"

#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/command.h"
#include "mdb/condition.h"
#include "sim/scenario_name.h"

struct reading {
    struct scenario_line *line;
    const struct mdb *mdb;
    struct arena *arena;
    struct scenario_when *out;
    struct scenario_open *open;
};

/* The index of the last word "for" that a time follows, or line->n. */
static size_t
find_for(const struct scenario_line *line)
{
    for (size_t i = line->n; i > line->at; i--)
        if (!line->word[i - 1].is_quoted &&
            str_eq(line->word[i - 1].text, "for"))
            return i - 1;
    return line->n;
}

/* The condition is the text up to "for", as its own parser reads it. */
static bool
read_condition(struct reading *r)
{
    struct scenario_line *line = r->line;
    size_t until = find_for(line);
    if (until == line->at) {
        scenario_line_error(line, "a condition is expected here");
        return false;
    }
    size_t from = line->word[line->at].col - 1;
    const struct scenario_word *last = &line->word[until - 1];
    char *text = xstrndup(line->text + from, last->col - 1 + last->cols - from);
    struct condition_error error = {0};
    bool is_good =
        condition_parse(r->mdb, r->arena, text, &r->out->criteria, &error);
    free(text);
    if (!is_good) {
        line->is_bad = true;
        notes_add(line->notes, NOTE_ERROR, line->file, line->line,
            (unsigned)(from + error.at) + 1, "%s", error.text);
        return false;
    }
    r->out->kind = WHEN_CONDITION;
    line->at = until;
    return !scenario_line_take(line, "for") ||
           scenario_line_seconds(line, &r->out->s);
}

static bool
read_command(struct reading *r)
{
    uint32_t command = scenario_name_command(r->line, r->mdb);
    r->out->kind = WHEN_COMMAND;
    if (command == MDB_NIL)
        return false;
    r->out->name = arena_strdup(r->arena, r->mdb->command[command].short_name);
    return true;
}

static bool
read_fault(struct reading *r)
{
    const struct scenario_word *w = NULL;
    if (!scenario_line_name(r->line, "the name of a fault", &w))
        return false;
    *r->open = (struct scenario_open){
        .when = r->out, .line = r->line->line, .col = w->col, .cols = w->cols};
    (void)str_copy(r->open->fault, sizeof r->open->fault, w->text);
    if (scenario_line_take(r->line, "begins"))
        r->out->kind = WHEN_BEGUN;
    else if (scenario_line_take(r->line, "ends"))
        r->out->kind = WHEN_ENDED;
    else {
        scenario_line_error(r->line, "begins or ends is expected here");
        return false;
    }
    return true;
}

/* Behind "after": a command, a fault, or a time. */
static bool
read_after(struct reading *r)
{
    const struct scenario_word *w = scenario_line_next(r->line);
    bool is_time = w != NULL && strchr("0123456789", w->text[0]) != NULL;
    if (scenario_line_take(r->line, "command"))
        return read_command(r);
    if (!is_time)
        return read_fault(r);
    r->out->kind = WHEN_AFTER;
    return scenario_line_seconds(r->line, &r->out->s);
}

static bool
read_moment(struct reading *r)
{
    struct scenario_line *line = r->line;
    const struct scenario_word *w = scenario_line_next(line);
    if (scenario_line_take(line, "at"))
        return scenario_line_seconds(line, &r->out->s);
    if (scenario_line_take(line, "when"))
        return read_condition(r);
    if (scenario_line_take(line, "never")) {
        r->out->kind = WHEN_NEVER;
        return true;
    }
    if (scenario_line_take(line, "by")) {
        r->out->kind = WHEN_HAND;
        if (scenario_line_take(line, "hand"))
            return true;
        scenario_line_error(line, "'hand' is expected here");
        return false;
    }
    if (scenario_line_take(line, "after"))
        return read_after(r);
    if (w == NULL || w->is_quoted || strchr("0123456789", w->text[0]) == NULL) {
        scenario_line_error(line,
            "a moment is expected here: at TIME, when CONDITION, after TIME, "
            "TIME after FAULT begins, by hand, never");
        return false;
    }
    if (!scenario_line_seconds(line, &r->out->s))
        return false;
    if (scenario_line_take(line, "after"))
        return read_after(r);
    scenario_line_error(line, "'after' is expected here");
    return false;
}

bool
scenario_when_line(struct scenario_line *line, const struct mdb *mdb,
    struct arena *arena, struct scenario_when *out, struct scenario_open *open)
{
    struct reading r = {line, mdb, arena, out, open};
    size_t from = line->at;
    *out = (struct scenario_when){.kind = WHEN_AT, .fault = UINT32_MAX};
    *open = (struct scenario_open){0};
    if (!read_moment(&r) || !scenario_line_end(line))
        return false;
    size_t begin = line->word[from].col - 1;
    const struct scenario_word *last = &line->word[line->n - 1];
    out->text = arena_strndup(
        arena, line->text + begin, last->col - 1 + last->cols - begin);
    return true;
}
