/*
 * params.c - all parameters: the newest value of each, and its quality.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "console/glyph.h"
#include "console/model/value_text.h"
#include "console/view/alarm_keys.h"
#include "console/view/list.h"
#include "console/view/short_names.h"
#include "console/view/shown.h"
#include "console/view/trend.h"
#include "console/view/views.h"
#include "mdb/format.h"

enum column {
    COL_NAME,
    COL_VALUE,
    COL_UNIT,
    COL_AGE,
    COL_RATE,
    COL_RAW,
    COL_LIMIT,
    COL_QUALITY,
    COL_PACKET,
    COL_PATH,
    COL_ABOUT,
};

/* clang-format off */
#define COLUMNS(name_min)                                                      \
    [COL_NAME] =    {.title = "PARAMETER", .min = name_min, .max = 32},        \
    [COL_VALUE] =   {.title = "VALUE", .min = 11, .max = 18, .is_right = true, \
                     .has_marks = true},                                       \
    [COL_UNIT] =    {.title = "UNIT", .min = 5, .max = 10, .priority = 2},     \
    [COL_AGE] =     {.title = "AGE", .min = 7, .max = 7, .is_right = true,     \
                     .priority = 1},                                           \
    [COL_RATE] =    {.title = "RATE", .min = 8, .max = 8, .is_right = true,    \
                     .priority = 4},                                           \
    [COL_RAW] =     {.title = "RAW", .min = 9, .max = 18, .is_right = true,    \
                     .priority = 5},                                           \
    [COL_LIMIT] =   {.title = "LIMIT", .min = 13, .max = 13, .priority = 3},   \
    [COL_QUALITY] = {.title = "QUALITY", .min = 12, .max = 12, .priority = 6}, \
    [COL_PACKET] =  {.title = "PACKET", .min = 12, .max = 20, .priority = 7},  \
    [COL_PATH] =    {.title = "PATH", .min = 16, .max = 32, .priority = 7},    \
    [COL_ABOUT] =   {.title = "DESCRIPTION", .min = 20, .priority = 9},

/* On a narrow pane it is better to cut names than to lose the age. */
#define NARROW_COLS 66
static const struct table_column narrow[] = {COLUMNS(12)};
static const struct table_column columns[] = {COLUMNS(24)};
/* clang-format on */

struct params {
    struct list_view list; /* first */
    struct short_names names;
    struct alarm_keys keys;
    bool shows_raw; /* the value column shows raw values */
};

static const struct values *
values_of(const struct params *p)
{
    return p->list.ui->model->values;
}

static size_t
count(const void *view)
{
    return values_count(values_of(view));
}

static bool
has(const void *view, size_t index)
{
    return values_get(values_of(view), index) != NULL;
}

static uint64_t
key(const void *view, size_t index)
{
    (void)view;
    return index;
}

static const char *
packet_name(const struct values *v, const struct value *x)
{
    const struct stream *s = values_stream(v, x->container);
    const char *slash = s ? strrchr(s->name, '/') : NULL;
    return !s ? "" : slash ? slash + 1 : s->name;
}

static const char *
about(const struct values *v, const struct value *x)
{
    const struct mdb *mdb = values_mdb(v);
    if (!mdb || x->item >= mdb->n_items)
        return "";
    const struct mdb_param *p = &mdb->param[mdb->item[x->item].param];
    const char *text =
        p->short_description ? p->short_description : p->description;
    return text ? text : "";
}

/* What search and filter look at. */
static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct params *p = view;
    const struct values *v = values_of(p);
    const struct value *x = values_get(v, index);
    limit_state state = shown_state(p->list.ui, x);
    strbuf_addf(out, "%s %s %s %s %s%s", x->name, x->unit, packet_name(v, x),
        quality_str(values_quality(v, x, p->list.now)), shown_limit_str(state),
        !limit_state_is_out(state)                   ? ""
        : limit_state_level(state) >= LIMIT_DISTRESS ? " alarm"
                                                     : " caution");
}

static int
compare_numbers(double a, double b)
{
    if (isnan(a) || isnan(b))
        return isnan(a) - isnan(b);
    return (a > b) - (a < b);
}

