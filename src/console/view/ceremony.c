/*
 * ceremony.c - see ceremony.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/ceremony.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/view/command_shown.h"
#include "console/view/shown.h"

#define COLS_MAX   76
#define COLS_MIN   36
#define LABEL      10
#define FIXED_ROWS 6 /* blank, countdown, Cancel, field, blank, message */

/* ---- life -----------------------------------------------------------------
 */

void
ceremony_fini(struct ceremony *c)
{
    free(c->name);
    free(c->values);
    *c = (struct ceremony){0};
}

void
ceremony_open(struct ceremony *c, enum ceremony_kind kind,
    const struct telecommand *t, const char *arguments)
{
    *c = (struct ceremony){.kind = kind,
        .number = t->number,
        .name = xstrdup(t->name),
        .values = xstrdup(arguments),
        .len = t->len,
        .end = kind == CEREMONY_APPROVE ? t->end : (struct mono){0}};
    (void)str_copy(c->id, sizeof c->id, t->id);
    (void)str_copy(c->digest, sizeof c->digest, t->digest);
    (void)str_copy(c->word, sizeof c->word, t->short_name);
    (void)str_copy(
        c->level, sizeof c->level, mdb_consequence_str(t->consequence));
    (void)str_copy(c->reason, sizeof c->reason, t->reason);
    (void)str_copy(c->person, sizeof c->person, t->person);
    (void)str_copy(c->approved_by, sizeof c->approved_by, t->approved_by);
}

void
ceremony_open_break(struct ceremony *c, const char *holder, const char *reason)
{
    *c = (struct ceremony){
        .kind = CEREMONY_BREAK, .name = xstrdup(holder), .values = xstrdup("")};
    (void)str_copy(c->word, sizeof c->word, holder);
    (void)str_copy(c->reason, sizeof c->reason, reason);
}

bool
ceremony_is_of_run(const struct ceremony *c)
{
    return c->kind == CEREMONY_ABORT || c->kind == CEREMONY_SEIZE ||
           c->kind == CEREMONY_ANSWER;
}

void
ceremony_open_run(struct ceremony *c, enum ceremony_kind kind, const char *run,
    const char *name, const char *more, const char *word, const char *reason)
{
    *c = (struct ceremony){
        .kind = kind, .name = xstrdup(name), .values = xstrdup(more)};
    (void)str_copy(c->id, sizeof c->id, run);
    (void)str_copy(c->word, sizeof c->word, word);
    (void)str_copy(c->reason, sizeof c->reason, reason);
}

static void
say(struct ceremony *c, const char *text)
{
    (void)str_copy(c->message, sizeof c->message, text);
}

static void
forget_typed(struct ceremony *c)
{
    c->typed[0] = '\0';
    c->in_field = false;
}

void
ceremony_end(struct ceremony *c, const char *why)
{
    c->is_over = true;
    c->asks = false;
    forget_typed(c);
    say(c, why);
}

static void
follow_fire(struct ceremony *c, const struct telecommand *t, struct clock now)
{
    char text[96];
    if (t->state == COMMAND_ARMED) {
        c->was_armed = true;
        c->end = t->end;
    }
    bool is_late = c->end.ns != 0 && mono_diff_ns(now.mono, c->end) >= 0;
    if (is_late)
        ceremony_end(
            c, "not armed any more: its time is over; nothing was sent");
    else if (t->state != COMMAND_ARMED &&
             (c->was_armed || command_state_is_final(t->state))) {
        (void)snprintf(text, sizeof text, "not armed any more: it is %s",
            command_state_str(t->state));
        ceremony_end(c, text);
    }
}

void
ceremony_follow(
    struct ceremony *c, const struct telecommand *t, struct clock now)
{
    if (c->kind == CEREMONY_OFF || c->kind == CEREMONY_BREAK ||
        ceremony_is_of_run(c) || c->is_over)
        return;
    if (t == NULL)
        ceremony_end(c, "this command is not known any more");
    else if (!str_eq(t->digest, c->digest))
        ceremony_end(c, "its bytes are not those that are named here");
    else if (c->kind == CEREMONY_FIRE)
        follow_fire(c, t, now);
    else if (t->state != COMMAND_PROPOSED)
        ceremony_end(c, "it does not wait for approval any more");
}

