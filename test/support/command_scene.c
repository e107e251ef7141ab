/*
 * command_scene.c - see command_scene.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/command_scene.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/attr.h"

const char *
command_scene_str(enum command_scene scene)
{
    static const char *const text[COMMANDS_SCENE_COUNT] = {
        [COMMANDS_NONE] = "none",
        [COMMANDS_MIXED] = "mixed",
        [COMMANDS_SILENT] = "silent",
        [COMMANDS_HOSTILE] = "hostile"};
    return text[scene];
}

const char *
command_id(uint64_t number)
{
    static char id[16][DIGEST_ID_HEX];
    char *out = id[number % 16];
    (void)snprintf(out, DIGEST_ID_HEX, "%016" PRIx64 "%016" PRIx64,
        number * UINT64_C(0x9e3779b97f4a7c15), number);
    return out;
}

struct msg_command
command_message(struct clock now, uint64_t number, enum command_state state)
{
    static const uint8_t data[] = {
        0x18, 0x64, 0xc0, 0x07, 0x00, 0x05, 0x01, 0x03, 0xde, 0xad, 0xbe, 0xef};
    static const struct msg_str values[] = {{"Battery=3", 9}, {"Mode=ON", 7}};
    struct utc before = utc_add_ns(now.utc, -20 * NS_PER_S);
    bool was_released = command_state_was_released(state);
    return (struct msg_command){.mdb_hash = FEED_HASH,
        .id = msg_str(command_id(number)),
        .number = number,
        .change = 100 + number,
        .state = state,
        .detail = msg_str(""),
        .name = msg_str("/SIF/TC/HTR_ON"),
        .short_name = msg_str("HTR_ON"),
        .values = {values, ARRAY_LEN(values)},
        .ceremony = CEREMONY_HAZARDOUS,
        .consequence = MDB_CONSEQUENCE_DISTRESS,
        .reason = msg_str("the heater draws 80 W"),
        .person = msg_str("FC-1"),
        .origin = msg_str("console"),
        .comment = msg_str(""),
        .approved_by = msg_str(""),
        .fired_by = msg_str(was_released ? "FC-1" : ""),
        .data = {data, sizeof data},
        .digest = msg_str(COMMAND_DIGEST),
        .sequence = was_released ? 7 : 65535,
        .uplink = msg_str("tc"),
        .submitted = before,
        .approved = UTC_NONE,
        .armed = state == COMMAND_ARMED ? before : UTC_NONE,
        .until = state <= COMMAND_QUEUED && state != COMMAND_HELD
                     ? utc_add_ns(now.utc, 24 * NS_PER_S)
                     : UTC_NONE,
        .released = was_released ? utc_add_ns(before, 5 * NS_PER_S) : UTC_NONE,
        .sent = was_released && state != COMMAND_NOT_SENT
                    ? utc_add_ns(before, 5100 * NS_PER_MS)
                    : UTC_NONE,
        .ended = command_state_is_final(state)
                     ? utc_add_ns(before, 9 * NS_PER_S)
                     : UTC_NONE};
}

void
feed_command(struct model *m, struct clock now, const struct msg_command *c)
{
    struct msg msg = {
        .envelope = {.type = MSG_COMMAND, .source = msg_str("gate")},
        .u.command = *c};
    feed_message(m, now, "command", &msg);
}

struct msg_gate
gate_message(struct clock now)
{
    static const struct msg_str people[] = {
        {"FC-1 watch,log,ack,command,hazardous", 36},
        {"FC-2 watch,log,ack,command,approve,admin", 40}};
    return (struct msg_gate){.mdb_hash = FEED_HASH,
        .holder = msg_str("FC-1"),
        .where = msg_str("console, pid 4711 on pts/3"),
        .since = utc_add_ns(now.utc, -300 * NS_PER_S),
        .until = utc_add_ns(now.utc, 100 * NS_PER_S),
        .offered_to = msg_str(""),
        .asked_by = msg_str(""),
        .uplink = msg_str("tc"),
        .uplink_state = msg_str("up"),
        .signal = msg_str("aos"),
        .los_policy = msg_str("hold"),
        .claims = true,
        .log_ok = true,
        .log_text = msg_str(""),
        .log_lines = 123,
        .log_head = msg_str(COMMAND_DIGEST),
        .people = {people, ARRAY_LEN(people)}};
}

void
feed_gate(struct model *m, struct clock now, const struct msg_gate *g)
{
    struct msg msg = {.envelope = {.type = MSG_GATE, .source = msg_str("gate")},
        .u.gate = *g};
    feed_message(m, now, "gate", &msg);
}

/* ---- scenes ---------------------------------------------------------------
 */

