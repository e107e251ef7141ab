/*
 * test_desk_commands.c - what this console asks of the gate, and the
 * ceremonies before a command goes out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk_priv.h"

#include "support/check.h"

#include "common/attr.h"
#include "support/command_scene.h"
#include "support/desk_rig.h"

#define TOKEN "0123456789abcdef0123456789abcdef"

static void
start(struct desk_rig *r, enum command_scene scene, const char *as)
{
    desk_rig_open(r, SCENE_GOOD, false);
    orders_begin(
        &r->model.orders, "00000000000000000000000000000001", "anna", as);
    command_scene(&r->model, scene, r->now);
    desk_rig_paint(r);
}

/* The gate says who has it, since 1 s. */
static void
tell_holder(struct desk_rig *r, const char *holder)
{
    r->now.mono = mono_add_ns(r->now.mono, NS_PER_S);
    r->now.utc = utc_add_ns(r->now.utc, NS_PER_S);
    struct msg_gate g = gate_message(r->now);
    g.holder = msg_str(holder);
    g.since = utc_add_ns(r->now.utc, -NS_PER_S);
    feed_gate(&r->model, r->now, &g);
    desk_keep_authority(r->desk, r->now);
}

static void
take(struct desk_rig *r)
{
    tell_holder(r, "");
    desk_rig_keys(r, ":authority Space take Enter");
    assert_string_equal(r->order, "take");
    desk_rig_answer(r, ERR_OK, "", "");
    tell_holder(r, "FC-1");
    assert_true(r->model.orders.holds);
}

static void
select_state(struct desk_rig *r, const char *filter)
{
    char keys[80];
    (void)snprintf(keys, sizeof keys, "4 & ^U state=%s Enter", filter);
    desk_rig_keys(r, keys);
    desk_rig_paint(r);
}

static void
wait(struct desk_rig *r)
{
    desk_rig_paint(r);
    r->now.mono = mono_add_ns(r->now.mono, NS_PER_S);
    r->now.utc = utc_add_ns(r->now.utc, NS_PER_S);
    desk_rig_paint(r);
}

/* #12 is HELD: armed, with the dialog open and on the screen. */
static void
open_dialog(struct desk_rig *r)
{
    start(r, COMMANDS_MIXED, "");
    take(r);
    select_state(r, "held");
    desk_rig_keys(r, "!");
    assert_true(str_prefix(r->order, "arm "));
    desk_rig_answer(r, ERR_OK, "armed", "token: " TOKEN);
    struct msg_command c = command_message(r->now, 12, COMMAND_ARMED);
    c.change = 1000;
    feed_command(&r->model, r->now, &c);
    wait(r);
    assert_non_null(strstr(desk_rig_text(r), "FIRE A COMMAND"));
}

static void
a_command_is_fired_by_its_name(void **state)
{
    (void)state;
    struct desk_rig r;
    open_dialog(&r);
    assert_true(r.drops > 0);
    const char *text = desk_rig_text(&r);
    static const char *const said[] = {"#12 /SIF/TC/HTR_ON",
        "Battery=3 Mode=ON", "distress: the heater draws 80 W",
        "sha256 001122334455", "asked by FC-1", "ARMED  00:2"};
    for (size_t i = 0; i < ARRAY_LEN(said); i++)
        if (strstr(text, said[i]) == NULL)
            fail_msg("%s:\n%s", said[i], text);
    desk_rig_type(&r, "HTR_ON Enter");
    char want[120];
    (void)snprintf(
        want, sizeof want, "fire %s " TOKEN " HTR_ON", command_id(12));
    assert_string_equal(r.order, want);
    assert_int_equal(r.fires, 1);
    desk_order_answer(r.desk, r.ticket, NULL);
    assert_non_null(strstr(desk_rig_text(&r), "whether #12 HTR_ON was fired"));
    assert_int_equal(r.fires, 1); /* never again by itself */
    /* neither token nor session are written down */
    desk_rig_keys(&r, "@");
    assert_null(strstr(desk_rig_text(&r), TOKEN));
    desk_rig_close(&r);
}