/* ---- painting -------------------------------------------------------------
 */

static const char *
title(const struct ceremony *c)
{
    switch (c->kind) {
    case CEREMONY_FIRE:
        return "FIRE A COMMAND";
    case CEREMONY_APPROVE:
        return "APPROVE A COMMAND OF ANOTHER PERSON";
    case CEREMONY_BREAK:
        return "BREAK COMMAND AUTHORITY";
    case CEREMONY_ABORT:
        return c->is_all ? "ABORT ALL OF A PROCEDURE" : "ABORT A PROCEDURE";
    case CEREMONY_SEIZE:
        return "TAKE A PROCEDURE FROM WHO CONTROLS IT";
    case CEREMONY_ANSWER:
        return "ANSWER A CRITICAL QUESTION";
    case CEREMONY_OFF:
        break;
    }
    return "";
}

struct line {
    const char *label;
    enum role role;
    char *text; /* owned */
};

#define LINES_MAX 8
#define ARGUMENTS 1 /* which line may be long */

/* What is captured, for a person. */
static size_t
make_lines(const struct ceremony *c, struct line *line)
{
    size_t n = 0;
    if (ceremony_is_of_run(c)) {
        line[n++] =
            (struct line){"procedure", ROLE_TEXT_STRONG, xstrdup(c->name)};
        line[n++] = (struct line){c->kind == CEREMONY_ANSWER  ? "question"
                                  : c->kind == CEREMONY_ABORT ? "now at"
                                                              : "controls",
            ROLE_TEXT, xstrdup(c->values)};
        if (c->kind == CEREMONY_ANSWER)
            line[n++] =
                (struct line){"answer", ROLE_HEALTH_WARN, xstrdup(c->answer)};
        if (c->kind == CEREMONY_ABORT)
            line[n++] = (struct line){"does", ROLE_HEALTH_WARN,
                xstrdup(c->is_all
                            ? "everything ends aborted; no continuation runs"
                            : "it ends aborted; continuations outside of "
                              "what is aborted run")};
        if (c->reason[0] != '\0')
            line[n++] =
                (struct line){c->kind == CEREMONY_ANSWER ? "effect" : "because",
                    ROLE_TEXT, xstrdup(c->reason)};
        return n;
    }
    if (c->kind == CEREMONY_BREAK) {
        line[n++] = (struct line){"holder", ROLE_TEXT_STRONG, xstrdup(c->name)};
        line[n++] = (struct line){"because", ROLE_TEXT, xstrdup(c->reason)};
        return n;
    }
    line[n++] = (struct line){"command", ROLE_TEXT_STRONG,
        xasprintf("#%" PRIu64 " %s", c->number, c->name)};
    line[n++] = (struct line){"arguments", ROLE_TEXT,
        xstrdup(c->values[0] != '\0' ? c->values : "none")};
    line[n++] = (struct line){"level", ROLE_HEALTH_WARN,
        xasprintf(
            "%s%s%s", c->level, c->reason[0] != '\0' ? ": " : "", c->reason)};
    line[n++] = (struct line){"packet", ROLE_TEXT,
        xasprintf("%zu bytes, sha256 %.12s…", c->len, c->digest)};
    line[n++] = (struct line){"people", ROLE_TEXT,
        xasprintf("asked by %s%s%s", c->person,
            c->approved_by[0] != '\0' ? ", approved by " : "", c->approved_by)};
    return n;
}

static int
lines_rows(const struct line *line, size_t n, int cols)
{
    int rows = 0;
    for (size_t i = 0; i < n; i++)
        rows += words_lines(cols - LABEL, line[i].text);
    return rows;
}

static void
paint_lines(const struct line *line, size_t n, const struct area *area)
{
    struct area text = area_sub(area, 0, LABEL, area->rows, area->cols - LABEL);
    int row = 0;
    for (size_t i = 0; i < n; i++) {
        area_text(area, row, 0, ROLE_TEXT_LABEL, line[i].label);
        row = words_paint(&text, row, line[i].role, line[i].text);
    }
}

