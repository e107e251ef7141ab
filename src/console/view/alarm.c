/*
 * alarm.c - one alarm: what to do, what happened, who did what, and why.
 *
 * Opened for a parameter without an alarm it tells what is checked and why the
 * state is what it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/model/alarm_text.h"
#include "console/view/alarm_keys.h"
#include "console/view/facts.h"
#include "console/view/shown.h"
#include "console/view/trend.h"
#include "console/view/views.h"
#include "mdb/mdb.h"

#define WIDE_COLS 120
#define PLOT_ROWS 6 /* fewer are no plot */

struct alarm_view {
    char *name; /* owned */
    uint32_t item;
    struct facts facts;
    int top, page, lines;
    size_t span;
    bool span_is_set;
    uint64_t number; /* of the alarm when `why` was asked last */
    bool is_asked;
    struct alarm_keys keys;
};

static const struct value *
value_of(struct alarm_view *v, struct ui *ui)
{
    const struct values *values = ui->model->values;
    const struct value *x = values_get(values, v->item);
    if (x && strcmp(x->name, v->name) == 0)
        return x;
    for (size_t i = 0; i < values_count(values); i++) {
        x = values_get(values, i);
        if (x && strcmp(x->name, v->name) == 0) {
            v->item = (uint32_t)i;
            return x;
        }
    }
    return NULL;
}

static const struct alarm_row *
alarm_of(const struct alarm_view *v, const struct ui *ui)
{
    const struct alarms *alarms = &ui->model->alarms;
    for (size_t i = 0; i < alarms->n; i++)
        if (strcmp(alarms->row[i]->name, v->name) == 0)
            return alarms->row[i];
    return NULL;
}

static uint32_t
item_of(struct alarm_view *v, struct ui *ui)
{
    const struct value *x = value_of(v, ui);
    const struct alarm_row *a = alarm_of(v, ui);
    return x ? x->item : a ? a->item : MDB_NIL;
}

/* ---- facts ------------------------------------------------------------------
 */

static void
add_text(struct facts *f, const char *label, enum role role, const char *text)
{
    if (text && text[0])
        facts_add(f, label, role, "%s", text);
}

static void
add_state(struct facts *f, const struct ui *ui, const struct alarm_row *a)
{
    limit_state level = alarm_level(a);
    struct strbuf state = {0}, value = {0};
    alarm_state_text(&state, a);
    facts_add(f, "alarm",
        a->life == ALARM_LIFE_NORMAL ? ROLE_TEXT_STRONG
                                     : shown_limit_role(level),
        "%s  %s%s%s", limit_state_str(level), strbuf_get(&state),
        a->is_first_out ? "  first of its group" : "",
        limit_state_is_out(a->level) ? "" : "  (worst; within limits now)");
    enum mdb_quality q =
        alarm_value_text(&value, ui->model->values, a, shown_clock(ui));
    strbuf_addf(&value, " %s ", a->unit);
    alarm_threshold_text(&value, ui->model->values, a);
    if (q != MDB_ACQUIRED)
        strbuf_addf(&value, "   %s", quality_str(q));
    facts_add(f, "value", shown_quality_role(q), "%s", strbuf_get(&value));
    if (!alarms_are_live(&ui->model->alarms, shown_clock(ui)))
        facts_add(f, "", ROLE_LIMIT_UNKNOWN,
            "limits not running: values are not checked; this is what was "
            "last told");
    strbuf_fini(&state);
    strbuf_fini(&value);
}

static void
add_guidance(struct facts *f, const struct alarm_row *a)
{
    facts_add(f, "guidance",
        a->guidance[0] ? ROLE_TEXT_STRONG : ROLE_TEXT_LABEL, "%s",
        a->guidance[0] ? a->guidance : "none is written for this alarm");
    add_text(f, "display", ROLE_TEXT, a->display);
    add_text(f, "procedure", ROLE_TEXT, a->procedure);
}

