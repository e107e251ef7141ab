/*
 * run_line.c - one line of a run's tree: number, heading, mark, what became of
 * it, how long it took.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "console/glyph.h"
#include "console/view/run_shown.h"
#include "console/view/run_view.h"
#include "console/view/run_why.h"
#include "console/view/shown.h"
#include "pluto/catalogue.h"

#define INDENT_MAX   6 /* levels that are shown as blanks */
#define TIME_COLS    8
#define WIDE_TIME    14 /* "0:38 of 1:00" */
#define MARK_COLS    3
#define NUMBER_COLS  4
#define STATUS_WIDE  40
#define STATUS_USUAL 24
#define STATUS_SMALL 14

/* ---- words --------------------------------------------------------------- */

static const struct pluto_stmt *
stmt_of(const struct run *run, uint32_t stmt)
{
    const struct pluto *p = run->source.tree;
    return p != NULL && stmt < p->n_stmts ? p->stmt[stmt] : NULL;
}

static const struct catalogue_step *
said_of(const struct run *run, uint32_t stmt)
{
    return run->source.catalogue != NULL
               ? catalogue_step_of(run->source.catalogue, stmt)
               : NULL;
}

/* What the part of a body says of its statements. */
static const char *
part_word(const struct run *run, const struct pluto_stmt *s)
{
    static const char *const words[PLUTO_PART_COUNT] = {[PLUTO_MAIN] = "",
        [PLUTO_PRECONDITIONS] = "needs ",
        [PLUTO_WATCHDOG] = "guard ",
        [PLUTO_CONFIRMATION] = "confirms "};
    const struct pluto_stmt *parent = stmt_of(run, s->parent);
    bool is_nested = parent != NULL && parent->kind != PLUTO_S_STEP;
    return s->part < PLUTO_PART_COUNT && !is_nested ? words[s->part] : "";
}

static void
add_loop(const struct pluto_item *item, struct strbuf *out)
{
    if (item == NULL || item->iteration == 0)
        return;
    if (item->iterations > 0)
        strbuf_addf(out, "  (loop %" PRIu32 " of %" PRIu32 ")", item->iteration,
            item->iterations);
    else
        strbuf_addf(out, "  (loop %" PRIu32 ")", item->iteration);
}

void
run_line_text(
    const struct run *run, const struct run_line *line, struct strbuf *out)
{
    static const char *const words[] = {[RUN_LINE_WARNING] = "WARNING ",
        [RUN_LINE_CAUTION] = "CAUTION ",
        [RUN_LINE_NOTE] = "NOTE "};
    const struct pluto_stmt *s = stmt_of(run, line->stmt);
    if (line->kind != RUN_LINE_STMT) {
        strbuf_addf(
            out, "%s%s", words[line->kind], run_tree_said(&run->source, line));
        return;
    }
    if (s == NULL)
        return;
    const char *part = part_word(run, s);
    struct strbuf heading = {0};
    pluto_heading(run->source.tree, line->stmt, &heading);
    const char *text = strbuf_get(&heading);
    bool is_check = part[0] != '\0' && str_prefix(text, "if ");
    strbuf_addf(out, "%s%s", part, text + (is_check ? 3 : 0));
    strbuf_fini(&heading);
    const struct catalogue_step *said = said_of(run, line->stmt);
    if (said != NULL && !str_eq(said->actor, CATALOGUE_AUTO))
        strbuf_addf(out, "  [%s]", said->actor);
    add_loop(runs_item(run, line->stmt), out);
}

static void
add_left(const struct pluto_item *item, struct utc now, struct strbuf *out)
{
    char text[SHOWN_SIZE];
    bool is_said =
        item->detail != NULL && strstr(item->detail, " left") != NULL;
    if (item->deadline == 0 || is_said || item->execution == PLUTO_X_COMPLETED)
        return;
    int64_t left = utc_diff_ns((struct utc){item->deadline}, now);
    strbuf_addf(out, "%s%s", out->len > 0 ? ", " : "",
        left > 0 ? shown_age(text, left) : "its time is over");
    if (left > 0)
        strbuf_adds(out, " left");
}

/* Where nobody said anything of it. */
static const char *
plain_word(const struct pluto_item *item)
{
    if (item->is_held)
        return "held by a guard";
    if (item->mark == PLUTO_MARK_ARMED)
        return "armed";
    if (item->mark == PLUTO_MARK_OFF)
        return "dormant: it does not guard";
    if (item->mark == PLUTO_MARK_SKIPPED)
        return "skipped";
    return item->execution == PLUTO_X_COMPLETED
               ? pluto_outcome_str(item->outcome)
           : item->mark == PLUTO_MARK_HELD
               ? "held here"
               : pluto_execution_str(item->execution);
}

void
run_line_status(const struct run *run, const struct run_line *line,
    struct utc now, struct strbuf *out)
{
    const struct pluto_item *item = runs_item(run, line->stmt);
    if (line->kind != RUN_LINE_STMT || item == NULL ||
        item->mark == PLUTO_MARK_TODO)
        return;
    if (item->attempt > 1)
        strbuf_addf(out, "attempt %" PRIu32 ", ", item->attempt);
    const char *detail = run_detail_value(run, item);
    bool is_failed = item->mark == PLUTO_MARK_FAILED;
    if (is_failed && item->detail != NULL && detail == item->detail &&
        strstr(detail, pluto_outcome_str(item->outcome)) == NULL)
        strbuf_addf(out, "%s: ", pluto_outcome_str(item->outcome));
    strbuf_adds(out, detail[0] != '\0' ? detail : plain_word(item));
    add_left(item, now, out);
}

