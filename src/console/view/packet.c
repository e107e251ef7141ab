/*
 * packet.c - one packet: its fields beside its bytes.
 *
 * The page keeps its own copy of the packet: the log of the model goes on
 * underneath.  The bytes are decoded here, with the console's own database.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/model/value_text.h"
#include "console/view/alarm_keys.h"
#include "console/view/position.h"
#include "console/view/shown.h"
#include "console/view/trend.h"
#include "console/view/views.h"
#include "console/widget/hex.h"
#include "console/widget/tree.h"
#include "mdb/format.h"

#define WIDE_COLS   140 /* fields and bytes beside each other */
#define HEX_COLS    75  /* 16 bytes a line */
#define HEADER_ROWS 2
#define BRANCH_KEY  (UINT64_C(1) << 32)

enum column {
    COL_FIELD,
    COL_VALUE,
    COL_UNIT,
    COL_PLACE,
    COL_RAW,
};

/* clang-format off */
static const struct table_column columns[] = {
    [COL_FIELD] = {.title = "FIELD", .min = 16, .max = 36},
    [COL_VALUE] = {.title = "VALUE", .min = 12, .max = 24, .is_right = true,
                   .has_marks = true},
    [COL_UNIT] =  {.title = "UNIT", .min = 4, .max = 10, .priority = 2},
    [COL_PLACE] = {.title = "BYTE.BIT +BITS", .min = 14, .max = 16,
                   .priority = 1},
    [COL_RAW] =   {.title = "RAW", .min = 10, .max = 24, .is_right = true,
                   .priority = 3},
};
/* clang-format on */

struct node {     /* a row of the tree */
    size_t field; /* of the frame; of a branch, its first */
    bool is_branch;
};

struct packet {
    char link[MSG_NAME_MAX + 1];
    uint32_t apid;
    bool has_copy;
    struct packet_copy copy; /* owned data */
    size_t behind;           /* packets newer than this one, SIZE_MAX: it is
                                no longer in the log */
    size_t kept;
    bool is_pinned; /* a person stepped back */

    const struct mdb *mdb;  /* which decoded it */
    unsigned generation;    /* of the values then */
    struct mdb_frame frame; /* its arrays are owned, see keep_frame() */
    bool is_decoded;
    struct node *node; /* owned */
    size_t n_nodes;
    struct tree tree;
    struct hex hex;
    struct alarm_keys keys;
    struct ui *ui; /* of the call that is under way */
};

/* ---- which packet
 * ------------------------------------------------------------------ */

static const struct packet_row *
row_of(const struct packet *p, const struct ui *ui)
{
    return packet_log_find(&ui->model->packets, p->link, p->apid);
}

static size_t
branch_end(const struct packet *p, size_t first)
{
    const struct mdb *mdb = p->mdb;
    uint32_t param = mdb->item[p->frame.item[first]].param;
    size_t end = first + 1;
    while (end < p->frame.n && mdb->item[p->frame.item[end]].param == param)
        end++;
    return end;
}

/* Fields in order; the members of an aggregate or array under their parameter.
 */
static void
make_nodes(struct packet *p)
{
    size_t n = p->is_decoded ? p->frame.n : 0;
    struct tree_node *tree = xcalloc(2 * n + 1, sizeof *tree);
    free(p->node);
    p->node = xcalloc(2 * n + 1, sizeof *p->node);
    p->n_nodes = 0;
    for (size_t i = 0; i < n;) {
        size_t end = branch_end(p, i);
        bool has_branch = end - i > 1;
        if (has_branch) {
            tree[p->n_nodes] =
                (struct tree_node){.key = BRANCH_KEY | i, .has_branch = true};
            p->node[p->n_nodes++] = (struct node){i, true};
        }
        for (; i < end; i++) {
            tree[p->n_nodes] =
                (struct tree_node){.key = i, .depth = has_branch};
            p->node[p->n_nodes++] = (struct node){i, false};
        }
    }
    tree_set(&p->tree, tree, p->n_nodes);
    free(tree);
}

static void
drop_frame(struct packet *p)
{
    void *owned[] = {(void *)(uintptr_t)p->frame.item,
        (void *)(uintptr_t)p->frame.raw, (void *)(uintptr_t)p->frame.eng,
        (void *)(uintptr_t)p->frame.quality, (void *)(uintptr_t)p->frame.bit,
        (void *)(uintptr_t)p->frame.width, (void *)(uintptr_t)p->frame.blob};
    for (size_t i = 0; i < ARRAY_LEN(owned); i++)
        free(owned[i]);
    p->frame = (struct mdb_frame){0};
}

