/*
 * drill_scene.c - see drill_scene.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/drill_scene.h"

#include <math.h>
#include <stdio.h>

#include "common/attr.h"

#define NO (double)NAN

const char *
drill_scene_str(enum drill_scene scene)
{
    static const char *const names[DRILL_SCENE_COUNT] = {
        "ready", "running", "frozen", "over", "hostile"};
    return names[scene];
}

static const struct row {
    const char *id, *title, *text, *begins, *ends, *state, *origin;
    double begins_s, s[DRILL_MOMENTS]; /* begun detected ack diag recov ended */
    const char *by[3];
} rows[] = {
    {"FEED-DIP", "The station's feeds dip", "feeds sag by 9 V", "at 02:00",
        "after 7 s", "over", "scenario", 120, {120, 121, 130, 145, 127, 127},
        {"alarm PDU_FEEDB_V", "anna", "anna, display PWR-01"}},
    {"HEATER", "Sun sensor heater stuck on", "heater SUN_SENSOR stuck on",
        "at 07:00", "when PDU_HTRB_ST == OFF for 60 s", "on", "scenario", 420,
        {420, 455, NO, NO, NO, NO}, {"alarm THM_SS_T", "", ""}},
    {"MODE", "SAFE by itself", "payload goes to mode SAFE",
        "when DHS_MODE == SCIENCE for 60 s", "by hand", "planned", "scenario",
        NO, {NO, NO, NO, NO, NO, NO}, {"", "", ""}},
    {"LINE", "Contact is lost", "signal lost", "at 20:00", "at 22:00",
        "planned", "scenario", 1200, {NO, NO, NO, NO, NO, NO}, {"", "", ""}},
};

static const struct {
    double s;
    const char *person, *what, *text, *fault;
} marks[] = {{120, "", "fault", "begins: The station's feeds dip", "FEED-DIP"},
    {130, "anna", "acknowledge", "PDU_FEEDB_V", "FEED-DIP"},
    {145, "anna", "display", "PWR-01", "FEED-DIP"},
    {300, "ilse", "note", "Good call on the feeds.", ""},
    {512, "anna", "display", "THM-01", ""},
    {540, "anna", "command", "HTR_OFF", ""}};

static void
feed_fault(struct model *m, struct clock now, const struct row *r,
    bool is_planned, bool is_hostile)
{
    char topic[64];
    double s[DRILL_MOMENTS];
    for (int i = 0; i < DRILL_MOMENTS; i++)
        s[i] = is_planned ? NO : r->s[i];
    struct msg msg = {.envelope.type = MSG_FAULT,
        .u.fault = {.id = msg_str(r->id),
            .title =
                msg_str(is_hostile ? "\x1b]0;x\x07\xE2\x80\xAE t" : r->title),
            .text = msg_str(is_hostile ? "\x1b[2Jgone\n" : r->text),
            .state = msg_str(is_planned ? "planned" : r->state),
            .origin = msg_str(r->origin),
            .begins = msg_str(is_hostile ? "\xff\xfe" : r->begins),
            .ends = msg_str(r->ends),
            .begins_s = r->begins_s,
            .begun = UTC_NONE,
            .ended = UTC_NONE,
            .detected = UTC_NONE,
            .acknowledged = UTC_NONE,
            .diagnosed = UTC_NONE,
            .recovered = UTC_NONE,
            .detected_by = msg_str(r->by[0]),
            .acknowledged_by = msg_str(r->by[1]),
            .diagnosed_by = msg_str(r->by[2]),
            .recovered_by = msg_str(""),
            .begun_s = s[0],
            .detected_s = s[1],
            .acknowledged_s = s[2],
            .diagnosed_s = s[3],
            .recovered_s = s[4],
            .ended_s = s[5]}};
    (void)snprintf(topic, sizeof topic, "fault/%s", r->id);
    feed_message(m, now, topic, &msg);
}

static void
feed_marks(
    struct model *m, struct clock now, struct utc started, bool is_hostile)
{
    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        struct msg msg = {.envelope.type = MSG_MARK,
            .u.mark = {.number = i + 1,
                .time = utc_add_ns(started, (int64_t)(marks[i].s * 1e9)),
                .elapsed_s = marks[i].s,
                .person = msg_str(marks[i].person),
                .what = msg_str(marks[i].what),
                .text = msg_str(is_hostile ? "\x1b[31m\x9b" : marks[i].text),
                .fault = msg_str(marks[i].fault)}};
        feed_message(m, now, "mark/1", &msg);
    }
}

void
drill_scene(struct model *m, enum drill_scene scene, struct clock now)
{
    static const char *const states[DRILL_SCENE_COUNT] = {
        "ready", "running", "frozen", "over", "running"};
    bool is_ready = scene == DRILL_SCENE_READY;
    bool is_hostile = scene == DRILL_SCENE_HOSTILE;
    double elapsed = is_ready ? 0 : scene == DRILL_SCENE_OVER ? 1500 : 560;
    struct utc started = utc_add_ns(now.utc, -(int64_t)(elapsed * 1e9));
    const struct msg_str brief[] = {
        msg_str("You take over after a science window, on the way into the "
                "night."),
        msg_str(""),
        msg_str(is_hostile ? "\x1b[5mblink" : "Say aloud what you see.")};
    struct msg msg = {.envelope.type = MSG_SCENARIO,
        .u.scenario = {.name = msg_str("EVENING"),
            .title = msg_str(
                is_hostile ? "\x1b[H\x07 title" : "An evening with a heater"),
            .file = msg_str("/nowhere/evening.scn"),
            .brief = {brief, ARRAY_LEN(brief)},
            .state = msg_str(states[scene]),
            .started = is_ready ? UTC_NONE : started,
            .model = now.utc,
            .elapsed_s = elapsed,
            .duration_s = 1500,
            .rate = 1,
            .seed = 7,
            .faults = ARRAY_LEN(rows),
            .marks = is_ready ? 0 : ARRAY_LEN(marks)}};
    feed_message(m, now, "scenario", &msg);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        feed_fault(m, now, &rows[i], is_ready, is_hostile);
    if (!is_ready)
        feed_marks(m, now, started, is_hostile);
}
