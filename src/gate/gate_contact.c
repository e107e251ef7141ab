/*
 * gate_contact.c - links, signal, and whether a command may go out.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/str.h"
#include "gate/gate_priv.h"

/* A message that the hub had kept from an earlier time says nothing of now. */
bool
gate_is_fresh(const struct gate_app *app, const struct msg *msg)
{
    return llabs(utc_diff_ns(app->now.utc, msg->envelope.utc)) <= GATE_LINK_NS;
}

/* ---- what comes ---------------------------------------------------------- */

static bool
is_uplink(const struct gate_app *app, struct msg_str name)
{
    const struct mission_instance *in = app->config.instance;
    for (size_t i = 0; i < in->n_uplinks; i++)
        if (msg_str_eq(name, in->uplink[i].name))
            return true;
    return false;
}

static struct gate_link *
link_named(struct gate_app *app, struct msg_str name)
{
    for (size_t i = 0; i < app->n_links; i++)
        if (msg_str_eq(name, app->link[i].name))
            return &app->link[i];
    if (app->n_links == GATE_LINKS_MAX)
        return NULL;
    struct gate_link *l = &app->link[app->n_links++];
    msg_str_copy(l->name, sizeof l->name, name);
    l->is_uplink = is_uplink(app, name);
    l->heard = MONO_NONE;
    l->missing = UINT64_MAX;
    return l;
}

void
gate_on_link(struct gate_app *app, const struct msg *msg)
{
    const struct msg_link *m = &msg->u.link;
    struct gate_link *l =
        gate_is_fresh(app, msg) ? link_named(app, m->name) : NULL;
    if (l == NULL)
        return;
    msg_str_copy(l->state, sizeof l->state, m->state);
    msg_str_copy(l->detail, sizeof l->detail, m->detail);
    msg_str_copy(l->signal, sizeof l->signal, m->signal);
    if (!m->is_enabled)
        (void)str_copy(l->signal, sizeof l->signal, "unknown");
    l->heard = app->now.mono;
    if (!l->is_uplink && m->missing > l->missing)
        gate_app_gap(app, app->now); /* a report may be among them */
    l->missing = m->missing;
    if (!l->is_uplink && msg_str_eq(m->signal, "aos") &&
        !utc_is_none(m->signal_since))
        app->signal_since = m->signal_since;
    app->is_gate_dirty = true;
    gate_follow_contact(app);
}

void
gate_on_heartbeat(struct gate_app *app, const struct msg *msg)
{
    if (!msg_str_eq(msg->envelope.source, "frontend") ||
        !gate_is_fresh(app, msg) ||
        msg_str_eq(msg->u.heartbeat.state, "stopping"))
        return;
    app->frontend_heard = app->now.mono;
    if (!utc_is_none(msg->u.heartbeat.started))
        app->frontend_started = msg->u.heartbeat.started;
    gate_follow_contact(app);
}

/* ---- what it means ------------------------------------------------------- */

static bool
is_heard(const struct gate_app *app, const struct gate_link *l)
{
    return !mono_went_by(l->heard, GATE_LINK_NS, app->now.mono);
}

/* AOS when some link says so; LOS when some says that and none the other. */
enum gate_signal
gate_signal(const struct gate_app *app)
{
    enum gate_signal signal = GATE_SIGNAL_UNKNOWN;
    for (size_t i = 0; i < app->n_links; i++) {
        const struct gate_link *l = &app->link[i];
        if (l->is_uplink || !is_heard(app, l))
            continue;
        if (strcmp(l->signal, "aos") == 0)
            return GATE_SIGNAL_AOS;
        if (strcmp(l->signal, "los") == 0)
            signal = GATE_SIGNAL_LOS;
    }
    return signal;
}

const char *
gate_signal_str(enum gate_signal signal)
{
    static const char *const text[] = {"unknown", "aos", "los"};
    return (unsigned)signal < ARRAY_LEN(text) ? text[signal] : "?";
}

/* The first uplink that is up, else the first one that is heard of. */
const struct gate_link *
gate_uplink(const struct gate_app *app)
{
    const struct gate_link *found = NULL;
    for (size_t i = 0; i < app->n_links; i++) {
        const struct gate_link *l = &app->link[i];
        if (!l->is_uplink || !is_heard(app, l))
            continue;
        if (strcmp(l->state, "up") == 0)
            return l;
        if (found == NULL)
            found = l;
    }
    return found;
}

const char *
gate_uplink_name(const struct gate_app *app)
{
    const struct gate_link *l = gate_uplink(app);
    const struct mission_instance *in = app->config.instance;
    if (l != NULL)
        return l->name;
    return in->n_uplinks > 0 ? in->uplink[0].name : "";
}

static bool
knows_signal(const struct gate_app *app)
{
    const struct mission_instance *in = app->config.instance;
    for (size_t i = 0; i < in->n_links; i++)
        if (in->link[i].signal != MISSION_SIGNAL_NONE)
            return true;
    return false;
}

bool
gate_has_contact(const struct gate_app *app, const char **why)
{
    const enum gate_signal signal = gate_signal(app);
    *why = "";
    if (app->commands.los == MISSION_LOS_SEND || signal == GATE_SIGNAL_AOS)
        return true;
    if (signal == GATE_SIGNAL_LOS)
        *why = "loss of signal: waits for AOS";
    else if (knows_signal(app))
        *why = "the signal is unknown: waits for AOS";
    else if (mono_went_by(app->tm_heard, GATE_CONTACT_NS, app->now.mono))
        *why = "no telemetry: waits for packets";
    return (*why)[0] == '\0';
}

bool
gate_sees_telemetry(const struct gate_app *app)
{
    return interlock_blind_reason(app->interlock)[0] == '\0' &&
           !mono_went_by(app->tm_heard, GATE_TELEMETRY_NS, app->now.mono);
}

/* Is nothing live, and since when is what is? */
void
gate_follow_contact(struct gate_app *app)
{
    const char *why = NULL, *not_used;
    if (mono_went_by(app->frontend_heard, GATE_SILENT_NS, app->now.mono))
        why = "the frontend is silent";
    else if (gate_signal(app) == GATE_SIGNAL_LOS)
        why = "loss of signal";
    struct utc since = app->frontend_started;
    if (app->signal_since.ns > since.ns)
        since = app->signal_since;
    interlock_blind(app->interlock, why, since);
    if (!gate_has_contact(app, &not_used))
        app->contact_since = MONO_NONE;
    else if (mono_is_none(app->contact_since))
        app->contact_since = app->now.mono;
}
