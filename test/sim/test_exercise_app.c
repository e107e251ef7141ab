/*
 * test_exercise_app.c - exercises on the bus: requests, messages, the model.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include <unistd.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "sim/exercise_app.h"

#define BODY                                                                   \
    XTCE_TYPES(XTCE_UINT("u8", "8"))                                           \
    XTCE_PARAMS(XTCE_PARAM("T", "u8"))                                         \
    XTCE_CONTAINERS(XTCE_CONTAINER("HK", XTCE_ENTRY("T")))

static const char scenario[] =
    "scenario A \"An exercise\"\nduration 2 min\nplace 80\n"
    "brief\n  Look.\nend\n"
    "fault F \"one\"\n  signal lost\n  begins at 10\n  detect alarm T\n"
    "  diagnose display D-1\n  hint after 5 \"Look at D-1.\"\n"
    "fault G \"two\"\n  pointing lost\n  begins when T > 9\n";

struct rig {
    struct mdb *mdb;
    struct exercise_app *app;
    char dir[64];
    const char *dirs[2];
    struct strbuf told;
    struct strbuf reply; /* status, text, rows */
    uint64_t request;
};

static void
on_publish(void *arg, const char *topic, struct msg *msg)
{
    struct rig *r = arg;
    struct msg_buffer buffer = {0};
    msg->envelope.source = msg_str("sim");
    msg->envelope.instance = msg_str("sim");
    assert_true(msg_topic_is_valid(topic, strlen(topic)));
    assert_int_equal(msg_pack(msg, &buffer), ERR_OK);
    struct msg back;
    assert_int_equal(msg_unpack(buffer.p, buffer.len, &back), ERR_OK);
    msg_fini(&back);
    free(buffer.p);
    if (msg->envelope.type == MSG_SCENARIO)
        strbuf_addf(&r->told, "scenario %.*s\n", (int)msg->u.scenario.state.len,
            msg->u.scenario.state.s);
    else if (msg->envelope.type == MSG_FAULT)
        strbuf_addf(&r->told, "%s %.*s\n", topic, (int)msg->u.fault.state.len,
            msg->u.fault.state.s);
    else
        assert_int_equal(msg->envelope.type, MSG_MARK);
}

static void
on_event(void *arg, enum event_id id, const char *text)
{
    struct rig *r = arg;
    if (id == EV_EXERCISE_HINT)
        strbuf_addf(&r->told, "hint %s\n", text);
}

static void
on_restart(void *arg, const struct scenario *s)
{
    struct rig *r = arg;
    strbuf_addf(&r->told, "restart at %g\n", s->place_deg);
}

static void
on_begin(void *arg, size_t handle, const struct scenario_effect *effect)
{
    struct rig *r = arg;
    strbuf_addf(&r->told, "+%zu %s\n", handle % 1000, effect->text);
}

static void
on_end(void *arg, size_t handle)
{
    struct rig *r = arg;
    strbuf_addf(&r->told, "-%zu\n", handle % 1000);
}

static void
on_freeze(void *arg, bool is_frozen)
{
    struct rig *r = arg;
    strbuf_adds(&r->told, is_frozen ? "freeze\n" : "thaw\n");
}

static void
on_keep(void *arg, const struct exercise *exercise, struct utc now)
{
    struct rig *r = arg;
    (void)now;
    assert_true(exercise_is_over(exercise));
    strbuf_adds(&r->told, "kept\n");
}

static void
rig_open(struct rig *r)
{
    *r = (struct rig){.mdb = xtce_good(BODY)};
    (void)str_copy(r->dir, sizeof r->dir, "/tmp/exercise-XXXXXX");
    assert_non_null(mkdtemp(r->dir));
    char *path = xasprintf("%s/a.scn", r->dir);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(scenario, f);
    fclose(f);
    free(path);
    r->dirs[0] = r->dir;
    r->app = exercise_app_new(&(struct exercise_app_config){.mdb = r->mdb,
        .root = MDB_NIL,
        .dir = r->dirs,
        .arg = r,
        .publish = on_publish,
        .event = on_event,
        .restart = on_restart,
        .begin = on_begin,
        .end = on_end,
        .freeze = on_freeze,
        .keep = on_keep});
}

