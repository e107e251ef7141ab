/*
 * test_status_text.c - what `columba status` says about a model.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/utf8.h"
#include "tools/status_text.h"

static const struct clock now = {
    {INT64_C(1000000000000)}, {INT64_C(1795164372500000000)}};

struct scene {
    struct model model;
    struct status_input in;
};

static struct clock
earlier(int64_t ns)
{
    return (struct clock){mono_add_ns(now.mono, -ns), utc_add_ns(now.utc, -ns)};
}

static void
tell(struct scene *s, const char *topic, struct msg msg, const char *source,
    int64_t age_ns)
{
    struct clock then = earlier(age_ns);
    msg.envelope.source = msg_str(source);
    msg.envelope.instance = msg_str("sim");
    msg.envelope.mono = then.mono;
    msg.envelope.utc = then.utc;
    model_message(&s->model, topic, &msg, then);
}

static void
heartbeat(struct scene *s, const char *name, int64_t age_ns)
{
    char topic[64];
    snprintf(topic, sizeof topic, "hb/%s", name);
    struct msg m = {.envelope.type = MSG_HEARTBEAT};
    m.u.heartbeat = (struct msg_heartbeat){.pid = 4711,
        .state = msg_str("ready"),
        .started = now.utc,
        .version = msg_str("0.1"),
        .rss_bytes = 12345678,
        .cpu = 0.125,
        .detail = msg_str("")};
    tell(s, topic, m, name, age_ns);
}

static void
link_row(struct scene *s, const char *state)
{
    struct msg m = {.envelope.type = MSG_LINK};
    m.u.link = (struct msg_link){.name = msg_str("tm"),
        .kind = msg_str("udp"),
        .address = msg_str("127.0.0.1:31810"),
        .state = msg_str(state),
        .detail = msg_str("cannot be opened"),
        .is_enabled = true,
        .signal = msg_str("aos"),
        .signal_since = now.utc,
        .signal_until = UTC_NONE,
        .packets_per_s = 21.5,
        .bytes_per_s = 1234567,
        .gaps = 3,
        .last = earlier(NS_PER_S).utc};
    tell(s, "link/tm", m, "frontend", 0);
}

/* An instance of hub and frontend with one link, all well. */
static void
open_scene(struct scene *s)
{
    static const struct msg_str names[] = {{"hub", 3}, {"frontend", 8}};
    model_init(&s->model, "sim", NULL, earlier(60 * NS_PER_S));
    model_connected(&s->model, true, earlier(60 * NS_PER_S));
    struct msg m = {.envelope.type = MSG_INSTANCE};
    m.u.instance = (struct msg_instance){.kind = msg_str("sim"),
        .mission = msg_str("SIF"),
        .title = msg_str("Solar Irradiance Facility"),
        .mission_dir = msg_str("/m"),
        .database = msg_str("/m/sif.xml"),
        .met_epoch = UTC_NONE,
        .processes = {names, 2}};
    tell(s, "instance", m, "up", 0);
    heartbeat(s, "hub", 0);
    heartbeat(s, "frontend", 0);
    link_row(s, "up");
    s->in =
        (struct status_input){.model = &s->model, .now = now, .supervisor = 99};
}

static char *
printed(const struct scene *s, bool is_json)
{
    char *text = NULL;
    size_t len;
    FILE *f = open_memstream(&text, &len);
    if (is_json)
        status_print_json(&s->in, f);
    else
        status_print(&s->in, f);
    fclose(f);
    return text;
}

static void
check_width(const char *text)
{
    char line[512];
    for (; *text != '\0'; text += strlen(line) + 1) {
        snprintf(line, sizeof line, "%.*s", (int)strcspn(text, "\n"), text);
        if (utf8_str_width(line) > 80)
            fail_msg("wider than 80: %s", line);
    }
}

static void
a_sound_instance_is_shown_in_eighty_columns(void **state)
{
    (void)state;
    struct scene s;
    open_scene(&s);
    char *text = printed(&s, false);
    static const char *const want[] = {"SIM sim  SIF  Solar Irradiance",
        "324/08:46:12 GMT  supervised by process 99", "12.3 MB", "12.5 %",
        "AOS", "21.5", "1.2 MB/s", "127.0.0.1:31810"};
    for (size_t i = 0; i < ARRAY_LEN(want); i++)
        if (strstr(text, want[i]) == NULL)
            fail_msg("no '%s' in:\n%s", want[i], text);
    check_width(text);
    assert_int_equal(status_exit(&s.in), 0);
    free(text);
    model_fini(&s.model);
}

