/*
 * display.c - a display file as a structure.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/display/display.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "console/display/parse.h"

/* ---- life ---------------------------------------------------------------- */

static void
def_fini(struct display_def *d)
{
    free(d->name);
    free(d->op);
    free(d->convert.unit);
    for (size_t i = 0; i < d->n_states; i++)
        free(d->state[i].text);
    free(d->state);
}

void
display_free(struct display **display)
{
    struct display *d = *display;
    *display = NULL;
    if (d == NULL)
        return;
    for (size_t i = 0; i < d->n_text; i++)
        free(d->text[i]);
    for (size_t i = 0; i < d->n_fields; i++) {
        free(d->field[i].target);
        free(d->field[i].values);
    }
    for (size_t i = 0; i < d->n_defs; i++)
        def_fini(&d->def[i]);
    free(d->text);
    free(d->field);
    free(d->def);
    free(d->id);
    free(d->title);
    free(d->file);
    free(d);
}

const struct display_def *
display_find_def(const struct display *display, const char *name)
{
    for (size_t i = 0; i < display->n_defs; i++)
        if (str_eq(display->def[i].name, name))
            return &display->def[i];
    return NULL;
}

/* ---- messages ------------------------------------------------------------ */

static void say(struct parse *p, enum note_severity severity, struct place at,
    const char *fmt, va_list ap) PRINTF_LIKE(4, 0);

static void
say(struct parse *p, enum note_severity severity, struct place at,
    const char *fmt, va_list ap)
{
    struct strbuf text = {0};
    strbuf_addv(&text, fmt, ap);
    notes_add_token(p->notes, severity, p->file, at.line, at.col, at.cells,
        "%s", strbuf_get(&text));
    strbuf_fini(&text);
}

void
parse_error(struct parse *p, struct place at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(p, NOTE_ERROR, at, fmt, ap);
    va_end(ap);
}

void
parse_warning(struct parse *p, struct place at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(p, NOTE_WARNING, at, fmt, ap);
    va_end(ap);
}

/* ---- the whole ----------------------------------------------------------- */

/* Directives first: prefixes hold wherever they stand. */
static void
parse_statements(struct parse *p)
{
    bool *is_done = arena_alloc(&p->arena, p->n_statements + 1);
    for (size_t i = 0; i < p->n_statements; i++)
        is_done[i] = parse_directive(p, &p->statement[i]);
    for (size_t i = 0; i < p->n_statements; i++)
        if (!is_done[i])
            is_done[i] = parse_misspelt(p, &p->statement[i]);
    /* without a screen, its lines would all be taken for definitions */
    for (size_t i = 0; i < p->n_statements && p->screen < p->n_lines; i++)
        if (!is_done[i])
            parse_definition(p, &p->statement[i]);
}

static void
check_head(struct parse *p)
{
    struct place first = {1, 1, 1};
    if (p->id_at.line == 0)
        parse_error(p, first, "there is no line: display ID \"Title\"");
    if (p->screen == p->n_lines)
        parse_error(
            p, first, "there is no screen: lines from 'screen' to 'end'");
}

/* What is right becomes the display's. */
static void
move_defs(struct parse *p)
{
    struct display *d = p->out;
    d->def = xcalloc(p->n_defs + 1, sizeof *d->def);
    for (size_t i = 0; i < p->n_defs; i++)
        d->def[d->n_defs++] = p->def[i].d;
    p->n_defs = 0;
}

static void
parse_all(struct parse *p, const char *data, size_t len)
{
    parse_lines(p, data, len);
    parse_words(p);
    parse_statements(p);
    check_head(p);
    if (p->end == p->n_lines)
        return;
    parse_screen(p);
    parse_resolve(p);
    parse_fit(p);
}

static void
parse_fini(struct parse *p)
{
    for (size_t i = 0; i < p->n_defs; i++)
        def_fini(&p->def[i].d);
    free(p->def);
    free(p->sketch);
    free(p->prefix);
    free(p->statement);
    arena_fini(&p->arena);
}

enum err
display_parse(const char *file, const char *data, size_t len,
    const struct mdb *mdb, display_ids_fn ids, void *arg, struct notes *notes,
    struct display **out)
{
    struct notes own = {0};
    struct parse p = {.file = file,
        .mdb = mdb,
        .ids = ids,
        .arg = arg,
        .notes = &own,
        .out = xcalloc(1, sizeof *p.out)};
    *out = NULL;
    p.out->file = xstrdup(file);
    p.out->mdb_hash = mdb != NULL ? mdb->hash : 0;
    if (len > DISPLAY_BYTES_MAX)
        parse_error(&p, (struct place){0}, "the file is larger than %d bytes",
            DISPLAY_BYTES_MAX);
    else
        parse_all(&p, data, len);
    bool is_good = own.errors == 0;
    if (is_good) {
        move_defs(&p);
        *out = p.out;
    } else {
        display_free(&p.out);
    }
    parse_fini(&p);
    notes_sort(&own);
    notes_move(notes, &own);
    return is_good ? ERR_OK : ERR_FORMAT;
}

enum err
display_parse_head(const char *data, size_t len, char **id, char **title)
{
    struct notes notes = {0};
    struct parse p = {
        .file = "", .notes = &notes, .out = xcalloc(1, sizeof *p.out)};
    *id = *title = NULL;
    if (len <= DISPLAY_BYTES_MAX) {
        parse_lines(&p, data, len);
        parse_words(&p);
        for (size_t i = 0; i < p.n_statements; i++)
            if (str_eq(p.statement[i].word[0].text, "display"))
                parse_directive(&p, &p.statement[i]);
    }
    bool is_good = p.out->id != NULL && p.out->title != NULL;
    if (is_good) {
        *id = p.out->id;
        *title = p.out->title;
        p.out->id = p.out->title = NULL;
    }
    display_free(&p.out);
    parse_fini(&p);
    notes_fini(&notes);
    return is_good ? ERR_OK : ERR_FORMAT;
}
