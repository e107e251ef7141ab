/*
 * command_stack.c - see command_stack.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/command_stack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* ---- life ----------------------------------------------------------------
 */

void
command_stack_init(struct command_stack *s)
{
    stack_init(&s->stack);
    stack_init(&s->undo.stack);
    s->version++;
}

static void
forget_undo(struct command_stack *s)
{
    stack_fini(&s->undo.stack);
    free(s->undo.line);
    s->undo.line = NULL;
    s->undo.inserted = 0;
    s->undo.what[0] = '\0';
}

void
command_stack_fini(struct command_stack *s)
{
    stack_fini(&s->stack);
    free(s->line);
    forget_undo(s);
    notes_fini(&s->notes);
    *s = (struct command_stack){.version = s->version};
}

/* ---- lines ---------------------------------------------------------------
 */

static void
copy_stack(const struct stack *from, struct stack *to)
{
    stack_init(to);
    to->until = from->until;
    to->mission = from->mission != NULL ? xstrdup(from->mission) : NULL;
    for (size_t i = 0; i < from->n; i++)
        (void)stack_insert(to, i, &from->item[i]);
}

static void
name_edit(struct command_stack *s, const char *what, size_t n)
{
    if (n > 1)
        (void)snprintf(
            s->undo.what, sizeof s->undo.what, "%s %zu lines", what, n);
    else
        (void)snprintf(s->undo.what, sizeof s->undo.what, "%s a line", what);
    s->is_changed = true;
    s->version++;
}

static void
copy_lines(struct command_stack *s)
{
    copy_stack(&s->stack, &s->undo.stack);
    s->undo.line = xcalloc(s->stack.n + 1, sizeof *s->undo.line);
    if (s->stack.n > 0)
        memcpy(s->undo.line, s->line, s->stack.n * sizeof *s->line);
    s->undo.current = s->current;
}

/* What follows is an edit: keep what was before. */
static void
begin_edit(struct command_stack *s, const char *what, size_t n)
{
    forget_undo(s);
    copy_lines(s);
    name_edit(s, what, n);
}

static void
new_line(struct command_stack *s, struct stack_line *line)
{
    *line = (struct stack_line){.key = ++s->keys};
}

static bool
insert(struct command_stack *s, size_t at, const struct stack_item *item)
{
    size_t n = s->stack.n;
    if (!stack_insert(&s->stack, at, item))
        return false;
    s->line = xgrow(s->line, n, &s->cap, sizeof *s->line);
    memmove(s->line + at + 1, s->line + at, (n - at) * sizeof *s->line);
    new_line(s, &s->line[at]);
    return true;
}

static void delete (struct command_stack *s, size_t at)
{
    stack_delete(&s->stack, at);
    memmove(
        s->line + at, s->line + at + 1, (s->stack.n - at) * sizeof *s->line);
}

size_t
command_stack_find(const struct command_stack *s, uint64_t key)
{
    for (size_t i = 0; i < s->stack.n; i++)
        if (s->line[i].key == key)
            return i;
    return SIZE_MAX;
}

/* ---- edits ---------------------------------------------------------------
 */

bool
command_stack_insert(
    struct command_stack *s, size_t at, const struct stack_item *item)
{
    if (s->stack.n >= STACK_ITEMS_MAX || at > s->stack.n)
        return false;
    (void)insert(s, at, item);
    forget_undo(s);
    s->undo.inserted = s->line[at].key;
    name_edit(s, "inserted", 1);
    return true;
}

bool
command_stack_add(struct command_stack *s, const struct stack_item *item)
{
    return command_stack_insert(s, s->stack.n, item);
}

bool
command_stack_replace(
    struct command_stack *s, size_t at, const struct stack_item *item)
{
    if (at >= s->stack.n || s->line[at].state == LINE_ASKED)
        return false;
    struct stack one;
    stack_init(&one); /* `item` may be the line's own */
    (void)stack_insert(&one, 0, item);
    begin_edit(s, "changed", 1);
    bool was_current = s->line[at].key == s->current;
    delete (s, at);
    (void)insert(s, at, &one.item[0]);
    if (was_current)
        s->current = s->line[at].key;
    stack_fini(&one);
    return true;
}