/* Worst first, then what is not known, off, normal, not checked. */
static int
severity(limit_state state)
{
    if (limit_state_is_out(state))
        return -(int)limit_state_level(state);
    return state == LIMIT_UNCHECKED        ? 4
           : limit_state_is_checked(state) ? 3
           : state == LIMIT_DISABLED       ? 2
                                           : 1;
}

static int
compare(const void *view, unsigned column, size_t ia, size_t ib)
{
    const struct params *p = view;
    const struct values *v = values_of(p);
    struct clock now = p->list.now;
    const struct value *a = values_get(v, ia), *b = values_get(v, ib);
    switch ((enum column)column) {
    case COL_NAME:
        return strcmp(short_name(&p->names, a), short_name(&p->names, b));
    case COL_VALUE:
        return compare_numbers(
            a->count ? mdb_cell_number(a->eng_kind, a->eng) : (double)NAN,
            b->count ? mdb_cell_number(b->eng_kind, b->eng) : (double)NAN);
    case COL_AGE: /* oldest first, never received last */
        return compare_numbers(
            a->count ? -(double)value_age_ns(a, now) : (double)NAN,
            b->count ? -(double)value_age_ns(b, now) : (double)NAN);
    case COL_RATE: /* fastest first */
        return compare_numbers(-value_rate_hz(a, now), -value_rate_hz(b, now));
    case COL_LIMIT:
        return severity(shown_state(p->list.ui, a)) -
               severity(shown_state(p->list.ui, b));
    case COL_QUALITY: /* what is wrong first: invalid, expired, missing */
        return ((int)values_quality(v, a, now) + 3) % 4 -
               ((int)values_quality(v, b, now) + 3) % 4;
    case COL_PACKET:
        return strcmp(packet_name(v, a), packet_name(v, b));
    case COL_UNIT:
    case COL_RAW:
    case COL_PATH:
    case COL_ABOUT:
        break;
    }
    return 0;
}

static const struct list_source source = {
    .count = count,
    .has = has,
    .key = key,
    .text = text,
    .compare = compare,
    .sortable = 1u << COL_NAME | 1u << COL_VALUE | 1u << COL_AGE |
                1u << COL_RATE | 1u << COL_LIMIT | 1u << COL_QUALITY |
                1u << COL_PACKET,
};

/* ---- painting --------------------------------------------------------------
 */

static void
set_text(struct table_cell *cell, struct strbuf *b)
{
    (void)str_copy(cell->text, sizeof cell->text, strbuf_get(b));
    strbuf_fini(b);
}

static void
value_cell(
    const struct params *p, const struct value *x, struct table_cell *cell)
{
    enum mdb_quality q = values_quality(values_of(p), x, p->list.now);
    struct strbuf b = {0};
    if (p->shows_raw && q != MDB_NOT_RECEIVED)
        value_raw_text(&b, x);
    else
        value_text(&b, x, q);
    set_text(cell, &b);
    shown_marks(cell, p->list.ui, x);
}

static void
path_cell(
    const struct params *p, const struct value *x, struct table_cell *cell)
{
    size_t len = (size_t)(short_name(&p->names, x) - x->name);
    if (len > 1)
        len--; /* without the slash at its end */
    cell_set(cell, ROLE_TEXT_LABEL, "%.*s", (int)len, x->name);
}

