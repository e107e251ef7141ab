/*
 * edit.c - one line of text being typed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/edit.h"

#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/glyph.h"

/* ---- history ------------------------------------------------------------- */

void
edit_history_fini(struct edit_history *h)
{
    for (size_t i = 0; i < h->n; i++)
        free(h->line[i]);
    h->n = 0;
}

void
edit_history_add(struct edit_history *h, const char *line)
{
    if (*line == '\0' || (h->n > 0 && str_eq(h->line[h->n - 1], line)))
        return;
    if (h->n == EDIT_HISTORY) {
        free(h->line[0]);
        memmove(h->line, h->line + 1, (EDIT_HISTORY - 1) * sizeof *h->line);
        h->n--;
    }
    h->line[h->n++] = xstrdup(line);
}

void
edit_init(struct edit *e, struct edit_history *history)
{
    *e = (struct edit){.history = history};
}

void
edit_set(struct edit *e, const char *text)
{
    str_copy(e->text, sizeof e->text, text);
    e->len = e->cursor = strlen(e->text);
}

/* The line `back` lines before the one being typed. */
static const char *
past(const struct edit *e, size_t back)
{
    return e->history->line[e->history->n - back];
}

static enum edit_result
show_past(struct edit *e, size_t back)
{
    e->recalled = back;
    edit_set(e, back == 0 ? e->draft : past(e, back));
    return EDIT_CHANGED;
}

/* The next older (by 1) or newer (by -1) line that begins as what was typed;
 * what was typed itself is the newest. */
static enum edit_result
recall(struct edit *e, int by)
{
    if (e->history == NULL || (by < 0 && e->recalled == 0))
        return EDIT_IGNORED;
    if (e->recalled == 0)
        (void)str_copy(e->draft, sizeof e->draft, e->text);
    size_t back = e->recalled + (size_t)by;
    while (back > 0 && back <= e->history->n &&
           (!str_prefix(past(e, back), e->draft) ||
               str_eq(past(e, back), e->text)))
        back += (size_t)by;
    return back > e->history->n ? EDIT_IGNORED : show_past(e, back);
}

/* ---- searching the history ----------------------------------------------- */

static enum edit_result
find_past(struct edit *e, size_t from)
{
    for (size_t back = from; back <= e->history->n; back++)
        if (back > 0 && str_contains_ci(past(e, back), e->needle))
            return show_past(e, back);
    return EDIT_IGNORED;
}

static enum edit_result
begin_search(struct edit *e)
{
    if (e->history == NULL)
        return EDIT_IGNORED;
    if (e->recalled == 0)
        (void)str_copy(e->draft, sizeof e->draft, e->text);
    e->is_searching = true;
    e->recalled = 0; /* from the newest on */
    e->needle[0] = '\0';
    return EDIT_MOVED;
}

static enum edit_result
end_search(struct edit *e)
{
    e->is_searching = false;
    return show_past(e, 0);
}

static bool
change_needle(struct edit *e, keysym k)
{
    size_t n = strlen(e->needle);
    char utf8[4];
    if (k == KEY_CODE_BACKSPACE) {
        while (n > 0 && ((unsigned char)e->needle[--n] & 0xc0) == 0x80)
            continue;
    } else {
        size_t len = utf8_encode(k, utf8);
        if (n + len >= EDIT_SIZE)
            return false;
        memcpy(e->needle + n, utf8, len);
        n += len;
    }
    e->needle[n] = '\0';
    return true;
}

/* False when the key is not one of the search: it ends, the key goes on. */
static bool
search_key(struct edit *e, keysym k, enum edit_result *result)
{
    *result = EDIT_MOVED;
    if (k == ('r' | KEY_CTRL))
        *result = find_past(e, e->recalled + 1);
    else if (k == KEY_CODE_ESCAPE || k == ('g' | KEY_CTRL) ||
             k == ('c' | KEY_CTRL) ||
             (k == KEY_CODE_BACKSPACE && e->needle[0] == '\0'))
        *result = end_search(e);
    else if (key_is_text(k) || k == KEY_CODE_BACKSPACE) {
        bool is_longer = k != KEY_CODE_BACKSPACE;
        if (change_needle(e, k) && e->needle[0] != '\0' &&
            find_past(e, is_longer ? e->recalled : 1) == EDIT_CHANGED)
            *result = EDIT_CHANGED;
    } else {
        e->is_searching = false;
        return false;
    }
    return true;
}

/* ---- changes ------------------------------------------------------------- */

static bool
insert(struct edit *e, const char *bytes, size_t n)
{
    if (e->len + n >= EDIT_SIZE)
        return false;
    memmove(
        e->text + e->cursor + n, e->text + e->cursor, e->len - e->cursor + 1);
    memcpy(e->text + e->cursor, bytes, n);
    e->len += n;
    e->cursor += n;
    return true;
}

static enum edit_result
cut(struct edit *e, size_t from, size_t to)
{
    if (from >= to)
        return EDIT_IGNORED;
    memmove(e->text + from, e->text + to, e->len - to + 1);
    e->len -= to - from;
    e->cursor = from;
    return EDIT_CHANGED;
}

