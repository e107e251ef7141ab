/*
 * start.c - the form that starts a procedure: its arguments and the mode.
 *
 * An argument comes as the library says it: "Target real degC 10 .. 30 = 20".
 * What is typed is checked by the executor, which says what is wrong.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/view/procedures_view.h"
#include "console/view/run_shown.h"
#include "console/view/shown.h"
#include "console/view/views.h"
#include "console/widget/edit.h"

#define FIELDS_MAX 64
#define NAME_COLS  20

struct field {
    char *name, *hint; /* owned; what is said of it: type, unit, range */
    struct edit edit;
};

struct start_view {
    char *id;            /* owned */
    struct field *field; /* owned */
    size_t n, at;        /* at == n: the mode; n + 1: start */
    size_t mode;
    bool is_made;
    char message[160];
    struct ui *ui; /* of the question that is open */
};

static const char *const modes[] = {
    "automatic", "by-step", "by-statement", "dry-run"};
static const char *const mode_help[] = {"goes on by itself",
    "pauses before every step", "pauses before every statement",
    "no command is sent; a person says how each ends"};

static const struct procedure_row *
row_of(const struct start_view *v, const struct ui *ui)
{
    return procedures_find(&ui->model->procedures, v->id);
}

/* ---- fields -------------------------------------------------------------- */

/* "Target real degC 10 .. 30 = 20": name, what is said of it, default. */
static void
make_field(struct field *f, const char *text)
{
    const char *blank = strchr(text, ' ');
    const char *equals = strstr(text, " = ");
    size_t len = blank != NULL ? (size_t)(blank - text) : strlen(text);
    f->name = xstrndup(text, len);
    const char *from = text + len + (blank != NULL);
    size_t said = equals != NULL && equals >= from ? (size_t)(equals - from)
                  : equals != NULL                 ? 0
                                                   : strlen(from);
    f->hint = xstrndup(from, said);
    edit_init(&f->edit, NULL);
    if (equals != NULL)
        edit_set(&f->edit, equals + 3);
}

static void
make(struct start_view *v, const struct ui *ui)
{
    const struct procedure_row *p = row_of(v, ui);
    if (v->is_made || p == NULL)
        return;
    v->is_made = true;
    v->n = p->arguments.n < FIELDS_MAX ? p->arguments.n : FIELDS_MAX;
    v->field = xcalloc(v->n + 1, sizeof *v->field);
    for (size_t i = 0; i < v->n; i++)
        make_field(&v->field[i], p->arguments.text[i]);
}

static const char *
why_not_start(const struct start_view *v, const struct ui *ui)
{
    const struct procedure_row *p = row_of(v, ui);
    const char *why = run_why_no_executor(ui->model, shown_clock(ui));
    return p == NULL         ? "there is no such procedure"
           : ui->is_readonly ? "read-only: ask an operator"
           : why != NULL     ? why
           : p->may_run      ? NULL
           : *p->why_not     ? p->why_not
                             : "it may not run here";
}

/* ---- painting ------------------------------------------------------------ */

static int
paint_head(const struct start_view *v, struct ui *ui,
    const struct procedure_row *p, const struct area *area)
{
    char word[16], time[32];
    const char *why = why_not_start(v, ui);
    int col = 1 + area_text(area, 0, 1, ROLE_TEXT_STRONG, p->title);
    col += 2 + area_printf(area, 0, col + 2, ROLE_TEXT, "v%s", p->version);
    col += 2 + area_text(area, 0, col + 2, approval_role(p->approval),
                   approval_word(p->approval, word));
    if (p->expected_s > 0)
        area_printf(area, 0, col + 2, ROLE_TEXT, "takes %s",
            seconds_fmt(time, p->expected_s));
    struct area rest = area_sub(area, 1, 1, area->rows - 1, area->cols - 1);
    int row = p->objective[0] != '\0' && area->rows > 12
                  ? words_paint(&rest, 0, ROLE_TEXT, p->objective)
                  : 0;
    if (why != NULL)
        row = words_paint(&rest, row, ROLE_PROC_HELD, why);
    return row + 2;
}

