/*
 * banner.c - see banner.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/banner.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/utf8.h"
#include "console/glyph.h"
#include "console/model/alarm_text.h"
#include "console/view/shown.h"

#define WIDE_COLS   120
#define NARROW_COLS 60

/* ---- what is told ----------------------------------------------------------
 */

enum news {
    NEWS_HEALTH,
    NEWS_ALARM,
};

static enum news
worst_news(const struct health *health, const struct alarm_row *worst)
{
    if (!worst || health->level == HEALTH_ALARM)
        return NEWS_HEALTH;
    return NEWS_ALARM;
}

/* Alarms are not what they were since the checker fell silent. */
static bool
is_live(const struct frame *f)
{
    return alarms_are_live(&f->model->alarms, f->now);
}

static void
health_text(
    const struct frame *f, const struct health *health, struct strbuf *out)
{
    strbuf_adds(out, health->text);
    if (health->more > 0)
        strbuf_addf(out, "  (+%zu more)", health->more);
    (void)f;
}

/* "08:45:58 HTR1_TEMP 61.2 > 60.0 degC", and the first words of guidance. */
static void
alarm_text(const struct frame *f, const struct alarm_row *a, int cols,
    bool has_unit, struct strbuf *out)
{
    const struct values *v = f->model->values;
    char time[TIME_TEXT_SIZE];
    utc_fmt_doy(time, a->raised, false, 0);
    if (cols >= NARROW_COLS - 10 && !utc_is_none(a->raised))
        strbuf_addf(out, "%s ", time + 4);
    strbuf_addf(out, "%s ",
        cols >= WIDE_COLS ? alarm_long_name(a) : alarm_short_name(v, a));
    if (a->life == ALARM_LIFE_RTN_UNACK) {
        strbuf_adds(out, isnan(a->worst_value) ? "returned" : "returned from ");
        alarm_number_text(out, v, a, a->worst_value);
        if (a->unit[0] && has_unit)
            strbuf_addf(out, " %s", a->unit);
        strbuf_addf(out, " (%s)", limit_state_str(a->worst));
    } else {
        enum mdb_quality q = alarm_value_text(out, v, a, f->now);
        if (q != MDB_ACQUIRED)
            strbuf_addf(out, " (%s)", quality_str(q));
        strbuf_adds(out, " ");
        alarm_threshold_text(out, v, a);
        if (isnan(a->threshold))
            strbuf_adds(out, limit_state_str(alarm_level(a)));
        if (a->unit[0] && has_unit)
            strbuf_addf(out, " %s", a->unit);
    }
    if (!is_live(f))
        strbuf_adds(out, " (not checked now)");
    if (cols >= WIDE_COLS && a->guidance[0])
        strbuf_addf(
            out, "  %.*s", (int)strcspn(a->guidance, ".;\n"), a->guidance);
}

/* ---- the right side --------------------------------------------------------
 */

/* From the widest form to none at all. */
enum form {
    FORM_RATE,
    FORM_COUNTS,
    FORM_UNACK,
    FORM_MORE,
    FORM_NONE,
};

static void
rate_text(const struct frame *f, struct strbuf *out)
{
    const struct alarms *a = &f->model->alarms;
    if (is_live(f))
        strbuf_addf(out, "%s   rate %.0f/10 min (target 1)",
            a->summary.is_flood ? "   FLOOD" : "", a->summary.rate_10min);
}

static void
counts_text(const struct frame *f, enum form form, struct strbuf *out)
{
    struct alarm_counts n = alarms_count(&f->model->alarms);
    bool has_any = n.unacknowledged || n.active || n.shelved;
    if (!has_any && !is_live(f)) {
        if (form <= FORM_COUNTS)
            strbuf_adds(out, "limits not running: values are not checked");
        else if (form == FORM_UNACK)
            strbuf_adds(out, "limits not running");
        return;
    }
    if (!has_any && form <= FORM_UNACK)
        strbuf_adds(out, "no alarms");
    else if (form <= FORM_COUNTS)
        strbuf_addf(out, "unack %zu  active %zu  shelved %zu", n.unacknowledged,
            n.active, n.shelved);
    else if (form == FORM_UNACK)
        strbuf_addf(out, "%s %zu",
            n.unacknowledged ? "unack"
            : n.active       ? "active"
                             : "shelved",
            n.unacknowledged ? n.unacknowledged
            : n.active       ? n.active
                             : n.shelved);
    else if (form == FORM_MORE && n.unacknowledged > 1)
        strbuf_addf(out, "+%zu", n.unacknowledged - 1);
    if (form == FORM_RATE)
        rate_text(f, out);
}

/* The widest form that leaves `need` columns, but how many wait for a person
 * is said even where the text is cut for it; returns the columns taken. */
