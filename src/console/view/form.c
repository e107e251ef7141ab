/*
 * form.c - see form.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/form.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/xalloc.h"

#define ROWS_BEHIND 3 /* comment, stack, submit */

/* ---- rows ----------------------------------------------------------------
 */

size_t
form_rows(const struct form *f)
{
    return f->n_fields + ROWS_BEHIND;
}

enum form_row
form_row(const struct form *f, size_t row)
{
    return row < f->n_given || row >= f->n_given + ROWS_BEHIND
               ? FORM_FIELD
               : (enum form_row)(FORM_COMMENT + row - f->n_given);
}

/* Where the field of a row is; n_fields: nowhere. */
static size_t
field_index(const struct form *f, size_t row)
{
    return row < f->n_given                  ? row
           : row >= f->n_given + ROWS_BEHIND ? row - ROWS_BEHIND
                                             : f->n_fields;
}

const struct form_field *
form_field_at(const struct form *f, size_t row)
{
    size_t i = field_index(f, row);
    return i < f->n_fields ? &f->field[i] : NULL;
}

const struct mdb_leaf *
form_leaf(const struct form *f, const struct form_field *field)
{
    return &f->command->leaf[field->leaf];
}

const struct mdb_type *
form_type(const struct form *f, const struct form_field *field)
{
    return &f->composer->mdb->type[form_leaf(f, field)->type];
}

static bool
is_assigned(const struct form *f, const struct form_field *field)
{
    return form_leaf(f, field)->source == MDB_LEAF_ASSIGNED;
}

const char *
form_text(const struct form *f, const struct form_field *field)
{
    return field->text != NULL ? field->text : form_leaf(f, field)->text;
}

/* ---- what is wrong -------------------------------------------------------
 */

static bool
is_missing(const struct form *f, const struct form_field *field)
{
    return field->text == NULL && form_leaf(f, field)->source == MDB_LEAF_GIVEN;
}

static void
set_problem(struct form_field *field, const char *text)
{
    free(field->problem);
    field->problem = text != NULL ? xstrdup(text) : NULL;
}

static void
check(struct form *f, struct form_field *field)
{
    const char *why = NULL;
    if (field->text != NULL)
        why = composer_check(f->composer, f->index, field->leaf, field->text);
    set_problem(field, why);
}

/* The values that are given, borrowed from the fields, in the order of the
 * command. */
static size_t
given(const struct form *f, struct stack_value *out)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n_given; i++)
        if (f->field[i].text != NULL)
            out[n++] = (struct stack_value){
                .name = f->field[i].name, .text = f->field[i].text};
    return n;
}

/* What single values do not show stands at their fields, too. */
static void
take_refusals(struct form *f)
{
    for (size_t k = 0; k < f->composed.n_refusals; k++) {
        const struct composed_refusal *r = &f->composed.refusal[k];
        for (size_t i = 0; i < f->n_fields; i++)
            if (f->field[i].leaf == r->leaf && f->field[i].text != NULL &&
                f->field[i].problem == NULL)
                set_problem(&f->field[i], r->text);
    }
}

static void
changed(struct form *f)
{
    f->changes++;
    if (f->command == NULL)
        return;
    struct stack_value *value = xcalloc(f->n_fields + 1, sizeof *value);
    size_t n = given(f, value);
    for (size_t i = 0; i < f->n_fields; i++)
        check(f, &f->field[i]);
    (void)composer_compose(f->composer, f->index, value, n, &f->composed);
    take_refusals(f);
    free(value);
}

size_t
form_problems(const struct form *f, const char **first)
{
    size_t n = 0;
    *first = "";
    for (size_t i = 0; f->command != NULL && i < f->n_fields; i++) {
        const struct form_field *field = &f->field[i];
        bool misses = is_missing(f, field);
        if (!misses && field->problem == NULL)
            continue;
        if (n++ == 0)
            *first = misses ? form_leaf(f, field)->name : field->problem;
    }
    return n;
}

/* ---- life ----------------------------------------------------------------
 */

static void
fields_fini(struct form *f)
{
    for (size_t i = 0; i < f->n_fields; i++) {
        free(f->field[i].name);
        free(f->field[i].text);
        free(f->field[i].problem);
    }
    free(f->field);
    f->field = NULL;
    f->n_fields = f->n_given = 0;
}

static void
add_fields(struct form *f, bool assigned)
{
    for (uint32_t i = 0; i < f->command->n_leaves; i++)
        if ((f->command->leaf[i].source == MDB_LEAF_ASSIGNED) == assigned)
            f->field[f->n_fields++] = (struct form_field){
                .leaf = i, .name = xstrdup(f->command->leaf[i].name)};
}

static void
fill(struct form *f, const struct stack_item *item)
{
    for (size_t i = 0; i < f->n_given; i++) {
        const char *text = stack_item_get(item, f->field[i].name);
        if (text != NULL)
            f->field[i].text = xstrdup(text);
    }
}