static void
paint_countdown(const struct ceremony *c, const struct area *area, int row,
    struct clock now)
{
    int64_t left = c->end.ns == 0 ? 0 : mono_diff_ns(c->end, now.mono);
    int s = left <= 0 ? 0 : (int)((left + NS_PER_S - 1) / NS_PER_S % 100000);
    if (c->kind == CEREMONY_FIRE && !c->is_over && c->end.ns != 0)
        area_printf(area, row, 0, ROLE_CMD_ARMED, " ARMED  %02d:%02d left ",
            s / 60, s % 60);
    else if (c->kind == CEREMONY_FIRE && !c->is_over)
        area_text(area, row, 0, ROLE_CMD_ARMED, " ARMED ");
    else if (c->kind == CEREMONY_APPROVE && !c->is_over && c->end.ns != 0)
        area_printf(area, row, 0, ROLE_TEXT, "it waits %02d:%02d for approval",
            s / 60, s % 60);
}

static const char *
deed(const struct ceremony *c)
{
    return c->kind == CEREMONY_FIRE      ? "To fire"
           : c->kind == CEREMONY_APPROVE ? "To approve"
           : c->kind == CEREMONY_ABORT   ? "To abort"
           : c->kind == CEREMONY_SEIZE   ? "To take it"
           : c->kind == CEREMONY_ANSWER  ? "To answer so"
                                         : "To break it";
}

/* "To fire, type HTR_ON and Enter:" */
static char *
instruction(const struct ceremony *c, int cols)
{
    struct strbuf text = {0};
    strbuf_addf(&text, "%s, type ", deed(c));
    command_fold(c->word, cols, &text);
    strbuf_adds(&text, " and Enter:");
    return strbuf_take(&text);
}

/* The end of what is typed, where it is longer than the line. */
static const char *
tail(const char *text, int width)
{
    while (utf8_str_width(text) > width)
        do
            text++;
        while (((unsigned char)*text & 0xc0) == 0x80);
    return text;
}

static void
paint_field(const struct ceremony *c, const struct area *area, int row)
{
    const char *button = c->is_over ? "[ Close ]" : "[ Cancel ]";
    area_text(area, row, 0, c->in_field ? ROLE_TEXT : ROLE_TEXT_STRONG, button);
    if (!c->in_field)
        area_mark(area, row, 0, (int)strlen(button), CELL_SELECT);
    if (c->is_over)
        return;
    char *text = instruction(c, area->cols);
    const char *typed = tail(c->typed, area->cols - 3);
    int field = words_paint(area, row + 1, ROLE_TEXT, text);
    free(text);
    area_field(area, field, 0, area->cols, -1, ROLE_PROMPT, "> ");
    area_text(area, field, 2, ROLE_PROMPT, typed);
    if (c->in_field)
        area_mark(area, field, 2 + utf8_str_width(typed), 1, CELL_REVERSE);
}

static void
paint_inside(const struct ceremony *c, const struct line *line, size_t n,
    const struct area *in, struct clock now)
{
    paint_lines(line, n, in);
    int last = in->rows - 1;
    int row = lines_rows(line, n, in->cols);
    paint_countdown(c, in, row + 1, now);
    paint_field(c, in, row + 2);
    if (c->asks)
        area_text(in, last, 0, ROLE_TOAST_WARN,
            "Disarm and cancel it? y, or any other key: go on");
    else
        area_text(in, last, 0,
            c->message[0] != '\0' ? ROLE_TOAST_WARN : ROLE_HINT,
            c->message[0] != '\0' ? c->message
            : c->kind == CEREMONY_FIRE
                ? "Esc or Enter on Cancel: it is disarmed and cancelled"
                : "Esc or Enter on Cancel: nothing is done");
}

