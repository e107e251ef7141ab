/*
 * alarm_scene.c - see alarm_scene.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/alarm_scene.h"

#include <math.h>
#include <stdio.h>

#include "common/attr.h"

const char *
alarm_scene_str(enum alarm_scene scene)
{
    static const char *const text[ALARMS_SCENE_COUNT] = {
        [ALARMS_NONE] = "none",
        [ALARMS_ONE] = "one",
        [ALARMS_MIXED] = "mixed",
        [ALARMS_FLOOD] = "flood",
        [ALARMS_SHELVED] = "shelved",
        [ALARMS_SILENT] = "silent",
    };
    return text[scene];
}

/* ---- messages --------------------------------------------------------------
 */

void
feed_limits(struct model *m, struct clock now, uint64_t mode,
    uint32_t container, const uint64_t *item, const limit_state *state,
    size_t n)
{
    struct msg msg = {
        .envelope = {.type = MSG_LIMIT, .source = msg_str("limits")},
        .u.limit = {.mdb_hash = FEED_HASH,
            .container = container,
            .mode = mode,
            .generation = now.utc,
            .items = {item, n},
            .states = {state, n}}};
    feed_message(m, now, "limit", &msg);
}

struct msg_alarm
alarm_message(struct clock now)
{
    return (struct msg_alarm){.mdb_hash = FEED_HASH,
        .item = 5,
        .name = msg_str("/SIF/PWR/TEMP"),
        .what = msg_str("raised"),
        .number = 7,
        .id = 7,
        .state = ALARM_LIFE_UNACK,
        .level = STATE(DISTRESS, HIGH),
        .worst = STATE(DISTRESS, HIGH),
        .raised = utc_add_ns(now.utc, -10 * NS_PER_S),
        .changed = utc_add_ns(now.utc, -10 * NS_PER_S),
        .first_value = 60.5,
        .worst_value = 61.2,
        .worst_time = utc_add_ns(now.utc, -4 * NS_PER_S),
        .last_value = 61.2,
        .unit = msg_str("degC"),
        .since = utc_add_ns(now.utc, -10 * NS_PER_S),
        .threshold = 60,
        .change = NAN,
        .violations = 11,
        .occurrences = 1,
        .acknowledged_at = UTC_NONE,
        .shelved_at = UTC_NONE,
        .shelved_until = UTC_NONE,
        .group = msg_str("PWR"),
        .rule = msg_str("distress above 60 degC, 3 samples"),
        .origin = msg_str("limits.conf:12"),
        .guidance = msg_str("Heater stuck on? Switch HTR1 off by PWR-FAIL-1, "
                            "watch BUS_A_I fall by 0.8 A."),
        .display = msg_str("PWR-01"),
        .procedure = msg_str("PWR-FAIL-1")};
}

void
feed_alarm(struct model *m, struct clock now, const struct msg_alarm *a)
{
    struct msg msg = {
        .envelope = {.type = MSG_ALARM, .source = msg_str("limits")},
        .u.alarm = *a};
    feed_message(m, now, "alarm", &msg);
}

struct msg_summary
summary_message(void)
{
    return (struct msg_summary){.mdb_hash = FEED_HASH,
        .rate_10min = 3,
        .rate_hour = 5,
        .since = {FEED_UTC_NS - 600 * NS_PER_S},
        .checked = 9,
        .samples = 12345,
        .samples_per_s = 8.5,
        .journal_ok = true,
        .journal_text = msg_str("")};
}

void
feed_summary(struct model *m, struct clock now, const struct msg_summary *s)
{
    struct msg msg = {
        .envelope = {.type = MSG_SUMMARY, .source = msg_str("limits")},
        .u.summary = *s};
    feed_message(m, now, "alarms", &msg);
}

/* ---- scenes -----------------------------------------------------------------
 */

static void
one(struct model *m, struct clock now)
{
    struct msg_alarm a = alarm_message(now);
    feed_alarm(m, now, &a);
    feed_limits(m, now, TM_REALTIME, 7, (const uint64_t[]){2, 5},
        (const limit_state[]){STATE(NORMAL, NO_SIDE), STATE(DISTRESS, HIGH)},
        2);
}

