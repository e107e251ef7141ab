/*
 * fields.c - the page as it is drawn: its text, and the fields in it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "command/stack.h"
#include "common/str.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/display/parse.h"

static const char *const kinds[] = {
    [DISPLAY_BAR] = "bar",
    [DISPLAY_SPARK] = "spark",
    [DISPLAY_PLOT] = "plot",
    [DISPLAY_AGE] = "age",
};

/* The drawn width of a line, and where we are in it. */
struct scan {
    struct parse *p;
    const struct line *line;
    struct strbuf text; /* of the page: blanks for fields */
    size_t at;          /* byte */
    int row, col;       /* from 0 */
};

static struct place
place_at(const struct scan *s, int cells)
{
    return (struct place){s->line->no, (unsigned)s->col + 1, (unsigned)cells};
}

/* ---- one field ----------------------------------------------------------- */

/* The kind behind ':', or DISPLAY_VALUE and a message. */
static enum display_kind
kind_of(struct parse *p, const char *word, struct place at)
{
    struct nearest near = nearest_to(word);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (kinds[i] == NULL)
            continue;
        if (str_eq(kinds[i], word))
            return (enum display_kind)i;
        nearest_try(&near, kinds[i]);
    }
    if (near.best != NULL)
        parse_error(p, at,
            "a field cannot be drawn as '%s'; did you mean '%s'?", word,
            near.best);
    else
        parse_error(p, at,
            "a field cannot be drawn as '%s': bar, spark, plot or age", word);
    return DISPLAY_VALUE;
}

/* Takes the field's target and values. */
static void
add_field(struct parse *p, const struct display_field *field,
    const struct sketch *sketch)
{
    struct display *d = p->out;
    if (d->n_fields == DISPLAY_FIELDS_MAX) {
        if (!p->is_full)
            parse_error(p, sketch->at, "there are more than %d fields",
                DISPLAY_FIELDS_MAX);
        p->is_full = true;
        free(field->target);
        free(field->values);
        return;
    }
    d->field = xgrow(d->field, d->n_fields, &p->fields_cap, sizeof *d->field);
    p->sketch =
        xgrow(p->sketch, d->n_fields, &p->sketches_cap, sizeof *p->sketch);
    d->field[d->n_fields] = *field;
    p->sketch[d->n_fields++] = *sketch;
}

/* {>ID}: capitals, so that it is found however it is written. */
static void
add_link(struct parse *p, struct display_field *field, struct sketch *sketch)
{
    char *id = arena_strdup(&p->arena, sketch->name);
    for (char *c = id; *c != '\0'; c++)
        *c = (char)toupper((unsigned char)*c);
    if (!display_id_is_valid(id)) {
        parse_error(p, sketch->at, "'%s' is no id of a display", sketch->name);
        return;
    }
    field->target = xstrdup(id);
    sketch->name = id;
    add_field(p, field, sketch);
}

/* Argument=value, as in a stack; false: it was noted. */
static bool
parse_values(struct parse *p, const struct sketch *sketch, const char *name,
    const char *values)
{
    struct strbuf line = {0};
    struct notes notes = {0};
    struct stack_item item = {0};
    strbuf_addf(&line, "%s %s", name, values);
    bool is_good =
        strchr(values, '#') == NULL && strchr(values, '@') == NULL &&
        stack_item_parse("", strbuf_get(&line), &notes, &item) == ERR_OK;
    if (!is_good)
        parse_error(p, sketch->at, "'%s': %s", values,
            notes.n > 0 ? notes.note[0].text
                        : "behind the command stand ARGUMENT=VALUE only");
    stack_item_fini(&item);
    notes_fini(&notes);
    strbuf_fini(&line);
    return is_good;
}

/* {!NAME ARGUMENT=VALUE}: absolute, after a prefix, or as the database finds
 * it. */