static void
paint_field(struct start_view *v, const struct area *area, int row, size_t i)
{
    struct field *f = &v->field[i];
    int half = area->cols / 2;
    area_field(area, row, 2, NAME_COLS, -1,
        v->at == i ? ROLE_TEXT_STRONG : ROLE_TEXT, f->name);
    struct area in = area_sub(area, row, 2 + NAME_COLS, 1,
        half > NAME_COLS + 4 ? half - NAME_COLS : 8);
    if (v->at == i)
        edit_paint(&f->edit, &in, "> ");
    else
        area_field(&in, 0, 2, in.cols - 2, -1, ROLE_TEXT_VALUE, f->edit.text);
    area_text(area, row, 4 + NAME_COLS + in.cols, ROLE_TEXT_LABEL, f->hint);
}

static void
paint_mode(const struct start_view *v, const struct area *area, int row)
{
    bool is_here = v->at == v->n;
    area_field(area, row, 2, NAME_COLS, -1,
        is_here ? ROLE_TEXT_STRONG : ROLE_TEXT, "mode");
    int col = 4 + NAME_COLS;
    int used = area_printf(area, row, col, ROLE_TEXT_VALUE, "%s%s%s",
        is_here ? "< " : "", modes[v->mode], is_here ? " >" : "");
    if (is_here)
        area_mark(area, row, col, used, CELL_SELECT);
    area_text(area, row, col + used + 2, ROLE_TEXT_LABEL, mode_help[v->mode]);
}

/* Of many fields those around the chosen one. */
static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct start_view *v = view;
    const struct procedure_row *p = row_of(v, ui);
    make(v, ui);
    if (p == NULL) {
        empty_paint(area, ui, "There is no such procedure.",
            "3 lists those that are; q goes back.");
        return;
    }
    int row = paint_head(v, ui, p, area);
    int room = area->rows - row - 4;
    size_t first = room > 0 && v->at >= (size_t)room && v->n > (size_t)room
                       ? v->at - (size_t)room + 1
                       : 0;
    if (first + (size_t)(room > 0 ? room : 0) > v->n)
        first = room > 0 && v->n > (size_t)room ? v->n - (size_t)room : 0;
    for (size_t i = first; i < v->n && (int)(i - first) < room; i++)
        paint_field(v, area, row++, i);
    paint_mode(v, area, row++);
    bool is_here = v->at > v->n;
    area_text(
        area, row + 1, 2, is_here ? ROLE_TEXT_STRONG : ROLE_TEXT, "[ Start ]");
    if (is_here)
        area_mark(area, row + 1, 2, 9, CELL_SELECT);
    if (v->message[0] != '\0')
        area_field(
            area, row + 2, 2, area->cols - 2, -1, ROLE_TOAST_WARN, v->message);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    const struct start_view *v = view;
    const struct procedure_row *p = row_of(v, ui);
    char word[16];
    strbuf_addf(title, " %s", v->id);
    if (p != NULL)
        strbuf_adds(right, approval_word(p->approval, word));
}

/* ---- starting ------------------------------------------------------------ */

static void
start(void *arg)
{
    struct start_view *v = arg;
    const char *args[FIELDS_MAX + 2];
    char *owned[FIELDS_MAX + 2];
    size_t n = 0;
    owned[n++] = xstrdup(v->id);
    owned[n++] = xasprintf("mode=%s", modes[v->mode]);
    for (size_t i = 0; i < v->n; i++)
        if (v->field[i].edit.len > 0)
            owned[n++] =
                xasprintf("%s=%s", v->field[i].name, v->field[i].edit.text);
    for (size_t i = 0; i < n; i++)
        args[i] = owned[i];
    if (v->ui->start != NULL)
        v->ui->start(v->ui->console, "start", args, n);
    for (size_t i = 0; i < n; i++)
        free(owned[i]);
}

static void
ask(struct start_view *v, struct ui *ui)
{
    const struct procedure_row *p = row_of(v, ui);
    const char *why = why_not_start(v, ui);
    struct strbuf b = {0};
    v->ui = ui;
    (void)str_copy(v->message, sizeof v->message, why != NULL ? why : "");
    if (why != NULL || ui->confirm == NULL)
        return;
    strbuf_addf(&b, "Start %s %s", p->id, modes[v->mode]);
    if (!str_eq(p->approval, "approved"))
        strbuf_addf(&b, ", which is a %s, not approved",
            str_eq(p->approval, "draft") ? "DRAFT" : p->approval);
    else if (v->mode != 3 && str_eq(p->link, "command"))
        strbuf_adds(&b, ": it sends commands");
    strbuf_addc(&b, '?');
    ui->confirm(ui->console, strbuf_get(&b), start, v);
    strbuf_fini(&b);
}