static int
compare_keys(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* A bit for each line: is it one of the keys?  Owned. */
static bool *
chosen(
    const struct command_stack *s, const uint64_t *key, size_t n, size_t *found)
{
    bool *is = xcalloc(s->stack.n + 1, sizeof *is);
    uint64_t *sorted = xcalloc(n + 1, sizeof *sorted);
    if (n > 0)
        memcpy(sorted, key, n * sizeof *key);
    qsort(sorted, n, sizeof *sorted, compare_keys);
    *found = 0;
    for (size_t i = 0; i < s->stack.n; i++) {
        is[i] = bsearch(&s->line[i].key, sorted, n, sizeof *sorted,
                    compare_keys) != NULL;
        *found += is[i];
    }
    free(sorted);
    return is;
}

/* The line before a deleted one is the one worked at last then. */
static void
leave(struct command_stack *s, size_t at)
{
    if (s->line[at].key == s->current)
        s->current = at > 0 ? s->line[at - 1].key : 0;
}

size_t
command_stack_delete(struct command_stack *s, const uint64_t *key, size_t n)
{
    size_t found;
    bool *is = chosen(s, key, n, &found);
    if (found > 0)
        begin_edit(s, "deleted", found);
    for (size_t i = s->stack.n; found > 0 && i-- > 0;)
        if (is[i]) {
            leave(s, i);
            delete (s, i);
        }
    free(is);
    return found;
}

size_t
command_stack_duplicate(struct command_stack *s, const uint64_t *key, size_t n)
{
    size_t found, behind = 0, to;
    bool *is = chosen(s, key, n, &found);
    size_t old = s->stack.n;
    if (found == 0 || old + found > STACK_ITEMS_MAX) {
        free(is);
        return 0;
    }
    begin_edit(s, "doubled", found);
    for (size_t i = 0; i < old; i++)
        behind = is[i] ? i + 1 : behind;
    to = behind;
    for (size_t i = 0; i < behind; i++)
        if (is[i]) {
            (void)insert(s, to, &s->stack.item[i]);
            s->stack.item[to++].has_gap = false;
        }
    free(is);
    return found;
}

static void
swap_lines(struct command_stack *s, size_t a, size_t b)
{
    struct stack_line line = s->line[a];
    stack_move(&s->stack, a, b);
    s->line[a] = s->line[b];
    s->line[b] = line;
}

bool
command_stack_move(
    struct command_stack *s, const uint64_t *key, size_t n, int by)
{
    size_t found, last = s->stack.n;
    bool *is = chosen(s, key, n, &found);
    bool can = found > 0 && !is[by < 0 ? 0 : last - 1];
    if (can)
        begin_edit(s, "moved", found);
    for (size_t i = 1; can && by < 0 && i < last; i++)
        if (is[i])
            swap_lines(s, i, i - 1);
    for (size_t i = last; can && by > 0 && i-- > 1;)
        if (is[i - 1])
            swap_lines(s, i - 1, i);
    free(is);
    return can;
}

void
command_stack_clear(struct command_stack *s)
{
    if (s->stack.n == 0)
        return;
    begin_edit(s, "cleared", s->stack.n);
    stack_fini(&s->stack);
    s->current = 0;
    s->file[0] = '\0';
}

void
command_stack_put(
    struct command_stack *s, struct stack *stack, const char *file)
{
    begin_edit(s, "loaded", stack->n);
    stack_fini(&s->stack);
    s->stack = *stack;
    stack_init(stack);
    free(s->line);
    s->line = xcalloc(s->stack.n + 1, sizeof *s->line);
    s->cap = s->stack.n;
    for (size_t i = 0; i < s->stack.n; i++)
        new_line(s, &s->line[i]);
    s->current = 0;
    command_stack_saved(s, file);
}

void
command_stack_saved(struct command_stack *s, const char *file)
{
    (void)str_copy(s->file, sizeof s->file, file);
    s->is_changed = false;
    s->version++;
}

/* What became of a line since it was put aside. */
static void
take_states(struct stack_line *line, size_t n, const struct stack_line *from,
    size_t n_from)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n_from; k++)
            if (from[k].key == line[i].key) {
                line[i] = from[k];
                break;
            }
}

