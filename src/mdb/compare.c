/*
 * compare.c - values against constants and other values, as criteria ask it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/compare.h"

#include <math.h>
#include <string.h>

#include "common/num.h"
#include "common/str.h"
#include "common/time.h"

double
mdb_number_get(struct mdb_number number)
{
    if (number.kind == MDB_FLOAT)
        return mdb_cell_get_float(number.cell);
    return number.kind == MDB_INT ? (double)(int64_t)number.cell
                                  : (double)number.cell;
}

/* -1, 0, 1, or 2 when not comparable (NaN). */
static int
number_order(struct mdb_number a, struct mdb_number b)
{
    if (a.kind != MDB_FLOAT && b.kind != MDB_FLOAT) {
        bool a_low = a.kind == MDB_INT && (int64_t)a.cell < 0;
        bool b_low = b.kind == MDB_INT && (int64_t)b.cell < 0;
        if (a_low != b_low)
            return a_low ? -1 : 1;
        /* Two's complement keeps the order within one sign. */
        return (a.cell > b.cell) - (a.cell < b.cell);
    }
    double x = mdb_number_get(a), y = mdb_number_get(b);
    if (isnan(x) || isnan(y))
        return 2;
    return (x > y) - (x < y);
}

static bool
op_holds(enum mdb_op op, int order)
{
    switch (op) {
    case MDB_EQ:
        return order == 0;
    case MDB_NE:
        return order != 0 && order != 2;
    case MDB_LT:
        return order == -1;
    case MDB_LE:
        return order == -1 || order == 0;
    case MDB_GT:
        return order == 1;
    case MDB_GE:
        return order == 1 || order == 0;
    default:
        return false;
    }
}

struct mdb_held
mdb_hold(const struct mdb_type *type, enum mdb_kind kind, mdb_cell cell,
    const char *blob)
{
    struct mdb_held h = {.type = type, .number = {MDB_NONE, cell}};
    switch (kind) {
    case MDB_STRING:
        h.text = blob + (cell >> 32);
        h.len = (size_t)(cell & UINT32_MAX);
        if (h.len == 0)
            h.text = "";
        break;
    case MDB_INT:
    case MDB_ENUM:
    case MDB_TIME:
        h.number.kind = MDB_INT;
        h.is_time = kind == MDB_TIME;
        break;
    case MDB_UINT:
    case MDB_BOOL:
        h.number.kind = MDB_UINT;
        break;
    case MDB_FLOAT:
    case MDB_DURATION:
        h.number.kind = MDB_FLOAT;
        break;
    case MDB_NONE:
    case MDB_BINARY:
    case MDB_KIND_COUNT:
    default:
        break;
    }
    return h;
}

static int
text_order(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t n = a_len < b_len ? a_len : b_len;
    int order = n == 0 ? 0 : memcmp(a, b, n);
    if (order == 0)
        return (a_len > b_len) - (a_len < b_len);
    return order < 0 ? -1 : 1;
}

static const struct mdb_label *
label_of(const struct mdb_type *type, int64_t v)
{
    uint32_t low = 0, high = type->n_labels;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (type->label[mid].max_value < v)
            low = mid + 1;
        else
            high = mid;
    }
    bool has = low < type->n_labels && type->label[low].value <= v;
    return has ? &type->label[low] : NULL;
}

/* Is the value one of a range of numbers with the same label? */
static bool
has_label(const struct mdb_type *type, int64_t v, const char *text)
{
    const struct mdb_label *label = label_of(type, v);
    return label != NULL && text != NULL && strcmp(label->label, text) == 0;
}

static int
order_to_constant(const struct mdb_held *left, const struct mdb_comparison *c)
{
    if (left->text != NULL) {
        const char *text = c->text != NULL ? c->text : "";
        return text_order(left->text, left->len, text, strlen(text));
    }
    if (left->number.kind == MDB_NONE)
        return 2;
    struct utc t;
    if (left->is_time) {
        if (c->text == NULL || utc_parse(c->text, &t) != ERR_OK)
            return 2;
        return number_order(
            left->number, (struct mdb_number){MDB_INT, (mdb_cell)t.ns});
    }
    if (c->is_calibrated && left->type->eng_kind == MDB_ENUM &&
        has_label(left->type, (int64_t)left->number.cell, c->text))
        return 0;
    if (!c->is_number)
        return 2;
    struct mdb_number right =
        c->is_integer ? (struct mdb_number){MDB_INT, (mdb_cell)c->integer}
                      : (struct mdb_number){MDB_FLOAT, mdb_cell_float(c->real)};
    return number_order(left->number, right);
}

