/*
 * command.c - one command: what it is, who did what, what became of it, and
 * its bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/model/model.h"
#include "console/view/command_shown.h"
#include "console/view/facts.h"
#include "console/view/shown.h"
#include "console/view/views.h"
#include "console/widget/hex.h"

struct command_view {
    char *argument; /* owned; an id or a number */
    struct facts facts;
    int top, page, lines;
};

static const struct telecommand *
command_of(const struct command_view *v, const struct ui *ui)
{
    return commands_named(&ui->model->commands, v->argument);
}

/* ---- facts ----------------------------------------------------------------
 */

static void
add_text(struct facts *f, const char *label, enum role role, const char *text)
{
    if (text[0] != '\0')
        facts_add(f, label, role, "%s", text);
}

static void
add_state(struct facts *f, const struct ui *ui, const struct telecommand *t)
{
    struct strbuf b = {0};
    char age[SHOWN_SIZE];
    command_state_text(t, shown_clock(ui), &b);
    facts_add(f, "state", command_role(t), "%c %s", command_mark(t->state),
        strbuf_get(&b));
    strbuf_fini(&b);
    struct utc since = command_since(t);
    if (!utc_is_none(since))
        facts_add(f, "", ROLE_TEXT_LABEL, "for %s",
            shown_age(age, utc_diff_ns(ui->utc, since)));
    if (telecommand_is_unknown(t))
        facts_add(f, "", ROLE_CMD_UNKNOWN,
            "nobody knows what became of it: check telemetry; it is never "
            "sent again by itself.  :close %" PRIu64 " REASON when you know",
            t->number);
    add_text(f, "detail", ROLE_TEXT, t->detail);
    if (!commands_are_live(&ui->model->commands, shown_clock(ui)))
        facts_add(
            f, "", ROLE_CMD_NO_GATE, "no gate: this is what it told last");
}

static void
add_what(
    struct facts *f, const struct ui *ui, const struct telecommand *t, int cols)
{
    struct strbuf given = {0}, assigned = {0}, all = {0};
    command_values_text(ui, t, false, &all);
    command_fold(strbuf_get(&all), cols > 16 ? cols - 12 : 4, &given);
    strbuf_fini(&all);
    command_values_text(ui, t, true, &assigned);
    facts_add(f, "command", ROLE_TEXT_STRONG, "%s", t->name);
    add_text(f, "arguments", ROLE_TEXT_STRONG, strbuf_get(&given));
    add_text(f, "assigned", ROLE_TEXT_LABEL, strbuf_get(&assigned));
    strbuf_fini(&given);
    strbuf_fini(&assigned);
    facts_add(f, "level",
        t->ceremony == CEREMONY_NORMAL ? ROLE_TEXT : ROLE_TEXT_STRONG,
        "%s, %s%s%s", mdb_consequence_str(t->consequence),
        command_ceremony_str(t->ceremony), t->reason[0] != '\0' ? ": " : "",
        t->reason);
}

static void
add_when(struct facts *f, const struct ui *ui, const char *label, struct utc t,
    const char *who)
{
    char time[SHOWN_SIZE];
    if (!utc_is_none(t) || who[0] != '\0')
        facts_add(
            f, label, ROLE_TEXT, "%s   %s", shown_time(time, ui, t, 3), who);
}

static void
add_people(struct facts *f, const struct ui *ui, const struct telecommand *t)
{
    struct strbuf by = {0};
    strbuf_addf(&by, "%s, %s", t->person, t->origin);
    add_when(f, ui, "asked", t->submitted, strbuf_get(&by));
    strbuf_fini(&by);
    add_when(f, ui, "approved", t->approved, t->approved_by);
    add_when(f, ui, "armed", t->armed, "");
    if (t->fired_by[0] != '\0')
        facts_add(f, "fired by", ROLE_TEXT, "%s", t->fired_by);
    add_when(f, ui, "released", t->released, "");
    add_when(f, ui, "sent", t->sent, "");
    add_when(f, ui, "ended", t->ended, "");
    add_text(f, "uplink", ROLE_TEXT, t->uplink);
    add_text(f, "comment", ROLE_TEXT, t->comment);
}

static void
stage_window(const struct command_stage *s, struct utc now, struct strbuf *out)
{
    char text[TIME_TEXT_SIZE];
    if (s->state != STAGE_WAITING || utc_is_none(s->until))
        return;
    int64_t left = utc_diff_ns(s->until, now);
    if (left >= 0)
        strbuf_addf(out, "  %s left", countdown_fmt(text, left + NS_PER_S - 1));
    else
        strbuf_adds(out, "  its window is over");
}

static void
add_stages(struct facts *f, const struct ui *ui, const struct telecommand *t)
{
    char time[SHOWN_SIZE];
    for (size_t i = 0; i < t->n_stages; i++) {
        const struct command_stage *s = &t->stage[i];
        struct strbuf b = {0};
        strbuf_addf(&b, "%-11s %-9s", mdb_stage_str(s->stage),
            stage_state_str(s->state));
        if (!utc_is_none(s->time))
            strbuf_addf(&b, " %s", shown_time(time, ui, s->time, 3));
        stage_window(s, ui->utc, &b);
        if (s->text[0] != '\0')
            strbuf_addf(&b, "  %s", s->text);
        facts_add(f, i == 0 ? "stages" : "",
            s->state == STAGE_FAILED || s->state == STAGE_TIMEOUT
                ? ROLE_CMD_FAILED
            : s->state == STAGE_NOT_KNOWN ? ROLE_CMD_UNKNOWN
                                          : ROLE_TEXT,
            "%s", strbuf_get(&b));
        strbuf_fini(&b);
    }
    if (t->n_stages == 0)
        facts_add(f, "stages", ROLE_TEXT_LABEL,
            "none: telemetry does not verify this command");
}

