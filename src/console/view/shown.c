/*
 * shown.c - see shown.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/shown.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/utf8.h"
#include "console/glyph.h"
#include "console/model/model.h"

struct clock
shown_clock(const struct ui *ui)
{
    return (struct clock){ui->now, ui->utc};
}

/* "MET 012/03:14:07.250", "MET -001/…" before the epoch; cut, not rounded. */
static void
met_text(char out[SHOWN_SIZE], int64_t ns, unsigned decimals)
{
    uint64_t left = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;
    uint64_t s = left / NS_PER_S, unit = NS_PER_S;
    unsigned places = decimals < 9 ? decimals : 9;
    int n = snprintf(out, SHOWN_SIZE,
        "MET %s%03" PRIu64 "/%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64,
        ns < 0 ? "-" : "", s / 86400, s / 3600 % 24, s / 60 % 60, s % 60);
    for (unsigned i = 0; i < places; i++)
        unit /= 10;
    if (places > 0)
        (void)snprintf(out + n, SHOWN_SIZE - (size_t)n, ".%0*" PRIu64,
            (int)places, left % NS_PER_S / unit);
}

char *
shown_time(
    char out[SHOWN_SIZE], const struct ui *ui, struct utc t, unsigned decimals)
{
    char text[TIME_TEXT_SIZE];
    if (utc_is_none(t)) {
        strcpy(out, "-");
        return out;
    }
    utc_fmt_doy(text, t, false, decimals);
    if (ui->time_style == TIME_MET && ui->model != NULL &&
        !utc_is_none(ui->model->instance.met_epoch))
        met_text(out, utc_diff_ns(t, ui->model->instance.met_epoch), decimals);
    else if (ui->time_style == TIME_DATE) {
        struct civil c = utc_civil(t, false);
        (void)snprintf(out, SHOWN_SIZE, "%04d-%02d-%02d %s", c.year, c.month,
            c.day, text + 4);
    } else {
        (void)str_copy(out, SHOWN_SIZE, text);
    }
    return out;
}

char *
shown_hms(char out[SHOWN_SIZE], struct utc t, unsigned decimals)
{
    char text[TIME_TEXT_SIZE];
    utc_fmt_doy(text, t, false, decimals);
    (void)str_copy(out, SHOWN_SIZE, utc_is_none(t) ? "-" : text + 4);
    return out;
}

char *
shown_age(char out[SHOWN_SIZE], int64_t ns)
{
    char text[TIME_TEXT_SIZE];
    (void)str_copy(out, SHOWN_SIZE, ns < 0 ? "-" : duration_fmt(text, ns));
    return out;
}

char *
shown_rate(char out[SHOWN_SIZE], double hz)
{
    if (!(hz > 0))
        strcpy(out, "-");
    else if (hz >= 0.1)
        (void)snprintf(out, SHOWN_SIZE, "%.*f Hz",
            hz >= 99.95   ? 0
            : hz >= 9.995 ? 1
                          : 2,
            hz);
    else if (hz * 60 >= 0.1)
        (void)snprintf(out, SHOWN_SIZE, "%.1f/min", hz * 60);
    else
        (void)snprintf(out, SHOWN_SIZE, "%.1f/h", hz * 3600);
    return out;
}

char *
shown_period(char out[SHOWN_SIZE], int64_t ns)
{
    double s = (double)ns / (double)NS_PER_S;
    if (ns <= 0)
        strcpy(out, "-");
    else if (s < 1)
        (void)snprintf(out, SHOWN_SIZE, "%.4g ms", s * 1000);
    else if (s < 120)
        (void)snprintf(out, SHOWN_SIZE, "%.4g s", s);
    else if (s < 7200)
        (void)snprintf(out, SHOWN_SIZE, "%.4g min", s / 60);
    else
        (void)snprintf(out, SHOWN_SIZE, "%.4g h", s / 3600);
    return out;
}

char *
shown_bytes(char out[SHOWN_SIZE], double bytes)
{
    static const char *const unit[] = {"B", "kB", "MB", "GB", "TB"};
    size_t i = 0;
    if (!(bytes >= 0))
        bytes = 0;
    while (bytes >= 999.5 && i + 1 < ARRAY_LEN(unit)) {
        bytes /= 1000;
        i++;
    }
    (void)snprintf(out, SHOWN_SIZE, "%.*f %s", i == 0 || bytes >= 99.95 ? 0 : 1,
        bytes, unit[i]);
    return out;
}

enum role
shown_quality_role(enum mdb_quality quality)
{
    switch (quality) {
    case MDB_INVALID:
        return ROLE_QUALITY_INVALID;
    case MDB_EXPIRED:
        return ROLE_QUALITY_STALE;
    case MDB_NOT_RECEIVED:
        return ROLE_QUALITY_MISSING;
    case MDB_ACQUIRED:
    case MDB_QUALITY_COUNT:
        break;
    }
    return ROLE_TEXT_VALUE;
}

uint32_t
shown_quality_mark(const struct ui *ui, enum mdb_quality quality)
{
    if (quality == MDB_ACQUIRED)
        return 0;
    return theme_mark(
        ui->theme, shown_quality_role(quality), MARK_SIDELESS, ui->is_ascii);
}

