/*
 * packets.c - every packet type of every link: counts, rates, gaps.
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
    COL_LINK,
    COL_APID,
    COL_NAME,
    COL_PACKETS,
    COL_RATE,
    COL_LAST,
    COL_MISSING,
    COL_BAD,
    COL_GAPS,
    COL_REPEATS,
    COL_LATE,
    COL_PERIOD,
    COL_SEQUENCE,
    COL_BYTES,
    COL_KEPT,
};

/* clang-format off */
static const struct table_column columns[] = {
    [COL_LINK] =     {.title = "LINK", .min = 6, .max = 12, .priority = 3},
    [COL_APID] =     {.title = "APID", .min = 5, .max = 5, .is_right = true},
    [COL_NAME] =     {.title = "PACKET", .min = 14, .max = 28},
    [COL_PACKETS] =  {.title = "COUNT", .min = 8, .max = 12, .is_right = true,
                      .priority = 2},
    [COL_RATE] =     {.title = "RATE", .min = 8, .max = 8, .is_right = true,
                      .priority = 1},
    [COL_LAST] =     {.title = "LAST", .min = 7, .max = 7, .is_right = true,
                      .has_marks = true},
    [COL_MISSING] =  {.title = "MISSING", .min = 7, .max = 9, .is_right = true,
                      .priority = 2},
    [COL_BAD] =      {.title = "BAD", .min = 5, .max = 9, .is_right = true,
                      .priority = 4},
    [COL_GAPS] =     {.title = "GAPS", .min = 5, .max = 8, .is_right = true,
                      .priority = 6},
    [COL_REPEATS] =  {.title = "REPEATS", .min = 7, .max = 9, .is_right = true,
                      .priority = 7},
    [COL_LATE] =     {.title = "LATE", .min = 5, .max = 8, .is_right = true,
                      .priority = 7},
    [COL_PERIOD] =   {.title = "PERIOD", .min = 7, .max = 9, .is_right = true,
                      .priority = 5},
    [COL_SEQUENCE] = {.title = "SEQ", .min = 5, .max = 6, .is_right = true,
                      .priority = 8},
    [COL_BYTES] =    {.title = "BYTES", .min = 8, .max = 9, .is_right = true,
                      .priority = 9},
    [COL_KEPT] =     {.title = "KEPT", .min = 4, .max = 5, .is_right = true,
                      .priority = 10},
};
/* clang-format on */

struct packets_view {
    struct list_view list; /* first */
};

static const struct packet_row *
row_of(const void *view, size_t index)
{
    const struct packets_view *v = view;
    return &v->list.ui->model->packets.row[index];
}

static size_t
count(const void *view)
{
    const struct packets_view *v = view;
    return v->list.ui->model->packets.n;
}

static uint64_t
key(const void *view, size_t index)
{
    const struct packet_row *r = row_of(view, index);
    return list_name_key(r->apid, r->link);
}

static const char *
short_of(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

static const char *
name_of(const struct packet_row *r)
{
    if (r->container_name[0])
        return short_of(r->container_name);
    return r->bad ? "unknown" : "no container";
}

static enum mdb_quality
quality_of(const struct packets_view *v, const struct packet_row *r)
{
    const struct values *values = v->list.ui->model->values;
    const struct stream *s = values_stream(values, r->container);
    if (!s || s->packets == 0)
        return MDB_ACQUIRED;
    return values_stream_expired(values, s, v->list.now) ? MDB_EXPIRED
                                                         : MDB_ACQUIRED;
}

static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct packets_view *v = view;
    const struct packet_row *r = row_of(view, index);
    strbuf_addf(out, "%s %" PRIu32 " %s %s", r->link, r->apid,
        r->container_name,
        quality_of(v, r) == MDB_EXPIRED ? "expired overdue" : "");
}

static int
compare_counts(uint64_t a, uint64_t b)
{
    return (a < b) - (a > b); /* most first */
}