static void
mixed(struct model *m, struct clock now)
{
    one(m, now);
    feed_limits(m, now, TM_REALTIME, 7, (const uint64_t[]){1, 2, 3, 4, 5},
        (const limit_state[]){STATE(NORMAL, NO_SIDE), STATE(WARNING, LOW),
            LIMIT_DISABLED, STATE(SEVERE, NO_SIDE), STATE(DISTRESS, HIGH)},
        5);
    feed_limits(m, now, TM_REALTIME, 8, (const uint64_t[]){6, 7},
        (const limit_state[]){STATE(NORMAL, NO_SIDE), STATE(CRITICAL, LOW)}, 2);
    struct msg_alarm a = alarm_message(now);
    a.item = 2;
    a.name = msg_str("/SIF/PWR/BUS_A_V");
    a.unit = msg_str("V");
    a.number = 8;
    a.level = a.worst = STATE(WARNING, LOW);
    a.threshold = 29;
    a.worst_value = 28.31;
    a.occurrences = 3;
    a.guidance = msg_str("");
    feed_alarm(m, now, &a);
    a.item = 4;
    a.name = msg_str("/SIF/PWR/MODE");
    a.unit = msg_str("");
    a.number = 9;
    a.level = a.worst = STATE(SEVERE, NO_SIDE);
    a.threshold = a.worst_value = NAN;
    a.occurrences = 1;
    a.is_first_out = true;
    a.last_text = msg_str("SCIENCE");
    a.raised = utc_add_ns(now.utc, -3 * NS_PER_S);
    feed_alarm(m, now, &a);
    a = alarm_message(now);
    a.item = 7;
    a.name = msg_str("/SIF/THM/TEMP");
    a.group = msg_str("THM");
    a.number = 10;
    a.state = ALARM_LIFE_ACK;
    a.level = a.worst = STATE(CRITICAL, LOW);
    a.threshold = 25;
    a.acknowledged_by = msg_str("FC-2");
    a.acknowledged_why = msg_str("heater command is on its way");
    a.acknowledged_at = utc_add_ns(now.utc, -2 * NS_PER_S);
    feed_alarm(m, now, &a);
    a = alarm_message(now);
    a.item = 1;
    a.name = msg_str("/SIF/PWR/BUS_A_I");
    a.unit = msg_str("A");
    a.number = 11;
    a.state = ALARM_LIFE_RTN_UNACK;
    a.what = msg_str("returned");
    a.level = STATE(NORMAL, NO_SIDE);
    a.worst = STATE(WATCH, HIGH);
    a.worst_value = 4.2;
    a.threshold = 4;
    feed_alarm(m, now, &a);
    a = alarm_message(now);
    a.item = 8;
    a.name = msg_str("/SIF/DHS/BOOT_COUNT");
    a.unit = msg_str("");
    a.number = 12;
    a.state = ALARM_LIFE_SHELVED;
    a.level = a.worst = STATE(WATCH, HIGH);
    a.threshold = 2;
    a.shelved_by = msg_str("FC-2");
    a.shelved_why = msg_str("known; the \033[31mreboot was ours");
    a.shelved_at = utc_add_ns(now.utc, -60 * NS_PER_S);
    a.shelved_until = utc_add_ns(now.utc, 3600 * NS_PER_S);
    a.raised = utc_add_ns(now.utc, -3 * 86400 * NS_PER_S);
    feed_alarm(m, now, &a);
}

static void
flood(struct model *m, struct clock now)
{
    struct msg_alarm a = alarm_message(now);
    one(m, now);
    for (unsigned i = 0; i < 40; i++) {
        char name[40];
        (void)snprintf(name, sizeof name, "/SIF/PDU/CH%02u_I", i);
        a.item = 100 + i;
        a.name = msg_str(name);
        a.number = 100 + i;
        a.level = a.worst = i % 9 ? STATE(WARNING, LOW) : STATE(CRITICAL, LOW);
        a.group = msg_str("PDU");
        a.unit = msg_str("A");
        a.is_first_out = i == 3;
        a.raised = utc_add_ns(now.utc, -(int64_t)(50 - i) * NS_PER_S / 10);
        feed_alarm(m, now, &a);
    }
}

static void
shelved(struct model *m, struct clock now)
{
    struct msg_alarm a = alarm_message(now);
    a.state = ALARM_LIFE_SHELVED;
    a.shelved_by = msg_str("FC-1");
    a.shelved_why = msg_str("sensor known bad");
    a.shelved_at = now.utc;
    a.shelved_until = utc_add_ns(now.utc, 8 * 3600 * NS_PER_S);
    feed_alarm(m, now, &a);
}

void
alarm_scene(struct model *m, enum alarm_scene scene, struct clock now)
{
    struct msg_summary s = summary_message();
    struct clock then = now;
    if (scene == ALARMS_SILENT) {
        then.mono = mono_add_ns(now.mono, -12 * NS_PER_S);
        then.utc = utc_add_ns(now.utc, -12 * NS_PER_S);
    }
    if (scene == ALARMS_FLOOD) {
        s.is_flood = true;
        s.rate_10min = 41;
    }
    feed_heartbeat(m, then, "limits", "ready", FEED_HASH);
    feed_summary(m, then, &s);
    if (scene == ALARMS_ONE)
        one(m, then);
    else if (scene == ALARMS_MIXED || scene == ALARMS_SILENT)
        mixed(m, then);
    else if (scene == ALARMS_FLOOD)
        flood(m, then);
    else if (scene == ALARMS_SHELVED)
        shelved(m, then);
}