/* A value and when it was. */
static void
add_when(struct facts *f, const struct ui *ui, const struct alarm_row *a,
    const char *label, double value, struct utc when)
{
    struct strbuf b = {0};
    char time[SHOWN_SIZE];
    alarm_number_text(&b, ui->model->values, a, value);
    if (b.len)
        strbuf_addf(&b, " %s   ", a->unit);
    facts_add(f, label, ROLE_TEXT, "%s%s", strbuf_get(&b),
        shown_time(time, ui, when, 1));
    strbuf_fini(&b);
}

static void
add_history(struct facts *f, const struct ui *ui, const struct alarm_row *a)
{
    char time[SHOWN_SIZE], age[SHOWN_SIZE];
    add_when(f, ui, a, "raised", a->first_value, a->raised);
    add_when(f, ui, a, "worst", a->worst_value, a->worst_time);
    if (!utc_is_none(a->since))
        facts_add(f, "since", ROLE_TEXT, "%s   %s for %s",
            shown_time(time, ui, a->since, 1), alarm_life_str(a->life),
            shown_age(age, utc_diff_ns(ui->utc, a->since)));
    facts_add(f, "newest", ROLE_TEXT, "%s   %s", a->what,
        shown_time(time, ui, a->changed, 1));
    facts_add(f, "counts", ROLE_TEXT,
        "%" PRIu64 " sample%s out of limits, raised %" PRIu64 " time%s since "
        "it was normal",
        a->violations, a->violations == 1 ? "" : "s", a->occurrences,
        a->occurrences == 1 ? "" : "s");
}

static void
add_person(struct facts *f, const struct ui *ui, const char *label,
    const struct alarm_who *who, struct utc until)
{
    char time[SHOWN_SIZE], end[SHOWN_SIZE];
    if (utc_is_none(who->when) && !who->name[0])
        return;
    facts_add(f, label, ROLE_TEXT, "%s   %s%s%s%s%s",
        who->name[0] ? who->name : "?", shown_time(time, ui, who->when, 0),
        utc_is_none(until) ? "" : " until ",
        utc_is_none(until) ? "" : shown_time(end, ui, until, 0),
        who->why[0] ? ": " : "", who->why);
}

static void
add_rule(struct facts *f, const struct alarm_row *a)
{
    add_text(f, "rule", ROLE_TEXT, a->rule);
    add_text(f, "while", ROLE_TEXT, a->context);
    add_text(f, "from", ROLE_TEXT_LABEL, a->origin);
    add_text(f, "group", ROLE_TEXT_LABEL, a->group);
    if (a->latches)
        add_text(f, "", ROLE_TEXT_LABEL,
            "latches: stays until a person resets it (R)");
}

/* Before the newest change, as far as this console heard of it. */
static void
add_past(struct facts *f, const struct ui *ui, const struct alarm_row *a)
{
    for (size_t i = 0; i < a->n_past; i++) {
        const struct alarm_change *c = &a->past[i];
        struct strbuf b = {0};
        char time[SHOWN_SIZE];
        alarm_number_text(&b, ui->model->values, a, c->value);
        facts_add(f, i == 0 ? "history" : "", ROLE_TEXT,
            "%s   %-12s %-13s %s%s%s", shown_time(time, ui, c->when, 1),
            c->what, limit_state_str(c->level), strbuf_get(&b),
            b.len ? " " : "", b.len ? a->unit : "");
        strbuf_fini(&b);
    }
}

/* Of the answer, what the alarm's own message has told already. */
static bool
is_told(const struct alarm_row *a, const char *key, size_t len)
{
    static const char *const keys[] = {"alarm", "raised", "text", "occurrences",
        "acknowledged", "shelved", "until", "comment", "rule", "written",
        "first", "worst", "last", "group", "guidance", "display", "procedure",
        "latches"};
    if (len == 9 && strncmp(key, "parameter", len) == 0)
        return true;
    for (size_t i = 0; a && i < ARRAY_LEN(keys); i++)
        if (strlen(keys[i]) == len && strncmp(key, keys[i], len) == 0)
            return true;
    return a && a->context[0] && len == 7 && strncmp(key, "context", len) == 0;
}

