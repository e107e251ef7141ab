/*
 * frame.c - what is always in sight: instance and clocks, health, tabs, keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/frame.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "common/utf8.h"
#include "console/command_band.h"
#include "console/view/run_shown.h"

#define WIDE_COLS  120
#define MET_COLS   17 /* "MET -012/03:14:07" */
#define LEFT_COLS  15 /* "LOS in 00:07:41" */
#define UTC_COLS   16 /* "  UTC 2026-11-20" */
#define TAB_MIN    3  /* letters that a name is cut to for the rest */
#define READONLY   " READ-ONLY "
#define INSTRUCTOR " INSTRUCTOR "

/* ---- row 1 --------------------------------------------------------------- */

/* Blanks between what row 1 says: one where it would not all fit. */
static int
gap(const struct frame *f, const struct area *row)
{
    bool is_full = f->is_readonly || f->is_instructor || f->command_cols > 0;
    return is_full && row->cols < WIDE_COLS ? 1 : 2;
}

/* Where the right side of row 1 begins that says READ-ONLY, INSTRUCTOR. */
static int
right_edge(const struct frame *f, const struct area *row)
{
    return row->cols - (f->is_readonly ? (int)strlen(READONLY) : 0) -
           (f->is_instructor ? (int)strlen(INSTRUCTOR) : 0);
}

/* The columns that are left for clocks and signal. */
static int
room(const struct frame *f, const struct area *row)
{
    return right_edge(f, row) - f->command_cols;
}

static enum role
band_role(enum instance_kind kind)
{
    switch (kind) {
    case INSTANCE_FLIGHT:
        return ROLE_INSTANCE_FLIGHT;
    case INSTANCE_SIM:
        return ROLE_INSTANCE_SIM;
    case INSTANCE_REPLAY:
        return ROLE_INSTANCE_REPLAY;
    case INSTANCE_UNKNOWN:
        break;
    }
    return ROLE_INSTANCE_NONE;
}

/* " EXERCISE " or " FROZEN ", while the ground model plays one. */
static int
draw_exercise(const struct frame *f, const struct area *row, int col)
{
    const struct drill *d = &f->model->drill;
    if (!drill_is_on(d, f->now))
        return 0;
    bool is_frozen = d->state == DRILL_FROZEN;
    return 1 + area_text(row, 0, col + 1,
                   is_frozen ? ROLE_EXERCISE_FROZEN : ROLE_EXERCISE,
                   is_frozen ? " FROZEN " : " EXERCISE ");
}

/* " SIM SIF "; the instance's own name too where it says more. */
static int
draw_instance(const struct frame *f, const struct area *row)
{
    const struct instance_info *i = &f->model->instance;
    enum role role = band_role(i->kind);
    const char *name = *i->name != '\0' ? i->name : f->instance;
    int col = area_printf(row, 0, 0, role, " %s ", instance_kind_str(i->kind));
    if (f->tightness > 0)
        return col;
    if (strcasecmp(name, instance_kind_str(i->kind)) != 0)
        col += area_printf(row, 0, col, role, "%.16s ", name);
    if (*i->mission != '\0')
        col += area_printf(row, 0, col, ROLE_TEXT_STRONG, " %.12s", i->mission);
    if (f->model->orders.as[0] != '\0' && i->kind == INSTANCE_SIM)
        col += area_printf(
            row, 0, col, ROLE_BAND, " as %.12s", f->model->orders.as);
    return col + draw_exercise(f, row, col);
}

static const char *
clock_prefix(enum instance_kind kind)
{
    return kind == INSTANCE_SIM      ? "SIM "
           : kind == INSTANCE_REPLAY ? "REPLAY "
                                     : "";
}

