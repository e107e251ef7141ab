/*
 * desk_displays.c - the hand-drawn pages while people work on them: each
 * change of a page that is in use is told.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk_priv.h"

#include <stdlib.h>
#include <strings.h>

#include "common/xalloc.h"
#include "console/display/display_set.h"

/* A page in use before the directories were looked at. */
struct before {
    char *id;
    unsigned version;
    struct strbuf error;
    bool is_found;
};

/* "error at 12:3, old page kept: no parameter X"; "" when there is none. */
static void
first_error(const struct display_set_row *row, struct strbuf *out)
{
    strbuf_reset(out);
    for (size_t i = 0; row->is_broken && i < row->notes.n; i++) {
        const struct note *note = &row->notes.note[i];
        if (note->severity != NOTE_ERROR)
            continue;
        strbuf_adds(out, "error");
        if (note->line > 0)
            strbuf_addf(out, " at %u:%u", note->line, note->col);
        if (row->page != NULL)
            strbuf_adds(out, ", old page kept");
        strbuf_addf(out, ": %s", note->text);
        return;
    }
}

static size_t
remember(const struct display_set *set, struct before **out)
{
    size_t n = 0, count = display_set_count(set);
    *out = xcalloc(count + 1, sizeof **out);
    for (size_t i = 0; i < count; i++) {
        const struct display_set_row *row = display_set_row(set, i);
        if (row->page == NULL && !row->is_broken)
            continue;
        struct before *b = &(*out)[n++];
        b->id = xstrdup(row->id);
        b->version = row->version;
        first_error(row, &b->error);
    }
    return n;
}

static struct before *
find(struct before *before, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(before[i].id, id) == 0)
            return &before[i];
    return NULL;
}

/* What became of one that was in use, or is refused and was not there. */
static void
tell_row(struct desk *d, const struct display_set_row *row, struct before *b)
{
    struct strbuf error = {0};
    first_error(row, &error);
    bool is_new_error =
        error.len > 0 &&
        (b == NULL || !str_eq(strbuf_get(&error), strbuf_get(&b->error)));
    bool is_reloaded = b != NULL && error.len == 0 && row->page != NULL &&
                       row->version != b->version;
    if (is_new_error)
        desk_say(d, TOAST_ERROR, "%s: %s", row->id, strbuf_get(&error));
    else if (is_reloaded)
        desk_say(d, TOAST_INFO, "%s reloaded", row->id);
    strbuf_fini(&error);
}

/* One line at a time is seen: the worst comes last. */
static void
tell(struct desk *d, struct before *before, size_t n)
{
    const struct display_set *set = d->ui.displays;
    for (int errors = 0; errors < 2; errors++)
        for (size_t i = 0; i < display_set_count(set); i++) {
            const struct display_set_row *row = display_set_row(set, i);
            struct before *b = find(before, n, row->id);
            if (b != NULL)
                b->is_found = true;
            if (row->is_broken == errors)
                tell_row(d, row, b);
        }
    for (size_t i = 0; i < n; i++)
        if (!before[i].is_found)
            desk_say(d, TOAST_WARN, "display %s is gone", before[i].id);
}

void
desk_poll_displays(struct desk *desk)
{
    struct before *before;
    if (desk->ui.displays == NULL)
        return;
    size_t n = remember(desk->ui.displays, &before);
    if (display_set_poll(desk->ui.displays, desk->now.mono)) {
        tell(desk, before, n);
        desk->todo |= UI_REDRAW;
    }
    for (size_t i = 0; i < n; i++) {
        free(before[i].id);
        strbuf_fini(&before[i].error);
    }
    free(before);
}

void
desk_set_displays(struct desk *desk, struct display_set *displays)
{
    desk->ui.displays = displays;
    if (!desk->is_touched)
        desk_arrange(desk);
    desk->todo |= UI_REDRAW;
}