static void
rig_close(struct rig *r)
{
    char *path = xasprintf("%s/a.scn", r->dir);
    unlink(path);
    rmdir(r->dir);
    free(path);
    exercise_app_free(&r->app);
    mdb_free(&r->mdb);
    strbuf_fini(&r->told);
    strbuf_fini(&r->reply);
}

static enum err
ask_as(struct rig *r, bool may_change, const char *verb, const char *arg)
{
    const struct msg_str args[] = {msg_str(arg)};
    const struct msg_request request = {.id = ++r->request,
        .verb = msg_str(verb),
        .args = {args, arg != NULL ? 1 : 0}};
    struct msg_reply reply = {0};
    exercise_app_request(r->app, may_change, "anna", &request, &reply);
    strbuf_reset(&r->reply);
    strbuf_addf(&r->reply, "%.*s\n", (int)reply.text.len, reply.text.s);
    for (size_t i = 0; i < reply.rows.n; i++)
        strbuf_addf(
            &r->reply, "%.*s\n", (int)reply.rows.v[i].len, reply.rows.v[i].s);
    return (enum err)reply.status;
}

static enum err
ask(struct rig *r, const char *verb, const char *arg)
{
    return ask_as(r, true, verb, arg);
}

static void
step(struct rig *r, double s)
{
    exercise_app_step(r->app, s, (struct utc){(int64_t)(s * 1e9)});
}

static void
expect(struct rig *r, const char *told)
{
    assert_string_equal(strbuf_get(&r->told), told);
    strbuf_reset(&r->told);
}

static void
an_exercise_is_loaded_begun_and_ended(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r);
    step(&r, 100);
    assert_int_equal(ask(&r, "end", NULL), ERR_RANGE);
    assert_int_equal(ask(&r, "load", "a"), ERR_OK);
    expect(&r, "scenario ready\nfault/F planned\nfault/G planned\n");
    assert_int_equal(ask(&r, "debrief", NULL), ERR_NOTFOUND);
    assert_int_equal(ask(&r, "start", NULL), ERR_OK);
    expect(&r, "fault/F gone\nfault/G gone\nrestart at 80\n"
               "scenario running\nfault/F planned\nfault/G planned\n");
    assert_int_equal(ask(&r, "start", NULL), ERR_EXISTS);
    step(&r, 109.9);
    expect(&r, "");
    step(&r, 110);
    expect(&r, "+0 signal lost\nfault/F on\n");
    exercise_app_packet(r.app, (const uint8_t[]){12}, 1);
    step(&r, 111);
    expect(&r, "+1 pointing lost\nfault/G on\n");
    step(&r, 115);
    expect(&r, "hint Look at D-1.\n");
    step(&r, 220);
    expect(&r, "-0\nfault/F over\n-1\nfault/G over\nscenario over\nkept\n");
    assert_int_equal(exercise_app_phase(r.app), PHASE_OVER);
    assert_int_equal(ask(&r, "start", NULL), ERR_OK); /* once more */
    expect(&r, "fault/F gone\nfault/G gone\nrestart at 80\nscenario running\n"
               "fault/F planned\nfault/G planned\n");
    rig_close(&r);
}

