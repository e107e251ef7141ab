/*
 * diag.c - how well this console itself does.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "console/model/diag.h"
#include "console/view/facts.h"
#include "console/view/shown.h"
#include "console/view/views.h"

#define LAG_NS (250 * NS_PER_MS) /* that late a loop is worth a look */

struct diag_view {
    struct facts facts;
    int top;
};

/* "0.12 ms" */
static const char *
shown_span(char out[SHOWN_SIZE], int64_t ns)
{
    if (ns < 0)
        (void)snprintf(out, SHOWN_SIZE, "-");
    else
        (void)snprintf(
            out, SHOWN_SIZE, "%.2f ms", (double)ns / (double)NS_PER_MS);
    return out;
}

static void
add_count(struct facts *f, const struct diag *d, enum diag_count count,
    const char *label, enum role role)
{
    facts_add(f, label, role,
        "%" PRIu64 "/s   %" PRIu64 " in the last minute   %" PRIu64
        " since start",
        diag_now(d, count), diag_minute(d, count), d->total[count]);
}

static void
add_span(struct facts *f, const struct diag *d, enum diag_span span,
    const char *label, enum role role)
{
    char half[SHOWN_SIZE], most[SHOWN_SIZE], worst[SHOWN_SIZE];
    facts_add(f, label, role, "p50 %s   p99 %s   worst since start %s",
        shown_span(half, diag_percentile(d, span, 50)),
        shown_span(most, diag_percentile(d, span, 99)),
        shown_span(worst, d->times[span].n > 0 ? d->times[span].worst : -1));
}

static enum role
warn_if(bool is_bad)
{
    return is_bad ? ROLE_HEALTH_WARN : ROLE_TEXT;
}

static void
add_terminal(struct facts *f, const struct diag *d)
{
    char text[SHOWN_SIZE];
    if (d->term[0] == '\0')
        facts_add(f, "terminal", ROLE_TEXT, "none");
    else
        facts_add(f, "terminal", ROLE_TEXT, "%s, %s, %s, %dx%d", d->term,
            d->colors, d->charset, d->cols, d->rows);
    if (d->late_ns > 0)
        facts_add(f, "output", ROLE_HEALTH_WARN,
            "stalled for %s: frames are skipped, data goes on",
            shown_age(text, d->late_ns));
    else if (d->worst_late_ns > 0)
        facts_add(f, "output", ROLE_TEXT, "in time; it was late by %s at worst",
            shown_age(text, d->worst_late_ns));
    else
        facts_add(f, "output", ROLE_TEXT, "in time, and always was");
}

static void
add_cells(struct facts *f, const struct diag *d)
{
    uint64_t frames = diag_minute(d, DIAG_FRAMES);
    if (frames == 0)
        facts_add(f, "cells", ROLE_TEXT, "none changed in the last minute");
    else
        facts_add(f, "cells", ROLE_TEXT,
            "%" PRIu64 " changed a frame in the last minute",
            (diag_minute(d, DIAG_CELLS) + frames / 2) / frames);
}

static void
fill(struct facts *f, const struct ui *ui)
{
    const struct diag *d = ui->diag;
    char memory[SHOWN_SIZE], age[SHOWN_SIZE];
    facts_clear(f);
    add_terminal(f, d);
    add_count(f, d, DIAG_FRAMES, "frames", ROLE_TEXT);
    add_count(f, d, DIAG_SKIPPED, "skipped",
        warn_if(diag_minute(d, DIAG_SKIPPED) > 0));
    add_cells(f, d);
    add_count(f, d, DIAG_BYTES, "bytes", ROLE_TEXT);
    add_count(f, d, DIAG_WRITES, "writes", ROLE_TEXT);
    add_span(f, d, DIAG_DRAW, "frame", ROLE_TEXT);
    add_span(f, d, DIAG_KEY, "key delay", ROLE_TEXT);
    add_count(f, d, DIAG_KEYS, "keys", ROLE_TEXT);
    add_count(f, d, DIAG_MESSAGES, "messages", ROLE_TEXT);
    add_count(
        f, d, DIAG_MISSED, "missed", warn_if(diag_minute(d, DIAG_MISSED) > 0));
    add_span(f, d, DIAG_LAG, "loop lag",
        warn_if(diag_percentile(d, DIAG_LAG, 99) > LAG_NS));
    facts_add(f, "memory", ROLE_TEXT, "%s   CPU %.1f %%",
        d->rss_bytes > 0 ? shown_bytes(memory, (double)d->rss_bytes) : "-",
        d->cpu * 100);
    facts_add(f, "open for", ROLE_TEXT, "%s",
        shown_age(age, mono_diff_ns(ui->now, d->started)));
}

