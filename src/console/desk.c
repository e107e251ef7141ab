/*
 * desk.c - the console without terminal and sockets: panes and drawing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/banner.h"
#include "console/desk_priv.h"
#include "console/display/display_set.h"
#include "console/frame.h"
#include "console/glyph.h"
#include "console/hints.h"

#define LATE_NS (10 * NS_PER_S) /* how long "display … late" is shown */

struct pane *
desk_pane(struct desk *d)
{
    return &d->pane[d->focus];
}

struct page *
desk_page(struct desk *d)
{
    return pane_page(desk_pane(d));
}

static void note(struct desk *d, enum deed_kind kind, enum deed_result result,
    const char *fmt, va_list ap) PRINTF_LIKE(4, 0);

static void
note(struct desk *d, enum deed_kind kind, enum deed_result result,
    const char *fmt, va_list ap)
{
    struct strbuf text = {0};
    strbuf_addv(&text, fmt, ap);
    action_log_add(&d->log, kind, result, strbuf_get(&text), d->now.utc);
    strbuf_fini(&text);
}

void
desk_note(struct desk *d, enum deed_kind kind, enum deed_result result,
    const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    note(d, kind, result, fmt, ap);
    va_end(ap);
}

void
desk_say(struct desk *d, enum toast kind, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    desk_toast(d, kind, strbuf_get(&text));
    strbuf_fini(&text);
}

void
desk_confirm(struct desk *d, void (*yes)(void *arg), const char *fmt, ...)
{
    struct strbuf question = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&question, fmt, ap);
    va_end(ap);
    d->ui.confirm(d, strbuf_get(&question), yes, d);
    strbuf_fini(&question);
}

void
desk_toast(struct desk *desk, enum toast kind, const char *text)
{
    static const enum deed_result results[] = {[TOAST_INFO] = DEED_OK,
        [TOAST_WARN] = DEED_WARNING,
        [TOAST_ERROR] = DEED_FAILED};
    prompt_toast(&desk->prompt, kind, text, desk->now.mono);
    desk_note(desk, DEED_TOLD, results[kind], "%s", text);
    desk->todo |= UI_REDRAW;
}

void
desk_refuse(struct desk *d, enum toast kind, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    prompt_toast(&d->prompt, kind, strbuf_get(&text), d->now.mono);
    desk_note(d, DEED_REFUSED, DEED_WARNING, "%s", strbuf_get(&text));
    strbuf_fini(&text);
    d->todo |= UI_REDRAW;
}

void
desk_gap(struct desk *desk, const char *topic, uint64_t missed)
{
    desk_note(desk, DEED_GAP, DEED_WARNING,
        "%" PRIu64 " messages missed under '%s'", missed, topic);
}

/* ---- what views ask for -------------------------------------------------- */

static void
ui_toast(void *console, enum toast kind, const char *text)
{
    desk_toast(console, kind, text);
}

static void
ui_open(void *console, const char *view, const char *argument)
{
    desk_open(console, view, argument);
}

static void
ui_confirm(
    void *console, const char *question, void (*yes)(void *arg), void *arg)
{
    struct desk *d = console;
    if (d->config.host.drop_input != NULL)
        d->config.host.drop_input(d->config.host.arg);
    prompt_confirm(&d->prompt, question, yes, arg);
    d->todo |= UI_REDRAW;
}

static void
ui_prompt(void *console, const char *question,
    void (*told)(void *arg, const char *text), void *arg)
{
    struct desk *d = console;
    if (d->config.host.drop_input != NULL)
        d->config.host.drop_input(d->config.host.arg);
    prompt_text(&d->prompt, question, told, arg);
    d->todo |= UI_REDRAW;
}

static void
ui_flush(void *console)
{
    struct desk *d = console;
    if (d->config.host.drop_input != NULL)
        d->config.host.drop_input(d->config.host.arg);
}

static void
ui_inquire(void *console, const char *name, const char *verb,
    const char *const *args, size_t n_args)
{
    struct desk *d = console;
    if (d->config.host.inquire != NULL)
        d->config.host.inquire(d->config.host.arg, name, verb, args, n_args);
}

static void
ui_ask(void *console, const char *name, const char *verb,
    const char *const *args, size_t n_args)
{
    struct desk *d = console;
    if (d->config.is_readonly) {
        desk_refuse(d, TOAST_WARN, "read-only: ask an operator");
        return;
    }
    if (d->config.host.ask == NULL)
        return;
    struct strbuf line = {0};
    for (size_t i = 0; i < n_args; i++)
        strbuf_addf(&line, " %s", args[i]);
    desk_note(
        d, DEED_ASKED, DEED_OK, "%s: %s%s", name, verb, strbuf_get(&line));
    strbuf_fini(&line);
    if (d->batch.done == d->batch.sent)
        memset(&d->batch, 0, sizeof d->batch);
    d->batch.sent++;
    d->config.host.ask(d->config.host.arg, name, verb, args, n_args);
}