/* "0:38", with room "0:38 of 1:00". */
static void
time_text(const struct run *run, uint32_t stmt, struct utc now, bool is_wide,
    char *out, size_t size)
{
    const struct pluto_item *item = runs_item(run, stmt);
    const struct catalogue_step *said = said_of(run, stmt);
    char took[32], expected[32];
    out[0] = '\0';
    if (item == NULL || item->started == 0) {
        if (is_wide && said != NULL && said->duration_ns > 0)
            (void)snprintf(out, size, "est. %s",
                seconds_fmt(expected, (double)said->duration_ns / NS_PER_S));
        return;
    }
    int64_t end = item->ended != 0 ? item->ended : now.ns;
    int64_t ns = utc_diff_ns((struct utc){end}, (struct utc){item->started});
    if (ns < 10 * NS_PER_S && item->ended != 0)
        (void)snprintf(took, sizeof took, "%.1fs", (double)ns / NS_PER_S);
    else
        (void)seconds_fmt(took, (double)ns / NS_PER_S);
    if (is_wide && said != NULL && said->duration_ns > 0)
        (void)snprintf(out, size, "%.12s of %.12s", took,
            seconds_fmt(expected, (double)said->duration_ns / NS_PER_S));
    else
        (void)snprintf(out, size, "%s", took);
}

/* ---- painting ------------------------------------------------------------ */

static bool
has_break(const struct run *run, uint32_t stmt)
{
    for (size_t i = 0; i < run->breaks.n; i++) {
        char *end;
        unsigned long at = strtoul(run->breaks.text[i], &end, 10);
        if (end != run->breaks.text[i] && at == stmt)
            return true;
    }
    return false;
}

static enum role
said_role(const struct run_line *line)
{
    return line->kind == RUN_LINE_WARNING   ? ROLE_PROC_FAIL
           : line->kind == RUN_LINE_CAUTION ? ROLE_PROC_HELD
                                            : ROLE_TEXT_LABEL;
}

static int
indent_of(const struct run_line *line)
{
    return 2 + 2 * (line->depth < INDENT_MAX ? line->depth : INDENT_MAX);
}

static void
paint_left(const struct run_view *v, const struct run *run,
    const struct run_line *line, bool is_current, const struct area *row)
{
    struct strbuf b = {0};
    int col = indent_of(line);
    enum role role = is_current ? ROLE_TEXT_STRONG : ROLE_TEXT;
    if (is_current)
        area_put(row, 0, 0, GLYPH_RIGHT, ROLE_PROC_NOW);
    if (has_break(run, line->stmt))
        area_put(row, 0, 1, 'B', ROLE_PROC_HELD);
    if (line->has_inside && run_tree_is_closed(&v->tree, line->stmt))
        area_put(row, 0, col - 1, GLYPH_CLOSED, ROLE_TEXT_LABEL);
    pluto_number(run->source.tree, line->stmt, &b);
    int used = area_text(row, 0, col, ROLE_TEXT_LABEL, strbuf_get(&b));
    col += (used < NUMBER_COLS ? NUMBER_COLS : used) + 1;
    strbuf_reset(&b);
    run_line_text(run, line, &b);
    if (col < row->cols)
        area_field(row, 0, col, row->cols - col, -1, role, strbuf_get(&b));
    strbuf_fini(&b);
}

void
run_line_paint(const struct run_view *v, const struct run *run,
    const struct run_line *line, struct utc now, const struct area *row)
{
    struct strbuf b = {0};
    if (line->kind != RUN_LINE_STMT) {
        int col = indent_of(line);
        run_line_text(run, line, &b);
        area_field(
            row, 0, col, row->cols - col, -1, said_role(line), strbuf_get(&b));
        strbuf_fini(&b);
        return;
    }
    bool is_wide = row->cols >= 100;
    int time = is_wide ? WIDE_TIME : row->cols >= 50 ? TIME_COLS : 0;
    int status = is_wide           ? STATUS_WIDE
                 : row->cols >= 76 ? STATUS_USUAL
                 : row->cols >= 50 ? STATUS_SMALL
                                   : 0;
    int left = row->cols - MARK_COLS - status - time;
    const struct pluto_item *item = runs_item(run, line->stmt);
    enum pluto_mark mark = item != NULL ? item->mark : PLUTO_MARK_TODO;
    bool is_current =
        line->stmt == run->current || (item != NULL && item->is_current);
    struct area part = area_sub(row, 0, 0, 1, left - 1);
    paint_left(v, run, line, is_current && run->state != RUN_FINISHED, &part);
    area_text(row, 0, left, mark_role(mark), pluto_mark_str(mark));
    run_line_status(run, line, now, &b);
    if (status > 0)
        area_field(row, 0, left + MARK_COLS, status - 1, -1, mark_role(mark),
            strbuf_get(&b));
    strbuf_fini(&b);
    char text[40];
    time_text(run, line->stmt, now, is_wide, text, sizeof text);
    if (time > 0)
        area_field(row, 0, row->cols - time, time, 1, ROLE_TEXT_LABEL, text);
}
