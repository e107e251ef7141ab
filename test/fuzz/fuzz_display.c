/*
 * fuzz_display.c - display files: no input crashes, what is refused says why,
 * and what is accepted is a page that can be drawn: clean text, fields inside
 * of it that do not overlap, numbers in their ranges, arithmetic that holds.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/utf8.h"
#include "console/display/display.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct mdb *
database(void)
{
    static struct mdb *mdb;
    struct notes notes = {0};
    if (mdb == NULL) {
        if (mdb_load("test/console/display/data/epm-v12.xml", NULL, &notes,
                &mdb) != ERR_OK)
            abort();
        notes_fini(&notes);
    }
    return mdb;
}

static const char *
ids(void *arg, size_t i)
{
    static const char *const id[] = {"THM-01", "PWR-01"};
    (void)arg;
    return i < 2 ? id[i] : NULL;
}

static void
check_expression(const struct display_def *d)
{
    size_t held = 0;
    assert(d->n_ops > 0 && d->n_ops <= DISPLAY_OPS_MAX);
    for (size_t i = 0; i < d->n_ops; i++) {
        const struct display_op *op = &d->op[i];
        if (op->kind == DISPLAY_PUSH_ITEM)
            assert(op->item < database()->n_items);
        if (op->kind == DISPLAY_PUSH_NUMBER)
            assert(isfinite(op->number));
        if (op->kind == DISPLAY_PUSH_ITEM || op->kind == DISPLAY_PUSH_NUMBER)
            held++;
        else if (op->kind == DISPLAY_NEG)
            assert(held >= 1);
        else
            assert(held-- >= 2);
        assert(held <= DISPLAY_STACK_MAX);
    }
    assert(held == 1);
}

/* Whatever the format is, it writes something bounded. */
static void
check_format(const struct format *f)
{
    static const double values[] = {0, -1.5, 1e308, -1e-308, NAN, INFINITY};
    static const struct mdb_type type = {.eng_kind = MDB_INT};
    struct strbuf out = {0};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        format_number(&out, f, values[i]);
    format_cell(&out, f, MDB_INT, &type, (mdb_cell)INT64_MIN, NULL, 0);
    format_cell(&out, f, MDB_STRING, &type, mdb_cell_span(0, 3), "abc", 3);
    assert(out.len > 0 && out.len < 8000);
    strbuf_fini(&out);
}

static void
check_def(const struct display_def *d)
{
    assert(d->name[0] != '\0' && d->line > 0);
    assert(d->spark_ns > 0 && d->plot_ns > 0 && d->stale_ns >= 0);
    assert(!d->has_bar || d->bar_low < d->bar_high);
    assert(!d->has_plot_range || d->plot_low < d->plot_high);
    assert(isfinite(d->convert.scale) && isfinite(d->convert.offset));
    assert(!d->convert.is_set || d->convert.scale != 0);
    for (size_t i = 0; i < d->n_states; i++)
        assert(d->state[i].text[0] != '\0' &&
               str_is_clean(d->state[i].text, strlen(d->state[i].text)));
    if (d->source == DISPLAY_PARAM)
        assert(d->item < database()->n_items);
    else if (d->source == DISPLAY_EXPRESSION)
        check_expression(d);
    else
        assert(d->container < database()->n_containers);
    if (d->format.conversion != '\0')
        check_format(&d->format);
}

static bool
overlap(const struct display_field *a, const struct display_field *b)
{
    return a->row < b->row + b->rows && b->row < a->row + a->rows &&
           a->col < b->col + b->cols && b->col < a->col + a->cols;
}

static void
check_page(const struct display *d)
{
    assert(display_id_is_valid(d->id) && d->title[0] != '\0');
    assert(d->rows > 0 && d->rows <= DISPLAY_ROWS_MAX);
    assert(d->cols >= 0 && d->cols <= DISPLAY_COLS_MAX);
    assert(d->n_text <= (size_t)d->rows);
    for (size_t i = 0; i < d->n_text; i++) {
        assert(str_is_clean(d->text[i], strlen(d->text[i])));
        assert(utf8_str_width(d->text[i]) <= d->cols);
    }
    assert(d->n_fields <= DISPLAY_FIELDS_MAX);
    for (size_t i = 0; i < d->n_fields; i++) {
        const struct display_field *f = &d->field[i];
        bool has_target = f->kind == DISPLAY_LINK || f->kind == DISPLAY_COMMAND;
        assert(f->cols >= 3 && f->rows >= 1);
        assert(f->row + f->rows <= d->rows && f->col + f->cols <= d->cols);
        assert((f->target != NULL) == has_target);
        assert(has_target || f->def < d->n_defs);
        for (size_t k = i + 1; k < d->n_fields && k < i + 50; k++)
            assert(!overlap(f, &d->field[k]));
    }
    for (size_t i = 0; i < d->n_defs; i++)
        check_def(&d->def[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct mdb *mdb = size % 8 == 7 ? NULL : database();
    struct notes notes = {0};
    struct display *d;
    char *id, *title;
    enum err e = display_parse(
        "f", (const char *)data, size, mdb, ids, NULL, &notes, &d);
    assert((e == ERR_OK) == (d != NULL));
    assert((e == ERR_OK) == (notes.errors == 0));
    for (size_t i = 0; i < notes.n; i++) {
        assert(notes.note[i].text[0] != '\0');
        assert(str_is_clean(notes.note[i].text, strlen(notes.note[i].text)));
    }
    if (d != NULL && mdb != NULL)
        check_page(d);
    if (display_parse_head((const char *)data, size, &id, &title) == ERR_OK)
        assert(d == NULL || strcmp(d->id, id) == 0);
    free(id);
    free(title);
    display_free(&d);
    notes_fini(&notes);
    return 0;
}