static int
draw_gmt(const struct frame *f, const struct area *row, int col)
{
    char text[TIME_TEXT_SIZE];
    enum instance_kind kind = f->model->instance.kind;
    utc_fmt_doy(text, f->now.utc, false, 0);
    if (f->tightness > 0) /* "08:46:12" of "324/08:46:12" */
        return f->tightness == TIGHT_NO_CLOCK
                   ? 0
                   : area_text(row, 0, col, ROLE_CLOCK, text + 4);
    int used =
        area_printf(row, 0, col, ROLE_BAND, "%sGMT ", clock_prefix(kind));
    if (f->time_style == TIME_DATE) {
        struct civil c = utc_civil(f->now.utc, false);
        snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d",
            c.year % 10000, c.month, c.day, c.hour, c.minute, c.second);
    }
    return used + area_text(row, 0, col + used, ROLE_CLOCK, text);
}

/* "AOS", "LOS" or "AOS/LOS ?" */
static int
signal_cols(const struct frame *f)
{
    bool is_known =
        links_signal(&f->model->links, f->now).state != SIGNAL_UNKNOWN;
    return f->tightness >= TIGHT_NO_SIGNAL ? 0 : is_known ? 3 : 9;
}

/* Mission elapsed time "012/03:14:07", with a sign before the epoch. */
static int
draw_met(const struct frame *f, const struct area *row, int col)
{
    struct utc epoch = f->model->instance.met_epoch;
    int blanks = gap(f, row);
    int signal = f->command_cols > 0 ? blanks + signal_cols(f) : 0;
    if (utc_is_none(epoch) || col + blanks + MET_COLS + signal > room(f, row))
        return 0; /* half a time is none */
    int64_t s = utc_diff_ns(f->now.utc, epoch) / NS_PER_S;
    const char *sign = s < 0 ? "-" : "";
    if (s < 0)
        s = -s;
    int used = blanks;
    used += area_text(row, 0, col + used, ROLE_BAND, "MET ");
    return used + area_printf(row, 0, col + used, ROLE_CLOCK,
                      "%s%03d/%02d:%02d:%02d", sign, (int)(s / 86400),
                      (int)(s / 3600 % 24), (int)(s / 60 % 60), (int)(s % 60));
}

static int
draw_signal(const struct frame *f, const struct area *row, int col)
{
    struct signal signal = links_signal(&f->model->links, f->now);
    bool is_aos = signal.state == SIGNAL_AOS;
    int blanks = gap(f, row);
    int used = blanks;
    if (signal.state == SIGNAL_UNKNOWN)
        return used + area_text(row, 0, col + used, ROLE_BAND, "AOS/LOS ?");
    used += area_text(row, 0, col + used,
        is_aos ? ROLE_SIGNAL_AOS : ROLE_SIGNAL_LOS, is_aos ? "AOS" : "LOS");
    if (row->cols >= WIDE_COLS && *signal.link != '\0')
        used +=
            area_printf(row, 0, col + used, ROLE_BAND, " %.16s", signal.link);
    int64_t left = utc_diff_ns(signal.until, f->now.utc);
    if (utc_is_none(signal.until) || left < 0 ||
        col + used + blanks + LEFT_COLS > room(f, row))
        return used;
    char text[TIME_TEXT_SIZE];
    used += blanks;
    used += area_printf(
        row, 0, col + used, ROLE_BAND, "%s in ", is_aos ? "LOS" : "AOS");
    return used + area_text(row, 0, col + used,
                      left <= 60 * NS_PER_S ? ROLE_CLOCK_COUNTDOWN : ROLE_CLOCK,
                      countdown_fmt(text, left));
}

/* Instance and clock; returns what is left for commands, and where it begins in
 * *col. */
static int
draw_left(const struct frame *f, const struct area *row, int *col)
{
    *col = draw_instance(f, row);
    *col += gap(f, row);
    *col += draw_gmt(f, row, *col);
    return right_edge(f, row) - *col - gap(f, row) - signal_cols(f);
}

/* What is armed is told on the narrowest screen: all else leaves for it. */
static int
make_room(struct frame *own, const struct area *row, int *col)
{
    int most = draw_left(own, row, col);
    while (own->tightness < TIGHT_NO_CLOCK && command_band_is_armed(own) &&
           command_band_cols(own, most) == 0) {
        own->tightness++;
        area_fill(row, ROLE_BAND);
        most = draw_left(own, row, col);
    }
    return most;
}

/* Commands get what clock and signal leave; then MET and the time that is left
 * until the signal changes get what commands leave. */