static size_t
before(const struct edit *e, size_t at)
{
    if (at > 0)
        at--;
    while (at > 0 && ((unsigned char)e->text[at] & 0xc0) == 0x80)
        at--;
    return at;
}

static size_t
after(const struct edit *e, size_t at)
{
    if (at < e->len)
        at++;
    while (at < e->len && ((unsigned char)e->text[at] & 0xc0) == 0x80)
        at++;
    return at;
}

static size_t
word_before(const struct edit *e, size_t at)
{
    while (at > 0 && e->text[at - 1] == ' ')
        at--;
    while (at > 0 && e->text[at - 1] != ' ')
        at--;
    return at;
}

static enum edit_result
move(struct edit *e, size_t to)
{
    if (to == e->cursor)
        return EDIT_IGNORED;
    e->cursor = to;
    return EDIT_MOVED;
}

static enum edit_result
erase_back(struct edit *e)
{
    if (e->len == 0)
        return EDIT_CANCEL;
    return cut(e, before(e, e->cursor), e->cursor);
}

enum edit_result
edit_key(struct edit *e, keysym k)
{
    enum edit_result result;
    if (e->is_searching && search_key(e, k, &result))
        return result;
    if (key_is_text(k)) {
        char utf8[4];
        return insert(e, utf8, utf8_encode(k, utf8)) ? EDIT_CHANGED
                                                     : EDIT_IGNORED;
    }
    switch (k) {
    case KEY_CODE_ENTER:
        return EDIT_DONE;
    case KEY_CODE_TAB:
        return EDIT_COMPLETE;
    case KEY_CODE_TAB | KEY_SHIFT:
        return EDIT_COMPLETE_BACK;
    case 'r' | KEY_CTRL:
        return begin_search(e);
    case KEY_CODE_ESCAPE:
    case 'c' | KEY_CTRL:
        return EDIT_CANCEL;
    case KEY_CODE_BACKSPACE:
        return erase_back(e);
    case KEY_CODE_DELETE:
    case 'd' | KEY_CTRL:
        return cut(e, e->cursor, after(e, e->cursor));
    case 'u' | KEY_CTRL:
        return cut(e, 0, e->cursor);
    case 'k' | KEY_CTRL:
        return cut(e, e->cursor, e->len);
    case 'w' | KEY_CTRL:
        return cut(e, word_before(e, e->cursor), e->cursor);
    case KEY_CODE_LEFT:
    case 'b' | KEY_CTRL:
        return move(e, before(e, e->cursor));
    case KEY_CODE_RIGHT:
    case 'f' | KEY_CTRL:
        return move(e, after(e, e->cursor));
    case KEY_CODE_LEFT | KEY_CTRL:
        return move(e, word_before(e, e->cursor));
    case KEY_CODE_HOME:
    case 'a' | KEY_CTRL:
        return move(e, 0);
    case KEY_CODE_END:
    case 'e' | KEY_CTRL:
        return move(e, e->len);
    case KEY_CODE_UP:
    case 'p' | KEY_CTRL:
        return recall(e, 1);
    case KEY_CODE_DOWN:
    case 'n' | KEY_CTRL:
        return recall(e, -1);
    default:
        return EDIT_IGNORED;
    }
}

bool
edit_paste(struct edit *e, const char *text, size_t len)
{
    while (len > 0) {
        uint32_t c;
        size_t n = utf8_decode(text, len, &c);
        char utf8[4];
        if (c == '\n' || c == '\r' || c == '\t')
            c = ' ';
        if (utf8_is_safe(c) && !insert(e, utf8, utf8_encode(c, utf8)))
            return false;
        text += n ? n : 1;
        len -= n ? n : 1;
    }
    return true;
}

void
edit_replace(struct edit *e, size_t start, const char *word)
{
    if (start <= e->cursor)
        cut(e, start, e->cursor);
    insert(e, word, strlen(word));
}

/* ---- painting ------------------------------------------------------------ */

static int
columns(const struct edit *e, size_t from, size_t to)
{
    int cols = 0;
    while (from < to) {
        uint32_t c;
        size_t n = utf8_decode(e->text + from, to - from, &c);
        cols += n == 0 ? 1 : utf8_width(c);
        from += n ? n : 1;
    }
    return cols;
}

void
edit_paint(struct edit *e, const struct area *area, const char *prompt)
{
    int used = e->is_searching ? area_printf(area, 0, 0, ROLE_PROMPT,
                                     "(history: %s) ", e->needle)
                               : area_text(area, 0, 0, ROLE_PROMPT, prompt);
    struct area line = area_sub(area, 0, used, 1, area->cols - used);
    if (line.cols <= 0 || line.rows <= 0)
        return;
    if (e->offset > e->cursor)
        e->offset = e->cursor;
    while (e->offset < e->cursor &&
           columns(e, e->offset, e->cursor) > line.cols - 1)
        e->offset = after(e, e->offset);
    area_text(&line, 0, 0, ROLE_PROMPT, e->text + e->offset);
    if (e->offset > 0)
        area_put(&line, 0, 0, GLYPH_ELLIPSIS, ROLE_PROMPT_GHOST);
    area_mark(&line, 0, columns(e, e->offset, e->cursor), 1, CELL_REVERSE);
}
