/*
 * run_source.c - see run_source.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/run_source.h"

#include <stdio.h>
#include <string.h>

#include "common/note.h"
#include "console/model/text.h"
#include "pluto/catalogue.h"
#include "pluto/parse.h"

#define LINES_MAX     1000000 /* more are no procedure */
#define CATALOGUE_MAX (4u << 20)

void
run_source_fini(struct run_source *s)
{
    strbuf_fini(&s->text);
    strbuf_fini(&s->catalogue_text);
    catalogue_free(&s->catalogue);
    pluto_free(&s->tree);
    *s = (struct run_source){.version = s->version + 1};
}

uint64_t
run_source_next(const struct run_source *s)
{
    return s->has_text ? 0 : s->lines + 1;
}

/* What cannot be understood is shown as the reason, never asked for again. */
static void
give_up(struct run_source *s, const char *why)
{
    s->has_text = true;
    strbuf_reset(&s->text);
    (void)str_copy(s->problem, sizeof s->problem, why);
}

static void
add_rows(struct strbuf *out, struct msg_strv rows)
{
    for (size_t i = 0; i < rows.n; i++) {
        strbuf_add(out, rows.v[i].s, rows.v[i].len);
        strbuf_addc(out, '\n');
    }
}

void
run_source_take(
    struct run_source *s, uint64_t from, const struct msg_reply *reply)
{
    if (s->has_text || from != s->lines + 1)
        return;
    if (reply->status != ERR_OK) {
        char why[sizeof s->problem];
        give_up(s, model_text(why, sizeof why, reply->text));
        return;
    }
    add_rows(&s->text, reply->rows);
    s->lines += reply->rows.n;
    bool has_more =
        reply->text.len >= 4 && strncmp(reply->text.s, "more", 4) == 0;
    if (has_more && (reply->rows.n == 0 || s->lines > LINES_MAX ||
                        s->text.len > PLUTO_SOURCE_MAX))
        give_up(s, "the procedure's text does not end");
    else
        s->has_text = !has_more;
}

void
run_source_take_catalogue(struct run_source *s, const struct msg_reply *reply)
{
    if (s->has_catalogue)
        return;
    s->has_catalogue = true;
    if (reply->status == ERR_OK)
        add_rows(&s->catalogue_text, reply->rows);
    if (s->catalogue_text.len > CATALOGUE_MAX)
        strbuf_reset(&s->catalogue_text);
}

static void
parse_catalogue(struct run_source *s, const char *name)
{
    struct notes notes = {0};
    const char *text = strbuf_get(&s->catalogue_text);
    size_t len = s->catalogue_text.len;
    if (len == 0 ||
        catalogue_parse(name, name, text, len, &notes, &s->catalogue) != ERR_OK)
        s->catalogue = catalogue_empty(name);
    s->is_bound = catalogue_bind(s->catalogue, s->tree, &notes) == ERR_OK;
    notes_fini(&notes);
}

void
run_source_settle(struct run_source *s, const char *name)
{
    struct notes notes = {0};
    if (!s->has_text || !s->has_catalogue || s->tree != NULL ||
        s->problem[0] != '\0')
        return;
    s->version++;
    if (pluto_parse(name, strbuf_get(&s->text), s->text.len, &notes,
            &s->tree) == ERR_OK)
        parse_catalogue(s, name);
    else if (notes.n > 0)
        (void)snprintf(s->problem, sizeof s->problem, "%u:%u: %s",
            notes.note[0].line, notes.note[0].col, notes.note[0].text);
    else
        (void)str_copy(
            s->problem, sizeof s->problem, "its text is not understood");
    notes_fini(&notes);
}