/* ---- life ---------------------------------------------------------------- */

void
desk_set_now(struct desk *d, struct clock now)
{
    d->now = now;
    d->ui.now = now.mono;
    d->ui.utc = now.utc;
}

const struct view_class *
desk_find_class(const struct desk *d, const char *name)
{
    for (size_t i = 0; d->config.classes[i] != NULL; i++)
        if (str_eq(d->config.classes[i]->name, name))
            return d->config.classes[i];
    return NULL;
}

const struct view_class *
desk_tab(const struct desk *d, int number)
{
    for (size_t i = 0; d->config.classes[i] != NULL; i++)
        if (d->config.classes[i]->number == number)
            return d->config.classes[i];
    return NULL;
}

static bool
is_in_sight(struct desk *d, const struct view_class *class)
{
    int pane[TILING_PANES_MAX], n = tiling_panes(&d->tiling, pane);
    for (int i = 0; i < n; i++) {
        const struct page *page = pane_page(&d->pane[pane[i]]);
        if (page != NULL && page->class == class)
            return true;
    }
    return false;
}

/* What is of use first, by number; displays only where there are any, commands
 * where there is a gate. */
static const int arrangement[] = {1, 7, 2, 5, 4, 9, 8, 6};
#define HOMES 2 /* of them, one is the first pane's */
/* Beside the instructor's own view. */
static const int instructors[] = {1, 2, 5, 4, 7, 9, 8, 6};

static bool
has_displays(const struct desk *d)
{
    return d->ui.displays != NULL && display_set_count(d->ui.displays) > 0;
}

const struct view_class *
desk_next_view(struct desk *d, bool is_first)
{
    bool instructs = d->config.is_instructor;
    const struct view_class *own = desk_find_class(d, "instruct");
    const int *order = instructs ? instructors : arrangement;
    if (instructs && own != NULL && !is_in_sight(d, own))
        return own;
    for (size_t i = is_first || instructs ? 0 : HOMES;
         i < ARRAY_LEN(arrangement); i++) {
        const struct view_class *class = desk_tab(d, order[i]);
        bool is_empty = (order[i] == 1 && !has_displays(d)) ||
                        (order[i] == 4 && !d->config.model->commands.has_gate);
        if (class != NULL && !is_empty && !is_in_sight(d, class))
            return class;
    }
    return d->config.classes[0];
}

/* Of the first panes first, whatever their place: they are there first. */
static void
fill_panes(struct desk *d)
{
    for (int i = 0; i < TILING_PANES_MAX; i++) {
        if (!tiling_has(&d->tiling, i) || d->pane[i].n > 0)
            continue;
        const struct view_class *class = desk_next_view(d, i == 0);
        if (class != NULL)
            pane_open(&d->pane[i], &d->ui, class, "");
    }
}

void
desk_relayout(struct desk *d)
{
    if (!d->is_arranged) {
        d->tiling = layout_usual(d->rows, d->cols);
        if (d->tiling.n == 1) /* a small screen shows what was looked at */
            d->tiling = tiling_of(d->focus);
    }
    if (!tiling_has(&d->tiling, d->focus))
        d->focus = d->tiling.tile[d->tiling.n - 1].pane;
    d->layout = layout_of(d->rows, d->cols, &d->tiling, d->focus, d->is_full);
    d->is_held = false;
    fill_panes(d);
}

void
desk_arrange(struct desk *d)
{
    for (int i = 0; i < TILING_PANES_MAX; i++)
        pane_fini(&d->pane[i]);
    d->focus = 0;
    d->is_arranged = false;
    desk_relayout(d);
}

struct desk *
desk_new(const struct desk_config *config, struct clock now)
{
    struct desk *d = xcalloc(1, sizeof *d);
    d->config = *config;
    d->instance = xstrdup(config->instance);
    d->config.instance = d->instance;
    d->map = keymap_new();
    d->ui = (struct ui){.model = config->model,
        .log = &d->log,
        .is_readonly = config->is_readonly,
        .is_instructor = config->is_instructor,
        .theme = config->theme,
        .is_ascii = config->is_ascii,
        .graph = config->graph,
        .console = d,
        .toast = ui_toast,
        .open = ui_open,
        .confirm = ui_confirm,
        .prompt = ui_prompt,
        .inquire = ui_inquire,
        .ask = ui_ask,
        .order = desk_order,
        .submit = desk_submit,
        .command = desk_command_key,
        .run_key = desk_run_key,
        .answer = desk_run_answer,
        .start = desk_run_start,
        .flush = ui_flush};
    d->alert.bell = BELL_AUDIBLE;
    canvas_init(&d->held, 1, 1, false);
    desk_set_now(d, now);
    desk_resize(d, 24, 80);
    return d;
}