static void *
copy(const void *from, size_t size)
{
    return size > 0 ? xmemdup(from, size) : NULL;
}

/* The decoder belongs to all: its arrays hold until the next one decodes. */
static void
keep_frame(struct packet *p, const struct mdb_frame *f)
{
    size_t n = f->n;
    p->frame = *f;
    p->frame.item = copy(f->item, n * sizeof *f->item);
    p->frame.raw = copy(f->raw, n * sizeof *f->raw);
    p->frame.eng = copy(f->eng, n * sizeof *f->eng);
    p->frame.quality = copy(f->quality, n * sizeof *f->quality);
    p->frame.bit = copy(f->bit, n * sizeof *f->bit);
    p->frame.width = copy(f->width, n * sizeof *f->width);
    p->frame.blob = copy(f->blob, f->blob_len);
}

static void
decode(struct packet *p, const struct model *model)
{
    const struct mdb *mdb = values_mdb(model->values);
    drop_frame(p);
    p->mdb = mdb;
    p->generation = values_generation(model->values);
    p->is_decoded = mdb && p->has_copy && p->copy.mdb_hash == mdb->hash;
    if (p->is_decoded) {
        struct mdb_frame f;
        mdb_decode(model->decoder, position_root(mdb, p->copy.container),
            p->copy.data, p->copy.len, &f);
        keep_frame(p, &f);
    }
    p->hex.data = p->copy.data;
    p->hex.len = p->has_copy ? p->copy.len : 0;
    p->hex.header = p->apid == PACKET_NO_APID ? 0 : 6;
    make_nodes(p);
}

static void
show(struct packet *p, const struct ui *ui, const struct packet_copy *copy)
{
    free(p->copy.data);
    p->copy = *copy;
    p->copy.data = copy->len ? xmemdup(copy->data, copy->len) : NULL;
    p->has_copy = true;
    decode(p, ui->model);
}

/* Where the packet stands in the log now; the newest is shown unless pinned. */
static unsigned
refresh(struct packet *p, const struct ui *ui)
{
    const struct packet_row *row = row_of(p, ui);
    p->kept = row ? row->n_kept : 0;
    if (p->kept && (!p->has_copy || !p->is_pinned) &&
        !(p->has_copy && packet_row_get(row, 0)->serial == p->copy.serial))
        show(p, ui, packet_row_get(row, 0));
    else if (p->mdb != values_mdb(ui->model->values) ||
             p->generation != values_generation(ui->model->values))
        decode(p, ui->model);
    p->behind = p->kept ? packet_row_find(row, p->copy.serial) : SIZE_MAX;
    return UI_REDRAW;
}

/* `by` > 0 towards older ones. */
static unsigned
step(struct packet *p, const struct ui *ui, int by)
{
    const struct packet_row *row = row_of(p, ui);
    if (!row || row->n_kept == 0)
        return UI_HANDLED;
    size_t at = p->behind == SIZE_MAX ? row->n_kept : p->behind;
    if (by < 0 && at == 0)
        return UI_HANDLED;
    at = by < 0 ? at - 1 : at + 1;
    if (at >= row->n_kept)
        at = row->n_kept - 1;
    show(p, ui, packet_row_get(row, at));
    p->behind = at;
    p->is_pinned = at > 0;
    return UI_REDRAW | UI_HANDLED;
}

/* ---- fields
 * -------------------------------------------------------------------------- */

static const char *
field_name(const struct packet *p, const struct node *node)
{
    const struct mdb_item *item = &p->mdb->item[p->frame.item[node->field]];
    const struct mdb_param *param = &p->mdb->param[item->param];
    size_t prefix = (size_t)(param->short_name - param->name);
    if (node->is_branch || strlen(item->name) < prefix)
        return param->short_name;
    size_t len = strlen(param->name);
    bool is_member = branch_end(p, node->field) - node->field > 1 ||
                     (node->field > 0 && item->name[len]);
    return item->name + (is_member && item->name[len] ? len : prefix);
}

static void
limit_mark(const struct ui *ui, struct table_cell *cell, limit_state state)
{
    cell->left = shown_limit_mark(ui->theme, ui->is_ascii, state);
    cell->left_role = shown_limit_role(state);
    if (limit_state_is_out(state))
        cell->role = cell->left_role;
}

