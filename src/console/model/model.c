/*
 * model.c - see model.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/model.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/str.h"
#include "common/xalloc.h"

#define OFFSET_MIN_NS NS_PER_S        /* clocks this near count as equal */
#define GAP_TOLD_NS   (10 * NS_PER_S) /* one event about gaps in so long */

const char *
instance_kind_str(enum instance_kind kind)
{
    switch (kind) {
    case INSTANCE_FLIGHT:
        return "FLIGHT";
    case INSTANCE_SIM:
        return "SIM";
    case INSTANCE_REPLAY:
        return "REPLAY";
    case INSTANCE_UNKNOWN:
        break;
    }
    return "UNKNOWN";
}

void
model_init(struct model *m, const char *instance, const struct mdb *mdb,
    struct clock now)
{
    *m = (struct model){.connected_since = now.mono,
        .layout_utc = UTC_NONE,
        .instance.met_epoch = UTC_NONE};
    model_text(m->instance.name, sizeof m->instance.name, msg_str(instance));
    m->values = values_new(mdb);
    m->decoder = mdb ? mdb_decoder_new(mdb) : NULL;
    m->composer.options.is_ccsds = true;
    composer_set_mdb(&m->composer, mdb);
    command_stack_init(&m->stack);
}

void
model_fini(struct model *m)
{
    values_free(&m->values);
    mdb_decoder_free(&m->decoder);
    packet_log_fini(&m->packets);
    events_fini(&m->events);
    alarms_fini(&m->alarms);
    bounds_fini(&m->bounds);
    commands_fini(&m->commands);
    drill_fini(&m->drill);
    composer_fini(&m->composer);
    command_stack_fini(&m->stack);
    procedures_fini(&m->procedures);
    runs_fini(&m->runs);
}

void
model_set_mdb(struct model *m, const struct mdb *mdb, const char *problem)
{
    mdb_decoder_free(&m->decoder);
    m->decoder = mdb ? mdb_decoder_new(mdb) : NULL;
    composer_set_mdb(&m->composer, mdb);
    values_reset(m->values, mdb);
    alarms_reset(&m->alarms);
    bounds_fini(&m->bounds);
    model_text(m->mdb_problem, sizeof m->mdb_problem, msg_str(problem));
    m->layout_utc = UTC_NONE;
    m->refusals.other_database = 0;
    m->version++;
}

void
model_set_instance(struct model *m, enum instance_kind kind,
    const char *mission, struct utc met_epoch)
{
    m->instance.kind = kind;
    model_text(
        m->instance.mission, sizeof m->instance.mission, msg_str(mission));
    m->instance.met_epoch = met_epoch;
    m->version++;
}

/* ---- messages --------------------------------------------------------------
 */

static void
refuse(struct model *m, enum err e, uint64_t hash, struct clock now)
{
    if (e == ERR_NOTFOUND)
        m->refusals.no_layout++;
    if (e == ERR_FORMAT)
        m->refusals.malformed++;
    if (e != ERR_VERSION)
        return;
    m->refusals.other_database++;
    m->refusals.other_heard = now.mono;
    if (m->refusals.other_hash == hash)
        return;
    m->refusals.other_hash = hash;
    char text[160];
    (void)snprintf(text, sizeof text,
        "messages belong to mission database %016" PRIx64
        ", this console has %016" PRIx64 ": they are refused",
        hash, values_hash(m->values));
    events_own(&m->events, EV_MDB_MISMATCH, text, now);
}

static bool
is_source_silent(const struct model *m, struct clock now)
{
    const struct process_row *f = processes_find(&m->processes, "frontend");
    return !m->is_connected || !f || process_life(f, now) >= PROCESS_SILENT;
}

static void
on_heartbeat(struct model *m, const struct msg *msg, struct clock now)
{
    const struct msg_envelope *e = &msg->envelope;
    const struct msg_heartbeat *h = &msg->u.heartbeat;
    bool is_frontend = msg_str_eq(e->source, "frontend");
    if (is_frontend && m->beat.is_set) {
        /* Two that were sent and came in the same rhythm are live: the
         * difference that is left is that of the clocks. */
        int64_t sent = utc_diff_ns(e->utc, m->beat.sent);
        int64_t came = mono_diff_ns(now.mono, m->beat.arrival);
        int64_t off =
            utc_diff_ns(e->utc, utc_add_ns(now.utc, -m->clock_offset_ns));
        if (sent > 0 && sent <= SILENCE_NS && llabs(sent - came) < NS_PER_S / 2)
            m->clock_offset_ns = llabs(off) > OFFSET_MIN_NS ? off : 0;
    }
    if (is_frontend) {
        m->beat.is_set = true;
        m->beat.arrival = now.mono;
        m->beat.sent = e->utc;
    }
    int64_t age = utc_diff_ns(now.utc, e->utc);
    processes_heartbeat(
        &m->processes, e->source, h, mono_add_ns(now.mono, age > 0 ? -age : 0));
    values_source(m->values, is_source_silent(m, now));
    if (is_frontend && h->mdb_hash && values_mdb(m->values) &&
        h->mdb_hash != values_hash(m->values))
        refuse(m, ERR_VERSION, h->mdb_hash, now);
}

