/*
 * parts.h - a view of several parts, each a view of its own (struct view_class,
 * without number and tab).
 *
 * Where there is room all parts stand one below the other, else the one that
 * has the keys; Tab goes to the next.  What keys, searches and filters do is
 * the part's that has the keys.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_PARTS_H
#define CONSOLE_VIEW_PARTS_H

#include "console/view.h"

#define PARTS_MAX 4

struct parts_view {
    const struct view_class *const *class; /* in the order of Tab; NULL ends */
    void *part[PARTS_MAX];
    size_t n, at;    /* at < n has the keys */
    bool is_divided; /* several are in sight */
    bool is_first;   /* the part was not named: for who opened it to use */
    bool is_chosen;  /* a person did something in it */
    struct mono opened;
    int row[PARTS_MAX], rows[PARTS_MAX]; /* as painted; rows 0: not in sight */
};

/* The part that a word names; SIZE_MAX: none. */
size_t parts_named(
    const struct view_class *const *class, const char *word, size_t len);

/* A view of `class`, part `at` has the keys and is opened with `argument`.
 * Owned; release: parts_close(). */
void *parts_open(const struct view_class *const *class, struct ui *ui,
    size_t at, const char *argument);

/* For struct view_class. */
void parts_close(void *view);
unsigned parts_update(void *view, struct ui *ui);
void parts_paint(void *view, struct ui *ui, const struct area *area);
void parts_status(
    void *view, struct ui *ui, struct strbuf *title, struct strbuf *right);
const char *parts_why_not(void *view, struct ui *ui, enum action action);
unsigned parts_act(void *view, struct ui *ui, enum action action);
unsigned parts_press(void *view, struct ui *ui, int row, int col);
bool parts_search(void *view, struct ui *ui, const char *text, int step);
void parts_filter(void *view, struct ui *ui, const char *text);
void parts_export_json(void *view, struct ui *ui, struct strbuf *out);
size_t parts_only_marked(void *view, struct ui *ui);
void parts_rows_text(void *view, struct ui *ui, struct strbuf *out);
bool parts_unmark(void *view, struct ui *ui);

/* Give part `at` (SIZE_MAX: the one that has them) the keys, and `text` to
 * filter by. */
void parts_take(struct parts_view *v, struct ui *ui, size_t at,
    const char *text, struct strbuf *argument);

#endif
