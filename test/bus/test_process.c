/*
 * test_process.c - a process answers both sockets, reloads, and ends when
 * asked.
 *
 * Real sockets and signals, to ourselves.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/process.h"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include "common/log.h"
#include "common/xalloc.h"
#include "support/check.h"

struct rig {
    char *dir;
    struct process *process;
    unsigned asked, may_change, loads, takes, turns, replies;
    int load_status;
    char who[PROCESS_WHO_SIZE];
};

static void
on_request(void *arg, bool may_change, const char *who,
    const struct msg_request *request, struct msg_reply *reply)
{
    struct rig *r = arg;
    assert_true(msg_str_eq(request->verb, "hello"));
    r->asked++;
    r->may_change += may_change;
    (void)snprintf(r->who, sizeof r->who, "%s", who);
    reply->text = msg_str("yes");
}

static int
on_load(void *arg, struct notes *notes)
{
    struct rig *r = arg;
    r->loads++;
    if (r->load_status != 0)
        notes_add(notes, NOTE_ERROR, "t.conf", 1, 1, "as wanted");
    return r->load_status;
}

static void
on_take(void *arg)
{
    struct rig *r = arg;
    r->takes++;
}

static void
on_turn_end(void *arg)
{
    struct rig *r = arg;
    r->turns++;
}

static const char *
text(void *arg)
{
    (void)arg;
    return "all is well";
}

static struct process_config
config_of(struct rig *r)
{
    return (struct process_config){.source = "t",
        .instance = "sim",
        .arg = r,
        .request = on_request,
        .load = on_load,
        .take = on_take,
        .turn_end = on_turn_end,
        .text = text};
}

static int
setup(void **state)
{
    struct rig *r = xcalloc(1, sizeof *r);
    r->dir = check_tmpdir();
    setenv("COLUMBA_RUN", r->dir, 1);
    log_quiet(true);
    const struct process_config config = config_of(r);
    assert_int_equal(process_open(&config, &r->process), ERR_OK);
    assert_int_equal(process_serve(r->process), ERR_OK);
    *state = r;
    return 0;
}

static int
teardown(void **state)
{
    struct rig *r = *state;
    process_close(&r->process);
    process_close(&r->process); /* none is fine */
    check_rmdir(&r->dir);
    free(r);
    return 0;
}

static void
on_reply(void *arg, const struct msg_reply *reply)
{
    struct rig *r = arg;
    assert_non_null(reply);
    assert_true(msg_str_eq(reply->text, "yes"));
    if (++r->replies == 2)
        kill(getpid(), SIGTERM);
}

static void
operators_may_change_and_the_kernel_says_who_they_are(void **state)
{
    struct rig *r = *state;
    static const enum paths_dir dir[] = {PATHS_OBSERVE, PATHS_OPERATE};
    for (size_t i = 0; i < 2; i++)
        bus_ask(process_bus(r->process), dir[i], "t", "hello", NULL, 0,
            10 * NS_PER_S, on_reply, r);
    assert_int_equal(process_run(r->process), 0); /* SIGTERM ends it */
    assert_int_equal(r->asked, 2);
    assert_int_equal(r->may_change, 1);
    assert_true(r->turns > 0);
    const struct passwd *user = getpwuid(getuid());
    if (user != NULL)
        assert_string_equal(r->who, user->pw_name);
}

static void
who_is_not_known_to_the_system_has_a_number(void **state)
{
    (void)state;
    char who[PROCESS_WHO_SIZE];
    process_who(&(struct bus_peer){.is_known = false, .uid = 0}, who);
    assert_string_equal(who, "somebody unknown");
    process_who(&(struct bus_peer){.is_known = true, .uid = 3999999999}, who);
    assert_string_equal(who, "uid 3999999999");
}

static void
a_configuration_is_taken_only_when_it_is_sound(void **state)
{
    struct rig *r = *state;
    static const struct {
        int status;
        unsigned takes;
    } rows[] = {{0, 1}, {78, 1}, {0, 2}};
    for (size_t i = 0; i < 3; i++) {
        r->load_status = rows[i].status;
        kill(getpid(), SIGHUP);
        while (r->loads == i)
            bus_loop_turn(process_loop(r->process), NS_PER_S);
        assert_int_equal(r->takes, rows[i].takes);
    }
    kill(getpid(), SIGINT);
    assert_int_equal(process_run(r->process), 0);
}

static void
a_second_one_of_the_name_is_refused(void **state)
{
    struct rig *r = *state;
    const struct process_config config = config_of(r);
    struct process *second;
    assert_int_equal(process_open(&config, &second), ERR_OK);
    assert_int_equal(process_serve(second), ERR_EXISTS);
    process_close(&second);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            operators_may_change_and_the_kernel_says_who_they_are, setup,
            teardown),
        cmocka_unit_test(who_is_not_known_to_the_system_has_a_number),
        cmocka_unit_test_setup_teardown(
            a_configuration_is_taken_only_when_it_is_sound, setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_second_one_of_the_name_is_refused, setup, teardown),
    };
    return check_run(tests);
}