static struct msg_str
stage(struct strbuf *out, enum mdb_stage which, enum stage_state state,
    struct utc time, struct utc until, const char *text)
{
    struct command_stage s = {
        .stage = which, .state = state, .time = time, .until = until};
    (void)str_copy(s.text, sizeof s.text, text);
    strbuf_reset(out);
    command_stage_fmt(&s, out);
    return (struct msg_str){strbuf_get(out), out->len};
}

/* What became of it by telemetry, as its state says. */
static void
with_stages(struct model *m, struct clock now, struct msg_command *c)
{
    static const struct {
        enum command_state state;
        enum stage_state accepted, complete;
    } row[] = {{COMMAND_SENT, STAGE_PASSED, STAGE_WAITING},
        {COMMAND_COMPLETED, STAGE_PASSED, STAGE_PASSED},
        {COMMAND_FAILED, STAGE_SKIPPED, STAGE_TIMEOUT},
        {COMMAND_UNKNOWN, STAGE_FAILED, STAGE_NOT_KNOWN}};
    struct strbuf a = {0}, b = {0};
    struct utc sent = c->sent;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        if (c->state != row[i].state)
            continue;
        const struct msg_str stages[] = {
            stage(&a, MDB_STAGE_ACCEPTED, row[i].accepted,
                utc_add_ns(sent, 300 * NS_PER_MS), UTC_NONE,
                "TC_ACK of APID 100"),
            stage(&b, MDB_STAGE_COMPLETE, row[i].complete,
                row[i].complete == STAGE_WAITING
                    ? UTC_NONE
                    : utc_add_ns(sent, 1200 * NS_PER_MS),
                utc_add_ns(now.utc, 7 * NS_PER_S), "HTR1_ON == ON")};
        c->stages = (struct msg_strv){stages, 2};
        feed_command(m, now, c);
    }
    strbuf_fini(&a);
    strbuf_fini(&b);
}

static void
mixed(struct model *m, struct clock now)
{
    static const enum command_state order[] = {COMMAND_COMPLETED,
        COMMAND_REFUSED, COMMAND_EXPIRED, COMMAND_CANCELLED, COMMAND_ARMED,
        COMMAND_NOT_SENT, COMMAND_FAILED, COMMAND_UNKNOWN, COMMAND_SENT,
        COMMAND_RELEASED, COMMAND_QUEUED, COMMAND_HELD, COMMAND_PROPOSED,
        COMMAND_APPROVED};
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        struct msg_command c = command_message(now, i + 1, order[i]);
        if (c.state == COMMAND_REFUSED)
            c.detail = msg_str("61 is not in 1 .. 60 degC");
        if (c.state == COMMAND_QUEUED)
            c.detail = msg_str("waits for AOS");
        if (c.state == COMMAND_PROPOSED || c.state == COMMAND_APPROVED) {
            c.ceremony = CEREMONY_CRITICAL;
            c.consequence = MDB_CONSEQUENCE_CRITICAL;
            c.name = msg_str("/SIF/TC/VALVE_OPEN");
            c.short_name = msg_str("VALVE_OPEN");
        }
        if (c.state == COMMAND_APPROVED) {
            c.approved_by = msg_str("FC-2");
            c.approved = utc_add_ns(now.utc, -10 * NS_PER_S);
        }
        feed_command(m, now, &c);
        with_stages(m, now, &c);
    }
}

static void
hostile(struct model *m, struct clock now)
{
    static const struct msg_str values[] = {{"A=\033]0;x\007", 8}};
    struct msg_command c = command_message(now, 1, COMMAND_ARMED);
    c.name = c.short_name = msg_str("\xe2\x80\xaeNO\033[2J\x9b"
                                    "3J");
    c.detail = c.reason = c.comment = msg_str("\033[31mred");
    c.person = c.origin = msg_str("\033c");
    c.values = (struct msg_strv){values, 1};
    feed_command(m, now, &c);
    struct msg_gate g = gate_message(now);
    g.holder = g.where = g.asked_by = msg_str("\033[2Jme");
    g.unknown = UINT64_MAX;
    feed_gate(m, now, &g);
}

void
command_scene(struct model *m, enum command_scene scene, struct clock now)
{
    struct clock then = now;
    if (scene == COMMANDS_SILENT) {
        then.mono = mono_add_ns(now.mono, -12 * NS_PER_S);
        then.utc = utc_add_ns(now.utc, -12 * NS_PER_S);
    }
    struct msg_gate g = gate_message(then);
    if (scene == COMMANDS_MIXED || scene == COMMANDS_SILENT) {
        g.waiting = 4;
        g.queued = 1;
        g.open = 2;
        g.unknown = 1;
    }
    feed_heartbeat(m, then, "gate", "ready", FEED_HASH);
    feed_gate(m, then, &g);
    if (scene == COMMANDS_MIXED || scene == COMMANDS_SILENT)
        mixed(m, then);
    else if (scene == COMMANDS_HOSTILE)
        hostile(m, then);
}
