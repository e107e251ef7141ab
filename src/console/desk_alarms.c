/*
 * desk_alarms.c - alarms call, and what was asked is answered.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk_priv.h"

#include <string.h>

#include "console/model/alarm_text.h"

/* ---- alarms -------------------------------------------------------------- */

bool
desk_flashes(const struct desk *desk)
{
    const struct model *m = desk->config.model;
    size_t armed;
    (void)commands_armed(&m->commands, desk->now, &armed);
    return alarms_worst(&m->alarms) != NULL || armed > 0 ||
           desk->ceremony.kind != CEREMONY_OFF || desk_has_call(desk);
}

static void
announce(struct desk *d, bool reminds)
{
    const struct alarm_row *a = alarms_worst(&d->config.model->alarms);
    if (a != NULL)
        desk_say(d, TOAST_WARN, "%s: %s %s",
            reminds ? "still unacknowledged" : "new alarm", a->short_name,
            limit_state_str(alarm_level(a)));
}

void
desk_ring(struct desk *d)
{
    d->alert.calls = desk_has_call(d);
    struct alert_signal signal =
        alert_update(&d->alert, &d->config.model->alarms, d->now);
    if (signal.announces)
        announce(d, signal.reminds);
    if (signal.beeps)
        desk_note(d, DEED_BELL, DEED_OK, "%s",
            signal.reminds ? "it reminds of what is not acknowledged"
            : alarms_worst(&d->config.model->alarms) == NULL
                ? "it rings for a procedure that asks"
                : "it rings for a new alarm");
    if (signal.beeps && d->config.host.bell != NULL)
        d->config.host.bell(d->config.host.arg);
}

/* ---- answers ------------------------------------------------------------- */

void
desk_answer(struct desk *desk, const struct msg_reply *reply)
{
    struct model *m = desk->config.model;
    bool is_taken =
        bounds_answer(&m->bounds, values_mdb(m->values), reply, desk->now);
    /* no answer at all may be to either; why nobody asked is not told */
    if (!is_taken && m->alarms.why.is_asked)
        alarms_why_answer(&m->alarms, reply);
    desk->todo |= UI_REDRAW;
}

/* One answer is told as it is, many in numbers, a refusal in its words. */
void
desk_reply(struct desk *desk, const struct msg_reply *reply)
{
    struct desk *d = desk;
    bool failed = reply == NULL || reply->status != ERR_OK;
    char text[sizeof d->batch.text];
    if (reply == NULL)
        str_copy(
            text, sizeof text, "no answer: what was asked may not be done");
    else {
        struct strbuf answer = {0};
        model_text(text, sizeof text, reply->text);
        alarm_reply_text(&answer, text);
        alarm_refused_text(&answer, reply);
        (void)str_copy(text, sizeof text, strbuf_get(&answer));
        strbuf_fini(&answer);
    }
    desk_note(d, DEED_ANSWER, failed ? DEED_FAILED : DEED_OK, "%s", text);
    d->batch.done++;
    d->batch.failed += failed;
    if (failed && d->batch.failed == 1)
        str_copy(d->batch.text, sizeof d->batch.text, text);
    enum toast kind = d->batch.failed > 0 ? TOAST_ERROR : TOAST_INFO;
    d->todo |= UI_REDRAW;
    if (d->batch.sent <= 1) /* the log has it already */
        prompt_toast(&d->prompt, kind, text, d->now.mono);
    else if (d->batch.failed > 0)
        desk_say(d, kind, "%u of %u done; %u refused: %s",
            d->batch.done - d->batch.failed, d->batch.sent, d->batch.failed,
            d->batch.text);
    else
        desk_say(d, kind, "%u of %u done", d->batch.done, d->batch.sent);
}
