/*
 * form_paint.c - the rows of a form: name, value, unit, what can be typed, and
 * what telemetry says now.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "console/model/value_text.h"
#include "console/view/form_view.h"
#include "console/view/shown.h"

enum {
    NAME_MIN = 8,
    NAME_MAX = 24,
    VALUE_MIN = 10,
    VALUE_MAX = 32,
    UNIT = 6,
    NOW = 20,
    NOW_FROM = 96 /* columns: with fewer it stands below the row */
};

struct widths {
    int name, value, range, now; /* 0: no room */
};

static struct widths
widths_of(const struct form_view *v, int cols)
{
    struct widths w = {.name = NAME_MIN};
    for (size_t i = 0; i < v->form.n_fields; i++) {
        int n = utf8_str_width(v->form.field[i].name);
        w.name = n > w.name ? n : w.name;
    }
    w.name = w.name > NAME_MAX ? NAME_MAX : w.name;
    if (w.name > cols / 3)
        w.name = cols / 3 > 1 ? cols / 3 : 1;
    int rest = cols - w.name - 3;
    w.now = cols >= NOW_FROM ? NOW : 0;
    w.value = rest / 3 < VALUE_MIN   ? VALUE_MIN
              : rest / 3 > VALUE_MAX ? VALUE_MAX
                                     : rest / 3;
    w.value = w.value > rest ? rest : w.value;
    w.range = rest - w.value - 1 - UNIT - 1 - (w.now > 0 ? w.now + 1 : 0);
    w.range = w.range < 8 ? 0 : w.range;
    return w;
}

/* ---- telemetry beside it -------------------------------------------------
 */

/* The item that the criteria compare with the leaf, MDB_NIL: none. */
static uint32_t
item_compared(const struct mdb_criteria *k, uint32_t leaf)
{
    if (k->op == MDB_COMPARE && k->comparison.other_item == (MDB_LEAF | leaf))
        return k->comparison.item;
    uint32_t found = MDB_NIL;
    for (uint32_t i = 0; i < k->n_children && found == MDB_NIL; i++)
        found = item_compared(&k->child[i], leaf);
    return found;
}

/* The parameter that an argument sets, as the database tells. */
static uint32_t
item_of(const struct form *f, uint32_t leaf)
{
    const struct mdb_command *c = f->command;
    for (uint32_t i = 0; i < c->n_params_to_set; i++)
        if (c->param_to_set[i].leaf == leaf)
            return f->composer->mdb->param[c->param_to_set[i].param].first_item;
    for (uint32_t i = 0; i < c->n_verifiers; i++) {
        uint32_t item = item_compared(&c->verifier[i].criteria, leaf);
        if (item != MDB_NIL)
            return item;
    }
    return MDB_NIL;
}

/* "MODE is IDLE", or nothing. */
static enum role
now_text(const struct form_view *v, uint32_t leaf, struct strbuf *out)
{
    const struct values *values = v->ui->model->values;
    uint32_t item = item_of(&v->form, leaf);
    const struct value *x = item != MDB_NIL && (item & MDB_LEAF) == 0
                                ? values_get(values, item)
                                : NULL;
    if (x == NULL)
        return ROLE_TEXT;
    enum mdb_quality q = values_quality(values, x, shown_clock(v->ui));
    uint32_t mark = shown_quality_mark(v->ui, q);
    strbuf_addf(out, "%s is ", x->short_name);
    value_text(out, x, q);
    if (mark != 0 && mark < 0x80)
        strbuf_addf(out, " %c", (char)mark);
    return q == MDB_ACQUIRED ? ROLE_TEXT_VALUE : shown_quality_role(q);
}

/* ---- one field -----------------------------------------------------------
 */