static void
paint_too_small(const struct ceremony *c, const struct area *area, int rows)
{
    struct area top =
        area_sub(area, 0, 0, area->rows < 2 ? area->rows : 2, area->cols);
    area_fill(&top, ROLE_TEXT);
    area_printf(&top, 0, 0, ROLE_TOAST_WARN, "%s: needs %dx%d", title(c),
        COLS_MIN + 4, rows + 2);
    area_text(&top, 1, 0, ROLE_HINT, "Esc gives it up");
}

/* Nothing is cut at the right edge. */
static void
fold(struct line *line, size_t n, int area_cols)
{
    int cols = area_cols - 4 < COLS_MAX ? area_cols - 4 : COLS_MAX;
    for (size_t i = 0; i < n && cols >= COLS_MIN; i++) {
        struct strbuf text = {0};
        command_fold(line[i].text, cols - LABEL, &text);
        free(line[i].text);
        line[i].text = strbuf_take(&text);
    }
}

static int
rows_of(const struct ceremony *c, const struct line *line, size_t n, int cols)
{
    char *text = instruction(c, cols);
    int rows = lines_rows(line, n, cols) + FIXED_ROWS + words_lines(cols, text);
    free(text);
    return rows;
}

/* Take `less` rows off a long text, and say so; returns how many it gave.  All
 * of it stands on the command's page. */
static int
shorten(struct line *line, int cols, int less)
{
    static const char note[] = " … (all of them: on its page)";
    int width = cols - LABEL, before = words_lines(width, line->text);
    int rows = before - less;
    size_t keep = rows > 0 ? (size_t)rows * (size_t)width : 0;
    while (keep > 0) { /* blanks at the ends of lines may need more */
        struct strbuf cut = {0};
        while (keep > 0 && ((unsigned char)line->text[keep] & 0xc0) == 0x80)
            keep--;
        strbuf_add(&cut, line->text, keep);
        strbuf_adds(&cut, note);
        int lines = words_lines(width, strbuf_get(&cut));
        if (lines <= rows) {
            free(line->text);
            line->text = strbuf_take(&cut);
            return before - lines;
        }
        strbuf_fini(&cut);
        keep = keep > 8 ? keep - 8 : 0;
    }
    return 0;
}

void
ceremony_paint(struct ceremony *c, const struct area *area, struct clock now)
{
    struct line line[LINES_MAX];
    size_t n = make_lines(c, line);
    fold(line, n, area->cols);
    int cols = area->cols - 4 < COLS_MAX ? area->cols - 4 : COLS_MAX;
    int rows = cols >= COLS_MIN ? rows_of(c, line, n, cols) : 13;
    if (cols >= COLS_MIN && rows + 2 > area->rows && c->kind != CEREMONY_BREAK)
        rows -= shorten(&line[ARGUMENTS], cols, rows + 2 - area->rows);
    c->is_painted = cols >= COLS_MIN && rows + 2 <= area->rows;
    if (!c->is_painted)
        paint_too_small(c, area, rows);
    else {
        struct area box = area_sub(area, (area->rows - rows - 2) / 2,
            (area->cols - cols - 4) / 2, rows + 2, cols + 4);
        area_fill(&box, ROLE_TEXT);
        struct area edge = area_box(&box, title(c), ROLE_HEALTH_WARN);
        struct area in = area_sub(&edge, 0, 1, edge.rows, edge.cols - 2);
        paint_inside(c, line, n, &in, now);
    }
    for (size_t i = 0; i < n; i++)
        free(line[i].text);
}

void
ceremony_shown(struct ceremony *c, struct clock now)
{
    if (c->kind == CEREMONY_OFF || !c->is_painted || c->is_shown)
        return;
    c->is_shown = true;
    c->shown = now.mono;
    c->quiet_until = mono_add_ns(now.mono, CEREMONY_QUIET_NS);
}

void
ceremony_hide(struct ceremony *c)
{
    c->is_painted = c->is_shown = c->asks = false;
    forget_typed(c);
}

/* ---- keys -----------------------------------------------------------------
 */

/* What follows at once belongs to the same burst. */
static void
refuse_burst(struct ceremony *c, const char *why, struct clock now)
{
    forget_typed(c);
    c->asks = false;
    c->quiet_until = mono_add_ns(now.mono, CEREMONY_QUIET_NS);
    say(c, why);
}