static void
add_command(struct parse *p, struct display_field *field, struct sketch *sketch)
{
    size_t len = strcspn(sketch->name, " ");
    const char *values = sketch->name + len + strspn(sketch->name + len, " ");
    const char *name =
        parse_path(p, arena_strndup(&p->arena, sketch->name, len), sketch->at);
    if (name == NULL)
        return;
    if (name[strcspn(name, " :{}\"\t>!")] != '\0' || name[0] == '\0') {
        parse_error(p, sketch->at, "'%s' is no name of a command", name);
        return;
    }
    if (*values != '\0' && !parse_values(p, sketch, name, values))
        return;
    field->target = xstrdup(name);
    field->values = *values != '\0' ? xstrdup(values) : NULL;
    add_field(p, field, sketch);
}

static void
add_value(struct parse *p, struct display_field *field, struct sketch *sketch)
{
    char *colon = strchr(sketch->name, ':');
    if (colon != NULL) {
        char *name = arena_strndup(
            &p->arena, sketch->name, (size_t)(colon - sketch->name));
        field->kind = kind_of(p, colon + 1, sketch->at);
        sketch->name = name;
    }
    if (!parse_name_is_valid(sketch->name))
        parse_error(p, sketch->at,
            "'%s' is no field: {name}, {name:bar}, {name:spark}, {name:plot}, "
            "{name:age}, {>DISPLAY}, {!COMMAND}",
            sketch->label);
    else
        add_field(p, field, sketch);
}

/* The text between the braces without blanks around it, in the arena. */
static char *
inside(struct parse *p, const char *s, size_t len)
{
    while (len > 0 && *s == ' ')
        s++, len--;
    while (len > 0 && s[len - 1] == ' ')
        len--;
    return arena_strndup(&p->arena, s, len);
}

/* `len` bytes with both braces. */
static void
parse_field(struct scan *s, size_t len)
{
    struct parse *p = s->p;
    char *drawn = arena_strndup(&p->arena, s->line->text + s->at, len);
    int cells = utf8_str_width(drawn);
    char *content = inside(p, drawn + 1, len - 2);
    struct display_field field = {.kind = DISPLAY_VALUE,
        .row = s->row,
        .col = s->col,
        .rows = 1,
        .cols = cells,
        .line = s->line->no};
    char *label = arena_alloc(&p->arena, strlen(content) + 3);
    label[0] = '{';
    memcpy(label + 1, content, strlen(content));
    label[strlen(content) + 1] = '}';
    struct sketch sketch = {
        .name = content, .label = label, .at = place_at(s, cells)};
    if (content[0] == '\0') {
        parse_error(p, sketch.at, "a field without a name");
    } else if (content[0] == '>') {
        field.kind = DISPLAY_LINK;
        sketch.name = inside(p, content + 1, strlen(content + 1));
        add_link(p, &field, &sketch);
    } else if (content[0] == '!') {
        field.kind = DISPLAY_COMMAND;
        sketch.name = inside(p, content + 1, strlen(content + 1));
        add_command(p, &field, &sketch);
    } else {
        add_value(p, &field, &sketch);
    }
    for (int i = 0; i < cells; i++)
        strbuf_addc(&s->text, ' ');
    s->col += cells;
    s->at += len;
}

/* ---- one line ------------------------------------------------------------ */

/* At '{': its field, or what is wrong. */
static void
open_brace(struct scan *s)
{
    const char *from = s->line->text + s->at;
    size_t n = 1 + strcspn(from + 1, "{}");
    if (from[n] == '}') {
        parse_field(s, n + 1);
        return;
    }
    char *rest = arena_strndup(&s->p->arena, from, n);
    int cells = utf8_str_width(rest);
    if (from[n] == '{')
        parse_error(s->p, place_at(s, cells),
            "this field is not closed before the next begins");
    else
        parse_error(s->p, place_at(s, cells), "this field is not closed");
    s->at += n;
    s->col += cells;
}

static void
parse_line(struct scan *s)
{
    bool has_tab = false;
    while (s->at < s->line->len) {
        const char *c = s->line->text + s->at;
        uint32_t u;
        if (*c == '{') {
            open_brace(s);
            continue;
        }
        if (*c == '}')
            parse_error(s->p, place_at(s, 1), "'}' without '{'");
        if (*c == '\t' && !has_tab) {
            has_tab = true;
            parse_error(s->p, place_at(s, 1),
                "a tab, which editors draw in different widths: use blanks");
        }
        size_t n = utf8_decode(c, s->line->len - s->at, &u);
        strbuf_add(&s->text, c, n);
        s->col += *c == '\t' ? 1 : utf8_width(u);
        s->at += n;
    }
}