static void
paint_value(struct form_view *v, const struct form_field *field, bool is_edited,
    const struct area *cell)
{
    const struct form *f = &v->form;
    enum mdb_leaf_source source = form_leaf(f, field)->source;
    if (is_edited)
        edit_paint(&v->form.edit, cell, "");
    else if (field->text != NULL)
        area_field(cell, 0, 0, cell->cols, -1,
            field->problem != NULL ? ROLE_HEALTH_WARN : ROLE_TEXT_VALUE,
            field->text);
    else if (source == MDB_LEAF_GIVEN)
        area_field(cell, 0, 0, cell->cols, -1, ROLE_HEALTH_WARN, "needed");
    else
        area_field(
            cell, 0, 0, cell->cols, -1, ROLE_TEXT_DIM, form_text(f, field));
}

/* What can be typed; where it comes from for what is not typed. */
static void
range_text(
    const struct form *f, const struct form_field *field, struct strbuf *out)
{
    const struct mdb_leaf *leaf = form_leaf(f, field);
    if (leaf->source == MDB_LEAF_ASSIGNED) {
        strbuf_adds(out, "assigned");
        return;
    }
    if (leaf->source == MDB_LEAF_DEFAULT && field->text == NULL)
        strbuf_adds(out, "default; ");
    else if (leaf->source == MDB_LEAF_DEFAULT)
        strbuf_addf(out, "default %s; ", leaf->text);
    char *range = mdb_leaf_range(f->composer->mdb, f->command, field->leaf);
    strbuf_adds(out, range);
    free(range);
}

static void
paint_field(struct form_view *v, size_t row, const struct widths *w,
    const struct area *line)
{
    const struct form *f = &v->form;
    const struct form_field *field = form_field_at(f, row);
    bool is_assigned = form_leaf(f, field)->source == MDB_LEAF_ASSIGNED;
    bool is_wrong = field->problem != NULL;
    enum role role = is_assigned ? ROLE_TEXT_DIM : ROLE_TEXT_LABEL;
    struct strbuf text = {0};
    if (is_wrong || (!is_assigned && form_text(f, field) == NULL))
        area_put(line, 0, 0, is_wrong ? 'x' : '*', ROLE_HEALTH_WARN);
    area_field(
        line, 0, 1, w->name, -1, is_assigned ? role : ROLE_TEXT, field->name);
    int col = w->name + 2;
    struct area cell = area_sub(line, 0, col, 1, w->value);
    paint_value(v, field, f->is_typing && row == f->at, &cell);
    col += w->value + 1;
    if (w->range == 0)
        return;
    area_field(line, 0, col, UNIT, -1, role, form_type(f, field)->unit);
    col += UNIT + 1;
    range_text(f, field, &text);
    area_field(line, 0, col, w->range, -1, role, strbuf_get(&text));
    strbuf_reset(&text);
    if (w->now > 0) {
        enum role now = now_text(v, field->leaf, &text);
        area_field(
            line, 0, col + w->range + 1, w->now, -1, now, strbuf_get(&text));
    }
    strbuf_fini(&text);
}

/* ---- the other rows ------------------------------------------------------
 */

static void
paint_comment(
    struct form_view *v, const struct widths *w, const struct area *line)
{
    struct form *f = &v->form;
    int col = w->name + 2;
    struct area cell = area_sub(line, 0, col, 1, line->cols - col);
    bool is_edited = f->is_typing && form_row(f, f->at) == FORM_COMMENT;
    area_field(line, 0, 1, w->name, -1, ROLE_TEXT, "comment");
    if (is_edited)
        edit_paint(&f->edit, &cell, "");
    else
        area_text(&cell, 0, 0, ROLE_TEXT_VALUE, f->comment);
}

static void
paint_button(const struct area *line, const char *label, const char *why,
    const char *what)
{
    int col = area_printf(line, 0, 1,
        why != NULL ? ROLE_BAR_DISABLED : ROLE_TEXT_STRONG, "[ %s ]", label);
    area_printf(line, 0, col + 3, why != NULL ? ROLE_TEXT_DIM : ROLE_TEXT_LABEL,
        "%s", why != NULL ? why : what);
}

