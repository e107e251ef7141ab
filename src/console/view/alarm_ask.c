/*
 * alarm_ask.c - see alarm_ask.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/alarm_ask.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/view/shown.h"

enum asks {
    ASKS_NOTHING, /* or whether to do it at all */
    ASKS_TEXT,
    ASKS_TIME, /* how long, and why */
};

static const struct request {
    enum action action;
    const char *verb;     /* of the request */
    const char *question; /* "%s" is what it is about */
    enum asks asks;
    bool has_number; /* the number goes before the name */
    bool may_be_for_good;
    const char *again;  /* ASKS_TIME: how the second question begins */
    const char *undone; /* what is told when the answer is no good */
} requests[] = {
    {.action = ACTION_ACKNOWLEDGE,
        .verb = "acknowledge",
        .question = "Acknowledge %s?",
        .has_number = true},
    {.action = ACTION_ACKNOWLEDGE_ALL,
        .verb = "acknowledge",
        .question = "Acknowledge %s?",
        .has_number = true},
    {.action = ACTION_SHELVE,
        .verb = "shelve",
        .question = "Shelve %s for how long (15m 1h 8h 1d)? ",
        .asks = ASKS_TIME,
        .has_number = true,
        .again = "Shelve ",
        .undone = "not shelved"},
    {.action = ACTION_UNSHELVE,
        .verb = "unshelve",
        .question = "Unshelve %s?",
        .has_number = true},
    {.action = ACTION_COMMENT,
        .verb = "comment",
        .question = "Comment on %s: ",
        .asks = ASKS_TEXT,
        .has_number = true},
    {.action = ACTION_RESET,
        .verb = "reset",
        .question = "Reset %s?",
        .has_number = true},
    {.action = ACTION_ENABLE,
        .verb = "disable",
        .question = "Limits off: %s, for how long (1h 8h 1d, - for good)? ",
        .asks = ASKS_TIME,
        .may_be_for_good = true,
        .again = "Limits off: ",
        .undone = "limits stay on"},
};

static const struct request enable = {.action = ACTION_ENABLE,
    .verb = "enable",
    .question = "Limits on again: %s?"};

static const struct request *
request_of(const struct alarm_ask *ask)
{
    if (ask->action == ACTION_ENABLE && ask->enables)
        return &enable;
    for (size_t i = 0; i < ARRAY_LEN(requests); i++)
        if (requests[i].action == ask->action)
            return &requests[i];
    return &requests[0];
}

static void
clear(struct alarm_ask *ask)
{
    for (size_t i = 0; i < ask->n; i++)
        free(ask->target[i].name);
    ask->n = 0;
    ask->worst = LIMIT_NORMAL;
    ask->enables = false;
}

void
alarm_ask_fini(struct alarm_ask *ask)
{
    clear(ask);
    free(ask->target);
    *ask = (struct alarm_ask){0};
}

void
alarm_ask_begin(struct alarm_ask *ask, struct ui *ui, enum action action)
{
    clear(ask);
    ask->ui = ui;
    ask->action = action;
    ask->of[0] = '\0';
}

const char *
alarm_ask_why_not(enum action action, const struct alarm_row *row)
{
    switch ((int)action) {
    case ACTION_ACKNOWLEDGE:
    case ACTION_ACKNOWLEDGE_ALL:
        return alarm_is_unacknowledged(row) ? NULL : "already acknowledged";
    case ACTION_SHELVE:
        return row->life == ALARM_LIFE_SHELVED ? "already shelved; u ends it"
               : row->life == ALARM_LIFE_DISABLED
                   ? "its limits are off; e switches them on"
                   : NULL;
    case ACTION_UNSHELVE:
        return row->life == ALARM_LIFE_SHELVED ? NULL
               : row->life == ALARM_LIFE_DISABLED
                   ? "not shelved, its limits are off; e switches them on"
                   : "not shelved";
    case ACTION_RESET:
        return row->life == ALARM_LIFE_LATCHED ? NULL : "not latched";
    default:
        return NULL;
    }
}

static void
add_target(struct alarm_ask *ask, const char *name, uint64_t number)
{
    ask->target = xgrow(ask->target, ask->n, &ask->cap, sizeof *ask->target);
    ask->target[ask->n++] = (struct alarm_target){xstrdup(name), number};
}

void
alarm_ask_add(
    struct alarm_ask *ask, const struct alarm_row *row, uint64_t number)
{
    bool is_off = row->life == ALARM_LIFE_DISABLED;
    if (row->life == ALARM_LIFE_NORMAL || alarm_ask_why_not(ask->action, row))
        return;
    if (ask->n == 0)
        ask->enables = is_off;
    if (ask->action == ACTION_ENABLE && ask->enables != is_off)
        return; /* the first one tells the direction */
    add_target(ask, row->name, number);
    limit_state level = alarm_level(row);
    if (limit_state_level(level) > limit_state_level(ask->worst))
        ask->worst = level;
    if (ask->n > 1)
        (void)snprintf(ask->of, sizeof ask->of, "%zu alarms, worst %s", ask->n,
            limit_level_str(limit_state_level(ask->worst)));
    else if (limit_state_is_out(level))
        (void)snprintf(ask->of, sizeof ask->of, "%s (%s)", row->short_name,
            limit_state_str(level));
    else
        (void)str_copy(ask->of, sizeof ask->of, row->short_name);
}