void
frame_band(const struct frame *frame, const struct area *row)
{
    struct frame own = *frame;
    const struct frame *f = &own;
    own.command_cols = f->model->commands.has_gate;
    int col;
    int most = make_room(&own, row, &col);
    own.command_cols = command_band_cols(f, most);
    bool has_utc = row->cols >= WIDE_COLS && f->time_style != TIME_DATE &&
                   col + UTC_COLS + signal_cols(f) + 20 <= room(f, row);
    if (has_utc) {
        struct civil c = utc_civil(f->now.utc, false);
        col += area_printf(row, 0, col, ROLE_BAND, "  UTC %04d-%02d-%02d",
            c.year, c.month, c.day);
    }
    col += draw_met(f, row, col);
    if (f->tightness < TIGHT_NO_SIGNAL)
        draw_signal(f, row, col);
    command_band_paint(f, row, right_edge(f, row), most);
    int edge = right_edge(f, row);
    if (f->is_instructor)
        edge += area_text(row, 0, edge, ROLE_EXERCISE, INSTRUCTOR);
    if (f->is_readonly)
        area_text(row, 0, edge, ROLE_INSTANCE_READONLY, READONLY);
}

/* ---- row 3 --------------------------------------------------------------- */

/* How old the newest packet of any link is; false when none ever came. */
static bool
data_age(const struct frame *f, int64_t *age_ns)
{
    const struct links *links = &f->model->links;
    bool has = false;
    for (size_t i = 0; i < links->n; i++) {
        if (!links->row[i].has_last)
            continue;
        int64_t age = mono_diff_ns(f->now.mono, links->row[i].last);
        if (!has || age < *age_ns)
            *age_ns = age;
        has = true;
    }
    return has;
}

/* The chain is in trouble; row 2 may have worse to tell. */
static bool
has_trouble(const struct frame *f)
{
    return f->model != NULL &&
           health_of(f->model, f->now).level >= HEALTH_CAUTION;
}

/* FROZEN, late, or how old data is. */
static enum role
state_text(const struct frame *f, char *text, size_t size)
{
    char age_text[TIME_TEXT_SIZE];
    int64_t age;
    if (f->frozen_left_ns > 0) {
        snprintf(text, size, " FROZEN %d s: z ends ",
            (int)((f->frozen_left_ns + NS_PER_S - 1) / NS_PER_S));
        return ROLE_BANNER;
    }
    if (f->late_ns > 0) {
        snprintf(
            text, size, "display %s late", duration_fmt(age_text, f->late_ns));
        return ROLE_HEALTH_WARN;
    }
    if (f->model != NULL && data_age(f, &age))
        snprintf(text, size, "data %s", duration_fmt(age_text, age));
    else
        snprintf(text, size, "no data yet");
    return ROLE_TAB;
}

/* Columns for what row 3 says at the right: tabs are cut for it. */
static int
state_cols(const struct frame *f)
{
    char text[80];
    (void)state_text(f, text, sizeof text);
    return utf8_str_width(text) + 2 + (has_trouble(f) ? 9 : 0) +
           (f->mouse_is_on ? 7 : 0);
}

/* Left of column `end`, where there is room; returns where it begins. */
static int
draw_before(
    const struct area *row, int from, int end, enum role role, const char *text)
{
    int start = end - 2 - (int)strlen(text);
    if (start <= from)
        return end;
    area_text(row, 0, start, role, text);
    return start;
}

static void
draw_state(const struct frame *f, const struct area *row, int from)
{
    char text[80];
    enum role role = state_text(f, text, sizeof text);
    int width = utf8_str_width(text);
    int end = row->cols - width - 1;
    if (end <= from)
        return;
    area_text(row, 0, end, role, text);
    if (has_trouble(f))
        end = draw_before(row, from, end, ROLE_HEALTH_WARN, "health!");
    if (f->mouse_is_on)
        draw_before(row, from, end, ROLE_TAB, "mouse");
}

/* A procedure asks, or stands because nobody controls it. */
static bool
run_calls(const struct runs *runs)
{
    for (size_t i = 0; i < runs->n; i++)
        if (run_call_mark(runs->run[i]) != ' ')
            return true;
    return false;
}