void
ceremony_refuse(struct ceremony *c, const char *why)
{
    forget_typed(c);
    say(c, why);
}

void
ceremony_paste(struct ceremony *c, struct clock now)
{
    if (!c->is_over)
        refuse_burst(c, "pasted text is refused: type it", now);
}

static bool
is_burst(struct ceremony *c, keysym k, struct clock now)
{
    bool has_one = c->key[0].ns != 0, has_two = c->key[1].ns != 0;
    bool is_soon =
        has_one && mono_diff_ns(now.mono, c->key[0]) < CEREMONY_BURST_NS;
    bool are_three =
        has_two && mono_diff_ns(now.mono, c->key[1]) < CEREMONY_BURST_NS;
    c->key[1] = c->key[0];
    c->key[0] = now.mono;
    return are_three || (is_soon && k == KEY_CODE_ENTER);
}

static enum ceremony_result
leave(struct ceremony *c)
{
    if (c->kind != CEREMONY_FIRE || c->is_over)
        return CEREMONY_CLOSES;
    c->asks = true;
    return CEREMONY_STAYS;
}

static enum ceremony_result
enter(struct ceremony *c)
{
    if (!c->in_field)
        return leave(c);
    if (str_eq(c->typed, c->word))
        return CEREMONY_GO;
    (void)snprintf(c->message, sizeof c->message,
        "that is not %.80s: nothing is done", c->word);
    forget_typed(c);
    return CEREMONY_STAYS;
}

static void
rub_out(struct ceremony *c)
{
    size_t n = strlen(c->typed);
    while (n > 0 && ((unsigned char)c->typed[n - 1] & 0xc0) == 0x80)
        n--;
    c->typed[n > 0 ? n - 1 : 0] = '\0';
    c->in_field = c->typed[0] != '\0';
}

static void
type(struct ceremony *c, keysym k)
{
    char utf8[4];
    size_t n = strlen(c->typed);
    size_t len = utf8_encode((uint32_t)k, utf8);
    if (n + len + 1 > sizeof c->typed)
        return;
    memcpy(c->typed + n, utf8, len);
    c->typed[n + len] = '\0';
    c->in_field = true;
}

static enum ceremony_result
edit(struct ceremony *c, keysym k)
{
    if (k == KEY_CODE_ENTER)
        return enter(c);
    if (k == KEY_CODE_ESCAPE || k == ('c' | KEY_CTRL) ||
        (k == 'q' && !c->in_field))
        return leave(c);
    if (k == KEY_CODE_TAB || k == (KEY_CODE_TAB | KEY_SHIFT))
        c->in_field = !c->in_field && !c->is_over;
    else if (k == KEY_CODE_BACKSPACE)
        rub_out(c);
    else if (k == ('u' | KEY_CTRL))
        forget_typed(c);
    else if (key_is_text(k) && !c->is_over)
        type(c, k);
    return CEREMONY_STAYS;
}

enum ceremony_result
ceremony_key(struct ceremony *c, keysym k, struct clock now)
{
    bool is_burst_key = is_burst(c, k, now);
    bool leaves = k == KEY_CODE_ESCAPE && !c->is_painted;
    if (leaves) /* it does not fit: there is nothing to ask in */
        return CEREMONY_CLOSES;
    if (!c->is_shown)
        return CEREMONY_STAYS;
    if (!c->is_over && mono_diff_ns(c->quiet_until, now.mono) > 0) {
        if (is_burst_key) /* it goes on */
            c->quiet_until = mono_add_ns(now.mono, CEREMONY_QUIET_NS);
        return CEREMONY_STAYS;
    }
    if (is_burst_key && !c->is_over) {
        refuse_burst(
            c, "that came faster than fingers type: refused, type it", now);
        return CEREMONY_STAYS;
    }
    if (!c->is_over)
        c->message[0] = '\0';
    if (!c->asks)
        return edit(c, k);
    c->asks = false;
    return k == 'y' || k == 'Y' ? CEREMONY_CLOSES : CEREMONY_STAYS;
}
