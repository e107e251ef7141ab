/*
 * links.c - the links of the frontend, and what their counters mean.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "console/view/list.h"
#include "console/view/shown.h"
#include "console/view/views.h"

enum column {
    COL_NAME,
    COL_STATE,
    COL_SIGNAL,
    COL_NEXT,
    COL_PACKETS,
    COL_RATE,
    COL_LAST,
    COL_MISSING,
    COL_BAD,
    COL_BYTES,
    COL_KIND,
    COL_ADDRESS,
    COL_DETAIL,
};

/* clang-format off */
static const struct table_column columns[] = {
    [COL_NAME] =    {.title = "LINK", .min = 8, .max = 16},
    [COL_STATE] =   {.title = "STATE", .min = 11, .max = 11},
    [COL_SIGNAL] =  {.title = "SIGNAL", .min = 6, .max = 6, .priority = 1},
    [COL_NEXT] =    {.title = "NEXT CHANGE", .min = 15, .max = 15,
                     .priority = 5},
    [COL_PACKETS] = {.title = "PACKETS", .min = 9, .max = 12, .is_right = true,
                     .priority = 3},
    [COL_RATE] =    {.title = "RATE", .min = 8, .max = 8, .is_right = true,
                     .priority = 2},
    [COL_LAST] =    {.title = "LAST", .min = 7, .max = 7, .is_right = true,
                     .priority = 2},
    [COL_MISSING] = {.title = "MISSING", .min = 7, .max = 9, .is_right = true,
                     .priority = 4},
    [COL_BAD] =     {.title = "BAD", .min = 5, .max = 9, .is_right = true,
                     .priority = 4},
    [COL_BYTES] =   {.title = "BYTES/S", .min = 8, .max = 9, .is_right = true,
                     .priority = 6},
    [COL_KIND] =    {.title = "KIND", .min = 10, .max = 10, .priority = 8},
    [COL_ADDRESS] = {.title = "ADDRESS", .min = 16, .max = 40, .priority = 7},
    [COL_DETAIL] =  {.title = "DETAIL", .min = 16, .priority = 9},
};
/* clang-format on */

struct links_view {
    struct list_view list; /* first */
    /* what a confirmation is about: fixed when the question is asked */
    char pending[MSG_NAME_MAX + 1];
    bool pending_enable;
};

static const struct link_row *
row_of(const void *view, size_t index)
{
    const struct links_view *v = view;
    return &v->list.ui->model->links.row[index];
}

static size_t
count(const void *view)
{
    const struct links_view *v = view;
    return v->list.ui->model->links.n;
}

/* Links are few and never go: names make good keys. */
static uint64_t
key(const void *view, size_t index)
{
    return list_name_key(0, row_of(view, index)->name);
}

static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct link_row *r = row_of(view, index);
    strbuf_addf(out, "%s %s %s %s %s", r->name, r->kind, r->address,
        r->state_text, r->detail);
}

static const struct list_source source = {
    .count = count, .key = key, .text = text};

static uint64_t
bad(const struct msg_link *m)
{
    return m->bad_version + m->bad_length + m->too_short + m->unknown;
}

/* ---- cells -----------------------------------------------------------------
 */

static enum role
state_role(enum link_state state)
{
    switch (state) {
    case LINK_UP:
        return ROLE_LINK_UP;
    case LINK_CONNECTING:
    case LINK_UNKNOWN:
        return ROLE_LINK_WAIT;
    case LINK_DOWN:
    case LINK_FAULT:
        return ROLE_LINK_DOWN;
    case LINK_DISABLED:
    case LINK_ENDED:
    case LINK_STATE_COUNT:
        break;
    }
    return ROLE_LINK_OFF;
}

static void
state_cell(const struct links_view *v, const struct link_row *r,
    struct table_cell *cell)
{
    if (link_row_is_fresh(r, v->list.now))
        cell_set(cell, state_role(r->state), "%s", r->state_text);
    else
        cell_set(cell, ROLE_QUALITY_STALE, "%s?", r->state_text);
}

static const char *
signal_str(enum signal_state signal)
{
    return signal == SIGNAL_AOS ? "AOS" : signal == SIGNAL_LOS ? "LOS" : "-";
}