static const char *
undo_insert(struct command_stack *s)
{
    size_t at = command_stack_find(s, s->undo.inserted);
    copy_lines(s); /* with the line: undone once more it is there again */
    s->undo.inserted = 0;
    if (at != SIZE_MAX) {
        leave(s, at);
        delete (s, at);
    }
    s->is_changed = true;
    s->version++;
    return s->undo.what;
}

const char *
command_stack_undo(struct command_stack *s)
{
    if (s->undo.what[0] == '\0')
        return NULL;
    if (s->undo.inserted != 0)
        return undo_insert(s);
    struct stack stack = s->stack;
    struct stack_line *line = s->line;
    uint64_t current = s->current;
    take_states(s->undo.line, s->undo.stack.n, line, stack.n);
    s->stack = s->undo.stack;
    s->line = s->undo.line;
    s->cap = s->stack.n;
    s->current = s->undo.current;
    s->undo.stack = stack;
    s->undo.line = line != NULL ? line : xcalloc(1, sizeof *line);
    s->undo.current = current;
    s->is_changed = true;
    s->version++;
    return s->undo.what;
}

/* ---- what became of it ---------------------------------------------------
 */

const struct telecommand *
command_stack_command(
    const struct command_stack *s, size_t at, const struct commands *c)
{
    return s->line[at].id[0] != '\0' ? commands_find(c, s->line[at].id) : NULL;
}

bool
command_stack_is_under_way(
    const struct command_stack *s, size_t at, const struct commands *c)
{
    const struct telecommand *t = command_stack_command(s, at, c);
    enum line_state state = s->line[at].state;
    if (t != NULL)
        return telecommand_is_unknown(t) ||
               (t->state != COMMAND_UNKNOWN &&
                   !command_state_is_final(t->state));
    return state == LINE_ASKED || state == LINE_SILENT ||
           state == LINE_SUBMITTED;
}

void
command_stack_submitted(struct command_stack *s, uint64_t key, const char *id)
{
    size_t at = command_stack_find(s, key);
    if (at == SIZE_MAX)
        return;
    struct stack_line *line = &s->line[at];
    *line = (struct stack_line){.key = key, .state = LINE_ASKED};
    (void)str_copy(line->id, sizeof line->id, id);
    s->current = key;
    s->version++;
}

static bool
take_answer(struct stack_line *line, size_t n, const char *id,
    enum answer answer, const char *text)
{
    for (size_t i = 0; i < n; i++) {
        if (line[i].state != LINE_ASKED || !str_eq(line[i].id, id))
            continue;
        line[i].state = answer == ANSWER_YES  ? LINE_SUBMITTED
                        : answer == ANSWER_NO ? LINE_REFUSED
                                              : LINE_SILENT;
        (void)str_copy(line[i].why, sizeof line[i].why, text);
        return true;
    }
    return false;
}

void
command_stack_answer(struct command_stack *s, const char *id,
    enum answer answer, const char *text)
{
    if (answer == ANSWER_NONE || id[0] == '\0')
        return;
    if (s->undo.line != NULL)
        (void)take_answer(s->undo.line, s->undo.stack.n, id, answer, text);
    if (take_answer(s->line, s->stack.n, id, answer, text))
        s->version++;
}

void
command_stack_pass(struct command_stack *s, size_t at, struct clock now)
{
    struct stack_line *line = &s->line[at];
    *line = (struct stack_line){
        .key = line->key, .state = LINE_PASSED, .since = now.mono};
    s->current = line->key;
    s->version++;
}

/* ---- what is next --------------------------------------------------------
 */

static void
name_line(const struct command_stack *s, size_t at, struct strbuf *why)
{
    const struct stack_item *item = &s->stack.item[at];
    strbuf_addf(why, "line %zu", at + 1);
    if (item->name != NULL)
        strbuf_addf(why, " (%s)", item->name);
}

static enum stack_go
after_command(const struct command_stack *s, const struct telecommand *t,
    size_t at, struct strbuf *why)
{
    const struct stack_item *item = &s->stack.item[at];
    enum until until = item->has_until ? item->until : s->stack.until;
    enum until_result r = until_check(until, t->state, t->stage, t->n_stages);
    if (r == UNTIL_REACHED)
        return GO_READY;
    name_line(s, at, why);
    strbuf_addf(why, " is %s", command_state_str(t->state));
    if (r == UNTIL_NOT_YET)
        strbuf_addf(why, ", not %s yet", until_str(until));
    else if (t->state == COMMAND_UNKNOWN)
        strbuf_adds(why, ": look at telemetry");
    if (r == UNTIL_NEVER && t->detail[0] != '\0')
        strbuf_addf(why, ": %s", t->detail);
    return r == UNTIL_NOT_YET ? GO_WAITS : GO_STOPPED;
}