static void
what_is_wrong_is_told_and_makes_the_status_one(void **state)
{
    (void)state;
    struct scene s;
    open_scene(&s);
    link_row(&s, "fault");
    char *text = printed(&s, false);
    assert_non_null(strstr(text, "problem: link tm: fault"));
    assert_int_equal(status_exit(&s.in), 1);
    free(text);
    model_fini(&s.model);

    open_scene(&s);
    s.in.now.mono = mono_add_ns(now.mono, 20 * NS_PER_S);
    text = printed(&s, false);
    assert_non_null(strstr(text, "frontend: no sign of life for 20 s"));
    assert_non_null(strstr(text, "silent"));
    assert_int_equal(status_exit(&s.in), 1);
    check_width(text);
    free(text);
    model_fini(&s.model);
}

static void
json_has_one_object_a_line_of_each_type(void **state)
{
    (void)state;
    struct scene s;
    open_scene(&s);
    link_row(&s, "fault");
    char *text = printed(&s, true);
    static const char *const want[] = {
        "{\"v\":1,\"type\":\"instance\",\"name\":\"sim\"",
        ("{\"v\":1,\"type\":\"process\",\"name\":\"frontend\",\"state\":"
         "\"ready\",\"pid\":4711"),
        "{\"v\":1,\"type\":\"link\",\"name\":\"tm\"", "\"packets_per_s\":21.5",
        "{\"v\":1,\"type\":\"data\"",
        "{\"v\":1,\"type\":\"problem\",\"level\":\"caution\""};
    for (size_t i = 0; i < ARRAY_LEN(want); i++)
        if (strstr(text, want[i]) == NULL)
            fail_msg("no '%s' in:\n%s", want[i], text);
    free(text);
    model_fini(&s.model);
}

static void
commanding_and_exercises_are_told(void **state)
{
    (void)state;
    struct scene s;
    open_scene(&s);
    struct msg m = {.envelope.type = MSG_GATE};
    m.u.gate = (struct msg_gate){.holder = msg_str("FC-1"),
        .uplink = msg_str("tc"),
        .uplink_state = msg_str("up"),
        .signal = msg_str("aos"),
        .since = now.utc,
        .until = UTC_NONE,
        .queued = 3,
        .unknown = 1,
        .log_ok = true,
        .log_lines = 17};
    tell(&s, "gate", m, "gate", 0);
    s.in.exercise = (struct status_exercise){"heater", "running", 90, 1800};
    char *text = printed(&s, false), *json = printed(&s, true);
    assert_non_null(strstr(text, "commanding: FC-1, uplink tc up\n"));
    assert_non_null(
        strstr(text, "commands: 0 wait, 3 queued, 0 open, 1 unknown\n"));
    assert_non_null(strstr(text, "exercise heater: running, "));
    assert_non_null(strstr(json, "\"type\":\"gate\",\"fresh\":true"));
    assert_non_null(strstr(json, "\"holder\":\"FC-1\""));
    assert_non_null(strstr(json, "\"log_ok\":true,\"log_lines\":17"));
    assert_non_null(
        strstr(json, "\"type\":\"exercise\",\"name\":\"heater\",\"state\":"
                     "\"running\",\"elapsed_s\":90"));
    check_width(text);
    free(text);
    free(json);
    s.in.exercise.duration_s = 0;
    text = printed(&s, false);
    assert_null(strstr(text, " of "));
    free(text);
    model_fini(&s.model);
}

static void
without_any_message_it_still_says_what_is_missing(void **state)
{
    (void)state;
    struct scene s = {0};
    model_init(&s.model, "sim", NULL, earlier(60 * NS_PER_S));
    s.in = (struct status_input){.model = &s.model, .now = now};
    char *text = printed(&s, false), *json = printed(&s, true);
    assert_non_null(strstr(text, "without a supervisor"));
    assert_null(strstr(text, "command"));
    assert_null(strstr(json, "\"gate\""));
    assert_non_null(strstr(text, "problem: instance sim does not answer"));
    assert_non_null(strstr(json, "\"age_s\":null"));
    assert_int_equal(status_exit(&s.in), 1);
    check_width(text);
    free(text);
    free(json);
    model_fini(&s.model);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_instance_is_shown_in_eighty_columns),
        cmocka_unit_test(what_is_wrong_is_told_and_makes_the_status_one),
        cmocka_unit_test(json_has_one_object_a_line_of_each_type),
        cmocka_unit_test(commanding_and_exercises_are_told),
        cmocka_unit_test(without_any_message_it_still_says_what_is_missing),
    };
    return check_run(tests);
}