static void
add_identity(struct facts *f, const struct ui *ui, const struct telecommand *t)
{
    uint64_t hash = values_hash(ui->model->values);
    facts_add(f, "number", ROLE_TEXT, "#%" PRIu64 ", log line %" PRIu64,
        t->number, t->change);
    facts_add(f, "id", ROLE_TEXT_LABEL, "%s", t->id);
    facts_add(f, "digest", ROLE_TEXT_LABEL, "sha256 %s", t->digest);
    if (hash != 0 && t->mdb_hash != hash)
        facts_add(f, "database", ROLE_HEALTH_WARN,
            "%016" PRIx64 ": another one than this console has", t->mdb_hash);
    if (t->has_sequence)
        facts_add(f, "sequence", ROLE_TEXT, "%u", t->sequence);
    facts_add(f, "packet", ROLE_TEXT, "%zu bytes%s", t->len,
        t->has_sequence ? "" : ", its sequence count is set on release");
}

static void
make_facts(struct command_view *v, const struct ui *ui,
    const struct telecommand *t, int cols)
{
    struct facts *f = &v->facts;
    facts_clear(f);
    add_state(f, ui, t);
    add_what(f, ui, t, cols);
    add_people(f, ui, t);
    add_stages(f, ui, t);
    add_identity(f, ui, t);
}

/* ---- painting -------------------------------------------------------------
 */

/* Facts and bytes are one text that scrolls. */
static void
paint_all(struct command_view *v, const struct telecommand *t,
    const struct area *area)
{
    struct hex hex = {.data = t->data, .len = t->len, .header = 6};
    int facts = facts_lines(&v->facts, area->cols);
    v->page = area->rows;
    v->lines = facts + 1 + (int)hex_lines(&hex, area->cols);
    int last = v->lines > area->rows ? v->lines - area->rows : 0;
    v->top = v->top > last ? last : v->top < 0 ? 0 : v->top;
    facts_paint(&v->facts, area, v->top);
    int at = facts + 1 - v->top;
    hex.top = at < 0 ? (size_t)-at : 0;
    struct area bytes = area_sub(
        area, at > 0 ? at : 0, 0, area->rows - (at > 0 ? at : 0), area->cols);
    if (t->len > 0)
        hex_paint(&hex, &bytes);
    if (v->top < last && area->rows > 1)
        area_field(area, area->rows - 1, 0, area->cols, 1, ROLE_HINT,
            "… more below (j)");
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct command_view *v = view;
    const struct telecommand *t = command_of(v, ui);
    if (t == NULL) {
        struct strbuf b = {0};
        strbuf_addf(&b, "No command is known as '%s'.", v->argument);
        empty_paint(
            area, ui, strbuf_get(&b), "4 lists those that are; q goes back.");
        strbuf_fini(&b);
        return;
    }
    make_facts(v, ui, t, area->cols);
    paint_all(v, t, area);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    const struct telecommand *t = command_of(view, ui);
    if (t == NULL)
        return;
    strbuf_addc(title, ' ');
    command_name_text(t, title);
    command_state_text(t, shown_clock(ui), right);
}

/* ---- keys -----------------------------------------------------------------
 */

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    return action == ACTION_ARM || action == ACTION_CANCEL
               ? command_why_not(ui, action, command_of(view, ui))
               : NULL;
}

static unsigned
scroll(struct command_view *v, enum action action)
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
    };
    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        if (moves[i].action == action) {
            v->top += moves[i].by;
            return UI_REDRAW | UI_HANDLED;
        }
    return 0;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct command_view *v = view;
    const struct telecommand *t = command_of(v, ui);
    if (action != ACTION_ARM && action != ACTION_CANCEL)
        return scroll(v, action);
    if (t != NULL && ui->command != NULL &&
        command_why_not(ui, action, t) == NULL)
        ui->command(ui->console, action, t->id);
    return UI_REDRAW | UI_HANDLED;
}

/* ---- life -----------------------------------------------------------------
 */

static unsigned
update(void *view, struct ui *ui)
{
    (void)view, (void)ui;
    return UI_REDRAW;
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct command_view *v = xcalloc(1, sizeof *v);
    const struct telecommand *t =
        commands_named(&ui->model->commands, argument);
    v->argument = xstrdup(t != NULL ? t->id : argument);
    return v;
}

static void
close_view(void *view)
{
    struct command_view *v = view;
    facts_fini(&v->facts);
    free(v->argument);
    free(v);
}

static const enum action actions[] = {ACTION_ARM, ACTION_CANCEL, ACTION_NONE};

const struct view_class view_command = {
    .name = "command",
    .title = "Command",
    .help = "one command, by number: people, stages, bytes, log line",
    .wants_rows = 18,
    .wants_cols = 70,
    .open = open_view,
    .close = close_view,
    .update = update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .complete = command_complete_name,
    .status = status,
};