void
alarm_ask_add_param(struct alarm_ask *ask, const char *name)
{
    const char *slash = strrchr(name, '/');
    if (ask->action != ACTION_SHELVE && ask->action != ACTION_ENABLE)
        return;
    add_target(ask, name, 0);
    (void)str_copy(ask->of, sizeof ask->of, slash ? slash + 1 : name);
}

/* ---- requests ---------------------------------------------------------------
 */

#define TOGETHER_MAX 1024 /* alarms of one request */

/* [NUMBER] NAME of each, then what the verb wants; all that carry their number
 * go together, so that they are done together. */
static void
send_some(
    struct alarm_ask *ask, size_t from, size_t n, const char *a, const char *b)
{
    const struct request *r = request_of(ask);
    char(*number)[24] = xcalloc(n, sizeof *number);
    const char **args = xcalloc(2 * n + 2, sizeof *args);
    size_t n_args = 0;
    for (size_t i = 0; i < n; i++) {
        const struct alarm_target *t = &ask->target[from + i];
        (void)snprintf(number[i], sizeof number[i], "%" PRIu64, t->number);
        if (r->has_number)
            args[n_args++] = number[i];
        args[n_args++] = t->name;
    }
    if (a)
        args[n_args++] = a;
    if (b)
        args[n_args++] = b;
    ask->ui->ask(ask->ui->console, "limits", r->verb, args, n_args);
    free(args);
    free(number);
}

static void
send(struct alarm_ask *ask, const char *a, const char *b)
{
    const size_t most = request_of(ask)->has_number ? TOGETHER_MAX : 1;
    for (size_t at = 0; at < ask->n && ask->ui->ask; at += most)
        send_some(ask, at, ask->n - at < most ? ask->n - at : most, a, b);
    clear(ask);
}

static void
confirmed(void *arg)
{
    send(arg, NULL, NULL);
}

static void
comment_told(void *arg, const char *text)
{
    struct alarm_ask *ask = arg;
    if (text[strspn(text, " ")] == '\0')
        ui_toast(ask->ui, TOAST_WARN, "no comment is sent: it was empty");
    else
        send(ask, text, NULL);
}

static void
say_undone(struct alarm_ask *ask, const char *why)
{
    struct strbuf text = {0};
    strbuf_addf(&text, "%s: %s", request_of(ask)->undone, why);
    ui_toast(ask->ui, TOAST_WARN, strbuf_get(&text));
    strbuf_fini(&text);
}

static void
reason_told(void *arg, const char *text)
{
    struct alarm_ask *ask = arg;
    char duration[32] = "-";
    if (text[strspn(text, " ")] == '\0') {
        say_undone(ask, "it needs a reason");
        return;
    }
    if (ask->for_ns)
        (void)snprintf(
            duration, sizeof duration, "%" PRId64 "s", ask->for_ns / NS_PER_S);
    send(ask, duration, text);
}

/* "1h"; "-" where it may be for good. */
static bool
take_duration(struct alarm_ask *ask, const char *text)
{
    ask->for_ns = 0;
    if (request_of(ask)->may_be_for_good && text[0] == '-' &&
        text[1 + strspn(text + 1, " ")] == '\0')
        return true;
    return duration_parse(text, &ask->for_ns) == ERR_OK &&
           ask->for_ns >= NS_PER_S && ask->for_ns <= ALARM_SHELVE_MAX_NS;
}

static void
duration_told(void *arg, const char *text)
{
    struct alarm_ask *ask = arg;
    struct strbuf b = {0};
    char shown[SHOWN_SIZE];
    text += strspn(text, " ");
    if (!take_duration(ask, text)) {
        strbuf_addf(&b, "'%.40s' is no time from 1s to 30d", text);
        say_undone(ask, strbuf_get(&b));
    } else {
        strbuf_addf(&b, "%s%s %s%s, because: ", request_of(ask)->again, ask->of,
            ask->for_ns ? "for " : "for good",
            ask->for_ns ? shown_period(shown, ask->for_ns) : "");
        if (ask->ui->prompt)
            ask->ui->prompt(ask->ui->console, strbuf_get(&b), reason_told, ask);
    }
    strbuf_fini(&b);
}

void
alarm_ask_go(struct alarm_ask *ask, bool confirms)
{
    struct ui *ui = ask->ui;
    const struct request *r = request_of(ask);
    if (ask->n == 0) {
        ui_toast(ui, TOAST_INFO, "there is no alarm to which that applies");
        return;
    }
    const char *hole = strstr(r->question, "%s");
    struct strbuf text = {0};
    strbuf_add(&text, r->question, (size_t)(hole - r->question));
    strbuf_addf(&text, "%s%s", ask->of, hole + 2);
    if (r->asks != ASKS_NOTHING) {
        if (ui->prompt)
            ui->prompt(ui->console, strbuf_get(&text),
                r->asks == ASKS_TIME ? duration_told : comment_told, ask);
    } else if (confirms || r == &enable) {
        if (ui->confirm)
            ui->confirm(ui->console, strbuf_get(&text), confirmed, ask);
    } else
        send(ask, NULL, NULL);
    strbuf_fini(&text);
}

void
alarm_ask_why(struct ui *ui, const char *name)
{
    if (!ui->inquire)
        return;
    alarms_why_ask(&ui->model->alarms, name);
    ui->inquire(ui->console, "limits", "why", &name, 1);
}