/* Of an overdue packet no rate is known. */
static double
rate(const struct params *p, const struct value *x)
{
    bool is_late = values_quality(values_of(p), x, p->list.now) == MDB_EXPIRED;
    return is_late ? 0 : value_rate_hz(x, p->list.now);
}

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    struct params *p = arg;
    char out[SHOWN_SIZE];
    const struct value *x = values_get(values_of(p), p->list.index[row]);
    if (!x)
        return; /* the database was changed since the last update */
    switch ((enum column)column) {
    case COL_NAME:
        alarm_keys_see(&p->keys, p->list.ui, x->item);
        cell_set(cell, ROLE_TEXT, "%s", short_name(&p->names, x));
        break;
    case COL_VALUE:
        value_cell(p, x, cell);
        break;
    case COL_UNIT:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", p->shows_raw ? "raw" : x->unit);
        break;
    case COL_AGE:
        cell_set(cell, ROLE_TEXT, "%s",
            shown_age(out, value_age_ns(x, p->list.now)));
        break;
    case COL_RATE:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", shown_rate(out, rate(p, x)));
        break;
    case COL_RAW: {
        struct strbuf b = {0};
        value_raw_short(&b, x);
        set_text(cell, &b);
        cell->role = ROLE_TEXT_LABEL;
        break;
    }
    case COL_LIMIT: {
        limit_state state = shown_state(p->list.ui, x);
        cell_set(cell, shown_limit_role(state), "%s", shown_limit_str(state));
        break;
    }
    case COL_QUALITY: {
        enum mdb_quality q = values_quality(values_of(p), x, p->list.now);
        cell_set(cell,
            q == MDB_ACQUIRED ? ROLE_TEXT_LABEL : shown_quality_role(q), "%s",
            quality_str(q));
        break;
    }
    case COL_PACKET:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", packet_name(values_of(p), x));
        break;
    case COL_PATH:
        path_cell(p, x, cell);
        break;
    case COL_ABOUT:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", about(values_of(p), x));
        break;
    }
}

/* What the marks mean. */
static void
paint_marks(const struct area *area, int row)
{
    static const struct {
        uint32_t mark[3];
        enum role role;
        const char *text;
    } legend[] = {
        {{GLYPH_ALARM_HIGH, GLYPH_ALARM_LOW, GLYPH_ALARM}, ROLE_LIMIT_ALARM,
            "alarm"},
        {{GLYPH_CAUTION_HIGH, GLYPH_CAUTION_LOW, GLYPH_CAUTION},
            ROLE_LIMIT_CAUTION, "caution"},
        {{'S'}, ROLE_QUALITY_STALE, "stale"},
        {{'I'}, ROLE_QUALITY_INVALID, "invalid"},
        {{'M'}, ROLE_QUALITY_MISSING, "missing"},
        {{'?'}, ROLE_LIMIT_UNKNOWN, "not checked now"},
        {{'D'}, ROLE_LIMIT_OFF, "limits off"},
    };
    int col = 1 + area_text(area, row, 0, ROLE_HINT, "marks:");
    for (size_t i = 0; i < ARRAY_LEN(legend); i++) {
        for (size_t k = 0; k < 3 && legend[i].mark[k]; k++)
            area_put(area, row, col++, legend[i].mark[k], legend[i].role);
        col += 2 + area_text(area, row, col + 1, ROLE_HINT, legend[i].text) + 1;
    }
}

/* The selected one in full, and what the marks mean. */
static void
paint_foot(const struct params *p, const struct area *area, int row)
{
    size_t index = list_selected(&p->list);
    const struct value *x =
        index == SIZE_MAX ? NULL : values_get(values_of(p), index);
    if (x) {
        enum mdb_quality q = values_quality(values_of(p), x, p->list.now);
        char generation[SHOWN_SIZE], age[SHOWN_SIZE];
        int col = area_text(area, row, 0, ROLE_TEXT_STRONG, x->name);
        col += 2;
        col += area_text(area, row, col, shown_quality_role(q), quality_str(q));
        limit_state state = shown_state(p->list.ui, x);
        if (state != LIMIT_UNCHECKED)
            col += 1 + area_text(area, row, col + 1, shown_limit_role(state),
                           limit_state_str(state));
        if (x->count)
            col += area_printf(area, row, col, ROLE_TEXT_LABEL,
                "  received %s, %s ago",
                shown_time(generation, p->list.ui, x->reception, 1),
                shown_age(age, value_age_ns(x, p->list.now)));
        if (area->cols < 160)
            area_printf(area, row, col, ROLE_TEXT_LABEL, "  %s",
                about(values_of(p), x));
    }
    paint_marks(area, row + 1);
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct params *p = view;
    list_begin(&p->list, ui);
    alarm_keys_clear(&p->keys);
    if (p->list.total == 0) {
        empty_paint(area, ui,
            "No parameters are known: neither the mission database nor the "
            "frontend named any.",
            "They appear with the first packet. Links (view 3) shows where "
            "packets come from.");
        return;
    }
    int foot = area->rows >= 8 ? 2 : 0;
    struct area top = area_sub(area, 0, 0, area->rows - foot, area->cols);
    p->list.table.column = area->cols < NARROW_COLS ? narrow : columns;
    list_paint(&p->list, &top, cell, p);
    if (foot)
        paint_foot(p, area, area->rows - foot);
}