static void
add_row(struct parse *p, const struct line *line, int row)
{
    struct scan s = {.p = p, .line = line, .row = row};
    parse_line(&s);
    size_t len = s.text.len;
    while (len > 0 && s.text.s[len - 1] == ' ')
        len--;
    p->out->text[p->out->n_text++] = xstrndup(strbuf_get(&s.text), len);
    int cols = s.col;
    /* blanks behind a text are no part of the page, but a field is */
    for (size_t i = s.text.len; i > len; i--)
        if (p->out->n_fields == 0 ||
            p->out->field[p->out->n_fields - 1].row != row ||
            p->out->field[p->out->n_fields - 1].col +
                    p->out->field[p->out->n_fields - 1].cols <
                cols)
            cols--;
    if (cols > p->out->cols)
        p->out->cols = cols;
    strbuf_fini(&s.text);
}

/* ---- the page ------------------------------------------------------------ */

/* The rows of a plot: the same name, place and width on the lines below. */
static void
join_plot(struct parse *p, size_t plot)
{
    struct display_field *f = &p->out->field[plot];
    for (size_t i = plot + 1; i < p->out->n_fields; i++) {
        struct display_field *below = &p->out->field[i];
        if (below->row > f->row + f->rows)
            break;
        bool is_part =
            below->row == f->row + f->rows && below->col == f->col &&
            (below->kind == DISPLAY_VALUE || below->kind == DISPLAY_PLOT) &&
            str_eq(p->sketch[i].name, p->sketch[plot].name);
        if (!is_part)
            continue;
        if (below->cols != f->cols)
            parse_error(p, p->sketch[i].at,
                "this row of plot '%s' is %d cells wide, the plot is %d",
                p->sketch[plot].label, below->cols, f->cols);
        p->sketch[i].is_gone = true;
        f->rows++;
    }
}

static void
drop_joined(struct parse *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->out->n_fields; i++) {
        if (p->sketch[i].is_gone)
            continue;
        p->out->field[n] = p->out->field[i];
        p->sketch[n++] = p->sketch[i];
    }
    p->out->n_fields = n;
}

/* `needs` says how large a window has to be: the page must not be larger. */
static void
check_needs(struct parse *p)
{
    struct display *d = p->out;
    if (p->needs_cols == 0)
        return;
    size_t outside = 0;
    for (size_t i = 0; i < d->n_fields; i++)
        if (d->field[i].col + d->field[i].cols > p->needs_cols ||
            d->field[i].row + d->field[i].rows > p->needs_rows) {
            outside++;
            parse_error(p, p->sketch[i].at,
                "field '%s' is outside of needs %dx%d", p->sketch[i].label,
                p->needs_cols, p->needs_rows);
        }
    if (outside == 0 && (d->cols > p->needs_cols || d->rows > p->needs_rows))
        parse_warning(p, p->needs_at,
            "the page is %dx%d, more than it says it needs", d->cols, d->rows);
    if (d->cols < p->needs_cols)
        d->cols = p->needs_cols;
    if (d->rows < p->needs_rows)
        d->rows = p->needs_rows;
}

void
parse_screen(struct parse *p)
{
    size_t n = p->end > p->screen ? p->end - p->screen - 1 : 0;
    struct place at = {p->line[p->screen].no, 1, 6};
    if (n == 0)
        parse_error(p, at, "the screen is empty");
    if (n > DISPLAY_ROWS_MAX) {
        parse_error(
            p, at, "the screen has %zu rows; at most %d", n, DISPLAY_ROWS_MAX);
        n = DISPLAY_ROWS_MAX;
    }
    p->out->text = xcalloc(n + 1, sizeof *p->out->text);
    for (size_t i = 0; i < n; i++)
        add_row(p, &p->line[p->screen + 1 + i], (int)i);
    p->out->rows = (int)n;
    for (size_t i = 0; i < p->out->n_fields; i++)
        if (p->out->field[i].kind == DISPLAY_PLOT && !p->sketch[i].is_gone)
            join_plot(p, i);
    drop_joined(p);
    check_needs(p);
}