static void
closing_the_dialog_disarms(void **state)
{
    (void)state;
    struct desk_rig r;
    open_dialog(&r);
    desk_rig_type(&r, "Esc");
    assert_true(str_prefix(r.order, "arm"));
    assert_non_null(strstr(desk_rig_text(&r), "Disarm and cancel it?"));
    desk_rig_type(&r, "y");
    char want[120];
    (void)snprintf(
        want, sizeof want, "cancel %s the dialog was closed", command_id(12));
    assert_string_equal(r.order, want);
    assert_int_equal(r.fires, 0);
    desk_rig_close(&r);
}

static void
pasting_typing_ahead_and_resizing_never_fire(void **state)
{
    (void)state;
    struct desk_rig r;
    open_dialog(&r);
    desk_rig_paste(&r, "HTR_ON\r");
    assert_non_null(strstr(desk_rig_text(&r), "pasted text is refused"));
    wait(&r);
    desk_rig_keys(&r, "HTR_ON Enter"); /* all in one instant */
    assert_non_null(strstr(desk_rig_text(&r), "faster than fingers"));
    wait(&r);
    desk_rig_type(&r, "HTR_ON");
    desk_rig_resize(&r, 60, 200);
    desk_rig_type(&r, "Enter");
    wait(&r);
    desk_rig_resize(&r, 3, 20); /* nothing can be shown there */
    desk_rig_type(&r, "HTR_ON Enter");
    assert_int_equal(r.fires, 0);
    desk_rig_close(&r);
}

static void
without_a_gate_nothing_is_fired(void **state)
{
    (void)state;
    struct desk_rig r;
    open_dialog(&r);
    for (int i = 0; i < 4; i++) /* it falls silent, in less than the 24 s */
        wait(&r);
    desk_rig_type(&r, "HTR_ON Enter");
    assert_int_equal(r.fires, 0);
    assert_non_null(strstr(desk_rig_text(&r), "nothing can be commanded"));
    assert_non_null(strstr(desk_rig_text(&r), "FIRE A COMMAND"));
    desk_rig_close(&r);
}

static void
a_refusal_or_an_answer_without_token_opens_nothing(void **state)
{
    (void)state;
    struct desk_rig r;
    for (int i = 0; i < 3; i++) {
        start(&r, COMMANDS_MIXED, "");
        take(&r);
        select_state(&r, "held");
        desk_rig_keys(&r, "!");
        if (i == 0)
            desk_rig_answer(&r, ERR_DENIED, "not hazardous", "");
        else if (i == 1)
            desk_rig_answer(&r, ERR_OK, "armed", "hello");
        else
            desk_order_answer(r.desk, r.ticket, NULL);
        wait(&r);
        assert_null(strstr(desk_rig_text(&r), "FIRE A COMMAND"));
        desk_rig_close(&r);
    }
}

static void
the_second_person_approves_by_typing_as_well(void **state)
{
    (void)state;
    struct desk_rig r;
    start(&r, COMMANDS_MIXED, "FC-2");
    select_state(&r, "proposed");
    desk_rig_keys(&r, "!");
    wait(&r);
    assert_non_null(
        strstr(desk_rig_text(&r), "APPROVE A COMMAND OF ANOTHER PERSON"));
    assert_non_null(strstr(desk_rig_text(&r), "it waits 00:2"));
    desk_rig_type(&r, "VALVE_OPEN Enter");
    char want[160];
    (void)snprintf(
        want, sizeof want, "approve %s " COMMAND_DIGEST, command_id(13));
    assert_string_equal(r.order, want);
    desk_rig_close(&r);
}

