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

static const struct {
    enum action action;
    const char *verb;     /* of the request */
    const char *question; /* "%s" is what it is about */
} requests[] = {
    {ACTION_ACKNOWLEDGE, "acknowledge", "Acknowledge %s?"},
    {ACTION_ACKNOWLEDGE_ALL, "acknowledge", "Acknowledge %s?"},
    {ACTION_SHELVE, "shelve", "Shelve %s for how long (15m 1h 8h 1d)? "},
    {ACTION_UNSHELVE, "unshelve", "Unshelve %s?"},
    {ACTION_COMMENT, "comment", "Comment on %s: "},
    {ACTION_RESET, "reset", "Reset %s?"},
};

static size_t
request_of(enum action action)
{
    for (size_t i = 0; i < ARRAY_LEN(requests); i++)
        if (requests[i].action == action)
            return i;
    return 0;
}

static void
clear(struct alarm_ask *ask)
{
    for (size_t i = 0; i < ask->n; i++)
        free(ask->target[i].name);
    ask->n = 0;
    ask->worst = LIMIT_NORMAL;
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
        return row->life == ALARM_LIFE_SHELVED    ? "already shelved; u ends it"
               : row->life == ALARM_LIFE_DISABLED ? "its limits are off"
                                                  : NULL;
    case ACTION_UNSHELVE:
        return row->life == ALARM_LIFE_SHELVED ? NULL : "not shelved";
    case ACTION_RESET:
        return row->life == ALARM_LIFE_LATCHED ? NULL : "not latched";
    default:
        return NULL;
    }
}

void
alarm_ask_add(struct alarm_ask *ask, const struct alarm_row *row)
{
    if (row->life == ALARM_LIFE_NORMAL || alarm_ask_why_not(ask->action, row))
        return;
    ask->target = xgrow(ask->target, ask->n, &ask->cap, sizeof *ask->target);
    ask->target[ask->n++] =
        (struct alarm_target){xstrdup(row->name), row->number};
    limit_state level = alarm_level(row);
    if (limit_state_level(level) > limit_state_level(ask->worst))
        ask->worst = level;
    if (ask->n == 1)
        (void)snprintf(ask->of, sizeof ask->of, "%s (%s)", row->short_name,
            limit_state_str(level));
    else
        (void)snprintf(ask->of, sizeof ask->of, "%zu alarms, worst %s", ask->n,
            limit_level_str(limit_state_level(ask->worst)));
}

/* ---- requests ---------------------------------------------------------------
 */

/* NUMBER NAME, then what the verb wants. */
static void
send(struct alarm_ask *ask, const char *a, const char *b)
{
    const char *verb = requests[request_of(ask->action)].verb;
    for (size_t i = 0; i < ask->n && ask->ui->ask; i++) {
        char number[24];
        const char *args[4] = {number, ask->target[i].name};
        size_t n = 2;
        (void)snprintf(
            number, sizeof number, "%" PRIu64, ask->target[i].number);
        if (a)
            args[n++] = a;
        if (b)
            args[n++] = b;
        ask->ui->ask(ask->ui->console, "limits", verb, args, n);
    }
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
reason_told(void *arg, const char *text)
{
    struct alarm_ask *ask = arg;
    char duration[32];
    if (text[strspn(text, " ")] == '\0') {
        ui_toast(ask->ui, TOAST_WARN, "not shelved: shelving needs a reason");
        return;
    }
    (void)snprintf(
        duration, sizeof duration, "%" PRId64 "s", ask->shelve_ns / NS_PER_S);
    send(ask, duration, text);
}

static void
duration_told(void *arg, const char *text)
{
    struct alarm_ask *ask = arg;
    struct strbuf question = {0};
    char shown[SHOWN_SIZE];
    text += strspn(text, " ");
    if (duration_parse(text, &ask->shelve_ns) || ask->shelve_ns < NS_PER_S ||
        ask->shelve_ns > ALARM_SHELVE_MAX_NS) {
        strbuf_addf(
            &question, "not shelved: '%.40s' is no time from 1s to 30d", text);
        ui_toast(ask->ui, TOAST_WARN, strbuf_get(&question));
    } else {
        strbuf_addf(&question, "Shelve %s for %s, because: ", ask->of,
            shown_period(shown, ask->shelve_ns));
        if (ask->ui->prompt)
            ask->ui->prompt(
                ask->ui->console, strbuf_get(&question), reason_told, ask);
    }
    strbuf_fini(&question);
}

void
alarm_ask_go(struct alarm_ask *ask, bool confirms)
{
    struct ui *ui = ask->ui;
    char question[192];
    size_t i = request_of(ask->action);
    if (ask->n == 0) {
        ui_toast(ui, TOAST_INFO, "there is no alarm to which that applies");
        return;
    }
    (void)str_copy(question, sizeof question, requests[i].question);
    char *hole = strstr(question, "%s");
    struct strbuf text = {0};
    strbuf_add(&text, question, (size_t)(hole - question));
    strbuf_addf(&text, "%s%s", ask->of, hole + 2);
    if (ask->action == ACTION_SHELVE || ask->action == ACTION_COMMENT) {
        if (ui->prompt)
            ui->prompt(ui->console, strbuf_get(&text),
                ask->action == ACTION_SHELVE ? duration_told : comment_told,
                ask);
    } else if (confirms) {
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