static void
find(struct form *f, const struct stack_item *item)
{
    const struct mdb *mdb = f->composer->mdb;
    f->version = f->composer->version;
    f->command = NULL;
    f->index = mdb != NULL ? mdb_find_command(mdb, f->name) : MDB_NIL;
    if (f->index == MDB_NIL || mdb->command[f->index].is_abstract)
        return;
    f->command = &mdb->command[f->index];
    free(f->name);
    f->name = xstrdup(f->command->name);
    f->field = xcalloc((size_t)f->command->n_leaves + 1, sizeof *f->field);
    add_fields(f, false);
    f->n_given = f->n_fields;
    add_fields(f, true);
    fill(f, item);
    changed(f);
}

void
form_open(
    struct form *f, struct composer *composer, const struct stack_item *item)
{
    *f = (struct form){.composer = composer,
        .name = xstrdup(item->name != NULL ? item->name : ""),
        .has_until = item->has_until,
        .until = item->until};
    (void)str_copy(
        f->comment, sizeof f->comment, item->text != NULL ? item->text : "");
    find(f, item);
    f->at = f->n_given + 1;
    for (size_t i = f->n_given; i-- > 0;)
        if (is_missing(f, &f->field[i]) || f->field[i].problem != NULL)
            f->at = i;
}

void
form_fini(struct form *f)
{
    fields_fini(f);
    composed_fini(&f->composed);
    free(f->name);
    free(f->before);
    *f = (struct form){0};
}

/* The command and its leaves are the old database's: only names are kept. */
void
form_follow(struct form *f)
{
    if (f->version == f->composer->version)
        return;
    f->is_typing = false;
    f->command = NULL;
    composed_fini(&f->composed);
    f->version = f->composer->version;
    if (f->composer->mdb == NULL)
        return;
    struct stack_item item = {.kind = STACK_COMMAND};
    for (size_t i = 0; i < f->n_fields; i++)
        if (f->field[i].text != NULL)
            stack_item_set(&item, f->field[i].name, f->field[i].text);
    fields_fini(f);
    find(f, &item);
    form_select(f, f->at);
    stack_item_fini(&item);
}

/* ---- moving --------------------------------------------------------------
 */

void
form_select(struct form *f, size_t row)
{
    size_t last = form_rows(f) - 1;
    f->at = row < last ? row : last;
}

void
form_move(struct form *f, long by)
{
    size_t back = (size_t)(by < 0 ? -by : 0);
    form_select(
        f, by < 0 ? (back > f->at ? 0 : f->at - back) : f->at + (size_t)by);
}

/* ---- choosing ------------------------------------------------------------
 */

static size_t
n_labels(const struct mdb_type *type)
{
    return type->eng_kind == MDB_ENUM   ? type->n_labels
           : type->eng_kind == MDB_BOOL ? 2
                                        : 0;
}

static const char *
label(const struct mdb_type *type, size_t i)
{
    return type->eng_kind == MDB_ENUM ? type->label[i].label
           : i == 0                   ? type->zero_text
                                      : type->one_text;
}

bool
form_can_choose(const struct form *f, const struct form_field *field)
{
    return f->command != NULL && field != NULL && !is_assigned(f, field) &&
           n_labels(form_type(f, field)) > 0;
}

static struct form_field *
selected(struct form *f)
{
    size_t i = field_index(f, f->at);
    return i < f->n_fields ? &f->field[i] : NULL;
}

static void
set_text(struct form *f, struct form_field *field, const char *text)
{
    free(field->text);
    field->text = text != NULL ? xstrdup(text) : NULL;
    changed(f);
}

/* Where the labels stand now, n: at none of them. */
static size_t
label_now(const struct mdb_type *type, const char *text)
{
    size_t n = n_labels(type), i = 0;
    while (i < n && (text == NULL || strcasecmp(label(type, i), text) != 0))
        i++;
    return i;
}

/* Labels that the valid ranges exclude are passed over. */
static const char *
next_label(struct form *f, const struct form_field *field, int by)
{
    const struct mdb_type *type = form_type(f, field);
    size_t n = n_labels(type), at = label_now(type, form_text(f, field));
    if (at == n)
        at = by > 0 ? n - 1 : 0;
    for (size_t k = 0; k < n; k++) {
        at = by > 0 ? (at + 1) % n : (at + n - 1) % n;
        if (composer_check(
                f->composer, f->index, field->leaf, label(type, at)) == NULL)
            return label(type, at);
    }
    return NULL;
}

bool
form_choose(struct form *f, int by)
{
    struct form_field *field = selected(f);
    if (!form_can_choose(f, field))
        return false;
    const char *text = next_label(f, field, by);
    if (text == NULL)
        return false;
    set_text(f, field, text);
    if (f->is_typing)
        edit_set(&f->edit, text);
    return true;
}

/* ---- typing --------------------------------------------------------------
 */

static bool
can_type(const struct form *f, size_t row)
{
    const struct form_field *field = form_field_at(f, row);
    return f->command != NULL && (form_row(f, row) == FORM_COMMENT ||
                                     (field != NULL && !is_assigned(f, field)));
}