void
desk_free(struct desk **desk)
{
    struct desk *d = *desk;
    if (d == NULL)
        return;
    for (int i = 0; i < TILING_PANES_MAX; i++)
        pane_fini(&d->pane[i]);
    prompt_fini(&d->prompt);
    ceremony_fini(&d->ceremony);
    ceremony_fini(&d->arming);
    order_fini(&d->submit.order);
    keymap_free(&d->map);
    canvas_fini(&d->held);
    action_log_fini(&d->log);
    free(d->instance);
    free(d->state_dir);
    free(d->mission_dir);
    free(d);
    *desk = NULL;
}

bool
desk_is_touched(const struct desk *desk)
{
    return desk->is_touched;
}

void
desk_resize(struct desk *desk, int rows, int cols)
{
    desk->rows = rows < CANVAS_MAX_ROWS ? rows : CANVAS_MAX_ROWS;
    desk->cols = cols < CANVAS_MAX_COLS ? cols : CANVAS_MAX_COLS;
    ceremony_hide(&desk->ceremony);
    desk_relayout(desk);
}

void
desk_set_theme(struct desk *desk, const struct theme *theme)
{
    desk->config.theme = desk->ui.theme = theme;
    desk->todo |= UI_REDRAW;
}

void
desk_set_diag(struct desk *desk, const struct diag *diag)
{
    desk->ui.diag = diag;
}

void
desk_late(struct desk *desk, int64_t late_ns)
{
    char text[TIME_TEXT_SIZE];
    desk_note(desk, DEED_SCREEN, DEED_WARNING,
        "the terminal took nothing: display %s late",
        duration_fmt(text, late_ns));
    desk->late_ns = late_ns;
    desk->late_until = mono_add_ns(desk->now.mono, LATE_NS);
}

bool
desk_open(struct desk *desk, const char *view, const char *argument)
{
    const struct view_class *class = desk_find_class(desk, view);
    if (class == NULL)
        return false;
    pane_open(desk_pane(desk), &desk->ui, class, argument);
    desk->is_touched = true;
    desk->todo |= UI_REDRAW;
    return true;
}

/* ---- drawing ------------------------------------------------------------- */

unsigned
desk_update(struct desk *desk, struct clock now)
{
    struct desk *d = desk;
    int64_t tick = desk_flashes(d) ? NS_PER_S / 2 : NS_PER_S;
    bool ticks = now.utc.ns / tick != d->now.utc.ns / tick;
    desk_set_now(d, now);
    desk_follow_runs(d);
    desk_ring(d);
    desk_follow_gate(d);
    unsigned bits = d->todo | (ticks ? UI_REDRAW : 0u);
    d->todo = 0;
    if (prompt_tick(&d->prompt, now.mono))
        bits |= UI_REDRAW;
    if (d->is_frozen && mono_diff_ns(d->frozen_until, now.mono) <= 0) {
        desk_thaw(d);
        bits |= UI_REDRAW;
    }
    for (int i = 0; i < d->layout.n_panes; i++) {
        struct page *page = pane_page(&d->pane[d->layout.shown[i]]);
        if (page != NULL && !d->is_frozen)
            bits |= page->class->update(page->view, &d->ui);
    }
    return bits;
}

/* Which of the panes this is, where it stands alone. */
static void
add_place(const struct desk *d, struct strbuf *right)
{
    int pane[TILING_PANES_MAX], n = tiling_panes(&d->tiling, pane), at = 0;
    if (n == 1 || d->layout.n_panes > 1)
        return;
    while (pane[at] != d->focus)
        at++;
    strbuf_addf(right, "pane %d/%d  ", at + 1, n);
}

static void
paint_title(struct desk *d, const struct page *page, const struct area *area,
    bool has_focus)
{
    struct strbuf title = {0}, right = {0};
    strbuf_adds(&title, page->class->title);
    add_place(d, &right);
    if (page->class->status != NULL)
        page->class->status(page->view, &d->ui, &title, &right);
    if (page->filter[0] != '\0' &&
        strstr(strbuf_get(&title), "filter: ") == NULL)
        strbuf_addf(&title, "  filter: %s", page->filter);
    area_rule(area, 0, strbuf_get(&title), strbuf_get(&right), has_focus);
    strbuf_fini(&title);
    strbuf_fini(&right);
}