static void
next_cell(const struct links_view *v, const struct link_row *r,
    struct table_cell *cell)
{
    char left[TIME_TEXT_SIZE];
    if (r->signal == SIGNAL_UNKNOWN || utc_is_none(r->signal_until)) {
        cell_set(cell, ROLE_TEXT_LABEL, "-");
        return;
    }
    int64_t ns = utc_diff_ns(r->signal_until, v->list.now.utc);
    cell_set(cell, ROLE_TEXT, "%s in %s",
        r->signal == SIGNAL_AOS ? "LOS" : "AOS",
        countdown_fmt(left, ns > 0 ? ns : 0));
}

static int64_t
last_ns(const struct links_view *v, const struct link_row *r)
{
    if (!r->has_last)
        return -1;
    int64_t ns = mono_diff_ns(v->list.now.mono, r->last);
    return ns > 0 ? ns : 0;
}

static void
count_cell(struct table_cell *cell, uint64_t n)
{
    cell_set(cell, n ? ROLE_TEXT_STRONG : ROLE_TEXT_LABEL, "%" PRIu64, n);
}

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    const struct links_view *v = arg;
    char out[SHOWN_SIZE];
    const struct link_row *r = row_of(v, v->list.index[row]);
    bool is_fresh = link_row_is_fresh(r, v->list.now);
    switch ((enum column)column) {
    case COL_NAME:
        cell_set(cell, ROLE_TEXT_STRONG, "%s", r->name);
        break;
    case COL_STATE:
        state_cell(v, r, cell);
        break;
    case COL_SIGNAL:
        cell_set(cell, r->signal == SIGNAL_LOS ? ROLE_SIGNAL_LOS : ROLE_TEXT,
            "%s", is_fresh ? signal_str(r->signal) : "?");
        break;
    case COL_NEXT:
        next_cell(v, r, cell);
        break;
    case COL_PACKETS:
        cell_set(cell, ROLE_TEXT, "%" PRIu64, r->m.packets);
        break;
    case COL_RATE:
        cell_set(cell, ROLE_TEXT, "%s",
            shown_rate(out, is_fresh ? r->m.packets_per_s : 0));
        break;
    case COL_LAST:
        cell_set(cell, ROLE_TEXT, "%s", shown_age(out, last_ns(v, r)));
        break;
    case COL_MISSING:
        count_cell(cell, r->m.missing);
        break;
    case COL_BAD:
        count_cell(cell, bad(&r->m));
        break;
    case COL_BYTES:
        cell_set(cell, ROLE_TEXT, "%s",
            is_fresh ? shown_bytes(out, r->m.bytes_per_s) : "-");
        break;
    case COL_KIND:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", r->kind);
        break;
    case COL_ADDRESS:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", r->address);
        break;
    case COL_DETAIL:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", r->detail);
        break;
    }
}

/* ---- the selected link in full ---------------------------------------------
 */

struct meaning {
    const char *title, *text;
    size_t offset; /* of a uint64_t in struct msg_link */
    bool is_fault; /* more than 0 stands out */
};

#define COUNTER(member) offsetof(struct msg_link, member)
static const struct meaning meanings[] = {
    {"packets", "received since the frontend started", COUNTER(packets), false},
    {"gaps", "times a sequence count jumped", COUNTER(gaps), true},
    {"missing", "packets that these gaps lack", COUNTER(missing), true},
    {"repeats", "packets that came twice", COUNTER(repeats), true},
    {"late", "packets that came behind a later one", COUNTER(late), true},
    {"idle", "idle packets (APID 2047), not decoded", COUNTER(idle), false},
    {"bad version", "headers that are not space packets", COUNTER(bad_version),
        true},
    {"bad length", "lengths that lie; bytes were skipped", COUNTER(bad_length),
        true},
    {"too short", "packets shorter than their container", COUNTER(too_short),
        true},
    {"unknown", "packets the mission database does not know", COUNTER(unknown),
        true},
};

static int
paint_line(const struct area *a, int row, const char *label, const char *value)
{
    area_text(a, row, 0, ROLE_TEXT_LABEL, label);
    area_text(a, row, 12, ROLE_TEXT, value);
    return row + 1;
}