/* Something in this view wants a person: its tab says so. */
static bool
tab_calls(const struct frame *f, const struct view_class *class)
{
    if (f->model == NULL)
        return false;
    if (str_eq(class->name, "procedures"))
        return run_calls(&f->model->runs);
    return str_eq(class->name, "alarms") &&
           alarms_worst(&f->model->alarms) != NULL;
}

/* Where a tab stands, its name cut to `letters`. */
struct tab {
    const struct view_class *class;
    int col, letters;
    bool calls;
};

static const struct view_class *
class_with(const struct frame *f, int number)
{
    for (size_t i = 0; f->classes[i] != NULL; i++)
        if (f->classes[i]->number == number)
            return f->classes[i];
    return NULL;
}

/* The next tab to the right of `tab` (zeroed: the first one); false when it
 * was the last. */
static bool
next_tab(const struct frame *f, int letters, struct tab *tab)
{
    const struct view_class *class = NULL;
    int number = tab->class != NULL ? tab->class->number : 0;
    while (class == NULL && ++number <= VIEW_NUMBER_MAX)
        class = class_with(f, number);
    if (class == NULL)
        return false;
    tab->col =
        tab->class == NULL ? 1 : tab->col + 1 + tab->letters + tab->calls + 1;
    tab->class = class;
    int width = (int)strlen(class->tab); /* ASCII, all of them */
    tab->letters = letters < width ? letters : width;
    tab->calls = tab_calls(f, class);
    return true;
}

/* Does a row of so many columns hold all tabs, cut to so many letters? */
static bool
tabs_fit(const struct frame *f, int letters, int cols)
{
    struct tab tab = {0};
    int end = 0;
    while (next_tab(f, letters, &tab))
        end = tab.col + 1 + tab.letters + tab.calls;
    return end <= cols;
}

/* As many letters of each name as leave all tabs, with their marks, in sight,
 * and what is said at the right: what calls for a person must not be what falls
 * off. */
static int
tab_letters(const struct frame *f, int cols)
{
    int letters = 16;
    while (letters > TAB_MIN && !tabs_fit(f, letters, cols - state_cols(f)))
        letters--;
    while (letters > 0 && !tabs_fit(f, letters, cols))
        letters--;
    return letters;
}

#define TAB_SIZE 17

/* In capitals when it calls. */
static void
tab_name(char out[TAB_SIZE], const struct tab *tab)
{
    (void)snprintf(out, TAB_SIZE, "%.*s", tab->letters, tab->class->tab);
    for (char *c = out; tab->calls && *c != '\0'; c++)
        *c = (char)toupper((unsigned char)*c);
}

void
frame_tabs(const struct frame *f, const struct area *row)
{
    struct tab tab = {0};
    int letters = tab_letters(f, row->cols), end = 0;
    while (next_tab(f, letters, &tab)) {
        enum role role = tab.class == f->active ? ROLE_TAB_ACTIVE : ROLE_TAB;
        char name[TAB_SIZE];
        tab_name(name, &tab);
        int col = tab.col + area_printf(row, 0, tab.col, role, "%d%s",
                                tab.class->number, name);
        if (tab.calls)
            area_put(row, 0, col, '!', ROLE_TEXT_STRONG);
        end = col + tab.calls + 1;
    }
    draw_state(f, row, end);
}

const struct view_class *
frame_tab_at(const struct frame *f, int cols, int col)
{
    struct tab tab = {0};
    int letters = tab_letters(f, cols);
    while (next_tab(f, letters, &tab))
        if (col >= tab.col && col < tab.col + 1 + tab.letters + tab.calls)
            return tab.class;
    return NULL;
}

/* ---- last row ------------------------------------------------------------ */

bool
flash_is_on(struct utc utc)
{
    return utc.ns / (NS_PER_S / 2) % 2 == 0;
}

struct bar_row {
    enum action action;
    const char *label;
};