/* ---- life and keys ---------------------------------------------------------
 */

static unsigned
update(void *view, struct ui *ui)
{
    struct params *p = view;
    short_names_update(&p->names, ui->model->values);
    return list_view_update(view, ui);
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct params *p = xcalloc(1, sizeof *p);
    list_init(&p->list, &source, columns, ARRAY_LEN(columns), argument);
    (void)update(p, ui);
    return p;
}

static void
close_view(void *view)
{
    struct params *p = view;
    list_fini(&p->list);
    short_names_fini(&p->names);
    alarm_keys_fini(&p->keys);
    free(p);
}

static uint32_t
selected_item(const struct params *p)
{
    size_t index = list_selected(&p->list);
    return index == SIZE_MAX ? MDB_NIL : (uint32_t)index;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct params *p = view;
    list_begin(&p->list, ui);
    size_t index = list_selected(&p->list);
    if (action == ACTION_OPEN || action == ACTION_DETAIL) {
        const struct value *x = values_get(values_of(p), index);
        if (!x)
            return 0;
        values_want(ui->model->values, (uint32_t)index);
        ui_open(ui, "param", x->name);
        return UI_HANDLED;
    }
    if (alarm_keys_knows(action))
        return alarm_keys_act(&p->keys, ui, action, selected_item(p));
    if (action == ACTION_TREND)
        return trend_open(ui, selected_item(p));
    if (action == ACTION_RAW) {
        p->shows_raw = !p->shows_raw;
        return UI_REDRAW | UI_HANDLED;
    }
    return list_act(&p->list, action);
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct params *p = view;
    if (alarm_keys_knows(action))
        return alarm_keys_why_not(&p->keys, ui, action, selected_item(p));
    if (action == ACTION_TREND)
        return trend_why_not(ui, selected_item(p));
    if ((action == ACTION_OPEN || action == ACTION_DETAIL) &&
        list_selected(&p->list) == SIZE_MAX)
        return "no parameter is selected";
    return NULL;
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct params *p = view;
    list_status(&p->list, title);
    if (p->shows_raw)
        strbuf_adds(title, ", raw values");
    if (p->list.total == 0)
        return;
    struct values_tally t = values_tally(ui->model->values, shown_clock(ui));
    strbuf_addf(right, "good %zu  stale %zu  invalid %zu  missing %zu",
        t.n[MDB_ACQUIRED], t.n[MDB_EXPIRED], t.n[MDB_INVALID],
        t.n[MDB_NOT_RECEIVED]);
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct params *p = view;
    list_begin(&p->list, ui);
    const struct values *v = values_of(p);
    for (size_t i = 0; i < p->list.n; i++) {
        const struct value *x = values_get(v, p->list.index[i]);
        if (!x)
            continue;
        char time[TIME_TEXT_SIZE];
        const char *blob = x->text ? x->text->eng : NULL;
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "name", x->name);
        json_str(&j, "quality", quality_str(values_quality(v, x, p->list.now)));
        if (x->count) {
            mdb_format_json(&j, "value", x->eng_kind, x->type, x->eng, blob,
                blob ? x->text->eng_len : 0);
            json_str(&j, "unit", x->unit);
            json_str(&j, "reception", utc_fmt_iso(time, x->reception, false));
        }
        json_end(&j);
        char *line = json_take(&j);
        strbuf_addf(out, "%s\n", line);
        free(line);
    }
}

static const enum action actions[] = {ACTION_TREND, ACTION_MARK, ACTION_RANGE,
    ACTION_OPEN, ACTION_DETAIL, ALARM_KEYS, ACTION_SORT, ACTION_RAW,
    ACTION_SEARCH, ACTION_NEXT, ACTION_PREVIOUS, ACTION_FILTER, ACTION_NONE};

const struct view_class view_params = {
    .name = "params",
    .title = "Parameters",
    .number = 7,
    .tab = "Param",
    .help = "all parameters: value, unit, quality, age, rate, raw value",
    .wants_rows = 12,
    .wants_cols = 60,
    .open = open_view,
    .close = close_view,
    .update = update,
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