static void
paint_pane(struct desk *d, int i, const struct area *all, struct rect r)
{
    struct page *page = pane_page(&d->pane[i]);
    struct area area = area_sub(all, r.row, r.col, r.rows, r.cols);
    if (page == NULL) {
        area_rule(&area, 0, "", NULL, false);
        return;
    }
    bool has_focus = i == d->focus;
    d->ui.has_focus = has_focus;
    paint_title(d, page, &area, has_focus);
    struct area body = area_sub(&area, 1, 0, r.rows - 1, r.cols);
    page->class->paint(page->view, &d->ui, &body);
}

static void
paint_panes(struct desk *d, const struct area *all)
{
    const struct layout *l = &d->layout;
    for (int i = 0; i < l->n_panes; i++)
        paint_pane(d, l->shown[i], all, l->pane[l->shown[i]]);
    for (int i = 0; i < l->n_lines; i++)
        area_vline(all, l->line[i].row, l->line[i].col, l->line[i].rows,
            GLYPH_VLINE, ROLE_BORDER);
}

/* While frozen the panes are what they were. */
static void
paint_body(struct desk *d, struct canvas *canvas, const struct area *all)
{
    struct rect body = d->layout.body;
    size_t start = (size_t)body.row * (size_t)canvas->cols;
    size_t n = (size_t)body.rows * (size_t)canvas->cols;
    bool is_held = d->is_frozen && d->is_held && d->held.rows == canvas->rows &&
                   d->held.cols == canvas->cols;
    if (is_held) {
        memcpy(canvas->cell + start, d->held.cell + start,
            n * sizeof *canvas->cell);
        return;
    }
    paint_panes(d, all);
    if (d->is_frozen) {
        canvas_copy(&d->held, canvas);
        d->is_held = true;
    }
}

static struct frame
frame_of(struct desk *d)
{
    struct page *page = desk_page(d);
    return (struct frame){
        .model = d->config.model,
        .theme = d->ui.theme,
        .is_ascii = d->ui.is_ascii,
        .now = d->now,
        .is_readonly = d->config.is_readonly,
        .is_instructor = d->config.is_instructor,
        .mouse_is_on = d->mouse_is_on,
        .time_style = d->ui.time_style,
        .classes = d->config.classes,
        .active = page != NULL ? page->class : NULL,
        .instance = d->instance,
        .frozen_left_ns =
            d->is_frozen ? mono_diff_ns(d->frozen_until, d->now.mono) : 0,
        .late_ns =
            mono_diff_ns(d->late_until, d->now.mono) > 0 ? d->late_ns : 0,
    };
}

void
desk_paint(struct desk *desk, struct canvas *canvas, struct clock now)
{
    struct desk *d = desk;
    desk_set_now(d, now);
    if (canvas->rows != d->rows || canvas->cols != d->cols)
        canvas_resize(canvas, d->rows, d->cols);
    else
        canvas_clear(canvas);
    struct area all = area_all(canvas);
    struct area bottom = area_sub(&all, d->rows - 1, 0, 1, d->cols);
    struct frame f = frame_of(d);
    if (d->layout.is_too_small) {
        frame_too_small(&f, &all, LAYOUT_MIN_ROWS, LAYOUT_MIN_COLS);
        if (d->prompt.kind != PROMPT_NONE)
            prompt_paint(&d->prompt, &bottom);
        return;
    }
    struct area row[3],
        prompt = area_sub(&all, d->layout.prompt_row, 0, 1, d->cols);
    for (int i = 0; i < 3; i++)
        row[i] = area_sub(&all, i, 0, 1, d->cols);
    paint_body(d, canvas, &all);
    if (d->help_is_open) {
        struct rect r = d->layout.body;
        struct area body = area_sub(&all, r.row, r.col, r.rows, r.cols);
        struct help_topic topic = desk_help_topic(d);
        help_paint(&d->help, &body, &topic);
    }
    frame_band(&f, &row[0]);
    banner_paint(&f, &row[1]);
    frame_tabs(&f, &row[2]);
    struct rect b = d->layout.body;
    struct area above = area_sub(&all, b.row, b.col, b.rows, b.cols);
    prompt_paint_list(&d->prompt, &above);
    prompt_paint(&d->prompt, &prompt);
    if (d->prompt.kind == PROMPT_NONE && d->prompt.toast[0] == '\0')
        desk_paint_call(d, &prompt);
    if (d->ceremony.kind != CEREMONY_OFF) {
        ceremony_paint(&d->ceremony, &above, now);
        hints_ceremony(&bottom, d->ceremony.is_over);
    } else if (desk_is_typing(d)) {
        struct page *page = desk_page(d);
        hints_typing(page->class->hint(page->view), &bottom);
    } else if (!hints_paint(&d->prompt, d->help_is_open, d->map, &bottom))
        frame_bar(&f, &bottom, d->map, desk_is_enabled, d);
}