/* Times as everywhere in the console. */
static void
add_with_times(
    struct strbuf *out, const struct ui *ui, const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        size_t n = i;
        char word[40], time[SHOWN_SIZE];
        struct utc t;
        while (n < len && text[n] != ' ')
            n++;
        size_t end = n > i && strchr(":,", text[n - 1]) ? n - 1 : n;
        if (end - i < sizeof word && end - i >= 20) {
            memcpy(word, text + i, end - i);
            word[end - i] = '\0';
        } else
            word[0] = '\0';
        if (word[0] && utc_parse(word, &t) == ERR_OK)
            strbuf_adds(out, shown_time(time, ui, t, 1));
        else
            strbuf_add(out, text + i, end - i);
        strbuf_add(out, text + end, (n < len ? n + 1 : n) - end);
        i = n + 1;
    }
}

static void
add_answer(struct facts *f, const struct ui *ui, const struct alarm_row *a,
    const struct alarm_why *why)
{
    bool is_first = true;
    for (const char *p = why->text; p && *p;) {
        size_t len = strcspn(p, "\n");
        const char *colon = memchr(p, ':', len);
        size_t key = colon ? (size_t)(colon - p) : 0;
        bool is_row = p[0] != '/' && colon && colon[1] == ' ';
        if (why->failed || (is_row && !is_told(a, p, key))) {
            struct strbuf b = {0};
            add_with_times(&b, ui, p, len);
            facts_add(f, is_first ? "why" : "",
                why->failed ? ROLE_HEALTH_WARN : ROLE_TEXT, "%s",
                strbuf_get(&b));
            strbuf_fini(&b);
            is_first = false;
        }
        p += len + (p[len] == '\n');
    }
}

/* The checker's own words, but for what stands above. */
static void
add_why(struct facts *f, const struct ui *ui, const struct alarm_view *v,
    const struct alarm_row *a)
{
    const struct alarm_why *why = &ui->model->alarms.why;
    bool is_mine = str_eq(why->name, v->name);
    if (!is_mine || (!why->is_answered && !why->is_asked))
        facts_add(f, "why", ROLE_TEXT_LABEL, "W asks columba-limits");
    else if (!why->is_answered)
        facts_add(f, "why", ROLE_TEXT_LABEL, "asked; no answer yet");
    else if (!why->text || !why->text[0])
        facts_add(f, "why", ROLE_HEALTH_WARN, "no answer from columba-limits");
    else
        add_answer(f, ui, a, why);
}

static void
make_facts(struct alarm_view *v, struct ui *ui)
{
    struct facts *f = &v->facts;
    const struct alarm_row *a = alarm_of(v, ui);
    const struct value *x = value_of(v, ui);
    facts_clear(f);
    if (!a && x) {
        limit_state state = shown_state(ui, x);
        facts_add(f, "alarm", ROLE_TEXT_STRONG, "none");
        facts_add(f, "limits", shown_limit_role(state), "%s",
            state == LIMIT_UNCHECKED ? "none: it is not checked"
            : state == LIMIT_UNKNOWN
                ? "unknown: limits not running, values are not checked"
                : limit_state_str(state));
    }
    if (a) {
        add_state(f, ui, a);
        add_guidance(f, a);
        add_history(f, ui, a);
        add_past(f, ui, a);
        add_person(f, ui, "seen by", &a->acknowledged, UTC_NONE);
        add_person(f, ui, "put aside", &a->shelved, a->shelved_until);
        add_text(f, "comment", ROLE_TEXT, a->comment);
        add_rule(f, a);
    }
    add_why(f, ui, v, a);
}

/* ---- painting ---------------------------------------------------------------
 */