const char *
form_type_in(struct form *f)
{
    const struct form_field *field = form_field_at(f, f->at);
    const char *now = field != NULL ? field->text : f->comment;
    if (!can_type(f, f->at))
        return field != NULL ? "the database assigns it: it cannot be changed"
                             : "nothing to type here";
    if (now != NULL && strlen(now) >= EDIT_SIZE)
        return "it is too long to be typed here";
    free(f->before);
    f->before = now != NULL ? xstrdup(now) : NULL;
    edit_init(&f->edit, NULL);
    edit_set(&f->edit, now != NULL ? now : "");
    f->is_typing = true;
    return NULL;
}

/* An empty text is no value, but for a text that has to be given. */
static void
typed(struct form *f)
{
    struct form_field *field = selected(f);
    const char *text = f->edit.text;
    if (field == NULL) {
        if (!str_copy(f->comment, sizeof f->comment, text))
            edit_set(&f->edit, f->comment);
        f->changes++;
        return;
    }
    bool is_text = form_type(f, field)->eng_kind == MDB_STRING &&
                   form_leaf(f, field)->source == MDB_LEAF_GIVEN;
    set_text(f, field, *text != '\0' || is_text ? text : NULL);
}

void
form_take(struct form *f)
{
    f->is_typing = false;
}

void
form_give_up(struct form *f)
{
    struct form_field *field = selected(f);
    f->is_typing = false;
    if (field != NULL)
        set_text(f, field, f->before);
    else
        (void)str_copy(
            f->comment, sizeof f->comment, f->before != NULL ? f->before : "");
}

/* Go on typing there, where that can be done. */
static void
go_on(struct form *f, size_t row)
{
    form_take(f);
    form_select(f, row);
    if (can_type(f, f->at))
        (void)form_type_in(f);
}

/* Enter: the next value that is missing, else what can be done with it all; a
 * wrong value is not left. */
static void
next_missing(struct form *f)
{
    size_t at = f->at;
    if (at < f->n_given && f->field[at].problem != NULL)
        return;
    for (size_t k = 1; at < f->n_given && k < f->n_given; k++) {
        size_t i = (at + k) % f->n_given;
        if (is_missing(f, &f->field[i])) {
            go_on(f, i);
            return;
        }
    }
    form_take(f);
    form_select(f, f->n_given + 1);
}

/* The label that begins as what is typed; false: none does, or it is there. */
static bool
complete(struct form *f)
{
    const struct form_field *field = selected(f);
    if (!form_can_choose(f, field) || f->edit.text[0] == '\0')
        return false;
    const struct mdb_type *type = form_type(f, field);
    for (size_t i = 0; i < n_labels(type); i++)
        if (strncasecmp(label(type, i), f->edit.text, f->edit.len) == 0) {
            if (str_eq(label(type, i), f->edit.text))
                return false;
            edit_set(&f->edit, label(type, i));
            typed(f);
            return true;
        }
    return false;
}

/* Keys that are the form's, not the line's; false: it is not one. */
static bool
own_key(struct form *f, keysym k)
{
    switch (k) {
    case KEY_CODE_ENTER:
        next_missing(f);
        return true;
    case KEY_CODE_TAB:
        if (!complete(f))
            go_on(f, f->at + 1);
        return true;
    case KEY_CODE_DOWN:
    case 'n' | KEY_CTRL:
        go_on(f, f->at + 1);
        return true;
    case KEY_CODE_UP:
    case 'p' | KEY_CTRL:
    case KEY_CODE_TAB | KEY_SHIFT:
        go_on(f, f->at > 0 ? f->at - 1 : 0);
        return true;
    case KEY_CODE_LEFT:
        return form_choose(f, -1);
    case KEY_CODE_RIGHT:
        return form_choose(f, 1);
    case KEY_CODE_ESCAPE:
    case 'c' | KEY_CTRL:
        form_give_up(f);
        return true;
    case KEY_CODE_BACKSPACE:
        return f->edit.len == 0;
    default:
        return false;
    }
}

void
form_key(struct form *f, keysym k)
{
    if (!f->is_typing || own_key(f, k))
        return;
    if (edit_key(&f->edit, k) == EDIT_CHANGED)
        typed(f);
}

bool
form_paste(struct form *f, const char *text, size_t len)
{
    if (!f->is_typing)
        return true;
    bool is_whole = edit_paste(&f->edit, text, len);
    size_t pasted = f->edit.len;
    typed(f);
    return is_whole && f->edit.len == pasted;
}

/* ---- what comes of it ----------------------------------------------------
 */

void
form_item(const struct form *f, struct stack_item *out)
{
    *out = (struct stack_item){.kind = STACK_COMMAND,
        .name = xstrdup(f->name),
        .has_until = f->has_until,
        .until = f->until};
    for (size_t i = 0; i < f->n_given; i++)
        if (f->field[i].text != NULL)
            stack_item_set(out, f->field[i].name, f->field[i].text);
    if (f->comment[0] != '\0')
        out->text = xstrdup(f->comment);
}