static int
compare(const void *view, unsigned column, size_t ia, size_t ib)
{
    const struct packets_view *v = view;
    const struct packet_row *a = row_of(view, ia), *b = row_of(view, ib);
    switch ((enum column)column) {
    case COL_NAME:
        return strcmp(short_of(a->container_name), short_of(b->container_name));
    case COL_PACKETS:
        return compare_counts(a->packets, b->packets);
    case COL_MISSING:
        return compare_counts(a->missing, b->missing);
    case COL_BAD:
        return compare_counts(a->bad, b->bad);
    case COL_LAST: { /* oldest first */
        int64_t x = packet_row_age_ns(a, v->list.now);
        int64_t y = packet_row_age_ns(b, v->list.now);
        return (x < y) - (x > y);
    }
    case COL_RATE: {
        double x = packet_row_rate(a, v->list.now);
        double y = packet_row_rate(b, v->list.now);
        return (x < y) - (x > y);
    }
    case COL_LINK:
    case COL_APID:
    case COL_GAPS:
    case COL_REPEATS:
    case COL_LATE:
    case COL_PERIOD:
    case COL_SEQUENCE:
    case COL_BYTES:
    case COL_KEPT:
        break;
    }
    return 0;
}

static const struct list_source source = {.count = count,
    .key = key,
    .text = text,
    .compare = compare,
    .sortable = 1u << COL_NAME | 1u << COL_PACKETS | 1u << COL_RATE |
                1u << COL_LAST | 1u << COL_MISSING | 1u << COL_BAD};

static void
count_cell(struct table_cell *cell, const struct packet_row *r, uint64_t n)
{
    if (r->has_counters)
        cell_set(cell, n ? ROLE_TEXT_STRONG : ROLE_TEXT_LABEL, "%" PRIu64, n);
    else
        cell_set(cell, ROLE_TEXT_LABEL, "-");
}

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    const struct packets_view *v = arg;
    const struct packet_row *r = row_of(v, v->list.index[row]);
    char out[SHOWN_SIZE];
    switch ((enum column)column) {
    case COL_LINK:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", r->link);
        break;
    case COL_APID:
        cell_set(cell, ROLE_TEXT, r->apid == PACKET_NO_APID ? "-" : "%" PRIu32,
            r->apid);
        break;
    case COL_NAME:
        cell_set(cell, r->container_name[0] ? ROLE_TEXT_STRONG : ROLE_TEXT_DIM,
            "%s", name_of(r));
        break;
    case COL_PACKETS:
        cell_set(
            cell, ROLE_TEXT, r->has_counters ? "%" PRIu64 : "-", r->packets);
        break;
    case COL_RATE:
        cell_set(cell, ROLE_TEXT, "%s",
            shown_rate(out, packet_row_rate(r, v->list.now)));
        break;
    case COL_LAST:
        cell_set(cell, ROLE_TEXT, "%s",
            shown_age(out, packet_row_age_ns(r, v->list.now)));
        shown_quality(cell, v->list.ui, quality_of(v, r));
        break;
    case COL_MISSING:
        count_cell(cell, r, r->missing);
        break;
    case COL_BAD:
        count_cell(cell, r, r->bad);
        break;
    case COL_GAPS:
        count_cell(cell, r, r->gaps);
        break;
    case COL_REPEATS:
        count_cell(cell, r, r->repeats);
        break;
    case COL_LATE:
        count_cell(cell, r, r->late);
        break;
    case COL_PERIOD:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", shown_period(out, r->period_ns));
        break;
    case COL_SEQUENCE:
        cell_set(cell, ROLE_TEXT_LABEL, "%" PRIu32, r->sequence);
        break;
    case COL_BYTES:
        cell_set(
            cell, ROLE_TEXT_LABEL, "%s", shown_bytes(out, (double)r->bytes));
        break;
    case COL_KEPT:
        cell_set(cell, ROLE_TEXT_LABEL, "%" PRIu32, r->n_kept);
        break;
    }
}