static void
what_waits_is_cancelled_and_unknown_closed_with_a_reason(void **state)
{
    (void)state;
    struct desk_rig r;
    char want[120];
    start(&r, COMMANDS_MIXED, "");
    select_state(&r, "queued");
    desk_rig_keys(&r, "D");
    assert_non_null(strstr(desk_rig_text(&r), "Cancel #11 HTR_ON, because:"));
    desk_rig_keys(&r, "Enter");
    assert_int_equal(r.orders, 0);
    desk_rig_keys(&r, "D wrong Space unit Enter");
    (void)snprintf(want, sizeof want, "cancel %s wrong unit", command_id(11));
    assert_string_equal(r.order, want);
    desk_rig_keys(&r, ":cancel Space 12 Space late Enter");
    (void)snprintf(want, sizeof want, "cancel %s late", command_id(12));
    assert_string_equal(r.order, want);
    int orders = r.orders;
    desk_rig_keys(&r, ":close Space 11 Space late Enter");
    desk_rig_keys(&r, ":close Space 8 Enter");
    desk_rig_keys(&r, ":close Space 77 Space x Enter");
    desk_rig_keys(&r, ":cancel Space 1 Space x Enter");
    assert_int_equal(r.orders, orders);
    desk_rig_keys(&r, ":close Space 8 Space seen Space in Space TM Enter");
    (void)snprintf(want, sizeof want, "close %s seen in TM", command_id(8));
    assert_string_equal(r.order, want);
    desk_rig_close(&r);
}

static void
a_watcher_sees_all_and_asks_nothing(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, true);
    command_scene(&r.model, COMMANDS_MIXED, r.now);
    desk_rig_paint(&r);
    assert_non_null(strstr(desk_rig_line(&r, 0), "!ARMED HTR_ON"));
    assert_non_null(strstr(desk_rig_line(&r, 0), "READ-ONLY"));
    select_state(&r, "held");
    desk_rig_keys(&r, "! D :authority Space take Enter");
    desk_rig_keys(&r, ":cancel Space 12 Space x Enter");
    desk_rig_keys(&r, ":authority Space break Space x Enter");
    assert_non_null(strstr(desk_rig_text(&r), "read-only: ask an operator"));
    assert_int_equal(r.orders, 0);
    desk_rig_close(&r);
}

static void
a_gate_gives_commands_a_pane_of_a_large_screen(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_resize(&r, 60, 200);
    assert_null(strstr(desk_rig_text(&r), "─Commands"));
    command_scene(&r.model, COMMANDS_MIXED, r.now);
    assert_non_null(strstr(desk_rig_text(&r), "─Commands"));
    desk_rig_golden(&r, "console/desk/commands-60x200.txt");
    desk_rig_close(&r);
}

static void
the_dialog_is_drawn_as_reviewed(void **state)
{
    (void)state;
    struct desk_rig r;
    open_dialog(&r);
    desk_rig_type(&r, "HTR_");
    desk_rig_golden(&r, "console/desk/fire-24x80.txt");
    desk_rig_type(&r, "Esc");
    r.is_ascii = true;
    desk_rig_golden(&r, "console/desk/disarm-ascii-24x80.txt");
    r.is_ascii = false;
    desk_rig_type(&r, "n");
    desk_rig_resize(&r, 60, 200);
    desk_rig_golden(&r, "console/desk/fire-60x200.txt");
    desk_rig_resize(&r, 10, 40);
    desk_rig_golden(&r, "console/desk/fire-10x40.txt");
    desk_rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_is_fired_by_its_name),
        cmocka_unit_test(closing_the_dialog_disarms),
        cmocka_unit_test(pasting_typing_ahead_and_resizing_never_fire),
        cmocka_unit_test(without_a_gate_nothing_is_fired),
        cmocka_unit_test(a_refusal_or_an_answer_without_token_opens_nothing),
        cmocka_unit_test(the_second_person_approves_by_typing_as_well),
        cmocka_unit_test(
            what_waits_is_cancelled_and_unknown_closed_with_a_reason),
        cmocka_unit_test(a_watcher_sees_all_and_asks_nothing),
        cmocka_unit_test(a_gate_gives_commands_a_pane_of_a_large_screen),
        cmocka_unit_test(the_dialog_is_drawn_as_reviewed),
    };
    return check_run(tests);
}