/* ---- keys ---------------------------------------------------------------- */

static bool
is_typing(void *view)
{
    const struct start_view *v = view;
    return v->is_made;
}

static unsigned
leave(struct ui *ui)
{
    ui_open(ui, "procedures", "library");
    return UI_REDRAW;
}

static unsigned
move(struct start_view *v, keysym k)
{
    size_t n = v->n + 2;
    bool is_up = k == KEY_CODE_UP;
    v->at = is_up ? (v->at + n - 1) % n : (v->at + 1) % n;
    return UI_REDRAW;
}

static unsigned
key_of_mode(struct start_view *v, keysym k)
{
    size_t n = ARRAY_LEN(modes);
    if (k == KEY_CODE_LEFT || k == 'h')
        v->mode = (v->mode + n - 1) % n;
    else if (k == KEY_CODE_RIGHT || k == 'l' || k == ' ')
        v->mode = (v->mode + 1) % n;
    else if (k == KEY_CODE_ENTER)
        v->at++;
    return UI_REDRAW;
}

static unsigned
key(void *view, struct ui *ui, keysym k)
{
    struct start_view *v = view;
    v->message[0] = '\0';
    if (k == KEY_CODE_ESCAPE)
        return leave(ui);
    if (k == KEY_CODE_UP || k == KEY_CODE_DOWN || k == KEY_CODE_TAB)
        return move(v, k);
    if (v->at == v->n)
        return key_of_mode(v, k);
    if (v->at > v->n) {
        if (k == KEY_CODE_ENTER)
            ask(v, ui);
        else if (k == 'q')
            return leave(ui);
        return UI_REDRAW;
    }
    switch (edit_key(&v->field[v->at].edit, k)) {
    case EDIT_DONE:
        v->at++;
        break;
    case EDIT_CANCEL:
    case EDIT_IGNORED:
    case EDIT_MOVED:
    case EDIT_CHANGED:
    case EDIT_COMPLETE:
    case EDIT_COMPLETE_BACK:
        break;
    }
    return UI_REDRAW;
}

static unsigned
paste(void *view, struct ui *ui, const char *text, size_t len)
{
    struct start_view *v = view;
    (void)ui;
    if (v->at < v->n)
        (void)edit_paste(&v->field[v->at].edit, text, len);
    return UI_REDRAW;
}

static const char *const *
hint(void *view)
{
    static const char *const hints[] = {"Tab Next field", "Up Before",
        "Enter Next, Start", "Left/Right Mode", "Esc Give up", NULL};
    (void)view;
    return hints;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    (void)view, (void)ui, (void)action;
    return 0;
}

/* ---- life ---------------------------------------------------------------- */

static unsigned
update(void *view, struct ui *ui)
{
    make(view, ui);
    return UI_REDRAW;
}

/* The fields are typed in first; without any, the mode. */
static void *
open_view(struct ui *ui, const char *argument)
{
    struct start_view *v = xcalloc(1, sizeof *v);
    const struct procedure_row *p =
        procedures_find(&ui->model->procedures, argument);
    v->id = xstrdup(p != NULL ? p->id : argument);
    make(v, ui);
    return v;
}

static void
close_view(void *view)
{
    struct start_view *v = view;
    for (size_t i = 0; i < v->n; i++) {
        free(v->field[i].name);
        free(v->field[i].hint);
    }
    free(v->field);
    free(v->id);
    free(v);
}

static const enum action actions[] = {ACTION_NONE};

const struct view_class view_start = {
    .name = "start",
    .title = "Start",
    .help = "start a procedure: its arguments, and the mode",
    .wants_rows = 12,
    .wants_cols = 70,
    .open = open_view,
    .close = close_view,
    .update = update,
    .paint = paint,
    .act = act,
    .actions = actions,
    .status = status,
    .is_typing = is_typing,
    .key = key,
    .paste = paste,
    .hint = hint,
    .complete = procedure_complete,
};