static void
the_instructor_has_the_model_in_his_hand(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r);
    assert_int_equal(ask(&r, "load", "a.scn"), ERR_OK);
    assert_int_equal(ask(&r, "freeze", NULL), ERR_RANGE);
    assert_int_equal(ask(&r, "start", NULL), ERR_OK);
    strbuf_reset(&r.told);
    assert_int_equal(ask(&r, "freeze", NULL), ERR_OK);
    expect(&r, "freeze\nscenario frozen\n");
    assert_int_equal(ask(&r, "freeze", NULL), ERR_RANGE);
    assert_int_equal(ask(&r, "continue", NULL), ERR_OK);
    expect(&r, "thaw\nscenario running\n");
    assert_int_equal(ask(&r, "trigger", "G"), ERR_OK);
    expect(&r, "+0 pointing lost\nfault/G on\n");
    assert_int_equal(ask(&r, "trigger", "H"), ERR_NOTFOUND);
    assert_int_equal(ask(&r, "trigger", "G"), ERR_EXISTS);
    assert_int_equal(ask(&r, "clear", "G"), ERR_OK);
    expect(&r, "-0\nfault/G cleared\n");
    assert_int_equal(ask(&r, "clear", "G"), ERR_RANGE);
    assert_int_equal(ask(&r, "add", "signal lots"), ERR_FORMAT);
    assert_non_null(strstr(r.reply.s, "'lost' is expected here"));
    assert_int_equal(ask(&r, "add", "signal lost"), ERR_OK);
    expect(&r, "+1 signal lost\nfault/hand-1 on\n");
    assert_int_equal(ask(&r, "note", "Well done."), ERR_OK);
    assert_int_equal(ask(&r, "end", NULL), ERR_OK);
    expect(&r, "-1\nfault/hand-1 over\nscenario over\nkept\n");
    assert_int_equal(ask(&r, "debrief", NULL), ERR_OK);
    assert_non_null(strstr(r.reply.s, "Well done."));
    assert_int_equal(ask(&r, "debrief-json", NULL), ERR_OK);
    assert_non_null(strstr(r.reply.s, "\"v\":1"));
    rig_close(&r);
}

static void
what_trainees_do_comes_by_messages_and_requests(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r);
    assert_int_equal(ask(&r, "load", "a"), ERR_OK);
    struct msg command = {.envelope.type = MSG_COMMAND,
        .u.command = {.number = 3, .short_name = msg_str("OLD")}};
    exercise_app_message(r.app, &command); /* before it began */
    assert_int_equal(ask(&r, "start", NULL), ERR_OK);
    step(&r, 10);
    struct msg alarm = {.envelope.type = MSG_ALARM,
        .u.alarm = {.name = msg_str("/S/T"), .what = msg_str("raised")}};
    exercise_app_message(r.app, &alarm);
    step(&r, 12);
    alarm.u.alarm.what = msg_str("acknowledged");
    alarm.u.alarm.acknowledged_by = msg_str("anna");
    exercise_app_message(r.app, &alarm);
    step(&r, 13);
    assert_int_equal(ask(&r, "display", "D-1"), ERR_OK);
    exercise_app_message(r.app, &command);
    command.u.command.number = 4;
    command.u.command.short_name = msg_str("NEW");
    exercise_app_message(r.app, &command);
    exercise_app_message(r.app, &command); /* another state of it */
    assert_int_equal(ask(&r, "debrief", NULL), ERR_OK);
    assert_non_null(strstr(r.reply.s, "detected      after 0:00"));
    assert_non_null(strstr(r.reply.s, "acknowledged  after 0:02     anna"));
    assert_non_null(
        strstr(r.reply.s, "diagnosed     after 0:03     anna, display D-1"));
    assert_null(strstr(r.reply.s, "OLD"));
    char *first = strstr(r.reply.s, "NEW");
    assert_non_null(first);
    assert_null(strstr(first + 1, "NEW"));
    rig_close(&r);
}

static void
a_trainee_may_claim_a_name_for_what_he_looks_at(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r);
    assert_int_equal(ask(&r, "load", "a"), ERR_OK);
    assert_int_equal(ask(&r, "start", NULL), ERR_OK);
    step(&r, 11);
    const struct msg_str args[] = {msg_str("D-1"), msg_str("as=FC-2")};
    const struct msg_request request = {
        .id = 1, .verb = msg_str("display"), .args = {args, 2}};
    struct msg_reply reply = {0};
    exercise_app_request(r.app, true, "anna", &request, &reply);
    assert_int_equal(reply.status, ERR_OK);
    assert_int_equal(
        ask(&r, "display", "a-name-that-is-longer-than-any-display-has-it"),
        ERR_LIMIT);
    assert_int_equal(ask(&r, "debrief", NULL), ERR_OK);
    assert_non_null(strstr(r.reply.s, "FC-2, display D-1"));
    rig_close(&r);
}