static int
draw_right(const struct frame *f, const struct area *row, int need)
{
    struct strbuf text = {0};
    int width = 0;
    for (int form = row->cols >= WIDE_COLS ? FORM_RATE : FORM_COUNTS;
         form < FORM_NONE; form++) {
        strbuf_reset(&text);
        counts_text(f, (enum form)form, &text);
        width = utf8_str_width(strbuf_get(&text));
        bool is_owed = form == FORM_UNACK && row->cols >= NARROW_COLS &&
                       alarms_worst(&f->model->alarms) != NULL;
        if (width > 0 && (is_owed || need + width + 3 <= row->cols))
            break;
        width = 0;
    }
    bool has_unack = alarms_worst(&f->model->alarms) != NULL;
    if (width > 0)
        area_text(row, 0, row->cols - width - 1,
            has_unack ? ROLE_TEXT_STRONG : ROLE_HINT, strbuf_get(&text));
    strbuf_fini(&text);
    return width > 0 ? width + 2 : 0;
}

/* ---- the left side ---------------------------------------------------------
 */

/* The marker cell alone flashes; the text beside it never does. */
static void
draw_alarm_mark(
    const struct frame *f, const struct area *row, const struct alarm_row *a)
{
    limit_state level = alarm_level(a);
    bool is_alarm = limit_state_level(level) >= LIMIT_DISTRESS;
    bool is_on = flash_is_on(f->now.utc);
    enum role role = !is_alarm ? shown_limit_role(level)
                     : is_on   ? ROLE_ALARM_UNACK_FLASH
                               : ROLE_ALARM_UNACK;
    area_put(row, 0, 0,
        is_on ? '!' : shown_limit_mark(f->theme, f->is_ascii, level), role);
    area_text(
        row, 0, 1, shown_limit_role(level), is_alarm ? "ALARM" : "CAUTION");
}

static int
draw_health(const struct frame *f, const struct area *row, int col, int width,
    const struct health *health, const char *text)
{
    static const struct {
        enum role role;
        uint32_t mark;
    } looks[] = {
        [HEALTH_OK] = {ROLE_HEALTH_OK, ' '},
        [HEALTH_NOTE] = {ROLE_SIGNAL_LOS, ' '},
        [HEALTH_CAUTION] = {ROLE_HEALTH_WARN, GLYPH_CAUTION_HIGH},
        [HEALTH_ALARM] = {ROLE_HEALTH_BAD, GLYPH_ALARM_HIGH},
    };
    (void)f;
    uint32_t mark = looks[health->level].mark;
    if (row->canvas->is_ascii && mark != ' ')
        mark = '!'; /* the twins are letters: "Hno hub" */
    area_put(row, 0, col, mark, looks[health->level].role);
    area_field(row, 0, col + 1, width - 1, -1, looks[health->level].role, text);
    return width;
}

static int
least(int a, int b)
{
    return a < b ? a : b;
}

static void
paint_health(
    const struct frame *f, const struct area *row, const struct health *health)
{
    struct strbuf text = {0};
    health_text(f, health, &text);
    int need = utf8_str_width(strbuf_get(&text)) + 1;
    int right = draw_right(f, row, need);
    (void)draw_health(
        f, row, 0, least(need, row->cols - right), health, strbuf_get(&text));
    strbuf_fini(&text);
}

static void
paint_alarm(const struct frame *f, const struct area *row,
    const struct alarm_row *a, const struct health *health)
{
    struct strbuf text = {0};
    limit_state level = alarm_level(a);
    int at = limit_state_level(level) >= LIMIT_DISTRESS ? 7 : 9;
    alarm_text(f, a, row->cols, true, &text);
    if (at + utf8_str_width(strbuf_get(&text)) > row->cols) {
        strbuf_reset(&text); /* the figures whole rather than half a unit */
        alarm_text(f, a, row->cols, false, &text);
    }
    int need = at + utf8_str_width(strbuf_get(&text));
    int right = draw_right(f, row, need);
    int room = row->cols - right;
    draw_alarm_mark(f, row, a);
    area_field(row, 0, at, least(need, room) - at, -1, shown_limit_role(level),
        strbuf_get(&text));
    strbuf_reset(&text);
    health_text(f, health, &text);
    int width = utf8_str_width(strbuf_get(&text)) + 1;
    if (health->level >= HEALTH_CAUTION && room - need >= 24)
        (void)draw_health(f, row, need + 2, least(width, room - need - 3),
            health, strbuf_get(&text));
    strbuf_fini(&text);
}

void
banner_paint(const struct frame *f, const struct area *row)
{
    struct health health = health_of(f->model, f->now);
    const struct alarm_row *worst = alarms_worst(&f->model->alarms);
    if (worst_news(&health, worst) == NEWS_ALARM)
        paint_alarm(f, row, worst, &health);
    else
        paint_health(f, row, &health);
}