static void
text_cell(struct packet *p, const struct node *node, bool is_raw,
    struct table_cell *cell)
{
    size_t i = node->field;
    const struct mdb_frame *f = &p->frame;
    const struct mdb_type *t = &p->mdb->type[p->mdb->item[f->item[i]].type];
    struct strbuf b = {0};
    char time[SHOWN_SIZE];
    enum mdb_quality quality = (enum mdb_quality)f->quality[i];
    if (is_raw && t->raw_kind != MDB_NONE)
        mdb_format(&b, t->raw_kind, t, f->raw[i], f->blob, f->blob_len);
    else if (!is_raw && quality == MDB_ACQUIRED && t->eng_kind == MDB_TIME)
        strbuf_adds(
            &b, shown_time(time, p->ui, (struct utc){(int64_t)f->eng[i]}, 3));
    else if (!is_raw && quality == MDB_ACQUIRED && t->eng_kind == MDB_FLOAT)
        value_cell_text(
            &b, &(struct value){.eng_kind = MDB_FLOAT, .type = t}, f->eng[i]);
    else if (!is_raw && quality == MDB_ACQUIRED)
        mdb_format(&b, t->eng_kind, t, f->eng[i], f->blob, f->blob_len);
    else if (!is_raw)
        strbuf_adds(&b, "-----");
    (void)str_copy(cell->text, sizeof cell->text, strbuf_get(&b));
    strbuf_fini(&b);
    cell->role = ROLE_TEXT_LABEL;
    if (is_raw)
        return;
    shown_quality(cell, p->ui, quality);
    /* Limit states are those of the newest values. */
    const struct value *x = values_get(p->ui->model->values, f->item[i]);
    if (p->behind == 0 && x && x->container == f->container)
        limit_mark(p->ui, cell, shown_state(p->ui, x));
}

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    struct packet *p = arg;
    const struct node *node = &p->node[row];
    const struct mdb_frame *f = &p->frame;
    size_t i = node->field;
    const struct mdb_item *item = &p->mdb->item[f->item[i]];
    if (column == COL_FIELD) {
        if (!node->is_branch)
            alarm_keys_see(&p->keys, p->ui, f->item[i]);
        cell_set(cell, ROLE_TEXT, "%s", field_name(p, node));
        return;
    }
    if (node->is_branch)
        return;
    switch ((enum column)column) {
    case COL_VALUE:
        text_cell(p, node, false, cell);
        break;
    case COL_UNIT:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", p->mdb->type[item->type].unit);
        break;
    case COL_PLACE:
        cell_set(cell, ROLE_TEXT_LABEL, "%5" PRIu32 ".%" PRIu32 " +%" PRIu32,
            f->bit[i] / 8, f->bit[i] % 8, f->width[i]);
        break;
    case COL_RAW:
        text_cell(p, node, true, cell);
        break;
    case COL_FIELD:
        break;
    }
}

/* The bits of the selected field, or of all of a branch. */
static void
mark_selected(struct packet *p)
{
    size_t at = tree_selected(&p->tree);
    p->hex.mark_bits = 0;
    if (!p->is_decoded || at == SIZE_MAX)
        return;
    const struct node *node = &p->node[at];
    size_t first = node->field;
    size_t last = node->is_branch ? branch_end(p, first) - 1 : first;
    uint64_t end = (uint64_t)p->frame.bit[last] + p->frame.width[last];
    p->hex.mark_bit = p->frame.bit[first];
    p->hex.mark_bits = end > p->hex.mark_bit ? end - p->hex.mark_bit : 0;
}

/* ---- painting
 * -------------------------------------------------------------------------- */

static void
paint_header(struct packet *p, const struct area *area)
{
    char generation[SHOWN_SIZE], reception[SHOWN_SIZE];
    const struct packet_copy *c = &p->copy;
    const char *name =
        p->mdb && c->container < p->mdb->n_containers && p->is_decoded
            ? p->mdb->container[c->container].name
            : "";
    int col = area_printf(area, 0, 0, ROLE_TEXT_STRONG, "%s  ", name);
    area_printf(area, 0, col, ROLE_TEXT,
        "seq %" PRIu32 "  serial %" PRIu64 "  %" PRIu32 " bytes", c->sequence,
        c->serial, c->len);
    col =
        area_printf(area, 1, 0, ROLE_TEXT_LABEL, "generated %s  received %s  ",
            shown_time(generation, p->ui, c->generation, 1),
            shown_hms(reception, c->reception, 1));
    if (c->status != PACKET_DECODED)
        area_text(area, 1, col, ROLE_HEALTH_WARN, packet_status_str(c->status));
}