static void
on_event(struct model *m, const struct msg *msg, struct clock now)
{
    events_event(&m->events, &msg->envelope, &msg->u.event, now);
}

static void
on_layout(struct model *m, const struct msg *msg, struct clock now)
{
    const struct msg_layout *l = &msg->u.layout;
    enum err e = values_layout(m->values, l);
    /* Without a database of its own a console goes along when the frontend
     * gets another one. */
    bool is_newer =
        utc_is_none(m->layout_utc) || msg->envelope.utc.ns > m->layout_utc.ns;
    if (e == ERR_VERSION && !values_mdb(m->values) && is_newer) {
        values_reset(m->values, NULL);
        e = values_layout(m->values, l);
    }
    if (!e && is_newer)
        m->layout_utc = msg->envelope.utc;
    refuse(m, e, l->mdb_hash, now);
}

static void
on_tm(struct model *m, const struct msg *msg, struct clock now)
{
    refuse(m, values_tm(m->values, &msg->u.tm, now), msg->u.tm.mdb_hash, now);
}

static void
on_quality(struct model *m, const struct msg *msg, struct clock now)
{
    const struct msg_quality *q = &msg->u.quality;
    refuse(m, values_quality_message(m->values, q, now), q->mdb_hash, now);
}

static void
on_limit(struct model *m, const struct msg *msg, struct clock now)
{
    const struct msg_limit *l = &msg->u.limit;
    refuse(m, alarms_limit(&m->alarms, m->values, l), l->mdb_hash, now);
}

static void
on_alarm(struct model *m, const struct msg *msg, struct clock now)
{
    const struct msg_alarm *a = &msg->u.alarm;
    refuse(m, alarms_alarm(&m->alarms, m->values, a, now), a->mdb_hash, now);
}

/* The cache hands out old ones, too: what counts is when it was sent. */
static void
on_summary(struct model *m, const struct msg *msg, struct clock now)
{
    const struct msg_summary *s = &msg->u.summary;
    int64_t age = utc_diff_ns(now.utc, msg->envelope.utc);
    struct mono sent = mono_add_ns(now.mono, age > 0 ? -age : 0);
    refuse(m, alarms_summary(&m->alarms, m->values, s, sent), s->mdb_hash, now);
}

static void
on_command(struct model *m, const struct msg *msg, struct clock now)
{
    refuse(m, commands_command(&m->commands, &msg->u.command, now), 0, now);
}

static void
on_gate(struct model *m, const struct msg *msg, struct clock now)
{
    int64_t age = utc_diff_ns(now.utc, msg->envelope.utc);
    struct mono sent = mono_add_ns(now.mono, age > 0 ? -age : 0);
    refuse(m, commands_gate(&m->commands, &msg->u.gate, sent, now), 0, now);
}

static void
on_scenario(struct model *m, const struct msg *msg, struct clock now)
{
    drill_scenario(&m->drill, &msg->u.scenario, now);
}

static void
on_fault(struct model *m, const struct msg *msg, struct clock now)
{
    refuse(m, drill_fault(&m->drill, &msg->u.fault), 0, now);
}

static void
on_mark(struct model *m, const struct msg *msg, struct clock now)
{
    (void)now;
    drill_mark(&m->drill, &msg->u.mark);
}

static void
on_run(struct model *m, const struct msg *msg, struct clock now)
{
    int64_t age = utc_diff_ns(now.utc, msg->envelope.utc);
    struct mono sent = mono_add_ns(now.mono, age > 0 ? -age : 0);
    refuse(m, runs_run(&m->runs, &msg->u.run, msg->envelope.utc, sent), 0, now);
}

static void
on_items(struct model *m, const struct msg *msg, struct clock now)
{
    refuse(m, runs_items(&m->runs, &msg->u.items), 0, now);
}

static void
on_asrun(struct model *m, const struct msg *msg, struct clock now)
{
    refuse(m, runs_asrun(&m->runs, &msg->u.asrun), 0, now);
}

static void
on_prompt(struct model *m, const struct msg *msg, struct clock now)
{
    refuse(m, runs_prompt(&m->runs, &msg->u.prompt), 0, now);
}

static void
on_packet(struct model *m, const struct msg *msg, struct clock now)
{
    packet_log_packet(&m->packets, &msg->u.packet, now);
}

static void
on_apid(struct model *m, const struct msg *msg, struct clock now)
{
    packet_log_apid(&m->packets, &msg->u.apid, now);
}

/* The earlier instant `utc` on both clocks of `now`; `now` when it is none. */
static struct clock
clock_before(struct clock now, struct utc utc)
{
    int64_t age = utc_is_none(utc) ? 0 : utc_diff_ns(now.utc, utc);
    return age > 0 ? (struct clock){mono_add_ns(now.mono, -age), utc} : now;
}