static void
loading_another_one_ends_and_keeps_what_runs(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r);
    assert_int_equal(ask(&r, "load", "a"), ERR_OK);
    assert_int_equal(ask(&r, "start", NULL), ERR_OK);
    assert_int_equal(ask(&r, "freeze", NULL), ERR_OK);
    strbuf_reset(&r.told);
    assert_int_equal(ask(&r, "load", "a"), ERR_OK);
    expect(&r, "thaw\nscenario over\nkept\nfault/F gone\nfault/G gone\n"
               "scenario ready\nfault/F planned\nfault/G planned\n");
    exercise_app_close(r.app); /* nothing runs: nothing to keep */
    expect(&r, "");
    rig_close(&r);
}

static void
watchers_only_look(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r);
    static const char *const verbs[] = {"load", "start", "end", "freeze",
        "continue", "trigger", "clear", "add", "note", "display"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        assert_int_equal(ask_as(&r, false, verbs[i], "a"), ERR_DENIED);
    assert_int_equal(ask_as(&r, false, "status", NULL), ERR_OK);
    assert_string_equal(r.reply.s, "idle without a scenario, 0 s\n");
    assert_int_equal(ask_as(&r, false, "list", NULL), ERR_OK);
    assert_non_null(strstr(r.reply.s, "/a.scn An exercise\n"));
    assert_int_equal(ask_as(&r, false, "faults", NULL), ERR_DENIED);
    assert_int_equal(ask_as(&r, true, "faults", NULL), ERR_OK);
    assert_int_equal(ask_as(&r, false, "debrief", NULL), ERR_NOTFOUND);
    assert_int_equal(ask(&r, "load", "a"), ERR_OK);
    assert_int_equal(ask(&r, "start", NULL), ERR_OK);
    assert_int_equal(ask_as(&r, false, "debrief", NULL), ERR_DENIED);
    assert_int_equal(ask_as(&r, true, "debrief", NULL), ERR_OK);
    exercise_app_close(r.app);
    assert_int_equal(ask_as(&r, false, "debrief", NULL), ERR_OK);
    assert_int_equal(ask_as(&r, true, "nonsense", NULL), ERR_NOTFOUND);
    rig_close(&r);
}

static void
a_bad_scenario_leaves_the_good_one(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r);
    assert_int_equal(ask(&r, "load", "a"), ERR_OK);
    assert_int_equal(ask(&r, "start", NULL), ERR_OK);
    assert_int_equal(ask(&r, "load", NULL), ERR_RANGE);
    assert_int_equal(ask(&r, "load", "b"), ERR_NOTFOUND);
    char *bad = xasprintf("%s/bad.scn", r.dir);
    FILE *f = fopen(bad, "w");
    fputs("scenario B \"x\"\nplaces 3\nseed x\n", f);
    fclose(f);
    assert_int_equal(ask(&r, "load", bad), ERR_FORMAT);
    assert_non_null(strstr(r.reply.s, "bad.scn:2:1: 'places' is not known"));
    assert_non_null(strstr(r.reply.s, "bad.scn:3:6: a number"));
    assert_int_equal(exercise_app_phase(r.app), PHASE_RUNNING);
    unlink(bad);
    free(bad);
    rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_exercise_is_loaded_begun_and_ended),
        cmocka_unit_test(the_instructor_has_the_model_in_his_hand),
        cmocka_unit_test(what_trainees_do_comes_by_messages_and_requests),
        cmocka_unit_test(a_trainee_may_claim_a_name_for_what_he_looks_at),
        cmocka_unit_test(loading_another_one_ends_and_keeps_what_runs),
        cmocka_unit_test(watchers_only_look),
        cmocka_unit_test(a_bad_scenario_leaves_the_good_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