/* What the fields do not tell: why there are none, or what is left over. */
static void
paint_note(struct packet *p, const struct area *area, int row)
{
    const struct mdb_frame *f = &p->frame;
    if (!p->mdb)
        (void)words_paint(area, row, ROLE_HEALTH_WARN,
            "No mission database here: only the bytes are shown.");
    else if (!p->is_decoded)
        (void)words_paint(area, row, ROLE_HEALTH_WARN,
            "This packet belongs to another mission database: only its bytes "
            "are shown.");
    else if (f->result == MDB_TOO_SHORT)
        area_text(area, row, 0, ROLE_HEALTH_WARN,
            "too short: the fields that follow are not in the packet");
    else if (f->result == MDB_BAD_SIZE)
        area_text(area, row, 0, ROLE_HEALTH_WARN,
            "a size field lies: nothing behind it is decoded");
    else if (f->result == MDB_UNKNOWN_PACKET)
        area_text(area, row, 0, ROLE_HEALTH_WARN,
            "no container of the mission database fits");
    else if (f->end_bit < (uint64_t)p->copy.len * 8)
        area_printf(area, row, 0, ROLE_TEXT_LABEL,
            "%" PRIu64 " bits at the end belong to no field",
            (uint64_t)p->copy.len * 8 - f->end_bit);
}

static bool
has_note(const struct packet *p)
{
    return !p->is_decoded || p->frame.result != MDB_DECODED ||
           p->frame.end_bit < (uint64_t)p->copy.len * 8;
}

static void
paint_fields(struct packet *p, const struct area *area)
{
    int note = has_note(p) && area->rows > 3 ? 1 : 0;
    struct area fields = area_sub(area, 0, 0, area->rows - note, area->cols);
    if (p->is_decoded)
        tree_paint(&p->tree, &fields, p->ui->has_focus, cell, p);
    if (note)
        paint_note(p, area, p->is_decoded ? area->rows - 1 : 1);
}

static void
paint_bytes(struct packet *p, const struct area *area)
{
    hex_show(&p->hex, area->rows, area->cols);
    hex_paint(&p->hex, area);
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct packet *p = view;
    p->ui = ui;
    alarm_keys_clear(&p->keys);
    (void)refresh(p, ui); /* the database may have changed since */
    if (!p->has_copy) {
        struct strbuf b = {0};
        strbuf_addf(&b, "No packet of APID %" PRIu32 " over link %s yet.",
            p->apid, p->link);
        empty_paint(area, ui, strbuf_get(&b),
            "The first one that comes is shown here.");
        strbuf_fini(&b);
        return;
    }
    mark_selected(p);
    int head = area->rows >= 8 ? HEADER_ROWS : area->rows >= 4 ? 1 : 0;
    struct area top = area_sub(area, 0, 0, head, area->cols);
    paint_header(p, &top);
    struct area rest = area_sub(area, head, 0, area->rows - head, area->cols);
    if (rest.cols >= WIDE_COLS) {
        int left = rest.cols - HEX_COLS - 2;
        struct area fields = area_sub(&rest, 0, 0, rest.rows, left);
        struct area bytes = area_sub(&rest, 0, left + 2, rest.rows, HEX_COLS);
        area_vline(&rest, 0, left, rest.rows, 0x2502, ROLE_BORDER);
        paint_fields(p, &fields);
        paint_bytes(p, &bytes);
        return;
    }
    int lines = (int)hex_lines(&p->hex, rest.cols);
    int most = p->is_decoded ? rest.rows / 3 : rest.rows - 3;
    int bytes_rows = lines < most ? lines : most;
    struct area fields =
        area_sub(&rest, 0, 0, rest.rows - bytes_rows - 1, rest.cols);
    paint_fields(p, &fields);
    area_rule(&rest, rest.rows - bytes_rows - 1, "Bytes", NULL, false);
    struct area bytes =
        area_sub(&rest, rest.rows - bytes_rows, 0, bytes_rows, rest.cols);
    paint_bytes(p, &bytes);
}

/* ---- life and keys
 * ----------------------------------------------------------------------- */

static unsigned
update(void *view, struct ui *ui)
{
    struct packet *p = view;
    p->ui = ui;
    return refresh(p, ui);
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct packet *p = xcalloc(1, sizeof *p);
    const char *slash = strrchr(argument, '/');
    size_t len = slash ? (size_t)(slash - argument) : strlen(argument);
    struct strbuf link = {0};
    strbuf_add(&link, argument, len);
    (void)str_copy(p->link, sizeof p->link, strbuf_get(&link));
    strbuf_fini(&link);
    p->apid = slash ? (uint32_t)strtoul(slash + 1, NULL, 10) : PACKET_NO_APID;
    tree_init(&p->tree, columns, ARRAY_LEN(columns));
    (void)update(p, ui);
    return p;
}

