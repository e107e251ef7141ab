/*
 * display_page.h - one display on the screen: its cells, the part of it that
 * is in sight, and the field that is selected.
 *
 * The page itself belongs to the catalogue and can be replaced when its file
 * is saved; selection and scroll are kept by the name of the field.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_DISPLAY_PAGE_H
#define CONSOLE_VIEW_DISPLAY_PAGE_H

#include "console/display/display_set.h"
#include "console/view.h"
#include "console/view/alarm_keys.h"
#include "console/view/display_draw.h"

#define PAGE_NONE SIZE_MAX

struct display_page {           /* zero-initialise, then display_page_init() */
    char *id;                   /* owned */
    const struct display *page; /* the catalogue's; NULL: none.  Only good
                                   after display_page_sync() */
    unsigned version;           /* of the catalogue's row that is drawn */
    bool is_drawn;              /* `cells` holds the text of `page` */
    struct canvas cells;        /* the whole page */
    struct strbuf text;         /* scratch */
    struct plot_scale *scale;   /* owned; one for each field of `page` */
    size_t selected;            /* field, or PAGE_NONE */
    struct {                    /* to find it again */
        enum display_kind kind;
        char name[DISPLAY_COLS_MAX + 1];
        unsigned nth;
    } chosen;
    int top, left;     /* of the part in sight */
    int rows, cols;    /* of that part, when it was last painted */
    struct mono asked; /* about limits, 0: never */
    struct alarm_keys keys;
};

void display_page_init(struct display_page *p, const char *id);
void display_page_fini(struct display_page *p);

/*
 * Take the page as it is now; first thing in every call.  Returns its row in
 * the catalogue, NULL: there is no such display.
 */
const struct display_set_row *display_page_sync(
    struct display_page *p, struct ui *ui);

/* How the fields of the page look at the model now. */
struct display_eye display_page_eye(
    const struct display_page *p, const struct ui *ui);

/* Draw what is in sight into `area`. */
void display_page_paint(
    struct display_page *p, struct ui *ui, const struct area *area);

/* The selected field, NULL: none. */
const struct display_field *display_page_field(const struct display_page *p);

/* The definition it shows, NULL: a link, a command or nothing. */
const struct display_def *display_page_def(const struct display_page *p);

/* Its parameter, MDB_NIL: it has none. */
uint32_t display_page_item(const struct display_page *p);

void display_page_select(struct display_page *p, size_t field);

/* Can the field be selected now? */
bool display_page_can_select(
    const struct display_page *p, const struct ui *ui, size_t field);

/* A move: true when it changed something or was one. */
bool display_page_move(
    struct display_page *p, struct ui *ui, enum action action);

/* The next field (`by` 1) or the one before (-1) in reading order; false: it
 * was the last one, and the first is selected. */
bool display_page_step(struct display_page *p, struct ui *ui, int by);

/* What a field is called: of its definition, ">ID" or "!COMMAND". */
const char *display_page_label(const struct display_page *p, size_t field);

#endif