bool
mdb_held_compare(const struct mdb_comparison *c, const struct mdb_held *left,
    const struct mdb_held *right)
{
    if (right == NULL)
        return op_holds(c->op, order_to_constant(left, c));
    if (left->text != NULL && right->text != NULL)
        return op_holds(
            c->op, text_order(left->text, left->len, right->text, right->len));
    if (left->number.kind == MDB_NONE || right->number.kind == MDB_NONE)
        return false;
    return op_holds(c->op, number_order(left->number, right->number));
}

/* ---- pairs of parameters ------------------------------------------------- */

enum class {
    CLASS_UNKNOWN,
    CLASS_BINARY,
    CLASS_NUMBER,
    CLASS_LABEL,
    CLASS_TIME,
    CLASS_TEXT,
};

static enum class class_of(const struct mdb_type *type, bool is_calibrated) {
    static const enum class of[MDB_KIND_COUNT] =
        {
            [MDB_NONE] = CLASS_UNKNOWN,
            [MDB_INT] = CLASS_NUMBER,
            [MDB_UINT] = CLASS_NUMBER,
            [MDB_FLOAT] = CLASS_NUMBER,
            [MDB_BOOL] = CLASS_NUMBER,
            [MDB_DURATION] = CLASS_NUMBER,
            [MDB_ENUM] = CLASS_LABEL,
            [MDB_TIME] = CLASS_TIME,
            [MDB_STRING] = CLASS_TEXT,
            [MDB_BINARY] = CLASS_BINARY,
        };
        return of[is_calibrated ? type->eng_kind : type->raw_kind];
}

static bool
has_same_labels(const struct mdb_type *a, const struct mdb_type *b)
{
    if (a->n_labels != b->n_labels)
        return false;
    for (uint32_t i = 0; i < a->n_labels; i++)
        if (a->label[i].value != b->label[i].value ||
            a->label[i].max_value != b->label[i].max_value ||
            strcmp(a->label[i].label, b->label[i].label) != 0)
            return false;
    return true;
}

enum mdb_pair
mdb_pair_check(const struct mdb_type *a, bool a_is_calibrated,
    const struct mdb_type *b, bool b_is_calibrated)
{
    const enum class left = class_of(a, a_is_calibrated);
    const enum class right = class_of(b, b_is_calibrated);
    if (left == CLASS_BINARY || right == CLASS_BINARY)
        return MDB_PAIR_KINDS;
    if (left == CLASS_UNKNOWN || right == CLASS_UNKNOWN)
        return MDB_PAIR_FITS;
    if (left != right)
        return MDB_PAIR_KINDS;
    if (left == CLASS_LABEL && !has_same_labels(a, b))
        return MDB_PAIR_LABELS;
    const bool has_units = a_is_calibrated && b_is_calibrated &&
                           a->unit != NULL && b->unit != NULL &&
                           a->unit[0] != '\0' && b->unit[0] != '\0';
    return has_units && strcmp(a->unit, b->unit) != 0 ? MDB_PAIR_UNITS
                                                      : MDB_PAIR_FITS;
}

/* ---- text ----------------------------------------------------------------
 */

static bool
label_value(const struct mdb_type *type, const char *text, int64_t *out)
{
    for (uint32_t i = 0; i < type->n_labels; i++)
        if (str_eq(type->label[i].label, text)) {
            *out = type->label[i].value;
            return true;
        }
    return num_parse_i64(text, out);
}

static bool
bool_value(const struct mdb_type *type, const char *text, uint64_t *out)
{
    *out = str_eq(text, type->one_text);
    return *out || str_eq(text, type->zero_text) || num_parse_u64(text, out);
}

bool
mdb_cell_of_text(const struct mdb_type *type, enum mdb_kind kind,
    const char *text, mdb_cell *cell)
{
    int64_t i = 0;
    double d = 0;
    struct utc t = {0};
    bool is_good = false;
    *cell = 0;
    if (kind == MDB_ENUM) {
        is_good = label_value(type, text, &i);
        *cell = (mdb_cell)i;
    } else if (kind == MDB_BOOL) {
        is_good = bool_value(type, text, cell);
    } else if (kind == MDB_INT) {
        is_good = num_parse_i64(text, &i);
        *cell = (mdb_cell)i;
    } else if (kind == MDB_UINT) {
        is_good = num_parse_u64(text, cell);
    } else if (kind == MDB_FLOAT || kind == MDB_DURATION) {
        is_good = num_parse_double(text, &d);
        *cell = mdb_cell_float(d);
    } else if (kind == MDB_TIME) {
        is_good = utc_parse(text, &t) == ERR_OK;
        *cell = (mdb_cell)t.ns;
    }
    return is_good;
}