static void
paint_facts(struct alarm_view *v, const struct area *area)
{
    v->page = area->rows;
    v->lines = facts_lines(&v->facts, area->cols);
    int last = v->lines > area->rows ? v->lines - area->rows : 0;
    v->top = v->top > last ? last : v->top < 0 ? 0 : v->top;
    facts_paint(&v->facts, area, v->top);
    if (v->top < last && area->rows > 1)
        area_field(area, area->rows - 1, 0, area->cols, 1, ROLE_HINT,
            "… more below (j)");
}

static void
paint_plot(struct alarm_view *v, struct ui *ui, const struct area *area)
{
    const struct value *x = value_of(v, ui);
    const struct alarm_row *a = alarm_of(v, ui);
    char span[SHOWN_SIZE];
    struct strbuf title = {0};
    if (!x || area->rows < 2)
        return;
    bool has_limit = a && !isnan(a->threshold) && !alarm_is_of_change(a);
    if (!v->span_is_set)
        v->span = trend_fit(ui->model->values, x, v->span);
    strbuf_addf(&title, "Plot, %s%s",
        shown_period(span, (int64_t)trend_spans[v->span] * NS_PER_S),
        has_limit ? ", - - limit" : "");
    area_rule(area, 0, strbuf_get(&title), area->cols < 60 ? NULL : "{ } span",
        false);
    strbuf_fini(&title);
    struct area inside = area_sub(area, 1, 0, area->rows - 1, area->cols);
    if (!trend_has(x) || values_history_count(ui->model->values, x) == 0)
        area_text(&inside, 0, 0, ROLE_TEXT_LABEL, "no samples are kept");
    else
        trend_paint(ui, x, trend_spans[v->span], &inside);
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct alarm_view *v = view;
    alarm_keys_clear(&v->keys);
    alarm_keys_see(&v->keys, ui, item_of(v, ui));
    if (!value_of(v, ui) && !alarm_of(v, ui)) {
        struct strbuf b = {0};
        strbuf_addf(&b, "No parameter is called '%s' here.", v->name);
        empty_paint(area, ui, strbuf_get(&b),
            "It is shown when the frontend names it; q goes back.");
        strbuf_fini(&b);
        return;
    }
    make_facts(v, ui);
    bool is_wide = area->cols >= WIDE_COLS;
    int lines = facts_lines(&v->facts, area->cols);
    int rest = area->rows - lines;
    if (rest < PLOT_ROWS)
        rest = area->rows >= 3 * PLOT_ROWS ? PLOT_ROWS : 0;
    if (rest > 3 * PLOT_ROWS)
        rest = 3 * PLOT_ROWS;
    struct area facts =
        is_wide ? area_sub(area, 0, 0, area->rows, area->cols / 2 - 1)
                : area_sub(area, 0, 0, area->rows - rest, area->cols);
    struct area plot =
        is_wide ? area_sub(area, 0, area->cols / 2,
                      area->rows < 24 ? area->rows : 24,
                      area->cols - area->cols / 2)
                : area_sub(area, area->rows - rest, 0, rest, area->cols);
    paint_facts(v, &facts);
    paint_plot(v, ui, &plot);
}

/* ---- keys -------------------------------------------------------------------
 */

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct alarm_view *v = view;
    if (action == ACTION_TREND)
        return trend_why_not(ui, item_of(v, ui));
    if (action == ACTION_WHY || !alarm_keys_knows(action))
        return NULL;
    return alarm_keys_why_not(&v->keys, ui, action, item_of(v, ui));
}

static void
ask_why(struct alarm_view *v, struct ui *ui)
{
    const struct alarm_row *a = alarm_of(v, ui);
    v->is_asked = true;
    v->number = a ? a->number : 0;
    alarm_ask_why(ui, v->name);
}