/* Why there are no packets, in words. */
static void
paint_empty(struct ui *ui, const struct area *area)
{
    struct strbuf b = {0};
    const struct links *links = &ui->model->links;
    strbuf_adds(&b, "No packets yet");
    for (size_t i = 0; i < links->n; i++) {
        const struct link_row *r = &links->row[i];
        strbuf_addf(&b, "%s link %s (%s %s) is %s", i ? "," : ":", r->name,
            r->kind, r->address, r->state_text);
        if (r->detail[0])
            strbuf_addf(&b, ": %s", r->detail);
    }
    strbuf_addc(&b, '.');
    empty_paint(area, ui, strbuf_get(&b),
        "They are shown as soon as the first one is received.");
    strbuf_fini(&b);
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct packets_view *v = view;
    list_begin(&v->list, ui);
    if (v->list.total == 0) {
        paint_empty(ui, area);
        return;
    }
    int foot = area->rows >= 8 ? 1 : 0;
    struct area top = area_sub(area, 0, 0, area->rows - foot, area->cols);
    list_paint(&v->list, &top, cell, v);
    size_t index = list_selected(&v->list);
    if (!foot || index == SIZE_MAX)
        return;
    const struct packet_row *r = row_of(v, index);
    area_printf(area, area->rows - 1, 0, ROLE_TEXT_LABEL,
        "%s  %" PRIu64 " missing in %" PRIu64 " gaps  %" PRIu64
        " repeated  %" PRIu64 " late  %" PRIu64 " bad",
        r->container_name[0] ? r->container_name : name_of(r), r->missing,
        r->gaps, r->repeats, r->late, r->bad);
}

/* ---- life
 * ---------------------------------------------------------------------- */

static void *
open_view(struct ui *ui, const char *argument)
{
    struct packets_view *v = xcalloc(1, sizeof *v);
    list_init(&v->list, &source, columns, ARRAY_LEN(columns), argument);
    (void)list_view_update(v, ui);
    return v;
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct packets_view *v = view;
    size_t index = list_selected(&v->list);
    list_begin(&v->list, ui);
    if (action != ACTION_OPEN && action != ACTION_DETAIL)
        return NULL;
    if (index == SIZE_MAX)
        return "no packet type is selected";
    return row_of(v, index)->n_kept == 0
               ? "no packet of this type was received since this console was "
                 "opened"
               : NULL;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct packets_view *v = view;
    list_begin(&v->list, ui);
    if (action != ACTION_OPEN && action != ACTION_DETAIL)
        return list_act(&v->list, action);
    size_t index = list_selected(&v->list);
    if (index == SIZE_MAX)
        return 0;
    const struct packet_row *r = row_of(v, index);
    char argument[MSG_NAME_MAX + 16];
    (void)snprintf(argument, sizeof argument, "%s/%" PRIu32, r->link, r->apid);
    ui_open(ui, "packet", argument);
    return UI_HANDLED;
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct packets_view *v = view;
    double rate = 0;
    uint64_t missing = 0, wrong = 0;
    char out[SHOWN_SIZE];
    list_begin(&v->list, ui);
    list_status(&v->list, title);
    for (size_t i = 0; i < count(v); i++) {
        rate += packet_row_rate(row_of(v, i), v->list.now);
        missing += row_of(v, i)->missing;
        wrong += row_of(v, i)->bad;
    }
    if (count(v))
        strbuf_addf(right, "%s  missing %" PRIu64 "  bad %" PRIu64,
            shown_rate(out, rate), missing, wrong);
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct packets_view *v = view;
    list_begin(&v->list, ui);
    for (size_t i = 0; i < v->list.n; i++) {
        const struct packet_row *r = row_of(v, v->list.index[i]);
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "link", r->link);
        json_uint(&j, "apid", r->apid);
        json_str(&j, "container", r->container_name);
        json_uint(&j, "packets", r->packets);
        json_double(&j, "packets_per_s", packet_row_rate(r, v->list.now));
        json_uint(&j, "gaps", r->gaps);
        json_uint(&j, "missing", r->missing);
        json_uint(&j, "repeats", r->repeats);
        json_uint(&j, "late", r->late);
        json_uint(&j, "bad", r->bad);
        json_end(&j);
        char *line = json_take(&j);
        strbuf_addf(out, "%s\n", line);
        free(line);
    }
}

static const enum action actions[] = {ACTION_MARK, ACTION_RANGE, ACTION_OPEN,
    ACTION_DETAIL, ACTION_SORT, ACTION_SEARCH, ACTION_NEXT, ACTION_PREVIOUS,
    ACTION_FILTER, ACTION_NONE};

const struct view_class view_packets = {
    .name = "packets",
    .title = "Packets",
    .number = 8,
    .tab = "Packet",
    .help = "every packet type: counts, rates, gaps; Enter shows one packet",
    .wants_rows = 10,
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