void
shown_quality(
    struct table_cell *cell, const struct ui *ui, enum mdb_quality quality)
{
    cell->role = cell->right_role = shown_quality_role(quality);
    cell->right = shown_quality_mark(ui, quality);
}

/* ---- limits ----------------------------------------------------------------
 */

limit_state
shown_state(const struct ui *ui, const struct value *value)
{
    return alarms_state(
        &ui->model->alarms, ui->model->values, value, shown_clock(ui));
}

enum role
shown_limit_role(limit_state state)
{
    static const enum role roles[LIMIT_LEVEL_COUNT] = {
        [LIMIT_NORMAL] = ROLE_TEXT_LABEL,
        [LIMIT_WATCH] = ROLE_LIMIT_WATCH,
        [LIMIT_WARNING] = ROLE_LIMIT_WARNING,
        [LIMIT_DISTRESS] = ROLE_LIMIT_DISTRESS,
        [LIMIT_CRITICAL] = ROLE_LIMIT_CRITICAL,
        [LIMIT_SEVERE] = ROLE_LIMIT_SEVERE,
    };
    if (state == LIMIT_UNKNOWN)
        return ROLE_LIMIT_UNKNOWN;
    if (state == LIMIT_DISABLED)
        return ROLE_LIMIT_OFF;
    if (state == LIMIT_INVALID || state == LIMIT_NAN)
        return ROLE_QUALITY_INVALID;
    if (state == LIMIT_EXPIRED)
        return ROLE_QUALITY_STALE;
    if (state == LIMIT_NOT_RECEIVED)
        return ROLE_QUALITY_MISSING;
    return roles[limit_state_level(state)];
}

uint32_t
shown_limit_mark(const struct theme *theme, bool is_ascii, limit_state state)
{
    static const enum mark_side sides[] = {[LIMIT_NO_SIDE] = MARK_SIDELESS,
        [LIMIT_LOW] = MARK_LOW,
        [LIMIT_HIGH] = MARK_HIGH};
    bool is_shown = state == LIMIT_UNKNOWN || state == LIMIT_DISABLED ||
                    state == LIMIT_NAN || limit_state_is_out(state);
    if (!is_shown) /* within limits, or the quality's mark says enough */
        return 0;
    enum mark_side side = limit_state_is_out(state)
                              ? sides[limit_state_side(state)]
                              : MARK_SIDELESS;
    return theme_mark(theme, shown_limit_role(state), side, is_ascii);
}

const char *
shown_limit_str(limit_state state)
{
    return state == LIMIT_UNCHECKED ? "" : limit_state_str(state);
}

void
shown_marks(
    struct table_cell *cell, const struct ui *ui, const struct value *value)
{
    limit_state state = shown_state(ui, value);
    shown_quality(
        cell, ui, values_quality(ui->model->values, value, shown_clock(ui)));
    cell->left = shown_limit_mark(ui->theme, ui->is_ascii, state);
    cell->left_role = shown_limit_role(state);
    if (limit_state_is_out(state) || state == LIMIT_NAN)
        cell->role = cell->left_role;
}

void
cell_set(struct table_cell *cell, enum role role, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(cell->text, sizeof cell->text, fmt, ap);
    va_end(ap);
    cell->role = role;
}

/* ---- paragraphs ------------------------------------------------------------
 */

/* Word by word; `area` NULL: only count the lines. */
static int
words(const struct area *area, int cols, int row, enum role role,
    const char *text)
{
    int col = 0;
    while (*text) {
        size_t len = strcspn(text, " ");
        struct strbuf word = {0};
        strbuf_add(&word, text, len);
        int width = utf8_str_width(strbuf_get(&word));
        if (col > 0 && col + 1 + width > cols) {
            row++;
            col = 0;
        }
        if (col > 0)
            col++;
        if (area)
            area_text(area, row, col, role, strbuf_get(&word));
        col += width;
        strbuf_fini(&word);
        text += len + (text[len] == ' ');
    }
    return row + 1;
}

int
words_paint(const struct area *area, int row, enum role role, const char *text)
{
    return words(area, area->cols, row, role, text);
}

int
words_lines(int cols, const char *text)
{
    return words(NULL, cols, 0, ROLE_TEXT, text);
}

void
empty_paint(const struct area *area, const struct ui *ui, const char *missing,
    const char *todo)
{
    struct area inside = area_sub(area, area->rows > 3, area->cols > 20 ? 2 : 0,
        area->rows - (area->rows > 3), area->cols - (area->cols > 20 ? 4 : 0));
    struct health health = health_of(ui->model, shown_clock(ui));
    int row = words_paint(&inside, 0, ROLE_TEXT_STRONG, missing);
    if (area->rows > 5)
        row++;
    (void)words_paint(&inside, row, ROLE_TEXT,
        health.level == HEALTH_OK ? todo : health.text);
}

void
ui_toast(struct ui *ui, enum toast kind, const char *text)
{
    if (ui->toast)
        ui->toast(ui->console, kind, text);
}

void
ui_open(struct ui *ui, const char *view, const char *argument)
{
    if (ui->open)
        ui->open(ui->console, view, argument);
}