static unsigned
scroll(struct alarm_view *v, enum action action)
{
    const struct {
        enum action action;
        int by;
    } moves[] = {
        {ACTION_UP, -1},
        {ACTION_DOWN, 1},
        {ACTION_PAGE_UP, -v->page},
        {ACTION_PAGE_DOWN, v->page},
        {ACTION_HALF_UP, -(v->page + 1) / 2},
        {ACTION_HALF_DOWN, (v->page + 1) / 2},
        {ACTION_TOP, -v->lines - v->top},
        {ACTION_BOTTOM, v->lines},
        {ACTION_GUIDANCE, -v->lines - v->top},
    };
    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        if (moves[i].action == action) {
            v->top += moves[i].by;
            return UI_REDRAW | UI_HANDLED;
        }
    return 0;
}

/* The display that the mission links to the alarm, where there is one. */
static void
open_linked(const struct alarm_view *v, struct ui *ui)
{
    const struct alarm_row *a = alarm_of(v, ui);
    bool has_display = a && a->display[0] && view_find("display") != NULL;
    ui_open(ui, has_display ? "display" : "param",
        has_display ? a->display : v->name);
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct alarm_view *v = view;
    switch ((int)action) {
    case ACTION_WHY:
        ask_why(v, ui);
        break;
    case ACTION_OPEN:
        open_linked(v, ui);
        break;
    case ACTION_DETAIL:
        ui_open(ui, "param", v->name);
        break;
    case ACTION_TREND:
        return trend_open(ui, item_of(v, ui));
    case ACTION_NOW:
        v->span_is_set = false;
        break;
    case ACTION_ZOOM_IN:
        v->span_is_set = true;
        v->span -= v->span > 0;
        break;
    case ACTION_ZOOM_OUT:
        v->span_is_set = true;
        v->span += v->span + 1 < TREND_SPANS;
        break;
    case ACTION_ACKNOWLEDGE:
    case ACTION_ACKNOWLEDGE_ALL:
    case ACTION_SHELVE:
    case ACTION_UNSHELVE:
    case ACTION_COMMENT:
    case ACTION_RESET:
    case ACTION_ENABLE:
        return alarm_keys_act(&v->keys, ui, action, item_of(v, ui));
    default:
        return scroll(v, action);
    }
    return UI_REDRAW | UI_HANDLED;
}

/* ---- life -------------------------------------------------------------------
 */

/* The explanation is asked for anew when the alarm changes. */
static unsigned
update(void *view, struct ui *ui)
{
    struct alarm_view *v = view;
    const struct alarm_row *a = alarm_of(v, ui);
    bool is_new = !v->is_asked || (a && a->number != v->number);
    if (value_of(v, ui))
        values_want(ui->model->values, v->item);
    if (is_new && alarms_are_live(&ui->model->alarms, shown_clock(ui)))
        ask_why(v, ui);
    return UI_REDRAW;
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct alarm_view *v = xcalloc(1, sizeof *v);
    const struct mdb *mdb = values_mdb(ui->model->values);
    v->item = mdb ? mdb_find_item(mdb, argument) : MDB_NIL;
    const struct value *x = values_get(ui->model->values, v->item);
    v->name = xstrdup(x ? x->name : argument);
    v->span = 4;
    (void)update(v, ui);
    return v;
}

static void
close_view(void *view)
{
    struct alarm_view *v = view;
    facts_fini(&v->facts);
    alarm_keys_fini(&v->keys);
    free(v->name);
    free(v);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct alarm_view *v = view;
    const struct alarm_row *a = alarm_of(v, ui);
    strbuf_addf(title, " %s", v->name);
    if (a)
        strbuf_adds(right, alarm_life_str(a->life));
}

static const enum action actions[] = {ACTION_TREND, ACTION_OPEN, ACTION_DETAIL,
    ALARM_KEYS, ACTION_ZOOM_IN, ACTION_ZOOM_OUT, ACTION_NOW, ACTION_NONE};

const struct view_class view_alarm = {
    .name = "alarm",
    .title = "Alarm",
    .help = "one alarm: guidance, history, who did what, and why it is so",
    .wants_rows = 18,
    .wants_cols = 70,
    .open = open_view,
    .close = close_view,
    .update = update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .status = status,
    .complete = param_complete,
};