static enum stack_go
after_wait(const struct command_stack *s, struct clock now, size_t at,
    struct strbuf *why)
{
    int64_t left = s->stack.item[at].wait_ms * NS_PER_MS -
                   mono_diff_ns(now.mono, s->line[at].since);
    if (s->stack.item[at].kind != STACK_WAIT || left <= 0)
        return GO_READY;
    name_line(s, at, why);
    strbuf_addf(
        why, " waits for %d s more", (int)((left + NS_PER_S - 1) / NS_PER_S));
    return GO_WAITS;
}

/* Does the line that was worked at last lead on? */
static enum stack_go
after(const struct command_stack *s, const struct commands *c, struct clock now,
    size_t at, struct strbuf *why)
{
    const struct telecommand *t = command_stack_command(s, at, c);
    const struct stack_line *line = &s->line[at];
    if (t != NULL)
        return after_command(s, t, at, why);
    if (line->state == LINE_PASSED)
        return after_wait(s, now, at, why);
    if (line->state == LINE_OPEN)
        return GO_READY;
    name_line(s, at, why);
    if (line->state == LINE_REFUSED)
        strbuf_addf(why, " was refused: %s", line->why);
    else if (line->state == LINE_SILENT)
        strbuf_adds(why, " was submitted, and no answer came: it may be taken");
    else
        strbuf_adds(why, " is submitted, its state is not known yet");
    bool waits = line->state == LINE_ASKED || line->state == LINE_SUBMITTED;
    return waits ? GO_WAITS : GO_STOPPED;
}

enum stack_go
command_stack_next(const struct command_stack *s, const struct commands *c,
    struct clock now, size_t *at, struct strbuf *why)
{
    size_t from =
        s->current != 0 ? command_stack_find(s, s->current) : SIZE_MAX;
    if (from != SIZE_MAX) {
        enum stack_go go = after(s, c, now, from, why);
        if (go != GO_READY)
            return go;
        from += s->line[from].state != LINE_OPEN;
    } else
        from = 0;
    while (from < s->stack.n && s->stack.item[from].kind == STACK_NOTE)
        from++;
    *at = from;
    if (from < s->stack.n)
        return GO_READY;
    strbuf_adds(why,
        s->stack.n == 0 ? "the stack is empty" : "the stack is at its end");
    return GO_END;
}

/* ---- files ---------------------------------------------------------------
 */

void
command_stack_keep(const struct command_stack *s, struct strbuf *out)
{
    struct stack left;
    stack_init(&left);
    left.until = s->stack.until;
    left.mission = s->stack.mission != NULL ? xstrdup(s->stack.mission) : NULL;
    for (size_t i = 0; i < s->stack.n; i++)
        if (s->line[i].state == LINE_OPEN)
            (void)stack_insert(&left, left.n, &s->stack.item[i]);
    if (left.n > 0)
        stack_fmt(&left, out);
    stack_fini(&left);
}

void
command_stack_check(
    struct command_stack *s, const struct mdb *mdb, const char *mission)
{
    struct mdb_encoder *encoder = mdb_encoder_new(mdb);
    for (size_t i = 0; i < s->stack.n; i++) {
        struct stack_item *item = &s->stack.item[i];
        item->line = (unsigned)i + 1;
        item->col = 1;
        for (size_t k = 0; k < item->n_values; k++) {
            item->value[k].line = item->line;
            item->value[k].col = (unsigned)k + 2;
        }
    }
    notes_fini(&s->notes);
    s->notes = (struct notes){0};
    (void)str_copy(s->notes_of, sizeof s->notes_of, "the stack");
    stack_check(&s->stack, "the stack", mdb, encoder, mission, &s->notes);
    notes_sort(&s->notes);
    mdb_encoder_free(&encoder);
    s->version++;
}