/* While a run of a procedure has the keys. */
static const struct bar_row run_bar[] = {
    {ACTION_HELP, "Help"},
    {ACTION_STEP, "Step"},
    {ACTION_PAUSE, "Pause"},
    {ACTION_SKIP, "sKip"},
    {ACTION_OVER, "Over"},
    {ACTION_ABORT, "Abort"},
    {ACTION_ACKNOWLEDGE, "Answer"},
    {ACTION_FOLLOW, "Follow"},
    {ACTION_BREAK, "Break"},
    {ACTION_COMMAND, "goto"},
    {ACTION_BACK, "Back"},
    {ACTION_OPEN, "Detail"},
    {ACTION_SEARCH, "Find"},
    {ACTION_FREEZE, "Freeze"},
    {ACTION_FULL, "Full"},
};

static const struct bar_row bar[] = {
    {ACTION_HELP, "Help"},
    {ACTION_SEARCH, "Find"},
    {ACTION_FILTER, "Filter"},
    {ACTION_COMMAND, "Cmd"},
    {ACTION_ACKNOWLEDGE, "Ack"},
    {ACTION_OPEN, "Open"},
    {ACTION_DETAIL, "Detail"},
    {ACTION_SORT, "Order"},
    {ACTION_FREEZE, "Freeze"},
    {ACTION_TIME, "Time"},
    {ACTION_BACK, "Back"},
    {ACTION_SHELVE, "Shelve"},
    {ACTION_RAW, "Raw"},
    {ACTION_PANE_NEXT, "Pane"},
    {ACTION_FULL, "Full"},
    {ACTION_COPY, "Copy"},
    {ACTION_WRITE, "Write"},
    {ACTION_FOLLOW, "Follow"},
    {ACTION_WHY, "Why"},
    {ACTION_SILENCE, "Silence"},
    {ACTION_ENABLE, "Enable"},
    {ACTION_MOUSE, "Mouse"},
};

void
frame_bar(const struct frame *f, const struct area *row,
    const struct keymap *map, frame_enabled_fn is_enabled, void *arg)
{
    bool has_control = !f->is_readonly && f->model->orders.holds;
    const char *mode = f->is_readonly ? "READ-ONLY"
                       : has_control  ? "CONTROL"
                                      : "";
    int end = row->cols - (int)strlen(mode) - 1, col = 1;
    bool is_run = f->active != NULL && str_eq(f->active->name, "run");
    const struct bar_row *rows = is_run ? run_bar : bar;
    size_t n = is_run ? ARRAY_LEN(run_bar) : ARRAY_LEN(bar);
    for (size_t i = 0; i < n; i++) {
        char name[KEY_TEXT_SIZE], keys[KEY_TEXT_SIZE + 1];
        key_fmt(name, keymap_first(map, rows[i].action));
        /* "Enter Open", but "?Help" */
        snprintf(keys, sizeof keys, "%s%s", name, strlen(name) > 2 ? " " : "");
        int width = (int)strlen(keys) + (int)strlen(rows[i].label);
        if (col + width > end - (*mode != '\0'))
            break;
        bool works = is_enabled(arg, rows[i].action);
        area_text(row, 0, col, works ? ROLE_BAR_KEY : ROLE_BAR_DISABLED, keys);
        area_text(row, 0, col + (int)strlen(keys),
            works ? ROLE_BAR : ROLE_BAR_DISABLED, rows[i].label);
        col += width + 1;
    }
    area_text(
        row, 0, end, has_control ? ROLE_CMD_OWN : ROLE_INSTANCE_READONLY, mode);
}

void
frame_too_small(
    const struct frame *f, const struct area *all, int need_rows, int need_cols)
{
    char text[64];
    snprintf(text, sizeof text, "have %dx%d, need %dx%d", all->cols, all->rows,
        need_cols, need_rows);
    area_field(all, 0, 0, all->cols, -1, ROLE_TEXT_STRONG, text);
    if (all->rows > 1)
        area_field(all, 1, 0, all->cols, -1, ROLE_HINT, ":q quits");
    if (all->rows > 2 && command_band_is_armed(f)) {
        struct area row = area_sub(all, 2, 0, 1, all->cols);
        command_band_paint(f, &row, all->cols, all->cols);
    }
}