static int
paint_about(const struct links_view *v, const struct link_row *r,
    const struct area *a, int row)
{
    struct strbuf b = {0};
    char since[SHOWN_SIZE], left[TIME_TEXT_SIZE], bytes[SHOWN_SIZE];
    strbuf_addf(&b, "%s %s", r->kind, r->address);
    row = paint_line(a, row, "address", strbuf_get(&b));
    strbuf_reset(&b);
    bool has_detail = r->detail[0] && strcmp(r->detail, r->state_text) != 0;
    if (!link_row_is_fresh(r, v->list.now))
        strbuf_adds(&b, "as last heard: ");
    strbuf_addf(&b, "%s%s%s   came up %" PRIu64 " time%s   %s", r->state_text,
        has_detail ? ": " : "", has_detail ? r->detail : "", r->m.connects,
        r->m.connects == 1 ? "" : "s", shown_bytes(bytes, (double)r->m.bytes));
    row = paint_line(a, row, "state", strbuf_get(&b));
    strbuf_reset(&b);
    if (r->signal == SIGNAL_UNKNOWN)
        strbuf_adds(&b, "unknown: the link has neither signal nor windows");
    else
        strbuf_addf(&b, "%s since %s", signal_str(r->signal),
            shown_time(since, v->list.ui, r->signal_since, 0));
    if (r->signal != SIGNAL_UNKNOWN && !utc_is_none(r->signal_until)) {
        int64_t ns = utc_diff_ns(r->signal_until, v->list.now.utc);
        strbuf_addf(&b, ", %s in %s", r->signal == SIGNAL_AOS ? "LOS" : "AOS",
            countdown_fmt(left, ns > 0 ? ns : 0));
    }
    row = paint_line(a, row, "signal", strbuf_get(&b));
    strbuf_fini(&b);
    return row;
}

static void
paint_counters(const struct link_row *r, const struct area *a, int row)
{
    int column = a->cols >= 120 ? (a->cols + 1) / 2 : 0;
    int n = (int)ARRAY_LEN(meanings), half = column ? (n + 1) / 2 : n;
    for (int i = 0; i < n; i++) {
        const struct meaning *m = &meanings[i];
        uint64_t n_counted;
        memcpy(&n_counted, (const char *)&r->m + m->offset, sizeof n_counted);
        int at = i / half * column, line = row + i % half;
        bool stands_out = m->is_fault && n_counted > 0;
        area_text(a, line, at, ROLE_TEXT_LABEL, m->title);
        char number[24];
        (void)snprintf(number, sizeof number, "%" PRIu64, n_counted);
        area_field(a, line, at + 12, 12, 1,
            stands_out ? ROLE_TEXT_STRONG : ROLE_TEXT, number);
        area_text(a, line, at + 26, ROLE_TEXT_LABEL, m->text);
    }
}

static void
paint_selected(struct links_view *v, const struct area *area)
{
    size_t index = list_selected(&v->list);
    if (index == SIZE_MAX || area->rows < 2)
        return;
    const struct link_row *r = row_of(v, index);
    struct strbuf title = {0};
    strbuf_addf(&title, "Link %s", r->name);
    area_rule(area, 0, strbuf_get(&title),
        v->list.ui->is_readonly ? NULL
        : r->m.is_enabled       ? "e disables it"
                                : "e enables it",
        false);
    strbuf_fini(&title);
    struct area inside = area_sub(area, 1, 1, area->rows - 1, area->cols - 1);
    paint_counters(r, &inside, paint_about(v, r, &inside, 0));
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct links_view *v = view;
    list_begin(&v->list, ui);
    if (v->list.total == 0) {
        empty_paint(area, ui, "No links yet: the frontend has not named any.",
            "The links of an instance are set in mission.conf.");
        return;
    }
    int lines = (int)v->list.n + 2;
    int least = area->rows - (int)ARRAY_LEN(meanings) - 4;
    int table = lines < area->rows / 2 ? lines : area->rows / 2;
    if (table < least)
        table = lines < least ? lines : least;
    if (area->rows < 8)
        table = area->rows;
    struct area top = area_sub(area, 0, 0, table, area->cols);
    list_paint(&v->list, &top, cell, v);
    struct area rest = area_sub(area, table, 0, area->rows - table, area->cols);
    paint_selected(v, &rest);
}

/* ---- enable and disable
 * ------------------------------------------------------ */

static void
confirmed(void *arg)
{
    struct links_view *v = arg;
    const char *name = v->pending;
    if (v->list.ui->ask)
        v->list.ui->ask(v->list.ui->console, "frontend",
            v->pending_enable ? "link-enable" : "link-disable", &name, 1);
}