static void *
open_view(struct ui *ui, const char *argument)
{
    (void)ui, (void)argument;
    return xcalloc(1, sizeof(struct diag_view));
}

static void
close_view(void *view)
{
    struct diag_view *v = view;
    facts_fini(&v->facts);
    free(v);
}

/* The second's tick paints it. */
static unsigned
update(void *view, struct ui *ui)
{
    (void)view, (void)ui;
    return 0;
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct diag_view *v = view;
    if (ui->diag == NULL) {
        empty_paint(area, ui, "Nothing is measured here.",
            "Only a console at a terminal counts frames and bytes.");
        return;
    }
    fill(&v->facts, ui);
    int last = facts_lines(&v->facts, area->cols) - area->rows;
    if (v->top > last)
        v->top = last;
    if (v->top < 0)
        v->top = 0;
    facts_paint(&v->facts, area, v->top);
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct diag_view *v = view;
    (void)ui;
    switch ((int)action) {
    case ACTION_UP:
        v->top--;
        break;
    case ACTION_DOWN:
        v->top++;
        break;
    case ACTION_PAGE_UP:
    case ACTION_HALF_UP:
        v->top -= 8;
        break;
    case ACTION_PAGE_DOWN:
    case ACTION_HALF_DOWN:
        v->top += 8;
        break;
    case ACTION_TOP:
        v->top = 0;
        break;
    case ACTION_BOTTOM:
        v->top = 1000; /* as far as there is something */
        break;
    default:
        return 0;
    }
    if (v->top < 0)
        v->top = 0;
    return UI_REDRAW | UI_HANDLED;
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    static const char *const counts[DIAG_COUNTS] = {"frames", "skipped",
        "writes", "bytes", "cells", "keys", "messages", "missed"};
    static const char *const spans[DIAG_SPANS] = {"frame", "key", "lag"};
    const struct diag *d = ui->diag;
    struct json j = {0};
    (void)view;
    if (d == NULL)
        return;
    json_object(&j);
    json_int(&j, "v", 1);
    json_str(&j, "terminal", d->term);
    json_int(&j, "rows", d->rows);
    json_int(&j, "cols", d->cols);
    json_int(&j, "late_ns", d->late_ns);
    json_int(&j, "worst_late_ns", d->worst_late_ns);
    json_uint(&j, "rss_bytes", d->rss_bytes);
    for (int i = 0; i < DIAG_COUNTS; i++) {
        char name[40];
        json_uint(&j, counts[i], d->total[i]);
        (void)snprintf(name, sizeof name, "%s_minute", counts[i]);
        json_uint(&j, name, diag_minute(d, (enum diag_count)i));
    }
    for (int i = 0; i < DIAG_SPANS; i++) {
        char name[40];
        (void)snprintf(name, sizeof name, "%s_p50_ns", spans[i]);
        json_int(&j, name, diag_percentile(d, (enum diag_span)i, 50));
        (void)snprintf(name, sizeof name, "%s_p99_ns", spans[i]);
        json_int(&j, name, diag_percentile(d, (enum diag_span)i, 99));
    }
    json_end(&j);
    char *line = json_take(&j);
    strbuf_addf(out, "%s\n", line);
    free(line);
}

static const enum action actions[] = {ACTION_NONE};

const struct view_class view_diag = {
    .name = "diag",
    .title = "Diagnostics",
    .help = "this console itself: frames, bytes, delays, messages, memory",
    .wants_rows = 15,
    .wants_cols = 70,
    .open = open_view,
    .close = close_view,
    .update = update,
    .paint = paint,
    .act = act,
    .actions = actions,
    .export_json = export_json,
};