static void
on_link(struct model *m, const struct msg *msg, struct clock now)
{
    int64_t age = utc_diff_ns(now.utc, msg->envelope.utc);
    struct clock sent = {
        mono_add_ns(now.mono, age > 0 ? -age : 0), msg->envelope.utc};
    const struct link_row *row = links_link(&m->links, &msg->u.link, sent);
    if (!row)
        return;
    bool is_los = row->signal == SIGNAL_LOS;
    /* A console that starts during LOS learns when it began: what was good
     * then has not expired since. */
    struct clock since = clock_before(sent, row->signal_since);
    if (is_los && since.mono.ns < sent.mono.ns)
        values_signal(m->values, msg->u.link.name, true, since);
    values_signal(m->values, msg->u.link.name, is_los, sent);
}

static void
on_process(struct model *m, const struct msg *msg, struct clock now)
{
    (void)now;
    processes_process(&m->processes, &msg->u.process);
}

static enum instance_kind
parse_kind(struct msg_str s)
{
    if (msg_str_eq(s, "flight"))
        return INSTANCE_FLIGHT;
    if (msg_str_eq(s, "sim"))
        return INSTANCE_SIM;
    return msg_str_eq(s, "replay") ? INSTANCE_REPLAY : INSTANCE_UNKNOWN;
}

static void
on_instance(struct model *m, const struct msg *msg, struct clock now)
{
    (void)now;
    const struct msg_instance *x = &msg->u.instance;
    struct instance_info *i = &m->instance;
    i->is_known = true;
    i->kind = parse_kind(x->kind);
    model_text(i->mission, sizeof i->mission, x->mission);
    model_text(i->title, sizeof i->title, x->title);
    model_text(i->mission_dir, sizeof i->mission_dir, x->mission_dir);
    model_text(i->database, sizeof i->database, x->database);
    i->mdb_hash = x->mdb_hash;
    i->met_epoch = x->met_epoch;
    processes_expect(&m->processes, x->processes);
}

typedef void (*handler_fn)(
    struct model *m, const struct msg *msg, struct clock now);

static handler_fn
handler_of(enum msg_type type)
{
    static const struct {
        enum msg_type type;
        handler_fn fn;
    } row[] = {
        {MSG_TM, on_tm},
        {MSG_PACKET, on_packet},
        {MSG_HEARTBEAT, on_heartbeat},
        {MSG_EVENT, on_event},
        {MSG_LAYOUT, on_layout},
        {MSG_LINK, on_link},
        {MSG_APID, on_apid},
        {MSG_PROCESS, on_process},
        {MSG_QUALITY, on_quality},
        {MSG_INSTANCE, on_instance},
        {MSG_LIMIT, on_limit},
        {MSG_ALARM, on_alarm},
        {MSG_SUMMARY, on_summary},
        {MSG_COMMAND, on_command},
        {MSG_GATE, on_gate},
        {MSG_SCENARIO, on_scenario},
        {MSG_FAULT, on_fault},
        {MSG_MARK, on_mark},
        {MSG_RUN, on_run},
        {MSG_ITEMS, on_items},
        {MSG_ASRUN, on_asrun},
        {MSG_PROMPT, on_prompt},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        if (row[i].type == type)
            return row[i].fn;
    return NULL;
}

void
model_message(
    struct model *m, const char *topic, const struct msg *msg, struct clock now)
{
    handler_fn fn = handler_of(msg->envelope.type);
    bool is_procedure = msg->envelope.type == MSG_PROCEDURE;
    if (!fn && !is_procedure)
        return;
    now.utc = utc_add_ns(now.utc, m->clock_offset_ns);
    if (is_procedure) /* its topic alone says which one it is */
        refuse(m, procedures_message(&m->procedures, topic, &msg->u.procedure),
            0, now);
    else
        fn(m, msg, now);
    m->messages++;
    m->version++;
}

/* ---- gaps, connection, time ------------------------------------------------
 */

void
model_gap(struct model *m, const char *topic, uint64_t missed, struct clock now)
{
    m->missed += missed;
    m->version++;
    runs_gap(&m->runs, topic);
    if (!str_prefix(topic, "tm") && !str_prefix(topic, "event"))
        return; /* said again within a second, or for one page only */
    if (str_prefix(topic, "tm"))
        values_gap(m->values, topic + 2, missed);
    bool is_first = m->lost == 0;
    m->lost += missed;
    m->lost_at = now.mono;
    model_text(m->lost_topic, sizeof m->lost_topic, msg_str(topic));
    if (!is_first && mono_diff_ns(now.mono, m->gap_told) < GAP_TOLD_NS)
        return;
    m->gap_told = now.mono;
    char text[160];
    (void)snprintf(text, sizeof text,
        "missed %" PRIu64 " messages of %s, %" PRIu64 " since start", missed,
        m->lost_topic, m->lost);
    events_own(&m->events, EV_BUS_GAP, text, now);
}

void
model_connected(struct model *m, bool is_connected, struct clock now)
{
    if (is_connected != m->is_connected) {
        m->connected_since = now.mono;
        m->version++;
    }
    m->is_connected = is_connected;
    m->was_connected |= is_connected;
    values_source(m->values, is_source_silent(m, now));
}

void
model_tick(struct model *m, struct clock now)
{
    values_source(m->values, is_source_silent(m, now));
    (void)alarms_tick(&m->alarms, now);
    m->version++;
}
