/*
 * shown.h - facts as all views show them: times, ages, rates, quality, empty
 * lists.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_SHOWN_H
#define CONSOLE_VIEW_SHOWN_H

#include "console/model/model.h"
#include "console/view.h"
#include "console/widget/table.h"

struct clock shown_clock(const struct ui *ui);

#define SHOWN_SIZE 48

/* "324/08:46:12.9" or "2026-11-20 08:46:12.9" as chosen; "-" for none. */
char *shown_time(
    char out[SHOWN_SIZE], const struct ui *ui, struct utc t, unsigned decimals);
/* The same without the day. */
char *shown_hms(char out[SHOWN_SIZE], struct utc t, unsigned decimals);
char *shown_age(char out[SHOWN_SIZE], int64_t ns);    /* "0.4 s", "-" */
char *shown_rate(char out[SHOWN_SIZE], double hz);    /* "1.00 Hz", "6.0/min" */
char *shown_period(char out[SHOWN_SIZE], int64_t ns); /* "1 s", "200 ms", "-" */
char *shown_bytes(char out[SHOWN_SIZE], double bytes); /* "98.7 kB" */

/* Role and mark of a quality; 0 for a good value. */
enum role shown_quality_role(enum mdb_quality quality);
uint32_t shown_quality_mark(const struct ui *ui, enum mdb_quality quality);
void shown_quality(
    struct table_cell *cell, const struct ui *ui, enum mdb_quality quality);

/* The limit state of a value now: alarms_state(). */
limit_state shown_state(const struct ui *ui, const struct value *value);

/* Role and mark of a limit state: ▲ ▼ ◆ alarm, △ ▽ ◇ caution, ? not known, D
 * off; 0 within limits, and where the quality's mark says enough. */
enum role shown_limit_role(limit_state state);
uint32_t shown_limit_mark(
    const struct theme *theme, bool is_ascii, limit_state state);
/* "" where there are no limits, else limit_state_str(). */
const char *shown_limit_str(limit_state state);

/* Both marks of a value, and the role of its text. */
void shown_marks(
    struct table_cell *cell, const struct ui *ui, const struct value *value);

/* Set a cell's text. */
void cell_set(struct table_cell *cell, enum role role, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/*
 * A paragraph, broken at blanks, from line `row`; returns the next free line.
 */
int words_paint(
    const struct area *area, int row, enum role role, const char *text);

/* The lines that it takes in `cols` columns, at least one. */
int words_lines(int cols, const char *text);

/*
 * An empty list says in words what is missing and what to do: `missing` first,
 * then the worst of the instance's health, or `todo` when all is well.
 */
void empty_paint(const struct area *area, const struct ui *ui,
    const char *missing, const char *todo);

void ui_toast(struct ui *ui, enum toast kind, const char *text);
void ui_open(struct ui *ui, const char *view, const char *argument);

#endif