static void
close_view(void *view)
{
    struct packet *p = view;
    drop_frame(p);
    tree_fini(&p->tree);
    alarm_keys_fini(&p->keys);
    free(p->copy.data);
    free(p->node);
    free(p);
}

static const struct node *
selected(const struct packet *p)
{
    size_t at = tree_selected(&p->tree);
    return p->is_decoded && at != SIZE_MAX ? &p->node[at] : NULL;
}

static uint32_t
item_of(const struct packet *p, const struct node *node)
{
    return node && !node->is_branch ? p->frame.item[node->field] : MDB_NIL;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct packet *p = view;
    p->ui = ui;
    (void)refresh(p, ui);
    const struct node *node = selected(p);
    if (action == ACTION_LEFT || action == ACTION_RIGHT)
        return step(p, ui, action == ACTION_LEFT ? 1 : -1);
    if (action == ACTION_FOLLOW) {
        p->is_pinned = false;
        return refresh(p, ui) | UI_HANDLED;
    }
    if (node && !node->is_branch &&
        (action == ACTION_OPEN || action == ACTION_DETAIL)) {
        uint32_t item = item_of(p, node);
        values_want(ui->model->values, item);
        ui_open(ui, "param", p->mdb->item[item].name);
        return UI_HANDLED;
    }
    if (action == ACTION_TREND)
        return trend_open(ui, item_of(p, node));
    if (alarm_keys_knows(action))
        return alarm_keys_act(&p->keys, ui, action, item_of(p, node));
    return tree_act(&p->tree, action) ? UI_REDRAW | UI_HANDLED : 0;
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct packet *p = view;
    p->ui = ui;
    (void)refresh(p, ui);
    switch ((int)action) {
    case ACTION_OPEN:
    case ACTION_DETAIL:
        return selected(p) ? NULL : "no field is selected";
    case ACTION_TREND:
        return trend_why_not(ui, item_of(p, selected(p)));
    case ACTION_LEFT:
        return p->behind != SIZE_MAX && p->behind + 1 >= p->kept
                   ? "this is the oldest packet that is kept"
                   : NULL;
    case ACTION_RIGHT:
        return p->behind == 0 ? "this is the newest packet" : NULL;
    default:
        return alarm_keys_knows(action) ? alarm_keys_why_not(&p->keys, ui,
                                              action, item_of(p, selected(p)))
                                        : NULL;
    }
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct packet *p = view;
    (void)ui;
    if (p->apid == PACKET_NO_APID)
        strbuf_addf(title, " of %s", p->link);
    else
        strbuf_addf(title, " APID %" PRIu32 " of %s", p->apid, p->link);
    if (!p->has_copy)
        return;
    if (!p->is_pinned)
        strbuf_addf(right, "newest of %zu kept  h older", p->kept);
    else if (p->behind == SIZE_MAX)
        strbuf_adds(right, "HELD, older than all kept  F follows");
    else
        strbuf_addf(right, "HELD, %zu older  h l step  F follows", p->behind);
}

static bool
search(void *view, struct ui *ui, const char *text, int by)
{
    struct packet *p = view;
    p->ui = ui;
    (void)refresh(p, ui);
    size_t n = p->n_nodes, at = tree_selected(&p->tree);
    if (!p->is_decoded || n == 0)
        return false;
    at = at == SIZE_MAX ? 0 : at + (by > 0 ? 1 : by < 0 ? n - 1 : 0);
    for (size_t i = 0; i < n; i++) {
        size_t k = (by < 0 ? at + n - i : at + i) % n;
        if (str_contains_ci(field_name(p, &p->node[k]), text)) {
            tree_select(&p->tree, k);
            return true;
        }
    }
    return false;
}

static const enum action actions[] = {ACTION_LEFT, ACTION_RIGHT, ACTION_FOLLOW,
    ACTION_TREND, ACTION_OPEN, ACTION_DETAIL, ALARM_KEYS, ACTION_SEARCH,
    ACTION_NEXT, ACTION_PREVIOUS, ACTION_NONE};

const struct view_class view_packet = {
    .name = "packet",
    .title = "Packet",
    .help = "one packet: its fields, and the bytes of the selected one; h l "
            "step through those kept",
    .wants_rows = 20,
    .wants_cols = 76,
    .open = open_view,
    .close = close_view,
    .update = update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .status = status,
    .search = search,
};