static void
paint_row(struct form_view *v, size_t row, const struct widths *w,
    const struct area *line)
{
    static const char *const words[] = {"sends it: asks once",
        "the gate holds it: arm, then fire",
        "another person approves it, then arm and fire"};
    enum command_state to = COMMAND_QUEUED;
    switch (form_row(&v->form, row)) {
    case FORM_FIELD:
        paint_field(v, row, w, line);
        break;
    case FORM_COMMENT:
        paint_comment(v, w, line);
        break;
    case FORM_STACK:
        paint_button(line,
            v->line_key != 0 ? "Back into the stack" : "Into the stack",
            form_why_not_stack(v), "sends nothing");
        break;
    case FORM_SUBMIT:
        to = form_becomes(v);
        paint_button(line, "Submit now", form_why_not_submit(v),
            words[to == COMMAND_PROPOSED ? 2 : to == COMMAND_HELD]);
        break;
    }
}

/* ---- below the selected row ----------------------------------------------
 */

/* What is wrong with it, else what it is, and what can be typed where that has
 * no room in the row; false: nothing. */
static bool
note_text(const struct form_view *v, int range_cols, struct strbuf *out)
{
    const struct form *f = &v->form;
    const struct form_field *field = form_field_at(f, f->at);
    if (field == NULL)
        return false;
    if (field->problem != NULL) {
        strbuf_adds(out, field->problem);
        return true;
    }
    const struct mdb_argument *a =
        &f->command->argument[form_leaf(f, field)->argument];
    (void)now_text(v, field->leaf, out);
    if (out->len > 0)
        strbuf_adds(out, ".  ");
    if (a->short_description != NULL)
        strbuf_adds(out, a->short_description);
    if (a->description != NULL)
        strbuf_addf(out, "%s%s", a->short_description != NULL ? ".  " : "",
            a->description);
    char *range = mdb_leaf_range(f->composer->mdb, f->command, field->leaf);
    if (utf8_str_width(range) > range_cols)
        strbuf_addf(out, "%s%s", out->len > 0 ? ".  " : "", range);
    free(range);
    return out->len > 0;
}

static void
paint_note(
    const struct form_view *v, const struct widths *w, const struct area *line)
{
    const struct form *f = &v->form;
    const struct form_field *field = form_field_at(f, f->at);
    bool is_wrong = field != NULL && field->problem != NULL;
    struct strbuf text = {0};
    if (note_text(v, w->range, &text)) {
        int col = line->cols > 40 ? w->name + 2 : 1;
        area_field(line, 0, col, line->cols - col, -1,
            is_wrong ? ROLE_HEALTH_BAD : ROLE_TEXT_LABEL, strbuf_get(&text));
    }
    strbuf_fini(&text);
}

/* ---- all of it -----------------------------------------------------------
 */

int
form_rows_lines(const struct form_view *v)
{
    return (int)form_rows(&v->form) + 1; /* the note */
}

/* So that the selected row and its note are seen. */
static void
scroll(struct form_view *v, int lines)
{
    size_t at = v->form.at, shown = lines > 2 ? (size_t)lines - 1 : 1;
    size_t n = form_rows(&v->form);
    if (v->top > at)
        v->top = at;
    if (at >= v->top + shown)
        v->top = at - shown + 1;
    if (v->top + shown > n)
        v->top = n > shown ? n - shown : 0;
}

void
form_paint_rows(struct form_view *v, const struct area *area)
{
    struct widths w = widths_of(v, area->cols);
    int line = 0;
    scroll(v, area->rows);
    for (size_t row = v->top; row < form_rows(&v->form) && line < area->rows;
         row++) {
        struct area one = area_sub(area, line++, 0, 1, area->cols);
        paint_row(v, row, &w, &one);
        if (row != v->form.at)
            continue;
        if (v->ui->has_focus && !v->form.is_typing)
            area_mark(&one, 0, 0, -1, CELL_SELECT);
        if (form_field_at(&v->form, row) == NULL || area->rows < 2)
            continue;
        struct area note = area_sub(area, line++, 0, 1, area->cols);
        paint_note(v, &w, &note);
    }
}