static void
ask_enable(struct links_view *v, struct ui *ui, const struct link_row *r)
{
    struct strbuf question = {0};
    (void)str_copy(v->pending, sizeof v->pending, r->name);
    v->pending_enable = !r->m.is_enabled;
    if (v->pending_enable)
        strbuf_addf(
            &question, "Enable link %s (%s %s)?", r->name, r->kind, r->address);
    else
        strbuf_addf(&question,
            "Disable link %s (%s %s)? Telemetry over it stops for everybody.",
            r->name, r->kind, r->address);
    if (ui->confirm)
        ui->confirm(ui->console, strbuf_get(&question), confirmed, v);
    strbuf_fini(&question);
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct links_view *v = view;
    if (action != ACTION_ENABLE && action != ACTION_OPEN)
        return NULL;
    if (list_selected(&v->list) == SIZE_MAX)
        return "no link is selected";
    if (action == ACTION_ENABLE && ui->is_readonly)
        return "this console is read-only: ask an operator";
    if (action == ACTION_ENABLE &&
        processes_is_dead(&ui->model->processes, "frontend", shown_clock(ui)))
        return "the frontend gives no sign of life";
    return NULL;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct links_view *v = view;
    list_begin(&v->list, ui);
    size_t index = list_selected(&v->list);
    if (action == ACTION_ENABLE && index != SIZE_MAX &&
        !why_not(view, ui, action)) {
        ask_enable(v, ui, row_of(v, index));
        return UI_HANDLED;
    }
    if (action == ACTION_OPEN && index != SIZE_MAX) {
        ui_open(ui, "packets", row_of(v, index)->name);
        return UI_HANDLED;
    }
    return list_act(&v->list, action);
}

/* ---- life
 * -------------------------------------------------------------------- */

static void *
open_view(struct ui *ui, const char *argument)
{
    struct links_view *v = xcalloc(1, sizeof *v);
    list_init(&v->list, &source, columns, ARRAY_LEN(columns), argument);
    (void)list_view_update(v, ui);
    return v;
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct links_view *v = view;
    double bytes = 0, packets = 0;
    char rate[SHOWN_SIZE], size[SHOWN_SIZE];
    list_status(&v->list, title);
    for (size_t i = 0; i < ui->model->links.n; i++) {
        const struct link_row *r = &ui->model->links.row[i];
        if (link_row_is_fresh(r, shown_clock(ui))) {
            bytes += r->m.bytes_per_s;
            packets += r->m.packets_per_s;
        }
    }
    if (ui->model->links.n)
        strbuf_addf(right, "%s  %s/s", shown_rate(rate, packets),
            shown_bytes(size, bytes));
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct links_view *v = view;
    for (size_t i = 0; i < v->list.n; i++) {
        const struct link_row *r = &ui->model->links.row[v->list.index[i]];
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "link", r->name);
        json_str(&j, "kind", r->kind);
        json_str(&j, "address", r->address);
        json_str(&j, "state", r->state_text);
        json_str(&j, "signal", signal_str(r->signal));
        json_bool(&j, "fresh", link_row_is_fresh(r, shown_clock(ui)));
        json_uint(&j, "bytes", r->m.bytes);
        json_uint(&j, "connects", r->m.connects);
        for (size_t k = 0; k < ARRAY_LEN(meanings); k++) {
            uint64_t n;
            memcpy(&n, (const char *)&r->m + meanings[k].offset, sizeof n);
            json_uint(&j, meanings[k].title, n);
        }
        json_end(&j);
        char *line = json_take(&j);
        strbuf_addf(out, "%s\n", line);
        free(line);
    }
}

static const enum action actions[] = {ACTION_MARK, ACTION_RANGE, ACTION_ENABLE,
    ACTION_OPEN, ACTION_SEARCH, ACTION_NEXT, ACTION_PREVIOUS, ACTION_FILTER,
    ACTION_NONE};

const struct view_class view_links = {
    .name = "links",
    .title = "Links",
    .number = 9,
    .tab = "Link",
    .help = "links of the frontend: state, signal, rates, counters; e enables "
            "or disables one",
    .wants_rows = 18,
    .wants_cols = 70,
    .open = open_view,
    .close = list_view_close,
    .update = list_view_update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .status = status,
    .search = list_view_search,
    .filter = list_view_filter,
    .press = list_view_press,
    .only_marked = list_view_only_marked,
    .rows_text = list_view_rows_text,
    .unmark = list_view_unmark,
    .export_json = export_json,
};
